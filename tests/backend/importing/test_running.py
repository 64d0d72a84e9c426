import csv
import hashlib
import hmac
import io
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import SQLModel, select

from backend.categories.taxonomy import Taxonomy
from backend.database import stored_id
from backend.errors import DomainError
from backend.i18n import Texts
from backend.importing.command import Wishes, import_table, read_table
from backend.importing.running import BATCH, Result
from backend.importing.told import report_file
from backend.reporting.words import LONGEST_TEXT
from backend.times import local_date
from models import (
    AuditEvent,
    Forbund,
    OutboxMessage,
    Report,
    ReportComment,
    ReportParty,
    StatusChange,
    Unit,
    UnitAlias,
    UnitKommun,
)
from models.enums import CommentKind, PartyCode, ReportStatus, Source
from tests.backend.importing.fakes import Proposes
from tests.backend.importing.sheets import FIRST, SECOND, Rows, as_csv, with_words, workbook
from tests.categorisers import OneForAll
from tests.house import NOW, House

TEXTS = Texts(("backend",))
PERSONNUMMER = "19121212-1212"
WITH_NUMBER = with_words(FIRST, f"Det gäller {PERSONNUMMER} som inte fick någon tid hos FK")


async def bring_in(house: House, path: Path, progress: Any = lambda _count: None, **wishes: Any) -> Result:
    table, said = read_table(path, None, ()), Wishes(**wishes)
    return await import_table(
        house.database, table, said, OneForAll(Proposes()), TEXTS, Taxonomy.load(), NOW, progress, secret_key="k" * 32
    )


async def bring_in_rows(house: House, folder: Path, rows: Rows, **wishes: Any) -> Result:
    return await bring_in(house, workbook(folder / "lista.xlsx", rows), **wishes)


async def stored(house: House, model: type[SQLModel] = Report) -> list[Any]:
    async with house.database.read(house.forbund_id) as session:
        return list((await session.exec(select(model))).all())


def reasons(result: Result) -> list[tuple[int, str, str]]:
    return [(each.row, each.outcome, remark.reason) for each in result.told for remark in each.remarks]


async def test_rows_become_reports_with_their_days_parties_answers_and_numbers_of_their_years(
    house: House, tmp_path: Path
) -> None:
    result = await bring_in_rows(house, tmp_path, [FIRST, SECOND])
    first, second = sorted(await stored(house), key=lambda report: report.number)
    parties = {(each.report_id, each.party) for each in await stored(house, ReportParty)}
    assert (dict(result.counts), result.told) == ({"imported": 2}, [])
    assert (first.number, second.number) == ("SB-2025-0001", "SB-2026-0001")
    assert (first.text, first.kommun_id, first.event_date) == (FIRST[2], house.tranas, FIRST[0])
    assert (first.category, first.source, first.reporter_id) == ("NARVARO", Source.IMPORT, None)
    assert (first.reporting_party, second.reporting_party) == (PartyCode.KOMMUN, PartyCode.VARD)
    assert (second.kommun_id, second.category) == (house.eksjo, "UNDERLAG")
    assert parties == {(first.id, PartyCode.FK), (second.id, PartyCode.AF), (second.id, PartyCode.VARD)}


async def test_a_closed_row_is_closed_with_its_answer_and_an_open_one_is_promised_one_from_today(
    house: House, tmp_path: Path
) -> None:
    await bring_in_rows(house, tmp_path, [FIRST, SECOND])
    closed, still_open = sorted(await stored(house), key=lambda report: report.number)
    (answer,) = await stored(house, ReportComment)
    steps = {(each.report_id, each.before, each.after) for each in await stored(house, StatusChange)}
    assert (closed.status, closed.closed_at, closed.answered_at) == (
        ReportStatus.AVSLUTAD,
        closed.reported_at,
        closed.reported_at,
    )
    assert (answer.report_id, answer.kind, answer.text) == (closed.id, CommentKind.ANSWER, FIRST[6])
    assert (still_open.status, still_open.closed_at, still_open.answered_at) == (ReportStatus.SORTERAD, None, None)
    assert still_open.receiver_id == house.office.id
    assert closed.answer_due < NOW.date() < still_open.answer_due
    assert (closed.id, ReportStatus.MOTTAGEN, ReportStatus.AVSLUTAD) in steps


async def test_nobody_is_notified_and_every_report_stands_in_the_audit_trail(house: House, tmp_path: Path) -> None:
    await bring_in_rows(house, tmp_path, [FIRST, SECOND])
    trail = await stored(house, AuditEvent)
    assert await stored(house, OutboxMessage) == []
    assert {each.subject_id for each in trail} == {report.id for report in await stored(house)}
    assert all((each.actor_id, each.details) == (None, {"source": "import"}) for each in trail)


