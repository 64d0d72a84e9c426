"""Who comes by a signed link."""

from dataclasses import dataclass

from aiohttp import web
from sqlmodel import col, select

from backend.errors import DomainError
from backend.keys import DATABASE, LINKS
from backend.links import LinkKind
from models import Person


@dataclass(frozen=True, slots=True)
class Visit:
    """A link's reader, in a förbund, at one row. `person` None is förbundet's own mailbox."""

    forbund_id: int
    subject_id: int
    person: Person | None

    @property
    def locale(self) -> str:
        """The reader's language."""
        return self.person.locale if self.person else "sv"


async def open_link(request: web.Request, kind: LinkKind) -> Visit:
    """Return who comes; raise DomainError("error.link") when the link is forged, too old, or its person has left.

    The link itself is the credential: it stands in no cookie that another site could use, so a form needs no further token.
    """
    forbund_id, subject_id, person_id = request.app[LINKS].read(kind, request.match_info["token"])
    person = None
    if person_id is not None:
        async with request.app[DATABASE].read(forbund_id) as session:
            person = (await session.exec(select(Person).where(Person.id == person_id, col(Person.active)))).first()
        if person is None:
            raise DomainError("error.link")
    return Visit(forbund_id, subject_id, person)
