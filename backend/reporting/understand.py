"""From what a person wrote to the fields of the form: intent, slag, categories, parties, kommun, day, recurrence.

Rules find what is named; the categoriser weighs the rest. Nothing here stores or logs the text.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import lru_cache
from typing import Self

from backend.categories.proposal import Candidate, Categoriser, Proposal
from backend.reporting.dates import find_event_date
from backend.reporting.doors import NAMED, Door
from backend.reporting.english import in_swedish, is_english
from backend.reporting.intent import find_intent
from backend.reporting.kommun import KommunFinder, Places, swedish_kommuner
from backend.reporting.parties import PartyFinder, UnitAlias, UnitPlaces, alias_pattern
from backend.reporting.pasted import Told, told_in
from backend.reporting.periods import Period, find_period
from backend.reporting.recurring import read_recurring
from backend.reporting.slag import NOT_STORED_SLAG, weigh_slag
from backend.times import STOCKHOLM
from models.enums import Intent, PartyCode, Slag

__all__ = ["Candidate", "Categoriser", "Door", "Period", "Understander", "Understanding", "UnitAlias", "Vocabulary"]

VOCABULARIES_KEPT = 100
# More than anybody means, and what many patterns would try in every way.
_BLANKS = re.compile(r"\s{9,}")

Why = Callable[[], tuple[str, ...]]


@dataclass(frozen=True)
class Vocabulary:
    """What a förbund calls its kommuner and units, beside the names that everybody uses; `hidden` categories aren't proposed."""

    kommuner: tuple[str, ...]
    units: tuple[UnitAlias, ...] = ()
    hidden: frozenset[str] = frozenset()

    @classmethod
    def default(cls) -> Self:
        """Return all 290 kommuner of Sweden, and no local names."""
        return cls(kommuner=tuple(swedish_kommuner()))


@dataclass(frozen=True, slots=True)
class Understanding:
    """What a text says. `candidates` holds every category that is offered, best first; None means that the text doesn't say.

    `kommun` is named in the text and one of the förbund's. `kommun_nearby` is one to propose when none is named: the place of an
    office or a clinic ("FK Tranås"), or the only kommun that the reporter's unit serves. `outside` is a named kommun that the
    förbund doesn't hold, by its official name. `own_party` is the one that the writer calls "vi"; it stands in `parties` too
    when it is named. `event_date` is set when the text pins one day, `period` when it tells of a longer time ("i höstas"), never
    both. `door` is set only when `slag` is ej_brist: where the matter belongs instead; None there when the text doesn't tell.
    `model_version` names the model that the candidates come from. `english` says that the text was put into Swedish for it.
    """

    intent: Intent
    slag: Slag
    candidates: tuple[Candidate, ...]
    parties: tuple[PartyCode, ...]
    kommun: str | None
    event_date: date | None
    recurring: bool | None
    own_party: PartyCode | None = None
    kommun_nearby: str | None = None
    outside: str | None = None
    period: Period | None = None
    door: Door | None = None
    model_version: str = ""
    why: Why | None = field(default=None, compare=False, repr=False)
    why_of: str = ""
    english: bool = False

    @property
    def because(self) -> tuple[str, ...]:
        """The words of the text that weighed most for the first candidate, heaviest first; none when another model put it first.

        They are found when they are asked for, since most texts are understood to be stored.
        """
        return self.why() if self.why and self._is_of_first else ()

    @property
    def unfounded(self) -> bool:
        """Whether only days, names and function words speak for the first candidate; False where that can't be told."""
        return self.why is not None and self._is_of_first and not self.why()

    @property
    def _is_of_first(self) -> bool:
        return bool(self.candidates) and self.candidates[0].code == self.why_of

    @property
    def days(self) -> tuple[date | None, date | None]:
        """The first and the last day of what is told; no last one for a single day."""
        if self.period is None:
            return self.event_date, None
        return self.period.first, self.period.last if self.period.last > self.period.first else None


class _Finders:
    def __init__(self, vocabulary: Vocabulary) -> None:
        self.kommuner = KommunFinder(vocabulary.kommuner)
        self.parties = PartyFinder(vocabulary.units)
        self.units = UnitPlaces(vocabulary.units)
        self.unit_names = alias_pattern(unit.alias.lower() for unit in vocabulary.units) if vocabulary.units else None


# By vocabulary alone: a förbund's finders take a moment to build, and must not hold on to a model that is replaced some night.
_finders = lru_cache(VOCABULARIES_KEPT)(_Finders)


