"""Whoever convenes a group is asked after its meeting what was decided: once, and reminded once."""

import asyncio
from datetime import datetime, timedelta

import pytest
from sqlmodel import col, select

from backend.database import Database
from backend.issues.held import Said, answer_held
from digests.afterwards import ask_after_meetings
from digests.figures.checks import FiguresDisagree
from digests.figures.taken_up import TakenUp, check_taken_up, count_asked, read_taken_up
from digests.periods import Period
from models import Edition, GroupMeeting, Lift, MeetingLift, OutboxMessage, Person
from models.enums import Channel, EditionKind, EditionStatus, GroupKind, LiftOutcome, NoticeKind, RoleName
from tests.digests.builders import at, make_forbund, make_group, make_issue, make_kommun, make_lift, make_meeting, make_person

# a Friday, so that the next working day is a Monday, after the clocks have been changed
MEETS = at("2026-03-27", 13)
ASKED = at("2026-03-30", 9)
NEXT = at("2026-06-16", 13)
REMINDED = at("2026-06-08", 9)
PAPER_DUE = at("2026-06-11", 8)


class Town:
    """A förbund with an LSG that has met, with one question on its paper that waits, and one that was decided before it met."""

    def __init__(self, database: Database) -> None:
        self.database = database

    async def build(self) -> "Town":
        self.forbund = await make_forbund(self.database)
        async with self.database.begin(self.forbund) as session:
            self.kommun = await make_kommun(session, "Tranås")
            self.group = await make_group(session, "tranas", "LSG Tranås", self.kommun)
            self.convener = await make_person(session, "Stina Exempel", RoleName.SAMMANKALLANDE, group_id=self.group, teams=True)
            await make_person(session, "Karin Exempel", RoleName.KOORDINATOR, kommun_id=self.kommun, teams=True)
            issue = await make_issue(session, "Frågan", at("2026-02-01"))
            self.lift = await make_lift(session, issue, self.group, at("2026-02-02"))
            early = {"outcome": LiftOutcome.BESLUTAD, "decision": "Ja.", "decided_at": at("2026-03-25")}
            await make_lift(session, issue, self.group, at("2026-02-03"), **early)
            await make_lift(session, issue, self.group, at("2026-03-24"))  # after the paper
        self.meeting = await self.meets(MEETS)
        return self

    async def meets(self, starts_at: datetime, cancelled: bool = False) -> int:
        async with self.database.begin(self.forbund) as session:
            meeting = await make_meeting(session, self.group, starts_at, cancelled)
            as_of = starts_at - timedelta(days=5)
            session.add(
                Edition(
                    kind=EditionKind.LSG,
                    group_id=self.group,
                    group_meeting_id=meeting,
                    period=f"mote:{meeting}",
                    period_start=as_of.date(),
                    period_end=as_of.date(),
                    due_at=as_of,
                    claimed_until=as_of,
                    as_of=as_of,
                    made_at=as_of,
                    status=EditionStatus.KLAR,
                    content_hash="x",
                    pdf=b"%PDF",
                )
            )
            return meeting

    async def ask(self, now: datetime) -> int:
        return await ask_after_meetings(self.database, now)

    async def told(self) -> list[OutboxMessage]:
        async with self.database.read(self.forbund) as session:
            found = select(OutboxMessage).where(OutboxMessage.kind == NoticeKind.DECISIONS_ASKED)
            return list((await session.exec(found.order_by(col(OutboxMessage.id)))).all())

    async def asked_about(self) -> list[tuple[int, LiftOutcome | None]]:
        async with self.database.read(self.forbund) as session:
            return [(row.lift_id, row.outcome) for row in await session.exec(select(MeetingLift))]

    async def answer(self, outcome: LiftOutcome, now: datetime) -> None:
        async with self.database.begin(self.forbund) as session:
            convener = await session.get_one(Person, self.convener)
            await answer_held(session, convener, self.meeting, [Said(self.lift, outcome, "Vi provar.")], "s1", now)

    async def change(self, **values: object) -> None:
        async with self.database.begin(self.forbund) as session:
            meeting = await session.get_one(GroupMeeting, self.meeting)
            for name, value in values.items():
                setattr(meeting, name, value)

    async def taken_up(self, end: str, group: int | None = None) -> TakenUp:
        period = Period(at("2026-03-20").date(), at(end).date())
        async with self.database.read(self.forbund) as session:
            taken = await read_taken_up(session, period, group)
            check_taken_up(taken, await count_asked(session, period, group))
        return taken


@pytest.fixture
async def town(database: Database) -> Town:
    return await Town(database).build()


@pytest.fixture
async def small_town(sqlite: Database) -> Town:
    return await Town(sqlite).build()


async def test_the_convener_is_asked_the_next_working_morning_by_one_way(small_town: Town) -> None:
    assert await small_town.ask(ASKED - timedelta(minutes=1)) == 0
    assert await small_town.ask(ASKED) == 1

    [message] = await small_town.told()
    assert (message.person_id, message.channel, message.subject_id) == (small_town.convener, Channel.TEAMS, small_town.meeting)
    assert await small_town.asked_about() == [(small_town.lift, None)], (
        "what was decided earlier, or lifted later, wasn't on the paper"
    )
    assert await small_town.ask(ASKED + timedelta(days=1)) == 0


