"""The night's training: a candidate for each förbund that has decided enough since the last, taken into use when it isn't worse.

What is due is read from the database as it stood at two in the night, so that it makes no difference when the clock wakes up, how
often, or in how many processes. A training is a row, claimed for the length of a lease; when its process is gone by then, the
next to look makes it.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass
from datetime import datetime, time, timedelta
from pathlib import Path

import sqlalchemy as sa
import structlog
from prometheus_client import Counter
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from backend.audit import record
from backend.categories.classifier import model_key
from backend.categories.learning.labels import decided_ids, decided_texts
from backend.categories.learning.trainer import Order, Outcome, judged_by, train_apart
from backend.categories.learning.versions import SHIPPED
from backend.categories.taxonomy import Taxonomy
from backend.database import AsyncSession, Database, own_forbund, stored_id
from backend.every_forbund import every_forbund
from backend.times import last_time_at
from models import CategoryModel
from models.enums import AuditAction, TrainingStatus

# With fewer, one report more or less is too large a part of the figures, and a month's reports of a small förbund make as many.
FEWEST_NEW = 30
NIGHT = time(2)
LEASE = timedelta(hours=1)
# How often the clock asks. What is due comes once a night and may take minutes, so there is no hurry.
LOOK_SECONDS = 900.0

# Makes a candidate, telling how many steps are done.
Train = Callable[[Order, Callable[[int], None]], Awaitable[Outcome]]

log = structlog.get_logger(__name__)
TRAINED = Counter("lexheller_categories_trained", "Category models trained", ["taken"])
FAILED = Counter("lexheller_categories_failed", "Category models that could not be trained")


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A training to make, and how many decided reports are new since the last.

    `must_forget` is whether a report that the one in use knows is gone, `other_code` whether it can't be used by this release.
    """

    order: Order
    new: int
    must_forget: bool
    other_code: bool


@dataclass(frozen=True, slots=True)
class Claim:
    """A training that this process makes. `until` is the claim's mark as well: every later claim ends later."""

    model_id: int
    until: datetime


class Nightly:
    """The trainings of an installation. `models` is the folder of the shipped model, `train` what makes a new one."""

    def __init__(
        self, database: Database, taxonomy: Taxonomy, models: Path, lease: timedelta = LEASE, train: Train = train_apart
    ) -> None:
        self._database = database
        self._taxonomy = taxonomy
        self._models = models
        self._lease = lease
        self._train = train
        self._looked: dict[int, datetime] = {}

    async def run(self, now: datetime) -> list[int]:
        """Train what is due in every förbund and return the ids of the trainings that this process made.

        One that fails is logged and tried again the next night, or by another process; it doesn't stop the others.
        """
        as_of = last_night(now)
        clock = asyncio.get_running_loop().time
        started = clock()
        made = []
        for forbund_id in await every_forbund(self._database):
            if self._looked.get(forbund_id) == as_of:
                continue
            # earlier trainings have taken their time, and a claim must last from here
            moment = now + timedelta(seconds=clock() - started)
            try:
                if model_id := await self._of_forbund(forbund_id, as_of, moment):
                    made.append(model_id)
            except Exception as error:  # one förbund's training must not hold back the others
                self._looked[forbund_id] = as_of  # trying on would take the machine's time all night
                FAILED.inc()
                log.error("categories.training_failed", forbund=forbund_id, error=type(error).__name__)
        return made

    async def _of_forbund(self, forbund_id: int, as_of: datetime, now: datetime) -> int | None:
        async with self._database.begin(forbund_id) as session:
            newest = await _newest(session)
            if newest and newest.status is TrainingStatus.PABORJAD and newest.claimed_until > now:
                return None  # another process is at it, and may yet be killed
            await _forget(session)
            due = await self._due(session, as_of, fewest_new=FEWEST_NEW)
        if due is None:
            self._looked[forbund_id] = as_of
            return None
        return await self._make(forbund_id, due, as_of, now, lambda _step: None)

    async def train_now(self, forbund_id: int, now: datetime, told: Callable[[int], None]) -> int | None:
        """Train a förbund's candidate whatever the hour and however few are new; None when there is nothing to learn from.

        `told` is called with how many steps are done. None also when another process trains already.
        """
        async with self._database.read(forbund_id) as session:
            due = await self._due(session, now, fewest_new=0)
        return await self._make(forbund_id, due, now, now, told) if due else None

    async def _due(self, session: AsyncSession, as_of: datetime, fewest_new: int) -> Due | None:
        own = await decided_texts(session, self._taxonomy, as_of)
        usable = await decided_ids(session)
        in_use = await _in_use(session)
        known = frozenset(in_use.learned_from) if in_use else frozenset[int]()
        newest = await _newest(session)
        if newest and newest.status is TrainingStatus.KLAR and newest.as_of >= as_of:
            return None
        tried = frozenset(newest.learned_from) if newest else frozenset[int]()
        must_forget = bool(known - usable)
        new = judged_by(own, frozenset(map(str, tried | known)))
        other_code = in_use is not None and in_use.recipe != model_key()
        if not must_forget and not (own and (other_code or len(new) >= fewest_new)):
            return None
        # What other code made proposes nothing any more: the one that ships does, and it has seen none of these.
        seen, content = (known, in_use.content) if in_use and not other_code else (frozenset[int](), None)
        order = Order(own=own, seen=frozenset(map(str, seen)), in_use=content, models=self._models)
        return Due(order=order, new=len(new), must_forget=must_forget, other_code=other_code)

    async def _make(self, forbund_id: int, due: Due, as_of: datetime, now: datetime, told: Callable[[int], None]) -> int | None:
        clock = asyncio.get_running_loop().time
        started = clock()
        claim = await self._claim(forbund_id, as_of, now)
        if claim is None:
            return None
        try:
            async with asyncio.timeout(self._lease.total_seconds()):
                outcome = await self._train(due.order, told)
        except BaseException:  # stopped in order as well: nobody need wait until the claim ends
            await self._give_back(forbund_id, claim, now)
            raise
        finished = now + timedelta(seconds=clock() - started)
        async with self._database.begin(forbund_id) as session:
            taken = await _store(session, claim, due, outcome, finished)
        if taken is None:
            log.warning("categories.claim_lost", forbund=forbund_id, training=claim.model_id)
            return None
        TRAINED.labels("yes" if taken else "no").inc()
        log.info("categories.trained", forbund=forbund_id, version=outcome.version, taken=taken, new=due.new)
        return claim.model_id

    async def _claim(self, forbund_id: int, as_of: datetime, now: datetime) -> Claim | None:
        """Take the förbund's next training for the length of a lease; None when another process has it or has made it."""
        until = now + self._lease
        try:
            async with self._database.begin(forbund_id) as session:
                newest = await _newest(session)
                if newest and newest.status is TrainingStatus.PABORJAD:
                    ran_out = sa.and_(
                        col(CategoryModel.id) == newest.id,
                        col(CategoryModel.status) == TrainingStatus.PABORJAD,
                        col(CategoryModel.claimed_until) <= now,
                    )
                    taken = await session.exec(sa.update(CategoryModel).where(ran_out).values(claimed_until=until, as_of=as_of))
                    return Claim(stored_id(newest), until) if taken.rowcount else None
                if newest and newest.as_of >= as_of:
                    return None
                row = CategoryModel(number=newest.number + 1 if newest else 1, claimed_until=until, as_of=as_of)
                session.add(row)
                await session.flush()
                return Claim(stored_id(row), until)
        except IntegrityError:
            return None  # two looked at once, and the other was first

    async def _give_back(self, forbund_id: int, claim: Claim, now: datetime) -> None:
        async with self._database.begin(forbund_id) as session:
            await session.exec(sa.update(CategoryModel).where(_claimed(claim)).values(claimed_until=now))


