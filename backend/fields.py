"""What a field of a form holds as text, on cards and pages alike: yes, no or neither, a day, a time of day, parties, and ids."""

import re
from datetime import date, time

from models.enums import PartyCode

YES, NO = "ja", "nej"
LARGEST_ID = 2**31 - 1
"""What a column of ids holds; PostgreSQL refuses to be asked for more."""

# As a time field holds it, and as people write it: `09:30`, `9.30`, `930`, `kl 9`.
_CLOCK = re.compile(r"(?:kl\.?\s*)?(\d{1,2})(?:[:.\s]?(\d\d))?(?::\d\d)?", re.IGNORECASE | re.ASCII)


def read_yes_no(held: str) -> bool | None:
    """Return the answer; None for a question that was left out."""
    return {YES: True, NO: False}.get(held)


def write_yes_no(answer: bool | None, neither: str = "") -> str:
    """Return an answer as a field holds it; `neither` for none."""
    return neither if answer is None else YES if answer else NO


def write_day(day: date | None) -> str:
    """Return a day as a date field holds it; empty for none."""
    return day.isoformat() if day else ""


def read_day(held: str) -> date | None:
    """Return the day of a date field (ISO 8601); None for what is none."""
    try:
        return date.fromisoformat(held)
    except ValueError:
        return None


def read_clock(held: str) -> time | None:
    """Return the time of day of a field, to the minute; None for what is none."""
    found = _CLOCK.fullmatch(held.strip())
    if found is None or int(found[1]) > 23 or int(found[2] or 0) > 59:
        return None
    return time(int(found[1]), int(found[2] or 0))


def read_id(held: str) -> int | None:
    """Return an id that a form, a card or an address holds in digits, as some row may have it; None for what is none."""
    return read_number(held, LARGEST_ID)


def read_number(held: str, greatest: int) -> int | None:
    """Return a whole number from 1 to `greatest` that a field or an address holds in digits; None for what is none."""
    found = int(held) if held.isascii() and held.isdigit() and len(held) <= len(str(greatest)) else 0
    return found if 1 <= found <= greatest else None


def read_parties(held: str) -> tuple[PartyCode, ...]:
    """Return the parties of codes with commas between, in the order of the vocabulary, each once; unknown codes are left out."""
    codes = {code.strip() for code in held.split(",")}
    return tuple(party for party in PartyCode if party in codes)


def read_party(held: str) -> PartyCode | None:
    """Return the one party that was chosen; None for none."""
    return next((party for party in PartyCode if party == held), None)
