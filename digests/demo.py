"""What has happened in the demo before its first papers, and happens once they are out, as people would have done it.

Their drafts were approved, one with words; a paper is corrected, a letter comes back, a convener is asked.
"""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from importlib import resources
from typing import Any

from sqlmodel import col, select

from backend.categories.taxonomy import Taxonomy
from backend.database import AsyncSession, Database, stored_id
from backend.i18n import SWEDISH, Texts
from backend.mail.bounces import note_bounces
from digests.afterwards import Ask, ask_convener
from digests.corrections import Correction, correct_edition
from digests.drafts.work import Written, drafted, save_draft, stories_for
from digests.due import due_editions
from digests.say import Voice
from models import Draft, Edition, Forbund, Group, GroupMeeting, InsatsMeasure, InsatsOutcome, OutboxMessage, Person
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

BEFORE = timedelta(hours=1)
"""So long before each paper is due its draft has been approved."""


async def approve_drafts(database: Database, texts: Texts, taxonomy: Taxonomy, now: datetime) -> None:
    """Let the drafts of the demo's papers that are due have been approved in time, one with comments and a berättelse.

    Without that they would be sent as papers whose drafts nobody could be told of.
    """
    told = demo_words()
    forbund_id = await _forbund(database, told["afterwards"]["forbund"])
    if forbund_id is None:
        return
    async with database.read(forbund_id) as session:
        planned = await due_editions(session, now)
    for due in planned:
        moment = due.due_at - BEFORE
        async with database.begin(forbund_id) as session:
            draft = Draft(
                kind=due.kind,
                group_id=due.group_id,
                group_meeting_id=due.group_meeting_id,
                period=due.key,
                due_at=due.due_at,
                told_at=moment,
            )
            session.add(draft)
            await session.flush()
            draft_id, written = stored_id(draft), Written(comments={}, left_out=(), story="")
        async with database.snapshot(forbund_id) as session:
            approved = await drafted(session, draft_id, texts, taxonomy, moment)
        async with database.begin(forbund_id) as session:
            if (await session.get_one(Group, due.group_id)).slug == told["draft"]["group"]:
                stories = await stories_for(session, draft_id, Voice(texts, taxonomy, SWEDISH), moment)
                written = Written(comments=told["draft"]["comments"], left_out=(), story=next(iter(stories), ""))
            await save_draft(session, None, draft_id, written, "demo", moment, revision=0, approved=approved)


async def go_on(database: Database, texts: Texts, taxonomy: Taxonomy, now: datetime) -> int:
    """Correct the insats's first paper, let one letter with a local group's paper come back, and ask what a group decided.

    Returns how much of it that was. Each happens once, however often this is called, and not before there are papers. Nothing
    happens without the demo.
    """
    told = demo_words()["afterwards"]
    forbund_id = await _forbund(database, told["forbund"])
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


def demo_words() -> dict[str, Any]:
    """Return what the demo's people say in a draft and of a correction."""
    told: dict[str, Any] = json.loads(resources.files("backend.demo").joinpath("hoglandet.json").read_text("utf-8"))
    return told


async def _forbund(database: Database, slug: str) -> int | None:
    async with database.read_every_forbund() as session:
        return (await session.exec(select(Forbund.id).where(Forbund.slug == slug))).first()


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
