"""What fixes a samverkansmöte or moves it: the coordinator's card, with what was asked for and the fields of a time."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from backend.fields import read_clock
from backend.meetings.slot import LONGEST_PLACE, OFFICES_CLOSE, OFFICES_OPEN, Doubt, as_read, day_to_propose
from backend.meetings.views import MeetingView
from backend.times import local_date
from bot.cards.elements import (
    Card,
    Element,
    box,
    card,
    choices,
    date_input,
    facts,
    line,
    open_url,
    submit,
    text,
    text_input,
    title,
)
from bot.cards.marked import NOTHING_FOUND, Found, marked
from bot.cards.meeting_card import advice_of, facts_of, shows_of, when, wishes, words_of
from bot.cards.mending import Problems, above, beside
from bot.words import Words
from models.enums import MeetingStatus

LENGTHS = (30, 45, 60, 90, 120)
# When the parties' offices are open; any other time can be typed.
CLOCKS = tuple(f"{hour:02}:{minute}" for hour in range(OFFICES_OPEN.hour, OFFICES_CLOSE.hour) for minute in ("00", "30"))
USUAL_LENGTH = 60
LONGEST_CLOCK = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Fixing:
    """What stands in the coordinator's card besides the request. `earliest` is the first day that may be chosen.

    A typed `other_clock` goes before the chosen `clock`.

    `doubts` are why the time looks like a slip; `confirmation` then says which time a second press means.
    """

    key: str
    url: str
    earliest: date
    day: str = ""
    clock: str = ""
    other_clock: str = ""
    minutes: str = str(USUAL_LENGTH)
    place: str = ""
    problems: Problems = field(default_factory=dict)
    found: Found = NOTHING_FOUND
    doubts: Sequence[Doubt] = ()
    confirmation: str = ""


def fixing_card(meeting: MeetingView, state: Fixing, words: Words) -> Card:
    """Return the request with what fixes it: day, time, length, place; or the fixed meeting with what moves it."""
    t = words.t
    moving = meeting.status is MeetingStatus.BOKAT
    do = "card.meeting.move" if moving else "card.meeting.fix"
    anyway = "card.meeting.move.anyway" if moving else "card.meeting.fix.anyway"
    heading = t(f"{do}.title", form=t(f"meeting_form.{meeting.form}"), kommun=meeting.kommun)
    inputs = _inputs(meeting, state, words)
    body = [title(heading), *above(state.problems, inputs, words)]
    if moving:
        body += [when(meeting, words), *wishes(meeting, words), text(t("card.meeting.move.hint"))]
    else:
        body.append(facts([(t("card.number"), meeting.number), *facts_of(meeting, words, with_caller=False)]))
        body += [*_caller(meeting, words), *_to_invite(meeting, words), *words_of(meeting, words), *advice_of(meeting, words)]
    if state.found:
        body.append(marked(state.found, words, t(do)))
    body += beside(state.problems, inputs)
    if state.doubts:
        sure = text(t("card.meeting.sure", button=t(anyway)), bold=True)
        body.append(
            box([sure, *(text(t(doubt.key, **as_read(doubt.values, words.locale))) for doubt in state.doubts)], "warning")
        )
    data = {"submit_id": state.key, "meeting": meeting.id, "seen": meeting.calendar_sequence, "confirmed": state.confirmation}
    actions = [
        submit(t(anyway if state.doubts else do), "meeting.move" if moving else "meeting.fix", data, style="positive"),
        *([submit(t("meeting.ask.back"), "meeting.show", {"meeting": meeting.id}, with_inputs=False)] if moving else []),
        *([] if moving else [submit(t("card.meeting.reword"), "meeting.reword", {"meeting": meeting.id})]),
        open_url(t("card.open_page"), state.url),
    ]
    # What was asked for or chosen in this card, or must be mended in it, isn't drawn over.
    begun = moving or state.day or state.problems or state.found or state.doubts
    return card(body, actions, summary=heading, locale=words.locale, shows=None if begun else shows_of(meeting))


def _caller(meeting: MeetingView, words: Words) -> list[Element]:
    """Return who asked, whom the one who finds the time may need to ring: name and party."""
    party = words.t(f"party.{meeting.calling_party}.long") if meeting.calling_party else ""
    caller = ", ".join(filter(None, (meeting.caller_name, party)))
    return [line(words.t("card.meeting.caller"), caller)] if caller else []


def _to_invite(meeting: MeetingView, words: Words) -> list[Element]:
    """Return the functions that a press invites, and the parties of which the directory has none."""
    shown = [line(words.t(f"party.{unit.party}.long"), unit.function) for unit in meeting.to_invite]
    if shown:
        shown.insert(0, text(words.t("card.meeting.invites"), bold=True))
    if meeting.unreached:
        missing = words.parties(meeting.unreached)
        shown.append(box([text(words.t("card.meeting.without_function", parties=missing))], "warning"))
    return shown


def _inputs(meeting: MeetingView, state: Fixing, words: Words) -> list[Element]:
    """Return the fields of a time. None is demanded by the card, whose client would not let go of one half filled in."""
    t = words.t

    def starred(name: str) -> str:
        return t("meeting.ask.starred", label=t(f"card.meeting.{name}"))

    own = [int(state.minutes)] if state.minutes.isascii() and state.minutes.isdigit() and len(state.minutes) < 4 else []
    clocks = [(clock, clock) for clock in sorted({*CLOCKS, *([state.clock] if _is_clock(state.clock) else [])})]
    minutes = sorted({*LENGTHS, *own})
    lengths = [(t("card.minutes", count=count), str(count)) for count in minutes]
    return [
        date_input(
            "day",
            starred("day"),
            value=state.day or _first_day(meeting, state).isoformat(),
            earliest=state.earliest.isoformat(),
            wrong=t("error.time_past"),
        ),
        choices(
            "clock",
            starred("clock"),
            clocks,
            value=state.clock if _is_clock(state.clock) else "",
            placeholder=t("card.meeting.clock.required"),
        ),
        text_input(
            "other_clock",
            t("card.meeting.other_clock"),
            value=state.other_clock,
            placeholder=t("card.meeting.other_clock.placeholder"),
            limit=LONGEST_CLOCK,
        ),
        choices(
            "minutes",
            starred("minutes"),
            lengths,
            value=state.minutes if own else "",
            placeholder=t("card.meeting.minutes.required"),
        ),
        text_input(
            "place",
            starred("place"),
            value=state.place,
            placeholder=t("card.meeting.place.placeholder"),
            limit=LONGEST_PLACE,
        ),
    ]


def _is_clock(written: str) -> bool:
    """Whether a text is a time of day as the card offers them."""
    clock = read_clock(written)
    return clock is not None and f"{clock:%H:%M}" == written


def _first_day(meeting: MeetingView, state: Fixing) -> date:
    """Return where the day stands to begin with: where the meeting is, or the first wanted day that isn't short notice."""
    if meeting.starts_at and not meeting.other_time_asked:
        return local_date(meeting.starts_at)
    return day_to_propose(meeting.window_start, meeting.window_end, state.earliest)
