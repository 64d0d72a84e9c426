"""What a categoriser promises, apart from how it does it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from models.enums import Intent, Slag


@dataclass(frozen=True, slots=True)
class Candidate:
    """A proposed category and its probability, 0-1."""

    code: str
    p: float


class Phrase(NamedTuple):
    """Words of a text, verbatim, and where they stand in it."""

    words: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a categoriser makes of one text: every category, best first, and the likeliest slag.

    `recurring` is the learned answer to "again and again?"; None when the text doesn't say. `version` names the model that says
    all this. `why` finds the phrases of `because`; None where the categoriser can't tell. `slags` says how likely each slag is,
    0 to 1, and `intents` the same of what the writer wants; empty where that isn't known.
    """

    candidates: tuple[Candidate, ...]
    slag: Slag
    recurring: bool | None
    version: str = ""
    why: Callable[[], tuple[Phrase, ...]] | None = field(default=None, compare=False, repr=False)
    slags: Mapping[Slag, float] = field(default_factory=dict, hash=False)
    intents: Mapping[Intent, float] = field(default_factory=dict, hash=False)

    @property
    def because(self) -> tuple[str, ...]:
        """The words that weighed most for the first category, verbatim from the text: at most three phrases, heaviest first.

        Found when it is asked for: it takes as long as the proposal itself, and most proposals are made to be stored.
        """
        return tuple(phrase.words for phrase in self.why()) if self.why else ()


class Categoriser(Protocol):
    """Anything that proposes categories for a text: the built-in model, or a fake in a test."""

    def propose(self, text: str) -> Proposal:
        """Return the proposal for `text`; the same text always gives the same answer."""
        ...