class Understander:
    """Reads texts with one förbund's vocabulary. Cheap to call, and to make anew for a vocabulary that was used lately."""

    def __init__(self, categoriser: Categoriser, vocabulary: Vocabulary) -> None:
        self._categoriser = categoriser
        self._find = _finders(vocabulary)
        self._hidden = vocabulary.hidden

    def understand(self, text: str, reported_at: datetime, served: Sequence[str] = ()) -> Understanding:
        """Return what the text says, seen from `reported_at` (aware; days are those of Europe/Stockholm).

        `served` are the kommuner that the writer's own unit serves; a single one is proposed where the text tells no place.
        Of a pasted mail its header and signature aren't read, and its days are counted from when it was sent.
        """
        told = told_in(_BLANKS.sub(lambda run: "\n\n" if "\n" in run[0] else " ", text))
        text = told.text
        english = is_english(text)
        proposal, why = self._propose_in_english(text) if english else self._propose(text)
        named = self._find.parties.read(text)
        places = self._find.kommuner.read(text)
        slag, door = weigh_slag(text, proposal.slag, named.parties, self._find.unit_names, proposal.slags)
        if english and slag is Slag.EJ_BRIST and door is None:
            # The model knows no English; what it can't read it mustn't turn away.
            slag = Slag.BRIST
        event_date, period = _when(told, reported_at)
        intent = find_intent(
            text,
            names_a_party=bool(named.parties),
            belief=proposal.intents,
            heard=_heard(proposal.slags),
            turned_down=sum(proposal.slags.get(slag, 0.0) for slag in NOT_STORED_SLAG),
        )
        if intent is Intent.HJALP and door in NAMED:
            # "Hur anmäler jag lex Sarah?" is answered by where, not by what else can be asked here.
            intent = Intent.RAPPORTERA
        return Understanding(
            intent=intent,
            slag=slag,
            # What is left keeps its probability: a text about what is hidden makes nothing else likelier.
            candidates=tuple(each for each in proposal.candidates if each.code not in self._hidden),
            parties=named.parties,
            kommun=places.kommun,
            event_date=event_date,
            period=period,
            recurring=read_recurring(text, proposal.recurring),
            own_party=named.own,
            kommun_nearby=self._nearby(text, places, served),
            outside=places.outside,
            door=door,
            model_version=proposal.version,
            why=why,
            why_of=proposal.candidates[0].code if proposal.candidates else "",
            english=english,
        )

    def kommun_of(self, place: str) -> str | None:
        """Return the kommun that words which say nothing but where mean: by its name, or by a unit's or an office's there."""
        for told in (place, f"i {place}"):  # some names are read as places only where the words about them say so
            places = self._find.kommuner.read(told)
            if kommun := places.kommun or self._nearby(told, places, ()):
                return kommun
        return None

    def _propose(self, text: str) -> tuple[Proposal, Why | None]:
        proposal = self._categoriser.propose(text)
        return proposal, (lambda: proposal.because) if proposal.why else None

    def _propose_in_english(self, text: str) -> tuple[Proposal, Why | None]:
        """The proposal for the text's Swedish, and the words of its own that were weighed as those that spoke for it."""
        swedish = in_swedish(text)
        proposal = self._categoriser.propose(swedish.text)
        if (why := proposal.why) is None:
            return proposal, None

        def as_written() -> tuple[str, ...]:
            phrases = (swedish.as_written(phrase.start, phrase.end) for phrase in why())
            return tuple(dict.fromkeys(phrase for phrase in phrases if phrase))

        return proposal, as_written

    def _nearby(self, text: str, places: Places, served: Sequence[str]) -> str | None:
        """The kommun to propose. A unit that serves several says nothing, whatever the place where it lies."""
        if places.kommun:
            return None
        units = self._find.units.served(text)
        if units is not None:
            return units[0] if len(units) == 1 else None
        if places.nearby or places.outside:
            return places.nearby
        return served[0] if len(served) == 1 else None


def _when(told: Told, reported_at: datetime) -> tuple[date | None, Period | None]:
    """Return the day that is told, or else the longer time; never both."""
    sent = find_event_date(told.sent, reported_at) if told.sent else None
    sent_at = datetime.combine(sent, time(12), STOCKHOLM) if sent else reported_at
    parts = [(told.own, reported_at), (told.mail, sent_at)]
    days = (find_event_date(words, at) for words, at in parts if words)
    if day := next(filter(None, days), None):
        return day, None
    return None, next(filter(None, (find_period(words, at) for words, at in parts if words)), None)


def _heard(slags: Mapping[Slag, float]) -> float:
    """How likely it is that one kind of what is stored is told; brist and behov are one kind."""
    lacks = slags.get(Slag.BRIST, 0.0) + slags.get(Slag.BEHOV, 0.0)
    return max(lacks, slags.get(Slag.FRAMGANGSFAKTOR, 0.0))
