"""The taxonomy of samverkansbrister: versioned data, typed access, and what a förbund has made its own of it.

A category answers one question: what observably failed between the parties? It never says whose fault it was. The three
dimensions and the aspects that a category maps to are those of Spindeln (Danermark & Germundsson).
"""

from dataclasses import dataclass, replace
from functools import cache, cached_property, lru_cache
from importlib import resources
from typing import Self

from backend.categories.taxonomy_file import CategoryEntry, Dimension, check_taxonomy
from backend.i18n import SWEDISH
from models.report import finer

LAST_RESORT = "OVRIGT"
"""The category of what fits nowhere: always offered, and never divided."""

_FILE = "taxonomy.json"


@dataclass(frozen=True, slots=True)
class Boundary:
    """When it is another category: those of `choose`, or what `how` says where no code can."""

    when: str
    choose: tuple[str, ...]
    how: str
    when_en: str
    how_en: str

    def said(self, locale: str) -> tuple[str, str]:
        """Return `when` and `how` in the reader's language."""
        return (self.when_en, self.how_en) if _english(locale) else (self.when, self.how)


@dataclass(frozen=True, slots=True)
class Category:
    """One category; `aspect` is its number in Spindeln (1-8), `priority` breaks a tie (1 wins). A retired one isn't offered."""

    code: str
    family: str
    priority: int
    aspect: int | None
    dimension: Dimension | None
    sv: str
    en: str
    failed: str = ""
    failed_en: str = ""
    boundaries: tuple[Boundary, ...] = ()
    examples: tuple[str, ...] = ()
    retired: bool = False

    def meaning(self, locale: str) -> str:
        """Return what failed in the reader's language; empty for a finer one, which a förbund says nothing more of."""
        return self.failed_en if _english(locale) else self.failed

    @property
    def not_when(self) -> str:
        """The boundary rules as Swedish sentences, for a language model; empty when there are none."""
        return " ".join(f"{rule.when}: {' eller '.join(rule.choose) or rule.how}." for rule in self.boundaries)


@dataclass(frozen=True, slots=True)
class Family:
    """One of the four families, or `O` that holds nothing but OVRIGT."""

    code: str
    sv: str
    en: str


@dataclass(frozen=True, slots=True)
class OwnCategory:
    """What one förbund says of the category `code`: its own name for it, or that it isn't offered there.

    With `sub` it is a finer category of the förbund's own under `code`. An empty name leaves the standard one.
    """

    code: str
    sub: str = ""
    sv: str = ""
    en: str = ""
    offered: bool = True


@dataclass(frozen=True)
class Taxonomy:
    """One version of the taxonomy, with what a förbund has made its own (`own`; nothing in the standard one).

    What was stored under another version is still read: a code that this one doesn't hold is a category of family `O`, last in
    order, and is its own name. What may be stored from now on is in `codes`. A finer category is written `NARVARO:SENT`; it is
    counted as the one that it stands under, so that series stay comparable whatever a förbund adds, hides or renames.
    """

    version: str
    families: tuple[Family, ...]
    categories: tuple[Category, ...]
    own: tuple[OwnCategory, ...] = ()

    @classmethod
    def load(cls) -> Self:
        """Return the taxonomy that ships with the product."""
        return cls.parse(_FILE, resources.files(__package__).joinpath(_FILE).read_text("utf-8"))

    @classmethod
    def parse(cls, name: str, text: str) -> Self:
        """Return the taxonomy of a file's text. Raises BadTaxonomy, which names the file and the place."""
        file = check_taxonomy(name, text)
        return cls(
            version=file.version,
            families=tuple(Family(**family.model_dump()) for family in file.families),
            categories=tuple(map(_category, file.categories)),
        )

    def with_own(self, own: tuple[OwnCategory, ...]) -> "Taxonomy":
        """Return this version with a förbund's own names, hidden and finer categories."""
        return _with_own(self, own) if own else self

    @cached_property
    def offered(self) -> tuple[Category, ...]:
        """The categories that may be chosen, in order of priority, each followed by its finer ones; OVRIGT last."""
        finer_ones = [own for own in self.own if own.sub and own.offered]
        listed: list[Category] = []
        for category in sorted(self.categories, key=lambda c: c.priority):
            if category.code not in self.hidden and not category.retired:
                listed.append(self.get(category.code))
                listed += (self.get(finer(own.code, own.sub)) for own in finer_ones if own.code == category.code)
        return tuple(listed)

    @cached_property
    def hidden(self) -> tuple[str, ...]:
        """The codes of the standard categories that the förbund doesn't offer."""
        return tuple(own.code for own in self.own if not own.sub and not own.offered)

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """The codes of what may be chosen, in the same order."""
        return tuple(category.code for category in self.offered)

    @cached_property
    def main_codes(self) -> tuple[str, ...]:
        """The same without the finer ones: what a model proposes, and what may be a cause."""
        return tuple(code for code in self.codes if code == counted_as(code))

    def get(self, code: str) -> Category:
        """Return the category with this code; one named by the code itself when this version doesn't hold it."""
        found = self._by_code.get(code)
        if found:
            return found
        last = len(self.categories) + 1
        return Category(code, "O", priority=last, aspect=None, dimension=None, sv=code, en=code)

    @cached_property
    def _by_code(self) -> dict[str, Category]:
        known = {category.code: category for category in self.categories}
        for own in self.own:
            if own.code in known and not own.sub:
                known[own.code] = replace(known[own.code], sv=own.sv or known[own.code].sv, en=own.en or known[own.code].en)
        for own in self.own:
            if own.code in known and own.sub:
                above, code = known[own.code], finer(own.code, own.sub)
                sv, en = f"{above.sv} – {own.sv}", f"{above.en} – {own.en or own.sv}"
                known[code] = replace(above, code=code, sv=sv, en=en, failed="", failed_en="", boundaries=(), examples=())
        return known

    def label(self, code: str, locale: str = SWEDISH) -> str:
        """Return the category's name in Swedish, or in English when `locale` begins with `en`; the förbund's own if any."""
        return _label(self.get(code), locale)

    def own_names(self, locale: str = SWEDISH) -> tuple[tuple[str, str], ...]:
        """Return the förbund's own names of standard categories, each with the standard name, for papers that others read."""
        standard = {category.code: category for category in self.categories}
        names = ((self.label(code, locale), _label(standard[code], locale)) for code in standard)
        return tuple((own, usual) for own, usual in names if own != usual)

    def family(self, code: str) -> Family:
        """Return the family that the category belongs to."""
        wanted = self.get(code).family
        return next(family for family in self.families if family.code == wanted)


@cache
def standard_taxonomy() -> Taxonomy:
    """Return the taxonomy that ships with the product, read once."""
    return Taxonomy.load()


def counted_as(code: str) -> str:
    """Return the category that a finer one is counted as; any other code as it is."""
    return code.partition(":")[0]


def _category(entry: CategoryEntry) -> Category:
    return Category(
        **entry.model_dump(exclude={"not_when", "examples"}),
        boundaries=tuple(Boundary(rule.when, tuple(rule.choose), rule.how, rule.when_en, rule.how_en) for rule in entry.not_when),
        examples=tuple(entry.examples),
    )


@lru_cache(maxsize=100)
def _with_own(taxonomy: Taxonomy, own: tuple[OwnCategory, ...]) -> Taxonomy:
    return replace(taxonomy, own=own)


def _label(category: Category, locale: str) -> str:
    return category.en if _english(locale) else category.sv


def _english(locale: str) -> bool:
    return locale.lower().startswith("en")
