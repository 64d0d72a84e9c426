"""What the composition root does when it is told to stop."""

import asyncio
from datetime import timedelta
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from sqlmodel import select

from backend.acknowledgements import Acknowledgements
from backend.app import background
from backend.categories.learning import nightly
from backend.categories.learning.nightly import Nightly
from backend.categories.taxonomy import Taxonomy
from backend.courier import Carry, CourierHere
from backend.delivery import Outbox
from backend.outbox import tell
from backend.settings import Environment, Settings
from backend.times import utc_now
from models import OutboxMessage, Person
from models.enums import Channel, NoticeKind, OutboxStatus
from tests.backend.categories.learning.builders import Trainer, comparison, decide
from tests.house import House, small_house
from tests.spindel import ring_of


class SlowSender:
    """Takes a while, and counts what it began and what it finished."""

    def __init__(self, seconds: float) -> None:
        self.begun = asyncio.Event()
        self.finished = 0
        self._seconds = seconds

    async def deliver(self, message: OutboxMessage, carry: Carry) -> str:
        self.begun.set()
        await asyncio.sleep(self._seconds)
        self.finished += 1
        return "ok"

    async def recall(self, message: OutboxMessage, receipt: str) -> None:
        raise AssertionError("nothing was handed over before")


def of(house: House, settings: Settings, outbox: object) -> Any:
    """As much of a house as the background needs."""
    return SimpleNamespace(settings=settings, database=house.database, texts=None, taxonomy=Taxonomy.load(), outbox=outbox)


async def stopped_while_sending(house: House, notes: Path, sender: SlowSender, outbox_lease: float) -> OutboxStatus:
    """Run the background until something is being sent, stop it, and return what became of the message."""
    async with house.database.begin(house.forbund_id) as session:
        person_id = house.coordinator.id
        kind = NoticeKind.REPORT_RECEIVED
        tell(session, key="k", channel=Channel.MAIL, kind=kind, subject_id=1, person_id=person_id, now=utc_now())
    settings = Settings(environment=Environment.DEVELOPMENT, outbox_lease_seconds=outbox_lease, clock_seconds=3600)
    # Its own limit for a send is out of the way: what is tested is who waits for whom.
    kept = Acknowledgements(notes)
    outbox = Outbox(house.database, {Channel.MAIL: sender}, CourierHere({}, kept), kept, timedelta(seconds=60))
    product = of(house, settings, outbox)
    async with background(product):
        await asyncio.wait_for(sender.begun.wait(), 60)
    async with house.database.read(house.forbund_id) as session:
        return (await session.exec(select(OutboxMessage))).one().status


async def test_stopping_waits_for_what_is_being_sent(sqlite_url: str, tmp_path: Path) -> None:
    async with small_house(sqlite_url) as house:
        sender = SlowSender(0.3)
        status = await stopped_while_sending(house, tmp_path / "notes", sender, outbox_lease=60)
    assert (status, sender.finished) == (OutboxStatus.LEVERERAD, 1)


async def test_stopping_waits_half_a_lease_and_leaves_the_rest_to_the_next_start(sqlite_url: str, tmp_path: Path) -> None:
    async with small_house(sqlite_url) as house:
        sender = SlowSender(60)
        status = await asyncio.wait_for(stopped_while_sending(house, tmp_path / "notes", sender, outbox_lease=0.4), 50)
    assert (status, sender.finished) == (OutboxStatus.SKICKAS, 0)


async def test_the_clock_trains_what_is_due_and_a_stop_ends_the_training(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trainer = Trainer(comparison(1, 1, 1), held=asyncio.Event())
    monkeypatch.setattr("backend.app.Nightly", partial(Nightly, train=trainer))
    monkeypatch.setattr(nightly, "FEWEST_NEW", 1)
    kept = Acknowledgements(tmp_path / "notes")
    async with small_house(sqlite_url) as house:
        await decide(house, 1)
        outbox = Outbox(house.database, {}, CourierHere({}, kept), kept, timedelta(seconds=60))
        settings = Settings(environment=Environment.DEVELOPMENT, data_dir=tmp_path, clock_seconds=3600)
        async with background(of(house, settings, outbox)):
            await asyncio.wait_for(trainer.begun.wait(), 60)
        assert [text.primary for text in trainer.orders[0].own] == ["NARVARO"]


class SenderOfResults(SlowSender):
    """Waits for the news that Spindeln is closed; what else there is it lets pass."""

    async def deliver(self, message: OutboxMessage, carry: Carry) -> str:
        if message.kind is NoticeKind.SPINDEL_CLOSED:
            self.begun.set()
        return "ok"


async def test_the_clock_closes_spindeln_and_has_it_told(sqlite_url: str, tmp_path: Path) -> None:
    kept, sender = Acknowledgements(tmp_path / "notes"), SenderOfResults(0)
    async with small_house(sqlite_url) as house:
        ring = await ring_of(house)
        async with house.database.begin(house.forbund_id) as session:
            (await session.get_one(Person, ring.members[0].id)).told_any_time = True  # also on the day of this test
        await ring.start(utc_now() - timedelta(days=30))
        outbox = Outbox(house.database, dict.fromkeys(Channel, sender), CourierHere({}, kept), kept, timedelta(seconds=60))
        settings = Settings(environment=Environment.DEVELOPMENT, data_dir=tmp_path, clock_seconds=3600)
        async with background(of(house, settings, outbox)):
            await asyncio.wait_for(sender.begun.wait(), 60)
        assert [measurement.answered for measurement in await ring.measurements()] == [0]


async def test_everything_that_the_clock_does_is_done_at_each_look_and_then_told(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks: list[str] = []
    woken: list[str] = []
    all_told = asyncio.Event()
    names = ("run_spindel", "run_due", "ask_after_meetings", "tell_drafts", "tell_troubles", "tell_weeks", "tell_what_it_led_to")
    for name in names:

        async def job(*_: object, name: str = name) -> Any:
            looks.append(name)
            return [1] if name == "run_due" else 1

        job.__name__ = name
        monkeypatch.setattr(f"backend.app.{'DraftClock.run' if name == 'tell_drafts' else name}", job)

    class Heard(Outbox):
        def wake(self) -> None:
            woken.append(looks[-1])
            if len(woken) == len(names):
                all_told.set()

    kept = Acknowledgements(tmp_path / "notes")
    async with small_house(sqlite_url) as house:
        outbox = Heard(house.database, {}, CourierHere({}, kept), kept, timedelta(seconds=60))
        settings = Settings(environment=Environment.DEVELOPMENT, data_dir=tmp_path, clock_seconds=3600)
        async with background(of(house, settings, outbox)):
            await asyncio.wait_for(all_told.wait(), 60)
            assert (looks, woken) == ([*names], [*names])
