"""Letters about samverkansmöten: the request, the kallelse with its calendar entry, and the word back to the caller."""

from sqlmodel import select

from backend.database import AsyncSession
from backend.links import Links
from backend.mail.letter import Attachment, Letter
from backend.mail.paper import Content, Paper, Recipient, Say, recipient_of
from backend.mail.report_letters import party_name
from backend.meetings.calendar import Attendee, Words, invitation
from backend.meetings.views import MeetingView, meeting_view
from backend.times import STOCKHOLM, say_date, say_time
from models import Forbund, Invitation, Meeting, OutboxMessage


class MeetingLetters:
    """Writes them from the rows as they stand when the letter is sent."""

    def __init__(self, paper: Paper, links: Links) -> None:
        """Write on this paper; a link signs for its reader."""
        self._paper = paper
        self._links = links

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

    async def invited(self, session: AsyncSession, message: OutboxMessage) -> Letter:
        """Return the kallelse to a function, complete in itself, with the calendar entry."""
        to = await recipient_of(session, message)
        row = (await session.exec(select(Invitation).where(Invitation.id == message.details["invitation_id"]))).one()
        meeting = await meeting_view(session, message.subject_id, for_handler=False)
        say = self._paper.speaker(to.locale)
        form = say(f"meeting_form.{meeting.form}")
        content = Content(
            subject=say("letter.invited.subject", form=form, kommun=meeting.kommun, when=_when(meeting, to.locale)),
            title=say("letter.invited.title", form=form, kommun=meeting.kommun),
            sentences=[say("letter.invited.lead", party=party_name(say, meeting.calling_party), function=row.function)],
            first=_time_and_place(say, meeting, to.locale),
            quotes=_words(say, meeting),
            facts=[*_circumstances(say, meeting), *_people(say, meeting)],
            closing=[say("letter.invited.answer"), say("letter.invited.deputy"), say("letter.invited.privacy")],
            attachments=(await self._calendar(session, meeting, message),),
        )
        return self._paper.write(to, content)

    async def fixed(self, session: AsyncSession, message: OutboxMessage) -> Letter:
        """Return the letter to the caller: when, where, who was invited, and what is left for the caller to do."""
        to = await recipient_of(session, message)
        meeting = await meeting_view(session, message.subject_id, for_handler=False)
        say = self._paper.speaker(to.locale)
        missing = ", ".join(party_name(say, party) for party in meeting.parties_without_function)
        content = Content(
            subject=say("letter.fixed.subject", number=meeting.number, when=_when(meeting, to.locale)),
            title=say("letter.fixed.title", form=say(f"meeting_form.{meeting.form}"), kommun=meeting.kommun),
            sentences=[say("letter.fixed.lead")],
            press=(say("letter.fixed.press"), self._link(message, to)),
            first=_time_and_place(say, meeting, to.locale),
            quotes=_words(say, meeting),
            facts=[*_circumstances(say, meeting), *_people(say, meeting)],
            notes=[*([say("meeting.without_function", parties=missing)] if missing else []), *map(say, meeting.advice)],
            closing=[say("letter.fixed.duty"), say("letter.personal_link")],
            attachments=(await self._calendar(session, meeting, message),),
        )
        return self._paper.write(to, content)

    def _link(self, message: OutboxMessage, to: Recipient) -> str:
        return self._links.to("meeting", message.forbund_id, message.subject_id, to.person_id)

    async def _calendar(self, session: AsyncSession, view: MeetingView, message: OutboxMessage) -> Attachment:
        """Return the same file for everybody: answers go to förbundet, under the name of the role that fixed the time."""
        say = self._paper.speaker("sv")
        meeting = (await session.exec(select(Meeting).where(Meeting.id == view.id))).one()
        forbund = (await session.exec(select(Forbund).where(Forbund.id == message.forbund_id))).one()
        words = Words(
            summary=say("calendar.summary", form=say(f"meeting_form.{view.form}"), kommun=view.kommun, number=view.number),
            description="\n\n".join(
                [*(f"{label}:\n{text}" for label, text in _words(say, view)), _contact(say, view), say("letter.invited.privacy")]
            ),
        )
        role = say("calendar.organizer", role=say(view.receiver_key), kommun=view.kommun)
        organizer = Attendee(forbund.email, role[0].upper() + role[1:])
        functions = {invited.email.lower(): Attendee(invited.email, invited.function) for invited in view.invitations}
        caller = [Attendee(view.caller_email, view.caller_name, chair=True)] if view.caller_email else []
        file = invitation(meeting, words, organizer, [*caller, *functions.values()], stamp=message.created_at)
        return Attachment(f"{view.number}.ics", "text/calendar", file, {"method": "REQUEST"})


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
        (say("meeting.number"), meeting.number),
    ]


def _caller(say: Say, meeting: MeetingView) -> str:
    return ", ".join(filter(None, (meeting.caller_name, party_name(say, meeting.calling_party), meeting.caller_email)))


def _contact(say: Say, meeting: MeetingView) -> str:
    return f"{say('meeting.caller')}: {_caller(say, meeting)}"


def _when(meeting: MeetingView, locale: str) -> str:
    """Return `torsdag 12 mars 2026 kl. 09:30–10:30`."""
    if meeting.starts_at is None or meeting.ends_at is None:
        raise ValueError("the meeting's time isn't fixed")
    return f"{say_time(meeting.starts_at, locale)}–{meeting.ends_at.astimezone(STOCKHOLM):%H:%M}"


def _window(meeting: MeetingView, locale: str) -> str:
    return f"{say_date(meeting.window_start, locale)} – {say_date(meeting.window_end, locale)}"
