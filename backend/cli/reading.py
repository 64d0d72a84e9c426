"""The commands that read texts line by line: what the bot would understand, and what the guard finds."""

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from backend.categories.classifier import TrainedCategoriser
from backend.cli.configuration import model_folder
from backend.cli.problems import told_of
from backend.cli.screen import out, show
from backend.reporting.jsonlines import guard_lines, understand_lines
from backend.reporting.measure import measure
from backend.reporting.measure_understanding import measure_understanding
from backend.reporting.privacy import SpanKind
from backend.reporting.understand import Understander, Vocabulary


def understand(
    labelled: Annotated[
        Path | None,
        typer.Option(
            "--evaluate",
            help='Measure on a file of such lines with "intent", "slag", "primary", "parties", "kommun", "event_date" instead.',
            exists=True,
        ),
    ] = None,
) -> None:
    """Read JSON lines {"id","text","reported_at"}; write what the bot would understand, one line each."""
    understander = Understander(TrainedCategoriser.load(model_folder()), Vocabulary.default())
    if labelled is None:
        _write_lines(understand_lines(sys.stdin, understander))
        return
    with told_of(labelled), labelled.open(encoding="utf-8") as lines:
        result = measure_understanding(lines, understander)
    table = Table("", "right", "of", "share", box=None)
    for name, tally in result.tallies.items():
        table.add_row(name, str(tally.right), str(tally.of), f"{tally.right / tally.of:.1%}")
    found_and_labelled = str(result.parties_found + result.parties_labelled)
    table.add_row("parties, F1", str(2 * result.parties_right), found_and_labelled, f"{result.parties_f1:.3f}")
    show(table)
    for name, ids in [*((name, tally.wrong) for name, tally in result.tallies.items()), ("parties", result.parties_wrong)]:
        if ids:
            out.print(f"Wrong, {name}: {', '.join(ids)}", markup=False)


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
