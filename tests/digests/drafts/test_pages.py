"""The page on which a draft is read, commented and approved."""

import io
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from docx import Document as Docx
from markupsafe import escape
from openpyxl import load_workbook
from sqlmodel import select

from backend.reporting.words import printed
from backend.web.form import LANGUAGE
from digests import schedule
from digests.drafts import work
from digests.drafts.pages import DRAFT_STYLESHEET, add_draft_routes
from digests.drafts.work import Stage, Written
from digests.figures.checks import FiguresDisagree
from digests.wish_pages import add_wish_routes
from models import Person, Report
from models.enums import ReportStatus
from tests.backend.web.test_odd_input import LONG, ODD
from tests.digests.builders import at, make_report
from tests.digests.drafts.site import PAGE, SIGNED, site_of
from tests.digests.drafts.town import COARSENED, DRAFT, STORY, Town

pytestmark = pytest.mark.usefixtures("quick_paper")


class Desk:
    """A holder at the draft's page."""

    def __init__(self, client: "TestClient[web.Request, web.Application]", town: Town) -> None:
        self.client = client
        self.town = town

    async def path(self, who: str | None = "karin") -> str:
        return SIGNED.to("draft", self.town.forbund, (await self.town.draft()).id or 0, self.town.people[who] if who else None)

    async def see(self, after: str = "", who: str | None = "karin", status: int = 200) -> str:
        async with self.client.get(await self.path(who) + after, headers=PAGE) as response:
            assert response.status == status
            return await response.text(errors="replace")

    async def mark(self, who: str = "karin") -> str:
        """Return what the page tells its draft by; empty where nothing can be approved."""
        found = re.search(r'name="seen" value="([0-9a-f]{64})"', await self.see(who=who))
        return found[1] if found else ""

    async def send(self, who: str = "karin", status: int = 200, new: str = "", **values: str) -> str:
        revision = (await self.town.draft()).revision
        if values.get("do") == "approve" and "seen" not in values:
            values["seen"] = await self.mark(who)
        data = {"key": uuid4().hex, "revision": str(revision), "comment-new": new, "comment-pairs": "", "story": "", **values}
        async with self.client.post(await self.path(who), data=data, headers=PAGE) as response:
            assert response.status == status
            return await response.text()


@pytest.fixture
async def desk(small_town: Town, tmp_path: Path) -> AsyncIterator[Desk]:
    app = site_of(small_town, tmp_path, add_draft_routes, add_wish_routes)
    with time_machine.travel(DRAFT, tick=True):
        await small_town.tell()
        async with TestClient(TestServer(app)) as client:
            yield Desk(client, small_town)


async def test_the_draft_is_read_section_by_section_with_a_place_for_words_beside_each(desk: Desk) -> None:
    page = await desk.see()
    assert "<h1>Utkast: Underlag till LSG Tranås 31 mars 2026</h1>" in page
    assert "Skickas torsdag 26 mars 2026 kl. 08:00." in page
    assert page.count("<textarea") == 4  # what to decide, what is new, the parties, the berättelse
    assert "Kommentar till ”Nytt i perioden” (valfritt)" in page
    assert 'name="left_out" value="pairs"' in page
    assert f'<link rel="stylesheet" href="{DRAFT_STYLESHEET}">' in page
    assert "<script" not in page


async def test_a_wide_table_becomes_lists_on_a_telephone_in_the_draft_as_on_the_papers_own_page(desk: Desk) -> None:
    async with desk.client.get(DRAFT_STYLESHEET) as response:
        styles = await response.text()
    assert ".edition .wide td::before { content: attr(data-name);" in styles


async def test_a_page_in_english_is_headed_in_english_though_the_paper_is_swedish(desk: Desk) -> None:
    path = await desk.path()
    async with desk.client.get(path, headers={**PAGE, "Cookie": f"{LANGUAGE}=en"}) as response:
        page = await response.text()
    assert "<h1>Draft: LSG Tranås</h1>" in page
    assert '<div class="paper edition" lang="sv">' in page


async def test_what_is_saved_stands_there_again_and_what_is_approved_shows_as_it_will_be(desk: Desk) -> None:
    page = await desk.send(new="Bra & tydligt.", left_out="pairs", do="save")
    assert "Sparat, men inte godkänt än." in page
    assert "Bra &amp; tydligt.</textarea>" in page
    assert 'value="pairs" checked' in page

    page = await desk.send(new="Bra & tydligt.", left_out="pairs", do="approve")
    assert "Tack, utkastet är godkänt." in page
    assert "Förbundets kommentar: Bra &amp; tydligt." in page
    assert "Avsnittet är utelämnat." in page
    assert "<textarea" not in page
    assert "Godkänt av Karin Exempel 23 mars 2026." in await desk.see(who="kurt")


