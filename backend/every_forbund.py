"""What the clock does in every förbund, each by itself: one's trouble is logged and doesn't stop the others."""

from collections.abc import Awaitable, Callable

import structlog
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from backend.database import AsyncSession, Database, stored_id
from models import Forbund

log = structlog.get_logger(__name__)


async def in_every_forbund(database: Database, name: str, work: Callable[[AsyncSession], Awaitable[int]]) -> int:
    """Do some work in a transaction of each förbund, and return the sum of what it returned.

    The work looks first what is done already: a constraint that another process broke it with is met by one look more, which
    finds that nothing is left to do. One that is broken then too is trouble, and logged with the work's name like any other.
    """

    async def once(forbund_id: int) -> int:
        async with database.begin(forbund_id) as session:
            return await work(session)

    async with database.read_every_forbund() as session:
        every = [stored_id(forbund) for forbund in await session.exec(select(Forbund).order_by(col(Forbund.id)))]
    done = 0
    for forbund_id in every:
        try:
            try:
                done += await once(forbund_id)
            except IntegrityError:  # another process may have done it at the same moment
                done += await once(forbund_id)
        except Exception as error:  # one förbund's trouble must not keep the others waiting
            log.error("forbund.failed", work=name, forbund=forbund_id, error=type(error).__name__)
    return done
