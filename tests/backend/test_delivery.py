import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from backend.acknowledgements import Acknowledgements
from backend.courier import Carry, TryLaterError
from backend.delivery import BATCH, note_name
from backend.outbox import tell
from models import OutboxMessage
from models.enums import Channel, NoticeKind, OutboxStatus
from tests.backend.delivering import LEASE, FakeSender, left, never, outbox, rows, tell_coordinator
from tests.house import NOW, House


async def test_what_is_due_is_delivered_once_with_its_receipt(house: House, notes: Path) -> None:
    await tell_coordinator(house)
    mail = FakeSender()
    box = outbox(house, notes, mail=mail)
    assert await box.deliver_due(NOW) == 1
    assert await box.deliver_due(NOW + timedelta(days=1)) == 0
    (row,) = await rows(house)
    assert (row.status, row.delivered_at, row.result) == (OutboxStatus.LEVERERAD, NOW, f"receipt-{row.id}")
    assert len(mail.delivered) == 1
    assert left(notes) == []


async def test_a_message_whose_cause_was_rolled_back_is_never_sent(house: House, notes: Path) -> None:
    with pytest.raises(ZeroDivisionError):
        async with house.database.begin(house.forbund_id) as session:
            tell(
                session,
                key="k",
                channel=Channel.MAIL,
                kind=NoticeKind.REPORT_RECEIVED,
                subject_id=1,
                address="a@b.example",
                now=NOW,
            )
            raise ZeroDivisionError
    assert await outbox(house, notes).deliver_due(NOW) == 0


async def test_two_processes_at_once_send_each_message_once(house: House, notes: Path) -> None:
    for number in range(20):
        await tell_coordinator(house, f"k{number}")
    mail = FakeSender()
    boxes = [outbox(house, notes / str(number), mail=mail) for number in range(2)]
    for _ in range(4):
        await asyncio.gather(*(box.deliver_due(NOW) for box in boxes))
    assert len(mail.delivered) == len(set(mail.delivered)) == 20


async def test_what_cannot_be_delivered_now_is_tried_again_later_and_later(house: House, notes: Path) -> None:
    def busy(_: OutboxMessage) -> str:
        raise TryLaterError("421")

    await tell_coordinator(house)
    box = outbox(house, notes, mail=FakeSender(busy))
    waits = []
    now = NOW
    for _ in range(5):
        assert await box.deliver_due(now) == 1
        (row,) = await rows(house)
        assert row.status is OutboxStatus.VANTAR
        waits.append((row.next_attempt_at - now).total_seconds())
        now = row.next_attempt_at
    assert all(2**n <= wait <= 2 ** (n + 1) for n, wait in enumerate(waits))


async def test_the_other_side_s_own_wish_to_wait_is_kept(house: House, notes: Path) -> None:
    def throttled(_: OutboxMessage) -> str:
        raise TryLaterError("429", timedelta(seconds=90))

    await tell_coordinator(house)
    await outbox(house, notes, mail=FakeSender(throttled)).deliver_due(NOW)
    (row,) = await rows(house)
    assert row.next_attempt_at == NOW + timedelta(seconds=90)


async def test_after_three_days_it_gives_up(house: House, notes: Path) -> None:
    def busy(_: OutboxMessage) -> str:
        raise TryLaterError("421")

    await tell_coordinator(house)
    async with house.database.begin(house.forbund_id) as session:
        (await session.exec(select(OutboxMessage))).one().attempts = 70
    await outbox(house, notes, mail=FakeSender(busy)).deliver_due(NOW + timedelta(days=3, seconds=1))
    row, _ = await rows(house)
    assert (row.status, row.result) == (OutboxStatus.UPPGIVEN, "421")


async def test_what_waited_a_week_for_a_process_is_tried_most_of_an_hour_before_it_gives_up(house: House, notes: Path) -> None:
    def busy(_: OutboxMessage) -> str:
        raise TryLaterError("421")

    await tell_coordinator(house)
    box = outbox(house, notes, mail=FakeSender(busy))
    back = now = NOW + timedelta(days=7)
    while await box.deliver_due(now):
        row = (await rows(house))[0]
        if row.status is OutboxStatus.UPPGIVEN:
            break
        now = row.next_attempt_at
    assert timedelta(minutes=30) < now - back < timedelta(hours=2)


async def test_one_message_that_can_not_be_drawn_does_not_stop_the_others(house: House, notes: Path) -> None:
    def broken(message: OutboxMessage) -> str:
        if message.key.startswith("bad"):
            raise KeyError("nothing to draw")
        return "ok"

    await tell_coordinator(house, "bad")
    await tell_coordinator(house, "good")
    await outbox(house, notes, mail=FakeSender(broken)).deliver_due(NOW)
    bad, good = await rows(house)
    assert (bad.status, bad.result, good.status) == (OutboxStatus.VANTAR, "KeyError", OutboxStatus.LEVERERAD)


async def test_a_process_that_died_while_sending_leaves_the_message_to_another(house: House, notes: Path) -> None:
    await tell_coordinator(house)
    dying = outbox(house, notes)
    await dying._claim(Channel.MAIL, NOW)
    mail = FakeSender()
    box = outbox(house, notes, mail=mail)
    assert await box.deliver_due(NOW + LEASE - timedelta(seconds=1)) == 0
    assert await box.deliver_due(NOW + LEASE) == 1
    assert len(mail.delivered) == 1


