"""People as Teams shows them: found or made, and where they can be written to."""

from dataclasses import asdict, dataclass, fields
from datetime import datetime

import sqlalchemy as sa
import structlog
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from backend.database import AsyncSession, insert_own, keep_forbund, stored_id, upserts
from backend.directory.join import join_people
from backend.directory.reach import OPEN_CHAT
from backend.errors import NotAllowedError
from backend.scope import kept
from models import Conversation, Forbund, Person, Role
from models.enums import PartyCode

NAME_LENGTH = 120
ADDRESS_LENGTH = 254

log = structlog.get_logger(__name__)

# With the förbund, which nearly every turn asks for next.
_BY_ENTRA_ID = kept(
    select(Person, Conversation, Forbund)
    .join(Forbund, col(Forbund.id) == Person.forbund_id)
    .outerjoin(Conversation, OPEN_CHAT)
    .where(col(Person.entra_id) == sa.bindparam("entra_id"))
)


@dataclass(frozen=True, slots=True)
class TeamsAddress:
    """Where in Teams a person's own chat with the bot is."""

    service_url: str
    conversation_id: str
    tenant_id: str
    user_id: str
    bot_id: str


_REMEMBERED = upserts(
    Conversation,
    ["person_id"],
    lambda new: {name: new[name] for name in ("blocked_at", *(field.name for field in fields(TeamsAddress)))},
)


async def find_in_teams(session: AsyncSession, entra_id: str) -> tuple[Person, TeamsAddress | None] | None:
    """Return a person that has written before, and where their open chat is; None for somebody new.

    Raises NotAllowedError for somebody who has left.
    """
    found = await session.exec(_BY_ENTRA_ID, params={"entra_id": entra_id})
    row = found.first()
    if row is None:
        return None
    keep_forbund(session, row[2])
    person: Person = row[0]
    _check_active(person)
    chat: Conversation | None = row[1]
    if chat is None:
        return person, None
    return person, TeamsAddress(chat.service_url, chat.conversation_id, chat.tenant_id, chat.user_id, chat.bot_id)


async def person_from_teams(
    session: AsyncSession, *, entra_id: str, name: str, email: str | None, locale: str | None, address: TeamsAddress | None
) -> Person:
    """Return the person who writes, and remember how to write back.

    Somebody in the directory is known by the Entra id, or by the address that Teams vouches for, whenever it is first told;
    anybody else in the förbund's organisations may report, and is made with a name and that address. `address` is None for
    somebody whom Teams lets us write to nowhere. Raises NotAllowedError for somebody who has left.
    """
    person = await _find(session, entra_id, email) or await _make(session, entra_id, name)
    if email and person.email is None and len(email) <= ADDRESS_LENGTH:
        person = await _with_email(session, person, email.lower())
    _check_active(person)
    person.entra_id = entra_id
    if locale and not person.locale_chosen:
        person.locale = locale
    person.name = person.name or name[:NAME_LENGTH]  # an installation doesn't tell the name
    if address:
        await _remember(session, stored_id(person), address)
    await session.flush()
    return person


async def has_had_chat(session: AsyncSession, entra_id: str) -> bool:
    """Return whether a person has had a chat with the bot, open or not."""
    return await _chat_of(session, entra_id) is not None


async def close_chat(session: AsyncSession, entra_id: str, now: datetime) -> None:
    """Remember that a person has removed the bot, so that what they must know goes by mail."""
    if (chat := await _chat_of(session, entra_id)) and chat.blocked_at is None:
        chat.blocked_at = now


async def _chat_of(session: AsyncSession, entra_id: str) -> Conversation | None:
    found = select(Conversation).join(Person, col(Person.id) == Conversation.person_id).where(Person.entra_id == entra_id)
    return (await session.exec(found)).first()


def _check_active(person: Person) -> None:
    if not person.active:
        raise NotAllowedError("error.inactive")


async def _remember(session: AsyncSession, person_id: int, address: TeamsAddress) -> None:
    # One statement, since two first messages can come at the same moment. Who writes to the bot doesn't block it any more.
    row = {"person_id": person_id, **asdict(address), "blocked_at": None}
    await insert_own(session, _REMEMBERED[session.get_bind().dialect.name], row)


async def _find(session: AsyncSession, entra_id: str, email: str | None) -> Person | None:
    known = (await session.exec(select(Person).where(Person.entra_id == entra_id))).first()
    if known is None and email:
        unlinked = select(Person).where(Person.email == email.lower(), col(Person.entra_id).is_(None))
        known = (await session.exec(unlinked)).first()
    return known


async def _with_email(session: AsyncSession, person: Person, email: str) -> Person:
    """Return the person with the address that Teams vouches for: joined with the one who has it, unless that is another."""
    same = (await session.exec(select(Person).where(Person.email == email).with_for_update())).first()
    if same is None:
        try:
            async with session.begin_nested():
                person.email = email
        except IntegrityError:  # a link to sign in by made somebody with it at the same moment: the next turn finds them
            await session.refresh(person)
    elif same.entra_id is None:
        _check_active(same)
        await join_people(session, kept=same, double=person)
        return same
    else:
        log.warning("people.address_taken", person=person.id, by=same.id)
    return person


async def _make(session: AsyncSession, entra_id: str, name: str) -> Person:
    person = Person(entra_id=entra_id, name=name[:NAME_LENGTH])
    try:
        async with session.begin_nested():
            session.add(person)
    except IntegrityError:  # two first messages at the same moment
        return (await session.exec(select(Person).where(Person.entra_id == entra_id))).one()
    return person


async def set_party(session: AsyncSession, person: Person, party: PartyCode) -> None:
    """Remember which party a person works for."""
    person.party = party
    session.add(person)
    await session.flush()


async def roles_of(session: AsyncSession, person_id: int) -> tuple[Role, ...]:
    """Return a person's roles."""
    return tuple((await session.exec(select(Role).where(Role.person_id == person_id))).all())
