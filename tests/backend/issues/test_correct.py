"""An outcome that was recorded wrongly is put right, told once to whoever was told the other, and kept as history."""

import asyncio
from typing import Any

import pytest
from sqlmodel import select

from backend.database import stored_id
from backend.errors import DomainError, NotAllowedError, PersonalDataError
from backend.issues.correct import Right, correct_outcome
from backend.issues.decide import close_issue, decide_lift, lift_issue
from backend.issues.gather import add_to_issue, take_out
from backend.issues.onwards import NATION
from models import AuditEvent, GroupMeeting, Issue, Lift, LiftCorrection, MeetingLift, OutboxMessage, Report, ReportComment
from models.enums import GroupKind, IssueStatus, LiftOutcome, NoticeKind, PartyCode, ReportStatus
from tests.backend.issues.steps import DECISION, LATER, QUESTION, do, group, lifted, one, seen, told
from tests.held import group_that_met
from tests.house import NOW, House

BECAUSE = "Fel beslut skrevs in."
OTHER = "Vi prövar ett halvår."


def right(outcome: LiftOutcome = LiftOutcome.BESLUTAD, decision: str = OTHER, **other: Any) -> Right:
    return Right(**{"outcome": outcome, "decision": decision, "because": BECAUSE, **other})


async def decided(house: House, outcome: LiftOutcome = LiftOutcome.BESLUTAD, words: str = DECISION) -> tuple[int, int]:
    """A fråga of two reports of which an outcome is recorded; the ids of it and of the question."""
    issue_id, lift_id = await lifted(house)
    await do(house, decide_lift, issue_id, lift_id, outcome, words, "s3", LATER)
    return issue_id, lift_id


async def correct(house: House, issue_id: int, lift_id: int, said: Right, submit: str = "c1", **named: Any) -> None:
    await do(house, correct_outcome, issue_id, lift_id, said, submit, LATER, **named)


async def test_other_words_are_told_once_as_a_correction_and_what_stood_is_kept(house: House) -> None:
    issue_id, lift_id = await decided(house)
    await asyncio.gather(*(correct(house, issue_id, lift_id, right()) for _ in range(3)))

    lift, was = await one(house, Lift), await one(house, LiftCorrection)
    assert (lift.outcome, lift.decision, lift.decided_at) == (LiftOutcome.BESLUTAD, OTHER, LATER)
    assert (was.outcome, was.because, was.moved_to_id) == (LiftOutcome.BESLUTAD, BECAUSE, None)
    comments = await house.all_of(ReportComment)
    assert [(each.text, each.corrects) for each in comments] == [
        *[(DECISION, None)] * 2,
        *[(f"{OTHER}\n\n{BECAUSE}", LiftOutcome.BESLUTAD)] * 2,
    ]
    answered = [message for message in await house.all_of(OutboxMessage) if message.kind is NoticeKind.REPORT_ANSWERED]
    assert len(answered) == 2, "she wrote both reports: told once of the decision, and once of the correction"
    assert {report.status for report in await house.all_of(Report)} == {ReportStatus.ATGARD_BESLUTAD}
    async with house.database.read(house.forbund_id) as session:
        trail = (await session.exec(select(AuditEvent).where(AuditEvent.subject == "issue"))).all()
    [event] = [event for event in trail if "corrected" in event.details]
    assert (event.actor_id, event.at, event.details["corrected"]) == (house.coordinator.id, LATER, lift_id)
    assert BECAUSE not in str(event.details)


@pytest.mark.parametrize("filled_in", ["", f" {DECISION}\r\n"], ids=["emptied", "as_drawn"])
@pytest.mark.parametrize("outcome", [LiftOutcome.UPPSKJUTEN, LiftOutcome.LYFT_VIDARE, LiftOutcome.VANTAR])
async def test_what_was_never_decided_is_taken_back_and_its_reports_wait_again(
    house: House, outcome: LiftOutcome, filled_in: str
) -> None:
    issue_id, lift_id = await decided(house)
    await correct(house, issue_id, lift_id, right(outcome, filled_in, to=NATION))

    lift = await one(house, Lift)
    assert (lift.outcome, lift.decided_at is None, lift.decision) == (outcome, outcome is LiftOutcome.VANTAR, "")
    assert (await one(house, Issue)).status is IssueStatus.LYFT
    assert {report.status for report in await house.all_of(Report)} == {ReportStatus.LYFT}
    assert [(each.text, each.corrects) for each in await house.all_of(ReportComment)][2:] == [(BECAUSE, outcome)] * 2

    if outcome is not LiftOutcome.LYFT_VIDARE:
        await do(house, decide_lift, issue_id, lift_id, LiftOutcome.BESLUTAD, OTHER, "s9", LATER)
        assert (await one(house, Issue)).status is IssueStatus.BESLUTAD


