import asyncio
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlmodel import select
from structlog.testing import capture_logs

from backend.times import local_date
from digests import schedule
from digests.frozen import content_hash, document_of
from digests.readers import may_read
from digests.reasons import why_sent
from models import Delivery, Group, GroupMeeting, LocalCategory, Person, Report, RoleTerm
from models.enums import Channel, EditionKind, EditionStatus, GroupKind, NoticeKind, RoleName
from tests.digests.builders import at, make_group, make_kommun, make_meeting, make_person, make_report
from tests.digests.schedule.town import DUE, MEETS, Town

pytestmark = pytest.mark.usefixtures("quick_paper")


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


async def test_a_process_that_was_stopped_in_the_middle_keeps_the_next_from_nothing(
    small_town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = asyncio.Event()

    async def draw(*_: object) -> bool:
        begun.set()
        return bool(await asyncio.Event().wait())

    with monkeypatch.context() as patched:
        patched.setattr(schedule, "_make", draw)
        making = asyncio.create_task(small_town.run(DUE))
        await begun.wait()
        making.cancel()
        with pytest.raises(asyncio.CancelledError):
            await making
    # Long before the claim would run out, and later than a slow machine takes to get as far as the claim.
    assert len(await small_town.run(DUE + timedelta(minutes=1))) == 1
    assert len(await small_town.editions()) == 1


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
