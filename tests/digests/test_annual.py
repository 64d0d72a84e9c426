"""The year and the half-year: five years side by side, also in a local group's last paper of the year."""

from datetime import date, timedelta

import pytest

from backend.categories.learning.agreement import Counts
from backend.categories.taxonomy import Taxonomy
from backend.database import Database
from backend.i18n import Texts
from digests.compose import compose
from digests.due import due_editions
from digests.editions.annual import annual_document
from digests.figures.annual import read_annual_figures
from digests.figures.change import Subject
from digests.figures.counts import Answers
from digests.figures.years import so_far
from digests.kinds import KINDS
from digests.kinds.annual import AnnualKind
from digests.periods import Period, Span
from digests.render.pdf import paper
from digests.render.text import text
from digests.say import Voice
from models import Group, Meeting, StatusChange
from models.enums import Consent, EditionKind, GroupKind, LiftOutcome, MeetingForm, MeetingStatus, ReportStatus
from tests.digests import reference
from tests.digests.builders import (
    at,
    make_action,
    make_forbund,
    make_group,
    make_issue,
    make_kommun,
    make_lift,
    make_meeting,
    make_report,
)
from tests.digests.test_figures import make_rows


async def board(database: Database) -> tuple[int, int, list[int]]:
    forbund = await make_forbund(database)
    async with database.begin(forbund) as session:
        kommuner = [await make_kommun(session, name, 10_000) for name in ("Aneby", "Tranås")]
        return forbund, await make_group(session, "styrelsen", "Styrelsen", kind=GroupKind.STYRELSE), kommuner


@pytest.mark.parametrize(("seed", "half"), [(0, False), (1, True)])
async def test_each_years_figures_are_those_that_a_patient_reader_of_the_rows_would_count(
    database: Database, taxonomy: Taxonomy, seed: int, half: bool
) -> None:
    forbund, group, kommuner = await board(database)
    async with database.begin(forbund) as session:
        await make_rows(session, kommuner, seed, taxonomy.codes)
    async with database.read(forbund) as session:
        figures = await read_annual_figures(session, taxonomy, group, Span(2026, half))
        rows = await reference.read_rows(session)

    for place, year in enumerate(figures.years):
        period = Period(date(2026 - place, 1, 1), date(2026 - place, 6, 30) if half else date(2026 - place, 12, 31))
        assert year.period == period
        assert year.new == len(reference.new(rows, None, period))
        assert year.successes == reference.successes(rows, None, period)
        assert year.flow.open == len(reference.open_at_end(rows, None, period.end))
        assert year.answers == Answers(*reference.answers(rows, None, period))
        assert [row.new[place] for row in figures.kommuner] == [len(reference.new(rows, [own], period)) for own in kommuner]
        told = {row.name: row.new[place] for row in figures.categories if row.new[place]}
        assert told == reference.categories(reference.new(rows, None, period))
    first = min(local for local in (report.reported_at for report in rows.reports))
    assert [year.known for year in figures.years] == [year.period.until > first for year in figures.years]


async def test_what_was_decided_done_and_held_belongs_to_its_year(database: Database, taxonomy: Taxonomy) -> None:
    forbund, group, kommuner = await board(database)
    async with database.begin(forbund) as session:
        issue = await make_issue(session, "Något", at("2025-11-01"))
        decided = {"outcome": LiftOutcome.BESLUTAD, "decided_at": at("2026-01-01", 0), "decision": "Ja."}
        await make_lift(session, issue, group, at("2025-12-31", 23, 59), **decided)
        await make_action(session, issue, "Skriv rutinen", date(2026, 3, 1), done_at=at("2026-12-31", 23))
        for number, (day, status) in enumerate(
            [("2026-01-01", MeetingStatus.HALLET), ("2025-12-31", MeetingStatus.HALLET), ("2026-05-01", MeetingStatus.BOKAT)]
        ):
            session.add(
                Meeting(
                    number=f"SM-{number}",
                    idempotency_key=f"m{number}",
                    form=MeetingForm.SIP,
                    kommun_id=kommuner[0],
                    purpose="Planera",
                    wanted_outcome="En plan",
                    who_decides="Alla",
                    individual_takes_part=True,
                    consent=Consent.JA,
                    calendar_uid=f"u{number}",
                    window_start=date(2026, 1, 1),
                    window_end=date(2026, 12, 1),
                    requested_at=at("2025-12-01"),
                    status=status,
                    starts_at=at(day, 10),
                    ends_at=at(day, 11),
                )
            )
    async with database.read(forbund) as session:
        figures = await read_annual_figures(session, taxonomy, group, Span(2026))

    told = [(year.lifts, year.decided, year.actions, year.meetings) for year in figures.years[:2]]
    assert told == [(0, 1, 1, 1), (1, 0, 0, 1)]


