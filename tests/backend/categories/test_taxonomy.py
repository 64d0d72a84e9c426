from backend.categories.taxonomy import Taxonomy

TAXONOMY = Taxonomy.load()


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


def test_a_label_follows_the_reader() -> None:
    assert TAXONOMY.label("NARVARO", "sv-SE") == "Närvaro och deltagande"
    assert TAXONOMY.label("NARVARO", "en-GB") == "Attendance and participation"
    assert TAXONOMY.family("NARVARO").sv == "Samspelet"


def test_a_code_of_another_version_is_its_own_name_last_among_what_fits_nowhere() -> None:
    assert TAXONOMY.label("FORR", "sv") == TAXONOMY.label("FORR", "en") == "FORR"
    assert TAXONOMY.family("FORR").code == "O"
    assert TAXONOMY.get("FORR").priority > max(category.priority for category in TAXONOMY.categories)
    assert "FORR" not in TAXONOMY.codes
