"""Ways in from outside the own chat: dialogs, the message action, the search, groups and channels."""

from datetime import timedelta
from typing import Any

import pytest

from models import Conversation, Forbund, ForbundTenant, OutboxMessage, Person, Report
from tests.bot.card_rules import check_card
from tests.bot.fake_connector import refusal
from tests.bot.talk import buttons, data_of, elements, pressed_value, values, words_of
from tests.bot.wire import TEXT, Wire, wired
from tests.house import NOW

COLLEAGUES = {"conversation": {"id": "19:anna_bo@unq.gbl.spaces", "conversationType": "personal"}}
GROUP = {"conversation": {"id": "19:group", "conversationType": "groupChat"}}
THREAD = {"conversation": {"id": "19:lsg@thread.tacv2;messageid=17", "conversationType": "channel", "isGroup": True}}
NILS = {"from": {"id": "29:nils", "name": "Nils Exempel", "aadObjectId": "e-nils"}}
OPENED, SENT, SEARCHED = "composeExtension/fetchTask", "composeExtension/submitAction", "composeExtension/query"


def message_of(content: str, kind: str = "html", written: str = "2026-03-12T08:00:00Z") -> dict[str, Any]:
    """The action chosen in the menu of a message."""
    payload = {
        "id": "1",
        "createdDateTime": written,
        "body": {"contentType": kind, "content": content},
        "from": {"user": {"id": "x", "displayName": "Bo Exempel"}},
    }
    return {"commandId": "log", "commandContext": "message", "messagePayload": payload}


def card_in(body: dict[str, Any]) -> dict[str, Any]:
    """The card of a dialog."""
    assert body["task"]["type"] == "continue"
    card: dict[str, Any] = body["task"]["value"]["card"]["content"]
    check_card(card)
    return card


async def open_own_chat(wire: Wire) -> None:
    """Let the reporter have written to the bot before."""
    await wire.send(wire.activity("hej", conversation={"id": "a:hanna", "conversationType": "personal"}))
    wire.connector.sent.clear()


async def test_a_message_in_any_chat_is_logged_in_a_dialog_by_one_press(sqlite_url: str) -> None:
    async with wired(sqlite_url) as wire:
        await open_own_chat(wire)
        body = await wire.ask(OPENED, message_of(f"<div><p>{TEXT}&nbsp;</p></div>"), **COLLEAGUES)
        form = card_in(body)
        assert (values(form)["text"], values(form)["event_date"]) == (TEXT, "2026-03-10")
        assert await wire.rows(Report) == []

        press = {"commandId": "log", "commandContext": "message", "data": pressed_value(form, "Skicka", {})}
        for _ in range(2):  # Teams asks again when an answer is slow
            receipt = card_in(await wire.ask(SENT, press, **COLLEAGUES))
            assert "SB-2026-0001" in words_of(receipt)
        [report] = await wire.rows(Report)
        assert (report.text, report.reporter_id) == (TEXT, wire.house.reporter.id)
        assert [row.kind for row in await wire.rows(OutboxMessage) if row.subject_id == report.id] != []
        assert wire.connector.sent == [], "nothing is said in the colleagues' chat"


async def test_a_chat_between_colleagues_never_becomes_the_persons_own(sqlite_url: str) -> None:
    async with wired(sqlite_url) as wire:
        await open_own_chat(wire)
        await wire.ask(OPENED, message_of(TEXT), **COLLEAGUES)
        await wire.ask(SEARCHED, {"commandId": "find"}, **COLLEAGUES)
        assert "a:hanna" in [chat.conversation_id for chat in await wire.rows(Conversation)]
        assert COLLEAGUES["conversation"]["id"] not in [chat.conversation_id for chat in await wire.rows(Conversation)]


async def test_the_guard_looks_at_the_message_before_anybody_presses(sqlite_url: str) -> None:
    async with wired(sqlite_url) as wire:
        await open_own_chat(wire)
        content = '<p>Hej <at id="0">Bo Exempel</at>, 19811218-9876 fick <b>inget</b> möte i Tranås</p>'
        body = await wire.ask(OPENED, message_of(content), **COLLEAGUES)
        form = card_in(body)
        assert values(form)["text"] == "Hej [namn], [personnummer] fick inget möte i Tranås"
        assert "Bo Exempel" not in str(body)
        assert "personnummer" in words_of(form)


