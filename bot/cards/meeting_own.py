"""What the one who asked for a meeting may do with it: take the request back, ask for another time, or that it be called off."""

from dataclasses import dataclass, field
from datetime import date

from backend.meetings.end import LONGEST_WHY
from backend.meetings.views import MeetingView
from bot.cards.elements import Card, date_input, form, submit, text, text_input, title
from bot.cards.marked import NOTHING_FOUND, Found, marked
from bot.cards.mending import Problems, above, beside
from bot.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherTime:
    """What stands in the form: days in ISO 8601, and what must be mended."""

    key: str
    today: date
    window_start: str
    window_end: str
    problems: Problems = field(default_factory=dict)


def other_time_card(meeting: MeetingView, state: OtherTime, words: Words) -> Card:
    """Return the form that asks for another time."""
    t = words.t
    heading = t("card.meeting.other_time.title", number=meeting.number)
    stands = t("card.meeting.other_time.stands", when=words.moment(meeting.starts_at)) if meeting.starts_at else ""
    inputs = [
        date_input(
            name,
            t(f"meeting.ask.{name}"),
            value=getattr(state, name),
            earliest=state.today.isoformat(),
            required=t(f"meeting.ask.{name}.required"),
        )
        for name in ("window_start", "window_end")
    ]
    told = text(" ".join(filter(None, (stands, t("card.meeting.other_time.what")))))
    body = [title(heading), *above(state.problems, inputs, words), told, *beside(state.problems, inputs)]
    about = {"meeting": meeting.id}
    actions = [
        submit(t("card.send"), "meeting.other_time.send", {"submit_id": state.key, **about}, style="positive"),
        submit(t("card.cancel"), "meeting.show", about, with_inputs=False),
    ]
    return form(body, actions, summary=heading, locale=words.locale)


@dataclass(frozen=True, slots=True, kw_only=True)
class CallOff:
    """What stands in the form that asks for a meeting to be called off, and what must be mended in it."""

    key: str
    why: str = ""
    problems: Problems = field(default_factory=dict)
    found: Found = NOTHING_FOUND


def call_off_card(meeting: MeetingView, state: CallOff, words: Words) -> Card:
    """Return the form that asks whoever booked a meeting to call it off."""
    t = words.t
    heading = t("card.meeting.call_off.title", number=meeting.number)
    required = t("error.call_off_why_missing")
    label = t("meeting.call_off.ask")
    inputs = [text_input("call_off_why", label, value=state.why, required=required, limit=LONGEST_WHY, multiline=True)]
    body = [title(heading), *above(state.problems, inputs, words)]
    if meeting.starts_at:
        body.append(text(t("card.meeting.other_time.stands", when=words.moment(meeting.starts_at))))
    body.append(text(t("page.meeting.call_off.hint")))
    if state.found:
        body.append(marked(state.found, words, t("card.send")))
    body += beside(state.problems, inputs)
    about = {"meeting": meeting.id}
    carried = {"submit_id": state.key, **about, **state.found.carried}
    actions = [
        submit(t("card.send"), "meeting.call_off.send", carried, style="positive"),
        submit(t("card.cancel"), "meeting.show", about, with_inputs=False),
    ]
    return form(body, actions, summary=heading, locale=words.locale)


def take_back_card(meeting: MeetingView, key: str, words: Words) -> Card:
    """Return the question whether the request really is to be taken back."""
    heading = words.t("card.meeting.take_back.title", number=meeting.number)
    about = {"meeting": meeting.id}
    actions = [
        submit(words.t("card.meeting.take_back.yes"), "meeting.take_back.send", {"submit_id": key, **about}, style="destructive"),
        submit(words.t("card.withdraw.no"), "meeting.show", about),
    ]
    body = [title(heading), text(words.t("card.meeting.take_back.what"))]
    return form(body, actions, summary=heading, locale=words.locale)
