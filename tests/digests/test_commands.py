import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from backend.categories.taxonomy import Taxonomy
from backend.cli.problems import told_in_a_sentence
from backend.database import Database
from backend.errors import DomainError, NotFoundError
from backend.i18n import Texts
from digests import languages
from digests.commands import correct, describe, render
from digests.corrections import Correction
from digests.figures.checks import FiguresDisagree
from digests.schedule import run_due
from models import Edition, OutboxMessage
from models.enums import EditionKind, GroupKind, RoleName
from tests.digests.builders import at, make_forbund, make_group, make_kommun, make_meeting, make_person, make_report

pytestmark = pytest.mark.usefixtures("quick_paper")


async def build(database: Database) -> int:
    forbund = await make_forbund(database)
    async with database.begin(forbund) as session:
        kommun = await make_kommun(session, "Tranås")
        group = await make_group(session, "tranas", "LSG Tranås", kommun, digests_from=date(2026, 11, 1))
        board = await make_group(session, "styrelsen", "Styrelsen", kind=GroupKind.STYRELSE)
        await make_person(session, "Bo Exempel", RoleName.LEDAMOT, group_id=board, teams=True)
        for meets in (at("2026-08-20", 13), at("2026-11-26", 13)):
            await make_meeting(session, group, meets)
        for reported in (at("2026-08-10"), at("2026-09-30", 23), at("2026-11-22", 23)):
            await make_report(session, kommun, reported)
    return forbund


async def test_render_writes_every_form_up_to_and_with_the_day_and_stores_nothing(
    sqlite: Database, texts: Texts, taxonomy: Taxonomy, tmp_path: Path
) -> None:
    forbund = await build(sqlite)

    paths = await render(
        sqlite, texts, taxonomy, kind=EditionKind.LSG, group_slug="tranas", as_of=date(2026, 11, 22), out=tmp_path / "new"
    )

    assert [path.name for path in paths] == [
        f"lsg-tranas-2026-11-22{suffix}" for suffix in (".html", ".mail.html", ".txt", ".pdf", ".docx", ".xlsx", ".json")
    ]
    told = json.loads(paths[-1].read_text())["figures"]
    # the group's last meeting was on 20 August, a Thursday, and its paper of the Friday before told of the days to the 13th
    assert (told["period"], told["flow"]["new"]) == ({"start": "2026-08-14", "end": "2026-11-22"}, 2)
    assert "Underlag till LSG Tranås 26 november 2026" in paths[2].read_text()
    async with sqlite.read(forbund) as session:
        assert (await session.exec(select(Edition))).all() == []
        assert (await session.exec(select(OutboxMessage))).all() == []


async def test_render_shows_the_board_its_last_quarter(
    sqlite: Database, texts: Texts, taxonomy: Taxonomy, tmp_path: Path
) -> None:
    await build(sqlite)

    paths = await render(
        sqlite, texts, taxonomy, kind=EditionKind.STYRELSE, group_slug="styrelsen", as_of=date(2026, 11, 22), out=tmp_path
    )

    assert json.loads(paths[-1].read_text())["figures"]["total"]["new"] == 2


@pytest.mark.parametrize(
    ("kind", "slug", "known"),
    [
        (EditionKind.LSG, "eksjo", "tranas"),
        (EditionKind.LSG, "styrelsen", "tranas"),
        (EditionKind.STYRELSE, "tranas", "styrelsen"),
        (EditionKind.BEREDNINGSGRUPP, "styrelsen", "–"),
    ],
)
async def test_an_unknown_group_is_told_with_those_there_are(
    sqlite: Database, texts: Texts, taxonomy: Taxonomy, tmp_path: Path, kind: EditionKind, slug: str, known: str
) -> None:
    await build(sqlite)

    with pytest.raises(DomainError) as told:
        await render(sqlite, texts, taxonomy, kind=kind, group_slug=slug, as_of=date(2026, 11, 22), out=tmp_path)

    assert (told.value.key, told.value.values) == ("error.no_such_group", {"slug": slug, "known": known})


async def test_what_was_made_is_told_a_line_each(sqlite: Database, texts: Texts, taxonomy: Taxonomy) -> None:
    await build(sqlite)

    made = await run_due(sqlite, texts, taxonomy, at("2026-10-20"), timedelta(minutes=5))

    assert await describe(sqlite, made) == ["Lex Heller tredje kvartalet 2026 (2026-K3): 2"]
    assert await describe(sqlite, []) == []


async def test_an_edition_is_told_that_is_stopped_by_figures_that_disagree(
    sqlite: Database, texts: Texts, taxonomy: Taxonomy, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def disagreeing(*_: object) -> None:
        raise FiguresDisagree("parties", 5, 4)

    await build(sqlite)
    monkeypatch.setattr(languages, "compose", disagreeing)
    stopped: list[FiguresDisagree] = []

    made = await run_due(sqlite, texts, taxonomy, at("2026-11-23"), timedelta(minutes=5), stopped=stopped.append)

    assert made == []
    assert {str(wrong) for wrong in stopped} == {"parties: 5 was expected, 4 was found"}


async def test_a_number_that_no_edition_has_is_said_to_have_none(sqlite: Database, texts: Texts, taxonomy: Taxonomy) -> None:
    with pytest.raises(NotFoundError) as told:
        await correct(sqlite, texts, taxonomy, at("2026-11-23"), edition_id=99, said=Correction(because="Fel."))

    assert (told.value.key, told.value.values) == ("paper.error.no_such_edition", {"number": 99})


def test_figures_that_disagree_end_a_command_with_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended, told_in_a_sentence():
        raise FiguresDisagree("parties", 5, 4)

    assert ended.value.code == 1
    assert " ".join(capsys.readouterr().err.split()).endswith("its figures disagree: parties: 5 was expected, 4 was found")
