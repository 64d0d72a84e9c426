"""The numbers that an edition's cells tell, read back as numbers."""

import re
from dataclasses import dataclass
from decimal import Decimal

from babel.numbers import NumberFormatError, parse_decimal

from backend.i18n import Texts

MINUS = re.compile(r"^[–−](?=\d)")
WHOLE, DECIMAL, PERCENT = "#,##0", "#,##0.0", "0.0 %"


@dataclass(frozen=True, slots=True)
class Told:
    """A number and how it is written in a sheet."""

    value: Decimal
    written: str


def number(cell: str, locale: str) -> Told | None:
    """Return the number that a cell tells; None when it is words, a dash, or the mark of a hidden number."""
    bare = MINUS.sub("-", cell.strip())
    percent = bare.endswith("%")
    try:
        value = parse_decimal(bare.removesuffix("%").strip(), locale=locale, strict=True)
    except NumberFormatError:
        return None
    if percent:
        return Told(value / 100, PERCENT)
    return Told(value, WHOLE if value.as_tuple().exponent == 0 else DECIMAL)


def share(cell: str, texts: Texts, locale: str) -> tuple[Told, Told] | None:
    """Return the two numbers of a cell such as `6 av 9`; None when it is no such cell."""
    between = texts.t(locale, "paper.share", part="\0", whole="\0").strip("\0")
    part, found, whole = cell.partition(between)
    first, second = number(part, locale), number(whole, locale)
    return (first, second) if found and first and second else None