@pytest.mark.parametrize(
    "value",
    [
        {},
        {"messagePayload": None},
        {"messagePayload": {"body": {"contentType": "html", "content": '<attachment id="1">x</attachment>'}}},
        {"messagePayload": {"body": {"content": 7}, "createdDateTime": 7}},
        {"messagePayload": {"createdDateTime": "now"}, "commandContext": "commandBox", "commandId": "unknown"},
    ],
)
async def test_without_words_to_begin_with_the_form_is_empty(sqlite_url: str, value: dict[str, Any]) -> None:
    async with wired(sqlite_url) as wire:
        await open_own_chat(wire)
        assert values(card_in(await wire.ask(OPENED, value, **COLLEAGUES)))["text"] == ""


async def test_a_message_from_last_month_is_dated_from_when_it_was_written(sqlite_url: str) -> None:
    async with wired(sqlite_url) as wire:
        await open_own_chat(wire)
        old = message_of("FK kom inte på mötet i Tranås igår", "text", "2026-02-12T08:00:00Z")
        assert values(card_in(await wire.ask(OPENED, old)))["event_date"] == "2026-02-11"
        ahead = message_of("FK kom inte på mötet i Tranås igår", "text", "2036-02-12T08:00:00Z")
        assert values(card_in(await wire.ask(OPENED, ahead)))["event_date"] < NOW.date().isoformat()


async def test_a_dialog_gives_the_form_back_with_what_the_guard_found_and_keeps_the_rest(sqlite_url: str) -> None:
    async with wired(sqlite_url) as wire:
        await open_own_chat(wire)
        form = card_in(await wire.ask("task/fetch", {"data": {"type": "task/fetch", "do": "report.open"}}))
        typed = {"text": "Ring 070-174 06 05 om mötet i Tranås", "parties": "FK", "kommun": str(wire.house.tranas)}
        back = card_in(await wire.ask("task/submit", {"data": pressed_value(form, "Skicka", typed)}))
        assert values(back)["text"] == "Ring [telefon] om mötet i Tranås"
        assert values(back)["parties"] == "FK"
        assert await wire.rows(Report) == []
        again = card_in(await wire.ask("task/submit", {"data": pressed_value(back, "Skicka", {"category": "NARVARO"})}))
        assert "SB-2026-0001" in words_of(again)


@pytest.mark.parametrize("value", [{}, {"data": None}, {"data": {}}, {"data": "x"}])
async def test_a_dialog_opened_by_nothing_of_ours_holds_the_form(sqlite_url: str, value: dict[str, Any]) -> None:
    async with wired(sqlite_url) as wire:
        await open_own_chat(wire)
        assert "Skicka" in buttons(card_in(await wire.ask("task/fetch", value)))


async def test_cancelling_a_dialog_says_that_nothing_is_saved(sqlite_url: str) -> None:
    async with wired(sqlite_url) as wire:
        await open_own_chat(wire)
        form = card_in(await wire.ask("task/fetch", {}))
        told = await wire.ask("task/submit", {"data": pressed_value(form, "Avbryt", {})})
        assert told == {"task": {"type": "message", "value": "Avbrutet. Ingenting är sparat."}}


async def test_an_old_dialog_keeps_what_was_written(sqlite_url: str) -> None:
    async with wired(sqlite_url) as wire:
        await open_own_chat(wire)
        for press in ({"do": "report.teleport", "text": TEXT}, {"do": "report.send", "text": TEXT, "submit_id": "old"}):
            card = card_in(await wire.ask(SENT, {"data": press}))
            assert values(card)["text"] == TEXT
            assert "Kortet var gammalt eller ändrat" in words_of(card)
        assert await wire.rows(Report) == []


async def test_a_dialog_opens_nothing_of_another_persons(sqlite_url: str) -> None:
    async with wired(sqlite_url) as wire:
        report = await wire.house.report()
        for do in ("report.change", "report.add", "report.withdraw.send", "report.send"):
            body = await wire.ask("task/submit", {"data": {"do": do, "report": report.id, "submit_id": "1" * 32}}, **NILS)
            assert report.text not in str(body)
            assert body["task"]["type"] == "message"
        [kept] = await wire.rows(Report)
        assert (kept.status, kept.text) == (report.status, report.text)


