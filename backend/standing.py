"""Cards that stand in Teams follow what they are about: each change of it queues one drawing anew of each card.

Nobody who changes a report needs to think of its cards: the audit trail's note of the change does it (`backend.audit`).
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy import orm
from sqlmodel import col, delete, select

from backend.database import AsyncSession, insert_own, stored_id, upserts
from backend.outbox import tell
from backend.scope import kept
from models import AuditEvent, Conversation, Issue, Meeting, OutboxMessage, Report, StandingCard
from models.enums import AuditAction, CardKind, Channel, NoticeKind, OutboxStatus

# Who made the change in this very card is answered there first, and a flurry of changes is one drawing.
SETTLES = timedelta(seconds=3)
# A person may ask for the same report again and again; the older cards tell how it is when they are pressed.
KEPT_TRUE = 10  # newest cards of each person about the same thing
IDS_LENGTH = {"conversation_id": 300, "activity_id": 200}

_NEWEST = kept(
    select(sa.func.max(AuditEvent.id)).where(
        AuditEvent.subject == sa.bindparam("subject"),
        AuditEvent.subject_id == sa.bindparam("subject_id"),
        col(AuditEvent.action) != AuditAction.VIEWED,
    )
)
_SUBJECTS: Mapping[str, type[Report] | type[Meeting] | type[Issue]] = {"report": Report, "meeting": Meeting, "issue": Issue}
# The newest card in a message is the one that stands there.
_STANDS = upserts(
    StandingCard,
    ["conversation_id", "activity_id"],
    lambda new: {name: new[name] for name in ("kind", "subject_id", "change", "face", "drawn_at")},
)


@dataclass(frozen=True, slots=True)
class Shows:
    """What a card shows: the kind of card, what it is about, and the newest change of it that can be seen there."""

    kind: CardKind
    subject_id: int
    change: int


@dataclass(frozen=True, slots=True)
class Place:
    """A message of Teams in a person's own chat."""

    person_id: int
    conversation_id: str
    activity_id: str


async def newest_change(session: AsyncSession, subject: str, subject_id: int) -> int:
    """Return the audit trail's id of the newest change of a row; 0 for one that has none. Ask before the row itself is read."""
    found = await session.exec(_NEWEST, params={"subject": subject, "subject_id": subject_id})
    return found.first() or 0


async def card_at(session: AsyncSession, conversation_id: str, activity_id: str) -> StandingCard | None:
    """Return the card that a message of Teams is, locked; None for none that is kept true."""
    found = select(StandingCard).where(StandingCard.conversation_id == conversation_id, StandingCard.activity_id == activity_id)
    return (await session.exec(found.with_for_update())).first()


async def keep_true(session: AsyncSession, place: Place, shows: Shows, face: str, now: datetime) -> None:
    """Remember what stands in a message of Teams from now on, and queue a change that came while it was sent."""
    if not _can_be_found(place):
        return
    # A change under way is waited for, and a later one finds the card: each holds this row before it looks for its cards.
    subject = _SUBJECTS[shows.kind.subject]
    await session.exec(select(subject.id).where(subject.id == shows.subject_id).with_for_update(read=True))
    await _stand(session, place, shows, face, now)
    if shows.kind is CardKind.MEETING:
        await _give_way(session, place, shows, now)
    if await newest_change(session, shows.kind.subject, shows.subject_id) > shows.change:
        card = await card_at(session, place.conversation_id, place.activity_id)
        if card is not None:
            await session.run_sync(lambda sync: _renew(sync, [card], now))


async def _give_way(session: AsyncSession, place: Place, shows: Shows, now: datetime) -> None:
    """Queue the drawing anew of the older cards that show the same: each becomes a line."""
    newest = await card_at(session, place.conversation_id, place.activity_id)
    if newest is not None:
        same = select(StandingCard).where(*_same(place.person_id, place.conversation_id, shows.kind, shows.subject_id))
        older = (await session.exec(same.where(col(StandingCard.id) < newest.id).with_for_update())).all()
        await session.run_sync(lambda sync: _renew(sync, older, now))


async def newer_stands(session: AsyncSession, card: StandingCard) -> bool:
    """Whether a newer card of the same kind about the same thing stands in the same chat."""
    newer = select(StandingCard.id).where(*_same(card.person_id, card.conversation_id, card.kind, card.subject_id))
    return (await session.exec(newer.where(col(StandingCard.id) > card.id).limit(1))).first() is not None


def _same(person_id: int, conversation_id: str, kind: CardKind, subject_id: int) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        col(StandingCard.person_id) == person_id,
        col(StandingCard.conversation_id) == conversation_id,
        col(StandingCard.kind) == kind,
        col(StandingCard.subject_id) == subject_id,
    )


