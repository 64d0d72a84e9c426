"""Messages of one to six words, written before the texts that the model learns such from: what they tell is taken in."""

import json
from datetime import datetime
from pathlib import Path

import pytest

from backend.reporting.slag import as_one
from backend.reporting.understand import Understander, Understanding
from models.enums import Intent, Slag

FILE = Path(__file__).parent / "data" / "messages_short.jsonl"
Read = list[tuple[Slag, Understanding]]


@pytest.fixture(scope="module")
def read(understander: Understander) -> Read:
    rows = [json.loads(line) for line in FILE.read_text("utf-8").splitlines()]
    return [(Slag(row["slag"]), understander.understand(row["text"], datetime.fromisoformat(row["reported_at"]))) for row in rows]


def test_what_is_told_in_a_few_words_is_a_report_of_the_right_kind(read: Read) -> None:
    told = [(slag, said) for slag, said in read if slag is not Slag.OKLART]
    taken_in = [said.intent is Intent.RAPPORTERA and as_one(said.slag) is as_one(slag) for slag, said in told]
    assert len(taken_in) == 40
    assert sum(taken_in) >= 37


def test_a_brist_in_a_few_words_is_never_thanked_for(read: Read) -> None:
    assert not [said for slag, said in read if as_one(slag) is Slag.BRIST and said.slag is Slag.FRAMGANGSFAKTOR]


def test_a_few_words_that_say_nothing_are_asked_about(read: Read) -> None:
    vague = [said.slag is Slag.OKLART for slag, said in read if slag is Slag.OKLART]
    assert len(vague) == 20
    assert sum(vague) >= 18
