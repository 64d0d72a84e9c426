"""Cards that stand in Teams are kept true there, whoever changes what they are about, and wherever."""

from datetime import timedelta
from pathlib import Path

import pytest

from backend.acknowledgements import Acknowledgements
from backend.database import stored_id
from backend.delivery import note_name
from backend.issues.decide import add_action, close_issue
from backend.meetings.fix import fix_meeting
from backend.meetings.slot import Slot
from backend.standing import KEPT_TRUE, Shows
from backend.times import local_date
from bot.cards.elements import TrueCard
from bot.standing import Cards
from models import Person, Role, StandingCard
from models.enums import CardKind, NoticeKind, OutboxStatus, PartyCode, ReportStatus
from tests.bot.card_rules import check_card
from tests.bot.fake_connector import Sent, refusal
from tests.bot.standing import HANNA, KARIN, chatting
from tests.bot.talk import TEXTS, buttons, words_of
from tests.house import NOW


def replaced(sent: list[Sent]) -> list[str]:
    return [one.path.rsplit("/", 1)[-1] for one in sent if one.method == "PUT"]


async def test_the_receipt_tells_of_an_answer_that_was_given_on_the_web(sqlite_url: str, tmp_path: Path) -> None:
    async with chatting(sqlite_url, tmp_path) as chats:
        receipt = await chats.report()
        await chats.deliver()
        await chats.handle(answer="Vi bokar ett nytt möte.", status=ReportStatus.HOS_PART)
        sent = await chats.deliver()
        assert replaced(sent).count(receipt) == 1
        assert "Vi bokar ett nytt möte." in words_of(chats.card(receipt))
        assert "Status: Hos berörd part" in words_of(chats.card(receipt))
        check_card(chats.card(receipt))


async def test_the_coordinators_card_shows_what_the_reporter_has_done_since(sqlite_url: str, tmp_path: Path) -> None:
    async with chatting(sqlite_url, tmp_path) as chats:
        receipt = await chats.report()
        [new] = await chats.deliver()
        triage = chats.place_of(new)
        await chats.press(HANNA, receipt, "Ta tillbaka")
        await chats.press(HANNA, receipt, "Ta tillbaka rapporten")
        await chats.deliver()
        assert "Återtagen" in words_of(chats.card(triage))
        assert buttons(chats.card(triage)) == ["Öppna på webben"]


async def test_later_news_of_a_report_is_one_line_where_its_card_stands(sqlite_url: str, tmp_path: Path) -> None:
    async with chatting(sqlite_url, tmp_path) as chats:
        receipt = await chats.report()
        [new] = await chats.deliver()
        triage = chats.place_of(new)
        await chats.press(HANNA, receipt, "Komplettera")
        await chats.press(HANNA, receipt, "Skicka", text="Det hände igen i går.")
        [line] = [sent for sent in await chats.deliver() if sent.method == "POST"]
        card = line.body["attachments"][0]["content"]
        assert words_of(card) == "Tillägg från den som rapporterade: SB-2026-0001, Tranås"
        assert buttons(card) == ["Visa"]
        assert "Det hände igen i går." in words_of(chats.card(triage)), "the card that stands tells all of it"
        await chats.press(KARIN, chats.place_of(line), "Visa")
        assert "Det hände igen i går." in words_of(chats.wire.card)


async def test_a_card_that_its_own_press_has_changed_isnt_drawn_twice(sqlite_url: str, tmp_path: Path) -> None:
    async with chatting(sqlite_url, tmp_path) as chats:
        await chats.report()
        [new] = await chats.deliver()
        triage = chats.place_of(new)
        await chats.press(KARIN, triage, "Spara", status=ReportStatus.SORTERAD)
        assert "Sparat" in words_of(chats.card(triage))
        assert triage not in replaced(await chats.deliver())
        assert "Sparat" in words_of(chats.card(triage)), "she still sees that it was saved"
        assert OutboxStatus.INAKTUELL in {row.status for row in await chats.rows(NoticeKind.CARD)}


async def test_each_change_draws_each_card_once_and_a_flurry_of_changes_once_in_all(sqlite_url: str, tmp_path: Path) -> None:
    async with chatting(sqlite_url, tmp_path) as chats:
        receipt = await chats.report()
        await chats.deliver()
        await chats.handle("h1", status=ReportStatus.SORTERAD)
        await chats.handle("h2", status=ReportStatus.HOS_PART)
        await chats.handle("h2", status=ReportStatus.HOS_PART)
        await chats.handle("h3", answer="Nu är det klart.", status=ReportStatus.AVSLUTAD)
        sent = await chats.deliver()
        assert replaced(sent).count(receipt) == 1
        assert "Nu är det klart." in words_of(chats.card(receipt))
        assert replaced(await chats.deliver()) == [], "nothing more comes by itself"


