"""Beredningsgruppen's edition: what must be lifted, what waits too long elsewhere, and who must answer."""

from datetime import date, timedelta

import pytest
from pydantic import TypeAdapter
from sqlmodel import col, select

from backend.categories.taxonomy import Taxonomy
from backend.database import AsyncSession, Database
from backend.i18n import Texts
from digests.editions.beredning import beredning_document
from digests.figures.beredning import BeredningFigures, read_beredning_figures
from digests.figures.questions import Agenda
from digests.figures.taken_up import TakenUp
from digests.kinds.beredning import BeredningKind
from digests.kinds.quarters import of_calendar
from digests.periods import Period, Quarter
from digests.render.pdf import paper
from digests.render.text import text
from digests.say import Voice
from models import Group
from models.enums import EditionKind, GroupKind, IssueStatus, LiftOutcome, PartyCode, RoleName
from tests.digests import reference
from tests.digests.builders import (
    at,
    edition_row,
    make_action,
    make_forbund,
    make_group,
    make_issue,
    make_kommun,
    make_lift,
    make_meeting,
    make_person,
    make_report,
)
from tests.digests.documents import QUESTION
from tests.digests.test_figures import CURRENT, PREVIOUS, make_rows, some_periods

LAST = CURRENT.end


async def read(session: AsyncSession, group: int, period: Period = CURRENT, previous: Period = PREVIOUS) -> BeredningFigures:
    return await read_beredning_figures(session, group, period, previous)


@pytest.mark.parametrize("seed", range(2))
async def test_who_waits_is_whom_a_patient_reader_of_the_rows_would_name(
    database: Database, taxonomy: Taxonomy, seed: int
) -> None:
    forbund = await make_forbund(database)
    async with database.begin(forbund) as session:
        names = ("Aneby", "Eksjö", "Tranås")
        kommuner = [await make_kommun(session, name) for name in names]
        group = await make_group(session, "beredning", "Beredningsgruppen", kind=GroupKind.BEREDNINGSGRUPP)
        await make_rows(session, kommuner, seed, taxonomy.codes)
    period, previous = some_periods(seed)
    async with database.read(forbund) as session:
        figures = await read(session, group, period, previous)
        rows = await reference.read_rows(session)

    told = {row.kommun: (row.waiting.waiting, row.waiting.overdue, row.waiting.oldest_due) for row in figures.owed}
    for name, kommun in zip(names, kommuner, strict=True):
        waiting = reference.waiting(rows, [kommun], period.end)
        late = [report.answer_due for report in waiting if report.answer_due <= period.end]
        assert told.get(name, (0, 0, None)) == (len(waiting), len(late), min(late, default=None))
    assert figures.overdue == reference.overdue(rows, None, period.end)


