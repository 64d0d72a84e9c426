import asyncio
import json
import zipfile
from pathlib import Path

import pytest

from backend.database import Database
from backend.mail.letter import message_id
from backend.outbox import tell
from backend.settings import Settings
from models.enums import Channel, NoticeKind, OutboxStatus
from tests.backend.cli.shell import Shell, line
from tests.backend.mail.notifications import OUT_OF_OFFICE, exchange, postfix
from tests.digests.builders import make_forbund
from tests.house import NOW


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


def test_help_output_and_errors_are_in_one_language_whatever_the_shell_s_is(shell: Shell, tmp_path: Path) -> None:
    shell.run("migrate")
    shell.run("seed", "--demo")
    status, _, err = shell.run("digest", "outside", "--period", "1999-K1", "--out", str(tmp_path))
    assert status == 1
    assert "There is no" in err or "no edition" in err