async def test_the_same_file_again_adds_nothing_also_when_it_was_saved_as_text(house: House, tmp_path: Path) -> None:
    await bring_in_rows(house, tmp_path, [FIRST, SECOND])
    text = tmp_path / "lista.csv"
    text.write_bytes(as_csv([SECOND, FIRST]).encode("cp1252"))
    again = await bring_in(house, text)
    assert dict(again.counts) == {"there_already": 2}
    assert len(await stored(house)) == 2


async def test_two_rows_alike_are_one_report_and_the_second_is_told(house: House, tmp_path: Path) -> None:
    result = await bring_in_rows(house, tmp_path, [FIRST, FIRST])
    assert reasons(result) == [(3, "there_already", "twice_in_file")]
    assert len(await stored(house)) == 1


async def test_a_row_with_an_id_of_its_own_is_known_again_when_its_words_are_changed(house: House, tmp_path: Path) -> None:
    headers = ("Nr", "Datum", "Kommun", "Beskrivning", "Part", "Kategori", "Rapporterat av", "Svar", "Status")
    path = tmp_path / "lista.xlsx"
    await bring_in(house, workbook(path, [(1, *FIRST), (2, *FIRST)], headers))
    again = await bring_in(house, workbook(path, [(1, *with_words(FIRST, "Nu med andra ord om FK")), (2, *FIRST)], headers))
    assert dict(again.counts) == {"there_already": 2}
    assert len(await stored(house)) == 2


@pytest.mark.parametrize(("own", "reason"), [(PERSONNUMMER, "personal_data"), ("7" * (LONGEST_TEXT + 1), "too_long")])
async def test_a_row_whose_id_is_none_is_refused_alone(house: House, tmp_path: Path, own: str, reason: str) -> None:
    headers = ("Id", "Datum", "Kommun", "Beskrivning", "Part", "Kategori", "Rapporterat av", "Svar", "Status")
    rows = [(own, *FIRST), (2, *SECOND)]
    result = await bring_in(house, workbook(tmp_path / "lista.xlsx", rows, headers), masked=True)
    assert reasons(result) == [(2, "refused", reason)]
    assert dict(result.counts) == {"refused": 1, "imported": 1}


async def test_a_row_with_personal_data_is_refused_by_number_and_kind_and_never_by_its_words(
    house: House, tmp_path: Path
) -> None:
    in_answer = (*FIRST[:6], "Ring 070-174 06 33 nästa gång", FIRST[7])
    result = await bring_in_rows(house, tmp_path, [WITH_NUMBER, in_answer, SECOND])
    told = report_file(result, TEXTS, "sv")
    rows = list(csv.reader(io.StringIO(told.removeprefix("\ufeff")), delimiter=";"))
    assert reasons(result) == [(2, "refused", "personal_data"), (3, "refused", "personal_data")]
    assert [row[0] for row in rows] == ["Rad", "2", "3"]
    assert "personnummer" in rows[1][2]
    assert "telefon" in rows[2][2]
    assert not any(words in told for words in ("1212", "070", "fick någon tid", "Ring"))
    assert [report.text for report in await stored(house)] == [SECOND[2]]


async def test_with_mask_the_masked_text_is_imported_and_told(house: House, tmp_path: Path) -> None:
    result = await bring_in_rows(house, tmp_path, [WITH_NUMBER], masked=True)
    again = await bring_in_rows(house, tmp_path, [WITH_NUMBER], masked=True)
    (report,) = await stored(house)
    assert reasons(result) == [(2, "imported", "masked")]
    assert "[personnummer]" in report.text
    assert "1212" not in report.text
    assert dict(again.counts) == {"there_already": 1}


async def test_a_masked_row_is_known_again_when_the_guard_has_learned_another_name(house: House, tmp_path: Path) -> None:
    rows = [with_words(FIRST, "Stödlinjen Ekdahl svarade inte när FK bad om ett möte")]
    first = await bring_in_rows(house, tmp_path, rows, masked=True)
    assert reasons(first) == [(2, "imported", "masked")]
    async with house.database.begin(house.forbund_id) as session:
        name = "Stödlinjen Ekdahl"
        session.add(Unit(party=PartyCode.KOMMUN, name=name, function="enhetschef", email="vuxen@tranas.example"))
    again = await bring_in_rows(house, tmp_path, rows, masked=True)
    assert (dict(again.counts), again.told) == ({"there_already": 1}, []), "nothing was masked this time"


