import json
import re
from collections.abc import Callable
from importlib import resources
from typing import Any

import pytest

from backend.categories.taxonomy import OwnCategory, Taxonomy, counted_as
from backend.categories.taxonomy_file import BadTaxonomy

TAXONOMY = Taxonomy.load()
TEXT = resources.files("backend.categories").joinpath("taxonomy.json").read_text("utf-8")


def test_it_holds_sixteen_categories_in_four_families_and_ovrigt_last() -> None:
    assert TAXONOMY.version == "1"
    assert len(TAXONOMY.codes) == 17
    assert TAXONOMY.codes[-1] == "OVRIGT"
    sizes = {family.code: sum(c.family == family.code for c in TAXONOMY.categories) for family in TAXONOMY.families}
    assert sizes == {"A": 4, "B": 4, "C": 4, "D": 4, "O": 1}


def test_priorities_leave_no_tie_undecided() -> None:
    assert sorted(category.priority for category in TAXONOMY.categories) == list(range(1, 18))
    assert TAXONOMY.codes[0] == "OVERLAMNING"
    assert TAXONOMY.codes[14:16] == ("PRIORITERING", "TILLIT")


def test_every_category_but_ovrigt_has_an_aspect_of_spindeln_and_a_dimension() -> None:
    for category in TAXONOMY.categories:
        assert (category.aspect in range(1, 9)) == (category.code != "OVRIGT")
        assert (category.dimension in ("organisation", "regelverk", "synsatt")) == (category.code != "OVRIGT")


def test_every_category_says_what_failed_when_it_is_another_and_how_it_sounds() -> None:
    for category in TAXONOMY.categories:
        assert category.failed
        assert category.boundaries
        assert category.examples
    assert TAXONOMY.get("SEKRETESS").not_when == "Uppgiften blev helt enkelt inte skickad: UNDERLAG eller KONTAKT."


def test_what_a_category_means_follows_the_reader() -> None:
    ours = TAXONOMY.get("REGELVERK")
    assert ours.meaning("sv").startswith("Lagar, direktiv")
    assert ours.meaning("en-GB").startswith("Laws, directives")
    assert ours.boundaries[-1].said("en") == (
        "The rule led to something that could be seen",
        "that category, with REGELVERK as the cause",
    )
    for category in TAXONOMY.categories:
        swedish, english = ([category.meaning(of), *(rule.said(of)[0] for rule in category.boundaries)] for of in ("sv", "en"))
        assert not set(swedish) & set(english)


def test_a_label_follows_the_reader() -> None:
    assert TAXONOMY.label("NARVARO", "sv-SE") == "Närvaro och deltagande"
    assert TAXONOMY.label("NARVARO", "en-GB") == "Attendance and participation"
    assert TAXONOMY.family("NARVARO").sv == "Samspelet"


def test_a_code_of_another_version_is_its_own_name_last_among_what_fits_nowhere() -> None:
    assert TAXONOMY.label("FORR", "sv") == TAXONOMY.label("FORR", "en") == "FORR"
    assert TAXONOMY.family("FORR").code == "O"
    assert TAXONOMY.get("FORR").priority > max(category.priority for category in TAXONOMY.categories)
    assert "FORR" not in TAXONOMY.codes


def test_a_retired_category_keeps_its_name_and_family_and_is_not_offered() -> None:
    raw = json.loads(TEXT)
    raw["categories"][3]["retired"] = True
    later = Taxonomy.parse("later.json", json.dumps(raw))
    code = raw["categories"][3]["code"]
    assert code not in later.codes
    assert later.label(code) == TAXONOMY.label(code)
    assert later.family(code) == TAXONOMY.family(code)


def test_an_own_name_is_shown_and_the_standard_one_is_known() -> None:
    own = TAXONOMY.with_own((OwnCategory("NARVARO", sv="Uteblivna parter"),))
    assert own.label("NARVARO") == "Uteblivna parter"
    assert own.label("NARVARO", "en") == "Attendance and participation", "no English name was given"
    assert own.own_names() == (("Uteblivna parter", "Närvaro och deltagande"),)
    assert own.own_names("en") == ()
    assert (own.codes, own.version) == (TAXONOMY.codes, "1")


def test_a_hidden_category_is_not_offered_and_still_has_its_name_and_place() -> None:
    own = TAXONOMY.with_own((OwnCategory("TILLIT", offered=False), OwnCategory("TILLIT", "TON", sv="Hård ton")))
    assert set(TAXONOMY.codes) - set(own.codes) == {"TILLIT"}, "what stands under it isn't offered either"
    assert own.label("TILLIT") == "Tillit och bemötande"
    assert own.label("TILLIT:TON") == "Tillit och bemötande – Hård ton"
    assert own.family("TILLIT").code == "B"


