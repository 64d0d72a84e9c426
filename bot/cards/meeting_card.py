"""A samverkansmöte after it was asked for: the caller's receipt, the coordinator's card, and the fixed time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from backend.meetings.fix import LONGEST_PLACE
from backend.meetings.views import MeetingView
from bot.cards.elements import (
    Card,
    Element,
    box,
    card,
    choices,
    cut,
    date_input,
    facts,
    line,
    open_url,
    submit,
    text,
    text_input,
    time_input,
    title,
)
from bot.cards.marked import Found, marked
from bot.words import Words

SHOWN_SENTENCES = 700
LENGTHS = (30, 45, 60, 90, 120)
USUAL_LENGTH = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Fixing:
    """What stands in the coordinator's card besides the request. `earliest` is the first day that may be chosen."""

    key: str
    url: str
    earliest: date
    day: str = ""
    clock: str = ""
    minutes: str = str(USUAL_LENGTH)
    place: str = ""
    problems: Sequence[str] = ()
    found: Found = ()


def request_receipt(meeting: MeetingView, words: Words) -> Card:
    """Return what the caller keeps until a time is fixed."""
    heading = words.t("card.meeting.receipt.title", number=meeting.number)
    receiver = words.receiver(meeting.receiver_role, meeting.kommun)
    body = [
        title(heading),
        facts([(words.t("card.receipt.receiver"), receiver[:1].upper() + receiver[1:]), *_facts(meeting, words)]),
        *_advice(meeting, words),
        text(words.t("card.meeting.receipt.next", receiver=receiver)),
    ]
    return card(body, [], summary=heading, locale=words.locale)


def fixing_card(meeting: MeetingView, state: Fixing, words: Words) -> Card:
    """Return the request with what fixes it: day, time, length, place."""
    t = words.t
    heading = t("card.meeting.fix.title", form=t(f"meeting_form.{meeting.form}"), kommun=meeting.kommun)
    body = [title(heading)]
    if state.problems:
        body.append(box([text(problem) for problem in state.problems], "attention"))
    body += [
        facts([(t("card.number"), meeting.number), *_facts(meeting, words)]),
        *_words_of(meeting, words),
        *_advice(meeting, words),
    ]
    if state.found:
        body.append(marked(state.found, words))
    body += _inputs(meeting, state, words)
    actions = [
        submit(t("card.meeting.fix"), "meeting.fix", {"submit_id": state.key, "meeting": meeting.id}, style="positive"),
        open_url(t("card.open_page"), state.url),
    ]
    return card(body, actions, summary=heading, locale=words.locale)


def fixed_card(meeting: MeetingView, words: Words) -> Card:
    """Return the fixed meeting: when, where, who was invited, and whom the directory has no function for."""
    t = words.t
    when = words.moment(meeting.starts_at) if meeting.starts_at else "–"
    heading = t("card.meeting.fixed.title", number=meeting.number)
    body = [
        title(heading),
        facts([(t("card.meeting.when"), when), (t("card.meeting.minutes"), t("card.minutes", count=meeting.minutes or 0))]),
        line(t("card.meeting.place"), meeting.place),
        facts(_facts(meeting, words)),
        text(t("card.meeting.invited"), bold=True),
        *(line(t(f"party.{invited.party}.long"), invited.function) for invited in meeting.invitations),
    ]
    if not meeting.invitations:
        body.append(text(t("card.meeting.nobody_invited")))
    if meeting.parties_without_function:
        missing = words.parties(meeting.parties_without_function)
        body.append(box([text(t("card.meeting.without_function", parties=missing))], "warning"))
    return card([*body, *_advice(meeting, words)], [], summary=heading, locale=words.locale)


def _facts(meeting: MeetingView, words: Words) -> list[tuple[str, str]]:
    t = words.t
    calling = [(t("card.meeting.caller"), t(f"party.{meeting.calling_party}.long"))] if meeting.calling_party else []
    return [
        (t("card.meeting.form"), t(f"meeting_form.{meeting.form}")),
        (t("card.kommun"), meeting.kommun),
        *calling,
        (t("card.meeting.invites"), words.parties(meeting.parties)),
        (t("card.meeting.individual"), t("yes" if meeting.individual_takes_part else "no")),
        (t("card.meeting.consent"), t(f"consent.{meeting.consent}")),
        (t("card.meeting.window"), f"{words.day(meeting.window_start)} – {words.day(meeting.window_end)}"),
    ]


def _words_of(meeting: MeetingView, words: Words) -> list[Element]:
    """Return what the caller wrote."""
    written = [(name, getattr(meeting, name)) for name in ("purpose", "wanted_outcome", "who_decides")]
    lines = [line(words.t(f"card.meeting.{name}"), cut(value, SHOWN_SENTENCES)) for name, value in written]
    if meeting.reference:
        lines.append(line(words.t("card.meeting.reference.short"), meeting.reference))
    return lines


def _advice(meeting: MeetingView, words: Words) -> list[Element]:
    return [box([text(words.t(key)) for key in meeting.advice], "warning")] if meeting.advice else []


def _inputs(meeting: MeetingView, state: Fixing, words: Words) -> list[Element]:
    t = words.t
    lengths = [(t("card.minutes", count=count), str(count)) for count in LENGTHS]
    return [
        date_input(
            "day",
            t("card.meeting.day"),
            value=state.day or max(meeting.window_start, state.earliest).isoformat(),
            earliest=state.earliest.isoformat(),
            required=t("card.meeting.day.required"),
        ),
        time_input("clock", t("card.meeting.clock"), value=state.clock, required=t("card.meeting.clock.required")),
        choices("minutes", t("card.meeting.minutes"), lengths, value=state.minutes, required=t("card.meeting.minutes.required")),
        text_input(
            "place",
            t("card.meeting.place"),
            value=state.place,
            required=t("error.place_missing"),
            placeholder=t("card.meeting.place.placeholder"),
            limit=LONGEST_PLACE,
        ),
    ]