async def test_what_has_changed_since_the_page_was_opened_is_read_before_it_is_approved(desk: Desk) -> None:
    seen, key = await desk.mark(), uuid4().hex
    async with desk.town.database.begin(desk.town.forbund) as session:
        await make_report(session, desk.town.kommun, at("2026-03-20"))
    page = await desk.send(status=422, new="Båda gällde samma möte.", do="approve", seen=seen)
    assert "Underlaget har ändrats sedan du öppnade sidan." in page
    assert "Båda gällde samma möte.</textarea>" in page
    assert '<span class="value">3</span> <span class="label">nya brister och behov</span>' in page
    assert (await desk.town.stands()).stage is Stage.WAITS

    for _ in range(2):  # the second press finds it approved, whatever has come since
        page = await desk.send(key=key, do="approve", seen=await desk.mark() or "before")
        assert "Tack, utkastet är godkänt." in page
        async with desk.town.database.begin(desk.town.forbund) as session:
            await make_report(session, desk.town.kommun, at("2026-03-21"))


async def test_who_holds_no_draft_is_refused_before_it_is_reckoned(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    async def reckoned(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr(work, "compose", reckoned)
    await desk.send("maja", status=403, do="approve", seen="")


async def test_a_section_whose_key_has_hyphens_and_digits_is_commented_and_left_out(desk: Desk) -> None:
    sent: dict[str, Any] = {"comment-insats-samverk-2026": "Sen start.", "left_out": "insats-lotsen-2"}
    await desk.send(do="save", **sent)
    words = (await desk.town.stands()).words
    assert words.comments == {"insats-samverk-2026": "Sen start."}
    assert words.left_out == ("insats-lotsen-2",)


async def test_an_approved_draft_is_opened_again_by_one_button(desk: Desk) -> None:
    await desk.send(do="approve")
    async with desk.client.post(f"{await desk.path('kurt')}/oppna", data={"key": uuid4().hex}, headers=PAGE) as response:
        assert "Skickas torsdag" in await response.text()
    assert (await desk.town.stands()).stage is Stage.WAITS


async def test_a_proposed_story_is_put_into_its_field_and_nothing_is_saved_by_that(desk: Desk) -> None:
    async with desk.town.database.begin(desk.town.forbund) as session:
        await make_report(session, desk.town.kommun, at("2026-03-10"), text=STORY.replace("AME Tranås", "kontoret"))
    story = COARSENED.replace("en verksamhet i kommunen", "kontoret")
    assert f'id="proposal-0">{story}' in await desk.see()

    page = await desk.send(take="0", new="Skrivet innan.")

    assert f">\n{story}</textarea>" in page
    assert "Skrivet innan.</textarea>" in page
    assert "Det är inte sparat än." in page
    assert (await desk.town.stands()).words.story == ""


async def test_what_the_guard_finds_stands_beside_its_field_with_all_that_was_written(desk: Desk) -> None:
    page = await desk.send(status=422, story="Ring 070-174 06 05.", do="approve", new="Bra.")
    assert "<mark>070-174 06 05</mark>" in page
    assert "Bra.</textarea>" in page
    assert "Ring [telefon].</textarea>" in page
    stands = await desk.town.stands()
    assert (stands.stage, stands.words.story) == (Stage.WAITS, ""), "nothing is approved that its reader hasn't seen"
    assert "Tack, utkastet är godkänt." in await desk.send(story="Ring [telefon].", do="approve")


async def test_what_only_looks_like_a_name_is_said_to_be_none_beside_a_comment_and_a_story(desk: Desk) -> None:
    page = await desk.send(new="Vi har bett Maria om en ny kallelse.", story="Ingen visste vad Fatima skulle ha.", status=422)
    for word in ("Maria", "Fatima"):
        assert f"<mark>{word}</mark>" in page
        assert f'<input type="checkbox" name="cleared_word" value="{word}">' in page


async def test_who_wrote_meanwhile_isnt_overwritten_unseen(desk: Desk) -> None:
    await desk.town.write(Written(comments={}, left_out=(), story="Kollegans."), "kurt", approve=False)
    page = await desk.send(status=422, revision="0", story="Min.", do="save")
    assert "Någon annan har ändrat i utkastet medan du läste." in page
    assert "Min.</textarea>" in page
    assert (await desk.town.stands()).words.story == "Kollegans."
    await desk.send(story="Min.", do="save")
    assert (await desk.town.stands()).words.story == "Min."


async def test_the_draft_is_seen_in_each_form_with_what_is_written_and_that_it_is_a_draft(desk: Desk) -> None:
    page = await desk.send(new="Bra.", do="save")
    ways = re.findall(r'href="/utkast/[^"]+/(\w+)"', page)
    assert ways == ["sida", "mejl", "text", "kort", "pdf", "docx", "xlsx"]
    for way in ("/sida", "/mejl", "/text"):
        shown = await desk.see(way)
        assert "· UTKAST" in shown
        assert "Förbundets kommentar: Bra." in shown
    card = await desk.see("/kort")
    assert "· UTKAST" in card
    assert "nya brister och behov" in card
    assert (await desk.see("/pdf")).startswith("%PDF")
    async with desk.client.get(f"{await desk.path()}/docx") as response:
        assert any("Förbundets kommentar: Bra." in part.text for part in Docx(io.BytesIO(await response.read())).paragraphs)
    async with desk.client.get(f"{await desk.path()}/xlsx") as response:
        assert "UTKAST" in str(load_workbook(io.BytesIO(await response.read())).worksheets[0]["B3"].value)


async def test_an_approved_draft_is_no_draft_any_more_in_any_form_and_says_when_it_is_sent(desk: Desk) -> None:
    page = await desk.send(do="approve")
    assert "Skickas torsdag 26 mars 2026 kl. 08:00." in page
    assert "Godkänt, inte skickat än" in page
    for way in ("/sida", "/mejl", "/text", "/kort"):
        shown = await desk.see(way)
        assert "Godkänt, inte skickat än" in shown
        assert "Det skickas torsdag 26 mars 2026 kl. 08:00." in shown
        assert "UTKAST" not in shown


async def test_the_same_press_again_doesnt_take_a_later_approval_back(desk: Desk) -> None:
    pressed = {"key": uuid4().hex}
    await desk.send(do="approve")
    for _ in range(2):
        async with desk.client.post(f"{await desk.path('kurt')}/oppna", data=pressed, headers=PAGE) as response:
            assert response.status == 200
        await desk.send(do="approve", status=200 if (await desk.town.stands()).stage is Stage.WAITS else 422)
    assert (await desk.town.stands()).stage is Stage.APPROVED


async def test_while_its_edition_isnt_made_the_page_says_so_and_not_that_it_is_sent(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(schedule, "freeze", broken)
    with time_machine.travel(at("2026-03-26", 9), tick=True):
        await desk.town.make()
        page = await desk.see()
    assert "Underlaget görs just nu" in page
    assert "redan skickat" not in page


async def test_figures_that_disagree_are_told_on_the_page_in_words_of_their_own(desk: Desk) -> None:
    async with desk.town.database.begin(desk.town.forbund) as session:
        (await session.exec(select(Report))).all()[0].status = ReportStatus.AVSLUTAD
    assert "dess siffror går inte ihop" in await desk.see(status=400)


async def test_after_it_was_sent_the_page_says_so_and_leads_to_what_was_sent(desk: Desk) -> None:
    with time_machine.travel(at("2026-03-26", 9), tick=True):
        await desk.town.make()
        page = await desk.see()
        assert "Underlaget är redan skickat" in page
        assert 'href="/utgava/' in page
        assert "Underlaget är redan skickat" in await desk.send(status=422, do="approve")


async def test_nobody_else_reads_a_draft(desk: Desk) -> None:
    for after in ("", "/sida", "/pdf", "/mejl", "/text", "/kort", "/docx", "/xlsx"):
        await desk.see(after, who="maja", status=403)
    async with desk.client.get("/utkast/forged", headers=PAGE) as response:
        assert response.status == 410
    async with desk.town.database.begin(desk.town.forbund) as session:
        (await session.get_one(Person, desk.town.people["karin"])).locale = "en"
    assert "To be sent" in await desk.see()


async def test_a_draft_whose_figures_disagree_isnt_shown_and_the_page_says_so(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def disagree(*_: object) -> None:
        raise FiguresDisagree("parties", 5, 4)

    monkeypatch.setattr(work, "compose", disagree)
    page = await desk.see(status=400)
    assert desk.town.texts.t("sv", "paper.error.figures") in " ".join(page.split())


async def test_what_nobody_expects_is_kept_as_it_was_written_or_told_by_how_much_it_is_too_long(desk: Desk) -> None:
    page = await desk.send(new=LONG, story=ODD, do="save", status=422)
    assert "Texten är 30000 tecken lång, 29600 för mycket." in page
    assert LONG in page and str(escape(ODD)) in page
    page = await desk.send(story=LONG, do="save", status=422)
    assert "29200 för mycket" in page and LONG in page
    page = await desk.send(new=ODD, story=ODD, do="save")
    assert page.count(f"{escape(ODD)}</textarea>") == 2
    stored = (await desk.town.stands()).words
    assert (stored.comments["new"], stored.story) == (ODD, ODD)
    page = await desk.send(new=ODD, story=ODD, do="approve")
    assert str(escape(printed(ODD))) in page and "<script" not in page
