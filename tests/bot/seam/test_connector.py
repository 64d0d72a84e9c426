"""Sending: what is tried again, what is final, and what a dead host costs."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import aiohttp
import pytest

from bot.adapter import ConversationTarget, FinalError, Forbidden, Gone, Rejected, Throttled, Timeouts, Unreachable
from bot.seam.config import SERVICE_HOSTS, ServiceUrls
from bot.seam.connector import IN_TURN, PROACTIVE, Connector, Patience, path_of
from tests.bot.fake_connector import Answer, FakeConnector, refusal
from tests.bot.running_bot import RunningBot, bot_in_development, bot_in_production, message

PATH = path_of("a:1")
PATIENT = Patience(tries=4, seconds=60)  # as in a turn, and on a busy machine


@asynccontextmanager
async def connector_of(**timeouts: float) -> AsyncIterator[Connector]:
    """A connector without a token, which may send to loopback."""
    async with aiohttp.ClientSession() as session:
        yield Connector(session, ServiceUrls(SERVICE_HOSTS, loopback=True), None, Timeouts(**timeouts))


async def say(connector: Connector, service_url: str, patience: Patience = PATIENT) -> str:
    answer = await connector.call("POST", service_url, PATH, {"type": "message", "text": "hej"}, patience)
    return str(answer["id"])


def target_at(service_url: str) -> ConversationTarget:
    return ConversationTarget(service_url=service_url, conversation_id="a:1", tenant_id=None, bot_id="28:bot")


@pytest.mark.parametrize("status", [412, 429, 500, 502, 503, 504])
async def test_what_passes_is_tried_again_until_it_is_taken(status: int) -> None:
    async with FakeConnector() as fake, connector_of() as connector:
        fake.answers.extend([Answer(status), Answer(status)])
        assert await say(connector, fake.service_url) == "m-3"


async def test_the_wait_that_the_connector_asks_for_is_kept() -> None:
    async with FakeConnector() as fake, connector_of() as connector:
        fake.answers.append(refusal(429, "Throttled", Retry_After="1"))
        started = asyncio.get_running_loop().time()
        assert await say(connector, fake.service_url) == "m-2"
        assert asyncio.get_running_loop().time() - started >= 1


async def test_a_wait_longer_than_patience_is_handed_to_the_caller() -> None:
    async with FakeConnector() as fake, connector_of() as connector:
        fake.answers.append(refusal(429, "Throttled", Retry_After="37"))
        with pytest.raises(Throttled) as caught:
            await say(connector, fake.service_url, PROACTIVE)
        assert caught.value.retry_after == timedelta(seconds=37)
        assert len(fake.sent) == 1


async def test_a_wait_told_as_a_date_is_understood() -> None:
    async with FakeConnector() as fake, connector_of() as connector:
        fake.answers.append(refusal(503, "Busy", Retry_After="Fri, 31 Dec 2100 23:59:59 GMT"))
        with pytest.raises(Unreachable) as caught:
            await say(connector, fake.service_url)
        assert caught.value.retry_after is not None
        assert caught.value.retry_after > timedelta(days=365)


@pytest.mark.parametrize("value", ["soon", "-1", "1e999", "nan", "Fri, 99 Dec"])
async def test_a_wait_that_cannot_be_read_is_taken_as_none(value: str) -> None:
    async with FakeConnector() as fake, connector_of() as connector:
        fake.answers.append(refusal(429, "Throttled", Retry_After=value))
        assert await say(connector, fake.service_url) == "m-2"


async def test_patience_ends() -> None:
    async with FakeConnector() as fake, connector_of() as connector:
        fake.answers.extend(Answer(502) for _ in range(10))
        with pytest.raises(Unreachable, match="502"):
            await say(connector, fake.service_url, Patience(tries=2, seconds=60))
        assert len(fake.sent) == 2


@pytest.mark.parametrize(
    ("answer", "error", "reason"),
    [
        (refusal(403, "MessageWritesBlocked"), Forbidden, "MessageWritesBlocked"),
        (refusal(404, "ConversationNotFound"), Gone, "ConversationNotFound"),
        (Answer(410), Gone, "410"),
        (refusal(413, "MessageSizeTooBig"), Rejected, "MessageSizeTooBig"),
        (refusal(400, "free text about a person"), Rejected, "400"),
        (Answer(302, {"Location": "https://attacker.example.test/"}), Rejected, "302"),
    ],
)
async def test_what_will_never_be_taken_is_final_at_once(answer: Answer, error: type[FinalError], reason: str) -> None:
    async with FakeConnector() as fake, connector_of() as connector:
        fake.answers.append(answer)
        with pytest.raises(error) as caught:
            await say(connector, fake.service_url)
        assert (len(fake.sent), caught.value.reason) == (1, reason)


async def test_a_refused_service_url_is_final_and_nothing_is_sent_there() -> None:
    async with FakeConnector() as fake, bot_in_production() as (bot, _, provider):
        with pytest.raises(Forbidden, match="service_url"):
            await bot.adapter.send(target_at(fake.service_url.replace("127.0.0.1", "localhost")), {"text": "hej"})
        assert fake.sent == []
        assert provider.hits["token"] == 0


async def test_a_dead_host_soon_costs_nothing() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound and not listening: every connection is refused
        url = f"http://127.0.0.1:{taken.getsockname()[1]}"
        async with connector_of() as connector:
            for _ in range(3):
                with pytest.raises(Unreachable):
                    await say(connector, url, PROACTIVE)
            with pytest.raises(Unreachable, match="circuit_open"):
                await say(connector, url, PROACTIVE)


async def test_a_host_that_never_answers_costs_its_time_limit() -> None:
    async with FakeConnector() as slow, connector_of(send=0.1) as connector:
        slow.delay = 5
        with pytest.raises(Unreachable):
            await say(connector, slow.service_url, Patience(tries=1, seconds=0))


async def test_a_host_that_is_slow_to_answer_does_not_hold_up_others() -> None:
    async with FakeConnector() as slow, FakeConnector() as quick, connector_of(send=60) as connector:
        slow.delay = 2
        waiting = asyncio.create_task(say(connector, slow.service_url))
        assert await say(connector, quick.service_url) == "m-1"
        assert not waiting.done()
        assert await waiting == "m-1"


async def test_a_token_that_is_no_longer_taken_is_renewed_once() -> None:
    async with bot_in_production() as (bot, connector, _):
        target = target_at(connector.service_url)
        connector.answers.append(Answer(401))
        await bot.adapter.send(target, {"text": "hej"})
        assert [sent.authorization for sent in connector.sent] == ["Bearer token-1", "Bearer token-2"]


async def test_a_bot_that_the_connector_does_not_know_does_not_ask_for_tokens_for_ever() -> None:
    async with bot_in_production() as (bot, connector, provider):
        connector.answers.extend(Answer(401) for _ in range(20))
        with pytest.raises(Unreachable, match="401"):
            await bot.adapter.send(target_at(connector.service_url), {"text": "hej"})
        assert (len(connector.sent), provider.hits["token"]) == (2, 2)


async def test_many_messages_at_once_share_one_token() -> None:
    async with bot_in_production() as (bot, connector, provider):
        provider.delay = 0.05
        await asyncio.gather(*(bot.adapter.send(target_at(connector.service_url), {"text": "hej"}) for _ in range(20)))
        assert provider.hits["token"] == 1


async def test_without_a_token_nothing_is_sent_and_the_login_service_is_left_in_peace() -> None:
    async with bot_in_production(token=0.2) as (bot, connector, provider):
        provider.delay = 5
        for _ in range(5):
            with pytest.raises(Unreachable, match="no_token"):
                await bot.adapter.send(target_at(connector.service_url), {"text": "hej"})
        assert (connector.sent, provider.hits["token"]) == ([], 1)


async def test_a_token_near_its_end_is_renewed_and_used_on_when_that_fails() -> None:
    async with bot_in_production() as (bot, connector, provider):
        provider.lifetime = 200
        target = target_at(connector.service_url)
        await bot.adapter.send(target, {"text": "ett"})
        await bot.adapter.send(target, {"text": "två"})
        provider.down = True
        await bot.adapter.send(target, {"text": "tre"})
        assert [sent.authorization for sent in connector.sent] == ["Bearer token-1", "Bearer token-2", "Bearer token-2"]


async def reply_after(answers: list[Answer], bot: RunningBot, connector: FakeConnector) -> tuple[int, list[str]]:
    connector.answers.extend(answers)
    status, _ = await bot.post(message(connector.service_url))
    return status, connector.texts


async def test_an_answer_in_a_turn_is_tried_again_like_any_other() -> None:
    async with bot_in_development() as (bot, connector):
        assert await reply_after([Answer(502), refusal(429, "Throttled", Retry_After="0")], bot, connector) == (
            200,
            ["echo hej"] * 3,
        )


async def test_identifiers_cannot_lead_to_another_path() -> None:
    async with FakeConnector() as fake, connector_of() as connector:
        await connector.call("POST", f"{fake.service_url}/", path_of("../../admin?x=1#y", "a/b"), {}, IN_TURN)
        assert fake.sent[0].path == "/teams/v3/conversations/..%2F..%2Fadmin%3Fx%3D1%23y/activities/a%2Fb"


async def test_an_answer_that_breaks_off_after_it_said_yes_is_no_reason_to_send_again() -> None:
    calls = 0

    async def break_off(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal calls
        calls += 1
        await reader.readuntil(b"}")
        writer.write(b"HTTP/1.1 201 Created\r\nContent-Length: 100\r\n\r\n")
        writer.close()

    async with await asyncio.start_server(break_off, "127.0.0.1", 0) as server, connector_of() as connector:
        url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        assert await connector.call("POST", url, PATH, {"type": "message"}, IN_TURN) == {}
    assert calls == 1
