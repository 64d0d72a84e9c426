"""What the reports led to: told twice a year, once to each, to those who want to hear, and never who wrote what."""

import asyncio
from collections.abc import AsyncIterator
from datetime import date, datetime, time, timedelta

import pytest
from sqlmodel import select

from backend.courier import NeedlessError
from backend.database import Database, stored_id
from backend.directory.wishes import wish_notices
from backend.i18n import Texts
from backend.led_to import MOST, Half, LedTo, half_to_tell, read_led_to, read_year, tell_what_it_led_to
from backend.mail.led_to_letters import LedToLetters
from backend.mail.paper import Paper
from backend.times import at_local_time
from models import Action, Group, Issue, Lift, OutboxMessage, Person, Report
from models.enums import Channel, GroupKind, LiftOutcome, NoticeKind, PartyCode
from tests.house import House, small_house

SEPTEMBER = at_local_time(date(2026, 9, 1), time(9))
HALF = Half(2026, 1)


def on(day: str) -> datetime:
    return at_local_time(date.fromisoformat(day), time(12))


@pytest.fixture
async def house(database_url: str) -> AsyncIterator[House]:
    """Hanna has reported in Tranås, where a fråga was decided in April and something was done in May."""
    async with small_house(database_url) as house:
        report = await house.report()
        await decide(house, report, "Kallelser", "Kallelsen säger om individen är med.", on("2026-04-10"), done="Ny mall.")
        yield house


async def decide(house: House, report: Report, name: str, decision: str, day: datetime, done: str = "") -> None:
    async with house.database.begin(house.forbund_id) as session:
        group = (await session.exec(select(Group))).first() or Group(slug="tranas", kind=GroupKind.LSG, name="LSG Tranås")
        issue = Issue(number=f"FR-{name}"[:20], title=name, opened_at=on("2026-01-10"))
        session.add_all([group, issue])
        await session.flush()
        (await session.get_one(Report, report.id)).issue_id = issue.id
        lift = Lift(issue_id=stored_id(issue), group_id=stored_id(group), question="Vad?", lifted_at=on("2026-02-01"))
        lift.outcome, lift.decided_at, lift.decision = LiftOutcome.BESLUTAD, day, decision
        session.add(lift)
        if done:
            action = Action(issue_id=stored_id(issue), what=done, owner=PartyCode.FK, due=day.date(), done_at=on("2026-05-20"))
            session.add(action)


async def told_to(house: House, person: Person, half: Half = HALF) -> LedTo:
    async with house.database.read(house.forbund_id) as session:
        return await read_led_to(session, stored_id(person), half)


async def counted(house: House) -> tuple[int, int, int]:
    """Return how many reports there were in the year, and how much was decided and done."""
    async with house.database.read(house.forbund_id) as session:
        year = await read_year(session, house.tranas, SEPTEMBER)
    return year.reports, year.decided, year.done


async def queued(house: House) -> list[OutboxMessage]:
    async with house.database.read(house.forbund_id) as session:
        return list((await session.exec(select(OutboxMessage).where(OutboxMessage.kind == NoticeKind.LED_TO))).all())


async def test_it_tells_what_was_decided_and_done_in_ones_own_kommuner(house: House) -> None:
    elsewhere = await house.report("k2", house.eksjo)
    async with house.database.begin(house.forbund_id) as session:
        (await session.get_one(Report, elsewhere.id)).reporter_id = house.office.id
    await decide(house, elsewhere, "Tider", "Tider bokas samma dag.", on("2026-06-30"))

    hannas = await told_to(house, house.reporter)
    assert hannas.kommuner == ("Tranås",)
    assert [(led.title, led.decided, led.done) for led in hannas.led] == [
        ("Kallelser", ("Kallelsen säger om individen är med.",), ("Ny mall.",))
    ]
    assert [led.title for led in (await told_to(house, house.office)).led] == ["Tider"]
    assert (await told_to(house, house.reporter, Half(2026, 2))).led == ()


async def test_more_than_fit_are_counted_and_those_are_told_that_something_happened_to_last(house: House) -> None:
    for number in range(MOST):
        report = await house.report(f"k{number + 10}")
        await decide(house, report, f"Fråga {number}", "Ja.", on(f"2026-05-{28 - number}"))

    told = await told_to(house, house.reporter)
    assert [led.title for led in told.led] == [f"Fråga {number}" for number in range(MOST)], "Kallelser was acted on on 20 May"
    assert told.more == 1


async def test_both_groups_decisions_are_told_in_order_and_the_answer_after_them_unless_it_says_the_same(house: House) -> None:
    async with house.database.begin(house.forbund_id) as session:
        issue, first = (await session.exec(select(Issue))).one(), (await session.exec(select(Lift))).one()
        later = Lift(issue_id=stored_id(issue), group_id=first.group_id, question="Hur?", lifted_at=on("2026-01-11"))
        later.outcome, later.decided_at, later.decision = LiftOutcome.BESLUTAD, on("2026-03-01"), "Vi provar i vår."
        session.add(later)
        issue.closed_at, issue.answer = on("2026-06-01"), "Mallen används nu."

    (led,) = (await told_to(house, house.reporter)).led
    assert led.decided == ("Vi provar i vår.", "Kallelsen säger om individen är med.", "Mallen används nu.")

    async with house.database.begin(house.forbund_id) as session:
        (await session.exec(select(Issue))).one().answer = "Vi provar i vår."
    (led,) = (await told_to(house, house.reporter)).led
    assert led.decided == ("Vi provar i vår.", "Kallelsen säger om individen är med.")


