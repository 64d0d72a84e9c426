"""What a local group's edition says of its figures."""

from dataclasses import astuple, replace
from datetime import date
from itertools import pairwise

import pytest

from backend.categories.taxonomy import Taxonomy
from backend.i18n import Texts
from digests.document import RowKind
from digests.editions.room import ROOMS, Room
from digests.figures.categories import CategoryRow
from digests.figures.counts import Flow
from digests.figures.gathered import Gathered, Since
from digests.figures.lsg import Reach
from digests.figures.questions import Agenda
from digests.figures.taken_up import TakenUp
from digests.say import Voice
from models.enums import LiftOutcome
from tests.digests.documents import BEYOND, DECIDED, LSG, NOTHING, QUESTION, STYRELSE, lead_of, lsg, section, styrelse


def test_the_three_numbers_stand_first_with_what_to_compare_them_with(voice: Voice) -> None:
    document = lsg(voice)

    assert [(number.value, number.label) for number in document.numbers] == [
        ("7", "nya brister och behov"),
        ("5", "öppna vid periodens slut"),
        ("6 av 9", "besvarade i utlovad tid"),
    ]
    assert [number.note for number in document.numbers] == [
        "4 förra perioden.",
        "3 när perioden började. Den äldsta är 210 dagar gammal.",
        "2 besvarade för sent. 1 obesvarad. 4 av 4 förra perioden.",
    ]


def test_the_lead_says_what_is_new_what_to_decide_and_what_is_late(voice: Voice) -> None:
    assert lead_of(lsg(voice)) == (
        "I perioden rapporterades sju nya brister och behov. Fyra av dem gäller närvaro och deltagande. "
        "Gruppen kan själv påverka två av de fyra. En är inte bedömd än. "
        "Två framgångsfaktorer har rapporterats. En fråga väntar på gruppens beslut. "
        "En fråga kan gruppen bara lyfta vidare. Två rapporter väntar fortfarande på svar efter utlovad dag."
    )


def test_nothing_new_is_a_content_of_its_own(voice: Voice) -> None:
    document = lsg(voice, NOTHING)

    assert lead_of(document) == "Inget nytt har rapporterats i perioden. Ingen fråga väntar på gruppens beslut."
    assert [number.value for number in document.numbers] == ["0", "0", "–"]
    assert [number.note for number in document.numbers] == [
        "Inga förra perioden heller.",
        "0 när perioden började.",
        "Inget svar var utlovat till någon dag i perioden.",
    ]
    assert [part.key for part in document.sections] == ["decide", "new"]
    new = section(document, "new")
    assert new.table is None
    assert new.paragraphs == (
        "Inga nya brister eller behov rapporterades. Förra perioden rapporterades inte heller några.",
        "Inga framgångsfaktorer rapporterades. Förra perioden rapporterades inte heller några.",
    )


def test_nothing_new_after_a_period_with_something_tells_how_much_that_was(voice: Voice) -> None:
    before = replace(NOTHING, new_before=4, successes_before=1, categories=(CategoryRow("NARVARO", 0, 4, 0),))

    new = section(lsg(voice, before), "new")
    assert new.table is None, "it would be noughts, but for what the period before had"
    assert new.paragraphs == (
        "Inga nya brister eller behov rapporterades. Förra perioden rapporterades fyra.",
        "Inga framgångsfaktorer rapporterades. Förra perioden rapporterades en.",
    )


def test_one_new_event_is_told_as_one(voice: Voice) -> None:
    one = replace(
        NOTHING,
        flow=Flow(new=1, open=1, oldest=date(2026, 9, 29)),
        categories=(CategoryRow("NARVARO", 1, 0, 0),),
        reach=Reach(1, 0, 0, 0),
    )

    document = lsg(voice, one)

    assert document.lead[0].text == "I perioden rapporterades en ny brist eller ett nytt behov: närvaro och deltagande."
    assert document.numbers[0].label == "ny brist eller nytt behov"
    assert document.numbers[1].note.endswith("Den äldsta är 1 dag gammal.")


