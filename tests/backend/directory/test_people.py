"""People as Teams shows them: two first messages at once are one person, and who has left is not served."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlmodel import col, select

from backend.database import stored_id
from backend.directory.join import MOVED
from backend.directory.people import TeamsAddress, find_in_teams, person_from_teams
from backend.directory.receivers import may_handle
from backend.errors import NotAllowedError
from backend.outbox import tell
from models import Conversation, OutboxMessage, Person, Report
from models.base import metadata
from models.enums import Channel, NoticeKind
from tests.house import NOW, House

ADDRESS = TeamsAddress("http://127.0.0.1:1/", "chat", "tenant", "user", "bot")


async def arrive(house: House, entra_id: str, address: TeamsAddress = ADDRESS, email: str | None = None) -> Person:
    async with house.database.begin(house.forbund_id) as session:
        return await person_from_teams(session, entra_id=entra_id, name="Nils Exempel", email=email, locale="sv", address=address)


async def leave(house: House, person: Person) -> None:
    async with house.database.begin(house.forbund_id) as session:
        (await session.get_one(Person, stored_id(person))).active = False


async def people_and_chats(house: House, entra_id: str) -> tuple[int, list[str]]:
    async with house.database.read(house.forbund_id) as session:
        people = (await session.exec(select(Person).where(Person.entra_id == entra_id))).all()
        ids = [person.id for person in people]
        chats = (await session.exec(select(Conversation).where(col(Conversation.person_id).in_(ids)))).all()
    return len(people), [chat.conversation_id for chat in chats]


async def arrive_twice_at_once(house: House, entra_id: str) -> None:
    """Let a second message begin while the first is stored but not yet for others to see."""
    async with house.database.begin(house.forbund_id) as session:
        await person_from_teams(session, entra_id=entra_id, name="Nils Exempel", email=None, locale="sv", address=ADDRESS)
        second = asyncio.create_task(arrive(house, entra_id))
        await asyncio.sleep(0.3)
        assert not second.done(), "it waits for the first"
    await second


async def test_first_messages_at_the_same_moment_make_one_person_with_one_chat(house: House) -> None:
    await arrive_twice_at_once(house, "e-nils")
    assert await people_and_chats(house, "e-nils") == (1, ["chat"])


async def test_a_known_person_without_a_chat_can_arrive_twice_at_once(house: House) -> None:
    async with house.database.begin(house.forbund_id) as session:
        session.add(Person(name="Olle Exempel", entra_id="e-olle"))
    await arrive_twice_at_once(house, "e-olle")
    assert await people_and_chats(house, "e-olle") == (1, ["chat"])


async def test_a_new_chat_takes_the_old_ones_place_and_is_no_longer_blocked(house: House) -> None:
    async with house.database.begin(house.forbund_id) as session:
        chat = (await session.exec(select(Conversation).where(Conversation.person_id == house.reporter.id))).one()
        chat.blocked_at = datetime(2026, 3, 1, tzinfo=UTC)
    await arrive(house, "e-hanna", replace(ADDRESS, conversation_id="new"))
    async with house.database.read(house.forbund_id) as session:
        found = await find_in_teams(session, "e-hanna")
    assert found
    assert found[1] == replace(ADDRESS, conversation_id="new")


async def test_who_has_left_is_not_found_nor_let_in_by_address_and_keeps_no_chat(house: House) -> None:
    await leave(house, house.coordinator)
    await leave(house, house.office)
    async with house.database.read(house.forbund_id) as session:
        with pytest.raises(NotAllowedError, match=r"error\.inactive"):
            await find_in_teams(session, "e-karin")
    with pytest.raises(NotAllowedError, match=r"error\.inactive"):
        await arrive(house, "e-ulla", email="ulla@hoglandet.example")
    assert await people_and_chats(house, "e-ulla") == (0, [])


async def test_who_has_left_handles_nothing_whatever_roles_they_had(house: House) -> None:
    async with house.database.read(house.forbund_id) as session:
        assert await may_handle(session, stored_id(house.coordinator), house.tranas)
    await leave(house, house.coordinator)
    async with house.database.read(house.forbund_id) as session:
        assert not await may_handle(session, stored_id(house.coordinator), house.tranas)


async def test_who_was_met_before_the_address_was_told_is_joined_with_the_one_of_the_directory(house: House) -> None:
    met = await arrive(house, "e-ulla")
    report = await house.report()
    async with house.database.begin(house.forbund_id) as session:
        (await session.get_one(Report, stored_id(report))).reporter_id = met.id
        tell(
            session, key="answer", channel=Channel.TEAMS, kind=NoticeKind.REPORT_ANSWERED, subject_id=1, person_id=met.id, now=NOW
        )

    joined = await arrive(house, "e-ulla", email="Ulla@hoglandet.example")

    assert joined.id == house.office.id
    assert await people_and_chats(house, "e-ulla") == (1, ["chat"])
    async with house.database.read(house.forbund_id) as session:
        assert await may_handle(session, stored_id(joined), house.tranas)
        assert (await session.get_one(Report, stored_id(report))).reporter_id == joined.id
        [message] = await session.exec(select(OutboxMessage).where(OutboxMessage.kind == NoticeKind.REPORT_ANSWERED))
        assert (message.person_id, message.key) == (joined.id, f"answer:teams:{joined.id}")
        double = await session.get_one(Person, stored_id(met))
        assert (double.active, double.entra_id, double.email) == (False, None, None)


async def test_an_address_that_comes_later_is_kept_and_never_taken_from_another(house: House) -> None:
    await arrive(house, "e-nils")
    assert (await arrive(house, "e-nils", email="Nils@hoglandet.example")).email == "nils@hoglandet.example"
    await arrive(house, "e-olle")
    assert (await arrive(house, "e-olle", email="karin@hoglandet.example")).email is None, "Karin has her own Entra id"


async def test_who_has_left_is_not_let_in_by_an_address_that_comes_later(house: House) -> None:
    await arrive(house, "e-ulla")
    await leave(house, house.office)
    with pytest.raises(NotAllowedError, match=r"error\.inactive"):
        await arrive(house, "e-ulla", email="ulla@hoglandet.example")


def test_every_column_that_names_a_person_is_moved_or_left_for_a_reason() -> None:
    naming = {
        (table.name, column.name)
        for table in metadata.tables.values()
        for column in table.columns
        if any(key.target_fullname == "person.id" for key in column.foreign_keys)
    }
    moved = {(model.__tablename__, name) for model, name in MOVED}
    left = {
        ("audit_event", "actor_id"),  # what was written stays so
        ("role", "person_id"),  # these come with an address alone, which the double hasn't
        ("role_term", "person_id"),
        ("sign_in", "person_id"),
        ("spindel_invitation", "person_id"),  # comes with a role
        ("delivery", "person_id"),
        ("edition_wish", "person_id"),
        ("edition_draft", "approved_by_id"),
        ("outbox", "person_id"),  # those that wait are moved with their keys
    }
    assert naming == moved | left
