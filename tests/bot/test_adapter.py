"""What Teams meets over HTTP: statuses, invoke answers, failures, and what a turn can do with botbuilder's own calls."""

import asyncio
import json
from typing import Any

import pytest
import structlog
from botbuilder.core import ActivityHandler, InvokeResponse, TurnContext
from botbuilder.schema import (
    Activity,
)
from botbuilder.schema.teams import TaskModuleMessageResponse, TaskModuleResponse

from bot.adapter import Timeouts
from tests.bot.fake_connector import refusal
from tests.bot.fake_identity_provider import TENANT_ID
from tests.bot.running_bot import bot_in_development, bot_in_production, invoke, message

CONVERSATION = "/teams/v3/conversations/a%3A1%2F2/activities"


async def test_an_answer_goes_to_the_conversation_as_a_reply() -> None:
    async with bot_in_development() as (bot, connector):
        assert await bot.post(message(connector.service_url)) == (200, None)
        sent = connector.sent[0]
        assert (sent.method, sent.path, sent.authorization) == ("POST", f"{CONVERSATION}/a-1", None)
        assert sent.body["text"] == "echo hej"
        assert sent.body["from"]["id"] == "28:bot"
        assert sent.body["recipient"]["id"] == "29:user"
        assert sent.body["conversation"]["tenantId"] == TENANT_ID


async def test_an_answer_carries_the_bot_s_own_token_which_is_fetched_once() -> None:
    async with bot_in_production() as (bot, connector, provider):
        for _ in range(3):
            assert await bot.post_signed(message(connector.service_url)) == 200
        assert [sent.authorization for sent in connector.sent] == ["Bearer token-1"] * 3
        assert provider.hits["token"] == 1
        assert provider.forms == [
            {
                "tenant": TENANT_ID,
                "grant_type": "client_credentials",
                "client_id": "app-of-the-bot",
                "client_secret": "password-of-the-bot",
                "scope": "https://api.botframework.com/.default",
            }
        ]


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "OPTIONS"])
async def test_anything_but_post_is_told_what_is_allowed(method: str) -> None:
    async with bot_in_development() as (bot, _), bot.client.request(method, bot.url) as response:
        assert (response.status, response.headers["Allow"]) == (405, "POST")


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "application/xml", ""])
async def test_a_body_of_another_kind_is_refused(kind: str) -> None:
    async with bot_in_development() as (bot, connector):
        body = json.dumps(message(connector.service_url)).encode()
        async with bot.client.post(bot.url, data=body, headers={"Content-Type": kind}) as response:
            assert response.status == 415
        assert connector.sent == []


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b"[]",
        b'"text"',
        b"null",
        b"{}",
        b"[" * 100_000,
        b'{"type": "message", "n": ' + b"9" * 5000 + b"}",
    ],
    ids=lambda body: repr(body[:12]),
)
async def test_a_body_that_is_no_json_object_is_a_bad_request(body: bytes) -> None:
    async with (
        bot_in_development() as (bot, _),
        bot.client.post(bot.url, data=body, headers={"Content-Type": "application/json; charset=utf-8"}) as response,
    ):
        assert response.status == 400


@pytest.mark.parametrize(
    "changes",
    [
        {"type": None},
        {"type": ""},
        {"type": {"a": 1}},
        {"conversation": None},
        {"conversation": "a:1"},
        {"conversation": {"id": None}},
        {"serviceUrl": None},
        {"from": ["29:user"]},
        {"timestamp": "yesterday"},
        {"entities": {"type": "mention"}},
    ],
    ids=str,
)
async def test_json_that_is_no_activity_is_a_bad_request(changes: dict[str, Any]) -> None:
    async with bot_in_development() as (bot, connector):
        assert await bot.post(message(connector.service_url, **changes)) == (400, None)
        assert connector.sent == []


async def test_a_body_above_the_limit_is_refused_also_when_its_length_is_not_told() -> None:
    async def in_pieces() -> Any:
        for _ in range(40):
            yield b" " * 1000

    async with bot_in_development(max_body_bytes=20_000) as (bot, connector):
        assert await bot.post(message(connector.service_url, text="x" * 30_000)) == (413, None)
        async with bot.client.post(bot.url, data=in_pieces(), headers={"Content-Type": "application/json"}) as response:
            assert response.status == 413
        assert await bot.post(message(connector.service_url, text="x" * 10_000)) == (200, None)


async def test_a_body_that_comes_too_slowly_is_not_waited_for() -> None:
    async def slowly() -> Any:
        yield b"{"
        await asyncio.sleep(5)

    async with (
        bot_in_development(timeouts=Timeouts(body=0.2)) as (bot, _),
        bot.client.post(bot.url, data=slowly(), headers={"Content-Type": "application/json"}) as response,
    ):
        assert response.status == 408


async def test_strangers_are_turned_away_before_their_body_is_read() -> None:
    async with (
        bot_in_production() as (bot, _, _provider),
        bot.client.post(bot.url, data=b"{", headers={"Content-Type": "application/json"}) as response,
    ):
        assert response.status == 401


REFUSED_URLS = [
    "https://attacker.example.test/",
    "http://smba.trafficmanager.net/emea/",
    "https://smba.trafficmanager.net.attacker.example.test/",
    "https://smba.trafficmanager.net@attacker.example.test/",
    "https://name:password@smba.trafficmanager.net/",
    "https://attacker.example.test\\@smba.trafficmanager.net/",
    "https://notbotframework.com/",
    "https://botframework.com.attacker.example.test/",
    "https://smba.trafficmanager.net/emea?to=attacker",
    "https://169.254.169.254/latest/meta-data",
    "ftp://smba.trafficmanager.net/",
    "//smba.trafficmanager.net/",
    "smba.trafficmanager.net",
    "https://",
    "https://[::1",
    "https://smba.trafficmanager.net:port/",
]


