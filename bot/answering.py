"""How a turn is answered on the wire, and what then stands where."""

from dataclasses import dataclass

import structlog
from botbuilder.core import TurnContext
from botbuilder.schema import Activity

from bot.adapter import TeamsAdapter
from bot.cards.elements import Card
from bot.messages import message
from bot.seam.sending import ConversationTarget, SendError
from bot.seam.wire import make
from bot.standing import Cards

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class InTeams:
    """Answers in the conversation of the turn."""

    context: TurnContext
    cards: Cards

    async def reply(self, answer: Card | str) -> str:
        """Send a card or a text, remember where it stands, and return the message's id."""
        sent = await self.context.send_activity(to_activity(answer))
        if sent is None or not sent.id:
            return ""
        await self.cards.stands(self.context.activity.conversation.id, sent.id, answer)
        return str(sent.id)

    async def update(self, answer: Card | str) -> str:
        """Put a card or a text in the pressed one's place; send it anew where that can't be done. Return the message's id."""
        pressed = self.context.activity.reply_to_id
        # The form may be gone by now: the answer must be seen all the same.
        if not pressed or not await self.put(pressed, answer):
            return await self.reply(answer)
        return str(pressed)

    async def put(self, activity_id: str, answer: Card | str) -> bool:
        """Put a card or a text in the place of a message of ours; return whether that could be done."""
        activity = to_activity(answer)
        activity.id = activity_id
        try:
            await self.context.update_activity(activity)
        except SendError as error:
            log.warning("bot.update_failed", error=type(error).__name__, reason=error.reason)
            return False
        await self.cards.replaced(activity.conversation.id, activity_id, answer)
        return True


@dataclass(frozen=True, slots=True)
class InOwnChat:
    """Answers in the person's own chat what was asked or pressed elsewhere."""

    adapter: TeamsAdapter
    target: ConversationTarget
    cards: Cards

    async def reply(self, answer: Card | str) -> str:
        """Send a card or a text, remember where it stands, and return the message's id."""
        sent = await self.adapter.send(self.target, message(answer))
        await self.cards.stands(self.target.conversation_id, sent, answer)
        return sent

    async def update(self, answer: Card | str) -> str:
        """Send it anew, and return the message's id."""
        # What was pressed stands before others, and stays as it is.
        return await self.reply(answer)

    async def put(self, activity_id: str, answer: Card | str) -> bool:
        """Put a card or a text in the place of a message in that chat; return whether that could be done."""
        try:
            await self.adapter.update(self.target, activity_id, message(answer))
        except SendError as error:
            log.warning("bot.update_failed", error=type(error).__name__, reason=error.reason)
            return False
        await self.cards.replaced(self.target.conversation_id, activity_id, answer)
        return True


def to_activity(answer: Card | str) -> Activity:
    """Return a message with the card, or the text."""
    return make(message(answer))
