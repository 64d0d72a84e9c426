import pytest
from sqlalchemy import delete, event
from sqlmodel import col, select

from backend.database import Database, stored_id
from backend.directory import vocabulary
from backend.directory.vocabulary import read_served, read_vocabulary
from models import Kommun, Unit, UnitAlias, UnitKommun
from models.enums import PartyCode
from tests.house import House, small_house


async def test_a_unit_brings_its_names_and_the_kommuner_that_it_serves(sqlite_url: str) -> None:
    async with small_house(sqlite_url) as house:
        async with house.database.begin(house.forbund_id) as session:
            unit = Unit(party=PartyCode.KOMMUN, name="Arbetscentrum", function="enhetschef", email="ac@tranas.example")
            session.add(unit)
            await session.flush()
            session.add(UnitAlias(unit_id=stored_id(unit), alias="Jobbhuset"))
            session.add_all(UnitKommun(unit_id=stored_id(unit), kommun_id=kommun) for kommun in (house.tranas, house.eksjo))
        async with house.database.read(house.forbund_id) as session:
            known_here = await read_vocabulary(session)
            served = await read_served(session, unit.id)
            nobody = await read_served(session, None)
        assert known_here.kommuner == ("Eksjö", "Tranås")
        known = {each.alias: (each.party, each.kommuner) for each in known_here.units}
        assert known["Jobbhuset"] == known["Arbetscentrum"] == (PartyCode.KOMMUN, ("Eksjö", "Tranås"))
        assert known["AF Tranås"] == (PartyCode.AF, ("Tranås",))
        assert (served, nobody) == (("Eksjö", "Tranås"), ())


async def kommuner_of(house: House) -> tuple[str, ...]:
    async with house.database.read(house.forbund_id) as session:
        return (await read_vocabulary(session)).kommuner


async def aliases_of(house: House) -> set[str]:
    async with house.database.read(house.forbund_id) as session:
        return {unit.alias for unit in (await read_vocabulary(session)).units}


async def test_a_kommun_that_is_retired_is_left_out_at_once_and_what_was_kept_is_read_once(database_url: str) -> None:
    async with small_house(database_url) as house:
        assert await kommuner_of(house) == ("Eksjö", "Tranås")
        asked: list[str] = []
        event.listen(house.database.engine.sync_engine, "before_cursor_execute", lambda *of: asked.append(of[2]))
        assert await kommuner_of(house) == ("Eksjö", "Tranås")
        assert len([statement for statement in asked if "FROM" in statement]) == 1
        async with house.database.begin(house.forbund_id) as session:
            (await session.get_one(Kommun, house.eksjo)).active = False
        assert await kommuner_of(house) == ("Tranås",)


@pytest.mark.parametrize("every_forbund", [False, True])
async def test_an_alias_is_known_as_soon_as_it_is_stored_and_forgotten_when_it_is_deleted(
    database_url: str, every_forbund: bool
) -> None:
    async with small_house(database_url) as house:
        assert "Jobbhuset" not in await aliases_of(house)
        database = house.database
        async with database.begin_for_every_forbund() if every_forbund else database.begin(house.forbund_id) as session:
            unit_id = (await session.exec(select(Unit.id).where(Unit.name == "AF Tranås"))).one()
            session.add(UnitAlias(unit_id=unit_id or 0, alias="Jobbhuset", forbund_id=house.forbund_id))
        assert "Jobbhuset" in await aliases_of(house)
        async with database.begin_for_every_forbund() if every_forbund else database.begin(house.forbund_id) as session:
            await session.exec(delete(UnitAlias).where(col(UnitAlias.alias) == "Jobbhuset"))
        assert "Jobbhuset" not in await aliases_of(house)


async def test_what_a_transaction_read_before_it_was_rolled_back_is_nobody_elses(database_url: str) -> None:
    async with small_house(database_url) as house:
        async with house.database.begin(house.forbund_id) as session:
            (await session.get_one(Kommun, house.eksjo)).active = False
            await session.flush()
            assert (await read_vocabulary(session)).kommuner == ("Tranås",)
            await session.rollback()
        assert await kommuner_of(house) == ("Eksjö", "Tranås")


async def test_what_another_process_changes_is_seen_at_once(database_url: str) -> None:
    async with small_house(database_url) as house:
        assert await kommuner_of(house) == ("Eksjö", "Tranås")
        another = Database(database_url)
        async with another.begin_for_every_forbund() as session:
            (await session.get_one(Kommun, house.eksjo)).name = "Eksjö stad"
        await another.close()
        assert await kommuner_of(house) == ("Eksjö stad", "Tranås")


async def test_what_is_changed_by_hand_in_the_database_is_seen_within_the_promised_time(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with small_house(sqlite_url) as house:
        assert await kommuner_of(house) == ("Eksjö", "Tranås")
        async with house.database.engine.begin() as connection:
            await connection.exec_driver_sql("UPDATE kommun SET active = 0 WHERE name = 'Eksjö'")
        assert await kommuner_of(house) == ("Eksjö", "Tranås")
        monkeypatch.setattr(vocabulary, "KEPT_SECONDS", 0.0)
        assert await kommuner_of(house) == ("Tranås",)
