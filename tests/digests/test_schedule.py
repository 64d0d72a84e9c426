import asyncio
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import select
from structlog.testing import capture_logs

from backend.categories.taxonomy import Taxonomy
from backend.database import Database
from backend.i18n import Texts
from digests import schedule
from digests.frozen import content_hash, document_of, freeze
from digests.schedule import run_due
from models import Delivery, Edition, GroupMeeting, OutboxMessage, Report
from models.enums import Channel, EditionKind, EditionStatus, GroupKind, NoticeKind, ReportStatus, RoleName
from tests.digests.builders import at, make_forbund, make_group, make_kommun, make_meeting, make_person, make_report

LEASE = timedelta(minutes=5)
MEETS = at("2026-03-31", 13)
DUE = at("2026-03-26", 8)


class Town:
    """A förbund with an LSG that meets on 31 March 2026, and its people by name."""

    def __init__(self, database: Database, texts: Texts, taxonomy: Taxonomy) -> None:
        self.database = database
        self.texts = texts
        self.taxonomy = taxonomy
        self.people: dict[str, int] = {}

    async def build(self, slug: str = "hoglandet") -> "Town":
        self.forbund = await make_forbund(self.database, slug)
        async with self.database.begin(self.forbund) as session:
            self.kommun = await make_kommun(session, "Tranås")
            self.group = await make_group(session, "tranas", "LSG Tranås", self.kommun)
            self.meeting = await make_meeting(session, self.group, MEETS)
            await make_report(session, self.kommun, at("2026-03-02"))
            self.people = {
                "member": await make_person(session, "Maja Exempel", RoleName.LEDAMOT, group_id=self.group),
                "convener": await make_person(
                    session, "Stina Exempel", RoleName.SAMMANKALLANDE, group_id=self.group, email=False, teams=True
                ),
                "coordinator": await make_person(
                    session, "Karin Exempel", RoleName.KOORDINATOR, kommun_id=self.kommun, teams=True
                ),
                "away": await make_person(session, "Olle Exempel", RoleName.LEDAMOT, group_id=self.group, active=False),
            }
        return self

    async def run(self, now: datetime, lease: timedelta = LEASE) -> list[int]:
        return await run_due(self.database, self.texts, self.taxonomy, now, lease)

    async def editions(self) -> list[Edition]:
        async with self.database.read(self.forbund) as session:
            return list((await session.exec(select(Edition).order_by(sa.text("id")))).all())

    async def outbox(self) -> list[OutboxMessage]:
        async with self.database.read(self.forbund) as session:
            return list((await session.exec(select(OutboxMessage).order_by(sa.text("id")))).all())


@pytest.fixture
async def town(database: Database, texts: Texts, taxonomy: Taxonomy) -> Town:
    return await Town(database, texts, taxonomy).build()


@pytest.fixture
async def small_town(sqlite: Database, texts: Texts, taxonomy: Taxonomy) -> Town:
    return await Town(sqlite, texts, taxonomy).build()


async def test_an_edition_that_is_due_is_made_frozen_and_queued_at_once(town: Town) -> None:
    made = await town.run(DUE)

    (edition,) = await town.editions()
    assert made == [edition.id]
    assert (edition.status, edition.made_at, edition.as_of) == (EditionStatus.KLAR, DUE, at("2026-03-26", 0))
    assert edition.title == "Underlag till LSG Tranås 31 mars 2026"
    assert edition.figures["figures"]["flow"]["new"] == 1
    assert edition.content_hash == content_hash(edition.figures, edition.html, edition.text)
    assert edition.taxonomy_version == town.taxonomy.version
    assert edition.pdf is not None and edition.pdf.startswith(b"%PDF")
    assert document_of(edition).title == edition.title


