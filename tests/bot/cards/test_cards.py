"""Every card keeps the rules of cards, whatever people write."""

import ast
from dataclasses import replace
from importlib import import_module
from pathlib import Path

import pytest

import bot.cards
from backend.reporting.asked import MOST_ASKED, Asked
from bot.cards.elements import MAX_TEXT, card, fit, line, plain
from bot.cards.elements import form as form_card
from bot.cards.joined import Joined
from bot.cards.marked import MOST_LETTERS, Found
from bot.cards.note import note
from bot.cards.report_form import MAX_SUGGESTION, report_form
from tests.bot.card_rules import check_card, utf16
from tests.bot.cards.cards_of_reports import form
from tests.bot.cards.every_card import CARDS, ROOMS
from tests.bot.cards.extremes import EXTREMES, words
from tests.bot.talk import elements, inputs, words_of

FRAMES = {card, form_card, note}  # what the other cards are made in


def test_no_card_is_forgotten() -> None:
    drawn = {value for room in ROOMS for value in vars(room).values() if callable(value)}
    for path in Path(bot.cards.__path__[0]).glob("*.py"):
        functions = [node for node in ast.parse(path.read_text()).body if isinstance(node, ast.FunctionDef)]
        for function in functions:
            if isinstance(function.returns, ast.Name) and function.returns.id == "Card" and not function.name.startswith("_"):
                draws = getattr(import_module(f"bot.cards.{path.stem}"), function.name)
                assert draws in drawn | FRAMES, function.name


@pytest.mark.parametrize("locale", ["sv", "en"])
@pytest.mark.parametrize("extreme", EXTREMES)
@pytest.mark.parametrize("name", CARDS)
def test_a_card_keeps_the_rules_whatever_is_written(name: str, extreme: str, locale: str) -> None:
    check_card(CARDS[name](fit(EXTREMES[extreme], MAX_TEXT), words(locale)))


@pytest.mark.parametrize("name", CARDS)
def test_what_people_write_stands_nowhere_where_markdown_is_followed(name: str) -> None:
    trap = "[tryck](https://evil.example)"
    for element in elements(CARDS[name](trap, words())):
        if element["type"] == "TextBlock":
            assert trap not in element["text"]
        if element["type"] == "FactSet":
            assert all(trap not in fact["value"] for fact in element["facts"])


def test_what_people_write_is_quoted_with_the_quotation_marks_of_print() -> None:
    for element in (plain('De sa "nej".'), line("Vad", 'De sa "nej".')):
        assert element["inlines"][-1]["text"] == "De sa ”nej”."


def test_the_marked_form_strikes_out_what_was_found_and_says_what_it_is() -> None:
    text = "ring 070-123 45 67 nu"
    card = report_form(form(text, [(5, 18, "telefon")]), words())
    runs = [run for element in elements(card) if element["type"] == "RichTextBlock" for run in element["inlines"]]
    assert [run["text"] for run in runs if run.get("strikethrough")] == ["070-123 45 67"]
    assert any(run["text"] == " [telefon]" and run["weight"] == "Bolder" for run in runs)


def test_an_excerpt_stops_at_whole_words_and_shows_nothing_of_another_place() -> None:
    text = "Klienten Per Nyström med 850709-9805 satt och väntade på handläggaren i över en timme utan besked"
    name, number = text.index("Per"), text.index("8507")
    places = [(name, name + 11, "namn"), (number, number + 11, "personnummer")]
    card = report_form(replace(form(text, places), text="Klienten [namn]"), words())
    lines = [
        "".join(run["text"] for run in element["inlines"]) for element in elements(card) if element["type"] == "RichTextBlock"
    ]
    [told] = [line for line in lines if "[personnummer]" in line]
    [asked] = [line for line in lines if "[namn]" in line and "Nyström" in line]

    assert "Nyström" not in told
    assert "9805" not in asked
    shown = told.removesuffix(" …").rpartition("] ")[2]
    assert all(word in text.split() for word in shown.split())


def test_required_inputs_say_what_is_wrong() -> None:
    required = [element for element in inputs(report_form(form("x"), words())).values() if element.get("isRequired")]
    assert {element["id"] for element in required} == {"text", "category", "kommun", "parties", "own_party"}
    assert all(element["errorMessage"] for element in required)


def test_what_fits_is_counted_as_clients_count() -> None:
    assert fit("🙈🙈", 3) == "🙈", "half an emoji is left out"
    assert fit("åäö", 3) == "åäö"


def test_the_largest_cards_leave_room() -> None:
    largest = max(utf16(draw(fit(EXTREMES["emoji"], MAX_TEXT), words())) for draw in CARDS.values())
    assert largest < 24 * 1024


@pytest.mark.parametrize("locale", ["sv", "en"])
@pytest.mark.parametrize("joined", [None, Joined("x" * 60, 3), Joined("x" * 60, 3, asks=True)])
@pytest.mark.parametrize("words_asked", [1, 2, 3, 5, MOST_ASKED])
@pytest.mark.parametrize("length", [200, 600, 1100, 2000, MAX_TEXT])
def test_an_open_form_of_many_messages_in_which_much_is_asked_about_has_room(
    length: int, words_asked: int, joined: Joined | None, locale: str
) -> None:
    asked = [Asked("Å" * (MOST_LETTERS // words_asked), "namn", f"[namn {number + 1}]") for number in range(words_asked)]
    written = ("Ring Fatima och Per på mötet. " * 400)[:length]
    places = [(start, start + 6, ("namn", "personnummer")[start % 2]) for start in range(5, length - 6, 15)]
    worst = replace(
        form(("Ring [namn 1] på mötet.\n\n" * 400)[:length]),
        found=Found([(written, places)], asked),
        joined=joined,
        because=("k" * 60, "l" * 60, "m" * 60),
        suggestion="å" * MAX_SUGGESTION,
        problems=(words(locale).t("error.old_form"), words(locale).t("error.choice_gone")),
        notes=(words(locale).t("card.report.outside", kommun="Upplands Väsby"),),
    )
    card = report_form(worst, words(locale))
    check_card(card)
    assert all(one.word[:60] in str(card) for one in asked), "none is answered for unseen"


def test_why_a_category_is_proposed_is_told_in_words_of_the_text_as_it_is_shown() -> None:
    told = replace(form("FK kom inte till [namn]"), because=("kom inte", "Fatima Yilmaz"))
    shown = words_of(report_form(told, words()))

    assert "”kom inte”" in shown
    assert "Yilmaz" not in shown, "what the guard masked is told nowhere else"


@pytest.mark.parametrize(
    ("length", "found", "phrases"), [(600, True, 3), (601, True, 1), (1100, True, 1), (MAX_TEXT, True, 0), (MAX_TEXT, False, 3)]
)
def test_a_long_text_is_told_why_as_well(length: int, found: bool, phrases: int) -> None:
    text = ("FK kom inte, hade inte hört av sig och svarade aldrig. " * 80)[:length]
    told = replace(form(text, [(0, 2, "namn")] if found else ()), because=("kom inte", "hade inte hört av sig", "svarade aldrig"))
    shown = words_of(report_form(told, words()))

    assert [f"”{phrase}”" in shown for phrase in told.because] == [place < phrases for place in range(3)]
