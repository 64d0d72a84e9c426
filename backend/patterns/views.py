"""The proposals as the inbox lists them, and as their own page and their notices show them."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import col, select

from backend.access import handled_kommuner
from backend.audit import record
from backend.chance import Counts
from backend.database import AsyncSession, stored_id
from backend.errors import NotAllowedError, NotFoundError
from backend.handling.same_event import count_together
from backend.handling.views import IssueRef, ReportView, reports_among
from backend.i18n import Say
from models import AuditEvent, Issue, Kommun, Pattern, PatternReport, Person, Report
from models.enums import AuditAction, PatternKind, PatternStatus, ReportStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class PatternRow:
    """A proposal in short: how many reports it is made of, and the names of the kommuner that they come from."""

    id: int
    kind: PatternKind
    category: str
    kommuner: tuple[str, ...]
    reports: int
    counts: Counts | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PatternView:
    """A proposal for one who handles some of its reports: `reports` are those, and `others` the number of the rest.

    `settled` are the ids of reports about which has been said what becomes of them. `one_event`: they were said to tell of one,
    and nobody has parted them since. `may_be_one`: they count in the same place, so that they can be said to. `declined`: the
    reader has said that they don't belong together.
    """

    row: PatternRow
    found_at: datetime
    reports: tuple[ReportView, ...]
    others: int
    settled: frozenset[int]
    one_event: bool = False
    may_be_one: bool = True
    declined: bool = False

    @property
    def to_gather(self) -> tuple[ReportView, ...]:
        """The reports that stand in no fråga yet, and of which nobody has said that they don't belong."""
        return tuple(report for report in self.reports if report.issue is None and report.id not in self.settled)

    @property
    def status(self) -> PatternStatus:
        """What has become of it for its reader."""
        if self.one_event:
            return PatternStatus.EN_HANDELSE
        if self.to_gather:
            return PatternStatus.FORESLAGET
        return PatternStatus.SAMLAT if any(report.issue for report in self.reports) else PatternStatus.AVFARDAT

    @property
    def status_key(self) -> str:
        """The key of the words for what has become of it."""
        rises, status = self.row.kind is PatternKind.OKNING, self.status
        if status is not PatternStatus.AVFARDAT:
            return f"pattern_status.{status}"
        if self.declined:
            return "pattern_status.avfardat.okning.own" if rises else "pattern_status.avfardat.own"
        return "pattern_status.avfardat.okning" if rises else f"pattern_status.{status}"


def in_one_line(row: PatternRow, say: Say, label: Callable[[str], str]) -> str:
    """Return what a proposal says, in the reader's language; `label` names a category."""
    now = row.counts.now if row.counts else 0
    values = {"category": label(row.category), "kommuner": ", ".join(row.kommuner), "reports": row.reports, "now": now}
    rises_too = row.counts is not None and row.kind is PatternKind.UPPREPAS
    return say("pattern.upprepas.rises" if rises_too else f"pattern.{row.kind}", **values)


async def open_patterns(
    session: AsyncSession, viewer: Person | None, kommun_ids: Collection[int] | None = None
) -> list[PatternRow]:
    """Return the proposals that wait for a person, the newest first; only those of some kommuner's reports, if such are given.

    One of whose reports none is left to gather waits for nobody. `viewer` None is förbundet's own mailbox. Raises
    NotAllowedError for one who handles nothing.
    """
    handled = await handled_kommuner(session, viewer)
    if kommun_ids is not None:
        handled &= frozenset(kommun_ids)
    waiting = (
        select(PatternReport.pattern_id)
        .join(Report, col(PatternReport.report_id) == Report.id)
        .where(
            col(Report.kommun_id).in_(handled), col(Report.issue_id).is_(None), col(PatternReport.settled).is_(False), _stands()
        )
    )
    found = select(Pattern).where(Pattern.status == PatternStatus.FORESLAGET, col(Pattern.id).in_(waiting))
    patterns = (await session.exec(found.order_by(col(Pattern.id).desc()))).all()
    return await _rows(session, patterns) if patterns else []


