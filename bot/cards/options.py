"""The choices that several cards offer: kommuner, parties, categories, and where a person works."""

from collections.abc import Iterable, Sequence

from bot.cards.elements import Choice, Element, choices
from bot.words import Words
from models.enums import PartyCode


def kommun_choices(kommuner: Iterable[tuple[int, str]]) -> list[Choice]:
    """Return kommuner, given as ids and names."""
    return [(name, str(number)) for number, name in kommuner]


def party_choices(words: Words) -> list[Choice]:
    """Return every party by its long name."""
    return [(words.t(f"party.{code}.long"), str(code)) for code in PartyCode]


def family_choices(words: Words, leave_out: Sequence[str] = ()) -> list[Choice]:
    """Return every category that is offered, family by family, each with its family's name before its own."""
    by_family = sorted(words.taxonomy.offered, key=lambda category: (category.family == "O", category.family, category.priority))
    return [
        (words.category(c.code) if c.family == "O" else f"{words.family_of(c.code)}: {words.category(c.code)}", c.code)
        for c in by_family
        if c.code not in leave_out
    ]


def own_party_input(value: str, words: Words) -> Element:
    """Return the question of where the person works, asked until it is known."""
    return choices(
        "own_party",
        words.t("own_party"),
        party_choices(words),
        value=value,
        required=words.t("own_party.required"),
        placeholder=words.t("own_party.choose"),
    )
