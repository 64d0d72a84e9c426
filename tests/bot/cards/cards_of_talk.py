"""The cards of a talk with the bot itself: help, wishes, doubts."""

from collections.abc import Callable

from backend.answers import topics
from backend.led_to import Led, LedTo, Year
from backend.reporting.doors import Door
from bot.cards.digest_wishes import digest_wishes_card
from bot.cards.elements import Card
from bot.cards.in_group import in_group
from bot.cards.language import language_card
from bot.cards.led_to import came_of, led_to_card
from bot.cards.note import (
    Offers,
    answer_card,
    cancelling,
    greeting,
    help_card,
    news,
    only_person,
    taking_back,
    unsure,
    vague,
    welcome,
    wordless,
)
from bot.cards.wishes import Wishes, wishes_card
from bot.words import Words
from digests.wishes import Wish
from models.enums import (
    EditionKind,
    EditionWay,
)


def _at(door: Door) -> Callable[[str, Words], Card]:
    return lambda text, words: unsure(f"door.{door}", text, Offers(), words)


def _answer(text: str, words: Words) -> Card:
    [leads] = [topic for topic in topics() if topic.about == "leads"]
    newest = Led(f"Om {text[:200]}", (text or "Ja",) * 3, (text or "Ja",))
    said = [words.t(key) for key in leads.says]
    return answer_card(leads.about, said, text, came_of(Year(12, 10, 2, 3, newest), "Tranås", words), words)


CARDS: dict[str, Callable[[str, Words], Card]] = {
    "digest_wishes": lambda text, words: digest_wishes_card(
        [Wish(EditionKind.LSG, number, f"LSG {number} {text}"[:120], EditionWay.PDF) for number in range(7)], words
    ),
    "help": lambda text, words: help_card(Offers(inbox=True, decides=True, summary="Tranås"), words),
    "welcome": lambda text, words: welcome(Offers(), words),
    "led to": lambda text, words: led_to_card(
        LedTo((), (Led(f"Om {text[:200]}", (text or "Ja",), (text or "Ja",)),) * 8, 3), "Det här.", words
    ),
    "answer": _answer,
    "greeting": lambda text, words: greeting(Offers(inbox=True), words),
    "unsure": lambda text, words: unsure("card.unsure.ej_brist", text, Offers(inbox=True), words),
    **{f"door, {door}": _at(door) for door in Door},
    "wishes": lambda _, words: wishes_card(Wishes(True, False, "07:00-18:00", handles=True, receives=True, weekly=True), words),
    "language": lambda _, words: language_card(words),
    "no wishes": lambda _, words: wishes_card(
        Wishes(False, True, "", handles=False, receives=False, weekly=True), words, stopped=True
    ),
    "in a group": lambda _, words: in_group(words),
    "news": lambda _, words: news(words.t("card.triage.added", number="SB-2026-0042", kommun="Tranås"), {"report": 1}, words),
    "wordless": lambda _, words: wordless(words),
    "only a person": lambda _, words: only_person(words),
    "cancelling": lambda _, words: cancelling(words),
    "taking back": lambda _, words: taking_back(words),
    "vague": lambda text, words: vague(text, words),
}
