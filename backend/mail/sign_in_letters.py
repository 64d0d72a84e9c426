"""The letter with a link to sign in by."""

from backend.courier import NeedlessError
from backend.database import AsyncSession
from backend.directory.sign_in import LINK_LIFE, find_link
from backend.errors import NotFoundError
from backend.links import Links
from backend.mail.letter import Letter
from backend.mail.paper import Content, Paper, Recipient
from backend.times import utc_now
from models import OutboxMessage


class SignInLetters:
    """Writes them when they are sent; the link stands in no row."""

    def __init__(self, paper: Paper, links: Links) -> None:
        """Write on this paper; the link is signed."""
        self._paper = paper
        self._links = links

    async def link(self, session: AsyncSession, message: OutboxMessage) -> Letter:
        """Return the letter; raise NeedlessError when the link has become too old to be of use."""
        try:
            row = await find_link(session, message.subject_id, utc_now())
        except NotFoundError as error:
            raise NeedlessError("too late") from error
        say = self._paper.speaker(row.locale)
        minutes = int(LINK_LIFE.total_seconds() // 60)
        content = Content(
            subject=say("letter.sign_in.subject"),
            title=say("letter.sign_in.title"),
            sentences=[say("letter.sign_in.lead", minutes=minutes)],
            press=(say("letter.sign_in.press"), self._links.to("sign_in", message.forbund_id, message.subject_id, None)),
            closing=[say("letter.sign_in.why")],
        )
        return self._paper.write(Recipient(row.email, locale=row.locale), content)
