"""The Bot Framework adapter: authenticates what comes, runs the turn, sends what is said.

The product meets botbuilder's `TurnContext` and `Activity` as ever; what is between them and the wire is our own, in `bot/seam`.
Calls that botbuilder makes by its own connector client, such as `TeamsInfo`, are not served.
"""

import asyncio
import traceback
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import aiohttp
import structlog
from aiohttp import web
from botbuilder.core import BotAdapter, TurnContext
from botbuilder.schema import (
    Activity,
    ActivityEventNames,
    ActivityTypes,
    ConversationAccount,
    ConversationParameters,
    ConversationReference,
    DeliveryModes,
    ResourceResponse,
)

from bot.seam.authentication import Authenticator
from bot.seam.config import AdapterConfig, ConfigError, ServiceUrlRefusedError, ServiceUrls, Timeouts
from bot.seam.connector import IN_TURN, PROACTIVE, Connector, member_path, path_of
from bot.seam.intake import RefusedError, check_kind, read_object
from bot.seam.keys import SigningKeys
from bot.seam.sending import (
    ConversationTarget,
    FinalError,
    Forbidden,
    Gone,
    Rejected,
    SendError,
    Throttled,
    TryAgainError,
    Unreachable,
)
from bot.seam.tokens import OutboundTokens
from bot.seam.wire import WrongShapeError, decode, encode

__all__ = [
    "AdapterConfig",
    "ConfigError",
    "ConversationTarget",
    "FinalError",
    "Forbidden",
    "Gone",
    "Rejected",
    "SendError",
    "TeamsAdapter",
    "Throttled",
    "Timeouts",
    "TryAgainError",
    "Unreachable",
]

OnTurn = Callable[[TurnContext], Awaitable[None]]
LONGEST_ID = 100

log = structlog.get_logger(__name__)


