"""A session sees, changes and writes its own förbund's rows alone."""

from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import orm
from sqlalchemy.dialects import sqlite
from sqlmodel import col, select

from backend.database import insert_new, insert_own, stored_id
from backend.scope import kept
from models import (
    Conversation,
    Forbund,
    Kommun,
    NumberSeries,
    Person,
)
from tests.house import House

other_kommun = orm.aliased(Kommun)
everything = sa.select(col(Kommun.id), col(Kommun.name)).subquery()


async def two_forbund(house: House) -> tuple[int, int]:
    """A second förbund, with the kommun Flen; returns the ids of both."""
    async with house.database.begin_for_every_forbund() as session:
        session.add(other := Forbund(slug="sormland", name="Sörmland", email="f@sormland.example"))
        await session.flush()
        other_id = stored_id(other)
    async with house.database.begin(other_id) as session:
        session.add(flen := Kommun(code="0482", name="Flen"))
        await session.flush()
        return other_id, stored_id(flen)


async def names(house: House) -> dict[str, int]:
    """Every kommun with its förbund."""
    async with house.database.read_every_forbund() as session:
        return dict((await session.exec(select(Kommun.name, Kommun.forbund_id))).all())


LOOKS: dict[str, Any] = {
    "all": sa.select(col(Kommun.name)),
    "by name": sa.select(col(Kommun.name)).where(col(Kommun.name) == "Flen"),
    "alias": sa.select(col(other_kommun.name)),
    "subquery": sa.select(everything.c.name),
    "within": sa.select(col(Kommun.name)).where(col(Kommun.id).in_(sa.select(col(other_kommun.id)))),
    "union": sa.select(col(Kommun.name)).union(sa.select(col(other_kommun.name))),
    "common table": sa.select(sa.select(col(Kommun.name)).cte("c").c.name),
    "kept": kept(sa.select(col(Kommun.name))),
    "join": sa.select(col(Kommun.name)).join(Forbund, col(Forbund.id) == col(Kommun.forbund_id)),
}


async def test_a_kept_statement_answers_each_forbund_with_its_own_in_any_order(house: House) -> None:
    other_id, _ = await two_forbund(house)
    by_code = kept(select(Kommun.name).where(col(Kommun.code) == sa.bindparam("code")))

    async def found(forbund_id: int, code: str) -> list[str]:
        async with house.database.read(forbund_id) as session:
            return list(await session.exec(by_code, params={"code": code}))

    turns = [(house.forbund_id, "0687"), (other_id, "0482"), (other_id, "0687"), (house.forbund_id, "0482")]
    assert [await found(*turn) for turn in turns * 2] == [["Tranås"], ["Flen"], [], []] * 2


@pytest.mark.parametrize("statement", LOOKS.values(), ids=LOOKS.keys())
async def test_a_session_sees_its_own_forbund_alone(house: House, statement: Any) -> None:
    other_id, _ = await two_forbund(house)
    async with house.database.read(house.forbund_id) as session:
        assert {row[0] for row in await session.exec(statement)} <= {"Tranås", "Eksjö"}
    async with house.database.read(other_id) as session:
        assert {row[0] for row in await session.exec(statement)} == {"Flen"}


async def test_a_session_counts_gets_and_asks_after_its_own_forbund_alone(house: House) -> None:
    _, flen = await two_forbund(house)
    async with house.database.read(house.forbund_id) as session:
        assert await session.get(Kommun, flen) is None
        assert await session.get(Kommun, house.tranas)
        assert await session.scalar(sa.select(sa.func.count(col(Kommun.id)))) == 2
        assert await session.scalar(sa.select(sa.func.count()).select_from(Kommun)) == 2
        assert not await session.scalar(sa.select(sa.exists().where(col(Kommun.name) == "Flen")))
        assert not await session.scalar(sa.select(sa.select(col(Kommun.id)).where(col(Kommun.name) == "Flen").exists()))
        assert (await session.exec(select(Conversation.id).join(Person))).all()


async def test_a_session_changes_and_removes_its_own_forbund_alone(house: House) -> None:
    other_id, _ = await two_forbund(house)
    async with house.database.begin(house.forbund_id) as session:
        changed = await session.exec(sa.update(Kommun).values(active=False))
        assert changed.rowcount == 2
        removed = await session.exec(sa.delete(Kommun).where(col(Kommun.name) == "Flen"))
        assert removed.rowcount == 0
    async with house.database.read(other_id) as session:
        assert (await session.exec(select(Kommun.active))).all() == [True]


