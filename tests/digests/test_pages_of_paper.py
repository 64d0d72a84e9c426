"""An edition keeps to its pages whatever there is to tell; what it can't hold stands in the annex."""

import asyncio
import io
import os
import shutil
from dataclasses import replace
from datetime import date

import pytest
from PIL import Image
from pypdf import PdfReader

from backend.categories.taxonomy import Taxonomy
from digests.compose import with_words
from digests.differences import Difference
from digests.document import Document, Number, Section
from digests.drafts.words import Words
from digests.editions.correction import CORRECTION, changed_table
from digests.editions.lsg import lsg_document
from digests.editions.room import ROOMS, clipped
from digests.editions.styrelse import styrelse_document
from digests.figures.categories import CategoryRow
from digests.figures.counts import Flow
from digests.figures.lsg import LsgFigures
from digests.figures.questions import Agenda, Question
from digests.figures.styrelse import StyrelseFigures
from digests.figures.themes import Theme
from digests.frozen import Frozen, freeze
from digests.kind import Composed
from digests.render.filling import Filling
from digests.render.form import Form
from digests.render.office import office_pdf
from digests.render.pictures import page_pngs
from digests.render.word import word
from digests.say import Voice
from models.enums import EditionKind, Paverkbar
from tests.digests.builders import at
from tests.digests.documents import BEYOND, DECIDED, LSG, NOTHING, QUESTION, ROWS, SENDER, STYRELSE
from tests.digests.test_spindel import TOLD

OFFICE = shutil.which("soffice")
SHORT = Document(EditionKind.LSG, "sv", "", "", "", (Number("0", "", ""),) * 3, (), (), ())
LONG_NAME = (
    "Lokal samverkansgrupp för arbetslivsinriktad rehabilitering i Malung-Sälen, Upplands Väsby och Örnsköldsviks kommuner"[:120]
)
LONG_TITLE = "En mycket lång rubrik om hur parterna kallar varandra till möten som ingen sedan kommer till " * 2
LONG_TEXT = "Kan gruppen komma överens om en gemensam rutin för hur och när parterna kallar varandra till möten? " * 12


def long(question: Question) -> Question:
    return replace(question, title=LONG_TITLE[:200], question=LONG_TEXT, decision=LONG_TEXT if question.decision else "")


def with_categories(count: int, taxonomy: Taxonomy) -> LsgFigures:
    rows = tuple(CategoryRow(code, number + 1, number, 1) for number, code in enumerate(taxonomy.codes[:count]))
    new = sum(row.new for row in rows)
    return replace(LSG if count else NOTHING, categories=rows, flow=Flow(new=new, open=new), agenda=LSG.agenda)


async def lsg_paper(voice: Voice, figures: LsgFigures, group: str = "LSG Tranås", sender: str = SENDER) -> Frozen:
    drafts = tuple(lsg_document(voice, figures, sender, group, date(2026, 10, 9), room) for room in ROOMS)
    return await freeze(Composed(figures, drafts, 1), voice.texts)


def pages_of(pdf: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages]


def page_texts(frozen: Frozen) -> list[str]:
    return pages_of(frozen.pdf)


def assert_first_pages_hold_all_but_the_annex(frozen: Frozen, pages: int) -> None:
    shown = page_texts(frozen)
    (last,) = [number for number, words in enumerate(shown) if "Kategorier enligt version" in words]
    assert last < pages
    if frozen.document.annex:
        assert shown[last + 1].startswith(frozen.document.annex[0].heading)
        assert not any("Bilaga:" in words for words in shown[: last + 1])
    else:
        assert len(shown) == last + 1


@pytest.mark.parametrize("count", [0, 1, 2, 16])
async def test_an_lsgs_paper_is_one_page_and_an_annex_however_many_categories(
    voice: Voice, taxonomy: Taxonomy, count: int
) -> None:
    frozen = await lsg_paper(voice, with_categories(count, taxonomy))

    assert_first_pages_hold_all_but_the_annex(frozen, pages=1)
    assert bool(frozen.document.annex) is (count == 16)