@pytest.mark.parametrize("locale", ["sv", "en"])
async def test_years_before_the_product_have_no_column_and_it_is_said_why_on_two_pages(
    sqlite: Database, texts: Texts, taxonomy: Taxonomy, locale: str
) -> None:
    forbund, group, kommuner = await board(sqlite)
    async with sqlite.begin(forbund) as session:
        for number in range(9):
            await make_kommun(session, f"Kommun {number}")
        for number, code in enumerate(taxonomy.codes):
            await make_report(session, kommuner[number % 2], at("2026-04-01") + timedelta(days=number), category=code)
    async with sqlite.read(forbund) as session:
        row = await session.get_one(Group, group)
        due = await KINDS[EditionKind.AR].as_of(session, row, date(2027, 3, 1))
        document = (await compose(session, due, texts, taxonomy, locale)).drafts[0]

    (years,) = [section.table for section in document.sections if section.key == "years"]
    assert years
    assert [column.label for column in years.columns[1:]] == ["2026*"]
    if locale == "sv":
        lead = " ".join(sentence.text for sentence in document.lead)
        assert lead.startswith(f"Ingen åtgärd blev klar. {len(taxonomy.codes)} nya brister och behov rapporterades."), (
            "never alone"
        )
    assert texts.t(locale, "paper.annual.inside") in document.notes, "its small numbers aren't hidden"
    assert years.rows[0].cells[1:] == (str(len(taxonomy.codes)),)
    if locale == "sv":
        assert "Rapporteringen började 1 april 2026. Tidigare år har inga siffror." in text(document)
        assert (await paper(document, texts)).pages <= 2


async def test_it_falls_due_after_the_board_has_read_the_quarter_and_never_for_years_without_reports(sqlite: Database) -> None:
    forbund, group, kommuner = await board(sqlite)
    kind = AnnualKind(EditionKind.AR, half=False)

    async def keys(day: str, hour: int = 8) -> list[str]:
        async with sqlite.read(forbund) as session:
            row = await session.get_one(Group, group)
            return [due.key for due in await kind.due(session, row, at(day, hour))]

    async def coming(day: str, hour: int = 8) -> list[str]:
        async with sqlite.read(forbund) as session:
            row = await session.get_one(Group, group)
            return [due.key for due in await kind.coming(session, row, at(day, hour))]

    assert await keys("2027-01-20") == await coming("2027-01-18", 7) == []
    async with sqlite.begin(forbund) as session:
        await make_report(session, kommuner[0], at("2026-12-31", 23))
    # 1 January is a Friday and the 6th a holiday: the tenth working day is the 18th
    assert [await keys("2027-01-18", 7), await keys("2027-01-18"), await keys("2027-03-10"), await keys("2027-06-01")] == [
        [],
        ["2026"],
        ["2026"],
        [],
    ]
    assert [await coming("2026-12-31"), await coming("2027-01-18", 7), await coming("2027-01-18")] == [[], ["2026"], []]
    async with sqlite.read(forbund) as session:
        due = [(each.kind, each.key) for each in await due_editions(session, at("2027-01-18"))]
    assert due == [(EditionKind.STYRELSE, "2026-K4"), (EditionKind.AR, "2026")]


async def test_a_kommuns_first_year_is_marked_where_it_began_later_than_the_others_and_no_change_is_judged_by_it(
    sqlite: Database, texts: Texts, taxonomy: Taxonomy
) -> None:
    forbund, group, (aneby, tranas) = await board(sqlite)
    async with sqlite.begin(forbund) as session:
        for day in ("2024-01-10", "2025-02-10", "2026-02-10"):
            await make_report(session, aneby, at(day))
        await make_report(session, tranas, at("2025-06-02"))
        for number in range(9):
            await make_report(session, tranas, at("2026-03-01") + timedelta(days=number))
    async with sqlite.read(forbund) as session:
        figures = await read_annual_figures(session, taxonomy, group, Span(2026))
    document = annual_document(Voice(texts, taxonomy, "sv"), figures, "Förbundet", "Styrelsen")

    [table] = [section.table for section in document.sections if section.key == "kommuner" and section.table]
    assert [row.cells for row in table.rows] == [
        ("Aneby", "1", "1", "1"),
        ("Tranås", "9", "1*", "–"),
        ("Totalt", "10", "2", "1"),
    ]
    assert "*Ofullständigt första år: Tranås (från 2 juni 2025)." in table.note
    assert [each.name for each in figures.changes.compared if each.subject is Subject.KOMMUN] == ["Aneby"]


async def test_a_kommun_whose_first_report_came_in_the_first_days_of_a_year_has_that_year_whole(
    sqlite: Database, taxonomy: Taxonomy, texts: Texts
) -> None:
    forbund, group, (aneby, tranas) = await board(sqlite)
    async with sqlite.begin(forbund) as session:
        await make_report(session, aneby, at("2024-01-10"))
        await make_report(session, tranas, at("2025-01-15"))
    async with sqlite.read(forbund) as session:
        figures = await read_annual_figures(session, taxonomy, group, Span(2026))
    document = annual_document(Voice(texts, taxonomy, "sv"), figures, "Förbundet", "Styrelsen")
    [table] = [section.table for section in document.sections if section.key == "kommuner" and section.table]
    assert table.rows[1].cells == ("Tranås", "0", "1", "–")