def test_a_finer_category_stands_beside_the_one_that_it_is_counted_as() -> None:
    own = TAXONOMY.with_own(
        (
            OwnCategory("NARVARO", "SENT", sv="Sent återbud", en="Late notice"),
            OwnCategory("NARVARO", "GAMMAL", "Förr", offered=False),
        )
    )
    place = own.codes.index("NARVARO")
    assert own.codes[place + 1] == "NARVARO:SENT"
    assert len(own.codes) == 18
    assert own.main_codes == TAXONOMY.codes
    assert counted_as("NARVARO:SENT") == counted_as("NARVARO") == "NARVARO"
    assert own.label("NARVARO:SENT", "en") == "Attendance and participation – Late notice"
    assert own.label("NARVARO:GAMMAL") == "Närvaro och deltagande – Förr", "retired, and still shown"
    assert (own.get("NARVARO:SENT").aspect, own.family("NARVARO:SENT").code) == (3, "B")


def test_what_a_forbund_says_of_a_category_that_this_version_lacks_changes_nothing() -> None:
    own = TAXONOMY.with_own((OwnCategory("FORR", sv="Då"), OwnCategory("FORR", "X", sv="Y")))
    assert own.codes == TAXONOMY.codes
    assert own.label("FORR") == "FORR"


def spoilt(change: Callable[[dict[str, Any]], None]) -> str:
    raw = json.loads(TEXT)
    change(raw)
    return json.dumps(raw)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda raw: raw.pop("version"), "t.json: version: Field required"),
        (lambda raw: raw["categories"][2].pop("failed"), "t.json: categories, number 3, failed: Field required"),
        (lambda raw: raw["categories"][0].update(aspect=9), "t.json: categories, number 1, aspect: Input should be less"),
        (lambda raw: raw["categories"][0].update(dimension="annat"), "t.json: categories, number 1, dimension"),
        (lambda raw: raw["categories"][0].update(lable="x"), "t.json: categories, number 1, lable: Extra inputs"),
        (lambda raw: raw["categories"][0].update(examples=[]), "t.json: categories, number 1, examples"),
        (lambda raw: raw["categories"][0].update(family="X"), "t.json: OVERLAMNING: there is no family 'X'"),
        (lambda raw: raw["categories"][1].update(code="OVERLAMNING"), "the code 'OVERLAMNING' stands twice"),
        (lambda raw: raw["categories"][1].update(priority=1), "t.json: the priority 1 stands twice"),
        (lambda raw: raw["categories"][0]["not_when"][0].update(choose=["INGEN"]), "OVERLAMNING: there is no category 'INGEN'"),
        (lambda raw: raw["categories"][2].pop("failed_en"), "t.json: categories, number 3, failed_en: Field required"),
        (lambda raw: raw["categories"][0]["not_when"][0].pop("when_en"), "not_when, number 1, when_en: Field required"),
        (lambda raw: raw["categories"][16]["not_when"][0].pop("how_en"), "not_when, number 1: give how in both languages"),
        (lambda raw: raw["categories"][0]["not_when"][0].update(choose=[]), "not_when, number 1: give either choose or how"),
    ],
)
def test_a_bad_file_is_refused_with_its_name_and_the_place(change: Callable[[dict[str, Any]], None], told: str) -> None:
    with pytest.raises(BadTaxonomy) as refused:
        Taxonomy.parse("t.json", spoilt(change))
    assert told in re.sub(r": line \d+", "", str(refused.value))


@pytest.mark.parametrize(
    ("right", "wrong", "told"),
    [
        ('"choose": ["ANSVAR"]', '"choose": ["ANSWAR"]', "OVERLAMNING: there is no category 'ANSWAR'"),
        ('"code": "SEKRETESS"', '"code": "OVERLAMNING"', "the code 'OVERLAMNING' stands twice"),
        ('"aspect": 7', '"aspect": 70', "categories, number 3, aspect: Input should be less than or equal to 8"),
        ('"priority": 2,', '"priority": "två [2] {",', "categories, number 2, priority: Input should be a valid integer"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(right: str, wrong: str, told: str) -> None:
    line = TEXT[: TEXT.index(right)].count("\n") + 1
    with pytest.raises(BadTaxonomy) as refused:
        Taxonomy.parse("t.json", TEXT.replace(right, wrong, 1))
    assert f"t.json: line {line}: {told}" in str(refused.value).splitlines()


def test_broken_json_is_told_with_its_line() -> None:
    with pytest.raises(BadTaxonomy, match=r"t\.json: line 3, column 1"):
        Taxonomy.parse("t.json", '{\n"version": "1",\n}')
