"""What is asked of whoever asks for a samverkansmöte, in two steps on cards and pages alike, and what is wrong with the answers.

The answers are texts by field, as a card or a form holds them; what can't be right is empty.
"""

from collections.abc import Mapping
from datetime import date, datetime

from backend.errors import DomainError
from backend.fields import YES, read_day, read_parties, read_party, write_yes_no
from backend.meetings.request import (
    LONGEST_REFERENCE,
    LONGEST_WORDS,
    WORDS,
    MeetingDraft,
    advice,
    enough_parties,
    lacks_consent,
    wrong_in_window,
)
from backend.meetings.views import MeetingView
from backend.reporting.words import check_length
from models.enums import Consent, MeetingForm, PartyCode, Slag

# Never more than six inputs in sight.
FIRST = ("form", "kommun", "parties", "individual", "consent", "own_party")
SECOND = ("purpose", "wanted_outcome", "who_decides", "window_start", "window_end", "reference")
# What the use case calls its fields where these names differ.
CALLED = {"kommun_id": "kommun"}

Answers = Mapping[str, str]


def about(slag: Slag) -> str:
    """Return the key of a purpose about a report: its own words aren't for everybody who is invited, what it concerns is."""
    return f"meeting.ask.about.{'praise' if slag is Slag.FRAMGANGSFAKTOR else 'brist'}"


def like(before: MeetingView) -> dict[str, str]:
    """Return the answers that ask for a meeting like one before, on other days."""
    return {
        "form": str(before.form),
        "kommun": str(before.kommun_id),
        "parties": ",".join(before.parties),
        "individual": write_yes_no(before.individual_takes_part),
        "consent": str(before.consent),
        **{name: getattr(before, name) for name in WORDS},
    }


def wrong_in_first(asked: Answers, known: PartyCode | None) -> dict[str, str]:
    """Return the keys of what must be mended in the first step, by field; of two things in one field the first.

    `known` is the caller's party; it is asked for where it isn't known.
    """
    own, invited = known or read_party(asked["own_party"]), read_parties(asked["parties"])
    of_nobody = asked["form"] == MeetingForm.VERKSAMHETER
    checks: tuple[tuple[str, object, str], ...] = (
        *((name, asked[name], f"meeting.ask.{name}.required") for name in FIRST[:5]),
        ("own_party", own, "own_party.required"),
        ("parties", not invited or enough_parties(invited, own), "error.meeting_parties"),
        ("consent", not _lacks_consent(asked), "error.consent_needed"),
        ("individual", not of_nobody or asked["individual"] != YES, "meeting.ask.individual.between_units"),
        ("consent", not of_nobody or asked["consent"] != Consent.JA, "meeting.ask.consent.between_units"),
    )
    return {name: key for name, given, key in reversed(checks) if not given}


def wrong_in_second(asked: Answers, now: datetime) -> dict[str, DomainError]:
    """Return what must be mended in the second step, by field; what the guard would find isn't looked for."""
    wrong = {name: DomainError(f"meeting.ask.{name}.required") for name in WORDS[:3] if not asked[name]}
    for name in WORDS:
        try:
            check_length(name, asked[name], LONGEST_REFERENCE if name == "reference" else LONGEST_WORDS)
        except DomainError as error:
            wrong[name] = error
    return {**wrong, **wrong_days(asked["window_start"], asked["window_end"], now)}


def wrong_days(first: str, last: str, now: datetime) -> dict[str, DomainError]:
    """Return what must be mended in the fields of the days between which somebody wants to meet."""
    days = {"window_start": read_day(first), "window_end": read_day(last)}
    wrong = wrong_in_window(days["window_start"], days["window_end"], now)
    return {name: DomainError(key if days[name] else f"meeting.ask.{name}.required") for name, key in wrong.items()}


def advised(asked: Answers) -> tuple[str, ...]:
    """Return the keys of what the caller should know of what the first step, in which nothing is wrong, says."""
    form, consent = MeetingForm(asked["form"]), Consent(asked["consent"])
    return advice(form, read_parties(asked["parties"]), asked["individual"] == YES, consent)


def draft_of(asked: Answers, report_id: int | None, cleared: tuple[str, ...]) -> MeetingDraft:
    """Return what the answers ask for; nothing in them is wrong."""
    return MeetingDraft(
        form=MeetingForm(asked["form"]),
        kommun_id=int(asked["kommun"]),
        parties=read_parties(asked["parties"]),
        purpose=asked["purpose"],
        wanted_outcome=asked["wanted_outcome"],
        who_decides=asked["who_decides"],
        individual_takes_part=asked["individual"] == YES,
        consent=Consent(asked["consent"]),
        reference=asked["reference"],
        window_start=date.fromisoformat(asked["window_start"]),
        window_end=date.fromisoformat(asked["window_end"]),
        report_id=report_id,
        cleared=cleared,
    )


def _lacks_consent(asked: Answers) -> bool:
    answered = asked["form"] and asked["individual"] and asked["consent"]
    return bool(answered) and lacks_consent(MeetingForm(asked["form"]), asked["individual"] == YES, Consent(asked["consent"]))
