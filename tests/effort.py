"""What a report costs a person: clicks, keys and waits as they are counted, and the time that published models give for them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

# The keystroke-level model, seconds: Card, Moran & Newell, "The keystroke-level model for user performance time with
# interactive systems", Communications of the ACM 23(7), 1980, 396-410.
KEY = 0.28  # a key or a mouse button; who isn't a typist, 40 words a minute
POINT = 1.10  # with the mouse at something on the screen
HOME = 0.40  # the hand from the mouse to the keyboard, or back
PREPARE = 1.35  # in mind, before each thing that is decided: a field, a choice, a press
# Seconds a character is read in. Aloud, in Swedish as in 13 other languages: Trauzettel-Klosinski & Dietz, "Standardized
# assessment of reading performance: the new international reading speed texts IReST", Investigative Ophthalmology & Visual
# Science 53(9), 2012, 5452-5461. For oneself one reads faster, by 238 words to 183: Brysbaert, "How many words do we read per
# minute?", Journal of Memory and Language 109, 2019.
READ = 0.068 * 183 / 238
ANSWER = 1.0  # a wait is reckoned at; `benchmarks.walk_through` measures what it is

EVENT = "FK kom inte på mötet i Tranås i tisdags och hade inte hört av sig"
IN_TURN = ("FK kom inte på mötet i Tranås i tisdags", "ingen hade hört av sig")
VAGUE = "Det funkar inte med psykiatrin i Tranås"
NAMED = "FK ringde aldrig tillbaka till Maria i Tranås igår, hon har 070-174 06 05"
NEED = "Vi behöver en gemensam väg in till vuxenpsykiatrin i Tranås. Sen i augusti vet ingen vem man ringer"
AGAIN = "För tredje gången i år kom läkarintyget från vårdcentralen i Tranås för sent till FK"
SUGGESTION = "Ett datum i kallelsen"
PRAISE = "AF och vården hade en gemensam plan klar redan på mötet i Tranås, det fungerade jättebra"


@dataclass
class Cost:
    """What was done so far. The hand begins at the mouse."""

    clicks: int = 0
    keys: int = 0
    waits: int = 0
    prepared: int = 0
    moved: int = 0
    fixed: int = 0  # characters that stand there each time
    told: int = 0  # characters about this report
    _typing: bool = False

    def click(self, times: int = 1) -> Self:
        """Decide one thing, which takes so many clicks."""
        self._hand(typing=False)
        self.clicks += times
        self.prepared += 1
        return self

    def type(self, text: str, *, enter: bool = False) -> str:
        """Put the cursor in a field and write; Enter sends, and is waited for."""
        self.click()
        self._hand(typing=True)
        self.keys += len(text) + enter
        self.waits += enter
        return text

    def press(self) -> None:
        """Press a button and wait."""
        self.click()
        self.waits += 1

    def choose(self, card: Mapping[str, Any], typed: Mapping[str, str]) -> None:
        """Fill in what a card left open: a list that must be unfolded takes two clicks, a box that is ticked one each."""
        inputs = {element["id"]: element for element in _visible(card, hidden=True) if "id" in element and "label" in element}
        for name, value in typed.items():
            if inputs[name]["type"] == "Input.Text":
                self.type(value)
            elif inputs[name].get("style") == "expanded":
                for _ in value.split(","):
                    self.click()
            else:
                self.click(2)

    def look(self, card: Mapping[str, Any]) -> None:
        """Read every word that a card shows, but for what one has written oneself."""
        for element in _visible(card):
            fixed, told = _words(element)
            self.fixed += sum(map(len, fixed))
            self.told += sum(map(len, told))

    def _hand(self, *, typing: bool) -> None:
        self.moved += self._typing is not typing
        self._typing = typing

    @property
    def seconds(self) -> float:
        """What is done, by the keystroke-level model, the waits among it."""
        moves = self.clicks * POINT + self.moved * HOME
        return moves + (self.clicks + self.keys) * KEY + self.prepared * PREPARE + self.waits * ANSWER

    @property
    def first(self) -> float:
        """Seconds for the first time, when all is read."""
        return self.seconds + (self.fixed + self.told) * READ

    @property
    def then(self) -> float:
        """Seconds for those who know the form: they read what it tells of this report."""
        return self.seconds + self.told * READ

    @property
    def row(self) -> str:
        """What stands in the tables of the docs."""
        return f"| {self.clicks} | {self.keys} | {self.waits} | {self.seconds:.0f} s | {self.then:.0f} s | {self.first:.0f} s |"


def _visible(node: Any, *, hidden: bool = False) -> Iterator[Mapping[str, Any]]:
    """Yield what of a card is seen before anything is unfolded, or all of it."""
    if isinstance(node, Mapping):
        if not hidden and node.get("isVisible") is False:
            return
        if "type" in node:
            yield node
        for value in node.values():
            yield from _visible(value, hidden=hidden)
    elif isinstance(node, list):
        for value in node:
            yield from _visible(value, hidden=hidden)


def _words(element: Mapping[str, Any]) -> tuple[Sequence[str], Sequence[str]]:
    """Return what an element says each time, and what it says of this report: what stands in runs or is chosen."""
    kind = element["type"]
    if kind == "TextBlock":
        return [element["text"]], []
    if kind == "RichTextBlock":
        return [], [run["text"] for run in element["inlines"]]
    if kind == "Input.ChoiceSet":
        # a folded list shows what is chosen, an unfolded one all that it offers
        chosen = element.get("value", "").split(",")
        others = [one["title"] for one in element["choices"] if one["value"] not in chosen and element["style"] == "expanded"]
        return [element["label"], *others], [one["title"] for one in element["choices"] if one["value"] in chosen]
    if kind == "Input.Date":
        return [element["label"]], [element.get("value", "")]
    return [element[name] for name in ("label", "title") if name in element], []
