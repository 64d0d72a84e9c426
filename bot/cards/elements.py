"""The few elements that the cards are made of.

What people wrote goes through `plain` (text runs, where markdown means nothing) or into an input's value, never into `text` or
`facts`, whose markdown a client would follow.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Literal

from backend.reporting.spans import grown
from backend.reporting.words import printed
from backend.standing import Shows

Element = dict[str, Any]
Card = dict[str, Any]
Choice = tuple[str, str]  # title, value

VERSION = "1.5"  # the newest that Teams shows from a bot
MAX_BYTES = 24 * 1024  # as UTF-16; a bot's message may be four times that, a webhook's little more
MAX_TEXT = 4000


# Differ each time that a card is drawn, and can't be seen.
_UNSEEN = frozenset({"submit_id", "url"})


class TrueCard(dict[str, Any]):
    """A card that is kept true where it stands. A form isn't one: what somebody is writing would be lost."""

    def __init__(self, whole: Card, shows: Shows) -> None:
        """Be this card, which shows that."""
        super().__init__(whole)
        self.shows = shows

    @property
    def face(self) -> str:
        """A fingerprint of what can be read and done in the card."""
        return hashlib.sha256(json.dumps(_seen(self), sort_keys=True).encode()).hexdigest()


class OpenForm(dict[str, Any]):
    """A form that stands open until it is sent or closed; what is written in it is never drawn over."""

    def __init__(self, whole: Card, about: int) -> None:
        """Be this card, about that report; 0 for a new one."""
        super().__init__(whole)
        self.about = about


def _seen(node: Any) -> Any:
    if isinstance(node, Mapping):
        return {name: _seen(value) for name, value in node.items() if name not in _UNSEEN}
    return [_seen(value) for value in node] if isinstance(node, list) else node


def card(body: Iterable[Element], actions: Sequence[Element], *, summary: str, locale: str, shows: Shows | None = None) -> Card:
    """Return a whole card. `summary` stands in notifications, and in clients that can't show the card.

    `shows` makes it a card that is kept true.
    """
    whole: Card = {
        "type": "AdaptiveCard",
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "version": VERSION,
        "lang": locale,
        "fallbackText": summary,
        "body": list(body),
    }
    if actions:
        whole["actions"] = list(actions)
    return whole if shows is None else TrueCard(whole, shows)


def form(body: Iterable[Element], actions: Sequence[Element], *, summary: str, locale: str, about: int = 0) -> Card:
    """Return a whole card that somebody fills in, which a written `avbryt` closes; `about` is the report it is opened from."""
    return OpenForm(card(body, actions, summary=summary, locale=locale), about)


def title(text: str) -> Element:
    """Return the card's heading, which screen readers find as one."""
    return {"type": "TextBlock", "text": text, "size": "Large", "weight": "Bolder", "wrap": True, "style": "heading"}


def text(text: str, *, subtle: bool = False, bold: bool = False) -> Element:
    """Return a paragraph of ours."""
    block: Element = {"type": "TextBlock", "text": text, "wrap": True}
    if subtle:
        block |= {"isSubtle": True, "size": "Small"}
    if bold:
        block["weight"] = "Bolder"
    return block


def run(text: str, **looks: bool | str) -> Element:
    """Return a run of text, in which nothing is markup; looks: `weight`, `highlight`, `strikethrough`, `isSubtle`."""
    return {"type": "TextRun", "text": text, **looks}


def runs(*inlines: Element) -> Element:
    """Return a paragraph of runs."""
    return {"type": "RichTextBlock", "inlines": list(inlines)}


def plain(written: str) -> Element:
    """Return a paragraph of what somebody wrote, in which nothing is markup."""
    return runs(run(printed(written)))


def line(name: str, written: str) -> Element:
    """Return one name and value, where somebody wrote the value."""
    return runs(run(f"{name} " if name.endswith("?") else f"{name}: ", weight="Bolder"), run(printed(written)))


def buttons(actions: Iterable[Element]) -> Element:
    """Return buttons that stand in the card's body."""
    return {"type": "ActionSet", "actions": list(actions)}


def beside(items: Iterable[Element], narrow: Element) -> Element:
    """Return elements with a narrow one to their right."""
    wide: Element = {"type": "Column", "width": "stretch", "items": list(items)}
    return {"type": "ColumnSet", "columns": [wide, {"type": "Column", "width": "auto", "items": [narrow]}]}


def part(name: str, items: Iterable[Element], *, shown: bool = True) -> Element:
    """Return a part of the card that `swap` can show and hide; what stands in its inputs is sent, seen or not."""
    element: Element = {"type": "Container", "id": name, "items": list(items), "spacing": "Medium"}
    if not shown:
        element["isVisible"] = False
    return element


def swap(label: str, *parts: str, hides: Iterable[str] = ()) -> Element:
    """Return a button that shows those of the parts that are hidden and hides the others, without asking the bot.

    The parts that it `hides` stay hidden, however often it is pressed.
    """
    targets = [*parts, *({"elementId": name, "isVisible": False} for name in hides)]
    return {"type": "Action.ToggleVisibility", "title": label, "targetElements": targets}