async def test_who_is_not_served_is_told_in_the_dialog_and_in_the_search(sqlite_url: str) -> None:
    async with wired(sqlite_url) as wire:
        elsewhere = {"channelData": {"tenant": {"id": "another"}}}
        assert "inte ansluten" in (await wire.ask(OPENED, message_of(TEXT), **elsewhere))["task"]["value"]
        assert "inte ansluten" in (await wire.ask(SEARCHED, {}, **elsewhere))["composeExtension"]["text"]


async def test_an_invoke_that_is_none_of_ours_is_said_to_be_unknown(sqlite_url: str) -> None:
    async with wired(sqlite_url) as wire:
        assert await wire.bot.post(wire.activity(None, type="invoke", name="signin/verifyState", value={})) == (501, None)


# --- somebody whom the bot hasn't met


async def test_a_dialog_begins_a_chat_for_somebody_new_so_that_the_answer_can_come(sqlite_url: str) -> None:
    async with wired(sqlite_url) as wire:
        await wire.ask(OPENED, message_of(TEXT), **NILS, **COLLEAGUES)
        [begun] = wire.connector.sent
        assert begun.path.endswith("/v3/conversations")
        assert [member["id"] for member in begun.body["members"]] == ["29:nils"]
        assert "m-1" in [chat.conversation_id for chat in await wire.rows(Conversation)]


async def test_who_has_not_added_the_bot_can_report_all_the_same(sqlite_url: str) -> None:
    async with wired(sqlite_url) as wire:
        wire.connector.answers.append(refusal(403, "ForbiddenOperationException"))
        form = card_in(await wire.ask(OPENED, message_of(TEXT), **NILS, **COLLEAGUES))
        wire.connector.answers.append(refusal(403, "ForbiddenOperationException"))
        press = {"data": pressed_value(form, "Skicka", {"own_party": "AF"})}
        assert "SB-2026-0001" in words_of(card_in(await wire.ask(SENT, press, **NILS, **COLLEAGUES)))
        [nils] = [person for person in await wire.rows(Person) if person.entra_id == "e-nils"]
        assert nils.id not in [chat.person_id for chat in await wire.rows(Conversation)]


async def test_somebody_in_the_directory_is_known_from_a_dialog_too(sqlite_url: str) -> None:
    async with wired(sqlite_url) as wire:
        wire.connector.members["29:ulla"] = {"id": "29:ulla", "email": "Ulla@hoglandet.example"}
        people = len(await wire.rows(Person))
        await wire.ask(
            OPENED, message_of(TEXT), **{"from": {"id": "29:ulla", "name": "Ulla E", "aadObjectId": "e-ulla"}}, **COLLEAGUES
        )
        [ulla] = [person for person in await wire.rows(Person) if person.entra_id == "e-ulla"]
        assert (ulla.id, len(await wire.rows(Person))) == (wire.house.office.id, people)


async def test_somebody_of_the_directory_who_added_the_bot_after_a_dialog_has_their_roles(sqlite_url: str) -> None:
    ulla = {"from": {"id": "29:ulla", "name": "Ulla E", "aadObjectId": "e-ulla"}}
    async with wired(sqlite_url) as wire:
        wire.connector.answers.append(refusal(403, "ForbiddenOperationException"))
        await wire.ask(OPENED, message_of(TEXT), **ulla, **COLLEAGUES)
        await wire.send(wire.activity("hej", **ulla))  # the members' list doesn't know her yet
        wire.connector.members["29:ulla"] = {"id": "29:ulla", "email": "Ulla@hoglandet.example"}
        await wire.send(wire.activity("hej", **ulla))
        wire.now += timedelta(hours=1)
        await wire.send(wire.activity("hej", **ulla))
        [person] = [person for person in await wire.rows(Person) if person.entra_id == "e-ulla"]
        assert person.id == wire.house.office.id


async def test_another_forbunds_report_is_opened_and_changed_by_no_id_and_no_key(sqlite_url: str) -> None:
    async with wired(sqlite_url) as wire:
        report = await wire.house.report()
        async with wire.house.database.begin_for_every_forbund() as session:
            session.add(other := Forbund(slug="annat", name="Annat", email="annat@forbund.example"))
            await session.flush()
            session.add(ForbundTenant(tenant_id="t2", forbund_id=other.id or 0))
        there = {**NILS, "channelData": {"tenant": {"id": "t2"}}}
        for do in ("mine.show", "report.change", "report.add.send", "report.withdraw.send", "triage.save", "triage.show"):
            press = {"do": do, "report": report.id, "text": "x", "submit_id": "1" * 32}
            body = await wire.ask("task/submit", {"data": press}, **there)
            assert report.text not in str(body)
            assert report.number not in str(body)
        assert (await wire.ask(SEARCHED, query(report.number), **there))["composeExtension"]["type"] == "message"
        [kept] = await wire.rows(Report)
        assert (kept.status, kept.text) == (report.status, report.text)


