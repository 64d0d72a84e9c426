"""Figures that don't add up stop an edition, and the table that is off is named."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from digests.figures.categories import Beside, CategoryRow, Named
from digests.figures.change import Changes
from digests.figures.checks import FiguresDisagree
from digests.figures.counts import Answers, Flow
from digests.figures.lsg import LsgFigures, Reach
from digests.figures.lsg import reconcile as reconcile_lsg
from digests.figures.pairs import Pair
from digests.figures.shown import Shown
from digests.figures.styrelse import KommunRow, QuarterCount, Spread, StyrelseFigures
from digests.figures.styrelse import reconcile as reconcile_styrelse
from digests.figures.taken_up import TakenUp
from digests.figures.themes import Theme
from models.enums import PartyCode
from tests.digests.test_figures import CURRENT, PREVIOUS

LSG = LsgFigures(
    period=CURRENT,
    previous=PREVIOUS,
    flow=Flow(carried=2, new=5, closed=3, open=4),
    started=date(2026, 1, 1),
    new_before=3,
    new_year_before=1,
    answers=Answers(4, 3, 1),
    answers_before=Answers(),
    categories=(CategoryRow("NARVARO", 3, 1, 0, 1, judged=4), CategoryRow("RESURSER", 2, 2, 1)),
    successes=1,
    successes_before=0,
    internal=0,
    reach=Reach(2, 1, 1, 1),
    pairs=(Pair(PartyCode.KOMMUN, PartyCode.FK, 6),),
    changes=Changes(),
    agenda=None,  # type: ignore[arg-type]  # it holds no figure to reconcile
    taken_up=TakenUp(),
)
ROW = KommunRow("Tranås", 10_000, 5, 3, 2, 0, Flow(carried=2, new=5, closed=3, open=4), Answers(2, 1))
BOARD = StyrelseFigures(
    year=2026,
    number=3,
    period=CURRENT,
    started=date(2025, 1, 1),
    rows=(ROW,),
    total=replace(ROW, name=""),
    populations=(),
    categories=(CategoryRow("NARVARO", 5, 3, 0, 2),),
    changes=Changes(),
    internal=0,
    answers_before=Answers(),
    themes=(Theme("NARVARO", 5, 1),),
    spread=(Spread("Tranås", "NARVARO", 5),),
    consequences=Shown(),
    clashes=(),
    national_elsewhere=0,
    national=(),
    trend=tuple(QuarterCount(2026, number, count) for number, count in enumerate((2, 0, 0, 3, 5))),
    agenda=None,  # type: ignore[arg-type]  # it holds no figure to reconcile
    lifted=(),
    lifts=0,
    solved=(),
    taken_up=TakenUp(),
)


def test_figures_that_agree_pass() -> None:
    reconcile_lsg(LSG, new=5, new_before=3, new_year_before=1)
    reconcile_styrelse(BOARD, [5, 3, 0, 0, 2])


@pytest.mark.parametrize(
    ("wrong", "table"),
    [
        ({"flow": Flow(carried=2, new=5, closed=3, open=5)}, r"flow: carried over \+ new - closed = open"),
        ({"flow": Flow(carried=1, new=6, closed=3, open=4)}, "flow: new"),
        ({"new_before": 4}, "previous period: new"),
        ({"categories": LSG.categories[:1]}, "categories: new"),
        ({"beside": Beside(finer=(Named("RESURSER:TOLK", 3),))}, "finer: RESURSER"),
        ({"beside": Beside(causes=(Named("KUNSKAP", 4), Named("RESURSER", 2)))}, "causes"),
        ({"categories": (CategoryRow("NARVARO", 5, 2, 1),)}, "categories: previous period"),
        ({"new_year_before": 2}, "same period last year: new"),
        ({"categories": (CategoryRow("NARVARO", 5, 3, 1),)}, "categories: same period last year"),
        ({"categories": (CategoryRow("NARVARO", 5, 3, 1, 1),)}, "categories: judged"),
        ({"successes": 2}, "categories: framgångsfaktorer"),
        ({"reach": Reach(3, 1, 0, 0)}, "reach"),
        ({"answers": Answers(4, 3, 2)}, "answers: in time"),
        ({"answers_before": Answers(0, 1, 0)}, "answers of the previous period"),
        ({"pairs": ()}, "pairs of parties"),
    ],
)
def test_a_table_that_is_off_is_named_and_stops_the_lsgs_edition(wrong: dict[str, Any], table: str) -> None:
    with pytest.raises(FiguresDisagree, match=table):
        reconcile_lsg(replace(LSG, **wrong), new=5, new_before=3, new_year_before=1)


@pytest.mark.parametrize(
    ("wrong", "table"),
    [
        ({"rows": (replace(ROW, new=4),)}, "row Tranås: new"),
        ({"rows": (replace(ROW, previous=4),)}, "kommuner: previous quarter"),
        ({"rows": (replace(ROW, year_before=1),)}, "kommuner: same quarter last year"),
        ({"rows": (ROW, ROW)}, "kommuner: new"),
        ({"total": replace(ROW, new=6)}, "total: new"),
        ({"total": replace(ROW, flow=Flow(carried=3, new=5, closed=3, open=5))}, "total: open"),
        ({"rows": (replace(ROW, answers=Answers(2, 2, 1)),)}, "row Tranås: answers"),
        ({"total": replace(ROW, answers=Answers(3, 1))}, "total: answers due"),
        ({"total": replace(ROW, answers=Answers(2, 2))}, "total: answered in time"),
        ({"lifts": 1}, "lifted frågor"),
        ({"themes": ()}, "themes"),
        ({"spread": ()}, "spread: Tranås"),
        ({"spread": (Spread("Tranås", "KONTAKT", 5),)}, "spread: NARVARO"),
        ({"categories": (CategoryRow("NARVARO", 4, 3, 0, 2),)}, "categories: new"),
        ({"categories": (CategoryRow("NARVARO", 5, 2, 0, 2),)}, "categories: previous quarter"),
        ({"categories": (CategoryRow("NARVARO", 5, 3, 0),)}, "categories: same quarter last year"),
        ({"trend": (*BOARD.trend[:-1], QuarterCount(2026, 3, 6))}, "trend: 2026-K3"),
    ],
)
def test_a_table_that_is_off_is_named_and_stops_the_boards_edition(wrong: dict[str, Any], table: str) -> None:
    with pytest.raises(FiguresDisagree, match=table):
        reconcile_styrelse(replace(BOARD, **wrong), [5, 3, 0, 0, 2])
