"""Who may read the editions of a group."""

import sqlalchemy as sa
from sqlmodel import col, select

from backend.database import AsyncSession
from backend.directory.roles import holds
from models import AuditEvent, Delivery, Edition, GroupKommun, Person, Role, RoleTerm
from models.enums import AuditAction, EditionKind, EditionStatus, RoleName

OFFICE = (RoleName.FORBUNDSCHEF, RoleName.VERKSAMHETSUTVECKLARE)


async def may_read(session: AsyncSession, person_id: int, group_id: int) -> bool:
    """Whether a person may read a group's editions now.

    Its members may, those who receive for a kommun in its område, and förbundets office, while they are active; and who has been
    sent its papers for a meeting at which they will be a member.
    """
    kommun_ids = select(GroupKommun.kommun_id).where(col(GroupKommun.group_id) == group_id)
    part = sa.or_(col(Role.group_id) == group_id, col(Role.kommun_id).in_(kommun_ids), col(Role.role).in_(OFFICE))
    return await holds(session, person_id, part) or await _becomes_member(session, person_id, group_id)


async def _becomes_member(session: AsyncSession, person_id: int, group_id: int) -> bool:
    sent = (
        select(Delivery.id)
        .join(Edition, col(Delivery.edition_id) == col(Edition.id))
        .where(Delivery.person_id == person_id, Edition.group_id == group_id)
    )
    coming = (
        select(RoleTerm.id)
        .join(Person, col(RoleTerm.person_id) == col(Person.id))
        .where(RoleTerm.person_id == person_id, RoleTerm.group_id == group_id, col(RoleTerm.over).is_(False), col(Person.active))
    )
    return (await session.exec(coming.where(sent.exists()))).first() is not None


async def in_office(session: AsyncSession, person_id: int) -> bool:
    """Whether a person works in förbundets office, which keeps its diary."""
    return await holds(session, person_id, col(Role.role).in_(OFFICE))


async def unread_editions(session: AsyncSession, person_id: int) -> list[Edition]:
    """Return the latest edition of each kind and group that was sent to a person and that they haven't opened, newest first."""
    sent = await session.exec(
        select(Edition)
        .join(Delivery, col(Delivery.edition_id) == col(Edition.id))
        .where(Delivery.person_id == person_id, Edition.status == EditionStatus.KLAR)
        .order_by(col(Edition.as_of).desc(), col(Edition.id).desc())
    )
    latest: dict[tuple[EditionKind, int], Edition] = {}
    for edition in sent.all():
        latest.setdefault((edition.kind, edition.group_id), edition)
    opened = await session.exec(
        select(AuditEvent.subject_id).where(
            AuditEvent.actor_id == person_id, AuditEvent.subject == "edition", AuditEvent.action == AuditAction.VIEWED
        )
    )
    seen = set(opened.all())
    return [edition for edition in latest.values() if edition.id not in seen]
