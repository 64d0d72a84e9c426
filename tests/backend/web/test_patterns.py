"""A proposal as a page: its reports side by side, gathered into a fråga or said not to belong together."""

import re
from uuid import uuid4

import pytest

from backend.database import stored_id
from backend.patterns.morning import Morning
from models import Person, Report
from models.enums import PartyCode
from tests.backend.patterns.fingerprints import by_words
from tests.backend.web.conftest import Site
from tests.house import NOW


async def proposed(site: Site) -> str:
    """Three reports that are alike; the path of the proposal's page, as the inbox links to it."""
    for number in range(3):
        await site.house.report(f"k{number}")
    await Morning(site.house.database, lambda: by_words).look(site.house.forbund_id, NOW)
    inbox = await site.page(site.path("inbox", 0, stored_id(site.house.coordinator)))
    assert "Hör de här ihop?" in inbox
    assert "Närvaro och deltagande: 3 liknande rapporter från Tranås" in inbox
    [path] = re.findall(r'href="[^"]*(/monster/[^"]+)"', inbox)
    return str(path)


async def send(site: Site, path: str, **values: object) -> tuple[int, str]:
    data = {"key": uuid4().hex, **values}
    status, where, page = await site.send(path, data)
    return status, where or page


async def test_the_reports_stand_side_by_side_chosen_to_be_gathered(site: Site) -> None:
    page = await site.page(await proposed(site))

    assert page.count('name="reports"') == page.count(" checked>") == 3
    assert all(f"SB-2026-000{number}" in page for number in (1, 2, 3))
    assert "Rapporterna har samma kategori och liknar varandra." in page


async def test_gathering_leads_to_the_fraga_and_the_proposal_is_settled(site: Site) -> None:
    path = await proposed(site)

    gathering = {"reports": ["1", "2"], "issue": "ny", "title": "FK kommer inte", "paverkbar": "lokalt"}
    status, issue = await send(site, path, **gathering)

    assert status == 303
    assert "FK kommer inte" in await site.page(issue.removeprefix(site.settings.public_url))
    page = await site.page(path)
    assert "De är samlade i en fråga." in page
    assert 'name="reports"' not in page
    assert "Hör de här ihop?" not in await site.page(site.path("inbox", 0, stored_id(site.house.coordinator)))


@pytest.mark.parametrize(
    ("title", "told"), [("", "Skriv"), ("Kalla 19850709-9805 till mötet", "personnummer")], ids=["none", "a person's number"]
)
async def test_what_is_wrong_with_the_title_is_told_and_nothing_is_gathered(site: Site, title: str, told: str) -> None:
    path = await proposed(site)

    status, page = await send(site, path, reports=["1", "2"], issue="ny", title=title, paverkbar="lokalt")

    assert status == 422
    assert told in page
    assert page.count(" checked>") == 2
    assert 'name="reports"' in await site.page(path)


async def test_what_does_not_belong_together_is_said_by_one_press(site: Site) -> None:
    path = await proposed(site)

    status, back = await send(site, f"{path}/nej")

    assert (status, back) == (303, f"{path}?saved=1")
    assert "har sagt att de inte hör ihop" in await site.page(back)


async def test_nobody_opens_it_who_handles_none_of_its_reports(site: Site) -> None:
    await proposed(site)
    outsider: Person = site.house.reporter
    async with site.client.get(site.path("pattern", 1, stored_id(outsider))) as response:
        assert response.status == 403


async def mirrored(site: Site) -> str:
    """Two parties' accounts of one event, looked across: the path of the proposal."""
    for number, (party, text) in enumerate({PartyCode.KOMMUN: "FK kom inte på mötet", PartyCode.FK: "Ingen kallade oss"}.items()):
        report = await site.house.report(f"k{number}", text=text, event_date=NOW.date(), parties=(PartyCode.KOMMUN, PartyCode.FK))
        async with site.house.database.begin(site.house.forbund_id) as session:
            (await session.get_one(Report, stored_id(report))).reporting_party = party
    await Morning(site.house.database, lambda: lambda _: {1: 1.0}).look(site.house.forbund_id, NOW)
    inbox = await site.page(site.path("inbox", 0, stored_id(site.house.coordinator)))
    [path] = re.findall(r'href="[^"]*(/monster/[^"]+)"', inbox)
    return str(path)


async def test_the_same_event_from_two_sides_is_joined_read_side_by_side_and_parted_again(site: Site) -> None:
    path = await mirrored(site)
    page = await site.page(path)
    assert "Är det samma händelse?" in page
    assert "Ja, det är samma händelse" in page

    status, back = await send(site, f"{path}/en-handelse")

    assert (status, back) == (303, f"{path}?saved=1")
    assert "De räknas som en händelse, berättad från två håll." in await site.page(back)
    report_path = site.path("report", 1, stored_id(site.house.coordinator))
    page = await site.page(report_path)
    assert "Samma händelse, berättad av Försäkringskassan" in page
    assert "Ingen kallade oss" in page
    status, back = await send(site, f"{report_path}/isar")
    assert (status, back) == (303, report_path)
    assert "Samma händelse" not in await site.page(report_path)
    page = await site.page(path)
    assert "De räknas som en händelse" not in page
    assert "har sagt att de inte hör ihop" in page


async def test_what_no_longer_counts_where_the_other_does_is_told_and_not_joined(site: Site) -> None:
    path = await mirrored(site)
    async with site.house.database.begin(site.house.forbund_id) as session:
        (await session.get_one(Report, 1)).internal = True

    page = await site.page(path)
    assert "Ja, det är samma händelse" not in page
    assert "De kan inte räknas som en händelse" in page
    status, refused = await send(site, f"{path}/en-handelse")
    assert status == 400, "the page stood open since before"
    assert "De kan inte räknas som en händelse" in refused
