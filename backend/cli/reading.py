"""The commands that read texts line by line: what the bot would understand, and what the guard finds."""

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from backend.categories.classifier import PREPARED, TrainedCategoriser
from backend.cli.configuration import model_folder
from backend.cli.problems import told_of
from backend.cli.screen import out, show
from backend.reporting.jsonlines import guard_lines, understand_lines
from backend.reporting.measure import measure
from backend.reporting.privacy import SpanKind
from backend.reporting.understand import Understander, Vocabulary


def understand() -> None:
    """Read JSON lines {"id","text","reported_at"}; write what the bot would understand, one line each."""
    understander = Understander(TrainedCategoriser.load(model_folder(), PREPARED), Vocabulary.default())
    _write_lines(understand_lines(sys.stdin, understander))


def guard(
    labelled: Annotated[
        Path | None, typer.Option("--evaluate", help='Measure on a file of lines {"id","text","spans"} instead.', exists=True)
    ] = None,
) -> None:
    """Read JSON lines {"id","text"}; write the personal data found and the masked text, one line each."""
    if labelled is None:
        _write_lines(guard_lines(sys.stdin))
        return
    with told_of(labelled), labelled.open(encoding="utf-8") as lines:
        result = measure(lines)
    table = Table("kind", "found", "of", "recall", box=None)
    for kind in SpanKind:
        table.add_row(str(kind), str(result.found[kind]), str(result.labelled[kind]), f"{result.recall(kind):.1%}")
    show(table)
    out.print(f"False alarms in {len(result.alarms)} of {result.clean} clean texts ({result.alarm_rate():.1%}).")
    for what, ids in (("Missed in", result.missed), ("Alarm in", result.alarms)):
        if ids:
            out.print(f"{what}: {', '.join(ids)}", markup=False)


def _write_lines(lines: Iterable[str]) -> None:
    for line in lines:
        sys.stdout.write(line.rstrip("\n") + "\n")
