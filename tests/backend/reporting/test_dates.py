from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.reporting.dates import find_event_date
from backend.times import STOCKHOLM

WEEKDAYS = ("mån", "tis", "ons", "tors", "fre", "lör", "sön")
# A Tuesday.
NOW = datetime(2026, 4, 21, 10, 0, tzinfo=STOCKHOLM)


def day(text: str, now: datetime = NOW) -> str | None:
    found = find_event_date(text, now)
    return found.isoformat() if found else None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("AF kom inte igår", "2026-04-20"),
        ("AF kom inte igar", "2026-04-20"),
        ("AF kom inte i forrgar", "2026-04-19"),
        ("AF kom inte i lordags", "2026-04-18"),
        ("I går eftermiddag ringde vi", "2026-04-20"),
        ("mötet i förrgår", "2026-04-19"),
        ("I tisdags satt vi fyra runt bordet", "2026-04-14"),
        ("i måndags ringde jag", "2026-04-20"),
        ("FK uteblev i onsdags", "2026-04-15"),
        ("SIP i fredags morse", "2026-04-17"),
        ("styrgrupp i fre, beslutet ströks", "2026-04-17"),
        ("systemet låg nere hela onsdagen hos oss", "2026-04-15"),
        ("projektet upphörde den sista mars", "2026-03-31"),
        ("det försvann den sista december", "2025-12-31"),
        ("ringt vc 6 ggr i dag, hamnar i callback", "2026-04-21"),
        ("förra fredagen hade vi möte", "2026-04-17"),
        ("förra måndagen hade vi möte", "2026-04-13"),
        ("fredags i Flen. AF ställde in.", "2026-04-17"),
        ("På trettondagen skrevs hon ut", "2026-01-06"),
        ("Idag: AF bröt arbetsträningen", "2026-04-21"),
        ("tisdagen i förra veckan", "2026-04-14"),
        ("fredag förra veckan", "2026-04-17"),
        ("förra veckans onsdag", "2026-04-15"),
        ("onsdagen v 14 hade vi SIP", "2026-04-01"),
        ("Flerpartsmötet den 4/2 ställdes in", "2026-02-04"),
        ("SIP 12/3 blev inte av", "2026-03-12"),
        ("SIP 12/3 2025 blev inte av", "2025-03-12"),
        ("den 12:e kom beskedet", "2026-04-12"),
        ("den 25:e kom beskedet", "2026-03-25"),
        ("Mejlade 12 mars, igen 19 mars och 2 april", "2026-03-12"),
        ("22 jan upptäckte vi", "2026-01-22"),
        ("Avstämning 17 oktober", "2025-10-17"),
        ("onsdagen den 8 april", "2026-04-08"),
        ("den 3:e mars 2025", "2025-03-03"),
        ("mötet 2026-03-12 blev av", "2026-03-12"),
        ("mötet 20260312", "2026-03-12"),
        ("för tre dagar sedan", "2026-04-18"),
        ("för 10 dagar sen", "2026-04-11"),
        ("i morse kom ett återbud", "2026-04-21"),
        ("SIP nu på morgonen, AF kom inte", "2026-04-21"),
        ("SIP idag kl 10. AF kom inte", "2026-04-21"),
        ("Tråkigt idag! AF ställde in en kvart innan", "2026-04-21"),
        ("Så är det idag. FK svarar inte", None),
        ("satt ihop med AF i fm och löste fyra ärenden", "2026-04-21"),
        ("Idag kom ingen", "2026-04-21"),
        ("Psyk lämnade återbud till mötet i dag", "2026-04-21"),
        ("skärtorsdagen var ingen där", "2026-04-02"),
        ("skärtorsdagens möte hölls på kroppsspråk", "2026-04-02"),
        ("på långfredagen", "2026-04-03"),
        ("annandag påsk", "2026-04-06"),
        ("tisdagen efter påsk", "2026-04-07"),
        ("midsommarafton stod han utan nyckel", "2025-06-20"),
        ("på julafton", "2025-12-24"),
        ("dagen före nyårsafton", "2025-12-30"),
        ("alla helgons dag", "2025-11-01"),
        ("nobody came last Tuesday", "2026-04-14"),
        ("FK cancelled on 12 March", "2026-03-12"),
        ("March 12th they cancelled", "2026-03-12"),
        ("the day before yesterday", "2026-04-19"),
        ("den femtonde mars", "2026-03-15"),
        ("on the 12th", "2026-04-12"),
        ("tisdagen för två veckor sedan", "2026-04-07"),
        ("i fredags förra veckan", "2026-04-17"),
        ("Monday last week", "2026-04-13"),
        ("gårdagens möte ställdes in", "2026-04-20"),
        ("fredagens SIP", "2026-04-17"),
        ("på dagens avstämning saknades AF", "2026-04-21"),
        ("three days ago", "2026-04-18"),
    ],
)
def test_a_phrase_that_pins_one_day_gives_that_day(text: str, expected: str) -> None:
    assert day(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "v 14 fick vi veta",
        "i förra veckan",
        "i februari och sedan augusti",
        "hela våren",
        "i sex veckor",
        "Samtycket gäller 1–31 maj",
        "12-14 mars var vi på konferens",
        "2 och 16 april frågade vi",
        "Idag ligger det inte på något bord, varken hos FK eller AF",
        "I dag skickas personen dit ensam med ett papper",
        "I dag är det inget mellan FK och AF, bara ett stup",
        "ny träff på fredag",
        "nästa tisdag",
        "dygnet runt, 24/7",
        "1/2 tjänst och 3/4 tid",
        "lag 2003:1210, 18 § och 75 %",
        "rapport SB-2026-0042",
        "sedan jul",
        "för två veckor sedan",
        "31/2 och 45 mars",
        "mötet 2026-05-12 är bokat",
        "jourtid 8.00-8.15",
        "",
        "Mannen, född den 8 mars 1979, har slutat svara",
        "Hon är född 19 dec 1961 och väntar på boende",
        "Frågan är bordlagd sen Lucia",
        "De lovade ringa innan valborg",
    ],
)
def test_weeks_months_durations_plans_and_nowadays_pin_no_day(text: str) -> None:
    assert day(text) is None


