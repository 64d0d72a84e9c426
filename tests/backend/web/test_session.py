"""Being signed in on the web: for a day's work, in one browser, as long as one belongs to the förbund."""

from datetime import timedelta

import pytest
import time_machine
from sqlmodel import select

from models import ForbundDomain, Person, SignIn
from tests.backend.web.conftest import Site, site_of
from tests.backend.web.reporter import ADDRESS, COOKIE, Reporter, known
from tests.house import NOW


@pytest.fixture
async def anna(site: Site) -> Reporter:
    return await known(site)


async def test_the_cookie_can_be_read_by_no_script_and_sent_by_no_other_site(anna: Reporter) -> None:
    await anna.ask()
    [link] = await anna.links()
    async with anna.site.client.post(link, allow_redirects=False) as response:
        header = response.headers["Set-Cookie"]
    assert {"HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=43200"} <= set(header.split("; "))


async def test_outside_development_the_cookie_needs_https(anna: Reporter) -> None:
    live = anna.site.settings.model_copy(update={"public_url": "https://lexheller.example"})
    async with site_of(anna.site.house, live) as site:
        other = Reporter(site)
        await other.ask()
        [link] = await other.links()
        async with site.client.post(link, allow_redirects=False) as response:
            header = response.headers["Set-Cookie"]
    assert header.startswith("__Host-lexheller=")
    assert "Secure" in header.split("; ")


async def test_a_session_ends_after_twelve_hours(anna: Reporter) -> None:
    await anna.sign_in()
    cookie = anna.keep_cookie()  # by a browser that forgets nothing
    with time_machine.travel(NOW + timedelta(hours=12, minutes=59), tick=True):
        assert "Vad hände?" in await anna.get("/rapportera", Cookie=cookie)
    with time_machine.travel(NOW + timedelta(hours=13, minutes=1), tick=True):
        assert "E-postadress på jobbet" in await anna.get("/rapportera", Cookie=cookie)


async def test_a_cookie_is_nobody_when_the_id_of_its_row_is_anothers(anna: Reporter) -> None:
    await anna.sign_in()
    cookie = anna.keep_cookie()
    async with anna.site.house.database.begin(anna.site.house.forbund_id) as session:
        row = (await session.exec(select(SignIn))).one()
        row.requested_at += timedelta(seconds=1)  # as when it was removed and the database gave its id again

    assert "E-postadress på jobbet" in await anna.get("/rapportera", Cookie=cookie)


async def test_on_a_later_day_an_old_cookie_is_not_the_next_person(anna: Reporter) -> None:
    await anna.sign_in()
    cookie = anna.keep_cookie()
    with time_machine.travel(NOW + timedelta(days=2), tick=True):
        await anna.sign_in("bo.exempel@fk.example")
        assert "Vad hände?" in await anna.get("/rapportera")
        anna.site.client.session.cookie_jar.clear()
        assert "E-postadress på jobbet" in await anna.get("/rapportera", Cookie=cookie)


async def test_who_signs_out_is_out_wherever_the_cookie_is(anna: Reporter) -> None:
    await anna.sign_in()
    await anna.get("/rapportera")
    token = anna.hidden("token")
    cookie = anna.keep_cookie()
    await anna.post("/logga-ut", {"token": "another"}, Cookie=cookie)
    assert anna.status == 403, "another site signs nobody out"
    await anna.post("/logga-ut", {"token": token}, Cookie=cookie)

    assert "E-postadress på jobbet" in await anna.get("/rapportera", Cookie=cookie)


async def test_who_leaves_the_forbund_is_out_at_once(anna: Reporter) -> None:
    await anna.sign_in()
    async with anna.site.house.database.begin(anna.site.house.forbund_id) as session:
        (await session.exec(select(Person).where(Person.email == ADDRESS))).one().active = False

    assert "E-postadress på jobbet" in await anna.get("/rapportera")


async def test_a_domain_that_is_taken_away_signs_nobody_in(anna: Reporter) -> None:
    await anna.ask()
    [link] = await anna.links()
    async with anna.site.house.database.begin_for_every_forbund() as session:
        await session.delete(await session.get_one(ForbundDomain, ("fk.example", anna.site.house.forbund_id)))

    await anna.post(link, {})
    assert anna.status == 410


async def test_who_must_sign_in_lands_on_the_page_that_they_were_on_the_way_to(anna: Reporter) -> None:
    await anna.get("/mina?status=open&ord=rehab%2C%20%C3%A5by")
    assert anna.path == "/rapportera"
    await anna.sign_in()
    assert (anna.status, anna.path.partition("?")[0]) == (200, "/mina")
    assert "ord=rehab" in anna.path
    await anna.sign_in()
    assert anna.path == "/rapportera", "once"


@pytest.mark.parametrize("page", ["//ond.example/mina", "https://ond.example", "/minaond", "/inkorg/x", "/mina?\\ond", "/mina@å"])
async def test_no_cookie_leads_from_signing_in_to_anywhere_else(anna: Reporter, page: str) -> None:
    await anna.ask()
    [link] = await anna.links()
    headers = {"Cookie": f"{COOKIE}-going={page}"}
    async with anna.site.client.post(link, allow_redirects=False, headers=headers) as response:
        assert (response.status, response.headers["Location"]) == (303, "/rapportera")
