"""Greetings, help, small talk, and the first words to a new person."""

from backend.answers import Topic, asked_in
from backend.directory.people import roles_of
from backend.directory.receivers import ORDER
from backend.led_to import read_year
from backend.reporting.reader import usual_kommun
from bot.cards.language import other_language
from bot.cards.led_to import came_of
from bot.cards.note import Offers, answer_card, greeting, help_card, only_person, welcome, wordless
from bot.desk import Desk, read_kommuner
from bot.flows.guarding import masked
from bot.turn import Turn
from bot.words import Words
from models import Forbund, Unit
from models.enums import RoleName

# What whoever has written "sluta meddela mig" is told instead: where the answer is found, and of the half-year's letter nothing.
_UNTOLD = {"answer.when.where": "card.receipt.next.untold", "answer.leads.told": ""}


async def tell_help(desk: Desk, turn: Turn) -> None:
    """Send what the bot can do for this person."""
    words = desk.words(turn)
    await turn.reply(help_card(await offers(desk, turn), words, other_language(words)))


async def hear(desk: Desk, turn: Turn) -> None:
    """Answer a question about the service by itself; send what the bot can do where no topic is known."""
    topic = asked_in(turn.text)
    if topic is None:
        await tell_help(desk, turn)
        return
    words = desk.words(turn)
    async with desk.database.read(turn.forbund_id) as session:
        forbund = await session.get_one(Forbund, turn.forbund_id)
        came = []
        if topic.about == "leads":
            kommun_id = await usual_kommun(session, turn.person)
            came = came_of(await read_year(session, kommun_id, turn.now), turn.kommuner.name_of(kommun_id), words)
    await turn.reply(answer_card(topic.about, _said(topic, forbund, turn, words), masked(turn.text), came, words))


def _said(topic: Topic, forbund: Forbund, turn: Turn, words: Words) -> list[str]:
    """What answers a topic, true of the förbund and of what the person wants to be told."""
    keys = topic.says if turn.person.told_of_own else [_UNTOLD.get(key, key) for key in topic.says]
    model = ["answer.who.model"] if topic.about == "who" and forbund.language_model else []
    return [words.t(key, days=forbund.answer_working_days, forbund=forbund.name) for key in (*keys, *model) if key]


async def answer_greeting(desk: Desk, turn: Turn) -> None:
    """Greet back, and say how to begin."""
    await turn.reply(greeting(await offers(desk, turn), desk.words(turn)))


async def answer_small_talk(desk: Desk, turn: Turn) -> None:
    """Answer thanks and the like in a line."""
    await turn.reply(desk.words(turn).t("say.welcome"))


async def answer_wordless(desk: Desk, turn: Turn) -> None:
    """Answer what holds no word with what one can do; of letters that are no words it is told."""
    lettered = any(character.isalnum() for character in turn.text)
    await turn.reply(wordless(desk.words(turn), lettered=lettered))


async def ask_for_no_names(desk: Desk, turn: Turn) -> None:
    """Answer what is nothing but somebody's name or number: it is kept nowhere, and what happened is asked for."""
    await turn.reply(only_person(desk.words(turn)))


async def greet(desk: Desk, turn: Turn) -> None:
    """Send the first words; the caller sees to it that a person gets them once."""
    words = desk.words(turn)
    await turn.reply(welcome(await offers(desk, turn), words, other_language(words)))


async def offers(desk: Desk, turn: Turn) -> Offers:
    """Return what the one who writes may do besides reporting."""
    async with desk.database.read(turn.forbund_id) as session:
        roles = await roles_of(session, turn.person_id)
        kommuner = await read_kommuner(session)
        unit = await session.get(Unit, turn.person.unit_id) if turn.person.unit_id else None
    party = desk.words(turn).t(f"party.{turn.person.party}.long") if turn.person.party else ""
    own = next((name for role in roles if (name := kommuner.name_of(role.kommun_id))), "")
    works_at = ", ".join(filter(None, (party, unit.name if unit else "")))
    anyone = next((name for _, name in kommuner.listed), "")
    handles = any(role.role in ORDER for role in roles)
    convenes = any(role.role == RoleName.SAMMANKALLANDE for role in roles)
    return Offers(inbox=handles, decides=handles or convenes, summary=(own or anyone) if roles else "", own=works_at)