@pytest.mark.parametrize("service_url", REFUSED_URLS)
async def test_nothing_is_sent_to_a_service_url_that_is_not_allowed(service_url: str) -> None:
    turns: list[str] = []

    async def count(context: TurnContext) -> None:
        turns.append(context.activity.text)

    async with bot_in_development(count) as (bot, _):
        assert await bot.post(message(service_url)) == (403, None)
        assert turns == []


async def test_loopback_is_a_service_url_in_development_only() -> None:
    async with bot_in_production() as (bot, connector, _):
        elsewhere = connector.service_url.replace("127.0.0.1", "localhost")
        assert await bot.post_signed(message(elsewhere)) == 403
        assert connector.sent == []
    async with bot_in_development() as (bot, connector):
        elsewhere = connector.service_url.replace("127.0.0.1", "localhost")
        assert await bot.post(message(elsewhere)) == (200, None)


async def test_a_turn_knows_its_tenant_and_nothing_that_the_sender_says_of_itself() -> None:
    seen: list[Activity] = []

    async def look(context: TurnContext) -> None:
        seen.append(context.activity)

    async with bot_in_development(look) as (bot, connector):
        await bot.post(message(connector.service_url, callerId="urn:botframework:azure"))
    assert seen[0].conversation.tenant_id == TENANT_ID
    assert seen[0].from_property.aad_object_id == "aaaaaaaa-0000-0000-0000-000000000001"
    assert seen[0].caller_id is None


class Buttons(ActivityHandler):
    """Answers as botbuilder documents: with its own classes, or with plain objects."""

    async def on_invoke_activity(self, turn_context: TurnContext) -> InvokeResponse | None:
        activity = turn_context.activity
        bodies: dict[str, Any] = {
            "adaptiveCard/action": {"statusCode": 200, "type": MESSAGE, "value": f"verb {_verb(activity.value)}"},
            "task/fetch": TaskModuleResponse(task=TaskModuleMessageResponse(value="hej")),
            "task/submit": {"task": TaskModuleMessageResponse(value="tack")},
        }
        return InvokeResponse(status=200, body=bodies[activity.name]) if activity.name in bodies else None


MESSAGE = "application/vnd.microsoft.activity.message"


def _verb(value: Any) -> Any:
    return value["action"]["verb"] if "action" in value else None


async def test_a_pressed_button_is_answered_with_json_written_once() -> None:
    async with bot_in_development(Buttons().on_turn) as (bot, connector):
        pressed = invoke(connector.service_url, "adaptiveCard/action", {"action": {"type": "Action.Execute", "verb": "log"}})
        assert await bot.post(pressed) == (
            200,
            {"statusCode": 200, "type": MESSAGE, "value": "verb log"},
        )


@pytest.mark.parametrize(("name", "said"), [("task/fetch", "hej"), ("task/submit", "tack")])
async def test_a_dialog_is_answered_with_json_written_once(name: str, said: str) -> None:
    async with bot_in_development(Buttons().on_turn) as (bot, connector):
        assert await bot.post(invoke(connector.service_url, name, {})) == (200, {"task": {"type": "message", "value": said}})


async def test_an_invoke_that_nobody_answers_is_said_to_be_unknown() -> None:
    async with bot_in_development(Buttons().on_turn) as (bot, connector):
        assert await bot.post(invoke(connector.service_url, "silent", {})) == (501, None)


async def test_a_channel_that_expects_replies_gets_them_in_the_response() -> None:
    async with bot_in_development() as (bot, connector):
        status, body = await bot.post(message(connector.service_url, deliveryMode="expectReplies"))
        assert (status, [reply["text"] for reply in body["activities"]]) == (200, ["echo hej"])
        assert connector.sent == []


class SecretError(Exception):
    """Carries what was written, as exceptions of libraries do."""


async def fail(context: TurnContext) -> None:
    raise SecretError(context.activity.text)


@pytest.mark.parametrize(
    ("locale", "said"), [("sv-SE", "Något gick fel."), ("en-US", "Something went wrong."), (None, "Något gick fel.")]
)
async def test_a_person_is_told_in_their_language_when_a_turn_fails(locale: str | None, said: str) -> None:
    async with bot_in_development(fail) as (bot, connector):
        assert await bot.post(message(connector.service_url, locale=locale)) == (200, None)
        assert connector.texts == [said]


async def test_a_failed_invoke_is_not_shown_as_a_success() -> None:
    async with bot_in_development(fail) as (bot, connector):
        assert (await bot.post(invoke(connector.service_url, "task/submit", {})))[0] == 500
        assert connector.texts == ["Något gick fel."]


async def test_a_failure_is_logged_by_its_type_and_never_by_what_was_written() -> None:
    async with bot_in_development(fail) as (bot, connector):
        with structlog.testing.capture_logs() as logs:
            await bot.post(message(connector.service_url, text="personen heter Kim", value={"text": "personen heter Kim"}))
    failed = next(entry for entry in logs if entry["event"] == "bot.turn_failed")
    assert (failed["error"], failed["activity_type"], failed["activity_id"]) == ("SecretError", "message", "a-1")
    assert "Kim" not in repr(logs)


async def test_a_failure_that_cannot_be_told_is_logged_and_answered() -> None:
    async with bot_in_development(fail) as (bot, connector):
        connector.answers.append(refusal(403, "MessageWritesBlocked"))
        with structlog.testing.capture_logs() as logs:
            assert await bot.post(message(connector.service_url)) == (200, None)
    assert ("bot.failure_not_told", "MessageWritesBlocked") in [(entry["event"], entry.get("reason")) for entry in logs]
