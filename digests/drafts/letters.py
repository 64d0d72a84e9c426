"""The letters to those who stand behind an edition: its draft can be read, has moved or is called off; nobody receives it."""

from collections.abc import Mapping
from dataclasses import replace

from backend.categories.taxonomy import Taxonomy
from backend.courier import NeedlessError, NeverError
from backend.database import AsyncSession
from backend.errors import NotFoundError
from backend.i18n import Say, Texts
from backend.links import Links
from backend.mail.letter import Letter, MailWriter
from backend.mail.paper import Content, Paper, recipient_of
from backend.times import local_date, say_date, say_time
from digests.drafts.since import say_changed
from digests.drafts.work import Drafted, Stage, Standing, drafted, standing
from digests.figures.checks import FiguresDisagree
from digests.frozen import summary
from digests.wishes import told_nobody
from models import OutboxMessage
from models.enums import EditionKind, NoticeKind

_EXPECTED = {
    NoticeKind.DRAFT: Stage.WAITS,
    NoticeKind.DRAFT_CHANGED: Stage.APPROVED,
    NoticeKind.DRAFT_STOPPED: Stage.STOPPED,
}


async def told_draft(session: AsyncSession, message: OutboxMessage) -> Standing:
    """Return where the draft stands that a notice tells of, when that is sent.

    Raises NeverError when it is gone, NeedlessError when it has been approved, sent or called off since, or goes on again.
    """
    try:
        draft = await standing(session, message.subject_id, message.created_at)
    except NotFoundError:
        raise NeverError("subject_gone") from None
    if draft.stage is not _EXPECTED[message.kind]:
        raise NeedlessError(draft.stage)
    return draft


def say_draft_changed(say: Say, whole: Drafted, draft: Standing, moment: str) -> list[str]:
    """Return what a holder is told of a draft whose figures have changed since it was approved; raise NeedlessError when none."""
    if not whole.changed:
        raise NeedlessError("unchanged")
    return [*say_changed(say, whole.document, draft.words, whole.changed), say("draft.changed.what", moment=moment)]


def draft_writers(texts: Texts, taxonomy: Taxonomy, links: Links) -> Mapping[NoticeKind, MailWriter]:
    """Return the writers of the letters about drafts."""
    paper = Paper(texts)

    async def of_draft(session: AsyncSession, message: OutboxMessage) -> Letter:
        to = await recipient_of(session, message)
        draft = await told_draft(session, message)
        say = paper.speaker(to.locale)
        why = say("draft.letter.why", group=draft.group)
        try:
            whole = await drafted(session, draft.id, texts, taxonomy, message.created_at)
        except FiguresDisagree:
            # told with what to do, and not tried for days until it is too late to mend them
            title = say("trouble.unmade", group=draft.group)
            unmade = Content(subject=title, title=title, sentences=[say("paper.error.figures")], closing=[why])
            return paper.write(to, unmade)
        moment = say_time(draft.due_at, to.locale)
        if message.kind is NoticeKind.DRAFT_CHANGED:
            title, opens = say("draft.letter.changed", group=draft.group), "draft.letter.look"
            content = Content(subject=title, title=title, sentences=say_draft_changed(say, whole, draft, moment))
        else:
            opens = "draft.letter.press"
            content = _ready(say, whole, draft, to.locale, moved="moved" in message.details)
        page = links.to("draft", message.forbund_id, draft.id, to.person_id)
        return paper.write(to, replace(content, press=(say(opens), page), closing=[why, say("letter.personal_link")]))

    def _ready(say: Say, whole: Drafted, draft: Standing, locale: str, *, moved: bool) -> Content:
        told = summary(whole.document, texts, locale)
        return Content(
            subject=say("draft.letter.subject", title=told.title, day=say_date(local_date(draft.due_at), locale)),
            title=say("draft.title", title=told.title),
            sentences=[
                *([say("draft.moved")] if moved else []),
                say("draft.waits", moment=say_time(draft.due_at, locale)),
                told.lead,
            ],
            facts=[(number.label, number.value) for number in told.numbers],
        )

    async def stopped(session: AsyncSession, message: OutboxMessage) -> Letter:
        to = await recipient_of(session, message)
        draft = await told_draft(session, message)
        say = paper.speaker(to.locale)
        title = say("draft.letter.stopped", group=draft.group)
        content = Content(
            subject=title,
            title=title,
            sentences=[say("draft.error.stopped")],
            closing=[say("draft.letter.why", group=draft.group)],
        )
        return paper.write(to, content)

    async def nobody(session: AsyncSession, message: OutboxMessage) -> Letter:
        to = await recipient_of(session, message)
        group = await told_nobody(session, message.subject_id, EditionKind(message.details["kind"]))
        if group is None:
            raise NeedlessError("received")
        say = paper.speaker(to.locale)
        title = say("wish.nobody", group=group)
        content = Content(
            subject=title, title=title, sentences=[say("wish.nobody.what")], closing=[say("draft.letter.why", group=group)]
        )
        return paper.write(to, content)

    return {
        NoticeKind.DRAFT: of_draft,
        NoticeKind.DRAFT_CHANGED: of_draft,
        NoticeKind.DRAFT_STOPPED: stopped,
        NoticeKind.NOBODY_RECEIVES: nobody,
    }
