"""What a paper says of changes: sentences made by rules from the comparisons, with the place of their figures."""

from dataclasses import replace
from datetime import date

from digests.figures.categories import CategoryRow
from digests.figures.change import Against, Changes, Comparison, Subject, judge
from digests.figures.counts import Flow
from digests.figures.lsg import LsgFigures
from digests.figures.styrelse import StyrelseFigures
from digests.figures.themes import Theme
from digests.periods import Period
from digests.say import Voice
from tests.digests.documents import LSG, NOTHING, STYRELSE, lead_of, lsg, section, styrelse

TEST = "Så jämför vi"


def compared(subject: Subject, name: str, now: int, before: int, against: Against, days: tuple[int, int]) -> Comparison:
    return Comparison(subject, name, against, now, before, *days)


def with_attendance(now: int, before: int, days: tuple[int, int] = (92, 91)) -> LsgFigures:
    """Return figures where all is one category, which went from one number to another."""
    pair = now, before, Against.PREVIOUS, days
    changes = judge([compared(Subject.ALL, "", *pair), compared(Subject.CATEGORY, "NARVARO", *pair)])
    rows = (CategoryRow("NARVARO", now, before, 0, judged=now, local=5),)
    return replace(NOTHING, flow=Flow(new=now, open=now), new_before=before, categories=rows, changes=changes)


def test_what_has_changed_is_told_from_what_to_what_with_what_the_group_can_do(voice: Voice) -> None:
    document = lsg(voice, with_attendance(14, 2))

    assert lead_of(document).startswith(
        "I perioden rapporterades 14 nya brister och behov. "
        "Nya brister och behov har ökat från 2 till 14 sedan förra perioden. "
        "Närvaro och deltagande har ökat från 2 till 14 sedan förra perioden. "
        "Gruppen kan själv påverka 5 av de 14. Ingen fråga"
    )
    assert [sentence.about for sentence in document.lead] == ["", "new", "new", "decide"]
    table = section(document, "new").table
    assert table is not None
    assert table.note == (
        "Förändrat mer än slumpen brukar ge: Nya brister och behov (mot förra perioden), "
        "Närvaro och deltagande (mot förra perioden). Andra skillnader kan vara slump."
    )
    assert document.numbers[0].note == "2 förra perioden."


def test_what_may_be_chance_is_told_with_both_numbers_and_called_usual(voice: Voice) -> None:
    document = lsg(voice, with_attendance(7, 2))

    assert (
        "Alla gäller närvaro och deltagande. Förra perioden rapporterades två sådana, men skillnaden kan vara slump."
        in lead_of(document)
    )
    assert "ökat" not in lead_of(document)
    assert document.numbers[0].note == "2 förra perioden. Skillnaden kan vara slump."
    table = section(document, "new").table
    assert table is not None and table.note == "Skillnaderna mot tidigare kan vara slump."


def test_what_has_fallen_to_nothing_is_told_too(voice: Voice) -> None:
    document = lsg(voice, with_attendance(0, 12))

    assert lead_of(document).startswith(
        "Inget nytt har rapporterats i perioden. Nya brister och behov har minskat från 12 till 0 sedan förra perioden."
    )


def test_periods_of_unlike_length_are_told_with_their_days(voice: Voice) -> None:
    assert "har ökat från 2 på 91 dagar till 14 på 40 dagar sedan förra perioden." in lead_of(
        lsg(voice, with_attendance(14, 2, (40, 91)))
    )


def test_the_paper_says_how_it_judges_and_how_many_were_compared(voice: Voice) -> None:
    (note,) = [note for note in lsg(voice, with_attendance(7, 2)).notes if note.startswith(TEST)]

    assert note.endswith("Här är 2 jämförelser gjorda, och 2 av dem har händelser nog för att kunna visa en förändring.")
    assert not any(note.startswith(TEST) for note in lsg(voice, NOTHING).notes)


def test_last_year_is_a_column_and_a_note_when_there_was_reporting_then(voice: Voice) -> None:
    rows = (CategoryRow("NARVARO", 7, 4, 2, 3),)
    figures = replace(LSG, started=date(2025, 1, 2), categories=rows, new_year_before=3)

    document = lsg(voice, figures)

    table = section(document, "new").table
    assert document.numbers[0].note == "4 förra perioden, 3 samma period i fjol."
    assert table is not None
    assert [column.label for column in table.columns][2:4] == ["Förra perioden", "Samma period i fjol"]
    assert table.rows[1].cells[1:4] == ("7", "4", "3")


