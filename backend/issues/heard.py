"""Who hears what became of a group's frågor, who wrote it, and who can correct it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import col, select

from backend.database import AsyncSession, stored_id
from backend.directory.conveners import decides_in
from backend.directory.reach import tell_person
from backend.directory.receivers import Receiver, find_receiver, tell_receiver
from backend.issues.kommun import kommun_of_issue
from models import AuditEvent, Issue, Kommun, Lift, MeetingLift, OutboxMessage, Person
from models.enums import AuditAction, NoticeKind


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom to write to: a person by name, whose address is empty where the directory has none, or förbundets mailbox alone."""

    person_id: int | None
    name: str
    address: str

    @property
    def told(self) -> str:
        """Return it as it stands in a sentence."""
        return f"{self.name} ({self.address})" if self.name and self.address else self.name or self.address


async def who_corrects(session: AsyncSession, issue_ids: Iterable[int]) -> tuple[Contact, ...]:
    """Return who can correct what stands of frågor, as `backend.issues.correct` lets them: who receives for their kommuner."""
    found: dict[int | None, Contact] = {}
    for issue_id in issue_ids:
        receiver = await _receiver_of(session, issue_id)
        person = receiver.person
        contact = Contact(person.id, person.name, person.email or "") if person else Contact(None, "", receiver.address)
        found.setdefault(contact.person_id, contact)
    return tuple(found.values())


async def tell_those_who_go_on(
    session: AsyncSession,
    actor: Person | None,
    meeting_id: int,
    lifts: Mapping[int, int],
    submit: str,
    now: datetime,
    *,
    corrected: bool = False,
) -> set[int | None]:
    """Queue one notice of a meeting's outcomes to each who receives for the kommun of its fråga, by the nearest way.

    `lifts` are the frågor by the question that was answered, or `corrected`. Whoever wrote it isn't told. Returns who is, by id.
    """
    told: dict[int | None, tuple[Receiver, list[int]]] = {}
    for lift_id, issue_id in lifts.items():
        receiver = await _receiver_of(session, issue_id)
        told.setdefault(receiver.person.id if receiver.person else None, (receiver, []))[1].append(lift_id)
    for person_id, (receiver, lift_ids) in told.items():
        if person_id != (actor.id if actor else None):
            await tell_receiver(
                session,
                replace(receiver, channels=receiver.channels[:1]),
                key=f"decided:{meeting_id}:{submit}",
                kind=NoticeKind.DECISIONS_TOLD,
                subject_id=meeting_id,
                details={"lifts": lift_ids, **({"corrected": True} if corrected else {})},
                now=now,
            )
    return set(told)


async def find_recorder(session: AsyncSession, lift: Lift) -> Person | None:
    """Return who recorded last what a group made of a question, if they still speak for the group."""
    changes = (AuditEvent.subject == "issue", AuditEvent.subject_id == lift.issue_id, AuditEvent.action == AuditAction.CHANGED)
    trail = await session.exec(select(AuditEvent).where(*changes).order_by(col(AuditEvent.id).desc()))
    actors = (each.actor_id for each in trail if each.details.get("lift") == lift.id and "outcome" in each.details)
    person = await session.get(Person, actor_id) if (actor_id := next(actors, None)) else None
    speaks = person is not None and person.active and await decides_in(session, stored_id(person), lift.group_id)
    return person if speaks else None


async def tell_who_recorded(session: AsyncSession, recorder: Person, row: MeetingLift, submit: str, now: datetime) -> None:
    """Queue a notice to who recorded an outcome that it has been corrected, with what stands now of their meeting's question."""
    await tell_person(
        session,
        recorder,
        key=f"decided:{row.group_meeting_id}:{submit}",
        kind=NoticeKind.DECISIONS_TOLD,
        subject_id=row.group_meeting_id,
        now=now,
        details={"lifts": [row.lift_id], "corrected": True},
    )


def decided_title(message: OutboxMessage) -> str:
    """Return the key of what stands over a notice of a meeting's outcomes: that they are told, or have been corrected."""
    return "decided.corrected" if message.details.get("corrected") else "decided.title"


async def _receiver_of(session: AsyncSession, issue_id: int) -> Receiver:
    """Return who receives for the kommun of a fråga."""
    its_kommun = select(Kommun.id).join(Issue, col(Kommun.id) == kommun_of_issue()).where(Issue.id == issue_id)
    return await find_receiver(session, (await session.exec(its_kommun)).first())
