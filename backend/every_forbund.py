"""What the clock does in every förbund, each by itself: one's trouble is logged and doesn't stop the others."""

from collections.abc import Awaitable, Callable, Mapping

import structlog
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from backend.database import AsyncSession, Database, stored_id
from models import Forbund

log = structlog.get_logger(__name__)
Work = Callable[[AsyncSession], Awaitable[int]]


async def every_forbund(database: Database) -> list[int]:
    """Return the ids of all förbund."""
    async with database.read_every_forbund() as session:
        return [stored_id(forbund) for forbund in await session.exec(select(Forbund).order_by(col(Forbund.id)))]


async def in_every_forbund(database: Database, name: str, work: Work) -> int:
    """Do some work in a transaction of each förbund, and return the sum of what it returned.

    The work looks first what is done already: a constraint that another process broke it with is met by one look more, which
    finds that nothing is left to do. One that is broken then too is trouble, and logged with the work's name like any other.
    """

    async def once(forbund_id: int) -> int:
        async with database.begin(forbund_id) as session:
            return await work(session)

    done = 0
    for forbund_id in await every_forbund(database):
        try:
            try:
                done += await once(forbund_id)
            except IntegrityError:  # another process may have done it at the same moment
                done += await once(forbund_id)
        except Exception as error:  # one förbund's trouble must not keep the others waiting
            log.error("forbund.failed", work=name, forbund=forbund_id, error=type(error).__name__)
    return done


async def each_in_every_forbund(
    database: Database, name: str, find: Callable[[AsyncSession], Awaitable[Mapping[str, Work]]]
) -> int:
    """Do all the work that is found in each förbund, each in a transaction of its own, and return the sum of what it returned.

    `find` names each by a key that says by ids what it is. Work that breaks a constraint and isn't found any more is another
    process's; what is found still is trouble, logged with its key, and tried again at the next look.
    """
    done = 0
    for forbund_id in await every_forbund(database):
        try:
            async with database.read(forbund_id) as session:
                found = await find(session)
        except Exception as error:  # one förbund whose rows can't be read must not hold back the others
            log.error("forbund.failed", work=name, forbund=forbund_id, error=type(error).__name__)
            continue
        for key, work in found.items():
            try:
                try:
                    async with database.begin(forbund_id) as session:
                        done += await work(session)
                except IntegrityError:
                    async with database.read(forbund_id) as session:
                        if key in await find(session):
                            raise
                    log.info("forbund.done_elsewhere", work=name, forbund=forbund_id, key=key)
            except Exception as error:  # nor one piece of work the others
                log.error("forbund.failed", work=name, forbund=forbund_id, key=key, error=type(error).__name__)
    return done
