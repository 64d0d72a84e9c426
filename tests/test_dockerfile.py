"""The rules that a linter of Dockerfiles would hold, and what the image promises: no root, read-only, checked."""

import fnmatch
import json
import re
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[1]

Instruction = tuple[str, str]


@pytest.fixture
def stages() -> list[list[Instruction]]:
    """Each stage's instructions; what stands before the first FROM is stage 0."""
    text = re.sub(r"^#.*\n", "", (REPOSITORY / "Dockerfile").read_text(), flags=re.MULTILINE)
    joined = re.sub(r"\\\n\s*", " ", text)
    found: list[list[Instruction]] = [[]]
    for line in filter(None, map(str.strip, joined.splitlines())):
        name, _, arguments = line.partition(" ")
        if name == "FROM":
            found.append([])
        found[-1].append((name, arguments.strip()))
    return found


def _all(stage: list[Instruction], name: str) -> list[str]:
    return [arguments for found, arguments in stage if found == name]


def test_the_base_can_be_replaced(stages: list[list[Instruction]]) -> None:
    assert _all(stages[0], "ARG") == ["BASE=python:3.11-slim"]
    assert [_all(stage, "FROM")[0].split()[0] for stage in stages[1:]] == ["${BASE}", "${BASE}"]


def test_the_image_runs_as_a_user_with_a_fixed_number(stages: list[list[Instruction]]) -> None:
    instructions = [name for name, _ in stages[-1]]
    (user,) = _all(stages[-1], "USER")

    assert re.fullmatch(r"[1-9]\d*:[1-9]\d*", user)
    assert "RUN" not in instructions[instructions.index("USER") :]


def test_what_is_started_needs_no_shell(stages: list[list[Instruction]]) -> None:
    assert json.loads(_all(stages[-1], "ENTRYPOINT")[0]) == ["lexheller"]
    assert json.loads(_all(stages[-1], "CMD")[0]) == ["serve"]
    (health,) = _all(stages[-1], "HEALTHCHECK")
    python, option, program = json.loads(health.partition("CMD ")[2])
    assert (python, option) == ("python", "-c")
    compile(program, "health check", "exec")


def test_the_first_start_has_the_categories_learned_already(stages: list[list[Instruction]]) -> None:
    [built] = _all(stages[1], "RUN")
    assert "lexheller categories prepare" in built


def test_what_is_written_goes_to_the_volume(stages: list[list[Instruction]]) -> None:
    (volume,) = map(json.loads, _all(stages[-1], "VOLUME"))
    environment = " ".join(_all(stages[-1], "ENV"))

    assert volume == ["/data"]
    assert "LEXHELLER_DATA_DIR=/data" in environment
    assert "PYTHONDONTWRITEBYTECODE=1" in environment


def test_the_image_keeps_no_package_lists_and_no_secrets(stages: list[list[Instruction]]) -> None:
    for run in _all(stages[-1], "RUN"):
        assert "apt-get" not in run
        if "system-packages" in run:
            assert "rm -rf /var/lib/apt/lists/*" in run
    settings = " ".join(arguments for stage in stages for name, arguments in stage if name in {"ARG", "ENV"})
    assert not re.search(r"(?i)secret|password|token", settings)


def test_every_folder_is_absolute_and_nothing_is_fetched(stages: list[list[Instruction]]) -> None:
    for stage in stages:
        assert not _all(stage, "ADD")
        assert all(folder.startswith("/") for folder in _all(stage, "WORKDIR"))


def test_all_that_is_copied_exists_and_is_let_in(stages: list[list[Instruction]]) -> None:
    let_in = [line.removeprefix("!") for line in (REPOSITORY / ".dockerignore").read_text().splitlines() if line.startswith("!")]
    copied = [arguments.split()[:-1] for stage in stages for arguments in _all(stage, "COPY")]
    sources = [source.rstrip("/") for each in copied if not each[0].startswith("--from") for source in each]

    assert {"models", "backend", "digests", "bot"} <= set(sources)
    for source in sources:
        assert (REPOSITORY / source).exists(), source
        assert any(fnmatch.fnmatch(source, pattern) for pattern in let_in), source
