"""No hidden number can be worked out: from the table, its totals, or other editions. Shown by a solver of the tests' own."""

import itertools
import random
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import date, timedelta

import numpy as np
import pytest
from scipy.optimize import linprog

from digests.figures.inference import bounds
from digests.figures.shown import Place, Shown
from digests.figures.suppression import LEAST, WIDTH, suppress, suppress_by_year

QUARTERS = tuple(
    (date(2026, 3 * number + 1, 1), date(2026, 3 * number + 3, last)) for number, last in enumerate((31, 30, 30, 31))
)
YEAR = (QUARTERS[0][0], QUARTERS[3][1])
KOMMUNER = ("Aneby", "Eksjö", "Nässjö", "Tranås", "Vetlanda")
CODES = ("A", "B", "C", "D")

Events = Sequence[tuple[date, str, str]]
"""Each event's day, kommun and category."""


def events(seed: int, many: int) -> Events:
    """Return made-up events of a year, some kommuner and categories far more common than others."""
    dice = random.Random(seed)
    weights = [6, 1, 2, 1, 1], [5, 3, 1, 1]
    return [
        (
            YEAR[0] + timedelta(days=dice.randint(0, 364)),
            dice.choices(KOMMUNER, weights[0])[0],
            dice.choices(CODES, weights[1])[0],
        )
        for _ in range(many)
    ]


def count(place: Place, what: Events) -> int:
    return sum(
        place.start <= day <= place.end and place.kommun in ("", kommun) and place.category in ("", category)
        for day, kommun, category in what
    )


def margins(days: tuple[date, date]) -> list[Place]:
    """Return what the board's edition tells outside: all, every kommun, every category."""
    return [Place(*days), *(Place(*days, name) for name in KOMMUNER), *(Place(*days, "", code) for code in CODES)]


def crossed(days: tuple[date, date]) -> list[Place]:
    """Return a whole table of kommun and category, with its totals."""
    return [*margins(days), *(Place(*days, name, code) for name in KOMMUNER for code in CODES)]


def table(places: Collection[Place], what: Events) -> dict[Place, int]:
    return {place: count(place, what) for place in places}


def solved(place: Place, editions: Sequence[Shown], days: Sequence[tuple[date, date]]) -> tuple[float, float]:
    """Return the interval that all of the editions leave, by linear programming over (days, kommun, category).

    The days are cut where any edition begins or ends; every kommun and category is known to the reader, which is more than the
    product takes for granted.
    """
    cuts = sorted({start for start, _ in days} | {end + timedelta(days=1) for _, end in days})
    cells = list(itertools.product(itertools.pairwise(cuts), KOMMUNER, CODES))

    def row(of: Place) -> list[int]:
        return [
            of.start <= start and end <= of.end + timedelta(days=1) and of.kommun in ("", kommun) and of.category in ("", code)
            for (start, end), kommun, code in cells
        ]

    told = [(row(one), number) for edition in editions for one, number in edition.numbers]
    some = [row(one) for edition in editions for one in edition.hidden]
    target = np.array(row(place), dtype=float)
    ends = []
    for sign in (1, -1):
        found = linprog(
            sign * target,
            A_eq=[known for known, _ in told] or None,
            b_eq=[number for _, number in told] or None,
            A_ub=[[-cell for cell in known] for known in some] or None,
            b_ub=[-1] * len(some) or None,
            bounds=(0, 10_000),
        )
        assert found.status == 0, found.message
        ends.append(sign * found.fun)
    return ends[0], ends[1]


def assert_well_hidden(editions: Sequence[Shown], truth: Events) -> None:
    """Hold every edition's hidden numbers against all of the editions together."""
    every = [place for edition in editions for place in (*edition.told, *edition.untold)]
    days = [(place.start, place.end) for place in every]
    for edition in editions:
        assert all(number == 0 or number >= LEAST for number in edition.told.values())
        for place in edition.hidden:
            least, greatest = solved(place, editions, days)
            assert least - 1e-6 <= count(place, truth) <= greatest + 1e-6
            assert greatest - least >= WIDTH - 1e-6, (place, least, greatest)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("many", [30, 90])
def test_no_hidden_number_of_a_crossed_table_can_be_worked_out(seed: int, many: int) -> None:
    what = [event for event in events(seed, many * 4) if event[0] <= QUARTERS[0][1]]

    shown = suppress(table(crossed(QUARTERS[0]), what))

    assert_well_hidden([shown], what)
    assert shown.untold | shown.told.keys() == set(crossed(QUARTERS[0]))


