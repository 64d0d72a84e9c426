"""Letters about samverkansmöten: the request, the kallelse with its calendar entry, what changed, and how it ended."""

from datetime import datetime

from sqlmodel import select

from backend.courier import NeedlessError
from backend.database import AsyncSession
from backend.i18n import Say, Texts
from backend.links import Links
from backend.mail.letter import Attachment, Letter
from backend.mail.paper import Content, Paper, Recipient, recipient_of
from backend.mail.report_letters import party_name
from backend.meetings.calendar import Method, calendar_file
from backend.meetings.entry import calendar_entry
from backend.meetings.views import MeetingView, meeting_view
from backend.times import STOCKHOLM, say_date, say_time
from models import Invitation, OutboxMessage

# What a caller did with a meeting afterwards, and the words for it.
AMENDED = {
    "withdrawn": "letter.meeting_amended.withdrawn",
    "other_time": "letter.meeting_amended.other_time",
    "call_off": "letter.meeting_amended.call_off",
}


class MeetingLetters:
    """Writes them from the rows as they stand when the letter is sent."""

    def __init__(self, paper: Paper, links: Links, texts: Texts, mail_from: str) -> None:
        """Write on this paper, from the mailbox `mail_from`; a link signs for its reader."""
        self._paper = paper
        self._links = links
        self._texts = texts
        self._mail_from = mail_from

    async def requested(self, session: AsyncSession, message: OutboxMessage) -> Letter:
        """Return the letter to the one who finds a time, and can fix it by its link."""
        to = await recipient_of(session, message)
        meeting = await meeting_view(session, message.subject_id, for_handler=True)
        say = self._paper.speaker(to.locale)
        form = say(f"meeting_form.{meeting.form}")
        why = "letter.report.why" if to.person_id else "letter.report.why_forbundet"
        content = Content(
            subject=say("letter.requested.subject", form=form, kommun=meeting.kommun, number=meeting.number),
            title=say("letter.requested.title", form=form, kommun=meeting.kommun),
            sentences=[say("letter.requested.lead", party=party_name(say, meeting.calling_party))],
            press=(say("letter.requested.press"), self._link(message, to)),
            quotes=_words(say, meeting),
            facts=[
                (say("meeting.number"), meeting.number),
                (say("meeting.parties"), ", ".join(party_name(say, party) for party in meeting.parties)),
                (say("meeting.window"), _window(meeting, to.locale)),
                *_circumstances(say, meeting),
                (say("meeting.caller"), _caller(say, meeting)),
            ],
            notes=[say(key) for key in meeting.advice],
            closing=[say(why, kommun=meeting.kommun), say("letter.personal_link")],
        )
        return self._paper.write(to, content)

    async def amended(self, session: AsyncSession, message: OutboxMessage) -> Letter:
        """Return the letter to the receiver of a request that its caller has taken back, or wants changed or called off.

        Raises NeedlessError when that has been done since, or the meeting is kept.
        """
        to = await recipient_of(session, message)
        meeting = await meeting_view(session, message.subject_id, for_handler=True)
        if not meeting.tells(message.details["how"]):
            raise NeedlessError("answered")
        say = self._paper.speaker(to.locale)
        form = say(f"meeting_form.{meeting.form}")
        key = AMENDED[message.details["how"]]
        why = "letter.report.why" if to.person_id else "letter.report.why_forbundet"
        off = message.details["how"] == "call_off"
        now_at = [(say("meeting.time"), _when(meeting, to.locale))] if meeting.starts_at else []
        window = [] if off else [(say("meeting.window"), _window(meeting, to.locale))]
        content = Content(
            subject=say(f"{key}.subject", form=form, kommun=meeting.kommun, number=meeting.number),
            title=say(f"{key}.title", form=form, kommun=meeting.kommun),
            sentences=[say(f"{key}.lead")],
            press=(say("letter.fixed.press"), self._link(message, to)),
            quotes=[(say("meeting.call_off.why"), meeting.call_off_asked)] if off else (),
            facts=[
                (say("meeting.number"), meeting.number),
                *now_at,
                *window,
                (say("meeting.caller"), _caller(say, meeting)),
            ],
            closing=[say(why, kommun=meeting.kommun), say("letter.personal_link")],
        )
        return self._paper.write(to, content)

    async def invited(self, session: AsyncSession, message: OutboxMessage) -> Letter:
        """Return the kallelse to a function, complete in itself, with the calendar entry; or where the meeting has been moved."""
        to, meeting = await recipient_of(session, message), await _still(session, message)
        row = (await session.exec(select(Invitation).where(Invitation.id == message.details["invitation_id"]))).one()
        say = self._paper.speaker(to.locale)
        form, when = say(f"meeting_form.{meeting.form}"), _when(meeting, to.locale)
        moved = _moved(say, message, meeting, to.locale)
        content = Content(
            subject=say(
                "letter.moved.subject" if moved else "letter.invited.subject", form=form, kommun=meeting.kommun, when=when
            ),
            title=say("letter.moved.title" if moved else "letter.invited.title", form=form, kommun=meeting.kommun),
            sentences=[*moved, say("letter.invited.lead", party=party_name(say, meeting.calling_party), function=row.function)],
            first=_time_and_place(say, meeting, to.locale),
            quotes=_words(say, meeting),
            facts=[*_circumstances(say, meeting), *_people(say, meeting)],
            closing=[say("letter.invited.answer"), say("letter.invited.deputy"), say("letter.invited.privacy")],
            attachments=(self._calendar(meeting, Method.REQUEST, message),),
        )
        return self._paper.write(to, content, reply_to=meeting.organizer_email)

    async def fixed(self, session: AsyncSession, message: OutboxMessage) -> Letter:
        """Return the letter to the caller: when, where, who was invited, and what is left for the caller to do."""
        to, meeting = await recipient_of(session, message), await _still(session, message)
        say = self._paper.speaker(to.locale)
        form, when = say(f"meeting_form.{meeting.form}"), _when(meeting, to.locale)
        moved = _moved(say, message, meeting, to.locale)
        organizes = to.address.lower() == meeting.organizer_email.lower()
        content = Content(
            subject=say("letter.moved.subject", form=form, kommun=meeting.kommun, when=when)
            if moved
            else say("letter.fixed.subject", number=meeting.number, when=when),
            title=say("letter.moved.title" if moved else "letter.fixed.title", form=form, kommun=meeting.kommun),
            sentences=[*moved, say("letter.copy.answers" if organizes else "letter.fixed.lead")],
            press=(say("letter.fixed.press"), self._link(message, to)),
            first=_time_and_place(say, meeting, to.locale),
            quotes=_words(say, meeting),
            facts=[*_circumstances(say, meeting), *_people(say, meeting)],
            notes=[*_missing(say, meeting), *map(say, meeting.advice)],
            closing=[say("letter.fixed.duty"), say("letter.personal_link")],
            attachments=(self._calendar(meeting, Method.PUBLISH if organizes else Method.REQUEST, message),),
        )
        return self._paper.write(to, content, reply_to="" if organizes else meeting.organizer_email)

    async def kept(self, session: AsyncSession, message: OutboxMessage) -> Letter:
        """Return the word to the caller that a meeting is kept, though they asked that it be called off."""
        to, meeting = await recipient_of(session, message), await _still(session, message)
        say = self._paper.speaker(to.locale)
        form = say(f"meeting_form.{meeting.form}")
        content = Content(
            subject=say("letter.kept.subject", number=meeting.number, when=_when(meeting, to.locale)),
            title=say("letter.kept.title", form=form, kommun=meeting.kommun),
            sentences=[say("letter.kept.lead")],
            press=(say("letter.fixed.press"), self._link(message, to)),
            first=_time_and_place(say, meeting, to.locale),
            facts=_people(say, meeting),
            closing=[say("letter.cancelled.questions", address=meeting.organizer_email), say("letter.personal_link")],
        )
        return self._paper.write(to, content, reply_to=meeting.organizer_email)

    async def copied(self, session: AsyncSession, message: OutboxMessage) -> Letter:
        """Return the organizer's copy: no invitation, since a calendar doesn't know what to do with one from oneself."""
        to, meeting = await recipient_of(session, message), await _still(session, message)
        say = self._paper.speaker(to.locale)
        form, when = say(f"meeting_form.{meeting.form}"), _when(meeting, to.locale)
        moved = _moved(say, message, meeting, to.locale)
        content = Content(
            subject=say("letter.moved.subject" if moved else "letter.copy.subject", form=form, kommun=meeting.kommun, when=when),
            title=say("letter.moved.title" if moved else "letter.fixed.title", form=form, kommun=meeting.kommun),
            sentences=[*moved, say("letter.copy.answers"), say("letter.copy.calendar")],
            press=(say("letter.copy.press"), self._link(message, to)),
            first=_time_and_place(say, meeting, to.locale),
            facts=_people(say, meeting),
            notes=_missing(say, meeting),
            closing=[say("letter.personal_link")],
            attachments=(self._calendar(meeting, Method.PUBLISH, message),),
        )
        return self._paper.write(to, content)

    async def cancelled(self, session: AsyncSession, message: OutboxMessage) -> Letter:
        """Return the word that a meeting is called off; it takes the entry out of the calendars that were invited."""
        to, meeting = await recipient_of(session, message), await _still(session, message)
        say = self._paper.speaker(to.locale)
        form = say(f"meeting_form.{meeting.form}")
        organizes = to.address.lower() == meeting.organizer_email.lower()
        had_a_time = meeting.starts_at is not None
        sentences = [say("letter.cancelled.lead" if had_a_time else "letter.cancelled.no_time", who=meeting.organizer_name)]
        if had_a_time:
            sentences.append(say("letter.cancelled.calendar"))
        if to.person_id is not None and not organizes:
            sentences.append(say("letter.cancelled.again"))
        when = f", {_when(meeting, to.locale)}" if had_a_time else ""
        content = Content(
            subject=say("letter.cancelled.subject", form=form, kommun=meeting.kommun, number=meeting.number, when=when),
            title=say("letter.cancelled.title", form=form, kommun=meeting.kommun),
            sentences=sentences,
            first=_time_and_place(say, meeting, to.locale) if had_a_time else (),
            quotes=[(say("meeting.called_off_why"), meeting.called_off_why)] if meeting.called_off_why else (),
            facts=_people(say, meeting),
            closing=[say("letter.cancelled.questions", address=meeting.organizer_email)],
            attachments=() if organizes or not had_a_time else (self._calendar(meeting, Method.CANCEL, message),),
        )
        return self._paper.write(to, content, reply_to="" if organizes else meeting.organizer_email)

    async def ended(self, session: AsyncSession, message: OutboxMessage) -> Letter:
        """Return the question whether the meeting was held."""
        to, meeting = await recipient_of(session, message), await _still(session, message)
        say = self._paper.speaker(to.locale)
        form = say(f"meeting_form.{meeting.form}")
        content = Content(
            subject=say("letter.ended.subject", number=meeting.number),
            title=say("letter.ended.title", form=form, kommun=meeting.kommun),
            sentences=[say("letter.ended.lead", when=_when(meeting, to.locale))],
            press=(say("letter.ended.press"), self._link(message, to)),
            closing=[say("letter.ended.why"), say("letter.personal_link")],
        )
        return self._paper.write(to, content)

    def _link(self, message: OutboxMessage, to: Recipient) -> str:
        return self._links.to("meeting", message.forbund_id, message.subject_id, to.person_id)

    def _calendar(self, meeting: MeetingView, method: Method, message: OutboxMessage) -> Attachment:
        """Return the entry: to be answered in the mail, or as a file alone, which is opened by whoever wants to keep it."""
        file = calendar_file(calendar_entry(meeting, self._texts, self._mail_from), method, stamp=message.created_at)
        name = f"{meeting.number}.ics"
        if method is Method.PUBLISH:
            return Attachment(name, "application/ics", file)
        return Attachment(name, "text/calendar", file, {"method": method.value})


