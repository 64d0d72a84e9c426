"""What has changed between a draft's approval and its sending: told to its holders in time, and said on the paper."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from aiohttp.test_utils import TestClient, TestServer
from time_machine import travel

from backend.courier import NeedlessError
from digests.corrections import Correction, correct_edition
from digests.document import Document
from digests.drafts.pages import add_draft_routes
from digests.drafts.telling import tell_drafts
from digests.drafts.work import Stage, Written, reopen_draft
from digests.frozen import document_of
from digests.wish_pages import add_wish_routes
from models import Group
from models.enums import NoticeKind
from tests.bot.talk import buttons, words_of
from tests.digests.builders import at, make_report
from tests.digests.documents import section
from tests.digests.drafts.site import PAGE, SIGNED, site_of
from tests.digests.drafts.test_letters import by_mail, in_teams, letter
from tests.digests.drafts.town import DRAFT, DUE, Town

pytestmark = pytest.mark.usefixtures("quick_paper")

COMMENTED = Written(comments={"new": "Båda gällde samma möte.", "decide": "Vi tar upp det i maj."}, left_out=(), story="")
THE_DAY_BEFORE = at("2026-03-25", 8)


async def more_reports(town: Town) -> None:
    """Let three events be told of after the approval, in the period."""
    async with town.database.begin(town.forbund) as session:
        for day in ("2026-03-23", "2026-03-24", "2026-03-25"):
            await make_report(session, town.kommun, at(day, 12))


async def tell_changed(town: Town, now: datetime = THE_DAY_BEFORE) -> int:
    await tell_drafts(town.database, now)
    return len(await town.told(NoticeKind.DRAFT_CHANGED))


async def test_a_comment_whose_figures_changed_after_its_approval_says_so_and_so_does_the_paper(town: Town) -> None:
    await town.tell()
    await town.write(COMMENTED)
    await more_reports(town)
    await town.make()

    document = document_of(await town.edition())
    assert section(document, "new").comment == (
        "Förbundets kommentar, godkänd 23 mars 2026. Uppgifter i avsnittet har ändrats sedan dess. Båda gällde samma möte.",
    )
    assert document.notes[-1] == (
        "Utkastet lästes och godkändes 23 mars 2026. Uppgifter har ändrats sedan dess: siffrorna är de som gällde när underlaget"
        " skickades."
    )
    assert document.numbers[0].value == "5"


async def test_what_is_sent_as_it_was_approved_says_nothing_of_changes(small_town: Town) -> None:
    await small_town.tell()
    await small_town.write(COMMENTED)
    await small_town.make()
    document = document_of(await small_town.edition())
    assert section(document, "new").comment == ("Förbundets kommentar: Båda gällde samma möte.",)
    assert document.notes[-1] == "Utkastet lästes och godkändes 23 mars 2026."


async def test_what_an_earlier_period_has_in_its_last_days_isnt_a_change_of_the_papers_own(small_town: Town) -> None:
    async with small_town.database.begin(small_town.forbund) as session:
        # the draft is compared with the first days of the period before and of the same one last year, the paper with all of them
        for day in ("2025-01-02", "2025-03-24", "2025-10-01", *["2025-12-23"] * 40):
            await make_report(session, small_town.kommun, at(day), category="RESURSER" if day < "2025-10-01" else "NARVARO")
    await small_town.tell()
    read = (await small_town.as_read()).document
    await small_town.write(COMMENTED)
    now = await small_town.as_read(THE_DAY_BEFORE)
    assert now.document != read
    assert now.changed == []
    await tell_changed(small_town)
    with pytest.raises(NeedlessError):
        await letter(small_town, await by_mail(small_town, NoticeKind.DRAFT_CHANGED))

    await small_town.make()
    document = document_of(await small_town.edition())
    total, last = "Totalt", "Förra perioden"
    assert _cell(read, total, last) != _cell(document, total, last)
    assert section(document, "new").comment == ("Förbundets kommentar: Båda gällde samma möte.",)
    assert document.notes[-1] == "Utkastet lästes och godkändes 23 mars 2026."


def _cell(document: Document, row: str, column: str) -> str:
    table = section(document, "new").table
    assert table is not None
    place = [each.label for each in table.columns].index(column)
    return next(each.cells[place] for each in table.rows if each.cells[0] == row)


async def test_a_draft_approved_long_before_is_compared_with_what_was_read_then(small_town: Town) -> None:
    async with small_town.database.begin(small_town.forbund) as session:
        (await session.get_one(Group, small_town.group)).draft_working_days = 30
    early = at("2026-02-20", 9)
    await small_town.tell(early)
    await small_town.write(COMMENTED, now=early)
    await small_town.make()
    assert "Uppgifter i avsnittet har ändrats sedan dess. Båda gällde samma möte." in (await small_town.edition()).text


async def test_a_comment_that_a_correction_writes_anew_is_no_older_than_its_figures(small_town: Town) -> None:
    await small_town.tell()
    await small_town.write(COMMENTED)
    await more_reports(small_town)
    await small_town.make()
    edition = await small_town.edition()
    said = Correction(because="Kommentaren gällde den första rapporten.", comments={"new": "Fem nu."})
    database, texts, taxonomy = small_town.database, small_town.texts, small_town.taxonomy
    new = await correct_edition(database, texts, taxonomy, small_town.forbund, edition.id or 0, said, DUE + timedelta(hours=1))
    assert section(document_of(new), "new").comment == ("Förbundets kommentar: Fem nu.",)


async def test_the_holders_are_told_once_the_working_day_before_what_has_changed_and_which_comment_it_concerns(
    small_town: Town,
) -> None:
    await small_town.tell()
    await small_town.write(COMMENTED)
    await more_reports(small_town)
    assert await tell_changed(small_town, THE_DAY_BEFORE - timedelta(minutes=1)) == 0
    assert await tell_changed(small_town) == 3
    assert await tell_changed(small_town, THE_DAY_BEFORE + timedelta(hours=2)) == 3

    written = await letter(small_town, await by_mail(small_town, NoticeKind.DRAFT_CHANGED))
    assert written.subject == "Siffror har ändrats sedan utkastet godkändes: LSG Tranås"
    words = " ".join(written.text.split())
    assert "Ändrat sedan utkastet godkändes: nya brister och behov: 2 → 4" in words
    assert "Kommentar som står vid ändrade uppgifter: ”Nytt i perioden”" in words
    assert "”Att besluta”" not in words
    assert "Underlaget skickas torsdag 26 mars 2026 kl. 08:00 med de nya siffrorna" in words
    url = next(word for word in written.text.split() if "/utkast/" in word)
    assert "/utkast/" in url

    card = await in_teams(small_town, NoticeKind.DRAFT_CHANGED, THE_DAY_BEFORE)
    assert "Ändrat sedan utkastet godkändes: nya brister och behov: 2 → 4" in words_of(card)
    assert buttons(card) == ["Se vad som har ändrats"]


async def test_nobody_is_told_when_nothing_has_changed(small_town: Town) -> None:
    await small_town.tell()
    await small_town.write(COMMENTED)
    await tell_changed(small_town)
    with pytest.raises(NeedlessError):
        await letter(small_town, await by_mail(small_town, NoticeKind.DRAFT_CHANGED))


async def test_nobody_is_told_of_a_draft_that_was_approved_on_the_last_working_day_or_waits_or_was_opened_again(
    small_town: Town,
) -> None:
    await small_town.tell()
    assert await tell_changed(small_town) == 0
    await small_town.write(COMMENTED, now=THE_DAY_BEFORE + timedelta(hours=1))
    await more_reports(small_town)
    assert await tell_changed(small_town, THE_DAY_BEFORE + timedelta(hours=2)) == 0


async def test_who_was_told_and_approves_anew_isnt_told_again(small_town: Town) -> None:
    await small_town.tell()
    await small_town.write(COMMENTED)
    await more_reports(small_town)
    told = await tell_changed(small_town)
    later = THE_DAY_BEFORE + timedelta(hours=1)
    async with small_town.database.begin(small_town.forbund) as session:
        await reopen_draft(session, None, (await small_town.draft()).id or 0, "s", later)
    with pytest.raises(NeedlessError):
        await letter(small_town, await by_mail(small_town, NoticeKind.DRAFT_CHANGED))
    await small_town.write(Written(comments={"new": "Fyra nu."}, left_out=(), story=""), now=later)
    assert (await small_town.stands(later)).stage is Stage.APPROVED
    assert await tell_changed(small_town, later + timedelta(hours=1)) == told


async def test_the_page_of_an_approved_draft_shows_what_has_changed_since(small_town: Town, tmp_path: Path) -> None:
    await small_town.tell()
    await small_town.write(COMMENTED)
    draft_id = (await small_town.draft()).id or 0
    app = site_of(small_town, tmp_path, add_draft_routes, add_wish_routes)
    async with TestClient(TestServer(app)) as client:
        with travel(DRAFT, tick=True):
            path = SIGNED.to("draft", small_town.forbund, draft_id, small_town.people["karin"])
            async with client.get(path, headers=PAGE) as response:
                assert "Ändrat sedan godkännandet" not in await response.text()
        await more_reports(small_town)
        with travel(THE_DAY_BEFORE, tick=True):
            async with client.get(path, headers=PAGE) as response:
                page = await response.text()
    assert "Ändrat sedan godkännandet" in page
    assert "nya brister och behov: 2 → 4" in page
    assert '<td class="n">4</td>' in page.partition("Visa allt som har ändrats")[2]
