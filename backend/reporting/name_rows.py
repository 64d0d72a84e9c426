"""The row of words that a name stands in: other names, ordinary words with capitals, programs, firms, places."""

import re
from collections.abc import Sequence

from backend.reporting import thing_places as things
from backend.reporting.lexicon import lexicon
from backend.reporting.name_things import may_begin_a_sentence
from backend.reporting.name_words import Sort, Word

_BETWEEN_NAMES = re.compile(r" |\s?-\s?| [\"”“'(]\w+[\"”“')] ")
_AND = ("och", "samt", "o")
_LISTED = re.compile(r"[,;\t|]\s?")


def beside_a_name(text: str, words: Sequence[Word], at: int) -> bool:
    """Whether a word that may be a name is one because another stands beside it: "Iris och Liv", "Larsson, Anna"."""
    if _is_listed(text, words, at):
        return True
    if not may_begin_a_sentence(words[at]) or at + 2 >= len(words):
        return False
    if words[at + 1].titled and _LISTED.fullmatch(text, words[at].end, words[at + 1].start):
        other = words[at + 1]  # "Rut, Ebba och Vidar"
        return other.sort is Sort.NAME and _goes_on(text, words, at + 1) and not {words[at].plain, other.plain} & lexicon().places
    if words[at + 1].plain not in _AND:
        return False
    other = words[at + 2]
    named = other.sort in (Sort.NAME, Sort.NAME_OR_WORD) or (other.last_name and other.sort is not Sort.OTHER)
    return other.titled and named and not {words[at].plain, other.plain} & lexicon().places


def _goes_on(text: str, words: Sequence[Word], at: int) -> bool:
    """Whether a row of words with capitals, or of people, goes on after this one."""
    following = words[at + 1]
    if following.plain in _AND:
        return at + 2 < len(words) and (words[at + 2].titled or words[at + 2].plain in ("jag", "vi"))
    return following.titled and bool(_LISTED.fullmatch(text, words[at].end, following.start))


def beside_a_thing(words: Sequence[Word], at: int) -> bool:
    """Whether a word that is no known name alone is in a row with a program, a firm or a house: "Cosmic och Nexia"."""
    pairs = [] if words[at].last_name else [(at - 1, at - 2), (at + 1, at + 2)]
    beside = (
        words[other] for joint, other in pairs if 0 <= other < len(words) and words[joint].plain in ("och", "eller", "samt")
    )
    return any(
        other.titled and other.sort is Sort.OTHER and not things.PARTY.match(other.plain) and other.plain not in lexicon().places
        for other in beside
    )


def _is_listed(text: str, words: Sequence[Word], at: int) -> bool:
    """Whether a last name stands before a first name, as in registers and sheets."""
    word = words[at]
    if not word.last_name or word.sort is Sort.OTHER or word.plain in lexicon().places or at + 1 >= len(words):
        return False
    following = words[at + 1]
    listed = _LISTED.fullmatch(text, word.end, following.start)
    return bool(listed) and following.titled and following.sort is Sort.NAME and word.plain not in lexicon().common


def ends_a_title(text: str, words: Sequence[Word], at: int) -> bool:
    """Whether a row of ordinary words with capitals ends here, within a sentence: "Ett Självständigt Liv"."""
    before = words[at - 1] if at else None
    if before is None or before.first or not before.titled or before.last_name or not joined(text, before, words[at]):
        return False
    return before.sort is Sort.WORD or (before.sort is Sort.UNKNOWN and lexicon().looks_swedish(before.plain))


def is_of_a_place(text: str, words: Sequence[Word], at: int) -> bool:
    """Whether an unknown word stands within a thing's name that ends in a place: "Quality Hotel Sundsvall"."""
    if not at or at + 1 >= len(words) or words[at].sort is not Sort.UNKNOWN or words[at].last_name:
        return False
    before, following = words[at - 1], words[at + 1]
    unnamed = before.titled and before.sort not in (Sort.NAME, Sort.NAME_OR_WORD)
    within = joined(text, before, words[at]) and joined(text, words[at], following)
    return unnamed and within and following.titled and following.plain in lexicon().places


def is_of_organisation(word: Word) -> bool:
    """Whether what follows goes on an organisation's name: "Svenskt Näringsliv", "Google Translate"."""
    return word.titled and (word.sort is Sort.OTHER or word.plain.endswith(("skt", "ska", "nella")))


def joined(text: str, word: Word, following: Word) -> bool:
    """Whether nothing stands between two words but what does between a first name and a last one."""
    return bool(_BETWEEN_NAMES.fullmatch(text, word.end, following.start))
