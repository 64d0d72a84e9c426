"""What rises in a kommun: more of a category than chance gives; one proposal with what of it is alike."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import col, select

from backend.chance import Counts, changed
from backend.database import AsyncSession, stored_id
from backend.patterns.alike import FEWEST, WINDOW, Found
from backend.times import local_date
from models import Pattern, PatternReport, Report
from models.enums import EVENTS, PatternKind, PatternStatus, ReportStatus

YEAR = timedelta(days=365)
# A rise is judged against at least as long a time before, or the beginning of reporting would look like one.
SHORTEST_BEFORE = timedelta(days=120)

Rise = tuple[int, str, Counts, int]
"""A kommun, a category, how many there are and were, and how many such cells were watched."""


def counted() -> tuple[sa.ColumnElement[bool], ...]:
    """Return what makes a report one of those that are compared: it stands, tells of an event, and is the first to do so."""
    return (
        col(Report.status) != ReportStatus.ATERKALLAD,
        col(Report.slag).in_(EVENTS),
        col(Report.same_event_as_id).is_(None),  # one event doesn't recur by being told twice
    )


async def find_rising(session: AsyncSession, now: datetime) -> list[Rise]:
    """Return what was logged more in the last 60 days than chance gives, against the year before those."""
    since, until = now - WINDOW - YEAR, now - WINDOW
    first: datetime | None = (await session.exec(select(sa.func.min(Report.reported_at)))).one()
    if first is None:
        return []
    begun = max(since, first)
    if until - begun < SHORTEST_BEFORE:
        return []
    logged = await session.exec(
        select(Report.kommun_id, Report.category, Report.reported_at).where(
            col(Report.reported_at) >= begun, col(Report.internal).is_(False), *counted()
        )
    )
    recent: Counter[tuple[int, str]] = Counter()
    before: Counter[tuple[int, str]] = Counter()
    for kommun_id, category, reported_at in logged:
        (recent if reported_at > until else before)[kommun_id, category] += 1
    watched = sorted({*recent, *before})
    counts = [Counts(recent[cell], before[cell], WINDOW.days, (until - begun).days) for cell in watched]
    risen, tested = changed(counts)
    return [
        (*watched[place], counts[place], tested) for place in sorted(risen) if counts[place].rose and counts[place].now >= FEWEST
    ]


async def store_rising(session: AsyncSession, rising: Iterable[Rise], now: datetime) -> list[Pattern]:
    """Store what rises and return what is new of it, once in 60 days.

    Where some of the reports wait already because they are alike, their proposal says the rise as well: one matter is one
    proposal.
    """
    new = []
    for kommun_id, category, counts, watched in rising:
        reports = await session.exec(
            select(Report).where(
                Report.kommun_id == kommun_id,
                Report.category == category,
                col(Report.reported_at) > now - WINDOW,
                col(Report.internal).is_(False),
                *counted(),
            )
        )
        risen = reports.all()
        if all(report.issue_id for report in risen):  # whoever gathered them all has seen it
            continue
        told = await _told_of(session, kommun_id, category)
        if any(pattern.figures and pattern.figures["day"] > local_date(now - WINDOW).isoformat() for pattern in told):
            continue
        figures = {
            "now": counts.now,
            "before": counts.before,
            "days": counts.days,
            "days_before": counts.days_before,
            "watched": watched,
            # The proposal may be older than the rise that it comes to tell of.
            "day": local_date(now).isoformat(),
        }
        waiting = [pattern for pattern in told if pattern.status is PatternStatus.FORESLAGET]
        if alike := await _first_with(session, waiting, {stored_id(report) for report in risen}):
            alike.figures = figures
            continue
        pattern = Pattern(
            kind=PatternKind.OKNING,
            mark=f"{PatternKind.OKNING}:{kommun_id}:{category}:{local_date(now)}",
            kommun_id=kommun_id,
            category=category,
            found_at=now,
            figures=figures,
        )
        session.add(pattern)
        await session.flush()
        session.add_all(PatternReport(pattern_id=stored_id(pattern), report_id=stored_id(report)) for report in risen)
        new.append(pattern)
    return new


async def risen_before(session: AsyncSession, found: Found) -> Pattern | None:
    """Return the waiting proposal of a rise when some of what rises turns out to be alike, made into one of these; None without.

    It keeps its figures, and of its reports those that are alike.
    """
    if found.kind is not PatternKind.UPPREPAS or found.kommun_id is None:
        return None
    told = await _told_of(session, found.kommun_id, found.category)
    waiting = [one for one in told if one.kind is PatternKind.OKNING and one.status is PatternStatus.FORESLAGET]
    pattern = await _first_with(session, waiting, set(found.report_ids))
    if pattern:
        pattern.kind = PatternKind.UPPREPAS
        others = sa.and_(col(PatternReport.pattern_id) == pattern.id, col(PatternReport.report_id).not_in(found.report_ids))
        for row in await session.exec(select(PatternReport).where(others)):
            await session.delete(row)
        await session.flush()
    return pattern


async def _first_with(session: AsyncSession, patterns: Iterable[Pattern], report_ids: set[int]) -> Pattern | None:
    """The first of the proposals that holds one of the reports: without any in common it tells of another matter."""
    for pattern in patterns:
        held = await session.exec(select(PatternReport.report_id).where(PatternReport.pattern_id == pattern.id))
        if report_ids.intersection(held):
            return pattern
    return None


async def _told_of(session: AsyncSession, kommun_id: int, category: str) -> list[Pattern]:
    """The proposals of what recurs or rises in a kommun's category, the newest first."""
    found = select(Pattern).where(
        Pattern.kommun_id == kommun_id,
        Pattern.category == category,
        col(Pattern.kind).in_([PatternKind.UPPREPAS, PatternKind.OKNING]),
    )
    return list(await session.exec(found.order_by(col(Pattern.id).desc())))