def test_the_tests_solver_finds_what_small_cells_alone_would_give_away() -> None:
    what = events(1, 90)
    cells = table(crossed(QUARTERS[0]), what)
    careless = Shown(
        tuple((place, number) for place, number in cells.items() if not 0 < number < LEAST),
        tuple(place for place, number in cells.items() if 0 < number < LEAST),
    )

    with pytest.raises(AssertionError):
        assert_well_hidden([careless], what)


def tables_like(shown: Shown, width: int) -> Iterator[Mapping[Place, int]]:
    """Yield every table of one row that a reader can't tell from the one shown."""
    places = sorted((*shown.told, *shown.untold))
    (total,) = (place for place in places if not place.category)
    cells = [place for place in places if place.category]
    ranges = [[shown.told[place]] if place in shown.told else range(place in shown.hidden, width + 1) for place in cells]
    for values in itertools.product(*ranges):
        if total not in shown.told or sum(values) == shown.told[total]:
            yield dict(zip(cells, values, strict=True))


@pytest.mark.parametrize("values", [(7, 3, 9, 0), (1, 1, 6, 8), (2, 2, 2, 2), (5, 4, 0, 0), (1, 5, 5, 5), (12, 1, 0, 6)])
def test_at_least_four_numbers_fit_a_hidden_one_as_told_by_trying_them_all(values: tuple[int, ...]) -> None:
    days = QUARTERS[0]
    cells = {Place(*days, "", code): value for code, value in zip(CODES, values, strict=True)}
    total = Place(*days)

    shown = suppress({**cells, total: sum(values)}, given=[total])

    fits: dict[Place, set[int]] = {}
    for one in tables_like(shown, sum(values)):
        for place, value in one.items():
            fits.setdefault(place, set()).add(value)
    assert all(place in shown.untold for place, value in cells.items() if 0 < value < LEAST)
    for place in shown.hidden:
        assert len(fits[place]) >= WIDTH + 1
        assert bounds(place, shown) == (min(fits[place]), max(fits[place]))


def test_noughts_and_great_numbers_are_told_and_as_little_as_can_be_is_hidden_besides() -> None:
    days = QUARTERS[0]
    cells = {Place(*days, "", code): value for code, value in zip(CODES, (0, 3, 6, 9), strict=True)}

    shown = suppress({**cells, Place(*days): 18})

    assert shown.hidden == (Place(*days, "", "B"), Place(*days, "", "C"))
    assert shown.told == {Place(*days): 18, Place(*days, "", "A"): 0, Place(*days, "", "D"): 9}


@pytest.mark.parametrize("values", [(1, 0, 0, 0), (2, 0, 1, 0), (1, 2, 0, 0), (2, 2, 0, 0)])
def test_where_there_is_too_little_to_hide_among_the_whole_table_is_withheld(values: tuple[int, ...]) -> None:
    days = QUARTERS[0]
    cells = {Place(*days, "", code): value for code, value in zip(CODES, values, strict=True)}
    total = Place(*days)

    shown = suppress({**cells, total: sum(values)}, given=[total])

    assert shown.told == {total: sum(values)}
    assert set(shown.withheld) == set(cells)
    assert all(len({one[place] for one in tables_like(shown, sum(values))}) > 1 for place in cells)


@pytest.mark.parametrize("seed", range(2))
def test_a_year_gives_away_nothing_that_its_quarters_hid(seed: int) -> None:
    what = events(seed, 150)
    editions: list[Shown] = []
    for days in (*QUARTERS, YEAR):
        editions.append(suppress(table(margins(days), what), earlier=editions[::-1]))

    assert_well_hidden(editions, what)


def test_years_side_by_side_give_away_nothing_of_their_parts_nor_of_years_told_before() -> None:
    after = [(day.replace(year=2027), kommun, code) for day, kommun, code in events(6, 60)]
    what = [*events(1, 60), *after]
    half, (begin, end) = (YEAR[0], QUARTERS[1][1]), QUARTERS[3]
    autumn, next_year = (begin.replace(year=2027), end.replace(year=2027)), (date(2027, 1, 1), date(2027, 12, 31))
    editions: list[Shown] = []
    for spans in ([QUARTERS[0]], [half], [YEAR], [autumn], [next_year, YEAR]):
        cells = {place: number for days in spans for place, number in table(margins(days), what).items()}
        editions.append(suppress_by_year(cells, editions[::-1]))

    assert_well_hidden(editions, what)
    assert {place.start.year for place in editions[-1].told} == {2026, 2027}


