"""The clock's work: makes each edition that is due once, whatever becomes of the processes that try."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
import structlog
from prometheus_client import Counter
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from backend.categories.taxonomy import Taxonomy
from backend.database import AsyncSession, Database, stored_id
from backend.every_forbund import every_forbund
from backend.i18n import Texts
from digests.compose import with_words
from digests.drafts.since import words_since
from digests.drafts.words import words_for
from digests.due import due_editions
from digests.figures.checks import FiguresDisagree
from digests.frozen import Frozen, freeze
from digests.kind import Due
from digests.languages import compose_in, freeze_others, languages_wanted, translation
from digests.recipients import send_edition
from digests.say import Voice
from models import Edition
from models.enums import EditionStatus

log = structlog.get_logger(__name__)
MADE = Counter("lexheller_digests_made", "Editions made", ["kind"])
FAILED = Counter("lexheller_digests_failed", "Editions that could not be made", ["kind", "reason"])


@dataclass(frozen=True, slots=True)
class Claim:
    """An edition that this process makes. `until` is the claim's mark as well: every later claim ends later."""

    edition_id: int
    until: datetime


async def run_due(
    database: Database,
    texts: Texts,
    taxonomy: Taxonomy,
    now: datetime,
    lease: timedelta,
    progress: Callable[[float], None] = lambda share: None,
    stopped: Callable[[FiguresDisagree], None] = lambda wrong: None,
) -> list[int]:
    """Make what is due in every förbund and return the ids of the editions that this process made.

    A claim holds for `lease`; when its process is gone by then, the next to look starts over. What is stored and what is
    sent are one transaction. An edition whose figures disagree, or that fails, is logged and tried again when its claim ends;
    it doesn't stop the others, nor does a förbund whose rows can't be read. `progress` is told from time to time how great a
    share is done, `stopped` of every edition whose figures disagree.
    """
    clock = asyncio.get_running_loop().time
    started = clock()
    made: list[int] = []
    owners = await every_forbund(database)
    for place, forbund_id in enumerate(owners):
        try:
            async with database.read(forbund_id) as session:
                due = await due_editions(session, now)
        except Exception as error:  # one förbund whose rows can't be read must not hold back the others
            FAILED.labels("any", "due").inc()
            log.error("digest.due_failed", forbund=forbund_id, error=type(error).__name__)
            continue
        for number, each in enumerate(due):
            progress((place + number / len(due)) / len(owners))
            # earlier editions have taken their time, and a claim must last from here
            moment = now + timedelta(seconds=clock() - started)
            claim: Claim | None = None
            try:
                claim = await _claim(database, forbund_id, each, moment, lease)
                if claim and await _make(database, forbund_id, each, claim, texts, taxonomy, now):
                    made.append(claim.edition_id)
            except asyncio.CancelledError:  # stopped: the next process needn't wait for the claim to run out
                if claim:
                    await _let_go(database, forbund_id, claim, moment)
                raise
            except FiguresDisagree as wrong:
                FAILED.labels(each.kind, "figures").inc()
                stopped(wrong)
                log.error(
                    "digest.figures_disagree",
                    forbund=forbund_id,
                    kind=each.kind,
                    group=each.group_id,
                    period=each.key,
                    table=wrong.table,
                    expected=wrong.expected,
                    found=wrong.found,
                )
            except Exception as error:  # one edition that can't be made must not hold back the others
                FAILED.labels(each.kind, "error").inc()
                log.error(
                    "digest.failed",
                    forbund=forbund_id,
                    kind=each.kind,
                    group=each.group_id,
                    period=each.key,
                    error=type(error).__name__,
                )
    return made


