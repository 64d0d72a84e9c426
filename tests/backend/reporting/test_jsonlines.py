import json

import pytest

from backend.reporting.jsonlines import BadLine, guard_lines, understand_lines
from backend.reporting.understand import Understander, Vocabulary
from tests.backend.reporting.test_understand import Fixed

UNDERSTANDER = Understander(Fixed(recurring=None), Vocabulary.default())


def line(**fields: object) -> str:
    return json.dumps(fields)


def test_one_line_in_is_one_line_out_with_just_the_agreed_fields() -> None:
    given = line(id="a1", text="FK kom inte i Tranås i tisdags", reported_at="2026-04-21T10:00:00+02:00")
    (out,) = understand_lines([given, "\n"], UNDERSTANDER)
    assert "\n" not in out
    assert json.loads(out) == {
        "id": "a1",
        "intent": "rapportera",
        "slag": "brist",
        "candidates": [{"code": "NARVARO", "p": 0.7}, {"code": "KONTAKT", "p": 0.2}, {"code": "TILLIT", "p": 0.1}],
        "parties": ["FK"],
        "kommun": "Tranås",
        "event_date": "2026-04-14",
        "recurring": None,
    }


def test_a_time_without_offset_is_that_of_stockholm() -> None:
    # Half past midnight in Sweden: in UTC it is still the day before.
    for written in ("2026-04-22T00:30:00", "2026-04-22 00:30", "2026-04-21T22:30:00Z"):
        (out,) = understand_lines([line(id=1, text="AF kom inte igår", reported_at=written)], UNDERSTANDER)
        assert json.loads(out)["event_date"] == "2026-04-21"


def test_the_guard_answers_with_places_and_a_masked_text() -> None:
    (out,) = guard_lines([line(id=7, text="Ring 070-123 45 67")])
    assert json.loads(out) == {"id": 7, "spans": [{"start": 5, "end": 18, "kind": "telefon"}], "masked": "Ring [telefon]"}


@pytest.mark.parametrize(
    ("bad", "advice"),
    [
        ("{hemligt", "one object a line"),
        ('["hemligt"]', "write {"),
        (line(text="hemligt", reported_at="2026-04-21"), "id"),
        (line(id=1, reported_at="2026-04-21"), "text"),
        (line(id=1, text=5, reported_at="2026-04-21"), "text"),
        (line(id=1, text="hemligt"), "ISO 8601"),
        (line(id=1, text="hemligt", reported_at="i tisdags"), "ISO 8601"),
        (line(id=1, text="hemligt", reported_at=5), "ISO 8601"),
    ],
)
def test_a_bad_line_is_named_with_advice_and_never_quoted(bad: str, advice: str) -> None:
    good = line(id=0, text="FK kom inte", reported_at="2026-04-21T10:00:00")
    with pytest.raises(BadLine) as caught:
        list(understand_lines([good, bad], UNDERSTANDER))
    assert caught.value.number == 2
    assert str(caught.value).startswith("line 2: ")
    assert advice in str(caught.value)
    assert "hemligt" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_the_guard_needs_no_time_but_an_object() -> None:
    with pytest.raises(BadLine, match="line 1"):
        list(guard_lines(["hemligt"]))


def test_lines_are_answered_as_they_come() -> None:
    answers = guard_lines(iter([line(id=1, text="ett"), "trasig"]))
    assert json.loads(next(answers))["id"] == 1
