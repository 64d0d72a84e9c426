"""Signing in to the web form: a link to a known work address, used once, soon; nobody learns who is known."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine
from sqlmodel import select

from backend.categories.taxonomy import Taxonomy
from backend.courier import NeedlessError
from backend.database import stored_id
from backend.i18n import Texts
from backend.mail.letters import letter_writers
from backend.web.sign_in import PER_ADDRESS
from models import Forbund, OutboxMessage, Person, SignIn
from models.base import metadata
from models.enums import NoticeKind, PartyCode
from tests.backend.web.conftest import Site
from tests.backend.web.reporter import ADDRESS, COOKIE, Reporter, know_domain, known
from tests.house import NOW


@pytest.fixture
async def anna(site: Site) -> Reporter:
    return await known(site)


async def letter_of(site: Site) -> str:
    async with site.house.database.read_every_forbund() as session:
        message = (await session.exec(select(OutboxMessage).where(OutboxMessage.kind == NoticeKind.SIGN_IN))).one()
    writers = letter_writers(Texts(("backend",)), Taxonomy.load(), site.links, "lexheller@hoglandet.example")
    async with site.house.database.read(message.forbund_id) as session:
        return (await writers[NoticeKind.SIGN_IN](session, message)).text


async def test_the_address_alone_leads_to_the_form(anna: Reporter) -> None:
    await anna.get("/")
    assert (anna.status, anna.path) == (200, "/rapportera")


async def test_whoever_is_not_signed_in_is_asked_for_a_work_address(anna: Reporter) -> None:
    page = await anna.get("/rapportera")

    assert "E-postadress på jobbet" in page
    assert "<script" not in page
    page = await anna.get("/mina")
    assert anna.path == "/rapportera"
    assert "<h1>Logga in för att se dina rapporter</h1>" in page


async def test_signing_in_is_headed_by_what_somebody_is_on_the_way_to(anna: Reporter) -> None:
    assert "<h1>Logga in för att rapportera</h1>" in await anna.get("/rapportera")
    going = f"{COOKIE}-going=/mina/underlag/7"
    assert "<h1>Logga in för att se underlagen</h1>" in await anna.get("/rapportera", Cookie=going)
    await anna.ask()
    assert "Logga in i Lex Heller" in await letter_of(anna.site)
    [link] = await anna.links()
    assert "<h1>Logga in för att se underlagen</h1>" in await anna.get(link, Cookie=going)


async def test_a_mailed_link_and_one_press_sign_in(anna: Reporter) -> None:
    await anna.ask(" Anna.Exempel@FK.example ")
    letter = await letter_of(anna.site)
    [link] = await anna.links()
    assert link.split("/")[-1].split(".")[0] in letter, "the link in the letter is the one of the row"
    assert "15 minuter" in letter

    assert f"Du loggar in med {ADDRESS}" in await anna.get(link)
    await anna.post(link, {})

    assert anna.path == "/rapportera"
    assert "Vad hände?" in anna.page
    person = await anna.person()
    assert person is not None
    assert (person.name, person.party, person.active) == ("Anna Exempel", PartyCode.FK, True)


@pytest.mark.parametrize("address", ["anna@elsewhere.example", "anna@sub.fk.example", "anna@fk.example.evil.example"])
async def test_an_unknown_address_is_told_the_same_and_gets_nothing(anna: Reporter, address: str) -> None:
    known = await anna.ask()
    unknown = await anna.ask(address)

    assert (anna.status, unknown) == (200, known)
    assert len(await anna.links()) == 1


async def test_who_has_left_is_told_the_same_and_gets_nothing(anna: Reporter) -> None:
    async with anna.site.house.database.begin(anna.site.house.forbund_id) as session:
        session.add(Person(name="Anna Exempel", email=ADDRESS, active=False))

    assert "Titta i din inkorg" in await anna.ask()
    assert await anna.links() == []


@pytest.mark.parametrize("written", ["", "anna", "anna@", "anna@fk", "a b@fk.example", "x@y.example, anna@fk.example", "a" * 300])
async def test_what_is_no_address_is_told_and_kept(anna: Reporter, written: str) -> None:
    page = await anna.ask(written)

    assert anna.status == 422
    assert "Skriv en hel e-postadress" in page
    assert f'value="{written[:255]}"' in page


async def test_looking_at_a_link_does_not_use_it_up(anna: Reporter) -> None:
    await anna.ask()
    [link] = await anna.links()
    for _ in range(3):
        await anna.get(link)
        assert anna.status == 200
    async with anna.site.client.head(link) as response:
        assert response.status == 200

    await anna.post(link, {})
    assert "Vad hände?" in anna.page


async def test_a_link_is_used_once(anna: Reporter) -> None:
    await anna.sign_in()
    [link] = await anna.links()
    anna.site.client.session.cookie_jar.clear()

    for answer in (await anna.post(link, {}), await anna.get(link)):
        assert anna.status == 410
        assert "Länken har redan använts eller är för gammal" in answer
    assert "Vad hände?" not in await anna.get("/rapportera")


async def test_each_page_of_a_dead_link_asks_with_a_form_of_its_own(anna: Reporter) -> None:
    await anna.sign_in()
    [link] = await anna.links()
    anna.site.client.session.cookie_jar.clear()
    keys = set()
    for _ in range(2):
        await anna.get(link)
        keys.add(anna.hidden("key"))
    assert len(keys) == 2


async def test_a_link_ends_after_a_quarter_of_an_hour_and_is_not_mailed_later(anna: Reporter) -> None:
    await anna.ask()
    [link] = await anna.links()
    with time_machine.travel(NOW + timedelta(hours=1, minutes=15, seconds=1), tick=True):
        await anna.post(link, {})
        assert anna.status == 410
        with pytest.raises(NeedlessError, match="too late"):
            await letter_of(anna.site)


async def test_a_forged_link_signs_nobody_in(anna: Reporter) -> None:
    await anna.ask()
    [link] = await anna.links()
    report_link = anna.site.path("report", 1, anna.site.house.coordinator.id).replace("/rapport/", "/logga-in/")
    for forged in (link[:-2] + "xx", "/logga-in/x", report_link):
        await anna.post(forged, {})
        assert anna.status == 410


@pytest.mark.parametrize("value", ["x", "[1,1]", "WzEsMV0.forged", ""])
async def test_a_forged_cookie_is_nobody(anna: Reporter, value: str) -> None:
    await anna.sign_in()
    cookie = anna.keep_cookie()
    assert "Vad hände?" in await anna.get("/rapportera", Cookie=cookie)

    assert "E-postadress på jobbet" in await anna.get("/rapportera", Cookie=f"{COOKIE}={value}")


async def other_forbund(site: Site) -> int:
    """Make another förbund that knows the same domain."""
    async with site.house.database.begin_for_every_forbund() as session:
        forbund = Forbund(slug="sjoar", name="Sjöar", email="forbundet@sjoar.example")
        session.add(forbund)
        await session.flush()
        forbund_id = stored_id(forbund)
    await know_domain(site, forbund_id=forbund_id)
    return forbund_id


async def test_a_domain_of_one_forbund_gives_nothing_to_choose(anna: Reporter) -> None:
    await anna.ask()
    [link] = await anna.links()
    assert 'type="radio"' not in await anna.get(link)


async def test_whoever_holds_the_link_chooses_among_the_forbund_that_know_the_domain(anna: Reporter) -> None:
    other = await other_forbund(anna.site)
    asked = await anna.ask()
    assert "Sjöar" not in asked, "nothing is told before the mail is read"
    [link] = await anna.links()
    page = await anna.get(link)
    assert (page.count('type="radio"'), "checked" in page) == (2, False)

    page = await anna.post(link, {})
    assert anna.status == 422
    assert 'href="#forbund"' in page
    for strange in ("x", str(other + 1)):
        await anna.post(link, {"forbund": strange})
        assert anna.status == 422

    await anna.post(link, {"forbund": str(other)})
    assert anna.path == "/rapportera"
    assert "Dina rapporter går till Sjöar." in anna.page
    await anna.post(link, {"forbund": str(other)})
    assert anna.status == 410


async def test_the_forbund_that_knows_her_is_ticked_already(anna: Reporter) -> None:
    other = await other_forbund(anna.site)
    async with anna.site.house.database.begin(other) as session:
        session.add(Person(name="Anna Exempel", email=ADDRESS))
    await anna.ask()
    [link] = await anna.links()
    assert f'value="{other}" checked' in await anna.get(link)


async def test_asking_too_often_is_told_and_forgotten(anna: Reporter) -> None:
    for address in (ADDRESS, "anna@elsewhere.example"):
        for _ in range(PER_ADDRESS):
            assert "Titta i din inkorg" in await anna.ask(address)
        assert "Vänta 15 minuter" in await anna.ask(address), "known and unknown alike"
        assert anna.status == 429
    assert len(await anna.links()) == PER_ADDRESS

    with time_machine.travel(NOW + timedelta(hours=1, minutes=16), tick=True):
        assert "Titta i din inkorg" in await anna.ask()


async def test_links_of_older_days_are_forgotten(anna: Reporter) -> None:
    await anna.ask()
    with time_machine.travel(NOW + timedelta(days=2), tick=True):
        await anna.ask()
    async with anna.site.house.database.read_every_forbund() as session:
        assert len((await session.exec(select(SignIn))).all()) == 1


async def test_an_address_that_somebody_wrote_is_kept_nowhere_when_its_link_is_forgotten(anna: Reporter) -> None:
    await anna.ask("never.was@fk.example")
    with time_machine.travel(NOW + timedelta(days=2), tick=True):
        await anna.ask()
    async with anna.site.house.database.read_every_forbund() as session:
        for table in metadata.sorted_tables:
            rows = await (await session.connection()).execute(sa.select(table))
            assert "never.was" not in str([tuple(row) for row in rows]), table.name


async def test_a_person_of_the_directory_is_the_same_person(anna: Reporter) -> None:
    async with anna.site.house.database.begin(anna.site.house.forbund_id) as session:
        session.add(Person(name="Anna E. Exempel", email=ADDRESS, party=PartyCode.VARD))
    await anna.sign_in()

    person = await anna.person()
    assert person is not None
    assert (person.name, person.party) == ("Anna E. Exempel", PartyCode.VARD)


async def test_another_site_can_not_make_a_browser_sign_in_or_ask(anna: Reporter) -> None:
    await anna.ask()
    [link] = await anna.links()
    for site in ("cross-site", "same-site"):
        await anna.post(link, {}, **{"Sec-Fetch-Site": site})
        assert anna.status == 403
        await anna.ask(ADDRESS, **{"Sec-Fetch-Site": site})
        assert anna.status == 403
    await anna.post(link, {}, **{"Sec-Fetch-Site": "same-origin"})
    assert "Vad hände?" in anna.page


async def test_the_language_is_the_browsers_until_one_is_chosen(anna: Reporter) -> None:
    english = {"Accept-Language": "en-GB,en;q=0.9"}
    assert "E-mail address at work" in await anna.get("/rapportera", **english)
    assert '<html lang="en">' in anna.page
    assert "E-postadress på jobbet" in await anna.get("/rapportera?lang=sv", **english)
    assert "E-postadress på jobbet" in await anna.get("/rapportera", **english)
    await anna.get("/rapportera?lang=en")
    await anna.sign_in()
    person = await anna.person()
    assert person is not None
    assert person.locale == "en", "mails come in the language of the pages"
