"""A samverkansmöte as cards, letters and pages show it."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlmodel import col, select

from backend.access import look
from backend.database import AsyncSession, stored_id
from backend.directory.receivers import may_handle
from backend.errors import NotAllowedError, NotFoundError
from backend.meetings.request import advice
from backend.meetings.serving import serving
from backend.standing import newest_change
from models import Forbund, Invitation, Kommun, Meeting, MeetingParty, Person, Report
from models.enums import Consent, MeetingForm, MeetingStatus, NotHeld, PartyCode, RoleName


@dataclass(frozen=True, slots=True)
class InvitedView:
    """A function that was invited, and the address that the invitation went to."""

    party: PartyCode
    function: str
    email: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingView:
    """A meeting. `parties` are those to invite besides the caller; `advice` holds keys of texts.

    The caller's name and address go to those who are invited: a case is spoken of in the caller's own words, not here. The
    organizer is who gets the answers to the invitation; empty until a time is fixed. `to_invite` are the functions
    that fixing its time would invite now, for one who handles it. `change` is the newest change that it shows,
    by its id in the audit trail; 0 for one of a list. `report` is the number of the report that it is about, empty for none.
    `viewer_called` says that its reader asked for it.
    """

    id: int
    number: str
    status: MeetingStatus
    form: MeetingForm
    kommun_id: int
    kommun: str
    parties: tuple[PartyCode, ...]
    calling_party: PartyCode | None
    caller_name: str
    caller_email: str
    purpose: str
    wanted_outcome: str
    who_decides: str
    individual_takes_part: bool
    consent: Consent
    reference: str
    window_start: date
    window_end: date
    receiver_role: RoleName | None
    starts_at: datetime | None
    ends_at: datetime | None
    place: str
    calendar_uid: str
    calendar_sequence: int
    organizer_name: str
    organizer_email: str
    not_held: NotHeld | None
    invitations: tuple[InvitedView, ...]
    parties_without_function: tuple[PartyCode, ...]
    advice: tuple[str, ...]
    viewer_handles: bool
    viewer_called: bool = False
    called_off_why: str = ""
    other_time_asked: bool = False
    call_off_asked: str = ""
    change: int = 0
    report: str = ""
    to_invite: tuple[InvitedView, ...] = ()

    @property
    def may_be_asked_anew(self) -> bool:
        """Whether its reader, who asked for it, may ask for another like it: it was called off."""
        return self.viewer_called and self.status is MeetingStatus.INSTALLT

    @property
    def unreached(self) -> tuple[PartyCode, ...]:
        """The parties of which the directory has no function that fixing its time would invite."""
        reached = {unit.party for unit in self.to_invite}
        return tuple(party for party in self.parties if party not in reached)

    @property
    def receiver_key(self) -> str:
        """The key of the words for the role that received the request."""
        return f"role.{self.receiver_role or 'forbundet'}"

    @property
    def taken_back(self) -> bool:
        """Whether its caller took the request back: whoever else calls a meeting off writes that into the calendar."""
        return self.status is MeetingStatus.INSTALLT and self.starts_at is None and not self.calendar_sequence

    @property
    def stands(self) -> str:
        """How it stands, as the keys of texts end: its status, or `taken_back`."""
        return "taken_back" if self.taken_back else str(self.status)

    @property
    def status_key(self) -> str:
        """The key of the words for how it stands."""
        return f"meeting_status.{self.stands}"

    @property
    def minutes(self) -> int | None:
        """The meeting's length, once it is fixed."""
        return int((self.ends_at - self.starts_at).total_seconds()) // 60 if self.starts_at and self.ends_at else None

    def tells(self, how: str) -> bool:
        """Whether what its caller did with it (`backend.meetings.own`) still holds: a wish ends with what is done about it."""
        return {"other_time": self.other_time_asked, "call_off": bool(self.call_off_asked)}.get(how, True)

    def has_begun(self, now: datetime) -> bool:
        """Whether the meeting's time has come."""
        return self.starts_at is not None and self.starts_at <= now

    def can_be_moved(self) -> bool:
        """Whether it is fixed, and neither called off nor told to be over."""
        return self.status is MeetingStatus.BOKAT

    def can_be_cancelled(self, now: datetime) -> bool:
        """Whether it is still ahead."""
        return self.status in (MeetingStatus.BEGART, MeetingStatus.BOKAT) and not self.has_begun(now)

    def may_ask_call_off(self, now: datetime) -> bool:
        """Whether its reader called the meeting, and asks whoever handles it to call it off."""
        can_be = self.status is MeetingStatus.BOKAT and self.can_be_cancelled(now)
        return can_be and self.viewer_called and not self.viewer_handles

    def may_be_kept(self, now: datetime) -> bool:
        """Whether its caller asks that it be called off, and its reader is to do so or keep it."""
        return bool(self.call_off_asked) and self.viewer_handles and self.can_be_cancelled(now)

    def can_be_reworded(self) -> bool:
        """Whether its reader may put its purpose into other words: one who handles it, and nobody has been invited yet."""
        return self.viewer_handles and self.status is MeetingStatus.BEGART

    def can_be_taken_back(self) -> bool:
        """Whether its caller may take the request back: nobody has been invited yet."""
        return self.status is MeetingStatus.BEGART

    def can_be_closed(self, now: datetime) -> bool:
        """Whether it can be told to have been held or not; what was told can be changed."""
        return self.status in (MeetingStatus.BOKAT, MeetingStatus.HALLET, MeetingStatus.INTE_HALLET) and self.has_begun(now)


