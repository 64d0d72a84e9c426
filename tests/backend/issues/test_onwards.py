"""A group lifts a fråga further: to whom, what it becomes there, and what those who reported are told."""

from datetime import timedelta

import pytest
from sqlmodel import select

from backend.database import stored_id
from backend.errors import DomainError
from backend.handling.views import report_view
from backend.i18n import Texts
from backend.issues.correct import Right, correct_outcome
from backend.issues.decide import decide_lift, lift_issue
from backend.issues.onwards import NATION, Taker, takers_of
from models import Forbund, Group, GroupKommun, GroupMeeting, Issue, Lift, Report
from models.enums import GroupKind, IssueStatus, LiftOutcome, NoticeKind, PartyCode, ReportStatus
from tests.backend.issues.steps import DECISION, LATER, QUESTION, do, group, lifted, one, told
from tests.house import House

DAY = timedelta(days=1)


async def further(house: House, issue_id: int, lift_id: int, to: int | None, submit: str = "s3") -> None:
    await do(house, decide_lift, issue_id, lift_id, LiftOutcome.LYFT_VIDARE, "", submit, LATER, to=to)


async def means(house: House, texts: Texts, locale: str) -> str:
    async with house.database.read(house.forbund_id) as session:
        report = await report_view(session, 1, for_handler=False)
    return report.means(lambda key, **values: texts.t(locale, key, **values), locale)


@pytest.fixture(scope="module")
def texts() -> Texts:
    """The catalogue that reports are told from."""
    return Texts(("backend",))


async def test_it_stands_before_the_group_that_takes_it_and_whoever_reported_is_told_when_that_meets(
    house: House, texts: Texts
) -> None:
    issue_id, lift_id = await lifted(house)
    board = await group(house, "Styrelsen", GroupKind.STYRELSE)
    async with house.database.begin(house.forbund_id) as session:
        session.add(GroupMeeting(group_id=board, starts_at=LATER + 9 * DAY))
    for _ in range(2):
        await further(house, issue_id, lift_id, board)

    lift, taken = sorted(await house.all_of(Lift), key=stored_id)
    assert (lift.outcome, lift.onwards_id) == (LiftOutcome.LYFT_VIDARE, taken.id)
    assert (taken.group_id, taken.question, taken.proposed_owner) == (board, QUESTION, PartyCode.FK)
    assert (taken.outcome, taken.lifted_at) == (LiftOutcome.VANTAR, LATER)
    assert await told(house, NoticeKind.REPORT_CHANGED) == [1, 1, 2, 2], "lifted, and lifted further: once each"
    assert await means(house, texts, "sv") == "Frågan har lyfts vidare till Styrelsen, möte 23 mars 2026."
    assert "lifted further to Styrelsen, meeting 23 March 2026" in await means(house, texts, "en")


async def test_what_leaves_the_forbund_is_told_as_such_and_stays_open(house: House, texts: Texts) -> None:
    issue_id, lift_id = await lifted(house)
    await further(house, issue_id, lift_id, NATION)

    assert (await one(house, Lift)).onwards_id is None
    assert (await one(house, Issue)).status is IssueStatus.LYFT
    assert await means(house, texts, "sv") == "Frågan har lyfts vidare till nationell nivå."


async def test_a_group_that_has_it_already_takes_it_as_it_stands_there(house: House) -> None:
    issue_id, lift_id = await lifted(house)
    board = await group(house, "Styrelsen", GroupKind.STYRELSE)
    await do(house, lift_issue, issue_id, board, "Vad säger styrelsen?", None, "s2b", LATER)
    await further(house, issue_id, lift_id, board)

    lift, taken = sorted(await house.all_of(Lift), key=stored_id)
    assert (lift.onwards_id, taken.question) == (taken.id, "Vad säger styrelsen?")


async def test_a_fraga_that_one_group_has_decided_waits_anew_where_another_lifts_it(house: House) -> None:
    issue_id, lift_id = await lifted(house)
    board = await group(house, "Styrelsen", GroupKind.STYRELSE)
    for number, group_id in enumerate((board, await group(house, "LSG Eksjö"))):
        await do(house, lift_issue, issue_id, group_id, QUESTION, None, f"l{number}", LATER)
    eksjos = max(stored_id(lift) for lift in await house.all_of(Lift))
    await do(house, decide_lift, issue_id, eksjos, LiftOutcome.BESLUTAD, DECISION, "d1", LATER + DAY)
    await do(house, decide_lift, issue_id, lift_id, LiftOutcome.LYFT_VIDARE, "", "d2", LATER + 2 * DAY, to=board)
    assert (await one(house, Issue)).status is IssueStatus.LYFT

    other_words = Right(outcome=LiftOutcome.BESLUTAD, decision="Vi prövar.", because="Fel ord.")
    await do(house, correct_outcome, issue_id, eksjos, other_words, "c1", LATER + 3 * DAY)
    assert (await one(house, Issue)).status is IssueStatus.LYFT, "the board took it after that decision"


