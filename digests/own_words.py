"""What in a paper of another language is told in Swedish: names, frågor, decisions and comments in people's own words."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass
from enum import Enum
from typing import Any

from backend.reporting.words import printed
from digests.document import CUT

_CODE = re.compile(r"[A-Z0-9_.:-]*|[a-z0-9_-]*")
"""A category's code, a fråga's number, a key: not what a reader reads."""


def own_words(*told: Any) -> tuple[str, ...]:
    """Return the texts in figures and in what a person has said of them, the longest first, as they stand in print."""
    found = {printed(line).strip() for text in _texts(told) for line in (text, *text.splitlines())}
    return tuple(sorted((each for each in found if not _CODE.fullmatch(each)), key=lambda each: (-len(each), each)))


def parts_of(text: str, own: Iterable[str]) -> Iterator[tuple[str, bool]]:
    """Return a text in parts that follow one another, each with whether it is one of somebody's own words.

    What was cut for want of room is somebody's own when what is left begins one of theirs.
    """
    known = tuple(own)
    if text.endswith(CUT) and any(each.startswith(text.removesuffix(CUT)) for each in known):
        yield text, True
        return
    # an åtgärd stands in a sentence without its full stop
    there = sorted({bare for each in known if (bare := each.rstrip(". ")) and bare in text}, key=len, reverse=True)
    if not there:
        yield text, False
        return
    pattern = re.compile(rf"(?<!\w)({'|'.join(map(re.escape, there))})(?!\w)")
    for place, part in enumerate(pattern.split(text)):
        if part:
            yield part, place % 2 == 1


def _texts(told: Any) -> Iterator[str]:
    if isinstance(told, str):
        if not isinstance(told, Enum):
            yield told
    elif is_dataclass(told) and not isinstance(told, type):
        yield from _texts([getattr(told, each.name) for each in fields(told)])
    elif isinstance(told, dict):
        yield from _texts([*told.values()])
    elif isinstance(told, tuple | list | frozenset | set):
        for each in told:
            yield from _texts(each)
