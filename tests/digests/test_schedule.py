import asyncio
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlmodel import select
from structlog.testing import capture_logs

from backend.categories.taxonomy import Taxonomy
from backend.database import AsyncSession, Database
from backend.i18n import Texts
from backend.times import local_date
from digests import schedule
from digests.due import due_editions
from digests.frozen import content_hash, document_of, freeze
from digests.kind import Due
from digests.readers import may_read
from digests.reasons import why_sent
from digests.schedule import run_due
from models import Delivery, Edition, Group, GroupMeeting, LocalCategory, OutboxMessage, Person, Report, RoleTerm
from models.enums import Channel, EditionKind, EditionStatus, GroupKind, NoticeKind, ReportStatus, RoleName
from tests.digests.builders import at, make_forbund, make_group, make_kommun, make_meeting, make_person, make_report

pytestmark = pytest.mark.usefixtures("quick_paper")

LEASE = timedelta(minutes=5)
MEETS = at("2026-03-31", 13)
DUE = at("2026-03-26", 8)
WAITING = sa.text("SELECT count(*) FROM pg_locks WHERE NOT granted")


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
        await make_meeting(session, small_town.group, at("2026-01-20", 13))
        await make_meeting(session, small_town.group, at("2026-06-10", 13))
    await small_town.run(at("2026-01-15", 8))

    assert await small_town.run(MEETS + timedelta(days=20)) == []
    await small_town.run(at("2026-06-05", 8))

    before, edition = await small_town.editions()
    assert str(before.period_end) == "2026-01-14"
    assert (str(edition.period_start), str(edition.period_end)) == ("2026-01-15", "2026-06-04")
    assert edition.figures["figures"]["flow"]["new"] == 1


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