async def test_of_several_groups_whoever_reported_is_told_where_it_was_lifted_last(house: House, texts: Texts) -> None:
    issue_id, lift_id = await lifted(house)
    board = await group(house, "Styrelsen", GroupKind.STYRELSE)
    for number, group_id in enumerate((board, await group(house, "LSG Eksjö"))):
        await do(house, lift_issue, issue_id, group_id, QUESTION, None, f"l{number}", LATER + number * DAY)
    assert await means(house, texts, "sv") == "Frågan är lyft till LSG Eksjö."
    await do(house, decide_lift, issue_id, lift_id, LiftOutcome.LYFT_VIDARE, "", "d1", LATER + 2 * DAY, to=board)
    assert await means(house, texts, "sv") == "Frågan har lyfts vidare till Styrelsen."
    boards = lift_id + 1
    await do(house, decide_lift, issue_id, boards, LiftOutcome.LYFT_VIDARE, "", "d2", LATER + 3 * DAY, to=NATION)
    assert await means(house, texts, "sv") == "Frågan har lyfts vidare till nationell nivå."
    await do(house, lift_issue, issue_id, await group(house, "LSG Aneby"), QUESTION, None, "l9", LATER + 4 * DAY)
    assert await means(house, texts, "sv") == "Frågan är lyft till LSG Aneby."


async def test_nobody_another_forbunds_group_and_one_below_are_refused_and_nothing_is_kept(house: House) -> None:
    issue_id, lift_id = await lifted(house)
    own = (await one(house, Lift)).group_id
    below, paused = await group(house, "Arbetsgruppen", GroupKind.ARBETSGRUPP), await group(house, "Vilande LSG")
    async with house.database.begin(house.forbund_id) as session:
        (await session.get_one(Group, paused)).active = False
    async with house.database.begin_for_every_forbund() as session:
        session.add(neighbour := Forbund(slug="grannen", name="Grannen", email="forbundet@grannen.example"))
        await session.flush()
        other = stored_id(neighbour)
    async with house.database.begin(other) as session:
        session.add(theirs := Group(slug="styrelsen", kind=GroupKind.STYRELSE, name="Grannens styrelse"))
        await session.flush()
        another_forbunds = stored_id(theirs)
    with pytest.raises(DomainError, match=r"error\.onwards_missing") as refused:
        await further(house, issue_id, lift_id, None)
    assert refused.value.values["field"] == "outcome"
    for to in (another_forbunds, own, below, paused, 10**9):
        with pytest.raises(DomainError, match=r"error\.onwards_unknown"):
            await further(house, issue_id, lift_id, to, f"to-{to}")

    [lift] = [lift for lift in await house.all_of(Lift) if lift.id == lift_id]
    assert (lift.outcome, lift.decided_at) == (LiftOutcome.VANTAR, None)


async def test_the_natural_next_group_stands_first_then_the_nation_then_those_beside(house: House) -> None:
    made = {
        name: await group(house, name, kind)
        for name, kind in {
            "Arbetsgruppen": GroupKind.ARBETSGRUPP,
            "LSG Aneby": GroupKind.LSG,
            "LSG Tranås": GroupKind.LSG,
            "Styrgrupp Samverk": GroupKind.STYRGRUPP,
            "Beredningsgruppen": GroupKind.BEREDNINGSGRUPP,
            "Styrelsen": GroupKind.STYRELSE,
        }.items()
    }
    async with house.database.begin(house.forbund_id) as session:
        for name in ("Arbetsgruppen", "LSG Tranås"):
            session.add(GroupKommun(group_id=made[name], kommun_id=house.tranas))
    async with house.database.read(house.forbund_id) as session:
        offered = {name: [taker.name for taker in await takers_of(session, group_id)] for name, group_id in made.items()}
        board = await takers_of(session, made["Styrelsen"])

    assert offered["LSG Tranås"] == ["Beredningsgruppen", "Styrelsen", "", "LSG Aneby", "Styrgrupp Samverk"]
    assert offered["Arbetsgruppen"][:3] == ["LSG Tranås", "LSG Aneby", "Styrgrupp Samverk"]
    assert offered["Beredningsgruppen"] == ["Styrelsen", ""]
    assert board == (Taker(NATION, ""),)


async def test_reports_that_have_gone_on_are_left_where_they_stand(house: House) -> None:
    issue_id, lift_id = await lifted(house)
    async with house.database.begin(house.forbund_id) as session:
        for report in await session.exec(select(Report)):
            report.status = ReportStatus.AVSLUTAD if report.id == 1 else report.status
    await further(house, issue_id, lift_id, NATION)

    assert await told(house, NoticeKind.REPORT_CHANGED) == [1, 2, 2]
