"""What a turn, and what is said outside any turn, can do with botbuilder's own calls and ours."""

import asyncio

import pytest
from botbuilder.core import TurnContext
from botbuilder.schema import (
    Activity,
    ActivityTypes,
    ChannelAccount,
    ConversationParameters,
    ConversationReference,
)

from bot.adapter import ConversationTarget, Gone, Throttled
from tests.bot.fake_connector import refusal
from tests.bot.fake_identity_provider import TENANT_ID
from tests.bot.running_bot import bot_in_development, bot_in_production, echo, message
from tests.bot.test_adapter import CONVERSATION


async def test_two_turns_at_once_do_not_mix() -> None:
    both = asyncio.Barrier(2)

    async def slow_echo(context: TurnContext) -> None:
        await both.wait()
        await echo(context)

    async with bot_in_development(slow_echo) as (bot, connector):
        turns = [message(connector.service_url, text=name, conversation={"id": name}) for name in ("ett", "två")]
        assert await asyncio.gather(*map(bot.post, turns)) == [(200, None)] * 2
        assert sorted((sent.body["conversation"]["id"], sent.body["text"]) for sent in connector.sent) == [
            ("ett", "echo ett"),
            ("två", "echo två"),
        ]


async def test_a_turn_can_replace_and_remove_what_it_said() -> None:
    async def change(context: TurnContext) -> None:
        said = await context.send_activity("först")
        await context.update_activity(Activity(id=said.id, type=ActivityTypes.message, text="sedan"))
        await context.delete_activity(said.id)

    async with bot_in_development(change) as (bot, connector):
        await bot.post(message(connector.service_url))
        assert [(sent.method, sent.path) for sent in connector.sent] == [
            ("POST", f"{CONVERSATION}/a-1"),
            ("PUT", f"{CONVERSATION}/m-1"),
            ("DELETE", f"{CONVERSATION}/m-1"),
        ]
        assert connector.sent[1].body["text"] == "sedan"


async def test_a_card_goes_out_as_it_was_drawn() -> None:
    card = {
        "type": "AdaptiveCard",
        "version": "1.5",
        "body": [{"type": "TextBlock", "text": "Å", "wrap": True, "maxLines": None}],
    }

    async def show(context: TurnContext) -> None:
        attachment = {"contentType": "application/vnd.microsoft.card.adaptive", "content": card}
        await context.send_activity(Activity().deserialize({"type": "message", "attachments": [attachment]}))

    async with bot_in_development(show) as (bot, connector):
        await bot.post(message(connector.service_url))
        assert connector.sent[0].body["attachments"][0]["content"] == card


def target_at(service_url: str) -> ConversationTarget:
    return ConversationTarget(
        service_url=service_url, conversation_id="a:1/2", tenant_id=TENANT_ID, bot_id="28:bot", user_id="29:user"
    )


async def test_a_message_outside_any_turn_says_who_writes_to_whom() -> None:
    async with bot_in_production() as (bot, connector, _):
        assert await bot.adapter.send(target_at(connector.service_url), {"text": "hej"}) == "m-1"
        sent = connector.sent[0]
        assert (sent.method, sent.path, sent.authorization) == ("POST", CONVERSATION, "Bearer token-1")
        assert sent.body == {
            "type": "message",
            "text": "hej",
            "from": {"id": "28:bot"},
            "recipient": {"id": "29:user"},
            "conversation": {"id": "a:1/2", "tenantId": TENANT_ID},
        }


async def test_a_message_outside_any_turn_can_be_replaced() -> None:
    async with bot_in_development() as (bot, connector):
        target = target_at(connector.service_url)
        assert await bot.adapter.update(target, "m-7", {"text": "ny"}) == "m-1"
        sent = connector.sent[0]
        assert (sent.method, sent.path, sent.body["id"], sent.body["text"]) == ("PUT", f"{CONVERSATION}/m-7", "m-7", "ny")
        connector.answers.append(refusal(404, "ActivityNotFoundInConversation"))
        with pytest.raises(Gone):
            await bot.adapter.update(target, "m-8", {"text": "ny"})


async def test_the_conversation_of_a_turn_can_be_written_to_afterwards() -> None:
    kept: list[ConversationTarget] = []

    async def keep(context: TurnContext) -> None:
        activity = context.activity
        kept.append(
            ConversationTarget(
                service_url=activity.service_url,
                conversation_id=activity.conversation.id,
                tenant_id=activity.conversation.tenant_id,
                bot_id=activity.recipient.id,
                user_id=activity.from_property.id,
            )
        )

    async with bot_in_development(keep) as (bot, connector):
        await bot.post(message(connector.service_url))
        assert kept == [target_at(connector.service_url)]
        await bot.adapter.send(kept[0], {"text": "senare"})
        assert connector.texts == ["senare"]


async def test_botbuilder_s_own_way_of_writing_outside_a_turn_works() -> None:
    references: list[ConversationReference] = []

    async def keep(context: TurnContext) -> None:
        references.append(TurnContext.get_conversation_reference(context.activity))

    async def say(context: TurnContext) -> None:
        await context.send_activity("senare")

    async with bot_in_development(keep) as (bot, connector):
        await bot.post(message(connector.service_url))
        await bot.adapter.continue_conversation(references[0], say, "app")
        assert [(sent.path, sent.body["text"]) for sent in connector.sent] == [(CONVERSATION, "senare")]


async def test_a_new_conversation_is_begun_and_written_to() -> None:
    async def say(context: TurnContext) -> None:
        await context.send_activity("välkommen")

    async with bot_in_development() as (bot, connector):
        parameters = ConversationParameters(
            is_group=False, bot=ChannelAccount(id="28:bot"), members=[ChannelAccount(id="29:user")], tenant_id=TENANT_ID
        )
        await bot.adapter.create_conversation("app", say, parameters, "msteams", connector.service_url)
        begun, said = connector.sent
        assert begun.path == "/teams/v3/conversations"
        assert (begun.body["members"], begun.body["tenantId"]) == ([{"id": "29:user"}], TENANT_ID)
        assert (said.path, said.body["text"]) == ("/teams/v3/conversations/m-1/activities", "välkommen")


async def test_a_turn_that_is_throttled_for_long_fails_at_once() -> None:
    errors: list[Exception] = []

    async def try_to_say(context: TurnContext) -> None:
        try:
            await context.send_activity("hej")
        except Throttled as error:
            errors.append(error)

    async with bot_in_development(try_to_say) as (bot, connector):
        connector.answers.append(refusal(429, "Throttled", Retry_After="600"))
        async with asyncio.timeout(60):
            await bot.post(message(connector.service_url))
    assert len(errors) == 1
