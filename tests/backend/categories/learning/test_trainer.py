import asyncio
import json
import socket
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest

from backend.categories.classifier import model_key
from backend.categories.corpus import LabelledText, load_corpus
from backend.categories.learning import trainer
from backend.categories.learning.trainer import STEPS, Order, TrainingError, judged_by, learn, train_apart
from backend.categories.model import LinearModel
from models.enums import Slag
from tests.backend.categories.learning.builders import tiny_model

SMALL = tuple(text for text in load_corpus() if text.primary in ("NARVARO", "KONTAKT", "ANSVAR", None))[::16]


def own(number: int, text: str = "", primary: str | None = "NARVARO") -> LabelledText:
    written = text or f"mötet nummer {number} uteblev"
    return LabelledText(str(number), written, Slag.BRIST, primary, None, frozenset(), None, None)


def order(texts: list[LabelledText], in_use: bytes | None = None) -> Order:
    return Order(own=texts, seen=frozenset(), in_use=in_use, models=Path("nowhere"))


@pytest.fixture
def small_corpus(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(trainer, "load_corpus", lambda: SMALL)
    yield


def features(content: bytes) -> set[str]:
    return set(LinearModel.read(BytesIO(content)).space.index)


@pytest.mark.usefixtures("small_corpus")
def test_a_model_is_learned_and_compared_in_six_steps_and_no_connection_is_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object, **__: object) -> None:
        raise AssertionError("learning needs no connection")

    monkeypatch.setattr(socket, "socket", refused)
    steps: list[None] = []
    made = learn(order([own(number) for number in range(6)], tiny_model("z")), lambda: steps.append(None))
    assert made.comparison is not None
    assert (made.comparison.judged, len(steps), made.recipe) == (6, STEPS, model_key())
    assert made.version == made.content_hash[:20]


@pytest.mark.usefixtures("small_corpus")
def test_a_word_that_few_own_reports_hold_leaves_no_trace_in_the_model() -> None:
    texts = [own(1, "zyxvut zyxvut"), own(2, "zyxvut qponml"), own(3, "qponml qponml"), own(4, "zyxvut")]
    kept = features(learn(order(texts), lambda: None).content)
    assert "wzyxvut" in kept
    assert not any("qponml" in name for name in kept)


@pytest.mark.usefixtures("small_corpus")
def test_an_order_is_answered_in_lines_without_a_word_of_the_texts(capsys: pytest.CaptureFixture[str]) -> None:
    texts = [own(number, f"hemligheten nummer {number}") for number in range(1, 3)]
    trainer.answer(trainer._ordered(order(texts)).decode())
    said = capsys.readouterr().out
    *steps, outcome = map(json.loads, said.splitlines())
    assert [step["step"] for step in steps] == [0, 1]
    assert trainer._told(outcome).recipe == model_key()
    assert "hemligheten" not in said


async def test_a_process_that_fails_tells_the_kind_of_fault_alone() -> None:
    steps: list[int] = []
    texts = [own(number, f"hemligheten nummer {number}") for number in range(6)]
    with pytest.raises(TrainingError) as failed:
        await train_apart(order(texts, b"no model"), steps.append)
    assert (str(failed.value), steps) == ("ValueError", [0])


async def test_when_whoever_asked_is_stopped_so_is_the_process(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[asyncio.subprocess.Process] = []
    begin = asyncio.create_subprocess_exec
    begun = asyncio.Event()

    async def remembered(*command: str, **options: object) -> asyncio.subprocess.Process:
        started.append(await begin(*command, **options))  # type: ignore[arg-type]  # what was given is handed on
        begun.set()
        return started[0]

    monkeypatch.setattr(asyncio, "create_subprocess_exec", remembered)
    running = asyncio.create_task(train_apart(order([own(1)]), lambda _step: None))
    await begun.wait()
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert started[0].returncode is not None


def test_a_model_is_judged_by_reports_with_a_category_that_it_hasnt_seen() -> None:
    shipped = next(text.text for text in load_corpus() if text.primary)
    texts = [own(1), own(2), own(3, primary=None), own(4, shipped)]
    assert [text.id for text in judged_by(texts, frozenset({"1"}))] == ["2"]
