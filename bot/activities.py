"""From Bot Framework activities to turns of our own: whose förbund, which person, what was written or pressed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

import structlog
from botbuilder.core import TurnContext
from botbuilder.schema import Activity, ActivityTypes

from backend.directory.people import TeamsAddress, find_in_teams, person_from_teams
from backend.errors import DomainError, NotAllowedError
from backend.times import utc_now
from bot.cards.elements import Card
from bot.desk import Desk
from bot.dispatch import answer
from bot.flows import digest, help
from bot.messages import message
from bot.seam.sending import FinalError, SendError
from bot.turn import Turn
from models import ForbundTenant, Person

PERSONAL = "personal"

log = structlog.get_logger(__name__)


class LexhellerBot:
    """Answers every activity. `clock` gives the present moment; a test gives its own.

    `locale` is everybody's, where a client doesn't tell its person's: Microsoft's test client always says en-US.
    """

    def __init__(self, desk: Desk, clock: Callable[[], datetime] = utc_now, locale: str | None = None) -> None:
        self._desk = desk
        self._clock = clock
        self._locale = locale
        self._forbund_of: dict[str, int] = {}

    async def on_turn(self, context: TurnContext) -> None:
        """Answer a message, a pressed button, or being installed; other activities need no answer."""
        activity = context.activity
        if activity.type == ActivityTypes.message:
            await self._message(context)
        elif activity.type == ActivityTypes.installation_update and activity.action == "add":
            # Teams tells of an installation by a conversationUpdate as well, which is left unanswered: one welcome.
            await self._arrival(context)

    async def _message(self, context: TurnContext) -> None:
        activity = context.activity
        words = self._desk.words(self._locale or activity.locale)
        if _kind(activity) != PERSONAL:
            # Others would read along; and the form knows whose it is.
            await context.send_activity(words.t("say.in_private"))
            return
        try:
            turn, _ = await self._turn(context)
        except DomainError as error:
            await context.send_activity(words.t(error.key, **error.values))
            return
        await answer(self._desk, turn)

    async def _arrival(self, context: TurnContext) -> None:
        """Welcome a person once, however often Teams says that the bot was added."""
        if _kind(context.activity) != PERSONAL:
            return
        try:
            turn, is_new = await self._turn(context)
        except DomainError:  # who isn't served isn't welcomed, and has asked for no answer
            return
        if is_new:
            await help.greet(self._desk, turn)
            await digest.offer(self._desk, turn)

    async def _turn(self, context: TurnContext) -> tuple[Turn, bool]:
        """Return the turn, and whether the person writes here for the first time.

        Raises NotAllowedError for an unknown tenant or sender, and for somebody who has left.
        """
        activity = context.activity
        now = self._clock()
        tenant_id = _tenant(activity)
        forbund_id = await self._forbund(tenant_id)
        entra_id = getattr(activity.from_property, "aad_object_id", None)
        if forbund_id is None or not tenant_id or not entra_id:
            log.info("bot.unknown_sender", tenant_known=forbund_id is not None)
            raise NotAllowedError("error.unknown_tenant")
        person, is_new = await self._person(context, forbund_id, entra_id, _address(activity, tenant_id))
        turn = Turn(
            person=person,
            forbund_id=forbund_id,
            locale=person.locale,
            text=_text(activity),
            value=activity.value if isinstance(activity.value, Mapping) else {},
            asked_at=activity.timestamp if activity.timestamp and activity.timestamp.tzinfo else now,
            now=now,
            answers=_InTeams(context),
        )
        return turn, is_new

    async def _forbund(self, tenant_id: str | None) -> int | None:
        """Return the förbund that a tenant reports to. A tenant that is known once stays so as long as the process lives."""
        if tenant_id and tenant_id not in self._forbund_of:
            async with self._desk.database.read_every_forbund() as session:
                if tenant := await session.get(ForbundTenant, tenant_id):
                    self._forbund_of[tenant_id] = tenant.forbund_id
        return self._forbund_of.get(tenant_id or "")

    async def _person(self, context: TurnContext, forbund_id: int, entra_id: str, address: TeamsAddress) -> tuple[Person, bool]:
        """Return the person, and whether they write here for the first time. Most turns change nothing, and only read."""
        sender = context.activity.from_property
        spoken = self._locale or context.activity.locale  # an update of the conversation tells none
        locale = self._desk.texts.locale(spoken) if spoken else None
        async with self._desk.database.read(forbund_id) as session:
            known = await find_in_teams(session, entra_id)
        if known and known[1] == address and locale in (None, known[0].locale) and known[0].name:
            return known[0], False
        email = None if known else await _vouched_address(context)
        async with self._desk.database.begin(forbund_id) as session:
            person = await person_from_teams(
                session, entra_id=entra_id, name=sender.name or "", email=email, locale=locale, address=address
            )
        return person, known is None or known[1] is None


@dataclass(frozen=True, slots=True)
class _InTeams:
    """Answers in the conversation of the turn."""

    context: TurnContext

    async def reply(self, answer: Card | str) -> None:
        await self.context.send_activity(to_activity(answer))

    async def update(self, answer: Card | str) -> None:
        pressed = self.context.activity.reply_to_id
        if not pressed:
            await self.reply(answer)
            return
        activity = to_activity(answer)
        activity.id = pressed
        try:
            await self.context.update_activity(activity)
        except SendError as error:  # the form may be gone by now: the answer must be seen all the same
            log.warning("bot.update_failed", error=type(error).__name__, reason=error.reason)
            await self.reply(answer)


def to_activity(answer: Card | str) -> Activity:
    """Return a message with the card, or the text."""
    return Activity().deserialize(message(answer))


async def _vouched_address(context: TurnContext) -> str | None:
    """Return the work address of somebody new, from Teams' own list of members: the directory may know them by it."""
    try:
        member = await context.adapter.sender_as_member(context)
    except FinalError as error:
        log.warning("bot.member_unknown", error=type(error).__name__)
        return None
    address = member.get("email") or member.get("userPrincipalName")
    return str(address) if address else None


def _kind(activity: Activity) -> str:
    return (activity.conversation.conversation_type if activity.conversation else None) or PERSONAL


def _tenant(activity: Activity) -> str | None:
    """Return the sender's tenant: channel data has it, the conversation's own field is empty in this SDK."""
    data = activity.channel_data if isinstance(activity.channel_data, Mapping) else {}
    tenant = data.get("tenant")
    found = tenant.get("id") if isinstance(tenant, Mapping) else None
    return found or getattr(activity.conversation, "tenant_id", None)


def _address(activity: Activity, tenant_id: str) -> TeamsAddress:
    return TeamsAddress(
        service_url=activity.service_url,
        conversation_id=activity.conversation.id,
        tenant_id=tenant_id,
        user_id=activity.from_property.id,
        bot_id=activity.recipient.id,
    )


def _text(activity: Activity) -> str:
    """Return what was written, without the mention of the bot that a group chat needs."""
    if any(mention.type == "mention" for mention in activity.entities or ()):
        TurnContext.remove_recipient_mention(activity)
    return (activity.text or "").strip()
