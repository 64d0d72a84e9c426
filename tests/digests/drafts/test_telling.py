"""When a draft is told, to whom, and what becomes of it when the meeting moves or is called off."""

import asyncio
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select
from structlog.testing import capture_logs

from backend.database import AsyncSession, Database
from digests.drafts import telling
from digests.drafts.telling import DraftClock, tell_drafts
from digests.drafts.work import Stage, Written
from digests.due import coming_editions
from digests.kind import Due
from digests.schedule import run_due
from digests.troubles import tell_troubles
from models import Draft, Group, GroupMeeting, Person, Role
from models.enums import GroupKind, NoticeKind, RoleName
from tests.digests.builders import at, make_group, make_kommun, make_meeting, make_person
from tests.digests.drafts.town import BOTH, DRAFT, DUE, MEETS, NOTHING, Town

pytestmark = pytest.mark.usefixtures("quick_paper")


async def move(town: Town, to: datetime) -> None:
    async with town.database.begin(town.forbund) as session:
        (await session.exec(select(GroupMeeting).where(GroupMeeting.id == town.meeting))).one().starts_at = to


async def call_off(town: Town, cancelled: bool = True) -> None:
    async with town.database.begin(town.forbund) as session:
        (await session.exec(select(GroupMeeting).where(GroupMeeting.id == town.meeting))).one().cancelled = cancelled


async def test_each_coordinator_is_told_once_three_working_days_before_by_every_way(town: Town) -> None:
    assert await town.tell(DRAFT - timedelta(minutes=1)) == 0
    assert await town.tell() == 1
    assert await town.tell(DRAFT + timedelta(hours=5)) == 0

    told = await town.told()
    assert {each.channel for each in told if each.person_id == town.people["karin"]} == BOTH
    assert {each.person_id for each in told} == {town.people["karin"], town.people["kurt"]}
    assert len(told) == 3
    assert (await town.stands()).stage is Stage.WAITS


async def test_two_processes_tell_of_a_draft_once(town: Town) -> None:
    other = Database(town.database.url)

    counts = await asyncio.gather(town.tell(), tell_drafts(other, DRAFT))

    await other.close()
    assert sum(counts) == 1
    assert len(await town.told()) == 3


async def test_two_processes_tell_of_a_move_once(town: Town) -> None:
    await town.tell()
    await move(town, MEETS + timedelta(days=7))
    other = Database(town.database.url)

    counts = await asyncio.gather(town.tell(DRAFT + timedelta(hours=1)), tell_drafts(other, DRAFT + timedelta(hours=1)))

    await other.close()
    assert sum(counts) == 1
    assert len(await town.told()) == 6


@pytest.mark.parametrize("days", [0, 5])
async def test_a_group_says_how_early_its_draft_comes_and_whether_there_is_one(small_town: Town, days: int) -> None:
    async with small_town.database.begin(small_town.forbund) as session:
        (await session.exec(select(Group))).one().draft_working_days = days

    assert await small_town.tell(at("2026-03-19", 8)) == (1 if days else 0)
    assert await small_town.tell(DUE - timedelta(minutes=1)) == 0


async def test_when_nothing_could_be_told_in_time_the_edition_goes_without_a_draft(small_town: Town) -> None:
    assert await small_town.tell(DUE) == 0


async def test_a_moved_meeting_moves_the_draft_with_its_words_and_asks_for_a_new_approval(small_town: Town) -> None:
    await small_town.tell()
    await small_town.write(Written(comments={"new": "Två möten är inplanerade."}, left_out=(), story=""))
    await move(small_town, MEETS + timedelta(days=7))

    assert await small_town.tell(DRAFT + timedelta(hours=1)) == 1

    stands = await small_town.stands(DRAFT + timedelta(hours=1))
    assert (stands.stage, stands.due_at) == (Stage.WAITS, at("2026-04-02", 8))
    assert stands.words.comments == {"new": "Två möten är inplanerade."}
    assert [each.details for each in await small_town.told()][-1] == {"moved": True}