@pytest.mark.parametrize("count", [0, 16])
async def test_an_lsgs_paper_is_one_page_and_an_annex_with_eight_long_questions_and_long_names(
    voice: Voice, taxonomy: Taxonomy, count: int
) -> None:
    agenda = Agenda((*[long(QUESTION)] * 4, *[long(BEYOND)] * 4), (long(DECIDED),) * 4)
    figures = replace(with_categories(count, taxonomy), agenda=agenda, internal=3)

    frozen = await lsg_paper(voice, figures, LONG_NAME, sender=LONG_NAME)

    assert_first_pages_hold_all_but_the_annex(frozen, pages=1)
    told = {section.key: len(section.items) for section in frozen.document.annex}
    assert told | {"decide": 4, "beyond": 4, "earlier": 4} == told
    assert LONG_TEXT.strip() in frozen.text


async def test_words_without_a_space_to_break_at_keep_to_the_page(voice: Voice) -> None:
    wide = replace(QUESTION, title="W" * 200, question="W" * 3000)

    frozen = await lsg_paper(voice, replace(LSG, agenda=Agenda((wide,) * 8, ())), "W" * 120)

    assert_first_pages_hold_all_but_the_annex(frozen, pages=1)


def busy_board(taxonomy: Taxonomy, categories: int) -> StyrelseFigures:
    """Return the figures of nine kommuner with so many categories, which have eight matters to decide and twenty lifted."""
    return replace(
        STYRELSE,
        rows=tuple(replace(ROWS[number % 3], name=f"Malung-Sälen {number}") for number in range(9)),
        themes=tuple(Theme(code, 3, 2) for code in taxonomy.codes),
        categories=tuple(CategoryRow(code, number + 1, number, 1) for number, code in enumerate(taxonomy.codes[:categories])),
        agenda=Agenda((long(QUESTION),) * 8, ()),
        lifted=(long(replace(BEYOND, paverkbar=Paverkbar.LOKALT)),) * 20,
        solved=STYRELSE.solved * 5,
    )


async def boards_paper(voice: Voice, figures: StyrelseFigures) -> Frozen:
    drafts = tuple(styrelse_document(voice, figures, SENDER, "Styrelsen", room) for room in ROOMS)
    return await freeze(Composed(figures, drafts, 2), voice.texts)


async def test_the_boards_paper_is_two_full_pages_and_an_annex_with_nine_kommuner_and_twenty_questions(
    voice: Voice, taxonomy: Taxonomy
) -> None:
    frozen = await boards_paper(voice, busy_board(taxonomy, 22))

    assert_first_pages_hold_all_but_the_annex(frozen, pages=2)
    assert {section.key: len(section.items) for section in frozen.document.annex}["lifted"] == 20
    assert [blank_at_foot(frozen.pdf, page) <= MOST_BLANK_OF_TWO for page in (0, 1)] == [True, True]


@pytest.mark.parametrize(("categories", "pages"), [(3, 1), (22, 2)])
async def test_a_figure_of_the_boards_stands_below_its_own_heading_and_no_page_of_its_annex_is_nearly_empty(
    voice: Voice, taxonomy: Taxonomy, categories: int, pages: int
) -> None:
    figures = replace(STYRELSE, categories=busy_board(taxonomy, categories).categories)
    frozen = await boards_paper(voice, figures)

    shown = page_texts(frozen)
    for heading, caption in FIGURES:
        (stands,) = [words for words in shown if caption in words]
        assert heading in stands
    assert_first_pages_hold_all_but_the_annex(frozen, pages=2)
    annex = range(next(number for number, words in enumerate(shown) if "Bilaga:" in words), len(shown))
    assert len(annex) == pages
    assert all(blank_at_foot(frozen.pdf, page) <= NEARLY_EMPTY for page in annex[:-1])


