"""From Bot Framework activities to turns of our own: whose förbund, which person, what was written or pressed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

import structlog
from botbuilder.core import TurnContext
from botbuilder.schema import Activity, ActivityTypes
from sqlmodel import select

from backend.database import AsyncSession
from backend.directory.people import NAME_LENGTH, TeamsAddress, person_from_teams
from backend.times import utc_now
from bot.cards.elements import Card
from bot.desk import Desk
from bot.dispatch import answer
from bot.flows import help
from bot.messages import message
from bot.seam.sending import SendError
from bot.turn import Turn
from models import Conversation, ForbundTenant, Person

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
        turn, _ = await self._turn(context)
        if turn is None:
            await context.send_activity(words.t("error.unknown_tenant"))
            return
        await answer(self._desk, turn)

    async def _arrival(self, context: TurnContext) -> None:
        """Welcome a person once, however often Teams says that the bot was added."""
        if _kind(context.activity) != PERSONAL:
            return
        turn, is_new = await self._turn(context)
        if turn and is_new:
            await help.greet(self._desk, turn)

    async def _turn(self, context: TurnContext) -> tuple[Turn | None, bool]:
        """Return the turn, and whether the person writes here for the first time; no turn for an unknown tenant or sender."""
        activity = context.activity
        now = self._clock()
        tenant_id = _tenant(activity)
        sender = activity.from_property
        entra_id = getattr(sender, "aad_object_id", None)
        async with self._desk.database.begin_for_every_forbund() as session:
            tenant = await session.get(ForbundTenant, tenant_id) if tenant_id else None
        if tenant is None or not tenant_id or not entra_id:
            log.info("bot.unknown_sender", tenant_known=tenant is not None)
            return None, False
        async with self._desk.database.begin(tenant.forbund_id) as session:
            is_new = await _is_new(session, entra_id)
            person = await person_from_teams(
                session,
                entra_id=entra_id,
                name=sender.name or "",
                email=None,
                locale=self._desk.texts.locale(self._locale or activity.locale),
                address=_address(activity, tenant_id),
            )
            if sender.name and not person.name:  # an installation doesn't tell the name
                person.name = sender.name[:NAME_LENGTH]
        turn = Turn(
            person=person,
            forbund_id=tenant.forbund_id,
            locale=person.locale,
            text=_text(activity),
            value=activity.value if isinstance(activity.value, Mapping) else {},
            asked_at=activity.timestamp if activity.timestamp and activity.timestamp.tzinfo else now,
            now=now,
            answers=_InTeams(context),
        )
        return turn, is_new


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


async def _is_new(session: AsyncSession, entra_id: str) -> bool:
    known = select(Conversation.id).join(Person).where(Person.entra_id == entra_id)
    return (await session.exec(known)).first() is None


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
