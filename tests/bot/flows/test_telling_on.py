"""A report in several messages: what is written next is added to the form that stands unsent."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from bot.activities import LexhellerBot
from bot.unsent import JOINS
from models import Report
from tests.bot.running_bot import bot_in_development
from tests.bot.talk import buttons, desk_of, elements, inputs, pressed_value, titles, values, words_of
from tests.bot.wire import Wire, wired

FIRST = "FK kom inte på mötet i Tranås i tisdags"
NEXT = "Det är tredje gången den här månaden, och ingen svarade i telefon"
GROUP: dict[str, Any] = {"conversation": {"id": "19:group@thread.tacv2", "conversationType": "groupChat", "isGroup": True}}
IDENTITY = "850709-9805"


@dataclass
class Telling:
    """One person who writes in their own chat, a minute apart."""

    wire: Wire

    async def write(self, text: str, *, after: timedelta = timedelta(minutes=1), **more: Any) -> str:
        """Write, and return the id of the newest message of the bot's."""
        self.wire.now += after
        before = len(self.wire.connector.sent)
        await self.wire.send(self.wire.activity(text, **more))
        posted = [index for index, sent in enumerate(self.wire.connector.sent) if sent.method == "POST" and index >= before]
        return f"m-{posted[0] + 1}" if posted else ""

    async def press(self, place: str, button: str, **typed: str) -> None:
        await self.wire.send(self.wire.activity(value=pressed_value(self.card(place), button, typed), replyToId=place))

    def stands(self, place: str) -> dict[str, Any]:
        """What stands in a message now."""
        for index, sent in reversed(list(enumerate(self.wire.connector.sent))):
            if sent.path.endswith(f"/{place}") or (sent.method == "POST" and place == f"m-{index + 1}"):
                return dict(sent.body)
        raise AssertionError(place)

    def card(self, place: str) -> dict[str, Any]:
        return dict(self.stands(place)["attachments"][0]["content"])

    def text(self, place: str) -> str:
        return values(self.card(place))["text"]


@pytest.fixture
async def telling(sqlite_url: str) -> AsyncIterator[Telling]:
    async with wired(sqlite_url) as wire:
        await wire.send(wire.activity("hjälp"))
        yield Telling(wire)


async def test_the_next_message_is_added_and_the_older_form_becomes_a_line(telling: Telling) -> None:
    first = await telling.write(FIRST)
    second = await telling.write(NEXT)
    assert telling.stands(first)["text"] == "Fortsätter i formuläret här nedanför."
    assert telling.text(second) == f"{FIRST}\n\n{NEXT}"
    assert "läst om hela texten" in words_of(telling.card(second))
    assert values(telling.card(second))["recurring"] == "ja", "the whole is understood anew"
    await telling.press(second, "Skicka")
    [report] = await telling.wire.rows(Report)
    assert report.text == f"{FIRST}\n\n{NEXT}"


async def test_another_event_gets_a_form_of_its_own_and_the_first_is_put_back(telling: Telling) -> None:
    first = await telling.write(FIRST)
    second = await telling.write("Och AF har inte ringt tillbaka på tre veckor")
    await telling.press(second, "Det är en annan händelse")
    assert telling.text(first) == FIRST
    assert telling.text(second) == "Och AF har inte ringt tillbaka på tre veckor"
    assert values(telling.card(second))["parties"] == "AF", "each is read by itself"
    third = await telling.write("Hon är sjukskriven igen nu")
    assert telling.text(third).startswith("Och AF"), "what is told next belongs to the last"
    await telling.press(first, "Skicka")
    await telling.press(third, "Skicka", kommun="1", category="KONTAKT")
    assert len(await telling.wire.rows(Report)) == 2


