"""What goes wrong is told in a sentence that repeats nothing of what was read."""

import asyncio
import io
import re
import socket
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy.engine import make_url

from backend.categories.corpus import load_corpus
from backend.outbox import tell
from backend.times import utc_now
from models.enums import Channel, NoticeKind, OutboxStatus
from tests.backend.cli.shell import Shell, line
from tests.house import small_house


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


async def give_up(url: str) -> None:
    async with small_house(url) as house:
        now = utc_now()
        async with house.database.begin(house.forbund_id) as session:
            kind, person_id = NoticeKind.REPORT_ANSWERED, house.reporter.id
            for key, at in (("lately", now), ("long ago", now - timedelta(days=30))):
                row = tell(session, key=key, channel=Channel.TEAMS, kind=kind, subject_id=1, person_id=person_id, now=at)
                row.status, row.result = OutboxStatus.UPPGIVEN, "blocked"


def test_check_tells_what_was_given_up_lately(shell: Shell, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("LEXHELLER_DATA_DIR", str(tmp_path))
    shell.run("migrate")
    asyncio.run(give_up(f"sqlite+aiosqlite:///{tmp_path / 'lexheller.db'}"))
    status, _, err = shell.run("check")
    assert (status, "given up in the last 7 days, and gone no other way: 1 messages" in " ".join(err.split())) == (1, True)


def test_check_tells_that_the_language_model_is_away(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    shell.run("migrate")
    monkeypatch.setenv("LEXHELLER_LANGUAGE_MODEL_URL", "http://127.0.0.1:1/v1")
    monkeypatch.setenv("LEXHELLER_LANGUAGE_MODEL_NAME", "liten")
    status, _, err = shell.run("check")
    assert status == 1
    assert "LEXHELLER_LANGUAGE_MODEL_URL" in err


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


def test_a_file_of_fewer_texts_than_folds_is_judged_text_by_text(
    shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("backend.cli.categories.load_corpus", lambda: load_corpus()[:300])
    file = tmp_path / "labelled.jsonl"
    file.write_text('{"id": "1", "text": "FK kom inte.", "slag": "brist", "primary": "NARVARO"}\n', "utf-8")
    status, out, _ = shell.run("categories", "evaluate", "--data", str(file))
    assert status == 0
    assert "top-1" in out


def test_texts_whose_writers_are_not_told_cannot_be_judged_by_writer(shell: Shell, tmp_path: Path) -> None:
    file = tmp_path / "labelled.jsonl"
    file.write_text('{"id": "1", "text": "FK kom inte.", "slag": "brist", "primary": "NARVARO"}\n', "utf-8")
    status, _, err = shell.run("categories", "evaluate", "--data", str(file), "--by-writer")
    assert status == 2
    assert "--by-writer" in err
    assert "source" in err


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
