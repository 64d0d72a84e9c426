"""The mail that carries an edition: text, HTML and the paper, from what was frozen."""

from collections.abc import Sequence

from sqlmodel import select

from backend.courier import NeverError
from backend.database import AsyncSession
from backend.i18n import Texts
from backend.links import Links
from backend.mail.letter import Attachment, Letter, MailWriter
from digests.frozen import document_of, file_stem
from digests.reasons import why_sent
from digests.render.brief import brief
from digests.render.mail import mail
from digests.render.text import text
from models import Edition, Group, OutboxMessage, Person


def edition_writer(links: Links, texts: Texts) -> MailWriter:
    """Return the writer of edition mails; what it writes of the edition was frozen when it was made."""

    async def write(session: AsyncSession, message: OutboxMessage) -> Letter:
        edition = (await session.exec(select(Edition).where(Edition.id == message.subject_id))).one()
        group = (await session.exec(select(Group).where(Group.id == edition.group_id))).one()
        person = (await session.exec(select(Person).where(Person.id == message.person_id))).first()
        if person is not None and not person.active:
            raise NeverError("left")
        locale = texts.locale(person.locale if person else None)
        document = document_of(edition)
        missing: Sequence[str] = message.details.get("missing", ())
        before = [texts.t(locale, f"paper.mail.{lack}", group=group.name) for lack in missing]
        key, values = await why_sent(session, person, group)
        why = texts.t(locale, "paper.mail.why", because=texts.t(locale, key, **values), sender=document.sender)
        after = [texts.t(locale, "paper.mail.attached"), why]
        url = links.to("edition", message.forbund_id, message.subject_id, message.person_id)
        read, annex = texts.t(locale, "paper.read_link"), texts.t(locale, "paper.mail.annex")
        short = [text(brief(document)).rstrip(), *([f"{annex}: {url}#annex"] if document.annex else [])]
        return Letter(
            to=(person.email if person else message.address) or "",
            to_name=person.name if person else "",
            subject=edition.title,
            text="\n\n".join([*before, f"{read}: {url}", *short, *after]) + "\n",
            html=mail(document, before, after, url, read, annex),
            attachments=(Attachment(f"{file_stem(edition, group)}.pdf", "application/pdf", edition.pdf or b""),),
        )

    return write