async def test_a_form_that_stands_in_a_cards_place_is_never_drawn_over(sqlite_url: str, tmp_path: Path) -> None:
    async with chatting(sqlite_url, tmp_path) as chats:
        receipt = await chats.report()
        await chats.deliver()
        await chats.press(HANNA, receipt, "Komplettera")
        await chats.handle(answer="Vi bokar ett nytt möte.")
        assert receipt not in replaced(await chats.deliver())
        await chats.press(HANNA, receipt, "Skicka", text="Det hände igen i går.")
        await chats.handle("h2", status=ReportStatus.AVSLUTAD, answer="Det är löst.")
        await chats.deliver()
        assert "Status: Avslutad" in words_of(chats.card(receipt)), "it is a card of the report again"


async def test_a_change_that_cant_be_seen_in_a_card_leaves_it_alone(sqlite_url: str, tmp_path: Path) -> None:
    async with chatting(sqlite_url, tmp_path) as chats:
        receipt = await chats.report()
        await chats.deliver()
        await chats.handle(corrections={"internal": True})
        assert receipt not in replaced(await chats.deliver()), "what is being written in a card would be lost for nothing"


async def test_a_card_that_is_gone_is_forgotten_and_nobody_is_told_by_mail(sqlite_url: str, tmp_path: Path) -> None:
    async with chatting(sqlite_url, tmp_path) as chats:
        await chats.report()
        await chats.deliver()
        await chats.handle(corrections={"category": "KONTAKT"})
        chats.wire.connector.answers.append(refusal(404, "ActivityNotFoundInConversation"))
        chats.wire.connector.answers.append(refusal(404, "ActivityNotFoundInConversation"))
        await chats.deliver()
        await chats.handle("h2", corrections={"category": "NARVARO"})
        assert replaced(await chats.deliver()) == []
        assert await chats.wire.rows(StandingCard) == []
        assert {row.status for row in await chats.rows(NoticeKind.CARD)} == {OutboxStatus.INAKTUELL}


async def test_who_no_longer_handles_a_report_doesnt_read_on_in_her_old_card(sqlite_url: str, tmp_path: Path) -> None:
    async with chatting(sqlite_url, tmp_path) as chats:
        receipt = await chats.report()
        [new] = await chats.deliver()
        triage = chats.place_of(new)
        async with chats.wire.house.database.begin(chats.wire.house.forbund_id) as session:
            [role] = [role for role in await chats.wire.rows(Role) if role.person_id == chats.wire.house.coordinator.id]
            await session.delete(await session.get_one(Role, role.id))
        await chats.press(HANNA, receipt, "Komplettera")
        await chats.press(HANNA, receipt, "Skicka", text="Det hände igen i går.")
        await chats.deliver()
        assert "hände igen" not in words_of(chats.card(triage))
        assert "FK kom inte" not in words_of(chats.card(triage))
        assert triage not in [card.activity_id for card in await chats.wire.rows(StandingCard)]


async def test_a_question_that_was_replied_to_elsewhere_isnt_asked_any_more(sqlite_url: str, tmp_path: Path) -> None:
    async with chatting(sqlite_url, tmp_path) as chats:
        receipt = await chats.report()
        await chats.deliver()
        await chats.handle(answer="Vilken dag var det?", asks=True)
        sent = await chats.deliver()
        [asked] = [chats.place_of(one) for one in sent if one.method == "POST"]
        assert "Skicka" in buttons(chats.card(asked))
        await chats.press(HANNA, receipt, "Komplettera")
        await chats.press(HANNA, receipt, "Skicka", text="Det var i tisdags.")
        await chats.deliver()
        assert "Skicka" not in buttons(chats.card(asked))
        assert "Det var i tisdags." in words_of(chats.card(asked))


async def test_of_many_cards_about_the_same_report_the_newest_are_kept_true(sqlite_url: str, tmp_path: Path) -> None:
    async with chatting(sqlite_url, tmp_path) as chats:
        await chats.report()
        shown = [await chats.write(HANNA, "SB-2026-0001") for _ in range(KEPT_TRUE + 2)]
        await chats.handle(status=ReportStatus.SORTERAD)
        assert sorted(replaced(await chats.deliver())) == sorted(shown[-KEPT_TRUE:])


