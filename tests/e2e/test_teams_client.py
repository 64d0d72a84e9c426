"""The page object against the real test client and a small bot: when this fails, look here before the product."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession, web

from backend.teams_client import ClientUser, TeamsClientProcess, write_client_config
from tests.e2e.browser import chromium, swedish_context
from tests.e2e.teams_client import TeamsClient
from tests.ports import free_port

pytestmark = pytest.mark.e2e

INSTALLATION = Path(__file__).parent / "client"
ANNA = ClientUser("user-anna", "Anna Exempel", "anna@example.test", "aaaaaaaa-0000-0000-0000-000000000001")
TENANT = "11111111-1111-1111-1111-111111111111"
BOT = "22222222-2222-2222-2222-222222222222"


def _choices(*titles: str) -> list[dict[str, str]]:
    return [{"title": title, "value": title} for title in titles]


CARD = {
    "type": "AdaptiveCard",
    "version": "1.5",
    "body": [
        {
            **{"type": "Input.Text", "id": "text", "label": "Vad hände?", "isMultiline": True, "value": "FK kom inte"},
            **{"isRequired": True, "errorMessage": "Skriv vad som hände"},
        },
        {"type": "Input.ChoiceSet", "id": "kommun", "label": "Kommun", "choices": _choices("Aneby", "Tranås")},
        {"type": "Input.ChoiceSet", "id": "slag", "label": "Slag", "style": "expanded", "choices": _choices("Ja", "Nej")},
        {
            **{"type": "Input.ChoiceSet", "id": "parter", "label": "Parter", "choices": _choices("FK", "AF", "Vård")},
            **{"style": "expanded", "isMultiSelect": True, "value": "FK"},
        },
        {"type": "Input.Date", "id": "dag", "label": "När hände det?", "value": "2026-03-10"},
        {"type": "Input.Time", "id": "tid", "label": "Klockan"},
        {"type": "Input.Number", "id": "antal", "label": "Antal"},
        {"type": "Input.Toggle", "id": "deltar", "title": "Individen deltar"},
    ],
    "actions": [{"type": "Action.Submit", "title": "Skicka", "data": {"submit_id": "k1"}}],
}


class SmallBot:
    """Answers every message with the card, and every submit by replacing the card with a receipt."""

    def __init__(self) -> None:
        self.submitted: list[dict[str, Any]] = []

    async def receive(self, request: web.Request) -> web.Response:
        activity = await request.json()
        if activity["type"] == "message":
            await (self._replace_card(activity) if activity.get("value") else self._send_card(activity))
        return web.Response()

    async def _send_card(self, activity: dict[str, Any]) -> None:
        await self._call("POST", activity, "", CARD)

    async def _replace_card(self, activity: dict[str, Any]) -> None:
        self.submitted.append(activity["value"])
        receipt = {"type": "AdaptiveCard", "version": "1.5", "body": [{"type": "TextBlock", "text": "Kvitto"}]}
        await self._call("PUT", activity, f"/{activity['replyToId']}", receipt)

    async def _call(self, method: str, activity: dict[str, Any], path: str, card: dict[str, Any]) -> None:
        reply = {
            "type": "message",
            "from": activity["recipient"],
            "recipient": activity["from"],
            "conversation": activity["conversation"],
            "attachments": [{"contentType": "application/vnd.microsoft.card.adaptive", "content": card}],
        }
        service = activity["serviceUrl"].rstrip("/")
        url = f"{service}/v3/conversations/{activity['conversation']['id']}/activities{path}"
        async with ClientSession() as session, session.request(method, url, json=reply) as answer:
            answer.raise_for_status()


@pytest.fixture
async def bot() -> AsyncIterator[tuple[SmallBot, str]]:
    small = SmallBot()
    app = web.Application()
    app.router.add_post("/api/messages", small.receive)
    runner = web.AppRunner(app)
    await runner.setup()
    port = free_port()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    yield small, f"http://127.0.0.1:{port}/api/messages"
    await runner.cleanup()


async def test_a_card_is_filled_in_sent_and_replaced(bot: tuple[SmallBot, str], tmp_path: Path) -> None:
    small, endpoint = bot
    write_client_config(tmp_path, ANNA, [], TENANT, BOT)
    async with AsyncExitStack() as stack:
        process = TeamsClientProcess(INSTALLATION, tmp_path, free_port(), endpoint)
        await stack.enter_async_context(process)
        browser = await stack.enter_async_context(chromium())
        client = await TeamsClient.open(await swedish_context(browser), process.url)

        await client.send("FK kom inte på mötet")
        assert await client.value("Vad hände?") == "FK kom inte"
        assert await client.is_checked("FK")
        assert not await client.is_checked("AF")
        assert await client.options("Kommun") == ["Aneby", "Tranås"]

        await client.fill("Vad hände?", "")
        await client.click("Skicka")
        await client.expect("Skriv vad som hände")
        assert small.submitted == []

        await client.fill("Vad hände?", "FK kom inte på mötet")
        await client.choose("Kommun", "Tranås")
        await client.pick("Nej")
        await client.check("AF")
        await client.check("FK", checked=False)
        await client.date("När hände det?", date(2025, 12, 30))
        await client.time("Klockan", "9:30")
        await client.number("Antal", 3)
        await client.check("Individen deltar")
        await client.click("Skicka")
        await client.expect("Kvitto")
        await client.screenshot(tmp_path / "kvitto.png")

    assert (tmp_path / "kvitto.png").stat().st_size > 10_000
    assert [{name: str(value) for name, value in each.items()} for each in small.submitted] == [
        {
            **{"submit_id": "k1", "text": "FK kom inte på mötet", "kommun": "Tranås", "slag": "Nej", "parter": "AF"},
            **{"dag": "2025-12-30", "tid": "09:30", "antal": "3", "deltar": "true"},
        }
    ]


def _listening_by_ipv6() -> str:
    """Return the kernel's table of them, which a machine without IPv6 lacks."""
    table = Path("/proc/net/tcp6")
    return table.read_text() if table.exists() else ""


async def test_the_client_listens_on_this_machine_only(bot: tuple[SmallBot, str], tmp_path: Path) -> None:
    write_client_config(tmp_path, ANNA, [], TENANT, BOT)
    port = free_port()
    async with TeamsClientProcess(INSTALLATION, tmp_path, port, bot[1]):
        listening = await asyncio.to_thread(Path("/proc/net/tcp").read_text)
        everywhere = await asyncio.to_thread(_listening_by_ipv6)

    assert f"0100007F:{port:04X}" in listening
    assert f":{port:04X} 0000" not in everywhere
