"""What happens in the demo once its first papers are out: one is corrected, a letter comes back, a convener is asked."""

import json
from collections.abc import Mapping
from datetime import datetime
from importlib import resources
from typing import Any

from sqlmodel import col, select

from backend.categories.taxonomy import Taxonomy
from backend.database import AsyncSession, Database, stored_id
from backend.i18n import Texts
from backend.mail.bounces import note_bounces
from digests.afterwards import Ask, ask_convener
from digests.corrections import Correction, correct_edition
from models import Edition, Forbund, Group, GroupMeeting, InsatsMeasure, InsatsOutcome, OutboxMessage, Person
from models.enums import Channel, EditionKind, EditionStatus, NoticeKind, OutboxStatus

_CAME_BACK = """\
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.vard.example

Final-Recipient: rfc822; {address}
Action: failed
Status: 5.1.1
--b
Content-Type: text/rfc822-headers

Message-ID: {message_id}
--b--
"""


async def go_on(database: Database, texts: Texts, taxonomy: Taxonomy, now: datetime) -> int:
    """Correct the insats's first paper, let one letter with a local group's paper come back, and ask what a group decided.

    Returns how much of it that was. Each happens once, however often this is called, and not before there are papers. Nothing
    happens without the demo.
    """
    told = json.loads(resources.files("backend.demo").joinpath("hoglandet.json").read_text("utf-8"))["afterwards"]
    async with database.read_every_forbund() as session:
        forbund_id = (await session.exec(select(Forbund.id).where(Forbund.slug == told["forbund"]))).first()
    if forbund_id is None:
        return 0
    async with database.begin(forbund_id) as session:
        edition = await _to_correct(session)
        if edition and not await _mend(session, told["counted_twice"], edition):
            edition = None
        letter = await _to_come_back(session, told["moved_away"])
        asked = await _ask_what_was_decided(session, told["met"], now)
    if edition:
        said = Correction(because=told["counted_twice"]["because"])
        await correct_edition(database, texts, taxonomy, forbund_id, stored_id(edition), said, now)
    if letter:
        bounce = _CAME_BACK.format(address=told["moved_away"], message_id=letter.result)
        await note_bounces(database, [bounce.encode()], now)
    return sum(map(bool, (edition, letter, asked)))


async def _to_correct(session: AsyncSession) -> Edition | None:
    """Return the insats's paper when it is made and hasn't been corrected."""
    made = (Edition.kind == EditionKind.STYRGRUPP, Edition.status == EditionStatus.KLAR)
    editions = (await session.exec(select(Edition).where(*made).order_by(col(Edition.version).desc()))).all()
    return editions[0] if editions and editions[0].version == 1 else None


async def _mend(session: AsyncSession, told: Mapping[str, Any], edition: Edition) -> bool:
    """Set the outcome of the edition's quarter to what it should have been; return False where the plan has it no longer."""
    quarter = (edition.period_end.month - 1) // 3
    found = await session.exec(
        select(InsatsOutcome)
        .join(InsatsMeasure, col(InsatsMeasure.id) == col(InsatsOutcome.measure_id))
        .where(
            InsatsMeasure.name == told["measure"],
            InsatsMeasure.year == edition.period_end.year,
            InsatsOutcome.quarter == quarter + 1,
        )
    )
    outcome = found.first()
    if outcome:
        outcome.outcome = told["outcomes"][quarter]
    return outcome is not None


async def _to_come_back(session: AsyncSession, address: str) -> OutboxMessage | None:
    """Return the first paper that the mail server has taken for the one who has moved away, unless one has come back."""
    found = await session.exec(
        select(OutboxMessage)
        .join(Person, col(Person.id) == col(OutboxMessage.person_id))
        .where(
            Person.email == address,
            OutboxMessage.kind == NoticeKind.EDITION,
            OutboxMessage.channel == Channel.MAIL,
            OutboxMessage.status == OutboxStatus.LEVERERAD,
        )
        .order_by(col(OutboxMessage.id))
    )
    letters = found.all()
    return letters[0] if letters and not any(letter.bounced_at for letter in letters) else None


async def _ask_what_was_decided(session: AsyncSession, slug: str, now: datetime) -> bool:
    """Ask whoever convenes a group what it decided when it met last, before the product was there to make its paper."""
    if (await session.exec(select(Edition.id).where(Edition.status == EditionStatus.KLAR).limit(1))).first() is None:
        return False
    met = await session.exec(
        select(GroupMeeting)
        .join(Group, col(Group.id) == col(GroupMeeting.group_id))
        .where(Group.slug == slug, col(GroupMeeting.cancelled).is_(False), col(GroupMeeting.starts_at) <= now)
        .order_by(col(GroupMeeting.starts_at).desc())
    )
    meeting = met.first()
    if meeting is None:
        return False
    return await ask_convener(session, Ask(stored_id(meeting), meeting.starts_at, as_of=meeting.starts_at, again=False), now)
