"""Signing in without Teams: a link that is used once, to a work address whose domain one förbund knows, or several."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.exc import IntegrityError
from sqlmodel import col, delete, select

from backend.access import hold
from backend.audit import record
from backend.database import AsyncSession, Database, stored_id
from backend.errors import DomainError, NotFoundError
from backend.outbox import tell
from models import Forbund, ForbundDomain, Person, SignIn
from models.enums import AuditAction, Channel, NoticeKind, PartyCode

LINK_LIFE = timedelta(minutes=15)
SESSION_LIFE = timedelta(hours=12)
KEPT = timedelta(days=1)
LONGEST_ADDRESS = 254
LONGEST_NAME = 120

_ADDRESS = re.compile(r"[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[a-z0-9-]+(?:\.[a-z0-9-]+)+")


def read_address(written: str) -> str:
    """Return a mail address in small letters; raise DomainError("error.address") for what is none."""
    address = written.strip().lower()
    if len(address) > LONGEST_ADDRESS or not _ADDRESS.fullmatch(address):
        raise DomainError("error.address", field="address")
    return address


@dataclass(frozen=True, slots=True)
class Choice:
    """A förbund that an address may sign in to. `known` tells that it knows the person already: for that person's eyes alone."""

    forbund_id: int
    name: str
    party: PartyCode
    known: bool


async def forbund_to_choose(session: AsyncSession, address: str) -> list[Choice]:
    """Return the förbund that know an address's domain, by name, without those that the person has left.

    `session` is one that no förbund bounds.
    """
    people = select(Person.forbund_id, Person.active).where(Person.email == address)
    active = dict((await session.exec(people)).all())
    knowing = select(Forbund.id, Forbund.name, ForbundDomain.party).join(
        ForbundDomain, col(ForbundDomain.forbund_id) == col(Forbund.id)
    )
    found = await session.exec(knowing.where(ForbundDomain.domain == _domain(address)).order_by(Forbund.name))
    choices = [Choice(forbund_id or 0, name, PartyCode(party), forbund_id in active) for forbund_id, name, party in found]
    return [choice for choice in choices if active.get(choice.forbund_id, True)]


async def ask_for_link(database: Database, address: str, locale: str, now: datetime) -> bool:
    """Queue a mail with a link to sign in by, and return whether one was: none goes to an unknown domain or one who has left.

    `address` comes from `read_address`. Whoever asks is told the same in every case, and gets one mail however many förbund know
    the domain: which one is meant is chosen by whoever reads it. Rows of older days go as well.
    """
    async with database.read_every_forbund() as session:
        choices = await forbund_to_choose(session, address)
    if not choices:
        return False
    # The row waits where the person is known, if anywhere, so that no other förbund gets to hold the address.
    home = next((choice for choice in choices if choice.known), choices[0])
    async with database.begin(home.forbund_id) as session:
        await session.exec(delete(SignIn).where(col(SignIn.requested_at) < now - KEPT))
        row = SignIn(email=address, locale=locale, requested_at=now)
        session.add(row)
        await session.flush()
        row_id = stored_id(row)
        tell(
            session,
            # The time keeps a link of a new row from being taken for that of a row which had its id and is gone.
            key=f"sign_in:{row_id}:{now.timestamp():.6f}",
            channel=Channel.MAIL,
            kind=NoticeKind.SIGN_IN,
            subject_id=row_id,
            address="",  # whoever was named stands in the sign-in's row alone, which is removed
            now=now,
        )
    return True


async def find_link(session: AsyncSession, sign_in_id: int, now: datetime) -> SignIn:
    """Return the row of a link that can still be used; raise NotFoundError("error.sign_in_link") when it can't."""
    row = await session.get(SignIn, sign_in_id)
    return _usable(row, now)


async def use_link(database: Database, forbund_id: int, sign_in_id: int, chosen: int | None, now: datetime) -> SignIn:
    """Begin a session by a link, which can't be used again, and return its row; the person is made when nobody has the address.

    `forbund_id` is the link's; the session is in `chosen`, one of `forbund_to_choose`, where the row goes. It may be None where
    there is only one. Raises DomainError("error.forbund_choose") where one must be, and NotFoundError("error.sign_in_link")
    for a link that was used, is too old, or whose person has left.
    """
    async with database.begin_for_every_forbund() as session:
        row = _usable(await hold(session, SignIn, sign_in_id, "error.sign_in_link"), now)
        choices = await forbund_to_choose(session, row.email)
        if row.forbund_id != forbund_id or not choices:
            raise NotFoundError("error.sign_in_link")
        meant = choices if len(choices) == 1 else [choice for choice in choices if choice.forbund_id == chosen]
        if not meant:
            raise DomainError("error.forbund_choose", field="forbund")
        row.forbund_id = meant[0].forbund_id
        await session.flush()
        session.info["scope"] = row.forbund_id  # all that follows is that förbund's own
        person = await _find(session, row.email) or await _make(session, row.email, meant[0].party)
        if not person.active:
            raise NotFoundError("error.sign_in_link")
        person.party = person.party or meant[0].party
        if not person.locale_chosen:
            person.locale = row.locale
        row.used_at, row.person_id = now, stored_id(person)
        record(session, row.person_id, AuditAction.CREATED, "sign_in", sign_in_id, now)
        await session.flush()
    return row


async def signed_in(session: AsyncSession, sign_in_id: int, requested_at: datetime, now: datetime) -> Person | None:
    """Return whose session it is; None when it has ended, or its person has left, or the id has become another row's."""
    lasting = select(Person).join(SignIn, col(SignIn.person_id) == col(Person.id))
    lasting = lasting.where(SignIn.id == sign_in_id, SignIn.requested_at == requested_at)
    lasting = lasting.where(col(SignIn.ended_at).is_(None), col(SignIn.used_at) > now - SESSION_LIFE)
    return (await session.exec(lasting.where(col(Person.active)))).first()


async def sign_out(session: AsyncSession, sign_in_id: int, now: datetime) -> None:
    """End a session, whoever holds its cookie."""
    row = await hold(session, SignIn, sign_in_id, "error.sign_in_link")
    row.ended_at = row.ended_at or now
    await session.flush()


def _domain(address: str) -> str:
    return address.rpartition("@")[2]


def _usable(row: SignIn | None, now: datetime) -> SignIn:
    if row is None or row.used_at is not None or row.requested_at + LINK_LIFE <= now:
        raise NotFoundError("error.sign_in_link")
    return row


async def _find(session: AsyncSession, address: str) -> Person | None:
    return (await session.exec(select(Person).where(Person.email == address))).first()


async def _make(session: AsyncSession, address: str, party: PartyCode) -> Person:
    person = Person(email=address, name=name_of(address), party=party)
    try:
        async with session.begin_nested():
            session.add(person)
    except IntegrityError:  # two links of one address at the same moment
        return (await session.exec(select(Person).where(Person.email == address))).one()
    return person


def name_of(address: str) -> str:
    """Return the name that a work address suggests: `hanna.exempel@…` is Hanna Exempel. The address itself when there is none."""
    words = [word for word in re.split(r"[._+]|\d+", address.partition("@")[0]) if word.strip("-")]
    names = ("-".join(part[:1].upper() + part[1:] for part in word.split("-")) for word in words)
    return " ".join(names)[:LONGEST_NAME] or address[:LONGEST_NAME]
