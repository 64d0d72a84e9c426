"""What every command writes with: output, errors, and how long something takes."""

import os

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)


def language() -> str:
    """Return the language that the shell is set to, for what is told from the catalogues."""
    return os.environ.get("LANG", "")[:2]


def working(what: str) -> Progress:
    """Return a line that says what is being done and for how long, to open while it is; it leaves nothing behind."""
    progress = Progress(SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn(), console=err, transient=True)
    progress.add_task(what, total=None)
    return progress
