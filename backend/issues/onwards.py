"""Where a fråga may be lifted, from its kommun and further from a group: how a form says it, and what it becomes there."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import col, select

from backend.database import AsyncSession, stored_id
from backend.errors import DomainError
from backend.i18n import Say
from backend.issues.meetings import waiting_with
from models import Group, GroupKommun, Lift, LiftCorrection, MeetingLift
from models.enums import GroupKind, LiftOutcome

NATION = 0
"""Stands for the national level among the ids of groups: a fråga lifted there leaves the förbund."""

# The order of escalation in the förbund; an LSG and a styrgrupp stand beside one another.
_LEVEL = {
    GroupKind.ARBETSGRUPP: 0,
    GroupKind.LSG: 1,
    GroupKind.STYRGRUPP: 1,
    GroupKind.BEREDNINGSGRUPP: 2,
    GroupKind.STYRELSE: 3,
}


class Taker(NamedTuple):
    """Who may take a fråga that is lifted further: a group, or `NATION`, whose name each language has."""

    id: int
    name: str


class Chosen(NamedTuple):
    """What a form says of an outcome; `to` is who takes what is lifted further, None while that isn't said."""

    outcome: LiftOutcome | None
    to: int | None


async def groups_to_lift_to(session: AsyncSession, kommun_id: int | None) -> list[tuple[int, str]]:
    """Return the active groups as ids and names: those of a fråga's own kommun first, then in the order of escalation."""
    near = set(await session.exec(select(GroupKommun.group_id).where(GroupKommun.kommun_id == kommun_id)))
    found = (await session.exec(select(Group).where(col(Group.active)).order_by(col(Group.name)))).all()
    order = list(GroupKind)
    ranked = sorted(found, key=lambda group: (group.id not in near, order.index(group.kind)))
    return [(stored_id(group), group.name) for group in ranked]


async def takers_of(session: AsyncSession, group_id: int) -> tuple[Taker, ...]:
    """Return who may take what a group lifts further, the natural next one first.

    They are the active groups above it, those that share a kommun with it before others, then the nation, and then the groups
    beside it. A fråga isn't lifted downwards.
    """
    own = (await session.exec(select(Group).where(Group.id == group_id))).one()
    its_kommuner = sa.select(col(GroupKommun.kommun_id)).where(col(GroupKommun.group_id) == group_id)
    near = set(await session.exec(select(GroupKommun.group_id).where(col(GroupKommun.kommun_id).in_(its_kommuner))))
    found = await session.exec(select(Group).where(col(Group.active), Group.id != group_id).order_by(col(Group.name)))
    groups = sorted(found, key=lambda group: (_LEVEL[group.kind], group.id not in near))
    above = [Taker(stored_id(group), group.name) for group in groups if _LEVEL[group.kind] > _LEVEL[own.kind]]
    beside = [Taker(stored_id(group), group.name) for group in groups if _LEVEL[group.kind] == _LEVEL[own.kind]]
    return (*above, Taker(NATION, ""), *beside)


def outcome_choices(say: Say, outcomes: Iterable[LiftOutcome], takers: Iterable[Taker]) -> list[tuple[str, str]]:
    """Return the values and labels of a form's choice of outcome: lifting further is a choice for each who may take it."""
    offered = []
    for outcome in outcomes:
        if outcome is LiftOutcome.LYFT_VIDARE:
            offered += [(value_of(outcome, taker.id), say_outcome(say, outcome, taker.name)) for taker in takers]
        else:
            offered.append((value_of(outcome, None), say_outcome(say, outcome, "")))
    return offered


def value_of(outcome: LiftOutcome | None, to: int | None) -> str:
    """Return how a form says an outcome: `lyft_vidare-12` is lifted further to group 12; empty for none."""
    if outcome is None:
        return ""
    return f"{outcome}-{to}" if outcome is LiftOutcome.LYFT_VIDARE and to is not None else str(outcome)


def read_outcome(value: str, outcomes: Collection[LiftOutcome]) -> Chosen:
    """Return what a form's value says, of these outcomes; nothing for any other value."""
    name, _, to = value.partition("-")
    outcome = next((one for one in outcomes if one == name), None)
    digits = to.isascii() and to.isdigit() and len(to) <= len("999999999")
    return Chosen(outcome, int(to) if digits and outcome is LiftOutcome.LYFT_VIDARE else None)


def say_outcome(say: Say, outcome: LiftOutcome, taker: str) -> str:
    """Return an outcome in words; `taker` is the group that takes what is lifted further, empty for the nation."""
    if outcome is not LiftOutcome.LYFT_VIDARE:
        return say(f"lift_outcome.{outcome}")
    return say("lift_outcome.lyft_vidare.to", group=taker) if taker else say("lift_outcome.lyft_vidare.nation")


async def lift_further(session: AsyncSession, lift: Lift, to: int | None, now: datetime) -> None:
    """Put a question that its group has lifted further before the group that takes it, or keep that it goes to the nation.

    A group that has the fråga before it already takes it as it stands there. Raises DomainError, of the field `outcome`, when
    nobody is said to take it, and for a group that may not.
    """
    if to is None:
        raise DomainError("error.onwards_missing", field="outcome")
    if to not in {taker.id for taker in await takers_of(session, lift.group_id)}:
        raise DomainError("error.onwards_unknown", field="outcome")
    if to == NATION:
        return
    taken = await waiting_with(session, lift.issue_id, to)
    if taken is None:
        asked = {"question": lift.question, "proposed_owner": lift.proposed_owner, "lifted_at": now}
        taken = Lift.model_validate({"issue_id": lift.issue_id, "group_id": to, **asked})
        session.add(taken)
        await session.flush()
    lift.onwards_id = taken.id


async def take_back(session: AsyncSession, lift: Lift, kept_id: int | None) -> None:
    """Undo that a question was lifted further: what it became before the other group is gone, where it came from there alone.

    What that group has met about is its own since, and stays; so does the question `kept_id`.
    """
    taken = await session.get(Lift, lift.onwards_id) if lift.onwards_id else None
    lift.onwards_id = None
    await session.flush()
    if taken is None or taken.id == kept_id or taken.outcome is not LiftOutcome.VANTAR:
        return
    if taken.question != lift.question or taken.lifted_at < (lift.decided_at or taken.lifted_at):
        return
    for used in (Lift.onwards_id, MeetingLift.lift_id, LiftCorrection.lift_id, LiftCorrection.moved_to_id):
        if (await session.exec(select(used).where(used == taken.id))).first() is not None:
            return
    await session.delete(taken)
    await session.flush()


async def taken_by(session: AsyncSession, lift_ids: Collection[int]) -> dict[int, Taker]:
    """Return the group that took each of these questions that was lifted further to a group of the förbund."""
    taken = aliased(Lift)
    found = await session.exec(
        select(Lift.id, Group.id, Group.name)
        .join(taken, col(Lift.onwards_id) == col(taken.id))
        .join(Group, col(taken.group_id) == col(Group.id))
        .where(col(Lift.id).in_(lift_ids))
    )
    return {lift_id or 0: Taker(group_id or 0, name) for lift_id, group_id, name in found.all()}