async def test_what_concerns_one_organisation_alone_is_told_to_nobody(house: House) -> None:
    inner = await house.report("k2")
    await decide(house, inner, "Inom en enhet", "Vi byter schema.", on("2026-06-01"), done="Nytt schema.")
    assert await counted(house) == (2, 2, 2)
    async with house.database.begin(house.forbund_id) as session:
        (await session.get_one(Report, inner.id)).internal = True
    assert [led.title for led in (await told_to(house, house.reporter)).led] == ["Kallelser"]
    assert await counted(house) == (1, 1, 1), "nor among the year's"

    async with house.database.begin(house.forbund_id) as session:
        for report in (await session.exec(select(Report))).all():
            report.internal = True
    assert await counted(house) == (0, 0, 0)
    assert (await told_to(house, house.reporter)).kommuner == ()
    assert await tell_what_it_led_to(house.database, SEPTEMBER) == 0


@pytest.mark.parametrize(
    ("moment", "half"),
    [
        (at_local_time(date(2026, 9, 1), time(8)), None),
        (SEPTEMBER, Half(2026, 1)),
        (SEPTEMBER + timedelta(days=13), Half(2026, 1)),
        (SEPTEMBER + timedelta(days=14), None),
        (at_local_time(date(2027, 1, 15), time(9)), Half(2026, 2)),
        (at_local_time(date(2028, 1, 15), time(12)), None),  # a Saturday
        (at_local_time(date(2028, 1, 17), time(9)), Half(2027, 2)),
        (on("2026-07-02"), None),
    ],
)
def test_it_is_told_when_people_are_back(moment: datetime, half: Half | None) -> None:
    assert half_to_tell(moment) == half


async def test_each_is_told_once_however_many_look(house: House) -> None:
    other = Database(house.database.url)
    counts = await asyncio.gather(tell_what_it_led_to(house.database, SEPTEMBER), tell_what_it_led_to(other, SEPTEMBER))
    again = await tell_what_it_led_to(house.database, SEPTEMBER + timedelta(days=3))
    await other.close()

    (message,) = await queued(house)
    assert (message.person_id, message.channel, sum(counts), again) == (house.reporter.id, Channel.TEAMS, 1, 0)


@pytest.mark.parametrize("why", ["wished away", "left", "nothing decided"])
async def test_who_wants_nothing_or_has_nothing_to_hear_isnt_told(house: House, why: str) -> None:
    async with house.database.begin(house.forbund_id) as session:
        reporter = await session.get_one(Person, house.reporter.id)
        if why == "wished away":
            await wish_notices(session, reporter, SEPTEMBER, of_own=False)
        elif why == "left":
            reporter.active = False
        else:
            (await session.exec(select(Lift))).one().decided_at = on("2025-12-31")
            (await session.exec(select(Action))).one().done_at = on("2026-07-01")

    assert await tell_what_it_led_to(house.database, SEPTEMBER) == 0


async def test_a_half_year_that_was_told_to_nobody_is_not_gone_through_again(house: House) -> None:
    async with house.database.begin(house.forbund_id) as session:
        reporter = await session.get_one(Person, house.reporter.id)
        await wish_notices(session, reporter, SEPTEMBER, of_own=False)
    assert await tell_what_it_led_to(house.database, SEPTEMBER) == 0
    async with house.database.begin(house.forbund_id) as session:
        reporter = await session.get_one(Person, house.reporter.id)
        await wish_notices(session, reporter, SEPTEMBER, of_own=True)
    assert await tell_what_it_led_to(house.database, SEPTEMBER + timedelta(days=1)) == 0


async def test_the_letter_says_what_and_how_to_stop_and_names_nobody(house: House) -> None:
    async with house.database.begin(house.forbund_id) as session:
        reporter = await session.get_one(Person, house.reporter.id)
        reporter.email = "hanna@tranas.example"
        message = OutboxMessage(
            key="k", channel=Channel.MAIL, kind=NoticeKind.LED_TO, subject_id=20261, person_id=reporter.id,
            details={"year": 2026, "half": 1}, created_at=SEPTEMBER, next_attempt_at=SEPTEMBER,
        )  # fmt: skip
        letters = LedToLetters(Paper(Texts(("backend",))))
        letter = await letters.told(session, message)
        reporter.told_of_own = False
        await session.flush()
        with pytest.raises(NeedlessError):
            await letters.told(session, message)

    assert letter.subject == "Det här ledde era rapporter till"
    assert "Under första halvåret 2026" in letter.text
    assert "Kallelsen säger om individen är med." in letter.text
    assert "Gjort: Ny mall." in letter.text
    assert "sluta meddela mig" in letter.text
    assert "Hanna" not in letter.text and "Hanna" not in letter.html
