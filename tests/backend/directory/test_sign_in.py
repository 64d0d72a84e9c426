"""Links to sign in by, on both databases: used once also by two at the same moment, and each förbund's own."""

import asyncio
from datetime import timedelta

import pytest
from sqlmodel import select

from backend.database import Database, stored_id
from backend.directory.sign_in import ask_for_link, name_of, signed_in, use_link
from backend.errors import NotFoundError
from models import ForbundDomain, Person, SignIn
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


async def use(database: Database, forbund_id: int, sign_in_id: int) -> bool:
    try:
        async with database.begin(forbund_id) as session:
            await use_link(session, sign_in_id, NOW + timedelta(minutes=1))
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
