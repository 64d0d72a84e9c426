"""The board's edition: two pages a quarter."""

from collections.abc import Sequence
from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import col

from backend.database import AsyncSession, stored_id
from digests.editions.room import ROOMS
from digests.editions.styrelse import styrelse_document
from digests.figures.counts import read_models
from digests.figures.styrelse import read_styrelse_figures
from digests.frozen import board_figures_of
from digests.kind import Composed, Due, Side
from digests.kinds.quarters import coming_quarter, last_due_quarter, of_quarter
from digests.kinds.side import numbers
from digests.people import chief
from digests.periods import Period
from digests.say import Voice
from models import Edition, Group, Person
from models.enums import EditionKind, GroupKind

PAGES = 2


class StyrelseKind:
    """Tells of every kommun, a quarter at a time."""

    key = EditionKind.STYRELSE

    def groups(self) -> sa.ColumnElement[bool]:
        """Return the boards."""
        return col(Group.kind) == GroupKind.STYRELSE

    async def due(self, session: AsyncSession, group: Group, now: datetime) -> Sequence[Due]:
        """Return the last quarter whose edition has fallen due, at 08:00 on the fifth working day after it."""
        return [of_quarter(self.key, stored_id(group), last_due_quarter(now))]

    async def coming(self, session: AsyncSession, group: Group, now: datetime) -> Sequence[Due]:
        """Return the last quarter until its edition is due."""
        return coming_quarter(self.key, stored_id(group), now)

    async def as_of(self, session: AsyncSession, group: Group, day: date) -> Due:
        """Return the last quarter whose edition was due by the end of the day."""
        return of_quarter(self.key, stored_id(group), last_due_quarter(Period(day, day).until))

    async def compose(self, session: AsyncSession, voice: Voice, group: Group, sender: str, due: Due) -> Composed:
        """Return the edition of the quarter that is due."""
        figures = await read_styrelse_figures(session, voice.taxonomy, due.group_id, due.quarter)
        drafts = tuple(styrelse_document(voice, figures, sender, group.name, room) for room in ROOMS)
        return Composed(figures, drafts, PAGES, await read_models(session, None, due.period))

    async def others(self, session: AsyncSession, edition: Edition) -> tuple[list[Person], list[str]]:
        """Return the förbundschef."""
        return await chief(session), []

    def side(self, voice: Voice, edition: Edition) -> Side:
        """Return the edition's numbers, and its kommuner."""
        told, total = board_figures_of(edition), board_figures_of(edition).total
        return Side(
            told.period,
            numbers(voice, told.period, total.new, total.flow.open, total.successes, total.answers),
            voice.t("compare.by_kommun"),
            tuple((row.name, row.new) for row in told.rows),
        )
