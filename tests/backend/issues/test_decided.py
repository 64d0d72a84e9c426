"""A fråga before a group: lifted, decided, acted upon, closed, and told to everybody who reported it."""

from datetime import date

import pytest
from sqlmodel import select

from backend.database import stored_id
from backend.errors import DomainError
from backend.issues.decide import add_action, close_issue, decide_lift, finish_action, lift_issue
from backend.issues.gather import add_to_issue, open_issue
from backend.issues.onwards import groups_to_lift_to
from models import Action, GroupKommun, Issue, Lift, OutboxMessage, Report, ReportComment
from models.enums import (
    GroupKind,
    IssueStatus,
    LiftOutcome,
    NoticeKind,
    PartyCode,
    Paverkbar,
    ReportStatus,
)
from tests.backend.issues.steps import DECISION, LATER, QUESTION, do, gathered, group, lifted, one, seen, told
from tests.house import NOW, House


async def test_lifting_puts_the_question_before_the_group_and_tells_each_reporter_once(house: House) -> None:
    issue_id = await gathered(house)
    group_id = await group(house)
    for _ in range(2):
        await do(house, lift_issue, issue_id, group_id, QUESTION, PartyCode.FK, "s2", LATER)

    lift = await one(house, Lift)
    assert (lift.question, lift.proposed_owner, lift.outcome) == (QUESTION, PartyCode.FK, LiftOutcome.VANTAR)
    assert {report.status for report in await house.all_of(Report)} == {ReportStatus.LYFT}
    assert await told(house, NoticeKind.REPORT_CHANGED) == [1, 2]
    notices = [message for message in await house.all_of(OutboxMessage) if message.kind is NoticeKind.REPORT_CHANGED]
    assert len(notices) == 1, "both are hers: she is told of them at once"
    with pytest.raises(DomainError, match=r"error\.lift_waiting"):
        await do(house, lift_issue, issue_id, group_id, QUESTION, None, "s3", LATER)


async def test_a_decision_is_the_answer_to_everybody_who_reported_it(house: House) -> None:
    issue_id, lift_id = await lifted(house)
    for _ in range(2):
        await do(house, decide_lift, issue_id, lift_id, LiftOutcome.BESLUTAD, DECISION, "s3", LATER)

    assert (await one(house, Issue)).status is IssueStatus.BESLUTAD
    assert [comment.text for comment in await house.all_of(ReportComment)] == [DECISION, DECISION]
    reports = await house.all_of(Report)
    assert {(report.status, report.answered_at) for report in reports} == {(ReportStatus.ATGARD_BESLUTAD, LATER)}
    assert await told(house, NoticeKind.REPORT_ANSWERED) == [1, 2]


async def test_a_postponed_question_waits_and_tells_nobody(house: House) -> None:
    issue_id, lift_id = await lifted(house)
    await do(house, decide_lift, issue_id, lift_id, LiftOutcome.UPPSKJUTEN, "", "s3", LATER)
    assert (await seen(house, issue_id, house.coordinator)).waits
    assert await told(house, NoticeKind.REPORT_ANSWERED) == []

    await do(house, decide_lift, issue_id, lift_id, LiftOutcome.BESLUTAD, DECISION, "s4", LATER)
    assert await told(house, NoticeKind.REPORT_ANSWERED) == [1, 2]
    with pytest.raises(DomainError, match=r"error\.lift_decided"):
        await do(house, decide_lift, issue_id, lift_id, LiftOutcome.BESLUTAD, "Något annat.", "s5", LATER)


async def test_a_withdrawn_report_is_left_alone_and_a_closed_one_is_told_but_stays_closed(house: House) -> None:
    issue_id, lift_id = await lifted(house)
    async with house.database.begin(house.forbund_id) as session:
        withdrawn, closed = (await session.exec(select(Report).order_by(Report.number))).all()
        withdrawn.status, withdrawn.closed_at = ReportStatus.ATERKALLAD, NOW
        closed.status, closed.closed_at = ReportStatus.AVSLUTAD, NOW
    await do(house, decide_lift, issue_id, lift_id, LiftOutcome.BESLUTAD, DECISION, "s3", LATER)

    assert [(r.status, r.closed_at) for r in await house.all_of(Report)] == [
        (ReportStatus.ATERKALLAD, NOW),
        (ReportStatus.AVSLUTAD, NOW),
    ]
    assert await told(house, NoticeKind.REPORT_ANSWERED) == [2]