async def test_the_key_of_a_masked_row_can_not_be_made_without_the_secret_key(house: House, tmp_path: Path) -> None:
    await bring_in_rows(house, tmp_path, [WITH_NUMBER], masked=True)
    (report,) = await stored(house)
    said = "\x1f".join((str(house.tranas), local_date(report.reported_at).isoformat(), str(WITH_NUMBER[2])))
    plain = hashlib.sha256(said.encode()).hexdigest()
    keyed = hmac.new(b"k" * 32, said.encode(), hashlib.sha256).hexdigest()
    assert [report.idempotency_key == f"import:{each[:48]}" for each in (plain, keyed)] == [False, True]


async def test_what_the_sheet_does_not_tell_is_read_from_the_text_or_proposed(house: House, tmp_path: Path) -> None:
    words = "AF kom inte till mötet i Tranås"
    row = (FIRST[0], None, words, None, "Egen kategori", "Kim Exempel", None, None)
    result = await bring_in_rows(house, tmp_path, [row], status=ReportStatus.MOTTAGEN)
    (report,) = await stored(house)
    (party,) = await stored(house, ReportParty)
    assert (report.kommun_id, report.category, party.party) == (house.tranas, "KONTAKT", PartyCode.AF)
    assert (report.proposed[0]["code"], report.status, report.reporting_party) == ("KONTAKT", ReportStatus.MOTTAGEN, None)
    assert {reason for _, _, reason in reasons(result)} == {"category_proposed", "reporter_unknown"}


async def test_closed_may_be_a_day_or_a_box_to_tick(house: House, tmp_path: Path) -> None:
    headers = ("Datum", "Kommun", "Beskrivning", "Part", "Avslutad")
    rows = [
        (FIRST[0], "Tranås", f"FK kom inte, gång {number}", "FK", closed)
        for number, closed in enumerate(["2025-05-02", "Ja", "Nej", None, "2024-01-01", "sen"])
    ]
    result = await bring_in(house, workbook(tmp_path / "lista.xlsx", rows, headers), status=ReportStatus.SORTERAD)
    day, ticked, unticked, untold, too_early = sorted(await stored(house), key=lambda report: report.text)
    assert (day.status, local_date(day.closed_at)) == (ReportStatus.AVSLUTAD, date(2025, 5, 2))
    assert (ticked.status, ticked.closed_at) == (ReportStatus.AVSLUTAD, ticked.reported_at)
    assert (unticked.status, unticked.closed_at) == (ReportStatus.MOTTAGEN, None)
    assert untold.status is ReportStatus.SORTERAD
    assert too_early.closed_at == too_early.reported_at
    assert reasons(result) == [(7, "refused", "date_unreadable")]


@pytest.mark.parametrize("told", ["Tranas", "tranas kommun", "AF Tranås", "Tranås stad", "VC Sjöängen", "sjöängens vc"])
async def test_a_kommun_is_understood_as_in_a_message(house: House, tmp_path: Path, told: str) -> None:
    async with house.database.begin(house.forbund_id) as session:
        unit = Unit(party=PartyCode.VARD, name="Sjöängens vårdcentral", function="verksamhetschef", email="vc@region.example")
        session.add(unit)
        await session.flush()
        session.add_all(UnitAlias(unit_id=stored_id(unit), alias=alias) for alias in ("VC Sjöängen", "Sjöängens VC"))
        session.add(UnitKommun(unit_id=stored_id(unit), kommun_id=house.tranas))
    await bring_in_rows(house, tmp_path, [(FIRST[0], told, *FIRST[2:])])
    assert [report.kommun_id for report in await stored(house)] == [house.tranas]


async def test_of_two_kommuner_in_a_cell_none_is_guessed(house: House, tmp_path: Path) -> None:
    result = await bring_in_rows(house, tmp_path, [(FIRST[0], "Tranås och Eksjö", *FIRST[2:])])
    assert reasons(result) == [(2, "refused", "kommun_unknown")]


async def test_the_kommun_that_was_told_is_that_of_rows_without_one(house: House, tmp_path: Path) -> None:
    row = (FIRST[0], None, *FIRST[2:])
    refused = await bring_in_rows(house, tmp_path, [row])
    await bring_in_rows(house, tmp_path, [row], kommun="Eksjö")
    assert reasons(refused) == [(2, "refused", "no_kommun")]
    assert [report.kommun_id for report in await stored(house)] == [house.eksjo]


