"""The board's year and its half-year, two pages each, for use inside the förbund: they hide no small numbers."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlmodel import col

from backend.database import AsyncSession, stored_id
from backend.times import local_date
from digests.document import Document
from digests.editions.annual import annual_document
from digests.editions.room import ROOMS
from digests.figures.annual import read_annual_figures
from digests.figures.beginning import first_day
from digests.figures.counts import read_models
from digests.frozen import annual_figures_of
from digests.kind import Composed, Due, Side
from digests.kinds.quarters import of_calendar
from digests.kinds.side import numbers
from digests.people import chief
from digests.periods import Period, Span
from digests.say import Voice
from models import Edition, Group, Person
from models.enums import EditionKind, GroupKind

PAGES = 2
LATEST = timedelta(days=60)
"""So long after it fell due it is still made, if no process ran before."""


class AnnualKind:
    """Tells of five years side by side; the half-year of the same half of each."""

    of_kommuner = False

    def __init__(self, key: EditionKind, *, half: bool) -> None:
        """Tell of the year, or of its first half."""
        self.key = key
        self.half = half

    def groups(self) -> sa.ColumnElement[bool]:
        """Return the boards."""
        return col(Group.kind) == GroupKind.STYRELSE

    async def due(self, session: AsyncSession, group: Group, now: datetime) -> Sequence[Due]:
        """Return the last one that has fallen due, lately, and in which there was reporting.

        A förbund that begins gets no paper of years that it knows nothing of.
        """
        due = of_calendar(self.key, stored_id(group), self._last(now))
        told = now - due.due_at < LATEST and await first_day(session, due.period.until) is not None
        return [due] if told else []

    async def coming(self, session: AsyncSession, group: Group, now: datetime) -> Sequence[Due]:
        """Return the one that has ended and isn't due yet."""
        ended = self._ended(now)
        told = ended.due_at > now and await first_day(session, ended.period.until) is not None
        return [of_calendar(self.key, stored_id(group), ended)] if told else []

    async def ahead(self, session: AsyncSession, group: Group, now: datetime) -> Sequence[Due]:
        """Return the one that has ended and isn't due yet, and the one after it."""
        after = of_calendar(self.key, stored_id(group), self._ended(now).back(-1))
        return [*await self.coming(session, group, now), after]

    async def as_of(self, session: AsyncSession, group: Group, day: date) -> Due:
        """Return the last one that was due by the end of the day."""
        return of_calendar(self.key, stored_id(group), self._last(Period(day, day).until))

    async def compose(self, session: AsyncSession, voice: Voice, group: Group, sender: str, due: Due) -> Composed:
        """Return the edition of the year or half that is due."""
        span = Span(due.period.start.year, self.half)
        figures = await read_annual_figures(session, voice.taxonomy, due.group_id, span)
        drafts = tuple(annual_document(voice, figures, sender, group.name, room) for room in ROOMS)
        return Composed(figures, drafts, PAGES, await read_models(session, None, due.period))

    def retold(self, voice: Voice, edition: Edition, group: str, sender: str, meets_on: date | None) -> Document:
        """Return what a made edition says, from its frozen figures."""
        return annual_document(voice, annual_figures_of(edition), sender, group, ROOMS[0])

    async def others(self, session: AsyncSession, edition: Edition) -> tuple[list[Person], list[str]]:
        """Return the förbundschef."""
        return await chief(session), []

    def side(self, voice: Voice, edition: Edition) -> Side:
        """Return the edition's numbers, and its kommuner."""
        told = annual_figures_of(edition)
        newest = told.newest
        return Side(
            newest.period,
            numbers(voice, newest.period, newest.new, newest.flow.open, newest.successes, newest.answers),
            voice.t("compare.by_kommun"),
            tuple((row.name, row.new[0]) for row in told.kommuner),
        )

    def _ended(self, now: datetime) -> Span:
        """Return the last one whose days are over."""
        this = Span(local_date(now).year, self.half)
        return this if this.period.until <= now else this.back(1)

    def _last(self, now: datetime) -> Span:
        ended = self._ended(now)
        return ended if ended.due_at <= now else ended.back(1)
