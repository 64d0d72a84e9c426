"""Monday's note: one line for each thing that waits, once, and none for whoever wants none."""

import asyncio
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import select

from backend.courier import NeedlessError
from backend.database import Database, stored_id
from backend.directory.wishes import wish_notices
from backend.i18n import Texts
from backend.links import Links
from backend.mail.paper import Paper
from backend.mail.week_letters import WeekLetters
from backend.monday import tell_weeks, week_to_tell
from backend.times import at_local_time
from backend.weekly import Week, read_week, week_lines
from models import Action, Group, Issue, Lift, Meeting, OutboxMessage, Pattern, PatternReport, Person, Report, ReportComment
from models.enums import (
    Channel,
    CommentKind,
    Consent,
    GroupKind,
    MeetingForm,
    MeetingStatus,
    NoticeKind,
    PartyCode,
    PatternKind,
    ReportStatus,
)
from tests.house import NOW, House

MONDAY = date(2026, 3, 16)
SEVEN = at_local_time(MONDAY, datetime.min.time().replace(hour=7))


async def change(house: House, report: Report, **values: Any) -> None:
    async with house.database.begin(house.forbund_id) as session:
        row = await session.get_one(Report, report.id)
        for name, value in values.items():
            setattr(row, name, value)


async def week_of(house: House, person: Person | None = None) -> Week:
    async with house.database.read(house.forbund_id) as session:
        return await read_week(session, person or house.coordinator, MONDAY, MONDAY)


async def queued(house: House) -> list[OutboxMessage]:
    async with house.database.read(house.forbund_id) as session:
        return list((await session.exec(select(OutboxMessage).where(OutboxMessage.kind == NoticeKind.WEEK))).all())


async def test_each_thing_that_waits_is_counted_once_in_its_place(house: House) -> None:
    """The reports came on Thursday 12 March."""
    late, today, sunday, next_week, answered, asked, replied, withdrawn = [await house.report(f"k{n}") for n in range(8)]
    elsewhere = await house.report("k-eksjo", house.eksjo)
    for report, due in ((late, -1), (today, 0), (sunday, 6), (next_week, 7), (answered, -1), (elsewhere, -1)):
        await change(house, report, answer_due=MONDAY + timedelta(days=due))
    await change(house, answered, answered_at=NOW, status=ReportStatus.SORTERAD)
    await change(house, withdrawn, status=ReportStatus.ATERKALLAD, closed_at=NOW, answer_due=MONDAY)
    for report in (asked, replied):
        await change(house, report, answer_due=MONDAY + timedelta(days=20))
    async with house.database.begin(house.forbund_id) as session:
        for report, kinds in ((asked, [CommentKind.QUESTION]), (replied, [CommentKind.QUESTION, CommentKind.REPLY])):
            for number, kind in enumerate(kinds):
                session.add(
                    ReportComment(
                        report_id=stored_id(report), idempotency_key=f"c{report.id}{number}", kind=kind, text="?", created_at=NOW
                    )
                )
                await session.flush()
        session.add(group := Group(slug="tranas", kind=GroupKind.LSG, name="LSG Tranås"))
        issue = Issue(number="FR-2026-0001", title="Något", kommun_id=house.tranas, opened_at=NOW)
        session.add(issue)
        await session.flush()
        session.add(Lift(issue_id=stored_id(issue), group_id=stored_id(group), question="Vad?", lifted_at=NOW))
        for due in (-1, 1):
            action = Action(issue_id=stored_id(issue), what="x", owner=PartyCode.AF, due=MONDAY + timedelta(days=due))
            session.add(action)

    week = await week_of(house)

    assert week == Week(("Tranås",), new=7, overdue=1, due=2, replied=1, asked=1, waiting=1, late=1)
    assert (await week_of(house, house.office)).overdue == 1, "of Eksjö, where nobody else receives"


async def test_one_who_handles_more_than_they_receive_for_is_told_of_the_latter_alone(house: House) -> None:
    report = await house.report()
    async with house.database.begin(house.forbund_id) as session:
        session.add(pattern := Pattern(kind=PatternKind.UPPREPAS, mark="m", category="NARVARO", found_at=NOW))
        await session.flush()
        session.add(PatternReport(pattern_id=stored_id(pattern), report_id=stored_id(report)))

    assert (await week_of(house)).patterns == 1
    assert (await week_of(house, house.office)).patterns == 0, "which handles Tranås and receives for Eksjö"


async def test_a_fraga_of_several_kommuner_stands_in_the_week_of_each(house: House) -> None:
    here, there = await house.report("k1"), await house.report("k2", house.eksjo)
    async with house.database.begin(house.forbund_id) as session:
        session.add(group := Group(slug="tranas", kind=GroupKind.LSG, name="LSG Tranås"))
        session.add(issue := Issue(number="FR-2026-0001", title="Något", opened_at=NOW))
        await session.flush()
        for report in (here, there):
            (await session.get_one(Report, report.id)).issue_id = issue.id
        session.add(Lift(issue_id=stored_id(issue), group_id=stored_id(group), question="Vad?", lifted_at=NOW))
        due = MONDAY - timedelta(days=1)
        session.add(Action(issue_id=stored_id(issue), what="x", owner=PartyCode.AF, due=due))

    for person in (house.coordinator, house.office):
        week = await week_of(house, person)
        assert (week.waiting, week.late) == (1, 1)