def _writes(house: House, other_id: int, flen: int) -> list[tuple[Any, Any]]:
    new = {"code": "0604", "name": "Aneby", "inhabitants_16_64": 1, "active": True}
    upsert = sqlite.insert(Kommun).values(**new, forbund_id=house.forbund_id)
    return [
        (sa.update(Kommun).values(forbund_id=other_id), None),
        (sa.update(Kommun).values({col(Kommun.forbund_id): other_id}), None),
        (sa.update(Kommun).ordered_values((col(Kommun.forbund_id), other_id)), None),
        (sa.update(Kommun).values(forbund_id=sa.select(sa.func.max(Forbund.id)).scalar_subquery()), None),
        (sa.update(Kommun), {"forbund_id": other_id}),
        (sa.update(Kommun), [{"id": flen, "name": "Flens kommun"}]),
        (sa.insert(Kommun).values(**new, forbund_id=other_id), None),
        (sa.insert(Kommun).values([{**new, "forbund_id": house.forbund_id}, {**new, "code": "1", "forbund_id": other_id}]), None),
        (sa.insert(Kommun), {**new, "forbund_id": other_id}),
        (sa.insert(Kommun), [{**new, "forbund_id": other_id}]),
        (upsert.on_conflict_do_update(index_elements=["id"], set_={"forbund_id": other_id}), None),
        (
            sa.insert(Kommun).from_select(
                ["forbund_id", "code", "name"], sa.select(sa.literal(other_id), col(Kommun.code), col(Kommun.name))
            ),
            None,
        ),
    ]


@pytest.mark.parametrize("number", range(12))
async def test_no_statement_gives_a_row_to_another_forbund(house: House, number: int) -> None:
    other_id, flen = await two_forbund(house)
    before = await names(house)
    statement, parameters = _writes(house, other_id, flen)[number]
    with pytest.raises(PermissionError):
        async with house.database.begin(house.forbund_id) as session:
            await session.exec(statement, params=parameters)
    assert await names(house) == before


async def test_rows_that_are_inserted_past_the_unit_of_work_are_the_sessions_own(house: House) -> None:
    other_id, _ = await two_forbund(house)
    row = {"series": "SB", "year": 2026, "last": 7, "forbund_id": other_id}
    async with house.database.begin(house.forbund_id) as session:
        await insert_own(session, sa.insert(NumberSeries), row, {**row, "series": "SM"})
        assert len((await session.exec(select(NumberSeries))).all()) == 2
    async with house.database.read(other_id) as session:
        assert (await session.exec(select(NumberSeries))).all() == []


async def test_a_row_inserted_past_the_unit_of_work_is_the_sessions_from_then_on(house: House) -> None:
    async with house.database.begin(house.forbund_id) as session:
        series = NumberSeries(series="SB", year=2026, last=7)
        number = await insert_new(session, series)
        assert await session.get(NumberSeries, number) is series
        series.last = 8
    async with house.database.read(house.forbund_id) as session:
        stored = await session.get_one(NumberSeries, number)
        assert (stored.series, stored.last, stored.forbund_id) == ("SB", 8, house.forbund_id)


@pytest.mark.parametrize(
    "statement",
    [
        sa.insert(NumberSeries).values(forbund_id=2),
        sa.insert(NumberSeries).values([{"forbund_id": 2}]),
        sa.insert(NumberSeries).from_select(["year"], sa.select(col(NumberSeries.year))),
        sqlite.insert(NumberSeries).on_conflict_do_update(index_elements=["id"], set_={"forbund_id": 2}),
        sa.insert(Kommun),
    ],
)
async def test_no_other_statement_goes_past_the_unit_of_work(house: House, statement: sa.Insert) -> None:
    async with house.database.begin(house.forbund_id) as session:
        with pytest.raises(PermissionError):
            await insert_own(session, statement, {"year": 2026})


async def test_without_a_forbund_no_row_goes_past_the_unit_of_work(house: House) -> None:
    async with house.database.begin_for_every_forbund() as session:
        with pytest.raises(PermissionError):
            await insert_own(session, sa.insert(NumberSeries), {"series": "SB", "year": 2026, "last": 7})


async def test_no_object_of_another_forbund_is_written(house: House) -> None:
    other_id, _ = await two_forbund(house)
    with pytest.raises(PermissionError):
        async with house.database.begin(other_id) as session:
            session.add(Kommun(forbund_id=house.forbund_id, code="0604", name="Aneby"))
    with pytest.raises(PermissionError):
        async with house.database.begin(house.forbund_id) as session:
            (await session.get_one(Kommun, house.tranas)).forbund_id = other_id


async def test_a_statement_that_names_its_own_forbund_is_taken(house: House) -> None:
    async with house.database.begin(house.forbund_id) as session:
        await session.exec(sa.insert(Kommun).values(forbund_id=house.forbund_id, code="0604", name="Aneby", active=True))
        await session.exec(sa.update(Kommun).where(col(Kommun.name) == "Aneby").values(name="Aneby kommun"))
    assert (await names(house))["Aneby kommun"] == house.forbund_id