async def test_each_recipient_gets_it_by_every_way_that_reaches_them(town: Town) -> None:
    await town.run(DUE)

    people = town.people
    messages = await town.outbox()
    assert {(message.person_id, message.channel) for message in messages} == {
        (people["member"], Channel.MAIL),
        (people["convener"], Channel.TEAMS),
        (people["coordinator"], Channel.MAIL),
        (people["coordinator"], Channel.TEAMS),
    }
    assert {message.kind for message in messages} == {NoticeKind.EDITION}
    async with town.database.read(town.forbund) as session:
        deliveries = (await session.exec(select(Delivery))).all()
    assert {(row.person_id, row.channel, row.outbox_id) for row in deliveries} == {
        (message.person_id, message.channel, message.id) for message in messages
    }


async def test_a_second_look_makes_nothing_more(town: Town) -> None:
    await town.run(DUE)

    assert await town.run(DUE) == []
    assert await town.run(DUE + timedelta(days=2)) == []
    assert (len(await town.editions()), len(await town.outbox())) == (1, 4)


async def test_two_processes_at_once_make_one_edition(town: Town) -> None:
    other = Database(town.database.url)

    mine, theirs = await asyncio.gather(town.run(DUE), run_due(other, town.texts, town.taxonomy, DUE, LEASE))

    await other.close()
    assert len(mine) + len(theirs) == 1
    assert (len(await town.editions()), len(await town.outbox())) == (1, 4)


async def test_a_process_that_was_down_makes_it_on_return_until_the_meeting_begins(small_town: Town) -> None:
    assert await small_town.run(DUE - timedelta(minutes=1)) == []
    assert len(await small_town.run(MEETS - timedelta(hours=1))) == 1

    (edition,) = await small_town.editions()
    assert (str(edition.period_end), edition.due_at) == ("2026-03-25", DUE)


async def test_a_meeting_that_was_missed_gets_no_paper_afterwards_but_its_days_come_with_the_next(small_town: Town) -> None:
    async with small_town.database.begin(small_town.forbund) as session:
        await make_meeting(session, small_town.group, at("2026-06-10", 13))

    assert await small_town.run(MEETS + timedelta(days=20)) == []
    await small_town.run(at("2026-06-05", 8))

    (edition,) = await small_town.editions()
    assert (str(edition.period_start), str(edition.period_end)) == ("2026-03-26", "2026-06-04")