def _claimed(claim: Claim) -> sa.ColumnElement[bool]:
    return sa.and_(
        col(CategoryModel.id) == claim.model_id,
        col(CategoryModel.status) == TrainingStatus.PABORJAD,
        col(CategoryModel.claimed_until) == claim.until,
    )


def last_night(now: datetime) -> datetime:
    """Return the last time that it was two in the night in Stockholm."""
    return last_time_at(NIGHT, now)


async def _newest(session: AsyncSession) -> CategoryModel | None:
    return (await session.exec(select(CategoryModel).order_by(col(CategoryModel.number).desc()).limit(1))).first()


async def _in_use(session: AsyncSession) -> CategoryModel | None:
    version = (await own_forbund(session)).categoriser_version
    if not version:
        return None
    found = select(CategoryModel).where(CategoryModel.version == version, col(CategoryModel.content).is_not(None))
    return (await session.exec(found)).first()


async def _store(session: AsyncSession, claim: Claim, due: Due, outcome: Outcome, now: datetime) -> bool | None:
    """Keep the candidate and use it if it may be; return whether it is. None when the claim was lost on the way."""
    comparison = outcome.comparison
    # Who takes words back is heeded before a point of accuracy is.
    taken = due.must_forget or (comparison is not None and comparison.not_worse)
    forbund = await own_forbund(session)
    before = forbund.categoriser_version
    values = {
        "status": TrainingStatus.KLAR,
        "finished_at": now,
        "version": outcome.version,
        "recipe": outcome.recipe,
        "learned_from": [int(text.id) for text in due.order.own],
        "figures": {"against": before or SHIPPED, "forgets": due.must_forget, **(asdict(comparison) if comparison else {})},
        "taken": taken,
        "content": outcome.content,
        "content_hash": outcome.content_hash,
    }
    stored = await session.exec(sa.update(CategoryModel).where(_claimed(claim)).values(**values))
    if not stored.rowcount:
        return None
    if taken or due.other_code:
        forbund.categoriser_version = outcome.version if taken else ""
        session.add(forbund)
    record(
        session,
        None,
        AuditAction.CREATED,
        "category_model",
        claim.model_id,
        now,
        taken=taken,
        categoriser=[before or SHIPPED, forbund.categoriser_version or SHIPPED],
    )
    await _forget(session)
    return taken


async def _forget(session: AsyncSession) -> None:
    """Empty each version not in use that learned from a report which is withdrawn or gone, so that none can be gone back to."""
    usable, in_use = await decided_ids(session), (await own_forbund(session)).categoriser_version
    kept = select(CategoryModel.id, CategoryModel.learned_from)
    kept = kept.where(col(CategoryModel.content).is_not(None), CategoryModel.version != in_use)
    gone = [number for number, learned_from in await session.exec(kept) if not usable.issuperset(learned_from)]
    if gone:
        await session.exec(sa.update(CategoryModel).where(col(CategoryModel.id).in_(gone)).values(content=None))