@pytest.mark.skipif(not OFFICE and not os.environ.get("CI"), reason="LibreOffice shows a Word document's pages; CI must have it")
@pytest.mark.parametrize(("kind", "pages"), [("lsg", 1), ("styrelse", 2)])
async def test_a_word_document_has_as_many_first_pages_as_the_paper_and_then_its_annex(
    voice: Voice, taxonomy: Taxonomy, kind: str, pages: int
) -> None:
    busy = replace(STYRELSE, categories=busy_board(taxonomy, 16).categories)
    made = await (lsg_paper(voice, with_categories(16, taxonomy)) if kind == "lsg" else boards_paper(voice, busy))
    document = word(made.document, voice.texts, at("2026-10-01", 0))

    shown = pages_of(await asyncio.to_thread(office_pdf, str(OFFICE), document, Form.DOCX))

    (last,) = [number for number, words in enumerate(shown) if "Kategorier enligt version" in words]
    assert last == pages - 1
    assert shown[pages].startswith("Bilaga:")
    assert not any("Bilaga:" in words for words in shown[:pages])


FILLINGS = {
    "many categories": lambda taxonomy: with_categories(16, taxonomy),
    "Spindeln": lambda taxonomy: replace(with_categories(12, taxonomy), spindel=TOLD),
    "many questions": lambda taxonomy: replace(
        with_categories(8, taxonomy), agenda=Agenda((QUESTION, BEYOND) * 4, (DECIDED,) * 4), spindel=TOLD
    ),
    "long questions": lambda taxonomy: replace(
        with_categories(8, taxonomy), agenda=Agenda((long(QUESTION), long(BEYOND)), (long(DECIDED),) * 2)
    ),
}
MOST_BLANK = 15
"""Millimetres: a part that is cut off though there is room for a fråga more is missed."""
MOST_BLANK_OF_TWO = 40
"""Millimetres of a page of the board's: a figure or a table that isn't broken may begin on the next."""
NEARLY_EMPTY = 180
LAST_NEARLY_EMPTY = 201
"""Millimetres: three quarters of the annex's last page, where a whole table may stand alone, but not a few lines."""
FIGURES = (
    ("Nya brister och behov, kvartal för kvartal", "K3 2025"),
    ("Varje kategori förra kvartalet och detta", "de vanligaste kategorierna först"),
)
"""The headings of the board's figures, and words that stand in each."""


def blank_at_foot(pdf: bytes, number: int) -> float:
    """Return how many millimetres stand empty between a page's last words and its margin."""
    page = Image.open(io.BytesIO(page_pngs(pdf, 1, 256)[number])).convert("L")
    mm = page.height / 297
    text = page.crop((0, 0, page.width, round((297 - 15) * mm)))
    _, _, _, lowest = text.point(lambda shade: 255 if shade < 200 else 0).getbbox() or (0, 0, 0, 0)
    return (text.height - lowest) / mm


@pytest.mark.parametrize("filling", FILLINGS)
async def test_nothing_is_cut_off_a_page_that_has_room_for_it(voice: Voice, taxonomy: Taxonomy, filling: str) -> None:
    frozen = await lsg_paper(voice, FILLINGS[filling](taxonomy))

    assert_first_pages_hold_all_but_the_annex(frozen, pages=1)
    assert frozen.document.annex
    assert blank_at_foot(frozen.pdf, 0) <= MOST_BLANK
    talked_over = {section.key for section in frozen.document.sections} & {"spindeln"}
    told = {sentence.about for sentence in frozen.document.lead} & {"annex-spindeln"}
    assert not (talked_over and told), "the lead tells of what stands in the annex alone"


COMMENTS = {"decide": "Frågan har tagits upp med parterna. " * 3, "new": "Flera av händelserna gäller samma mötesserie. " * 2}


