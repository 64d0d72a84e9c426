import asyncio
import io
import json
import logging
import re
import socket
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
from sqlalchemy.engine import make_url

from backend.categories.corpus import load_corpus
from backend.cli import database, main
from backend.database import Database
from backend.mail.letter import message_id
from backend.outbox import tell
from backend.settings import Settings
from models.enums import Channel, NoticeKind, OutboxStatus
from tests.backend.importing.fakes import Proposes
from tests.backend.mail.notifications import OUT_OF_OFFICE, exchange, postfix
from tests.digests.builders import make_forbund
from tests.house import NOW


class Untrained:
    """A categoriser that needs no training."""

    @staticmethod
    def load(_folder: Path) -> Proposes:
        return Proposes()


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


@pytest.fixture(autouse=True)
def logs_as_they_were() -> Iterator[None]:
    handlers, level = logging.root.handlers[:], logging.root.level
    yield
    logging.root.handlers[:], logging.root.level = handlers, level
    structlog.reset_defaults()


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("data")


@pytest.fixture
def shell(data_dir: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Shell:
    for name in Settings.model_fields:
        monkeypatch.delenv(f"LEXHELLER_{name.upper()}", raising=False)
    monkeypatch.setattr(database, "TrainedCategoriser", Untrained)  # the demo's reports need a proposal, not a good one
    monkeypatch.chdir(data_dir)
    monkeypatch.setenv("LEXHELLER_ENVIRONMENT", "development")
    monkeypatch.setenv("LEXHELLER_DATA_DIR", str(data_dir))
    monkeypatch.setenv("LANG", "sv_SE.UTF-8")
    return Shell(monkeypatch, capsys)


def line(text: str, **more: object) -> str:
    return json.dumps({"id": 1, "text": text, "reported_at": "2026-11-19T10:00:00+01:00", **more}) + "\n"


def test_understand_says_what_the_bot_would_understand(shell: Shell) -> None:
    status, out, _ = shell.run("understand", stdin=line("FK kom inte på mötet i Tranås i tisdags och hade inte hört av sig"))
    said = json.loads(out)
    assert status == 0
    assert list(said) == ["id", "intent", "slag", "candidates", "parties", "kommun", "event_date", "recurring"]
    assert (said["intent"], said["slag"], said["parties"], said["kommun"]) == ("rapportera", "brist", ["FK"], "Tranås")
    assert said["event_date"] == "2026-11-17"
    assert said["candidates"][0]["code"] == "NARVARO"
    assert len(said["candidates"]) >= 3


def test_guard_says_what_must_not_be_stored(shell: Shell) -> None:
    text = "Det gäller 19121212-1212 på Storgatan"
    status, out, _ = shell.run("guard", stdin=line(text))
    said = json.loads(out)
    (span,) = said["spans"]
    assert status == 0
    assert (text[span["start"] : span["end"]], span["kind"]) == ("19121212-1212", "personnummer")
    assert "19121212" not in said["masked"]


def test_a_line_that_can_not_be_read_is_told_by_its_number_and_not_repeated(shell: Shell) -> None:
    status, out, err = shell.run("guard", stdin=line("helt rent") + "{hemligt\n")
    assert status == 1
    assert len(out.splitlines()) == 1
    assert "line 2" in err
    assert "hemligt" not in err


@pytest.mark.parametrize("command", [("digest", "run", "--due"), ("seed", "--demo")])
def test_nothing_runs_before_the_database_is_migrated(
    shell: Shell, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, command: tuple[str, ...]
) -> None:
    monkeypatch.setenv("LEXHELLER_DATA_DIR", str(tmp_path))
    status, _, err = shell.run(*command)
    assert status == 1
    assert "lexheller migrate" in err


def test_the_demo_is_written_once_and_its_digests_are_due(shell: Shell, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("LEXHELLER_DATA_DIR", str(tmp_path / "data"))
    assert shell.run("migrate")[0] == 0
    _, out, err = shell.run("seed", "--demo")
    assert "is written" in out
    assert "Filling in the demo: a minute or two" in err, "also where no terminal shows how time passes"
    _, out, err = shell.run("seed", "--demo")
    assert ("nothing was changed" in out, "Filling" in err) == (True, False)
    status, out, _ = shell.run("digest", "run", "--due")
    assert status == 0
    assert "Tranås" in out
    assert len(out.splitlines()) >= 2
    assert "Nothing is due." in shell.run("digest", "run", "--due")[1]
    status, out, _ = shell.run("digest", "render", "--kind", "lsg", "--group", "tranas", "--out", str(tmp_path))
    assert status == 0
    assert {Path(name).suffix for name in out.split()} >= {".html", ".pdf", ".txt", ".json"}
    assert all(Path(name).stat().st_size for name in out.split())


def test_mail_that_came_back_is_counted_by_what_it_is(shell: Shell, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("LEXHELLER_DATA_DIR", str(tmp_path / "data"))
    shell.run("migrate")
    receipt = message_id("week:1", "lexheller@hoglandet.example")
    asyncio.run(keep_delivered(Database(f"sqlite+aiosqlite:///{tmp_path / 'data' / 'lexheller.db'}"), receipt))
    box = tmp_path / "Maildir"
    (box / "new").mkdir(parents=True)
    (box / "new" / "1.mx").write_bytes(postfix(receipt))
    (box / "new" / "2.mx").write_bytes(OUT_OF_OFFICE)
    (again := tmp_path / "again.eml").write_bytes(exchange(receipt))

    status, out, _ = shell.run("mail", "bounced", str(box))
    assert (status, out) == (0, "Came back: 1. Known already: 0. No notification of ours: 1.\n")
    assert "Came back: 0. Known already: 2. No notification of ours: 1." in shell.run("mail", "bounced", str(again), str(box))[1]
    status, _, err = shell.run("mail", "bounced", str(tmp_path / "nowhere"))
    assert status == 2 and "there is no" in err


async def keep_delivered(database: Database, receipt: str) -> None:
    """Store a letter that the mail server took."""
    async with database.begin(await make_forbund(database)) as session:
        row = tell(
            session, key="week:1", channel=Channel.MAIL, kind=NoticeKind.WEEK, subject_id=1, now=NOW, address="fk@tranas.example"
        )
        row.status, row.delivered_at, row.result = OutboxStatus.LEVERERAD, NOW, receipt
    await database.close()


def test_spindeln_is_started_once_in_a_group_that_is_large_enough(shell: Shell) -> None:
    shell.run("migrate")
    shell.run("seed", "--demo")
    status, out, _ = shell.run("spindel", "start", "--group", "tranas")
    assert (status, out.split()[0]) == (0, "7")
    for group, why in (("tranas", "already running"), ("aneby", "has 3 members"), ("nowhere", "no such group")):
        status, _, err = shell.run("spindel", "start", "--group", group)
        assert (status, why in err) == (1, True)


@pytest.mark.parametrize("day", ["31 mars", "1800-01-01"])
def test_a_last_day_that_is_none_is_told_with_how_it_is_written(shell: Shell, day: str) -> None:
    status, _, err = shell.run("spindel", "start", "--group", "tranas", "--closes", day)
    assert (status, "say a day" in err) == (2, True)


def test_an_unknown_group_is_told_with_those_that_exist(shell: Shell, tmp_path: Path) -> None:
    shell.run("migrate")
    shell.run("seed", "--demo")
    status, _, err = shell.run("digest", "render", "--kind", "lsg", "--group", "nope", "--out", str(tmp_path))
    assert status == 1
    assert "nope" in err
    assert "tranas" in err


def test_check_tells_that_the_mail_server_is_away(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    shell.run("migrate")
    assert shell.run("check")[0] == 0
    monkeypatch.setenv("LEXHELLER_SMTP_HOST", "127.0.0.1")
    monkeypatch.setenv("LEXHELLER_SMTP_PORT", "1")
    status, _, err = shell.run("check")
    assert status == 1
    assert "LEXHELLER_SMTP_HOST" in err


def test_manifest_writes_the_package_for_teams(shell: Shell, tmp_path: Path) -> None:
    status, out, _ = shell.run("manifest", "--out", str(tmp_path))
    assert status == 0
    assert set(zipfile.ZipFile(out.strip()).namelist()) >= {"manifest.json", "en.json", "color.png", "outline.png"}


def test_the_package_wants_no_more_of_the_settings_than_it_holds(
    shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LEXHELLER_ENVIRONMENT", "production")
    status, _, err = shell.run("manifest", "--out", str(tmp_path))
    assert (status, "LEXHELLER_BOT_APP_ID" in err, "LEXHELLER_PUBLIC_URL" in err) == (1, True, True)
    assert "SMTP" not in err

    monkeypatch.setenv("LEXHELLER_BOT_APP_ID", "12345678-1234-4321-8765-123456789abc")
    monkeypatch.setenv("LEXHELLER_PUBLIC_URL", "https://lex.example")
    status, out, _ = shell.run("manifest", "--out", str(tmp_path))
    assert status == 0
    told = json.loads(zipfile.ZipFile(out.strip()).read("manifest.json"))["developer"]
    assert (told["privacyUrl"], told["termsOfUseUrl"]) == ("https://lex.example/integritet", "https://lex.example/villkor")


def test_settings_shows_every_setting_and_no_secret(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEXHELLER_BOT_APP_PASSWORD", "hemligt-ord")
    monkeypatch.setenv("LEXHELLER_DATABASE_URL", "postgresql+asyncpg://lex:hemligt-ord@db.example/lex?password=hemligt-ord")
    monkeypatch.setenv("COLUMNS", "60")
    status, out, _ = shell.run("settings")
    assert status == 0
    assert [name for name in Settings.model_fields if f"\nLEXHELLER_{name.upper()}=" not in f"\n{out}"] == []
    assert all(str(field.description) in out for field in Settings.model_fields.values())
    assert "lex:***@db.example/lex" in out
    assert "hemligt-ord" not in out


def test_settings_shows_what_is_missing_and_wrong_beside_what_is_set(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LEXHELLER_ENVIRONMENT")
    monkeypatch.setenv("LEXHELLER_SMTP_HOST", "smtp.example")
    monkeypatch.setenv("COLUMNS", "240")
    status, out, err = shell.run("settings")
    assert status == 1
    assert "smtp.example" in out
    assert "LEXHELLER_BOT_APP_ID" in err
    assert "LEXHELLER_SMTP_HOST" not in err

    monkeypatch.setenv("LEXHELLER_PORT", "hemligt-ord")
    status, out, err = shell.run("settings")
    assert status == 1
    assert "(wrong)" in out
    assert "smtp.example" in out
    assert "LEXHELLER_PORT" in err
    assert "hemligt-ord" not in out + err


@pytest.mark.parametrize("command", ["migrate", "check"])
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("LOG_LEVEL", "foo"),
        ("DATABASE_URL", "hemligt-ord"),
        ("DATABASE_URL", "postgresql+asyncpg://lex:hemligt-ord@127.0.0.1:1/lex"),
        ("BOT_SERVICE_HOSTS", "hemligt-ord"),
    ],
)
def test_a_setting_that_will_not_do_is_named_and_not_repeated(
    shell: Shell, monkeypatch: pytest.MonkeyPatch, command: str, name: str, value: str
) -> None:
    monkeypatch.setenv(f"LEXHELLER_{name}", value)
    status, _, err = shell.run(command)
    assert status == 1
    assert name in err.upper()
    assert "hemligt-ord" not in err
    assert "Traceback" not in err


@pytest.mark.parametrize("command", ["migrate", "check"])
@pytest.mark.postgresql
def test_a_wrong_database_password_is_told_in_a_sentence(
    shell: Shell, monkeypatch: pytest.MonkeyPatch, postgresql_url: str, command: str
) -> None:
    url = make_url(postgresql_url).set(password="hemligt-ord")
    monkeypatch.setenv("LEXHELLER_DATABASE_URL", url.render_as_string(hide_password=False))
    status, _, err = shell.run(command)
    assert status == 1
    assert "LEXHELLER_DATABASE_URL" in err
    assert "hemligt-ord" not in err


def test_more_folds_than_texts_are_refused(shell: Shell) -> None:
    status, _, err = shell.run("categories", "evaluate", "--folds", str(len(load_corpus()) + 1))
    assert status == 2
    assert "--folds" in err
    assert f"there are {len(load_corpus())} texts" in err


def test_a_port_that_is_taken_is_told_with_the_setting_that_changes_it(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        monkeypatch.setenv("LEXHELLER_PORT", port)
        status, out, err = shell.run("serve", "--demo")
    assert status == 1
    assert ("LEXHELLER_PORT" in err, port in err) == (True, True)
    assert "demo" not in out, "told before anything is filled in"


def test_without_settings_it_says_what_to_set(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LEXHELLER_ENVIRONMENT")
    status, _, err = shell.run("serve")
    assert status == 1
    assert "LEXHELLER_ENVIRONMENT=development" in err


@pytest.mark.parametrize("command", [("directory", "load"), ("import",), ("guard", "--evaluate"), ("understand", "--evaluate")])
def test_a_file_that_is_not_there_is_named_in_a_sentence(shell: Shell, command: tuple[str, ...]) -> None:
    status, _, err = shell.run(*command, "borta.xlsx")  # a long path would be broken into lines
    assert status in (1, 2)
    assert "borta.xlsx" in err
    assert "Errno" not in err


def test_a_list_of_what_to_do_that_has_no_folder_is_refused_before_anything_is_imported(shell: Shell, tmp_path: Path) -> None:
    status, _, err = shell.run("import", str(tmp_path / "lista.xlsx"), "--report", str(tmp_path / "borta" / "lista.csv"))
    assert status == 2
    assert "there is no folder" in err


def test_a_file_that_can_not_be_learned_from_is_told_by_its_line(shell: Shell, tmp_path: Path) -> None:
    file = tmp_path / "bad.jsonl"
    file.write_text('{"id": "1", "text": "t", "slag": "brist", "primary": "HITTEPA"}\n')
    status, _, err = shell.run("categories", "evaluate", "--data", str(file))
    assert status == 1
    assert "line 1" in err


BAD_FILES = {
    "borta": None,
    "mapp": "folder",
    "binar": bytes(range(256)) * 40,
    "tom": b"",
    "latin": "åäö = 'x'\n".encode("latin-1"),
    "text": b"hej\n",
}
READERS = [("directory", "load"), ("import",), ("guard", "--evaluate"), ("categories", "evaluate", "--data")]


def bad_file(folder: Path, name: str) -> Path:
    """A file that no command can read anything from."""
    held = BAD_FILES[name]
    if held == "folder":
        (folder / name).mkdir()
    elif isinstance(held, bytes):
        (folder / name).write_bytes(held)
    return folder / name


@pytest.mark.parametrize("name", BAD_FILES)
@pytest.mark.parametrize("command", READERS, ids=" ".join)
def test_a_file_that_holds_nothing_to_read_is_told_by_its_name_in_a_sentence(
    shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...], name: str
) -> None:
    shell.run("migrate")
    bad_file(tmp_path, name)
    monkeypatch.chdir(tmp_path)
    status, _, err = shell.run(*command, name)
    assert status in (1, 2)
    assert name in err or (command == ("import",) and re.search(r"The file|header row", err))
    assert "Traceback" not in err and "Errno" not in err and "codec" not in err


@pytest.mark.parametrize("day", ["igår", "2026-02-30", "0001-01-01", "9999-12-31"])
@pytest.mark.parametrize(
    "command",
    [
        ("digest", "render", "--kind", "lsg", "--group", "tranas", "--out", "ut", "--as-of"),
        ("categories", "agreement", "--from"),
        ("categories", "agreement", "--to"),
    ],
    ids=" ".join,
)
def test_a_day_that_is_none_is_told_with_how_one_is_written(shell: Shell, command: tuple[str, ...], day: str) -> None:
    status, _, err = shell.run(*command, day)
    assert (status, "say a day" in err) == (2, True)


@pytest.mark.parametrize("command", ["guard", "understand"])
def test_lines_in_another_encoding_are_told_and_not_repeated(shell: Shell, monkeypatch: pytest.MonkeyPatch, command: str) -> None:
    status, _, err = shell.run(
        command, stdin=io.TextIOWrapper(io.BytesIO("{'text': 'åäö'}\n".encode("latin-1")), encoding="utf-8")
    )
    assert status == 1
    assert "UTF-8" in err


def test_help_output_and_errors_are_in_one_language_whatever_the_shell_s_is(shell: Shell, tmp_path: Path) -> None:
    shell.run("migrate")
    shell.run("seed", "--demo")
    status, _, err = shell.run("digest", "outside", "--period", "1999-K1", "--out", str(tmp_path))
    assert status == 1
    assert "There is no" in err or "no edition" in err
