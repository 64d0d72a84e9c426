"""The page on which an edition is corrected by those who stand behind it."""

import re
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from uuid import uuid4

import pytest
import time_machine
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from sqlmodel import col, select

from backend.i18n import Texts
from digests import frozen
from digests.archive_pages import add_archive_routes
from digests.correction_pages import add_correction_routes
from digests.document import Document
from digests.find_pages import add_find_routes
from digests.frozen import document_of
from digests.pages import add_routes
from digests.render.page import content
from digests.render.pdf import Paper
from models import Edition, EditionTranslation, OutboxMessage
from tests.backend.web.test_odd_input import LONG
from tests.digests.builders import at, make_report
from tests.digests.drafts.site import PAGE, SIGNED, sign_in, site_of
from tests.digests.drafts.town import DUE, Town

pytestmark = pytest.mark.usefixtures("quick_paper")

WHY = "En rapport kom in för sent."
FROZEN = {"title", "figures", "html", "text", "pdf", "content_hash"}


OWN = "/mina/underlag/1/ratta"


class Counter:
    """A reader of the town's edition, who is signed in."""

    def __init__(self, client: "TestClient[web.Request, web.Application]", town: Town) -> None:
        self.client, self.town, self.token = client, town, ""

    async def sign_in(self, who: str) -> str:
        return await sign_in(self.client, self.town, self.town.people[who])

    def path(self, who: str | None = "karin") -> str:
        return SIGNED.to("edition", self.town.forbund, 1, self.town.people[who] if who else None)

    async def read(self, after: str = "", who: str | None = "karin", status: int = 200) -> str:
        return await self.get(self.path(who) + after, status)

    async def see(self, status: int = 200) -> str:
        return await self.get(OWN, status)

    async def get(self, path: str, status: int) -> str:
        async with self.client.get(path, headers=PAGE) as response:
            assert response.status == status
            return await response.text()

    async def send(self, do: str, status: int = 200, key: str = "", comment: str = "", to: str = OWN, **values: str) -> str:
        self.token = self.token or re.findall(r'name="token" value="([^"]+)"', await self.see())[-1]
        data = {"token": self.token, "key": key or uuid4().hex, "because": WHY, "comment-new": comment, "seen": "", "do": do}
        async with self.client.post(to, data=data | values, headers=PAGE) as response:
            assert response.status == status
            return await response.text()

    async def late_report(self) -> None:
        async with self.town.database.begin(self.town.forbund) as session:
            await make_report(session, self.town.kommun, at("2026-03-10"))

    async def recipients(self, edition_id: int) -> set[int | None]:
        async with self.town.database.read(self.town.forbund) as session:
            return set((await session.exec(select(OutboxMessage.person_id).where(OutboxMessage.subject_id == edition_id))).all())

    async def editions(self) -> list[Document]:
        async with self.town.database.read(self.town.forbund) as session:
            return [document_of(each) for each in await session.exec(select(Edition).order_by(col(Edition.id)))]


def mark(page: str) -> str:
    found = re.search(r'name="seen" value="([0-9a-f]{64})"', page)
    assert found
    return found[1]


@pytest.fixture
async def counter(small_town: Town, tmp_path: Path) -> AsyncIterator[Counter]:
    app = site_of(small_town, tmp_path, add_routes, add_archive_routes, add_correction_routes, add_find_routes)
    with time_machine.travel(DUE, tick=True):
        await small_town.make()
        async with TestClient(TestServer(app)) as client:
            counter = Counter(client, small_town)
            await counter.sign_in("karin")
            yield counter


async def test_who_stands_behind_an_edition_finds_the_way_on_its_page_and_a_member_doesnt(counter: Counter) -> None:
    assert f'href="{OWN}">Rätta underlaget</a>' in await counter.read()
    assert "Rätta underlaget" in await counter.read(who=None)
    assert "Rätta underlaget" not in await counter.read(who="maja")
    await counter.sign_in("maja")
    await counter.see(status=403)


async def test_the_link_of_a_mail_that_was_handed_on_corrects_nothing_and_leads_to_signing_in_and_back(counter: Counter) -> None:
    await counter.late_report()
    page = await counter.send("look")
    counter.client.session.cookie_jar.clear()
    for who in ("karin", None):
        await counter.read("/ratta", who=who, status=404)
    asked = await counter.send("send", 403, seen=mark(page), because="Skickad av en annan.")
    assert "Skickad av en annan." not in asked, "it waits for whoever wrote it"
    assert len(await counter.editions()) == 1
    async with counter.client.get(OWN, headers=PAGE) as response:
        assert response.url.path == "/rapportera"
    assert await counter.sign_in("karin") == OWN


async def test_a_form_of_another_site_corrects_nothing(counter: Counter) -> None:
    await counter.late_report()
    page = await counter.send("look")
    await counter.send("send", 403, seen=mark(page), token="another")
    assert len(await counter.editions()) == 1


async def test_what_is_corrected_is_read_before_it_is_sent_to_those_who_got_the_old(counter: Counter) -> None:
    page = await counter.see()
    assert "Siffrorna är desamma i dag" in page
    assert "<h1>Rätta: Underlag till LSG Tranås 31 mars 2026</h1>" in page
    await counter.late_report()
    page = await counter.see()
    assert "Vad som har ändrats sedan det skickades" in page
    assert "Det kan ta upp till en minut" in page
    assert "Skicka rättningen" not in page

    page = await counter.send("look", comment="Nu är alla med.")
    assert "Ersätter den som skickades 26 mars 2026." in page
    assert f"Därför: {WHY}" in page
    assert "Förbundets kommentar: Nu är alla med." in page
    assert len(await counter.editions()) == 1
    sent = await counter.send("send", seen=mark(page), comment="Nu är alla med.")

    old, new = await counter.editions()
    assert new.title == f"{old.title} (rättad)"
    assert f"<title>{new.title}</title>" in sent
    people = len(await counter.recipients(2))
    assert people > 1
    assert f"Rättningen är skickad. Den går till {people} mottagare." in sent
    assert '<a href="/mina/underlag/2/leverans">Vem som har fått underlaget</a></p>\n</aside>' in sent
    assert "Rättningen är skickad" not in await counter.read("?skickad")
    assert counter.town.people["maja"] in await counter.recipients(2)