def facts(pairs: Iterable[tuple[str, str]]) -> Element:
    """Return names and values of ours side by side."""
    return {"type": "FactSet", "facts": [{"title": name, "value": value} for name, value in pairs]}


def box(items: Iterable[Element], style: Literal["default", "emphasis", "good", "attention", "warning", "accent"]) -> Element:
    """Return elements on a ground of their own."""
    return {"type": "Container", "style": style, "items": list(items), "spacing": "Medium"}


def one_offered(options: Iterable[Choice], value: str) -> str:
    """Return a value that is among the options; empty for any other, such as one of an older card."""
    return value if value in {offered for _, offered in options} else ""


def choices(
    name: str,
    label: str,
    options: Iterable[Choice],
    *,
    value: str = "",
    required: str | None = None,
    several: bool = False,
    unfolded: bool = False,
    placeholder: str | None = None,
) -> Element:
    """Return a choice. `required` is what is said when nothing is chosen; None lets it be empty."""
    element: Element = {
        "type": "Input.ChoiceSet",
        "id": name,
        "label": label,
        "style": "expanded" if unfolded or several else "compact",
        "isMultiSelect": several,
        "wrap": True,
        "choices": [{"title": title, "value": value} for title, value in options],
    }
    if value:
        element["value"] = value
    if placeholder:
        element["placeholder"] = placeholder
    return _demanded(element, required)


def text_input(
    name: str,
    label: str,
    *,
    value: str = "",
    required: str | None = None,
    multiline: bool = False,
    placeholder: str | None = None,
    limit: int = MAX_TEXT,
) -> Element:
    """Return a text field; a `value` longer than `limit` is cut, for a card has little room.

    The client lets all through that is pasted: the flow says by how much it is too long (`bot.flows.lengths`).
    """
    element: Element = {"type": "Input.Text", "id": name, "label": label, "isMultiline": multiline}
    if value:
        element["value"] = fit_in_field(value, limit)
    elif placeholder:  # never seen beside a value, and a card has little room
        element["placeholder"] = placeholder
    return _demanded(element, required)


def date_input(
    name: str,
    label: str,
    *,
    value: str = "",
    earliest: str = "",
    latest: str = "",
    required: str | None = None,
    wrong: str | None = None,
) -> Element:
    """Return a field for a day; days are ISO 8601, and a value that is none leaves the field empty.

    `wrong` is what is said of a day that lies outside, in a field that may be empty.
    """
    element: Element = {"type": "Input.Date", "id": name, "label": label}
    for key, day in (("value", value), ("min", earliest), ("max", latest)):
        if is_day(day):
            element[key] = day
    if wrong:
        element["errorMessage"] = wrong
    return _demanded(element, required)


def is_day(carried: str) -> bool:
    """Whether a text from a card is a day in ISO 8601."""
    try:
        return date.fromisoformat(carried).isoformat() == carried
    except ValueError:
        return False


def submit(
    label: str,
    do: str,
    data: Mapping[str, Any] | None = None,
    *,
    style: Literal["default", "positive", "destructive"] = "default",
    with_inputs: bool = True,
    tooltip: str | None = None,
) -> Element:
    """Return a button that sends `do` and `data`, and the inputs' values unless told otherwise.

    `tooltip` says more than the label has room for; screen readers read it.
    `data` must not name a property `key`: Microsoft's test client can't send it.
    """
    button: Element = {
        "type": "Action.Submit",
        "title": label,
        "data": {"do": do, **(data or {})},
        # Teams would otherwise say "sent" below the card, which then changes anyway.
        "msteams": {"feedback": {"hide": True}},
    }
    if style != "default":
        button["style"] = style
    if not with_inputs:
        button["associatedInputs"] = "none"
    if tooltip:
        button["tooltip"] = tooltip
    return button


def open_url(label: str, url: str) -> Element:
    """Return a button that opens a web page."""
    return {"type": "Action.OpenUrl", "title": label, "url": url}


def row(items: Iterable[Element], do: str, data: Mapping[str, Any], tooltip: str) -> Element:
    """Return a row of a list that is opened by pressing it."""
    opener = submit(tooltip, do, data, with_inputs=False)
    return {"type": "Container", "items": list(items), "selectAction": opener, "separator": True, "spacing": "Small"}


def fit(written: str, limit: int) -> str:
    """Return what fits in `limit` characters as clients count them: an emoji is two."""
    return written.encode("utf-16-le")[: limit * 2].decode("utf-16-le", "ignore")


def fit_in_field(written: str, limit: int) -> str:
    """Return what fits in a field of `limit` characters, where what the guard put in has room besides."""
    return fit(written, limit + grown(written))


def cut(written: str, limit: int) -> str:
    """Return what somebody wrote, cut at `limit` characters with an ellipsis when there was more."""
    short = fit(written, limit)
    return written if short == written else f"{short.rstrip()} …"


def _demanded(element: Element, required: str | None) -> Element:
    if required is not None:
        element |= {"isRequired": True, "errorMessage": required}
    return element