async def test_a_dialog_that_lay_open_for_a_month_logs_its_report_with_a_new_answer_day(sqlite_url: str) -> None:
    async with wired(sqlite_url) as wire:
        await open_own_chat(wire)
        form = card_in(await wire.ask(OPENED, message_of(TEXT)))
        wire.now = NOW + timedelta(days=31)
        assert "SB-2026-0001" in words_of(card_in(await wire.ask(SENT, {"data": pressed_value(form, "Skicka", {})})))
        [report] = await wire.rows(Report)
        assert report.reported_at == wire.now
        assert report.answer_due > wire.now.date()


# --- the search


def found(body: dict[str, Any]) -> list[str]:
    """The titles of what was found."""
    return [attachment["preview"]["content"]["title"] for attachment in body["composeExtension"]["attachments"]]


def query(words: str, **options: int) -> dict[str, Any]:
    return {"commandId": "find", "parameters": [{"name": "query", "value": words}], "queryOptions": options}


@pytest.mark.parametrize("words", ["", "0001", "sb-2026-0001", "Närvaro", "mottagen", "mottagen 0001"])
async def test_own_reports_are_found_by_number_category_and_status(sqlite_url: str, words: str) -> None:
    async with wired(sqlite_url) as wire:
        await open_own_chat(wire)
        await wire.house.report()
        body = await wire.ask(SEARCHED, query(words), **GROUP)
        assert found(body) == ["SB-2026-0001 · Mottagen"]


async def test_what_is_found_can_be_shown_to_everybody(sqlite_url: str) -> None:
    async with wired(sqlite_url) as wire:
        await open_own_chat(wire)
        report = await wire.house.report()
        body = await wire.ask(SEARCHED, {"parameters": [{"name": "initialRun", "value": "true"}]}, **GROUP)
        [attachment] = body["composeExtension"]["attachments"]
        check_card(attachment["content"])
        assert report.text not in str(body)
        assert buttons(attachment["content"]) == []
        assert [element["type"] for element in elements(attachment["content"])] == ["AdaptiveCard", "TextBlock", "FactSet"]


async def test_nobody_elses_reports_are_found(sqlite_url: str) -> None:
    async with wired(sqlite_url) as wire:
        await wire.house.report()
        for words in ("", "SB-2026-0001", "text i rapporten", "återtagen"):
            body = await wire.ask(SEARCHED, query(words), **NILS)
            assert body["composeExtension"]["type"] == "message"
            assert "Jag hittar ingen rapport" in body["composeExtension"]["text"]


@pytest.mark.parametrize(
    "value", [{"parameters": "x"}, {"parameters": [7]}, {"queryOptions": {"skip": "x"}}, {"queryOptions": 7}]
)
async def test_a_search_that_makes_no_sense_shows_the_newest(sqlite_url: str, value: dict[str, Any]) -> None:
    async with wired(sqlite_url) as wire:
        await open_own_chat(wire)
        await wire.house.report()
        assert len(found(await wire.ask(SEARCHED, value))) == 1
        assert (await wire.ask(SEARCHED, query("", skip=25)))["composeExtension"]["type"] == "message"


# --- groups and channels


@pytest.mark.parametrize("kind", ["groupChat", "channel"])
async def test_a_group_sees_no_word_of_the_answer_which_comes_in_the_own_chat(sqlite_url: str, kind: str) -> None:
    async with wired(sqlite_url) as wire:
        await open_own_chat(wire)
        mention = {"type": "mention", "text": "<at>Lex Heller</at>", "mentioned": {"id": "28:bot", "name": "Lex Heller"}}
        text = f"<at>Lex Heller</at> {TEXT}"
        there = {"conversation": {"id": "19:group", "conversationType": kind}, "entities": [mention]}
        await wire.send(wire.activity(text, **there))
        own, told = wire.connector.sent
        assert "a%3Ahanna" in own.path
        assert values(own.body["attachments"][0]["content"])["text"] == TEXT
        assert "19%3Agroup" in told.path
        assert TEXT not in str(told.body)
        assert "Jag har svarat i din chatt med mig" in words_of(wire.card)
        assert "19:group" not in [chat.conversation_id for chat in await wire.rows(Conversation)]


