"""The taxonomy of samverkansbrister: versioned data, typed access.

A category answers one question: what observably failed between the parties? It never says whose fault it was. The three
dimensions and the aspects that a category maps to are those of Spindeln (Danermark & Germundsson).
"""

import json
from dataclasses import dataclass
from importlib import resources
from typing import Literal, Self

Dimension = Literal["organisation", "regelverk", "synsatt"]


@dataclass(frozen=True, slots=True)
class Category:
    """One category; `aspect` is its number in Spindeln (1-8), `priority` breaks a tie (1 wins)."""

    code: str
    family: str
    priority: int
    aspect: int | None
    dimension: Dimension | None
    sv: str
    en: str
    failed: str
    not_when: str


@dataclass(frozen=True, slots=True)
class Family:
    """One of the four families, or `O` that holds nothing but OVRIGT."""

    code: str
    sv: str
    en: str


@dataclass(frozen=True)
class Taxonomy:
    """One version of the taxonomy.

    What was stored under another version is still read: a code that this one doesn't hold is a category of family `O`, last in
    order, and is its own name. What may be stored from now on is in `codes`.
    """

    version: str
    families: tuple[Family, ...]
    categories: tuple[Category, ...]

    @classmethod
    def load(cls) -> Self:
        """Return the taxonomy that ships with the product."""
        raw = json.loads(resources.files(__package__).joinpath("taxonomy.json").read_text("utf-8"))
        return cls(
            version=raw["version"],
            families=tuple(Family(**family) for family in raw["families"]),
            categories=tuple(Category(**category) for category in raw["categories"]),
        )

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes in order of priority, OVRIGT last."""
        return tuple(category.code for category in sorted(self.categories, key=lambda c: c.priority))

    def get(self, code: str) -> Category:
        """Return the category with this code; one named by the code itself when this version doesn't hold it."""
        for category in self.categories:
            if category.code == code:
                return category
        last = len(self.categories) + 1
        return Category(code, "O", priority=last, aspect=None, dimension=None, sv=code, en=code, failed="", not_when="")

    def label(self, code: str, locale: str = "sv") -> str:
        """Return the category's name in Swedish, or in English when `locale` begins with `en`."""
        category = self.get(code)
        return category.en if locale.lower().startswith("en") else category.sv

    def family(self, code: str) -> Family:
        """Return the family that the category belongs to."""
        wanted = self.get(code).family
        return next(family for family in self.families if family.code == wanted)
