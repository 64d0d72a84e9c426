"""Numbers, days and parties as people read them: Swedish typography by Babel, words from the catalogue."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache

from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import format_decimal

from backend.categories.taxonomy import Taxonomy
from backend.i18n import Texts
from backend.times import say_date
from digests.periods import Period, Quarter
from models.enums import PartyCode

LARGEST_WORD = 12
"""Up to twelve a number is written as a word in running text (Svenska skrivregler); in tables always as a figure."""


@lru_cache(10_000)
def _whole(count: int, locale: str) -> str:
    """Return a whole number as people write it; a paper writes the same few a thousand times."""
    return format_decimal(count, locale=locale)


@dataclass(frozen=True, slots=True)
class Voice:
    """Speaks one language."""

    texts: Texts
    taxonomy: Taxonomy
    locale: str

    def t(self, key: str, **values: object) -> str:
        """Return the text of a key of the digests' catalogue, without its leading `paper.`."""
        return self.texts.t(self.locale, f"paper.{key}", **values)

    def counted(self, key: str, count: int, **values: object) -> str:
        """Return the text `<key>.none`, `.one` or `.many`; `{n}` in it is the number as a figure, `{word}` as a word."""
        form = "none" if count == 0 else "one" if count == 1 else "many"
        return self.t(f"{key}.{form}", n=self.whole(count), word=self.word(count), **values)

    def part(self, key: str, part: int, whole: int) -> str:
        """Return how many of some it holds for: the text `<key>.none`, `.some` or `.all`, or of a single one `.no` or `.yes`.

        `{part}` and `{whole}` in it are the numbers as `words` returns them.
        """
        if whole == 1:
            told = f"{key}.yes" if part else f"{key}.no"
        elif part == 0:
            told = f"{key}.none"
        else:
            told = f"{key}.all" if part == whole else f"{key}.some"
        in_part, of = self.words(part, whole)
        return self.t(told, part=in_part, whole=of)

    def listed(self, things: Sequence[str]) -> str:
        """Return things in one line: `6 brister och 1 framgångsfaktor`."""
        return format_list(things, locale=self.locale)

    def word(self, count: int) -> str:
        """Return a small number as a word, a greater one in figures."""
        return self.t("number_words").split()[count] if count <= LARGEST_WORD else self.whole(count)

    def words(self, *counts: int) -> list[str]:
        """Return the numbers of one sentence in one way: as words, or all in figures when one of them is too great for that."""
        return [self.word(count) if max(counts) <= LARGEST_WORD else self.whole(count) for count in counts]

    def whole(self, count: int) -> str:
        """Return a whole number with its thousands apart: `1 485 201`."""
        return _whole(count, self.locale)

    def signed(self, number: int) -> str:
        """Return a difference with its sign: `+2`, `–3`, `0`."""
        return f"+{self.whole(number)}" if number > 0 else f"–{self.whole(-number)}" if number < 0 else self.whole(0)

    def rate(self, rate: Decimal | None) -> str:
        """Return a number with one decimal, `4,5`, or a dash when it isn't known."""
        return "–" if rate is None else format_decimal(rate, format="#,##0.0", locale=self.locale)

    def day(self, day: date) -> str:
        """Return a day: `12 mars 2026`."""
        return say_date(day, self.locale)

    def period(self, period: Period) -> str:
        """Return a period, with what both its days share said once: `12 mars–3 juni 2026`, `1–20 november 2026`."""
        start, end = period.start, period.end
        if start == end:
            return self.day(end)
        first = "d MMMM y" if start.year != end.year else "d MMMM" if start.month != end.month else "d"
        return f"{format_date(period.start, first, locale=self.locale)}–{self.day(period.end)}"

    def quarter(self, quarter: Quarter) -> str:
        """Return a quarter: `tredje kvartalet 2026`."""
        return self.t(f"quarter.{quarter.number}", year=quarter.year)

    def party(self, party: PartyCode) -> str:
        """Return a party's whole name."""
        return self.texts.t(self.locale, f"party.{party}.long")

    def short_party(self, party: PartyCode | None) -> str:
        """Return a party's short name for tables, or that it isn't known."""
        return self.texts.t(self.locale, f"party.{party}") if party else self.t("party.unknown")

    def category(self, code: str) -> str:
        """Return a category's name."""
        return self.taxonomy.label(code, self.locale)

    def family(self, code: str) -> str:
        """Return the name of the family that a category belongs to."""
        family = self.taxonomy.family(code)
        return family.en if self.locale == "en" else family.sv

    def in_sentence(self, name: str) -> str:
        """Return a category's name as it stands inside a sentence: `närvaro och deltagande`."""
        return name[:1].lower() + name[1:]

    def sentence(self, text: str) -> str:
        """Return the text with a capital first letter."""
        return text[:1].upper() + text[1:]
