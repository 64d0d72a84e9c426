"""A samverkansmöte as cards, letters and pages show it."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import col, select

from backend.audit import record
from backend.database import AsyncSession, stored_id
from backend.directory.receivers import may_handle
from backend.errors import NotAllowedError, NotFoundError
from backend.meetings.request import advice
from models import Invitation, Kommun, Meeting, MeetingParty, Person
from models.enums import AuditAction, Consent, MeetingForm, MeetingStatus, PartyCode, RoleName


@dataclass(frozen=True, slots=True)
class InvitedView:
    """A function that was invited, and the address that the invitation went to."""

    party: PartyCode
    function: str
    email: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingView:
    """A meeting. `parties` are those to invite besides the caller; `advice` holds keys of texts.

    The caller's name and address go to those who are invited: a case is spoken of in the caller's own words, not here.
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
    invitations: tuple[InvitedView, ...]
    parties_without_function: tuple[PartyCode, ...]
    advice: tuple[str, ...]
    viewer_handles: bool

    @property
    def receiver_key(self) -> str:
        """The key of the words for the role that received the request."""
        return f"role.{self.receiver_role or 'forbundet'}"

    @property
    def minutes(self) -> int | None:
        """The meeting's length, once it is fixed."""
        return int((self.ends_at - self.starts_at).total_seconds()) // 60 if self.starts_at and self.ends_at else None


async def read_meeting(session: AsyncSession, meeting_id: int, viewer: Person | None, now: datetime) -> MeetingView:
    """Return a meeting for its caller or for one who handles it, whose look is kept in the audit trail.

    `viewer` None is förbundet's own mailbox, which a signed link vouches for. Raises NotFoundError and NotAllowedError.
    """
    meeting = await _get(session, meeting_id)
    handles = viewer is None or await may_handle(session, stored_id(viewer), meeting.kommun_id)
    if not handles and (viewer is None or meeting.caller_id != viewer.id):
        raise NotAllowedError("error.not_yours")
    if handles:
        record(session, viewer.id if viewer else None, AuditAction.VIEWED, "meeting", meeting_id, now)
    return await _draw(session, meeting, handles=handles)


async def meeting_view(session: AsyncSession, meeting_id: int, *, for_handler: bool) -> MeetingView:
    """Return a meeting for a notice. Raises NotFoundError."""
    return await _draw(session, await _get(session, meeting_id), handles=for_handler)


async def _get(session: AsyncSession, meeting_id: int) -> Meeting:
    meeting = (await session.exec(select(Meeting).where(col(Meeting.id) == meeting_id))).first()
    if meeting is None:
        raise NotFoundError("error.meeting_missing")
    return meeting


async def _draw(session: AsyncSession, meeting: Meeting, *, handles: bool) -> MeetingView:
    kommun = (await session.exec(select(Kommun).where(Kommun.id == meeting.kommun_id))).one()
    caller = await session.get(Person, meeting.caller_id) if meeting.caller_id else None
    chosen = (await session.exec(select(MeetingParty.party).where(MeetingParty.meeting_id == meeting.id))).all()
    parties = tuple(party for party in PartyCode if party in chosen)
    invited = select(Invitation).where(Invitation.meeting_id == meeting.id).order_by(col(Invitation.id))
    invitations = tuple(InvitedView(row.party, row.function, row.email) for row in await session.exec(invited))
    reached = {invitation.party for invitation in invitations}
    return MeetingView(
        id=stored_id(meeting),
        number=meeting.number,
        status=meeting.status,
        form=meeting.form,
        kommun_id=meeting.kommun_id,
        kommun=kommun.name,
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
        invitations=invitations,
        parties_without_function=tuple(party for party in parties if party not in reached) if meeting.starts_at else (),
        advice=advice(meeting.form, parties, meeting.individual_takes_part, meeting.consent),
        viewer_handles=handles,
    )