async def test_within_a_channels_thread_the_line_stands_in_that_thread(sqlite_url: str) -> None:
    async with wired(sqlite_url) as wire:
        await open_own_chat(wire)
        await wire.send(wire.activity(TEXT, **THREAD))
        own, told = wire.connector.sent
        assert "a%3Ahanna" in own.path
        assert "19%3Alsg%40thread.tacv2%3Bmessageid%3D17" in told.path
        assert TEXT not in str(told.body)


async def test_a_message_in_a_channel_is_logged_in_a_dialog_and_the_channel_reads_none_of_it(sqlite_url: str) -> None:
    async with wired(sqlite_url) as wire:
        await open_own_chat(wire)
        form = card_in(await wire.ask(OPENED, message_of(f"<p>{TEXT}</p>"), **THREAD))
        receipt = card_in(await wire.ask(SENT, {"data": pressed_value(form, "Skicka", {})}, **THREAD))
        assert "SB-2026-0001" in words_of(receipt)
        assert found(await wire.ask(SEARCHED, query(""), **THREAD)) == ["SB-2026-0001 · Mottagen"]
        assert wire.connector.sent == []
        assert THREAD["conversation"]["id"] not in [chat.conversation_id for chat in await wire.rows(Conversation)]


async def test_personal_data_written_in_a_group_is_repeated_nowhere_in_it(sqlite_url: str) -> None:
    async with wired(sqlite_url) as wire:
        await open_own_chat(wire)
        await wire.send(wire.activity("FK bokade av 19811218-9876 i Tranås", **GROUP))
        own, told = wire.connector.sent
        assert "[personnummer]" in str(own.body)
        assert "19811218" not in str(told.body)


async def test_everybody_in_a_group_gets_a_form_of_their_own_from_its_card(sqlite_url: str) -> None:
    async with wired(sqlite_url) as wire:
        await open_own_chat(wire)
        await wire.send(wire.activity(TEXT, **GROUP))
        carried = data_of(wire.card, "Rapportera")
        assert carried["msteams"] == {"type": "task/fetch"}
        keys = set()
        for who in ({}, NILS):
            form = card_in(await wire.ask("task/fetch", {"data": carried}, **who, **GROUP))
            assert values(form)["text"] == ""
            keys.add(data_of(form, "Skicka")["submit_id"])
        assert len(keys) == 2


async def test_somebody_elses_form_pressed_by_another_logs_one_report_and_shows_none_of_it(sqlite_url: str) -> None:
    async with wired(sqlite_url) as wire:
        await open_own_chat(wire)
        form = card_in(await wire.ask(OPENED, message_of(TEXT)))
        mine = pressed_value(form, "Skicka", {})
        await wire.ask(SENT, {"data": mine})
        theirs = {**mine, "own_party": "AF", "text": "AF svarade inte i Tranås"}
        back = card_in(await wire.ask(SENT, {"data": theirs}, **NILS))
        assert TEXT not in words_of(back)
        assert values(back)["text"] == "AF svarade inte i Tranås"
        assert data_of(back, "Skicka")["submit_id"] != mine["submit_id"]
        assert [report.text for report in await wire.rows(Report)] == [TEXT]


async def test_a_press_in_a_client_without_dialogs_opens_the_form_in_the_own_chat(sqlite_url: str) -> None:
    async with wired(sqlite_url) as wire:
        await open_own_chat(wire)
        await wire.send(wire.activity(value={"do": "report.open", "msteams": {"type": "task/fetch"}}, replyToId="m-1", **GROUP))
        assert ["a%3Ahanna" in sent.path for sent in wire.connector.sent] == [True, False]


async def test_who_cannot_be_written_to_is_told_in_the_group_how(sqlite_url: str) -> None:
    async with wired(sqlite_url) as wire:
        wire.connector.answers.append(refusal(403, "ForbiddenOperationException"))
        await wire.send(wire.activity(TEXT, **NILS, **GROUP))
        assert "Lägg till mig i Teams" in wire.connector.sent[-1].body["text"]
        await open_own_chat(wire)
        wire.connector.answers.append(refusal(403, "MessageWritesBlocked"))
        await wire.send(wire.activity(TEXT, **GROUP))
        assert "Lägg till mig i Teams" in wire.connector.sent[-1].body["text"]
        assert TEXT not in str(wire.connector.sent[-1].body)
