"""Makes a förbund's rows what its directory says. Loading the same file again changes nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlmodel import SQLModel, col, select

from backend.database import AsyncSession, Database, stored_id
from backend.directory.entries import GroupEntry, InsatsEntry, MeetingEntry, PersonEntry, UnitEntry
from backend.directory.file import BadDirectory, Directory
from backend.directory.join import join_people
from backend.directory.merge import move_kommun
from backend.reporting.guarding import find_here
from backend.times import STOCKHOLM
from models import (
    Forbund,
    ForbundDomain,
    ForbundTenant,
    Group,
    GroupKommun,
    GroupMeeting,
    Insats,
    InsatsMeasure,
    InsatsOutcome,
    Kommun,
    LocalCategory,
    Person,
    Role,
    RoleTerm,
    Unit,
    UnitAlias,
    UnitKommun,
)

Row = TypeVar("Row", bound=SQLModel)


@dataclass(slots=True)
class Loaded:
    """What a load wrote: new rows, changed rows, and rows that stood so already."""

    forbund_id: int = 0
    added: int = 0
    changed: int = 0
    same: int = 0


async def load_directory(database: Database, directory: Directory, now: datetime, *, dry_run: bool = False) -> Loaded:
    """Write the directory in one transaction, and return what that was; with `dry_run` nothing stays written.

    Entries are known by the kommun's and the category's code, the unit's name, the group's slug and the person's address. What
    the file doesn't mention stays as it is: `active = false` retires, `hidden = true` takes a category from what is offered,
    `cancelled = true` calls a meeting off. An entry's own lists (aliases, kommuner, roles with their days, an insats's measures
    with their outcomes, and the förbund's tenants and mail domains) become the file's.

    A mail domain may be known to several förbund, a tenant to one. Raises BadDirectory when a tenant belongs to another; nothing
    is stored then.
    """
    async with database.begin_for_every_forbund() as session:
        loaded = await load_into(session, directory, now)
        if dry_run:
            await session.rollback()
    return loaded


async def load_into(session: AsyncSession, directory: Directory, now: datetime) -> Loaded:
    """Do it in the caller's transaction, whose scope is that förbund's from then on."""
    load = _Load(session, directory, now)
    await load.write()
    return load.loaded


class _Load:
    def __init__(self, session: AsyncSession, directory: Directory, now: datetime) -> None:
        self.session = session
        self.directory = directory
        self.now = now
        self.loaded = Loaded()
        self.kommuner: dict[str, int] = {}
        self.units: dict[str, int] = {}
        self.groups: dict[str, int] = {}

    async def write(self) -> None:
        await self._forbund()
        for kommun in self.directory.kommuner:
            values = kommun.model_dump(exclude={"code", "merged_into"})
            self.kommuner[kommun.name] = await self._put(Kommun, {"code": kommun.code}, values)
        for kommun in self.directory.kommuner:
            if kommun.merged_into is not None:
                left, joined = self.kommuner[kommun.name], self.kommuner[kommun.merged_into]
                self.loaded.changed += await move_kommun(self.session, left, joined, self.now)
        await self._categories()
        for unit in self.directory.units:
            await self._unit(unit)
        for group in self.directory.groups:
            await self._group(group)
        for insats in self.directory.insatser:
            await self._insats(insats)
        for person in self.directory.people:
            await self._person(person)

    async def _forbund(self) -> None:
        entry = self.directory.forbund
        forbund_id = await self._put(
            Forbund,
            {"slug": entry.slug},
            entry.model_dump(include={"name", "email", "answer_working_days", "language_model", "notice_hours"}),
        )
        for tenant in entry.tenants:
            await self._tenant(tenant, forbund_id)
        for party, domains in entry.domains.items():
            for domain in domains:
                await self._put(ForbundDomain, {"domain": domain.lower(), "forbund_id": forbund_id}, {"party": party})
        named = [domain.lower() for names in entry.domains.values() for domain in names]
        gone: tuple[sa.Delete, ...] = (
            sa.delete(ForbundTenant).where(
                col(ForbundTenant.forbund_id) == forbund_id, col(ForbundTenant.tenant_id).not_in(entry.tenants)
            ),
            sa.delete(ForbundDomain).where(col(ForbundDomain.forbund_id) == forbund_id, col(ForbundDomain.domain).not_in(named)),
        )
        await self._take_away(*gone)
        self.loaded.forbund_id = self.session.info["scope"] = forbund_id

    async def _take_away(self, *gone: sa.Delete) -> None:
        for statement in gone:
            self.loaded.changed += (await self.session.exec(statement)).rowcount

    async def _tenant(self, tenant: str, forbund_id: int) -> None:
        """Put a tenant, which tells which förbund people belong to: it must not be taken from another."""
        row = await self.session.get(ForbundTenant, tenant)
        if row is not None and row.forbund_id != forbund_id:
            raise BadDirectory(f"the tenant {tenant} belongs to another förbund")
        await self._put(ForbundTenant, {"tenant_id": tenant}, {"forbund_id": forbund_id})

    async def _put(self, model: type[Row], key: Mapping[str, Any], values: Mapping[str, Any]) -> int:
        """Make one row so; return its id, or 0 for a row that has none."""
        row = (await self.session.exec(select(model).filter_by(**key))).first()
        if row is None:
            row = model(**key, **values)
            self.session.add(row)
            self.loaded.added += 1
        elif different := {name: value for name, value in values.items() if getattr(row, name) != value}:
            for name, value in different.items():
                setattr(row, name, value)
            self.loaded.changed += 1
        else:
            self.loaded.same += 1
        await self.session.flush()
        return stored_id(row) if "id" in model.model_fields else 0

    async def _only(
        self,
        model: type[SQLModel],
        key: Mapping[str, Any],
        wanted: list[dict[str, Any]],
        leaving: Sequence[Mapping[str, Any]] = (),
    ) -> None:
        """Make the rows of one owner these and no others; what is told by `leaving` stays or not as it is."""
        left = list(wanted)
        for row in await self.session.exec(select(model).filter_by(**key)):
            if any(all(getattr(row, name) == value for name, value in values.items()) for values in leaving):
                continue
            stands = next((values for values in left if all(getattr(row, name) == value for name, value in values.items())), None)
            if stands is None:
                await self.session.delete(row)
                self.loaded.changed += 1
            else:
                left.remove(stands)
                self.loaded.same += 1
        await self.session.flush()
        self.session.add_all(model(**key, **values) for values in left)
        self.loaded.added += len(left)
        await self.session.flush()

    async def _categories(self) -> None:
        for entry in self.directory.categories:
            values = {"name": entry.name, "name_en": entry.name_en, "offered": not entry.hidden}
            await self._put(LocalCategory, {"code": entry.code, "sub": ""}, values)
        for finer in self.directory.subcategories:
            values = {"name": finer.name, "name_en": finer.name_en, "offered": finer.active}
            await self._put(LocalCategory, {"code": finer.under, "sub": finer.code}, values)

    async def _unit(self, entry: UnitEntry) -> None:
        unit_id = await self._put(Unit, {"name": entry.name}, entry.model_dump(include={"party", "function", "email", "active"}))
        self.units[entry.name] = unit_id
        # An alias may have moved from one unit to another: it belongs to the one that the file gives it to.
        moved = sa.delete(UnitAlias).where(col(UnitAlias.alias).in_(entry.aliases), col(UnitAlias.unit_id) != unit_id)
        await self.session.exec(moved)
        await self._only(UnitAlias, {"unit_id": unit_id}, [{"alias": alias} for alias in entry.aliases])
        await self._only(UnitKommun, {"unit_id": unit_id}, self._kommun_ids(entry.kommuner))

    def _kommun_ids(self, names: tuple[str, ...]) -> list[dict[str, Any]]:
        return [{"kommun_id": self.kommuner[name]} for name in dict.fromkeys(names)]

    async def _group(self, entry: GroupEntry) -> None:
        values = entry.model_dump(include={"kind", "name", "digest_days_before", "draft_working_days", "digests_from", "active"})
        values["spindel_months"] = sorted(set(entry.spindel_months))
        if "digests_from" not in entry.model_fields_set:  # without it, meetings from before would be told of as missed
            del values["digests_from"]
        group_id = self.groups[entry.slug] = await self._put(Group, {"slug": entry.slug}, values)
        await self._only(GroupKommun, {"group_id": group_id}, self._kommun_ids(entry.kommuner))
        for meeting in entry.meetings:
            key = {"group_id": group_id, "starts_at": _moment(meeting)}
            await self._put(GroupMeeting, key, meeting.model_dump(include={"place", "cancelled"}))

    async def _insats(self, entry: InsatsEntry) -> None:
        values = {"name": entry.name, "group_id": self.groups[entry.group], "aliases": [*entry.aliases], "active": entry.active}
        await self._check(f"the insats {entry.slug}", "its name", entry.name)
        insats_id = await self._put(Insats, {"slug": entry.slug}, values)
        kept: list[int] = []
        for place, measure in enumerate(entry.measures):
            await self._check(f"the insats {entry.slug}, measure {place + 1}", "its name", measure.name)
            key = {"insats_id": insats_id, "year": measure.year, "name": measure.name}
            told = {"place": place, "persons": measure.persons, "plan": measure.plan}
            measure_id = await self._put(InsatsMeasure, key, told)
            kept.append(measure_id)
            for outcome in measure.outcomes:
                where = f"{entry.name}, {measure.name} {measure.year}, quarter {outcome.quarter}"
                await self._check(where, "the comment", outcome.comment)
                await self._put(
                    InsatsOutcome,
                    {"measure_id": measure_id, "quarter": outcome.quarter},
                    outcome.model_dump(include={"plan", "outcome", "comment"}),
                )

            quarters = [outcome.quarter for outcome in measure.outcomes]
            unnamed = (col(InsatsOutcome.measure_id) == measure_id, col(InsatsOutcome.quarter).not_in(quarters))
            await self._take_away(sa.delete(InsatsOutcome).where(*unnamed))
        gone = (col(InsatsMeasure.insats_id) == insats_id, col(InsatsMeasure.id).not_in(kept))
        of_these = col(InsatsOutcome.measure_id).in_(select(InsatsMeasure.id).where(*gone))
        await self._take_away(sa.delete(InsatsOutcome).where(of_these), sa.delete(InsatsMeasure).where(*gone))

    async def _check(self, where: str, what: str, words: str) -> None:
        """Refuse words that name somebody: they would stand on papers. Raises BadDirectory, which says where, never the words."""
        if words and await find_here(self.session, words):
            raise BadDirectory(f"{where}: {what} seems to name or number a person; say it without")

    async def _person(self, entry: PersonEntry) -> None:
        values = entry.model_dump(include={"name", "party", "active"})
        if entry.entra_id is not None:  # else Teams tells it at the first message
            values["entra_id"] = entry.entra_id
        values["paper_locale"], values["paper_way"] = entry.language, entry.papers
        values["unit_id"] = self.units[entry.unit] if entry.unit else None
        email = entry.email.lower()
        if entry.entra_id is not None:
            await self._know(email, entry.entra_id)
        person_id = await self._put(Person, {"email": email}, values)
        scopes = [
            {
                "role": role.role,
                "kommun_id": self.kommuner[role.kommun] if role.kommun else None,
                "group_id": self.groups[role.group] if role.group else None,
            }
            for role in entry.roles
        ]
        terms = [
            {**scope, "begins": role.begins, "ends": role.ends}
            for scope, role in zip(scopes, entry.roles, strict=True)
            if role.has_days
        ]
        await self._only(RoleTerm, {"person_id": person_id}, terms)
        # a role that has days stands while it is held: `backend.directory.terms` sees to that, by the clock
        standing = [scope for scope, role in zip(scopes, entry.roles, strict=True) if not role.has_days]
        turning = [scope for scope, role in zip(scopes, entry.roles, strict=True) if role.has_days]
        await self._only(Role, {"person_id": person_id}, standing, leaving=turning)

    async def _know(self, email: str, entra_id: str) -> None:
        """Let somebody who was met in Teams before they stood in the file be the one of the file."""
        met = (await self.session.exec(select(Person).where(Person.entra_id == entra_id))).first()
        if met is None or met.email == email:
            return
        named = (await self.session.exec(select(Person).where(Person.email == email))).first()
        if met.email is not None or (named is not None and named.entra_id is not None):
            raise BadDirectory(f"{email}: entra_id {entra_id} is another person's already")
        if named is None:
            met.email = email
        else:
            await join_people(self.session, kept=named, double=met)
        self.loaded.changed += 1
        await self.session.flush()


def _moment(meeting: MeetingEntry) -> datetime:
    return (meeting.at if meeting.at.tzinfo else meeting.at.replace(tzinfo=STOCKHOLM)).astimezone(UTC)
