"""What a field of a form holds as text, on cards and pages alike: yes, no or neither, and a day."""

from datetime import date

YES, NO = "ja", "nej"


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
