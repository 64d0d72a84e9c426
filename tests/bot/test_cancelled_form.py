"""A written cancel closes the form that was opened last, where it stands."""

from pathlib import Path

from models import Report, StandingCard
from models.enums import CardKind, ReportStatus
from tests.bot.fake_connector import refusal
from tests.bot.standing import HANNA, KARIN, chatting
from tests.bot.talk import buttons, words_of
from tests.bot.wire import TEXT


async def test_a_written_cancel_closes_the_form_where_it_stands(sqlite_url: str, tmp_path: Path) -> None:
    async with chatting(sqlite_url, tmp_path) as chats:
        form = await chats.write(HANNA, TEXT)
        told = chats.text(await chats.write(HANNA, "avbryt"))
        assert told == "Avbrutet. Ingenting är sparat."
        assert chats.text(form) == "Här stod ett formulär som är stängt."
        await chats.write(HANNA, "avbryt")
        assert "Inget formulär är öppet" in words_of(chats.wire.card), "no form stands open any more"
        assert await chats.wire.rows(Report) == []


async def test_a_written_cancel_closes_the_form_that_was_opened_last_and_no_other(sqlite_url: str, tmp_path: Path) -> None:
    async with chatting(sqlite_url, tmp_path) as chats:
        first = await chats.write(HANNA, TEXT)
        second = await chats.write(HANNA, "boka ett samverkansmöte i Tranås")
        theirs = await chats.write(KARIN, TEXT)
        await chats.write(HANNA, "avbryt")
        assert chats.text(second) == "Här stod ett formulär som är stängt."
        assert buttons(chats.card(first))
        assert buttons(chats.card(theirs))


async def test_a_written_cancel_puts_the_report_back_where_it_was_being_changed(sqlite_url: str, tmp_path: Path) -> None:
    async with chatting(sqlite_url, tmp_path) as chats:
        receipt = await chats.report()
        await chats.press(HANNA, receipt, "Komplettera")
        await chats.write(HANNA, "avbryt")
        assert "Rapport SB-2026-0001" in words_of(chats.card(receipt))
        await chats.handle(status=ReportStatus.HOS_PART)
        await chats.deliver()
        assert "Status: Hos berörd part" in words_of(chats.card(receipt)), "it is kept true again"


async def test_a_sent_form_isnt_closed_by_a_written_cancel(sqlite_url: str, tmp_path: Path) -> None:
    async with chatting(sqlite_url, tmp_path) as chats:
        receipt = await chats.report()
        await chats.write(HANNA, "avbryt")
        assert "SB-2026-0001 är mottagen" in words_of(chats.card(receipt))


async def test_a_form_that_is_gone_from_the_chat_isnt_tried_twice(sqlite_url: str, tmp_path: Path) -> None:
    async with chatting(sqlite_url, tmp_path) as chats:
        await chats.write(HANNA, TEXT)
        chats.wire.connector.answers.append(refusal(404, "ActivityNotFoundInConversation"))
        await chats.write(HANNA, "avbryt")
        assert "Inget formulär är öppet" in words_of(chats.wire.card)
        assert [card for card in await chats.wire.rows(StandingCard) if card.kind is CardKind.FORM] == []
