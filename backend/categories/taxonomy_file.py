"""The taxonomy as a data file (JSON), checked whole: what is wrong in it is told with its place."""

import json
from collections.abc import Iterable, Iterator
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from backend.lines import Place, json_lines
from backend.problems import Problem, misfits, told_problems

Dimension = Literal["organisation", "regelverk", "synsatt"]
Code = Annotated[str, Field(pattern=r"^[A-Z][A-Z_]{1,39}$")]
Words = Annotated[str, Field(min_length=1)]


class BadTaxonomy(ValueError):
    """The file can't be used; the message says where and what must be mended, a line each."""


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class FamilyEntry(_Entry):
    """A family: its letter and its names."""

    code: Annotated[str, Field(pattern=r"^[A-Z]$")]
    sv: Words
    en: Words


class BoundaryEntry(_Entry):
    """What makes another category the right one: those of `choose`, or what `how` says where no code can."""

    when: Words
    when_en: Words
    choose: list[Code]
    how: str = ""
    how_en: str = ""

    @model_validator(mode="after")
    def _says_what(self) -> Self:
        if bool(self.choose) == bool(self.how):
            raise ValueError("give either choose or how")
        if bool(self.how) != bool(self.how_en):
            raise ValueError("give how in both languages")
        return self


class CategoryEntry(_Entry):
    """A category: what failed, when it is another one, examples, and its place in Spindeln. A retired one is never offered."""

    code: Code
    family: str
    priority: Annotated[int, Field(ge=1)]
    aspect: Annotated[int, Field(ge=1, le=8)] | None
    dimension: Dimension | None
    sv: Words
    en: Words
    failed: Words
    failed_en: Words
    not_when: list[BoundaryEntry]
    examples: Annotated[list[Words], Field(min_length=1)]
    retired: bool = False


class TaxonomyFile(_Entry):
    """All of it, with every code that one entry uses of another known to stand in the file, and none twice."""

    version: Annotated[str, Field(pattern=r"^[0-9][0-9.]{0,19}$")]
    families: list[FamilyEntry]
    categories: list[CategoryEntry]

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        if problems := [*self._unknown(), *self._doubled()]:
            raise misfits(problems)
        return self

    def _unknown(self) -> Iterator[Problem]:
        families = {family.code for family in self.families}
        codes = {category.code for category in self.categories}
        for number, category in enumerate(self.categories):
            here: Place = ("categories", number)
            if category.family not in families:
                yield (*here, "family"), f"{category.code}: there is no family {category.family!r}"
            for which, rule in enumerate(category.not_when):
                for at, code in enumerate(rule.choose):
                    if code not in codes:
                        yield (*here, "not_when", which, "choose", at), f"{category.code}: there is no category {code!r}"

    def _doubled(self) -> Iterator[Problem]:
        yield from _twice("family", ((("families", at, "code"), family.code) for at, family in enumerate(self.families)))
        for name in ("code", "priority", "sv", "en"):
            values = ((("categories", at, name), getattr(category, name)) for at, category in enumerate(self.categories))
            yield from _twice(name, values)


def _twice(what: str, values: Iterable[tuple[Place, object]]) -> Iterator[Problem]:
    seen: set[object] = set()
    for place, value in values:
        if value in seen:
            yield place, f"the {what} {value!r} stands twice"
        seen.add(value)


def check_taxonomy(name: str, text: str) -> TaxonomyFile:
    """Return what the file `name` holds. Raises BadTaxonomy, which says the line, and the entry."""
    try:
        return TaxonomyFile.model_validate(json.loads(text))
    except json.JSONDecodeError as error:
        raise BadTaxonomy(f"{name}: line {error.lineno}, column {error.colno}: {error.msg}") from error
    except ValidationError as error:
        raise BadTaxonomy(told_problems(name, error, json_lines(text))) from error
