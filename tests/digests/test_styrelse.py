"""What the board's edition says of its figures."""

from dataclasses import replace
from datetime import date

import pytest

from digests.editions.room import ROOMS, Room
from digests.figures.counts import Answers, Flow
from digests.figures.gathered import Gathered, Since
from digests.figures.questions import Agenda
from digests.figures.styrelse import QuarterCount
from digests.figures.themes import Theme
from digests.say import Voice
from tests.digests.documents import QUESTION, ROWS, STYRELSE, lead_of, section, styrelse


def test_the_board_reads_first_that_more_are_open_and_why_then_what_got_better(voice: Voice) -> None:
    document = styrelse(voice)

    assert lead_of(document) == (
        "Öppna brister och behov är 21, mot 6 när kvartalet började: 18 kom in och 3 avslutades. "
        "En åtgärd blev klar under kvartalet. En fråga avslutades med ett svar. "
        "En fråga väntar på styrelsens beslut. En rapport väntar fortfarande på svar efter utlovad dag."
    )
    old = replace(STYRELSE.total, flow=Flow(carried=8, new=20, closed=2, open=26, oldest=date(2026, 6, 2)))
    assert "20 kom in och 2 avslutades. Den äldsta är 120 dagar gammal. En" in lead_of(
        styrelse(voice, replace(STYRELSE, total=old))
    )
    few = replace(STYRELSE.total, flow=Flow(carried=8, new=4, closed=2, open=10))
    assert lead_of(styrelse(voice, replace(STYRELSE, total=few))).startswith("En åtgärd")
    begun = replace(STYRELSE, started=date(2026, 8, 2))
    assert "Öppna brister" not in lead_of(styrelse(voice, begun)), "it began with nothing because nobody could report"
    assert [part.key for part in document.sections] == ["solved", "decide", "kommuner", "trend", "themes", "lifted", "clashes"]
    assert [item.facts for item in section(document, "solved").items] == [
        ("Regionens vård, klart 20 juli 2026", "Tranås"),
        ("Fick svar 2 augusti 2026",),
    ]


def test_every_kommun_is_a_row_with_zeros_printed(voice: Voice) -> None:
    table = section(styrelse(voice), "kommuner").table

    assert table is not None
    assert [row.cells for row in table.rows] == [
        ("Aneby", "0", "1", "0", "0,0", "1", "1", "–"),
        ("Nässjö", "11", "6", "9", "0,6", "1", "12", "10 av 11"),
        ("Tranås", "7", "4", "5", "0,7", "1", "8", "6 av 7"),
        ("Totalt", "18", "11", "14", "0,6", "3", "21", "16 av 18"),
    ]


def test_a_kommun_without_a_known_number_of_inhabitants_has_a_dash_and_a_note(voice: Voice) -> None:
    rows = (replace(ROWS[0], inhabitants=None), *ROWS[1:])

    table = section(styrelse(voice, replace(STYRELSE, rows=rows)), "kommuner").table

    assert table is not None
    assert table.rows[0].cells[4] == "–"
    assert "Streck betyder att invånarantalet saknas" in table.note


def test_themes_are_what_several_kommuner_share_and_add_up(voice: Voice) -> None:
    table = section(styrelse(voice), "themes").table

    assert table is not None
    assert [row.cells for row in table.rows] == [
        ("Närvaro och deltagande", "2", "9"),
        ("Sekretess och samtycke", "2", "5"),
        ("Bemanning, köer och tid (bara i Nässjö)", "1", "3"),
        ("1 annan kategori bara i en kommun", "", "1"),
        ("Totalt", "", "18"),
    ]


def test_the_most_widespread_is_named_only_when_it_is_one(voice: Voice) -> None:
    alone = replace(STYRELSE, themes=(Theme("NARVARO", 9, 2), Theme("SEKRETESS", 12, 1)))
    tied = replace(STYRELSE, themes=(Theme("NARVARO", 9, 2), Theme("SEKRETESS", 5, 2)))

    assert "Mest spritt är närvaro och deltagande" in lead_of(styrelse(voice, alone))
    assert "Mest spritt" not in lead_of(styrelse(voice, tied))


def test_categories_found_in_one_kommun_alone_are_named_when_nothing_is_shared(voice: Voice) -> None:
    themes = section(styrelse(voice, replace(STYRELSE, themes=(Theme("NARVARO", 18, 1, "Tranås"),))), "themes")

    assert themes.paragraphs == ("Ingen kategori finns i mer än en kommun.",)
    assert themes.table is not None
    assert themes.table.rows[0].cells == ("Närvaro och deltagande (bara i Tranås)", "1", "18")


def test_every_lifted_question_is_listed_with_its_outcome(voice: Voice) -> None:
    lifted = section(styrelse(voice), "lifted")

    assert lifted.paragraphs == (
        "Här står 3 frågor som lyftes, beslutades eller väntar. 2 av dem lyftes under kvartalet.",
        "Vid 2 av 3 möten i lokala grupper togs alla frågor på underlaget upp (4 av 5 frågor).",
    )
    assert [(item.body, item.facts) for item in lifted.items] == [
        (QUESTION.question, ("Tranås", "Beredningsgruppen", "Väntar på beslut sedan 20 augusti 2026")),
        (QUESTION.question, ("Tranås", "Styrelsen", "Väntar på beslut sedan 20 augusti 2026")),
        ("Vårdcentralen utser en kontakt för intyg.", ("Tranås", "LSG Tranås", "Beslutad 3 juli 2026")),
    ]


