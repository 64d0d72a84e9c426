"""What every command writes with: output, errors, and how long something takes."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.table import Table

out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)


def show(table: Table) -> None:
    """Print a table within the screen's width: what doesn't fit is wrapped, where lines of text are left to the terminal."""
    out.print(table, soft_wrap=False)


# Help, output and errors are in one language, whoever sits there: the commands and what they say belong together.
ENGLISH = "en"


def language() -> str:
    """Return the language that the shell is set to, for what is written to a file that others read."""
    return os.environ.get("LANG", "")[:2]


def working(what: str) -> Progress:
    """Return a line that says what is being done and for how long, to open while it is; it leaves nothing behind."""
    progress = Progress(SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn(), console=err, transient=True)
    progress.add_task(what, total=None)
    return progress


@contextmanager
def advancing(what: str) -> Iterator[Callable[[float], None]]:
    """Show a bar for as long as something is done, and yield what to tell how great a share is; it leaves nothing behind."""
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn(), TimeRemainingColumn())
    with Progress(*columns, console=err, transient=True) as progress:
        task = progress.add_task(what, total=1)
        yield lambda share: progress.update(task, completed=share)
