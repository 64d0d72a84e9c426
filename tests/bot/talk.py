"""A conversation without Teams: what a person writes and presses, and what stands in the chat afterwards."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

from backend.categories.classifier import TrainedCategoriser
from backend.categories.proposal import Categoriser
from backend.categories.taxonomy import Taxonomy
from backend.directory.vocabulary import own_taxonomy
from backend.i18n import Texts
from backend.links import Links
from backend.reporting.reader import Opinions
from bot.cards.elements import Card
from bot.desk import Desk, read_kommuner
from bot.dispatch import answer
from bot.turn import Turn
from models import Person, Report
from tests.bot.card_rules import check_card
from tests.categorisers import OneForAll
from tests.house import NOW, House, small_house

TEXTS = Texts(("backend", "bot", "digests"))
TAXONOMY = Taxonomy.load()
KEY = "0" * 32  # of a card that nobody drew
MODELS = Path(__file__).parents[2] / ".pytest_cache" / "d" / "models"  # as pytestconfig.cache.mkdir makes it
_CATEGORISER: list[TrainedCategoriser] = []


def categoriser() -> TrainedCategoriser:
    """The real one, trained once and kept under a name that changes with whatever it is made of."""
    if not _CATEGORISER:
        _CATEGORISER.append(TrainedCategoriser.load(MODELS))
    return _CATEGORISER[0]


def desk_of(house: House, opinions: Opinions | None = None, proposes: Categoriser | None = None) -> tuple[Desk, list[None]]:
    """The tools of the flows, and a list that grows each time the outbox is woken; the real categoriser unless told."""
    woken: list[None] = []
    desk = Desk(
        database=house.database,
        texts=TEXTS,
        taxonomy=TAXONOMY,
        categorisers=OneForAll(proposes or categoriser()),
        opinions=opinions,
        links=Links("test-secret", "http://127.0.0.1:3978"),
        wake=lambda: woken.append(None),
    )
    return desk, woken


@dataclass
class Chat:
    """What a person sees: texts and cards, the newest last; a pressed card is replaced where it stands."""

    shown: list[Card | str] = field(default_factory=list)
    pressed: int | None = None

    async def reply(self, answer: Card | str) -> str:
        self._check(answer)
        self.shown.append(answer)
        return ""

    async def update(self, answer: Card | str) -> str:
        self._check(answer)
        assert self.pressed is not None, "only a pressed card is replaced"
        self.shown[self.pressed] = answer
        return ""

    async def put(self, activity_id: str, answer: Card | str) -> bool:
        raise AssertionError(f"no message is remembered here: {activity_id}")

    @staticmethod
    def _check(answer: Card | str) -> None:
        if not isinstance(answer, str):
            check_card(answer)


@dataclass
class Talk:
    """One person's chat with the bot. Every card that is shown passes the rules of cards."""

    house: House
    desk: Desk
    person: Person
    woken: list[None]
    now: datetime = NOW
    locale: str = "sv"
    chat: Chat = field(default_factory=Chat)

    @property
    def last(self) -> Card | str:
        """The newest thing in the chat."""
        return self.chat.shown[-1]

    @property
    def card(self) -> Card:
        """The newest thing in the chat, which is a card."""
        assert not isinstance(self.last, str)
        return self.last

    async def write(self, text: str) -> Card | str:
        """Write a message, and return the answer."""
        await self._turn(text, {})
        return self.last

    async def press(self, button: str, card: Card | None = None, /, **typed: str) -> Card | str:
        """Press a button of the newest card, or of another one, its inputs as drawn or as typed; return the newest thing."""
        card = card or self.card
        value = pressed_value(card, button, typed)
        self.chat.pressed = next((i for i, shown in enumerate(self.chat.shown) if shown is card), len(self.chat.shown) - 1)
        await self._turn("", value)
        return self.last

    async def submit(self, **value: Any) -> Card | str:
        """Send what no button of ours would: forged, or from an older card."""
        self.chat.pressed = len(self.chat.shown) - 1 if self.chat.shown else None
        await self._turn("", value)
        return self.last

    async def _turn(self, text: str, value: dict[str, Any]) -> None:
        async with self.house.database.read(self.house.forbund_id) as session:
            person = await session.get_one(Person, self.person.id)
            kommuner = await read_kommuner(session)
            taxonomy = await own_taxonomy(session, self.desk.taxonomy)
        turn = Turn(
            person=person,
            forbund_id=self.house.forbund_id,
            kommuner=kommuner,
            taxonomy=taxonomy,
            locale=self.locale,
            text=text,
            value=value,
            asked_at=self.now + timedelta(microseconds=len(self.chat.shown)),  # what is written twice isn't sent again by Teams
            now=self.now,
            answers=self.chat,
        )
        await answer(self.desk, turn)


