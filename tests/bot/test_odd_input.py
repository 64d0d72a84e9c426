"""What nobody expects, in the fields for words of the chat: it is kept as it was written, or told by how much it is too long."""

import json

from sqlmodel import select

from backend.reporting.words import printed
from models import Report, ReportComment
from tests.bot.talk import coordinator, elements, talking, values, words_of

ODD = '<b>fet</b> **fet** [tryck](javascript:alert(1)) "citat" \u202eomvänt\u202c مرحبا 👍🏽'
LONG = "å" * 30_000
TOO_LONG = "30000 tecken lång"


async def test_a_report_and_what_is_added_to_it_may_hold_anything(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        await talk.write(f"FK kom inte på mötet i Tranås i tisdags {ODD}")
        back = await talk.press("Skicka", text=LONG)
        assert TOO_LONG in words_of(back)
        await talk.write(f"FK kom inte på mötet i Tranås i tisdags {ODD}")
        await talk.press("Skicka", text=ODD, suggestion=ODD, kommun=str(talk.house.tranas), parties="FK", category="NARVARO")
        assert "är mottagen" in words_of(talk.card)
        await talk.press("Komplettera")
        assert TOO_LONG in words_of(await talk.press("Skicka", text=LONG))
        assert await talk.press("Skicka", text=ODD)
        async with talk.house.database.read(talk.house.forbund_id) as session:
            report = (await session.exec(select(Report))).one()
            added = (await session.exec(select(ReportComment))).one()
    assert (report.text, report.suggestion, added.text) == (ODD, ODD, ODD)


async def test_an_answer_may_hold_anything_and_is_no_markup_in_the_reporters_card(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        await talk.house.report()
        karin = coordinator(talk)
        await karin.write("status SB-2026-0001")
        assert TOO_LONG in words_of(await karin.press("Spara", answer=LONG))
        await karin.press("Spara", answer=ODD)
        await talk.write("status SB-2026-0001")
        assert printed(ODD) in words_of(talk.card)
        assert not [block for block in elements(talk.card) if block["type"] == "TextBlock" and "javascript" in block["text"]]
    assert values(karin.card).get("answer", "") == ""


async def test_two_lines_around_what_the_guard_found_do_not_read_as_one_sentence(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        await talk.write("FK kom inte på mötet\nRing 070-123 45 67")
        assert "kom inte på mötet / Ring" in json.dumps(talk.card, ensure_ascii=False)
