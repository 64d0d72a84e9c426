"""From the wire to the flows and back: the product's bot behind the real adapter."""

import asyncio
from datetime import timedelta

from backend.times import local_date
from models import Conversation, Forbund, ForbundTenant, Meeting, Person, Report
from models.enums import MeetingStatus, PartyCode
from tests.bot.fake_connector import refusal
from tests.bot.talk import buttons, pressed_value, words_of
from tests.bot.wire import TEXT, wired
from tests.house import NOW, TENANT


async def test_a_message_is_answered_by_the_form_and_the_form_becomes_the_receipt(sqlite_url: str) -> None:
    async with wired(sqlite_url) as wire:
        await wire.send(wire.activity(TEXT))
        sent = wire.connector.sent[-1]
        assert sent.method == "POST"
        assert sent.body["summary"] == wire.card["fallbackText"]

        value = pressed_value(wire.card, "Skicka", {})
        await wire.send(wire.activity(value=value, replyToId="m-1", id="a-2"))
        updated = wire.connector.sent[-1]
        assert updated.method == "PUT"
        assert updated.path.endswith("/m-1")
        assert "SB-2026-0001" in words_of(wire.card)
        assert [report.reporter_id for report in await wire.rows(Report)] == [wire.house.reporter.id]


async def test_teams_sends_a_press_again_and_one_report_is_logged(sqlite_url: str) -> None:
    async with wired(sqlite_url) as wire:
        await wire.send(wire.activity(TEXT))
        press = wire.activity(value=pressed_value(wire.card, "Skicka", {}), replyToId="m-1", id="a-2")
        await wire.send(press)
        await wire.send(press)
        assert len(await wire.rows(Report)) == 1


async def test_a_form_that_is_gone_is_answered_by_a_new_message(sqlite_url: str) -> None:
    async with wired(sqlite_url) as wire:
        await wire.send(wire.activity(TEXT))
        value = pressed_value(wire.card, "Skicka", {})
        wire.connector.answers.append(refusal(404, "ActivityNotFoundInConversation"))
        await wire.send(wire.activity(value=value, replyToId="m-1"))
        assert wire.connector.sent[-1].method == "POST"
        assert "SB-2026-0001" in words_of(wire.card)


async def test_an_unknown_tenant_is_told_kindly_and_nothing_is_stored(sqlite_url: str) -> None:
    async with wired(sqlite_url) as wire:
        people = len(await wire.rows(Person))
        stranger = {"id": "29:x", "name": "Xenia Exempel", "aadObjectId": "e-x"}
        await wire.send(wire.activity(TEXT, **{"from": stranger, "channelData": {"tenant": {"id": "another"}}}))
        assert "inte ansluten" in wire.connector.texts[-1]
        assert len(await wire.rows(Person)) == people


async def test_a_tenant_that_is_taken_away_is_refused_within_a_minute(sqlite_url: str) -> None:
    async with wired(sqlite_url) as wire:
        await wire.send(wire.activity("hjälp"))
        async with wire.house.database.begin_for_every_forbund() as session:
            await session.delete(await session.get_one(ForbundTenant, TENANT))
        wire.now += timedelta(minutes=1)
        await wire.send(wire.activity(TEXT))
        assert "inte ansluten" in wire.connector.sent[-1].body["text"]


async def test_whose_a_tenant_is_is_found_while_somebody_writes(sqlite_url: str) -> None:
    async with wired(sqlite_url) as wire, asyncio.timeout(50), wire.house.database.begin(wire.house.forbund_id):
        await wire.send(wire.activity(TEXT, channelData={"tenant": {"id": "another"}}))
        assert "inte ansluten" in wire.connector.texts[-1]


async def test_who_has_left_is_told_kindly_and_nothing_is_stored(sqlite_url: str) -> None:
    async with wired(sqlite_url) as wire:
        await wire.send(wire.activity(TEXT))
        value = pressed_value(wire.card, "Skicka", {})
        async with wire.house.database.begin(wire.house.forbund_id) as session:
            (await session.get_one(Person, wire.house.reporter.id)).active = False
        chats = await wire.rows(Conversation)
        await wire.send(wire.activity(value=value, replyToId="m-1"))
        assert "inte längre" in wire.connector.sent[-1].body["text"]
        await wire.send(wire.activity("help", locale="en-GB"))
        assert "no longer" in wire.connector.sent[-1].body["text"]
        assert await wire.rows(Report) == []
        assert await wire.rows(Conversation) == chats


async def test_who_has_left_is_not_welcomed_by_an_installation(sqlite_url: str) -> None:
    async with wired(sqlite_url) as wire:
        async with wire.house.database.begin(wire.house.forbund_id) as session:
            (await session.get_one(Person, wire.house.reporter.id)).active = False
        await wire.send(wire.activity(type="installationUpdate", action="add"))
        assert wire.connector.sent == []


