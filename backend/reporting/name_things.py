"""What only looks like a person's name, told by what stands within it and around it; and what goes with one that is."""

import re

from backend.reporting import name_places as near
from backend.reporting import thing_places as things
from backend.reporting.lexicon import lexicon
from backend.reporting.name_words import Sort, Word

_PART_OF_A_THING = re.compile(r" [A-ZÅÄÖ]\w+-[a-zåäö]{3,}")  # Arvid Nordquist-kaffet
# What a user is called in a program: "susanne.ek", "@maria_svensson".
_HANDLE_BEFORE = re.compile(r"(?:@|(?<!\w)[^\W\d_]{2,20}_|@[^\W\d_]{1,20}[._])$")
_HANDLE_AFTER = re.compile(r"(?:\.[a-zåäö]{2,20}(?=\s|[,;)]|$)|_[^\W_]{2,20})+")
_LOOK_BACK, _LOOK_AHEAD = 40, 60


def is_of_a_thing(text: str, first: Word, last: Word, end: int, several: bool) -> bool:
    """Whether the name is a street's, a school's or a unit's."""
    if _PART_OF_A_THING.match(text, end) or (text[end - 1] == "s" and things.NAMED_AFTER.match(text[end : end + 30])):
        return True
    owner = first.sort is Sort.NAME and text[end - 1] == "s"
    if things.INSTITUTION_AFTER.match(text[end : end + 30]) and not owner:
        return True
    if first.sort is not Sort.NAME and things.LISTED_INSTITUTION_AFTER.match(text[end : end + _LOOK_AHEAD]):
        return True
    if several and first.sort is Sort.NAME and _is_compound(last):
        return True
    if several and things.THING_ENDING.fullmatch(last.plain) and last.plain not in lexicon().last:
        return not may_be_last_name_of(first, last)
    before = text[max(0, first.start - _LOOK_BACK) : first.start]
    return (
        bool(things.INSTITUTION_BEFORE.search(before))
        and not near.TITLE_BEFORE.search(before)
        and not (several and last.last_name)
    )


def may_be_last_name_of(first: Word, last: Word) -> bool:
    """Whether a word that is spelt as places are is the last name of somebody with this first name: "Karin Norrby"."""
    if not last.titled or (first.sort is not Sort.NAME and first.plain not in lexicon().own):
        return False
    spelt = things.LAST_NAME_ENDING.fullmatch(last.plain)
    return spelt is not None and lexicon().places.isdisjoint({last.plain, last.plain.removesuffix("s")})


def is_organisations(text: str, word: Word) -> bool:
    """Whether a word that no list of names has is named as manors are, or does what only organisations do."""
    if word.sort is not Sort.UNKNOWN or word.plain in lexicon().last:
        return False
    if (manor := things.MANOR.fullmatch(word.plain)) and not {manor["lady"], manor["lady"][:-1] + "a"}.isdisjoint(
        lexicon().first
    ):
        return True
    return bool(things.ORGANISATION_AFTER.match(text[word.end : word.end + _LOOK_AHEAD]))


def _is_compound(word: Word) -> bool:
    """Whether a word is made of ordinary ones, as the second of a thing that bears a first name: "Sara Skyddsnät"."""
    unknown = word.sort is Sort.UNKNOWN and not word.last_name and "-" not in word.plain
    return unknown and (word.plain in things.SECOND_OF_A_THING or lexicon().begins_as_ordinary(word.plain))


def whole_handle(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the place of a name with the rest of what its user is called in a program: no part of it may be left."""
    before = _HANDLE_BEFORE.search(text, max(0, start - _LOOK_BACK), start)
    after = _HANDLE_AFTER.match(text, end) if text[start].islower() or text[end : end + 1] == "_" else None
    return before.start() if before else start, after.end() if after else end
