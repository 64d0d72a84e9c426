import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select
from structlog.testing import capture_logs

from backend.categories.corpus import load_corpus
from backend.categories.learning import nightly
from backend.categories.learning.nightly import FEWEST_NEW, LEASE, Nightly, last_night
from backend.categories.learning.trainer import Order, Outcome
from backend.categories.learning.versions import read_versions, use_version
from backend.categories.taxonomy import Taxonomy
from backend.database import stored_id
from backend.errors import DomainError, NotFoundError
from backend.reporting.own import withdraw_report
from models import AuditEvent, CategoryModel, Forbund, Report
from models.enums import ReportStatus, Slag, TrainingStatus
from tests.backend.categories.learning.builders import EVENING, NEXT_NIGHT, Trainer, comparison, decide, decide_many
from tests.house import House, small_house

# A claim is taken some moments after the tick.
SOON_AFTER = NEXT_NIGHT + timedelta(minutes=1)
BETTER = comparison(30, 20, 25)
FEW = 3


@pytest.fixture
async def house(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[House]:
    monkeypatch.setattr(nightly, "FEWEST_NEW", FEW)  # so that a test needn't decide thirty reports
    async with small_house(sqlite_url) as made:
        yield made


def night_of(house: House, trainer: Trainer) -> Nightly:
    return Nightly(house.database, Taxonomy.load(), Path("nowhere"), train=trainer)


async def rows(house: House) -> list[CategoryModel]:
    async with house.database.read(house.forbund_id) as session:
        return list((await session.exec(select(CategoryModel).order_by("number"))).all())


async def in_use(house: House) -> str:
    async with house.database.read(house.forbund_id) as session:
        return (await session.get_one(Forbund, house.forbund_id)).categoriser_version


async def test_a_candidate_that_is_better_is_taken_into_use_and_the_trail_says_so(house: House) -> None:
    reports = await decide_many(house, FEW)
    trainer = Trainer(BETTER)

    [made] = await night_of(house, trainer).run(NEXT_NIGHT)

    [row] = await rows(house)
    assert (row.id, row.number, row.status, row.taken) == (made, 1, TrainingStatus.KLAR, True)
    assert row.learned_from == [report.id for report in reports]
    assert (row.figures["right_before"], row.figures["right_after"]) == (20, 25)
    assert await in_use(house) == row.version != ""
    async with house.database.read(house.forbund_id) as session:
        trail = (await session.exec(select(AuditEvent).where(AuditEvent.subject == "category_model"))).all()
    assert [event.details["categoriser"] for event in trail] == [["shipped", row.version]]


async def test_one_that_is_worse_is_kept_with_its_figures_and_not_used(house: House) -> None:
    await decide_many(house, FEW)

    await night_of(house, Trainer(comparison(30, 25, 24))).run(NEXT_NIGHT)

    [row] = await rows(house)
    assert (row.taken, row.content is not None, row.figures["right_after"]) == (False, True, 24)
    assert await in_use(house) == ""


async def test_one_that_is_equal_is_taken_since_it_knows_the_newest_reports(house: House) -> None:
    await decide_many(house, FEW)
    await night_of(house, Trainer(comparison(30, 25, 25))).run(NEXT_NIGHT)
    assert await in_use(house) != ""


async def test_one_that_is_as_often_right_but_lies_about_how_sure_it_is_is_not_taken(house: House) -> None:
    await decide_many(house, FEW)
    await night_of(house, Trainer(comparison(30, 25, 25, loss_after=1.2))).run(NEXT_NIGHT)
    assert await in_use(house) == ""


async def test_with_too_few_new_decisions_nothing_is_trained(house: House) -> None:
    await decide_many(house, FEW - 1)
    await house.report("undecided")
    await decide(house, 50, slag=Slag.FRAMGANGSFAKTOR)
    await decide(house, 51, text=next(text.text for text in load_corpus() if text.primary == "NARVARO"))
    assert await night_of(house, Trainer(BETTER)).run(NEXT_NIGHT) == []


async def test_praise_teaches_what_it_is_a_good_example_of_and_never_what_broke(house: House) -> None:
    await decide_many(house, FEW)
    await decide(house, 50, slag=Slag.FRAMGANGSFAKTOR)
    trainer = Trainer(BETTER)
    await night_of(house, trainer).run(NEXT_NIGHT)
    (praise,) = (text for text in trainer.orders[0].own if text.slag is Slag.FRAMGANGSFAKTOR)
    assert praise.primary is None
    assert praise.example_of in Taxonomy.load().codes


async def test_the_second_training_waits_for_as_many_new_decisions_again(house: House) -> None:
    trainer = Trainer(comparison(30, 25, 24))
    await decide_many(house, FEW)
    await night_of(house, trainer).run(NEXT_NIGHT)
    await decide_many(house, FEW - 1, start=10, now=NEXT_NIGHT)
    assert await night_of(house, trainer).run(NEXT_NIGHT + timedelta(days=1)) == []
    await decide(house, 20, now=NEXT_NIGHT)
    assert await night_of(house, trainer).run(NEXT_NIGHT + timedelta(days=1))
    assert [row.number for row in await rows(house)] == [1, 2]
    # The first wasn't taken, so that none of its reports is known to the one in use.
    assert trainer.orders[1].seen == frozenset()


async def test_what_is_decided_by_day_waits_for_the_night_and_a_missed_night_is_made_up_for(house: House) -> None:
    await decide_many(house, FEW)
    assert last_night(EVENING) < EVENING < last_night(NEXT_NIGHT) <= NEXT_NIGHT
    assert await night_of(house, Trainer(BETTER)).run(EVENING + timedelta(minutes=1)) == []
    assert await night_of(house, Trainer(BETTER)).run(NEXT_NIGHT + timedelta(days=3, hours=9))


async def test_two_clocks_make_one_training(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nightly, "FEWEST_NEW", FEW)
    async with small_house(database_url) as house:
        await one_of_two(house)


async def one_of_two(house: House) -> None:
    await decide_many(house, FEW)
    held = asyncio.Event()
    first, second = Trainer(BETTER, held=held), Trainer(BETTER)
    running = asyncio.create_task(night_of(house, first).run(NEXT_NIGHT))
    await first.begun.wait()

    assert await night_of(house, second).run(NEXT_NIGHT) == []

    held.set()
    assert len(await running) == 1
    assert (len(first.orders), second.orders, len(await rows(house))) == (1, [], 1)


async def test_a_training_whose_process_was_killed_is_made_when_its_claim_ends(house: House) -> None:
    await decide_many(house, FEW)
    async with house.database.begin(house.forbund_id) as session:  # what a killed process leaves behind
        session.add(CategoryModel(number=1, claimed_until=NEXT_NIGHT + LEASE, as_of=last_night(NEXT_NIGHT)))
    other = night_of(house, Trainer(BETTER))

    assert await other.run(NEXT_NIGHT + LEASE / 2) == []
    assert len(await other.run(NEXT_NIGHT + LEASE)) == 1

    [row] = await rows(house)
    assert (row.status, row.taken) == (TrainingStatus.KLAR, True)


async def test_a_training_that_is_stopped_in_order_can_be_made_at_once_by_another(house: House) -> None:
    await decide_many(house, FEW)
    stopped = Trainer(BETTER, held=asyncio.Event())
    running = asyncio.create_task(night_of(house, stopped).run(NEXT_NIGHT))
    await stopped.begun.wait()
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert len(await night_of(house, Trainer(BETTER)).run(SOON_AFTER)) == 1


async def test_one_who_comes_back_after_its_claim_was_lost_changes_nothing(house: House) -> None:
    await decide_many(house, FEW)
    held = asyncio.Event()
    slow = Trainer(BETTER, held=held)
    running = asyncio.create_task(night_of(house, slow).run(NEXT_NIGHT))
    await slow.begun.wait()
    await night_of(house, Trainer(comparison(30, 25, 20))).run(SOON_AFTER + LEASE)
    held.set()
    with capture_logs() as logs:
        assert await running == []
    assert "categories.claim_lost" in [line["event"] for line in logs]
    assert await in_use(house) == ""


async def test_a_training_that_fails_is_logged_without_words_and_tried_again_the_next_night(house: House) -> None:
    await decide_many(house, FEW)
    trainer = Trainer(BETTER, fails=True)
    night = night_of(house, trainer)
    with capture_logs() as logs:
        assert await night.run(NEXT_NIGHT) == await night.run(NEXT_NIGHT + timedelta(minutes=1)) == []
    assert [(line["event"], line["error"]) for line in logs] == [("categories.training_failed", "RuntimeError")]
    trainer.fails = False
    assert len(await night.run(NEXT_NIGHT + timedelta(days=1))) == 1


async def test_a_withdrawn_report_is_out_of_the_next_model_which_is_taken_and_older_ones_are_emptied(
    house: House,
) -> None:
    reports = await decide_many(house, FEW)
    trainer = Trainer(BETTER)
    await night_of(house, trainer).run(NEXT_NIGHT)
    await take_back(house, reports[0])
    trainer.result = None  # too few new ones to judge by

    await night_of(house, trainer).run(NEXT_NIGHT + timedelta(days=1))

    first, second = await rows(house)
    assert reports[0].text not in {text.text for text in trainer.orders[1].own}
    assert (second.taken, second.figures["forgets"], second.learned_from) == (True, True, first.learned_from[1:])
    assert (first.content, second.content is not None) == (None, True)
    assert await in_use(house) == second.version
    async with house.database.begin(house.forbund_id) as session:
        with pytest.raises(DomainError, match=r"error\.version_unusable"):
            await use_version(session, "1", None, NEXT_NIGHT)


async def take_back(house: House, report: Report) -> None:
    async with house.database.begin(house.forbund_id) as session:
        await withdraw_report(session, house.reporter, stored_id(report), "back", NEXT_NIGHT)


async def test_an_old_version_that_knows_a_withdrawn_report_is_emptied_though_nothing_else_is_due(house: House) -> None:
    reports = await decide_many(house, FEW)
    await night_of(house, Trainer(comparison(30, 25, 20))).run(NEXT_NIGHT)
    await take_back(house, reports[0])
    assert await night_of(house, Trainer(BETTER)).run(NEXT_NIGHT + timedelta(days=1)) == []
    assert [row.content for row in await rows(house)] == [None]


async def test_going_back_to_an_earlier_version_and_to_the_shipped_one(house: House) -> None:
    trainer = Trainer(BETTER)
    await decide_many(house, FEW)
    await night_of(house, trainer).run(NEXT_NIGHT)
    await decide_many(house, FEW, start=10, now=NEXT_NIGHT)
    await night_of(house, trainer).run(NEXT_NIGHT + timedelta(days=1))
    first, second = await rows(house)
    assert (await in_use(house), trainer.orders[1].in_use) == (second.version, first.content)
    assert trainer.orders[1].seen == frozenset(map(str, first.learned_from))

    async with house.database.begin(house.forbund_id) as session:
        assert await use_version(session, "1", house.office.id, NEXT_NIGHT) == first.version
    async with house.database.read(house.forbund_id) as session:
        assert [(one.number, one.in_use) for one in await read_versions(session)] == [(2, False), (1, True)]
        trail = (await session.exec(select(AuditEvent).where(AuditEvent.actor_id == house.office.id))).all()
    assert [event.details["categoriser"] for event in trail] == [[second.version, first.version]]
    async with house.database.begin(house.forbund_id) as session:
        assert await use_version(session, "shipped", None, NEXT_NIGHT) == "shipped"
        with pytest.raises(NotFoundError):
            await use_version(session, "7", None, NEXT_NIGHT)
    assert await in_use(house) == ""


async def test_a_model_that_other_code_made_is_learned_anew_and_compared_with_the_shipped_one(house: House) -> None:
    trainer = Trainer(BETTER, recipe="of the last release")
    await decide_many(house, FEW)
    await night_of(house, trainer).run(NEXT_NIGHT)
    now = Trainer(comparison(30, 25, 20))
    assert len(await night_of(house, now).run(NEXT_NIGHT + timedelta(days=1))) == 1
    assert (now.orders[0].in_use, now.orders[0].seen) == (None, frozenset())
    assert await in_use(house) == "", "the shipped one proposes, and the next night has nothing to make anew"
    assert await night_of(house, now).run(NEXT_NIGHT + timedelta(days=2)) == []


async def test_by_command_it_is_trained_at_once_and_the_steps_are_told(house: House) -> None:
    await decide(house, 1)
    steps: list[int] = []
    assert await night_of(house, Trainer(None)).train_now(house.forbund_id, EVENING + timedelta(minutes=1), steps.append)
    [row] = await rows(house)
    assert (row.taken, "judged" in row.figures, len(steps)) == (False, False, 1)


async def test_without_any_decision_there_is_nothing_to_train(house: House) -> None:
    await house.report("undecided")
    assert await night_of(house, Trainer(BETTER)).train_now(house.forbund_id, NEXT_NIGHT, lambda _step: None) is None


async def test_another_forbunds_texts_are_in_no_order(house: House) -> None:
    async with house.database.begin_for_every_forbund() as session:
        session.add(Forbund(slug="other", name="Other", email="other@example.org"))
    trainer = Trainer(BETTER)
    await decide_many(house, FEW)
    await night_of(house, trainer).run(NEXT_NIGHT)
    async with house.database.read_every_forbund() as session:
        used = (await session.exec(select(Forbund.slug, Forbund.categoriser_version).order_by(Forbund.slug))).all()
    assert (len(trainer.orders), used[1]) == (1, ("other", ""))


async def test_a_later_forbunds_claim_and_end_are_counted_from_when_its_own_training_begins(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    await decide_many(house, FEW)
    async with house.database.begin_for_every_forbund() as session:
        other = Forbund(slug="other", name="Other", email="other@example.org", categoriser_version="old")
        session.add(other)
        await session.flush()
        forbund_id = stored_id(other)
    knows: dict[str, Any] = {"learned_from": [999], "content": b"old", "content_hash": "0", "recipe": "old"}
    made: dict[str, Any] = {"status": TrainingStatus.KLAR, "claimed_until": EVENING, "finished_at": EVENING}
    async with house.database.begin(forbund_id) as session:  # it knows a report that is gone, so it has to be made anew
        session.add(CategoryModel(number=1, version="old", as_of=EVENING - timedelta(days=1), **knows, **made))
    loop = asyncio.get_running_loop()
    time, passed = loop.time, timedelta()
    monkeypatch.setattr(loop, "time", lambda: time() + passed.total_seconds())

    class Slow(Trainer):
        async def __call__(self, order: Order, told: Callable[[int], None]) -> Outcome:
            nonlocal passed
            outcome = await super().__call__(order, told)
            passed += timedelta(minutes=45)
            return outcome

    assert len(await night_of(house, Slow(BETTER)).run(NEXT_NIGHT)) == 2

    async with house.database.read(forbund_id) as session:
        row = (await session.exec(select(CategoryModel).where(CategoryModel.number == 2))).one()
    assert row.claimed_until - NEXT_NIGHT >= timedelta(minutes=45) + LEASE
    assert row.finished_at is not None
    assert row.finished_at - NEXT_NIGHT >= timedelta(minutes=90)


def test_a_run_is_worth_it_from_thirty_new_decisions() -> None:
    assert FEWEST_NEW == 30


async def test_reopened_reports_stay_decided_and_what_was_imported_is_not(house: House) -> None:
    report = await decide(house, 1)
    async with house.database.begin(house.forbund_id) as session:
        held = await session.get_one(Report, report.id)
        held.status = ReportStatus.HOS_PART
        session.add(held)
    assert await night_of(house, Trainer(None)).train_now(house.forbund_id, NEXT_NIGHT, lambda _step: None)
