"""Twice a year every reporter is told what the reports of their kommuner led to: what was decided and done, never by whom."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select

from backend.audit import record
from backend.database import AsyncSession, Database, stored_id
from backend.directory.reach import tell_person
from backend.every_forbund import in_every_forbund
from backend.i18n import Say
from backend.times import at_local_time, local_date, start_of_day, working_day_from
from models import Action, AuditEvent, Issue, Kommun, Lift, Person, Report
from models.enums import AuditAction, LiftOutcome, NoticeKind, ReportStatus

CLOCK = time(9)
LATEST = timedelta(days=14)
"""So long after its day it is still told, if no process ran before."""
REPORTED_WITHIN = timedelta(days=365)
MOST = 8
"""A notice tells so many frågor, the one that something happened to last first."""


@dataclass(frozen=True, slots=True)
class Half:
    """Half a calendar year, 1 or 2. The first is told in September, when people are back, the second in January."""

    year: int
    number: int

    @property
    def key(self) -> str:
        """The name in keys: `2026-H1`."""
        return f"{self.year}-H{self.number}"

    @property
    def since(self) -> datetime:
        """The moment when it begins, in UTC."""
        return start_of_day(date(self.year, 1 if self.number == 1 else 7, 1))

    @property
    def until(self) -> datetime:
        """The first moment after it, in UTC."""
        return start_of_day(date(self.year, 7, 1) if self.number == 1 else date(self.year + 1, 1, 1))

    @property
    def told_at(self) -> datetime:
        """When it is told: 09:00 on the first working day from 1 September or 15 January."""
        day = date(self.year, 9, 1) if self.number == 1 else date(self.year + 1, 1, 15)
        return at_local_time(working_day_from(day), CLOCK)


@dataclass(frozen=True, slots=True)
class Led:
    """What came of one fråga: what was decided and answered, and what was done, each empty when there was nothing."""

    title: str
    decided: tuple[str, ...]
    done: tuple[str, ...]

    def lines(self, say: Say) -> list[str]:
        """Return it in the reader's language, what was decided first."""
        return [*self.decided, *(say("led_to.done", what=what) for what in self.done)]


@dataclass(frozen=True, slots=True)
class LedTo:
    """What the reports of some kommuner led to; `more` frågor besides those told."""

    kommuner: tuple[str, ...]
    led: tuple[Led, ...]
    more: int


@dataclass(frozen=True, slots=True)
class Year:
    """What came of a förbund's reports in a year: how many there were and were answered, what was decided and done.

    `newest` is the fråga that something happened to last, None where nothing did or no kommun is asked about.
    """

    reports: int
    answered: int
    decided: int
    done: int
    newest: Led | None


def half_to_tell(now: datetime) -> Half | None:
    """Return the half-year that is to be told of now; None when it is none's time."""
    year = local_date(now).year
    return next((half for half in (Half(year, 1), Half(year - 1, 2)) if half.told_at <= now < half.told_at + LATEST), None)


async def read_led_to(session: AsyncSession, person_id: int, half: Half) -> LedTo:
    """Return what the half-year brought to the kommuner that a person has reported in during the year before its end."""
    kommun_ids = await _kommuner(session, person_id, half)
    names = await session.exec(select(Kommun.name).where(col(Kommun.id).in_(kommun_ids)).order_by(col(Kommun.name)))
    led = await _led(session, kommun_ids, half.since, half.until)
    return LedTo(tuple(names.all()), tuple(led[:MOST]), max(len(led) - MOST, 0))


async def read_year(session: AsyncSession, kommun_id: int | None, now: datetime) -> Year:
    """Return what came of the reports of the session's förbund in the year before `now`; the newest fråga is one kommun's."""
    since = now - REPORTED_WITHIN
    answered = sa.func.count().filter(col(Report.answered_at).is_not(None))
    counted = sa.select(sa.func.count(), answered).select_from(Report).where(*_reported(since, now))
    reports, answers = (await session.exec(counted)).one()  # type: ignore[call-overload]  # exec takes it
    decided = select(sa.func.count(col(Lift.id))).where(
        col(Lift.issue_id).in_(_gathered()), Lift.outcome == LiftOutcome.BESLUTAD, col(Lift.decided_at).between(since, now)
    )
    done = select(sa.func.count(col(Action.id))).where(
        col(Action.issue_id).in_(_gathered()), col(Action.done_at).between(since, now)
    )
    led = await _led(session, [kommun_id], since, now) if kommun_id else []
    return Year(reports, answers, (await session.exec(decided)).one(), (await session.exec(done)).one(), next(iter(led), None))


async def tell_what_it_led_to(database: Database, now: datetime) -> int:
    """Queue the notices of the half-year that nobody has queued yet, in every förbund, and return how many.

    Who wants to hear nothing of their own reports isn't told, nor is anybody whose kommuner nothing was decided in. One
    förbund's trouble is logged and doesn't stop the others.
    """
    half = half_to_tell(now)
    if half is None:
        return 0
    return await in_every_forbund(database, "led_to", lambda session: _tell(session, half, now))