async def test_an_old_card_that_is_pressed_a_month_later_tells_how_it_is_and_is_drawn_as_it_is(
    sqlite_url: str, tmp_path: Path
) -> None:
    async with chatting(sqlite_url, tmp_path) as chats:
        receipt = await chats.report()
        old = chats.card(receipt)
        await chats.handle(answer="Det är löst.", status=ReportStatus.AVSLUTAD)
        chats.wire.now += timedelta(days=31)
        assert old == chats.card(receipt), "Teams may have shown it all the while"
        await chats.press(HANNA, receipt, "Ändra")
        assert "Det är löst." in words_of(chats.card(receipt))
        assert TEXTS.t("sv", "error.report_closed_to_change") in words_of(chats.card(receipt))


async def test_a_card_whose_sender_was_killed_after_the_acknowledgement_is_kept_true_as_well(
    sqlite_url: str, tmp_path: Path
) -> None:
    async with chatting(sqlite_url, tmp_path) as chats:
        await chats.report()
        [row] = [row for row in await chats.rows(NoticeKind.REPORT_RECEIVED) if row.channel == "teams"]
        Acknowledgements(tmp_path).write(note_name(row), "m-99")  # what the killed one had sent
        assert await chats.deliver() == [], "it isn't sent again"
        assert replaced(await chats.deliver()) == ["m-99"], "but drawn as it is now, once"
        [card] = [card for card in await chats.wire.rows(StandingCard) if card.kind is CardKind.TRIAGE]
        assert card.activity_id == "m-99"


async def test_who_has_left_is_shown_nothing_more(sqlite_url: str, tmp_path: Path) -> None:
    async with chatting(sqlite_url, tmp_path) as chats:
        await chats.report()
        await chats.deliver()
        async with chats.wire.house.database.begin(chats.wire.house.forbund_id) as session:
            (await session.get_one(Person, chats.wire.house.reporter.id)).active = False
        await chats.handle(status=ReportStatus.SORTERAD)
        assert {one.path.split("/")[4] for one in await chats.deliver()} <= {"chat-karin"}


async def test_a_notice_that_waits_for_the_morning_is_dropped_when_it_is_wished_away_at_night(
    sqlite_url: str, tmp_path: Path
) -> None:
    async with chatting(sqlite_url, tmp_path) as chats:
        await chats.report()
        await chats.deliver()
        chats.wire.now += timedelta(hours=10)
        await chats.handle(status=ReportStatus.SORTERAD)
        await chats.write(HANNA, "sluta meddela mig")
        chats.wire.now += timedelta(hours=14)
        assert [one.path for one in await chats.deliver() if one.method == "POST" and "hanna" in one.path] == []
        [row] = await chats.rows(NoticeKind.REPORT_CHANGED)
        assert (row.status, row.result) == (OutboxStatus.INAKTUELL, "not_wanted")


async def test_a_meetings_cards_tell_the_caller_and_the_coordinator_how_it_is(sqlite_url: str, tmp_path: Path) -> None:
    async with chatting(sqlite_url, tmp_path) as chats:
        await chats.report()
        await chats.deliver()
        house = chats.wire.house
        await house.ask_for_meeting(local_date(NOW), local_date(NOW) + timedelta(days=14))
        [requested] = await chats.deliver()
        fixing = chats.place_of(requested)
        receipt = await chats.write(HANNA, "SM-2026-0001")
        assert "väntar på en tid" in words_of(chats.card(receipt))
        async with house.database.begin(house.forbund_id) as session:
            karin = await session.get_one(Person, house.coordinator.id)
            await fix_meeting(session, karin, 1, Slot(NOW + timedelta(days=6), 60, "Jobbhuset"), "f1", chats.wire.now)
        assert sorted(replaced(await chats.deliver())) == sorted([fixing, receipt])
        assert "Jobbhuset" in words_of(chats.card(fixing))
        # what tells the caller of it is sent at the same time: once it stands there, the older card is a line that says so
        told = words_of(chats.card(receipt))
        assert "Jobbhuset" in told or "längre ner i chatten" in told
        for card in (fixing, receipt):
            check_card(chats.card(card))
        assert "Flytta" in buttons(chats.card(fixing))
        assert "Flytta" not in buttons(chats.card(receipt))