async def test_three_messages_are_one_report_and_the_last_can_be_taken_apart(telling: Telling) -> None:
    await telling.write(FIRST)
    second = await telling.write(NEXT)
    third = await telling.write("Någon bjöd in.\n\nIngen svarade.")
    assert telling.text(third) == f"{FIRST}\n\n{NEXT}\n\nNågon bjöd in.\n\nIngen svarade."
    await telling.press(third, "Det är en annan händelse")
    assert telling.text(second) == f"{FIRST}\n\n{NEXT}"
    assert telling.text(third) == "Någon bjöd in.\n\nIngen svarade."


ANOTHER = "AF hade tappat bort våra papper och ingen visste var de fanns"


async def test_what_was_added_is_told_as_it_stands_and_the_kommun_as_it_was_read(telling: Telling) -> None:
    await telling.write("det är långa köer överallt och remisser studsar")
    second = await telling.write("psyk i tranås svarade inte heller, och Maria fick vänta")
    card = telling.card(second)
    assert "Tillagt: ”psyk i tranås svarade inte heller, och [namn] fick vänta”" in words_of(card)
    assert inputs(card)["kommun"]["label"] == "Kommun (läst ur texten, kontrollera)"


@pytest.mark.parametrize(
    ("before", "then", "after", "asks"),
    [
        ("det är långa köer överallt och remisser studsar", ANOTHER, 1, True),
        (FIRST, NEXT, 1, False),
        (FIRST, "FK svarade inte heller när vi ringde om rehabplanen", 1, False),
        (FIRST, "FK svarade inte heller när vi ringde om rehabplanen", 20, True),
        (FIRST, "det är tredje gången", 20, False),
    ],
)
async def test_what_may_be_another_event_is_asked_about(telling: Telling, before: str, then: str, after: int, asks: bool) -> None:
    await telling.write(before)
    second = await telling.write(then, after=timedelta(minutes=after))
    assert telling.text(second) == f"{before}\n\n{then}", "nothing is lost meanwhile"
    assert ("samma händelse, eller en ny?" in words_of(telling.card(second))) is asks
    assert buttons(telling.card(second)).count("Det är en annan händelse") == 1


async def test_that_it_is_the_same_event_hides_the_question_and_changes_nothing_else(telling: Telling) -> None:
    await telling.write(FIRST)
    second = await telling.write("FK svarade inte heller när vi ringde om rehabplanen", after=timedelta(minutes=20))
    [same] = [element for element in elements(telling.card(second)) if element.get("title") == "Samma händelse"]
    assert same["type"] == "Action.ToggleVisibility", "the client hides it, with all that was chosen in the form"
    [asked] = [element for element in elements(telling.card(second)) if element.get("id") == "asked"]
    assert same["targetElements"] == [{"elementId": "asked", "isVisible": False}]
    assert "eller en ny?" in words_of(asked)
    third = await telling.write("Det gällde två ärenden")
    assert telling.text(third).startswith(FIRST)


async def test_a_new_event_gets_its_own_form_from_the_question(telling: Telling) -> None:
    first = await telling.write(FIRST)
    second = await telling.write("FK svarade inte heller när vi ringde om rehabplanen", after=timedelta(minutes=20))
    await telling.press(second, "Det är en annan händelse")
    assert telling.text(first) == FIRST
    assert telling.text(second) == "FK svarade inte heller när vi ringde om rehabplanen"


async def test_an_empty_form_is_filled_in_by_the_message_that_follows(telling: Telling) -> None:
    empty = await telling.write("rapportera")
    form = await telling.write(FIRST)
    assert "attachments" not in telling.stands(empty)
    assert telling.text(form) == FIRST
    assert "Det är en annan händelse" not in buttons(telling.card(form))


async def test_what_answers_a_vague_message_is_added_to_it(telling: Telling) -> None:
    vague = await telling.write("det funkar inte så bra alltid med samverkan")
    form = await telling.write(FIRST)
    assert telling.stands(vague)["text"] == "Fortsätter i formuläret här nedanför."
    assert telling.text(form) == f"det funkar inte så bra alltid med samverkan\n\n{FIRST}"
    said = words_of(telling.card(form))
    assert ("läst båda meddelandena" in said, "Det du hann ändra" in said) == (True, False), "nothing could be changed in it"


