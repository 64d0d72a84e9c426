"""What is wrong in a file that somebody wrote, told with its place."""

from collections.abc import Mapping, Sequence

from pydantic import ValidationError
from pydantic_core import PydanticCustomError

from backend.lines import Place, line_of

Problem = tuple[Place, str]
"""Where in the whole file something is that only the whole tells to be wrong, and what must be mended."""


def misfits(problems: Sequence[Problem]) -> PydanticCustomError:
    """Return the error that a model raises for what doesn't hold together."""
    told = "\n".join(message for _, message in problems)
    return PydanticCustomError("misfits", "{told}", {"told": told, "problems": list(problems)})


def told_problems(file: object, error: ValidationError, lines: Mapping[Place, int]) -> str:
    """Return a line for each problem: the file, the line, where in it (people count from one), and what must be mended.

    A value is never told, save a code or a name that was repeated or stands nowhere.
    """
    told = []
    for problem in error.errors(include_url=False, include_input=False):
        for place, message in problem.get("ctx", {}).get("problems", [(None, problem["msg"])]):
            line = line_of(problem["loc"] if place is None else place, lines)
            where = [file, *([f"line {line}"] if line else []), *([_named(problem["loc"])] if problem["loc"] else [])]
            told.append(": ".join([*map(str, where), message.removeprefix("Value error, ")]))
    return "\n".join(told)


def _named(place: Place) -> str:
    return ", ".join(f"number {part + 1}" if isinstance(part, int) else part for part in place)
