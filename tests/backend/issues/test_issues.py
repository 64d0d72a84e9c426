"""Reports about the same thing become one fråga: lifted, decided, acted upon, and told to everybody who reported it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import date, timedelta
from typing import Any, TypeVar

import pytest
from sqlmodel import SQLModel, select

from backend.categories.taxonomy import Taxonomy
from backend.database import AsyncSession, stored_id
from backend.errors import DomainError, NotAllowedError, NotFoundError, PersonalDataError
from backend.handling.correct import Corrections
from backend.handling.handle import Handling, handle_report
from backend.issues.decide import add_action, close_issue, decide_lift, finish_action, lift_issue
from backend.issues.gather import add_to_issue, open_issue, take_out
from backend.issues.hold import hold_issue
from backend.issues.views import IssueView, groups_to_lift_to, open_issues, read_issue
from backend.reporting.log import ReportDraft
from backend.reporting.own import change_report, withdraw_report
from models import Action, AuditEvent, Group, GroupKommun, Issue, Lift, OutboxMessage, Person, Report, ReportComment, Role
from models.enums import (
    AuditAction,
    GroupKind,
    IssueStatus,
    LiftOutcome,
    NoticeKind,
    PartyCode,
    Paverkbar,
    ReportStatus,
    RoleName,
)
from tests.house import NOW, TEXT, House, small_house

LATER = NOW + timedelta(days=2)
QUESTION = "Ska kallelsen alltid säga om individen är med?"
DECISION = "Kallelsen säger från och med nu om individen är med."
Row = TypeVar("Row", bound=SQLModel)


@pytest.fixture
async def house(database_url: str) -> AsyncIterator[House]:
    async with small_house(database_url) as house:
        yield house


async def all_of(house: House, table: type[Row]) -> list[Row]:
    async with house.database.read(house.forbund_id) as session:
        return list((await session.exec(select(table))).all())


async def one(house: House, table: type[Row]) -> Row:
    [row] = await all_of(house, table)
    return row


async def do(house: House, step: Any, /, *arguments: Any, actor: Person | None = None, **named: Any) -> Any:
    """Take a step in a transaction of its own, as the coordinator unless another is named."""
    async with house.database.begin(house.forbund_id) as session:
        return await step(session, actor or house.coordinator, *arguments, **named)


async def gathered(house: House, count: int = 2) -> int:
    """A fråga of some reports; its id."""
    ids = [stored_id(await house.report(f"k{number}")) for number in range(count)]
    return stored_id(await do(house, open_issue, "FK kommer inte", Paverkbar.LOKALT, ids, "s1", LATER))


async def group(house: House, name: str = "LSG Tranås", kind: GroupKind = GroupKind.LSG) -> int:
    async with house.database.begin(house.forbund_id) as session:
        made = Group(slug=name.lower().replace(" ", "-"), kind=kind, name=name)
        session.add(made)
        await session.flush()
        return stored_id(made)


async def lifted(house: House) -> tuple[int, int]:
    """A fråga before the LSG; the ids of the two."""
    issue_id = await gathered(house)
    await do(house, lift_issue, issue_id, await group(house), QUESTION, PartyCode.FK, "s2", LATER)
    return issue_id, stored_id(await one(house, Lift))


async def told(house: House, kind: NoticeKind) -> list[int]:
    """Of which reports somebody is told."""
    messages = [message for message in await all_of(house, OutboxMessage) if message.kind is kind]
    return sorted(number for message in messages for number in (message.subject_id, *message.details.get("also", ())))


async def seen(house: House, issue_id: int, viewer: Person | None) -> IssueView:
    async with house.database.begin(house.forbund_id) as session:
        return await read_issue(session, issue_id, viewer, LATER)


async def test_reports_become_a_numbered_question_of_their_kommun(house: House) -> None:
    issue_id = await gathered(house)
    view = await seen(house, issue_id, house.coordinator)

    assert (view.number, view.title, view.kommun, view.status) == ("FR-2026-0001", "FK kommer inte", "Tranås", IssueStatus.OPPEN)
    assert [report.number for report in view.reports] == ["SB-2026-0001", "SB-2026-0002"]
    assert view.others == 0
    assert await told(house, NoticeKind.REPORT_CHANGED) == [], "gathering is the office's own affair"


async def test_two_clicks_at_the_same_moment_make_one_question(house: House) -> None:
    ids = [stored_id(await house.report())]
    made = await asyncio.gather(*(do(house, open_issue, "Titel", Paverkbar.LANET, ids, "s1", LATER) for _ in range(4)))

    assert {issue.number for issue in made} == {"FR-2026-0001"}
    assert len(await all_of(house, Issue)) == 1


async def test_reports_of_several_kommuner_make_a_question_of_the_whole_forbund(house: House) -> None:
    ids = [stored_id(await house.report("k1")), stored_id(await house.report("k2", kommun_id=house.eksjo))]
    issue_id = stored_id(await do(house, open_issue, "Titel", Paverkbar.LANET, ids, "s1", LATER, actor=house.office))
    own = await seen(house, issue_id, house.coordinator)

    assert own.kommun is None
    assert [report.kommun for report in own.reports] == ["Tranås"], "another kommun's reports stay with those who handle them"
    assert own.others == 1
    assert len((await seen(house, issue_id, None)).reports) == 2


async def test_a_report_is_in_one_question_at_most(house: House) -> None:
    await gathered(house)
    with pytest.raises(DomainError, match=r"error\.report_in_issue") as refused:
        await do(house, open_issue, "Annan", Paverkbar.LOKALT, [1], "s9", LATER)
    assert refused.value.values["issue"] == "FR-2026-0001"


async def test_only_those_who_handle_every_report_gather_them(house: House) -> None:
    mine, another_s = stored_id(await house.report("k1")), stored_id(await house.report("k2", kommun_id=house.eksjo))
    for actor, ids in ((house.coordinator, [mine, another_s]), (house.reporter, [mine])):
        with pytest.raises(NotAllowedError):
            await do(house, open_issue, "Titel", Paverkbar.LOKALT, ids, "s1", LATER, actor=actor)
    with pytest.raises(DomainError, match=r"error\.no_report_chosen"):
        await do(house, open_issue, "Titel", Paverkbar.LOKALT, [], "s1", LATER)
    assert await all_of(house, Issue) == []


async def test_a_question_is_closed_to_those_who_handle_nothing_in_it(house: House) -> None:
    issue_id = stored_id(
        await do(
            house, open_issue, "Titel", Paverkbar.LOKALT, [stored_id(await house.report(kommun_id=house.eksjo))], "s1", LATER,
            actor=house.office,
        )
    )  # fmt: skip
    for stranger in (house.coordinator, house.reporter):
        with pytest.raises(NotAllowedError):
            await seen(house, issue_id, stranger)
    with pytest.raises(NotFoundError):
        await seen(house, 4711, house.office)


async def test_lifting_puts_the_question_before_the_group_and_tells_each_reporter_once(house: House) -> None:
    issue_id = await gathered(house)
    group_id = await group(house)
    for _ in range(2):
        await do(house, lift_issue, issue_id, group_id, QUESTION, PartyCode.FK, "s2", LATER)

    lift = await one(house, Lift)
    assert (lift.question, lift.proposed_owner, lift.outcome) == (QUESTION, PartyCode.FK, LiftOutcome.VANTAR)
    assert {report.status for report in await all_of(house, Report)} == {ReportStatus.LYFT}
    assert await told(house, NoticeKind.REPORT_CHANGED) == [1, 2]
    notices = [message for message in await all_of(house, OutboxMessage) if message.kind is NoticeKind.REPORT_CHANGED]
    assert len(notices) == 1, "both are hers: she is told of them at once"
    with pytest.raises(DomainError, match=r"error\.lift_waiting"):
        await do(house, lift_issue, issue_id, group_id, QUESTION, None, "s3", LATER)


async def test_a_decision_is_the_answer_to_everybody_who_reported_it(house: House) -> None:
    issue_id, lift_id = await lifted(house)
    for _ in range(2):
        await do(house, decide_lift, issue_id, lift_id, LiftOutcome.BESLUTAD, DECISION, "s3", LATER)

    assert (await one(house, Issue)).status is IssueStatus.BESLUTAD
    assert [comment.text for comment in await all_of(house, ReportComment)] == [DECISION, DECISION]
    reports = await all_of(house, Report)
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

    assert [(r.status, r.closed_at) for r in await all_of(house, Report)] == [
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
    assert {report.status for report in await all_of(house, Report)} == {ReportStatus.AVSLUTAD}
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


async def test_a_report_that_joins_a_lifted_question_is_lifted_and_its_reporter_told(house: House) -> None:
    issue_id, _ = await lifted(house)
    late = stored_id(await house.report("late"))
    for _ in range(2):
        await do(house, add_to_issue, issue_id, [late], "s3", LATER)

    assert len((await seen(house, issue_id, house.coordinator)).reports) == 3
    assert (await told(house, NoticeKind.REPORT_CHANGED)).count(late) == 1


async def test_lifting_sets_no_report_back_and_tells_its_reporter_nothing(house: House) -> None:
    decided, followed = [stored_id(await house.report(key)) for key in ("decided", "followed")]
    async with house.database.begin(house.forbund_id) as session:
        (await session.get_one(Report, decided)).status = ReportStatus.ATGARD_BESLUTAD
        (await session.get_one(Report, followed)).status = ReportStatus.UPPFOLJD
    issue_id = stored_id(await do(house, open_issue, "FK kommer inte", Paverkbar.LOKALT, [decided], "s1", LATER))
    await do(house, lift_issue, issue_id, await group(house), QUESTION, PartyCode.FK, "s2", LATER)
    await do(house, add_to_issue, issue_id, [followed], "s3", LATER)

    assert [report.status for report in await all_of(house, Report)] == [ReportStatus.ATGARD_BESLUTAD, ReportStatus.UPPFOLJD]
    assert await told(house, NoticeKind.REPORT_CHANGED) == []


async def test_a_report_put_in_by_mistake_is_taken_out_and_hears_nothing_more(house: House) -> None:
    issue_id, lift_id = await lifted(house)
    await do(house, take_out, issue_id, 1, "s3", LATER)
    await do(house, decide_lift, issue_id, lift_id, LiftOutcome.BESLUTAD, DECISION, "s4", LATER)

    assert await told(house, NoticeKind.REPORT_ANSWERED) == [2]


async def write_title(house: House, issue_id: int, text: str) -> Any:
    return await do(house, open_issue, text, Paverkbar.LOKALT, [stored_id(await house.report("new"))], "s9", LATER)


WRITES: dict[str, Callable[[House, int, str], Awaitable[Any]]] = {
    "title": write_title,
    "question": lambda house, i, text: _lift_with(house, i, text),
    "what": lambda house, i, text: do(house, add_action, i, text, PartyCode.FK, date(2026, 5, 1), "s9", LATER),
    "answer": lambda house, i, text: do(house, close_issue, i, text, onwards=False, submit="s9", now=LATER),
}


async def _lift_with(house: House, issue_id: int, text: str) -> Any:
    return await do(house, lift_issue, issue_id, await group(house, "Annan"), text, None, "s9", LATER)


@pytest.mark.parametrize("field", WRITES)
async def test_every_text_passes_the_guard_and_must_be_there(house: House, field: str) -> None:
    issue_id = await gathered(house)
    with pytest.raises(PersonalDataError) as refused:
        await WRITES[field](house, issue_id, "Ring 070-174 06 05 om det.")
    assert list(refused.value.fields) == [field]


@pytest.mark.parametrize("text", ["", "  ", "å" * 2001])
async def test_a_decision_needs_words_that_fit(house: House, text: str) -> None:
    issue_id, lift_id = await lifted(house)
    with pytest.raises(DomainError, match=r"error\.words_"):
        await do(house, decide_lift, issue_id, lift_id, LiftOutcome.BESLUTAD, text, "s9", LATER)


async def test_another_question_s_lift_and_action_are_not_there(house: House) -> None:
    _, lift_id = await lifted(house)
    other = stored_id(await do(house, open_issue, "X", Paverkbar.LOKALT, [stored_id(await house.report("o"))], "s8", LATER))
    with pytest.raises(NotFoundError):
        await do(house, decide_lift, other, lift_id, LiftOutcome.BESLUTAD, DECISION, "s9", LATER)


async def test_every_step_leaves_its_trace_without_anybody_s_words(house: House) -> None:
    issue_id, lift_id = await lifted(house)
    await do(house, decide_lift, issue_id, lift_id, LiftOutcome.BESLUTAD, DECISION, "s3", LATER)
    trail = [event for event in await all_of(house, AuditEvent) if event.subject == "issue"]

    assert [event.action for event in trail] == [AuditAction.CREATED, AuditAction.CHANGED, AuditAction.CHANGED]
    assert {event.actor_id for event in trail} == {house.coordinator.id}
    assert DECISION not in str([event.details for event in await all_of(house, AuditEvent)])


async def test_a_report_in_a_question_is_still_answered_by_itself(house: House) -> None:
    await gathered(house)
    await do(house, handle_report, 1, Handling(answer="Jag har ringt."), "h1", LATER)
    assert await told(house, NoticeKind.REPORT_ANSWERED) == [1]


async def offered(session: AsyncSession, viewer: Person) -> list[str]:
    return [issue.number for issue in await open_issues(session, viewer)]


async def test_open_questions_are_offered_to_those_who_may_put_reports_into_them(house: House) -> None:
    issue_id = await gathered(house)
    async with house.database.begin(house.forbund_id) as session:
        session.add(Role(person_id=stored_id(house.reporter), role=RoleName.KOORDINATOR, kommun_id=house.eksjo))
    async with house.database.read(house.forbund_id) as session:
        assert await offered(session, house.coordinator) == ["FR-2026-0001"]
        assert await offered(session, house.office) == ["FR-2026-0001"]
        assert await offered(session, house.reporter) == []
    await do(house, close_issue, issue_id, "Klart.", onwards=False, submit="s2", now=LATER)
    async with house.database.read(house.forbund_id) as session:
        assert await offered(session, house.coordinator) == []


async def move(house: House, report_id: int, kommun_id: int, key: str = "m1") -> None:
    handling = Handling(corrections=Corrections(kommun_id=kommun_id))
    await do(house, handle_report, report_id, handling, key, LATER, actor=house.office)


async def receives_in_eksjo(house: House) -> Person:
    """The reporter, who handles Eksjö's reports from now on."""
    async with house.database.begin(house.forbund_id) as session:
        session.add(Role(person_id=stored_id(house.reporter), role=RoleName.KOORDINATOR, kommun_id=house.eksjo))
    return house.reporter


