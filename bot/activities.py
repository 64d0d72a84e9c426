"""From Bot Framework activities to turns of our own: whose förbund, which person, what was written or pressed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from botbuilder.core import TurnContext
from botbuilder.schema import Activity, ActivityTypes

from backend.categories.taxonomy import Taxonomy
from backend.database import stored_id
from backend.directory.people import TeamsAddress, close_chat, find_in_teams, has_had_chat, person_from_teams
from backend.directory.vocabulary import own_taxonomy
from backend.errors import DomainError, NotAllowedError
from backend.times import utc_now
from bot.answering import InOwnChat, InTeams, to_activity
from bot.cards.in_group import in_group
from bot.desk import Desk, Kommuner, read_kommuner
from bot.dispatch import answer
from bot.flows import digest, help, inbox
from bot.flows.dialog import Body, InDialog
from bot.invokes import KNOWN, answer_invoke, refused
from bot.renewals import target_of
from bot.seam.sending import FinalError, SendError
from bot.standing import Cards
from bot.turn import Answers, Turn
from bot.written import without_mentions
from models import ForbundTenant, Person

PERSONAL = "personal"
TENANT_KEPT = timedelta(minutes=1)  # a tenant may be taken away by the directory
ASK_AGAIN = timedelta(hours=1)  # for a work address that Teams hasn't told

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class _Sender:
    """Who did something, and where their own chat is: None when Teams lets us begin none. `is_new`: it wasn't open before."""

    forbund_id: int
    taxonomy: Taxonomy
    person: Person
    kommuner: Kommuner
    chat: TeamsAddress | None
    is_new: bool


