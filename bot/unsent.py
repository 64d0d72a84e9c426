"""What people have just told and not sent, so that what they write next can be added to it.

Nothing is stored before somebody presses Send: it is held in this process alone, for an hour, without what certainly is a
person's. After a restart, or where another process answers, what is written next gets a form of its own.
"""

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta
from weakref import WeakValueDictionary

JOINS = timedelta(hours=1)  # what is written later than this tells of something else


@dataclass(frozen=True, slots=True)
class Told:
    """A text, and the message of Teams whose form it stands in. `last` was written at `asked_at`, and is the end of the text.

    Both texts are masked. A `question` was asked back, and no form shown: what isn't answered next stands by itself.
    """

    activity_id: str
    text: str
    last: str
    asked_at: datetime
    at: datetime
    question: bool = False


class Unsent:
    """Each person's latest form, by person; and which messages were answered, since Teams may send one again."""

    def __init__(self) -> None:
        """Hold nothing."""
        self._told: dict[int, Told] = {}
        self._answered: dict[tuple[int, int], datetime] = {}
        self._locks: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()

    def lock(self, person_id: int) -> asyncio.Lock:
        """Return what lets a person's messages be answered one after the other: two may come at the same moment."""
        return self._locks.setdefault(person_id, asyncio.Lock())

    def keep(self, person_id: int, told: Told) -> None:
        """Hold a text whose form has been shown, in place of the person's one before."""
        self._let_go(told.at)
        self._told.pop(person_id, None)
        self._told[person_id] = told

    def latest(self, person_id: int, now: datetime) -> Told | None:
        """Return what a person told last; None when that was too long ago, or isn't known here."""
        self._let_go(now)
        return self._told.get(person_id)

    def forget(self, person_id: int, told: Told) -> None:
        """Let go of what a person told, unless they have told something else since."""
        if self._told.get(person_id) is told:
            del self._told[person_id]

    def answered(self, person_id: int, text: str, asked_at: datetime, now: datetime) -> None:
        """Remember that a message was answered, by a number from which its words can't be had."""
        self._answered[person_id, hash((text, asked_at))] = now

    def was_answered(self, person_id: int, text: str, asked_at: datetime, now: datetime) -> bool:
        """Whether a message was answered within the hour."""
        self._let_go(now)
        return (person_id, hash((text, asked_at))) in self._answered

    def _let_go(self, now: datetime) -> None:
        """Drop what is too old; the oldest stand first."""
        for person_id, told in list(self._told.items()):
            if told.at + JOINS > now:
                break
            del self._told[person_id]
        for message, at in list(self._answered.items()):
            if at + JOINS > now:
                break
            del self._answered[message]
