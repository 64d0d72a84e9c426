"""What belongs together, and what doesn't, however alike the words are."""

from dataclasses import replace
from datetime import timedelta
from itertools import combinations

import pytest

from backend.patterns.alike import ALIKE, FEWEST, IN_OTHER_WORDS, SAME_WORDS, WINDOW, Found, Told, alike, find_groups, limit_for
from models.enums import PartyCode, PatternKind
from tests.backend.patterns.fingerprints import DAY, EKSJO, TRANAS, by_words, told


def test_a_text_is_wholly_like_itself_and_not_at_all_like_one_without_a_word_in_common() -> None:
    one, other = by_words("fk kom inte"), by_words("boendet är fullt")
    assert alike(one, one) == pytest.approx(1)
    assert alike(one, other) == alike(other, one) == 0


def test_three_alike_in_a_kommun_are_the_same_thing_again() -> None:
    assert find_groups([told(1), told(2), told(3)]) == [Found(PatternKind.UPPREPAS, TRANAS, "NARVARO", (1, 2, 3))]


def test_two_are_too_few() -> None:
    assert FEWEST == 3
    assert find_groups([told(1), told(2)]) == []


def test_another_category_is_another_matter() -> None:
    assert find_groups([told(1), told(2), told(3, category="KONTAKT")]) == []


def test_other_words_are_another_matter() -> None:
    assert find_groups([told(1), told(2), told(3, "kallelsen gick till fel adress")]) == []


def test_what_recurs_about_one_party_is_known_in_other_words_and_about_two_is_not() -> None:
    words = ("fk kom inte på mötet", "ingen från fk var med", "fk uteblev då vi sågs")
    recurring = [told(number, text) for number, text in enumerate(words, 1)]
    assert IN_OTHER_WORDS < alike(recurring[0].fingerprint, recurring[1].fingerprint) < ALIKE
    assert [group.report_ids for group in find_groups(recurring)] == [(1, 2, 3)]
    elsewhere = replace(recurring[2], sides=frozenset({PartyCode.KOMMUN, PartyCode.AF}))
    assert find_groups([*recurring[:2], elsewhere]) == []
    # The reporter's own party is in every matter of theirs, so it makes nothing one matter.
    assert find_groups([replace(report, sides=frozenset({PartyCode.KOMMUN})) for report in recurring]) == []
    [across] = find_groups([*recurring[:2], replace(recurring[2], kommun_id=EKSJO)])
    assert across.kind is PatternKind.FLERA_KOMMUNER


def test_any_report_may_be_the_one_that_the_others_are_like() -> None:
    words = ("fk kom inte", "fk kom inte till mötet i tisdags", "mötet i tisdags blev inställt")
    oldest, middle, newest = recurring = [told(number, text) for number, text in enumerate(words, 1)]
    assert alike(oldest.fingerprint, newest.fingerprint) == 0 < IN_OTHER_WORDS < alike(middle.fingerprint, newest.fingerprint)
    assert [group.report_ids for group in find_groups(recurring)] == [(1, 2, 3)]
    assert [group.report_ids for group in find_groups([*recurring, told(4, "remissen är borta")])] == [(1, 2, 3)]


def test_one_matter_is_one_group_though_two_of_its_reports_could_be_the_centre() -> None:
    words = ("a b c d", "a b c e", "a b d e", "c d e f", "c d e g", "d e f g")
    assert [group.report_ids for group in find_groups(told(number, text) for number, text in enumerate(words, 1))] == [
        (1, 2, 3, 4, 5, 6)
    ]


def test_the_more_there_are_to_compare_the_more_alike_they_must_be() -> None:
    few, many = ([*combinations([told(number) for number in range(count)], 2)] for count in (3, 30))
    assert 0.14 < limit_for(few) < IN_OTHER_WORDS < 0.22 < limit_for(many)
    words = ("fk kom inte på mötet", "ingen från fk var med", "fk uteblev då vi sågs")
    recurring = [told(number, text) for number, text in enumerate(words, 1)]
    others = [told(number, f"ord{number}") for number in range(10, 40)]
    assert find_groups(recurring) != [] == find_groups([*recurring, *others])


def test_what_lies_further_apart_than_the_window_is_not_the_same_again() -> None:
    late = told(3, logged=DAY + timedelta(days=2) + WINDOW + timedelta(days=1))
    assert find_groups([told(1), told(2), late]) == []


def test_the_same_thing_in_two_kommuner_is_shown_to_both() -> None:
    found = find_groups([told(1), told(2, kommun_id=EKSJO), told(3)])
    assert found == [Found(PatternKind.FLERA_KOMMUNER, None, "NARVARO", (1, 2, 3))]


def test_what_is_one_kommuns_own_is_not_told_twice_because_another_has_one_too() -> None:
    found = find_groups([told(1), told(2), told(3), told(4, kommun_id=EKSJO)])
    assert [group.kind for group in found] == [PatternKind.UPPREPAS]