class LexhellerBot:
    """Answers every activity. `clock` gives the present moment; a test gives its own.

    `locale` is everybody's, where a client doesn't tell its person's: Microsoft's test client always says en-US.
    """

    def __init__(self, desk: Desk, clock: Callable[[], datetime] = utc_now, locale: str | None = None) -> None:
        self._desk = desk
        self._clock = clock
        self._locale = locale
        self._forbund_of: dict[str, tuple[int, datetime]] = {}
        self._asked_at: dict[tuple[int, str], datetime] = {}

    async def on_turn(self, context: TurnContext) -> None:
        """Answer a message, a pressed button, a dialog, a search, or being installed; other activities need no answer."""
        activity = context.activity
        if activity.type == ActivityTypes.message:
            await (self._message(context) if _kind(activity) == PERSONAL else self._in_group(context))
        elif activity.type == ActivityTypes.invoke and activity.name in KNOWN:
            body = await self._invoke(context)
            await context.send_activity(Activity(type=ActivityTypes.invoke_response, value={"status": 200, "body": body}))
        elif activity.type == ActivityTypes.installation_update and _kind(activity) == PERSONAL:
            # Teams tells of an installation by a conversationUpdate as well, which is left unanswered: one welcome.
            # A whole group or channel is never welcomed.
            if activity.action == "add":
                await self._arrival(context)
            elif activity.action == "remove":
                await self._departure(context)

    async def _message(self, context: TurnContext) -> None:
        words = self._desk.words_in(self._locale or context.activity.locale)
        try:
            sender = await self._sender(context)
        except DomainError as error:
            await context.send_activity(words.t(error.key, **error.values))
            return
        await self._answer(sender, self._turn(context, sender, InTeams(context, self._cards_of(sender))))

    async def _in_group(self, context: TurnContext) -> None:
        """Answer in the person's own chat, and tell the group so: others would read along, and a form knows whose it is."""
        words = self._desk.words_in(self._locale or context.activity.locale)
        try:
            sender = await self._sender(context)
        except DomainError as error:
            await context.send_activity(words.t(error.key, **error.values))
            return
        try:
            if sender.chat is not None:
                own_chat = InOwnChat(context.adapter, target_of(sender.chat), self._cards_of(sender))
                await self._answer(sender, self._turn(context, sender, own_chat))
        except FinalError as error:
            log.info("bot.own_chat_closed", reason=error.reason)
        else:
            if sender.chat is not None:
                await context.send_activity(to_activity(in_group(words)))
                return
        await context.send_activity(words.t("say.no_own_chat"))

    async def _invoke(self, context: TurnContext) -> Body:
        activity = context.activity
        try:
            sender = await self._sender(context)
        except DomainError as error:
            words = self._desk.words_in(self._locale or activity.locale)
            return refused(activity.name, words.t(error.key, **error.values))
        return await answer_invoke(self._desk, activity.name, self._turn(context, sender, InDialog()))

    async def _arrival(self, context: TurnContext) -> None:
        """Welcome a person once, however often Teams says that the bot was added, and if they remove and add it again."""
        try:
            met = await self._has_met(context)
            sender = await self._sender(context)
        except DomainError:  # who isn't served isn't welcomed, and has asked for no answer
            return
        turn = self._turn(context, sender, InTeams(context, self._cards_of(sender)))
        if not met:
            await help.greet(self._desk, turn)
        if sender.is_new:
            await self._catch_up(turn)

    async def _answer(self, sender: _Sender, turn: Turn) -> None:
        await answer(self._desk, turn)
        if sender.is_new:
            await self._catch_up(turn)

    async def _catch_up(self, turn: Turn) -> None:
        """Send what came by mail alone before the person's own chat was open."""
        await digest.offer(self._desk, turn)
        await inbox.offer(self._desk, turn)

    async def _departure(self, context: TurnContext) -> None:
        """Remember that Teams doesn't reach the person any more: what they must know goes by mail."""
        forbund_id, entra_id = await self._forbund(_tenant(context.activity)), _entra_id(context.activity)
        if forbund_id is not None and entra_id:
            async with self._desk.database.begin(forbund_id) as session:
                await close_chat(session, entra_id, self._clock())

    async def _has_met(self, context: TurnContext) -> bool:
        forbund_id, entra_id = await self._forbund(_tenant(context.activity)), _entra_id(context.activity)
        if forbund_id is None or not entra_id:
            return False
        async with self._desk.database.read(forbund_id) as session:
            return await has_had_chat(session, entra_id)

    def _turn(self, context: TurnContext, sender: _Sender, answers: Answers) -> Turn:
        activity, now = context.activity, self._clock()
        return Turn(
            person=sender.person,
            forbund_id=sender.forbund_id,
            kommuner=sender.kommuner,
            taxonomy=sender.taxonomy,
            locale=sender.person.locale,
            text=_text(activity),
            value=activity.value if isinstance(activity.value, Mapping) else {},
            asked_at=activity.timestamp if activity.timestamp and activity.timestamp.tzinfo else now,
            now=now,
            answers=answers,
        )

    def _cards_of(self, sender: _Sender) -> Cards:
        return Cards(self._desk.database, sender.forbund_id, stored_id(sender.person), self._clock())

    async def _sender(self, context: TurnContext) -> _Sender:
        """Return who did it.

        Raises NotAllowedError for an unknown tenant or sender, and for somebody who has left.
        """
        activity = context.activity
        tenant_id, entra_id = _tenant(activity), _entra_id(activity)
        forbund_id = await self._forbund(tenant_id)
        if forbund_id is None or not tenant_id or not entra_id:
            log.info("bot.unknown_sender", tenant_known=forbund_id is not None)
            raise NotAllowedError("error.unknown_tenant")
        return await self._person(context, forbund_id, entra_id, tenant_id)

    async def _forbund(self, tenant_id: str | None) -> int | None:
        """Return the förbund that a tenant reports to, as it is or was a minute ago at most."""
        if not tenant_id:
            return None
        now, read = self._clock(), self._forbund_of.get(tenant_id)
        if read is not None and now < read[1] + TENANT_KEPT:
            return read[0]
        async with self._desk.database.read_every_forbund() as session:
            tenant = await session.get(ForbundTenant, tenant_id)
        if tenant is None:
            self._forbund_of.pop(tenant_id, None)  # an unknown one isn't remembered: anybody can name tenants
            return None
        self._forbund_of[tenant_id] = tenant.forbund_id, now
        return tenant.forbund_id

    async def _person(self, context: TurnContext, forbund_id: int, entra_id: str, tenant_id: str) -> _Sender:
        """Return the person. Most turns change nothing, and only read."""
        sender = context.activity.from_property
        spoken = self._locale or context.activity.locale  # an update of the conversation tells none
        locale = self._desk.texts.locale(spoken) if spoken else None
        async with self._desk.database.read(forbund_id) as session:
            known = await find_in_teams(session, entra_id)
            kommuner = await read_kommuner(session)
            taxonomy = await own_taxonomy(session, self._desk.taxonomy)
        if known and known[0].locale_chosen:  # which beats what Teams says
            locale = None
        before = known[1] if known else None
        chat = before
        if _in_own_chat(context.activity):
            chat = _address(context.activity, tenant_id, context.activity.conversation.id)
        elif chat is None and (begun := await _begin_chat(context)):
            chat = _address(context.activity, tenant_id, begun)
        email = None
        if chat is not None and not (known and known[0].email) and self._may_ask(forbund_id, entra_id):
            email = await _vouched_address(context, chat.conversation_id)
        if known and email is None and before == chat and locale in (None, known[0].locale) and known[0].name:
            return _Sender(forbund_id, taxonomy, known[0], kommuner, chat, is_new=False)
        async with self._desk.database.begin(forbund_id) as session:
            person = await person_from_teams(
                session, entra_id=entra_id, name=sender.name or "", email=email, locale=locale, address=chat
            )
        return _Sender(forbund_id, taxonomy, person, kommuner, chat, is_new=before is None)

    def _may_ask(self, forbund_id: int, entra_id: str) -> bool:
        """Whether to ask for somebody's address: Teams may never tell it, and each asking takes a call."""
        now, who = self._clock(), (forbund_id, entra_id)
        asked_at = self._asked_at.get(who)
        if asked_at is not None and now < asked_at + ASK_AGAIN:
            return False
        self._asked_at[who] = now
        return True