async def read_meeting(session: AsyncSession, meeting_id: int, viewer: Person | None, now: datetime) -> MeetingView:
    """Return a meeting for its caller or for one who handles it, whose look is kept in the audit trail.

    `viewer` None is förbundet's own mailbox, which a signed link vouches for. Raises NotFoundError and NotAllowedError.
    """
    change, meeting = await _get(session, meeting_id)
    handles = await look(session, viewer, "meeting", meeting_id, meeting.kommun_id, meeting.caller_id, now)
    [view] = await _draw(session, [meeting], handles=handles)
    return replace(view, change=change, viewer_called=viewer is not None and viewer.id == meeting.caller_id)


async def meeting_view(session: AsyncSession, meeting_id: int, *, for_handler: bool) -> MeetingView:
    """Return a meeting for a notice. Raises NotFoundError."""
    change, meeting = await _get(session, meeting_id)
    [view] = await _draw(session, [meeting], handles=for_handler)
    return replace(view, change=change)


async def meeting_for(session: AsyncSession, meeting_id: int, person_id: int) -> MeetingView:
    """Return a meeting as one person sees it. Raises NotFoundError, and NotAllowedError for who neither called nor handles it."""
    change, meeting = await _get(session, meeting_id)
    handles = await may_handle(session, person_id, meeting.kommun_id)
    if not handles and meeting.caller_id != person_id:
        raise NotAllowedError("error.not_yours")
    [view] = await _draw(session, [meeting], handles=handles)
    return replace(view, change=change, viewer_called=meeting.caller_id == person_id)


async def own_meeting(session: AsyncSession, meeting_id: int, person_id: int) -> MeetingView:
    """Return a meeting that the person asked for; raise NotAllowedError for another's, also for one who handles it."""
    view = await meeting_for(session, meeting_id, person_id)
    if not view.viewer_called:
        raise NotAllowedError("error.not_yours")
    return view


async def meeting_views(session: AsyncSession, ids: Collection[int]) -> list[MeetingView]:
    """Return meetings as the one who asked for them reads them, in no order; the caller sees to it that they are the reader's."""
    return await _draw(session, (await session.exec(select(Meeting).where(col(Meeting.id).in_(ids)))).all(), handles=False)


async def _get(session: AsyncSession, meeting_id: int) -> tuple[int, Meeting]:
    """Return a meeting, and the newest change of it that is sure to be seen in it."""
    change = await newest_change(session, "meeting", meeting_id)
    meeting = (await session.exec(select(Meeting).where(col(Meeting.id) == meeting_id))).first()
    if meeting is None:
        raise NotFoundError("error.meeting_missing")
    return change, meeting


