"""What the one who asked for a meeting may do with it: take the request back, or ask for another time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from backend.meetings.views import MeetingView
from bot.cards.elements import Card, Element, box, date_input, form, submit, text, title
from bot.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherTime:
    """What stands in the form: days in ISO 8601, and what must be mended."""

    key: str
    today: date
    window_start: str
    window_end: str
    problems: Sequence[str] = ()


def other_time_card(meeting: MeetingView, state: OtherTime, words: Words) -> Card:
    """Return the form that asks for another time."""
    t = words.t
    heading = t("card.meeting.other_time.title", number=meeting.number)
    body: list[Element] = [title(heading)]
    if state.problems:
        body.append(box([text(problem) for problem in state.problems], "attention"))
    stands = t("card.meeting.other_time.stands", when=words.moment(meeting.starts_at)) if meeting.starts_at else ""
    body.append(text(" ".join(filter(None, (stands, t("card.meeting.other_time.what"))))))
    for name in ("window_start", "window_end"):
        required, value = t(f"card.meeting.{name}.required"), getattr(state, name)
        label, earliest = t(f"card.meeting.{name}"), state.today.isoformat()
        body.append(date_input(name, label, value=value, earliest=earliest, required=required))
    about = {"meeting": meeting.id}
    actions = [
        submit(t("card.send"), "meeting.other_time.send", {"submit_id": state.key, **about}, style="positive"),
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
