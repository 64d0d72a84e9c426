"""A form that was written in several messages: what was added last, and the way to take it apart."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.cards.elements import Element, buttons, cut, part, plain, submit, swap, text
from bot.words import Words

PARAGRAPH = "\n\n"  # between what was told in one message and in the next
SHOWN = 200
_QUESTION = "asked"  # the part that holds it


@dataclass(frozen=True, slots=True)
class Joined:
    """What the form was joined of: the message of Teams where the first stood, and how many paragraphs were added last.

    `asks` is whether those may well tell of another event, so that their writer is asked.
    """

    before: str
    last: int
    asks: bool = False


@dataclass(frozen=True, slots=True)
class Addition:
    """What was added to a text, with what the guard's answers need. A `crowded` card has no room for more than a button."""

    joined: Joined
    text: str
    guarded: Mapping[str, Any]
    crowded: bool

    def told(self, words: Words) -> list[Element]:
        """Return what was added, as the field holds it and may hide it; with the question where it may be another event."""
        if self.crowded:
            return []
        last = " ".join(self.text.split(PARAGRAPH)[-self.joined.last :])
        shown = [plain(words.t("card.report.joined.added", words=cut(last, SHOWN)))]
        if not self.joined.asks:
            return shown
        same = swap(words.t("card.report.together"), hides=[_QUESTION])
        question = text(words.t("card.report.joined.same_or_new"), bold=True)
        return [*shown, part(_QUESTION, [question, buttons([same, self._apart(words)])])]

    def below(self, words: Words) -> list[Element]:
        """Return the button that takes it apart, among the form's own; none where it stands with the question."""
        return [] if self.joined.asks and not self.crowded else [self._apart(words)]

    def _apart(self, words: Words) -> Element:
        data = {"before": self.joined.before, "last": self.joined.last, **self.guarded}
        return submit(words.t("card.report.apart"), "report.apart", data)
