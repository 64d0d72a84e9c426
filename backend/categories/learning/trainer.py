"""Training in a process of its own, with low priority, so that no one who writes a report waits for it.

Orders and outcomes are JSON lines over the process's own pipes: texts stand on no command line, in no file and in no log.
"""

import asyncio
import base64
import hashlib
import json
import os
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import backend
from backend.categories.classifier import TrainedCategoriser, model_key
from backend.categories.corpus import LabelledText, load_corpus
from backend.categories.learning.compare import FOLDS, MOST_JUDGED, Comparison, compare
from backend.categories.model import LinearModel
from backend.categories.training import train
from backend.logs import configure_logs
from models.enums import Slag

STEPS = FOLDS + 1
_KINDNESS = 10
_LONGEST_LINE = 2**30  # bytes; a model is some megabytes
_PROGRAM = (
    f"import sys; sys.path.insert(0, {str(Path(backend.__file__).parent.parent)!r});"
    " from backend.categories.learning.trainer import main; main()"
)


class TrainingError(RuntimeError):
    """The training's process ended without a model; the message is a code, never a text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What to learn from and what to compare with.

    `own` are the förbund's decided reports, and `seen` the ids of those that the one in use has learned from. `in_use` is its
    content; None for the one that ships with the product, which is kept in the folder `models`.
    """

    own: list[LabelledText]
    seen: frozenset[str]
    in_use: bytes | None
    models: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """A new model. `comparison` is None when there were too few reports to judge by."""

    content: bytes
    content_hash: str
    recipe: str
    comparison: Comparison | None

    @property
    def version(self) -> str:
        """What the model is called: the beginning of its hash."""
        return self.content_hash[:20]


async def train_apart(order: Order, told: Callable[[int], None]) -> Outcome:
    """Return what a process of its own learns; `told` is called with how many of `STEPS` steps are done.

    The process is ended when this is cancelled. Raises TrainingError when it fails.
    """
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-P",
        "-c",
        _PROGRAM,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        start_new_session=True,
        limit=_LONGEST_LINE,
    )
    if process.stdin is None or process.stdout is None:
        raise TrainingError("no_pipe")
    try:
        process.stdin.write(_ordered(order))  # and left open: the process ends when we do
        while line := await process.stdout.readline():
            said = json.loads(line)
            if "step" in said:
                told(said["step"])
            elif "error" in said:
                raise TrainingError(said["error"])
            else:
                return _told(said)
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()
    raise TrainingError("ended_early")


def main() -> None:
    """Be the training's process: answer one order from standard input, and end at once when whoever gave it is gone."""
    configure_logs("ERROR")  # to standard error: standard output is the other side's
    os.nice(_KINDNESS)
    order = sys.stdin.readline()
    threading.Thread(target=_end_with_the_other_side, daemon=True).start()
    answer(order)


def _end_with_the_other_side() -> None:
    sys.stdin.read()  # nothing more is said: it returns when the pipe's other end is closed, by a killed process as well
    os._exit(1)


def answer(order: str) -> None:
    """Write the steps of an order's work, and then its outcome or the kind of its fault, to standard output."""
    steps = iter(range(1, STEPS + 1))
    try:
        _say({"step": 0})
        outcome = learn(_order(order), lambda: _say({"step": next(steps)}))
    except Exception as error:  # the other side tells it; its words may hold what people wrote
        _say({"error": type(error).__name__})
        return
    comparison = asdict(outcome.comparison) if outcome.comparison else None
    _say({"content": base64.b64encode(outcome.content).decode(), "recipe": outcome.recipe, "comparison": comparison})


def learn(order: Order, told: Callable[[], None]) -> Outcome:
    """Learn a candidate and compare it, in this process; `told` is called after each step."""
    shipped = load_corpus()
    comparison = None
    judged = judged_by(order.own, order.seen)
    if len(judged) >= FOLDS:
        comparison = compare(_in_use(order), TrainedCategoriser.trained_on, shipped, order.own, judged, told)
    kept = BytesIO()
    train(shipped, order.own).write(kept)
    told()
    content = kept.getvalue()
    return Outcome(content=content, content_hash=hashlib.sha256(content).hexdigest(), recipe=model_key(), comparison=comparison)


def judged_by(own: list[LabelledText], seen: frozenset[str]) -> list[LabelledText]:
    """Return the decided reports by which a model that has learned from `seen` can be judged: the newest that are new to it.

    What stands in the shipped corpus, as the demo's reports do, is new to no model.
    """
    shipped = {text.text for text in load_corpus()}
    return [text for text in own if text.primary and text.id not in seen and text.text not in shipped][-MOST_JUDGED:]


def _in_use(order: Order) -> TrainedCategoriser:
    if order.in_use is None:
        return TrainedCategoriser.load(order.models)
    return TrainedCategoriser(LinearModel.read(BytesIO(order.in_use)))


def _ordered(order: Order) -> bytes:
    own = [[text.id, text.text, text.slag, text.primary, text.recurring, text.example_of] for text in order.own]
    in_use = base64.b64encode(order.in_use).decode() if order.in_use is not None else None
    return json.dumps({"own": own, "seen": sorted(order.seen), "in_use": in_use, "models": str(order.models)}).encode() + b"\n"


def _order(line: str) -> Order:
    said = json.loads(line)
    return Order(
        own=list(_texts(said["own"])),
        seen=frozenset(said["seen"]),
        in_use=base64.b64decode(said["in_use"]) if said["in_use"] is not None else None,
        models=Path(said["models"]),
    )


def _texts(rows: list[list[Any]]) -> Iterator[LabelledText]:
    for number, text, slag, primary, recurring, example_of in rows:
        yield LabelledText(number, text, Slag(slag), primary, None, frozenset(), None, recurring, example_of)


def _told(said: dict[str, Any]) -> Outcome:
    content = base64.b64decode(said["content"])
    comparison = Comparison(**said["comparison"]) if said["comparison"] else None
    return Outcome(
        content=content, content_hash=hashlib.sha256(content).hexdigest(), recipe=said["recipe"], comparison=comparison
    )


def _say(said: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(said) + "\n")
    sys.stdout.flush()
