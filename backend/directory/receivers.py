"""Who receives what a kommun's people send: somebody always does."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import col, select

from backend.database import AsyncSession
from backend.directory.reach import channels_to, tell_person
from backend.outbox import tell
from models import Forbund, Person, Role
from models.enums import Channel, NoticeKind, RoleName

# A post of samverkanskoordinator may stand empty for a year: then the deputy, then förbundet's own office.
ORDER = (RoleName.KOORDINATOR, RoleName.STALLFORETRADARE, RoleName.VERKSAMHETSUTVECKLARE, RoleName.FORBUNDSCHEF)


@dataclass(frozen=True, slots=True)
class Receiver:
    """A person in a role, or the förbund's own address when nobody holds any of the roles."""

    person: Person | None
    role: RoleName | None
    address: str

    @property
    def text_key(self) -> str:
        """The key of the words for the role."""
        return f"role.{self.role or 'forbundet'}"


async def find_receiver(session: AsyncSession, kommun_id: int) -> Receiver:
    """Return who receives for a kommun: the first in `ORDER` who is active and can be reached, else the förbund's address."""
    forbund = (await session.exec(select(Forbund).where(Forbund.id == session.info["scope"]))).one()
    found = await session.exec(
        select(Role, Person)
        .join(Person, col(Role.person_id) == Person.id)
        .where(
            col(Role.role).in_(ORDER),
            sa.or_(col(Role.kommun_id) == kommun_id, col(Role.kommun_id).is_(None)),
            col(Person.active),
        )
    )
    for role, person in sorted(found.all(), key=lambda pair: (ORDER.index(pair[0].role), pair[0].id or 0)):
        if await channels_to(session, person):
            return Receiver(person, role.role, forbund.email)
    return Receiver(None, None, forbund.email)


async def tell_receiver(
    session: AsyncSession, receiver: Receiver, *, key: str, kind: NoticeKind, subject_id: int, now: datetime
) -> None:
    """Queue a notice to the receiver, in Teams and by mail."""
    if receiver.person:
        await tell_person(session, receiver.person, key=key, kind=kind, subject_id=subject_id, now=now, every_way=True)
    else:
        tell(session, key=key, channel=Channel.MAIL, kind=kind, subject_id=subject_id, address=receiver.address, now=now)


async def may_handle(session: AsyncSession, person_id: int, kommun_id: int) -> bool:
    """Whether a person sorts and answers for a kommun: its coordinator and deputy, and förbundet's office."""
    found = await session.exec(
        select(Role.id).where(
            Role.person_id == person_id,
            col(Role.role).in_(ORDER),
            sa.or_(col(Role.kommun_id) == kommun_id, col(Role.kommun_id).is_(None)),
        )
    )
    return found.first() is not None
