"""A written `avbryt`: closes the form that stands open in the chat, as its own button does."""

import re

from backend.handling.views import own_report
from backend.standing import forget, open_forms
from bot.cards.elements import Card
from bot.cards.note import cancelling, taking_back
from bot.cards.report_card import report_card
from bot.desk import Desk
from bot.turn import Turn
from models import StandingCard

_SENT = re.compile(
    r"\b(ta (bort|tillbaka)|dra tillbaka|radera|återkalla|delete|remove|withdraw|take back)\b"
    r"|\bångrar? (min|vår|en) (rapport|anmälan)\b",
    re.IGNORECASE,
)


async def hear(desk: Desk, turn: Turn) -> None:
    """Close the form that was opened last; say so when none is known to be open.

    `ta bort min rapport` is about what is sent: how a report is taken back.
    """
    words = desk.words(turn)
    if _SENT.search(turn.text):
        await turn.reply(taking_back(words))
        return
    async with desk.database.read(turn.forbund_id) as session:
        form = next(iter(await open_forms(session, turn.person_id)), None)
    if form is None:
        await turn.reply(cancelling(words))
    elif await turn.put(form.activity_id, await _instead(desk, turn, form)):
        await turn.reply(words.t("say.form_closed" if form.subject_id else "say.cancelled"))
    else:  # it may be gone, and isn't tried again
        async with desk.database.begin(turn.forbund_id) as session:
            await forget(session, form.conversation_id, form.activity_id)
        await turn.reply(cancelling(words))


async def _instead(desk: Desk, turn: Turn, form: StandingCard) -> Card | str:
    """Return what stands in a form's place: the report that it was opened from as it stands now, or a line.

    The line is no answer: that one stands below what was written, and is the only one.
    """
    words = desk.words(turn)
    if not form.subject_id:
        return words.t("say.form_was_here")
    async with desk.database.read(turn.forbund_id) as session:
        report = await own_report(session, form.subject_id, turn.person_id)
    return report_card(report, words.t("card.report.one", number=report.number), words)
