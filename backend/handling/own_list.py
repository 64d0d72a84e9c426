"""A person's own reports and the meetings they asked for, narrowed down, counted and cut into pages by the database."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select

from backend.database import AsyncSession
from backend.handling.views import ReportView, report_views
from backend.meetings.views import MeetingView, meeting_views
from models import Meeting, Report
from models.enums import MeetingForm, MeetingStatus, ReportStatus

Own = ReportView | MeetingView

OPEN_REPORTS = tuple(status for status in ReportStatus if status.is_open)
# As `MeetingView.taken_back` tells it.
_TAKEN_BACK = sa.and_(
    col(Meeting.status) == MeetingStatus.INSTALLT, col(Meeting.starts_at).is_(None), col(Meeting.calendar_sequence) == 0
)
OPEN_MEETINGS = (MeetingStatus.BEGART, MeetingStatus.BOKAT)


class Which(StrEnum):
    """What the list may be narrowed down to."""

    ALLA = "alla"
    OPPNA = "oppna"
    AVSLUTADE = "avslutade"


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """A word that was searched for, and what it may stand for besides a part of a number."""

    word: str
    kommuner: Collection[int] = ()
    categories: Collection[str] = ()
    statuses: Collection[ReportStatus] = ()
    forms: Collection[MeetingForm] = ()
    meeting_statuses: Collection[MeetingStatus] = ()
    taken_back: bool = False


@dataclass(frozen=True, slots=True)
class OwnPage:
    """A page of the list, the newest first. `page` counts from 1 and is one that is there; `total` is without pages."""

    rows: tuple[Own, ...]
    page: int
    pages: int
    total: int


async def own_page(
    session: AsyncSession,
    person_id: int,
    *,
    page: int = 1,
    length: int,
    which: Which = Which.ALLA,
    searched: Sequence[Meaning] = (),
    meetings: bool = True,
) -> OwnPage:
    """Return a page of a person's own; past the last page comes the last one. Every meaning of `searched` must fit."""
    own = _reports(person_id, which, searched)
    listed = sa.union_all(own, _meetings(person_id, which, searched)).subquery() if meetings else own.subquery()
    total = (await session.exec(select(sa.func.count()).select_from(listed))).one()
    pages = max(1, -(-total // length))
    page = max(1, min(page, pages))
    newest = select(listed.c.kind, listed.c.id).order_by(listed.c.came.desc(), listed.c.kind, listed.c.id.desc())
    shown = (await session.exec(newest.offset((page - 1) * length).limit(length))).all()
    views: dict[tuple[str, int], Own] = {}
    views |= {("report", view.id): view for view in await report_views(session, _ids(shown, "report"))}
    views |= {("meeting", view.id): view for view in await meeting_views(session, _ids(shown, "meeting"))}
    return OwnPage(tuple(views[kind, number] for kind, number in shown), page, pages, total)


def _ids(shown: Sequence[tuple[str, int]], kind: str) -> list[int]:
    return [number for of_kind, number in shown if of_kind == kind]


def _reports(person_id: int, which: Which, searched: Sequence[Meaning]) -> Any:
    shown_category = sa.case(
        (col(Report.subcategory).is_(None), col(Report.category)), else_=col(Report.category) + ":" + col(Report.subcategory)
    )
    return sa.select(sa.literal("report").label("kind"), col(Report.id).label("id"), col(Report.reported_at).label("came")).where(
        col(Report.reporter_id) == person_id,
        *_open(which, col(Report.status), OPEN_REPORTS),
        *(
            sa.or_(
                col(Report.number).icontains(meaning.word, autoescape=True),
                col(Report.kommun_id).in_(meaning.kommuner),
                shown_category.in_(meaning.categories),
                col(Report.status).in_(meaning.statuses),
            )
            for meaning in searched
        ),
    )


def _meetings(person_id: int, which: Which, searched: Sequence[Meaning]) -> Any:
    return sa.select(
        sa.literal("meeting").label("kind"), col(Meeting.id).label("id"), col(Meeting.requested_at).label("came")
    ).where(
        col(Meeting.caller_id) == person_id,
        *_open(which, col(Meeting.status), OPEN_MEETINGS),
        *(
            sa.or_(
                col(Meeting.number).icontains(meaning.word, autoescape=True),
                col(Meeting.kommun_id).in_(meaning.kommuner),
                col(Meeting.form).in_(meaning.forms),
                sa.and_(col(Meeting.status).in_(meaning.meeting_statuses), ~_TAKEN_BACK),
                sa.and_(sa.literal(meaning.taken_back), _TAKEN_BACK),
            )
            for meaning in searched
        ),
    )


def _open(which: Which, status: Any, still_open: Collection[str]) -> list[sa.ColumnElement[bool]]:
    if which is Which.ALLA:
        return []
    return [status.in_(still_open) if which is Which.OPPNA else status.not_in(still_open)]
