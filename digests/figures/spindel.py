"""Spindeln's figures: what a group's members said of nine aspects, now and the time before, beside what has been reported.

What is told is defined in docs/figures.md. Sums that would single somebody out leave this module as nothing at all: neither an
edition nor what is frozen with it holds them.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal

from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from backend.categories.taxonomy import Taxonomy
from backend.chance import Gradings, changed
from backend.database import AsyncSession, stored_id
from backend.spindel.answer import last_day
from backend.spindel.aspects import ASPECTS, FEWEST, SCALE, VALUES
from digests.figures.checks import agree
from digests.figures.counts import count_events, count_new
from digests.groups import kommuner_of
from digests.periods import Period, months_before
from models import Group, SpindelMeasurement, SpindelTally

HIGHEST, LOWEST = Decimal("3.5"), Decimal("0.5")
"""A mean beyond these is told as lying there: nearer to an end it would say what each of them answered."""
EVENT_MONTHS = 12
FEWEST_OTHERS = 2
_TENTH = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class Mean:
    """An aspect's mean as it is told, 0–4 with one decimal. `beyond`: it is at least that (1), at most that (-1) or just that."""

    value: Decimal
    beyond: int = 0


@dataclass(frozen=True, slots=True)
class AspectRow:
    """An aspect: its mean, the one before, the other groups', and the events of its categories. None is a mean that isn't told.

    `answers` is how many judged it, None when they are too few to tell. `change` is 1 or -1 when the test says that it has
    risen or fallen.
    """

    aspect: int
    mean: Mean | None
    before: Mean | None
    answers: int | None
    change: int
    events: int
    others: Mean | None = None


@dataclass(frozen=True, slots=True)
class SpindelFigures:
    """A closed measurement. `rows` are empty when too few answered. `able` of `compared` aspects could have shown a change.

    `others` is how many other groups it is laid beside, nought when they are too few: with one, the others are that group.
    `unplaced` are the events of `period` that belong to no aspect, those of the category for what fits nowhere.
    """

    group_id: int
    last_day: date
    asked: int
    answered: int
    before: date | None
    answered_before: int | None
    rows: tuple[AspectRow, ...]
    compared: int
    able: int
    period: Period
    unplaced: int
    others: int = 0

    @property
    def told(self) -> bool:
        """Whether enough answered for the result to be shown."""
        return bool(self.rows)

    @property
    def events(self) -> int:
        """All events of the period."""
        return sum(row.events for row in self.rows) + self.unplaced

    @property
    def changes(self) -> tuple[AspectRow, ...]:
        """The aspects that have changed."""
        return tuple(row for row in self.rows if row.change)


@dataclass(frozen=True, slots=True)
class GroupSpindel:
    """A group by its name, with its measurement."""

    group: str
    figures: SpindelFigures


async def read_groups_spindel(session: AsyncSession, taxonomy: Taxonomy, until: date) -> tuple[GroupSpindel, ...]:
    """Return the last measurement of each active group in the year up to a day, by the groups' names."""
    year = _year_to(until)
    found = []
    for group in await session.exec(select(Group).where(col(Group.active)).order_by(col(Group.name))):
        if measurement := await latest_measured(session, stored_id(group), year):
            found.append(GroupSpindel(group.name, await read_spindel(session, taxonomy, measurement)))
    return tuple(found)


async def latest_measured(session: AsyncSession, group_id: int, period: Period) -> SpindelMeasurement | None:
    """Return the group's last closed measurement whose last day lies in the period."""
    # it closes when its last day has ended
    found = await session.exec(
        _closed(group_id)
        .where(col(SpindelMeasurement.closes_at) > period.since, col(SpindelMeasurement.closes_at) <= period.until)
        .limit(1)
    )
    return found.first()


async def read_spindel_beside_others(
    session: AsyncSession, taxonomy: Taxonomy, measurement: SpindelMeasurement
) -> SpindelFigures:
    """Return a closed measurement's figures beside the other groups' of its kind: the mean of their means in the year before.

    It is made of means as they are told, each group's counting alike, so that it says no more of anybody than those do. Raises
    `FiguresDisagree` as `read_spindel` does.
    """
    figures = await read_spindel(session, taxonomy, measurement)
    if not figures.told:
        return figures
    told = await _others(session, measurement.group_id, figures.period)
    if len(told) < FEWEST_OTHERS:
        return figures
    rows = tuple(replace(row, others=_mean_of([each[row.aspect] for each in told])) for row in figures.rows)
    return replace(figures, rows=rows, others=len(told))


async def read_spindel(session: AsyncSession, taxonomy: Taxonomy, measurement: SpindelMeasurement) -> SpindelFigures:
    """Return a closed measurement's figures, reconciled; raise `FiguresDisagree` when they don't add up."""
    group_id, answered = measurement.group_id, measurement.answered or 0
    earlier = await session.exec(
        _closed(group_id)
        .where(col(SpindelMeasurement.closes_at) < measurement.closes_at, col(SpindelMeasurement.answered) >= FEWEST)
        .limit(1)
    )
    before = earlier.first() if answered >= FEWEST else None
    sums = await _sums(session, measurement)
    sums_before = await _sums(session, before) if before else {}
    told_on = last_day(measurement.closes_at)
    period = _year_to(told_on)
    events = await _events(session, taxonomy, group_id, period)
    rows, compared, able = _rows(sums, sums_before, events) if answered >= FEWEST else ((), 0, 0)
    return SpindelFigures(
        group_id=group_id,
        last_day=told_on,
        asked=measurement.asked,
        answered=answered,
        before=last_day(before.closes_at) if before else None,
        answered_before=before.answered if before else None,
        rows=rows,
        compared=compared,
        able=able,
        period=period,
        unplaced=events.get(None, 0),
    )


