"""Which förbund a command is about."""

from sqlmodel import select

from backend.database import Database
from backend.errors import DomainError
from models import Forbund


async def find_forbund(database: Database, slug: str | None) -> int:
    """Return the id of the förbund with this short name, or of the only one there is.

    Raises DomainError: `error.import_which_forbund` and `error.import_forbund_unknown`, both with the names that there are.
    """
    async with database.read_every_forbund() as session:
        found = dict((await session.exec(select(Forbund.slug, Forbund.id).order_by(Forbund.slug))).all())
    if slug is None and len(found) != 1:
        raise DomainError("error.import_which_forbund", slugs=", ".join(found))
    forbund_id = found.get(slug or next(iter(found)))
    if forbund_id is None:
        raise DomainError("error.import_forbund_unknown", slugs=", ".join(found))
    return forbund_id
