"""What keeps editions from being made or from arriving is told once, to whoever stands behind them and to the förbund."""

import asyncio
from datetime import datetime, timedelta

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import select
from structlog.testing import capture_logs

from backend.courier import NeedlessError
from backend.database import AsyncSession, Database
from backend.mail.letter import Letter
from digests import schedule
from digests import troubles as troubles_module
from digests.trouble_letters import trouble_writer
from digests.troubles import Trouble, find_troubles, tell_troubles
from models import Group, GroupMeeting, OutboxMessage
from models.enums import Channel, NoticeKind, OutboxStatus
from tests.digests.builders import make_meeting
from tests.digests.drafts.site import SIGNED
from tests.digests.drafts.town import DUE, MEETS, Town

pytestmark = pytest.mark.usefixtures("quick_paper")

LATER = DUE + timedelta(hours=1)


async def refuse(town: Town, who: str) -> None:
    """Let a person's mail server say for good that there is no such mailbox."""
    await town.tell()
    await town.make()
    async with town.database.begin(town.forbund) as session:
        sent = select(OutboxMessage).where(
            OutboxMessage.person_id == town.people[who],
            OutboxMessage.channel == Channel.MAIL,
            OutboxMessage.kind == NoticeKind.EDITION,
        )
        message = (await session.exec(sent)).one()
        message.status, message.result = OutboxStatus.UPPGIVEN, "550 5.1.1"


async def troubles(town: Town, now: datetime) -> list[str]:
    async with town.database.read(town.forbund) as session:
        return [trouble.details["what"] for trouble in await find_troubles(session, now)]


async def letter(town: Town) -> Letter:
    told = await town.told(NoticeKind.DIGEST_TROUBLE)
    message = next(each for each in told if each.channel is Channel.MAIL)
    async with town.database.read(town.forbund) as session:
        return await trouble_writer(town.texts, SIGNED)(session, message)


async def test_a_refused_address_is_told_to_the_coordinators_and_the_forbund_once(town: Town) -> None:
    await refuse(town, "maja")
    other = Database(town.database.url)

    await asyncio.gather(tell_troubles(town.database, LATER), tell_troubles(other, LATER))
    await tell_troubles(town.database, LATER + timedelta(hours=1))

    await other.close()
    told = await town.told(NoticeKind.DIGEST_TROUBLE)
    assert sorted((each.person_id or 0, each.channel) for each in told) == [
        (0, Channel.MAIL),
        (town.people["karin"], Channel.MAIL),
        (town.people["karin"], Channel.TEAMS),
        (town.people["kurt"], Channel.MAIL),
    ]


async def test_the_letter_says_whom_it_didnt_reach_and_what_to_do(small_town: Town) -> None:
    await refuse(small_town, "maja")
    await tell_troubles(small_town.database, LATER)
    written = await letter(small_town)
    assert written.subject == "Underlag till LSG Tranås 31 mars 2026 kom inte fram till Maja Exempel"
    assert "550 5.1.1" in written.text


async def test_a_group_without_a_meeting_to_come_is_told_of_once_a_quarter_until_it_has_one(small_town: Town) -> None:
    after = MEETS + timedelta(days=1)
    await small_town.tell()
    await small_town.make()
    assert await troubles(small_town, MEETS - timedelta(hours=1)) == []
    assert await troubles(small_town, after) == ["calendar"]
    assert await tell_troubles(small_town.database, after) == 1
    assert await tell_troubles(small_town.database, after + timedelta(days=30)) == 0
    assert await troubles(small_town, after + timedelta(days=100)) == ["calendar"]
    written = await letter(small_town)
    assert written.subject == "LSG Tranås har inget möte i kalendern"
    assert "/utgava/" not in written.text

    async with small_town.database.begin(small_town.forbund) as session:
        await make_meeting(session, small_town.group, after + timedelta(days=60))
    with pytest.raises(NeedlessError):
        await letter(small_town)


async def test_a_meeting_without_a_paper_is_told_of_but_not_history_and_not_one_called_off(small_town: Town) -> None:
    async with small_town.database.begin(small_town.forbund) as session:
        await make_meeting(session, small_town.group, MEETS + timedelta(days=90))
    now = MEETS + timedelta(hours=3)
    assert await troubles(small_town, MEETS - timedelta(minutes=1)) == []
    assert await troubles(small_town, now) == ["missed"]
    await tell_troubles(small_town.database, now)
    assert (await letter(small_town)).subject == "LSG Tranås träffades 31 mars 2026 utan underlag"
    assert await troubles(small_town, now) == []

    async with small_town.database.begin(small_town.forbund) as session:
        (await session.get_one(GroupMeeting, small_town.meeting)).cancelled = True
    assert await troubles(small_town, now) == []


