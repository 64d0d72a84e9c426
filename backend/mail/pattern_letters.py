"""The morning's letter about reports that may belong together."""

from backend.categories.taxonomy import Taxonomy
from backend.courier import NeedlessError
from backend.database import AsyncSession
from backend.directory.vocabulary import own_taxonomy
from backend.errors import NotAllowedError
from backend.links import Links
from backend.mail.letter import Letter
from backend.mail.paper import Content, Paper, recipient_of
from backend.patterns.views import in_one_line, open_patterns
from models import OutboxMessage, Person


class PatternLetters:
    """Writes it from the proposals that still wait when it is sent."""

    def __init__(self, paper: Paper, taxonomy: Taxonomy, links: Links) -> None:
        """Write on this paper; a link signs for its reader."""
        self._paper = paper
        self._taxonomy = taxonomy
        self._links = links

    async def found(self, session: AsyncSession, message: OutboxMessage) -> Letter:
        """Return the letter; raise NeedlessError when everything has been settled meanwhile, or the reader left the post."""
        to = await recipient_of(session, message)
        reader = await session.get(Person, to.person_id) if to.person_id else None
        try:
            rows = await open_patterns(session, reader)
        except NotAllowedError:
            raise NeedlessError("not_handler") from None
        if not rows:
            raise NeedlessError("settled")
        taxonomy = await own_taxonomy(session, self._taxonomy)
        say = self._paper.speaker(to.locale)
        content = Content(
            subject=say("letter.patterns.subject"),
            title=say("page.patterns.title"),
            sentences=[say("page.patterns.hint")],
            notes=[in_one_line(row, say, lambda code: taxonomy.label(code, to.locale)) for row in rows],
            press=(say("letter.patterns.press"), self._links.to("inbox", message.forbund_id, 0, to.person_id)),
            closing=[say("letter.patterns.why"), say("letter.personal_link")],
        )
        return self._paper.write(to, content)
