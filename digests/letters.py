"""The mail that carries an edition: text, HTML and the paper, from what was frozen."""

from collections.abc import Sequence

from markupsafe import Markup
from sqlmodel import select

from backend.courier import NeedlessError, NeverError
from backend.database import AsyncSession, stored_id
from backend.i18n import Texts
from backend.links import Links
from backend.mail.letter import Attachment, Letter, MailWriter
from digests.frozen import document_of, file_stem, in_form
from digests.languages import read_by
from digests.reasons import why_sent
from digests.render.brief import brief
from digests.render.form import Form
from digests.render.mail import mail
from digests.render.text import text
from digests.wishes import NOT_WANTED, way_of
from models import Edition, EditionTranslation, Group, OutboxMessage, Person
from models.enums import EditionWay

_FORMS = {EditionWay.PDF: Form.PDF, EditionWay.WORD: Form.DOCX, EditionWay.EXCEL: Form.XLSX}
_LINK = Markup('<a class="link" href="{}" style="color:#17495a;">{}</a>')


def edition_writer(links: Links, texts: Texts) -> MailWriter:
    """Return the writer of edition mails; what it writes of the edition was frozen when it was made.

    It raises NeverError for who has left, and NeedlessError for who has said since that they want none.
    """

    async def write(session: AsyncSession, message: OutboxMessage) -> Letter:
        edition = (await session.exec(select(Edition).where(Edition.id == message.subject_id))).one()
        group = (await session.exec(select(Group).where(Group.id == edition.group_id))).one()
        person = (await session.exec(select(Person).where(Person.id == message.person_id))).first()
        if person is not None and not person.active:
            raise NeverError("left")
        told = await read_by(session, edition, person)
        document = document_of(told)
        # around a paper in another language stands that one; around a Swedish one the language that its reader is written to in
        locale = document.locale if told is not edition else texts.locale(person.locale if person else None)
        missing: Sequence[str] = message.details.get("missing", ())
        before = [texts.t(locale, f"paper.mail.{lack}", group=group.name) for lack in missing]
        key, values = await why_sent(session, person, group)
        why = texts.t(locale, "paper.mail.why", because=texts.t(locale, key, **values), sender=document.sender)
        url = links.to("edition", message.forbund_id, message.subject_id, message.person_id)
        read, annex = texts.t(locale, "paper.read_link"), texts.t(locale, "paper.mail.annex")
        short = [text(brief(document)).rstrip(), *([f"{annex}: {url}#annex"] if document.annex else [])]
        way, plain, marked = EditionWay.PDF, [why], [why]
        if person is not None:
            way = await way_of(session, stored_id(person), edition.kind, edition.group_id)
            if way is EditionWay.INGET:
                raise NeedlessError(NOT_WANTED)
            settle, settle_url = (
                texts.t(locale, "paper.mail.settle"),
                links.to("wish", message.forbund_id, message.subject_id, person.id),
            )
            plain, marked = [why, f"{settle}: {settle_url}"], [why, _LINK.format(settle_url, settle)]
        attached = await _attached(edition, told, group, way, texts)
        enclosed = [texts.t(locale, f"paper.mail.attached.{way}")] if attached else []
        return Letter(
            to=(person.email if person else message.address) or "",
            to_name=person.name if person else "",
            subject=told.title,
            text="\n\n".join([*before, f"{read}: {url}", *short, *enclosed, *plain]) + "\n",
            html=mail(document, before, [*enclosed, *marked], url, read, annex),
            attachments=attached,
        )

    return write


async def _attached(
    edition: Edition, told: Edition | EditionTranslation, group: Group, way: EditionWay, texts: Texts
) -> tuple[Attachment, ...]:
    """Return the file that goes with the mail, as its reader wants it."""
    form = _FORMS.get(way)
    if form is None:
        return ()
    name = f"{file_stem(edition, group, document_of(told).locale)}.{form}"
    return (Attachment(name, form.media_type, await in_form(edition, told, form, texts)),)