async def read_pattern(session: AsyncSession, pattern_id: int, viewer: Person | None, now: datetime) -> PatternView:
    """Return a proposal for one who handles any of its reports; the look at these is kept in the audit trail.

    Raises NotFoundError, and NotAllowedError for anybody else.
    """
    pattern = await session.get(Pattern, pattern_id)
    if pattern is None:
        raise NotFoundError("error.pattern_missing")
    handled = await handled_kommuner(session, viewer)
    reports = await _reports(session, [pattern_id])
    own = await reports_among(session, [stored_id(report) for _, report in reports], handled)
    if not own:
        raise NotAllowedError("error.not_yours")
    seen = [report.id for report in own]
    record(session, viewer.id if viewer else None, AuditAction.VIEWED, "pattern", pattern_id, now, reports=seen)
    [row] = await _rows(session, [pattern])
    done = select(PatternReport.report_id).where(PatternReport.pattern_id == pattern_id, col(PatternReport.settled))
    return PatternView(
        row=row,
        found_at=pattern.found_at,
        reports=tuple(own),
        others=len(reports) - len(own),
        settled=frozenset(await session.exec(done)),
        one_event=pattern.status is PatternStatus.EN_HANDELSE and _share_an_event(report for _, report in reports),
        may_be_one=count_together(report for _, report in reports),
        declined=viewer is not None and await _declined_by(session, pattern_id, stored_id(viewer)),
    )


async def _declined_by(session: AsyncSession, pattern_id: int, person_id: int) -> bool:
    """Whether the last that a person said of a proposal is that its reports don't belong together."""
    said = select(AuditEvent).where(
        AuditEvent.subject == "pattern",
        AuditEvent.subject_id == pattern_id,
        AuditEvent.action == AuditAction.CHANGED,
        AuditEvent.actor_id == person_id,
    )
    last = (await session.exec(said.order_by(col(AuditEvent.id).desc()))).first()
    return last is not None and last.details.get("status") == PatternStatus.AVFARDAT


async def offered_issues(session: AsyncSession, pattern_id: int) -> list[IssueRef]:
    """Return the frågor, not closed, that some of a proposal's reports are gathered in, the newest first.

    Whoever handles the others may put them there too, whosever it is: one matter makes one fråga.
    """
    inside = select(Report.issue_id).join(PatternReport, col(PatternReport.report_id) == Report.id)
    gathered = inside.where(PatternReport.pattern_id == pattern_id, _stands())
    found = select(Issue).where(col(Issue.id).in_(gathered), col(Issue.closed_at).is_(None))
    issues = await session.exec(found.order_by(col(Issue.id).desc()))
    return [IssueRef(stored_id(issue), issue.number, issue.title) for issue in issues]


def _share_an_event(reports: Iterable[Report]) -> bool:
    counted_by = [report.same_event_as_id or report.id for report in reports]
    return len(counted_by) > 1 and len(set(counted_by)) == 1


async def _rows(session: AsyncSession, patterns: Iterable[Pattern]) -> list[PatternRow]:
    shown = list(patterns)
    names = {stored_id(kommun): kommun.name for kommun in await session.exec(select(Kommun))}
    reports = await _reports(session, [stored_id(pattern) for pattern in shown])
    return [
        PatternRow(
            id=stored_id(pattern),
            kind=pattern.kind,
            category=pattern.category,
            kommuner=tuple(sorted({names[report.kommun_id] for of, report in reports if of == pattern.id})),
            reports=sum(of == pattern.id for of, _ in reports),
            counts=_counts(pattern),
        )
        for pattern in shown
    ]


async def _reports(session: AsyncSession, pattern_ids: Collection[int]) -> list[tuple[int, Report]]:
    found = (
        select(PatternReport.pattern_id, Report)
        .join(Report, col(PatternReport.report_id) == Report.id)
        .where(col(PatternReport.pattern_id).in_(pattern_ids), _stands())
    )
    return [(pattern_id, report) for pattern_id, report in await session.exec(found)]


def _stands() -> sa.ColumnElement[bool]:
    return col(Report.status) != ReportStatus.ATERKALLAD


def _counts(pattern: Pattern) -> Counts | None:
    known = pattern.figures
    return Counts(known["now"], known["before"], known["days"], known["days_before"]) if known else None
