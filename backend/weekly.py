"""The coordinator's week: what one who receives for kommuner needs to know on a Monday, in a line each."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select

from backend.database import AsyncSession, stored_id
from backend.directory.receivers import find_receiver
from backend.errors import NotAllowedError
from backend.i18n import Say, plural
from backend.issues.kommun import kommun_of_issue
from backend.issues.meetings import UNDECIDED
from backend.patterns.views import open_patterns
from backend.times import start_of_day
from models import Action, Issue, Kommun, Lift, Meeting, Person, Report, ReportComment
from models.enums import CommentKind, MeetingStatus, ReportStatus

WEEK = timedelta(days=7)
CLOSED = (ReportStatus.AVSLUTAD, ReportStatus.ATERKALLAD)


@dataclass(frozen=True, slots=True)
class Week:
    """What there is in the kommuner that a person receives for. `new` came last week; the rest is as it stands now.

    `overdue` and `due` are reports without an answer whose promised day has passed, or comes this week. `replied` have a reply
    that nobody has read; `asked` wait for their reporter, `waiting` are frågor before a group, `late` åtgärder whose day has
    passed. `meetings` wait for a time, or for another one. A fråga is in the week of every kommun that it has reports from.
    """

    kommuner: tuple[str, ...]
    new: int = 0
    overdue: int = 0
    due: int = 0
    replied: int = 0
    meetings: int = 0
    patterns: int = 0
    asked: int = 0
    waiting: int = 0
    late: int = 0

    @property
    def quiet(self) -> bool:
        """Whether there is nothing to tell."""
        return not any(getattr(self, name) for name in (*OWN, *OTHERS))


OWN = ("overdue", "due", "replied", "meetings", "patterns", "new")
"""What the coordinator has to do, the most urgent first."""
OTHERS = ("asked", "waiting", "late")
"""What waits for somebody else."""


async def read_week(session: AsyncSession, person: Person, monday: date, today: date) -> Week:
    """Return a person's week that begins on a Monday, as it stands today; raise NotAllowedError for one who receives nothing."""
    kommuner = await received_kommuner(session, person)
    if not kommuner:
        raise NotAllowedError("error.not_yours")
    ids = [stored_id(kommun) for kommun in kommuner]
    sunday = monday + WEEK - timedelta(days=1)
    unanswered = sa.and_(col(Report.answered_at).is_(None), col(Report.status).not_in(CLOSED))
    came = sa.and_(col(Report.reported_at) >= start_of_day(monday - WEEK), col(Report.reported_at) < start_of_day(monday))
    last = select(sa.func.max(ReportComment.id)).group_by(col(ReportComment.report_id))
    spoken = select(ReportComment.report_id).where(col(ReportComment.id).in_(last))
    still_open = col(Report.status).not_in(CLOSED)
    counted: dict[str, sa.ColumnElement[bool]] = {
        "new": sa.and_(came, col(Report.status) != ReportStatus.ATERKALLAD),
        "overdue": sa.and_(unanswered, col(Report.answer_due) < today),
        "due": sa.and_(unanswered, col(Report.answer_due) >= today, col(Report.answer_due) <= sunday),
        "replied": sa.and_(still_open, col(Report.id).in_(spoken.where(ReportComment.kind == CommentKind.REPLY))),
        "asked": sa.and_(still_open, col(Report.id).in_(spoken.where(ReportComment.kind == CommentKind.QUESTION))),
    }
    found = await session.exec(
        sa.select(*(sa.func.count().filter(each) for each in counted.values()))  # type: ignore[call-overload]  # exec takes it
        .select_from(Report)
        .where(col(Report.kommun_id).in_(ids))
    )
    reports = dict(zip(counted, found.one(), strict=True))
    return Week(
        kommuner=tuple(kommun.name for kommun in kommuner),
        meetings=await _count(session, Meeting, col(Meeting.kommun_id).in_(ids), _waits_for_its_handler()),
        patterns=len(await open_patterns(session, person, ids)),
        waiting=await _of_issues(session, ids, Lift, col(Lift.outcome).in_(UNDECIDED)),
        late=await _of_issues(session, ids, Action, col(Action.done_at).is_(None), col(Action.due) < today),
        **reports,
    )


def _waits_for_its_handler() -> sa.ColumnElement[bool]:
    wished = sa.or_(col(Meeting.other_time_asked), col(Meeting.call_off_asked) != "")
    return sa.or_(col(Meeting.status) == MeetingStatus.BEGART, sa.and_(col(Meeting.status) == MeetingStatus.BOKAT, wished))


async def received_kommuner(session: AsyncSession, person: Person) -> list[Kommun]:
    """Return the kommuner that a person receives for now, by name."""
    found = await session.exec(select(Kommun).where(col(Kommun.active)).order_by(col(Kommun.name)))
    own = []
    for kommun in found.all():
        receiver = (await find_receiver(session, stored_id(kommun))).person
        if receiver is not None and receiver.id == person.id:
            own.append(kommun)
    return own


async def _count(session: AsyncSession, table: type[Any], *where: sa.ColumnElement[bool]) -> int:
    found = await session.exec(select(sa.func.count()).select_from(table).where(*where))
    return found.one()


async def _of_issues(
    session: AsyncSession, kommun_ids: Collection[int], table: type[Lift | Action], *where: sa.ColumnElement[bool]
) -> int:
    """Return how many lifts or åtgärder of open frågor there are for which this holds, of frågor with reports from the kommuner.

    A fråga that has been emptied counts for the kommun that it was opened for.
    """
    told_here = select(Report.issue_id).where(col(Report.kommun_id).in_(kommun_ids), col(Report.issue_id).is_not(None))
    concerned = sa.or_(col(Issue.id).in_(told_here), kommun_of_issue().in_(kommun_ids))
    found = await session.exec(
        select(sa.func.count(sa.distinct(col(table.id))))
        .select_from(table)
        .join(Issue, col(table.issue_id) == col(Issue.id))
        .where(concerned, col(Issue.closed_at).is_(None), *where)
    )
    return found.one()


def week_lines(week: Week, say: Say) -> list[str]:
    """Return the note in lines: what to do, the most urgent first, then what waits for others; one line when there is nothing."""
    if week.quiet:
        return [say("week.nothing")]
    told = [say(f"week.{name}.{plural(count)}", n=count) for name in OWN if (count := getattr(week, name))]
    others = [say(f"week.{name}.{plural(count)}", n=count) for name in OTHERS if (count := getattr(week, name))]
    return [*told, *([say("week.others"), *others] if others else [])]
