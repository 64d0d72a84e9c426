"""The demo förbund as a file tells it, with meetings, and what its insatser came to, dated from today."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from importlib import resources
from pathlib import Path
from typing import Any

from backend.directory.entries import InsatsEntry, MeasureEntry, MeetingEntry, OutcomeEntry
from backend.directory.file import Directory, read_directory
from backend.times import STOCKHOLM, working_day_until


def demo_directory() -> Directory:
    """Return the demo förbund's directory: what a real one would be loaded from, but for the calendars, which are dated here."""
    return read_directory(Path(str(resources.files(__package__).joinpath("hoglandet.toml"))))


def dated(directory: Directory, data: Mapping[str, Any], today: date) -> Directory:
    """Return the directory with meetings so many days from today, on working days: an earlier one where that is none.

    The digests begin today, so that the meetings held before count as told. Insatser have outcomes to the last whole quarter.
    """
    meetings: Mapping[str, list[int]] = data["meetings"]
    called_off: Mapping[str, list[int]] = data["called_off"]

    def dates(slug: str) -> tuple[MeetingEntry, ...]:
        told = [(days, False) for days in meetings[slug]] + [(days, True) for days in called_off.get(slug, ())]
        return tuple(_meeting(today + timedelta(days=days), cancelled=off) for days, off in told)

    groups = [group.model_copy(update={"meetings": dates(group.slug), "digests_from": today}) for group in directory.groups]
    insatser = [_insats(entry, today) for entry in data["insatser"]]
    return directory.model_copy(update={"groups": tuple(groups), "insatser": tuple(insatser)})


def _insats(entry: Mapping[str, Any], today: date) -> InsatsEntry:
    """Return an insats with what it planned and came to this year, so far, and last year."""
    ended = (today.month - 1) // 3
    measures = []
    for measure in entry["measures"]:
        for back, outcomes in enumerate(measure["outcomes"]):
            rows = [
                OutcomeEntry(
                    quarter=number,
                    plan=plan,
                    outcome=outcome,
                    comment=measure["comment"] if not back and number == ended else "",
                )
                for number, (plan, outcome) in enumerate(zip(measure["plan"], outcomes, strict=True), 1)
                if back or number <= ended
            ]
            told = {"name": measure["name"], "persons": measure["persons"], "plan": measure["plan"][-1]}
            measures.append(MeasureEntry(**told, year=today.year - back, outcomes=tuple(rows)))
    return InsatsEntry(**{**entry, "measures": tuple(measures)})


def _meeting(day: date, *, cancelled: bool) -> MeetingEntry:
    return MeetingEntry(at=datetime.combine(working_day_until(day), time(13), STOCKHOLM), place="Stadshuset", cancelled=cancelled)