async def test_a_decision_that_was_missed_is_told_as_any_other(house: House) -> None:
    issue_id, lift_id = await decided(house, LiftOutcome.UPPSKJUTEN, "")
    await correct(house, issue_id, lift_id, right())

    assert [(each.text, each.corrects) for each in await house.all_of(ReportComment)] == [(OTHER, None)] * 2
    assert await told(house, NoticeKind.REPORT_ANSWERED) == [1, 2]


async def test_when_what_was_postponed_was_lifted_further_it_is_told_where_it_waits_and_it_waits_there(house: House) -> None:
    issue_id, lift_id = await decided(house, LiftOutcome.UPPSKJUTEN, "")
    board, beside = await group(house, "Styrelsen", GroupKind.STYRELSE), await group(house, "LSG Eksjö")
    with pytest.raises(DomainError, match=r"error\.onwards_missing"):
        await correct(house, issue_id, lift_id, right(LiftOutcome.LYFT_VIDARE, ""))
    await correct(house, issue_id, lift_id, right(LiftOutcome.LYFT_VIDARE, "", to=board))
    assert await told(house, NoticeKind.REPORT_ANSWERED) == []
    assert await told(house, NoticeKind.REPORT_CHANGED) == [1, 1, 2, 2], "when it was lifted, and where it waits now"
    with pytest.raises(DomainError, match=r"error\.nothing_corrected"):
        await correct(house, issue_id, lift_id, right(LiftOutcome.LYFT_VIDARE, "", to=board), "c2")

    await correct(house, issue_id, lift_id, right(LiftOutcome.LYFT_VIDARE, "Vi kan inte.", to=board), "c2")
    assert await told(house, NoticeKind.REPORT_CHANGED) == [1, 1, 2, 2], "it waits where it waited"

    await correct(house, issue_id, lift_id, right(LiftOutcome.LYFT_VIDARE, "", to=beside), "c3")
    lift, taken = sorted(await house.all_of(Lift), key=stored_id)
    assert (lift.onwards_id, taken.group_id, taken.question) == (taken.id, beside, QUESTION), "the board has it no longer"
    await correct(house, issue_id, lift_id, right(LiftOutcome.UPPSKJUTEN, ""), "c4")
    assert (await one(house, Lift)).onwards_id is None


async def test_what_the_next_group_has_decided_stays_its_own_when_it_was_never_lifted_there(house: House) -> None:
    issue_id, lift_id = await lifted(house)
    board = await group(house, "Styrelsen", GroupKind.STYRELSE)
    await do(house, decide_lift, issue_id, lift_id, LiftOutcome.LYFT_VIDARE, "", "s3", LATER, to=board)
    _, taken = sorted(await house.all_of(Lift), key=stored_id)
    await do(house, decide_lift, issue_id, taken.id, LiftOutcome.BESLUTAD, DECISION, "s4", LATER)
    await correct(house, issue_id, lift_id, right())

    lift, taken = sorted(await house.all_of(Lift), key=stored_id)
    assert (lift.onwards_id, taken.decision) == (None, DECISION)


async def test_an_outcome_of_another_group_is_put_where_it_belongs(house: House) -> None:
    issue_id, lift_id = await lifted(house)
    await do(house, lift_issue, issue_id, await group(house, "LSG Eksjö"), QUESTION, PartyCode.FK, "s2b", LATER)
    other = max(stored_id(lift) for lift in await house.all_of(Lift))
    await do(house, decide_lift, issue_id, lift_id, LiftOutcome.BESLUTAD, DECISION, "s3", LATER)
    await correct(house, issue_id, lift_id, right(decision=DECISION, lift_id=other))

    assert [(lift.outcome, lift.decision) for lift in sorted(await house.all_of(Lift), key=stored_id)] == [
        (LiftOutcome.VANTAR, ""),
        (LiftOutcome.BESLUTAD, DECISION),
    ]
    assert (await one(house, Issue)).status is IssueStatus.BESLUTAD
    corrections = [each for each in await house.all_of(ReportComment) if each.corrects]
    assert [each.lift_id for each in corrections] == [other, other]
    assert (await one(house, LiftCorrection)).moved_to_id == other
    with pytest.raises(DomainError, match=r"error\.lift_undecided"):
        await correct(house, issue_id, lift_id, right(), "c2")