@pytest.mark.parametrize("between", ["avbryt", "hjälp", "tack", "mina"])
async def test_a_command_is_never_added_and_what_is_called_off_is_not_told_on(telling: Telling, between: str) -> None:
    first = await telling.write(FIRST)
    await telling.write(between)
    second = await telling.write(NEXT)
    assert telling.text(second) == (NEXT if between == "avbryt" else f"{FIRST}\n\n{NEXT}")
    assert ("attachments" in telling.stands(first)) is False


@pytest.mark.parametrize(
    ("before", "then"),
    [
        ("AF kom inte på mötet i Tranås igår", "Psyk öppenvård i Eksjö tappade bort remissen v 14"),
        ("det funkar inte så bra alltid med samverkan", "FK kom till alla möten i år, fantastiskt samarbete"),
        ("FK kom till alla möten i år, fantastiskt samarbete", "AF svarade inte på mejl"),
        (FIRST, "FK svarade inte i telefon i fredags"),
        (FIRST, "The meeting was called off and nobody told us that it was"),
        ("The meeting was called off and nobody told us that it was", "ingen kom på mötet och det var inte bra"),
        (FIRST, "AF har inte ringt tillbaka på tre veckor"),
    ],
)
async def test_what_plainly_tells_of_something_else_gets_a_form_of_its_own_at_once(
    telling: Telling, before: str, then: str
) -> None:
    first = await telling.write(before)
    stood = telling.stands(first)
    second = await telling.write(then)
    assert telling.text(second) == then
    assert telling.stands(first) == stood


@pytest.mark.parametrize(
    "then", ["de hade inte hört av sig", "det är tredje gången", "FK svarade inte i telefon", "Det var i Tranås"]
)
async def test_what_has_no_conflict_is_added(telling: Telling, then: str) -> None:
    await telling.write(FIRST)
    assert telling.text(await telling.write(then)) == f"{FIRST}\n\n{then}"


@pytest.mark.parametrize("between", ["hjälp", "mina", "tack", "jag vill anmäla lex Sarah", "skrivaren funkar inte"])
async def test_a_question_that_was_passed_over_stands_by_itself(telling: Telling, between: str) -> None:
    vague = await telling.write("det funkar inte så bra alltid med samverkan")
    asked = telling.stands(vague)
    await telling.write(between)
    assert telling.text(await telling.write(FIRST)) == FIRST
    assert telling.stands(vague) == asked


async def test_an_older_message_that_teams_sends_again_is_not_told_once_more(telling: Telling) -> None:
    await telling.write(FIRST)
    at = telling.wire.now
    await telling.write(NEXT)
    telling.wire.now = at
    assert await telling.write(FIRST, after=timedelta(0)) == ""


async def test_after_an_hour_and_after_sending_a_message_tells_of_something_new(telling: Telling) -> None:
    first = await telling.write(FIRST)
    later = await telling.write(NEXT, after=JOINS)
    assert (telling.text(first), telling.text(later)) == (FIRST, NEXT)
    await telling.press(first, "Skicka")
    await telling.press(later, "Skicka", kommun="1", category="KONTAKT", parties="FK")
    assert len(await telling.wire.rows(Report)) == 2
    assert telling.text(await telling.write("AF i Eksjö ringde inte")) == "AF i Eksjö ringde inte"


async def test_what_the_guard_finds_in_either_message_is_asked_about_in_the_whole(telling: Telling) -> None:
    await telling.write(f"{FIRST} om {IDENTITY}")
    second = await telling.write("Och Maria fick inget besked av kommunen")
    assert telling.text(second) == f"{FIRST} om [personnummer]\n\nOch [namn] fick inget besked av kommunen"
    assert titles(telling.card(second), "cleared") == ["”Maria” är inte en person"]
    await telling.press(second, "Det är en annan händelse", cleared="0")
    assert telling.text(second) == "Och Maria fick inget besked av kommunen", "what was ticked stays ticked"


