"""What waits for one who handles: the oldest promise first, what is late marked."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from sqlmodel import col, select

from backend.database import stored_id
from backend.errors import NotAllowedError
from backend.handling.handle import Handling, handle_report
from backend.handling.inbox import Inbox, read_inbox
from backend.issues.decide import add_action
from backend.issues.gather import open_issue
from backend.meetings.fix import fix_meeting
from backend.meetings.slot import Slot
from backend.reporting.own import add_to_report
from backend.times import local_date
from models import AuditEvent, Meeting, Person, Role
from models.enums import AuditAction, IssueStatus, MeetingStatus, PartyCode, Paverkbar, ReportStatus
from tests.house import NOW, House

TODAY = local_date(NOW)


async def inbox(house: House, viewer: Person | None, now: datetime = NOW, **wanted: Any) -> Inbox:
    async with house.database.begin(house.forbund_id) as session:
        return await read_inbox(session, viewer, now, **wanted)


async def numbers(house: House, viewer: Person | None, now: datetime = NOW, **wanted: Any) -> list[str]:
    return [row.number for row in (await inbox(house, viewer, now, **wanted)).rows]


async def gather(house: House, *report_ids: int, due: date | None = None) -> None:
    async with house.database.begin(house.forbund_id) as session:
        issue = await open_issue(session, None, "FK kommer inte", Paverkbar.LOKALT, report_ids, "i1", NOW)
        if due:
            await add_action(session, None, stored_id(issue), "Ny mall", PartyCode.FK, due, "a1", NOW)


async def fix(house: House, in_days: int) -> None:
    async with house.database.begin(house.forbund_id) as session:
        starts_at = datetime.combine(TODAY, time(10), UTC) + timedelta(days=in_days)
        await fix_meeting(session, None, 1, Slot(starts_at, 60, "Jobbhuset"), "f1", NOW, confirmed=f"{starts_at:%Y%m%dT%H%MZ}/60")


async def handle(house: House, report_id: int, handling: Handling) -> None:
    async with house.database.begin(house.forbund_id) as session:
        await handle_report(session, None, report_id, handling, f"h{report_id}", NOW)


async def ask_for_meeting(house: House, in_days: int) -> None:
    first = TODAY + timedelta(days=in_days)
    await house.ask_for_meeting(first, first + timedelta(days=4), f"m{in_days}")


async def test_the_oldest_promise_comes_first_and_what_is_answered_last(house: House) -> None:
    for number in range(3):
        await house.report(f"k{number}")
    await ask_for_meeting(house, 3)
    await ask_for_meeting(house, 60)
    await handle(house, 1, Handling(answer="Jag ringer."))

    order = ["SM-2026-0001", "SB-2026-0002", "SB-2026-0003", "SM-2026-0002", "SB-2026-0001"]
    assert await numbers(house, house.coordinator) == order
    assert (await inbox(house, house.coordinator)).rows[-1].due is None


async def test_a_question_back_leaves_the_report_where_it_was(house: House) -> None:
    await house.report()
    await handle(house, 1, Handling(answer="Vilken vecka?", asks=True))
    [row] = (await inbox(house, house.coordinator)).rows
    assert (row.status, row.due) == (ReportStatus.SORTERAD, TODAY + timedelta(days=14))


@pytest.mark.parametrize(("days", "late"), [(14, 1), (15, 2)])
async def test_a_report_is_late_after_its_promised_day_and_a_meeting_after_the_last_wished_one(
    house: House, days: int, late: int
) -> None:
    await house.report()
    await ask_for_meeting(house, 3)
    assert (await inbox(house, house.coordinator, NOW + timedelta(days=days))).overdue == late


async def test_each_sees_the_kommuner_that_they_handle(house: House) -> None:
    await house.report("k1")
    await house.report("k2", kommun_id=house.eksjo)

    assert await numbers(house, house.coordinator) == ["SB-2026-0001"]
    assert await numbers(house, house.office) == ["SB-2026-0001", "SB-2026-0002"]
    assert await numbers(house, None) == ["SB-2026-0001", "SB-2026-0002"]
    with pytest.raises(NotAllowedError):
        await inbox(house, house.reporter)


async def test_who_loses_the_role_loses_the_inbox(house: House) -> None:
    async with house.database.begin(house.forbund_id) as session:
        held = select(Role).where(Role.person_id == stored_id(house.coordinator))
        await session.delete((await session.exec(held)).one())
    with pytest.raises(NotAllowedError):
        await inbox(house, house.coordinator)


async def test_it_is_narrowed_and_read_page_by_page(house: House) -> None:
    for number in range(3):
        await house.report(f"k{number}")
    await ask_for_meeting(house, 3)
    await handle(house, 2, Handling(status=ReportStatus.AVSLUTAD, answer="Det är löst."))

    assert await numbers(house, house.coordinator, show=ReportStatus.MOTTAGEN) == ["SB-2026-0001", "SB-2026-0003"]
    assert await numbers(house, house.coordinator, show=ReportStatus.AVSLUTAD) == ["SB-2026-0002"]
    assert await numbers(house, house.coordinator, show=MeetingStatus.BEGART) == ["SM-2026-0001"]
    page = await inbox(house, house.coordinator, after=(await inbox(house, house.coordinator, length=1)).after, length=1)
    assert ([row.number for row in page.rows], page.total) == (["SB-2026-0001"], 3)


async def test_a_reply_is_marked_until_it_is_answered(house: House) -> None:
    report_id = stored_id(await house.report("k1"))
    await house.report("k2")
    await handle(house, report_id, Handling(answer="Vilken dag?", asks=True))
    marks = [{row.number for row in (await inbox(house, house.coordinator)).rows if row.replied}]
    async with house.database.begin(house.forbund_id) as session:
        await add_to_report(session, house.reporter, report_id, "I tisdags.", "r1", NOW)
    marks.append({row.number for row in (await inbox(house, house.coordinator)).rows if row.replied})
    async with house.database.begin(house.forbund_id) as session:
        await handle_report(session, None, report_id, Handling(answer="Tack."), "h9", NOW)
    marks.append({row.number for row in (await inbox(house, house.coordinator)).rows if row.replied})

    assert marks == [set(), {"SB-2026-0001"}, set()]


async def test_each_look_at_a_page_says_who_saw_which_rows(house: House) -> None:
    await house.report("k1")
    await house.report("k2")
    await ask_for_meeting(house, 30)
    first = await inbox(house, house.coordinator, length=1)
    await inbox(house, None, after=first.after)

    async with house.database.read(house.forbund_id) as session:
        events = (await session.exec(select(AuditEvent).where(AuditEvent.subject == "inbox").order_by(col(AuditEvent.id)))).all()
    assert [(event.action, event.actor_id, event.details) for event in events] == [
        (AuditAction.VIEWED, house.coordinator.id, {"reports": [1], "meetings": [], "issues": []}),
        (AuditAction.VIEWED, None, {"reports": [2], "meetings": [1], "issues": []}),
    ]


async def test_booked_meetings_and_open_questions_are_listed_by_their_own_days(house: House) -> None:
    report = await house.report()
    await ask_for_meeting(house, 5)
    await fix(house, 6)
    await gather(house, stored_id(report), due=TODAY + timedelta(days=3))
    assert await numbers(house, house.coordinator) == ["SB-2026-0001", "FR-2026-0001", "SM-2026-0001"], "what waits comes first"
    assert await numbers(house, house.coordinator, show=IssueStatus.OPPEN) == ["FR-2026-0001"]
    assert await numbers(house, house.coordinator, show=MeetingStatus.BOKAT) == ["SM-2026-0001"]
    assert await numbers(house, house.coordinator, show=MeetingStatus.BEGART) == []
    assert await numbers(house, house.coordinator, show=ReportStatus.MOTTAGEN) == ["SB-2026-0001"]


async def test_what_waits_can_be_read_alone_and_a_reply_to_an_answered_report_is_among_it(house: House) -> None:
    await ask_for_meeting(house, 5)
    await fix(house, 6)
    report_id = stored_id(await house.report())
    await handle(house, report_id, Handling(answer="Jag ringer."))
    async with house.database.begin(house.forbund_id) as session:
        await add_to_report(session, house.reporter, report_id, "Ingen har ringt.", "r1", NOW)
    alone = await inbox(house, house.coordinator, waiting_only=True)
    assert ([row.number for row in alone.rows], alone.waiting, alone.total) == (["SB-2026-0001"], 1, 2)
    assert await numbers(house, house.coordinator) == ["SB-2026-0001", "SM-2026-0001"]


async def test_a_meeting_that_is_over_and_an_action_past_its_day_are_overdue(house: House) -> None:
    await ask_for_meeting(house, 5)
    await fix(house, 6)
    await gather(house, stored_id(await house.report()), due=TODAY + timedelta(days=3))
    rows = (await inbox(house, house.coordinator, NOW + timedelta(days=7))).rows
    assert {row.number for row in rows if row.overdue} == {"SM-2026-0001", "FR-2026-0001"}


async def test_a_fixed_meeting_that_has_passed_is_overdue_also_when_another_time_was_asked_for(house: House) -> None:
    await ask_for_meeting(house, 5)
    await fix(house, 6)
    async with house.database.begin(house.forbund_id) as session:
        meeting = (await session.exec(select(Meeting))).one()
        meeting.other_time_asked, meeting.window_end = True, TODAY + timedelta(days=20)
    assert [(await inbox(house, house.coordinator, NOW + timedelta(days=days))).overdue for days in (6, 7)] == [0, 1]


async def test_a_question_without_an_action_waits_for_no_day(house: House) -> None:
    await gather(house, stored_id(await house.report()))
    [row] = (await inbox(house, house.coordinator, show=IssueStatus.OPPEN)).rows
    assert (row.due, row.overdue, row.kommun, row.text) == (None, False, "Tranås", "FK kommer inte")