@asynccontextmanager
async def talking(url: str) -> AsyncIterator[Talk]:
    """Yield the reporter's chat in the small förbund."""
    async with small_house(url) as house:
        desk, woken = desk_of(house)
        yield Talk(house, desk, house.reporter, woken)


async def stored(talk: Talk) -> list[Report]:
    """Return the förbund's reports."""
    return await talk.house.all_of(Report)


def coordinator(talk: Talk) -> Talk:
    """The coordinator's chat in the same förbund."""
    return Talk(talk.house, talk.desk, talk.house.coordinator, talk.woken, talk.now)


def elements(card: Card) -> list[dict[str, Any]]:
    """Every element of a card, nested ones too."""
    found: list[dict[str, Any]] = []

    def walk(node: Any) -> None:
        if isinstance(node, dict):
            if "type" in node:
                found.append(node)
            for value in node.values():
                walk(value)
        elif isinstance(node, list):
            for value in node:
                walk(value)

    walk(card)
    return found


def inputs(card: Card) -> dict[str, dict[str, Any]]:
    """A card's inputs by id."""
    return {element["id"]: element for element in elements(card) if element["type"].startswith("Input.")}


def values(card: Card) -> dict[str, str]:
    """What stands in a card's inputs."""
    return {name: element.get("value", "") for name, element in inputs(card).items()}


def titles(card: Card, name: str) -> list[str]:
    """What a choice offers."""
    return [choice["title"] for choice in inputs(card)[name]["choices"]]


def buttons(card: Card) -> list[str]:
    """The titles of a card's buttons."""
    return [element["title"] for element in elements(card) if element["type"].startswith("Action.")]


def data_of(card: Card, button: str) -> dict[str, Any]:
    """What a button of a card carries besides the inputs."""
    [data] = [element["data"] for element in elements(card) if element["type"] == "Action.Submit" and element["title"] == button]
    return dict(data)


def pressed_value(card: Card, button: str, typed: dict[str, str]) -> dict[str, Any]:
    """What a client sends when a button is pressed: its data, and the inputs' values as texts."""
    actions = [
        element
        for element in elements(card)
        if element["type"] == "Action.Submit" and button in (element["title"], element.get("tooltip"))
    ]
    assert actions, f"no button {button!r}: {buttons(card)}"
    unknown = typed.keys() - inputs(card).keys()
    assert not unknown, f"no such input: {unknown}"
    given = {} if actions[0].get("associatedInputs") == "none" else {**values(card), **typed}
    return {**json.loads(json.dumps(actions[0]["data"])), **{name: value for name, value in given.items() if value}}


def told_below(card: Card) -> dict[str, str]:
    """Return what a card says must be mended, by the input that it stands below."""
    body = card["body"]
    pairs = pairwise(body)
    return {one["id"]: below["text"] for one, below in pairs if "id" in one and below.get("color") == "Attention"}


def words_of(answer: Card | str) -> str:
    """All that a person reads in an answer, in its order."""
    if isinstance(answer, str):
        return answer
    shown: list[str] = []
    for element in elements(answer):
        if element["type"] == "RichTextBlock":
            shown.append("".join(run["text"] for run in element["inlines"]))
        elif element["type"] == "TextBlock":
            shown.append(element["text"])
        elif element["type"] == "FactSet":
            shown += [f"{fact['title']}: {fact['value']}" for fact in element["facts"]]
    return "\n".join(shown)
