"""The edition of a styrgrupp: plan, outcome, deviation and comment of its insatser, honest about what isn't known."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from backend.categories.taxonomy import Taxonomy
from backend.database import Database
from backend.directory.file import BadDirectory, Directory, read_directory
from backend.directory.load import load_directory
from backend.i18n import Texts
from digests.compose import compose
from digests.editions.styrgrupp import styrgrupp_document
from digests.figures.styrgrupp import count_naming, place_of, read_styrgrupp_figures
from digests.kinds import KINDS
from digests.kinds.quarters import of_calendar
from digests.periods import Quarter
from digests.render.text import text
from digests.say import Voice
from digests.schedule import run_due
from models import Edition, Group, Insats, OutboxMessage
from models.enums import EditionKind
from tests.backend.directory.test_load import FILE
from tests.digests.builders import at, make_report
from tests.house import NOW

pytestmark = pytest.mark.usefixtures("quick_paper")

INSATS = """
[[groups]]
slug = "lotsen"
kind = "styrgrupp"
name = "Styrgruppen för Lotsen"

[[groups]]
slug = "samverk"
kind = "styrgrupp"
name = "Styrgrupp för Samverk Sjöstad"
kommuner = ["Sjöstad"]

[[insatser]]
slug = "lotsen"
name = "Lotsen"
group = "lotsen"
aliases = ["projekt L"]
measures = [
  {year = 2026, name = "Deltagare", plan = 60, outcomes = [{quarter = 3, plan = 45, outcome = 41, comment = "Sen start."}]},
  {year = 2025, name = "Deltagare", outcomes = [{quarter = 3, outcome = 38}]},
  {year = 2026, name = "Till arbete", plan = 20, outcomes = [{quarter = 3, plan = 9, outcome = 4}, {quarter = 4, outcome = 21}]},
  {year = 2026, name = "Möten", persons = false, plan = 40, outcomes = [{quarter = 3, outcome = 3}]},
  {year = 2026, name = "Arbetsgivare"},
]
"""
K3 = Quarter(2026, 3)


def directory(tmp_path: Path, told: str = INSATS) -> Directory:
    path = tmp_path / "forbund.toml"
    path.write_text(FILE + told)
    return read_directory(path)


async def loaded(database: Database, tmp_path: Path) -> tuple[int, int]:
    forbund = (await load_directory(database, directory(tmp_path), NOW)).forbund_id
    async with database.read(forbund) as session:
        return forbund, (await session.exec(select(Group.id).where(Group.slug == "lotsen"))).one() or 0


async def test_each_measure_has_plan_outcome_deviation_and_comment_as_far_as_they_are_known(
    database: Database, tmp_path: Path, texts: Texts, taxonomy: Taxonomy
) -> None:
    forbund, group = await loaded(database, tmp_path)
    async with database.read(forbund) as session:
        figures = await read_styrgrupp_figures(session, group, K3)
        last = await read_styrgrupp_figures(session, group, Quarter(2026, 4))

    document = styrgrupp_document(Voice(texts, taxonomy, "sv"), figures, "Förbundet", "Styrgruppen")
    table = document.sections[0].table
    assert table
    assert [row.cells for row in table.rows] == [
        ("Deltagare", "45", "60", "41", "–4", "38", "Sen start."),
        ("Till arbete", "9", "20", "..", "..", "–", ""),
        ("Möten", "–", "40", "3", "–", "–", ""),
        ("Arbetsgivare", "–", "–", "–", "–", "–", ""),
    ]
    assert document.title == "Avvikelsesammanställning för Lotsen, tredje kvartalet 2026", "as it stands in a mail's subject"
    many = replace(figures, insatser=figures.insatser * 12)
    assert "för Styrgruppen, tredje" in styrgrupp_document(Voice(texts, taxonomy, "sv"), many, "Förbundet", "Styrgruppen").title
    assert [number.value for number in document.numbers] == ["0 av 1", "1", "0"]
    assert document.numbers[0].label == "mått når planen så här långt"
    assert document.numbers[0].note == "1 mått bedöms vid årets slut."
    assert document.lead[0].text == "Deltagare: 41 mot planerade 45, 4 under planen."
    assert "Två prickar" in document.notes[-2]
    assert document.notes[-1].endswith("Kategorier enligt version 1.")
    assert [measure.deviation for measure in last.measures] == [None, 1, None, None]


async def test_a_hidden_number_stands_nowhere_in_what_is_kept(
    sqlite: Database, tmp_path: Path, texts: Texts, taxonomy: Taxonomy
) -> None:
    forbund, group = await loaded(sqlite, tmp_path)
    async with sqlite.read(forbund) as session:
        figures = await read_styrgrupp_figures(session, group, K3)

    (work,) = [measure for measure in figures.measures if measure.name == "Till arbete"]
    assert (work.outcome.value, work.outcome.hidden, work.deviation) == (None, True, None)


async def test_a_measure_or_an_outcome_that_the_file_no_longer_has_is_told_no_more(sqlite: Database, tmp_path: Path) -> None:
    forbund, group = await loaded(sqlite, tmp_path)
    changed = INSATS.replace('2026, name = "Möten"', '2026, name = "Träffar"').replace(", {quarter = 4, outcome = 21}", "")
    changed = changed.replace('  {year = 2026, name = "Arbetsgivare"},\n', "")
    await load_directory(sqlite, directory(tmp_path, changed), NOW)
    again = await load_directory(sqlite, directory(tmp_path, changed), NOW)
    async with sqlite.read(forbund) as session:
        figures = await read_styrgrupp_figures(session, group, Quarter(2026, 4))

    assert [measure.name for measure in figures.measures] == ["Deltagare", "Till arbete", "Träffar"]
    assert [measure.outcome.value for measure in figures.measures] == [None, None, None]
    assert (again.added, again.changed) == (0, 0)


@pytest.mark.parametrize("name", ['name = "Lotsen"', 'name = "Möten"'])
async def test_a_name_that_tells_of_somebody_stops_the_load(sqlite: Database, tmp_path: Path, name: str) -> None:
    named = INSATS.replace(name, 'name = "Karin Svensson 19850312-2389"')
    with pytest.raises(BadDirectory, match="its name seems to name or number a person") as refused:
        await load_directory(sqlite, directory(tmp_path, named), NOW)
    assert "Karin" not in str(refused.value)


@pytest.mark.parametrize(("naming", "others", "told"), [(0, 9, 0), (3, 9, None), (6, 9, 6), (7, 2, None)])
async def test_events_that_name_it_are_counted_and_few_of_them_hidden(
    sqlite: Database, tmp_path: Path, texts: Texts, taxonomy: Taxonomy, naming: int, others: int, told: int | None
) -> None:
    forbund, group = await loaded(sqlite, tmp_path)
    async with sqlite.begin(forbund) as session:
        for number in range(naming + others):
            words = "Deltagaren i Lotsens grupp fick två besked." if number < naming else "Inspiration saknas."
            await make_report(session, 1, at("2026-08-10"), text=words)
    async with sqlite.read(forbund) as session:
        figures = await read_styrgrupp_figures(session, group, K3)

    shown = figures.insatser[0].named
    assert shown.told.get(place_of("lotsen", K3.period)) == told
    document = styrgrupp_document(Voice(texts, taxonomy, "sv"), figures, "Förbundet", "Styrgruppen")
    assert ("visas inte" in text(document)) == (told is None)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("SPIRA tog inte emot", True),
        ("Spiras handledare", True),
        ("det är inspirerande", False),
        ("sikta mot\narbetslivet", False),
        ("Sikta mot arbetslivet är fullt", True),
    ],
)
def test_a_name_is_found_as_words_of_its_own(words: str, found: bool) -> None:
    assert count_naming(["Spira", "Sikta mot arbetslivet"], [words]) == found


async def test_only_a_styrgrupp_that_follows_an_insats_gets_it_and_it_gets_no_local_paper(
    database: Database, tmp_path: Path, texts: Texts, taxonomy: Taxonomy
) -> None:
    forbund, _ = await loaded(database, tmp_path)
    async with database.begin(forbund) as session:
        of_kind = {
            kind: {each.slug for each in (await session.exec(select(Group).where(KINDS[kind].groups()))).all()}
            for kind in (EditionKind.LSG, EditionKind.STYRGRUPP)
        }
        (await session.exec(select(Insats))).one().active = False
        await session.flush()
        ended = {each.slug for each in (await session.exec(select(Group).where(KINDS[EditionKind.STYRGRUPP].groups()))).all()}

    assert of_kind == {EditionKind.LSG: {"sjostad", "samverk"}, EditionKind.STYRGRUPP: {"lotsen"}}
    assert ended == set()


async def test_a_styrgrupp_without_a_member_is_told_to_the_forbund(
    sqlite: Database, tmp_path: Path, texts: Texts, taxonomy: Taxonomy
) -> None:
    forbund, _ = await loaded(sqlite, tmp_path)

    made = await run_due(sqlite, texts, taxonomy, at("2026-10-08"), timedelta(minutes=5))

    async with sqlite.read(forbund) as session:
        editions = (await session.exec(select(Edition).where(Edition.kind == EditionKind.STYRGRUPP))).all()
        told = (await session.exec(select(OutboxMessage).where(OutboxMessage.subject_id == editions[0].id))).all()
    assert [edition.id for edition in editions] == made
    assert [(message.address, message.details) for message in told] == [
        ("forbundet@sjoar.example", {"missing": ["no_recipients"]})
    ]
    assert await run_due(sqlite, texts, taxonomy, at("2026-11-08"), timedelta(minutes=5)) == []


@pytest.mark.parametrize("locale", ["sv", "en"])
async def test_nothing_known_is_said_so(sqlite: Database, tmp_path: Path, texts: Texts, taxonomy: Taxonomy, locale: str) -> None:
    forbund, group = await loaded(sqlite, tmp_path)
    async with sqlite.read(forbund) as session:
        due = of_calendar(EditionKind.STYRGRUPP, group, Quarter(2031, 2))
        composed = await compose(session, due, texts, taxonomy, locale)

    document = composed.drafts[0]
    assert [number.value for number in document.numbers] == ["–", "0", "0"]
    assert "2031" in document.sections[0].paragraphs[0]


@pytest.mark.parametrize(
    ("told", "wrong"),
    [
        (INSATS.replace('group = "lotsen"', 'group = "sjostad"'), "no group 'sjostad' of kind styrgrupp"),
        (INSATS.replace('{year = 2026, name = "Arbetsgivare"}', '{year = 2026, name = "Möten"}'), "stands twice"),
        (INSATS.replace('name = "Styrgruppen för Lotsen"', 'name = "Styrgruppen för Lotsen"\nactive = false'), "isn't active"),
        (INSATS.replace("{quarter = 4, outcome = 21}", "{quarter = 3}"), "the quarter of Till arbete '3' stands twice"),
    ],
)
def test_what_doesnt_hang_together_is_told(tmp_path: Path, told: str, wrong: str) -> None:
    with pytest.raises(BadDirectory, match=wrong):
        directory(tmp_path, told)


async def test_a_comment_that_names_a_person_is_refused_without_repeating_it(sqlite: Database, tmp_path: Path) -> None:
    told = INSATS.replace("Sen start.", "Ring 070-174 06 05 om det.")

    with pytest.raises(BadDirectory) as refused:
        await load_directory(sqlite, directory(tmp_path, told), NOW)

    assert "Lotsen, Deltagare 2026, quarter 3" in str(refused.value)
    assert "070" not in str(refused.value)