async def test_an_action_is_recorded_and_followed_up_after_the_question_was_closed(house: House) -> None:
    issue_id, lift_id = await lifted(house)
    await do(house, decide_lift, issue_id, lift_id, LiftOutcome.BESLUTAD, DECISION, "s3", LATER)
    await do(house, add_action, issue_id, "Ny mall för kallelsen", PartyCode.KOMMUN, date(2026, 5, 1), "s4", LATER)
    await do(house, close_issue, issue_id, "Rutinen är på plats.", onwards=False, submit="s5", now=LATER)
    action_id = stored_id(await one(house, Action))
    await do(house, finish_action, issue_id, action_id, "Alla kallelser säger det nu.", "s6", LATER)

    action = await one(house, Action)
    assert (action.owner, action.due, action.done_at) == (PartyCode.KOMMUN, date(2026, 5, 1), LATER)
    with pytest.raises(DomainError, match=r"error\.action_done"):
        await do(house, finish_action, issue_id, action_id, "Igen.", "s7", LATER)


async def test_closing_answers_everybody_and_ends_their_reports(house: House) -> None:
    issue_id = await gathered(house)
    await do(house, close_issue, issue_id, "Löst med ett samtal.", onwards=False, submit="s2", now=LATER)

    issue = await one(house, Issue)
    assert (issue.status, issue.answer, issue.closed_at) == (IssueStatus.AVSLUTAD, "Löst med ett samtal.", LATER)
    assert {report.status for report in await house.all_of(Report)} == {ReportStatus.AVSLUTAD}
    assert await told(house, NoticeKind.REPORT_ANSWERED) == [1, 2]
    for step, arguments in (
        (lift_issue, (await group(house), QUESTION, None, "s3", LATER)),
        (add_to_issue, ([1], "s4", LATER)),
        (add_action, ("Mer", PartyCode.AF, date(2026, 5, 1), "s5", LATER)),
    ):
        with pytest.raises(DomainError, match=r"error\.issue_closed"):
            await do(house, step, issue_id, *arguments)


async def test_what_only_the_nation_can_solve_is_told_onwards_and_its_reporters_are_told_so(house: House) -> None:
    issue_id = await gathered(house, 1)
    await do(house, close_issue, issue_id, "Förd vidare till Nationella rådet.", onwards=True, submit="s2", now=LATER)

    issue = await one(house, Issue)
    assert (issue.status, issue.paverkbar) == (IssueStatus.UPPLYST_VIDARE, Paverkbar.NATIONELLT)
    assert (await one(house, Report)).status is ReportStatus.KAN_INTE_PAVERKAS


async def test_a_question_before_a_group_is_not_closed_over_its_head(house: House) -> None:
    issue_id, _ = await lifted(house)
    with pytest.raises(DomainError, match=r"error\.issue_waits"):
        await do(house, close_issue, issue_id, "Klart.", onwards=False, submit="s3", now=LATER)


async def test_lifting_sets_no_report_back_and_tells_its_reporter_nothing(house: House) -> None:
    decided, followed = [stored_id(await house.report(key)) for key in ("decided", "followed")]
    async with house.database.begin(house.forbund_id) as session:
        (await session.get_one(Report, decided)).status = ReportStatus.ATGARD_BESLUTAD
        (await session.get_one(Report, followed)).status = ReportStatus.UPPFOLJD
    issue_id = stored_id(await do(house, open_issue, "FK kommer inte", Paverkbar.LOKALT, [decided], "s1", LATER))
    await do(house, lift_issue, issue_id, await group(house), QUESTION, PartyCode.FK, "s2", LATER)
    await do(house, add_to_issue, issue_id, [followed], "s3", LATER)

    assert [report.status for report in await house.all_of(Report)] == [ReportStatus.ATGARD_BESLUTAD, ReportStatus.UPPFOLJD]
    assert await told(house, NoticeKind.REPORT_CHANGED) == []


@pytest.mark.parametrize("text", ["", "  ", "å" * 2001])
async def test_a_decision_needs_words_that_fit(house: House, text: str) -> None:
    issue_id, lift_id = await lifted(house)
    with pytest.raises(DomainError, match=r"error\.(words_missing|text_too_long)"):
        await do(house, decide_lift, issue_id, lift_id, LiftOutcome.BESLUTAD, text, "s9", LATER)


async def test_groups_are_offered_in_the_order_of_escalation_those_of_the_kommun_first(house: House) -> None:
    for name, kind in (
        ("Styrelsen", GroupKind.STYRELSE),
        ("LSG Aneby", GroupKind.LSG),
        ("LSG Tranås", GroupKind.LSG),
        ("Beredning", GroupKind.BEREDNINGSGRUPP),
    ):
        group_id = await group(house, name, kind)
        if name == "LSG Tranås":
            async with house.database.begin(house.forbund_id) as session:
                session.add(GroupKommun(group_id=group_id, kommun_id=house.tranas))
    async with house.database.read(house.forbund_id) as session:
        offered = [name for _, name in await groups_to_lift_to(session, house.tranas)]
        everywhere = [name for _, name in await groups_to_lift_to(session, None)]
    assert offered == ["LSG Tranås", "LSG Aneby", "Beredning", "Styrelsen"]
    assert everywhere == ["LSG Aneby", "LSG Tranås", "Beredning", "Styrelsen"]
