"""What happens in the demo once its first papers are out: one of them is corrected, and a letter comes back."""

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
from digests.corrections import Correction, correct_edition
from models import Edition, Forbund, InsatsMeasure, InsatsOutcome, OutboxMessage, Person
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
    """Correct the insats's first paper, and let one letter with a local group's paper come back; return how much that was.

    Each happens once, however often this is called, and not before there is such a paper. Nothing happens without the demo.
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
    if edition:
        said = Correction(because=told["counted_twice"]["because"])
        await correct_edition(database, texts, taxonomy, forbund_id, stored_id(edition), said, now)
    if letter:
        bounce = _CAME_BACK.format(address=told["moved_away"], message_id=letter.result)
        await note_bounces(database, [bounce.encode()], now)
    return sum(map(bool, (edition, letter)))


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
