"""A text as weighted features: stems of words and pairs of words, character n-grams inside words, and marks.

Stems catch inflection; n-grams catch compounds ("samverkansmöteskallelse") and typing errors. The names of kommuner are
taken out: they say where, never what. Marks are the few things that tell praise, a vague word and the wrong door apart from a
brist: how many parties are named, how long the text is, and turns of phrase from `cues.json`. Concepts (`concepts.json`) are the
many ways to say one thing ("uteblev", "tom stol", "dök aldrig upp") as one feature, so that a phrase that stands in no labelled
text is still understood. Couples are two words near one another in a sentence, where any party is the same word and any person
another (`roles.json`): "FK har ännu inte svarat" and "soc svarar inte oss" have one in common. Asks (`asks.json`) tell a request
from a report, and nothing else: how it begins and ends, and what is asked for.
"""

import json
import math
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from importlib import resources
from itertools import combinations, pairwise

import snowballstemmer

from backend.reporting.parties import PartyFinder

_WORD = re.compile(r"\w+")
_CHUNK = re.compile(r"\S+")
_DIGITS = re.compile(r"\d+")
_SIZES = range(2, 6)
_LENGTHS = (5, 10, 15, 25, 50)
_STEMMER = snowballstemmer.stemmer("swedish")

# One block's features never meet the other's: each begins with its own mark.
WORDS, NGRAMS, MARKS, CONCEPTS, COUPLES, ASKS = "w", "c", "m", "k", "p", "a"
LENGTH = f"{MARKS}words"

# How many words further on the second word of a couple may stand: more than this gives nothing, fewer gives less.
_REACH = 5
_SENTENCE_END = re.compile(r"[.!?;:\n]")


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
def _normalised_word(word: str) -> str:
    return normalised(word)


@lru_cache(maxsize=20_000)
def _ngrams(word: str) -> tuple[str, ...]:
    padded = f" {word} "
    return tuple(NGRAMS + padded[start : start + size] for size in _SIZES for start in range(max(1, len(padded) - size + 1)))


@lru_cache  # each file is read once, however many there are
def _phrases(file: str) -> Mapping[str, re.Pattern[str]]:
    raw = json.loads(resources.files(__package__).joinpath(file).read_text("utf-8"))
    return {name: re.compile(rf"\b(?:{'|'.join(phrases)})\b") for name, phrases in raw.items()}


def _small(text: str) -> str:
    """Return the text in small letters, each where it stood: searched twice as fast as when case is ignored."""
    lower = text.lower()
    return lower if len(lower) == len(text) else "".join(sign.lower()[:1] for sign in text)


@lru_cache(maxsize=1)
def _roles() -> Mapping[str, re.Pattern[str]]:
    raw = json.loads(resources.files(__package__).joinpath("roles.json").read_text("utf-8"))
    return {name: re.compile("|".join(patterns)) for name, patterns in raw.items()}


@lru_cache(maxsize=50_000)
def _role_or_stem(word: str) -> str:
    return next((name.upper() for name, words in _roles().items() if words.fullmatch(word)), None) or _stem(word)


def _couples(text: str, words: Sequence[re.Match[str]], plain: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    """Return each couple: the places of its two words, and the feature. `plain` are the words as `normalised` has them."""
    ends = [end.start() for end in _SENTENCE_END.finditer(text)]
    sentences = [bisect_left(ends, word.start()) for word in words]
    names = [_role_or_stem(word) for word in plain]
    for left, name in enumerate(names):
        for right in range(left + 1, min(left + _REACH + 1, len(names))):
            if sentences[right] != sentences[left]:
                break
            if name != names[right]:
                yield left, right, f"{COUPLES}{name} {names[right]}"


@lru_cache(maxsize=1)
def _parties() -> PartyFinder:
    return PartyFinder()


def _marks(text: str, small: str) -> Iterator[str]:
    words = len(_WORD.findall(text))
    yield f"{LENGTH}{next((limit for limit in _LENGTHS if words <= limit), 'more')}"
    yield f"{MARKS}parties{min(len(_parties().find(text)), 2)}"
    if text.rstrip().endswith("?"):
        yield f"{MARKS}question"
    found = [name for name, cue in _phrases("cues.json").items() if cue.search(small)]
    for name in found:
        yield MARKS + name
    for left, right in combinations(found, 2):
        yield f"{MARKS}{left}+{right}"


def _raw(text: str) -> Iterator[str]:
    plain = normalised(text)
    words = list(_WORD.finditer(plain))
    stems = [_stem(word[0]) for word in words]
    for stem in stems:
        yield WORDS + stem
    for left, right in pairwise(stems):
        yield f"{WORDS}{left} {right}"
    for chunk in plain.split():
        yield from _ngrams(chunk)
    for *_, couple in _couples(plain, words, [word[0] for word in words]):
        yield couple
    small = _small(text)
    yield from _marks(text, small)
    for name, phrases in _phrases("concepts.json").items():
        if phrases.search(small):
            yield CONCEPTS + name


def places(text: str) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """Return from where to where in the text which features were read; the same feature may be read in several places."""
    words = list(_WORD.finditer(text))
    plain = [_normalised_word(word[0]) for word in words]
    stems = list(map(_stem, plain))
    for word, stem in zip(words, stems, strict=True):
        yield word.start(), word.end(), (WORDS + stem,)
    for (left, stem), (right, after) in pairwise(zip(words, stems, strict=True)):
        yield left.start(), right.end(), (f"{WORDS}{stem} {after}",)
    for first, other, couple in _couples(text, words, plain):
        yield words[first].start(), words[first].end(), (couple,)
        yield words[other].start(), words[other].end(), (couple,)
    for chunk in _CHUNK.finditer(text):
        yield chunk.start(), chunk.end(), _ngrams(_normalised_word(chunk[0]))
    small = _small(text)
    for name, phrases in _phrases("concepts.json").items():
        for phrase in phrases.finditer(small):
            yield phrase.start(), phrase.end(), (CONCEPTS + name,)


def weights(text: str) -> dict[str, float]:
    """Return each feature of `text` with its damped count (1 + ln n); idf and length are the model's business."""
    return {feature: 1.0 + math.log(count) for feature, count in Counter(_raw(text)).items()}


def asks(text: str) -> dict[str, float]:
    """Return what tells whether `text` asks something of the bot: its words, the first and last ones, turns from `asks.json`."""
    plain = " ".join(text.split())
    stems = [_stem(word[0]) for word in _WORD.finditer(normalised(plain))]
    small = _small(plain)
    found = [name for name, cue in _phrases("asks.json").items() if cue.search(small)]
    if "?" in plain:
        found.append("question")
    found += [f"={stem}" for stem in set(stems)]
    if stems:
        found += [f"^{stems[0]}", f"^{' '.join(stems[:2])}", f"{stems[-1]}$"]
    return {ASKS + name: 1.0 for name in found}