def test_two_events_of_one_kind_are_both_of_it_and_a_tie_is_no_theme(voice: Voice) -> None:
    two = replace(NOTHING, flow=Flow(new=2, open=2), reach=Reach(2, 0, 0, 0))

    same = lsg(voice, replace(two, categories=(CategoryRow("NARVARO", 2, 0, 0),)))
    tied = lsg(voice, replace(two, categories=(CategoryRow("NARVARO", 1, 0, 0), CategoryRow("RESURSER", 1, 0, 0))))

    news = "I perioden rapporterades två nya brister och behov."
    assert lead_of(same).startswith(f"{news} Alla gäller närvaro och deltagande.")
    assert lead_of(tied) == f"{news} Ingen fråga väntar på gruppens beslut."


def test_the_paper_says_once_how_what_is_decided_comes_back_from_the_meeting(voice: Voice) -> None:
    asked = "Arbetsdagen efter mötet frågas sammankallande vad ni beslutade, i Teams eller med mejl."
    document = lsg(voice, LSG)
    assert (section(document, "decide").paragraphs, section(document, "beyond").paragraphs) == ((asked,), ())
    only_lifted = lsg(voice, replace(LSG, agenda=Agenda((BEYOND,), ())))
    assert asked not in section(only_lifted, "decide").paragraphs
    assert section(only_lifted, "beyond").paragraphs == (asked,)
    assert asked not in section(lsg(voice, NOTHING), "decide").paragraphs


def test_how_decisions_come_back_is_said_as_long_as_the_page_has_room_for_it(voice: Voice) -> None:
    told = [bool(section(lsg(voice, LSG, room), "decide").paragraphs) for room in ROOMS]
    assert told == [room.afterwards for room in ROOMS]


def test_each_room_has_no_more_of_anything_than_the_one_before_it() -> None:
    sizes = [astuple(room) for room in ROOMS]
    assert all(less <= more for roomier, tighter in pairwise(sizes) for more, less in zip(roomier, tighter, strict=True))


def test_what_the_group_can_decide_stands_apart_from_what_it_can_only_lift(voice: Voice) -> None:
    document = lsg(voice)

    (to_decide,), (to_lift,) = section(document, "decide").items, section(document, "beyond").items
    assert to_decide.heading == "FK:s närvaro vid förmöten (FR-2026-0007)"
    assert to_decide.body == "Kan gruppen komma överens om när FK kallas?"
    assert to_decide.facts == (
        "Förslag till ansvarig: Försäkringskassan",
        "Lyft 20 augusti 2026",
        "Samlar 3 brister och 1 framgångsfaktor",
    )
    assert to_lift.facts == ("Ingen ansvarig är föreslagen", "Lyft 20 augusti 2026")
    assert section(document, "new").paragraphs[0] == (
        "Gruppen kan själv påverka fyra av de sju. En måste lyftas till länet och en till nationell nivå. En är inte bedömd än."
    )


@pytest.mark.parametrize(
    ("reach", "told"),
    [
        (Reach(0, 0, 0, 7), "Vem som kan påverka dem är inte bedömt ännu."),
        (
            Reach(4, 2, 1, 0),
            "Gruppen kan själv påverka fyra av de sju. Två måste lyftas till länet och en till nationell nivå.",
        ),
        (Reach(2, 0, 0, 5), "Gruppen kan själv påverka två av de sju. Fem är inte bedömda än."),
        (Reach(7, 0, 0, 0), "Gruppen kan själv påverka dem alla."),
        (Reach(0, 0, 7, 0), "Gruppen kan inte själv påverka någon av de sju. Sju måste lyftas till nationell nivå."),
        (Reach(0, 0, 3, 4), "Tre måste lyftas till nationell nivå. Fyra är inte bedömda än."),
        (Reach(0, 1, 0, 6), "En måste lyftas till länet. Sex är inte bedömda än."),
    ],
)
def test_what_nobody_has_judged_is_not_counted_as_the_groups_own(voice: Voice, reach: Reach, told: str) -> None:
    assert section(lsg(voice, replace(LSG, reach=reach)), "new").paragraphs[0] == told


