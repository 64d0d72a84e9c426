"""A notice that waited for somebody who no longer handles it goes to whoever receives now, once, and to nobody else."""

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import col, select

from backend.courier import NeedlessError
from backend.database import stored_id
from backend.handing_on import check_receiver
from backend.handling.handle import Handling, handle_report
from backend.mail.sender import MailSender
from backend.mail.smtp import Mail
from backend.reporting.own import add_to_report
from backend.settings import Environment, Settings
from backend.times import local_date
from models import OutboxMessage, Person, Role
from models.enums import Channel, NoticeKind
from tests.house import NOW, House

LATER = NOW + timedelta(hours=12)
RECEIVED, AMENDED, REQUESTED = NoticeKind.REPORT_RECEIVED, NoticeKind.REPORT_AMENDED, NoticeKind.MEETING_REQUESTED


async def notices(house: House, person: Person) -> list[OutboxMessage]:
    async with house.database.read(house.forbund_id) as session:
        found = select(OutboxMessage).where(OutboxMessage.person_id == person.id).order_by(col(OutboxMessage.id))
        return list((await session.exec(found)).all())


async def told(house: House, person: Person) -> list[tuple[NoticeKind, Channel]]:
    return [(message.kind, message.channel) for message in await notices(house, person)]


async def leaves_the_post(house: House) -> None:
    async with house.database.begin(house.forbund_id) as session:
        await session.delete((await session.exec(select(Role).where(Role.person_id == house.coordinator.id))).one())


async def asked_for_a_meeting(house: House) -> None:
    today = local_date(NOW)
    await house.ask_for_meeting(today, today + timedelta(days=14))


async def refused(house: House) -> None:
    """Every notice to the coordinator turns out to be needless."""
    for message in await notices(house, house.coordinator):
        with pytest.raises(NeedlessError, match="not_handler"):
            await check_receiver(house.database, message, LATER)


async def test_who_still_handles_it_is_told_and_nobody_else(house: House) -> None:
    await house.report()
    for message in await notices(house, house.coordinator):
        await check_receiver(house.database, message, LATER)
    assert await told(house, house.office) == []


async def test_when_somebody_has_left_the_post_the_present_receiver_is_told_once_by_her_own_channels(house: House) -> None:
    report = await house.report()
    async with house.database.begin(house.forbund_id) as session:
        await add_to_report(session, house.reporter, stored_id(report), "Det hände igen.", "a1", NOW)
    await leaves_the_post(house)
    await refused(house)
    assert await told(house, house.office) == [(RECEIVED, Channel.MAIL), (AMENDED, Channel.MAIL)]
    assert (await notices(house, house.office))[1].details["how"] == "added"
    await refused(house)
    assert len(await told(house, house.office)) == 2


async def test_a_request_for_a_meeting_goes_to_the_present_receiver_as_well(house: House) -> None:
    await asked_for_a_meeting(house)
    await leaves_the_post(house)
    await refused(house)
    assert await told(house, house.office) == [(REQUESTED, Channel.MAIL)]


async def test_a_report_that_was_moved_is_not_told_again_to_its_new_receiver(house: House) -> None:
    report = await house.report()
    async with house.database.begin(house.forbund_id) as session:
        karin = await session.get_one(Person, house.coordinator.id)
        await handle_report(session, karin, stored_id(report), Handling(corrections={"kommun_id": house.eksjo}), "h1", NOW)
    assert await told(house, house.office) == [(RECEIVED, Channel.MAIL)]
    await refused(house)
    assert await told(house, house.office) == [(RECEIVED, Channel.MAIL)]


async def test_with_nobody_in_office_forbundets_own_mailbox_is_told(house: House) -> None:
    await house.report()
    async with house.database.begin(house.forbund_id) as session:
        for role in await session.exec(select(Role)):
            await session.delete(role)
    await refused(house)
    async with house.database.read(house.forbund_id) as session:
        [row] = await session.exec(select(OutboxMessage).where(col(OutboxMessage.person_id).is_(None)))
    assert (row.kind, row.channel, row.address) == (RECEIVED, Channel.MAIL, "forbundet@hoglandet.example")
    await check_receiver(house.database, row, LATER)


async def test_a_letter_is_not_even_written_to_who_has_left_the_post(house: House) -> None:
    async def never(*_: Any) -> Any:
        raise AssertionError("written")

    async def carry(_: Mail) -> str:
        raise AssertionError("sent")

    await house.report()
    await leaves_the_post(house)
    sender = MailSender(Settings(environment=Environment.DEVELOPMENT), house.database, {RECEIVED: never}, clock=lambda: LATER)
    [letter] = [message for message in await notices(house, house.coordinator) if message.channel is Channel.MAIL]
    with pytest.raises(NeedlessError, match="not_handler"):
        await sender.deliver(letter, carry)
