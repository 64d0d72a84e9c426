"""A samverkansmöte after it was asked for: the caller's receipt, the coordinator's card, and what becomes of the meeting."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from backend.meetings.end import LONGEST_WHY
from backend.meetings.views import MeetingView
from backend.standing import Shows
from bot.cards.elements import (
    Card,
    Element,
    box,
    card,
    cut,
    facts,
    line,
    open_url,
    submit,
    text,
    text_input,
    title,
)
from bot.cards.marked import NOTHING_FOUND, Found, marked
from bot.cards.mending import Problems, above, beside
from bot.words import Words
from models.enums import CardKind, MeetingStatus, NotHeld

HELD = "held"
SHOWN_SENTENCES = 700
SECURE = "https://"  # an address of a meeting that the card may open


@dataclass(frozen=True, slots=True)
class CallingOff:
    """The question whether to call the meeting off, which can't be undone: the reason so far, and what must be mended in it."""

    why: str = ""
    problems: Problems = field(default_factory=dict)
    found: Found = NOTHING_FOUND


@dataclass(frozen=True, slots=True, kw_only=True)
class Controls:
    """What a meeting's card lets its reader do at the moment `now`. `url` is the meeting's page."""

    key: str
    url: str
    now: datetime
    calling_off: CallingOff | None = None


def request_receipt(meeting: MeetingView, words: Words, heading: str = "") -> Card:
    """Return what the caller keeps until a time is fixed, under a heading of its own when it is looked up again."""
    heading = heading or words.t("meeting.ask.receipt.title", number=meeting.number)
    receiver = words.receiver(meeting.receiver_role, meeting.kommun)
    body = [
        title(heading),
        facts([(words.t("card.receipt.receiver"), receiver[:1].upper() + receiver[1:]), *facts_of(meeting, words)]),
        *words_of(meeting, words),
        *advice_of(meeting, words),
        text(words.t("card.meeting.receipt.next", receiver=receiver)),
    ]
    actions = [_other_time(meeting, words), submit(words.t("card.own.withdraw"), "meeting.take_back", {"meeting": meeting.id})]
    return card(body, actions, summary=heading, locale=words.locale, shows=shows_of(meeting))


def meeting_card(
    meeting: MeetingView, words: Words, controls: Controls | None = None, *, news: Literal["", "moved", "kept"] = ""
) -> Card:
    """Return a meeting as it stands: when, where, who was invited, whom the directory has no function for; and what to do.

    `news` is what its reader is told of it by this card.
    """
    t = words.t
    heading = t(f"card.meeting.{news or meeting.stands}.title", number=meeting.number)
    body = [title(heading)]
    if news == "kept":
        body.append(text(t("card.meeting.kept.what")))
    if meeting.not_held:
        body.append(text(t(f"not_held.{meeting.not_held}")))
    if meeting.called_off_why:
        body.append(line(t("meeting.called_off_why"), meeting.called_off_why))
    asked = wishes(meeting, words) if meeting.status is MeetingStatus.BOKAT else []
    if controls and controls.calling_off:  # the caller's reason is read first: it isn't told to all unless it is written again
        body += [*asked, *_calling_off(controls.calling_off, words)]
    if meeting.starts_at:
        body += [when(meeting, words), line(t("card.meeting.place"), meeting.place)]
    if not (controls and controls.calling_off):
        body += asked
    body += [facts(facts_of(meeting, words)), *purpose_of(meeting, words)]
    if meeting.starts_at:
        body += [*_invited(meeting, words), *_organizer(meeting, words)]
    ahead = meeting.status in (MeetingStatus.BEGART, MeetingStatus.BOKAT)
    return card(
        [*body, *(advice_of(meeting, words) if ahead else [])],
        _actions(meeting, controls, words) if controls else [],
        summary=heading,
        locale=words.locale,
        shows=None if controls and controls.calling_off else shows_of(meeting),
    )


