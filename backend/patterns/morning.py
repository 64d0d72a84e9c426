"""Each morning's look across a förbund's reports: what is new is proposed, once, to those who handle the reports.

What is there already is known by its reports, so that it makes no difference how often or in how many processes one looks. A
proposal grows by what comes later, but nobody is told of that again.
"""

import asyncio
import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, time

import sqlalchemy as sa
import structlog
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from backend.database import AsyncSession, Database, stored_id
from backend.directory.receivers import Receiver, find_receiver, tell_receiver
from backend.every_forbund import every_forbund
from backend.patterns.alike import FEWEST_KOMMUNER, SAME_MATTER, WINDOW, Fingerprint, Found, Told, find_groups
from backend.patterns.rising import counted, find_rising, risen_before, store_rising
from backend.times import last_time_at, local_date
from models import Pattern, PatternReport, Report, ReportParty
from models.enums import NoticeKind, PartyCode, PatternKind, PatternStatus

MORNING = time(6)
_RECURS = frozenset({PatternKind.UPPREPAS, PatternKind.FLERA_KOMMUNER})

log = structlog.get_logger(__name__)

Read = Callable[[str], Fingerprint]


class Morning:
    """The looks of an installation. `read` makes what gives a text's fingerprint; it may take its time, and runs in a thread."""

    def __init__(self, database: Database, read: Callable[[], Read]) -> None:
        self._database = database
        self._make_reader = read
        self._reader: Read | None = None
        self._looked: dict[int, datetime] = {}

    async def run(self, now: datetime) -> int:
        """Look across every förbund that nobody has looked at since this morning, and return how many proposals are new.

        A look that fails is logged and made again the next morning; it doesn't stop the others. One that meets another
        process's is made once more at once.
        """
        morning, new = last_morning(now), 0
        for forbund_id in await every_forbund(self._database):
            if self._looked.get(forbund_id) == morning:
                continue
            try:
                try:
                    new += await self.look(forbund_id, now)
                except IntegrityError:  # another process looks at the same moment: looked at anew, what it stored is found
                    new += await self.look(forbund_id, now)
                self._looked[forbund_id] = morning
            except Exception as error:  # one förbund's trouble must not keep the others from being looked at
                self._looked[forbund_id] = morning  # trying on would take the machine's time all day
                log.error("patterns.look_failed", forbund=forbund_id, error=type(error).__name__)
        return new

    async def look(self, forbund_id: int, now: datetime) -> int:
        """Store what is new across a förbund's reports and tell those who handle them; return how many proposals are new."""
        async with self._database.read(forbund_id) as session:
            rows = await _recent(session, now)
            sides = await _sides(session, [stored_id(report) for report in rows])
            rising = await find_rising(session, now)
        groups = await asyncio.to_thread(self._find, rows, sides) if rows else []
        if not groups and not rising:
            return 0
        async with self._database.begin(forbund_id) as session:
            new = [*await _store_groups(session, groups, now), *await store_rising(session, rising, now)]
            await session.flush()
            await _tell(session, new, now)
        return len(new)

    def _find(self, rows: Sequence[Report], sides: Mapping[int, frozenset[PartyCode]]) -> list[Found]:
        self._reader = self._reader or self._make_reader()
        read = self._reader
        return find_groups(_told(report, sides, read) for report in rows)


def last_morning(now: datetime) -> datetime:
    """Return the latest morning, at six in Stockholm, that isn't after `now`."""
    return last_time_at(MORNING, now)


def _told(report: Report, sides: Mapping[int, frozenset[PartyCode]], read: Read) -> Told:
    own = {report.reporting_party} if report.reporting_party else set()
    return Told(
        id=stored_id(report),
        kommun_id=report.kommun_id,
        category=report.category,
        reporting=report.reporting_party,
        sides=frozenset({*own, *sides.get(stored_id(report), ())}),
        happened=report.event_date,
        logged=local_date(report.reported_at),
        issue_id=report.issue_id,
        fingerprint=read(report.text),
    )


async def _recent(session: AsyncSession, now: datetime) -> list[Report]:
    found = await session.exec(select(Report).where(col(Report.reported_at) > now - WINDOW, *counted()))
    return list(found.all())


async def _sides(session: AsyncSession, ids: Sequence[int]) -> dict[int, frozenset[PartyCode]]:
    sides: dict[int, set[PartyCode]] = defaultdict(set)
    for row in await session.exec(select(ReportParty).where(col(ReportParty.report_id).in_(ids))):
        sides[row.report_id].add(row.party)
    return {report_id: frozenset(parties) for report_id, parties in sides.items()}


