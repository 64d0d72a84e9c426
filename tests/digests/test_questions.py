from datetime import date
from typing import Any

from backend.database import AsyncSession, Database
from digests.figures.gathered import Gathered, Since
from digests.figures.national import read_national
from digests.figures.questions import count_lifts, read_agenda, read_lifted
from digests.figures.solved import read_solved
from digests.periods import Period
from models.enums import GroupKind, IssueStatus, LiftOutcome, PartyCode, Paverkbar, ReportStatus, Slag
from tests.digests.builders import (
    at,
    make_action,
    make_forbund,
    make_group,
    make_issue,
    make_kommun,
    make_lift,
    make_report,
)

PERIOD = Period(date(2026, 7, 1), date(2026, 9, 30))


async def make_decided(session: AsyncSession, day: str) -> tuple[int, int, int]:
    """Return a kommun, its group and a fråga that the group decided on a day."""
    kommun = await make_kommun(session, "Tranås")
    group = await make_group(session, "tranas", "LSG Tranås", kommun)
    issue = await make_issue(session, "Frågan", at("2026-01-10"))
    await make_lift(session, issue, group, at("2026-06-01"), outcome=LiftOutcome.BESLUTAD, decided_at=at(day), decision="Ja.")
    return kommun, group, issue


async def test_a_question_stands_on_every_paper_until_it_is_decided(database: Database) -> None:
    forbund = await make_forbund(database)
    async with database.begin(forbund) as session:
        kommun = await make_kommun(session, "Tranås")
        group = await make_group(session, "tranas", "LSG Tranås", kommun)
        other = await make_group(session, "aneby", "LSG Aneby", kommun)
        made = {
            name: await make_issue(session, name, at("2026-01-10"), kommun_id=kommun)
            for name in ("gammal", "uppskjuten", "beslutad", "sen", "annan grupp")
        }
        await make_lift(session, made["gammal"], group, at("2026-02-01"), proposed_owner=PartyCode.FK)
        await make_lift(
            session,
            made["uppskjuten"],
            group,
            at("2026-03-01"),
            outcome=LiftOutcome.UPPSKJUTEN,
            decided_at=at("2026-08-20"),
        )
        await make_lift(
            session,
            made["beslutad"],
            group,
            at("2026-04-01"),
            outcome=LiftOutcome.BESLUTAD,
            decided_at=at("2026-08-20"),
            decision="Vi provar.",
        )
        await make_lift(session, made["sen"], group, at("2026-10-01", 0))
        await make_lift(session, made["annan grupp"], other, at("2026-08-01"))
        for status in (ReportStatus.MOTTAGEN, ReportStatus.ATERKALLAD):
            await make_report(session, kommun, at("2026-01-05"), issue_id=made["gammal"], status=status)
    async with database.read(forbund) as session:
        agenda = await read_agenda(session, group, PERIOD)
        lifts = await count_lifts(session, PERIOD)

    assert [(question.title, question.reports, question.postponed_on) for question in agenda.waiting] == [
        ("gammal", Gathered(brister=1), None),
        ("uppskjuten", Gathered(), date(2026, 8, 20)),
    ]
    assert [(question.title, question.decision) for question in agenda.earlier] == [("beslutad", "Vi provar.")]
    assert lifts == 1


async def test_a_paper_for_a_day_in_the_past_does_not_know_what_was_decided_since(sqlite: Database) -> None:
    forbund = await make_forbund(sqlite)
    async with sqlite.begin(forbund) as session:
        group = await make_group(session, "tranas", "LSG Tranås")
        issue = await make_issue(session, "Frågan", at("2026-01-10"))
        await make_lift(
            session, issue, group, at("2026-08-01"), outcome=LiftOutcome.BESLUTAD, decided_at=at("2026-10-01", 0), decision="Ja."
        )
        await make_action(session, issue, "Rutin", date(2026, 9, 1), done_at=at("2026-10-02"), effect="Bra.")
    async with sqlite.read(forbund) as session:
        agenda = await read_agenda(session, group, PERIOD)

    (waiting,) = agenda.waiting
    assert (waiting.outcome, waiting.decision, waiting.decided_on) == (LiftOutcome.VANTAR, "", None)
    assert [(action.done_on, action.effect) for action in waiting.actions] == [(None, "")]


async def test_an_old_decision_comes_back_while_its_actions_are_open_and_once_when_they_are_done(sqlite: Database) -> None:
    forbund = await make_forbund(sqlite)
    async with sqlite.begin(forbund) as session:
        group = await make_group(session, "tranas", "LSG Tranås")
        for title, done in (("öppen", None), ("klar nu", at("2026-08-01")), ("klar förut", at("2026-06-01"))):
            issue = await make_issue(session, title, at("2026-01-10"))
            await make_lift(
                session, issue, group, at("2026-02-01"), outcome=LiftOutcome.BESLUTAD, decided_at=at("2026-03-01"), decision="Ja."
            )
            await make_action(session, issue, "Rutin", date(2026, 9, 1), done_at=done)
    async with sqlite.read(forbund) as session:
        agenda = await read_agenda(session, group, PERIOD)

    assert [question.title for question in agenda.earlier] == ["öppen", "klar nu"]


