"""An SMTP server for development: what the product sends stays on this machine, as files."""

import asyncio
from functools import partial
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session

from backend.mail.folder import MailFolder


class MailSink:
    """Takes every message and keeps it in a folder; `port` 0 stands for a free one, told by `.port` once it is started."""

    def __init__(self, folder: Path, host: str, port: int) -> None:
        """Nothing is opened until `start`."""
        self.port = port
        self.folder = MailFolder(folder)
        self._host = host
        self._server: asyncio.Server | None = None
        self._sessions: set[_Session] = set()

    async def start(self) -> None:
        """Listen, in the running loop. Raises OSError when the port is taken."""
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(partial(_Session, self, self._sessions, loop), self._host, self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Stop listening, and hang up on whoever is connected."""
        if self._server is None:
            return
        self._server.close()
        for session in list(self._sessions):
            session.hang_up()
        await self._server.wait_closed()
        self._server = None

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: D102  # aiosmtpd asks for it
        content = envelope.content
        if not isinstance(content, bytes):
            return "451 no content"
        await asyncio.to_thread(self.folder.keep, content)
        return "250 kept"


class _Session(SMTP):
    """One connection; kept in view so that it can be closed when the sink stops."""

    def __init__(self, sink: MailSink, sessions: set["_Session"], loop: asyncio.AbstractEventLoop) -> None:
        super().__init__(sink, hostname="localhost", ident="development sink", loop=loop)
        self._open = sessions

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self._open.add(self)

    def connection_lost(self, error: Exception | None) -> None:
        super().connection_lost(error)
        self._open.discard(self)

    def hang_up(self) -> None:
        if self.transport is not None:
            self.transport.close()