async def test_a_number_that_is_told_in_two_messages_is_found(telling: Telling) -> None:
    await telling.write(f"{FIRST}, det gällde {IDENTITY.split('-')[0]}")
    second = await telling.write(f"{IDENTITY.split('-')[1]} var de fyra sista")
    assert IDENTITY.split("-")[0] not in telling.text(second)


async def test_what_has_no_room_gets_a_form_of_its_own_and_both_stand(telling: Telling) -> None:
    first = await telling.write(f"{FIRST}. " * 60)
    second = await telling.write(f"{NEXT}. " * 40)
    assert telling.text(first).startswith(FIRST)
    assert telling.text(second).startswith(NEXT)
    assert "fick inte plats" in words_of(telling.card(second))


async def test_a_message_that_teams_sends_twice_is_answered_once(telling: Telling) -> None:
    await telling.write(FIRST)
    sent = len(telling.wire.connector.sent)
    assert await telling.write(FIRST, after=timedelta(0)) == ""
    assert len(telling.wire.connector.sent) == sent
    again = await telling.write(f"{FIRST}!")
    assert telling.text(again) == FIRST, "the same words aren't added to themselves"


async def test_two_messages_at_the_same_moment_are_one_report(telling: Telling) -> None:
    wire = telling.wire
    wire.now += timedelta(minutes=1)
    await asyncio.gather(wire.send(wire.activity(FIRST)), wire.send(wire.activity(NEXT)))
    form = max((sent for sent in wire.connector.sent if sent.method == "POST"), key=wire.connector.sent.index)
    assert set(values(form.body["attachments"][0]["content"])["text"].split("\n\n")) == {FIRST, NEXT}


async def test_what_is_written_in_a_group_is_added_in_the_persons_own_chat(telling: Telling) -> None:
    first = await telling.write(FIRST, **GROUP)
    second = await telling.write(NEXT, **GROUP)
    assert telling.stands(first)["text"] == "Fortsätter i formuläret här nedanför."
    assert telling.text(second) == f"{FIRST}\n\n{NEXT}"


async def test_what_came_back_to_be_mended_is_what_is_told_on(telling: Telling) -> None:
    first = await telling.write(FIRST)
    await telling.press(first, "Skicka", text=f"{FIRST}. Ring 070-123 45 67.")
    second = await telling.write(NEXT)
    assert telling.text(second) == f"{FIRST}. Ring [telefon].\n\n{NEXT}"


async def test_an_english_speaker_reads_what_has_happened_in_english(telling: Telling) -> None:
    first = await telling.write("FK did not come to the meeting in Tranås on Tuesday", locale="en-GB")
    second = await telling.write("It was the third time, and nobody answered the phone", locale="en-GB")
    assert telling.stands(first)["text"] == "Goes on in the form below."
    assert "It is another event" in buttons(telling.card(second))


async def test_after_a_restart_the_next_message_gets_a_form_of_its_own_and_nothing_is_lost(telling: Telling) -> None:
    first = await telling.write(FIRST)
    house, connector = telling.wire.house, telling.wire.connector
    async with bot_in_development(LexhellerBot(desk_of(house)[0], clock=lambda: telling.wire.now).on_turn) as (started, other):
        await started.post({**telling.wire.activity(NEXT), "serviceUrl": other.service_url})
        assert values(other.sent[-1].body["attachments"][0]["content"])["text"] == NEXT
    await telling.press(first, "Skicka")
    [report] = await telling.wire.rows(Report)
    assert report.text == FIRST
    assert connector.sent


