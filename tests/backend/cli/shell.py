"""A shell for commands of the product."""

import io
import json
import sys

import pytest

from backend.cli import main


class Shell:
    """Runs commands in this process, in development, on a data folder of their own."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self._monkeypatch = monkeypatch
        self._capsys = capsys

    def run(self, *arguments: str, stdin: str | io.TextIOBase = "") -> tuple[int, str, str]:
        """Return the exit status, the output and the errors."""
        self._monkeypatch.setattr(sys, "argv", ["lexheller", *arguments])
        self._monkeypatch.setattr(sys, "stdin", io.StringIO(stdin) if isinstance(stdin, str) else stdin)
        try:
            main()
            status = 0
        except SystemExit as end:
            status = int(end.code or 0)
        captured = self._capsys.readouterr()
        return status, captured.out, captured.err


def line(text: str, **more: object) -> str:
    return json.dumps({"id": 1, "text": text, "reported_at": "2026-11-19T10:00:00+01:00", **more}) + "\n"