async def _still(session: AsyncSession, message: OutboxMessage) -> MeetingView:
    """Return the meeting; raise NeedlessError when it has been changed since: what is told then is told by a later letter."""
    meeting = await meeting_view(session, message.subject_id, for_handler=False)
    if meeting.calendar_sequence != message.details["sequence"]:
        raise NeedlessError("changed since")
    return meeting


def _moved(say: Say, message: OutboxMessage, meeting: MeetingView, locale: str) -> list[str]:
    """Return what is new of a meeting that was moved; nothing for one that was just fixed."""
    if not (before := message.details.get("before")):
        return []
    was = datetime.fromisoformat(before)
    if was == meeting.starts_at:
        return [say("letter.moved.place")]
    return [say("letter.moved.time", before=say_time(was, locale))]


def _missing(say: Say, meeting: MeetingView) -> list[str]:
    missing = ", ".join(party_name(say, party) for party in meeting.parties_without_function)
    return [say("meeting.without_function", parties=missing)] if missing else []


def _words(say: Say, meeting: MeetingView) -> list[tuple[str, str]]:
    return [
        (say("meeting.purpose"), meeting.purpose),
        (say("meeting.wanted_outcome"), meeting.wanted_outcome),
        (say("meeting.who_decides"), meeting.who_decides),
    ]