@pytest.fixture
async def house(database: Database) -> tuple[Database, int, int]:
    """A förbund with one fråga of each fate on 30 September 2026, and a report in Tranås whose answer is late."""
    forbund = await make_forbund(database)
    async with database.begin(forbund) as session:
        tranas, aneby = await make_kommun(session, "Tranås"), await make_kommun(session, "Aneby")
        group = await make_group(session, "beredning", "Beredningsgruppen", kind=GroupKind.BEREDNINGSGRUPP, digest_days_before=14)
        await make_meeting(session, group, at("2026-10-15", 13))
        met, silent, ahead = [
            await make_group(session, slug, f"LSG {slug}", kommun)
            for slug, kommun in (("har träffats", tranas), ("utan kalender", aneby), ("ska träffas", aneby))
        ]
        await make_meeting(session, met, at("2026-09-01", 13))
        await make_meeting(session, met, at("2026-12-01", 13))
        await make_meeting(session, ahead, at("2026-11-01", 13))
        for title, where in (("Fast i Tranås", met), ("Ingen kalender", silent), ("Väntar i sin ordning", ahead)):
            issue = await make_issue(session, title, at("2026-08-01"))
            await make_lift(session, issue, where, at("2026-08-02"), proposed_owner=PartyCode.AF)
        mine = await make_issue(session, "Att bereda", at("2026-08-01"))
        await make_lift(session, mine, group, at("2026-09-10"))
        sent = {"outcome": LiftOutcome.LYFT_VIDARE, "decided_at": at("2026-09-01", 14), "decision": "Lyfts."}
        lost = await make_issue(session, "Till nationen", at("2026-08-01"))
        await make_lift(session, lost, met, at("2026-08-03"), **sent)
        onwards = await make_issue(session, "Upplyst vidare", at("2026-08-01"), status=IssueStatus.UPPLYST_VIDARE)
        await make_lift(session, onwards, met, at("2026-08-03"), **sent)
        found = await make_issue(session, "Med mottagare", at("2026-08-01"))
        taken = await make_lift(
            session, found, group, at("2026-09-02"), outcome=LiftOutcome.BESLUTAD, decided_at=at("2026-09-03")
        )
        await make_lift(session, found, met, at("2026-08-03"), onwards_id=taken, **sent)
        await make_action(session, found, "Skriv rutinen", date(2026, 9, 20))
        await make_action(session, found, "Följ upp", date(2026, 12, 1))
        await make_issue(session, "Aldrig lyft", at("2026-09-01"))
        await make_issue(session, "Stängd utan lyft", at("2026-08-01"), closed_at=at("2026-09-01"))
        await make_report(session, tranas, at("2026-08-01"))
        await make_report(session, aneby, at("2026-09-25"))
        await make_report(session, aneby, at("2026-08-01"), closed_at=at("2026-08-20"))
        await make_person(session, "Karin Exempel", RoleName.KOORDINATOR, kommun_id=tranas)
    return database, forbund, group


async def test_each_fraga_stands_where_its_fate_puts_it(house: tuple[Database, int, int]) -> None:
    database, forbund, group = house
    async with database.read(forbund) as session:
        figures = await read(session, group)

    assert [question.title for question in figures.agenda.waiting] == ["Att bereda"]
    assert [question.title for question in figures.nation] == ["Till nationen"]
    assert [question.came_from for question in figures.agenda.earlier] == [("LSG har träffats",)]
    assert [(stuck.question.title, stuck.meetings, stuck.next_on) for stuck in figures.stuck] == [
        ("Fast i Tranås", 1, date(2026, 12, 1)),
        ("Ingen kalender", 0, None),
    ]
    assert [untaken.title for untaken in figures.untaken] == ["Aldrig lyft"]
    assert [(action.title, action.what) for action in figures.late] == [("Med mottagare", "Skriv rutinen")]
    assert [(row.kommun, row.role, row.waiting.waiting, row.waiting.overdue) for row in figures.owed] == [
        ("Aneby", None, 1, 0),
        ("Tranås", RoleName.KOORDINATOR, 1, 1),
    ]


async def test_a_group_that_is_paused_or_renamed_keeps_its_fragor_by_its_new_name(house: tuple[Database, int, int]) -> None:
    database, forbund, group = house
    async with database.begin(forbund) as session:
        paused = (await session.exec(select(Group).where(Group.name == "LSG ska träffas"))).one()
        paused.active, paused.name = False, "Styrgrupp Samverk Aneby"
    async with database.read(forbund) as session:
        figures = await read(session, group)

    told = {stuck.question.group: stuck.next_on for stuck in figures.stuck}
    assert told["Styrgrupp Samverk Aneby"] is None


async def test_a_group_of_the_same_name_lends_no_meetings_to_another(house: tuple[Database, int, int]) -> None:
    database, forbund, group = house
    async with database.begin(forbund) as session:
        for namesake in (await session.exec(select(Group).where(col(Group.slug).in_(["utan kalender", "ska träffas"])))).all():
            namesake.name = "Samverkansgruppen"
    async with database.read(forbund) as session:
        figures = await read(session, group)

    stuck = {stuck.question.title: (stuck.meetings, stuck.next_on) for stuck in figures.stuck}
    assert stuck == {"Fast i Tranås": (1, date(2026, 12, 1)), "Ingen kalender": (0, None)}