async def _tell(session: AsyncSession, half: Half, now: datetime) -> int:
    subject = half.year * 10 + half.number
    already = await session.exec(
        select(AuditEvent.id).where(AuditEvent.subject == "led_to", AuditEvent.subject_id == subject).limit(1)
    )
    if already.first() is not None:
        return 0  # all of a förbund's are queued at once, and there may be none
    reporters = select(Report.reporter_id).where(*_reported(half.until - REPORTED_WITHIN, half.until))
    found = await session.exec(
        select(Person).where(col(Person.id).in_(reporters), col(Person.active), col(Person.told_of_own)).order_by(col(Person.id))
    )
    something: dict[int, bool] = {}
    told = 0
    for person in found.all():
        kommuner = await _kommuner(session, stored_id(person), half)
        for kommun_id in kommuner:
            if kommun_id not in something:
                something[kommun_id] = bool(await _led(session, [kommun_id], half.since, half.until))
        if any(something[kommun_id] for kommun_id in kommuner):
            told += await tell_person(
                session,
                person,
                key=f"led_to:{half.key}",
                kind=NoticeKind.LED_TO,
                subject_id=subject,
                details={"year": half.year, "half": half.number},
                now=now,
            )
    record(session, None, AuditAction.CREATED, "led_to", subject, now, told=told)
    await session.flush()
    return told


def _told_of() -> list[sa.ColumnElement[bool]]:
    """What concerns one organisation alone is told to nobody, as in the papers, nor what was taken back."""
    return [col(Report.status) != ReportStatus.ATERKALLAD, col(Report.internal).is_(False)]


def _reported(since: datetime, until: datetime) -> list[sa.ColumnElement[bool]]:
    return [col(Report.reported_at) >= since, col(Report.reported_at) < until, *_told_of()]


def _gathered(*which: sa.ColumnElement[bool]) -> Any:
    """Return a query for the frågor that hold such reports as are told of."""
    return select(Report.issue_id).where(col(Report.issue_id).is_not(None), *_told_of(), *which)


async def _kommuner(session: AsyncSession, person_id: int, half: Half) -> list[int]:
    reported = _reported(half.until - REPORTED_WITHIN, half.until)
    own = select(Report.kommun_id).where(Report.reporter_id == person_id, *reported).distinct()
    return list((await session.exec(own)).all())


async def _led(session: AsyncSession, kommun_ids: Collection[int], since: datetime, until: datetime) -> list[Led]:
    """Return the frågor with reports from these kommuner that were decided, answered or acted on, the newest of these first."""
    gathered = _gathered(col(Report.kommun_id).in_(kommun_ids))

    def during(moment: Any) -> sa.ColumnElement[bool]:
        return sa.and_(col(moment) >= since, col(moment) < until)

    lifts = await session.exec(
        select(Lift.issue_id, Lift.decided_at, Lift.decision).where(
            col(Lift.issue_id).in_(gathered), Lift.outcome == LiftOutcome.BESLUTAD, during(Lift.decided_at), Lift.decision != ""
        )
    )
    closed = await session.exec(
        select(Issue.id, Issue.closed_at, Issue.answer).where(
            col(Issue.id).in_(gathered), during(Issue.closed_at), Issue.answer != ""
        )
    )
    acted = await session.exec(
        select(Action.issue_id, Action.done_at, Action.what, Action.effect).where(
            col(Action.issue_id).in_(gathered), during(Action.done_at)
        )
    )
    decided = _by_issue([*lifts.all(), *closed.all()])
    done = _by_issue((issue_id, moment, f"{what} {effect}".strip()) for issue_id, moment, what, effect in acted.all())

    def newest(issue: Issue) -> tuple[datetime, int]:
        told = {**decided.get(stored_id(issue), {}), **done.get(stored_id(issue), {})}
        return max(told.values()), stored_id(issue)

    issues = await session.exec(select(Issue).where(col(Issue.id).in_({*decided, *done})))
    return [
        Led(issue.title, tuple(decided.get(stored_id(issue), ())), tuple(done.get(stored_id(issue), ())))
        for issue in sorted(issues.all(), key=newest, reverse=True)
    ]


def _by_issue(told: Iterable[tuple[Any, Any, str]]) -> dict[int, dict[str, datetime]]:
    """Return what was said of each fråga with its moment, the first said first; the same words, as an answer often has, once."""
    sorted_by_issue: dict[int, dict[str, datetime]] = {}
    for issue_id, moment, words in sorted(told, key=lambda each: each[1]):
        sorted_by_issue.setdefault(issue_id, {}).setdefault(words, moment)
    return sorted_by_issue