def _calling_off(state: CallingOff, words: Words) -> list[Element]:
    t = words.t
    inputs = [text_input("why", t("meeting.why_asked"), value=state.why, limit=LONGEST_WHY, multiline=True)]
    shown = [box([text(t("card.meeting.cancel.sure"))], "attention"), *above(state.problems, inputs, words)]
    if state.found:
        shown.append(marked(state.found, words, t("card.meeting.cancel.yes")))
    return [*shown, *beside(state.problems, inputs)]


def held_card(meeting: MeetingView, controls: Controls, words: Words) -> Card:
    """Return the question whether a meeting was held: one press answers it."""
    t = words.t
    heading = t("card.meeting.held.title", number=meeting.number)
    asked = [title(heading), text(t("card.meeting.held.why")), when(meeting, words)]
    return card(asked, _answers(meeting, controls, words), summary=heading, locale=words.locale, shows=shows_of(meeting))


def shows_of(meeting: MeetingView) -> Shows:
    """Return what a card of a meeting shows, by which it is kept true."""
    return Shows(CardKind.MEETING, meeting.id, meeting.change)


def _actions(meeting: MeetingView, controls: Controls, words: Words) -> list[Element]:
    t, data = words.t, {"submit_id": controls.key, "meeting": meeting.id}
    if meeting.status is MeetingStatus.BOKAT and meeting.has_begun(controls.now):
        return _answers(meeting, controls, words)
    actions = []
    if controls.calling_off:
        carried = {**data, **controls.calling_off.found.carried}
        actions.append(submit(t("card.meeting.cancel.yes"), "meeting.cancelled", carried, style="destructive"))
        actions.append(submit(t("card.meeting.cancel.no"), "meeting.show", data, with_inputs=False))
    elif meeting.viewer_handles and meeting.status is MeetingStatus.BOKAT:
        doings = [
            submit(t("card.meeting.move"), "meeting.change", data),
            submit(t("card.meeting.cancel"), "meeting.ask_cancel", data),
        ]
        if meeting.may_be_kept(controls.now):  # what is asked for comes first
            kept = {**data, "asked": meeting.call_off_asked}
            doings = [doings[1], submit(t("card.meeting.keep"), "meeting.keep", kept), doings[0]]
        actions += doings
    elif meeting.viewer_called and meeting.status is MeetingStatus.BOKAT:
        actions.append(_other_time(meeting, words))
        actions.append(submit(t("card.meeting.call_off"), "meeting.call_off", {"meeting": meeting.id}))
    elif meeting.may_be_asked_anew:
        actions.append(submit(t("meeting.ask.anew"), "meeting.open", {"meeting": meeting.id}, style="positive"))
    if meeting.place.startswith(SECURE) and meeting.status is MeetingStatus.BOKAT and " " not in meeting.place:
        actions.append(open_url(t("card.meeting.join"), meeting.place))
    return [*actions, open_url(t("card.open_page"), controls.url)]


def _other_time(meeting: MeetingView, words: Words) -> Element:
    return submit(words.t("card.meeting.other_time"), "meeting.other_time", {"meeting": meeting.id})


def _organizer(meeting: MeetingView, words: Words) -> list[Element]:
    """Return whom its caller writes to about a fixed meeting."""
    if meeting.viewer_handles or meeting.status is not MeetingStatus.BOKAT:
        return []
    return [line(words.t("meeting.organizer"), f"{meeting.organizer_name}, {meeting.organizer_email}")]


def wishes(meeting: MeetingView, words: Words) -> list[Element]:
    """Return what its caller has asked for since it was fixed: another time, or that it be called off, and why."""
    t = words.t
    if meeting.call_off_asked:
        told = t("page.meeting.call_off.own" if meeting.viewer_called else "page.meeting.call_off.asked")
        return [box([text(told), line(t("meeting.call_off.why"), meeting.call_off_asked)], "warning")]
    if meeting.other_time_asked:
        window = {"first": words.day(meeting.window_start), "last": words.day(meeting.window_end)}
        return [box([text(t("page.meeting.other_time.asked", **window))], "warning")]
    return []


