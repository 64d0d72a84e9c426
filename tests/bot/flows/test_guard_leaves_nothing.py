"""The promise: what the guard caught is nowhere afterwards: database, queue, logs, metrics, the output of a crash."""

import json
import traceback
from pathlib import Path

import pytest
from prometheus_client import generate_latest
from sqlmodel import select

from backend.errors import PersonalDataError
from backend.logs import configure_logs
from backend.reporting import log
from backend.reporting.spans import SpanKind, mark_of
from backend.reporting.words import check_words
from models import OutboxMessage
from tests.bot.flows.test_meeting import booked
from tests.bot.talk import Talk, talking, values, words_of

CAUGHT = {
    "personnummer": "850709-9805",
    "telefon": "070-174 06 05",
    "epost": "selamawit.t@example.se",
    "namn": "Selamawit Tesfay",
    "adress": "Lindvägen 38",
    "arendenummer": "2026/48213",
    "diagnos": "schizofreni",
}
# Names by first name alone, in small letters, of a colleague and in initials; none of them is a word of ours.
NAMES = ("Selamawit", "Tesfay", "Xhevdet", "gunbritt", "Wiśniewska", "Q.Z.")
WRITTEN = (
    f"FK kom inte på mötet i Tranås i tisdags. Det gäller {CAUGHT['namn']}, {CAUGHT['personnummer']}, med {CAUGHT['diagnos']}. "
    f"Hon bor på {CAUGHT['adress']}, tel {CAUGHT['telefon']}, mejl {CAUGHT['epost']}. FK dnr {CAUGHT['arendenummer']}. "
    "Xhevdet på FK lovade ringa, gunbritt på soc också. Dr Wiśniewska kom inte. Klienten Q.Z. väntar."
)


def leaked(written: bytes) -> list[str]:
    """What is left, by kind, or the name; a card or a log may write other letters than ASCII as escapes, or all letters small."""
    wanted = {**CAUGHT, **{name: name for name in NAMES}}
    spellings = {told: {value, value.lower(), json.dumps(value)[1:-1]} for told, value in wanted.items()}
    return [told for told, forms in spellings.items() if any(form.encode() in written for form in forms)]


def files_of(talk: Talk) -> bytes:
    path = Path(talk.house.database.engine.url.database or "")
    return b"".join(file.read_bytes() for file in path.parent.glob(f"{path.name}*"))


async def test_a_report_is_stored_without_anything_that_was_caught(sqlite_url: str, capfd: pytest.CaptureFixture[str]) -> None:
    configure_logs("DEBUG")
    async with talking(sqlite_url) as talk:
        await talk.write(WRITTEN)
        assert leaked(values(talk.card)["text"].encode()) == []
        await talk.press("Skicka", text=WRITTEN)
        await talk.press("Skicka")
        assert "SB-2026-0001" in words_of(talk.card), "it was logged, masked"
        await talk.write("mina")
        async with talk.house.database.read(talk.house.forbund_id) as session:
            queued = [str(message.model_dump()) for message in (await session.exec(select(OutboxMessage))).all()]
    stored = files_of(talk)
    assert all(mark_of(SpanKind(kind))[:-1].encode() in stored for kind in CAUGHT), "the masked text is what was looked through"
    assert leaked(stored) == []
    assert queued
    assert leaked("".join(queued).encode()) == []
    out, err = capfd.readouterr()
    assert leaked((out + err).encode()) == []
    assert leaked(generate_latest()) == []


async def test_what_is_added_to_a_report_leaves_nothing(sqlite_url: str, capfd: pytest.CaptureFixture[str]) -> None:
    configure_logs("DEBUG")
    async with talking(sqlite_url) as talk:
        await talk.write("FK kom inte på mötet i Tranås i tisdags.")
        await talk.press("Skicka")
        await talk.press("Komplettera")
        await talk.press("Skicka", text=WRITTEN)
        assert leaked(values(talk.card)["text"].encode()) == []
        await talk.press("Skicka")
    stored = files_of(talk)
    assert b"[personnummer]" in stored, "what was added is what was looked through"
    out, err = capfd.readouterr()
    assert leaked(stored + generate_latest() + (out + err).encode()) == []


async def test_why_a_meeting_is_called_off_leaves_nothing(sqlite_url: str, capfd: pytest.CaptureFixture[str]) -> None:
    configure_logs("DEBUG")
    why = f"{CAUGHT['namn']} ({CAUGHT['personnummer']}) kan inte, hon nås på {CAUGHT['telefon']}."
    async with talking(sqlite_url) as talk:
        karin = await booked(talk)
        await karin.press("Ställ in")
        await karin.press("Ja, ställ in", why=why)
        assert leaked(values(karin.card)["why"].encode()) == []
        await karin.press("Ja, ställ in")
        async with talk.house.database.read(talk.house.forbund_id) as session:
            queued = [str(message.model_dump()) for message in (await session.exec(select(OutboxMessage))).all()]
    stored = files_of(talk)
    assert b"[personnummer]" in stored, "the reason is what was looked through"
    out, err = capfd.readouterr()
    assert leaked(stored + "".join(queued).encode() + (out + err).encode()) == []


async def test_a_crash_while_it_is_stored_tells_nothing(
    sqlite_url: str, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    configure_logs("DEBUG")

    async def broken(*_: object) -> str:
        raise RuntimeError("the disk is full")

    async with talking(sqlite_url) as talk:
        await talk.write(WRITTEN)
        monkeypatch.setattr(log, "next_number", broken)
        with pytest.raises(RuntimeError) as crash:
            await talk.press("Skicka")
    told = "".join(traceback.format_exception(crash.value))
    out, err = capfd.readouterr()
    assert leaked((told + out + err).encode()) == []
    assert leaked(files_of(talk)) == []


def test_the_refusal_itself_tells_places_and_no_words() -> None:
    with pytest.raises(PersonalDataError) as refused:
        check_words({"text": WRITTEN})
    told = "".join(traceback.format_exception(refused.value)) + repr(refused.value) + str(refused.value.fields)
    assert leaked(told.encode()) == []
    assert {kind for _, _, kind in refused.value.fields["text"]} == set(CAUGHT)
