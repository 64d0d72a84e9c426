"""What a turn believes of what a card carried: anybody can send anything."""

from typing import Any

import pytest

from backend.categories.taxonomy import Taxonomy
from backend.errors import DomainError
from bot.desk import Kommuner
from bot.turn import Turn
from models import Person
from tests.bot.talk import Chat
from tests.house import NOW


def turn(**value: Any) -> Turn:
    person = Person(id=1, name="Hanna Exempel", entra_id="e-hanna")
    return Turn(
        person=person,
        forbund_id=1,
        kommuner=Kommuner(()),
        taxonomy=Taxonomy.load(),
        locale="sv",
        text="",
        value=value,
        asked_at=NOW,
        now=NOW,
        answers=Chat(),
    )


def test_a_key_of_ours_is_taken() -> None:
    assert turn(submit_id="0123456789abcdef" * 2).submit_key == "0123456789abcdef" * 2


@pytest.mark.parametrize(
    "forged", [None, "", "x", "0" * 31, "0" * 33, "0" * 65, "A" * 32, "٣" * 32, "0" * 32 + "\nAnna Ek 850709-9805", 7, ["0" * 32]]
)
def test_any_other_key_is_refused_in_words(forged: Any) -> None:
    with pytest.raises(DomainError, match=r"error\.old_card"):
        _ = turn(submit_id=forged).submit_key


@pytest.mark.parametrize(("carried", "kept"), [("0123abcd", "0123abcd"), ("Anna Ek", ""), ("0" * 41, ""), ("0" * 7, ""), (5, "")])
def test_the_name_of_a_model_is_kept_when_it_is_one(carried: Any, kept: str) -> None:
    assert turn(model=carried).model_version == kept


@pytest.mark.parametrize(
    ("carried", "number"),
    [
        (7, 7),
        ("7", 7),
        (2**31 - 1, 2**31 - 1),
        (2**31, None),
        (str(2**31), None),
        (10**30, None),
        ("9" * 30, None),
        (0, None),
        (-1, None),
        ("0", None),
        (True, None),
        (1.0, None),
        ("٣", None),
    ],
)
def test_a_number_is_one_that_an_id_can_be(carried: Any, number: int | None) -> None:
    assert turn(n=carried).number("n") == number
