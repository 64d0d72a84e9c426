"""Microsoft's own parser takes every card without a complaint."""

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot.cards.elements import MAX_TEXT, Card, fit
from bot.cards.report_form import report_form
from tests.bot.cards.cards_of_reports import form
from tests.bot.cards.every_card import CARDS
from tests.bot.cards.extremes import EXTREMES, words
from tests.bot.microsoft import card_complaints
from tests.bot.talk import elements, inputs


def an_unknown_element(card: Card) -> None:
    card["body"].append({"type": "TextBlok", "text": "x"})


def an_unknown_property(card: Card) -> None:
    inputs(card)["text"]["maxLenght"] = 100


def an_unknown_property_of_a_choice(card: Card) -> None:
    inputs(card)["kommun"]["choices"][0]["name"] = "Tranås"


def a_value_that_is_none_of_the_allowed(card: Card) -> None:
    first_of(card, "TextBlock")["size"] = "Huge"


def a_choice_between_nothing(card: Card) -> None:
    inputs(card)["kommun"]["choices"] = []


def two_inputs_of_one_name(card: Card) -> None:
    inputs(card)["kommun"]["id"] = "category"


def a_link_to_nowhere(card: Card) -> None:
    first_of(card, "ActionSet")["actions"].append({"type": "Action.OpenUrl", "title": "Öppna"})


def an_element_of_a_later_version(card: Card) -> None:
    card["body"].append({"type": "Carousel", "pages": []})


def a_later_version(card: Card) -> None:
    card["version"] = "1.6"


def a_language_that_is_none(card: Card) -> None:
    card["lang"] = "svenska"


BREAKS: dict[Callable[[Card], None], str] = {
    an_unknown_element: 'Unknown element type "TextBlok"',
    an_unknown_property: 'Property "maxLenght" is unknown to Input.Text',
    an_unknown_property_of_a_choice: 'Property "name" is unknown to Choice',
    a_value_that_is_none_of_the_allowed: 'Invalid value "Huge" for property "size"',
    a_choice_between_nothing: "must have at least one choice",
    two_inputs_of_one_name: 'Duplicate Id "category"',
    a_link_to_nowhere: 'Property "url" must be set',
    an_element_of_a_later_version: "Carousel",
    a_later_version: "version (1.6) is not supported",
    a_language_that_is_none: 'Invalid value "svenska" for property "lang"',
}


def first_of(card: Card, kind: str) -> dict[str, Any]:
    return next(element for element in elements(card) if element["type"] == kind)


def broken(break_it: Callable[[Card], None]) -> Card:
    card = copy.deepcopy(report_form(form("x"), words()))
    break_it(card)
    return card


@pytest.fixture(scope="module")
def complaints() -> dict[str, list[str]]:
    """What the parser says of each card that we draw, and of each broken one, by its name."""
    cards = {
        f"{name}, {extreme}, {locale}": CARDS[name](fit(text, MAX_TEXT), words(locale))
        for name in CARDS
        for extreme, text in EXTREMES.items()
        for locale in ("sv", "en")
    }
    return card_complaints(cards | {break_it.__name__: broken(break_it) for break_it in BREAKS})


@pytest.mark.parametrize("name", CARDS)
def test_the_parser_has_no_complaint_about_a_card_whatever_is_written(name: str, complaints: dict[str, list[str]]) -> None:
    about = {card: said for card, said in complaints.items() if card.startswith(f"{name}, ")}
    assert len(about) >= 2 * len(EXTREMES)
    assert not {card: said for card, said in about.items() if said}


@pytest.mark.parametrize("break_it", BREAKS)
def test_the_parser_complains_about_a_broken_card(break_it: Callable[[Card], None], complaints: dict[str, list[str]]) -> None:
    said = complaints[break_it.__name__]
    assert len(said) >= 1
    assert any(BREAKS[break_it] in complaint for complaint in said), said


def test_without_the_parser_the_check_fails_and_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(pytest.fail.Exception, match="make test"):
        card_complaints({}, tmp_path)