async def _draw(session: AsyncSession, meetings: Sequence[Meeting], *, handles: bool) -> list[MeetingView]:
    """Return the views in the meetings' order, with as many queries for all of them as for one."""
    ids = [meeting.id for meeting in meetings]
    kommuner = {kommun.id: kommun.name for kommun in await session.exec(select(Kommun))}
    involved = {*(meeting.caller_id for meeting in meetings), *(meeting.organizer_id for meeting in meetings)} - {None}
    people = {person.id: person for person in await session.exec(select(Person).where(col(Person.id).in_(involved)))}
    chosen: dict[int, set[PartyCode]] = defaultdict(set)
    for row in await session.exec(select(MeetingParty).where(col(MeetingParty.meeting_id).in_(ids))):
        chosen[row.meeting_id].add(row.party)
    invited: dict[int, list[InvitedView]] = defaultdict(list)
    for invitation in await session.exec(
        select(Invitation).where(col(Invitation.meeting_id).in_(ids)).order_by(col(Invitation.id))
    ):
        invited[invitation.meeting_id].append(InvitedView(invitation.party, invitation.function, invitation.email))
    about = {meeting.report_id for meeting in meetings} - {None}
    rows = await session.exec(select(Report.id, Report.number).where(col(Report.id).in_(about)))
    reports: dict[int | None, str] = dict(rows.all())
    forbund = await session.get_one(Forbund, session.info["scope"])
    return [
        _view(
            meeting,
            to_invite=await _to_invite(session, meeting) if handles and meeting.status is MeetingStatus.BEGART else (),
            kommun=kommuner[meeting.kommun_id],
            caller=people.get(meeting.caller_id),
            organizer=people[meeting.organizer_id].name if meeting.organizer_id else forbund.name,
            parties=tuple(party for party in PartyCode if party in chosen[stored_id(meeting)]),
            invitations=tuple(invited[stored_id(meeting)]),
            handles=handles,
            report=reports.get(meeting.report_id, ""),
        )
        for meeting in meetings
    ]


async def _to_invite(session: AsyncSession, meeting: Meeting) -> tuple[InvitedView, ...]:
    units = await serving(session, meeting)
    return tuple(InvitedView(unit.party, f"{unit.function}, {unit.name}", unit.email) for unit in units)


def _view(
    meeting: Meeting,
    *,
    kommun: str,
    caller: Person | None,
    organizer: str,
    parties: tuple[PartyCode, ...],
    invitations: tuple[InvitedView, ...],
    to_invite: tuple[InvitedView, ...],
    handles: bool,
    report: str,
) -> MeetingView:
    reached = {invitation.party for invitation in invitations}
    return MeetingView(
        id=stored_id(meeting),
        number=meeting.number,
        status=meeting.status,
        form=meeting.form,
        kommun_id=meeting.kommun_id,
        kommun=kommun,
        parties=parties,
        calling_party=meeting.calling_party,
        caller_name=caller.name if caller else "",
        caller_email=(caller.email or "") if caller else "",
        purpose=meeting.purpose,
        wanted_outcome=meeting.wanted_outcome,
        who_decides=meeting.who_decides,
        individual_takes_part=meeting.individual_takes_part,
        consent=meeting.consent,
        reference=meeting.reference,
        window_start=meeting.window_start,
        window_end=meeting.window_end,
        receiver_role=meeting.receiver_role,
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        place=meeting.place,
        calendar_uid=meeting.calendar_uid,
        calendar_sequence=meeting.calendar_sequence,
        organizer_name=organizer if meeting.organizer_email else "",
        organizer_email=meeting.organizer_email,
        not_held=meeting.not_held,
        invitations=invitations,
        parties_without_function=tuple(party for party in parties if party not in reached) if meeting.starts_at else (),
        advice=advice(meeting.form, parties, meeting.individual_takes_part, meeting.consent),
        viewer_handles=handles,
        called_off_why=meeting.called_off_why,
        other_time_asked=meeting.other_time_asked,
        call_off_asked=meeting.call_off_asked,
        report=report,
        to_invite=to_invite,
    )