@pytest.mark.parametrize("room", [ROOMS[0], ROOMS[-1]])
def test_what_was_repaired_says_so_too_where_more_could_come(voice: Voice, room: Room) -> None:
    done, *answered = STYRELSE.solved
    more = replace(done, since=Since(done.on, Gathered(brister=1)))
    shown = section(styrelse(voice, replace(STYRELSE, solved=(more, *answered)), room=room), "solved").items
    assert shown[0].facts[1] == "1 brist i frågan sedan 20 juli 2026"
    assert all("i frågan sedan" not in " ".join(item.facts) for item in shown[1:])


def test_rules_that_collide_are_told_with_the_questions_for_the_nation_and_the_heading_names_both(voice: Voice) -> None:
    clashes = section(styrelse(voice), "clashes")

    assert clashes.paragraphs == (
        "Fem händelser gäller sekretess och samtycke. En händelse i andra kategorier kan bara lösas nationellt.",
    )
    assert [item.facts for item in clashes.items] == [("Upplyst vidare", "Samlar 5 brister")]
    assert clashes.heading == "Regler som krockar och frågor för nationell nivå"
    assert section(styrelse(voice, replace(STYRELSE, national=())), "clashes").heading == "Regler som krockar"


def trend(*counts: int) -> tuple[QuarterCount, ...]:
    return tuple(replace(point, count=count) for point, count in zip(STYRELSE.trend, counts, strict=True))


def test_a_trend_is_drawn_only_when_there_is_enough_to_draw(voice: Voice) -> None:
    few = replace(STYRELSE, trend=trend(0, 3, 2, 1, 5))
    young = replace(STYRELSE, trend=trend(0, 0, 0, 20, 5))

    for figures in (few, young):
        assert "trend" not in [part.key for part in styrelse(voice, figures).sections]
    chart = section(styrelse(voice), "trend").chart
    assert chart is not None
    assert chart.alternative.endswith("andra kvartalet 2026 11, tredje kvartalet 2026 18.")


def test_a_quarter_in_which_reporting_began_late_is_marked_as_incomplete(voice: Voice) -> None:
    document = styrelse(voice, replace(STYRELSE, started=date(2025, 8, 22)))

    kommuner, trend = section(document, "kommuner"), section(document, "trend")
    told = "* Rapporteringen började 22 augusti 2025, så tredje kvartalet 2025 är ofullständigt."
    assert document.numbers[0].note == "11 förra kvartalet, 14 samma kvartal i fjol (ofullständigt)."
    assert kommuner.table is not None and trend.chart is not None
    assert [column.label for column in kommuner.table.columns][2:4] == ["Förra kvartalet", "Samma kvartal i fjol*"]
    assert kommuner.table.note.endswith(told)
    assert [(bar.label, bar.complete) for bar in trend.chart.marks][:2] == [("K3 2025*", False), ("K4 2025", True)]
    assert trend.chart.alternative.startswith("Nya brister och behov: tredje kvartalet 2025 14 (ofullständigt), ")
    assert trend.chart.note == told


def test_quarters_before_reporting_began_have_a_dash_and_no_bar(voice: Voice) -> None:
    document = styrelse(voice, replace(STYRELSE, started=date(2026, 1, 3)))

    kommuner, trend = section(document, "kommuner"), section(document, "trend")
    assert document.numbers[0].note == "11 förra kvartalet."
    assert kommuner.table is not None and trend.chart is not None
    assert {row.cells[3] for row in kommuner.table.rows} == {"–"}
    assert [bar.label for bar in trend.chart.marks] == ["K1 2026", "K2 2026", "K3 2026"]
    first = styrelse(voice, replace(STYRELSE, started=date(2026, 8, 22)))
    assert first.numbers[0].note == "Rapporteringen började 22 augusti 2026."


def test_a_quarter_in_which_nothing_happened_reads_well(voice: Voice) -> None:
    still = replace(
        STYRELSE,
        rows=(replace(ROWS[0], previous=0, successes=0, flow=Flow(), answers=Answers()),),
        total=replace(ROWS[0], name="", previous=0, successes=0, flow=Flow(), answers=Answers()),
        answers_before=Answers(),
        themes=(),
        clashes=(),
        national_elsewhere=0,
        national=(),
        trend=tuple(replace(point, count=0) for point in STYRELSE.trend),
        agenda=Agenda((), ()),
        lifted=(),
        lifts=0,
        solved=(),
    )

    document = styrelse(voice, still)

    assert lead_of(document) == (
        "Ingen åtgärd blev klar under kvartalet. Inga nya brister eller behov har rapporterats. "
        "Ingen fråga väntar på styrelsens beslut."
    )
    assert section(document, "clashes").paragraphs == ("Ingen händelse under kvartalet gäller regler som krockar.",)