async def test_who_was_told_is_told_also_when_the_report_has_left_the_fraga(house: House) -> None:
    issue_id, lift_id = await decided(house)
    await do(house, take_out, issue_id, 2, "t1", LATER)
    await correct(house, issue_id, lift_id, right(LiftOutcome.VANTAR, ""))

    assert [each.report_id for each in await house.all_of(ReportComment) if each.corrects] == [1, 2]
    reports = sorted(await house.all_of(Report), key=stored_id)
    assert [report.status for report in reports] == [ReportStatus.LYFT, ReportStatus.ATGARD_BESLUTAD]


async def test_a_report_gathered_after_the_decision_is_lifted_with_its_fraga_and_hears_no_correction(house: House) -> None:
    issue_id, lift_id = await decided(house)
    later = stored_id(await house.report("k9"))
    await do(house, add_to_issue, issue_id, [later], "a1", LATER)
    await correct(house, issue_id, lift_id, right())
    async with house.database.read(house.forbund_id) as session:
        assert (await session.get_one(Report, later)).status is ReportStatus.MOTTAGEN
    await correct(house, issue_id, lift_id, right(LiftOutcome.VANTAR, ""), "c2")

    assert {report.status for report in await house.all_of(Report)} == {ReportStatus.LYFT}
    assert later not in {each.report_id for each in await house.all_of(ReportComment)}


@pytest.mark.parametrize("outcome", [LiftOutcome.UPPSKJUTEN, LiftOutcome.VANTAR])
async def test_a_group_never_has_two_questions_of_a_fraga_before_it(house: House, outcome: LiftOutcome) -> None:
    issue_id, lift_id = await decided(house)
    lift = await one(house, Lift)
    await do(house, lift_issue, issue_id, lift.group_id, QUESTION, PartyCode.FK, "s2b", LATER)
    other = max(stored_id(each) for each in await house.all_of(Lift))
    with pytest.raises(DomainError, match=r"error\.lift_waiting"):
        await correct(house, issue_id, lift_id, right(outcome, ""))
    await correct(house, issue_id, lift_id, right(decision=DECISION, lift_id=other))
    assert [each.outcome for each in sorted(await house.all_of(Lift), key=stored_id)] == [
        LiftOutcome.VANTAR,
        LiftOutcome.BESLUTAD,
    ]


async def test_a_report_that_has_gone_on_since_stays_where_it_is(house: House) -> None:
    issue_id, lift_id = await decided(house)
    async with house.database.begin(house.forbund_id) as session:
        (await session.get_one(Report, 1)).status = ReportStatus.UPPFOLJD
        (await session.get_one(Report, 2)).status = ReportStatus.ATERKALLAD
    await correct(house, issue_id, lift_id, right(LiftOutcome.VANTAR, ""))

    reports = sorted(await house.all_of(Report), key=stored_id)
    assert [report.status for report in reports] == [ReportStatus.UPPFOLJD, ReportStatus.ATERKALLAD]
    assert [each.report_id for each in await house.all_of(ReportComment) if each.corrects] == [1]


async def test_of_a_closed_fraga_the_words_are_corrected_but_it_does_not_wait_anew(house: House) -> None:
    issue_id, lift_id = await decided(house)
    await do(house, close_issue, issue_id, "Klart.", onwards=False, submit="s4", now=LATER)
    with pytest.raises(DomainError, match=r"error\.correct_closed"):
        await correct(house, issue_id, lift_id, right(LiftOutcome.UPPSKJUTEN, ""))
    await correct(house, issue_id, lift_id, right())

    assert (await one(house, Lift)).decision == OTHER
    assert {report.status for report in await house.all_of(Report)} == {ReportStatus.AVSLUTAD}


