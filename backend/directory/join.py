"""Two rows that turn out to be one person: met in Teams before anybody could tell, and known by an address."""

from typing import Any

import sqlalchemy as sa
import structlog
from sqlmodel import SQLModel, col, select

from backend.database import AsyncSession, stored_id
from models import CodingSample, Conversation, Meeting, OutboxMessage, Person, Report, ReportComment, StandingCard, StatusChange
from models.enums import OutboxStatus

# What somebody has done and must be told goes with them. The audit trail stays as it was written.
MOVED: tuple[tuple[type[SQLModel], str], ...] = (
    (Report, "reporter_id"),
    (Report, "receiver_id"),
    (ReportComment, "author_id"),
    (StatusChange, "changed_by_id"),
    (Meeting, "caller_id"),
    (Meeting, "receiver_id"),
    (Meeting, "organizer_id"),
    (CodingSample, "reader_id"),
    (Conversation, "person_id"),
    (StandingCard, "person_id"),
)

log = structlog.get_logger(__name__)


async def join_people(session: AsyncSession, kept: Person, double: Person) -> None:
    """Make one person of two: `kept` has the address and the roles, `double` is known in Teams alone.

    The double stays as a row that nobody is known by, so that its id, which links and the audit trail bear, is never another's.
    """
    kept_id, double_id = stored_id(kept), stored_id(double)
    for model, name in MOVED:
        column: Any = getattr(model, name)
        await session.exec(sa.update(model).where(column == double_id).values({name: kept_id}))
    waiting = select(OutboxMessage).where(OutboxMessage.person_id == double_id, col(OutboxMessage.status) == OutboxStatus.VANTAR)
    for message in await session.exec(waiting.with_for_update()):
        message.key = f"{message.key.removesuffix(f':{double_id}')}:{kept_id}"
        message.person_id = kept_id
    entra_id, double.entra_id, double.active = double.entra_id, None, False
    await session.flush()  # the Entra id is free before it is given on
    kept.entra_id, kept.party = entra_id, kept.party or double.party
    if double.locale_chosen or not kept.locale_chosen:
        kept.locale, kept.locale_chosen = double.locale, double.locale_chosen
    await session.flush()
    log.info("people.joined", person=kept_id, double=double_id)
