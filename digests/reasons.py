"""Why an edition was sent to just this person, as its mail says at the end."""

from collections.abc import Mapping

import sqlalchemy as sa
from sqlmodel import col, select

from backend.database import AsyncSession, stored_id
from digests.readers import OFFICE
from models import Group, GroupKommun, Kommun, Person, Role, RoleTerm
from models.enums import RoleName

# The nearest reason first: a member who is the coordinator too gets it as a member.
ORDER = (
    RoleName.SAMMANKALLANDE,
    RoleName.LEDAMOT,
    RoleName.KOORDINATOR,
    RoleName.STALLFORETRADARE,
    RoleName.FORBUNDSCHEF,
    RoleName.VERKSAMHETSUTVECKLARE,
)
OF_KOMMUN = (RoleName.KOORDINATOR, RoleName.STALLFORETRADARE)


async def why_sent(session: AsyncSession, person: Person | None, group: Group) -> tuple[str, Mapping[str, str]]:
    """Return the key of what says why, and its values; `person` None is the förbund's own mailbox.

    A group that has kommuner is followed by those who receive for them, any other by those who receive in the förbund.
    Who becomes a member by the meeting gets its paper as one.
    """
    if person is None:
        return "paper.mail.because.forbund", {}
    kommun_ids = select(GroupKommun.kommun_id).where(col(GroupKommun.group_id) == stored_id(group))
    theirs = (await session.exec(kommun_ids)).all()
    follows = col(Role.kommun_id).in_(theirs) if theirs else col(Role.kommun_id).is_not(None)
    part = sa.or_(col(Role.group_id) == stored_id(group), follows, col(Role.role).in_(OFFICE))
    held = await session.exec(
        select(Role.role, Kommun.name)
        .outerjoin(Kommun, col(Role.kommun_id) == col(Kommun.id))
        .where(Role.person_id == stored_id(person), part)
        .order_by(Kommun.name)
    )
    coming = await session.exec(
        select(RoleTerm.role).where(
            RoleTerm.person_id == stored_id(person), RoleTerm.group_id == stored_id(group), ~col(RoleTerm.over)
        )
    )
    roles = [*held.all(), *((role, "") for role in coming)]
    for role in ORDER:
        kommuner = [kommun for each, kommun in roles if each is role]
        if kommuner:
            named = {"kommun": ", ".join(kommuner)} if role in OF_KOMMUN else {}
            return f"paper.mail.because.{role}", named or {"group": group.name}
    return "paper.mail.because.other", {}
