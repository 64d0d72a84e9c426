"""A förbund's directory as a file (TOML): kommuner, units, groups with their calendars, people with their roles.

It is checked whole before anything is stored, so that a name that stands nowhere is told with its place.
"""

import tomllib
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from backend.categories.taxonomy import LAST_RESORT, standard_taxonomy
from backend.directory.quiet import check_hours
from backend.problems import told_problems
from models.enums import EditionWay, GroupKind, PartyCode, RoleName

Name = Annotated[str, Field(min_length=1, max_length=120)]
CategoryName = Annotated[str, Field(min_length=1, max_length=60)]
Address = Annotated[str, Field(pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$", max_length=254)]


PREPARING_DAYS = 14


class BadDirectory(Exception):
    """The file can't be used; the message says where and what must be mended, a line each."""


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid")  # a misspelt word must not be taken for nothing


class ForbundEntry(_Entry):
    """The förbund itself. `tenants` are the Entra tenants its people write from, `domains` the mail domains of each party.

    Notices come in Teams within `notice_hours` of working days; at any time when they are empty.
    `language_model` lets the language model of the settings read what has passed the guard.
    """

    slug: Annotated[str, Field(pattern=r"^[a-z0-9-]+$", max_length=40)]
    name: Name
    email: Address
    answer_working_days: Annotated[int, Field(gt=0)] = 10
    notice_hours: Annotated[str, AfterValidator(check_hours)] = "07:00-18:00"
    language_model: bool = False
    tenants: tuple[str, ...] = ()
    domains: dict[PartyCode, tuple[str, ...]] = {}


class KommunEntry(_Entry):
    """A kommun by Statistics Sweden's code; inhabitants are aged 16–64, with the year and the source of the number."""

    code: Annotated[str, Field(pattern=r"^\d{4}$")]
    name: Annotated[str, Field(min_length=1, max_length=60)]
    inhabitants_16_64: Annotated[int, Field(gt=0)] | None = None
    inhabitants_year: Annotated[int, Field(ge=1900, le=2200)] | None = None
    inhabitants_source: Annotated[str, Field(max_length=120)] = ""
    active: bool = True


class CategoryEntry(_Entry):
    """What the förbund says of a standard category: its own name for it, or that it isn't offered."""

    code: str
    name: CategoryName | Literal[""] = ""
    name_en: CategoryName | Literal[""] = ""
    hidden: bool = False


class SubcategoryEntry(_Entry):
    """A finer category of the förbund's own under a standard one, which it is counted as."""

    under: str
    code: Annotated[str, Field(pattern=r"^[A-Z][A-Z_]{1,29}$")]
    name: CategoryName
    name_en: CategoryName | Literal[""] = ""
    active: bool = True


class UnitEntry(_Entry):
    """A unit that can be invited, with a function's address, the names people use for it, and the kommuner it serves."""

    party: PartyCode
    name: Name
    function: Name
    email: Address
    aliases: tuple[Name, ...] = ()
    kommuner: tuple[str, ...]
    active: bool = True


class MeetingEntry(_Entry):
    """A date in a group's calendar; a time without a zone is Stockholm's."""

    at: datetime
    place: Annotated[str, Field(max_length=200)] = ""
    cancelled: bool = False


class GroupEntry(_Entry):
    """A group that decides. No kommuner means the whole förbund. Meetings before `digests_from` had papers from elsewhere.

    Unless the file says, the paper comes 5 days before a meeting, beredningsgruppen's 14: it must have time to ask for answers.
    In each of `spindel_months`, such as `[3, 9]`, its members are asked for Spindeln.
    """

    slug: Annotated[str, Field(pattern=r"^[a-z0-9-]+$", max_length=40)]
    kind: GroupKind
    name: Name
    kommuner: tuple[str, ...] = ()
    digest_days_before: Annotated[int, Field(ge=0)] = 5
    draft_working_days: Annotated[int, Field(ge=0, le=30)] = 3
    digests_from: date | None = None
    spindel_months: tuple[Annotated[int, Field(ge=1, le=12)], ...] = ()
    meetings: tuple[MeetingEntry, ...] = ()
    active: bool = True

    @model_validator(mode="before")
    @classmethod
    def _prepares_earlier(cls, entry: Any) -> Any:
        if isinstance(entry, dict) and entry.get("kind") == GroupKind.BEREDNINGSGRUPP:
            return {"digest_days_before": PREPARING_DAYS, **entry}
        return entry


class OutcomeEntry(_Entry):
    """What a measure came to from the year's beginning to the end of a quarter, what was planned by then, and a comment."""

    quarter: Annotated[int, Field(ge=1, le=4)]
    outcome: Annotated[int, Field(ge=0)] | None = None
    plan: Annotated[int, Field(ge=0)] | None = None
    comment: Annotated[str, Field(max_length=300)] = ""


class MeasureEntry(_Entry):
    """What an insats measures in a year; `plan` is for the whole of it. Of `persons` small numbers are hidden."""

    year: Annotated[int, Field(ge=1900, le=2200)]
    name: Name
    persons: bool = True
    plan: Annotated[int, Field(ge=0)] | None = None
    outcomes: tuple[OutcomeEntry, ...] = ()


class InsatsEntry(_Entry):
    """An insats with the styrgrupp that follows it, what people call it, and its plans and outcomes year by year."""

    slug: Annotated[str, Field(pattern=r"^[a-z0-9-]+$", max_length=40)]
    name: Name
    group: str
    aliases: tuple[Name, ...] = ()
    measures: tuple[MeasureEntry, ...] = ()
    active: bool = True


class RoleEntry(_Entry):
    """A role for a kommun (koordinator, stallforetradare), for a group (ledamot, sammankallande), or for the whole förbund.

    It is held from the day `begins` to the day `ends`, both counted, where the file says them.
    """

    role: RoleName
    kommun: str | None = None
    group: str | None = None
    begins: date | None = None
    ends: date | None = None

    @property
    def has_days(self) -> bool:
        """Whether it begins or ends on a day."""
        return self.begins is not None or self.ends is not None

    @property
    def told(self) -> str:
        """The role, where it is held and from when: what a person has once."""
        return " ".join(filter(None, [self.role, self.kommun, self.group, f"from {self.begins}" if self.begins else ""]))

    @model_validator(mode="after")
    def _has_its_scope(self) -> Self:
        needed = {
            RoleName.KOORDINATOR: (True, False),
            RoleName.STALLFORETRADARE: (True, False),
            RoleName.LEDAMOT: (False, True),
            RoleName.SAMMANKALLANDE: (False, True),
        }.get(self.role, (False, False))
        if (self.kommun is not None, self.group is not None) != needed:
            words = {(True, False): "a kommun and no group", (False, True): "a group and no kommun"}
            raise ValueError(f"{self.role} needs {words.get(needed, 'neither kommun nor group')}")
        if self.begins and self.ends and self.ends < self.begins:
            raise ValueError(f"{self.role} can't end before it begins")
        return self


class PersonEntry(_Entry):
    """A member of staff; the address is what Teams and the mail know the person by.

    `language` and `papers` are in which language and how they get digests, until they choose for themselves.
    """

    name: Name
    email: Address
    party: PartyCode | None = None
    entra_id: str | None = None
    unit: str | None = None
    language: Literal["sv", "en"] | None = None
    papers: EditionWay | None = None
    roles: tuple[RoleEntry, ...] = ()
    active: bool = True


class Directory(_Entry):
    """All of it, with every name that one entry uses of another known to stand in the file."""

    forbund: ForbundEntry
    kommuner: tuple[KommunEntry, ...]
    categories: tuple[CategoryEntry, ...] = ()
    subcategories: tuple[SubcategoryEntry, ...] = ()
    units: tuple[UnitEntry, ...] = ()
    groups: tuple[GroupEntry, ...] = ()
    insatser: tuple[InsatsEntry, ...] = ()
    people: tuple[PersonEntry, ...] = ()

    @model_validator(mode="after")
    def _names_are_known(self) -> Self:
        if problems := [*self._unknown(), *self._doubled(), *_unfit(self.categories, self.subcategories)]:
            raise ValueError("\n".join(problems))
        return self

    def _unknown(self) -> Iterator[str]:
        kommuner = {kommun.name for kommun in self.kommuner}
        units = {unit.name for unit in self.units}
        groups = {group.slug for group in self.groups}
        with_kommuner: tuple[UnitEntry | GroupEntry, ...] = (*self.units, *self.groups)
        for entry in with_kommuner:
            for name in entry.kommuner:
                if name not in kommuner:
                    yield f"{entry.name}: there is no kommun {name!r} in the file"
        steering = {group.slug: group for group in self.groups if group.kind is GroupKind.STYRGRUPP}
        for insats in self.insatser:
            if insats.group not in steering:
                yield f"{insats.name}: there is no group {insats.group!r} of kind styrgrupp in the file"
            elif insats.active and not steering[insats.group].active:
                yield f"{insats.name}: the group {insats.group!r} isn't active, so nobody would read of it"
        for person in self.people:
            if person.unit is not None and person.unit not in units:
                yield f"{person.email}: there is no unit {person.unit!r} in the file"
            for role in person.roles:
                if role.kommun is not None and role.kommun not in kommuner:
                    yield f"{person.email}: there is no kommun {role.kommun!r} in the file"
                if role.group is not None and role.group not in groups:
                    yield f"{person.email}: there is no group {role.group!r} in the file"

    def _doubled(self) -> Iterator[str]:
        yield from _twice("kommun code", (kommun.code for kommun in self.kommuner))
        yield from _twice("kommun name", (kommun.name for kommun in self.kommuner))
        yield from _twice("unit", (unit.name for unit in self.units))
        yield from _twice("alias", (alias for unit in self.units for alias in unit.aliases))
        yield from _twice("group", (group.slug for group in self.groups))
        yield from _twice("insats", (insats.slug for insats in self.insatser))
        for insats in self.insatser:
            yield from _twice(f"measure of {insats.name}", (f"{each.year} {each.name}" for each in insats.measures))
            for measure in insats.measures:
                yield from _twice(f"quarter of {measure.name}", (str(each.quarter) for each in measure.outcomes))
        for person in self.people:
            yield from _twice(f"role of {person.email}", (role.told for role in person.roles))
            always = {(role.role, role.kommun, role.group) for role in person.roles if not role.has_days}
            for role in person.roles:
                if role.has_days and (role.role, role.kommun, role.group) in always:
                    yield f"{person.email}: {role.role} stands with days and without: say one of them"
        yield from _twice("address", (person.email.lower() for person in self.people))
        yield from _twice("domain", (domain.lower() for domains in self.forbund.domains.values() for domain in domains))


def _unfit(categories: tuple[CategoryEntry, ...], subcategories: tuple[SubcategoryEntry, ...]) -> Iterator[str]:
    """Yield what the taxonomy can't be made to say."""
    standard = standard_taxonomy()
    codes = {category.code for category in standard.categories}
    for code in (*(category.code for category in categories), *(sub.under for sub in subcategories)):
        if code not in codes:
            yield f"there is no category {code!r} in the taxonomy"
    if any(category.code == LAST_RESORT and category.hidden for category in categories):
        yield f"{LAST_RESORT} can't be hidden: what fits nowhere must have somewhere to go"
    if any(sub.under == LAST_RESORT for sub in subcategories):
        yield f"{LAST_RESORT} can't be divided: put the finer category under the one that it is counted as"
    yield from _twice("category", (category.code for category in categories))
    yield from _twice("subcategory", (f"{sub.under}:{sub.code}" for sub in subcategories))
    named = {category.code: category.name for category in categories if category.name}
    names = [named.get(category.code, category.sv) for category in standard.categories]
    yield from _twice("category name", (name.casefold() for name in (*names, *(sub.name for sub in subcategories))))


def _twice(what: str, names: Iterable[str]) -> Iterator[str]:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            yield f"the {what} {name!r} stands twice"
        seen.add(name)


def read_directory(path: Path) -> Directory:
    """Return the directory of a TOML file. Raises OSError for a file that can't be read, and BadDirectory for what it holds."""
    try:
        return Directory.model_validate(tomllib.loads(path.read_text("utf-8")))
    except UnicodeDecodeError as error:
        raise BadDirectory(f"{path}: is no text in UTF-8: save it as one, written as docs/operations.md shows") from error
    except tomllib.TOMLDecodeError as error:
        raise BadDirectory(f"{path}: is no TOML ({error}): write it as docs/operations.md shows") from error
    except ValidationError as error:
        raise BadDirectory(told_problems(path, error)) from error
