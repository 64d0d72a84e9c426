"""Which other way a notice takes that one way can't carry: the person's mail, then for receivers the förbund's."""

import asyncio
from datetime import timedelta
from pathlib import Path

from backend.courier import NeverError
from backend.outbox import count_untold, tell
from models import OutboxMessage, Person
from models.enums import Channel, NoticeKind, OutboxStatus
from tests.backend.delivering import FakeSender, never, outbox, rows, tell_coordinator
from tests.house import NOW, House


async def test_a_mail_carries_what_teams_can_not(house: House, notes: Path) -> None:
    def blocked(_: OutboxMessage) -> str:
        raise NeverError("blocked")

    await tell_coordinator(house, channel=Channel.TEAMS)
    mail = FakeSender()
    box = outbox(house, notes, teams=FakeSender(blocked), mail=mail)
    await box.deliver_due(NOW)
    await box.deliver_due(NOW)
    assert mail.delivered == [f"k:mail:{house.coordinator.id}"]


async def test_what_went_by_mail_already_is_not_sent_again_when_teams_fails(house: House, notes: Path) -> None:
    def blocked(_: OutboxMessage) -> str:
        raise NeverError("blocked")

    await tell_coordinator(house, channel=Channel.TEAMS)
    await tell_coordinator(house, channel=Channel.MAIL)
    mail = FakeSender()
    box = outbox(house, notes, teams=FakeSender(blocked), mail=mail)
    await box.deliver_due(NOW)
    await box.deliver_due(NOW)
    assert len(mail.delivered) == 1
    assert {row.status for row in await rows(house)} == {OutboxStatus.UPPGIVEN, OutboxStatus.LEVERERAD}


async def coordinator_without_mail(house: House) -> None:
    async with house.database.begin(house.forbund_id) as session:
        (await session.get_one(Person, house.coordinator.id)).email = None


def to_forbundet(found: list[OutboxMessage]) -> list[tuple[str, OutboxStatus]]:
    return [(row.key, row.status) for row in found if row.address == "forbundet@hoglandet.example"]


async def test_a_receiver_without_mail_whom_teams_can_not_reach_is_stood_in_for_by_forbundet(house: House, notes: Path) -> None:
    await coordinator_without_mail(house)
    await tell_coordinator(house, channel=Channel.TEAMS)
    box = outbox(house, notes, teams=FakeSender(never))
    await box.deliver_due(NOW)
    await box.deliver_due(NOW)
    assert to_forbundet(await rows(house)) == [("k:mail:forbundet@hoglandet.example", OutboxStatus.LEVERERAD)]


async def test_forbundet_is_told_once_when_both_ways_to_a_receiver_fail_at_once(house: House, notes: Path) -> None:
    await tell_coordinator(house, channel=Channel.TEAMS)
    await tell_coordinator(house, channel=Channel.MAIL)
    box = outbox(house, notes, teams=FakeSender(never), mail=FakeSender(never))
    # Both are claimed before either fails: a row that another transaction has locked is left for the next round.
    claimed = [*await box._claim(Channel.TEAMS, NOW), *await box._claim(Channel.MAIL, NOW)]
    await asyncio.gather(*(box._deliver(message, NOW) for message in claimed))
    assert len(claimed) == 2
    assert len(to_forbundet(await rows(house))) == 1


async def test_a_mail_that_fails_is_no_matter_when_teams_told_the_receiver(house: House, notes: Path) -> None:
    await tell_coordinator(house, channel=Channel.TEAMS)
    await tell_coordinator(house, channel=Channel.MAIL)
    box = outbox(house, notes, mail=FakeSender(never))
    while await box.deliver_due(NOW):
        pass
    assert to_forbundet(await rows(house)) == []


async def test_forbundet_s_own_mailbox_that_fails_is_the_end(house: House, notes: Path) -> None:
    await tell_coordinator(house, channel=Channel.TEAMS)
    box = outbox(house, notes, teams=FakeSender(never), mail=FakeSender(never))
    tried = [await box.deliver_due(NOW) for _ in range(4)]
    assert (sum(tried), tried[-1]) == (3, 0)
    assert {row.status for row in await rows(house)} == {OutboxStatus.UPPGIVEN}


async def test_what_a_reporter_adds_or_takes_back_reaches_forbundet_when_no_way_to_the_receiver_is_left(
    house: House, notes: Path
) -> None:
    async with house.database.begin(house.forbund_id) as session:
        kind, person_id = NoticeKind.REPORT_AMENDED, house.coordinator.id
        tell(session, key="k", channel=Channel.MAIL, kind=kind, subject_id=1, person_id=person_id, now=NOW)
    await outbox(house, notes, mail=FakeSender(never)).deliver_due(NOW)
    assert [key for key, _ in to_forbundet(await rows(house))] == ["k:mail:forbundet@hoglandet.example"]


async def test_a_reporter_s_notice_is_never_sent_to_forbundet(house: House, notes: Path) -> None:
    async with house.database.begin(house.forbund_id) as session:
        person_id = house.coordinator.id
        kind = NoticeKind.REPORT_ANSWERED
        tell(session, key="k", channel=Channel.MAIL, kind=kind, subject_id=1, person_id=person_id, now=NOW)
    await outbox(house, notes, mail=FakeSender(never)).deliver_due(NOW)
    (row,) = await rows(house)
    assert row.status is OutboxStatus.UPPGIVEN


async def untold(house: House, days: int = 0) -> int:
    async with house.database.read_every_forbund() as session:
        return await count_untold(session, NOW + timedelta(days=days))


async def test_what_went_another_way_or_is_to_go_it_is_not_counted_as_untold(house: House, notes: Path) -> None:
    await tell_coordinator(house, channel=Channel.TEAMS)
    box = outbox(house, notes, teams=FakeSender(never))
    await box.deliver_due(NOW)
    assert await untold(house) == 0, "the mail waits"
    await box.deliver_due(NOW)
    assert await untold(house) == 0

    await coordinator_without_mail(house)
    await tell_coordinator(house, "l", Channel.TEAMS)
    while await box.deliver_due(NOW):
        pass
    assert to_forbundet(await rows(house)) == [("l:mail:forbundet@hoglandet.example", OutboxStatus.LEVERERAD)]
    assert await untold(house) == 0


async def test_what_reached_nobody_is_counted_for_a_week(house: House, notes: Path) -> None:
    async with house.database.begin(house.forbund_id) as session:
        for key, person_id in (("own", house.reporter.id), ("its", house.coordinator.id)):
            kind = NoticeKind.REPORT_ANSWERED
            tell(session, key=key, channel=Channel.TEAMS, kind=kind, subject_id=1, person_id=person_id, now=NOW)
    box = outbox(house, notes, teams=FakeSender(never))
    while await box.deliver_due(NOW):
        pass
    assert [await untold(house, days) for days in (0, 6, 8)] == [1, 1, 0], "the reporter has no mail"