async def test_each_bad_row_is_told_and_stops_no_other(house: House, tmp_path: Path) -> None:
    bad: dict[str, tuple[object, ...]] = {
        "no_text": with_words(FIRST, "  "),
        "too_long": with_words(FIRST, "FK kom inte. " * 400),
        "no_date": (None, *FIRST[1:]),
        "date_unreadable": ("någon gång", *FIRST[1:]),
        "date_in_future": ("2026-04-01", *FIRST[1:]),
        "kommun_unknown": (FIRST[0], "Kiruna", *FIRST[2:]),
        "no_parties": (*FIRST[:2], "Det blev inget möte", None, *FIRST[4:]),
        "status_unknown": (*FIRST[:7], "Skickad till månen"),
    }
    result = await bring_in_rows(house, tmp_path, [*bad.values(), SECOND])
    assert reasons(result) == [(row, "refused", reason) for row, reason in enumerate(bad, 2)]
    assert [report.text for report in await stored(house)] == [SECOND[2]]
    assert len(report_file(result, TEXTS, "en").splitlines()) == len(bad) + 1


async def test_a_row_with_several_errors_is_told_all_of_them(house: House, tmp_path: Path) -> None:
    row = ("någon gång", "Kiruna", f"Det gäller {PERSONNUMMER}", None, *FIRST[4:6], "Ring 070-174 06 33", "Skickad till månen")
    empty = (None, *FIRST[1:2], "", *FIRST[3:])
    result = await bring_in_rows(house, tmp_path, [row, empty, SECOND])
    assert [reason for number, _, reason in reasons(result) if number == 2] == [
        "personal_data", "personal_data", "date_unreadable", "kommun_unknown", "no_parties", "status_unknown",
    ]  # fmt: skip
    assert [reason for number, _, reason in reasons(result) if number == 3] == ["no_date", "no_text"]
    assert dict(result.counts) == {"refused": 2, "imported": 1}
    told = report_file(result, TEXTS, "sv").splitlines()[1]
    assert "personnummer" in told and "Kiruna" not in told


async def test_a_dry_run_tells_the_same_and_stores_nothing(house: House, tmp_path: Path) -> None:
    rows = [FIRST, WITH_NUMBER, SECOND]
    dry = await bring_in_rows(house, tmp_path, rows, dry_run=True)
    before = await stored(house), await stored(house, AuditEvent)
    real = await bring_in_rows(house, tmp_path, rows)
    after = await bring_in_rows(house, tmp_path, rows, dry_run=True)
    assert before == ([], [])
    assert (dry.counts, dry.told) == (real.counts, real.told)
    assert dict(after.counts) == {"there_already": 2, "refused": 1}


class Killed(Exception):
    pass


async def test_an_import_that_was_stopped_goes_on_where_it_was(house: House, tmp_path: Path) -> None:
    rows = [with_words(FIRST, f"FK kom inte på mötet, gång {number}") for number in range(BATCH + 30)]
    path = workbook(tmp_path / "lista.xlsx", rows)

    def stop(_count: int) -> None:
        raise Killed

    with pytest.raises(Killed):
        await bring_in(house, path, stop)
    assert len(await stored(house)) == BATCH
    result = await bring_in(house, path)
    assert dict(result.counts) == {"there_already": BATCH, "imported": 30}
    assert {report.number for report in await stored(house)} == {f"SB-2025-{n:04d}" for n in range(1, BATCH + 31)}


async def test_progress_counts_every_row(house: House, tmp_path: Path) -> None:
    counted: list[int] = []
    path = workbook(tmp_path / "lista.xlsx", [with_words(FIRST, f"FK kom inte, gång {n}") for n in range(BATCH + 5)])
    await bring_in(house, path, counted.append, dry_run=True)
    assert counted == [BATCH, 5]


async def test_of_several_forbund_one_must_be_named(house: House, tmp_path: Path) -> None:
    async with house.database.begin_for_every_forbund() as session:
        session.add(Forbund(slug="annat", name="Annat", email="annat@annat.example"))
    with pytest.raises(DomainError) as which:
        await bring_in_rows(house, tmp_path, [FIRST])
    with pytest.raises(DomainError) as unknown:
        await bring_in_rows(house, tmp_path, [FIRST], forbund="tredje")
    await bring_in_rows(house, tmp_path, [FIRST], forbund="hoglandet")
    assert (which.value.key, unknown.value.key) == ("error.import_which_forbund", "error.import_forbund_unknown")
    assert which.value.values["slugs"] == "annat, hoglandet"
    assert len(await stored(house)) == 1