@pytest.mark.parametrize(
    ("said", "key"),
    [
        (right(because=" "), "error.words_missing.because"),
        (right(because="å" * 501), "error.text_too_long"),
        (right(decision=""), "error.words_missing.decision"),
        (right(decision=DECISION), "error.nothing_corrected"),
    ],
)
async def test_what_says_nothing_new_or_gives_no_reason_is_refused(house: House, said: Right, key: str) -> None:
    issue_id, lift_id = await decided(house)
    with pytest.raises(DomainError) as refused:
        await correct(house, issue_id, lift_id, said)
    assert refused.value.key == key
    assert await house.all_of(LiftCorrection) == []


async def test_the_guard_reads_the_words_and_the_reason(house: House) -> None:
    issue_id, lift_id = await decided(house)
    with pytest.raises(PersonalDataError) as refused:
        await correct(house, issue_id, lift_id, right(decision="Ring 070-174 06 05.", because="Se 19811228-9874."))
    assert set(refused.value.fields) == {"decision", "because"}
    assert await house.all_of(LiftCorrection) == []


async def test_nobody_else_corrects(house: House) -> None:
    issue_id, lift_id = await decided(house)
    with pytest.raises(NotAllowedError):
        await correct(house, issue_id, lift_id, right(), actor=house.reporter)


async def test_the_meeting_follows_and_whoever_goes_on_is_told_unless_they_wrote_it(house: House) -> None:
    met = await group_that_met(house, questions=1)
    [issue_id], [lift_id] = met.issues, met.lifts
    await do(house, decide_lift, issue_id, lift_id, LiftOutcome.BESLUTAD, DECISION, "s3", LATER)
    async with house.database.begin(house.forbund_id) as session:  # förbundets office
        await correct_outcome(session, None, issue_id, lift_id, right(LiftOutcome.UPPSKJUTEN, ""), "c1", LATER)
    row = await one(house, MeetingLift)
    assert (row.outcome, row.answered_at) == (LiftOutcome.UPPSKJUTEN, LATER)
    await correct(house, issue_id, lift_id, right(LiftOutcome.VANTAR, ""), "c2")

    row = await one(house, MeetingLift)
    assert (row.outcome, row.answered_at) == (None, None), "nobody has told of it any more"
    notices = [each for each in await house.all_of(OutboxMessage) if each.kind is NoticeKind.DECISIONS_TOLD]
    assert [(each.person_id, each.details) for each in notices] == [
        (house.coordinator.id, {"lifts": [lift_id], "corrected": True})
    ]


async def test_a_moved_outcome_is_told_of_the_right_groups_meeting_and_to_the_convener_who_recorded_it(house: House) -> None:
    met = await group_that_met(house, questions=1)
    [issue_id], [lift_id] = met.issues, met.lifts
    eksjo = await group(house, "LSG Eksjö")
    await do(house, lift_issue, issue_id, eksjo, QUESTION, PartyCode.FK, "s2b", NOW)
    async with house.database.begin(house.forbund_id) as session:
        meeting = GroupMeeting(group_id=eksjo, starts_at=NOW)
        session.add(meeting)
        await session.flush()
        other, meeting_id = max([stored_id(each) for each in await session.exec(select(Lift))]), stored_id(meeting)
        session.add(MeetingLift(group_meeting_id=meeting_id, lift_id=other))
    said = (issue_id, lift_id, LiftOutcome.BESLUTAD, DECISION, "s3", LATER)
    await do(house, decide_lift, *said, actor=met.convener)
    async with house.database.begin(house.forbund_id) as session:  # förbundets office
        await correct_outcome(session, None, issue_id, lift_id, right(decision=DECISION, lift_id=other), "c1", LATER)

    notices = [each for each in await house.all_of(OutboxMessage) if each.kind is NoticeKind.DECISIONS_TOLD]
    assert {(each.person_id, each.subject_id, *each.details["lifts"]) for each in notices} == {
        (house.coordinator.id, meeting_id, other),
        (met.convener.id, met.meeting, lift_id),
    }


async def test_the_page_shows_what_stood_without_its_words(house: House) -> None:
    issue_id, lift_id = await decided(house)
    await correct(house, issue_id, lift_id, right())
    [lift] = (await seen(house, issue_id, house.coordinator)).lifts
    assert [(was.outcome, was.because) for was in lift.corrections] == [(LiftOutcome.BESLUTAD, BECAUSE)]
