"""One event that several have told: each report keeps its words, its reporter and its promise; the event is counted once.

All that share an event count in the same place (`counted_in`): they are joined only then, and whatever changes a report asks
`part_if_moved` afterwards. So an event is never counted by a report that the figures leave out.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import col, select

from backend.access import check_handler, handled_kommuner, hold, hold_all, of_act, submitted_before
from backend.audit import record
from backend.database import AsyncSession, stored_id
from backend.errors import DomainError, NotFoundError
from models import Forbund, Person, Report
from models.enums import EVENTS, AuditAction, PartyCode, ReportStatus


@dataclass(frozen=True, slots=True)
class Telling:
    """The same event as another tells it."""

    report_id: int
    number: str
    party: PartyCode | None
    text: str


def counted_in(report: Report) -> int | None:
    """Return the kommun that a report is counted in as an event; None for one that the figures of events leave out."""
    counts = report.slag in EVENTS and not report.internal and report.status is not ReportStatus.ATERKALLAD
    return report.kommun_id if counts else None


def count_together(reports: Iterable[Report]) -> bool:
    """Whether some reports are all counted, and in one kommun, so that they may be one event."""
    places = {counted_in(report) for report in reports}
    return len(places) == 1 and None not in places


async def read_tellings(session: AsyncSession, report_id: int, viewer: Person | None, now: datetime) -> tuple[Telling, ...]:
    """Return how others tell the event of a report, the oldest first: those of their reports that the viewer handles.

    The look at each is kept in the audit trail. Raises NotAllowedError for one who handles nothing.
    """
    report = await session.get(Report, report_id)
    if report is None:
        return ()
    handled, root = await handled_kommuner(session, viewer), report.same_event_as_id or report_id
    of_it = sa.or_(col(Report.id) == root, col(Report.same_event_as_id) == root)
    found = select(Report).where(of_it, col(Report.id) != report_id, col(Report.kommun_id).in_(handled))
    rows = await session.exec(found.order_by(col(Report.reported_at), col(Report.id)))
    told = tuple(Telling(stored_id(other), other.number, other.reporting_party, other.text) for other in rows)
    for telling in told:
        record(session, viewer.id if viewer else None, AuditAction.VIEWED, "report", telling.report_id, now, beside=report_id)
    return told


async def join_tellings(session: AsyncSession, actor: Person | None, reports: Sequence[int], submit: str, now: datetime) -> None:
    """Let some reports be one event from now on: it is counted by the one that came first, and the others stand beside it.

    A report that tells of an event with further tellings brings them along. The same submit again changes nothing. Raises
    NotFoundError for a report that isn't there or was withdrawn, NotAllowedError for one that the actor doesn't handle, and
    DomainError when they aren't all counted in one kommun.
    """
    group = await _hold_events(session, reports)
    if not set(reports) <= {report.id for report in group} or any(report.status is ReportStatus.ATERKALLAD for report in group):
        raise NotFoundError("error.report_missing")
    for kommun_id in {report.kommun_id for report in group}:
        await check_handler(session, actor, kommun_id)
    # Of reports whose events become one at least one is changed, in whose trail the submit is.
    done = of_act(submit, "join")
    if any([await submitted_before(session, "report", report_id, done) for report_id in reports]):
        return
    if not count_together(group):
        raise DomainError("error.not_one_event")
    first = min(group, key=_came)
    for report in group:
        after = None if report is first else stored_id(first)
        if report.same_event_as_id != after:
            _note(session, actor.id if actor else None, report, after, done, now)
    await session.flush()


async def part_tellings(session: AsyncSession, actor: Person | None, report_id: int, submit: str, now: datetime) -> None:
    """Let a report be an event of its own again; of those that stood beside it, the oldest is what they are counted by.

    The same submit again changes nothing. Raises NotFoundError, and NotAllowedError for one who doesn't handle the report.
    """
    await take_turn(session)
    report = await hold(session, Report, report_id, "error.report_missing")
    actor_id = await check_handler(session, actor, report.kommun_id)
    done = of_act(submit, "part")
    if not await submitted_before(session, "report", report_id, done):
        await _let_go(session, report, actor_id, done, now)


async def part_if_moved(
    session: AsyncSession, report: Report, before: int | None, actor_id: int | None, submit: str, now: datetime
) -> None:
    """Take a held report out of the event that it shares when it isn't counted where it was (`counted_in`): the others still are.

    Whatever changes a report's kommun, slag, status or whether it is internal asks this, with what held before the change, and
    has taken its turn (`take_turn`) before it held the report.
    """
    if counted_in(report) != before:
        await _let_go(session, report, actor_id, of_act(submit, "moved"), now)


async def _let_go(session: AsyncSession, report: Report, actor_id: int | None, submit: str, now: datetime) -> None:
    """Part a report from those that share its event, which its own trail keeps, also where only what they point at changes."""
    others = await hold_all(session, Report, col(Report.same_event_as_id) == report.id)
    next_first = stored_id(min(others, key=_came)) if others else None
    changed = [(other, None if other.id == next_first else next_first) for other in others]
    if others or report.same_event_as_id is not None:
        changed.append((report, None))
    for one, after in changed:
        _note(session, actor_id, one, after, submit, now)
    await session.flush()


async def _hold_events(session: AsyncSession, report_ids: Iterable[int]) -> list[Report]:
    """Return some reports and all that share an event with any of them, held.

    What another joined to them before they were held is fetched as well: a group joined in part would point at what isn't first.
    """
    await take_turn(session)
    wanted = set(report_ids)
    held: dict[int, Report] = {}
    while True:
        pointed_at = select(Report.same_event_as_id).where(col(Report.id).in_(wanted), col(Report.same_event_as_id).is_not(None))
        roots = {*wanted, *await session.exec(pointed_at)}
        of_them = sa.or_(col(Report.id).in_(roots), col(Report.same_event_as_id).in_(roots))
        group = set(await session.exec(select(Report.id).where(of_them)))
        if group <= held.keys():
            return [report for report_id, report in held.items() if report_id in group]
        held = {stored_id(report): report for report in await hold_all(session, Report, col(Report.id).in_(group))}


async def take_turn(session: AsyncSession) -> None:
    """Wait for whoever joins or parts in the förbund before: several whose groups grow while they hold some could wait in a ring.

    It is taken before any report is held, by all that may change which reports share an event.
    """
    taking_turns = select(Forbund.id).where(col(Forbund.id) == session.info["scope"])
    await session.exec(taking_turns.with_for_update(key_share=True))  # which lets rows that point at the förbund be written


def _came(report: Report) -> tuple[datetime, int]:
    return report.reported_at, stored_id(report)


def _note(session: AsyncSession, actor_id: int | None, report: Report, after: int | None, submit: str, now: datetime) -> None:
    before, report.same_event_as_id = report.same_event_as_id, after
    details = {"submit": submit, "same_event_as": [before, after]}
    record(session, actor_id, AuditAction.CHANGED, "report", stored_id(report), now, **details)
