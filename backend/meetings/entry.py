"""The words and the people of a meeting's calendar entry."""

from backend.i18n import SWEDISH, Texts
from backend.meetings.calendar import Attendee, Entry
from backend.meetings.views import MeetingView

# Everybody gets the same entry, in the language of the parties' offices.
LOCALE = SWEDISH


def calendar_entry(view: MeetingView, texts: Texts, sent_by: str) -> Entry:
    """Return the entry of a meeting with a time; raise ValueError for one without.

    Each mailbox is one attendee, and the caller is there as chair.
    """
    if view.starts_at is None or view.ends_at is None:
        raise ValueError("a meeting without a time is in no calendar")

    def say(key: str, **values: object) -> str:
        return texts.t(LOCALE, key, **values)

    party = say(f"party.{view.calling_party}.long" if view.calling_party else "party.unknown")
    written = [(say(f"meeting.{name}"), getattr(view, name)) for name in ("purpose", "wanted_outcome", "who_decides")]
    caller = ", ".join(filter(None, (view.caller_name, party, view.caller_email)))
    functions = {invited.email.lower(): Attendee(invited.email, invited.function) for invited in view.invitations}
    chair = {view.caller_email.lower(): Attendee(view.caller_email, view.caller_name, chair=True)} if view.caller_email else {}
    return Entry(
        uid=view.calendar_uid,
        sequence=view.calendar_sequence,
        starts_at=view.starts_at,
        ends_at=view.ends_at,
        summary=say("calendar.summary", form=say(f"meeting_form.{view.form}"), kommun=view.kommun, number=view.number),
        description="\n\n".join(
            [
                *([f"{say('meeting.called_off_why')}:\n{view.called_off_why}"] if view.called_off_why else []),
                *(f"{label}:\n{text}" for label, text in written),
                f"{say('meeting.caller')}: {caller}",
                say("letter.invited.privacy"),
            ]
        ),
        place=view.place,
        organizer=Attendee(view.organizer_email, view.organizer_name),
        attendees=tuple({**chair, **{address: who for address, who in functions.items() if address not in chair}}.values()),
        sent_by=sent_by,
    )
