"""Delivers what the outbox holds for Teams: each notice is drawn as a card when it is sent, and goes to the person's own chat."""

import uuid
from collections.abc import Awaitable, Callable, Mapping
from datetime import date, datetime

import structlog
from sqlmodel import col, select

from backend.categories.taxonomy import Taxonomy
from backend.courier import Carry, NeedlessError, NeverError
from backend.database import AsyncSession, Database
from backend.directory.vocabulary import own_taxonomy
from backend.errors import NotAllowedError, NotFoundError
from backend.handing_on import check_receiver
from backend.handling.views import numbers_of, report_view
from backend.i18n import Texts
from backend.issues.held import find_held
from backend.led_to import Half, read_led_to
from backend.links import Links
from backend.meetings.views import MeetingView, meeting_for, meeting_view
from backend.outbox import OF_OWN, OVERTAKEN
from backend.patterns.views import in_one_line, open_patterns
from backend.spindel.answer import group_name, read_asking, read_closed
from backend.spindel.aspects import FEWEST
from backend.standing import Place, Shows, keep_true, stands_in
from backend.times import local_date, say_time, utc_now
from backend.weekly import read_week, week_lines
from bot.cards.decisions import decided_card, decisions_card
from bot.cards.draft import draft_card, draft_stopped_card
from bot.cards.edition import edition_card
from bot.cards.elements import Card, open_url
from bot.cards.led_to import led_to_card
from bot.cards.meeting_card import fixing_card, held_card, meeting_card
from bot.cards.note import news, note
from bot.cards.question import question_card
from bot.cards.report_card import report_card
from bot.cards.spindel import Answered, spindel_card
from bot.cards.triage import triage_card
from bot.carrier import NotReachedError, Post
from bot.flows.decisions import new_answering
from bot.flows.meeting import card_for, new_controls, new_fixing
from bot.flows.spindel import spindel_url
from bot.flows.triage import new_triage
from bot.messages import message as teams_message
from bot.renewals import Renewals, recipient, target_of
from bot.standing import Cards
from bot.words import Words
from digests.drafts.letters import told_draft
from digests.drafts.work import drafted
from digests.figures.checks import FiguresDisagree
from digests.frozen import document_of, summary
from digests.languages import read_by
from digests.troubles import say_trouble
from digests.wishes import told_nobody
from models import Conversation, Edition, OutboxMessage, Person
from models.enums import CardKind, EditionKind, MeetingStatus, NoticeKind, OutboxStatus

log = structlog.get_logger(__name__)


