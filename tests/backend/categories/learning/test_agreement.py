from collections.abc import AsyncIterator
from datetime import date, timedelta

import pytest

from backend.categories.learning.agreement import Counts, read_agreement
from backend.database import stored_id
from backend.handling.handle import Handling, handle_report
from backend.reporting.own import withdraw_report
from backend.reporting.understand import Candidate
from models import Report
from models.enums import ReportStatus, Slag
from tests.house import NOW, House, small_house

PROPOSED = (Candidate("NARVARO", 0.6), Candidate("KONTAKT", 0.3), Candidate("ANSVAR", 0.1))
TODAY = date(2026, 3, 12)


@pytest.fixture
async def house(database_url: str) -> AsyncIterator[House]:
    async with small_house(database_url) as made:
        yield made


async def decided(
    house: House, number: int, chosen: str, decision: str, kommun_id: int | None = None, **changes: object
) -> Report:
    given = {"proposed": PROPOSED, "model_version": "0123456789", **changes}
    report = await house.report(f"r{number}", kommun_id, category=chosen, **given)
    async with house.database.begin(house.forbund_id) as session:
        handling = Handling(category=decision, status=ReportStatus.SORTERAD)
        return await handle_report(session, house.office, stored_id(report), handling, f"d{number}", NOW + timedelta(hours=1))


async def test_the_three_are_compared_over_decided_reports_that_had_a_proposal(house: House) -> None:
    await decided(house, 1, "NARVARO", "NARVARO")
    await decided(house, 2, "NARVARO", "KONTAKT")
    await decided(house, 3, "ANSVAR", "ANSVAR", model_version="9876543210")
    await decided(house, 4, "SEKRETESS", "SEKRETESS")
    await decided(house, 5, "NARVARO", "NARVARO", proposed=())
    await decided(house, 6, "NARVARO", "NARVARO", slag=Slag.FRAMGANGSFAKTOR)
    await house.report("undecided", proposed=PROPOSED)
    gone = await decided(house, 8, "NARVARO", "NARVARO")
    async with house.database.begin(house.forbund_id) as session:
        await withdraw_report(session, house.reporter, stored_id(gone), "back", NOW)
    async with house.database.read(house.forbund_id) as session:
        found = await read_agreement(session, TODAY, TODAY)

    assert found.total == Counts(decided=4, first=1, third=3, reporter=3, changed=2)
    assert found.by_category["KONTAKT"] == Counts(decided=1, first=0, third=1, reporter=0, changed=0)
    assert {model: counts.decided for model, counts in found.by_model.items()} == {"0123456789": 3, "9876543210": 1}


async def test_days_and_kommuner_bound_what_is_counted(house: House) -> None:
    await decided(house, 1, "NARVARO", "NARVARO")
    await decided(house, 2, "NARVARO", "NARVARO", house.eksjo)
    async with house.database.read(house.forbund_id) as session:
        day = timedelta(days=1)
        assert (await read_agreement(session, TODAY - day, TODAY - day)).total == Counts()
        assert (await read_agreement(session, TODAY + day, TODAY + day)).total.decided == 0
        assert (await read_agreement(session, TODAY, TODAY, {house.eksjo})).total.decided == 1
        assert (await read_agreement(session, TODAY, TODAY, ())).total.decided == 0