async def test_a_meeting_waits_also_when_its_caller_has_asked_for_another_time(house: House) -> None:
    async with house.database.begin(house.forbund_id) as session:
        begart, bokat, installt = MeetingStatus.BEGART, MeetingStatus.BOKAT, MeetingStatus.INSTALLT
        for number, (status, asked) in enumerate([(begart, False), (bokat, True), (bokat, False), (installt, True)]):
            session.add(meeting(house, str(number), status, other_time_asked=asked))

    assert (await week_of(house)).meetings == 2


def meeting(house: House, key: str, status: MeetingStatus, **values: Any) -> Meeting:
    booked: dict[str, Any] = {"starts_at": NOW, "ends_at": NOW + timedelta(hours=1)} if status is MeetingStatus.BOKAT else {}
    return Meeting(
        number=f"SM-{key}", idempotency_key=key, calendar_uid=key, requested_at=NOW, form=MeetingForm.SAMVERKANSMOTE,
        kommun_id=house.tranas, purpose="Vi behöver ses", wanted_outcome="En plan", who_decides="AF", individual_takes_part=True,
        consent=Consent.JA, window_start=MONDAY, window_end=MONDAY, status=status, **booked, **values,
    )  # fmt: skip


@pytest.mark.parametrize("locale", ["sv", "en"])
def test_nothing_is_one_line_and_one_is_told_as_one(locale: str) -> None:
    texts = Texts(("backend",))

    def lines(**counts: int) -> list[str]:
        return week_lines(Week(("Tranås",), **counts), lambda key, **values: texts.t(locale, key, **values))

    assert len(lines()) == 1
    for name in ("overdue", "due", "replied", "meetings", "patterns", "new", "asked", "waiting", "late"):
        assert lines(**{name: 1})[-1].startswith("1 ") and lines(**{name: 3})[-1].startswith("3 ")
    assert len(lines(overdue=1, asked=2)) == 3


@pytest.mark.parametrize(
    ("day", "hour", "told"),
    [
        ("2026-03-15", 12, None),
        ("2026-03-16", 6, None),
        ("2026-03-16", 7, "2026-03-16"),
        ("2026-03-17", 23, "2026-03-16"),
        ("2026-03-18", 8, None),
        ("2026-04-06", 8, None),  # Easter Monday
        ("2026-04-07", 7, "2026-04-06"),
        ("2026-03-30", 7, "2026-03-30"),  # the clocks have changed
        ("2026-12-21", 7, "2026-12-21"),
    ],
)
def test_it_comes_on_the_weeks_first_working_day(day: str, hour: int, told: str | None) -> None:
    moment = at_local_time(date.fromisoformat(day), datetime.min.time().replace(hour=hour))

    assert week_to_tell(moment) == (date.fromisoformat(told) if told else None)


async def test_everybody_who_receives_gets_it_once_however_many_look(house: House) -> None:
    other = Database(house.database.url)
    counts = [*await asyncio.gather(tell_weeks(house.database, SEVEN), tell_weeks(other, SEVEN))]
    counts.append(await tell_weeks(house.database, SEVEN + timedelta(hours=5)))
    await other.close()

    messages = await queued(house)
    assert {message.person_id for message in messages} == {house.coordinator.id, house.office.id}
    assert (len(messages), sum(counts)) == (2, 2)
    assert {message.person_id: message.channel for message in messages} == {
        house.coordinator.id: Channel.TEAMS,
        house.office.id: Channel.MAIL,
    }
    assert await tell_weeks(house.database, SEVEN + timedelta(days=7)) == 2


async def test_who_wants_none_gets_none_also_when_that_is_said_while_it_waits(house: House) -> None:
    await tell_weeks(house.database, SEVEN)
    (message,) = [each for each in await queued(house) if each.person_id == house.office.id]
    letters = WeekLetters(Paper(Texts(("backend",))), Links("a secret of thirty-two characters!", ""), lambda: SEVEN)
    async with house.database.begin(house.forbund_id) as session:
        written = await letters.monday(session, message)
        await wish_notices(session, house.office, SEVEN, weekly=False)
    async with house.database.read(house.forbund_id) as session:
        with pytest.raises(NeedlessError):
            await letters.monday(session, message)

    assert written.subject == "Vecka 12: Eksjö"
    assert "Inget nytt, och ingenting väntar på dig." in written.text
    assert "/veckan" in written.text
    assert await tell_weeks(house.database, SEVEN + timedelta(days=7)) == 1