async def test_a_notice_that_waits_for_the_morning_is_not_shown_to_who_leaves_the_post_at_night(
    sqlite_url: str, tmp_path: Path
) -> None:
    async with chatting(sqlite_url, tmp_path) as chats:
        chats.wire.now += timedelta(hours=10)
        await chats.report()
        house = chats.wire.house
        async with house.database.begin(house.forbund_id) as session:
            [role] = [role for role in await chats.wire.rows(Role) if role.person_id == house.coordinator.id]
            await session.delete(await session.get_one(Role, role.id))
        chats.wire.now += timedelta(hours=14)
        assert [one.path for one in await chats.deliver() if "karin" in one.path] == []
        assert house.office.id in [row.person_id for row in await chats.rows(NoticeKind.REPORT_RECEIVED)]


async def test_a_turn_to_write_that_doesnt_come_is_no_error_after_the_answer(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with chatting(sqlite_url, tmp_path) as chats:
        house = chats.wire.house
        cards = Cards(house.database, house.forbund_id, stored_id(house.reporter), NOW)
        monkeypatch.setattr("backend.database.WRITER_SECONDS", 0.05)
        async with house.database.begin(house.forbund_id):
            await cards.stands("chat-hanna", "m-9", TrueCard({}, Shows(CardKind.REPORT, 1, 0)))
        assert await chats.wire.rows(StandingCard) == []


async def test_what_happened_to_a_report_overnight_comes_in_one_notice(sqlite_url: str, tmp_path: Path) -> None:
    async with chatting(sqlite_url, tmp_path) as chats:
        await chats.report()
        await chats.deliver()
        chats.wire.now += timedelta(hours=10)
        await chats.handle("h1", answer="Vi bokar ett nytt möte.", status=ReportStatus.HOS_PART)
        await chats.handle("h2", status=ReportStatus.LYFT)
        chats.wire.now += timedelta(hours=14)
        [notice] = [one for one in await chats.deliver() if one.method == "POST" and "hanna" in one.path]
        shown = words_of(notice.body["attachments"][0]["content"])
        assert "SB-2026-0001 har ny status: Lyft" in shown
        assert "Vi bokar ett nytt möte." in shown
        [answered] = await chats.rows(NoticeKind.REPORT_ANSWERED)
        assert (answered.status, answered.result) == (OutboxStatus.INAKTUELL, "overtaken")


async def test_the_card_of_a_question_follows_what_is_done_with_it(sqlite_url: str, tmp_path: Path) -> None:
    async with chatting(sqlite_url, tmp_path) as chats:
        await chats.report()
        [new] = await chats.deliver()
        triage = chats.place_of(new)
        await chats.press(KARIN, triage, "Lägg i en fråga")
        gathering = f"m-{len(chats.wire.connector.sent)}"
        await chats.press(KARIN, gathering, "Lägg i frågan", title="FK kommer inte")
        assert "SB-2026-0001 ligger nu i FR-2026-0001" in words_of(chats.card(gathering))
        async with chats.wire.house.database.begin(chats.wire.house.forbund_id) as session:
            await add_action(session, None, 1, "Ny mall", PartyCode.FK, local_date(NOW), "a1", chats.wire.now)
        await chats.deliver()
        shown = words_of(chats.card(gathering))
        assert "Försäkringskassan, senast 12 mars 2026: Ny mall" in shown
        async with chats.wire.house.database.begin(chats.wire.house.forbund_id) as session:
            await close_issue(session, None, 1, "Mallen används nu.", onwards=False, submit="c1", now=chats.wire.now)
        await chats.deliver()
        assert "Svar till dem som rapporterade: Mallen används nu." in words_of(chats.card(gathering))
        check_card(chats.card(gathering))


async def test_of_a_meetings_cards_in_a_chat_only_the_newest_stands(sqlite_url: str, tmp_path: Path) -> None:
    async with chatting(sqlite_url, tmp_path) as chats:
        house = chats.wire.house
        await house.ask_for_meeting(local_date(NOW), local_date(NOW) + timedelta(days=14))
        older, newer = await chats.write(HANNA, "SM-2026-0001"), await chats.write(HANNA, "SM-2026-0001")
        assert replaced(await chats.deliver()).count(older) == 1
        assert words_of(chats.card(older)) == "SM-2026-0001 står längre ner i chatten."
        assert buttons(chats.card(older)) == ["Visa"]
        assert "Be om annan tid" in buttons(chats.card(newer))
        await chats.press(HANNA, older, "Visa")
        newest = f"m-{len(chats.wire.connector.sent)}"
        await chats.deliver()
        assert "längre ner" in words_of(chats.card(newer))
        assert "väntar på en tid" in words_of(chats.card(newest))