class TeamsAdapter(BotAdapter):
    """One bot's connection to Teams; use it as `async with`, which opens its HTTP session.

    `error_text` gives what is said to the person when a turn fails, by the activity's locale.
    """

    def __init__(self, config: AdapterConfig, error_text: Callable[[str | None], str]) -> None:
        super().__init__()
        self._config = config
        self._error_text = error_text
        self._service_urls = ServiceUrls(config.allowed_service_hosts, loopback=config.development)
        self._stack = AsyncExitStack()
        self._authenticator: Authenticator | None = None
        self._connector: Connector

    async def __aenter__(self) -> Self:
        """Open the session that all calls share. Nothing is fetched before the first request."""
        config, timeouts = self._config, self._config.timeouts
        # No cookies: nothing that one host sets belongs in a call to another.
        session = await self._stack.enter_async_context(
            aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=256, ttl_dns_cache=300, keepalive_timeout=60),
                cookie_jar=aiohttp.DummyCookieJar(),
            )
        )
        if not config.development:
            keys = SigningKeys(
                session,
                config.openid_metadata_url,
                time_limit=timeouts.keys,
                refresh_interval=timeouts.key_refresh_interval,
            )
            self._stack.push_async_callback(keys.close)
            self._authenticator = Authenticator(keys, config.app_id)
        tokens = None
        if config.app_id:
            tokens = OutboundTokens(
                session,
                login_url=config.login_url,
                tenant_id=config.tenant_id,
                app_id=config.app_id,
                app_password=config.app_password,
                time_limit=timeouts.token,
            )
            self._stack.push_async_callback(tokens.close)
        self._connector = Connector(session, self._service_urls, tokens, timeouts)
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Close the session."""
        await self._stack.aclose()

    async def process(self, request: web.Request, on_turn: OnTurn) -> web.Response:
        """Serve one request of the channel: run the turn, and return what the channel is answered.

        200, for an invoke with the bot's own answer, else: 405 no POST, 415 no JSON, 413 too big, 400 no activity, 401 not from
        the channel, 403 another channel than Teams or a service URL that isn't allowed, 503 the issuer of keys can't be asked,
        501 an invoke without an answer, 500 an invoke that failed. A failed message is answered 200: the person has been told,
        and the channel would only send it again.
        """
        try:
            activity = await self._receive(request)
        except RefusedError as refusal:
            log.warning("bot.request_refused", status=refusal.status, reason=refusal.reason)
            headers = {405: {"Allow": "POST"}, 401: {"WWW-Authenticate": "Bearer"}}.get(refusal.status)
            return web.Response(status=refusal.status, headers=headers)
        context = TurnContext(self, activity)
        failed = False
        try:
            await self.run_pipeline(context, on_turn)
        except Exception as error:  # whatever a turn raises ends here
            failed = True
            await self._tell_failure(context, error)
        return self._answer(context, failed)

    async def _receive(self, request: web.Request) -> Activity:
        """Return the activity of a request that may be served. Raises `RefusedError`."""
        limit = self._config.max_body_bytes
        check_kind(request, limit)
        # Who sends is asked before the body is read: strangers don't get us to work.
        caller = None
        if self._authenticator:
            caller = await self._authenticator.verify(request.headers.get("Authorization"))
        try:
            activity = decode(await read_object(request, limit, self._config.timeouts.body))
        except WrongShapeError:
            raise RefusedError(400, "no_activity") from None
        if caller:
            caller.check(activity.service_url, activity.channel_id)
        try:
            self._service_urls.check(activity.service_url)
        except ServiceUrlRefusedError:
            raise RefusedError(403, "service_url") from None
        return activity

    def _answer(self, context: TurnContext, failed: bool) -> web.Response:
        activity = context.activity
        if activity.delivery_mode == DeliveryModes.expect_replies:
            return _json({"activities": context.buffered_reply_activities}, 200)
        if activity.type != ActivityTypes.invoke:
            return web.Response(status=200)
        said = context.turn_state.get(self._INVOKE_RESPONSE_KEY)
        if failed:
            return web.Response(status=500)
        if said is None:
            return web.Response(status=501)
        value = said.value
        body, status = (value.get("body"), value.get("status")) if isinstance(value, Mapping) else (value.body, value.status)
        return web.Response(status=int(status or 200)) if body is None else _json(body, int(status or 200))

    async def _tell_failure(self, context: TurnContext, error: Exception) -> None:
        """Say to the person that it went wrong, and to the log where. What was written may stand in the exception's text."""
        activity = context.activity
        frame = traceback.extract_tb(error.__traceback__)[-1]
        log.error(
            "bot.turn_failed",
            error=type(error).__name__,
            at=f"{Path(frame.filename).name}:{frame.lineno}",
            activity_type=activity.type,
            activity_id=(activity.id or "")[:LONGEST_ID],
        )
        try:
            await context.send_activity(Activity(type=ActivityTypes.message, text=self._error_text(activity.locale)))
        except SendError as unsaid:
            log.error("bot.failure_not_told", error=type(unsaid).__name__, reason=unsaid.reason)

    async def send(self, target: ConversationTarget, activity: Mapping[str, Any]) -> str:
        """Send a message outside any turn and return its id. Raises the errors of `bot.seam.sending`."""
        path = path_of(target.conversation_id)
        answer = await self._connector.call("POST", target.service_url, path, _addressed(target, activity), PROACTIVE)
        return str(answer.get("id", ""))

    async def update(self, target: ConversationTarget, activity_id: str, activity: Mapping[str, Any]) -> str:
        """Replace a message and return its id. Raises as `send` does; `Gone` when the message isn't there."""
        path = path_of(target.conversation_id, activity_id)
        body = {**_addressed(target, activity), "id": activity_id}
        answer = await self._connector.call("PUT", target.service_url, path, body, PROACTIVE)
        return str(answer.get("id", activity_id))

    async def send_activities(self, context: TurnContext, activities: Sequence[Activity]) -> list[ResourceResponse]:
        """Send what the bot says in a turn, in order; botbuilder calls it. Raises as `send` does."""
        return [await self._send_one(context, activity) for activity in activities]

    async def _send_one(self, context: TurnContext, activity: Activity) -> ResourceResponse:
        if activity.type == ActivityTypes.invoke_response:
            context.turn_state[self._INVOKE_RESPONSE_KEY] = activity
            return ResourceResponse()
        if activity.type == ActivityTypes.trace:  # for the emulator's log only
            return ResourceResponse()
        if activity.type == "delay":
            await asyncio.sleep((activity.value or 1000) / 1000)
            return ResourceResponse()
        # A turn that we began ourselves answers no message of anybody's.
        answers = None if context.activity.name == ActivityEventNames.continue_conversation else activity.reply_to_id
        path = path_of(activity.conversation.id, answers)
        answer = await self._connector.call("POST", activity.service_url, path, activity, IN_TURN)
        return ResourceResponse(id=answer.get("id"))

    async def update_activity(self, context: TurnContext, activity: Activity) -> ResourceResponse:
        """Replace a message in a turn; botbuilder calls it. Raises as `send` does."""
        path = path_of(activity.conversation.id, activity.id)
        answer = await self._connector.call("PUT", activity.service_url, path, activity, IN_TURN)
        return ResourceResponse(id=answer.get("id") or activity.id)

    async def delete_activity(self, context: TurnContext, reference: ConversationReference) -> None:
        """Remove a message in a turn; botbuilder calls it. Raises as `send` does."""
        path = path_of(reference.conversation.id, reference.activity_id)
        await self._connector.call("DELETE", reference.service_url, path, None, IN_TURN)

    async def begin_chat(self, context: TurnContext) -> str:
        """Return the id of the sender's own chat with the bot, which is begun when there is none.

        Raises as `send` does: `Forbidden` for somebody who hasn't added the bot.
        """
        activity = context.activity
        parameters = ConversationParameters(
            is_group=False,
            bot=activity.recipient,
            members=[activity.from_property],
            tenant_id=activity.conversation.tenant_id,
            channel_data={"tenant": {"id": activity.conversation.tenant_id}},
        )
        made = await self._connector.call("POST", activity.service_url, "/v3/conversations", parameters, IN_TURN)
        return str(made.get("id", ""))

    async def sender_as_member(self, context: TurnContext, conversation_id: str) -> dict[str, Any]:
        """Return what a conversation's list of members says of the turn's sender. Raises as `send` does."""
        activity = context.activity
        path = member_path(conversation_id, activity.from_property.id)
        return await self._connector.call("GET", activity.service_url, path, None, IN_TURN)

    async def create_conversation(
        self,
        bot_app_id: str,
        callback: OnTurn,
        conversation_parameters: ConversationParameters,
        channel_id: str,
        service_url: str,
        audience: str | None = None,
    ) -> None:
        """Begin a conversation, and run `callback` in a turn of it, as botbuilder's own adapter does. Raises as `send` does."""
        made = await self._connector.call("POST", service_url, "/v3/conversations", conversation_parameters, PROACTIVE)
        event = Activity(
            type=ActivityTypes.event,
            name=ActivityEventNames.create_conversation,
            channel_id=channel_id,
            service_url=service_url,
            conversation=ConversationAccount(id=made.get("id"), tenant_id=conversation_parameters.tenant_id),
            channel_data=conversation_parameters.channel_data,
            recipient=conversation_parameters.bot,
        )
        await self.run_pipeline(TurnContext(self, event), callback)


def _json(body: Any, status: int) -> web.Response:
    return web.Response(body=encode(body), status=status, content_type="application/json")


def _addressed(target: ConversationTarget, activity: Mapping[str, Any]) -> dict[str, Any]:
    """Return the message with who says it, to whom and where."""
    conversation = {"id": target.conversation_id, **({"tenantId": target.tenant_id} if target.tenant_id else {})}
    recipient = {"recipient": {"id": target.user_id}} if target.user_id else {}
    return {"type": "message", **activity, "from": {"id": target.bot_id}, **recipient, "conversation": conversation}
