"""Whether what is told next is another event than what was told just before: only what can be told for sure.

What has no conflict with what stands there may well be the rest of it; its writer can still take the two apart.
"""

import re
from datetime import date, timedelta

from backend.reporting.english import differ_in_language
from backend.reporting.reader import category_beforehand
from backend.reporting.slag import STORED_SLAG
from backend.reporting.understand import Understanding
from models.enums import Slag

A_WHILE = timedelta(minutes=10)
"""Whoever tells on does so at once; what comes later may well be the next thing that broke."""

# What begins so points back at something: it isn't understood alone, whoever it names.
_POINTS_BACK = re.compile(
    r"\W*(och|men|de|dom|det|den|hon|han|hen|detta|dessutom|också|även|sedan|sen|då|där|and|but|they|it|she|he|this|also|then)\b",
    re.IGNORECASE,
)


def tells_of_another(text: str, understood: Understanding, before: str, understood_before: Understanding) -> bool:
    """Whether a text, understood alone, tells of another event than the one `before`.

    It does in another language, of another kommun, on days apart from the other's, with praise against a fault or a need, and as
    a whole report of parties of which none stands in the other. An empty text before has nothing to be apart from.
    """
    if not before:
        return False
    return (
        differ_in_language(text, before)
        or _differ(understood.kommun or understood.outside, understood_before.kommun or understood_before.outside)
        or _apart(understood.days, understood_before.days)
        or _praises_other(understood, understood_before)
        or (_is_whole(text, understood) and _other_parties(understood, understood_before))
    )


def may_tell_of_another(
    text: str, understood: Understanding, before: str, understood_before: Understanding, stood: timedelta
) -> bool:
    """Whether a text that was added to the one `before` may well tell of another event: then its writer is asked.

    It may where it is a whole report by itself, and names parties of whom none was named before, or another place, or comes after
    the other has `stood` for a while.
    """
    if not before or not _is_whole(text, understood):
        return False
    elsewhere = _differ(_place(understood), _place(understood_before))
    return (
        elsewhere or stood >= A_WHILE or bool(understood.parties and not set(understood.parties) & set(understood_before.parties))
    )


def _place(understood: Understanding) -> str | None:
    return understood.kommun or understood.outside or understood.kommun_nearby


def _differ(one: str | None, other: str | None) -> bool:
    return bool(one and other) and one != other


def _apart(one: tuple[date | None, date | None], other: tuple[date | None, date | None]) -> bool:
    """Whether both tell a day or a time, and have no day in common."""
    (first, last), (other_first, other_last) = one, other
    if first is None or other_first is None:
        return False
    return first > (other_last or other_first) or other_first > (last or first)


def _praises_other(understood: Understanding, before: Understanding) -> bool:
    """Whether one praises and the other doesn't. A fault is the commonest guess, so after praise it must name who it is about."""
    if understood.slag is Slag.FRAMGANGSFAKTOR:
        return before.slag is not Slag.FRAMGANGSFAKTOR
    return before.slag is Slag.FRAMGANGSFAKTOR and understood.slag in STORED_SLAG and bool(understood.parties)


def _is_whole(text: str, understood: Understanding) -> bool:
    whole = understood.slag in STORED_SLAG and bool(category_beforehand(understood, understood.slag))
    return whole and not _POINTS_BACK.match(text)


def _other_parties(understood: Understanding, before: Understanding) -> bool:
    """Whether both name parties, and none in common."""
    return bool(understood.parties and before.parties) and not set(understood.parties) & set(before.parties)
