"""What a report costs: clicks and keys for five typical ones, counted in the real flows; docs/walk-through.md tells the same."""

from collections.abc import Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from tests.backend.web.conftest import Site
from tests.backend.web.reporter import Reporter, know_domain
from tests.bot.talk import Talk, inputs, pressed_value, talking, values, words_of
from tests.bot.test_elsewhere import COLLEAGUES, OPENED, SENT, card_in, message_of, open_own_chat
from tests.bot.wire import wired

DOCS = Path(__file__).parents[3] / "docs" / "walk-through.md"
EVENT = "FK kom inte på mötet i Tranås i tisdags och hade inte hört av sig"
PRAISE = "AF och vården hade en gemensam plan klar redan på mötet i Tranås, det fungerade jättebra"
OPEN_ACTIONS = 2  # the menu of a message, and its list of further actions, as Teams has them


@dataclass
class Cost:
    """Clicks, keys pressed, and how many turns the person waits for."""

    clicks: int = 0
    keys: int = 0
    waits: int = 0

    def type(self, text: str, *, enter: bool = False) -> str:
        """Put the cursor in a field and write."""
        self.clicks += 1
        self.keys += len(text) + enter
        self.waits += enter
        return text

    def choose(self, card: Mapping[str, Any], typed: Mapping[str, str]) -> None:
        """Fill in what a card left open: a list that must be unfolded takes two clicks, a box that is ticked one each."""
        for name, value in typed.items():
            element = inputs(dict(card))[name]
            if element["type"] == "Input.Text":
                self.type(value)
            else:
                self.clicks += len(value.split(",")) if element.get("style") == "expanded" else 2

    def press(self) -> None:
        """Press a button and wait."""
        self.clicks += 1
        self.waits += 1

    @property
    def row(self) -> str:
        """What stands in the table of the docs."""
        return f"| {self.clicks} | {self.keys} | {self.waits} |"


def told(way: str, cost: Cost) -> None:
    """Hold that the docs tell what was counted."""
    [line] = [line for line in DOCS.read_text("utf-8").splitlines() if line.startswith(f"| {way} ")]
    assert line.endswith(cost.row), f"{way}: {cost.row}"


async def sent(talk: Talk, cost: Cost, **typed: str) -> None:
    cost.choose(talk.card, typed)
    cost.press()
    assert "SB-2026-0001" in words_of(await talk.press("Skicka", **typed))


@pytest.mark.parametrize(("way", "text"), [("Own words in the chat", EVENT), ("Praise in the chat", PRAISE)])
async def test_own_words_take_a_message_and_one_press(sqlite_url: str, way: str, text: str) -> None:
    async with talking(sqlite_url) as talk:
        cost = Cost()
        await talk.write(cost.type(text, enter=True))
        left = {} if values(talk.card)["category"] else {"category": "UNDERLAG"}
        await sent(talk, cost, **left)
    told(way, cost)


async def test_the_word_alone_takes_the_form(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        cost = Cost()
        await talk.write(cost.type("rapportera", enter=True))
        await sent(talk, cost, text=EVENT, kommun=str(talk.house.tranas), parties="FK")
    told("`rapportera`", cost)


async def test_a_message_of_somebody_takes_its_menu_and_one_press(sqlite_url: str) -> None:
    async with wired(sqlite_url) as wire:
        await open_own_chat(wire)
        cost = Cost(clicks=OPEN_ACTIONS)
        cost.press()
        form = card_in(await wire.ask(OPENED, message_of(EVENT), **COLLEAGUES))
        cost.press()
        assert "SB-2026-0001" in words_of(
            card_in(await wire.ask(SENT, {"data": pressed_value(form, "Skicka", {})}, **COLLEAGUES))
        )
    told("Somebody's message", cost)


class _Drawn(HTMLParser):
    """What a browser would send of the last form on a page, with nothing changed."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: list[tuple[str, str]] = []
        self._area = self._list = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        name, value = said.get("name") or "", said.get("value") or ""
        if tag == "form":
            self.sent = []
        elif tag == "textarea":
            self._area = name
        elif tag == "select":
            self._list = name
        elif tag == "option" and "selected" in said:
            self.sent.append((self._list, value))
        elif tag == "input" and name and (said.get("type") not in ("checkbox", "radio") or "checked" in said):
            self.sent.append((name, value))

    def handle_data(self, data: str) -> None:
        if self._area:
            self.sent.append((self._area, data.strip()))
            self._area = ""


async def test_the_page_takes_the_words_and_two_presses(site: Site) -> None:
    await know_domain(site)
    anna, cost = Reporter(site), Cost()
    await anna.sign_in()
    cost.type(EVENT)
    cost.press()
    await anna.tell(EVENT)
    page = _Drawn()
    page.feed(anna.page)
    fields = {
        **{name: "" for name in ("kommun", "category", "consequence", "suggestion", "recurring", "spoken")},
        **dict(page.sent),
    }
    cost.press()
    await anna.post("/rapportera/skicka", fields)
    assert "SB-2026-0001" in anna.page, anna.page[:3000]
    told("Web form", cost)