def test_reports_that_stand_in_one_fraga_are_no_news_together() -> None:
    assert find_groups([told(number, issue_id=7) for number in (1, 2, 3)]) == []


def test_one_that_is_left_outside_their_fraga_is_news() -> None:
    [found] = find_groups([told(1, issue_id=7), told(2, issue_id=7), told(3)])
    assert found.report_ids == (1, 2, 3)


def mirrored(number: int, **changes: object) -> Told:
    return told(
        number, "vi på fk fick aldrig någon kallelse till mötet", **{"reporting": PartyCode.FK, "happened": DAY, **changes}
    )


def test_two_parties_who_tell_of_each_other_on_one_day_tell_of_one_event() -> None:
    found = find_groups([told(1, happened=DAY), mirrored(2)])
    assert found == [Found(PatternKind.SAMMA_HANDELSE, TRANAS, "NARVARO", (1, 2))]


@pytest.mark.parametrize(
    "changes",
    [
        {"happened": DAY + timedelta(days=1)},
        {"happened": None},
        {"kommun_id": EKSJO},
        {"reporting": PartyCode.KOMMUN},
        {"sides": frozenset({PartyCode.FK, PartyCode.VARD})},
        {"fingerprint": by_words("boendet var fullt")},
    ],
)
def test_another_day_kommun_side_or_matter_is_another_event(changes: dict[str, object]) -> None:
    assert find_groups([told(1, happened=DAY), mirrored(2, **changes)]) == []


def of_af(number: int, text: str, reporting: PartyCode, **changes: object) -> Told:
    """One who tells of Arbetsförmedlingen and names nobody else."""
    sides = frozenset({reporting, PartyCode.AF})
    return told(number, text, **{"reporting": reporting, "sides": sides, "happened": DAY, **changes})


def test_two_parties_who_both_waited_for_a_third_tell_of_one_event() -> None:
    kommun = of_af(1, "af kom inte till mötet", PartyCode.KOMMUN)
    fk = of_af(2, "vi väntade på af men af kom inte", PartyCode.FK, category="KONTAKT")
    assert [group.report_ids for group in find_groups([kommun, fk])] == [(1, 2)]
    assert find_groups([kommun, replace(fk, reporting=PartyCode.KOMMUN)]) == [], "two of one party"
    assert find_groups([kommun, replace(fk, sides=frozenset({PartyCode.FK, PartyCode.VARD}))]) == [], "of another third"
    assert find_groups([kommun, replace(fk, fingerprint=by_words("remissen är borta"))]) == [], "another matter"


def test_the_same_words_from_two_parties_are_one_event_whomever_they_name() -> None:
    words = "mötet i biblioteket ställdes in utan besked"
    kommun = told(1, words, happened=DAY, sides=frozenset({PartyCode.KOMMUN, PartyCode.AF}))
    vard = told(2, words, happened=DAY, reporting=PartyCode.VARD, sides=frozenset({PartyCode.VARD, PartyCode.FK}))
    assert [group.report_ids for group in find_groups([kommun, vard])] == [(1, 2)]
    half = replace(vard, fingerprint=by_words("mötet i biblioteket blev av men ingen sade något"))
    assert IN_OTHER_WORDS < alike(kommun.fingerprint, half.fingerprint) < SAME_WORDS
    assert find_groups([kommun, half]) == []


def test_of_several_who_could_tell_of_it_the_most_alike_do() -> None:
    kommun = of_af(1, "af kom inte till mötet", PartyCode.KOMMUN)
    less = of_af(2, "af kom inte med papper", PartyCode.FK)
    more = of_af(3, "ingen från af kom till mötet", PartyCode.VARD)
    found = [group.report_ids for group in find_groups([kommun, less, more]) if group.kind is PatternKind.SAMMA_HANDELSE]
    assert found == [(1, 3)]


def test_where_many_could_tell_of_each_other_on_a_day_words_must_be_more_alike() -> None:
    parties = (PartyCode.FK, PartyCode.KOMMUN) * 3
    between = [told(3 + at, f"annat{at}", happened=DAY, reporting=party) for at, party in enumerate(parties)]
    far = mirrored(2, fingerprint={key: weight / 5 for key, weight in told(1).fingerprint.items()})
    near = mirrored(2, fingerprint=told(1).fingerprint)
    assert [group.report_ids for group in find_groups([told(1, happened=DAY), far])] == [(1, 2)]
    assert find_groups([told(1, happened=DAY), far, *between]) == []
    assert [group.report_ids for group in find_groups([told(1, happened=DAY), near, *between])] == [(1, 2)]


def test_an_event_is_told_by_two_not_by_three() -> None:
    found = find_groups(
        [told(1, happened=DAY), mirrored(2), mirrored(3, fingerprint=by_words("kallelse till mötet kom aldrig fram"))]
    )
    assert [group.report_ids for group in found if group.kind is PatternKind.SAMMA_HANDELSE] == [(1, 2)]
