from datetime import date
from decimal import Decimal
from string import Formatter

from backend.i18n import Texts
from digests.periods import Period, Quarter
from digests.say import Voice


def test_numbers_stand_as_swedish_typography_wants_them(voice: Voice) -> None:
    assert voice.whole(1_485_201) == "1\u00a0485\u00a0201"
    assert voice.rate(Decimal("4.5")) == "4,5"
    assert voice.rate(Decimal("0.0")) == "0,0"
    assert voice.rate(None) == "–"


def test_small_numbers_are_words_in_a_sentence_and_greater_ones_figures(voice: Voice) -> None:
    assert [voice.word(count) for count in (0, 1, 2, 12, 13)] == ["inga", "en", "två", "tolv", "13"]
    assert (voice.words(3, 12), voice.words(3, 13)) == (["tre", "tolv"], ["3", "13"]), "in one way in one sentence"


def test_a_period_within_a_year_says_the_year_once(voice: Voice) -> None:
    assert voice.period(Period(date(2026, 3, 12), date(2026, 6, 3))) == "12 mars–3 juni 2026"
    assert voice.period(Period(date(2025, 12, 12), date(2026, 3, 3))) == "12 december 2025–3 mars 2026"


def test_a_quarter_has_a_name(voice: Voice) -> None:
    assert voice.quarter(Quarter(2026, 3)) == "tredje kvartalet 2026"


def test_both_languages_have_the_same_texts_and_the_same_placeholders() -> None:
    texts = Texts(("digests",))

    assert texts.keys("sv") == texts.keys("en")
    for key in texts.keys("sv"):
        places = [{name for _, name, _, _ in Formatter().parse(texts.t(locale, key)) if name} for locale in ("sv", "en")]
        assert places[0] == places[1], key
