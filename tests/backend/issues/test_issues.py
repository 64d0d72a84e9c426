"""Reports about the same thing become one fråga, whose every text passes the guard and every step leaves its trace."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any

import pytest

from backend.database import stored_id
from backend.errors import DomainError, NotAllowedError, NotFoundError, PersonalDataError
from backend.handling.handle import Handling, handle_report
from backend.issues.decide import add_action, close_issue, decide_lift, lift_issue
from backend.issues.gather import add_to_issue, open_issue, take_out
from backend.issues.hold import hold_issue
from backend.reporting.own import withdraw_report
from models import AuditEvent, Issue
from models.enums import (
    AuditAction,
    IssueStatus,
    LiftOutcome,
    NoticeKind,
    PartyCode,
    Paverkbar,
)
from tests.backend.issues.steps import DECISION, LATER, do, gathered, group, lifted, seen, told
from tests.house import House, small_house


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
    assert len(await house.all_of(Issue)) == 1


async def test_the_key_of_a_question_that_was_made_tells_a_stranger_nothing(house: House) -> None:
    ids = [stored_id(await house.report())]
    await do(house, open_issue, "Titel", Paverkbar.LANET, ids, "s1", LATER)
    with pytest.raises(NotAllowedError):
        await do(house, open_issue, "Titel", Paverkbar.LANET, ids, "s1", LATER, actor=house.reporter)


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


async def test_a_report_that_joins_a_lifted_question_is_lifted_and_its_reporter_told(house: House) -> None:
    issue_id, _ = await lifted(house)
    late = stored_id(await house.report("late"))
    for _ in range(2):
        await do(house, add_to_issue, issue_id, [late], "s3", LATER)

    assert len((await seen(house, issue_id, house.coordinator)).reports) == 3
    assert (await told(house, NoticeKind.REPORT_CHANGED)).count(late) == 1


async def test_a_report_put_in_by_mistake_is_taken_out_and_hears_nothing_more(house: House) -> None:
    issue_id, lift_id = await lifted(house)
    await do(house, take_out, issue_id, 1, "s3", LATER)
    await do(house, decide_lift, issue_id, lift_id, LiftOutcome.BESLUTAD, DECISION, "s4", LATER)

    assert await told(house, NoticeKind.REPORT_ANSWERED) == [2]


async def test_taking_a_report_out_once_more_by_the_same_form_leaves_it_where_a_colleague_put_it_back(house: House) -> None:
    issue_id = await gathered(house)
    await do(house, take_out, issue_id, 1, "s3", LATER)
    await do(house, add_to_issue, issue_id, [1], "s4", LATER, actor=house.office)
    await do(house, take_out, issue_id, 1, "s3", LATER)
    assert len((await seen(house, issue_id, house.coordinator)).reports) == 2

    await do(house, take_out, issue_id, 1, "s5", LATER)
    assert len((await seen(house, issue_id, house.coordinator)).reports) == 1


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


async def test_another_question_s_lift_and_action_are_not_there(house: House) -> None:
    _, lift_id = await lifted(house)
    other = stored_id(await do(house, open_issue, "X", Paverkbar.LOKALT, [stored_id(await house.report("o"))], "s8", LATER))
    with pytest.raises(NotFoundError):
        await do(house, decide_lift, other, lift_id, LiftOutcome.BESLUTAD, DECISION, "s9", LATER)


async def test_every_step_leaves_its_trace_without_anybody_s_words(house: House) -> None:
    issue_id, lift_id = await lifted(house)
    await do(house, decide_lift, issue_id, lift_id, LiftOutcome.BESLUTAD, DECISION, "s3", LATER)
    trail = [event for event in await house.all_of(AuditEvent) if event.subject == "issue"]

    assert [event.action for event in trail] == [AuditAction.CREATED, AuditAction.CHANGED, AuditAction.CHANGED]
    assert {event.actor_id for event in trail} == {house.coordinator.id}
    assert DECISION not in str([event.details for event in await house.all_of(AuditEvent)])


async def test_a_report_in_a_question_is_still_answered_by_itself(house: House) -> None:
    await gathered(house)
    await do(house, handle_report, 1, Handling(answer="Jag har ringt."), "h1", LATER)
    assert await told(house, NoticeKind.REPORT_ANSWERED) == [1]


async def test_a_report_that_is_taken_back_leaves_its_question(house: House) -> None:
    issue_id = await gathered(house)
    await do(house, withdraw_report, 1, "w1", LATER, actor=house.reporter)
    view = await seen(house, issue_id, house.coordinator)

    assert ([report.number for report in view.reports], view.others) == (["SB-2026-0002"], 0)
    left = [event for event in await house.all_of(AuditEvent) if event.details.get("taken_out") == 1]
    assert [(event.subject, event.subject_id, event.actor_id) for event in left] == [("issue", issue_id, house.reporter.id)]


@pytest.mark.postgresql
async def test_a_second_click_does_not_wait_for_one_who_holds_the_question(postgresql_url: str) -> None:
    async with small_house(postgresql_url) as house:
        issue_id = await gathered(house)
        async with house.database.begin(house.forbund_id) as session:
            await hold_issue(session, house.coordinator, issue_id)
            async with asyncio.timeout(60):
                again = await do(house, open_issue, "FK kommer inte", Paverkbar.LOKALT, [1, 2], "s1", LATER)
        assert again.id == issue_id
