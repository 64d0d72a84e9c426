"""A proposal as a page: its reports side by side, gathered into a fråga or said not to belong together."""

import re
from uuid import uuid4

import pytest

from backend.database import stored_id
from backend.patterns.morning import Morning
from models import Pattern, PatternReport, Person, Report, Role
from models.enums import PartyCode, PatternKind, RoleName
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
    assert "Du har sagt att de inte hör ihop" in await site.page(back), "said to her who pressed"
    assert "Du har sagt att de inte hör ihop" in await site.page(path), "and when she comes again"
    assert "Någon som tar emot rapporter har sagt" in await site.page(site.path("pattern", 1, None))


async def test_a_new_fraga_has_a_heading_to_begin_with(site: Site) -> None:
    page = await site.page(await proposed(site))
    assert 'id="title" name="title" value="Närvaro och deltagande i Tranås"' in page


async def test_who_comes_second_is_offered_the_fraga_that_is_made_and_puts_theirs_there(site: Site) -> None:
    for number, kommun in enumerate((site.house.tranas, site.house.tranas, site.house.eksjo)):
        await site.house.report(f"k{number}", kommun_id=kommun)
    async with site.house.database.begin(site.house.forbund_id) as session:
        eva = Person(name="Eva Exempel", email="eva@hoglandet.example")
        session.add(eva)
        await session.flush()
        session.add(Role(person_id=stored_id(eva), role=RoleName.KOORDINATOR, kommun_id=site.house.eksjo))
    await Morning(site.house.database, lambda: by_words).look(site.house.forbund_id, NOW)
    first, second = (site.path("pattern", 1, stored_id(person)) for person in (site.house.coordinator, eva))
    page = await site.page(first)
    assert "Från en annan kommun: 1 rapport, som dess mottagare ser." in page
    assert 'value="Närvaro och deltagande i flera kommuner"' in page
    await send(site, first, reports=["1", "2"], issue="ny", title="FK kommer inte", paverkbar="lokalt")

    page = await site.page(second)
    assert "Några av rapporterna är redan samlade i FR-2026-0001: FK kommer inte." in page
    assert "Från andra kommuner: 2 rapporter" in page
    assert '<option value="1" selected>' in page
    status, issue = await send(site, second, reports=["3"], issue="1", title="", paverkbar="lokalt")

    assert status == 303
    assert "FK kommer inte" in await site.page(issue.removeprefix(site.settings.public_url))
    assert [report.issue_id for report in await site.house.all_of(Report)] == [1, 1, 1]


async def test_a_rise_is_read_and_left_in_words_of_its_own(site: Site) -> None:
    for number in range(3):
        await site.house.report(f"k{number}")
    async with site.house.database.begin(site.house.forbund_id) as session:
        counts = {"now": 3, "before": 0, "days": 60, "days_before": 365, "watched": 4}
        rise = Pattern(
            kind=PatternKind.OKNING, mark="m", kommun_id=site.house.tranas, category="NARVARO", found_at=NOW, figures=counts
        )
        session.add(rise)
        await session.flush()
        session.add_all(PatternReport(pattern_id=stored_id(rise), report_id=number) for number in (1, 2, 3))
    path = site.path("pattern", 1, stored_id(site.house.coordinator))
    page = await site.page(path)
    assert "Inget behöver samlas" in page
    assert "hör inte ihop" not in page
    assert "Hör de ihop" not in page

    await send(site, f"{path}/nej")

    assert "har läst dem och sagt att inget behöver samlas" in await site.page(path)


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
    assert (status, back) == (303, f"{report_path}?saved=1")
    page = await site.page(back)
    assert "Samma händelse, berättad" not in page
    assert 'id="saved">Sparat.</p>' in page
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
