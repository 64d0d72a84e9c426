"""A second reader codes a sample blind: the text alone, without what anybody said it was about."""

import random
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlmodel import col, select

from backend.audit import record
from backend.categories.learning.kappa import Kappa, cohen_kappa
from backend.categories.learning.labels import decided_by_somebody
from backend.categories.taxonomy import Taxonomy
from backend.database import AsyncSession, stored_id
from backend.directory.roles import holds
from backend.errors import DomainError, NotAllowedError, NotFoundError
from backend.times import start_of_day
from models import CodedText, CodingSample, Person, Report, Role, StatusChange
from models.enums import EVENTS, AuditAction, RoleName

READERS = (RoleName.KOORDINATOR, RoleName.STALLFORETRADARE, RoleName.VERKSAMHETSUTVECKLARE)


@dataclass(frozen=True, slots=True)
class Reading:
    """Where a reader is: `coded` of `texts` are done; the next one's report and text, None when all are."""

    coded: int
    texts: int
    report_id: int | None
    text: str


async def create_sample(session: AsyncSession, email: str, size: int, now: datetime, chance: random.Random) -> CodingSample:
    """Return a new sample for the person with this address: decided brister and behov that they neither wrote nor sorted.

    Raises NotFoundError for nobody, NotAllowedError for one without a role to read, DomainError when there is nothing to read.
    """
    reader = (await session.exec(select(Person).where(Person.email == email, col(Person.active)))).first()
    if reader is None:
        raise NotFoundError("error.reader_missing")
    reader_id = stored_id(reader)
    await _check_reader(session, reader_id)
    handled = select(StatusChange.report_id).where(StatusChange.changed_by_id == reader_id)
    found = select(Report.id).where(
        decided_by_somebody(),
        col(Report.slag).in_(EVENTS),
        col(Report.reporter_id).is_distinct_from(reader_id),
        col(Report.id).not_in(handled),
    )
    ids = [number for number in await session.exec(found.order_by(col(Report.id))) if number]
    if not ids:
        raise DomainError("error.sample_empty")
    sample = CodingSample(reader_id=reader_id, created_at=now)
    session.add(sample)
    await session.flush()
    chosen = chance.sample(ids, min(size, len(ids)))
    sample_id = stored_id(sample)
    session.add_all(CodedText(sample_id=sample_id, report_id=number, place=place) for place, number in enumerate(chosen))
    record(session, None, AuditAction.CREATED, "coding_sample", sample_id, now, reader=reader_id, texts=len(chosen))
    await session.flush()
    return sample


async def read_next(session: AsyncSession, reader: Person | None, sample_id: int, now: datetime) -> Reading:
    """Return the next text of a sample to its reader; the look is kept in the audit trail. Withdrawn reports are passed over.

    Raises NotFoundError for no such sample, NotAllowedError for anybody but its reader.
    """
    await _own_sample(session, reader, sample_id)
    listed = (
        select(CodedText, Report.text)
        .join(Report, col(Report.id) == col(CodedText.report_id))
        .where(CodedText.sample_id == sample_id, decided_by_somebody())
        .order_by(col(CodedText.place))
    )
    rows = (await session.exec(listed)).all()
    left = [(row.report_id, text) for row, text in rows if row.category is None]
    if not left:
        return Reading(len(rows), len(rows), None, "")
    record(session, reader.id if reader else None, AuditAction.VIEWED, "report", left[0][0], now, sample=sample_id)
    return Reading(len(rows) - len(left), len(rows), *left[0])


async def code_text(
    session: AsyncSession, reader: Person | None, sample_id: int, report_id: int, category: str, taxonomy: Taxonomy, now: datetime
) -> None:
    """Keep what a reader says that a text is about; a later word replaces an earlier one.

    Raises as `read_next` does, and DomainError for no category of ours; a förbund's finer ones aren't asked for.
    """
    await _own_sample(session, reader, sample_id)
    if category not in taxonomy.main_codes:
        raise DomainError("error.category_unknown", field="category")
    here = sa.and_(col(CodedText.sample_id) == sample_id, col(CodedText.report_id) == report_id)
    kept = await session.exec(sa.update(CodedText).where(here).values(category=category, coded_at=now))
    if not kept.rowcount:
        raise NotFoundError("error.report_missing")


async def second_reading(
    session: AsyncSession,
    days: tuple[date, date] | None = None,
    *,
    sample_id: int | None = None,
    kommuner: Collection[int] | None = None,
) -> Kappa:
    """Return how far second readers agree with what was decided. A text that two have coded counts twice.

    Of what was coded on these days, both included, of one sample, and of reports of these kommuner, when they are given.
    """
    found = (
        select(Report.category, CodedText.category)
        .join(CodedText, col(CodedText.report_id) == col(Report.id))
        .where(decided_by_somebody(), col(CodedText.coded_at).is_not(None))
    )
    if days is not None:
        first, last = start_of_day(days[0]), start_of_day(days[1] + timedelta(days=1))
        found = found.where(col(CodedText.coded_at) >= first, col(CodedText.coded_at) < last)
    if sample_id is not None:
        found = found.where(CodedText.sample_id == sample_id)
    if kommuner is not None:
        found = found.where(col(Report.kommun_id).in_(kommuner))
    return cohen_kappa([(decided, coded) for decided, coded in await session.exec(found) if coded])


async def _own_sample(session: AsyncSession, reader: Person | None, sample_id: int) -> None:
    sample = (await session.exec(select(CodingSample).where(CodingSample.id == sample_id))).first()
    if sample is None:
        raise NotFoundError("error.sample_missing")
    if reader is None or sample.reader_id != reader.id:
        raise NotAllowedError("error.not_yours")
    await _check_reader(session, stored_id(reader))


async def _check_reader(session: AsyncSession, person_id: int) -> None:
    if not await holds(session, person_id, col(Role.role).in_(READERS)):
        raise NotAllowedError("error.reader_role")
