"""Commands run in this process, on a data folder of their own."""

from pathlib import Path

import pytest

from backend.cli import database
from backend.settings import Settings
from tests.backend.cli.shell import Shell
from tests.backend.importing.fakes import Proposes


class Untrained:
    """A categoriser that needs no training."""

    @staticmethod
    def load(_folder: Path) -> Proposes:
        return Proposes()


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("data")


@pytest.fixture
def shell(data_dir: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], logs_as_they_were: None) -> Shell:
    for name in Settings.model_fields:
        monkeypatch.delenv(f"LEXHELLER_{name.upper()}", raising=False)
    monkeypatch.setattr(database, "TrainedCategoriser", Untrained)  # the demo's reports need a proposal, not a good one
    monkeypatch.chdir(data_dir)
    monkeypatch.setenv("LEXHELLER_ENVIRONMENT", "development")
    monkeypatch.setenv("LEXHELLER_DATA_DIR", str(data_dir))
    monkeypatch.setenv("LANG", "sv_SE.UTF-8")
    return Shell(monkeypatch, capsys)