@pytest.mark.parametrize("called_off_first", [False, True])
async def test_what_was_approved_is_sent_when_the_meeting_moves_so_near_that_nobody_could_approve_it_anew(
    small_town: Town, called_off_first: bool
) -> None:
    await small_town.tell()
    await small_town.write(Written(comments={"new": "Två möten är inplanerade."}, left_out=(), story=""))
    if called_off_first:
        await call_off(small_town)
        await small_town.tell(DRAFT + timedelta(minutes=30))
        await call_off(small_town, cancelled=False)
    now = DRAFT + timedelta(hours=1)
    await move(small_town, now + timedelta(days=1))

    assert await small_town.tell(now) == 0
    await small_town.make(now)
    assert "Två möten är inplanerade." in (await small_town.edition()).text


async def test_after_a_weeks_standstill_what_was_approved_before_is_sent_once_and_nothing_else_is_told(town: Town) -> None:
    await town.tell()
    await town.write(Written(comments={"new": "Två möten är inplanerade."}, left_out=(), story=""))
    other, back = Database(town.database.url), MEETS - timedelta(hours=1)
    assert sum(await asyncio.gather(town.tell(back), tell_drafts(other, back))) == 0
    made = await asyncio.gather(town.make(back), run_due(other, town.texts, town.taxonomy, back, timedelta(minutes=5)))
    assert sum(map(len, made)) == 1
    assert sum(await asyncio.gather(tell_troubles(town.database, back), tell_troubles(other, back))) == 0
    await other.close()
    assert "Två möten är inplanerade." in (await town.edition()).text
    assert len(await town.told()) == 3


@pytest.mark.parametrize("cancelled", [False, True])
async def test_when_the_meeting_moves_or_is_called_off_after_its_paper_was_sent_no_draft_is_told_anew(
    small_town: Town, cancelled: bool
) -> None:
    await small_town.tell()
    await small_town.write(NOTHING)
    await small_town.make()
    await (call_off(small_town) if cancelled else move(small_town, MEETS + timedelta(days=14)))
    for days in (1, 10):
        assert await small_town.tell(DUE + timedelta(days=days)) == 0
        assert await small_town.make(DUE + timedelta(days=days)) == []
    assert (await small_town.stands(DUE + timedelta(days=1))).stage is Stage.SENT
    assert not await small_town.told(NoticeKind.DRAFT_STOPPED)


async def test_a_meeting_that_is_called_off_stops_the_draft_and_tells_who_held_it(small_town: Town) -> None:
    await small_town.tell()
    await call_off(small_town)

    assert await small_town.tell(DRAFT + timedelta(hours=1)) == 1
    assert await small_town.tell(DRAFT + timedelta(hours=2)) == 0

    assert {each.person_id for each in await small_town.told(NoticeKind.DRAFT_STOPPED)} == {
        small_town.people["karin"],
        small_town.people["kurt"],
    }
    assert (await small_town.stands()).stage is Stage.STOPPED
    assert await small_town.make() == []


async def test_what_was_written_for_a_meeting_called_off_waits_for_the_groups_next_one(small_town: Town) -> None:
    await small_town.tell()
    await small_town.write(Written(comments={}, left_out=("new",), story="Det löste sig på ett möte."))
    before = (await small_town.draft()).id
    await call_off(small_town)
    await small_town.tell(DRAFT + timedelta(hours=1))
    async with small_town.database.begin(small_town.forbund) as session:
        later = await make_meeting(session, small_town.group, at("2026-04-28", 13))

    assert await small_town.tell(at("2026-04-20", 8)) == 1

    draft, stands = await small_town.draft(), await small_town.stands(at("2026-04-20", 8))
    assert (draft.id, draft.group_meeting_id) == (before, later), "the link that was sent still leads to it"
    assert (stands.stage, stands.words.story, stands.words.left_out) == (Stage.WAITS, "Det löste sig på ett möte.", ("new",))


