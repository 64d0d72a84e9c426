"""What holds for every page: headers, errors in klarspråk, health."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
import time_machine
from pydantic import SecretStr
from sqlalchemy import text
from structlog.testing import capture_logs

from backend.database import Database, stored_id
from backend.keys import DATABASE
from backend.settings import Environment, Settings
from models import Person
from tests.backend.web.conftest import PAGE, TEMPLATES, Site, site_of
from tests.house import NOW, small_house


@pytest.fixture
async def production(sqlite_url: str, settings: Settings) -> AsyncIterator[Site]:
    live = Settings(
        environment=Environment.PRODUCTION, data_dir=settings.data_dir, bot_app_id="id", bot_tenant_id="tenant",
        bot_app_password=SecretStr("password"), secret_key=SecretStr("s" * 32), public_url="https://lexheller.example",
        smtp_host="127.0.0.1", mail_from="lexheller@hoglandet.example",
    )  # fmt: skip
    async with small_house(sqlite_url) as house, site_of(house, live) as site:
        yield site


@pytest.mark.parametrize("path", ["/healthz", "/rapport/x", "/nothing", "/static/style.css", "/dev/mail"])
async def test_every_answer_tells_the_browser_what_to_refuse(site: Site, path: str) -> None:
    async with site.client.get(path, headers=PAGE) as response:
        headers = response.headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "script-src" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Cache-Control"] == ("public, max-age=3600" if path.startswith("/static") else "no-store")


def test_no_field_for_words_cuts_them_before_they_are_sent() -> None:
    cut = [page.name for page in TEMPLATES.glob("*.html") if "maxlength" in page.read_text(encoding="utf-8")]
    assert cut == ["sign_in.html"], "an address longer than e-mail allows is no address"


async def test_production_demands_https_of_browsers(production: Site) -> None:
    async with production.client.get("/healthz") as response:
        assert "max-age" in response.headers["Strict-Transport-Security"]


async def test_a_page_that_is_not_there_is_told_in_klarsprak(site: Site) -> None:
    page = await site.page("/nothing", 404)

    assert "Sidan finns inte" in page
    assert "Skriv inga uppgifter" not in page, "there is nothing to write in"
    assert '<html lang="sv">' in page


async def test_a_refusal_is_told_in_the_language_that_was_chosen(site: Site) -> None:
    await site.page("/rapportera?lang=en")
    assert '<html lang="en">' in await site.page("/nothing", 404)


async def test_a_refusal_of_a_link_is_told_in_its_reader_s_language_whatever_the_browser_s(site: Site) -> None:
    async with site.house.database.begin(site.house.forbund_id) as session:
        (await session.get_one(Person, site.house.reporter.id)).locale = "en-GB"
    report = await site.house.report()
    english = site.path("report", stored_id(report), site.house.reporter.id)
    swedish = {"Accept-Language": "sv"}
    missing = site.path("report", 999, site.house.reporter.id)
    others = site.path("meeting", stored_id(report), site.house.coordinator.id)
    for path, language in ((missing, "en"), (others, "sv"), (english[:-3] + "xyz", "sv"), ("/rapport/x", "sv")):
        async with site.client.get(path, headers=PAGE | swedish) as response:
            assert (response.status >= 400, f'<html lang="{language}">' in await response.text()) == (True, True)
    async with site.client.get(others, headers=PAGE | {"Accept-Language": "en"}) as response:
        assert '<html lang="sv">' in await response.text()


@pytest.mark.parametrize("ended", ["too old", "left"])
async def test_a_link_that_has_ended_still_tells_its_reader_s_language(site: Site, ended: str) -> None:
    async with site.house.database.begin(site.house.forbund_id) as session:
        reporter = await session.get_one(Person, site.house.reporter.id)
        reporter.locale, reporter.active = "en-GB", ended != "left"
    path = site.path("report", 1, site.house.reporter.id)
    with time_machine.travel(NOW + timedelta(days=300 if ended == "too old" else 0), tick=True):
        page = await site.page(path, 410)
    assert '<html lang="en">' in page


async def test_a_program_gets_a_line_of_text(site: Site) -> None:
    async with site.client.get("/nothing", headers={"Accept": "*/*", "Accept-Language": "en-GB,en;q=0.9"}) as response:
        assert response.status == 404
        assert response.content_type == "text/plain"
        assert await response.text() == "Check the address, or open the link in the e-mail or in Teams once more."


async def test_a_wrong_method_says_which_are_right(site: Site) -> None:
    async with site.client.post("/healthz", headers=PAGE) as response:
        assert response.status == 405
        assert "GET" in response.headers["Allow"]


async def test_a_fault_of_ours_tells_no_details_and_logs_no_address(site: Site) -> None:
    path = site.path("report", 1, site.house.coordinator.id)
    assert "Det finns ingen sådan rapport." in await site.page(path, 404)
    async with site.house.database.engine.begin() as connection:
        await connection.execute(text("DROP TABLE report"))
    with capture_logs() as logs:
        page = await site.page(path, 500)

    assert "Något gick fel hos oss" in page
    assert "report" not in page.lower()
    assert [entry["route"] for entry in logs] == ["/rapport/{token}"]
    assert path.rpartition("/")[2] not in str(logs)


async def test_the_process_is_alive_and_ready(site: Site) -> None:
    for path in ("/healthz", "/readyz"):
        async with site.client.get(path) as response:
            assert (response.status, await response.json()) == (200, {"status": "ok"})


async def test_an_old_schema_is_not_ready(site: Site) -> None:
    async with site.house.database.engine.begin() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = 'old'"))
    async with site.client.get("/readyz") as response:
        assert (response.status, await response.json()) == (503, {"status": "unavailable", "reason": "migration"})


async def test_a_database_that_is_away_is_not_ready_but_the_process_lives(sqlite_url: str, settings: Settings) -> None:
    async with small_house(sqlite_url) as house:
        away = Database("postgresql+asyncpg://nobody@127.0.0.1:9/nothing")
        house.database, kept = away, house.database
        async with site_of(house, settings) as site:
            assert site.client.app is not None
            assert site.client.app[DATABASE] is away
            async with site.client.get("/readyz") as response:
                assert (response.status, (await response.json())["reason"]) == (503, "database")
            async with site.client.get("/healthz") as response:
                assert response.status == 200
        await away.close()
        house.database = kept


async def test_metrics_are_read_by_prometheus(site: Site) -> None:
    async with site.client.get("/metrics") as response:
        assert response.headers["Content-Type"].startswith("text/plain; version=")
        assert "lexheller_outbox_delivered" in await response.text()


async def test_the_caught_mail_is_shown_in_development_alone(production: Site) -> None:
    for path in ("/dev/mail", "/dev/mail/x", "/dev/mail/x/0"):
        await production.page(path, 404)