async def test_a_new_person_is_made_with_a_chat_and_asked_for_the_party(sqlite_url: str) -> None:
    async with wired(sqlite_url) as wire:
        newcomer = {"id": "29:nils", "name": "Nils Exempel", "aadObjectId": "e-nils"}
        await wire.send(wire.activity(TEXT, **{"from": newcomer}))
        value = pressed_value(wire.card, "Skicka", {"own_party": "AF"})
        await wire.send(wire.activity(value=value, **{"from": newcomer}))
        [person] = [person for person in await wire.rows(Person) if person.entra_id == "e-nils"]
        assert (person.name, person.party) == ("Nils Exempel", PartyCode.AF)
        [chat] = [chat for chat in await wire.rows(Conversation) if chat.person_id == person.id]
        assert chat.service_url == wire.connector.service_url


async def test_somebody_in_the_directory_is_known_by_the_address_that_teams_vouches_for(sqlite_url: str) -> None:
    async with wired(sqlite_url) as wire:
        wire.connector.members["29:ulla"] = {"id": "29:ulla", "email": "Ulla@hoglandet.example"}
        people = len(await wire.rows(Person))
        await wire.send(wire.activity("hjälp", **{"from": {"id": "29:ulla", "name": "Ulla E", "aadObjectId": "e-ulla"}}))
        [person] = [person for person in await wire.rows(Person) if person.entra_id == "e-ulla"]
        assert person.id == wire.house.office.id
        assert len(await wire.rows(Person)) == people


async def test_a_person_is_welcomed_once(sqlite_url: str) -> None:
    async with wired(sqlite_url) as wire:
        installed = wire.activity(type="installationUpdate", action="add", **{"from": {"id": "29:nils", "aadObjectId": "e-nils"}})
        await wire.send(installed)
        await wire.send({**installed, "type": "conversationUpdate", "membersAdded": [{"id": "28:bot"}]})
        await wire.send(installed)
        assert len(wire.connector.sent) == 1
        assert "Jag är Lex Heller" in words_of(wire.card)


async def test_who_removes_the_bot_is_told_by_mail_and_not_welcomed_again(sqlite_url: str) -> None:
    async with wired(sqlite_url) as wire:
        nils = {"from": {"id": "29:nils", "aadObjectId": "e-nils"}}
        await wire.send(wire.activity(type="installationUpdate", action="add", **nils))
        await wire.send(wire.activity(type="installationUpdate", action="remove", **nils))
        [closed] = [chat for chat in await wire.rows(Conversation) if chat.user_id == "29:nils"]
        assert closed.blocked_at == NOW
        await wire.send(wire.activity(type="installationUpdate", action="add", **nils))
        [opened] = [chat for chat in await wire.rows(Conversation) if chat.user_id == "29:nils"]
        assert opened.blocked_at is None
        assert len(wire.connector.sent) == 1


async def test_a_coordinator_who_opens_teams_late_gets_what_waits_once(sqlite_url: str) -> None:
    async with wired(sqlite_url) as wire:
        async with wire.house.database.begin(wire.house.forbund_id) as session:
            [chat] = [chat for chat in await wire.rows(Conversation) if chat.person_id == wire.house.coordinator.id]
            await session.delete(await session.get_one(Conversation, chat.id))
        await wire.house.report()
        meeting_day = local_date(NOW) + timedelta(days=1)
        await wire.house.ask_for_meeting(meeting_day, meeting_day)
        async with wire.house.database.begin(wire.house.forbund_id) as session:
            meeting = await session.get_one(Meeting, 1)
            meeting.status = MeetingStatus.BOKAT
            meeting.starts_at, meeting.ends_at = NOW + timedelta(days=1), NOW + timedelta(days=1, hours=1)
        karin = {"from": {"id": "29:karin", "aadObjectId": "e-karin"}}
        installed = wire.activity(type="installationUpdate", action="add", **karin)
        await wire.send(installed)
        await wire.send(installed)
        welcomed, waits = wire.connector.sent
        assert "Inkorg" in buttons(welcomed.body["attachments"][0]["content"])
        assert waits.body["summary"] == "Det här väntar på dig"
        assert "SB-2026-0001" in words_of(wire.card)
        assert "1 väntar på dig, 0 försenade. Öppna i allt: 2" in words_of(wire.card)
        assert "SM-2026-0001" not in words_of(wire.card), "a booked meeting waits for nobody"
        await wire.send(wire.activity("hej", **karin))
        assert len(wire.connector.sent) == 3, "the greeting alone"