async def test_a_process_that_died_after_the_acknowledgement_is_not_repeated(house: House, notes: Path) -> None:
    await tell_coordinator(house)
    (message,) = await outbox(house, notes)._claim(Channel.MAIL, NOW)
    Acknowledgements(notes).write(note_name(message), "250 ok")
    mail = FakeSender()
    assert await outbox(house, notes, mail=mail).deliver_due(NOW + LEASE) == 1
    (row,) = await rows(house)
    assert (mail.delivered, row.status, row.result) == ([], OutboxStatus.LEVERERAD, "250 ok")
    assert mail.recalled == ["250 ok"]
    assert left(notes) == []


async def test_a_sender_that_hangs_is_cut_off_before_its_claim_ends(house: House, notes: Path) -> None:
    await tell_coordinator(house)
    mail = Late(lambda: asyncio.sleep(60), lambda _: "too late")
    box = outbox(house, notes, mail=mail, lease=timedelta(seconds=1))
    await asyncio.wait_for(box.deliver_due(NOW), 60)
    (row,) = await rows(house)
    assert (row.status, row.result, mail.delivered) == (OutboxStatus.VANTAR, "too_slow", [])


async def test_a_letter_that_can_not_be_drawn_in_time_is_tried_later(house: House, notes: Path) -> None:
    class Undrawn(FakeSender):
        async def deliver(self, message: OutboxMessage, carry: Carry) -> str:
            await asyncio.sleep(60)
            return await super().deliver(message, carry)

    await tell_coordinator(house)
    box = outbox(house, notes, mail=Undrawn(), lease=timedelta(seconds=0.2))
    await asyncio.wait_for(box.deliver_due(NOW), 60)
    (row,) = await rows(house)
    assert (row.status, row.result) == (OutboxStatus.VANTAR, "TimeoutError")


async def test_an_acknowledged_message_is_delivered_also_when_no_note_can_be_written(house: House, tmp_path: Path) -> None:
    no_folder = tmp_path / "a file"
    no_folder.write_text("")
    await tell_coordinator(house)
    mail = FakeSender()
    box = outbox(house, no_folder, mail=mail)
    await box.deliver_due(NOW)
    await box.deliver_due(NOW + timedelta(days=1))
    (row,) = await rows(house)
    assert (len(mail.delivered), row.status) == (1, OutboxStatus.LEVERERAD)


class Late(FakeSender):
    """Does something else before it answers."""

    def __init__(self, meanwhile: Callable[[], Awaitable[object]], answer: Callable[[OutboxMessage], str]) -> None:
        super().__init__(answer)
        self._meanwhile = meanwhile

    async def _take(self, message: OutboxMessage) -> str:
        await self._meanwhile()
        return await super()._take(message)


def try_later(_: OutboxMessage) -> str:
    raise TryLaterError("421")


@pytest.mark.parametrize("answer", [lambda _: "too late", never, try_later], ids=["delivered", "never", "later"])
async def test_a_claim_that_ran_out_changes_nothing_of_the_claim_that_followed(
    house: House, notes: Path, answer: Callable[[OutboxMessage], str]
) -> None:
    await tell_coordinator(house, channel=Channel.TEAMS)
    follower = outbox(house, notes)
    stale = outbox(house, notes, teams=Late(lambda: follower._claim(Channel.TEAMS, NOW + LEASE), answer))
    await stale.deliver_due(NOW)
    (row,) = await rows(house)  # no mail instead, either
    assert (row.status, row.attempts, row.next_attempt_at) == (OutboxStatus.SKICKAS, 2, NOW + 2 * LEASE)


async def test_an_acknowledgement_that_came_after_the_claim_ran_out_is_left_to_the_claim_that_followed(
    house: House, notes: Path
) -> None:
    await tell_coordinator(house)
    follower = outbox(house, notes)
    stale = outbox(house, notes, mail=Late(lambda: follower._claim(Channel.MAIL, NOW + LEASE), lambda _: "late"))
    await stale.deliver_due(NOW)
    await follower.deliver_due(NOW + 2 * LEASE)
    (row,) = await rows(house)
    assert (row.status, row.result) == (OutboxStatus.LEVERERAD, "late")


async def test_what_is_being_sent_when_it_stops_is_finished_and_nothing_more_is_taken(house: House, notes: Path) -> None:
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def slowly() -> None:
        begun.set()
        await go_on.wait()

    for number in range(BATCH + 1):
        await tell_coordinator(house, f"k{number}")
    mail = Late(slowly, lambda _: "ok")
    box = outbox(house, notes, mail=mail)
    running = asyncio.create_task(box.run(60))
    await asyncio.wait_for(begun.wait(), 60)
    box.stop()
    go_on.set()
    await asyncio.wait_for(running, 50)
    assert len(mail.delivered) == BATCH
    assert Counter(row.status for row in await rows(house)) == {OutboxStatus.LEVERERAD: BATCH, OutboxStatus.VANTAR: 1}


async def test_an_outbox_at_rest_stops_at_once(house: House, notes: Path) -> None:
    box = outbox(house, notes)
    running = asyncio.create_task(box.run(60))
    await asyncio.sleep(0.1)
    box.stop()
    await asyncio.wait_for(running, 50)


async def test_a_mail_that_hangs_holds_up_no_card(house: House, notes: Path) -> None:
    carried = asyncio.Event()

    def card(_: OutboxMessage) -> str:
        carried.set()
        return "ok"

    hanging = asyncio.Event()
    for number in range(2 * BATCH):
        await tell_coordinator(house, f"slow{number}")
    box = outbox(house, notes, teams=FakeSender(card), mail=Late(hanging.wait, lambda _: "ok"))
    running = asyncio.create_task(box.run(60))
    await asyncio.sleep(0.1)
    await tell_coordinator(house, "quick", Channel.TEAMS)
    box.wake()
    await asyncio.wait_for(carried.wait(), 60)
    hanging.set()
    box.stop()
    await asyncio.wait_for(running, 50)
