import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from backend.importing.running import BATCH
from tests.backend.importing.sheets import FIRST, SECOND, with_words, workbook
from tests.house import small_house

COMMAND = (sys.executable, "-c", "from tests.backend.importing.fakes import main; main()", "import")
WITH_NAME = with_words(FIRST, "Mejla kim.exempel@example.com om FK")


@pytest.fixture
async def data(sqlite_url: str, tmp_path: Path) -> Path:
    """The data folder of a small förbund."""
    async with small_house(sqlite_url):
        return tmp_path


def environment(data: Path) -> dict[str, str]:
    given = {name: value for name, value in os.environ.items() if not name.startswith("LEXHELLER_")}
    return {**given, "LEXHELLER_ENVIRONMENT": "development", "LEXHELLER_DATA_DIR": str(data), "LANG": "sv_SE.UTF-8"}


def run(data: Path, *arguments: str) -> tuple[int, str, str]:
    """Return the exit status, the output and the errors of an import."""
    done = subprocess.run((*COMMAND, *arguments), env=environment(data), capture_output=True, text=True, check=False)
    return done.returncode, done.stdout, done.stderr


def numbers(data: Path) -> list[str]:
    with closing(sqlite3.connect(f"file:{data / 'lexheller.db'}?mode=ro", uri=True)) as database:
        return sorted(number for (number,) in database.execute("SELECT number FROM report"))


def test_the_columns_are_shown_and_nothing_is_done(data: Path) -> None:
    path = workbook(
        data / "lista.xlsx", [FIRST], ("Datum", "Kommun", "Vad hände", "Part", "[Kategori]", "Namn", "Svar", "Status")
    )
    status, out, _ = run(data, str(path), "--show-mapping", "--map", "Svar=-")
    shown = [line.split() for line in out.splitlines()]
    assert status == 0
    assert ["Vad", "hände", "text", "what", "happened"] in shown
    assert ["[Kategori]", "category", "category"] in shown
    assert ["Namn", "-", "not", "read"] in shown
    assert ["Svar", "-", "not", "read"] in shown
    assert numbers(data) == []


def test_what_was_refused_is_told_in_a_file_and_by_the_exit_status(data: Path) -> None:
    path, told = workbook(data / "lista.xlsx", [FIRST, WITH_NAME, SECOND]), data / "told.csv"
    status, out, err = run(data, str(path), "--report", str(told))
    assert status == 1
    assert "Imported: 2. There already: 0." in out
    assert "Refused: 1." in out
    assert re.search(r"^Row 3: .*(e-mail|mail)", out, re.MULTILINE), out
    assert told.read_bytes().startswith(b"\xef\xbb\xbfRad;Resultat;")
    assert "\r\n3;inte importerad;" in told.read_bytes().decode()
    assert "kim.exempel" not in out + err + told.read_text("utf-8")
    assert run(data, str(path), "--mask")[1].startswith("Imported: 1. There already: 2.")
    database = b"".join(file.read_bytes() for file in data.glob("lexheller.db*"))
    assert b"[epost] om FK" in database
    assert b"kim.exempel" not in database


def test_the_first_ten_rows_that_were_refused_are_told_on_the_screen(data: Path) -> None:
    path = workbook(data / "lista.xlsx", [WITH_NAME] * 10)
    assert "Rows to look at: 10 (below)." in run(data, str(path))[1]
    path = workbook(data / "lista.xlsx", [WITH_NAME] * 12)
    _, out, _ = run(data, str(path), "--dry-run")
    assert re.findall(r"^Row (\d+): ", out, re.MULTILINE) == [str(row) for row in range(2, 12)]
    assert out.endswith("And 2 more that were refused.\n")


def test_a_file_that_can_not_be_read_is_told_in_a_sentence(data: Path) -> None:
    (data / "lista.xlsx").write_bytes(b"%PDF-1.7")
    status, out, err = run(data, str(data / "lista.xlsx"))
    assert (status, out) == (1, "")
    assert err == "The file is neither Excel (XLSX), CSV nor JSON lines. Save it as one of them.\n"
    assert run(data, str(data / "finns_inte.xlsx"))[0] == 1


@pytest.mark.kill
def test_an_import_that_was_killed_goes_on_when_it_is_run_again(data: Path) -> None:
    count = 12 * BATCH
    path = workbook(data / "lista.xlsx", [with_words(FIRST, f"FK kom inte på mötet, gång {number}") for number in range(count)])
    killed = subprocess.Popen((*COMMAND, str(path)), env=environment(data), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while killed.poll() is None and len(numbers(data)) < 2 * BATCH:
        time.sleep(0.02)
    killed.send_signal(signal.SIGKILL)
    killed.wait()
    stored = len(numbers(data))
    assert 2 * BATCH <= stored < count
    status, out, _ = run(data, str(path))
    assert status == 0
    assert out == f"Imported: {count - stored}. There already: {stored}.\n"
    assert numbers(data) == [f"SB-2025-{number:04d}" for number in range(1, count + 1)]