def _circumstances(say: Say, meeting: MeetingView) -> list[tuple[str, str]]:
    facts = [
        (say("meeting.individual_takes_part"), say("yes" if meeting.individual_takes_part else "no")),
        (say("meeting.consent"), say(f"consent.{meeting.consent}")),
    ]
    return [*facts, (say("meeting.reference"), meeting.reference)] if meeting.reference else facts


def _time_and_place(say: Say, meeting: MeetingView, locale: str) -> list[tuple[str, str]]:
    return [(say("meeting.time"), _when(meeting, locale)), (say("meeting.place"), meeting.place)]


def _people(say: Say, meeting: MeetingView) -> list[tuple[str, str]]:
    invited = "\n".join(invitation.function for invitation in meeting.invitations)
    return [
        (say("meeting.caller"), _caller(say, meeting)),
        *([(say("meeting.invited"), invited)] if invited else []),
        *(
            [(say("meeting.organizer"), f"{meeting.organizer_name}, {meeting.organizer_email}")]
            if meeting.organizer_email
            else []
        ),
        (say("meeting.number"), meeting.number),
    ]


def _caller(say: Say, meeting: MeetingView) -> str:
    return ", ".join(filter(None, (meeting.caller_name, party_name(say, meeting.calling_party), meeting.caller_email)))


def _when(meeting: MeetingView, locale: str) -> str:
    """Return `torsdag 12 mars 2026 kl. 09:30–10:30`."""
    if meeting.starts_at is None or meeting.ends_at is None:
        raise ValueError("the meeting's time isn't fixed")
    return f"{say_time(meeting.starts_at, locale)}–{meeting.ends_at.astimezone(STOCKHOLM):%H:%M}"


def _window(meeting: MeetingView, locale: str) -> str:
    return f"{say_date(meeting.window_start, locale)} – {say_date(meeting.window_end, locale)}"