async def keep_form(session: AsyncSession, place: Place, about: int, now: datetime) -> None:
    """Remember an open form that stands in a message of Teams, so that it can be closed; `about` is its report, or 0."""
    if _can_be_found(place):
        await _stand(session, place, Shows(CardKind.FORM, about, 0), "", now)


async def stands_in(session: AsyncSession, person_id: int, kind: CardKind, subject_id: int) -> bool:
    """Whether a card of a kind about something stands in a person's own chat, where it is kept true."""
    chat = select(Conversation.conversation_id).where(Conversation.person_id == person_id)
    cards = select(StandingCard.id).where(
        StandingCard.person_id == person_id,
        StandingCard.kind == kind,
        StandingCard.subject_id == subject_id,
        col(StandingCard.conversation_id).in_(chat),
    )
    return (await session.exec(cards.limit(1))).first() is not None


async def open_forms(session: AsyncSession, person_id: int) -> list[StandingCard]:
    """Return the form that a person opened or sent last and that still stands open in their chat; two that came at once."""
    chat = select(Conversation.conversation_id).where(Conversation.person_id == person_id)
    forms = select(StandingCard).where(
        StandingCard.person_id == person_id,
        StandingCard.kind == CardKind.FORM,
        col(StandingCard.conversation_id).in_(chat),
    )
    newest_first = forms.order_by(col(StandingCard.drawn_at).desc(), col(StandingCard.id).desc())
    newest = (await session.exec(newest_first.limit(2))).all()
    return [form for form in newest if form.drawn_at == newest[0].drawn_at]


def _can_be_found(place: Place) -> bool:
    """Whether a place is a message that could be found again."""
    return bool(place.activity_id) and all(len(getattr(place, name)) <= longest for name, longest in IDS_LENGTH.items())


async def _stand(session: AsyncSession, place: Place, shows: Shows, face: str, now: datetime) -> None:
    row = {
        "person_id": place.person_id,
        "conversation_id": place.conversation_id,
        "activity_id": place.activity_id,
        "kind": shows.kind,
        "subject_id": shows.subject_id,
        "change": shows.change,
        "face": face,
        "drawn_at": now,
    }
    await insert_own(session, _STANDS[session.get_bind().dialect.name], row)


async def drawn_anew(session: AsyncSession, before: StandingCard, shows: Shows, face: str, now: datetime) -> None:
    """Keep what a card shows since it was drawn anew from `before`.

    When a turn has put something else there meanwhile, nobody knows which came last: it is drawn once more.
    """
    card = await card_at(session, before.conversation_id, before.activity_id)
    if card is None:
        return
    if (card.change, card.face) != (before.change, before.face):
        card.change, card.face = 0, ""
        await session.run_sync(lambda sync: _renew(sync, [card], now))
        return
    card.kind, card.change, card.face, card.drawn_at = shows.kind, shows.change, face, now


async def forget(session: AsyncSession, conversation_id: str, activity_id: str) -> None:
    """Forget a message of Teams: it is gone, or something else stands in it."""
    await session.exec(
        delete(StandingCard).where(
            col(StandingCard.conversation_id) == conversation_id, col(StandingCard.activity_id) == activity_id
        )
    )


def follow(session: orm.Session, subject: str, subject_id: int, now: datetime) -> None:
    """Queue the drawing anew of each card about a row that is changed in the session's transaction."""
    kinds = [kind for kind in CardKind if kind.subject == subject]
    if not kinds:
        return
    about = select(StandingCard).where(StandingCard.subject_id == subject_id, col(StandingCard.kind).in_(kinds))
    newest_first = session.scalars(about.order_by(col(StandingCard.id).desc()).with_for_update()).all()
    number: Counter[int] = Counter()
    cards = []
    for card in newest_first:
        number[card.person_id] += 1
        if number[card.person_id] <= KEPT_TRUE:
            cards.append(card)
    _renew(session, cards, now)


def _renew(session: orm.Session, cards: Sequence[StandingCard], now: datetime) -> None:
    """Queue each card once: what waits already will show this change too, since a card is drawn when it is sent."""
    # One that is being sent is locked and skipped: it may have been drawn before this change.
    waiting = select(OutboxMessage.subject_id).where(
        OutboxMessage.kind == NoticeKind.CARD,
        OutboxMessage.status == OutboxStatus.VANTAR,
        col(OutboxMessage.subject_id).in_([card.id for card in cards]),
    )
    queued = set(session.scalars(waiting.with_for_update(skip_locked=True))) if cards else set()
    for card in cards:
        if card.id in queued:
            continue
        card.renewals += 1
        message = tell(
            session,
            key=f"card:{card.id}:{card.renewals}",
            channel=Channel.TEAMS,
            kind=NoticeKind.CARD,
            subject_id=stored_id(card),
            person_id=card.person_id,
            now=now + SETTLES,
        )
        message.forbund_id = card.forbund_id  # the flush that this may happen in has given its rows theirs
