"""The edition of a styrgrupp that follows an insats: one page a quarter."""

from datetime import date

import sqlalchemy as sa
from pydantic import TypeAdapter
from sqlmodel import col

from backend.database import AsyncSession
from digests.document import Document
from digests.editions.room import ROOMS
from digests.editions.styrgrupp import styrgrupp_document
from digests.figures.counts import read_models
from digests.figures.styrgrupp import StyrgruppFigures, read_styrgrupp_figures
from digests.groups import follows_insats
from digests.kind import Composed, Due, Side
from digests.kinds.quarters import QuarterKind
from digests.kinds.side import days
from digests.people import chief
from digests.say import Voice
from models import Edition, Group, Person
from models.enums import EditionKind, GroupKind

PAGES = 1

_FIGURES = TypeAdapter(StyrgruppFigures)


class StyrgruppKind(QuarterKind):
    """Tells plan, outcome, deviation and comment of each of a group's insatser."""

    key = EditionKind.STYRGRUPP
    of_kommuner = True

    def groups(self) -> sa.ColumnElement[bool]:
        """Return the styrgrupper that follow an insats; others are those of a kommunområde."""
        return sa.and_(col(Group.kind) == GroupKind.STYRGRUPP, follows_insats())

    async def compose(self, session: AsyncSession, voice: Voice, group: Group, sender: str, due: Due) -> Composed:
        """Return the edition of the quarter that is due."""
        figures = await read_styrgrupp_figures(session, due.group_id, due.quarter)
        drafts = tuple(styrgrupp_document(voice, figures, sender, group.name, room) for room in ROOMS)
        return Composed(figures, drafts, PAGES, await read_models(session, None, due.period))

    def retold(self, voice: Voice, edition: Edition, group: str, sender: str, meets_on: date | None) -> Document:
        """Return what a made edition says, from its frozen figures."""
        return styrgrupp_document(voice, _figures_of(edition), sender, group, ROOMS[0])

    async def others(self, session: AsyncSession, edition: Edition) -> tuple[list[Person], list[str]]:
        """Return the förbundschef."""
        return await chief(session), []

    def side(self, voice: Voice, edition: Edition) -> Side:
        """Return the outcomes that the edition told."""
        told = _figures_of(edition)
        outcomes = tuple(
            (f"{insats.name}: {measure.name}", measure.outcome.value)
            for insats in told.insatser
            for measure in insats.measures
            if measure.outcome.value is not None
        )
        return Side(told.period, (days(voice, told.period),), voice.t("compare.by_measure"), outcomes)


def _figures_of(edition: Edition) -> StyrgruppFigures:
    return _FIGURES.validate_python(edition.figures["figures"])