async def test_what_a_question_gathers_is_told_by_slag_and_every_paper_counts_what_came_since_from_the_same_day(
    sqlite: Database,
) -> None:
    forbund = await make_forbund(sqlite)
    async with sqlite.begin(forbund) as session:
        kommun, group, issue = await make_decided(session, "2026-07-02")
        await make_action(session, issue, "Rutin", date(2026, 9, 1), done_at=at("2026-08-01"), effect="Bra.")
        for day, slag in (("2026-01-05", Slag.BRIST), ("2026-07-20", Slag.FRAMGANGSFAKTOR), ("2026-08-02", Slag.BEHOV)):
            await make_report(session, kommun, at(day), issue_id=issue, slag=slag)
        await make_report(session, kommun, at("2026-10-01"), issue_id=issue)
    async with sqlite.read(forbund) as session:
        [decided] = (await read_agenda(session, group, PERIOD)).earlier
        [done] = await read_solved(session, PERIOD)

        [before] = (await read_agenda(session, group, Period(date(2026, 7, 1), date(2026, 7, 31)))).earlier

    assert decided.reports == Gathered(brister=1, behov=1, successes=1)
    assert decided.since == done.since == Since(date(2026, 8, 1), Gathered(behov=1)), "since the åtgärd was done"
    assert before.since == Since(date(2026, 7, 2), Gathered(successes=1)), "since the decision, until then"


async def test_of_several_done_it_is_told_at_the_last_what_came_since_and_not_of_its_own_day(sqlite: Database) -> None:
    forbund = await make_forbund(sqlite)
    async with sqlite.begin(forbund) as session:
        kommun, group, issue = await make_decided(session, "2026-09-02")
        for what, day in (("Sist", "2026-08-20"), ("Först", "2026-08-01")):
            await make_action(session, issue, what, date(2026, 9, 1), done_at=at(day, 9), effect="Bra.")
        for day, hour in (("2026-08-02", 12), ("2026-08-20", 23), ("2026-08-21", 0), ("2026-09-03", 12)):
            await make_report(session, kommun, at(day, hour), issue_id=issue)
    async with sqlite.read(forbund) as session:
        solved = await read_solved(session, PERIOD)
        [decided] = (await read_agenda(session, group, PERIOD)).earlier

    assert {each.what: each.since for each in solved} == {"Först": None, "Sist": Since(date(2026, 8, 20), Gathered(brister=2))}
    assert decided.since == Since(date(2026, 9, 2), Gathered(brister=1)), "what was done before a decision wasn't done about it"


async def test_an_event_that_several_have_told_is_gathered_once_and_came_when_it_was_first_told(sqlite: Database) -> None:
    forbund = await make_forbund(sqlite)
    async with sqlite.begin(forbund) as session:
        kommun, group, issue = await make_decided(session, "2026-07-02")
        first = await make_report(session, kommun, at("2026-07-01"), issue_id=issue)
        elsewhere = await make_report(session, kommun, at("2026-07-01"))
        for event in (first, elsewhere, elsewhere):
            await make_report(session, kommun, at("2026-07-20"), issue_id=issue, same_event_as_id=event)
    async with sqlite.read(forbund) as session:
        [decided] = (await read_agenda(session, group, PERIOD)).earlier

    assert decided.reports == Gathered(brister=2), "one told twice in it, and one whose first account was gathered nowhere"
    assert decided.since == Since(date(2026, 7, 2), Gathered(brister=1)), "a second account of what was known is no new event"


async def test_of_a_closed_question_nothing_more_is_said_since_nothing_more_could_come(sqlite: Database) -> None:
    forbund = await make_forbund(sqlite)
    async with sqlite.begin(forbund) as session:
        issue = await make_issue(session, "Frågan", at("2026-01-10"), answer="Så här.", closed_at=at("2026-08-20"))
        await make_action(session, issue, "Rutin", date(2026, 9, 1), done_at=at("2026-08-01"), effect="Bra.")
    async with sqlite.read(forbund) as session:
        assert {solved.since for solved in await read_solved(session, PERIOD)} == {None}


