"""A fråga at a group's meetings: what is decided before its meeting is asked about, and an outcome counts for the last one."""

from datetime import date, timedelta

import pytest

from backend.database import stored_id
from backend.handling.views import report_view
from backend.issues.decide import decide_lift
from backend.issues.meetings import CorrectionOnPaper, EarlyDecisionError, LiftedTo, correction_on_paper
from models import Edition, Group, GroupMeeting, Lift
from models.enums import EditionKind, EditionStatus, GroupKind, LiftOutcome
from tests.backend.issues.steps import DECISION, LATER, do, lifted, one, seen
from tests.house import House

DAY = timedelta(days=1)


async def meets(house: House, days: int, *, cancelled: bool = False) -> None:
    """The group meets so many days after the fråga was lifted."""
    group_id = (await one(house, Lift)).group_id
    async with house.database.begin(house.forbund_id) as session:
        session.add(GroupMeeting(group_id=group_id, starts_at=LATER + days * DAY, cancelled=cancelled))


async def test_what_is_decided_before_the_meeting_is_stored_only_when_it_is_meant(house: House) -> None:
    issue_id, lift_id = await lifted(house)
    await meets(house, 10)
    with pytest.raises(EarlyDecisionError) as asked:
        await do(house, decide_lift, issue_id, lift_id, LiftOutcome.BESLUTAD, DECISION, "s3", LATER + DAY, early=False)
    assert (asked.value.values["group"], asked.value.values["day"]) == ("LSG Tranås", str((LATER + 10 * DAY).date()))
    assert (await one(house, Lift)).outcome is LiftOutcome.VANTAR

    await do(house, decide_lift, issue_id, lift_id, LiftOutcome.BESLUTAD, DECISION, "s4", LATER + DAY, early=True)
    [lift] = (await seen(house, issue_id, house.coordinator)).lifts
    assert (lift.outcome, lift.met_on) == (LiftOutcome.BESLUTAD, None)


@pytest.mark.parametrize(
    ("before", "ahead", "met_on"),
    [((), (), None), ((-3,), (), None), ((3,), (40,), 3), ((2, 4), (40,), 4)],
    ids=["no meeting", "a meeting before it was lifted", "a meeting since", "two since"],
)
async def test_after_the_meeting_nothing_is_asked_and_the_last_one_is_told(
    house: House, before: tuple[int, ...], ahead: tuple[int, ...], met_on: int | None
) -> None:
    issue_id, lift_id = await lifted(house)
    for days in (*before, *ahead):
        await meets(house, days)
    await meets(house, 6, cancelled=True)
    await do(house, decide_lift, issue_id, lift_id, LiftOutcome.BESLUTAD, DECISION, "s3", LATER + 5 * DAY, early=False)

    [lift] = (await seen(house, issue_id, house.coordinator)).lifts
    expected: date | None = (LATER + met_on * DAY).date() if met_on else None
    assert lift.met_on == expected


async def test_a_postponed_question_is_asked_about_until_the_meeting_after(house: House) -> None:
    issue_id, lift_id = await lifted(house)
    await meets(house, 3)
    await meets(house, 40)
    await do(house, decide_lift, issue_id, lift_id, LiftOutcome.UPPSKJUTEN, "", "s3", LATER + 4 * DAY, early=False)
    with pytest.raises(EarlyDecisionError):
        await do(house, decide_lift, issue_id, lift_id, LiftOutcome.BESLUTAD, DECISION, "s4", LATER + 5 * DAY, early=False)
    await do(house, decide_lift, issue_id, lift_id, LiftOutcome.BESLUTAD, DECISION, "s5", LATER + 41 * DAY, early=False)


async def test_the_reporter_is_told_to_which_group_it_was_lifted_when_that_meets_and_whose_decision_came(house: House) -> None:
    issue_id, lift_id = await lifted(house)
    async with house.database.read(house.forbund_id) as session:
        assert (await report_view(session, 1, for_handler=False)).lifted == LiftedTo("LSG Tranås", None)
    await meets(house, 3)
    await meets(house, 40)
    async with house.database.read(house.forbund_id) as session:
        view = await report_view(session, 1, for_handler=False)
        assert view.lifted == LiftedTo("LSG Tranås", (LATER + 3 * DAY).date())

    await do(house, decide_lift, issue_id, lift_id, LiftOutcome.BESLUTAD, DECISION, "s3", LATER + 4 * DAY)
    async with house.database.read(house.forbund_id) as session:
        view = await report_view(session, 1, for_handler=False)
    assert view.lifted is None
    assert [(said.text, said.group) for said in view.answers] == [(DECISION, "LSG Tranås")]


@pytest.mark.parametrize(
    ("paper", "kind", "ahead", "says"),
    [
        (None, EditionKind.LSG, 40, CorrectionOnPaper.NEEDLESS),
        (4, EditionKind.LSG, 40, CorrectionOnPaper.NEEDLESS),
        (8, EditionKind.LSG, 40, CorrectionOnPaper.TOLD),
        (8, EditionKind.LSG, None, CorrectionOnPaper.UNPLANNED),
        (8, EditionKind.STYRGRUPP, None, CorrectionOnPaper.TOLD),
        (8, EditionKind.HALVAR, None, CorrectionOnPaper.TOLD),
        (8, EditionKind.AR, None, CorrectionOnPaper.TOLD),
    ],
    ids=[
        "no paper",
        "a paper before it was decided",
        "a paper of it",
        "a paper of it, no meeting ahead",
        "each quarter",
        "the half-year alone",
        "the year alone",
    ],
)
async def test_who_corrects_is_told_what_papers_will_say(
    house: House, paper: int | None, kind: EditionKind, ahead: int | None, says: CorrectionOnPaper
) -> None:
    issue_id, lift_id = await lifted(house)
    await meets(house, 3)
    await do(house, decide_lift, issue_id, lift_id, LiftOutcome.BESLUTAD, DECISION, "s3", LATER + 5 * DAY, early=False)
    if ahead:
        await meets(house, ahead)
    async with house.database.begin(house.forbund_id) as session:
        lift = await session.get_one(Lift, lift_id)
        if paper:
            until = LATER + paper * DAY
            board = Group(slug="styrelsen", name="Styrelsen", kind=GroupKind.STYRELSE)
            session.add(board)
            await session.flush()
            group_id = stored_id(board) if kind in (EditionKind.HALVAR, EditionKind.AR) else lift.group_id
            session.add(
                Edition(
                    kind=kind, group_id=group_id, period="p", period_start=until.date(), period_end=until.date(),
                    due_at=until, claimed_until=until, as_of=until, made_at=until,
                    status=EditionStatus.KLAR, content_hash="x", pdf=b"x",
                )
            )  # fmt: skip
            await session.flush()
        assert await correction_on_paper(session, lift, LATER + 10 * DAY) is says
