"""A day as an option of a command."""

from datetime import date

import typer

from backend.times import FIRST_DAY, LAST_DAY

METAVAR = "DAY"


def read_day(written: str | date) -> date:
    """Return the day, which an option's default is already; raise typer.BadParameter, which says how a day is written."""
    try:
        day = written if isinstance(written, date) else date.fromisoformat(written)
    except ValueError:
        raise typer.BadParameter("say a day as 2026-03-31") from None
    if not FIRST_DAY <= day <= LAST_DAY:
        raise typer.BadParameter(f"say a day from {FIRST_DAY} to {LAST_DAY}")
    return day
