"""The demo's frågor: opened, lifted to groups, decided or postponed at their meetings, and followed up."""

from collections.abc import Collection, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlmodel import select

from backend.database import AsyncSession, stored_id
from backend.demo.reports import GATHERED_BEFORE, OpenFor
from backend.times import add_working_days, at_local_time, local_date, working_day_until
from models import Action, GroupMeeting, Issue, Lift, MeetingLift, NumberSeries
from models.enums import IssueStatus, LiftOutcome


async def write_issues(
    session: AsyncSession,
    entries: Collection[Mapping[str, Any]],
    kommuner: Mapping[str, int],
    groups: Mapping[str, int],
    today: date,
) -> list[OpenFor]:
    """Store frågor, numbered year by year as they were opened, and return which reports belong to which.

    Days in an entry are counted from today, and where that isn't a working day the last one before it is meant. What is lifted to
    a group stands on the papers of its meetings from then on.
    """
    counts: dict[int, int] = {}
    found: list[OpenFor] = []
    for entry in sorted(entries, key=lambda entry: int(entry["opened"])):
        opened, closed = _day(today, entry["opened"]), entry.get("closed")
        counts[opened.year] = counts.get(opened.year, 0) + 1
        issue = Issue(
            number=f"FR-{opened.year}-{counts[opened.year]:04d}",
            title=entry["title"],
            kommun_id=kommuner.get(entry["kommun"]),
            status=_status(entry),
            paverkbar=entry["paverkbar"],
            answer=entry.get("answer", ""),
            opened_at=_moment(today, entry["opened"]),
            closed_at=_moment(today, closed) if closed is not None else None,
        )
        session.add(issue)
        await session.flush()
        last = today if closed is None else _day(today, closed)
        found.append(OpenFor(stored_id(issue), entry["kommun"], entry["category"], opened - GATHERED_BEFORE, last))
        session.add_all(_actions(stored_id(issue), entry["actions"], today))
        lifts = {
            told["group"]: await _lift(session, stored_id(issue), groups[told["group"]], told, today) for told in entry["lifts"]
        }
        for told in entry["lifts"]:
            if "onwards" in told:
                lifts[told["group"]].onwards_id = lifts[told["onwards"]].id
    session.add_all(NumberSeries(series="FR", year=year, last=last) for year, last in counts.items())
    return found


def _moment(today: date, days: int, hour: int = 9) -> datetime:
    return at_local_time(_day(today, days), time(hour))


def _day(today: date, days: int) -> date:
    return working_day_until(today + timedelta(days=days))


def _actions(issue_id: int, entries: Collection[Mapping[str, Any]], today: date) -> Iterator[Action]:
    for entry in entries:
        yield Action(
            issue_id=issue_id,
            what=entry["what"],
            owner=entry["owner"],
            due=_day(today, entry["due"]),
            done_at=_moment(today, entry["done"]) if entry["done"] is not None else None,
            effect=entry["effect"],
        )


async def _lift(session: AsyncSession, issue_id: int, group_id: int, entry: Mapping[str, Any], today: date) -> Lift:
    lift = Lift(
        issue_id=issue_id,
        group_id=group_id,
        question=entry["question"],
        proposed_owner=entry["owner"],
        lifted_at=_moment(today, entry["lifted"]),
        outcome=LiftOutcome(entry["outcome"]),
        decided_at=_moment(today, entry["decided"], 15) if "decided" in entry else None,
        decision=entry.get("decision", ""),
    )
    session.add(lift)
    await session.flush()
    await _meetings(session, lift)
    return lift


def _status(entry: Mapping[str, Any]) -> IssueStatus:
    if entry.get("closed") is not None:
        return IssueStatus.AVSLUTAD
    if any(lift["outcome"] == LiftOutcome.BESLUTAD for lift in entry["lifts"]):
        return IssueStatus.BESLUTAD
    return IssueStatus.LYFT if entry["lifts"] else IssueStatus.OPPEN


async def _meetings(session: AsyncSession, lift: Lift) -> None:
    """Let a fråga stand at each of its group's meetings from when it was lifted until its answer, which the last one gave."""
    if lift.decided_at is None:
        return
    stood = select(GroupMeeting).where(
        GroupMeeting.group_id == lift.group_id, GroupMeeting.starts_at > lift.lifted_at, GroupMeeting.starts_at <= lift.decided_at
    )
    meetings = (await session.exec(stood.order_by(GroupMeeting.starts_at))).all()  # type: ignore[arg-type]
    for meeting in meetings:
        answered = lift.decided_at if meeting is meetings[-1] else _day_after(meeting)
        outcome = lift.outcome if meeting is meetings[-1] else LiftOutcome.UPPSKJUTEN
        session.add(
            MeetingLift(group_meeting_id=stored_id(meeting), lift_id=stored_id(lift), outcome=outcome, answered_at=answered)
        )


def _day_after(meeting: GroupMeeting) -> datetime:
    return at_local_time(add_working_days(local_date(meeting.starts_at), 1), time(9))