async def _claim(database: Database, forbund_id: int, due: Due, now: datetime, lease: timedelta) -> Claim | None:
    """Take an edition for the length of a lease; None when another process has it or has made it."""
    until = now + lease
    values: dict[str, Any] = {
        "period_start": due.period.start,
        "period_end": due.period.end,
        "due_at": due.due_at,
        "claimed_until": until,
        "as_of": due.period.until,
    }
    same = sa.and_(col(Edition.kind) == due.kind, col(Edition.group_id) == due.group_id, col(Edition.period) == due.key)
    try:
        async with database.begin(forbund_id) as session:
            edition = (await session.exec(select(Edition.id).where(same))).first()
            if edition is None:
                row = Edition(
                    kind=due.kind, group_id=due.group_id, group_meeting_id=due.group_meeting_id, period=due.key, **values
                )
                session.add(row)
                await session.flush()
                return Claim(stored_id(row), until)
            ran_out = sa.and_(col(Edition.status) == EditionStatus.PABORJAD, col(Edition.claimed_until) <= now)
            taken = await session.exec(sa.update(Edition).where(same, ran_out).values(**values))
            return Claim(edition, until) if taken.rowcount else None
    except IntegrityError:
        async with database.read(forbund_id) as session:
            if (await session.exec(select(Edition.id).where(same))).first() is None:
                raise
        return None  # two looked at once, and the other was first


async def _let_go(database: Database, forbund_id: int, claim: Claim, now: datetime) -> None:
    """End a claim; an edition that has been made, or is another's by now, is left as it is."""
    async with database.begin(forbund_id) as session:
        await session.exec(sa.update(Edition).where(_is_ours(claim)).values(claimed_until=now))


async def _make(
    database: Database, forbund_id: int, due: Due, claim: Claim, texts: Texts, taxonomy: Taxonomy, now: datetime
) -> bool:
    """Make a claimed edition and queue it; return False, having stored nothing, when the claim was lost on the way.

    So it is when its draft was changed meanwhile: the edition is made anew, with what its holder said last, when the claim ends.
    """
    async with database.snapshot(forbund_id) as session:
        begun = (await session.exec(select(Edition).where(Edition.id == claim.edition_id))).one()
        versions = await compose_in(session, due, texts, taxonomy, await languages_wanted(session, begun))
        words = await words_for(session, due.kind, due.group_id, due.key)
        told = await words_since(session, due, words, versions.swedish)
    composed = versions.swedish
    if told:
        composed = with_words(composed, told, Voice(texts, taxonomy, composed.drafts[0].locale))
    frozen = await freeze(composed, texts)
    others = await freeze_others(versions.others, told, texts, taxonomy)
    async with database.begin(forbund_id) as session:
        if await words_for(session, due.kind, due.group_id, due.key, hold=True) != words:
            log.warning("digest.draft_changed", edition=claim.edition_id, kind=due.kind)
            return False
        if not await _store(session, claim, frozen, taxonomy, now):
            log.warning("digest.claim_lost", edition=claim.edition_id, kind=due.kind)
            return False
        session.add_all(translation(claim.edition_id, locale, each) for locale, each in others.items())
        edition = (await session.exec(select(Edition).where(Edition.id == claim.edition_id))).one()
        messages = await send_edition(session, edition, now)
    MADE.labels(due.kind).inc()
    log.info("digest.made", edition=claim.edition_id, kind=due.kind, period=due.key, messages=messages)
    return True


def _is_ours(claim: Claim) -> sa.ColumnElement[bool]:
    return sa.and_(
        col(Edition.id) == claim.edition_id,
        col(Edition.status) == EditionStatus.PABORJAD,
        col(Edition.claimed_until) == claim.until,
    )


async def _store(session: AsyncSession, claim: Claim, frozen: Frozen, taxonomy: Taxonomy, now: datetime) -> bool:
    stored = await session.exec(
        sa.update(Edition)
        .where(_is_ours(claim))
        .values(
            status=EditionStatus.KLAR,
            made_at=now,
            title=frozen.document.title,
            taxonomy_version=taxonomy.version,
            **frozen.columns,
        )
    )
    return bool(stored.rowcount)
