"""Saying on a report's page that another tells of the same event: by choosing it, or by its number."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from backend.database import stored_id
from models import AuditEvent, Report
from models.enums import PartyCode, Slag
from tests.backend.web.conftest import Site
from tests.house import NOW

DAY = NOW.date()


async def told(site: Site, key: str, party: PartyCode, days: int = 0, **changes: Any) -> int:
    """A report by a party, of a day so many days after the first; its id."""
    report = await site.house.report(key, event_date=DAY - timedelta(days=20 - days), **changes)
    async with site.house.database.begin(site.house.forbund_id) as session:
        (await session.get_one(Report, stored_id(report))).reporting_party = party
    return stored_id(report)


async def say_same(site: Site, path: str, same: str = "", nearby: str = "") -> tuple[int, str]:
    status, _, page = await site.send(f"{path}/samma", {"key": uuid4().hex, "same": same, "nearby": nearby})
    return status, page


def report_path(site: Site, report_id: int = 1) -> str:
    return site.path("report", report_id, stored_id(site.house.coordinator))


async def test_what_may_be_the_same_is_offered_another_partys_first_and_nothing_else(site: Site) -> None:
    await told(site, "own", PartyCode.KOMMUN)
    await told(site, "same party", PartyCode.KOMMUN, days=1)
    await told(site, "other party", PartyCode.AF, days=7)
    await told(site, "too late", PartyCode.AF, days=8)
    await told(site, "elsewhere", PartyCode.AF, kommun_id=site.house.eksjo)
    await told(site, "praise", PartyCode.AF, slag=Slag.FRAMGANGSFAKTOR)

    page = await site.page(report_path(site))

    offered = [number for number in range(1, 7) if f'name="nearby" value="SB-2026-000{number}"' in page]
    assert offered == [2, 3]
    assert page.index('value="SB-2026-0003"') < page.index('value="SB-2026-0002"')
    [look] = [event for event in await site.house.all_of(AuditEvent) if "nearby" in event.details]
    assert (look.subject_id, look.details["nearby"]) == (1, [3, 2])


async def test_two_who_both_waited_for_a_third_are_joined_by_choosing(site: Site) -> None:
    await told(site, "k1", PartyCode.KOMMUN, parties=(PartyCode.AF,))
    await told(site, "k2", PartyCode.FK, parties=(PartyCode.AF,), text="Vi väntade på AF, som aldrig kom")

    status, _ = await say_same(site, report_path(site), nearby="SB-2026-0002")

    assert status == 303
    page = await site.page(report_path(site))
    assert "Samma händelse, berättad av Försäkringskassan" in page
    assert 'name="nearby" value="SB-2026-0002"' not in page, "what is joined is offered no more"


@pytest.mark.parametrize("typed", [" sb-2026-0002 ", "SB-2026-2", "SB 2026 02"])
async def test_any_other_is_joined_by_its_number_however_it_is_typed_and_that_is_said(site: Site, typed: str) -> None:
    await told(site, "k1", PartyCode.KOMMUN)
    await told(site, "k2", PartyCode.FK, days=19)

    path = report_path(site)
    status, where, _ = await site.send(f"{path}/samma", {"key": uuid4().hex, "same": typed, "nearby": ""})

    assert (status, where) == (303, f"{path}?saved=1")
    assert 'id="saved">Sparat.</p>' in await site.page(where)
    assert [report.same_event_as_id for report in await site.house.all_of(Report)] in ([None, 1], [2, None])


@pytest.mark.parametrize(
    ("number", "said"),
    [
        ("", "Välj rapporten som berättar om samma händelse"),
        ("SB-2026-0099", "Du tar inte emot någon rapport med numret SB-2026-0099."),
        ("SB-2026-0001", "Det är numret på rapporten som du har framför dig."),
        ("SB-2026-0002", "Du tar inte emot någon rapport med numret SB-2026-0002."),
        ("SB-2026-0003", "De kan inte räknas som en händelse"),
    ],
    ids=["none", "unknown", "its own", "another's", "praise"],
)
async def test_what_cannot_be_the_same_event_is_told_beside_the_field(site: Site, number: str, said: str) -> None:
    await told(site, "k1", PartyCode.KOMMUN)
    await told(site, "elsewhere", PartyCode.FK, kommun_id=site.house.eksjo)
    await told(site, "praise", PartyCode.FK, slag=Slag.FRAMGANGSFAKTOR)

    status, page = await say_same(site, report_path(site), same=number)

    assert status == 422
    assert said in page
    assert 'id="same-wrong"' in page
    assert {report.same_event_as_id for report in await site.house.all_of(Report)} == {None}


async def test_what_is_counted_nowhere_and_what_is_ones_own_alone_offer_nothing(site: Site) -> None:
    await told(site, "praise", PartyCode.KOMMUN, slag=Slag.FRAMGANGSFAKTOR)
    await told(site, "k2", PartyCode.KOMMUN)
    assert "/samma" not in await site.page(report_path(site))
    assert "/samma" not in await site.page(site.path("report", 2, stored_id(site.house.reporter)))
    status, _, _ = await site.send(
        f"{site.path('report', 2, stored_id(site.house.reporter))}/samma",
        {"key": uuid4().hex, "same": "SB-2026-0001", "nearby": ""},
    )
    assert status == 403
