"""The letters to those who stand behind an edition: its draft can be read, has moved or is called off; nobody receives it."""

from collections.abc import Mapping

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

    async def ready(session: AsyncSession, message: OutboxMessage) -> Letter:
        to = await recipient_of(session, message)
        draft = await told_draft(session, message)
        say = paper.speaker(to.locale)
        try:
            whole = await drafted(session, draft.id, texts, taxonomy, message.created_at)
        except FiguresDisagree:
            # told with what to do, and not tried for days until it is too late to mend them
            return paper.write(to, _without_figures(say, draft))
        told = summary(whole.document, texts, to.locale)
        moment = say_time(draft.due_at, to.locale)
        content = Content(
            subject=say("draft.letter.subject", title=told.title, day=say_date(local_date(draft.due_at), to.locale)),
            title=say("draft.title", title=told.title),
            sentences=[
                *([say("draft.moved")] if "moved" in message.details else []),
                say("draft.waits", moment=moment),
                told.lead,
            ],
            facts=[(number.label, number.value) for number in told.numbers],
            press=(say("draft.letter.press"), links.to("draft", message.forbund_id, draft.id, to.person_id)),
            closing=[say("draft.letter.why", group=draft.group), say("letter.personal_link")],
        )
        return paper.write(to, content)

    def _without_figures(say: Say, draft: Standing) -> Content:
        title = say("trouble.unmade", group=draft.group)
        why = say("draft.letter.why", group=draft.group)
        return Content(subject=title, title=title, sentences=[say("paper.error.figures")], closing=[why])

    async def changed(session: AsyncSession, message: OutboxMessage) -> Letter:
        to = await recipient_of(session, message)
        draft = await told_draft(session, message)
        say = paper.speaker(to.locale)
        try:
            whole = await drafted(session, draft.id, texts, taxonomy, message.created_at)
        except FiguresDisagree:
            return paper.write(to, _without_figures(say, draft))
        content = Content(
            subject=say("draft.letter.changed", group=draft.group),
            title=say("draft.letter.changed", group=draft.group),
            sentences=say_draft_changed(say, whole, draft, say_time(draft.due_at, to.locale)),
            press=(say("draft.letter.look"), links.to("draft", message.forbund_id, draft.id, to.person_id)),
            closing=[say("draft.letter.why", group=draft.group), say("letter.personal_link")],
        )
        return paper.write(to, content)

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
        NoticeKind.DRAFT: ready,
        NoticeKind.DRAFT_CHANGED: changed,
        NoticeKind.DRAFT_STOPPED: stopped,
        NoticeKind.NOBODY_RECEIVES: nobody,
    }
