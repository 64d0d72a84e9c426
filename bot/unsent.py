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
    """A text, and the message of Teams whose form it stands in. `last` was written at `asked_at`, and is the end of the text."""

    activity_id: str
    text: str
    last: str
    asked_at: datetime
    at: datetime


class Unsent:
    """Each person's latest form, by person."""

    def __init__(self) -> None:
        """Hold nothing."""
        self._told: dict[int, Told] = {}
        self._locks: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()

    def lock(self, person_id: int) -> asyncio.Lock:
        """Return what lets a person's messages be answered one after the other: two may come at the same moment."""
        return self._locks.setdefault(person_id, asyncio.Lock())

    def keep(self, person_id: int, told: Told) -> None:
        """Hold a text whose form has been shown, in place of the person's one before; those too old are let go."""
        self._told.pop(person_id, None)
        for other, old in list(self._told.items()):
            if old.at + JOINS > told.at:  # the oldest stand first
                break
            del self._told[other]
        self._told[person_id] = told

    def latest(self, person_id: int, now: datetime) -> Told | None:
        """Return what a person told last; None when that was too long ago, or isn't known here."""
        told = self._told.get(person_id)
        return told if told and now < told.at + JOINS else None
