"""Reports that a coordinator has decided, and a trainer that takes no time."""

import asyncio
import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from io import BytesIO

from backend.categories.classifier import model_key
from backend.categories.corpus import LabelledText
from backend.categories.learning.compare import Comparison
from backend.categories.learning.trainer import STEPS, Order, Outcome
from backend.categories.training import train
from backend.database import stored_id
from backend.handling.handle import Handling, handle_report
from models import Report
from models.enums import ReportStatus, Slag
from tests.house import NOW, House

EVENING = NOW
NEXT_NIGHT = NOW + timedelta(hours=18)
WORDS = ("mötet", "samtalet", "planen", "kallelsen", "läkarintyget", "remissen", "besöket", "blanketten", "svaret", "tiden")


async def decide(
    house: House, number: int, category: str = "NARVARO", now: datetime = EVENING, slag: Slag = Slag.BRIST, text: str = ""
) -> Report:
    """Log a report and let the coordinator sort it."""
    written = (
        text or f"{WORDS[number % len(WORDS)]} uteblev gång nummer {number} och ingen {WORDS[number // 7 % len(WORDS)]} kom fram"
    )
    report = await house.report(f"r{number}", text=written, slag=slag)
    async with house.database.begin(house.forbund_id) as session:
        handling = Handling(category=category, status=ReportStatus.SORTERAD)
        return await handle_report(session, house.coordinator, stored_id(report), handling, f"d{number}", now)


async def decide_many(house: House, count: int, start: int = 0, now: datetime = EVENING) -> list[Report]:
    """Let the coordinator sort so many reports."""
    return [await decide(house, start + number, now=now) for number in range(count)]


def comparison(judged: int, before: int, after: int, loss_after: float = 1.0) -> Comparison:
    """A comparison of so many reports with so many right."""
    won, lost = max(after - before, 0), max(before - after, 0)
    return Comparison(
        judged=judged, right_before=before, right_after=after, top3_before=before, top3_after=after,
        won=won, lost=lost, loss_before=1.0, loss_after=loss_after,
    )  # fmt: skip


def three_texts(mark: str) -> list[LabelledText]:
    """As few texts as anything can be learned from."""
    return [
        LabelledText("1", f"FK kom inte {mark}", Slag.BRIST, "NARVARO", None, frozenset(), None, True),
        LabelledText("2", f"ingen ringde upp {mark}", Slag.BEHOV, "KONTAKT", None, frozenset(), None, None),
        LabelledText("3", f"vem som ansvarar är oklart {mark}", Slag.BRIST, "ANSVAR", None, frozenset(), None, False),
        LabelledText("4", f"allt gick bra {mark}", Slag.FRAMGANGSFAKTOR, None, None, frozenset(), None, None),
    ]


@lru_cache
def tiny_model(mark: str) -> bytes:
    """A model learned from four texts; another `mark` makes another model."""
    texts = three_texts(mark)
    kept = BytesIO()
    train(texts).write(kept)
    return kept.getvalue()


@dataclass
class Trainer:
    """Gives out what it is told to; keeps its orders. While `held` is given it waits for that."""

    result: Comparison | None
    recipe: str = field(default_factory=model_key)
    held: asyncio.Event | None = None
    fails: bool = False
    orders: list[Order] = field(default_factory=list)
    begun: asyncio.Event = field(default_factory=asyncio.Event)

    async def __call__(self, order: Order, told: Callable[[int], None]) -> Outcome:
        """As `train_apart`."""
        self.orders.append(order)
        self.begun.set()
        if self.held:
            await self.held.wait()
        if self.fails:
            raise RuntimeError("no model")
        told(STEPS)
        content = tiny_model("x" * len(self.orders))
        return Outcome(
            content=content, content_hash=hashlib.sha256(content).hexdigest(), recipe=self.recipe, comparison=self.result
        )
