"""What one kind of edition must answer, and what passes between it and the machinery that makes, sends and keeps it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

import sqlalchemy as sa

from backend.database import AsyncSession
from digests.document import Document
from digests.drafts.words import Words
from digests.periods import Period, Quarter
from digests.say import Voice
from models import Edition, Group, Person
from models.enums import EditionKind


@dataclass(frozen=True, slots=True)
class Due:
    """An edition that is to be made: for which group and meeting, over which days, and since when it is due."""

    kind: EditionKind
    group_id: int
    group_meeting_id: int | None
    key: str
    period: Period
    previous: Period
    due_at: datetime
    meets_on: date | None

    @property
    def quarter(self) -> Quarter:
        """The quarter that the period begins in."""
        return Quarter.of(self.period.start)


@dataclass(frozen=True, slots=True)
class Composed:
    """An edition's figures, and drafts that tell them, from the roomiest to the shortest: the first that fits is the edition.

    `figures` is a dataclass of the kind's own; `pages` is how many pages it has before its annex; `models` are the versions of
    the categoriser that proposed categories of its events; `words` is what a person has said of it in its draft, None when it
    had none. `uncompared` is the roomiest draft without what the period is compared with, None for a kind whose draft is compared
    with the same days as its edition.
    """

    figures: object
    drafts: tuple[Document, ...]
    pages: int
    models: tuple[str, ...] = ()
    words: Words | None = None
    uncompared: Document | None = None

    @property
    def own(self) -> Document:
        """What the edition and its draft tell of their own period: what earlier ones had grows with each day that is over."""
        return self.uncompared or self.drafts[0]


@dataclass(frozen=True, slots=True)
class Side:
    """What of an edition is laid beside another's: numbers by name, and under `heading` its parts by name.

    `missing` stands for a part that the other edition has and this one hasn't.
    """

    period: Period
    numbers: tuple[tuple[str, str], ...]
    heading: str = ""
    parts: tuple[tuple[str, int], ...] = ()
    missing: str = "–"


class Kind(Protocol):
    """A kind of edition; the ones there are stand in `digests.kinds.KINDS`."""

    key: EditionKind
    of_kommuner: bool
    """Whether those who receive for the kommuner of its group stand behind it; else förbundets office does."""

    def groups(self) -> sa.ColumnElement[bool]:
        """Return what holds for the groups that have editions of this kind."""

    async def due(self, session: AsyncSession, group: Group, now: datetime) -> Sequence[Due]:
        """Return a group's editions whose time has come and not passed, whether they are made already or not."""

    async def coming(self, session: AsyncSession, group: Group, now: datetime) -> Sequence[Due]:
        """Return a group's next editions that aren't due yet and have a draft first; none for a kind that nobody approves."""

    async def ahead(self, session: AsyncSession, group: Group, now: datetime) -> Sequence[Due]:
        """Return a group's next editions that aren't due yet and whose day is known, whether their days are over or not."""

    async def as_of(self, session: AsyncSession, group: Group, day: date) -> Due:
        """Return the edition as it would be with `day` behind it: for looking at, whether it is due or not."""

    async def compose(self, session: AsyncSession, voice: Voice, group: Group, sender: str, due: Due) -> Composed:
        """Return the edition; raise `FiguresDisagree` when its figures don't add up. `sender` is the förbund's name."""

    def retold(self, voice: Voice, edition: Edition, group: str, sender: str, meets_on: date | None) -> Document:
        """Return what a made edition says, in the roomiest form, told from its frozen figures alone in another language."""

    async def others(self, session: AsyncSession, edition: Edition) -> tuple[list[Person], list[str]]:
        """Return who gets it besides the group's members, each once, and what the directory lacks for that."""

    def side(self, voice: Voice, edition: Edition) -> Side:
        """Return what is laid beside another edition of this kind, from what was frozen."""
