"""The folder of the mail that development catches: one file a message, and how often it came again."""

import hashlib
import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path


@dataclass(frozen=True, slots=True)
class KeptMail:
    """A message as it was taken. `repeats` is how often the same Message-ID came again after it had been acknowledged."""

    id: str
    message: EmailMessage
    kept_at: datetime
    repeats: int


class MailFolder:
    """Messages by Message-ID. A file appears whole or not at all, also when the process is killed."""

    def __init__(self, folder: Path) -> None:
        """Use the folder; it is made at the first message."""
        self._folder = folder

    def keep(self, content: bytes) -> None:
        """Keep a message; one that is there already is counted instead."""
        self._folder.mkdir(parents=True, exist_ok=True)
        message_id = message_from_bytes(content, policy=policy.default)["Message-ID"]
        name = hashlib.sha256(str(message_id).encode() if message_id else content).hexdigest()[:24]
        file = self._folder / f"{name}.eml"
        handle, part = tempfile.mkstemp(dir=self._folder, suffix=".part")
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
        try:
            os.link(part, file)
        except FileExistsError:
            with file.with_suffix(".repeats").open("ab") as repeats:
                repeats.write(b".")
        finally:
            Path(part).unlink()

    def newest_first(self) -> list[KeptMail]:
        """Return every message."""
        return sorted(self._all(), key=lambda mail: mail.kept_at, reverse=True)

    def get(self, mail_id: str) -> KeptMail | None:
        """Return a message by the id that `newest_first` gave, or None."""
        # compared with what is there, so that no id can lead out of the folder
        return next((self._read(file) for file in self._files() if file.stem == mail_id), None)

    def _files(self) -> Iterator[Path]:
        return self._folder.glob("*.eml")

    def _all(self) -> Iterator[KeptMail]:
        return (self._read(file) for file in self._files())

    def _read(self, file: Path) -> KeptMail:
        repeats = file.with_suffix(".repeats")
        return KeptMail(
            id=file.stem,
            message=message_from_bytes(file.read_bytes(), policy=policy.default),
            kept_at=datetime.fromtimestamp(file.stat().st_mtime, UTC),
            repeats=repeats.stat().st_size if repeats.exists() else 0,
        )
