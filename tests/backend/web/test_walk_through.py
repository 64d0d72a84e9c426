"""What a report costs: five typical ones, and one by each way in, counted in the real flows as docs/walk-through.md tells."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests.backend.web.conftest import Site
from tests.backend.web.reporter import Reporter, know_domain
from tests.bot.talk import Talk, pressed_value, talking, values, words_of
from tests.bot.test_elsewhere import COLLEAGUES, GROUP, OPENED, SENT, card_in, message_of, open_own_chat
from tests.bot.wire import wired
from tests.effort import AGAIN, EVENT, IN_TURN, NAMED, NEED, PRAISE, SUGGESTION, VAGUE, Cost

DOCS = Path(__file__).parents[3] / "docs" / "walk-through.md"
OPEN_ACTIONS = 2  # the menu of a message or of the box where one writes, and the app in it, as Teams has them
MENTION = "@lex"  # and Enter takes the bot that Teams proposes
SECONDS, FIRST_SECONDS = 60, 85
READING = 5  # seconds that the docs may differ by


def told(report: str, cost: Cost) -> None:
    """Hold that the docs tell what was counted, and that it takes a minute, the first time a little more."""
    [line] = [line for line in DOCS.read_text("utf-8").splitlines() if line.startswith(f"| {report} |")]
    told, counted = ([int(number) for number in re.findall(r"\| (\d+)", row)] for row in (line, cost.row))
    assert told[:-3] == counted[:-3], f"{report}: {cost.row}"
    # which words the model gives as its reason are read too, and change when it has learned
    assert told[-3:] == pytest.approx(counted[-3:], abs=READING), f"{report}: {cost.row}"
    assert cost.then <= SECONDS
    assert cost.first <= FIRST_SECONDS


async def written(talk: Talk, cost: Cost, text: str) -> None:
    await talk.write(cost.type(text, enter=True))
    cost.look(talk.card)


async def sent(talk: Talk, cost: Cost, **typed: str) -> None:
    cost.choose(talk.card, typed)
    cost.press()
    assert "SB-2026-0001" in words_of(await talk.press("Skicka", **typed))


async def test_a_clear_event_takes_a_message_and_one_press(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        cost = Cost()
        await written(talk, cost, EVENT)
        await sent(talk, cost)
    told("A clear event in one sentence", cost)


async def test_a_vague_text_takes_the_answer_to_one_question_as_well(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        cost = Cost()
        await written(talk, cost, VAGUE)
        cost.press()
        await talk.press("Svårt att nå eller få svar")
        cost.look(talk.card)
        assert values(talk.card)["category"] == "KONTAKT"
        await sent(talk, cost)
    told("A vague text, asked about", cost)


async def test_what_the_guard_took_out_stays_out_by_the_same_press(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        cost = Cost()
        await written(talk, cost, NAMED)
        assert not re.search("Maria|070", values(talk.card)["text"])
        await sent(talk, cost)
    told("A name and a number, masked", cost)


@pytest.mark.parametrize(("report", "text"), [("A need over a period", NEED), ("Praise", PRAISE)])
async def test_what_fits_no_category_surely_takes_its_choice_as_well(sqlite_url: str, report: str, text: str) -> None:
    async with talking(sqlite_url) as talk:
        cost = Cost()
        await written(talk, cost, text)
        assert values(talk.card)["slag"] in ("behov", "framgangsfaktor")
        await sent(talk, cost, **({} if values(talk.card)["category"] else {"category": "KONTAKT"}))
    told(report, cost)


async def test_what_it_led_to_and_what_would_help_take_a_tap_and_some_words(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        cost = Cost()
        await written(talk, cost, AGAIN)
        assert values(talk.card)["recurring"] == "ja", "said in the text"
        cost.click().click()  # Berätta mer, and back
        await sent(talk, cost, consequence="vantan", suggestion=SUGGESTION)
    told("A recurring one, with what it led to and a proposal", cost)


async def test_what_is_written_in_turn_is_joined_and_takes_one_press(sqlite_url: str) -> None:
    async with wired(sqlite_url) as wire:
        await open_own_chat(wire)
        cost = Cost()
        for text in IN_TURN:  # whoever goes on writing passes by the form that stands between
            await wire.send(wire.activity(cost.type(text, enter=True)))
        posted = [index for index, sent in enumerate(wire.connector.sent) if sent.method == "POST"]
        form = wire.connector.sent[posted[-1]].body["attachments"][0]["content"]
        cost.look(form)
        assert values(form)["text"] == "\n\n".join(IN_TURN)
        cost.press()
        await wire.send(wire.activity(value=pressed_value(form, "Skicka", {}), replyToId=f"m-{posted[-1] + 1}"))
        assert "SB-2026-0001" in words_of(wire.card)
    told("An event in two messages, joined", cost)


async def test_the_word_alone_takes_the_form(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        cost = Cost()
        await written(talk, cost, "rapportera")
        await sent(talk, cost, text=EVENT, kommun=str(talk.house.tranas), parties="FK")
    told("`rapportera`", cost)


async def test_a_message_of_somebody_takes_its_menu_and_one_press(sqlite_url: str) -> None:
    async with wired(sqlite_url) as wire:
        await open_own_chat(wire)
        cost = Cost().click(OPEN_ACTIONS)
        cost.press()
        form = card_in(await wire.ask(OPENED, message_of(EVENT), **COLLEAGUES))
        cost.look(form)
        cost.press()
        assert "SB-2026-0001" in words_of(
            card_in(await wire.ask(SENT, {"data": pressed_value(form, "Skicka", {})}, **COLLEAGUES))
        )
    told("Somebody's message", cost)


async def test_the_dialog_where_one_writes_takes_the_form(sqlite_url: str) -> None:
    async with wired(sqlite_url) as wire:
        await open_own_chat(wire)
        cost = Cost().click(OPEN_ACTIONS)
        cost.press()
        form = card_in(await wire.ask(OPENED, {"commandId": "log", "commandContext": "compose"}, **COLLEAGUES))
        cost.look(form)
        typed = {"text": EVENT, "kommun": str(wire.house.tranas), "parties": "FK"}
        cost.choose(form, typed)
        cost.press()
        press = {"data": pressed_value(form, "Skicka", typed)}
        assert "SB-2026-0001" in words_of(card_in(await wire.ask(SENT, press, **COLLEAGUES)))
    told("Dialog where one writes", cost)


async def test_a_mention_in_a_group_takes_a_look_into_the_own_chat(sqlite_url: str) -> None:
    async with wired(sqlite_url) as wire:
        await open_own_chat(wire)
        cost = Cost()
        cost.type(f"{MENTION} {EVENT}", enter=True)
        cost.keys += 1
        await wire.send(wire.activity(EVENT, **GROUP))
        own, answer = wire.connector.sent
        cost.look(answer.body["attachments"][0]["content"])
        cost.click()  # the own chat
        form = own.body["attachments"][0]["content"]
        cost.look(form)
        cost.press()
        await wire.send(wire.activity(value=pressed_value(form, "Skicka", {}), replyToId="m-1"))
        assert "SB-2026-0001" in words_of(wire.card)
    told("@mention in a group or channel", cost)


class _Drawn(HTMLParser):
    """What a browser would send of the last form on a page, with nothing changed, and how much the page says."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: list[tuple[str, str]] = []
        self.fixed = self.told = 0
        self._area = self._list = ""
        self._chosen = self._within = self._unseen = False
        self._folds: list[bool] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        name, value = said.get("name") or "", said.get("value") or ""
        self._within |= tag == "main"
        if tag == "details":
            self._folds.append("open" not in said)
        self._unseen = "odd" in (said.get("class") or "").split()  # shown where a value is odd, and none is
        if tag == "form":
            self.sent = []
        elif tag == "textarea":
            self._area = name
        elif tag == "select":
            self._list = name
        elif tag == "option":
            self._chosen = "selected" in said
            if self._chosen:
                self.sent.append((self._list, value))
        elif tag == "input" and name and (said.get("type") not in ("checkbox", "radio") or "checked" in said):
            self.sent.append((name, value))

    def handle_endtag(self, tag: str) -> None:
        self._within &= tag != "main"
        if tag == "details":
            self._folds.pop()
        if tag == "select":
            self._list, self._chosen = "", False

    def handle_data(self, data: str) -> None:
        if self._area:
            self.sent.append((self._area, data.strip()))
            self._area = ""
        elif self._within and not any(self._folds) and not self._unseen and (self._chosen or not self._list):
            shown = len(" ".join(data.split()))
            self.fixed += 0 if self._chosen else shown
            self.told += shown if self._chosen else 0


async def test_the_page_takes_the_words_and_two_presses(site: Site) -> None:
    await know_domain(site)
    anna, cost = Reporter(site), Cost()
    await anna.sign_in()
    first, page = _Drawn(), _Drawn()
    first.feed(await anna.get("/rapportera"))
    cost.type(EVENT)
    cost.press()
    await anna.tell(EVENT)
    page.feed(anna.page)
    cost.fixed, cost.told = first.fixed + page.fixed, page.told
    fields = {
        **{name: "" for name in ("kommun", "category", "consequence", "suggestion", "recurring", "spoken")},
        **dict(page.sent),
    }
    cost.press()
    await anna.post("/rapportera/skicka", fields)
    assert "SB-2026-0001" in anna.page, anna.page[:3000]
    told("Web form", cost)