async def test_the_board_sees_what_was_repaired_what_lies_higher_up_and_what_only_the_nation_can_solve(
    database: Database,
) -> None:
    forbund = await make_forbund(database)
    async with database.begin(forbund) as session:
        kommun = await make_kommun(session, "Tranås")
        board = await make_group(session, "styrelsen", "Styrelsen", kind=GroupKind.STYRELSE)
        upper = await make_group(session, "beredning", "Beredningsgruppen", kind=GroupKind.BEREDNINGSGRUPP)
        done = await make_issue(session, "Lagad", at("2026-01-10"), kommun_id=kommun)
        await make_action(session, done, "Rutin", date(2026, 9, 1), done_at=at("2026-09-30", 23), effect="Bra.")
        await make_action(session, done, "Senare", date(2026, 12, 1), done_at=at("2026-10-01", 0))
        await make_issue(session, "Besvarad", at("2026-01-10"), answer="Så här gör vi.", closed_at=at("2026-07-01", 0))
        await make_issue(session, "Stängd utan svar", at("2026-01-10"), closed_at=at("2026-07-02"))
        nation = await make_issue(
            session, "Lagen", at("2026-05-01"), paverkbar=Paverkbar.NATIONELLT, status=IssueStatus.UPPLYST_VIDARE
        )
        await make_issue(session, "Gammal lag", at("2026-05-01"), paverkbar=Paverkbar.NATIONELLT, closed_at=at("2026-06-30"))
        await make_lift(session, nation, upper, at("2026-05-02"))
        await make_lift(session, done, board, at("2026-05-02"))
        local = await make_group(session, "tranas", "LSG Tranås", kommun)
        decided: dict[str, Any] = {"outcome": LiftOutcome.BESLUTAD, "decision": "Ja."}
        await make_lift(session, done, local, at("2026-06-30", 23), decided_at=at("2026-07-01", 0), **decided)
        await make_lift(session, done, local, at("2026-06-30", 23), decided_at=at("2026-06-30", 23, 30), **decided)
        await make_lift(session, done, local, at("2026-06-30", 23), decided_at=at("2026-10-01", 0), **decided)
        await make_lift(session, nation, local, at("2026-09-30", 23))
    async with database.read(forbund) as session:
        solved = await read_solved(session, PERIOD)
        national = await read_national(session, PERIOD)
        lifted = await read_lifted(session, PERIOD)

    assert [(each.title, each.kommun, each.on, each.what, each.effect) for each in solved] == [
        ("Besvarad", None, date(2026, 7, 1), "Så här gör vi.", ""),
        ("Lagad", "Tranås", date(2026, 9, 30), "Rutin", "Bra."),
    ]
    assert [(matter.title, matter.status) for matter in national] == [("Lagen", IssueStatus.UPPLYST_VIDARE)]
    assert [(question.title, question.group, question.outcome) for question in lifted] == [
        ("Lagen", "Beredningsgruppen", LiftOutcome.VANTAR),
        ("Lagad", "Styrelsen", LiftOutcome.VANTAR),
        ("Lagad", "LSG Tranås", LiftOutcome.BESLUTAD),
        ("Lagen", "LSG Tranås", LiftOutcome.VANTAR),
    ]


async def test_what_a_group_has_got_since_it_was_lifted_to_the_nation_is_no_longer_the_nations(database: Database) -> None:
    forbund = await make_forbund(database)
    async with database.begin(forbund) as session:
        local = await make_group(session, "tranas", "LSG Tranås", await make_kommun(session, "Tranås"))
        lifted: dict[str, Any] = {"outcome": LiftOutcome.LYFT_VIDARE, "decision": "Dit.", "decided_at": at("2026-07-10")}
        titles = ("Hos nationen", "Tillbaka i juli", "Tillbaka i oktober")
        issues = [await make_issue(session, title, at("2026-06-01")) for title in titles]
        for issue in issues:
            await make_lift(session, issue, local, at("2026-06-02"), **lifted)
        decided: dict[str, Any] = {"outcome": LiftOutcome.BESLUTAD, "decision": "Här.", "decided_at": at("2026-08-01")}
        await make_lift(session, issues[1], local, at("2026-07-20"), **decided)
        await make_lift(session, issues[2], local, at("2026-10-01"))
    async with database.read(forbund) as session:
        national = await read_national(session, PERIOD)
    assert [matter.title for matter in national] == ["Hos nationen", "Tillbaka i oktober"]


async def test_a_question_is_named_after_the_kommun_that_its_reports_have_now(database: Database) -> None:
    forbund = await make_forbund(database)
    async with database.begin(forbund) as session:
        opened_for, now_in = await make_kommun(session, "Tranås"), await make_kommun(session, "Eksjö")
        group = await make_group(session, "tranas", "LSG Tranås", opened_for)
        for title, kommuner in (("flyttad", [now_in, now_in]), ("delad", [opened_for, now_in]), ("tömd", [])):
            issue = await make_issue(session, title, at("2026-01-10"), kommun_id=opened_for)
            await make_lift(session, issue, group, at("2026-08-01"))
            for kommun in kommuner:
                await make_report(session, kommun, at("2026-01-05"), issue_id=issue)
    async with database.read(forbund) as session:
        agenda = await read_agenda(session, group, PERIOD)

    assert {question.title: question.kommun for question in agenda.waiting} == {
        "flyttad": "Eksjö",
        "delad": None,
        "tömd": "Tranås",
    }
