"""The cards of a samverkansmöte: asked for, fixed, moved, called off and held."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from backend.meetings.asking import FIRST, SECOND
from backend.meetings.views import InvitedView, MeetingView
from bot.cards.elements import Card, fit
from bot.cards.marked import NOTHING_FOUND, Found, Place
from bot.cards.meeting_card import CallingOff, Controls, held_card, meeting_card, request_receipt
from bot.cards.meeting_fixing import Fixing, fixing_card
from bot.cards.meeting_form import MeetingRequest, first_card, second_card
from bot.cards.meeting_own import CallOff, OtherTime, call_off_card, other_time_card, take_back_card
from bot.cards.meeting_reword import Rewording, reword_card
from bot.flows.meeting import TIME
from bot.words import Words
from models.enums import (
    Consent,
    MeetingForm,
    MeetingStatus,
    NotHeld,
    PartyCode,
)
from tests.bot.cards.extremes import ALL_PARTIES, ASKED, DAY, KOMMUNER, MOMENT, found_in


def meeting(text: str) -> MeetingView:
    return MeetingView(
        id=1,
        number="SM-2026-0007",
        status=MeetingStatus.BOKAT,
        form=MeetingForm.REHABMOTE,
        kommun_id=1,
        kommun="Tranås",
        parties=ALL_PARTIES,
        calling_party=PartyCode.KOMMUN,
        caller_name=fit(text, 120),
        caller_email="",
        purpose=fit(text, 1000) or "x",
        wanted_outcome=fit(text, 1000) or "x",
        who_decides=fit(text, 1000) or "x",
        individual_takes_part=False,
        consent=Consent.NEJ,
        reference=fit(text, 40),
        window_start=DAY,
        window_end=DAY,
        receiver_role=None,
        starts_at=MOMENT,
        ends_at=datetime(2026, 3, 12, 10, 30, tzinfo=UTC),
        place=fit(text, 300) or "x",
        calendar_uid="uid",
        calendar_sequence=0,
        organizer_name=fit(text, 120),
        organizer_email="a@b.example",
        not_held=None,
        invitations=tuple(InvitedView(party, fit(text, 250) or "x", "a@b.example") for party in ALL_PARTIES * 2),
        parties_without_function=ALL_PARTIES,
        advice=("meeting.advice.fk_absent", "meeting.advice.consent"),
        viewer_handles=True,
    )


def requested(text: str) -> MeetingView:
    return replace(meeting(text), status=MeetingStatus.BEGART, starts_at=None, ends_at=None)


def request(text: str, places: Sequence[Place] = ()) -> MeetingRequest:
    return MeetingRequest(
        key="k" * 32,
        kommuner=KOMMUNER,
        today=DAY,
        ask_own_party=True,
        kommun="1",
        parties="AF,FK",
        individual="nej",
        consent="nej",
        reference=text,
        purpose=text,
        wanted_outcome=text,
        who_decides=text,
        window_start="2026-03-12",
        window_end="2026-03-12",
        advice=("meeting.advice.fk_absent",),
        problems=dict.fromkeys((*FIRST, *SECOND), "Texten är 30000 tecken lång, 29000 för mycket."),
        found=Found([(text, places)] * 4, ASKED) if places else NOTHING_FOUND,
    )


def fixing(text: str) -> Fixing:
    return Fixing(
        key="k",
        url="https://lex.example/mote/x",
        earliest=DAY,
        place=text,
        problems=dict.fromkeys(("", *TIME), "Mötet kan vara mellan 15 och 480 minuter."),
        found=Found([(text, found_in(text))], ASKED),
    )


EMPTY_REQUEST = MeetingRequest(key="k" * 32, kommuner=KOMMUNER, today=DAY, ask_own_party=False)


CONTROLS = Controls(key="k" * 32, url="https://lex.example/mote/x", now=MOMENT - timedelta(days=1))


UNFIXED = Fixing(key="k", url="https://lex.example/mote/x", earliest=DAY)


CARDS: dict[str, Callable[[str, Words], Card]] = {
    "meeting 1": lambda text, words: first_card(request(text), words),
    "meeting 1, empty": lambda _, words: first_card(EMPTY_REQUEST, words),
    "meeting 2": lambda text, words: second_card(request(text, found_in(text)), words),
    "meeting 2, empty": lambda _, words: second_card(EMPTY_REQUEST, words),
    "meeting receipt": lambda text, words: request_receipt(meeting(text), words),
    "meeting to fix": lambda text, words: fixing_card(requested(text), fixing(text), words),
    "meeting to fix, new": lambda text, words: fixing_card(requested(text), UNFIXED, words),
    "meeting to move": lambda text, words: fixing_card(meeting(text), fixing(text), words),
    "meeting to move, new": lambda text, words: fixing_card(meeting(text), UNFIXED, words),
    "meeting fixed": lambda text, words: meeting_card(meeting(text), words, CONTROLS),
    "meeting fixed, to its caller": lambda text, words: meeting_card(replace(meeting(text), viewer_handles=False), words),
    "meeting to call off": lambda text, words: meeting_card(
        meeting(text),
        words,
        replace(CONTROLS, calling_off=CallingOff(text, {"why": "x"}, Found([(text, found_in(text))], ASKED))),
    ),
    "meeting called off": lambda text, words: meeting_card(
        replace(
            meeting(text), status=MeetingStatus.INSTALLT, called_off_why=text[:300], viewer_handles=False, viewer_called=True
        ),
        words,
        CONTROLS,
    ),
    "meeting, another time asked for": lambda text, words: meeting_card(
        replace(meeting(text), viewer_handles=False, viewer_called=True, other_time_asked=True), words, CONTROLS
    ),
    "meeting, another time": lambda text, words: other_time_card(
        meeting(text),
        OtherTime(key="k", today=DAY, window_start="2026-03-16", window_end="x", problems={"window_end": "x"}),
        words,
    ),
    "meeting, asked to be called off": lambda text, words: meeting_card(
        replace(meeting(text), call_off_asked=text[:300]), words, CONTROLS
    ),
    "meeting, to ask that it be called off": lambda text, words: call_off_card(
        meeting(text),
        CallOff(key="k", why=text, problems={"call_off_why": "x"}, found=Found([(text, found_in(text))], ASKED)),
        words,
    ),
    "meeting kept": lambda text, words: meeting_card(
        replace(meeting(text), viewer_handles=False, viewer_called=True), words, CONTROLS, news="kept"
    ),
    "meeting, other words": lambda text, words: reword_card(
        requested(text),
        Rewording(
            key="k", purpose=text, who_decides=text, problems={"purpose": "x"}, found=Found([(text, found_in(text))], ASKED)
        ),
        words,
    ),
    "meeting, taken back": lambda text, words: take_back_card(requested(text), "k" * 32, words),
    "meeting held": lambda text, words: held_card(meeting(text), CONTROLS, words),
    "meeting not held": lambda text, words: meeting_card(
        replace(meeting(text), status=MeetingStatus.INTE_HALLET, not_held=NotHeld.ANNAT), words, CONTROLS
    ),
}
