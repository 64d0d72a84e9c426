import re
from pathlib import Path

import pytest
from typer.main import get_command

from backend.cli import app
from backend.settings import Settings

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting_is_told_in_operations(name: str) -> None:
    assert f"`LEXHELLER_{name.upper()}`" in (ROOT / "docs" / "operations.md").read_text()


def commands(command: object, path: str = "lexheller") -> list[str]:
    inner = getattr(command, "commands", None)
    return [path] if inner is None else [name for key, one in inner.items() for name in commands(one, f"{path} {key}")]


@pytest.mark.parametrize("command", commands(get_command(app)))
def test_every_command_is_told_in_operations(command: str) -> None:
    assert f"`{command}" in (ROOT / "docs" / "operations.md").read_text()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    targets = re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text())
    assert [target for target in targets if not (page.parent / target).exists()] == []


def test_every_decision_stands_in_the_list() -> None:
    folder = ROOT / "docs" / "decisions"
    listed = (folder / "README.md").read_text()
    assert [file.name for file in folder.glob("0*.md") if file.name not in listed] == []


def test_the_list_of_decisions_calls_each_as_it_calls_itself() -> None:
    folder = ROOT / "docs" / "decisions"
    listed = dict(re.findall(r"\]\((\S+\.md)\) \| (.+) \|", (folder / "README.md").read_text("utf-8")))
    titles = {page.name: page.read_text("utf-8").splitlines()[0].removeprefix("# ") for page in folder.glob("0*.md")}
    assert listed == titles
