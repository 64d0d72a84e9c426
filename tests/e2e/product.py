"""The product as a real process with the demo förbund, its people in Teams test clients, and a server that keeps the mail."""

import asyncio
import email
import email.policy
import os
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path

import aiohttp
from aiosmtpd.smtp import SMTP, Envelope, Session
from playwright.async_api import Browser

from backend.categories.classifier import TrainedCategoriser
from backend.teams_client import ClientUser, TeamsClientProcess, write_client_config
from tests.bot.talk import MODELS
from tests.e2e.browser import REPOSITORY, chromium, swedish_context
from tests.e2e.teams_client import TeamsClient
from tests.ports import free_port

CLIENT = Path(__file__).parent / "client"
TENANT = "11111111-1111-1111-1111-111111111111"
BOT = "22222222-2222-2222-2222-222222222222"
HANNA = ClientUser("hanna", "Hanna Exempel", "hanna.exempel@tranas.example", "aaaaaaaa-0000-0000-0000-000000000001")
KARIN = ClientUser("karin", "Karin Exempel", "karin.exempel@hoglandet.example", "aaaaaaaa-0000-0000-0000-000000000002")
WINDOW = (760, 980)  # narrow, as Teams beside something else
START_SECONDS = 240


@dataclass
class Mailbox:
    """Everybody's mail, as it came over SMTP."""

    mails: list[EmailMessage] = field(default_factory=list)
    port: int = 0
    _came: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        assert isinstance(envelope.content, bytes)
        mail = email.message_from_bytes(envelope.content, policy=email.policy.default)
        assert isinstance(mail, EmailMessage)
        async with self._came:
            self.mails.append(mail)
            self._came.notify_all()
        return "250 kept"

    def to(self, address: str, about: str = "") -> list[EmailMessage]:
        """What came for an address, with something in its subject."""
        return [mail for mail in self.mails if address in str(mail["To"]) and about in str(mail["Subject"])]

    async def wait_for(self, address: str, about: str = "", seconds: float = 60) -> EmailMessage:
        """Wait for such a mail."""
        async with asyncio.timeout(seconds), self._came:
            await self._came.wait_for(lambda: self.to(address, about))
        return self.to(address, about)[-1]


@dataclass
class Product:
    """A running product. `folder` holds what it writes."""

    folder: Path
    url: str
    mailbox: Mailbox
    browser: Browser
    _stack: AsyncExitStack
    _environment: dict[str, str]

    async def sign_in(self, user: ClientUser) -> TeamsClient:
        """Start the person's own Teams test client, open it in the browser, and wait for the welcome."""
        folder = self.folder / "teams" / user.id
        write_client_config(folder, user, [HANNA, KARIN], TENANT, BOT)
        process = TeamsClientProcess(CLIENT, folder, free_port(), f"{self.url}/api/messages")
        await self._stack.enter_async_context(process)
        context = await swedish_context(self.browser, *WINDOW)
        self._stack.push_async_callback(context.close)
        client = await TeamsClient.open(context, process.url)
        await client.expect("Jag är Lex Heller")
        return client

    async def run(self, *arguments: str) -> str:
        """Run a command of the product to its end and return what it printed."""
        process = await asyncio.create_subprocess_exec(
            *_command(*arguments), env=self._environment, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
        )
        out, err = await process.communicate()
        assert process.returncode == 0, err.decode()
        return out.decode()


@asynccontextmanager
async def running_product(folder: Path, *, with_clock: bool = True) -> AsyncIterator[Product]:
    """Start the product on the demo förbund, with its own SMTP server and browser, and stop them all afterwards."""
    async with AsyncExitStack() as stack:
        mailbox = await _mailbox(stack)
        port = free_port()
        url = f"http://127.0.0.1:{port}"
        data = folder / "data"
        # Learned once for all tests; the product reads it from its own folder.
        await asyncio.to_thread(TrainedCategoriser.load, MODELS)
        data.mkdir(parents=True)
        (data / "models").symlink_to(MODELS)
        environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("LEXHELLER_")},
            "LEXHELLER_ENVIRONMENT": "development",
            "LEXHELLER_DATA_DIR": str(data),
            "LEXHELLER_PORT": str(port),
            "LEXHELLER_PUBLIC_URL": url,
            "LEXHELLER_SMTP_HOST": "127.0.0.1",
            "LEXHELLER_SMTP_PORT": str(mailbox.port),
            "LEXHELLER_LOG_LEVEL": "WARNING",
        }
        arguments = ["serve", "--demo", *([] if with_clock else ["--no-clock"])]
        process = await asyncio.create_subprocess_exec(*_command(*arguments), env=environment, stdout=asyncio.subprocess.DEVNULL)
        stack.push_async_callback(_stop, process)
        await _wait_until_ready(process, url)
        browser = await stack.enter_async_context(chromium())
        yield Product(folder, url, mailbox, browser, stack, environment)


def _command(*arguments: str) -> Sequence[str]:
    return sys.executable, "-m", "backend.cli", *arguments


async def _mailbox(stack: AsyncExitStack) -> Mailbox:
    mailbox = Mailbox()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(mailbox, hostname="localhost", loop=loop), "127.0.0.1", 0)
    stack.callback(server.close)
    mailbox.port = server.sockets[0].getsockname()[1]
    return mailbox


async def _wait_until_ready(process: asyncio.subprocess.Process, url: str) -> None:
    async with aiohttp.ClientSession() as http, asyncio.timeout(START_SECONDS):
        while True:
            assert process.returncode is None, "the product ended by itself"
            try:
                async with http.get(f"{url}/readyz") as answer:
                    if answer.status == 200:
                        return
            except aiohttp.ClientError:
                pass  # it doesn't listen yet
            await asyncio.sleep(0.05)


async def _stop(process: asyncio.subprocess.Process) -> None:
    if process.returncode is None:
        process.terminate()
        try:
            await asyncio.wait_for(process.wait(), 15)
        except TimeoutError:
            process.kill()
            await process.wait()


def picture(name: str) -> Path | None:
    """Return where a picture for the documentation is to be saved; None unless PICTURES=1 asks for them."""
    return REPOSITORY / "docs" / "pictures" / f"{name}.png" if os.environ.get("PICTURES") == "1" else None