async def _others(session: AsyncSession, group_id: int, period: Period) -> list[dict[int, Mean | None]]:
    """Return the means, by aspect, of the last measurement in a period of each other group of the same kind that may be told."""
    kind = select(Group.kind).where(Group.id == group_id).scalar_subquery()
    found = []
    for group in await session.exec(select(Group).where(Group.id != group_id, Group.kind == kind, col(Group.active))):
        measurement = await latest_measured(session, stored_id(group), period)
        if measurement and (measurement.answered or 0) >= FEWEST:
            sums = await _sums(session, measurement)
            found.append({aspect: told_mean(sums[aspect]) for aspect in ASPECTS})
    return found


def _mean_of(means: Sequence[Mean | None]) -> Mean | None:
    """Return the mean of means. With one that is told as at least so much it is at least so much itself, and so downwards.

    None when too few are told, or when some are told as at least and others as at most: then nothing is known of it.
    """
    known = [mean for mean in means if mean]
    beyond = {mean.beyond for mean in known} - {0}
    if len(known) < FEWEST_OTHERS or len(beyond) > 1:
        return None
    mean = sum((mean.value for mean in known), Decimal()) / len(known)
    # a limit is rounded outwards, so that it holds
    rounding = {1: ROUND_FLOOR, -1: ROUND_CEILING}.get(sum(beyond), ROUND_HALF_UP)
    return Mean(mean.quantize(_TENTH, rounding), sum(beyond))


def _year_to(day: date) -> Period:
    return Period(months_before(day, EVENT_MONTHS) + timedelta(days=1), day)


def _closed(group_id: int) -> SelectOfScalar[SpindelMeasurement]:
    return (
        select(SpindelMeasurement)
        .where(SpindelMeasurement.group_id == group_id, col(SpindelMeasurement.answered).is_not(None))
        .order_by(col(SpindelMeasurement.closes_at).desc(), col(SpindelMeasurement.id).desc())
    )


async def _sums(session: AsyncSession, measurement: SpindelMeasurement) -> dict[int, tuple[int, ...]]:
    """Return how many gave each grade, by aspect; raise `FiguresDisagree` unless each aspect has all who answered."""
    found = await session.exec(select(SpindelTally).where(SpindelTally.measurement_id == measurement.id))
    tallies = {(tally.aspect, tally.value): tally.count for tally in found}
    for aspect in ASPECTS:
        every = sum(tallies.get((aspect, value), 0) for value in VALUES)
        agree(f"spindeln {stored_id(measurement)}: aspect {aspect}", measurement.answered or 0, every)
    return {aspect: tuple(tallies.get((aspect, grade), 0) for grade in sorted(SCALE)) for aspect in ASPECTS}


async def _events(session: AsyncSession, taxonomy: Taxonomy, group_id: int, period: Period) -> dict[int | None, int]:
    """Return the events of the group's kommuner by the aspect of their category, None for those of no aspect."""
    kommun_ids = await kommuner_of(session, group_id) or None
    events: dict[int | None, int] = {}
    for cell in await count_new(session, kommun_ids, (period,)):
        aspect = taxonomy.get(cell.category).aspect
        events[aspect] = events.get(aspect, 0) + cell.events[0]
    [every] = await count_events(session, kommun_ids, (period,))
    agree("spindeln: events by aspect", every, sum(events.values()))
    return events


def _rows(
    sums: dict[int, tuple[int, ...]], before: dict[int, tuple[int, ...]], events: dict[int | None, int]
) -> tuple[tuple[AspectRow, ...], int, int]:
    both = [aspect for aspect in ASPECTS if min(sum(sums[aspect]), sum(before.get(aspect, ()))) >= FEWEST]
    gradings = [Gradings(sums[aspect], before[aspect]) for aspect in both]
    places, able = changed(gradings)
    changes = {both[place]: 1 if gradings[place].rose else -1 for place in places}
    rows = tuple(
        AspectRow(
            aspect=aspect,
            mean=told_mean(sums[aspect]),
            before=told_mean(before.get(aspect, ())),
            answers=sum(sums[aspect]) if sum(sums[aspect]) >= FEWEST else None,
            change=changes.get(aspect, 0),
            events=events.get(aspect, 0),
        )
        for aspect in ASPECTS
    )
    return rows, len(both), able


def told_mean(grades: Sequence[int]) -> Mean | None:
    """Return a mean as it may be told, of how many gave each grade from 0 on; None of fewer than `FEWEST`."""
    many = sum(grades)
    if many < FEWEST:
        return None
    mean = Decimal(sum(grade * count for grade, count in enumerate(grades))) / many
    if mean > HIGHEST or mean < LOWEST:
        return Mean(HIGHEST, beyond=1) if mean > HIGHEST else Mean(LOWEST, beyond=-1)
    return Mean(mean.quantize(_TENTH, ROUND_HALF_UP))
