"""Asking for a samverkansmöte: what a kallelse must say, checked, and put before the one who finds a time."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import uuid4

from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from backend.audit import record
from backend.database import AsyncSession, stored_id
from backend.directory.numbers import next_number
from backend.directory.receivers import find_receiver, may_handle, tell_receiver
from backend.errors import DomainError, NotAllowedError
from backend.meetings.slot import is_far
from backend.reporting.guarding import guard
from backend.reporting.reader import usual_kommun
from backend.reporting.words import check_length, clean
from backend.times import local_date
from models import Kommun, Meeting, MeetingParty, Person, Report
from models.enums import AuditAction, Consent, MeetingForm, NoticeKind, PartyCode

# A kallelse is read on a phone: a purpose that needs more than this isn't clear yet.
LONGEST_WORDS = 1000
LONGEST_REFERENCE = 40
# Held without the individual, and so only with samtycke.
WITHOUT_INDIVIDUAL = frozenset({MeetingForm.FORMOTE, MeetingForm.REHABMOTE})
WORDS = ("purpose", "wanted_outcome", "who_decides", "reference")


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingDraft:
    """What the caller sends. `parties` are those to invite; `reference` is the caller's own word for the case ("ärende A").

    `cleared` are words of which the caller has said that they are no person.
    """

    form: MeetingForm
    kommun_id: int
    parties: tuple[PartyCode, ...]
    purpose: str
    wanted_outcome: str
    who_decides: str
    individual_takes_part: bool
    consent: Consent
    window_start: date
    window_end: date
    reference: str = ""
    report_id: int | None = None
    cleared: Sequence[str] = ()


async def request_meeting(
    session: AsyncSession, caller: Person, draft: MeetingDraft, idempotency_key: str, now: datetime
) -> Meeting:
    """Store the meeting with its receiver and the notices to it; return it. The same key again returns the first one.

    A meeting between units is about no individual: what the draft says of one is then put aside. Raises PersonalDataError when
    the guard finds something, DomainError for what is missing or impossible (`values["field"]` names the draft's field), and
    NotAllowedError for another person's report or key; nothing is stored then.
    """
    draft = _tidy(draft)
    if known := await _requested_before(session, caller, idempotency_key):
        return known
    cleared = await _check(session, caller, draft, now)
    try:
        # The number is taken inside, so that the loser of a race between two clicks takes none.
        async with session.begin_nested():
            return await _store(session, caller, draft, idempotency_key, now, cleared)
    except IntegrityError:
        if known := await _requested_before(session, caller, idempotency_key):
            return known
        raise


async def latest_kommun(session: AsyncSession, person: Person) -> int | None:
    """Return the kommun that a person last asked for a meeting in, while it is active; else the one they usually report in."""
    last = (
        select(Meeting.kommun_id)
        .join(Kommun, col(Kommun.id) == col(Meeting.kommun_id))
        .where(Meeting.caller_id == person.id, col(Kommun.active))
        .order_by(col(Meeting.id).desc())
        .limit(1)
    )
    return (await session.exec(last)).first() or await usual_kommun(session, person)


def advice(form: MeetingForm, parties: tuple[PartyCode, ...], individual_takes_part: bool, consent: Consent) -> tuple[str, ...]:
    """Return the keys of what the caller should know before the meeting; nothing of it stops anybody.

    FK has said that it takes part only when the individual does (and that its absence isn't counted as utebliven then).
    """
    if form is MeetingForm.VERKSAMHETER:
        return ()
    found = []
    if PartyCode.FK in parties and not individual_takes_part:
        found.append("meeting.advice.fk_absent")
    # "Not relevant" is believed of a meeting without the individual, which is then about nobody.
    if consent is Consent.NEJ or (consent is Consent.EJ_AKTUELLT and individual_takes_part):
        found.append("meeting.advice.consent")
    if form in WITHOUT_INDIVIDUAL and individual_takes_part:
        found.append("meeting.advice.without_individual")
    return tuple(found)


def lacks_consent(form: MeetingForm, individual_takes_part: bool, consent: Consent) -> bool:
    """Whether the meeting would speak of somebody who isn't there and hasn't consented.

    A SIP, a förmöte and a rehabmöte always concern one individual; of other forms a "no" is believed, and "not relevant" too.
    """
    if form is MeetingForm.VERKSAMHETER or consent is Consent.JA:
        return False
    if form in WITHOUT_INDIVIDUAL:
        return True
    return not individual_takes_part and (form is MeetingForm.SIP or consent is Consent.NEJ)


def enough_parties(invited: Collection[PartyCode], own: PartyCode | None) -> bool:
    """Whether anybody is invited, and there are two parties at least, the caller's `own` being one of them."""
    return bool(invited) and len({*invited, *([own] if own else [])}) >= 2


def _tidy(draft: MeetingDraft) -> MeetingDraft:
    draft = replace(
        draft,
        parties=tuple(party for party in PartyCode if party in draft.parties),
        purpose=clean(draft.purpose),
        wanted_outcome=clean(draft.wanted_outcome),
        who_decides=clean(draft.who_decides),
        reference=clean(draft.reference),
    )
    if draft.form is MeetingForm.VERKSAMHETER:
        draft = replace(draft, individual_takes_part=False, consent=Consent.EJ_AKTUELLT)
    return draft


async def _check(session: AsyncSession, caller: Person, draft: MeetingDraft, now: datetime) -> Mapping[str, object]:
    """Return what the audit trail keeps of what was cleared."""
    for name in ("purpose", "wanted_outcome", "who_decides"):
        if not getattr(draft, name):
            raise DomainError(f"error.{name}_missing", field=name)
    check_length("reference", draft.reference, LONGEST_REFERENCE)
    cleared = await guard(session, {name: getattr(draft, name) for name in WORDS}, LONGEST_WORDS, cleared=draft.cleared)
    kommun = await session.get(Kommun, draft.kommun_id)
    if kommun is None or not kommun.active:
        raise DomainError("error.kommun_unknown", field="kommun_id")
    if not enough_parties(draft.parties, caller.party):
        raise DomainError("error.meeting_parties", field="parties")
    if lacks_consent(draft.form, draft.individual_takes_part, draft.consent):
        raise DomainError("error.consent_needed", field="consent")
    check_window(draft.window_start, draft.window_end, now)
    if draft.report_id is not None and not await number_about(session, caller, draft.report_id):
        raise NotAllowedError("error.not_yours")
    return cleared


def check_window(first: date, last: date, now: datetime) -> None:
    """Pass days between which somebody wants to meet; raise DomainError for what can't be, with its field."""
    for name, key in wrong_in_window(first, last, now).items():
        raise DomainError(key, field=name)


def wrong_in_window(first: date | None, last: date | None, now: datetime) -> dict[str, str]:
    """Return the keys of what is wrong with the days between which somebody wants to meet, by field; None is no day."""
    wrong = {}
    for name, day in (("window_start", first), ("window_end", last)):
        if day is None or is_far(day, now):
            wrong[name] = "error.date_wrong" if day is None else "error.day_far"
    if "window_end" not in wrong and last is not None:
        if first is not None and last < first:
            wrong["window_end"] = "error.window_order"
        elif last < local_date(now):
            wrong["window_end"] = "error.window_past"
    return wrong


async def number_about(session: AsyncSession, caller: Person, report_id: int | None) -> str:
    """Return the number of the report that a meeting is to be about; empty for none, and for one that isn't the caller's."""
    report = (await session.exec(select(Report).where(Report.id == report_id))).first() if report_id else None
    if report is None:
        return ""
    own = report.reporter_id == caller.id
    return report.number if own or await may_handle(session, stored_id(caller), report.kommun_id) else ""


async def _requested_before(session: AsyncSession, caller: Person, idempotency_key: str) -> Meeting | None:
    meeting = (await session.exec(select(Meeting).where(Meeting.idempotency_key == idempotency_key))).first()
    if meeting and meeting.caller_id != caller.id:
        raise NotAllowedError("error.not_yours")
    return meeting


async def _store(
    session: AsyncSession,
    caller: Person,
    draft: MeetingDraft,
    idempotency_key: str,
    now: datetime,
    cleared: Mapping[str, object],
) -> Meeting:
    receiver = await find_receiver(session, draft.kommun_id)
    meeting = Meeting(
        number=await next_number(session, "SM", now),
        idempotency_key=idempotency_key,
        requested_at=now,
        caller_id=caller.id,
        calling_party=caller.party,
        form=draft.form,
        kommun_id=draft.kommun_id,
        purpose=draft.purpose,
        wanted_outcome=draft.wanted_outcome,
        who_decides=draft.who_decides,
        individual_takes_part=draft.individual_takes_part,
        consent=draft.consent,
        reference=draft.reference,
        window_start=draft.window_start,
        window_end=draft.window_end,
        receiver_id=receiver.person.id if receiver.person else None,
        receiver_role=receiver.role,
        calendar_uid=str(uuid4()),  # RFC 7986, 5.3
        report_id=draft.report_id,
    )
    session.add(meeting)
    await session.flush()
    meeting_id = stored_id(meeting)
    session.add_all(MeetingParty(meeting_id=meeting_id, party=party) for party in draft.parties)
    record(session, caller.id, AuditAction.CREATED, "meeting", meeting_id, now, **cleared)
    await tell_receiver(
        session,
        receiver,
        key=f"meeting:{meeting_id}:requested",
        kind=NoticeKind.MEETING_REQUESTED,
        subject_id=meeting_id,
        now=now,
    )
    await session.flush()
    return meeting
