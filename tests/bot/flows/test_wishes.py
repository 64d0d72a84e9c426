"""`sluta meddela mig`: what it stops, what it doesn't, and the way back."""

import pytest
from sqlmodel import select

from backend.database import stored_id
from backend.handling.handle import Handling, handle_report
from bot.flows.wishes import asked_for
from models import OutboxMessage, Person, Role
from models.enums import NoticeKind, ReportStatus, RoleName
from tests.bot.talk import Talk, buttons, coordinator, talking, words_of
from tests.house import NOW


@pytest.mark.parametrize(
    ("text", "wished"),
    [
        ("sluta meddela mig", {"of_own": False}),
        ("Sluta meddela mig!", {"of_own": False}),
        ("sluta skicka meddelanden", {"of_own": False}),
        ("stäng av notiser", {"of_own": False}),
        ("stop notifying me", {"of_own": False}),
        ("please stop sending me messages", {"of_own": False}),
        ("unsubscribe", {"of_own": False}),
        ("börja meddela mig igen", {"of_own": True}),
        ("start notifying me again", {"of_own": True}),
        ("meddela mig när som helst", {"any_time": True}),
        ("meddela mig bara på arbetstid", {"any_time": False}),
        ("notify me at any time", {"any_time": True}),
        ("sluta skicka veckobrevet", {"weekly": False}),
        ("inget veckobrev tack", {"weekly": False}),
        ("stop the weekly note", {"weekly": False}),
        ("börja skicka veckobrevet igen", {"weekly": True}),
        ("meddelanden", {}),
        ("notifications", {}),
    ],
)
def test_a_wish_is_understood(text: str, wished: dict[str, bool]) -> None:
    assert asked_for(text) == wished


@pytest.mark.parametrize(
    "text",
    ["sluta", "avbryt", "FK slutade meddela oss om nya beslut", "Ingen meddelade mig att mötet var inställt", "meddela FK"],
)
def test_what_tells_of_something_else_is_no_wish(text: str) -> None:
    assert asked_for(text) is None


async def told(talk: Talk, key: str, handling: Handling) -> list[NoticeKind]:
    async with talk.house.database.begin(talk.house.forbund_id) as session:
        karin = await session.get_one(Person, talk.house.coordinator.id)
        await handle_report(session, karin, 1, handling, key, NOW)
        found = await session.exec(select(OutboxMessage.kind).where(OutboxMessage.person_id == talk.house.reporter.id))
        return sorted({NoticeKind(kind) for kind in found} - {NoticeKind.CARD})


async def test_who_wants_no_notices_gets_none_of_answers_but_still_a_question(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        await talk.house.report()
        shown = words_of(await talk.write("sluta meddela mig"))
        assert "Jag har slutat meddela dig" in shown
        assert "Svaren finns kvar" in shown
        assert "om någon har en fråga till dig" in shown
        await talk.write("FK kom inte på mötet i Tranås i tisdags och hade inte hört av sig")
        assert "Du har valt att inte få meddelanden" in words_of(await talk.press("Skicka")), "the receipt promises no message"
        assert await told(talk, "h1", Handling(status=ReportStatus.HOS_PART, answer="Vi bokar om.")) == []
        assert "Vi bokar om." in words_of(await talk.write("mina")), "the answer can be read all the same"
        assert await told(talk, "h2", Handling(answer="Vilken dag?", asks=True)) == [NoticeKind.REPORT_ASKED]


async def test_the_card_has_a_way_back(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        await talk.house.report()
        await talk.write("stop notifying me")
        assert buttons(talk.card) == ["Börja meddela mig igen", "Mina rapporter"]
        assert "Så här meddelar jag dig" in words_of(await talk.press("Börja meddela mig igen"))
        assert "mellan kl. 07:00 och 18:00" in words_of(talk.card)
        assert await told(talk, "h1", Handling(status=ReportStatus.HOS_PART)) == [NoticeKind.REPORT_CHANGED]


async def test_only_what_has_just_happened_is_headed_so(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        assert words_of(await talk.write("sluta meddela mig")).startswith("Jag har slutat meddela dig")
        shown = words_of(await talk.write("meddelanden"))
        assert shown.startswith("Så här meddelar jag dig")
        assert "Du får inga meddelanden" in shown


async def test_the_hours_are_chosen_by_a_press(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        await talk.write("meddelanden")
        assert "även på kvällar och helger" in words_of(await talk.press("Meddela mig när som helst"))
        assert "nästa arbetsdag" in words_of(await talk.press("Bara på arbetstid"))


async def test_a_coordinator_is_told_what_she_cant_switch_off(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        karin = coordinator(talk)
        shown = words_of(await karin.write("sluta meddela mig"))
        assert "kommer alltid till dig, eftersom du tar emot dem" in shown
        await talk.house.report()
        async with talk.house.database.read(talk.house.forbund_id) as session:
            kinds = await session.exec(select(OutboxMessage.kind).where(OutboxMessage.person_id == talk.house.coordinator.id))
            assert NoticeKind.REPORT_RECEIVED in set(kinds)


async def test_who_handles_and_does_not_receive_now_is_offered_no_weekly_note(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        async with talk.house.database.begin(talk.house.forbund_id) as session:
            session.add(
                Role(person_id=stored_id(talk.house.reporter), role=RoleName.STALLFORETRADARE, kommun_id=talk.house.tranas)
            )
        shown = words_of(await talk.write("meddelanden"))
        assert "kommer alltid till dig" in shown
        assert "veckobrev" not in shown
        assert not any("veckobrev" in button for button in buttons(talk.card))


async def test_a_coordinator_stops_the_weekly_note_and_starts_it_again(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        karin = coordinator(talk)
        assert "Du får inget veckobrev" in words_of(await karin.write("sluta skicka veckobrevet"))
        assert "På måndagar får du ett veckobrev" in words_of(await karin.press("Börja skicka veckobrevet igen"))
        assert "veckobrev" not in words_of(await talk.write("meddelanden")), "a reporter gets none anyway"
