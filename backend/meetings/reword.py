"""What a kallelse says, put into other words by the one who books, before anybody is invited."""

from collections.abc import Collection
from datetime import datetime

from backend.access import check_handler, hold, of_act, submitted_before
from backend.audit import record
from backend.database import AsyncSession
from backend.errors import DomainError
from backend.meetings.request import LONGEST_WORDS
from backend.reporting.guarding import guard
from backend.reporting.words import clean
from models import Meeting, Person
from models.enums import AuditAction, MeetingStatus

# What of a kallelse may be put into other words.
REWORDED = ("purpose", "who_decides")


async def reword_meeting(
    session: AsyncSession,
    actor: Person | None,
    meeting_id: int,
    purpose: str,
    who_decides: str,
    idempotency_key: str,
    now: datetime,
    *,
    cleared: Collection[str] = (),
) -> Meeting:
    """Give a meeting whose time isn't fixed another purpose, or another who must be able to decide, and return it.

    `cleared` are words of which the writer has said that they are no person. `actor` None is förbundet's own mailbox. The same
    key again does nothing more. Raises NotFoundError, NotAllowedError, PersonalDataError when the guard finds something, and
    DomainError for words that are missing or too long, and for a meeting to which somebody has been invited; nothing is stored
    then.
    """
    meeting = await hold(session, Meeting, meeting_id, "error.meeting_missing")
    actor_id = await check_handler(session, actor, meeting.kommun_id)
    done = of_act(idempotency_key, "reword")
    if await submitted_before(session, "meeting", meeting_id, done):
        return meeting
    if meeting.status is not MeetingStatus.BEGART:
        raise DomainError("error.meeting_fixed")
    written = {"purpose": clean(purpose), "who_decides": clean(who_decides)}
    for name, text in written.items():
        if not text:
            raise DomainError(f"error.{name}_missing", field=name)
    answered = await guard(session, written, LONGEST_WORDS, cleared=cleared)

    meeting.purpose, meeting.who_decides = written["purpose"], written["who_decides"]
    told: dict[str, object] = {"submit": done, "fields": list(written), **answered}
    record(session, actor_id, AuditAction.CHANGED, "meeting", meeting_id, now, **told)
    await session.flush()
    return meeting
