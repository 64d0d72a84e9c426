"""The page of a report: what its reporter got wrong is corrected, and may take the report elsewhere."""

import re

from sqlmodel import select

from models import Report, ReportParty
from models.enums import Niva, PartyCode, Paverkbar, Slag
from tests.backend.web.conftest import Site
from tests.backend.web.test_handling import case, post, stored


async def parties(site: Site) -> set[PartyCode]:
    async with site.house.database.read(site.house.forbund_id) as session:
        return {row.party for row in await session.exec(select(ReportParty))}


async def test_what_the_reporter_got_wrong_is_corrected_behind_one_heading(site: Site) -> None:
    path = await case(site)
    page = await site.page(path)
    assert page.index("<summary>Fler uppgifter</summary>") > page.index('name="answer"')
    changes = {
        "slag": "behov",
        "secondary": "KONTAKT",
        "paverkbar": "lanet",
        "niva": "struktur",
        "recurring": "ja",
        "internal": "ja",
    }
    await post(site, path, 303, **changes)

    report, _ = await stored(site)
    assert (report.slag, report.secondary_category, report.paverkbar) == (Slag.BEHOV, "KONTAKT", Paverkbar.LANET)
    assert (report.niva, report.recurring, report.internal) == (Niva.STRUKTUR, True, True)
    assert '<option value="lanet" selected>' in await site.page(path)


async def test_the_parties_are_ticked_and_one_is_needed(site: Site) -> None:
    path = await case(site)
    await post(site, path, 303, parties=["AF", "VARD"])  # type: ignore[arg-type]  # ticked boxes
    assert await parties(site) == {PartyCode.AF, PartyCode.VARD}

    page = await post(site, path, 422, key="f" * 32, parties=[])  # type: ignore[arg-type]
    assert 'id="parties-wrong"' in page
    assert re.search(r'<details class="more" open>', page)


async def test_another_kommun_takes_the_report_there_and_says_so(site: Site) -> None:
    path = await case(site)
    page = await post(site, path, 200, kommun=str(site.house.eksjo))

    assert "Rapporten är flyttad" in page
    assert "SB-2026-0001 ligger nu hos mottagaren för Eksjö" in page
    await site.page(path, 403)


async def test_a_category_that_has_left_the_taxonomy_is_still_shown(site: Site) -> None:
    path = await case(site)
    async with site.house.database.begin(site.house.forbund_id) as session:
        (await session.exec(select(Report))).one().category = "FORSVUNNEN"
    page = await site.page(path)

    assert '<option value="FORSVUNNEN" selected>' in page
    await post(site, path, 303, category="FORSVUNNEN", category_seen="FORSVUNNEN", answer="Tack.")
    assert (await stored(site))[0].category == "FORSVUNNEN"


async def test_categories_stand_under_their_families(site: Site) -> None:
    page = await site.page(await case(site))
    assert page.index('<optgroup label="Samspelet">') < page.index('<option value="NARVARO"')
