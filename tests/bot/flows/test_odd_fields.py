"""Every field of every form in the chat with what nobody expects: what is said tells what to do, and all else stays as typed."""

from collections.abc import Mapping
from typing import Any

import pytest
from sqlmodel import select

from bot.cards.elements import Card
from models import Issue, Meeting, Report, ReportComment
from tests.bot.flows.test_meeting import asked
from tests.bot.flows.test_meeting_request import SENTENCES, first
from tests.bot.talk import Talk, coordinator, data_of, talking, values, words_of
from tests.house import TEXT

HUGE = "å" * 30_000
TOO_LONG = "30000 tecken lång"
GONE = "finns inte att välja längre"
FAR = "mer än ett år fram"

# Form, field, what stands in it, and what is said.
ODD = [
    ("report", "text", "", "Skriv vad som hände"),
    ("report", "text", HUGE, TOO_LONG),
    ("report", "category", "NARVAR", "kategori"),
    ("report", "kommun", "999", "av förbundets kommuner"),
    ("report", "kommun", "Tranås", "av förbundets kommuner"),
    ("report", "parties", "KASSAN", "Välj minst en part"),
    ("report", "event_date", "3000-01-01", "kan inte ligga i framtiden"),
    ("report", "event_date", "2026-02-31", "kan inte läsa datumet"),
    ("report", "event_until", "1999-01-01", "ska ligga efter den första"),
    ("report", "slag", "klagomål", GONE),
    ("report", "recurring", "kanske", GONE),
    ("report", "spoken", "x", GONE),
    ("report", "consequence", "doden", GONE),
    ("report", "suggestion", HUGE, TOO_LONG),
    ("add", "text", "", "Skriv vad"),
    ("add", "text", HUGE, TOO_LONG),
    ("triage", "answer", HUGE, TOO_LONG),
    ("triage", "status", "borta", "Valet finns inte"),
    ("triage", "category", "NARVAR", "Välj en kategori"),
    ("triage", "kommun", "999", "Välj"),
    ("issue", "issue", "999", "ingen sådan fråga"),
    ("issue", "issue", "den andra", GONE),
    ("issue", "title", "", "rubrik"),
    ("issue", "title", HUGE, TOO_LONG),
    ("issue", "paverkbar", "månen", GONE),
    ("asked first", "form", "fika", "mötesform"),
    ("asked first", "kommun", "999", "av förbundets kommuner"),
    ("asked first", "parties", "KASSAN", "Välj minst en part"),
    ("asked first", "individual", "kanske", "Svara om individen"),
    ("asked first", "consent", "x", "Svara om samtycke"),
    ("asked", "purpose", "", "Skriv"),
    ("asked", "purpose", HUGE, TOO_LONG),
    ("asked", "wanted_outcome", HUGE, TOO_LONG),
    ("asked", "who_decides", "", "Skriv"),
    ("asked", "reference", HUGE, TOO_LONG),
    ("asked", "window_start", "", "Välj"),
    ("asked", "window_start", "3000-01-01", "före första dagen"),
    ("asked", "window_end", "3000-01-01", FAR),
    ("asked", "window_end", "1999-01-01", "före första dagen"),
    ("asked", "window_end", "i maj", "Välj"),
    ("fix", "day", "2099-01-01", FAR),
    ("fix", "day", "9999-12-31", "år-månad-dag"),
    ("fix", "day", "2026-02-31", "år-månad-dag"),
    ("fix", "day", "2026-03-01", "har redan varit"),
    ("fix", "day", "", "Välj en dag"),
    ("fix", "clock", "", "Välj ett klockslag"),
    ("fix", "clock", "25:99", "timmar:minuter"),
    ("fix", "other_clock", "efter lunch", "timmar:minuter"),
    ("fix", "other_clock", HUGE, "timmar:minuter"),
    ("fix", "minutes", "1000000", "mellan 15 och 480"),
    ("fix", "minutes", "en timme", "mellan 15 och 480"),
    ("fix", "place", "", "Skriv var ni ses"),
    ("fix", "place", HUGE, TOO_LONG),
    ("call off", "why", HUGE, TOO_LONG),
    ("other time", "window_start", "", "Välj"),
    ("other time", "window_start", "3000-01-01", "före första dagen"),
    ("other time", "window_end", "3000-01-01", FAR),
    ("other time", "window_end", "2001-01-01", "före första dagen"),
]  # fmt: skip
FORMS = tuple(dict.fromkeys(form for form, *_ in ODD))


async def opened(talk: Talk, form: str) -> tuple[Talk, str, Mapping[str, str]]:
    """Open a form; who has it, the button that sends it, and what it is filled in with."""
    karin = coordinator(talk)
    if form == "report":
        await talk.write(TEXT)
        return talk, "Skicka", {"kommun": str(talk.house.tranas), "parties": "FK", "category": "NARVARO", "suggestion": "Ring"}
    if form in ("add", "triage", "issue"):
        await talk.house.report()
        who = talk if form == "add" else karin
        await who.write("status SB-2026-0001")
        if form == "triage":
            return who, "Spara", {"answer": "Jag ringer", "category": "KONTAKT"}
        await who.press("Komplettera" if form == "add" else "Lägg i en fråga")
        return who, "Skicka" if form == "add" else "Lägg i frågan", {"text": "Igen"} if form == "add" else {"title": "Närvaro"}
    if form == "asked first":
        await talk.write("samverkansmöte")
        return talk, "Nästa", {"kommun": str(talk.house.tranas), "parties": "FK,VARD", "individual": "nej", "consent": "ja"}
    if form == "asked":
        await first(talk)
        return talk, "Skicka", {**SENTENCES, "reference": "ärende A"}
    who = await asked(talk)
    time = {"day": "2026-03-30", "clock": "09:30", "minutes": "90", "place": "Rum 3"}
    if form == "fix":
        return who, "Boka och bjud in", time
    await who.press("Boka och bjud in", **time)
    if form == "call off":
        await who.press("Ställ in")
        return who, "Ja, ställ in", {"why": "Ingen kan"}
    await talk.write("SM-2026-0001")
    await talk.press("Be om annan tid")
    return talk, "Skicka", {"window_start": "2026-04-01", "window_end": "2026-04-10"}


async def stored(talk: Talk) -> list[Any]:
    async with talk.house.database.read(talk.house.forbund_id) as session:
        rows = [len((await session.exec(select(table))).all()) for table in (Report, ReportComment, Issue)]
        return [*rows, *[(m.status, m.starts_at, m.other_time_asked) for m in await session.exec(select(Meeting))]]


@pytest.mark.parametrize("form", FORMS)
async def test_what_is_odd_is_told_with_what_to_do_and_all_else_stays(sqlite_url: str, form: str) -> None:
    async with talking(sqlite_url) as talk:
        who, button, filled = await opened(talk, form)
        card: Card = who.card
        drawn, before = {**values(card), **filled}, await stored(talk)
        for _, field, odd, said in (case for case in ODD if case[0] == form):
            await who.chat.reply(card)
            answer = await who.submit(**{**data_of(card, button), **drawn, field: odd})
            case = (field, odd[:20])
            assert not isinstance(answer, str), (case, answer)
            assert said in words_of(answer), (case, words_of(answer))
            kept = {**data_of(answer, button), **values(answer)}  # one that has no room travels in the button
            assert {name: kept.get(name) for name in filled if name != field} == {
                k: v for k, v in filled.items() if k != field
            }, case
        assert await stored(talk) == before
