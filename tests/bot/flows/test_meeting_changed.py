"""A fixed meeting that is moved, called off, held or not; a request that is taken back."""

from datetime import UTC, datetime, timedelta

from sqlmodel import select

from models import Meeting, OutboxMessage
from models.enums import Channel, MeetingStatus, NotHeld, NoticeKind
from tests.bot.flows.test_meeting import asked, booked
from tests.bot.flows.test_meeting_request import SENTENCES, first, meetings
from tests.bot.talk import KEY, buttons, coordinator, talking, values, words_of


async def test_the_coordinator_moves_a_fixed_meeting_and_the_form_begins_with_how_it_is(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        karin = await booked(talk)
        await karin.press("Flytta")
        assert values(karin.card) == {
            "day": "2026-03-30", "clock": "09:30", "other_clock": "", "minutes": "90", "place": "Rum 3",
        }  # fmt: skip
        await karin.press("Flytta", day="2026-03-31")

        assert "tisdag 31 mars 2026 kl. 09:30" in words_of(karin.card)
        [meeting] = await meetings(talk)
        assert (meeting.calendar_sequence, meeting.status) == (1, MeetingStatus.BOKAT)
        assert len(karin.chat.shown) == 1


async def test_a_move_to_an_unusual_time_is_confirmed_as_a_move(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        karin = await booked(talk)
        await karin.press("Flytta")
        await karin.press("Flytta", day="2026-04-04")
        assert "Tryck på Flytta ändå" in words_of(karin.card)
        assert "lördag 4 april" in words_of(await karin.press("Flytta ändå"))


async def test_moving_to_where_it_is_says_so(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        karin = await booked(talk)
        await karin.press("Flytta")
        await karin.press("Flytta")
        assert "Tiden och platsen är redan de här." in words_of(karin.card)


async def test_a_length_of_the_page_s_own_can_be_kept_when_the_meeting_is_moved(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        karin = await booked(talk)
        async with talk.house.database.begin(talk.house.forbund_id) as session:
            meeting = (await session.exec(select(Meeting))).one()
            assert meeting.starts_at
            meeting.ends_at = meeting.starts_at + timedelta(minutes=75)
        await karin.press("Flytta")
        assert values(karin.card)["minutes"] == "75"


async def test_a_meeting_is_called_off_after_a_question_and_the_caller_is_told(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        karin = await booked(talk)
        await karin.press("Ställ in")
        assert "Det går inte att ångra." in words_of(karin.card)
        await karin.press("Nej, behåll mötet")
        assert (await meetings(talk))[0].status is MeetingStatus.BOKAT
        await karin.press("Ställ in")
        await karin.press("Ja, ställ in")

        assert "är inställt" in words_of(karin.card)
        [meeting] = await meetings(talk)
        assert meeting.status is MeetingStatus.INSTALLT
        async with talk.house.database.read(talk.house.forbund_id) as session:
            told = (await session.exec(select(OutboxMessage).where(OutboxMessage.kind == NoticeKind.MEETING_CANCELLED))).all()
        assert [message.person_id for message in told if message.channel is Channel.TEAMS] == [talk.person.id]


async def test_why_a_meeting_is_called_off_is_guarded_and_told(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        karin = await booked(talk)
        await karin.press("Ställ in")
        await karin.press("Ja, ställ in", why="FK kan inte, ring 070-123 45 67")
        assert "telefonnummer" in words_of(karin.card)
        assert values(karin.card)["why"] == "FK kan inte, ring [telefon]"
        await karin.press("Ja, ställ in", why="x" * 400)
        assert "400 tecken" in words_of(karin.card)
        assert (await meetings(talk))[0].status is MeetingStatus.BOKAT
        await karin.press("Ja, ställ in", why="FK kan inte den dagen.")
        assert "Därför ställdes mötet in: FK kan inte den dagen." in words_of(karin.card)


async def test_the_caller_asks_for_a_new_meeting_like_the_one_that_was_called_off(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        karin = await booked(talk)
        await karin.press("Ställ in")
        await karin.press("Ja, ställ in")
        await talk.write("SM-2026-0001")
        await talk.press("Begär nytt möte")
        [before] = await meetings(talk)
        assert values(talk.card)["kommun"] == str(talk.house.tranas)
        assert values(talk.card)["form"] == before.form
        await talk.press("Nästa")
        assert values(talk.card)["purpose"] == before.purpose
        assert "SM-2026-0002 är skickad" in words_of(await talk.press("Skicka"))


async def test_the_caller_sees_a_fixed_meeting_without_what_only_the_coordinator_may(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        await booked(talk)
        await talk.submit(do="meeting.show", meeting=1)
        assert buttons(talk.card) == ["Be om annan tid", "Be om att mötet ställs in", "Öppna på webben"]
        assert "Svar på kallelsen går till" not in words_of(talk.card)


async def test_a_forged_press_by_the_caller_neither_moves_nor_calls_off(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        await booked(talk)
        for do in ("meeting.move", "meeting.cancelled"):
            await talk.submit(
                do=do, submit_id=KEY, meeting=1, seen=0, day="2026-03-31", clock="10:00", minutes="60", place="Rum 4"
            )
        [meeting] = await meetings(talk)
        assert (meeting.calendar_sequence, meeting.status) == (0, MeetingStatus.BOKAT)


async def test_one_press_tells_that_a_meeting_was_not_held_and_why(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        await booked(talk)
        talk.now = datetime(2026, 3, 30, 12, tzinfo=UTC)
        await talk.submit(do="meeting.show", meeting=1)
        await talk.press("Nej: Individen kom inte")

        assert "SM-2026-0001 hölls inte" in words_of(talk.card)
        assert "Individen kom inte" in words_of(talk.card)
        [meeting] = await meetings(talk)
        assert (meeting.status, meeting.not_held) == (MeetingStatus.INTE_HALLET, NotHeld.INDIVIDEN_UTEBLEV)


async def test_an_answer_that_no_button_of_ours_gives_is_refused(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        await booked(talk)
        await talk.submit(do="meeting.close", submit_id=KEY, meeting=1, answer="x")
        assert (await meetings(talk))[0].status is MeetingStatus.BOKAT


async def test_a_meeting_in_an_address_can_be_gone_to_from_its_card(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        karin = await asked(talk)
        await karin.press("Boka och bjud in", day="2026-03-30", clock="09:30", place="https://video.example/m")
        assert "Gå till mötet" in buttons(karin.card)
        await karin.press("Flytta")
        await karin.press("Flytta", place="javascript:alert(1)")
        assert "Gå till mötet" not in buttons(karin.card)


async def test_a_request_is_taken_back_from_the_callers_own_list_after_one_question(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        await first(talk)
        await talk.press("Skicka", **SENTENCES)
        await talk.write("mina")
        await talk.press("Visa SM-2026-0001")
        assert buttons(talk.card) == ["Be om annan tid", "Ta tillbaka"]
        assert "Ska begäran SM-2026-0001 tas tillbaka?" in words_of(await talk.press("Ta tillbaka"))
        assert (await meetings(talk))[0].status is MeetingStatus.BEGART
        assert "SM-2026-0001 är återtagen" in words_of(await talk.press("Ta tillbaka begäran"))
        assert (await meetings(talk))[0].status is MeetingStatus.INSTALLT
        assert "SM-2026-0001 är återtagen" in words_of(await coordinator(talk).write("SM-2026-0001"))
        mine = words_of(await talk.write("mina"))
        assert "Återtagen" in mine
        assert "Tiden är inte bestämd" not in mine, "no time is looked for any more"


async def test_another_time_is_asked_for_and_stands_on_the_coordinators_card(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        karin = await booked(talk)
        await talk.submit(do="meeting.show", meeting=1)
        await talk.press("Be om annan tid")
        assert "Mötet är bokat måndag 30 mars 2026" in words_of(talk.card)
        assert "Dagarna har redan varit" in words_of(
            await talk.press("Skicka", window_start="2026-03-01", window_end="2026-03-02")
        )
        await talk.press("Skicka", window_start="2026-04-07", window_end="2026-04-17")
        wanted = "Den som begärde mötet ber om en annan tid, mellan 7 april 2026 och 17 april 2026."
        assert wanted in words_of(talk.card)
        assert "Annan tid önskas från 7 april 2026" in words_of(await karin.write("inkorg"))
        assert wanted in words_of(await karin.press("Visa SM-2026-0001"))
        await karin.press("Flytta")
        assert values(karin.card)["day"] == "2026-04-07"
        assert wanted not in words_of(await karin.press("Flytta", clock="10:00", place="Rum 3"))


async def test_its_caller_asks_that_a_fixed_meeting_be_called_off_and_the_coordinator_does_so_with_her_reason(
    sqlite_url: str,
) -> None:
    async with talking(sqlite_url) as talk:
        karin = await booked(talk)
        await talk.submit(do="meeting.show", meeting=1)
        assert f"Bokat av: {karin.person.name}, {karin.person.email}" in words_of(talk.card)
        await talk.press("Be om att mötet ställs in")
        assert "Mötet är bokat måndag 30 mars 2026" in words_of(talk.card)
        await talk.press("Skicka", call_off_why="Deltagaren har fått jobb, 850709-9805")
        assert values(talk.card)["call_off_why"] == "Deltagaren har fått jobb, [personnummer]"
        assert (await meetings(talk))[0].call_off_asked == ""
        await talk.press("Skicka", call_off_why="Deltagaren har fått jobb.")
        assert "Du har bett om att mötet ställs in" in words_of(talk.card)

        assert "Önskas inställt: 30 mars 2026" in words_of(await karin.write("inkorg"))
        shown = words_of(await karin.press("Visa SM-2026-0001"))
        assert "Den som begärde mötet ber att det ställs in" in shown
        assert "Deltagaren har fått jobb." in shown
        assert buttons(karin.card)[:3] == ["Ställ in", "Behåll", "Flytta"]
        await karin.press("Ställ in")
        assert values(karin.card)["why"] == "", "what was told to who decides isn't told to all unless it is written again"
        assert "Deltagaren har fått jobb." in words_of(karin.card)
        assert "SM-2026-0001 är inställt" in words_of(await karin.press("Ja, ställ in"))
        [meeting] = await meetings(talk)
        assert (meeting.call_off_asked, meeting.called_off_why) == ("", "")


async def test_a_meeting_that_is_kept_stands_as_it_was_and_can_be_asked_about_again(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        karin = await booked(talk)
        await talk.submit(do="meeting.call_off", meeting=1)
        await talk.press("Skicka", call_off_why="Ingen av oss kan.")
        await karin.submit(do="meeting.show", meeting=1)
        await karin.press("Behåll")
        assert buttons(karin.card)[:2] == ["Flytta", "Ställ in"]
        [meeting] = await meetings(talk)
        assert (meeting.status, meeting.call_off_asked) == (MeetingStatus.BOKAT, "")
        await talk.submit(do="meeting.show", meeting=1)
        assert "ställs in" not in words_of(talk.card).replace("Be om att mötet ställs in", "")
        assert "Be om att mötet ställs in" in buttons(talk.card)


async def test_a_wish_without_a_reason_is_asked_for_one(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        await booked(talk)
        await talk.submit(do="meeting.call_off", meeting=1)
        data = talk.card["actions"][0]["data"]
        assert "Skriv varför mötet behöver ställas in." in words_of(await talk.submit(**data, call_off_why=" "))


async def test_only_its_caller_asks_for_another_time_or_takes_it_back(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        karin = await asked(talk)
        for do in ("meeting.other_time", "meeting.call_off", "meeting.take_back"):
            assert await karin.submit(do=do, meeting=1) == talk.desk.texts.t("sv", "error.not_yours")
