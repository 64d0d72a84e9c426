"""What was acknowledged but isn't marked in the database yet, and what is on its way: known also when a process was killed."""

import errno
import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import structlog

log = structlog.get_logger(__name__)


class Acknowledgements:
    """A folder with one small file for each delivery that was acknowledged and isn't marked in the database yet.

    It closes the moment between the two in which the process can be killed: a file is the operating system's at once. Beside
    the folder stands a lock file with a byte for each message, so that no two processes have the same one on its way: the
    courier of a product that was killed and the one of its successor, say. The operating system frees what a dead one held.
    """

    def __init__(self, folder: Path) -> None:
        """Use the folder; it is made at the first delivery."""
        self._folder = folder
        self._lock: int | None = None
        self._held: set[int] = set()

    def write(self, name: str, receipt: str) -> None:
        """Keep that a message was acknowledged with this receipt. A note that can't be written is logged."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            (self._folder / name).write_text(receipt, "utf-8")
        except OSError as error:  # the mark in the database still keeps the message from being sent again, as a rule
            log.error("outbox.note_failed", note=name, error=type(error).__name__)

    def read(self, name: str) -> str | None:
        """Return the receipt of a message that was acknowledged but not marked, else None."""
        file = self._folder / name
        return file.read_text("utf-8") if file.exists() else None

    def forget(self, name: str) -> None:
        """Drop the note, now that the database says the same. One that can't be dropped is logged, and does no harm."""
        try:
            (self._folder / name).unlink(missing_ok=True)
        except OSError as error:
            log.error("outbox.note_failed", note=name, error=type(error).__name__)

    @contextmanager
    def held(self, number: int) -> Iterator[bool]:
        """Have a message to oneself: yield False when somebody on this machine has it already.

        Where nothing can be locked it is logged and let through: better told twice than not at all.
        """
        if number in self._held or not self._locked(number):  # the lock keeps other processes out, not this one
            yield False
            return
        self._held.add(number)
        try:
            yield True
        finally:
            self._held.discard(number)
            if self._lock is not None:
                fcntl.lockf(self._lock, fcntl.LOCK_UN, 1, number)

    def _locked(self, number: int) -> bool:
        try:
            if self._lock is None:
                self._folder.parent.mkdir(parents=True, exist_ok=True)
                # Kept open until the process ends: closing it would free all that is held.
                self._lock = os.open(self._folder.with_suffix(".lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            fcntl.lockf(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, number)
        except OSError as error:
            if self._lock is not None and error.errno in (errno.EAGAIN, errno.EACCES):
                return False
            log.error("outbox.note_failed", message=number, error=type(error).__name__)
        return True