async def test_a_form_that_is_taken_apart_after_a_restart_loses_nothing(telling: Telling) -> None:
    await telling.write(FIRST)
    second = await telling.write(NEXT)
    value = pressed_value(telling.card(second), "Det är en annan händelse", {})
    async with bot_in_development(LexhellerBot(desk_of(telling.wire.house)[0]).on_turn) as (started, other):
        await started.post({**telling.wire.activity(value=value, replyToId=second), "serviceUrl": other.service_url})
        told = [values(sent.body["attachments"][0]["content"])["text"] for sent in other.sent]
    assert told == [FIRST, NEXT]


async def test_a_form_of_something_else_is_left_alone(telling: Telling) -> None:
    await telling.write(FIRST)
    meeting = await telling.write("boka samverkansmöte")
    own = await telling.write(NEXT)
    assert "attachments" in telling.stands(meeting)
    assert telling.text(own) == NEXT


@pytest.mark.parametrize("forged", [{"before": "m-1"}, {"before": {"a": 1}, "last": -1}, {"last": 900, "before": "x" * 5000}, {}])
async def test_a_forged_press_stores_nothing_and_gives_the_words_back(telling: Telling, forged: dict[str, Any]) -> None:
    place = await telling.write(FIRST)
    await telling.wire.send(telling.wire.activity(value={"do": "report.apart", "text": NEXT, **forged}, replyToId=place))
    assert telling.text(place) == NEXT
    assert await telling.wire.rows(Report) == []


async def test_what_is_too_long_is_told_so_each_time_it_is_sent(telling: Telling) -> None:
    long = f"{FIRST}. " + "Ingen svarade i telefon. " * 1200
    for minute in range(3):
        card = telling.card(await telling.write(long, timestamp=f"2026-03-12T09:3{minute}:00Z"))
        assert f"Texten är {len(long.strip())} tecken lång, och högst 4000 får plats." in words_of(card)
        assert "en egen rapport" not in words_of(card)


VAGUE = "det funkar inte så bra alltid med samverkan"


@pytest.mark.parametrize(
    ("written", "chosen"),
    [
        ("Någon kom inte", {"category": "NARVARO"}),
        ("kom inte", {"category": "NARVARO"}),
        ("svårt att nå", {"category": "KONTAKT"}),
        ("oklart vem som ansvarar", {"category": "ANSVAR"}),
        ("Något fungerade bra", {"slag": "framgangsfaktor"}),
        ("det gick bra", {"slag": "framgangsfaktor"}),
        ("TREDJE GÅNGEN AF", {"parties": "AF", "recurring": "ja"}),
        ("sent", {}),
        ("kommer inte", {}),
    ],
)
async def test_an_answer_in_a_few_words_is_taken_as_its_button_and_added(
    telling: Telling, written: str, chosen: dict[str, str]
) -> None:
    vague = await telling.write(VAGUE)
    form = await telling.write(written)
    assert telling.stands(vague)["text"] == "Fortsätter i formuläret här nedanför."
    assert values(telling.card(form)) == {**values(telling.card(form)), "text": f"{VAGUE}\n\n{written}", **chosen}


@pytest.mark.parametrize("written", ["vet inte", "annat", "Inget av det"])
async def test_none_of_the_answers_opens_the_form_with_what_was_told(telling: Telling, written: str) -> None:
    await telling.write(VAGUE)
    form = telling.card(await telling.write(written))
    assert (values(form)["text"], values(form)["category"]) == (VAGUE, "")


@pytest.mark.parametrize("written", ["Nej", "ja", "ok", "man", "nej tack", "Anna Karlsson"])
async def test_what_answers_nothing_leaves_the_question_to_be_answered(telling: Telling, written: str) -> None:
    vague = await telling.write(VAGUE)
    asked = telling.stands(vague)
    said = telling.stands(await telling.write(written))
    assert "Anna" in written or said["text"].startswith("Frågan och din text står kvar här ovanför.")
    assert telling.stands(vague) == asked
    assert telling.text(await telling.write(FIRST)) == f"{VAGUE}\n\n{FIRST}"