@pytest.mark.parametrize("times", [1, 4])
async def test_a_commented_paper_of_a_local_group_has_parties_and_story_in_front_and_no_page_nearly_empty_behind(
    voice: Voice, taxonomy: Taxonomy, times: int
) -> None:
    figures = replace(with_categories(14, taxonomy), agenda=Agenda((QUESTION,), (DECIDED,)), spindel=TOLD)
    drafts = tuple(lsg_document(voice, figures, SENDER, "LSG Tranås", date(2026, 10, 9), room) for room in ROOMS)
    story = "Den som kom var trevlig men kunde inte lova något utan fick ta med sig frågan hem. Då blev inget beslutat. " * times
    words = Words(comments=COMMENTS, story=story, approved_on=date(2026, 10, 2))

    frozen = await freeze(with_words(Composed(figures, drafts, 1), words, voice), voice.texts)

    assert_first_pages_hold_all_but_the_annex(frozen, pages=1)
    first, annex = ([section.key for section in part] for part in (frozen.document.sections, frozen.document.annex))
    assert "pairs" in first
    assert "story" in (first if times == 1 else [*first, *annex])
    assert blank_at_foot(frozen.pdf, len(page_texts(frozen)) - 1) <= LAST_NEARLY_EMPTY


def test_parts_get_room_in_the_order_in_which_they_are_read_and_a_small_one_what_a_big_one_leaves() -> None:
    def draft(first: int, second: int) -> Document:
        parts = [Section(key, key, ("x",) * lines) for key, lines in (("first", first), ("second", second)) if lines]
        annex = [Section(key, "annex") for key, lines in (("first", first), ("second", second)) if lines < 9]
        return replace(SHORT, sections=tuple(parts), annex=tuple(annex))

    filling = Filling((draft(9, 9), draft(4, 2), draft(1, 0)))
    heights = {part: float(len(part[0].paragraphs)) for part in filling.variants}

    def filled(room: float) -> tuple[dict[str, int], list[str]]:
        document = filling.filled(heights, room)
        return (
            {section.key: len(section.paragraphs) for section in document.sections},
            [section.key for section in document.annex],
        )

    assert filled(18) == ({"first": 9, "second": 9}, [])
    assert filled(14) == ({"first": 9, "second": 2}, ["second"])
    assert filled(10) == ({"first": 4, "second": 2}, ["first", "second"])
    assert filled(6) == ({"first": 4, "second": 2}, ["first", "second"])
    assert filled(5) == ({"first": 4}, ["first", "second"])
    assert filled(3) == ({"first": 1, "second": 2}, ["first", "second"])
    assert filled(0) == ({"first": 1}, ["first", "second"])


@pytest.mark.parametrize(
    ("text", "letters", "left"),
    [
        ("Kort.", 5, "Kort."),
        ("Kan gruppen enas, till sist?", 20, "Kan gruppen enas …"),
        ("Kan gruppen enas?", 12, "Kan …"),
        ("Utanmellanslag", 8, "Utanme …"),
    ],
)
def test_a_text_is_cut_between_words_and_marked_so(text: str, letters: int, left: str) -> None:
    assert clipped(text, letters) == left


@pytest.mark.parametrize("now", ["3", LONG_TEXT[:180]])
async def test_a_correction_of_what_has_a_long_name_stays_on_the_paper(voice: Voice, now: str) -> None:
    changed = [Difference(f"Att besluta: {LONG_TITLE}", "2", now), Difference("nya brister och behov", "8", "9")]
    head = Section(CORRECTION, "Rättad version 2", table=changed_table(voice, changed))
    drafts = tuple(
        replace(document, sections=(head, *document.sections))
        for document in (lsg_document(voice, LSG, SENDER, "LSG Tranås", date(2026, 10, 9), room) for room in ROOMS)
    )
    frozen = await freeze(Composed(LSG, drafts, 1), voice.texts)
    assert sum(LONG_TITLE[:60] in " ".join(text.split()) for text in page_texts(frozen)) == 1
    for png in page_pngs(frozen.pdf, 1, 256):
        page = Image.open(io.BytesIO(png)).convert("L")
        margin = page.crop((round(page.width * (1 - 8 / 210)), 0, page.width, page.height))
        printed = margin.point(lambda shade: 255 if shade < 200 else 0).getbbox()
        assert printed is None, "something is printed where a paper has its right margin"