async def test_a_local_groups_last_paper_of_the_year_has_the_years_and_the_others_have_not(
    sqlite: Database, texts: Texts, taxonomy: Taxonomy
) -> None:
    forbund, _, kommuner = await board(sqlite)
    async with sqlite.begin(forbund) as session:
        group = await make_group(session, "tranas", "LSG Tranås", kommuner[1])
        for day in ("2026-05-05", "2026-11-26", "2027-02-02"):
            await make_meeting(session, group, at(day, 13))
        await make_meeting(session, group, at("2026-12-10", 13), cancelled=True)
        await make_report(session, kommuner[0], at("2024-01-08"))  # the förbund's first, of another kommun
        for day in ("2025-10-01", "2025-12-24", "2026-03-01", "2026-10-01"):
            await make_report(session, kommuner[1], at(day))
    told = {}
    for last in (date(2026, 4, 29), date(2026, 11, 20), date(2027, 1, 27)):
        async with sqlite.read(forbund) as session:
            due = await KINDS[EditionKind.LSG].as_of(session, await session.get_one(Group, group), last)
            composed = await compose(session, due, texts, taxonomy)
        told[last] = [section.table for section in composed.drafts[0].annex if section.key == "years" and section.table]

    assert [len(tables) for tables in told.values()] == [0, 1, 1]
    assert told[date(2026, 11, 20)][0].rows[0].cells[1:] == ("2", "1", "0")
    assert [column.label for column in told[date(2026, 11, 20)][0].columns[1:]] == ["2026", "2025*", "2024"]
    assert "*Ofullständigt år: den första rapporten kom 1 oktober 2025." in told[date(2026, 11, 20)][0].note


def test_the_same_days_of_earlier_years_end_on_the_28th_where_there_is_no_29th() -> None:
    ends = [period.end for period in so_far(date(2024, 2, 29))]

    assert ends[:2] == [date(2024, 2, 29), date(2023, 2, 28)]
    assert ends[4] == date(2020, 2, 29)


async def test_a_year_tells_how_far_proposals_reporters_and_decisions_agreed(
    sqlite: Database, texts: Texts, taxonomy: Taxonomy
) -> None:
    forbund, group, kommuner = await board(sqlite)
    proposed = [{"code": code, "p": 0.3} for code in ("NARVARO", "KONTAKT", "ANSVAR")]
    async with sqlite.begin(forbund) as session:
        for day, category, reporters in (
            ("2026-02-01", "NARVARO", "NARVARO"),
            ("2026-03-01", "KONTAKT", "NARVARO"),
            ("2025-12-31", "NARVARO", "NARVARO"),
        ):
            given = {"category": category, "reporter_category": reporters, "proposed": proposed, "model_version": "1"}
            report = await make_report(session, kommuner[0], at(day), status=ReportStatus.SORTERAD, **given)
            taken_on, sorted_at = (ReportStatus.MOTTAGEN, ReportStatus.SORTERAD), at(day, 13)
            session.add(StatusChange(report_id=report, before=taken_on[0], after=taken_on[1], changed_at=sorted_at))
    async with sqlite.read(forbund) as session:
        year = await read_annual_figures(session, taxonomy, group, Span(2026))
        earlier = await read_annual_figures(session, taxonomy, group, Span(2024))
    voice = Voice(texts, taxonomy, "sv")

    assert year.agreement == Counts(decided=2, first=1, third=2, reporter=1)
    told = text(annual_document(voice, year, "Förbundet", "Styrelsen"))
    assert "det första blev det som valdes för 1 av 2, ett av de tre första för 2 av 2." in told
    assert "valde samma kategori som den som sorterade för 1 av 2." in told
    assert "Förslagen till kategori" not in text(annual_document(voice, earlier, "Förbundet", "Styrelsen"))


async def test_a_kommun_that_began_this_year_has_no_year_before_and_is_no_rise(
    sqlite: Database, texts: Texts, taxonomy: Taxonomy
) -> None:
    forbund, group, (aneby, tranas) = await board(sqlite)
    async with sqlite.begin(forbund) as session:
        for day in ("2025-01-08", "2026-01-08"):
            await make_report(session, aneby, at(day))
        for _ in range(20):
            await make_report(session, tranas, at("2026-05-04"))
    async with sqlite.read(forbund) as session:
        figures = await read_annual_figures(session, taxonomy, group, Span(2026))

    compared = {each.name for each in figures.changes.compared if each.subject is Subject.KOMMUN}
    assert compared == {"Aneby"}
    document = annual_document(Voice(texts, taxonomy, "sv"), figures, "Förbundet", "Styrelsen")
    (table,) = [section.table for section in document.sections if section.key == "kommuner" and section.table]
    assert [row.cells for row in table.rows] == [("Aneby", "1", "1"), ("Tranås", "20*", "–"), ("Totalt", "21", "1")]