async def test_two_processes_at_once_ask_once(town: Town) -> None:
    other = Database(town.database.url)
    counts = await asyncio.gather(town.ask(ASKED), ask_after_meetings(other, ASKED), town.ask(ASKED))
    await other.close()

    assert sum(counts) == 1
    assert len(await town.told()) == 1


async def test_after_a_month_without_a_process_it_is_asked_all_the_same(small_town: Town) -> None:
    await small_town.meets(NEXT)
    assert await small_town.ask(ASKED + timedelta(days=30)) == 1


async def test_a_group_that_has_met_anew_is_asked_about_the_last_meeting_alone(small_town: Town) -> None:
    last = await small_town.meets(NEXT)
    assert await small_town.ask(NEXT + timedelta(days=1)) == 1
    assert [message.subject_id for message in await small_town.told()] == [last]


async def test_a_cancelled_meeting_and_one_without_a_paper_are_not_asked_about(small_town: Town) -> None:
    await small_town.change(cancelled=True)
    async with small_town.database.begin(small_town.forbund) as session:
        await make_meeting(session, small_town.group, MEETS + timedelta(hours=1))
    assert await small_town.ask(ASKED) == 0


async def test_a_meeting_that_is_moved_is_asked_about_after_its_new_day(small_town: Town) -> None:
    await small_town.ask(ASKED)
    await small_town.change(starts_at=at("2026-04-14", 13))
    assert await small_town.ask(at("2026-04-14", 14)) == 0
    assert await small_town.ask(at("2026-04-15", 9)) == 1
    assert await small_town.asked_about() == [(small_town.lift, None)]


async def test_who_has_not_answered_is_reminded_once_before_the_next_paper(town: Town) -> None:
    await town.meets(NEXT)
    await town.ask(ASKED)

    assert await town.ask(REMINDED - timedelta(minutes=1)) == 0
    assert await town.ask(REMINDED) == 1
    assert await town.ask(REMINDED + timedelta(days=1)) == 0
    assert [message.details for message in await town.told()] == [{}, {"again": True}]


async def test_nobody_is_reminded_once_the_paper_is_due_or_when_all_is_answered(small_town: Town) -> None:
    await small_town.meets(NEXT)
    await small_town.ask(ASKED)
    assert await small_town.ask(PAPER_DUE) == 0
    await small_town.answer(LiftOutcome.BESLUTAD, ASKED)
    assert await small_town.ask(REMINDED) == 0
    assert len(await small_town.told()) == 1


async def test_whoever_convenes_then_is_reminded(small_town: Town) -> None:
    await small_town.meets(NEXT)
    await small_town.ask(ASKED)
    async with small_town.database.begin(small_town.forbund) as session:
        new = await make_person(session, "Per Exempel", RoleName.SAMMANKALLANDE, group_id=small_town.group)
    await small_town.ask(REMINDED)
    assert [(message.person_id, message.channel) for message in await small_town.told()][1:] == [(new, Channel.MAIL)]


async def test_what_was_recorded_before_the_question_needs_no_question(small_town: Town) -> None:
    async with small_town.database.begin(small_town.forbund) as session:
        lift = await session.get_one(Lift, small_town.lift)
        lift.outcome, lift.decided_at = LiftOutcome.UPPSKJUTEN, MEETS + timedelta(hours=2)
    assert await small_town.ask(ASKED) == 0
    assert await small_town.asked_about() == [(small_town.lift, LiftOutcome.UPPSKJUTEN)]


async def test_taken_up_is_counted_of_what_was_asked_as_it_was_known_at_the_period_s_end(town: Town) -> None:
    nothing, open_still = TakenUp(), TakenUp(meetings=1, whole=0, questions=1, answered=0)
    assert await town.taken_up("2026-04-30") == nothing
    await town.ask(ASKED)
    assert await town.taken_up("2026-04-30") == open_still
    await town.answer(LiftOutcome.UPPSKJUTEN, at("2026-04-02"))

    assert await town.taken_up("2026-04-30", town.group) == TakenUp(meetings=1, whole=1, questions=1, answered=1)
    assert await town.taken_up("2026-04-01") == open_still, "it was told the day after"
    assert await town.taken_up("2026-03-26") == nothing, "the meeting was the day after"


async def test_the_board_is_told_of_local_groups_alone(small_town: Town) -> None:
    await small_town.ask(ASKED)
    async with small_town.database.begin(small_town.forbund) as session:
        board = await make_group(session, "styrelsen", "Styrelsen", kind=GroupKind.STYRELSE)
        met = await make_meeting(session, board, MEETS)
        session.add(MeetingLift(group_meeting_id=met, lift_id=small_town.lift))
    assert (await small_town.taken_up("2026-04-30")).meetings == 1


@pytest.mark.parametrize("taken", [TakenUp(1, 0, 1, 1), TakenUp(1, 1, 1, 0), TakenUp(1, 1, 1, 2), TakenUp(1, 1, 2, 2)])
def test_figures_that_contradict_each_other_stop_the_paper(taken: TakenUp) -> None:
    with pytest.raises(FiguresDisagree):
        check_taken_up(taken, 1)