def test_a_category_that_fits_no_row_stands_in_the_sum_of_the_others_and_in_the_annex(voice: Voice, taxonomy: Taxonomy) -> None:
    rows = tuple(CategoryRow(code, number, 2, 1) for number, code in enumerate(taxonomy.codes))

    document = lsg(voice, replace(LSG, categories=rows), room=Room(rows=4, items=5, letters=600))

    new, (annex,) = section(document, "new"), document.annex
    assert new.table is not None and annex.table is not None
    others = len(rows) - 3
    assert new.table.rows[3].cells == (
        f"{others} andra kategorier",
        str(sum(row.new for row in rows[:others])),
        str(2 * others),
        "–",
        str(others),
    )
    assert [row.cells[1] for row in new.table.rows[:3]] == [str(row.new) for row in reversed(rows[others:])]
    assert new.note == "Alla kategorier står i bilagan."
    assert len([row for row in annex.table.rows if row.kind is RowKind.BODY]) == len(rows)
    assert annex.heading == "Bilaga: Nytt i perioden"


def test_what_is_cut_on_the_first_page_says_so_and_stands_in_full_in_the_annex(voice: Voice) -> None:
    long = replace(QUESTION, question="Kan gruppen " + "verkligen " * 60 + "enas?")

    document = lsg(voice, replace(LSG, agenda=Agenda((long,) * 8, ())), room=Room(rows=8, items=3, letters=60))

    decide, (annex,) = section(document, "decide"), document.annex
    assert [item.body for item in decide.items] == ["Kan gruppen verkligen verkligen verkligen verkligen …"] * 3
    assert decide.note == "5 till står i bilagan, där allt är i sin helhet."
    assert annex.heading == "Bilaga: Att besluta"
    assert [item.body for item in annex.items] == [long.question] * 8


@pytest.mark.parametrize("room", ROOMS[:-1])
def test_the_question_that_a_group_decides_on_is_never_half_however_little_room(voice: Voice, room: Room) -> None:
    asked = replace(QUESTION, question="Kan gruppen " + "verkligen " * 38 + "enas?")

    document = lsg(voice, replace(LSG, agenda=Agenda((asked,) * 8, ())), room=room)

    assert {item.body for item in section(document, "decide").items} == {asked.question}


@pytest.mark.parametrize("room", ROOMS[:-1])
def test_what_became_of_a_decision_stands_on_the_first_page_where_its_words_are_cut(voice: Voice, room: Room) -> None:
    decided = replace(DECIDED, decision="Provas till årsskiftet. " * 40, actions=DECIDED.actions[:2])

    document = lsg(voice, replace(LSG, agenda=Agenda((), (decided,) * 8)), room=room)

    item = section(document, "earlier").items[0]
    assert item.body.endswith("…")
    assert [fact.partition(" ")[0] for fact in item.facts[2:]] == ["Klart", "Pågår,"]


def test_a_table_told_in_full_is_not_told_again_in_the_annex_when_it_has_got_the_width_for_itself(voice: Voice) -> None:
    document = lsg(voice, room=replace(ROOMS[0], story=False))
    assert not section(document, "new").beside
    assert [part.key for part in document.annex] == ["pairs"]


def test_an_edition_with_room_for_everything_has_no_annex(voice: Voice) -> None:
    assert lsg(voice).annex == styrelse(voice, replace(STYRELSE, rows=STYRELSE.rows[1:])).annex == ()