async def test_a_question_goes_with_its_report_to_another_kommun(house: House) -> None:
    issue_id, eksjo = await gathered(house, 1), await receives_in_eksjo(house)
    await move(house, 1, house.eksjo)

    assert (await seen(house, issue_id, eksjo)).kommun == "Eksjö"
    with pytest.raises(NotAllowedError):
        await seen(house, issue_id, house.coordinator)
    with pytest.raises(NotAllowedError):
        await do(house, close_issue, issue_id, "Klart.", onwards=False, submit="s2", now=LATER)
    async with house.database.read(house.forbund_id) as session:
        assert await offered(session, house.coordinator) == []
        assert await offered(session, eksjo) == ["FR-2026-0001"]


async def test_a_question_goes_with_a_report_that_its_reporter_moves(house: House) -> None:
    issue_id, eksjo = await gathered(house, 1), await receives_in_eksjo(house)
    draft = ReportDraft(text=TEXT, kommun_id=house.eksjo, parties=(PartyCode.FK,), category="NARVARO")
    await do(house, change_report, 1, draft, Taxonomy.load(), "c1", LATER, actor=eksjo)

    assert (await seen(house, issue_id, eksjo)).kommun == "Eksjö"


async def test_a_question_is_the_whole_forbund_s_while_its_reports_are_of_several_kommuner(house: House) -> None:
    issue_id = await gathered(house)
    await move(house, 1, house.eksjo)
    assert (await seen(house, issue_id, house.coordinator)).kommun is None

    await do(house, take_out, issue_id, 1, "s3", LATER, actor=house.office)
    assert (await seen(house, issue_id, house.coordinator)).kommun == "Tranås"


