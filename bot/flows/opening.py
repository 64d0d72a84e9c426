"""The report's form, as a message opens it; and the next message, which tells on what stands unsent in the form above."""

import uuid
from dataclasses import replace

from backend.reporting.another import may_tell_of_another, tells_of_another
from backend.reporting.reader import other_parties, usual_kommun
from backend.reporting.spans import length_of
from backend.reporting.twice import says_the_same
from backend.reporting.understand import Understanding
from backend.reporting.words import LONGEST_TEXT, clean
from backend.standing import open_forms
from backend.times import local_date
from bot.cards.elements import Card
from bot.cards.joined import PARAGRAPH, Joined
from bot.cards.report_form import ReportForm, report_form
from bot.desk import Desk
from bot.flows.filling import chosen_category, chosen_slag, guarded, propose, with_kommun
from bot.flows.guarding import masked
from bot.turn import Turn
from bot.unsent import Told


async def pressed_open(desk: Desk, turn: Turn) -> None:
    """Open the form from a button, which may carry a text and the answer to what was asked about it."""
    await open_form(desk, turn, turn.field("text"))


async def open_form(desk: Desk, turn: Turn, text: str, problem: str = "", understood: Understanding | None = None) -> None:
    """Send the form, filled in with what the text says; empty for an empty text. `problem` is the key of what went wrong.

    `understood` is what the text says, where that is known already.
    """
    form = await _filled_in(desk, turn, text, understood)
    if problem:
        form = replace(form, problems=(desk.words(turn).t(problem), *form.problems))
    keep(desk, turn, await turn.reply(report_form(form, desk.words(turn))), text)


def keep(desk: Desk, turn: Turn, activity_id: str, text: str, *, question: bool = False) -> None:
    """Hold what stands in an open form, so that the next message can be added to it; a form in a dialog is no message.

    `question` says that something was asked back instead of a form.
    """
    if activity_id:
        told = Told(activity_id, masked(text), masked(turn.text), turn.asked_at, turn.now, question)
        desk.unsent.keep(turn.person_id, told)


async def add_to_open(desk: Desk, turn: Turn, understood: Understanding) -> bool:
    """Add a message to the form that stands open; return False where none does that was opened within the hour.

    It is also False for a message that, as it is `understood` alone, tells of another event: the open form stays as it is.
    The whole is read and guarded anew in a new form, and a line stands where the form was. What there is no room for gets a form
    of its own.
    """
    told = await told_in_open(desk, turn)
    if told is None:
        return False
    async with desk.database.read(turn.forbund_id) as session:
        before = await desk.understand(session, told.text, told.asked_at)
    words, new = desk.words(turn), clean(turn.text)
    again = says_the_same(told.last, masked(new))
    if not again and tells_of_another(new, understood, told.text, before):
        return False
    whole = told.text if again else joined_to(told, new)
    if again and length_of(new) > LONGEST_TEXT:  # is told so once more
        whole = new
    elif length_of(whole) > LONGEST_TEXT:
        own = await _filled_in(desk, turn, new)
        shown = report_form(replace(own, notes=(words.t("card.report.joined.no_room"), *own.notes)), words)
        keep(desk, turn, await turn.reply(shown), new)
        return True
    stood = turn.now - told.at
    asks = not told.question and may_tell_of_another(new, understood, told.text, before, stood)
    await go_on(desk, turn, told, whole, "" if again else new, asks=asks)
    return True


async def told_in_open(desk: Desk, turn: Turn) -> Told | None:
    """Return what stands in the form or question that is open in the chat; None where none was opened within the hour."""
    told = desk.unsent.latest(turn.person_id, turn.now)
    if told is None:
        return None
    async with desk.database.read(turn.forbund_id) as session:
        opened = await open_forms(session, turn.person_id)
    return told if any(form.activity_id == told.activity_id for form in opened) else None


async def go_on(desk: Desk, turn: Turn, told: Told, whole: str, added: str, *, asks: bool = False) -> None:
    """Send a form with the `whole` of what was told before and of what was `added`, and put a line where it stood before.

    What the turn carries is chosen in it, as by a button. `asks` is whether its writer is asked if it is another event.
    """
    words = desk.words(turn)
    form = await _filled_in(desk, turn, whole)
    if told.text and added:
        joined = Joined(told.activity_id, added.count(PARAGRAPH) + 1, asks)
        said = "card.report.joined.question" if told.question else "card.report.joined"
        form = replace(form, joined=joined, notes=(words.t(said), *form.notes))
    # The new one first: should it fail, the old one still stands.
    keep(desk, turn, await turn.reply(report_form(form, words)), whole)
    await turn.put(told.activity_id, words.t("say.told_on"))


def joined_to(told: Told, new: str) -> str:
    """Return what was told before, and what is told now as a paragraph of its own."""
    return PARAGRAPH.join(filter(None, (told.text, new)))


async def pressed_apart(desk: Desk, turn: Turn) -> None:
    """Give what was added a form of its own, and put the first one back where it stood."""
    async with desk.unsent.lock(turn.person_id):
        await _take_apart(desk, turn)


async def _take_apart(desk: Desk, turn: Turn) -> None:
    paragraphs = clean(turn.field("text")).split(PARAGRAPH)
    at = len(paragraphs) - (turn.number("last") or 1)
    # What was chosen in the form was about both; what was answered to the guard is about the words, wherever they stand.
    bare = replace(turn, value={name: turn.value[name] for name in ("asked", "cleared") if name in turn.value})
    words = desk.words(turn)
    if at > 0:
        first: Card = report_form(await _filled_in(desk, bare, PARAGRAPH.join(paragraphs[:at])), words)
        before = turn.field("before")
        if not before or not await turn.put(before, first):
            await turn.reply(first)
    last = PARAGRAPH.join(paragraphs[max(at, 0) :])
    keep(desk, turn, await turn.update(report_form(await _filled_in(desk, bare, last), words)), last)


async def _filled_in(desk: Desk, turn: Turn, text: str, understood: Understanding | None = None) -> ReportForm:
    words = desk.words(turn)
    text = clean(text)
    if text and understood is None:
        async with desk.database.read(turn.forbund_id) as session:
            understood = await desk.understand(session, text, turn.asked_at, turn.person.unit_id)
    if understood and not chosen_category(turn):
        understood = await desk.think_again(turn.forbund_id, turn.person_id, text, understood, turn.now)
    async with desk.database.read(turn.forbund_id) as session:
        usual = str(await usual_kommun(session, turn.person) or "")
        form = ReportForm(
            key=uuid.uuid4().hex,
            kommuner=turn.kommuner.listed,
            today=local_date(turn.now),
            ask_own_party=turn.person.party is None,
            text=text,
            category=chosen_category(turn),
            slag=chosen_slag(turn),
        )
        if understood:
            form = propose(form, understood)
            form = replace(form, parties=other_parties(understood), own_party=str(understood.own_party or ""))
        return await guarded(session, turn, with_kommun(form, turn.kommuner, understood, usual, words), words)
