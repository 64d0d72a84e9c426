import re
from pathlib import Path
from string import Formatter

import pytest

from backend.categories.taxonomy import Taxonomy
from backend.i18n import LOCALES, Texts

ROOT = Path(__file__).parent.parent
ROOMS = ("backend", "bot", "digests")
SOURCES = "\n".join(
    file.read_text()
    for room in ROOMS
    for pattern in ("*.py", "*.html", "*.txt", "*.json")
    for file in (ROOT / room).rglob(pattern)
)


@pytest.fixture(scope="module")
def texts() -> Texts:
    return Texts(ROOMS)


def test_every_text_exists_in_both_languages(texts: Texts) -> None:
    assert texts.keys("sv") == texts.keys("en")


def test_a_text_asks_for_the_same_values_in_both_languages(texts: Texts) -> None:
    differing = [key for key in texts.keys("sv") if values(texts, "sv", key) != values(texts, "en", key)]
    assert differing == []


def values(texts: Texts, locale: str, key: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(texts.t(locale, key)) if name}


def test_every_text_is_used(texts: Texts) -> None:
    assert sorted(key for key in texts.keys("sv") if not is_used(key)) == []


def is_used(key: str) -> bool:
    """A key stands in the sources as it is, or is built from its beginning (`status.{status}`) or its end (`{key}.what`)."""
    if f'"{key}"' in SOURCES or f"'{key}'" in SOURCES:
        return True
    beginning, _, end = key.rpartition(".")
    if f'"{beginning}"' in SOURCES and f'}}.{end}"' in SOURCES:
        return True
    parts = key.split(".")
    starts = [".".join(parts[:n]) + "." for n in range(1, len(parts))]
    return any(re.search(rf"""["']{re.escape(start)}(["']|\{{)""", SOURCES) for start in starts)


def test_a_key_without_a_text_is_an_error_not_shown_to_anybody(texts: Texts) -> None:
    with pytest.raises(KeyError):
        texts.t("sv", "no.such.key")


def test_an_unknown_language_is_answered_in_swedish(texts: Texts) -> None:
    assert texts.t("fi-FI", "yes") == texts.t(None, "yes") == "Ja"
    assert texts.t("en-GB", "yes") == "Yes"


def test_every_category_has_a_label_in_both_languages() -> None:
    taxonomy = Taxonomy.load()
    assert all(taxonomy.label(code, locale) for code in taxonomy.codes for locale in LOCALES)
