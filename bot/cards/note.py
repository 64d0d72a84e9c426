"""A short answer with buttons, for everything that needs neither form nor list."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from backend.reporting.english import asks_in_english
from bot.cards.elements import MAX_TEXT, Card, Element, card, form, submit, text, text_input, title
from bot.words import Words
from models.enums import Slag

# The answers to the one question in everyday words, by their texts' keys, with what each chooses in the form.
VAGUE: Mapping[str, Mapping[str, str]] = {
    **{f"card.vague.{code}": {"category": code} for code in ("NARVARO", "KONTAKT", "ANSVAR")},
    "card.vague.praise": {"slag": str(Slag.FRAMGANGSFAKTOR)},
    "card.vague.other": {},
}


@dataclass(frozen=True, slots=True)
class Offers:
    """What a person may do besides reporting: handle what comes in, and read digests, of the kommun `summary` for one.

    `decides`: they may tell what a group decided. `own` is where the product takes the person to work: party and unit, empty
    where that isn't known.
    """

    inbox: bool = False
    decides: bool = False
    summary: str = ""
    own: str = ""


NOTHING_MORE = Offers()


def note(heading: str, paragraphs: Sequence[str], actions: Sequence[Element], words: Words) -> Card:
    """Return a heading, some paragraphs of ours, and buttons."""
    return card([title(heading), *(text(paragraph) for paragraph in paragraphs)], actions, summary=heading, locale=words.locale)


def news(line: str, about: Mapping[str, int], words: Words) -> Card:
    """Return one line about something whose card stands in the chat already, with a button that shows it here."""
    return card([text(line)], [submit(words.t("card.mine.show"), "mine.show", about)], summary=line, locale=words.locale)


def help_card(offers: Offers, words: Words, *more: Element) -> Card:
    """Return what the bot can do, with a button for each, and `more` buttons after them."""
    paragraphs = [*_how(offers, words), words.t("card.help.afterwards"), words.t("card.help.wishes")]
    return note(words.t("card.help.title"), paragraphs, [*_buttons(words, offers), *more], words)


def welcome(offers: Offers, words: Words, *more: Element) -> Card:
    """Return the first words to a person: what this is, who sees what, how to begin; with `more` buttons after the others."""
    paragraphs = [words.t("card.welcome.what"), *_how(offers, words)]
    return note(words.t("card.welcome.title"), paragraphs, [*_buttons(words, offers), *more], words)


def answer_card(about: str, said: Sequence[str], asked: str, came: Sequence[Element], words: Words) -> Card:
    """Return the answer to one question about the service, with the rest behind a button.

    `about` is its topic and `said` what answers it, `asked` how it was asked, `came` what came of reports where that is asked.
    What has no question mark may have told of something: a button opens the form with it, so that nobody writes it again.
    """
    heading = words.t(f"answer.{about}.title")
    body = [title(heading), *map(text, said), *came, *map(text, _in_english(asked, words))]
    told = [] if "?" in asked else [submit(words.t("answer.told"), "report.open", {"text": asked})]
    actions = [submit(words.t("card.help.open"), "help"), *_buttons(words)[::2], *told]
    return card(body, actions, summary=heading, locale=words.locale)


def greeting(offers: Offers, words: Words) -> Card:
    """Return a greeting to somebody who has been here before."""
    paragraphs = [words.t("card.greeting.how")]
    if offers.inbox:
        paragraphs.append(words.t("card.help.inbox"))
    return note(words.t("card.greeting.title"), paragraphs, _buttons(words, offers), words)


def wordless(words: Words, *, lettered: bool = False) -> Card:
    """Return an answer to a message without words: a thumb, a smile; `lettered` when it was mark-up, or one letter held down."""
    none = [words.t("card.wordless.none")] if lettered else []
    return note(words.t("card.wordless.title"), [*none, words.t("card.greeting.how")], _buttons(words), words)


def only_person(words: Words) -> Card:
    """Return the answer to a message that only points somebody out: what to write instead, and that it may be taken away."""
    paragraphs = [words.t("page.new.only_person"), f"{words.t('card.unsure.not_stored')} {words.t('card.guard.delete')}"]
    return note(words.t("card.only_person.title"), paragraphs, _buttons(words)[:1], words)


def cancelling(words: Words) -> Card:
    """Return that no form is known to be open, and how what is sent already is taken back."""
    paragraphs = [words.t("card.cancelling.how"), words.t("card.cancelling.sent")]
    return note(words.t("card.cancelling.title"), paragraphs, _buttons(words)[::2], words)


def taking_back(words: Words) -> Card:
    """Return how a report that is sent is taken back."""
    mine = submit(words.t("card.mine.open"), "mine.list", style="positive")
    return note(words.t("card.taking_back.title"), [words.t("card.taking_back.how")], [mine], words)


def unsure(key: str, written: str, offers: Offers, words: Words) -> Card:
    """Return a kind answer to what doesn't look like a samverkansbrist, `key` naming why and where it belongs instead.

    The text is kept in the card alone. What doesn't even look like an event is the last that is offered to be reported.
    """
    paragraphs = [words.t(key), words.t("card.unsure.not_stored"), *_in_english(written, words)]
    anyway = submit(words.t("card.unsure.anyway"), "report.open", {"text": written})
    if key in ("card.unsure.other", "door.question"):
        heading = "card.unsure.other.title" if key == "card.unsure.other" else "card.wordless.title"
        return note(words.t(heading), paragraphs, [*_buttons(words, offers)[1:], anyway], words)
    return note(words.t("card.unsure.title"), paragraphs, [anyway, *_buttons(words, offers)[1:]], words)


def vague(written: str, words: Words) -> Card:
    """Return the one question that a vague text needs, with answers to press; the text may be added to where it stands."""
    heading = words.t("card.vague.title")
    body = [
        title(heading),
        text(words.t("card.vague.ask")),
        text_input("text", words.t("card.vague.text"), value=written, multiline=True, limit=MAX_TEXT),
        text(words.t("card.unsure.not_stored"), subtle=True),
        *map(text, _in_english(written, words)),
    ]
    actions = [submit(words.t(key), "report.open", chosen) for key, chosen in VAGUE.items()]
    return form(body, actions, summary=heading, locale=words.locale)


def _in_english(written: str, words: Words) -> list[str]:
    """Return how to be answered in English, for one who writes it and is answered in another language."""
    return [words.t("card.language.offer")] if words.locale != "en" and asks_in_english(written) else []


def _how(offers: Offers, words: Words) -> list[str]:
    own = [words.t("card.help.own", own=offers.own)] if offers.own else []
    paragraphs = [*own, words.t("card.help.how"), words.t("card.help.example")]
    if offers.inbox:
        paragraphs.append(words.t("card.help.inbox"))
    if offers.decides:
        paragraphs.append(words.t("card.help.decisions"))
    if offers.summary:
        paragraphs.append(words.t("card.help.summary", kommun=offers.summary))
    return [*paragraphs, f"{words.t('card.help.privacy')} {words.t('who.receiver')}"]


def _buttons(words: Words, offers: Offers = NOTHING_MORE) -> list[Element]:
    inbox = [submit(words.t("card.inbox.open"), "inbox.list")] if offers.inbox else []
    return [
        submit(words.t("card.report.open"), "report.open", style="positive"),
        submit(words.t("meeting.ask.open"), "meeting.open"),
        submit(words.t("card.mine.open"), "mine.list"),
        *inbox,
    ]