async def test_who_opens_teams_by_asking_for_the_inbox_gets_it_once(sqlite_url: str) -> None:
    async with wired(sqlite_url) as wire:
        async with wire.house.database.begin(wire.house.forbund_id) as session:
            [chat] = [chat for chat in await wire.rows(Conversation) if chat.person_id == wire.house.coordinator.id]
            await session.delete(await session.get_one(Conversation, chat.id))
        await wire.house.report()
        await wire.send(wire.activity("inkorg", **{"from": {"id": "29:karin", "aadObjectId": "e-karin"}}))
        assert [sent.body["summary"] for sent in wire.connector.sent] == ["Inkorg"]


async def test_a_stranger_who_removes_the_bot_leaves_nothing(sqlite_url: str) -> None:
    async with wired(sqlite_url) as wire:
        people = len(await wire.rows(Person))
        await wire.send(
            wire.activity(type="installationUpdate", action="remove", **{"from": {"id": "29:x", "aadObjectId": "e-x"}})
        )
        assert (len(await wire.rows(Person)), wire.connector.sent) == (people, [])


async def test_a_whole_group_is_not_welcomed(sqlite_url: str) -> None:
    async with wired(sqlite_url) as wire:
        people = len(await wire.rows(Person))
        for kind in ("groupChat", "channel"):
            there = {"conversation": {"id": "19:group", "conversationType": kind}}
            await wire.send(wire.activity(type="installationUpdate", action="add", **there))
            await wire.send(wire.activity(type="conversationUpdate", membersAdded=[{"id": "28:bot"}], **there))
        assert (len(await wire.rows(Person)), wire.connector.sent) == (people, [])


async def test_the_welcome_says_what_it_is_for_whose_it_is_who_sees_what_and_how(sqlite_url: str) -> None:
    async with wired(sqlite_url) as wire:
        nils = {"from": {"id": "29:nils", "aadObjectId": "e-nils"}}
        await wire.send(wire.activity(type="installationUpdate", action="add", **nils))
        said = words_of(wire.card)
        for promise in (
            "på en minut",
            "Jag drivs av samordningsförbundet",
            "förbundets kansli ser vad du har skrivit och vem du är",
            "Till exempel: FK kom inte",
        ):
            assert promise in said
        assert buttons(wire.card)[-1] == "English"


async def test_a_name_that_an_installation_didnt_tell_is_learned_from_the_first_message(sqlite_url: str) -> None:
    async with wired(sqlite_url) as wire:
        await wire.send(wire.activity(type="installationUpdate", action="add", **{"from": {"id": "29:n", "aadObjectId": "e-n"}}))
        await wire.send(wire.activity("hej", **{"from": {"id": "29:n", "name": "Nils Exempel", "aadObjectId": "e-n"}}))
        assert "Nils Exempel" in [person.name for person in await wire.rows(Person)]


async def test_the_mention_of_the_bot_is_no_part_of_the_text(sqlite_url: str) -> None:
    async with wired(sqlite_url) as wire:
        mention = {"type": "mention", "text": "<at>Lex Heller</at>", "mentioned": {"id": "28:bot", "name": "Lex Heller"}}
        await wire.send(wire.activity("<at>Lex Heller</at> rapportera", entities=[mention]))
        assert "Rapportera en samverkansbrist" in words_of(wire.card)


async def test_the_language_is_the_persons_teams_language(sqlite_url: str) -> None:
    async with wired(sqlite_url) as wire:
        await wire.send(wire.activity("help", locale="en-GB"))
        assert wire.card["lang"] == "en"


async def test_the_language_can_be_given_for_a_client_that_doesnt_tell_it(sqlite_url: str) -> None:
    async with wired(sqlite_url, locale="sv") as wire:
        await wire.send(wire.activity("hjälp", locale="en-US"))
        assert wire.card["lang"] == "sv"


async def test_another_tenants_forbund_is_another_world(sqlite_url: str) -> None:
    async with wired(sqlite_url) as wire:
        await wire.house.report()
        async with wire.house.database.begin_for_every_forbund() as session:
            session.add(other := Forbund(slug="annat", name="Annat", email="annat@forbund.example"))
            await session.flush()
            session.add(ForbundTenant(tenant_id="t2", forbund_id=other.id or 0))
        await wire.send(wire.activity("status SB-2026-0001", channelData={"tenant": {"id": "t2"}}))
        assert "hittar inget med nummer" in wire.connector.texts[-1]


async def test_a_message_without_text_gets_help(sqlite_url: str) -> None:
    async with wired(sqlite_url) as wire:
        await wire.send(wire.activity("", attachments=[{"contentType": "image/png", "contentUrl": "https://x.example/a.png"}]))
        assert "Det här kan jag hjälpa dig med" in words_of(wire.card)


async def test_a_button_that_no_longer_exists_is_told_so(sqlite_url: str) -> None:
    async with wired(sqlite_url) as wire:
        await wire.send(wire.activity(value={"do": "report.teleport"}))
        assert "gammalt eller ändrat kort" in wire.connector.texts[-1]
