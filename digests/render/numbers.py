"""The numbers and the days that an edition's cells tell, read back as such."""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from babel.dates import get_month_names
from babel.numbers import NumberFormatError, parse_decimal

from backend.i18n import Texts

MINUS = re.compile(r"^[–−](?=\d)")
DAY = re.compile(r"(\d{1,2}) (\w+) (\d{4})")
STAR = "*"
WHOLE, DECIMAL, PERCENT = "#,##0", "#,##0.0", "0.0 %"
DATES = {"sv": "[$-41D]d mmmm yyyy", "en": "[$-809]d mmmm yyyy"}
"""How a day is written, its month in the paper's language whatever the program's is."""


@dataclass(frozen=True, slots=True)
class Told:
    """A number or a day, and how it is written in a sheet."""

    value: Decimal | date
    written: str


def number(cell: str, locale: str) -> Told | None:
    """Return the number that a cell tells; None when it is words, a dash, or the mark of a hidden number.

    A star behind it, which leads to a note, is written behind it in the sheet too.
    """
    bare = MINUS.sub("-", cell.strip()).removeprefix("+")
    if bare.endswith(STAR) and (told := number(bare.removesuffix(STAR), locale)):
        return Told(told.value, f'{told.written}"{STAR}"')
    percent = bare.endswith("%")
    try:
        value = parse_decimal(bare.removesuffix("%").strip(), locale=locale, strict=True)
    except NumberFormatError:
        return None
    if percent:
        return Told(value / 100, PERCENT)
    return Told(value, WHOLE if value.as_tuple().exponent == 0 else DECIMAL)


def day(cell: str, locale: str) -> Told | None:
    """Return the day that a cell tells, such as `12 mars 2026`; None for all else, also for one that is in no calendar."""
    found = DAY.fullmatch(cell.strip())
    months = {name: month for month, name in get_month_names("wide", locale=locale).items()}
    if not found or found[2] not in months:
        return None
    try:
        return Told(date(int(found[3]), months[found[2]], int(found[1])), DATES[locale])
    except ValueError:  # 31 april
        return None


def share(cell: str, texts: Texts, locale: str) -> tuple[Told, Told] | None:
    """Return the two numbers of a cell such as `6 av 9`; None when it is no such cell."""
    between = texts.t(locale, "paper.share", part="\0", whole="\0").strip("\0")
    part, found, whole = cell.partition(between)
    first, second = number(part, locale), number(whole, locale)
    return (first, second) if found and first and second else None
