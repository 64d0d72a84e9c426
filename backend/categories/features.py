"""A text as weighted features: stems of words and pairs of words, and character n-grams inside words.

Stems catch inflection; n-grams catch compounds ("samverkansmöteskallelse") and typing errors. The names of kommuner are
taken out: they say where, never what.
"""

import json
import math
import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from importlib import resources
from itertools import pairwise

import snowballstemmer

_WORD = re.compile(r"\w+")
_DIGITS = re.compile(r"\d+")
_NGRAMS = range(2, 6)
_STEMMER = snowballstemmer.stemmer("swedish")

# One block's features never meet the other's: each begins with its own mark.
WORD_MARK, NGRAM_MARK = "w", "c"


@lru_cache(maxsize=50_000)
def _stem(word: str) -> str:
    return str(_STEMMER.stemWord(word))


@lru_cache(maxsize=1)
def _kommun_names() -> re.Pattern[str]:
    raw = json.loads(resources.files("backend.reporting").joinpath("kommuner.json").read_text("utf-8"))
    names = sorted((name for names in raw.items() for name in (names[0], *names[1])), key=len, reverse=True)
    return re.compile(r"\b(?:" + "|".join(map(re.escape, names)) + r")s?\b")


def normalised(text: str) -> str:
    """Return the text in lower case, with every number as 0 and every kommun as the same word."""
    return _DIGITS.sub("0", _kommun_names().sub("Kommunort", text).lower())


@lru_cache(maxsize=20_000)
def _ngrams(word: str) -> tuple[str, ...]:
    padded = f" {word} "
    return tuple(NGRAM_MARK + padded[start : start + size] for size in _NGRAMS for start in range(max(1, len(padded) - size + 1)))


def _raw(text: str) -> Iterator[str]:
    plain = normalised(text)
    stems = [_stem(word) for word in _WORD.findall(plain)]
    for stem in stems:
        yield WORD_MARK + stem
    for left, right in pairwise(stems):
        yield f"{WORD_MARK}{left} {right}"
    for word in plain.split():
        yield from _ngrams(word)


def weights(text: str) -> dict[str, float]:
    """Return each feature of `text` with its damped count (1 + ln n); idf and length are the model's business."""
    return {feature: 1.0 + math.log(count) for feature, count in Counter(_raw(text)).items()}
