"""Reading a text with the names that one förbund uses: what every way in calls to fill the form in."""

import re
from datetime import datetime
from typing import Protocol

from sqlmodel import col, select

from backend.categories.proposal import Categoriser
from backend.categories.taxonomy import LAST_RESORT
from backend.database import AsyncSession
from backend.directory.vocabulary import read_served, read_vocabulary
from backend.reporting.understand import Candidate, Understander, Understanding, Vocabulary
from backend.reporting.words import LONGEST_TEXT
from models import Kommun, Person, Report
from models.enums import PartyCode, Slag

SHOWN_PROPOSALS = 3
# A model's version, and what was weighed in with it, as a form carries them: the guard doesn't see it, so it may hold no words.
MODEL_VERSION = re.compile(r"[0-9a-f]{8,40}(\+[0-9a-f]{8}){0,2}")

# The first proposal is chosen beforehand only when it is likely by itself and well ahead of the second.
LIKELY = 0.35
AHEAD = 1.5
# What works well is told in many ways that the categories, named for what fails, fit badly: a guess must be surer there.
LIKELY_PRAISE = 0.6
SURE = "why.sure"
# What may be said of why the first category is proposed (`why_proposed`).
WHY = (SURE, "why.unsure", "why.weighed", "why.none", "why.none_english")


class Categorisers(Protocol):
    """Which categoriser proposes in which förbund."""

    async def of(self, session: AsyncSession) -> Categoriser:
        """Return the one that the session's förbund uses now; asked at each reading."""
        ...


class Opinions(Protocol):
    """A second opinion on what was understood, where there is one to ask."""

    async def on(
        self, forbund_id: int, person_id: int | None, text: str, understood: Understanding, now: datetime
    ) -> Understanding:
        """Return what is understood with the other opinion weighed in; within seconds, and never an error."""
        ...


class Reader:
    """Understands texts with each förbund's own vocabulary and categoriser; in doubt, with a second opinion."""

    def __init__(self, categorisers: Categorisers, opinions: Opinions | None = None) -> None:
        """Propose by these."""
        self._categorisers = categorisers
        self._opinions = opinions

    async def understand(self, session: AsyncSession, text: str, asked_at: datetime, unit_id: int | None = None) -> Understanding:
        """Return what a text says, with the names that the session's förbund uses; of a longer one, what could be kept.

        `unit_id` is the writer's unit: what it serves may be proposed where the text tells no place.
        """
        vocabulary: Vocabulary = await read_vocabulary(session)
        served = await read_served(session, unit_id) if unit_id else ()
        categoriser = await self._categorisers.of(session)
        return Understander(categoriser, vocabulary).understand(text[:LONGEST_TEXT], asked_at, served)

    async def think_again(
        self, forbund_id: int, person_id: int | None, text: str, understood: Understanding, now: datetime
    ) -> Understanding:
        """Return what is understood, with a second opinion where there is one. It may take seconds: hold no session meanwhile."""
        return await self._opinions.on(forbund_id, person_id, text, understood, now) if self._opinions else understood


def likely_category(proposed: tuple[Candidate, ...], slag: Slag | None = None) -> str:
    """Return the code to choose beforehand among proposals, best first; empty when none is likely enough for such a report."""
    praised = slag is Slag.FRAMGANGSFAKTOR
    least = LIKELY_PRAISE if praised else LIKELY
    likely = len(proposed) > 1 and proposed[0].p >= least and proposed[0].p >= AHEAD * proposed[1].p
    if praised and likely and proposed[0].code == LAST_RESORT:
        return ""  # praise of nothing in particular: its writer is asked what it is about
    return proposed[0].code if likely else ""


def category_beforehand(understood: Understanding, slag: Slag | None = None) -> str:
    """Return the code to choose beforehand for what was understood; empty for one that is too vague to say.

    Empty as well when its likeliest has no word that speaks for it.
    """
    likely = "" if understood.slag is Slag.OKLART else likely_category(understood.candidates[:SHOWN_PROPOSALS], slag)
    return "" if likely and understood.unfounded else likely


def why_proposed(understood: Understanding, slag: Slag | None = None) -> str:
    """Return the key of the sentence that says why the first category is proposed, or why that can't be said.

    `why.sure` for one that is chosen beforehand and `why.unsure` for one that isn't are about the words of `because`;
    `why.weighed` says that several models made it, and `why.none` and `why.none_english` that no word speaks for it. Empty for a
    text that is too vague to say, or is no samverkansbrist: the form says so already.
    """
    if understood.slag in (Slag.OKLART, Slag.EJ_BRIST):
        return SURE if category_beforehand(understood, slag) and understood.because else ""
    if understood.because:
        return SURE if category_beforehand(understood, slag) else "why.unsure"
    if not understood.unfounded:
        return "why.weighed"
    return "why.none_english" if understood.english else "why.none"


def other_parties(understood: Understanding) -> tuple[PartyCode, ...]:
    """Return the parties that a text names besides the writer's own; a text about that one alone keeps it."""
    others = tuple(party for party in understood.parties if party is not understood.own_party)
    return others or understood.parties


async def usual_kommun(session: AsyncSession, person: Person) -> int | None:
    """Return the kommun of a person's last report, else the only one that their unit serves; None for none that is active."""
    own = select(Report.kommun_id).where(Report.reporter_id == person.id).order_by(col(Report.id).desc()).limit(1)
    last = (await session.exec(own)).first()
    named = await read_served(session, person.unit_id) if person.unit_id else ()
    either = select(Kommun.id).where(col(Kommun.active))
    if last and (await session.exec(either.where(Kommun.id == last))).first():
        return last
    return (await session.exec(either.where(Kommun.name == named[0]))).first() if len(named) == 1 else None