def test_each_year_is_asked_of_by_itself_and_that_is_all_there_is_to_ask() -> None:
    what = [*events(3, 50), *((day.replace(year=2027), kommun, code) for day, kommun, code in events(4, 50))]
    cells = table([*margins(YEAR), *margins((date(2027, 1, 1), date(2027, 12, 31)))], what)

    told, whole = suppress_by_year(cells), suppress(cells)
    assert (told.numbers, told.hidden, set(told.sums)) == (whole.numbers, whole.hidden, set(whole.sums))


def test_a_year_told_carelessly_after_its_quarters_gives_them_away() -> None:
    what = [(start, KOMMUNER[0], "A") for start, _ in QUARTERS for _ in range(9)] + [(QUARTERS[0][0], KOMMUNER[1], "B")] * 3
    what += [(start, KOMMUNER[1], "B") for start, _ in QUARTERS[1:] for _ in range(6)]
    quarters = [suppress(table([Place(*days, name) for name in KOMMUNER[:2]], what)) for days in QUARTERS]
    place = Place(*QUARTERS[0], KOMMUNER[1])
    year = table([Place(*YEAR, name) for name in KOMMUNER[:2]], what)

    assert place in quarters[0].hidden
    assert bounds(place, Shown(tuple(year.items())), quarters) == (3, 3)
    told = suppress(year, earlier=quarters[::-1])
    assert Place(*YEAR, KOMMUNER[1]) in told.hidden
    low, high = bounds(place, told, quarters)
    assert high - low >= WIDTH


@pytest.mark.parametrize("seed", range(2))
def test_papers_of_days_that_overlap_give_nothing_away_of_one_another(seed: int) -> None:
    dice, what = random.Random(seed), events(seed + 10, 200)
    editions: list[Shown] = []
    starts = [YEAR[0] + timedelta(days=30 * number + dice.randint(0, 20)) for number in range(4)]
    for number, start in enumerate(starts):
        days = (start, start + timedelta(days=dice.choice([60, 61, 90])))
        own: Callable[[tuple[date, date]], list[Place]] = margins if number % 2 else local
        editions.append(suppress(table(own(days), what), earlier=editions[::-1]))

    assert_well_hidden(editions, what)


def local(days: tuple[date, date]) -> list[Place]:
    """Return what one kommun's own paper tells: all of its events, and every category."""
    return [Place(*days, "Nässjö"), *(Place(*days, "Nässjö", code) for code in CODES)]


def test_a_corrected_edition_hides_what_the_first_one_hid() -> None:
    days = QUARTERS[0]
    first = suppress(
        table(margins(days), [(days[0], "Aneby", "A")] * 20 + [(days[0], "Eksjö", "B")] * 4 + [(days[0], "Nässjö", "C")] * 8)
    )
    moved = [(days[0], "Aneby", "A")] * 20 + [(days[0], "Eksjö", "B")] * 5 + [(days[0], "Nässjö", "C")] * 8

    again = suppress(table(margins(days), moved), earlier=[first])

    assert Place(*days, "Eksjö") in first.hidden
    assert Place(*days, "Eksjö") in again.untold


def test_what_was_hidden_once_stays_hidden_however_great_a_correction_makes_it() -> None:
    days = QUARTERS[0]
    whole, aneby, eksjo, tranas = Place(*days), Place(*days, "Aneby"), Place(*days, "Eksjö"), Place(*days, "Tranås")
    first = suppress({whole: 43, aneby: 3, eksjo: 20, tranas: 20})

    again = suppress({whole: 70, aneby: 30, eksjo: 20, tranas: 20}, earlier=[first])

    assert aneby in first.hidden and aneby in again.untold
    assert aneby in suppress({whole: 70, aneby: 30, eksjo: 20, tranas: 20}).told


def test_an_earlier_edition_that_a_correction_contradicts_stops_nothing() -> None:
    days = QUARTERS[0]
    cells = {Place(*days): 20, Place(*days, "Aneby"): 3, Place(*days, "Eksjö"): 17}
    contradicting = Shown(((Place(*days), 25), (Place(*days, "Aneby"), 6), (Place(*days, "Eksjö"), 6)), sums=())

    shown = suppress({**cells, Place(*days, "Nässjö"): 0}, earlier=[contradicting])

    assert Place(*days, "Aneby") in shown.untold
