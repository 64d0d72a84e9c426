import ast
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from string import Formatter

import pytest

from backend.categories.taxonomy import Taxonomy
from backend.i18n import LOCALES, Texts

ROOT = Path(__file__).parent.parent
ROOMS = ("backend", "bot", "digests")
ANY = "[^.]+"  # what a placeholder of a built key may hold
COUNTED = "(none|one|many)"  # what is put after a key for a number
KEY = "{key}"  # a placeholder that holds a key or the rest of one


def files(*patterns: str) -> list[Path]:
    return [file for room in ROOMS for pattern in patterns for file in (ROOT / room).rglob(pattern)]


def built(string: ast.JoinedStr) -> str:
    """Return what an f-string may become, as a regular expression; a placeholder that is a whole `key` stays recognisable."""

    def pattern(part: ast.expr) -> str:
        if isinstance(part, ast.Constant):
            return re.escape(str(part.value))
        whole = isinstance(part, ast.FormattedValue) and isinstance(part.value, ast.Name) and part.value.id == "key"
        return KEY if whole else ANY

    return "".join(map(pattern, string.values))


@dataclass(frozen=True)
class Sources:
    """What the sources hold: texts as they are; patterns of keys that are built; beginnings and endings that helpers add."""

    literals: frozenset[str]
    patterns: tuple[str, ...]
    beginnings: tuple[str, ...]
    endings: tuple[str, ...]


@cache
def sources() -> Sources:
    literals: set[str] = set()
    patterns: set[str] = set()
    for file in files("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                literals.add(node.value)
            elif isinstance(node, ast.JoinedStr):
                patterns.add(built(node))
    for file in files("*.html", "*.txt", "*.json"):
        text = file.read_text()
        literals.update(re.findall(r"""["']([\w.]+)["']""", text))
        for beginning, end in re.findall(r""""([\w.]+\.)" ~ [\w.]+(?: ~ "(\.[\w.]+)")?""", text):
            patterns.add(re.escape(beginning) + ANY + re.escape(end))
    return Sources(
        frozenset(literals),
        tuple(pattern for pattern in patterns if re.match(r"\w+\\\.", pattern)),
        tuple(pattern.removesuffix(KEY).replace("\\", "") for pattern in patterns if pattern.endswith("." + KEY)),
        tuple(pattern.removeprefix(KEY).replace(ANY, COUNTED) for pattern in patterns if pattern.startswith(KEY + "\\.")),
    )


@pytest.fixture(scope="module")
def texts() -> Texts:
    return Texts(ROOMS)


def test_every_text_exists_in_both_languages(texts: Texts) -> None:
    assert texts.keys("sv") == texts.keys("en")


@pytest.mark.parametrize("room", ROOMS)
@pytest.mark.parametrize("locale", LOCALES)
def test_no_key_and_no_text_stands_twice(room: str, locale: str) -> None:
    lines = (ROOT / room / "texts" / f"{locale}.po").read_text("utf-8").splitlines()
    keys = [line for line in lines if line.startswith("msgid")]
    texts = [line for line in lines if line.startswith("msgstr")]
    assert len(set(keys)) == len(keys) == len(texts)


def test_a_text_asks_for_the_same_values_in_both_languages(texts: Texts) -> None:
    differing = [key for key in texts.keys("sv") if values(texts, "sv", key) != values(texts, "en", key)]
    assert differing == []


def values(texts: Texts, locale: str, key: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(texts.t(locale, key)) if name}


def test_every_text_is_used(texts: Texts) -> None:
    assert sorted(key for key in texts.keys("sv") if not is_used(key)) == []


def is_used(key: str) -> bool:
    """Whether a key stands in the sources as it is, is built there, or is what a helper makes of one (`paper.{key}`)."""
    found = sources()
    if key in found.literals or any(re.fullmatch(pattern, key) for pattern in found.patterns):
        return True
    shorter = [key.removeprefix(beginning) for beginning in found.beginnings if key.startswith(beginning)]
    stems = {re.sub(f"{ending}$", "", key) for ending in found.endings} - {key}
    return any(is_used(rest) for rest in shorter) or not found.literals.isdisjoint(stems)


@pytest.mark.parametrize("key", ["error.nobody_says_this", "paper.nobody_says_this", "status.mottagen.nobody_says_this"])
def test_a_key_that_only_begins_like_one_that_is_built_is_not_used(key: str) -> None:
    assert not is_used(key)


def test_a_key_without_a_text_is_an_error_not_shown_to_anybody(texts: Texts) -> None:
    with pytest.raises(KeyError):
        texts.t("sv", "no.such.key")


def test_an_unknown_language_is_answered_in_swedish(texts: Texts) -> None:
    assert texts.t("fi-FI", "yes") == texts.t(None, "yes") == "Ja"
    assert texts.t("en-GB", "yes") == "Yes"


def test_every_category_has_a_label_in_both_languages() -> None:
    taxonomy = Taxonomy.load()
    assert all(taxonomy.label(code, locale) for code in taxonomy.codes for locale in LOCALES)


def test_english_texts_say_association_municipality_and_collaboration_meeting() -> None:
    texts = Texts(ROOMS)
    # Beside the English word for who looks for it, and what the headers of a Swedish sheet are.
    explained = {"card.help.how", "card.welcome.what", "error.import_no_header"}
    said = {key: re.sub(r"\{\w+\}|--\w+", "", texts.t("en", key)) for key in texts.keys("en") - explained}
    words = re.compile(r"\b(?:\w*förbund|kommun(?:er)?|samverkansmöten?|koordinator)\b", re.IGNORECASE)
    assert [key for key, text in said.items() if words.search(text)] == []