def test_what_was_before_reporting_began_has_no_column(voice: Voice) -> None:
    first = lsg(voice, replace(LSG, started=date(2026, 7, 9)))
    late = lsg(voice, replace(LSG, started=date(2026, 5, 20)))

    tables = [section(document, "new").table for document in (first, late)]
    assert first.numbers[0].note == "Rapporteringen började 9 juli 2026."
    assert late.numbers[0].note == "4 förra perioden (ofullständigt)."
    assert tables[0] is not None and tables[1] is not None
    assert [column.label for column in tables[0].columns][1:3] == ["Brister och behov", "Kan påverkas här"]
    assert tables[1].columns[2].label == "Förra perioden*"
    assert tables[1].note == "* Rapporteringen började 20 maj 2026, så perioden är ofullständig."


def test_a_group_that_meets_once_a_year_is_not_told_the_same_period_twice(voice: Voice) -> None:
    yearly = replace(
        LSG,
        period=Period(date(2025, 10, 1), date(2026, 9, 30)),
        previous=Period(date(2024, 10, 1), date(2025, 9, 30)),
        started=date(2020, 1, 1),
    )

    assert lsg(voice, yearly).numbers[0].note == "4 förra perioden."


def board(*comparisons: Comparison) -> StyrelseFigures:
    """Return the board's figures with these comparisons, all of them changes."""
    changes = Changes(tuple(replace(each, changed=True) for each in comparisons), len(comparisons))
    rows = (CategoryRow("NARVARO", 17, 3, 0, 14), CategoryRow("RESURSER", 1, 8, 0, 0))
    return replace(
        STYRELSE, categories=rows, changes=changes, themes=(Theme("NARVARO", 17, 2), Theme("RESURSER", 1, 1, "Nässjö"))
    )


def test_the_board_reads_which_kommuner_and_categories_have_changed_and_where_their_figures_are(voice: Voice) -> None:
    days = (92, 91)
    document = styrelse(
        voice,
        board(
            compared(Subject.KOMMUN, "Tranås", 17, 2, Against.PREVIOUS, days),
            compared(Subject.CATEGORY, "NARVARO", 17, 3, Against.PREVIOUS, days),
            compared(Subject.CATEGORY, "NARVARO", 17, 14, Against.YEAR, (92, 92)),
            compared(Subject.CATEGORY, "RESURSER", 1, 8, Against.PREVIOUS, days),
        ),
    )

    told = [
        (sentence.text, sentence.about)
        for sentence in document.lead
        if "har ökat" in sentence.text or "har minskat" in sentence.text
    ]
    assert told == [
        ("Nya brister och behov i Tranås har ökat från 2 till 17 sedan förra kvartalet.", "kommuner"),
        (
            "Närvaro och deltagande har ökat från 3 till 17 sedan förra kvartalet. Kategorin finns i två av tre kommuner.",
            "categories",
        ),
        ("Bemanning, köer och tid har minskat från 8 till 1 sedan förra kvartalet.", "categories"),
    ]
    annex = next(part for part in document.annex if part.key == "categories")
    assert annex.table is not None
    assert [row.cells for row in annex.table.rows] == [
        ("Närvaro och deltagande", "17", "3", "14"),
        ("Bemanning, köer och tid", "1", "8", "0"),
        ("Totalt", "18", "11", "14"),
    ]
    assert "Närvaro och deltagande (mot samma kvartal i fjol)" in annex.table.note
    kommuner = section(document, "kommuner").table
    assert kommuner is not None
    assert kommuner.note.startswith("Förändrat mer än slumpen brukar ge: Nya brister och behov i Tranås (mot förra kvartalet).")


def test_the_board_reads_where_the_numbers_of_inhabitants_are_from(voice: Voice) -> None:
    table = section(styrelse(voice), "kommuner").table

    assert table is not None
    assert "Invånare: 16–64 år (år 2025, SCB, folkmängd efter ålder)." in table.note
