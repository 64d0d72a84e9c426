"""What anybody may read before they write: what is stored of whom, and on which terms."""

import pytest
from pydantic import SecretStr

from backend.settings import Environment, Settings
from models import Forbund
from tests.backend.web.conftest import Site, site_of
from tests.house import small_house


@pytest.mark.parametrize("path", ["/integritet", "/villkor"])
@pytest.mark.parametrize("locale", ["sv", "en"])
async def test_the_pages_are_open_to_everybody_in_both_languages_and_name_who_answers_for_it(
    site: Site, path: str, locale: str
) -> None:
    async with site.house.database.read(site.house.forbund_id) as session:
        forbund = await session.get_one(Forbund, site.house.forbund_id)
    page = await site.page(f"{path}?lang={locale}")

    assert f'<html lang="{locale}">' in page
    assert f'{forbund.name}, <a href="mailto:{forbund.email}">' in page


async def test_the_promise_is_the_forbunds_own(site: Site) -> None:
    async with site.house.database.begin(site.house.forbund_id) as session:
        (await session.get_one(Forbund, site.house.forbund_id)).answer_working_days = 7
    assert "inom 7 arbetsdagar" in await site.page("/villkor")


async def test_how_long_a_sign_in_lasts_is_told(site: Site) -> None:
    page = await site.page("/integritet")
    assert "i 15 minuter och inloggningen i 12 timmar" in page


async def test_a_language_model_is_told_of_where_a_forbund_lets_it_read(sqlite_url: str, settings: Settings) -> None:
    asked = Settings(
        environment=Environment.DEVELOPMENT, data_dir=settings.data_dir, language_model_url="https://model.example/v1",
        language_model_name="small", language_model_key=SecretStr("key"),
    )  # fmt: skip
    async with small_house(sqlite_url) as house, site_of(house, asked) as site:
        assert "model.example" not in await site.page("/integritet")
        async with house.database.begin(house.forbund_id) as session:
            (await session.get_one(Forbund, house.forbund_id)).language_model = True
        assert "låter en språkmodell på model.example läsa texten" in await site.page("/integritet")


async def test_every_page_leads_there(site: Site) -> None:
    for path, status in (("/rapportera", 200), ("/nothing", 404)):
        assert 'href="/integritet"' in await site.page(path, status)