async def test_a_meeting_that_is_held_after_all_has_its_draft_again(small_town: Town) -> None:
    await small_town.tell()
    await call_off(small_town)
    await small_town.tell(DRAFT + timedelta(hours=1))
    await call_off(small_town, cancelled=False)

    assert await small_town.tell(DRAFT + timedelta(hours=2)) == 1
    assert (await small_town.stands(DRAFT + timedelta(hours=2))).stage is Stage.WAITS


async def test_the_boards_draft_goes_to_the_forbundschef_and_without_one_to_the_office(small_town: Town) -> None:
    async with small_town.database.begin(small_town.forbund) as session:
        board = await make_group(session, "styrelsen", "Styrelsen", small_town.kommun, kind=GroupKind.STYRELSE)
        chef = await make_person(session, "Folke Exempel", RoleName.FORBUNDSCHEF)
        office = await make_person(session, "Ulla Exempel", RoleName.VERKSAMHETSUTVECKLARE)
    # its edition is due on the fifth working day, 9 April: Easter is on 3–6 April
    assert await small_town.tell(at("2026-04-02", 8)) == 1
    assert {each.person_id for each in await small_town.told()} == {chef}
    async with small_town.database.read(small_town.forbund) as session:
        assert (await session.exec(select(Draft.group_id))).one() == board

    async with small_town.database.begin(small_town.forbund) as session:
        await session.exec(sa.delete(Role).where(col(Role.person_id) == chef))
    assert await small_town.tell(at("2026-07-06", 8)) == 1
    assert {each.person_id for each in await small_town.told()} == {chef, office}


async def test_a_kommun_without_anybody_has_its_draft_told_to_the_forbunds_own_address(small_town: Town) -> None:
    async with small_town.database.begin(small_town.forbund) as session:
        for person in await session.exec(select(Person)):
            person.active = False

    await small_town.tell()

    (message,) = await small_town.told()
    assert (message.person_id, message.address) == (None, "forbundet@hoglandet.example")
    await small_town.write(NOTHING, None)
    assert (await small_town.stands()).stage is Stage.APPROVED


async def test_a_draft_that_can_never_be_stored_is_told_as_a_fault_and_holds_back_no_other(
    small_town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with small_town.database.begin(small_town.forbund) as session:
        other = await make_group(session, "eksjo", "LSG Eksjö", await make_kommun(session, "Eksjö"))
        await make_meeting(session, other, MEETS)
    begin = telling._begin

    async def broken(session: AsyncSession, due: Due, now: datetime) -> bool:
        if due.group_id == small_town.group:
            raise IntegrityError("", {}, Exception())
        return await begin(session, due, now)

    monkeypatch.setattr(telling, "_begin", broken)
    with capture_logs() as logs:
        assert await small_town.tell() == 1
    assert (await small_town.draft()).group_id == other
    [fault] = [entry for entry in logs if entry["log_level"] == "error"]
    assert (fault["work"], fault["error"], fault["key"]) == (
        "drafts",
        "IntegrityError",
        f"lsg:{small_town.group}:mote:{small_town.meeting}",
    )


async def test_new_drafts_are_looked_for_once_an_hour_and_a_meeting_that_is_called_off_is_told_of_at_once(
    small_town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks: list[datetime] = []

    async def counted(session: AsyncSession, now: datetime) -> list[Due]:
        looks.append(now)
        return await coming_editions(session, now)

    monkeypatch.setattr(telling, "coming_editions", counted)
    clock = DraftClock()
    minute = timedelta(minutes=1)

    assert [await clock.run(small_town.database, DRAFT + number * minute) for number in range(-1, 3)] == [0, 1, 0, 0]
    assert looks == [DRAFT - minute, DRAFT]
    await call_off(small_town)
    assert await clock.run(small_town.database, DRAFT + 5 * minute) == 1
    assert await clock.run(small_town.database, DRAFT + 60 * minute) == 0
    assert looks[2:] == [DRAFT + 5 * minute, DRAFT + 60 * minute]
