"""Asks a chat endpoint that speaks OpenAI's wire format (Azure OpenAI, or a server of one's own), within a time limit.

The address is fixed by the settings. No redirect is followed, no proxy of the environment is used, no cookie is kept, and an
answer longer than it can be is not read to its end.
"""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from types import TracebackType
from typing import Any, Self
from urllib.parse import quote

from aiohttp import ClientError, ClientResponse, ClientSession, DummyCookieJar, TCPConnector

from backend.categories.taxonomy import Taxonomy
from backend.language_model.prompt import MOST_TOKENS, Answer, messages, read_answer
from backend.settings import Settings

LONGEST_ANSWER = 32 * 1024  # bytes; a true one has about one thousand
MOST_AT_A_TIME = 8
FAILURES = 3
REST_SECONDS = 60.0
# What makes an answer short and the same each time. Some servers, and models that think first, refuse one of them or another
# (status 400); then it is asked once more without, in the same time: the prompt wants JSON alone, and all else is refused here.
_WISHES = {"temperature": 0, "max_tokens": MOST_TOKENS, "response_format": {"type": "json_object"}}
_NOT_UNDERSTOOD = 400


class Outcome(StrEnum):
    """What became of a question."""

    ANSWERED = "answered"
    UNREADABLE = "unreadable"
    REFUSED = "refused"
    LATE = "late"
    UNREACHABLE = "unreachable"


@dataclass(frozen=True, slots=True)
class Reply:
    """The outcome, how long it took, in seconds, and in how many calls. `answer` is None unless it is `ANSWERED`."""

    outcome: Outcome
    seconds: float
    answer: Answer | None = None
    calls: int = 1


class LanguageModel:
    """The endpoint, with connections that are used again. Open it with `async with`; until it is asked, it opens none."""

    def __init__(self, settings: Settings, clock: Callable[[], float] = time.monotonic) -> None:
        """Ask by these settings; their address has been checked."""
        self.name = settings.language_model_name
        self._url, self._headers = _address(settings)
        self._limit = settings.language_model_seconds
        self._clock = clock
        self._failures = 0
        self._rests_until = 0.0
        self._takes_wishes = True
        self._session: ClientSession | None = None

    async def __aenter__(self) -> Self:
        """Make the session."""
        self._session = ClientSession(
            connector=TCPConnector(limit=MOST_AT_A_TIME),
            cookie_jar=DummyCookieJar(),
            headers={**self._headers, "Accept": "application/json", "Accept-Encoding": "identity"},
            auto_decompress=False,
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Close the connections."""
        if self._session:
            await self._session.close()

    @property
    def rests(self) -> bool:
        """Whether it is left alone for a while: it failed three times in a row, and nobody should wait for it again."""
        return self._clock() < self._rests_until

    async def ask(self, text: str, taxonomy: Taxonomy) -> Reply:
        """Return what the model says of a text, which has passed the guard. Never raises for what the endpoint does.

        Which form was refused isn't remembered when both were: a text may be what is refused (Azure's content filter answers 400
        too). An endpoint that refuses everything costs two calls a text until it rests.
        """
        if self._session is None:
            raise RuntimeError("the language model isn't open")
        body = {"model": self.name, "messages": messages(text, taxonomy), "stream": False}
        started = self._clock()
        outcome, answer, calls = Outcome.REFUSED, None, 0
        try:
            async with asyncio.timeout(self._limit):
                for wishes in (_WISHES, {}) if self._takes_wishes else ({},):
                    calls += 1
                    async with self._session.post(self._url, json={**body, **wishes}, allow_redirects=False) as response:
                        outcome, answer = await _read(response, taxonomy)
                    if response.status != _NOT_UNDERSTOOD:
                        # A model that refused its wishes once isn't asked with them again.
                        self._takes_wishes = self._takes_wishes and bool(wishes)
                        break
        except TimeoutError:
            outcome = Outcome.LATE
        except (ClientError, OSError, ValueError):  # ValueError: headers that are none
            outcome = Outcome.UNREACHABLE
        self._count(outcome)
        return Reply(outcome, self._clock() - started, answer, calls)

    def _count(self, outcome: Outcome) -> None:
        if outcome in (Outcome.ANSWERED, Outcome.UNREADABLE):
            self._failures = 0
            return
        self._failures += 1
        if self._failures >= FAILURES:
            self._rests_until = self._clock() + REST_SECONDS


def _address(settings: Settings) -> tuple[str, dict[str, str]]:
    """Return the endpoint's whole address, and the header that the key is given in."""
    base, key = settings.language_model_url.rstrip("/"), settings.language_model_key.get_secret_value()
    if settings.language_model_azure_version:
        deployment, version = quote(settings.language_model_name, safe=""), quote(settings.language_model_azure_version, safe="")
        return f"{base}/openai/deployments/{deployment}/chat/completions?api-version={version}", {"api-key": key} if key else {}
    return f"{base}/chat/completions", {"Authorization": f"Bearer {key}"} if key else {}


async def _read(response: ClientResponse, taxonomy: Taxonomy) -> tuple[Outcome, Answer | None]:
    if response.status != 200:
        return Outcome.REFUSED, None
    body: Any = bytearray()
    async for chunk in response.content.iter_chunked(4096):
        body += chunk
        if len(body) > LONGEST_ANSWER:
            response.close()
            return Outcome.UNREADABLE, None
    answer = read_answer(bytes(body), taxonomy.main_codes)
    return (Outcome.ANSWERED, answer) if answer else (Outcome.UNREADABLE, None)