async def _vouched_address(context: TurnContext, conversation_id: str) -> str | None:
    """Return the work address of somebody without one, from Teams' own list of members: the directory may know them by it."""
    try:
        member = await context.adapter.sender_as_member(context, conversation_id)
    except SendError as error:  # asked again later
        log.warning("bot.member_unknown", error=type(error).__name__)
        return None
    address = member.get("email") or member.get("userPrincipalName")
    # A guest's is a made-up name of the account, and no mailbox.
    return str(address) if address and "#ext#" not in str(address).lower() else None


async def _begin_chat(context: TurnContext) -> str | None:
    """Return the sender's own chat with the bot; None for somebody who hasn't added the bot, whom Teams keeps from us."""
    try:
        begun: str = await context.adapter.begin_chat(context)
    except FinalError as error:
        log.info("bot.no_own_chat", reason=error.reason)
        return None
    return begun or None


def _kind(activity: Activity) -> str:
    return (activity.conversation.conversation_type if activity.conversation else None) or PERSONAL


def _in_own_chat(activity: Activity) -> bool:
    """Whether the conversation is the sender's own with the bot.

    An action or a search may come from one between two colleagues, which Teams calls personal as well.
    """
    return activity.type != ActivityTypes.invoke and _kind(activity) == PERSONAL


def _entra_id(activity: Activity) -> str | None:
    return getattr(activity.from_property, "aad_object_id", None)


def _tenant(activity: Activity) -> str | None:
    """Return the sender's tenant: channel data has it, the conversation's own field is empty in this SDK."""
    data = activity.channel_data if isinstance(activity.channel_data, Mapping) else {}
    tenant = data.get("tenant")
    found = tenant.get("id") if isinstance(tenant, Mapping) else None
    return found or getattr(activity.conversation, "tenant_id", None)


def _address(activity: Activity, tenant_id: str, conversation_id: str) -> TeamsAddress:
    return TeamsAddress(
        service_url=activity.service_url,
        conversation_id=conversation_id,
        tenant_id=tenant_id,
        user_id=activity.from_property.id,
        bot_id=activity.recipient.id,
    )


def _text(activity: Activity) -> str:
    """Return what was written, without the mention of the bot that a group needs, and without the markup of others."""
    if any(mention.type == "mention" for mention in activity.entities or ()):
        TurnContext.remove_recipient_mention(activity)
    return without_mentions(activity.text or "")