class TeamsSender:
    """The outbox's sender for Teams. `clock` gives the present moment; a test gives its own."""

    def __init__(
        self,
        database: Database,
        texts: Texts,
        taxonomy: Taxonomy,
        links: Links,
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        self._database = database
        self._texts = texts
        self._taxonomy = taxonomy
        self._links = links
        self._clock = clock
        self._renewals = Renewals(database, texts, taxonomy, links, clock)

    async def deliver(self, message: OutboxMessage, carry: Carry) -> str:
        """Return the message's id in Teams; raise `TryLaterError`, `NeedlessError`, or `NeverError`: a mail may step in then."""
        if message.kind is NoticeKind.CARD:
            return await self._renewals.deliver(message, carry)
        if message.kind not in _DRAW:
            raise NeverError("no_card")
        await check_receiver(self._database, message, self._clock())
        async with self._database.read(message.forbund_id) as session:
            person, conversation = await recipient(session, message)
            if message.kind in OF_OWN and not person.told_of_own:
                raise NeedlessError("not_wanted")  # wished away while it waited
            if (
                message.kind in OF_OWN
                and not message.details.get("also")
                and await _told_by_a_later(session, message, self._clock())
            ):
                raise NeedlessError(OVERTAKEN)
            taxonomy = await own_taxonomy(session, self._taxonomy)
            words = Words(self._texts, taxonomy, self._texts.locale(person.locale))
            try:
                card = await draw_notice(session, message, words, self._links, self._clock())
            except NotFoundError:
                raise NeverError("subject_gone") from None
            except NotAllowedError:
                raise NeedlessError("not_handler") from None
        try:
            receipt = await carry(Post(target_of(conversation), teams_message(card)))
        except NotReachedError:
            await self._block(message)
            raise
        cards = Cards(self._database, message.forbund_id, _to(message), self._clock())
        await cards.stands(conversation.conversation_id, receipt, card)
        return receipt

    async def recall(self, message: OutboxMessage, receipt: str) -> None:
        """Remember the card, which shows some state between the notice and now: the newest is drawn over it."""
        if message.kind not in _STANDS or message.person_id is None:
            return
        now = self._clock()
        async with self._database.begin(message.forbund_id) as session:
            if message.kind in _IN_A_LINE and await stands_in(
                session, message.person_id, _STANDS[message.kind], message.subject_id
            ):
                return  # it was a line, and the card itself is known
            found = await session.exec(select(Conversation).where(Conversation.person_id == message.person_id))
            if conversation := found.first():
                place = Place(message.person_id, conversation.conversation_id, receipt)
                await keep_true(session, place, Shows(_STANDS[message.kind], message.subject_id, 0), "", now)

    async def _block(self, message: OutboxMessage) -> None:
        """Remember that Teams doesn't reach the person, so that the next notice goes by mail at once; a new message undoes it."""
        log.info("notices.blocked", message=message.id)
        async with self._database.begin(message.forbund_id) as session:
            found = await session.exec(select(Conversation).where(Conversation.person_id == message.person_id))
            if conversation := found.first():
                conversation.blocked_at = self._clock()


async def draw_notice(session: AsyncSession, message: OutboxMessage, words: Words, links: Links, now: datetime) -> Card:
    """Return the card that a notice is as things stand.

    Raises NotFoundError and NotAllowedError for a subject that is gone or isn't the reader's any more, `NeedlessError` when there
    is nothing left to tell.
    """
    return await _DRAW[message.kind](session, message, words, links, now)


async def _told_by_a_later(session: AsyncSession, message: OutboxMessage, now: datetime) -> bool:
    """Whether a later notice of the same report is due as well, as on a morning after a busy evening: it shows all of it."""
    later = select(OutboxMessage.id).where(
        OutboxMessage.person_id == message.person_id,
        OutboxMessage.channel == message.channel,
        OutboxMessage.subject_id == message.subject_id,
        col(OutboxMessage.kind).in_(OF_OWN),
        col(OutboxMessage.status).in_((OutboxStatus.VANTAR, OutboxStatus.SKICKAS)),
        col(OutboxMessage.created_at) <= now,
        col(OutboxMessage.id) > message.id,
    )
    return (await session.exec(later)).first() is not None


Draw = Callable[[AsyncSession, OutboxMessage, Words, Links, datetime], Awaitable[Card]]


async def _received(session: AsyncSession, message: OutboxMessage, words: Words, links: Links, now: datetime) -> Card:
    report = await report_view(session, message.subject_id, for_handler=True)
    state = await new_triage(session, links, message.forbund_id, report.id, _to(message))
    # What the reporter did afterwards is `changed`, `added` or `withdrawn`.
    return triage_card(report, state, words, why=message.details.get("how", "new"))


async def _amended(session: AsyncSession, message: OutboxMessage, words: Words, links: Links, now: datetime) -> Card:
    """Return the card; one line of news where the report's card stands in the chat already, and is drawn anew there."""
    if not await stands_in(session, _to(message), CardKind.TRIAGE, message.subject_id):
        return await _received(session, message, words, links, now)
    report = await report_view(session, message.subject_id, for_handler=True)
    key = f"card.triage.{message.details['how']}"
    return news(words.t(key, number=report.number, kommun=report.kommun), {"report": report.id}, words)


async def _asked(session: AsyncSession, message: OutboxMessage, words: Words, links: Links, now: datetime) -> Card:
    report = await report_view(session, message.subject_id, for_handler=False)
    if report.question is None:  # replied to on the web page in the meantime, or taken back
        return report_card(report, words.t("card.report.one", number=report.number), words)
    return question_card(report, uuid.uuid4().hex, words)


async def _handled(session: AsyncSession, message: OutboxMessage, words: Words, links: Links, now: datetime) -> Card:
    report = await report_view(session, message.subject_id, for_handler=False)
    if message.kind is NoticeKind.REPORT_ANSWERED:
        heading = words.t("card.notice.answered", number=report.number)
    else:
        heading = words.t("card.notice.changed", number=report.number, status=words.t(f"status.{report.status}"))
    also = await numbers_of(session, message.details.get("also", ()))
    note = words.t("card.notice.also", numbers=words.listed(also)) if also else ""
    return report_card(report, heading, words, note=note, foot=words.t("card.wishes.how"))


async def _requested(session: AsyncSession, message: OutboxMessage, words: Words, links: Links, now: datetime) -> Card:
    meeting = await meeting_view(session, message.subject_id, for_handler=True)
    if meeting.status is not MeetingStatus.BEGART:  # fixed on the web page in the meantime
        return meeting_card(meeting, words, new_controls(links, message.forbund_id, meeting.id, _to(message), now))
    return fixing_card(meeting, new_fixing(links, message.forbund_id, meeting.id, _to(message), now), words)


async def _meeting_amended(session: AsyncSession, message: OutboxMessage, words: Words, links: Links, now: datetime) -> Card:
    """Return one line where the meeting's card stands in the chat already, and is drawn anew there; else the card."""
    meeting = await meeting_for(session, message.subject_id, _to(message))
    if not meeting.tells(message.details["how"]):
        raise NeedlessError("answered")
    if not await stands_in(session, _to(message), CardKind.MEETING, message.subject_id):
        return card_for(meeting, message.forbund_id, _to(message), links, words, now)
    key = f"card.meeting.news.{message.details['how']}"
    return news(words.t(key, number=meeting.number, kommun=meeting.kommun), {"meeting": meeting.id}, words)


async def _fixed(session: AsyncSession, message: OutboxMessage, words: Words, links: Links, now: datetime) -> Card:
    meeting = await _unchanged(session, message)
    controls = new_controls(links, message.forbund_id, meeting.id, _to(message), now)
    moved = "before" in message.details and meeting.status is MeetingStatus.BOKAT
    return meeting_card(meeting, words, controls, moved=moved)


async def _ended(session: AsyncSession, message: OutboxMessage, words: Words, links: Links, now: datetime) -> Card:
    meeting = await _unchanged(session, message)
    return held_card(meeting, new_controls(links, message.forbund_id, meeting.id, _to(message), now), words)


async def _unchanged(session: AsyncSession, message: OutboxMessage) -> MeetingView:
    """Return the meeting as its reader sees it; raise NeverError when it has been changed since, which a later notice tells."""
    meeting = await meeting_for(session, message.subject_id, _to(message))
    if meeting.calendar_sequence != message.details["sequence"]:
        raise NeverError("changed since")
    return meeting


async def _edition(session: AsyncSession, message: OutboxMessage, words: Words, links: Links, now: datetime) -> Card:
    edition = (await session.exec(select(Edition).where(Edition.id == message.subject_id))).first()
    if edition is None:
        raise NotFoundError("error.report_missing")
    url = links.to("edition", message.forbund_id, message.subject_id, _to(message))
    told = await read_by(session, edition, await session.get(Person, message.person_id))
    return edition_card(summary(document_of(told), words.texts, words.locale), url, words)


async def _draft(session: AsyncSession, message: OutboxMessage, words: Words, links: Links, now: datetime) -> Card:
    draft = await told_draft(session, message)
    if message.kind is NoticeKind.DRAFT_STOPPED:
        return draft_stopped_card(draft.group, words)
    try:
        whole = await drafted(session, draft.id, words.texts, words.taxonomy, now)
    except FiguresDisagree:  # told with what to do, as in the letter
        return note(words.t("trouble.unmade", group=draft.group), [words.t("paper.error.figures")], [], words)
    url = links.to("draft", message.forbund_id, draft.id, _to(message))
    told = summary(whole.document, words.texts, words.locale)
    return draft_card(told, say_time(draft.due_at, words.locale), url, words, moved="moved" in message.details)


async def _nobody(session: AsyncSession, message: OutboxMessage, words: Words, links: Links, now: datetime) -> Card:
    group = await told_nobody(session, message.subject_id, EditionKind(message.details["kind"]))
    if group is None:
        raise NeedlessError("received")
    return note(words.t("wish.nobody", group=group), [words.t("wish.nobody.what")], [], words)


async def _trouble(session: AsyncSession, message: OutboxMessage, words: Words, links: Links, now: datetime) -> Card:
    heading, sentences = await say_trouble(session, message, words.t, words.locale)
    return note(heading, sentences, [], words)


async def _decisions(session: AsyncSession, message: OutboxMessage, words: Words, links: Links, now: datetime) -> Card:
    held = await find_held(session, message.subject_id, now)
    if not held.waiting:
        raise NeedlessError("answered")
    return decisions_card(held, new_answering(links, message.forbund_id, held.id, _to(message)), words)


async def _decided(session: AsyncSession, message: OutboxMessage, words: Words, links: Links, now: datetime) -> Card:
    held = await find_held(session, message.subject_id, now)
    heading = words.t("decided.title", group=held.group, day=words.day(local_date(held.starts_at)))
    url = links.to("decisions", message.forbund_id, held.id, _to(message))
    return decided_card(held, message.details["lifts"], heading, url, words)


async def _patterns(session: AsyncSession, message: OutboxMessage, words: Words, links: Links, now: datetime) -> Card:
    rows = await open_patterns(session, await session.get(Person, _to(message)))
    if not rows:
        raise NeedlessError("settled")
    lines = [in_one_line(row, words.t, words.category) for row in rows]
    opened = open_url(words.t("letter.patterns.press"), links.to("inbox", message.forbund_id, 0, _to(message)))
    return note(words.t("page.patterns.title"), [words.t("page.patterns.hint"), *lines], [opened], words)


async def _spindel(session: AsyncSession, message: OutboxMessage, words: Words, links: Links, now: datetime) -> Card:
    asking = await read_asking(session, message.subject_id, await session.get(Person, _to(message)), now)
    if not asking.answers:
        raise NeedlessError("nothing_to_answer")
    return spindel_card(asking, Answered(url=spindel_url(links, message.forbund_id, asking, _to(message))), words)


async def _spindel_closed(session: AsyncSession, message: OutboxMessage, words: Words, links: Links, now: datetime) -> Card:
    closed = await read_closed(session, message.subject_id)
    heading = words.t("letter.spindel.closed", group=closed.group, answered=closed.answered, asked=closed.asked)
    if not closed.told:
        return note(heading, [words.t("letter.spindel.closed.few", fewest=FEWEST)], [], words)
    url = links.to("spindel", message.forbund_id, message.subject_id, _to(message))
    return note(heading, [words.t("letter.spindel.closed.what")], [open_url(words.t("letter.spindel.closed.press"), url)], words)


async def _spindel_too_few(session: AsyncSession, message: OutboxMessage, words: Words, links: Links, now: datetime) -> Card:
    name = await group_name(session, message.subject_id)
    members = message.details["members"]
    lines = [words.t("page.spindel.too_few", members=members, fewest=FEWEST), words.t("letter.spindel.too_few.mend")]
    return note(words.t("letter.spindel.too_few", group=name), lines, [], words)


async def _week(session: AsyncSession, message: OutboxMessage, words: Words, links: Links, now: datetime) -> Card:
    person = await session.get_one(Person, _to(message))
    if not person.told_weekly:
        raise NeedlessError("not_wanted")
    monday = date.fromordinal(message.subject_id)
    week = await read_week(session, person, monday, local_date(now))
    heading = words.t("week.title", number=monday.isocalendar().week, kommuner=words.listed(week.kommuner))
    opened = open_url(words.t("letter.patterns.press"), links.to("inbox", message.forbund_id, 0, _to(message)))
    return note(heading, [*week_lines(week, words.t), words.t("card.week.stop")], [opened], words)


async def _led_to(session: AsyncSession, message: OutboxMessage, words: Words, links: Links, now: datetime) -> Card:
    person = await session.get_one(Person, _to(message))
    if not person.told_of_own:
        raise NeedlessError("not_wanted")
    half = Half(message.details["year"], message.details["half"])
    told = await read_led_to(session, _to(message), half)
    if not told.led:
        raise NeedlessError("nothing")
    lead = words.t(f"led_to.lead.{half.number}", year=half.year, kommuner=words.listed(told.kommuner))
    return led_to_card(told, lead, words)


def _to(message: OutboxMessage) -> int:
    if message.person_id is None:  # a constraint of the table says the same
        raise NeverError("no_person")
    return message.person_id


# What a notice leaves in the chat.
_STANDS: Mapping[NoticeKind, CardKind] = {
    NoticeKind.REPORT_RECEIVED: CardKind.TRIAGE,
    NoticeKind.REPORT_AMENDED: CardKind.TRIAGE,
    NoticeKind.REPORT_ASKED: CardKind.QUESTION,
    NoticeKind.REPORT_ANSWERED: CardKind.REPORT,
    NoticeKind.REPORT_CHANGED: CardKind.REPORT,
    NoticeKind.MEETING_REQUESTED: CardKind.MEETING,
    NoticeKind.MEETING_AMENDED: CardKind.MEETING,
    NoticeKind.MEETING_FIXED: CardKind.MEETING,
    NoticeKind.MEETING_CANCELLED: CardKind.MEETING,
    NoticeKind.MEETING_ENDED: CardKind.MEETING,
}

# What is told in a line where the card stands already.
_IN_A_LINE = (NoticeKind.REPORT_AMENDED, NoticeKind.MEETING_AMENDED)

_DRAW: Mapping[NoticeKind, Draw] = {
    NoticeKind.REPORT_RECEIVED: _received,
    NoticeKind.REPORT_AMENDED: _amended,
    NoticeKind.REPORT_ASKED: _asked,
    NoticeKind.REPORT_ANSWERED: _handled,
    NoticeKind.REPORT_CHANGED: _handled,
    NoticeKind.MEETING_REQUESTED: _requested,
    NoticeKind.MEETING_AMENDED: _meeting_amended,
    NoticeKind.MEETING_FIXED: _fixed,
    NoticeKind.MEETING_CANCELLED: _fixed,
    NoticeKind.MEETING_ENDED: _ended,
    NoticeKind.EDITION: _edition,
    NoticeKind.DRAFT: _draft,
    NoticeKind.DRAFT_STOPPED: _draft,
    NoticeKind.NOBODY_RECEIVES: _nobody,
    NoticeKind.DIGEST_TROUBLE: _trouble,
    NoticeKind.DECISIONS_ASKED: _decisions,
    NoticeKind.DECISIONS_TOLD: _decided,
    NoticeKind.PATTERNS_FOUND: _patterns,
    NoticeKind.SPINDEL_ASKED: _spindel,
    NoticeKind.SPINDEL_CLOSED: _spindel_closed,
    NoticeKind.SPINDEL_TOO_FEW: _spindel_too_few,
    NoticeKind.WEEK: _week,
    NoticeKind.LED_TO: _led_to,
}