async def _store_groups(session: AsyncSession, groups: Iterable[Found], now: datetime) -> list[Pattern]:
    new = []
    for found in groups:
        known = await _known(session, found) or await _growing(session, found) or await risen_before(session, found)
        if known is None:
            pattern = Pattern(
                kind=found.kind,
                mark=_mark(found),
                kommun_id=found.kommun_id,
                category=found.category,
                found_at=now,
            )
            session.add(pattern)
            await session.flush()
            new.append(pattern)
            known, there = pattern, set[int]()
        else:
            there = set(await session.exec(select(PatternReport.report_id).where(PatternReport.pattern_id == known.id)))
        if known.status is PatternStatus.FORESLAGET and known.kommun_id in (None, found.kommun_id):
            await _add(session, known, set(found.report_ids) - there)
    return new


async def _add(session: AsyncSession, pattern: Pattern, ids: Iterable[int]) -> None:
    """Let reports join a proposal. Where it was said that a kommun's are no fråga, one more of that kommun is none either."""
    of_it = select(Report.kommun_id).join(PatternReport, col(PatternReport.report_id) == Report.id)
    declined = await session.exec(
        of_it.where(
            PatternReport.pattern_id == pattern.id, col(PatternReport.settled).is_(True), col(Report.issue_id).is_(None)
        ).distinct()
    )
    settled = set(declined)
    joining = select(Report).where(col(Report.id).in_(ids)).order_by(col(Report.id))
    for report in await session.exec(joining):
        row = PatternReport(pattern_id=stored_id(pattern), report_id=stored_id(report), settled=report.kommun_id in settled)
        session.add(row)


def _mark(found: Found) -> str:
    ids = "-".join(map(str, found.report_ids))
    return f"{found.kind}:{hashlib.sha256(ids.encode()).hexdigest()[:32]}"


async def _known(session: AsyncSession, found: Found) -> Pattern | None:
    """The proposal that was made of the same reports, or of enough of them to be the same matter; None for a new one.

    What recurs in a kommun and in several is one matter, and one that is settled comes before one that waits. But what a kommun
    was asked about by itself is news where two others tell of it as well. One of just these reports is known by its mark too,
    when they have been taken out of it since.
    """
    kommuner = await session.exec(select(Report.kommun_id).where(col(Report.id).in_(found.report_ids)).distinct())
    of_them = (
        select(PatternReport.pattern_id)
        .where(col(PatternReport.report_id).in_(found.report_ids))
        .group_by(col(PatternReport.pattern_id))
        .having(sa.func.count() >= SAME_MATTER)
    )
    kinds = _RECURS if found.kind in _RECURS else {found.kind}
    same = sa.and_(col(Pattern.kind).in_(kinds), col(Pattern.id).in_(of_them))
    if len(kommuner.all()) > FEWEST_KOMMUNER:
        same = sa.and_(same, col(Pattern.kommun_id).is_(None))
    made = select(Pattern).where(sa.or_(same, col(Pattern.mark) == _mark(found)))
    settled_first = col(Pattern.status) == PatternStatus.FORESLAGET
    return (await session.exec(made.order_by(settled_first, col(Pattern.id)))).first()


async def _growing(session: AsyncSession, found: Found) -> Pattern | None:
    """The proposal that waits with one of these reports in it: what came since gathers around another of the same matter."""
    if found.kind not in _RECURS:
        return None
    waits = select(Pattern).join(PatternReport, col(PatternReport.pattern_id) == Pattern.id)
    waits = waits.where(
        col(PatternReport.report_id).in_(found.report_ids),
        col(Pattern.kind).in_(_RECURS),
        Pattern.status == PatternStatus.FORESLAGET,
        Pattern.category == found.category,
        sa.or_(col(Pattern.kommun_id).is_(None), col(Pattern.kommun_id) == found.kommun_id),
    )
    return (await session.exec(waits.order_by(col(Pattern.id)))).first()


async def _tell(session: AsyncSession, new: Sequence[Pattern], now: datetime) -> None:
    """Queue one notice to each who handles any report of what is new, however much that is."""
    concerned: dict[object, tuple[Receiver, int]] = {}
    for pattern in new:
        kommuner = select(Report.kommun_id).join(PatternReport, col(PatternReport.report_id) == Report.id)
        concerns = sorted(set(await session.exec(kommuner.where(PatternReport.pattern_id == pattern.id))))
        receivers = {_who(receiver): receiver for receiver in [await find_receiver(session, each) for each in concerns]}
        if len(receivers) > 1:  # each sees their own reports of it, and the office sees that it is one matter
            office = await find_receiver(session, None)
            receivers.setdefault(_who(office), office)
        for who, receiver in receivers.items():
            concerned.setdefault(who, (receiver, stored_id(pattern)))
    for receiver, first in concerned.values():
        await tell_receiver(session, receiver, key=f"patterns:{first}", kind=NoticeKind.PATTERNS_FOUND, subject_id=first, now=now)


def _who(receiver: Receiver) -> int | None:
    return receiver.person.id if receiver.person else None
