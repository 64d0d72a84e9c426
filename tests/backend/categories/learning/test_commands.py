"""The commands by which learning is watched and steered, in this process, over a förbund with decided reports."""

import asyncio
import re
from functools import partial
from pathlib import Path

import pytest

from backend.categories.learning.nightly import Nightly
from tests.backend.categories.learning.builders import Trainer, comparison, decide
from tests.backend.cli.shell import Shell
from tests.house import small_house


async def _decided(url: str) -> None:
    async with small_house(url) as house:
        for number in range(3):
            await decide(house, number)


@pytest.fixture
def shell(
    sqlite_url: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    logs_as_they_were: None,
) -> Shell:
    asyncio.run(_decided(sqlite_url))
    settings = {"ENVIRONMENT": "development", "DATA_DIR": str(tmp_path), "DATABASE_URL": sqlite_url, "LOG_LEVEL": "ERROR"}
    for name, value in settings.items():
        monkeypatch.setenv(f"LEXHELLER_{name}", value)
    monkeypatch.setenv("LANG", "sv_SE.UTF-8")
    monkeypatch.setattr("backend.cli.learning.Nightly", partial(Nightly, train=Trainer(comparison(30, 20, 25))))
    return Shell(monkeypatch, capsys)


def test_training_looking_and_going_back(shell: Shell) -> None:
    status, said, _ = shell.run("categories", "train", "--now")
    trained = re.fullmatch(r"Version ([0-9a-f]{20}): 30 reports, 20 and 25 right\. In use\.\n", said)
    assert (status, trained is not None) == (0, True), said
    _, listed, _ = shell.run("categories", "versions")
    assert re.search(r"1 +\w{20} +\S+ +3 +30 +20 +25 +in use", listed)
    assert shell.run("categories", "use", "shipped")[1] == "In use: shipped.\n"
    assert re.search(r"shipped +in use", shell.run("categories", "versions")[1])


def test_what_cant_be_done_is_told_in_a_sentence(shell: Shell) -> None:
    status, _, error = shell.run("categories", "use", "9")
    assert (status, error) == (1, "There is no version 9. See which there are with: lexheller categories versions\n")
    assert shell.run("categories", "train")[0] == 2
    assert shell.run("categories", "versions", "--forbund", "nowhere")[0] == 1
    assert shell.run("categories", "second-reader", "--person", "nobody@x.example")[0] == 1


def test_agreement_and_the_second_readers_link(shell: Shell) -> None:
    status, said, _ = shell.run("categories", "agreement", "--from", "2026-01-01", "--to", "2026-12-31")
    assert (status, said.splitlines()[0]) == (0, "2026-01-01 – 2026-12-31")
    assert re.search(r"all +0 +0", said), "no report had a proposal"
    status, link, _ = shell.run("categories", "second-reader", "--person", "ulla@hoglandet.example", "--texts", "2")
    assert (status, "/andra-lasaren/" in link) == (0, True)
