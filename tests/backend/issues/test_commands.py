import asyncio
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from sqlmodel import select

from backend.database import Database, stored_id
from backend.settings import Settings
from models import AuditEvent, Group, GroupMeeting, Lift, OutboxMessage, Person, Role
from models.enums import GroupKind, LiftOutcome, NoticeKind, RoleName
from tests.backend.cli.shell import Shell
from tests.house import NOW, Row, small_house

TITLE, QUESTION, DECISION = "FK kommer inte", "Ska kallelsen alltid säga om individen är med?", "Ja, från och med nu."
GATHER = ("issue", "gather", "--title", TITLE, "SB-2026-0001", "sb-2026-0002")
LIFT = ("issue", "lift", "FR-2026-0001", "--group", "tranas", "--question", QUESTION, "--owner", "FK")
DECIDE = ("issue", "decide", "FR-2026-0001", "--group", "tranas", "--outcome", "beslutad", "--decision", DECISION)


@pytest.fixture
def shell(
    sqlite_url: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    logs_as_they_were: None,
) -> Iterator[Shell]:
    """Commands on the small förbund, with three reports in Tranås and its group."""
    for name in Settings.model_fields:
        monkeypatch.delenv(f"LEXHELLER_{name.upper()}", raising=False)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setenv("LEXHELLER_ENVIRONMENT", "development")
    monkeypatch.setenv("LEXHELLER_DATABASE_URL", sqlite_url)

    async def furnish() -> None:
        async with small_house(sqlite_url) as house:
            for number in range(3):
                await house.report(f"k{number}")
            async with house.database.begin(house.forbund_id) as session:
                group = Group(slug="tranas", kind=GroupKind.LSG, name="LSG Tranås")
                other = Person(name="Erik Exempel", email="erik@hoglandet.example")
                board = Group(slug="styrelsen", kind=GroupKind.STYRELSE, name="Styrelsen")
                session.add_all([group, board, other])
                await session.flush()
                session.add(Role(person_id=stored_id(other), role=RoleName.KOORDINATOR, kommun_id=house.eksjo))
                session.add(GroupMeeting(group_id=stored_id(group), starts_at=NOW + timedelta(days=36500), place="Tranås"))

    asyncio.run(furnish())
    with time_machine.travel(NOW + timedelta(hours=1), tick=True):  # the numbers hold the year
        yield Shell(monkeypatch, capsys)


def stored(url: str, table: type[Row]) -> list[Row]:
    async def read() -> list[Row]:
        database = Database(url)
        async with database.read_every_forbund() as session:
            rows = list((await session.exec(select(table))).all())
        await database.close()
        return rows

    return asyncio.run(read())


def test_a_fraga_goes_its_whole_way_at_the_command_line_and_is_told_once(shell: Shell, sqlite_url: str) -> None:
    assert shell.run("issue", "list")[:2] == (0, "No fråga is open.\n")
    assert shell.run(*GATHER)[:2] == (0, f"FR-2026-0001  {TITLE}\n")
    assert shell.run("issue", "gather", "--into", "FR-2026-0001", "SB-2026-0003")[0] == 0

    status, out, _ = shell.run(*LIFT, "--by", "karin@hoglandet.example")
    assert (status, out.splitlines()) == (0, [f"FR-2026-0001  LSG Tranås, {(NOW + timedelta(days=36500)).date()}"])
    _, out, _ = shell.run("issue", "list")
    assert out.splitlines()[1].split() == ["FR-2026-0001", "lyft", *out.splitlines()[1].split()[2:]]
    assert all(word in out for word in (" 3 ", "LSG Tranås", TITLE))

    assert shell.run(*DECIDE)[:2] == (0, "FR-2026-0001: beslutad\n")
    (lift,) = stored(sqlite_url, Lift)
    assert (lift.question, lift.decision) == (QUESTION, DECISION)
    answered = [message for message in stored(sqlite_url, OutboxMessage) if message.kind is NoticeKind.REPORT_ANSWERED]
    assert len(answered) == 1  # three reports of one reporter
    lifted = next(event for event in stored(sqlite_url, AuditEvent) if "lifted_to" in event.details)
    assert lifted.actor_id == next(each.id for each in stored(sqlite_url, Person) if each.email == "karin@hoglandet.example")


