"""The demo's frågor: opened, lifted to groups, decided or postponed at their meetings, and followed up."""

from collections.abc import Collection, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlmodel import select

from backend.database import AsyncSession, stored_id
from backend.demo.reports import GATHERED_BEFORE, OpenFor
from backend.times import at_local_time
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

    Days in an entry are counted from today; what is lifted to a group stands on the papers of its meetings from then on.
    """

    def moment(days: int, hour: int = 9) -> datetime:
        return at_local_time(today + timedelta(days=days), time(hour))

    counts: dict[int, int] = {}
    found: list[OpenFor] = []
    for entry in sorted(entries, key=lambda entry: int(entry["opened"])):
        opened, closed = today + timedelta(days=entry["opened"]), entry.get("closed")
        counts[opened.year] = counts.get(opened.year, 0) + 1
        issue = Issue(
            number=f"FR-{opened.year}-{counts[opened.year]:04d}",
            title=entry["title"],
            kommun_id=kommuner.get(entry["kommun"]),
            status=_status(entry),
            paverkbar=entry["paverkbar"],
            answer=entry.get("answer", ""),
            opened_at=moment(entry["opened"]),
            closed_at=moment(closed) if closed is not None else None,
        )
        session.add(issue)
        await session.flush()
        issue_id = stored_id(issue)
        last = today if closed is None else today + timedelta(days=closed)
        found.append(OpenFor(issue_id, entry["kommun"], entry["category"], opened - GATHERED_BEFORE, last))
        session.add_all(
            Action(
                issue_id=issue_id,
                what=action["what"],
                owner=action["owner"],
                due=today + timedelta(days=action["due"]),
                done_at=moment(action["done"]) if action["done"] is not None else None,
                effect=action["effect"],
            )
            for action in entry["actions"]
        )
        for told in entry["lifts"]:
            lift = Lift(
                issue_id=issue_id,
                group_id=groups[told["group"]],
                question=told["question"],
                proposed_owner=told["owner"],
                lifted_at=moment(told["lifted"]),
                outcome=LiftOutcome(told["outcome"]),
                decided_at=moment(told["decided"], 15) if "decided" in told else None,
                decision=told.get("decision", ""),
            )
            session.add(lift)
            await session.flush()
            await _meetings(session, lift)
    session.add_all(NumberSeries(series="FR", year=year, last=last) for year, last in counts.items())
    return found


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
        answered = lift.decided_at if meeting is meetings[-1] else meeting.starts_at + timedelta(days=1)
        outcome = lift.outcome if meeting is meetings[-1] else LiftOutcome.UPPSKJUTEN
        session.add(
            MeetingLift(group_meeting_id=stored_id(meeting), lift_id=stored_id(lift), outcome=outcome, answered_at=answered)
        )
