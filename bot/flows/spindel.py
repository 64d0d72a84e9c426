"""Spindeln in Teams: answering it, and where it stands in the groups of whoever speaks for one."""

from backend.errors import DomainError, IncompleteError, NotAllowedError, NotFoundError
from backend.links import Links
from backend.spindel.answer import Asking, answer_measurement, read_asking
from backend.spindel.aspects import FIELDS, WORDS, read_answers
from backend.spindel.views import asked_of, read_groups
from bot.cards.spindel import Answered, groups_card, spindel_card
from bot.desk import Desk
from bot.flows.lists import asks_for
from bot.turn import Turn
from bot.words import Words
from models import Person

asks_for_it = asks_for(
    r"spindeln|spindel|spindel(?:n|ns)?\s?mätning(?:en)?|spider",
    before=r"visa|öppna|se|svara på|starta|vår|show|open|answer|start|our|the",
)


async def hear(desk: Desk, turn: Turn) -> None:
    """Send what the person is asked to answer, and where Spindeln stands in the groups that they speak for."""
    words = desk.words(turn)
    async with desk.database.read(turn.forbund_id) as session:
        person = await session.get_one(Person, turn.person_id)
        asked = await asked_of(session, person, turn.now)
        groups = await read_groups(session, person, turn.now)
    for asking in asked:
        state = Answered(url=spindel_url(desk.links, turn.forbund_id, asking, turn.person_id))
        await turn.reply(spindel_card(asking, state, words))
    if groups:
        inbox = desk.links.to("inbox", turn.forbund_id, 0, turn.person_id)
        await turn.reply(groups_card(groups, f"{inbox}/spindeln", words))
    elif not asked:
        await turn.reply(words.t("say.no_spindel"))


async def send(desk: Desk, turn: Turn) -> None:
    """Count the answers and say thanks in the card's place; or give the card back with what is missing."""
    words, measurement_id = desk.words(turn), turn.number("measurement") or 0
    values = {name: turn.one_of(name, WORDS.values()) for name in FIELDS.values()}
    problems: dict[str, str] = {}
    counted = True
    try:
        async with desk.database.begin(turn.forbund_id) as session:
            person = await session.get_one(Person, turn.person_id)
            counted = await answer_measurement(session, person, measurement_id, read_answers(values.__getitem__), turn.now)
    except (NotAllowedError, NotFoundError):
        raise  # not theirs: nothing of it is shown
    except DomainError as error:
        problems = _problems(error, words)
    async with desk.database.read(turn.forbund_id) as session:
        asking = await read_asking(session, measurement_id, turn.person, turn.now)
    url = spindel_url(desk.links, turn.forbund_id, asking, turn.person_id)
    state = Answered(url=url, before=not counted, values=values, problems=problems)
    await turn.update(spindel_card(asking, state, words))


def spindel_url(links: Links, forbund_id: int, asking: Asking, person_id: int) -> str:
    """Return the address of the same questions on the web, where the result is shown later."""
    return links.to("spindel", forbund_id, asking.id, person_id)


def _problems(error: DomainError, words: Words) -> dict[str, str]:
    if isinstance(error, IncompleteError):
        return {name: words.t(key) for name, key in error.fields.items()}
    return {"": words.t(error.key, **error.values)}