def test_a_wrong_outcome_is_corrected_and_told_once(shell: Shell, sqlite_url: str) -> None:
    for command in (GATHER, LIFT):
        shell.run(*command)
    correct = ("issue", "correct", "FR-2026-0001", "--group", "tranas", "--outcome", "uppskjuten", "--because", "Fel val.")
    status, _, err = shell.run(*correct)
    assert (status, "no outcome to correct" in err) == (1, True)
    shell.run(*DECIDE)
    assert shell.run(*correct)[:2] == (0, "FR-2026-0001: uppskjuten\n")

    (lift,) = stored(sqlite_url, Lift)
    assert (lift.outcome, lift.decision) == (LiftOutcome.UPPSKJUTEN, "")
    answered = [message for message in stored(sqlite_url, OutboxMessage) if message.kind is NoticeKind.REPORT_ANSWERED]
    assert len(answered) == 2


def test_what_is_lifted_further_says_to_whom(shell: Shell, sqlite_url: str) -> None:
    for command in (GATHER, LIFT):
        shell.run(*command)
    further = (*DECIDE[:5], "--outcome", "lyft_vidare")
    status, _, err = shell.run(*further)
    assert (status, "Choose who takes the question" in err) == (1, True)
    status, _, err = shell.run(*further, "--to", "grannen")
    assert (status, "Choose one of: styrelsen, tranas" in err) == (1, True)
    assert shell.run(*further, "--to", "nationellt")[0] == 0

    (lift,) = stored(sqlite_url, Lift)
    assert (lift.outcome, lift.onwards_id) == (LiftOutcome.LYFT_VIDARE, None)

    correct = ("issue", "correct", *further[2:], "--because", "Det var styrelsen.", "--to")
    status, _, err = shell.run(*correct, "tranas")
    assert (status, "can't be lifted further there" in err) == (1, True)
    assert shell.run(*correct, "styrelsen")[0] == 0
    assert [(each.outcome, bool(each.onwards_id)) for each in stored(sqlite_url, Lift)] == [
        (LiftOutcome.LYFT_VIDARE, True),
        (LiftOutcome.VANTAR, False),
    ]


def test_the_list_of_fragor_is_wrapped_and_cuts_nothing_off(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    shell.run(*GATHER[:3], "Läkarintyget kommer efter att perioden gått ut [telefon]", "SB-2026-0001", "SB-2026-0002")
    shell.run(*LIFT)
    monkeypatch.setenv("COLUMNS", "80")
    _, out, _ = shell.run("issue", "list")
    assert max(map(len, out.splitlines())) <= 80
    assert "…" not in out
    for word in ("FR-2026-0001", "Tranås", "LSG", "Läkarintyget", "perioden", "[telefon]"):
        assert word in out


def test_what_can_not_be_done_is_told_with_what_can(shell: Shell, sqlite_url: str) -> None:
    shell.run(*GATHER)
    refused = {
        ("issue", "gather", "--title", "Mer", "SB-2026-0009"): "SB-2026-0009",
        ("issue", "gather", "--title", "Mer", "SB-2026-0001"): "already in the fråga FR-2026-0001",
        ("issue", "lift", "FR-2026-0009", *LIFT[3:]): "FR-2026-0009",
        ("issue", "lift", "FR-2026-0001", "--group", "nässjö", *LIFT[5:]): "Choose one of: styrelsen, tranas",
        DECIDE: "hasn't been lifted there",
        (*LIFT, "--by", "ingen@hoglandet.example"): "Nobody who is active",
        (*LIFT, "--by", "erik@hoglandet.example"): "",
    }
    for command, why in refused.items():
        status, _, err = shell.run(*command)
        assert (status, why in err) == (1, True), command
        assert err
    assert stored(sqlite_url, Lift) == []


def test_what_is_said_by_half_or_twice_is_asked_for(shell: Shell) -> None:
    neither = ("issue", "gather", "SB-2026-0001")
    both = (*neither, "--title", TITLE, "--into", "FR-2026-0001")
    waits = ("issue", "decide", "FR-2026-0001", "--group", "tranas", "--outcome", "vantar")
    taken = (*DECIDE, "--to", "nationellt")
    corrected = ("issue", "correct", *taken[2:], "--because", "Fel val.")
    for command in (neither, both, waits, taken, corrected):
        status, _, err = shell.run(*command)
        assert (status, "say" in err) == (2, True), command


def test_what_the_guard_finds_is_told_by_its_place_and_nothing_is_stored(shell: Shell, sqlite_url: str) -> None:
    shell.run(*GATHER)
    status, _, err = shell.run(*LIFT[:6], "Ska 19121212-1212 kallas?")
    assert status == 1
    assert "question, letters 5–17: personnummer" in err
    assert stored(sqlite_url, Lift) == []
