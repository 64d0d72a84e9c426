"""What people get besides the papers: drafts, Monday's note, what it led to, the question after a meeting, the bot's answer."""

from collections.abc import Mapping
from datetime import timedelta

from sqlmodel import col, select

from backend.led_to import Half, tell_what_it_led_to
from backend.mail.decision_letters import DecisionLetters
from backend.mail.led_to_letters import LedToLetters
from backend.mail.letter import MailWriter
from backend.mail.paper import Paper
from backend.mail.week_letters import WeekLetters
from backend.monday import tell_weeks
from backend.times import local_date
from digests.afterwards import ask_after_meetings
from digests.demo import demo_words
from digests.drafts.letters import draft_writers
from digests.gallery.exhibits import Chapter, Exhibit
from digests.gallery.stand import Stand, missing
from models import OutboxMessage, Person
from models.enums import Channel, NoticeKind

MET = timedelta(days=7)
"""So long after the day the demo's next meeting has been held."""
TOLD = (NoticeKind.DRAFT, NoticeKind.DECISIONS_ASKED, NoticeKind.WEEK, NoticeKind.LED_TO)


async def messages(stand: Stand) -> Chapter:
    """Return each message as mail and as card, to the first one who gets it, and what the bot answers when it is asked."""
    await tell_weeks(stand.database, stand.now)
    await ask_after_meetings(stand.database, stand.now + MET)
    await tell_what_it_led_to(stand.database, Half(local_date(stand.now).year, 2).told_at)
    writers = _writers(stand)
    told = [await _message(stand, kind, writers[kind]) for kind in TOLD]
    return Chapter("messages", [*told, await _answer(stand)])


def _writers(stand: Stand) -> Mapping[NoticeKind, MailWriter]:
    paper = Paper(stand.texts)
    return {
        **draft_writers(stand.texts, stand.taxonomy, stand.links),
        NoticeKind.WEEK: WeekLetters(paper, stand.links, lambda: stand.now).monday,
        NoticeKind.LED_TO: LedToLetters(paper).told,
        NoticeKind.DECISIONS_ASKED: DecisionLetters(paper, stand.links).asked,
    }


async def _message(stand: Stand, kind: NoticeKind, write: MailWriter) -> Exhibit:
    """Return the last message of a kind that waits in the outbox, as it was when it was told."""
    async with stand.database.read(stand.forbund_id) as session:
        waiting = select(OutboxMessage).where(
            OutboxMessage.kind == kind, OutboxMessage.channel == Channel.MAIL, col(OutboxMessage.person_id).is_not(None)
        )
        message = (await session.exec(waiting.order_by(col(OutboxMessage.id).desc()))).first() or missing()
        letter = await write(session, message)
        card = await stand.cards.notice(session, message, message.created_at)
    return Exhibit(name=str(kind), title=letter.subject, parts=(), mail=letter.html, text=letter.text, card=card)


async def _answer(stand: Stand) -> Exhibit:
    asked = demo_words()["asks"]
    async with stand.database.read(stand.forbund_id) as session:
        person = (await session.exec(select(Person).where(Person.email == asked["email"]))).first() or missing()
    card = await stand.cards.answer(person, asked["text"], stand.now)
    return Exhibit(name="answer", title=asked["text"], parts=(), card=card)
