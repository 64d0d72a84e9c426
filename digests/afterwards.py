"""After a group's meeting: its convener is asked what was decided, once, and reminded once before the next paper."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time
from functools import partial

import sqlalchemy as sa
import structlog
from sqlalchemy.orm import aliased
from sqlmodel import col, select

from backend.database import AsyncSession, Database, stored_id
from backend.directory.conveners import find_convener
from backend.directory.receivers import tell_receiver
from backend.every_forbund import Work, each_in_every_forbund
from backend.issues.held import ask_of_meeting, held_view
from backend.times import add_working_days, at_local_time, local_date, working_days_before
from digests.periods import due_before
from models import Edition, Group, GroupMeeting
from models.enums import EditionStatus, NoticeKind

ASK_CLOCK = time(9)
REMIND_WORKING_DAYS = 3
"""So many working days before the next paper is due, so that the answers stand on it."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Ask:
    """A meeting whose convener is to be asked now, or reminded (`again`); its paper told how things stood `as_of`."""

    meeting_id: int
    starts_at: datetime
    as_of: datetime
    again: bool


async def ask_after_meetings(database: Database, now: datetime) -> int:
    """Ask and remind whoever convenes the groups that have met, in every förbund; return how many were asked.

    One that fails is logged and tried again at the next look; it doesn't stop the others.
    """

    async def find(session: AsyncSession) -> Mapping[str, Work]:
        return {f"meeting:{each.meeting_id}": partial(ask_convener, ask=each, now=now) for each in await due_asks(session, now)}

    return await each_in_every_forbund(database, "decisions", find)


async def due_asks(session: AsyncSession, now: datetime) -> list[Ask]:
    """Return whom to ask now, the first meeting first.

    A convener is asked at 09:00 on the working day after a meeting that had a paper, or as soon as there is a process again,
    until the group has met anew; and reminded once, `REMIND_WORKING_DAYS` before the next paper is due and until then. A
    cancelled meeting is never asked about; one that was moved is, after its new day.
    """
    later = aliased(GroupMeeting)
    following = (
        sa.select(sa.func.min(col(later.starts_at)))
        .where(
            col(later.group_id) == col(GroupMeeting.group_id),
            col(later.cancelled).is_(False),
            col(later.starts_at) > col(GroupMeeting.starts_at),
        )
        .correlate(GroupMeeting)
        .scalar_subquery()
    )
    found = await session.exec(
        select(GroupMeeting, Group.digest_days_before, Edition.as_of, following)
        .join(Group, col(GroupMeeting.group_id) == col(Group.id))
        .join(Edition, col(Edition.group_meeting_id) == col(GroupMeeting.id))
        .where(
            col(Group.active),
            col(GroupMeeting.cancelled).is_(False),
            col(GroupMeeting.starts_at) <= now,
            Edition.status == EditionStatus.KLAR,
            sa.or_(following.is_(None), following > now),
            sa.or_(_unset(GroupMeeting.asked_at), _unset(GroupMeeting.reminded_at)),
        )
        .order_by(col(GroupMeeting.starts_at), col(GroupMeeting.id))
    )
    asks = []
    for meeting, days_before, as_of, next_starts in found.all():
        asked_at = meeting.asked_at
        next_at: datetime | None = next_starts  # the least of no meetings is none
        if asked_at is None or asked_at < meeting.starts_at:
            wanted, again = _next_morning(meeting.starts_at) <= now, False
        else:
            again = True
            wanted = next_at is not None and _remind_now(asked_at, due_before(next_at, days_before), now)
        if wanted:
            asks.append(Ask(stored_id(meeting), meeting.starts_at, as_of, again))
    return asks


def _unset(moment: datetime | None) -> sa.ColumnElement[bool]:
    """Whether a moment isn't set, or is of the day that the meeting was moved from."""
    return sa.or_(col(moment).is_(None), col(moment) < col(GroupMeeting.starts_at))


def _next_morning(moment: datetime) -> datetime:
    return at_local_time(add_working_days(local_date(moment), 1), ASK_CLOCK)


def _remind_now(asked_at: datetime, due_at: datetime, now: datetime) -> bool:
    day = working_days_before(local_date(due_at), REMIND_WORKING_DAYS)
    return max(at_local_time(day, ASK_CLOCK), _next_morning(asked_at)) <= now < due_at


async def ask_convener(session: AsyncSession, ask: Ask, now: datetime) -> bool:
    """Queue the question, unless another process was first, the meeting has been moved or cancelled, or all is answered."""
    moment = GroupMeeting.reminded_at if ask.again else GroupMeeting.asked_at
    same = sa.and_(
        col(GroupMeeting.id) == ask.meeting_id,
        col(GroupMeeting.starts_at) == ask.starts_at,
        col(GroupMeeting.cancelled).is_(False),
    )
    taken = await session.exec(sa.update(GroupMeeting).where(same, _unset(moment)).values({col(moment): now}))
    if not taken.rowcount:
        return False
    meeting = (await session.exec(select(GroupMeeting).where(GroupMeeting.id == ask.meeting_id))).one()
    if not ask.again:
        await ask_of_meeting(session, meeting, ask.as_of)
    if not (await held_view(session, meeting, now)).waiting:
        return False
    await tell_receiver(
        session,
        await find_convener(session, meeting.group_id),
        key=f"decisions:{ask.meeting_id}:{local_date(ask.starts_at)}{':again' if ask.again else ''}",
        kind=NoticeKind.DECISIONS_ASKED,
        subject_id=ask.meeting_id,
        details={"again": True} if ask.again else None,
        now=now,
    )
    log.info("decisions.asked", meeting=ask.meeting_id, again=ask.again)
    return True
