"""A notice that waited for somebody who no longer handles what it is about goes to whoever receives it now."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from sqlmodel import col, select

from backend.access import hold
from backend.courier import NeedlessError
from backend.database import AsyncSession, Database
from backend.directory.receivers import Receiver, find_receiver, may_handle, tell_receiver
from backend.outbox import notice_key
from models import Meeting, OutboxMessage, Report
from models.enums import NoticeKind

_ABOUT: Mapping[NoticeKind, type[Report] | type[Meeting]] = {
    NoticeKind.REPORT_RECEIVED: Report,
    NoticeKind.REPORT_AMENDED: Report,
    NoticeKind.MEETING_REQUESTED: Meeting,
    NoticeKind.MEETING_AMENDED: Meeting,
}
_NEAREST = (NoticeKind.REPORT_AMENDED, NoticeKind.MEETING_AMENDED)
_HANDED_ON = "handed_on"  # the detail of a notice that was another person's before


async def check_receiver(database: Database, message: OutboxMessage, now: datetime) -> None:
    """Raise NeedlessError for a notice to somebody who has lost the post, or whose report has moved: the words aren't hers.

    Whoever receives now is told first, once, unless the move has told them. Other notices and förbundet's own mailbox pass.
    """
    table = _ABOUT.get(message.kind)
    if table is None or message.person_id is None:
        return
    async with database.read(message.forbund_id) as session:
        kommun_id = (await session.exec(select(table.kommun_id).where(table.id == message.subject_id))).first()
        if kommun_id is None or await may_handle(session, message.person_id, kommun_id):
            return
    async with database.begin(message.forbund_id) as session:
        # Held, so that of two channels that come at the same moment one tells.
        about = await hold(
            session, table, message.subject_id, "error.report_missing" if table is Report else "error.meeting_missing"
        )
        receiver = await find_receiver(session, about.kommun_id)
        if not await _knows(session, receiver, message):
            if message.kind in _NEAREST:  # by the nearest channel alone, as to the first receiver
                receiver = replace(receiver, channels=receiver.channels[:1])
            await tell_receiver(
                session,
                receiver,
                key=notice_key(message),
                kind=message.kind,
                subject_id=message.subject_id,
                details={**message.details, _HANDED_ON: True},
                now=now,
            )
    raise NeedlessError("not_handler")


async def _knows(session: AsyncSession, receiver: Receiver, message: OutboxMessage) -> bool:
    """Whether a later notice of the same thing is the receiver's own, as after a move, or this one has been handed on."""
    later = select(OutboxMessage).where(
        OutboxMessage.subject_id == message.subject_id,
        col(OutboxMessage.kind).in_([kind for kind, table in _ABOUT.items() if table is _ABOUT[message.kind]]),
        col(OutboxMessage.id) > message.id,
        OutboxMessage.person_id == receiver.person.id if receiver.person else OutboxMessage.address == receiver.address,
    )
    rows = (await session.exec(later)).all()
    return any(_HANDED_ON not in row.details or notice_key(row) == notice_key(message) for row in rows)
