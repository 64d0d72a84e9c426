"""Links to sign in by, on both databases: used once also by two at the same moment, and each förbund's own."""

import asyncio
from datetime import timedelta

import pytest
from sqlmodel import select

from backend.database import Database, stored_id
from backend.directory.sign_in import ask_for_link, forbund_to_choose, name_of, signed_in, use_link
from backend.errors import DomainError, NotFoundError
from models import Forbund, ForbundDomain, Person, SignIn
from models.enums import PartyCode
from tests.house import NOW, House, small_house

ADDRESS = "anna.exempel@fk.example"


async def asked(house: House, times: int = 1) -> list[int]:
    async with house.database.begin_for_every_forbund() as session:
        session.add(ForbundDomain(domain="fk.example", forbund_id=house.forbund_id, party=PartyCode.FK))
    for _ in range(times):
        assert await ask_for_link(house.database, ADDRESS, "sv", NOW)
    async with house.database.read(house.forbund_id) as session:
        return [stored_id(row) for row in await session.exec(select(SignIn))]


async def use(database: Database, forbund_id: int, sign_in_id: int, chosen: int | None = None) -> bool:
    try:
        await use_link(database, forbund_id, sign_in_id, chosen, NOW + timedelta(minutes=1))
    except NotFoundError:
        return False
    return True


async def test_of_two_who_use_a_link_at_once_one_gets_in(database_url: str) -> None:
    async with small_house(database_url) as house:
        [link] = await asked(house)
        assert sorted(await asyncio.gather(*(use(house.database, house.forbund_id, link) for _ in range(4)))) == [
            False, False, False, True,
        ]  # fmt: skip


async def test_two_links_of_one_address_used_at_once_make_one_person(database_url: str) -> None:
    async with small_house(database_url) as house:
        links = await asked(house, 3)
        assert all(await asyncio.gather(*(use(house.database, house.forbund_id, link) for link in links)))
        async with house.database.read(house.forbund_id) as session:
            assert len((await session.exec(select(Person).where(Person.email == ADDRESS))).all()) == 1


async def test_a_session_is_nobody_in_another_forbund(database_url: str) -> None:
    async with small_house(database_url) as house:
        [link] = await asked(house)
        assert not await use(house.database, house.forbund_id + 1, link)
        assert await use(house.database, house.forbund_id, link)
        for forbund_id, there in ((house.forbund_id, True), (house.forbund_id + 1, False)):
            async with house.database.read(forbund_id) as session:
                assert (await signed_in(session, link, NOW, NOW + timedelta(hours=1)) is not None) == there


async def second_forbund(house: House, *people: Person) -> int:
    """Make another förbund of the installation that knows the same mail domain, and people in it; return its id."""
    async with house.database.begin_for_every_forbund() as session:
        forbund = Forbund(slug="sjoar", name="Sjöar", email="forbundet@sjoar.example")
        session.add(forbund)
        await session.flush()
        other = stored_id(forbund)
        session.add(ForbundDomain(domain="fk.example", forbund_id=other, party=PartyCode.FK))
    async with house.database.begin(other) as session:
        session.add_all(people)
    return other


async def where(house: House) -> list[tuple[int, bool]]:
    """The förbund of each sign-in, and whether it was used."""
    async with house.database.read_every_forbund() as session:
        return [(row.forbund_id, row.used_at is not None) for row in await session.exec(select(SignIn))]


async def test_a_domain_of_several_forbund_gives_one_link_and_its_reader_chooses(database_url: str) -> None:
    async with small_house(database_url) as house:
        other = await second_forbund(house)
        [link] = await asked(house)
        assert await where(house) == [(house.forbund_id, False)]
        with pytest.raises(DomainError, match="forbund_choose"):
            await use(house.database, house.forbund_id, link)
        assert await where(house) == [(house.forbund_id, False)], "nothing is used up by not choosing"
        assert await use(house.database, house.forbund_id, link, other)
        assert await where(house) == [(other, True)]
        async with house.database.read_every_forbund() as session:
            people = (await session.exec(select(Person).where(Person.email == ADDRESS))).all()
        assert [(person.forbund_id, person.party) for person in people] == [(other, PartyCode.FK)], "made there alone"


async def test_of_two_who_use_one_link_for_different_forbund_one_gets_in(database_url: str) -> None:
    async with small_house(database_url) as house:
        other = await second_forbund(house)
        [link] = await asked(house)
        uses = (use(house.database, house.forbund_id, link, chosen) for chosen in (house.forbund_id, other) * 2)
        assert sorted(await asyncio.gather(*uses)) == [False, False, False, True]
        async with house.database.read_every_forbund() as session:
            assert len((await session.exec(select(Person).where(Person.email == ADDRESS))).all()) == 1


async def test_a_link_waits_where_its_reader_is_known(database_url: str) -> None:
    async with small_house(database_url) as house:
        other = await second_forbund(house, Person(name="Anna Exempel", email=ADDRESS))
        await asked(house)
        assert await where(house) == [(other, False)]


async def test_a_forbund_that_she_has_left_or_that_does_not_know_the_domain_cannot_be_chosen(database_url: str) -> None:
    async with small_house(database_url) as house:
        other = await second_forbund(house, Person(name="Anna Exempel", email=ADDRESS, active=False))
        [link] = await asked(house)
        async with house.database.read_every_forbund() as session:
            assert [choice.forbund_id for choice in await forbund_to_choose(session, ADDRESS)] == [house.forbund_id]
        assert await use(house.database, house.forbund_id, link, other)
        assert await where(house) == [(house.forbund_id, True)], "the only one that there is to choose"


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("hanna.exempel@x.example", "Hanna Exempel"),
        ("anna-lena.af_ek2@x.example", "Anna-Lena Af Ek"),
        ("soc@x.example", "Soc"),
        ("123@x.example", "123@x.example"),
    ],
)
def test_a_name_is_what_the_address_suggests(address: str, name: str) -> None:
    assert name_of(address) == name
