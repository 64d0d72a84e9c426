"""The board's edition: two pages a quarter."""

from datetime import date

import sqlalchemy as sa
from sqlmodel import col

from backend.database import AsyncSession
from digests.document import Document
from digests.editions.room import ROOMS
from digests.editions.styrelse import styrelse_document
from digests.figures.counts import read_models
from digests.figures.styrelse import read_styrelse_figures
from digests.frozen import board_figures_of
from digests.kind import Composed, Due, Side
from digests.kinds.quarters import QuarterKind
from digests.kinds.side import numbers
from digests.people import chief
from digests.say import Voice
from models import Edition, Group, Person
from models.enums import EditionKind, GroupKind

PAGES = 2


class StyrelseKind(QuarterKind):
    """Tells of every kommun, a quarter at a time."""

    key = EditionKind.STYRELSE
    of_kommuner = False

    def groups(self) -> sa.ColumnElement[bool]:
        """Return the boards."""
        return col(Group.kind) == GroupKind.STYRELSE

    async def compose(self, session: AsyncSession, voice: Voice, group: Group, sender: str, due: Due) -> Composed:
        """Return the edition of the quarter that is due."""
        figures = await read_styrelse_figures(session, voice.taxonomy, due.group_id, due.quarter)
        drafts = tuple(styrelse_document(voice, figures, sender, group.name, room) for room in ROOMS)
        return Composed(figures, drafts, PAGES, await read_models(session, None, due.period))

    def retold(self, voice: Voice, edition: Edition, group: str, sender: str, meets_on: date | None) -> Document:
        """Return what a made edition says, from its frozen figures."""
        return styrelse_document(voice, board_figures_of(edition), sender, group, ROOMS[0])

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