async def test_an_emptied_question_stays_with_the_kommun_that_it_was_opened_for(house: House) -> None:
    issue_id, eksjo = await gathered(house, 1), await receives_in_eksjo(house)
    await do(house, take_out, issue_id, 1, "s3", LATER)

    assert (await seen(house, issue_id, house.coordinator)).kommun == "Tranås"
    async with house.database.read(house.forbund_id) as session:
        assert await offered(session, house.coordinator) == ["FR-2026-0001"]
        assert await offered(session, eksjo) == []


async def test_an_emptied_question_of_several_kommuner_is_the_office_s_to_use_and_to_close(house: House) -> None:
    ids = [stored_id(await house.report("k1")), stored_id(await house.report("k2", kommun_id=house.eksjo))]
    issue_id = stored_id(await do(house, open_issue, "Titel", Paverkbar.LANET, ids, "s1", LATER, actor=house.office))
    for report_id in ids:
        await do(house, take_out, issue_id, report_id, f"t{report_id}", LATER, actor=house.office)

    async with house.database.read(house.forbund_id) as session:
        assert await offered(session, house.office) == ["FR-2026-0001"]
        assert await offered(session, house.coordinator) == []
    assert (await seen(house, issue_id, house.office)).kommun is None
    await do(house, close_issue, issue_id, "Klart.", onwards=False, submit="s2", now=LATER, actor=house.office)


async def test_a_report_that_is_taken_back_leaves_its_question(house: House) -> None:
    issue_id = await gathered(house)
    await do(house, withdraw_report, 1, "w1", LATER, actor=house.reporter)
    view = await seen(house, issue_id, house.coordinator)

    assert ([report.number for report in view.reports], view.others) == (["SB-2026-0002"], 0)
    left = [event for event in await all_of(house, AuditEvent) if event.details.get("taken_out") == 1]
    assert [(event.subject, event.subject_id, event.actor_id) for event in left] == [("issue", issue_id, house.reporter.id)]


@pytest.mark.postgresql
async def test_a_second_click_does_not_wait_for_one_who_holds_the_question(postgresql_url: str) -> None:
    async with small_house(postgresql_url) as house:
        issue_id = await gathered(house)
        async with house.database.begin(house.forbund_id) as session:
            await hold_issue(session, house.coordinator, issue_id)
            async with asyncio.timeout(10):
                again = await do(house, open_issue, "FK kommer inte", Paverkbar.LOKALT, [1, 2], "s1", LATER)
        assert again.id == issue_id


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