async def test_who_took_the_claim_over_and_isnt_done_is_left_to_it(small_town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    async def slow(*arguments: object) -> object:
        async with small_town.database.begin(small_town.forbund) as session:
            (await session.exec(select(Edition))).one().claimed_until = DUE + 3 * LEASE
        return await freeze(*arguments)  # type: ignore[arg-type]  # passed on as they came

    monkeypatch.setattr(schedule, "freeze", slow)

    assert await small_town.run(DUE) == []
    (edition,) = await small_town.editions()
    assert edition.status is EditionStatus.PABORJAD and await small_town.outbox() == []


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


async def test_a_forbund_whose_rows_cant_be_read_doesnt_hold_back_the_next(small_town: Town) -> None:
    async with small_town.database.begin(small_town.forbund) as session:
        (await session.exec(select(Group))).one().digest_days_before = 10**9  # farther back than dates go
    other = await Town(small_town.database, small_town.texts, small_town.taxonomy).build("annat")

    with capture_logs() as logs:
        made = await small_town.run(DUE)

    assert made == [edition.id for edition in await other.editions()] != []
    (entry,) = [entry for entry in logs if entry["log_level"] == "error"]
    assert (entry["event"], entry["forbund"], entry["error"]) == ("digest.due_failed", small_town.forbund, "OverflowError")


async def test_an_edition_that_the_database_refuses_is_told_in_the_log_and_the_next_one_is_made(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def with_a_bad_one(session: AsyncSession, now: datetime) -> list[Due]:
        (good,) = await due_editions(session, now)
        return [replace(good, group_id=10**6), good]

    monkeypatch.setattr(schedule, "due_editions", with_a_bad_one)
    with capture_logs() as logs:
        made = await town.run(DUE)

    assert made == [edition.id for edition in await town.editions()] != []
    (entry,) = [entry for entry in logs if entry["log_level"] == "error"]
    assert (entry["event"], entry["group"], entry["error"]) == ("digest.failed", 10**6, "IntegrityError")


@pytest.mark.postgresql
async def test_who_inserts_the_row_second_leaves_the_edition_to_the_first(
    postgresql_url: str, texts: Texts, taxonomy: Taxonomy
) -> None:
    """SQLite has one writer at a time, so that the second sees the row; PostgreSQL lets both insert it."""
    database = Database(postgresql_url)
    town = await Town(database, texts, taxonomy).build()
    async with database.begin(town.forbund) as first:
        (due,) = await due_editions(first, DUE)
        first.add(
            Edition(
                kind=due.kind,
                group_id=due.group_id,
                period=due.key,
                period_start=due.period.start,
                period_end=due.period.end,
                due_at=DUE,
                claimed_until=DUE + LEASE,
                as_of=due.period.until,
            )
        )
        await first.flush()
        with capture_logs() as logs:
            second = asyncio.create_task(town.run(DUE))
            await _until_it_waits(first)
            await first.commit()
            assert await second == []

    await database.close()
    assert logs == []


async def _until_it_waits(session: AsyncSession) -> None:
    """Return when another connection waits for this one's transaction."""
    async with asyncio.timeout(60):
        while not (await session.exec(WAITING)).scalar_one():  # type: ignore[call-overload]  # noqa: ASYNC110  # plain SQL, polled
            await asyncio.sleep(0.01)  # the server tells nobody when a lock is asked for


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


async def test_the_forbunds_copy_is_kept_among_the_deliveries_once(town: Town) -> None:
    async with town.database.begin(town.forbund) as session:
        await session.exec(sa.text("DELETE FROM role"))  # type: ignore[call-overload]  # plain SQL

    await town.run(DUE)

    (message,) = await town.outbox()
    async with town.database.read(town.forbund) as session:
        (delivery,) = (await session.exec(select(Delivery))).all()
    assert (delivery.person_id, delivery.channel, delivery.outbox_id) == (None, Channel.MAIL, message.id)
    with pytest.raises(IntegrityError):
        async with town.database.begin(town.forbund) as session:
            session.add(Delivery(edition_id=delivery.edition_id, channel=Channel.MAIL, outbox_id=delivery.outbox_id))


async def test_without_a_coordinator_the_deputy_gets_it_then_the_office_then_the_forbund(small_town: Town) -> None:
    town = small_town
    async with town.database.begin(town.forbund) as session:
        for month in (5, 6, 9):
            await make_meeting(session, town.group, at(f"2026-{month:02}-20", 13))
        deputy = await make_person(session, "Vera Exempel", RoleName.STALLFORETRADARE, kommun_id=town.kommun)
        office = await make_person(session, "Ulla Exempel", RoleName.VERKSAMHETSUTVECKLARE)

    members = {town.people["member"], town.people["convener"]}
    for leaves, day in ((None, "03-26"), ("coordinator", "05-15"), (deputy, "06-15"), (office, "09-15")):
        if leaves:
            async with town.database.begin(town.forbund) as session:
                gone = town.people[leaves] if isinstance(leaves, str) else leaves
                (await session.get_one(Person, gone)).active = False
        await town.run(at(f"2026-{day}", 8))

    editions = [edition.id for edition in await town.editions()]
    sent = await town.outbox()
    others = [{m.person_id for m in sent if m.subject_id == edition} - members for edition in editions]
    assert others == [{town.people["coordinator"]}, {deputy}, {office}, {None}]
    assert [message.details for message in sent if message.address] == [{"missing": ["no_receiver"]}]


async def test_a_category_that_the_taxonomy_has_dropped_is_told_by_its_code(small_town: Town) -> None:
    async with small_town.database.begin(small_town.forbund) as session:
        (await session.exec(select(Report))).one().category = "FORR"

    await small_town.run(DUE)

    (edition,) = await small_town.editions()
    assert [row["code"] for row in edition.figures["figures"]["categories"]] == ["FORR"]
    assert "FORR" in edition.text


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


async def test_own_categories_are_counted_as_the_standard_ones_and_told_by_both_names(small_town: Town) -> None:
    async with small_town.database.begin(small_town.forbund) as session:
        session.add(LocalCategory(code="NARVARO", name="Uteblivna parter"))
        session.add(LocalCategory(code="NARVARO", sub="SENT", name="Sent återbud"))
        session.add(LocalCategory(code="TILLIT", offered=False))
        await make_report(session, small_town.kommun, at("2026-03-03"), category="NARVARO", subcategory="SENT")
        await make_report(session, small_town.kommun, at("2026-03-04"), category="TILLIT", secondary_category="KUNSKAP")
    await small_town.run(DUE)

    (edition,) = await small_town.editions()
    counts = {row["code"]: row["new"] for row in edition.figures["figures"]["categories"]}
    assert counts == {"NARVARO": 2, "TILLIT": 1}, "finer ones as the one above them; what was hidden since all the same"
    assert "Egna underkategorier: Uteblivna parter – Sent återbud 1." in edition.html
    assert "I 1 rapport angavs dessutom en bakomliggande orsak: Kunskap om varandra." in edition.html
    assert edition.taxonomy_version == small_town.taxonomy.version
    assert "Egna namn på kategorier: Uteblivna parter (annars Närvaro och deltagande)." in edition.text
    assert "Förbundet erbjuder inte kategorierna Tillit och bemötande." in edition.text


async def test_who_holds_a_role_on_the_meetings_day_gets_its_paper_and_may_read_it_before(town: Town) -> None:
    """A convener who leaves the day before the meeting doesn't; one who begins on the day does."""
    async with town.database.begin(town.forbund) as session:
        coming = await make_person(session, "Ny Exempel")
        leaving = await make_person(session, "Gammal Exempel", RoleName.SAMMANKALLANDE, group_id=town.group)
        meets = local_date((await session.get_one(GroupMeeting, town.meeting)).starts_at)
        for person_id, begins, ends in ((coming, meets, None), (leaving, None, meets - timedelta(days=1))):
            term = RoleTerm(person_id=person_id, role=RoleName.SAMMANKALLANDE, group_id=town.group, begins=begins, ends=ends)
            session.add(term)
        await session.flush()
        assert not await may_read(session, coming, town.group)
    await town.run(DUE)
    told = {message.person_id for message in await town.outbox()}
    assert coming in told
    assert leaving not in told
    async with town.database.read(town.forbund) as session:
        why = await why_sent(session, await session.get_one(Person, coming), await session.get_one(Group, town.group))
        assert why == ("paper.mail.because.sammankallande", {"group": "LSG Tranås"})
        assert await may_read(session, coming, town.group)
        assert await may_read(session, leaving, town.group), "who still holds the role reads on"
