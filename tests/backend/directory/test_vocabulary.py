from backend.database import stored_id
from backend.directory.vocabulary import read_served, read_vocabulary
from models import Unit, UnitAlias, UnitKommun
from models.enums import PartyCode
from tests.house import small_house


async def test_a_unit_brings_its_names_and_the_kommuner_that_it_serves(sqlite_url: str) -> None:
    async with small_house(sqlite_url) as house:
        async with house.database.begin(house.forbund_id) as session:
            unit = Unit(party=PartyCode.KOMMUN, name="Arbetscentrum", function="enhetschef", email="ac@tranas.example")
            session.add(unit)
            await session.flush()
            session.add(UnitAlias(unit_id=stored_id(unit), alias="Jobbhuset"))
            session.add_all(UnitKommun(unit_id=stored_id(unit), kommun_id=kommun) for kommun in (house.tranas, house.eksjo))
        async with house.database.read(house.forbund_id) as session:
            vocabulary = await read_vocabulary(session)
            served = await read_served(session, unit.id)
            nobody = await read_served(session, None)
        assert vocabulary.kommuner == ("Eksjö", "Tranås")
        known = {each.alias: (each.party, each.kommuner) for each in vocabulary.units}
        assert known["Jobbhuset"] == known["Arbetscentrum"] == (PartyCode.KOMMUN, ("Eksjö", "Tranås"))
        assert known["AF Tranås"] == (PartyCode.AF, ("Tranås",))
        assert (served, nobody) == (("Eksjö", "Tranås"), ())