async def test_an_edition_that_cant_be_made_is_told_of_after_an_hour_until_it_is(
    small_town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: object) -> None:
        raise RuntimeError

    with monkeypatch.context() as patched:
        patched.setattr(schedule, "freeze", broken)
        await small_town.make()
        assert await troubles(small_town, DUE + timedelta(minutes=10)) == []
        await small_town.make(LATER)
    assert await tell_troubles(small_town.database, LATER) == 1
    assert (await letter(small_town)).subject == "Underlaget till LSG Tranås har inte kunnat göras"
    await small_town.make(LATER + timedelta(hours=1))
    with pytest.raises(NeedlessError):
        await letter(small_town)


async def test_a_paper_that_was_sent_before_anybody_could_read_a_draft_is_told_of_and_marked(town: Town) -> None:
    """The product stood still while the draft was to be told, or the meeting was added after that."""
    assert await town.tell(LATER) == 0
    await town.make(LATER)
    assert await troubles(town, LATER) == ["undrafted"]
    assert await tell_troubles(town.database, LATER) == 1
    assert await tell_troubles(town.database, LATER + timedelta(hours=1)) == 0

    told = {each.person_id for each in await town.told(NoticeKind.DIGEST_TROUBLE)}
    assert told == {town.people["karin"], town.people["kurt"], None}
    written = await letter(town)
    assert written.subject == "Underlag till LSG Tranås 31 mars 2026 skickades utan utkast"
    assert "Rätta underlaget" in written.text
    assert SIGNED.to("edition", town.forbund, 1, town.people["karin"]).rpartition("/")[0] in written.text, "one press from there"


@pytest.mark.parametrize(("planned", "since", "told"), [(0, 0, []), (0, 3, []), (3, 0, ["undrafted"])])
async def test_whether_a_draft_was_missed_is_judged_by_what_the_paper_was_made_with_not_by_what_the_group_wants_since(
    town: Town, planned: int, since: int, told: list[str]
) -> None:
    for days, made in ((planned, True), (since, False)):
        async with town.database.begin(town.forbund) as session:
            (await session.get_one(Group, town.group)).draft_working_days = days
        if made:
            await town.make()
    assert await troubles(town, LATER) == told
    assert ("Ej kommenterad" in (await town.edition()).text) is bool(told)


async def test_what_can_never_be_stored_is_told_as_a_fault_and_holds_back_no_other(
    small_town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    await refuse(small_town, "maja")
    tell_one = troubles_module._tell

    async def refused(session: AsyncSession, trouble: Trouble, now: datetime) -> bool:
        if trouble.details["what"] == "refused":
            raise IntegrityError("", {}, Exception())
        return await tell_one(session, trouble, now)

    monkeypatch.setattr(troubles_module, "_tell", refused)
    with capture_logs() as logs:
        assert await tell_troubles(small_town.database, MEETS + timedelta(minutes=1)) == 1
    assert [entry["error"] for entry in logs if entry["event"] == "forbund.failed"] == ["IntegrityError"]


async def test_a_paper_that_came_back_is_told_of_with_the_address_and_why(small_town: Town) -> None:
    await small_town.make()
    late = LATER + timedelta(days=20)
    async with small_town.database.begin(small_town.forbund) as session:
        sent = select(OutboxMessage).where(OutboxMessage.person_id == small_town.people["maja"])
        message = (await session.exec(sent)).one()
        message.status, message.bounced_at, message.bounce_code = OutboxStatus.LEVERERAD, late, "5.1.1"
    assert "bounced" in await troubles(small_town, late)
    await tell_troubles(small_town.database, late)
    assert "bounced" not in await troubles(small_town, late)
    told = await small_town.told(NoticeKind.DIGEST_TROUBLE)
    message = next(each for each in told if each.details["what"] == "bounced" and each.channel is Channel.MAIL)
    async with small_town.database.read(small_town.forbund) as session:
        written = await trouble_writer(small_town.texts, SIGNED)(session, message)
    assert written.subject == "Underlag till LSG Tranås 31 mars 2026 kom tillbaka från Maja Exempel"
    assert "5.1.1" in written.text
