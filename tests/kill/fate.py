"""What befalls a process of the product: its clock stands at a moment, and at a point in what it writes it kills itself.

A point is a statement of the product's, and whether the process dies before it, before the commit of its transaction, or after
that: the database is what those who come after it find, so that this is where it matters.
"""

import os
import signal
from enum import StrEnum
from typing import Any, NamedTuple

import sqlalchemy as sa
import time_machine
from sqlalchemy import event


class When(StrEnum):
    """Before a statement, before the commit of its transaction, or after that."""

    STATEMENT = "statement"
    COMMIT = "commit"
    COMMITTED = "committed"


class Point(NamedTuple):
    """A statement, by how it begins, and when the process dies."""

    begins: str
    when: When


POINTS = {
    "begun": Point("INSERT INTO edition ", When.COMMITTED),  # claimed, and not composed
    "composed": Point("UPDATE edition SET status=?", When.STATEMENT),  # composed and frozen, and not stored
    "frozen": Point("INSERT INTO outbox ", When.STATEMENT),  # stored, and nobody is told
    "queued": Point("INSERT INTO delivery ", When.COMMIT),
    "stored": Point("INSERT INTO delivery ", When.COMMITTED),  # nothing is taken from the outbox
    "taken": Point("UPDATE outbox SET status=?, attempts=?", When.COMMITTED),  # nothing is sent
    "sent": Point("UPDATE outbox SET status=?, delivered_at=?", When.STATEMENT),  # and not marked
    "none": Point("no statement", When.STATEMENT),
}


def befall(moment: str, point: str) -> None:
    """Let this process live at a moment, as `2026-03-16T09:00+01:00`, and until it reaches one of `POINTS`."""
    time_machine.travel(moment).start()
    begins, when = POINTS[point]

    @event.listens_for(sa.Engine, "before_cursor_execute")
    def statement(connection: sa.Connection, _cursor: object, text: str, *_: Any) -> None:
        if text.startswith(begins):
            connection.info["reached"] = True
            die(When.STATEMENT)

    @event.listens_for(sa.Engine, "commit")
    def commit(connection: sa.Connection) -> None:
        if "reached" in connection.info:
            die(When.COMMIT)

    @event.listens_for(sa.Pool, "checkin")
    def committed(_connection: object, record: sa.PoolProxiedConnection) -> None:
        if "reached" in record.info:
            die(When.COMMITTED)

    def die(now: When) -> None:
        if now is when:
            os.kill(os.getpid(), signal.SIGKILL)