def test_what_came_of_earlier_questions_is_told_action_by_action(voice: Voice) -> None:
    (item,) = section(lsg(voice), "earlier").items

    assert item.body == "Vårdcentralen utser en kontakt för intyg."
    assert item.facts == (
        "Beslutad 3 juli 2026",
        "Inga nya rapporter i frågan sedan 20 juli 2026",
        "Klart 20 juli 2026: Kontakt utsedd (Regionens vård). Svar inom en vecka.",
        "Pågår, klart senast 1 december 2026: Rutin skriven (Kommunen).",
        "Försenat, skulle ha varit klart 1 september 2026: Lathund spridd (Arbetsförmedlingen).",
    )


def test_a_postponed_question_says_so(voice: Voice) -> None:
    postponed = replace(QUESTION, outcome=LiftOutcome.UPPSKJUTEN, postponed_on=date(2026, 9, 1))

    (item,) = section(lsg(voice, replace(LSG, agenda=Agenda((postponed,), ()))), "decide").items

    assert "Uppskjuten 1 september 2026" in item.facts


def test_hinder_stand_beside_framgangsfaktorer_by_family_and_add_up(voice: Voice) -> None:
    table = section(lsg(voice), "new").table

    assert table is not None
    assert [row.cells for row in table.rows] == [
        ("Individens väg",),
        ("Överlämning och uppföljning", "2", "1", "1 av 2", "0"),
        ("Samspelet",),
        ("Närvaro och deltagande", "4", "2", "2 av 4", "2"),
        ("Kapacitet",),
        ("Bemanning, köer och tid", "1", "1", "1 av 1", "0"),
        ("Totalt", "7", "4", "4 av 7", "2"),
    ]
    columns = ["Kategori", "Brister och behov", "Förra perioden", "Kan påverkas här", "Framgångs­faktorer"]
    assert [column.label for column in table.columns] == columns
    body = [[cell.split(" av ")[0] for cell in row.cells[1:]] for row in table.rows if row.kind is RowKind.BODY]
    sums = [cell.split(" av ")[0] for cell in table.rows[-1].cells[1:]]
    assert [str(sum(int(cell) for cell in column)) for column in zip(*body, strict=True)] == sums


@pytest.mark.parametrize("room", [ROOMS[0], replace(ROOMS[0], rows=2)])
def test_what_the_group_can_influence_is_told_of_as_many_as_are_new_in_its_row_and_in_the_sentence(
    voice: Voice, room: Room
) -> None:
    rows = (
        CategoryRow("NARVARO", 4, 0, 0, judged=3, local=2),
        CategoryRow("KONTAKT", 2, 1, 0, judged=2, local=0),
        CategoryRow("UNDERLAG", 2, 0, 0, judged=1, local=0),
        CategoryRow("RESURSER", 0, 1, 1),
    )
    figures = replace(LSG, categories=rows, flow=Flow(new=8, open=8), reach=Reach(2, 4, 0, 2))

    document = lsg(voice, figures, room=room)

    table = section(document, "new").table
    assert table is not None
    told = {row.cells[0]: (row.cells[1], row.cells[3]) for row in table.rows if row.kind is not RowKind.FAMILY}
    shares = {new: share for new, share in told.values() if share != "–"}
    assert {share.split(" av ")[1] for share in shares.values()} == set(shares)
    assert told["Totalt"] == ("8", "2 av 8")
    assert "Gruppen kan själv påverka två av de åtta." in section(document, "new").paragraphs[0]
    unknown = [name for name, (_, share) in told.items() if share == "–"]
    assert unknown == (["Intyg, remisser och underlag", "Bemanning, köer och tid"] if room.rows > 2 else ["3 andra kategorier"])
    assert "Streck under Kan påverkas här: inget nytt, eller ingen känd och alla inte bedömda än." in table.note


def test_parties_stand_in_their_own_order_with_zeros_and_add_up_both_ways(voice: Voice) -> None:
    table = section(lsg(voice), "pairs").table

    assert table is not None
    assert [column.label for column in table.columns] == ["Från", "AF", "FK", "Vården", "Kommunen", "Ingen angiven", "Totalt"]
    assert [row.cells for row in table.rows] == [
        ("AF", "0", "0", "0", "0", "0", "0"),
        ("FK", "0", "0", "0", "0", "0", "0"),
        ("Vården", "0", "0", "0", "0", "0", "0"),
        ("Kommunen", "0", "5", "2", "0", "0", "7"),
        ("Okänd", "0", "0", "0", "0", "1", "1"),
        ("Totalt", "0", "5", "2", "0", "1", "8"),
    ]


