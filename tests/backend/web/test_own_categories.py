"""A förbund's own categories on its pages: offered, shown by their own names, and stored as the ones that count."""

from sqlmodel import select

from backend.database import stored_id
from models import Report
from tests.backend.web.conftest import Site
from tests.backend.web.reporter import Reporter, know_domain
from tests.backend.web.test_handling import case, post
from tests.house import make_own


async def own(site: Site) -> None:
    await make_own(site.house, "NARVARO", name="Uteblivna parter")
    await make_own(site.house, "NARVARO", sub="SENT", name="Sent återbud")
    await make_own(site.house, "TILLIT", offered=False)


async def stored(site: Site) -> Report:
    async with site.house.database.read(site.house.forbund_id) as session:
        return (await session.exec(select(Report))).one()


async def test_the_web_form_offers_them_and_a_finer_one_is_stored_beside_the_one_that_counts(site: Site) -> None:
    await own(site)
    await know_domain(site)
    anna = Reporter(site)
    await anna.sign_in()
    page = await anna.tell()
    assert '<option value="NARVARO:SENT">Uteblivna parter – Sent återbud</option>' in page
    assert 'value="TILLIT"' not in page
    receipt = await anna.send(category="NARVARO:SENT")
    assert "Uteblivna parter – Sent återbud" in receipt
    report = await stored(site)
    assert (report.category, report.subcategory) == ("NARVARO", "SENT")


async def test_the_case_shows_them_and_keeps_a_hidden_category_that_stands(site: Site) -> None:
    path = await case(site, category="TILLIT")
    await own(site)
    page = await site.page(path)
    assert '<option value="TILLIT" selected>Tillit och bemötande</option>' in page
    assert page.count('value="NARVARO:SENT"') == 1, "it is offered as the category and not as a cause"
    await post(site, path, 303, category="NARVARO:SENT")
    assert (await stored(site)).subcategory == "SENT"
    assert "<h1>Uteblivna parter – Sent återbud" in await site.page(path)


async def test_the_inbox_has_their_names(site: Site) -> None:
    await own(site)
    await site.house.report(category="NARVARO:SENT")
    page = await site.page(site.path("inbox", 0, stored_id(site.house.coordinator)))
    assert "Uteblivna parter – Sent återbud" in page
