"""Who comes by a signed link."""

from dataclasses import dataclass

from aiohttp import web

from backend.categories.taxonomy import Taxonomy
from backend.directory.vocabulary import own_taxonomy
from backend.errors import DomainError
from backend.i18n import SWEDISH
from backend.keys import DATABASE, LINKS, TAXONOMY
from backend.links import LinkKind, Source
from backend.web.language import READER_LOCALE, locale_of
from models import Person


@dataclass(frozen=True, slots=True)
class Visit:
    """A link's reader, in a förbund whose `taxonomy` they see, at one row. `person` None is förbundet's own mailbox.

    `locale` is the language that they read in.
    """

    forbund_id: int
    subject_id: int
    person: Person | None
    source: Source
    taxonomy: Taxonomy
    locale: str


async def open_link(request: web.Request, kind: LinkKind) -> Visit:
    """Return who comes; raise DomainError("error.link") when the link is forged, too old, or its person has left.

    The link itself is the credential: it stands in no cookie that another site could use, so a form needs no further token.
    """
    links, token = request.app[LINKS], request.match_info["token"]
    forbund_id, person_id = links.whose(kind, token)
    person = None
    async with request.app[DATABASE].read(forbund_id) as session:
        if person_id is not None:
            person = await session.get(Person, person_id)
        taxonomy = await own_taxonomy(session, request.app[TAXONOMY])
    # Known from here on also to the page of a refusal: whoever the link was sent to reads it.
    request[READER_LOCALE] = person.locale if person else SWEDISH
    _, subject_id, _ = links.read(kind, token)
    if person_id is not None and (person is None or not person.active):
        raise DomainError("error.link")
    return Visit(forbund_id, subject_id, person, links.source(kind, token), taxonomy, locale_of(request))


def link_on(request: web.Request, visit: Visit, kind: LinkKind, subject_id: int) -> str:
    """Return the address of another page for the same reader, which ends no later than the link that they came by."""
    reader = visit.person.id if visit.person else None
    return request.app[LINKS].to(kind, visit.forbund_id, subject_id, reader, visit.source)


def inbox_on(request: web.Request, visit: Visit) -> str:
    """Return the address of the inbox for one who came from there; empty for a link that was sent to open one page."""
    return link_on(request, visit, "inbox", 0) if visit.source.inbox else ""