async def test_the_paper_says_who_must_answer_before_the_meeting(
    house: tuple[Database, int, int], texts: Texts, taxonomy: Taxonomy
) -> None:
    database, forbund, group = house
    async with database.read(forbund) as session:
        figures = await read(session, group)
    document = beredning_document(Voice(texts, taxonomy, "sv"), figures, "Förbundet", "Beredningsgruppen", date(2026, 10, 15))
    told = text(document)

    assert "En rapport väntar på svar efter utlovad dag, i Tranås. Svaren behövs före mötet 15 oktober 2026." in told
    assert "* Tranås: Vem Samverkanskoordinatorn, Väntar 1, Efter utlovad dag 1" in told
    assert "* Aneby: Vem Samordningsförbundet, Väntar 1, Efter utlovad dag 0" in told
    assert "Väntar på beslut sedan 2 augusti 2026, gruppen har träffats 1 gång sedan dess" in told
    assert "Inget möte är inplanerat" in told
    # what is on its way to the nation lies with no group
    assert (document.numbers[1].value, document.numbers[1].label) == ("2", "lyfta frågor utan beslut hos andra grupper")
    assert len(figures.nation) == 1


def test_what_waits_with_other_groups_is_laid_side_by_side_without_what_lies_with_none(voice: Voice) -> None:
    nation = (QUESTION,) * 3
    empty = BeredningFigures(CURRENT, PREVIOUS, Agenda((), ()), nation, (), (), (), (), TakenUp())
    due = of_calendar(EditionKind.BEREDNINGSGRUPP, 1, Quarter(2026, 3))
    edition = edition_row(due, figures={"figures": TypeAdapter(BeredningFigures).dump_python(empty, mode="json")})
    assert BeredningKind().side(voice, edition).numbers[1] == ("Lyfta frågor utan beslut hos andra grupper", "0")


@pytest.mark.parametrize("locale", ["sv", "en"])
def test_nothing_to_prepare_is_one_calm_sentence(texts: Texts, taxonomy: Taxonomy, locale: str) -> None:
    empty = BeredningFigures(CURRENT, PREVIOUS, Agenda((), ()), (), (), (), (), (), TakenUp())
    document = beredning_document(Voice(texts, taxonomy, locale), empty, "Förbundet", "Beredningsgruppen", None)

    assert [number.value for number in document.numbers] == ["0", "0", "0"]
    assert len(document.lead) == 1
    assert [section.key for section in document.sections] == ["decide", "answers"]


async def test_it_is_due_two_weeks_before_the_meeting_and_until_it_begins(house: tuple[Database, int, int]) -> None:
    database, forbund, group = house
    kind = BeredningKind()
    async with database.read(forbund) as session:
        row = await session.get_one(Group, group)
        moments = (at("2026-10-01", 7), at("2026-10-01", 8), at("2026-10-15", 12), at("2026-10-15", 14))
        due = [await kind.due(session, row, moment) for moment in moments]

    assert [len(each) for each in due] == [0, 1, 1, 0]
    assert (due[1][0].period.end, due[1][0].meets_on) == (LAST, date(2026, 10, 15))


async def test_forty_fragor_keep_to_one_page_and_stand_in_full_in_the_annex(
    house: tuple[Database, int, int], texts: Texts, taxonomy: Taxonomy
) -> None:
    database, forbund, group = house
    async with database.begin(forbund) as session:
        met = await make_group(session, "lsg-fler", "LSG med många frågor")
        await make_meeting(session, met, at("2026-09-15", 13))
        for number in range(40):
            issue = await make_issue(session, f"En fråga med ett ganska långt namn, nummer {number}", at("2026-08-01"))
            await make_lift(session, issue, (group, met)[number % 2], at("2026-08-02") + timedelta(hours=number))
    async with database.read(forbund) as session:
        row = await session.get_one(Group, group)
        due = await BeredningKind().as_of(session, row, LAST)
        composed = await BeredningKind().compose(session, Voice(texts, taxonomy, "sv"), row, "Förbundet", due)

    shortest = composed.drafts[-1]
    annex = {section.key: len(section.items) for section in shortest.annex}
    assert (annex["decide"], annex["stuck"]) == (21, 22)
    assert (await paper(shortest, texts)).pages == composed.pages
