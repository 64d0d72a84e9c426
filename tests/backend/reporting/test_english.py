import pytest

from backend.categories.corpus import load_corpus
from backend.reporting.english import in_swedish, is_english
from backend.reporting.parties import PartyFinder


@pytest.mark.parametrize(
    "text",
    [
        "The social insurance officer did not show up at the meeting in Växjö last Tuesday",
        "Nobody from AF was at the meeting",
        "(un)employment office never answers",
        "She was born [födelsedatum] and case [ärendenummer] has had no answer from them",
        "We have not had an answer from the municipality",
    ],
)
def test_an_english_report_is_known(text: str) -> None:
    assert is_english(text)


@pytest.mark.parametrize("text", ["FK kom inte", "Vi hade meeting om the elephant in the room med AF", "AF", "IPS to work?", ""])
def test_a_swedish_text_with_english_words_is_not(text: str) -> None:
    assert not is_english(text)


def test_no_text_of_the_corpus_is_taken_for_english() -> None:
    assert [text.id for text in load_corpus() if is_english(text.text)] == []


def test_the_fields_words_become_swedish() -> None:
    assert in_swedish("The doctor did not show up at the meeting").text.split() == ["vården", "kom", "inte", "at", "möte"]


def test_what_weighed_is_told_as_it_was_written() -> None:
    swedish = in_swedish("The doctor did not show up at the meeting")
    at = swedish.text.index("kom inte")
    assert swedish.as_written(at, at + len("kom inte at")) == "did not show up"
    assert swedish.as_written(0, at) == "", "who it was is no reason"


def test_a_word_that_stays_english_is_no_reason() -> None:
    swedish = in_swedish("We and the doctor disagree about the plan")
    at = swedish.text.index("about")
    assert swedish.as_written(at, len(swedish.text)) == ""
    assert swedish.as_written(0, 4) == "", "nor is what says nothing"


@pytest.mark.parametrize(
    ("text", "party"),
    [
        ("(un)employment office never answers", "AF"),
        ("The job centre did not call back", "AF"),
        ("The benefit office never answers", "FK"),
        ("Social services did not come", "KOMMUN"),
        ("The health centre lost the referral", "VARD"),
    ],
)
def test_a_party_is_known_by_what_english_speakers_call_it(text: str, party: str) -> None:
    assert [str(code) for code in PartyFinder(()).read(text).parties] == [party]
