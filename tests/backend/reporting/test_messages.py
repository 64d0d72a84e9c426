"""The measured promises of understanding, on messages written before anybody looked at what the code made of them.

`messages.jsonl` was then worked with; `messages_later.jsonl` was written when that was done: first B, then C and D with many
brister of three to six words. `messages_blind*.jsonl` and `messages_ordinary*.jsonl` are by two who hadn't read the rules.
`messages_tired.jsonl` is by an ironic one; 133 of its lines say nothing of parties, kommun and day, and aren't asked for them.
`messages_plain.jsonl` is by one who wrote as hurried colleagues do, in general words first; `messages_irritated*.jsonl` by two
who wrote as they do when they are fed up, and as they ask what this is; `messages_month*.jsonl` by three who wrote what comes in
an ordinary month, of every kind, told shortly or with all its background; `messages_autumn.jsonl` and `messages_winter.jsonl` by
two more, of months like that.
docs/categories.md tells how these did when they were met for the first time.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from backend.reporting.understand import Understander, Understanding
from models.enums import Slag

DATA = Path(__file__).parent / "data"
# By six more, labelled for the same but the writer's own side. All but the last are learned from since.
WORKDAY = ("messages_workday.jsonl", "messages_workday_later.jsonl", "messages_workday_last.jsonl")
EVERYDAY = ("messages_everyday.jsonl", "messages_everyday_later.jsonl", "messages_everyday_last.jsonl")
FILES = (
    "messages.jsonl",
    "messages_later.jsonl",
    "messages_blind.jsonl",
    "messages_blind_later.jsonl",
    "messages_ordinary.jsonl",
    "messages_ordinary_later.jsonl",
    "messages_ordinary_last.jsonl",
    *WORKDAY,
    *EVERYDAY,
    "messages_tired.jsonl",
    "messages_plain.jsonl",
    "messages_irritated.jsonl",
    "messages_irritated_later.jsonl",
    "messages_month.jsonl",
    "messages_month_later.jsonl",
    "messages_month_last.jsonl",
    "messages_autumn.jsonl",
    "messages_winter.jsonl",
)


@dataclass(frozen=True)
class Message:
    row: dict[str, Any]
    said: Understanding


@pytest.fixture(scope="module")
def messages(understander: Understander) -> list[Message]:
    rows = [json.loads(line) for name in FILES for line in (DATA / name).read_text("utf-8").splitlines()]
    return [Message(row, understander.understand(row["text"], datetime.fromisoformat(row["reported_at"]))) for row in rows]


def share(hits: Iterator[bool]) -> float:
    answers = list(hits)
    assert len(answers) >= 10
    return sum(answers) / len(answers)


def merged(slag: str) -> str:
    return Slag.BRIST if slag == Slag.BEHOV else slag


def test_there_are_messages_enough(messages: list[Message]) -> None:
    assert len(messages) >= 150
    # "Stopp" and its like are written by everybody.
    assert len({each.row["text"] for each in messages}) >= 0.98 * len(messages)


def test_intent(messages: list[Message]) -> None:
    assert share(each.said.intent == each.row["intent"] for each in messages) >= 0.95


def test_slag_counts_brist_and_behov_as_one(messages: list[Message]) -> None:
    told = [each for each in messages if each.row["slag"]]
    assert share(merged(each.said.slag) == merged(each.row["slag"]) for each in told) >= 0.92


def test_parties(messages: list[Message]) -> None:
    pairs = [(set(each.said.parties), set(each.row["parties"])) for each in messages if "parties" in each.row]
    hits = sum(len(said & true) for said, true in pairs)
    assert 2 * hits / sum(len(said) + len(true) for said, true in pairs) >= 0.95


def test_kommun(messages: list[Message]) -> None:
    assert share(each.said.kommun == each.row["kommun"] for each in messages if "kommun" in each.row) >= 0.98


def test_event_date(messages: list[Message]) -> None:
    told = [each for each in messages if "event_date" in each.row]
    answers = [(each.said.event_date.isoformat() if each.said.event_date else None, each.row["event_date"]) for each in told]
    assert share(said == true for said, true in answers) >= 0.95


def test_period(messages: list[Message]) -> None:
    told = [(each.said.period, each.row["period"]) for each in messages if "period" in each.row]
    assert share(said is not None and [said.first.isoformat(), said.last.isoformat()] == true for said, true in told) >= 0.95


def test_the_writers_own_side(messages: list[Message]) -> None:
    told = [each for each in messages if each.row["id"][0] not in "WGHJ"]
    assert share(each.said.own_party == each.row.get("own_party") for each in told) >= 0.95


def test_the_right_door(messages: list[Message]) -> None:
    told = [each for each in messages if "door" in each.row]
    assert share(each.said.door == each.row["door"] for each in told) >= 0.9
