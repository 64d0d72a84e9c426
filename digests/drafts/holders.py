"""Who stands behind an edition: a local group's coordinators, the förbundschef behind the board's."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlmodel import col, select

from backend.database import AsyncSession, own_forbund
from backend.directory.reach import channels_to
from backend.directory.receivers import ORDER, Receiver, find_receiver
from backend.directory.roles import holds
from digests.groups import kommuner_of
from digests.kinds import KINDS
from digests.readers import OFFICE
from models import Person, Role
from models.enums import EditionKind, RoleName


async def holders(session: AsyncSession, kind: EditionKind, group_id: int) -> list[Receiver]:
    """Return who is told of a draft, each once with every channel that reaches them; never nobody.

    A local group's draft goes to the coordinators of its kommuner, and for a kommun without one to whoever receives for it. The
    board's, and that of a group without a kommun, goes to the förbundschef, else to förbundets office or its own address.
    """
    kommun_ids = await kommuner_behind(session, kind, group_id)
    if kommun_ids:
        found = await _reachable(session, Role.role == RoleName.KOORDINATOR, col(Role.kommun_id).in_(kommun_ids))
    else:
        found = await _reachable(session, Role.role == RoleName.FORBUNDSCHEF)
    behind: Sequence[int | None] = kommun_ids if kommun_ids or found else [None]
    for kommun_id in behind:
        receiver = await find_receiver(session, kommun_id)
        if all((each.person and each.person.id) != (receiver.person and receiver.person.id) for each in found):
            found.append(receiver)
    return found


async def may_hold(session: AsyncSession, person_id: int, kind: EditionKind, group_id: int) -> bool:
    """Whether a person may write in a draft and approve it: who receives for a kommun of its group, and förbundets office."""
    in_area = sa.and_(col(Role.role).in_(ORDER), col(Role.kommun_id).in_(await kommuner_behind(session, kind, group_id)))
    return await holds(session, person_id, sa.or_(in_area, col(Role.role).in_(OFFICE)))


async def kommuner_behind(session: AsyncSession, kind: EditionKind, group_id: int) -> Sequence[int]:
    """Return the kommuner that a group's edition of a kind is of; none for one of the whole förbund."""
    return await kommuner_of(session, group_id) if KINDS[kind].of_kommuner else []


async def _reachable(session: AsyncSession, *where: sa.ColumnElement[bool] | bool) -> list[Receiver]:
    forbund = await own_forbund(session)
    found = await session.exec(
        select(Person, Role.role)
        .join(Role, col(Role.person_id) == col(Person.id))
        .where(*where, col(Person.active))
        .order_by(col(Person.id))
    )
    people = {person.id: (person, role) for person, role in found.all()}
    return [
        Receiver(person, RoleName(role), reached_by, forbund.email, forbund.notice_hours)
        for person, role in people.values()
        if (reached_by := await channels_to(session, person))
    ]
