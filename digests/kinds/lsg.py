"""The edition of a local group: one page before each of its meetings."""

from dataclasses import replace
from datetime import date

import sqlalchemy as sa

from backend.database import AsyncSession
from digests.document import Document, Section
from digests.editions.lsg import lsg_document
from digests.editions.room import ROOMS, Room
from digests.editions.years import years_section
from digests.figures.beginning import first_day
from digests.figures.counts import read_models
from digests.figures.lsg import LsgFigures, read_lsg_figures
from digests.figures.years import read_years, so_far
from digests.frozen import local_figures_of
from digests.groups import is_local, kommuner_of
from digests.kind import Composed, Due, Side
from digests.kinds.meetings import MeetingKind, last_of_year
from digests.kinds.side import numbers
from digests.people import local_receivers
from digests.periods import Period
from digests.say import Voice
from models import Edition, Group, Person
from models.enums import EditionKind

PAGES = 1


class LsgKind(MeetingKind):
    """Tells of a group's kommuner since its last paper; a group without a kommun is told of the whole förbund."""

    key = EditionKind.LSG

    def groups(self) -> sa.ColumnElement[bool]:
        """Return the groups of a kommunområde."""
        return is_local()

    async def compose(self, session: AsyncSession, voice: Voice, group: Group, sender: str, due: Due) -> Composed:
        """Return the edition of the days that are due."""
        kommun_ids = await kommuner_of(session, due.group_id) or None
        figures = await read_lsg_figures(session, voice.taxonomy, due.group_id, kommun_ids, due.period, due.previous)
        if due.meets_on and await last_of_year(session, group, due.meets_on):
            began = await first_day(session, due.period.until, kommun_ids) or figures.started
            years = await read_years(session, kommun_ids, due.group_id, so_far(due.period.end), figures.started, began)
            figures = replace(figures, years=years.years, began=began)
        drafts = tuple(_document(voice, figures, sender, group.name, due.meets_on, room) for room in ROOMS)
        models = await read_models(session, kommun_ids, due.period)
        uncompared = _document(voice, figures.uncompared, sender, group.name, due.meets_on, ROOMS[0])
        return Composed(figures, drafts, PAGES, models, uncompared=uncompared)

    def retold(self, voice: Voice, edition: Edition, group: str, sender: str, meets_on: date | None) -> Document:
        """Return what a made edition says, from its frozen figures."""
        return _document(voice, local_figures_of(edition), sender, group, meets_on, ROOMS[0])

    async def others(self, session: AsyncSession, edition: Edition) -> tuple[list[Person], list[str]]:
        """Return the coordinators of the group's kommuner."""
        return await local_receivers(session, edition.group_id)

    def side(self, voice: Voice, edition: Edition) -> Side:
        """Return the edition's numbers, and its categories."""
        told = local_figures_of(edition)
        return Side(
            told.period,
            numbers(voice, told.period, told.flow.new, told.flow.open, told.successes, told.answers),
            voice.t("compare.by_category"),
            tuple((voice.category(row.code), row.new) for row in told.categories if row.new),
            missing=voice.whole(0),
        )


def _document(voice: Voice, figures: LsgFigures, sender: str, group: str, meets_on: date | None, room: Room) -> Document:
    """Return the edition in so much room, with what the year's last meeting gets besides."""
    document = lsg_document(voice, figures, sender, group, meets_on, room)
    return replace(document, annex=(*document.annex, *_years(voice, figures)))


def _years(voice: Voice, figures: LsgFigures) -> list[Section]:
    """Return the year's statistics, for the year's last meeting; none before the others."""
    if not figures.years:
        return []
    about = voice.t("years.so_far", period=voice.period(figures.years[0].period))
    section = years_section(voice, figures.years, figures.started, about, began=figures.began)
    return [replace(section, heading=voice.t("annex.heading", heading=section.heading))]


def of_days(group_id: int, period: Period, previous: Period) -> Due:
    """Return what a local group's paper would say of a period: for looking at, never due."""
    return Due(
        kind=EditionKind.LSG,
        group_id=group_id,
        group_meeting_id=None,
        key=f"dagar:{period.start}:{period.end}",
        period=period,
        previous=previous,
        due_at=period.until,
        meets_on=None,
    )
