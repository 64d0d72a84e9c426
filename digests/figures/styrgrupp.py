"""The figures of a styrgrupp's edition: what each of its insatser has planned and come to, and the reports that name it.

A report has no field for the insats. What is counted are those that name it, so that the number is the least there can be.
"""

import asyncio
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from pydantic import TypeAdapter
from sqlmodel import col, select

from backend.database import AsyncSession, stored_id
from digests.figures.checks import agree
from digests.figures.counts import count_events, new_events
from digests.figures.questions import Agenda, read_agenda
from digests.figures.shown import Place, Shown, bearing_on
from digests.figures.suppression import LEAST, suppress
from digests.figures.taken_up import TakenUp, check_taken_up, count_asked, read_taken_up
from digests.periods import Period, Quarter
from models import Edition, Insats, InsatsMeasure, InsatsOutcome, Report
from models.enums import EditionKind, EditionStatus

LAST_QUARTER = 4

_SHOWN = TypeAdapter(Shown)


@dataclass(frozen=True, slots=True)
class Amount:
    """A number that the directory has, from the year's beginning to a quarter's end: not known (None), or known and hidden."""

    value: int | None = None
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Measured:
    """One measure of an insats: what was planned by the quarter's end (None: not said) and for the year, and what it came to."""

    name: str
    plan: int | None
    plan_year: int | None
    outcome: Amount
    year_before: Amount
    comment: str

    @property
    def deviation(self) -> int | None:
        """The outcome less the plan by then; None when either isn't known or may not be told."""
        return None if self.plan is None or self.outcome.value is None else self.outcome.value - self.plan


@dataclass(frozen=True, slots=True)
class InsatsFigures:
    """One insats: its measures, and the events that name it as far as their number can be told."""

    slug: str
    name: str
    measures: tuple[Measured, ...]
    named: Shown


@dataclass(frozen=True, slots=True)
class StyrgruppFigures:
    """All that the edition says."""

    year: int
    number: int
    period: Period
    insatser: tuple[InsatsFigures, ...]
    agenda: Agenda
    taken_up: TakenUp

    @property
    def quarter(self) -> Quarter:
        """The quarter that the edition is about."""
        return Quarter(self.year, self.number)

    @property
    def measures(self) -> tuple[Measured, ...]:
        """The measures of all insatser."""
        return tuple(measure for insats in self.insatser for measure in insats.measures)


async def read_styrgrupp_figures(session: AsyncSession, group_id: int, quarter: Quarter) -> StyrgruppFigures:
    """Return the group's figures of a quarter, reconciled; raise `FiguresDisagree` when they don't add up."""
    period = quarter.period
    found = await session.exec(
        select(Insats).where(Insats.group_id == group_id, col(Insats.active)).order_by(col(Insats.name), col(Insats.id))
    )
    insatser = found.all()
    (events,) = await count_events(session, None, [period])
    texts = (await session.exec(select(Report.text).where(*new_events(period)))).all()
    agree("texts of events", events, len(texts))
    told = []
    for insats in insatser:
        naming = count_naming([insats.name, *insats.aliases], texts)
        measures, named = await _measures(session, insats, quarter), await _told(session, insats, period, events, naming)
        told.append(InsatsFigures(insats.slug, insats.name, measures, named))
    figures = StyrgruppFigures(
        year=quarter.year,
        number=quarter.number,
        period=period,
        insatser=tuple(told),
        agenda=await read_agenda(session, group_id, period),
        taken_up=await read_taken_up(session, period, group_id),
    )
    check_taken_up(figures.taken_up, await count_asked(session, period, group_id))
    return figures


def count_naming(names: Iterable[str], texts: Iterable[str]) -> int:
    """Return how many texts have any of the names as words of their own, also with a genitive's s; capitals don't matter."""
    wanted = "|".join(re.escape(name) for name in names)
    pattern = re.compile(rf"\b(?:{wanted})s?\b", re.IGNORECASE)
    return sum(1 for text in texts if pattern.search(text))


def place_of(insats: str, period: Period) -> Place:
    """Return the place of the events that name an insats."""
    return Place(period.start, period.end, insats=insats)


async def _measures(session: AsyncSession, insats: Insats, quarter: Quarter) -> tuple[Measured, ...]:
    found = await session.exec(
        select(InsatsMeasure, InsatsOutcome)
        .outerjoin(
            InsatsOutcome,
            sa.and_(col(InsatsOutcome.measure_id) == col(InsatsMeasure.id), col(InsatsOutcome.quarter) == quarter.number),
        )
        .where(InsatsMeasure.insats_id == stored_id(insats), col(InsatsMeasure.year).in_((quarter.year, quarter.year - 1)))
        .order_by(col(InsatsMeasure.place), col(InsatsMeasure.id))
    )
    rows: Sequence[tuple[InsatsMeasure, InsatsOutcome | None]] = found.all()
    earlier = {measure.name: _amount(measure, outcome) for measure, outcome in rows if measure.year < quarter.year}
    return tuple(
        Measured(
            measure.name,
            _plan(measure, outcome, quarter),
            measure.plan,
            _amount(measure, outcome),
            earlier.get(measure.name, Amount()),
            outcome.comment if outcome else "",
        )
        for measure, outcome in rows
        if measure.year == quarter.year
    )


def _plan(measure: InsatsMeasure, outcome: InsatsOutcome | None, quarter: Quarter) -> int | None:
    if outcome and outcome.plan is not None:
        return outcome.plan
    return measure.plan if quarter.number == LAST_QUARTER else None


def _amount(measure: InsatsMeasure, outcome: InsatsOutcome | None) -> Amount:
    value = outcome.outcome if outcome else None
    small = measure.persons and value is not None and 0 < value < LEAST
    return Amount(hidden=True) if small else Amount(value)


async def _told(session: AsyncSession, insats: Insats, period: Period, events: int, naming: int) -> Shown:
    """Return what can be told of the events that name an insats: all events are told elsewhere too."""
    every, own, rest = (place_of(name, period) for name in ("", insats.slug, f"not {insats.slug}"))
    cells = {every: events, own: naming, rest: events - naming}
    return await asyncio.to_thread(suppress, cells, [every], await _earlier(session, insats, period))


async def _earlier(session: AsyncSession, insats: Insats, period: Period) -> list[Shown]:
    """Return what other editions have told of an insats that bears on a period, the newest first."""
    told: sa.ColumnElement[Any] = col(Edition.figures)["figures", "insatser"]
    found = await session.exec(
        select(told)
        .where(Edition.kind == EditionKind.STYRGRUPP, Edition.status == EditionStatus.KLAR)
        .order_by(col(Edition.made_at).desc(), col(Edition.id))
    )
    own = [each["named"] for insatser in found.all() for each in insatser if each["slug"] == insats.slug]
    return bearing_on((period.start, period.end), [_SHOWN.validate_python(each) for each in own])
