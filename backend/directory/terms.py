"""Roles that begin and end on a day, as the directory says: held from the one and not after the other."""

from datetime import date, datetime

import sqlalchemy as sa
import structlog
from sqlmodel import col, select

from backend.database import AsyncSession, Database
from backend.every_forbund import in_every_forbund
from backend.times import local_date
from models import Role, RoleTerm
from models.enums import RoleName

log = structlog.get_logger(__name__)


async def keep_terms(database: Database, now: datetime) -> int:
    """Give the roles that have begun and take those that are over, in every förbund; return how many that were."""
    today = local_date(now)

    async def work(session: AsyncSession) -> int:
        return await turn_terms(session, today)

    return await in_every_forbund(database, "role_terms", work)


async def turn_terms(session: AsyncSession, today: date) -> int:
    """Do it in one förbund, whose terms say all there is to know: however long nobody looked, the roles are those of today."""
    terms = (await session.exec(select(RoleTerm).order_by(col(RoleTerm.id)))).all()
    scopes = {_scope(term) for term in terms}
    held = {_scope(term) for term in terms if holds_on(term, today)}
    roles = (await session.exec(select(Role).where(col(Role.person_id).in_({scope[0] for scope in scopes})))).all()
    have = {_scope(role): role for role in roles}
    for term in terms:
        term.over = term.ends is not None and term.ends < today
    new, gone = held - have.keys(), [scope for scope in have if scope in scopes - held]
    for person_id, role, kommun_id, group_id in sorted(new, key=str):
        session.add(Role(person_id=person_id, role=role, kommun_id=kommun_id, group_id=group_id))
    for scope in gone:
        await session.delete(have[scope])
    await session.flush()
    if new or gone:
        log.info("roles.turned", begun=len(new), over=len(gone))
    return len(new) + len(gone)


def holds_on(term: RoleTerm, day: date) -> bool:
    """Whether a role is held on a day; the first and the last one count."""
    return (term.begins is None or term.begins <= day) and (term.ends is None or day <= term.ends)


def held_on(day: date) -> sa.ColumnElement[bool]:
    """Return the same as a condition on `RoleTerm`."""
    return sa.and_(
        sa.or_(col(RoleTerm.begins).is_(None), col(RoleTerm.begins) <= day),
        sa.or_(col(RoleTerm.ends).is_(None), col(RoleTerm.ends) >= day),
    )


def _scope(row: Role | RoleTerm) -> tuple[int, RoleName, int | None, int | None]:
    return row.person_id, row.role, row.kommun_id, row.group_id
