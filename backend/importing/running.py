"""An import from beginning to end: judged, then stored a batch at a time, each batch in one transaction.

What was stored stays when the process dies; the next run finds it by its keys and goes on.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Literal

from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from backend.audit import record
from backend.categories.taxonomy import Taxonomy
from backend.database import AsyncSession, Database, stored_id
from backend.directory.numbers import next_number
from backend.directory.receivers import Receiver, find_receiver
from backend.importing.cells import Kommuner
from backend.importing.reading import Row
from backend.importing.rows import Incoming, Refused, Remark, RowJudge
from backend.reporting.proposed import keep_proposals
from backend.times import add_working_days, local_date
from models import Forbund, Kommun, Report, ReportComment, ReportParty, StatusChange
from models.enums import AuditAction, CommentKind, ReportStatus, Source
from models.report import parts

BATCH = 100

Outcome = Literal["imported", "there_already", "refused"]


@dataclass(frozen=True, slots=True)
class RowResult:
    """What became of a row, and what to tell of it."""

    row: int
    outcome: Outcome
    remarks: tuple[Remark, ...] = ()


@dataclass(slots=True)
class Result:
    """How many rows came to what, and those that somebody should look at."""

    counts: Counter[Outcome] = field(default_factory=Counter)
    told: list[RowResult] = field(default_factory=list)

    def add(self, result: RowResult) -> None:
        """Count a row; keep it when there is anything to tell."""
        self.counts[result.outcome] += 1
        if result.remarks:
            self.told.append(result)


async def read_kommuner(session: AsyncSession) -> tuple[Kommuner, dict[str, int]]:
    """Return the förbund's active kommuner, to be found as people write them, and their ids by name."""
    rows = (await session.exec(select(Kommun).where(col(Kommun.active)).order_by(Kommun.name))).all()
    return Kommuner((stored_id(row), row.code, row.name) for row in rows), {row.name: stored_id(row) for row in rows}


@dataclass(frozen=True, kw_only=True)
class Importer:
    """Stores the rows that its judge lets pass as the förbund's reports. Nobody is told of them."""

    database: Database
    forbund_id: int
    judge: RowJudge
    taxonomy: Taxonomy
    now: datetime
    dry_run: bool = False

    async def run(self, rows: Iterator[Row], progress: Callable[[int], None]) -> Result:
        """Import the rows and return what became of them; `progress` is told after each batch how many it was.

        With `dry_run` the result is what it would be, and nothing is stored.
        """
        result = Result()
        seen: set[str] = set()
        while batch := list(islice(rows, BATCH)):
            passed = list(self._judged(batch, seen, result))
            for each in await self._stored(passed):
                result.add(each)
            progress(len(batch))
        result.told.sort(key=lambda each: each.row)
        return result

    def _judged(self, rows: Sequence[Row], seen: set[str], result: Result) -> Iterator[Incoming]:
        for row in rows:
            try:
                incoming = self.judge.judge(row)
            except Refused as refused:
                result.add(RowResult(row.number, "refused", refused.remarks))
                continue
            if incoming.key in seen:
                result.add(RowResult(row.number, "there_already", (Remark("twice_in_file"),)))
                continue
            seen.add(incoming.key)
            yield incoming

    async def _stored(self, batch: Sequence[Incoming]) -> list[RowResult]:
        if self.dry_run:
            async with self.database.read(self.forbund_id) as session:
                there = await _keys_there(session, batch)
        else:
            try:
                there = await self._store(batch)
            except IntegrityError:
                # Somebody imports the same file at the same time: the second time, their rows are seen.
                there = await self._store(batch)
        return [
            RowResult(each.row, "there_already") if each.key in there else RowResult(each.row, "imported", each.remarks)
            for each in batch
        ]

    async def _store(self, batch: Sequence[Incoming]) -> frozenset[str]:
        """Store what isn't there in one transaction; return the keys of what was."""
        async with self.database.begin(self.forbund_id) as session:
            there = await _keys_there(session, batch)
            forbund = await session.get_one(Forbund, self.forbund_id)
            receivers: dict[int, Receiver] = {}
            for each in batch:
                if each.key not in there:
                    if each.kommun_id not in receivers:
                        receivers[each.kommun_id] = await find_receiver(session, each.kommun_id)
                    await self._report(session, each, receivers[each.kommun_id], forbund.answer_working_days)
            await session.flush()
        return there

    async def _report(self, session: AsyncSession, incoming: Incoming, receiver: Receiver, working_days: int) -> None:
        # What is still open is put before its receiver today, and the promise of an answer counts from then.
        category, subcategory = parts(incoming.category)
        promised = self.now if incoming.status.is_open else incoming.reported_at
        report = Report(
            number=await next_number(session, "SB", incoming.reported_at),
            idempotency_key=incoming.key,
            reported_at=incoming.reported_at,
            reporting_party=incoming.reporting_party,
            source=Source.IMPORT,
            kommun_id=incoming.kommun_id,
            text=incoming.text,
            suggestion=incoming.suggestion,
            slag=incoming.slag,
            event_date=incoming.event_date,
            recurring=incoming.recurring,
            consequence=incoming.consequence,
            category=category,
            subcategory=subcategory,
            reporter_category=category,
            proposed=keep_proposals(incoming.proposed, incoming.text, incoming.because),
            model_version=incoming.model_version,
            taxonomy_version=self.taxonomy.version,
            status=incoming.status,
            receiver_id=stored_id(receiver.person) if receiver.person else None,
            receiver_role=receiver.role,
            answer_due=add_working_days(local_date(promised), working_days),
            answered_at=incoming.answered_at,
            closed_at=incoming.closed_at,
        )
        session.add(report)
        await session.flush()
        self._story(session, incoming, stored_id(report))

    def _story(self, session: AsyncSession, incoming: Incoming, report_id: int) -> None:
        session.add_all(ReportParty(report_id=report_id, party=party) for party in incoming.parties)
        start = ReportStatus.MOTTAGEN
        session.add(StatusChange(report_id=report_id, after=start, changed_at=incoming.reported_at))
        if incoming.status is not start:
            when = incoming.closed_at or incoming.answered_at or incoming.reported_at
            session.add(StatusChange(report_id=report_id, before=start, after=incoming.status, changed_at=when))
        if incoming.answer:
            answer = ReportComment(
                report_id=report_id,
                idempotency_key=incoming.key,
                kind=CommentKind.ANSWER,
                text=incoming.answer,
                created_at=incoming.answered_at or incoming.reported_at,
            )
            session.add(answer)
        record(session, None, AuditAction.CREATED, "report", report_id, self.now, source=Source.IMPORT)


async def _keys_there(session: AsyncSession, batch: Sequence[Incoming]) -> frozenset[str]:
    keys = [each.key for each in batch]
    return frozenset((await session.exec(select(Report.idempotency_key).where(col(Report.idempotency_key).in_(keys)))).all())