def test_internal_events_are_told_apart_as_a_number(voice: Voice) -> None:
    assert "1 rapport gäller en enda organisation och räknas inte med." in lsg(voice).notes
    assert len(lsg(voice, NOTHING).notes) == 3


@pytest.mark.parametrize(
    ("later", "said"),
    [
        (Gathered(), "Inga nya rapporter i frågan sedan 20 juli 2026"),
        (Gathered(brister=1, successes=1), "1 brist och 1 framgångsfaktor i frågan sedan 20 juli 2026"),
    ],
)
@pytest.mark.parametrize("room", [ROOMS[0], ROOMS[-1]])
def test_a_decided_question_says_in_the_least_room_too_whether_more_reports_have_come(
    voice: Voice, later: Gathered, said: str, room: Room
) -> None:
    agenda = Agenda((), (replace(DECIDED, since=Since(date(2026, 7, 20), later)),))
    decided = section(lsg(voice, replace(LSG, agenda=agenda), room=room), "earlier").items[0]
    assert decided.facts[1] == said


def test_a_question_that_was_sent_on_has_no_decision_to_count_from(voice: Voice) -> None:
    agenda = Agenda((), (replace(DECIDED, outcome=LiftOutcome.LYFT_VIDARE, since=None),))
    (sent_on,) = section(lsg(voice, replace(LSG, agenda=agenda)), "earlier").items
    assert "i frågan sedan" not in " ".join(sent_on.facts), "nothing is decided of it yet"
    assert sent_on.facts[0].startswith("Lyft vidare till nationell nivå ")


@pytest.mark.parametrize(
    ("locale", "sent", "came"),
    [
        ("sv", "Lyft vidare till Styrelsen ", "Lyft vidare från LSG Aneby"),
        ("en", "Lifted further to Styrelsen ", "Lifted further from LSG Aneby"),
    ],
)
def test_it_is_said_to_whom_a_question_was_lifted_further_and_where_one_came_from(
    texts: Texts, taxonomy: Taxonomy, locale: str, sent: str, came: str
) -> None:
    further = replace(DECIDED, outcome=LiftOutcome.LYFT_VIDARE, since=None, taker="Styrelsen")
    waits = replace(DECIDED, outcome=LiftOutcome.VANTAR, since=None, decided_on=None, came_from=("LSG Aneby",))
    document = lsg(Voice(texts, taxonomy, locale), replace(LSG, agenda=Agenda((waits,), (further,))))
    assert section(document, "earlier").items[0].facts[0].startswith(sent)
    assert came in section(document, "decide").items[0].facts


def test_the_same_figures_are_told_in_english(texts: Texts, taxonomy: Taxonomy) -> None:
    document = lsg(Voice(texts, taxonomy, "en"))

    category = f"{taxonomy.label('NARVARO', 'en')[:1].lower()}{taxonomy.label('NARVARO', 'en')[1:]}"
    assert lead_of(document).startswith(
        f"Seven new failures and needs were reported. Four of them concern {category}. The group "
    )
    assert document.title == "Paper for LSG Tranås 9 October 2026"


def test_what_the_group_took_up_last_time_is_told_before_what_came_of_it(voice: Voice) -> None:
    told = ("Vid förra mötet tog gruppen upp en av de två frågorna på underlaget.",)
    assert section(lsg(voice), "earlier").paragraphs == told
    alone = section(lsg(voice, replace(NOTHING, taken_up=TakenUp(meetings=1, questions=2))), "earlier")
    assert alone.paragraphs == ("Vid förra mötet tog gruppen inte upp någon av de två frågorna på underlaget.",)
    assert alone.items == ()
