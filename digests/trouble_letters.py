"""The letter about what keeps editions from being made or from arriving."""

from dataclasses import replace

from backend.database import AsyncSession
from backend.i18n import Texts
from backend.links import Links
from backend.mail.letter import Letter, MailWriter
from backend.mail.paper import Content, Paper, recipient_of
from digests.troubles import edition_of, say_trouble
from models import OutboxMessage


def trouble_writer(texts: Texts, links: Links) -> MailWriter:
    """Return its writer; its button leads to the edition that something can be done about."""
    paper = Paper(texts)

    async def write(session: AsyncSession, message: OutboxMessage) -> Letter:
        to = await recipient_of(session, message)
        say = paper.speaker(to.locale)
        title, sentences = await say_trouble(session, message, say, texts.locale(to.locale))
        content = Content(subject=title, title=title, sentences=sentences)
        if edition_id := await edition_of(session, message):
            url = links.to("edition", message.forbund_id, edition_id, to.person_id)
            content = replace(content, press=(say("paper.card_link"), url), closing=[say("letter.personal_link")])
        return paper.write(to, content)

    return write