async def test_a_claim_that_ran_out_is_taken_over_and_one_that_holds_is_not(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    async def killed(*_: object) -> bool:
        raise asyncio.CancelledError

    with monkeypatch.context() as patched, pytest.raises(asyncio.CancelledError):
        patched.setattr(schedule, "_make", killed)
        await town.run(DUE)
    (claimed,) = await town.editions()
    assert claimed.status is EditionStatus.PABORJAD

    assert await town.run(DUE + LEASE - timedelta(seconds=1)) == []
    assert await town.run(DUE + LEASE + timedelta(seconds=1)) == [claimed.id]
    assert len(await town.outbox()) == 4


async def test_whoever_lost_the_claim_on_the_way_stores_and_sends_nothing(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    later: list[int] = []

    async def slow(*arguments: object) -> object:
        monkeypatch.setattr(schedule, "freeze", freeze)
        later.extend(await town.run(DUE + 2 * LEASE))
        return await freeze(*arguments)  # type: ignore[arg-type]  # passed on as they came

    monkeypatch.setattr(schedule, "freeze", slow)
    first = await town.run(DUE)

    (edition,) = await town.editions()
    assert (first, later) == ([], [edition.id])
    assert edition.made_at == DUE + 2 * LEASE
    assert len(await town.outbox()) == 4


async def test_figures_that_disagree_stop_their_edition_and_no_other_and_the_log_says_where(small_town: Town) -> None:
    async with small_town.database.begin(small_town.forbund) as session:
        report = (await session.exec(select(Report))).one()
        report.status = ReportStatus.AVSLUTAD
    other = await Town(small_town.database, small_town.texts, small_town.taxonomy).build("annat")

    with capture_logs() as logs:
        made = await small_town.run(DUE)

    (stopped,), (edition,) = await small_town.editions(), await other.editions()
    assert (stopped.status, made) == (EditionStatus.PABORJAD, [edition.id])
    assert await small_town.outbox() == []
    (entry,) = [entry for entry in logs if entry["event"] == "digest.figures_disagree"]
    assert (entry["table"], entry["found"]) == (f"kommun {small_town.kommun}: status and day of closing", 1)


async def test_an_edition_that_fails_is_made_again_when_its_claim_ends(small_town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    async def broken(*_: object) -> None:
        raise RuntimeError("what was written must not be logged")

    with monkeypatch.context() as patched, capture_logs() as logs:
        patched.setattr(schedule, "freeze", broken)
        assert await small_town.run(DUE) == []

    assert [(entry["event"], entry["error"]) for entry in logs] == [("digest.failed", "RuntimeError")]
    assert len(await small_town.run(DUE + LEASE + timedelta(seconds=1))) == 1


async def test_a_frozen_edition_says_the_same_whatever_becomes_of_its_reports(small_town: Town) -> None:
    await small_town.run(DUE)
    (before,) = await small_town.editions()
    async with small_town.database.begin(small_town.forbund) as session:
        await session.exec(sa.text("DELETE FROM report_party"))  # type: ignore[call-overload]  # exec takes plain SQL as well
        await session.exec(sa.text("DELETE FROM report"))  # type: ignore[call-overload]  # as above

    await small_town.run(DUE + timedelta(hours=1))

    (after,) = await small_town.editions()
    assert after.model_dump() == before.model_dump()


async def test_a_group_without_a_member_who_can_be_reached_is_told_to_the_forbund(small_town: Town) -> None:
    async with small_town.database.begin(small_town.forbund) as session:
        await session.exec(sa.text("DELETE FROM role WHERE group_id IS NOT NULL"))  # type: ignore[call-overload]  # plain SQL

    with capture_logs() as logs:
        await small_town.run(DUE)

    (message,) = [message for message in await small_town.outbox() if message.address]
    assert (message.address, message.channel) == ("forbundet@hoglandet.example", Channel.MAIL)
    assert message.details == {"missing": ["no_recipients"]}
    assert [entry["missing"] for entry in logs if entry["event"] == "digest.group_incomplete"] == [["no_recipients"]]


async def test_a_local_group_without_a_kommun_gets_the_whole_forbund_and_the_forbund_is_told(small_town: Town) -> None:
    async with small_town.database.begin(small_town.forbund) as session:
        elsewhere = await make_kommun(session, "Aneby")
        await make_report(session, elsewhere, at("2026-03-03"))
        await session.exec(sa.text("DELETE FROM forum_kommun"))  # type: ignore[call-overload]  # plain SQL

    await small_town.run(DUE)

    (edition,) = await small_town.editions()
    assert edition.figures["figures"]["flow"]["new"] == 2
    assert [message.details for message in await small_town.outbox() if message.address] == [{"missing": ["no_kommun"]}]


async def test_the_boards_edition_goes_to_its_members_and_the_forbundschef_once_a_quarter(town: Town) -> None:
    async with town.database.begin(town.forbund) as session:
        board = await make_group(session, "styrelsen", "Styrelsen", kind=GroupKind.STYRELSE)
        member = await make_person(session, "Bo Exempel", RoleName.LEDAMOT, group_id=board)
        head = await make_person(session, "Frida Exempel", RoleName.FORBUNDSCHEF)

    made = await town.run(at("2026-05-20"))
    assert await town.run(at("2026-06-30")) == []

    (edition,) = await town.editions()
    assert (edition.id, edition.kind, edition.period) == (made[0], EditionKind.STYRELSE, "2026-K1")
    assert {message.person_id for message in await town.outbox()} == {member, head}


async def test_a_meeting_moved_after_its_paper_was_sent_gets_no_second_one(small_town: Town) -> None:
    await small_town.run(DUE)
    async with small_town.database.begin(small_town.forbund) as session:
        meeting = await session.get_one(GroupMeeting, small_town.meeting)
        meeting.starts_at = MEETS + timedelta(days=14)

    assert await small_town.run(DUE + timedelta(days=14)) == []
