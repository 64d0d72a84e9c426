"""A förbund's directory as a file (TOML): kommuner, units, groups with their calendars, people with their roles.

It is checked whole before anything is stored, so that a name that stands nowhere is told with its place.
"""

import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Self

from pydantic import ValidationError, model_validator

from backend.categories.taxonomy import LAST_RESORT, standard_taxonomy
from backend.directory.entries import (
    CategoryEntry,
    Entry,
    ForbundEntry,
    GroupEntry,
    InsatsEntry,
    KommunEntry,
    PersonEntry,
    SubcategoryEntry,
    UnitEntry,
)
from backend.lines import Place, toml_lines
from backend.problems import Problem, misfits, told_problems
from models.enums import GroupKind

_WHOLE: Place = ()  # names are told as they stand, and may be looked for


class BadDirectory(Exception):
    """The file can't be used; the message says where and what must be mended, a line each."""


class Directory(Entry):
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
        names = ((_WHOLE, said) for said in (*self._unknown(), *self._doubled()))
        if problems := [*names, *_unfit(self.categories, self.subcategories)]:
            raise misfits(problems)
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
        lasting = {kommun.name for kommun in self.kommuner if kommun.merged_into is None}
        for kommun in self.kommuner:
            if kommun.merged_into is not None and kommun.merged_into not in lasting:
                yield f"{kommun.name}: merged_into must name a lasting kommun of the file, and {kommun.merged_into!r} isn't one"
            elif kommun.merged_into is not None and kommun.active:
                yield f"{kommun.name} has gone into {kommun.merged_into}: say active = false as well"
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


def _unfit(categories: tuple[CategoryEntry, ...], subcategories: tuple[SubcategoryEntry, ...]) -> Iterator[Problem]:
    """Yield what the taxonomy can't be made to say."""
    standard = standard_taxonomy()
    codes = {category.code for category in standard.categories}
    divided: list[tuple[Place, str]] = [(("subcategories", at, "under"), sub.under) for at, sub in enumerate(subcategories)]
    for place, code in (*((("categories", at, "code"), each.code) for at, each in enumerate(categories)), *divided):
        if code not in codes:
            yield place, f"there is no category {code!r} in the taxonomy"
    for at, category in enumerate(categories):
        if category.code == LAST_RESORT and category.hidden:
            yield ("categories", at, "hidden"), f"{LAST_RESORT} can't be hidden: what fits nowhere must have somewhere to go"
    for place, under in divided:
        if under == LAST_RESORT:
            yield place, f"{LAST_RESORT} can't be divided: put the finer category under the one that it is counted as"
    named = {category.code: category.name for category in categories if category.name}
    names = [named.get(category.code, category.sv) for category in standard.categories]
    finer = [f"{sub.under}:{sub.code}" for sub in subcategories]
    for what, table, told in (
        ("category", "categories", [category.code for category in categories]),
        ("subcategory", "subcategories", finer),
    ):
        yield from (((table, at), f"the {what} {code!r} stands twice") for at, code in enumerate(told) if code in told[:at])
    for said in _twice("category name", (name.casefold() for name in (*names, *(sub.name for sub in subcategories)))):
        yield _WHOLE, said


def _twice(what: str, names: Iterable[str]) -> Iterator[str]:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            yield f"the {what} {name!r} stands twice"
        seen.add(name)


def read_directory(path: Path) -> Directory:
    """Return the directory of a TOML file. Raises OSError for a file that can't be read, and BadDirectory for what it holds."""
    text = ""
    try:
        text = path.read_text("utf-8")
        return Directory.model_validate(tomllib.loads(text))
    except UnicodeDecodeError as error:
        raise BadDirectory(f"{path}: is no text in UTF-8: save it as one, written as docs/operations.md shows") from error
    except tomllib.TOMLDecodeError as error:
        raise BadDirectory(f"{path}: is no TOML ({error}): write it as docs/operations.md shows") from error
    except ValidationError as error:
        raise BadDirectory(told_problems(path, error, toml_lines(text))) from error
