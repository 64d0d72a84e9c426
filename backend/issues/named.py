"""What the command line says by number and short name, as the ids that the use cases take."""

from collections.abc import Sequence

from sqlmodel import col, select

from backend.database import AsyncSession, stored_id
from backend.directory.numbers import as_stored
from backend.errors import NotFoundError
from backend.issues.meetings import waiting_with
from backend.issues.onwards import NATION
from backend.issues.views import find_issue
from models import Group, Lift, Person, Report
from models.enums import Paverkbar


async def issue_named(session: AsyncSession, number: str) -> int:
    """Return the id of the fråga with a number such as `FR-2026-0003`; raise NotFoundError, which tells the number."""
    issue_id = await find_issue(session, as_stored(number))
    if issue_id is None:
        raise NotFoundError("error.no_such_number", number=number)
    return issue_id


async def reports_named(session: AsyncSession, numbers: Sequence[str]) -> list[int]:
    """Return the ids of the reports with numbers such as `SB-2026-0042`; raise NotFoundError, which tells those that aren't."""
    wanted = [as_stored(number) for number in numbers]
    rows = await session.exec(select(Report).where(col(Report.number).in_(wanted)))
    found = {report.number: stored_id(report) for report in rows}
    if missing := [number for number in wanted if number not in found]:
        raise NotFoundError("error.no_such_number", number=", ".join(missing))
    return [found[number] for number in wanted]


async def group_named(session: AsyncSession, slug: str) -> int:
    """Return the id of the active group with a short name; raise NotFoundError, which tells those that there are."""
    rows = await session.exec(select(Group).where(col(Group.active)).order_by(Group.slug))
    groups = {group.slug: stored_id(group) for group in rows}
    if slug not in groups:
        raise NotFoundError("error.no_group_named", slug=slug, known=", ".join(groups) or "–")
    return groups[slug]


async def taker_named(session: AsyncSession, slug: str | None) -> int | None:
    """Return the id of who takes what is lifted further, None where nobody is said; raise NotFoundError as `group_named` does."""
    if slug is None or slug == Paverkbar.NATIONELLT:
        return None if slug is None else NATION
    return await group_named(session, slug)


async def waiting_lift(session: AsyncSession, issue_id: int, group_id: int) -> int:
    """Return the id of the question of a fråga that a group has still to decide; raise NotFoundError when there is none."""
    lift = await waiting_with(session, issue_id, group_id)
    if lift is None:
        raise NotFoundError("error.lift_missing")
    return stored_id(lift)


async def recorded_lift(session: AsyncSession, issue_id: int, group_id: int) -> int:
    """Return the id of the last question of a fråga of which something is recorded with a group; raise NotFoundError."""
    recorded = select(Lift.id).where(Lift.issue_id == issue_id, Lift.group_id == group_id, col(Lift.decided_at).is_not(None))
    lift_id = (await session.exec(recorded.order_by(col(Lift.decided_at).desc()))).first()
    if lift_id is None:
        raise NotFoundError("error.lift_undecided")
    return lift_id


async def person_named(session: AsyncSession, address: str | None) -> Person | None:
    """Return who works at an address; None stands for förbundet itself. Raises NotFoundError for an address nobody has."""
    if address is None:
        return None
    person = (await session.exec(select(Person).where(Person.email == address.lower(), col(Person.active)))).first()
    if person is None:
        raise NotFoundError("error.nobody_there")
    return person