async def test_what_is_read_is_what_will_be_sent_also_where_the_page_has_little_room(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def little_room(drafts: Sequence[Document], pages: int, texts: Texts) -> tuple[Document, Paper]:
        return drafts[-1], Paper(b"%PDF-", pages)

    monkeypatch.setattr(frozen, "fitting_paper", little_room)
    await counter.late_report()
    page = await counter.send("look")
    await counter.send("send", seen=mark(page))

    _, new = await counter.editions()
    assert new.annex
    assert content(new) in page


async def test_what_nobody_has_read_isnt_sent(counter: Counter) -> None:
    await counter.late_report()
    page = await counter.send("look")
    await counter.late_report()
    assert "Läs den igen" in await counter.send("send", 422, seen=mark(page))
    assert "Läs den igen" in await counter.send("send", 422)
    assert len(await counter.editions()) == 1


async def test_that_it_goes_in_another_language_too_is_said_and_is_part_of_what_was_read(counter: Counter) -> None:
    others = "De som läser på ett annat språk"
    await counter.late_report()
    swedish_alone = await counter.send("look")
    assert others not in swedish_alone
    async with counter.town.database.begin(counter.town.forbund) as session:
        kept = (await session.exec(select(Edition))).one().model_dump(include=FROZEN)
        session.add(EditionTranslation(edition_id=1, locale="en", **kept))
    assert "Läs den igen" in await counter.send("send", 422, seen=mark(swedish_alone))
    assert others in await counter.send("look")


async def test_the_same_press_again_sends_nothing_more_and_leads_to_the_same(counter: Counter) -> None:
    await counter.late_report()
    page, key = await counter.send("look"), uuid4().hex
    first, again = [await counter.send("send", key=key, seen=mark(page)) for _ in range(2)]
    assert re.findall("<title>.*</title>", first) == re.findall("<title>.*</title>", again)
    assert len(await counter.editions()) == 2


@pytest.mark.parametrize("do", ["send", "look"])
async def test_who_corrects_what_a_colleague_has_just_corrected_keeps_the_words_and_is_told(counter: Counter, do: str) -> None:
    await counter.late_report()
    page = await counter.send("look", comment="Min kollegas.")
    await counter.send("send", seen=mark(page), comment="Min kollegas.")
    told = await counter.send(do, 422, seen=mark(page), because="Mitt eget skäl.")
    assert "din rättning är inte skickad" in told
    assert "Mitt eget skäl." in told
    assert "Min kollegas." in told
    assert 'action="/mina/underlag/2/ratta"' in told
    assert len(await counter.editions()) == 2


async def test_what_the_guard_finds_and_a_missing_reason_stand_beside_their_fields(counter: Counter) -> None:
    await counter.late_report()
    page = await counter.send("look", 422, because="Ring 070-174 06 05.")
    assert "<mark>070-174 06 05</mark>" in page
    assert 'name="because"' in page
    page = await counter.send("look", 422, because="")
    assert '<a href="#because">Skriv varför den rättas.' in page


async def test_a_correction_that_changes_nothing_is_refused_in_words(counter: Counter) -> None:
    assert "Inget skulle ändras" in await counter.send("look", 422)


async def test_the_page_of_a_replaced_edition_leads_to_the_version_that_replaced_it(counter: Counter) -> None:
    await counter.late_report()
    await counter.send("send", seen=mark(await counter.send("look")))
    assert "(rättad)</title>" in await counter.see()
    assert "Rätta underlaget" not in await counter.read()
    assert "Underlag till LSG Tranås 31 mars 2026 (rättad)" in await counter.send("look", 422)


async def test_the_versions_side_by_side_are_told_apart_and_each_changed_figure_is_listed(counter: Counter) -> None:
    await counter.late_report()
    await counter.send("send", seen=mark(await counter.send("look")))
    page = await counter.read("/jamfor/2")
    assert "· första versionen" in page
    assert "· Rättad version 2" in page
    assert re.search(r"nya brister och behov</th>\s*<td[^>]*>2</td>\s*<td[^>]*>3</td>", page)


async def test_corrected_versions_are_told_apart_in_the_archive(counter: Counter) -> None:
    for edition in (1, 2):
        await counter.late_report()
        where = OWN.replace("1", str(edition))
        await counter.send("send", to=where, seen=mark(await counter.send("look", to=where)))
    listed = await counter.read("/arkiv")
    found = await counter.get("/mina/underlag", 200)
    for number in (2, 3):
        assert f"rättad version {number}, 26 mars 2026</span>" in listed
        assert f"(rättad), rättad version {number}, 26 mars 2026" in listed
        assert f"<span>Rättad version {number}, 26 mars 2026</span>" in found
    assert "version 1" not in listed + found


async def test_what_is_too_long_is_told_and_kept(counter: Counter) -> None:
    for field, over in (("because", 29_500), ("comment-new", 29_600)):
        page = await counter.send("look", 422, **{field: LONG})
        assert f"Texten är 30000 tecken lång, {over} för mycket." in page
        assert LONG in page
