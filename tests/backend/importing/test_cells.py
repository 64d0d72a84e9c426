from datetime import UTC, date, datetime

import pytest

from backend.categories.taxonomy import Taxonomy
from backend.i18n import Texts
from backend.importing.cells import Kommuner, Values, is_one_day, lacks_year, moment, not_after, words
from backend.times import local_date
from models.enums import Consequence, ReportStatus, Slag

NOW = datetime(2026, 3, 12, 9, 30, tzinfo=UTC)


@pytest.fixture(scope="module")
def values() -> Values:
    return Values(Texts(("backend",)), Taxonomy.load())


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        (datetime.fromisoformat("2025-03-12T00:00"), date(2025, 3, 12)),
        (date(2025, 3, 12), date(2025, 3, 12)),
        (45728, date(2025, 3, 12)),
        (45728.5, date(2025, 3, 12)),
        ("45728", date(2025, 3, 12)),
        ("2025-03-12", date(2025, 3, 12)),
        ("2025-03-12 14:05", date(2025, 3, 12)),
        ("20250312", date(2025, 3, 12)),
        (20250312, date(2025, 3, 12)),
        ("250312", date(2025, 3, 12)),
        ("12/3 2025", date(2025, 3, 12)),
        ("12.3.2025", date(2025, 3, 12)),
        ("12/3-25", date(2025, 3, 12)),
        (" 12 mars 2025 ", date(2025, 3, 12)),
        ("den 5 februari 2026", date(2026, 2, 5)),
        ("v. 14 2025", date(2025, 3, 31)),
        ("v14-25", date(2025, 3, 31)),
        ("28 dec -25", date(2025, 12, 28)),
        ("12 mars", None),
        ("v 14", None),
        ("igår", None),
        ("mars 2025", date(2025, 3, 1)),
        ("31/2 2025", None),
        ("vet inte", None),
        ("0225-03-12", None),
        (7, None),
    ],
)
def test_days_are_read_as_excel_and_people_write_them(cell: object, day: date | None) -> None:
    found = moment(cell)
    assert (local_date(found) if found else None) == day


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("12 mars", date(2025, 3, 12)),
        ("12/3", date(2025, 3, 12)),
        ("28 dec", date(2025, 12, 28)),
        ("v 14", date(2025, 3, 31)),
        ("v. 14 2024", date(2024, 4, 1)),
        ("i höstas", date(2025, 9, 1)),
        ("igår", None),
        ("i tisdags", None),
        ("förra veckan", None),
        ("vet inte", None),
    ],
)
def test_a_day_without_a_year_is_of_the_year_that_is_told_for_them(cell: str, day: date | None) -> None:
    found = moment(cell, 2025)
    assert (local_date(found) if found else None) == day


def test_a_day_that_lacks_its_year_alone_is_told_from_what_is_no_day() -> None:
    lacking = {cell: lacks_year(cell) for cell in ("12 mars", "v 14", "igår", "vet inte", "31/2 2025")}
    assert [cell for cell, lacks in lacking.items() if lacks] == ["12 mars", "v 14"]


def test_a_clock_time_is_kept_and_a_day_alone_is_noon_in_stockholm() -> None:
    assert moment("2025-07-01 14:05") == datetime(2025, 7, 1, 12, 5, tzinfo=UTC)
    assert moment(datetime.fromisoformat("2025-07-01T14:05")) == datetime(2025, 7, 1, 12, 5, tzinfo=UTC)
    assert moment("2025-07-01") == datetime(2025, 7, 1, 10, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "written", ["2026-03-01T23:30:00Z", "2026-03-01 23:30:00.0000000 +00:00", "2026-03-02T00:30+0100", "2026-03-02t00:30+01"]
)
def test_a_moment_that_tells_its_zone_is_read_by_it(written: str) -> None:
    found = moment(written)
    assert found == datetime(2026, 3, 1, 23, 30, tzinfo=UTC)
    assert local_date(found) == date(2026, 3, 2)


def test_a_zone_that_is_nowhere_is_no_day() -> None:
    assert moment("2026-03-01T23:30+99:00") is None


def test_an_error_of_excel_is_nothing_and_a_whole_number_has_no_decimals() -> None:
    assert [words(cell) for cell in ("#REF!", "#N/A", None, 12.0, 1.5, " a ")] == ["", "", "", "12", "1.5", "a"]


def test_a_month_pins_no_day() -> None:
    assert not is_one_day("mars 2025", NOW)
    assert is_one_day("12 mars 2025", NOW)
    assert is_one_day("250312", NOW)
    assert is_one_day(date(2025, 3, 12), NOW)


def test_later_today_is_now_and_tomorrow_is_refused() -> None:
    noon_today, tomorrow = moment("2026-03-12"), moment("2026-03-13")
    assert noon_today is not None
    assert tomorrow is not None
    assert noon_today > NOW
    assert not_after(noon_today, NOW) == NOW
    assert not_after(tomorrow, NOW) is None


@pytest.mark.parametrize(
    "written", ["Närvaro och deltagande", "närvaro  och deltagande ", "NARVARO", "Attendance and participation"]
)
def test_a_category_is_known_by_code_and_by_label(values: Values, written: str) -> None:
    assert values.category(written) == "NARVARO"


def test_a_category_of_ones_own_is_not_known(values: Values) -> None:
    assert values.category("Egen kategori") is None
    assert values.category(None) is None


@pytest.mark.parametrize(
    ("written", "status"),
    [
        ("Avslutad", ReportStatus.AVSLUTAD),
        ("KLAR", ReportStatus.AVSLUTAD),
        ("Pågår", ReportStatus.SORTERAD),
        ("Ny", ReportStatus.MOTTAGEN),
        ("hos_part", ReportStatus.HOS_PART),
        ("Åtgärd beslutad", ReportStatus.ATGARD_BESLUTAD),
        ("Closed", ReportStatus.AVSLUTAD),
        ("Skickad till månen", None),
    ],
)
def test_a_status_is_known_by_label_code_and_the_words_of_people(
    values: Values, written: str, status: ReportStatus | None
) -> None:
    assert values.value(ReportStatus, "status.", written) is status


def test_other_vocabularies_and_yes_or_no(values: Values) -> None:
    assert values.value(Slag, "slag.", "Gott exempel") is Slag.FRAMGANGSFAKTOR
    assert values.value(Consequence, "consequence.", "Väntan") is Consequence.VANTAN
    assert (values.yes_no("Ja"), values.yes_no("nej"), values.yes_no("kanske")) == (True, False, None)


@pytest.mark.parametrize(
    ("cell", "found"),
    [("Tranås", 1), ("tranås kommun", 1), ("Eksjös kommun", 2), ("687", 1), (686, 2), ("0687", 1), ("Kiruna", None), ("", None)],
)
def test_a_kommun_is_known_by_name_and_code(cell: object, found: int | None) -> None:
    assert Kommuner([(1, "0687", "Tranås"), (2, "0686", "Eksjö")]).find(cell) == found


def test_the_only_kommun_is_told_only_when_there_is_one() -> None:
    assert Kommuner([(1, "0687", "Tranås")]).only() == 1
    assert Kommuner([(1, "0687", "Tranås"), (2, "0686", "Eksjö")]).only() is None
