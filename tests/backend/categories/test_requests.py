from collections import Counter

import pytest

from backend.categories.classifier import TrainedCategoriser
from backend.categories.corpus import load_corpus
from backend.categories.requests import load_requests
from models.enums import Intent


@pytest.fixture(scope="module")
def categoriser() -> TrainedCategoriser:
    return TrainedCategoriser.trained_on(load_corpus()[:400])


def test_every_intent_has_examples_and_no_text_stands_twice() -> None:
    texts = [text for text, _ in load_requests()]

    assert min(Counter(intent for _, intent in load_requests()).get(intent, 0) for intent in Intent) >= 20
    assert len({text.casefold() for text in texts}) == len(texts)


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("kan du visa mig vad jag har skrivit in tidigare", Intent.MINA),
        ("vill gärna få till ett möte med alla parter", Intent.MOTE),
        ("finns det någon ny status på min anmälan", Intent.STATUS),
        ("Läkaren skickade inte intyget i tid och ingen plan blev gjord", Intent.RAPPORTERA),
    ],
)
def test_the_model_tells_a_request_from_a_report(categoriser: TrainedCategoriser, text: str, intent: Intent) -> None:
    intents = categoriser.propose(text).intents

    assert max(intents, key=lambda name: intents[name]) is intent
    assert sum(intents.values()) == pytest.approx(1)
