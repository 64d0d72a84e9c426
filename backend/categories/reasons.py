"""Which words of a text spoke for a category: what each feature weighed, laid back on the words that it was read from."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence

from backend.categories.empty_words import hangs, is_day_or_place, says_nothing_alone
from backend.categories.features import places
from backend.categories.proposal import Phrase
from backend.reporting.words import is_markup

_CHUNK = re.compile(r"\S+")
_ENDS = re.compile(r"[.!?:;,]['\"”’)]*$")
_EDGES = " \t\n.,;:!?()\"'”’–-"
_MOST = 3
_LONGEST = 5
# A phrase grows by words that weigh this share of its heaviest; it is left out when that is less than this share of the first's.
_JOINS, _COUNTS = 0.25, 0.3
# Shorter words say nothing alone; longer ones are no words.
_SHORT, _LONG = 3, 40


def reasons(text: str, pull: Mapping[str, float]) -> tuple[Phrase, ...]:
    """Return at most three phrases, heaviest first, verbatim from the text; none when nothing in it speaks for the class.

    A day, a kommun, a party or a function word is no reason by itself, and none is given when only such words speak for it.
    `pull` is what each feature weighed (`LinearModel.pull`). What a feature weighed is shared by all the words it stands in.
    """
    chunks = list(_CHUNK.finditer(text))
    weight = _weigh(text, pull, [chunk.start() for chunk in chunks], [chunk.end() for chunk in chunks])
    words = [chunk[0].strip(_EDGES) for chunk in chunks]
    closes = [bool(_ENDS.search(chunk[0])) for chunk in chunks]
    no_words = {place for place, chunk in enumerate(chunks) if len(words[place]) > _LONG or is_markup(chunk[0])}
    taken = no_words | {place for place, word in enumerate(words) if is_day_or_place(word)}
    phrases: list[Phrase] = []
    heaviest = 0.0
    for place in sorted(range(len(words)), key=lambda place: -weight[place]):
        if len(phrases) == _MOST or weight[place] <= max(_COUNTS * heaviest, 0.0):
            break
        if place in taken or len(words[place]) < _SHORT or says_nothing_alone(words[place]):
            continue
        heaviest = heaviest or weight[place]
        first, last = _grown(place, weight, closes, taken)
        taken.update(range(first, last + 1))
        while hangs(chunks[first][0]):
            first += 1
        while hangs(words[last]):
            last -= 1
        said = text[chunks[first].start() : chunks[last].end()].strip(_EDGES)
        if not any(said.lower() in told.words.lower() for told in phrases):  # what stands twice in a text is one reason
            start = text.index(said, chunks[first].start())
            phrases.append(Phrase(said, start, start + len(said)))
    return tuple(phrases)


def _weigh(text: str, pull: Mapping[str, float], starts: Sequence[int], ends: Sequence[int]) -> list[float]:
    """The weight of each chunk of the text, by where the chunks start and end."""
    stood: dict[str, list[int]] = {}
    for start, end, features in places(text):
        touched = range(bisect_right(ends, start), bisect_left(starts, end))
        for feature in features:
            if feature in pull:
                stood.setdefault(feature, []).extend(touched)
    weight = [0.0] * len(starts)
    for feature, everywhere in stood.items():
        share = pull[feature] / len(everywhere)
        for place in everywhere:
            weight[place] += share
    return weight


def _grown(place: int, weight: list[float], ends: list[bool], taken: set[int]) -> tuple[int, int]:
    """The first and last chunk of the phrase around a word: neighbours that weigh as well, within its clause."""
    first = last = place
    while last - first + 1 < _LONGEST:
        before = first - 1 if first and not ends[first - 1] and first - 1 not in taken else None
        after = last + 1 if last + 1 < len(weight) and not ends[last] and last + 1 not in taken else None
        candidates = [one for one in (before, after) if one is not None and weight[one] >= _JOINS * weight[place]]
        if not candidates:
            break
        best = max(candidates, key=lambda one: weight[one])
        first, last = min(first, best), max(last, best)
    return first, last
