"""The letter about what keeps editions from being made or from arriving."""

from backend.database import AsyncSession
from backend.i18n import Texts
from backend.mail.letter import Letter, MailWriter
from backend.mail.paper import Content, Paper, recipient_of
from digests.troubles import say_trouble
from models import OutboxMessage


def trouble_writer(texts: Texts) -> MailWriter:
    """Return its writer."""
    paper = Paper(texts)

    async def write(session: AsyncSession, message: OutboxMessage) -> Letter:
        to = await recipient_of(session, message)
        title, sentences = await say_trouble(session, message, paper.speaker(to.locale), texts.locale(to.locale))
        return paper.write(to, Content(subject=title, title=title, sentences=sentences))

    return write
