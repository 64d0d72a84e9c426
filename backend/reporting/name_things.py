"""What only looks like a person's name, told by what stands within it and around it; and what goes with one that is."""

import re
from collections import Counter
from collections.abc import Sequence

from backend.reporting import name_places as near
from backend.reporting import thing_places as things
from backend.reporting.lexicon import lexicon, plain_word
from backend.reporting.name_words import Sort, Word

_PART_OF_A_THING = re.compile(r" [A-ZÅÄÖ]\w+-[a-zåäö]{3,}")  # Arvid Nordquist-kaffet
# What a user is called in a program: "susanne.ek", "@maria_svensson".
_HANDLE_BEFORE = re.compile(r"(?:@|(?<!\w)[^\W\d_]{2,20}_|@[^\W\d_]{1,20}[._])$")
_HANDLE_AFTER = re.compile(r"(?:\.[a-zåäö]{2,20}(?=\s|[,;)]|$)|_[^\W_]{2,20})+")
_LAST_NAME_AFTER = re.compile(r"\s[A-ZÅÄÖ]")
_NOT_A_LAST_NAME_ALONE = ("man", "mans", "blad", "blads", "ander", "anders")
_LOOK_BACK, _LOOK_AHEAD = 40, 60


def is_of_a_thing(text: str, first: Word, last: Word, end: int, several: bool) -> bool:
    """Whether the name is a street's, a school's or a unit's."""
    if _PART_OF_A_THING.match(text, end) or (text[end - 1] == "s" and things.NAMED_AFTER.match(text[end : end + 30])):
        return True
    before = text[max(0, first.start - _LOOK_BACK) : first.start]
    titled = near.TITLE_BEFORE.search(before)
    alone = not several and not titled and end == last.end
    said = things.SAID_BESIDE.match(text, end) or things.NO_PERSON_AFTER.match(text, end)
    if alone and (said or _is_quoted_program(text, before, end)):
        return True
    owner = first.sort is Sort.NAME and text[end - 1] == "s"
    works_there = (titled or (several and last.last_name)) and first.sort in (Sort.NAME, Sort.NAME_OR_WORD)
    if works_there and things.WORKPLACE_AFTER.match(text, end):
        return False
    if things.INSTITUTION_AFTER.match(text[end : end + _LOOK_AHEAD]) and not owner:
        return True
    if owner and ((alone and things.OWNED_AND_SAID.match(text, end)) or _is_of_a_namesake(text, first.start, end)):
        return True
    if several and _is_owned(text, first, last):
        return True
    if first.sort is not Sort.NAME and things.LISTED_INSTITUTION_AFTER.match(text[end : end + _LOOK_AHEAD]):
        return True
    if several and first.sort is Sort.NAME and _is_compound(last):
        return True
    if several and things.ends_as_thing(last.plain) and last.plain not in lexicon().last:
        return not may_be_last_name_of(first, last)
    return (
        bool(things.INSTITUTION_BEFORE.search(before))
        and not titled
        and not near.GOES_THERE_AFTER.match(text, end)
        and not (several and last.last_name)
    )


def _is_quoted_program(text: str, before: str, end: int) -> bool:
    return before.endswith(('"', "”", "“", "'")) and bool(things.PROGRAM_AFTER.match(text, end))


def _is_of_a_namesake(text: str, start: int, end: int) -> bool:
    return bool(things.NAMESAKE.fullmatch(text, start, end) and things.HOUSE_AFTER.match(text, end))


def _is_owned(text: str, first: Word, last: Word) -> bool:
    """Whether two words with capitals are somebody's name with the owner's s and what is called so: "Annas Led"."""
    written = plain_word(text[first.start : first.end])
    return written == f"{first.plain}s" and last.sort is Sort.WORD and not last.last_name


def names_of_things(text: str, words: Sequence[Word]) -> frozenset[str]:
    """Return the names that stand once after what a house or a firm is, "textilverkstaden Linn", and then for it alone."""
    named = Counter(word.plain for word in words if word.titled and word.sort in (Sort.NAME, Sort.NAME_OR_WORD))
    again = (word for word in words if word.titled and named[word.plain] > 1)
    return frozenset(word.plain for word in again if _is_called_so(text, word))


def _is_called_so(text: str, word: Word) -> bool:
    """Whether a house's kind stands before a name, and nothing after it that a person does."""
    if is_doing(text, word) or _LAST_NAME_AFTER.match(text, word.end):
        return False
    return bool(things.HOUSE_BEFORE.search(text[max(0, word.start - _LOOK_BACK) : word.start]))


def is_doing(text: str, word: Word) -> bool:
    """Whether a title, or what only a person does or is, stands beside a name that a house bears elsewhere in the text."""
    before, after = text[max(0, word.start - _LOOK_BACK) : word.start], text[word.end : word.end + _LOOK_AHEAD]
    if near.TITLE_BEFORE.search(before) or near.AGE_AFTER.match(after) or near.AT_WORK_AFTER.match(after):
        return True
    if near.GOES_THERE_AFTER.match(after):
        return True
    return bool(near.VERB_AFTER.match(after)) and not things.ORGANISATION_AFTER.match(after)


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


def is_foreign(word: Word) -> bool:
    """Whether it is an unknown word that doesn't look like one of Swedish, as names from elsewhere do."""
    return (
        word.sort is Sort.UNKNOWN
        and len(word.plain) > 2
        and not (things.ends_as_thing(word.plain) or lexicon().looks_swedish(word.plain))
    )


def may_begin_a_sentence(word: Word) -> bool:
    """Whether the first word of a sentence is a name if a person's company follows."""
    alone = word.last_name and not word.plain.endswith(_NOT_A_LAST_NAME_ALONE) and not things.ends_as_thing(word.plain)
    foreign = is_foreign(word) and word.plain not in lexicon().shortened
    return word.sort is Sort.NAME_OR_WORD or (word.sort is Sort.UNKNOWN and (alone or foreign))