def _answers(meeting: MeetingView, controls: Controls, words: Words) -> list[Element]:
    def answer(value: str, label: str) -> Element:
        data = {"submit_id": controls.key, "meeting": meeting.id, "answer": value}
        return submit(label, "meeting.close", data, style="positive" if value == HELD else "default")

    t = words.t
    # No link to the page beside them: a card shows five actions.
    return [
        answer(HELD, t("card.meeting.held.yes")),
        *(answer(why, t("card.meeting.held.no", why=t(f"not_held.{why}"))) for why in NotHeld),
    ]


def when(meeting: MeetingView, words: Words) -> Element:
    """Return when a meeting is and for how long."""
    when = words.moment(meeting.starts_at) if meeting.starts_at else "–"
    length = words.t("card.minutes", count=meeting.minutes or 0)
    return facts([(words.t("card.meeting.when"), when), (words.t("card.meeting.minutes"), length)])


def _invited(meeting: MeetingView, words: Words) -> list[Element]:
    t = words.t
    shown = [
        text(t("meeting.invited"), bold=True),
        *(line(t(f"party.{invited.party}.long"), invited.function) for invited in meeting.invitations),
    ]
    if not meeting.invitations:
        shown.append(text(t("card.meeting.nobody_invited")))
    if meeting.organizer_email and meeting.viewer_handles:
        shown.append(line(t("card.meeting.answers_to"), meeting.organizer_email))
    if meeting.parties_without_function:
        missing = words.parties(meeting.parties_without_function)
        shown.append(box([text(t("card.meeting.without_function", parties=missing))], "warning"))
    return shown


def facts_of(meeting: MeetingView, words: Words, *, with_caller: bool = True) -> list[tuple[str, str]]:
    """Return a meeting's facts by label: the report, its form, kommun and parties, whether the individual is there, the days."""
    t = words.t
    # A name is somebody's own writing, which stands as a line of its own, not among the facts.
    party = meeting.calling_party if with_caller else None
    calling = [(t("card.meeting.caller"), t(f"party.{party}.long"))] if party else []
    # Once there is a time, what was wished for is of no use any more.
    invites = [] if meeting.starts_at or meeting.to_invite else [(t("card.meeting.invites"), words.parties(meeting.parties))]
    window = f"{words.day(meeting.window_start)} – {words.day(meeting.window_end)}"
    return [
        *([(t("meeting.about_report"), meeting.report)] if meeting.report else []),
        (t("meeting.ask.form"), t(f"meeting_form.{meeting.form}")),
        (t("report.kommun"), meeting.kommun),
        *calling,
        *invites,
        (t("meeting.ask.individual"), t("yes" if meeting.individual_takes_part else "no")),
        (t("meeting.ask.consent"), t(f"consent.{meeting.consent}")),
        *([] if meeting.starts_at else [(t("card.meeting.window"), window)]),
    ]


def purpose_of(meeting: MeetingView, words: Words) -> list[Element]:
    """Return what the meeting is for, in the caller's words; nothing for one without."""
    return [line(words.t("meeting.ask.purpose"), cut(meeting.purpose, SHOWN_SENTENCES))] if meeting.purpose else []


def words_of(meeting: MeetingView, words: Words) -> list[Element]:
    """Return what the caller wrote."""
    written = [(name, getattr(meeting, name)) for name in ("purpose", "wanted_outcome", "who_decides")]
    lines = [line(words.t(f"meeting.ask.{name}"), cut(value, SHOWN_SENTENCES)) for name, value in written]
    if meeting.reference:
        lines.append(line(words.t("card.meeting.reference.short"), meeting.reference))
    return lines


def advice_of(meeting: MeetingView, words: Words) -> list[Element]:
    """Return what should be thought of, in a box; nothing where there is nothing."""
    return [box([text(words.t(key)) for key in meeting.advice], "warning")] if meeting.advice else []
