"""What is wrong in a file that somebody wrote, told with its place."""

from pydantic import ValidationError


def told_problems(file: object, error: ValidationError) -> str:
    """Return a line for each problem: the file, where in it (people count from one), and what must be mended; never a value."""
    problems = error.errors(include_url=False, include_input=False)
    return "\n".join(f"{file}: {_told(problem['loc'], problem['msg'])}" for problem in problems)


def _told(place: tuple[int | str, ...], message: str) -> str:
    where = ", ".join(f"number {part + 1}" if isinstance(part, int) else part for part in place)
    said = message.removeprefix("Value error, ")
    return f"{where}: {said}" if where else said
