"""Beredningsgruppen's edition: one page before each of its meetings, in time for others to answer."""

from datetime import date

import sqlalchemy as sa
from pydantic import TypeAdapter
from sqlmodel import col

from backend.database import AsyncSession
from digests.document import Document
from digests.editions.beredning import beredning_document
from digests.editions.room import ROOMS
from digests.figures.beredning import BeredningFigures, read_beredning_figures
from digests.figures.counts import read_models
from digests.kind import Composed, Due, Side
from digests.kinds.meetings import MeetingKind
from digests.people import chief
from digests.say import Voice
from models import Edition, Group, Person
from models.enums import EditionKind, GroupKind

PAGES = 1

_FIGURES = TypeAdapter(BeredningFigures)


class BeredningKind(MeetingKind):
    """Tells of the whole förbund: what must be lifted, and who must answer."""

    key = EditionKind.BEREDNINGSGRUPP

    def groups(self) -> sa.ColumnElement[bool]:
        """Return the groups that prepare for the board."""
        return col(Group.kind) == GroupKind.BEREDNINGSGRUPP

    async def compose(self, session: AsyncSession, voice: Voice, group: Group, sender: str, due: Due) -> Composed:
        """Return the edition as things stood at the end of the days that are due."""
        figures = await read_beredning_figures(session, due.group_id, due.period, due.previous)
        drafts = tuple(beredning_document(voice, figures, sender, group.name, due.meets_on, room) for room in ROOMS)
        return Composed(figures, drafts, PAGES, await read_models(session, None, due.period))

    def retold(self, voice: Voice, edition: Edition, group: str, sender: str, meets_on: date | None) -> Document:
        """Return what a made edition says, from its frozen figures."""
        return beredning_document(voice, _figures_of(edition), sender, group, meets_on, ROOMS[0])

    async def others(self, session: AsyncSession, edition: Edition) -> tuple[list[Person], list[str]]:
        """Return the förbundschef."""
        return await chief(session), []

    def side(self, voice: Voice, edition: Edition) -> Side:
        """Return the edition's numbers, and each kommun's overdue answers."""
        told = _figures_of(edition)
        return Side(
            told.period,
            (
                (voice.sentence(voice.t("beredning.waiting.many")), voice.whole(len(told.agenda.waiting))),
                (voice.sentence(voice.t("beredning.stuck.many")), voice.whole(len(told.stuck))),
                (voice.sentence(voice.t("beredning.overdue.many")), voice.whole(told.overdue)),
            ),
            voice.t("compare.overdue_by_kommun"),
            tuple((row.kommun, row.waiting.overdue) for row in told.owed if row.waiting.overdue),
            missing=voice.whole(0),
        )


def _figures_of(edition: Edition) -> BeredningFigures:
    return _FIGURES.validate_python(edition.figures["figures"])