def test_a_limit_is_taken_only_when_nothing_else_is_pinned() -> None:
    assert day("Planen höll till och med 8 februari") == "2026-02-08"
    assert day("Skulle vara klart senast 8 februari men kom 9 mars") == "2026-03-09"


def test_a_day_without_year_is_the_most_recent_one_also_on_the_day_itself() -> None:
    assert day("mötet 21 april") == "2026-04-21"
    assert day("mötet 22 april") == "2025-04-22"
    assert day("29 februari", datetime(2027, 3, 1, tzinfo=UTC)) == "2024-02-29"


@pytest.mark.parametrize(
    ("now", "yesterday"),
    [
        # A quarter past midnight in Sweden is still the day before in UTC, also when the clocks change.
        (datetime(2026, 3, 28, 23, 15, tzinfo=UTC), "2026-03-28"),
        (datetime(2026, 3, 29, 22, 15, tzinfo=UTC), "2026-03-29"),
        (datetime(2026, 10, 24, 22, 15, tzinfo=UTC), "2026-10-24"),
        (datetime(2026, 10, 25, 23, 15, tzinfo=UTC), "2026-10-25"),
    ],
)
def test_days_are_those_of_stockholm(now: datetime, yesterday: str) -> None:
    assert day("igår", now) == yesterday


@given(st.integers(0, 6 * 366 * 24 * 60), st.sampled_from(WEEKDAYS))
def test_i_weekday_is_one_to_seven_days_back(minutes: int, weekday: str) -> None:
    now = datetime(2024, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    today = now.astimezone(STOCKHOLM).date()
    found = find_event_date(f"AF kom inte i {weekday}dags", now)
    assert found is not None
    assert timedelta(days=1) <= today - found <= timedelta(days=7)
    assert found.weekday() == WEEKDAYS.index(weekday)


@given(st.text(alphabet="0123456789 /-:.dniåmarsjulpfök", max_size=60))
def test_no_text_gives_a_day_in_the_future(text: str) -> None:
    found = find_event_date(text, NOW)
    assert found is None or date(1990, 1, 1) < found <= NOW.date()
