"""The days that a summary is asked for."""

from datetime import date

import pytest

from bot.flows.asked_period import UnknownPeriodError, asked_days


@pytest.mark.parametrize(
    ("text", "days", "before"),
    [
        ("sammanfatta Tranås senaste kvartalet", ("2025-10-01", "2025-12-31"), ("2025-07-01", "2025-09-30")),
        ("sammanfatta Tranås i år", ("2026-01-01", "2026-03-11"), ("2025-01-01", "2025-03-11")),
        ("hur gick det i Tranås förra året?", ("2025-01-01", "2025-12-31"), ("2024-01-01", "2024-12-31")),
        ("sammanfatta Tranås i fjol", ("2025-01-01", "2025-12-31"), ("2024-01-01", "2024-12-31")),
        ("sammanfatta senaste månaden i Tranås", ("2026-02-01", "2026-02-28"), ("2026-01-01", "2026-01-31")),
        ("sammanfatta Tranås senaste året", ("2025-03-12", "2026-03-11"), ("2024-03-12", "2025-03-11")),
        ("sammanfatta Tranås senaste halvåret", ("2025-07-01", "2025-12-31"), ("2025-01-01", "2025-06-30")),
        ("summarise Tranås this year", ("2026-01-01", "2026-03-11"), ("2025-01-01", "2025-03-11")),
        ("summarize Tranås last month", ("2026-02-01", "2026-02-28"), ("2026-01-01", "2026-01-31")),
        ("sammanfatta Tranås första kvartalet", ("2026-01-01", "2026-03-11"), ("2025-10-01", "2025-12-09")),
        ("sammanfatta Tranås det här kvartalet", ("2026-01-01", "2026-03-11"), ("2025-10-01", "2025-12-09")),
        ("sammanfatta Tranås K1 2026", ("2026-01-01", "2026-03-11"), ("2025-10-01", "2025-12-09")),
        ("sammanfatta Tranås kvartal 2", ("2025-04-01", "2025-06-30"), ("2025-01-01", "2025-03-31")),
        ("sammanfatta Tranås kvartal 1 förra året", ("2025-01-01", "2025-03-31"), ("2024-10-01", "2024-12-31")),
        ("sammanfatta Tranås tredje kvartalet i fjol", ("2025-07-01", "2025-09-30"), ("2025-04-01", "2025-06-30")),
        ("summarise Tranås second quarter of 2025", ("2025-04-01", "2025-06-30"), ("2025-01-01", "2025-03-31")),
        ("sammanfatta Tranås första halvåret 2025", ("2025-01-01", "2025-06-30"), ("2024-07-01", "2024-12-31")),
        ("sammanfatta Tranås i maj", ("2025-05-01", "2025-05-31"), ("2025-04-01", "2025-04-30")),
        ("sammanfatta Tranås i mars", ("2026-03-01", "2026-03-11"), ("2026-02-01", "2026-02-11")),
        ("sammanfatta Tranås i mars 2025", ("2025-03-01", "2025-03-31"), ("2025-02-01", "2025-02-28")),
        ("sammanfatta Tranås den här månaden", ("2026-03-01", "2026-03-11"), ("2026-02-01", "2026-02-11")),
        ("sammanfatta Tranås 2025", ("2025-01-01", "2025-12-31"), ("2024-01-01", "2024-12-31")),
        ("sammanfatta Tranås 2026", ("2026-01-01", "2026-03-11"), ("2025-01-01", "2025-03-11")),
        ("sammanfatta Tranås sista tre månaderna", ("2025-12-12", "2026-03-11"), ("2025-09-12", "2025-12-11")),
    ],
)
def test_days_are_understood(text: str, days: tuple[str, str], before: tuple[str, str]) -> None:
    found = asked_days(text, date(2026, 3, 12))

    assert found
    assert [(str(each.start), str(each.end)) for each in found] == [days, before]


@pytest.mark.parametrize(
    "text", ["sammanfatta Tranås", "sammanfattning", "visa årsredovisningen", "sammanfatta Tranås inför nästa möte"]
)
def test_no_days_are_asked_for(text: str) -> None:
    assert asked_days(text, date(2026, 3, 12)) is None


def test_on_new_years_day_this_year_is_the_one_that_has_days() -> None:
    found = asked_days("sammanfatta Tranås i år", date(2026, 1, 1))

    assert found and (found[0].start, found[0].end) == (date(2025, 1, 1), date(2025, 12, 31))


@pytest.mark.parametrize(
    "asked",
    [
        "kvartal 5",
        "K1 och K2 2025",
        "nästa kvartal",
        "kvartal 4 2026",
        "2027",
        "vecka 12",
        "senaste veckan",
        "för två månader sedan",
        "sedan mars",
        "12 mars",
        "i höstas",
        "kvartalet 2025",
        "januari till mars",
        "2024 och 2025",
    ],
)
def test_no_other_period_is_taken_for_one_that_is_not_understood(asked: str) -> None:
    with pytest.raises(UnknownPeriodError):
        asked_days(f"sammanfatta Tranås {asked}", date(2026, 3, 12))
