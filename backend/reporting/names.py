"""Names of persons: known ones, unknown ones in a person's place, initials, signatures; what isn't a person left alone.

A capital letter within a sentence is a name of something in Swedish. What it names is told by lists (lexicon.py) and by what
stands around it (name_places.py, thing_places.py). At the start of a sentence, and in small letters, only known names count, and
those that are words as well ("Per", "Liv", "Sol") only in a person's company: a last name, a verb that takes a person, an age.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from backend.reporting import name_places as near
from backend.reporting import thing_places as things
from backend.reporting.initials import find_initials
from backend.reporting.lexicon import lexicon
from backend.reporting.name_rows import beside_a_name, beside_a_thing, ends_a_title, is_of_a_place, is_of_organisation, joined
from backend.reporting.name_things import (
    is_doing,
    is_foreign,
    is_of_a_thing,
    is_organisations,
    may_be_last_name_of,
    may_begin_a_sentence,
    names_of_things,
    whole_handle,
)
from backend.reporting.name_words import MONTHS, NEVER_ALONE, WORDS_WHEN_SMALL, Sort, Word, inside, is_somebodys, read_words
from backend.reporting.spans import PlainText, Span, SpanKind

_PARTICLES = frozenset({
    "von", "af", "de", "van", "der", "al", "el", "bin", "ben", "bint", "ibn", "abu",
    "ould", "zu", "ten", "ter", "da", "dos", "del", "la", "le", "di",
})  # fmt: skip
_INITIAL_AFTER = re.compile(r" (?!I\b)[A-ZÅÄÖÁÉÓÜČŠŽ](?:[:.]?s\b|\.(?=[\s,)]|$)|(?![\w.&/-]))")
_INITIAL_BEFORE = re.compile(r"(?<![\w.])[A-ZÅÄÖ]\.\s?(?:[A-ZÅÄÖ]\.\s?)?$")
_SMALL_BEFORE_NAME = re.compile(r"(?<!\w)(?:(?:von|van|al|el|bin|ibn|abu)(?:\s(?:der|den|de))?)[\s-]$")
_SMALL_FIRST_BEFORE = re.compile(r"(?<!\w)(?:ann|britt|gun|maj|jan|karl|carl|sten|siv|rose?)[\s-]$")
_SMALL_INITIAL_AFTER = re.compile(r" (?:[ioe](?=\s(?:på|från|hos)\s)|(?![ioåeuä]\b)[a-zåäö])(?!\w|[.&]|\s?\d|\s[a-zåäö]\b)")
_LOOK_BACK, _LOOK_AHEAD = 40, 60


def find_names(plain: PlainText, known: tuple[str, ...] = ()) -> list[Span]:
    """Return the spans of names of persons; `known` are names of units and places that are none."""
    text = plain.text
    taken = [match.span() for match in things.NAMED_THINGS.finditer(text)]
    taken += [match.span() for match in things.COLOURED.finditer(text) if not is_somebodys(match[1])]
    if pattern := _known_pattern(known):
        taken += [match.span() for match in pattern.finditer(text)]
    places = list(_names(text, list(read_words(text, taken))))
    places += [place for place in find_initials(text) if not inside(place[0], taken)]
    return [plain.span(*whole_handle(text, start, end), SpanKind.NAMN) for start, end in places]


@lru_cache(maxsize=64)
def _known_pattern(known: tuple[str, ...]) -> re.Pattern[str] | None:
    names = sorted({name.strip() for name in known if name.strip()}, key=len, reverse=True)
    if not names:
        return None
    return re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, names)) + r")(?::?s)?(?!\w)", re.IGNORECASE)


def _names(text: str, words: Sequence[Word]) -> Iterator[tuple[int, int]]:
    of_things = names_of_things(text, words)
    at = 0
    while at < len(words):
        if not _begins(text, words, at):
            at += 1
            continue
        last = _last_word(text, words, at)
        end = words[last].end
        if initial := (_INITIAL_AFTER if words[at].titled else _SMALL_INITIAL_AFTER).match(text, end):
            end = initial.end()
        thing = last == at and end == words[at].end and words[at].plain in of_things and not is_doing(text, words[at])
        if not thing and not is_of_a_thing(text, words[at], words[last], end, several=last > at):
            yield _whole(text, words[at]), end
        at = last + 1


def _start(text: str, word: Word) -> int:
    """Return where a name begins, with the small words that belong to it: "von Platen"."""
    small = _SMALL_BEFORE_NAME.search(text, max(0, word.start - _LOOK_BACK), word.start) if word.titled else None
    return small.start() if small else word.start


def _whole(text: str, word: Word) -> int:
    """Return where a name begins, with the initials or another first name before it: "Y. Lindström", "ann sofi"."""
    start = _start(text, word)
    if not word.titled and (other := _SMALL_FIRST_BEFORE.search(text, max(0, start - _LOOK_BACK), start)):
        return other.start()
    initials = _INITIAL_BEFORE.search(text, max(0, start - _LOOK_BACK), start)
    return initials.start() if initials else start


def _begins(text: str, words: Sequence[Word], at: int) -> bool:
    """Whether a name of a person begins with this word."""
    word = words[at]
    start = _start(text, word)
    before = text[max(0, start - _LOOK_BACK) : start]
    if word.sort is Sort.OTHER:
        return False
    if start < word.start and (word.last_name or is_foreign(word)):
        return True
    if not word.titled:
        return _begins_small(words, at, before, text[word.end : word.end + _LOOK_AHEAD])
    if _INITIAL_BEFORE.search(before) and (word.last_name or is_foreign(word)):
        return True
    if _is_announced(before, word):
        return word.plain not in NEVER_ALONE and not things.ends_as_thing(word.plain)
    if word.sort is Sort.NAME:
        return True
    if _has_last_name(text, words, at):
        return True
    if near.HEADING_BEFORE.search(before):
        return word.sort is not Sort.WORD and not things.ends_as_thing(word.plain)
    if word.plain in MONTHS and (near.MONTH_BEFORE.search(before) or not _has_company(text, word)):
        return False
    if near.CALLED_AFTER.match(text, word.end) and (word.sort is Sort.NAME_OR_WORD or is_foreign(word)):
        return word.plain not in NEVER_ALONE
    if word.first:
        return beside_a_name(text, words, at) or (may_begin_a_sentence(word) and _has_company(text, word))
    if word.sort is Sort.NAME_OR_WORD:
        elsewhere = word.plain in lexicon().places or word.plain in lexicon().others or word.plain in NEVER_ALONE
        alone = not ends_a_title(text, words, at)
        return alone and not elsewhere
    if beside_a_thing(words, at) or is_of_a_place(text, words, at):
        return False
    if at and joined(text, words[at - 1], word) and is_of_organisation(words[at - 1]):
        return False
    if word.sort is Sort.WORD:
        return word.plain in lexicon().last and not lexicon().looks_swedish(word.plain) and _has_company(text, word)
    return _may_be_somebody(text, word, before)


def _is_announced(before: str, word: Word) -> bool:
    """Whether a title, "heter" or a greeting says that a person's name comes now; "enhetschef Vuxen" is of a unit."""
    if word.sort is Sort.WORD and not word.last_name and (word.first or near.TITLE_BEFORE.search(before)):
        return False
    return any(pattern.search(before) for pattern in (near.TITLE_BEFORE, near.NAME_BEFORE, near.SIGNED_BEFORE))


def _begins_small(words: Sequence[Word], at: int, before: str, after: str) -> bool:
    word = words[at]
    if near.NAME_BEFORE.search(before):
        return word.sort is Sort.NAME or (word.sort is Sort.NAME_OR_WORD and word.plain not in NEVER_ALONE)
    if word.plain in near.VERBS_WHEN_SMALL and (near.DONE_AFTER.match(after) or near.DONE_BEFORE.search(before)):
        return bool(near.SMALL_NAME_AFTER.match(after))  # "som lotta sa"
    if word.sort is Sort.NAME_OR_WORD and word.plain in lexicon().own:
        does, is_asked = near.SMALL_NAME_AFTER.match(after), near.SMALL_NAME_BEFORE.search(before)
        if word.plain in WORDS_WHEN_SMALL:  # "pratade med lo på af", "ebba & lo från fältarna"
            company = near.SMALL_AT_WORK_AFTER.match(after) and (is_asked or _follows_a_small_name(words, at))
            return word.plain not in NEVER_ALONE and bool(company)
        return bool(does or is_asked)
    return _is_small_name(word)


def _follows_a_small_name(words: Sequence[Word], at: int) -> bool:
    joint = at - 1 if words[at - 1].plain in ("och", "o", "samt") else at
    return joint > 0 and _is_small_name(words[joint - 1])


def _is_small_name(word: Word) -> bool:
    """Whether a word in small letters is a first name and nothing else, be it with a letter too many: "monnica"."""
    if word.sort is Sort.NAME:
        return word.plain in lexicon().small
    return word.sort is Sort.UNKNOWN and lexicon().is_misspelt_name(word.plain)


def _has_company(text: str, word: Word) -> bool:
    """Whether a person's age, verb or belongings follow a word that may be a name; kommuner have verbs too."""
    after = text[word.end : word.end + _LOOK_AHEAD]
    if word.plain in NEVER_ALONE or (word.first and word.plain in near.NEVER_FIRST) or is_organisations(text, word):
        return False
    if near.AGE_AFTER.match(after) or _INITIAL_AFTER.match(after):
        return True
    if word.plain in lexicon().places or word.plain in lexicon().others:
        return False
    owner = text[word.end - 1] in "sxz" and word.plain != "hans"
    if near.AT_WORK_AFTER.match(after):
        return True
    return bool(near.VERB_AFTER.match(after)) or (owner and bool(near.OF_A_PERSON_AFTER.match(after)))


def _has_last_name(text: str, words: Sequence[Word], at: int) -> bool:
    """Whether the next word makes a full name of this one."""
    word = words[at]
    if at + 1 >= len(words) or not joined(text, word, words[at + 1]):
        return False
    following = words[at + 1]
    if not following.titled:
        return False
    if following.sort is Sort.OTHER and not following.last_name:
        return may_be_last_name_of(word, following)
    if word.sort is Sort.NAME_OR_WORD:
        known = following.last_name or following.sort is Sort.NAME
        return known or is_foreign(following) or may_be_last_name_of(word, following)
    if word.sort is Sort.UNKNOWN and not things.ends_as_thing(word.plain) and not things.ends_as_thing(following.plain):
        if is_foreign(word) and is_foreign(following):
            return not things.PLACE_BEFORE.search(text[max(0, word.start - _LOOK_BACK) : word.start])
        return following.sort is Sort.NAME or (following.sort is not Sort.OTHER and following.last_name)
    return False


def _may_be_somebody(text: str, word: Word, before: str) -> bool:
    """Whether an unknown word with a capital within a sentence stands where persons do."""
    if len(word.plain) < 3 or things.ends_as_thing(word.plain) or is_organisations(text, word):
        return False
    thing = things.INSTITUTION_BEFORE.search(before) and not near.GOES_THERE_AFTER.match(text, word.end)
    if thing or things.PLACE_BEFORE.search(before):
        return False
    return word.last_name or (is_foreign(word) and not _is_a_thing(text, word, before))


def _is_a_thing(text: str, word: Word, before: str) -> bool:
    """Whether a word that is no listed last name stands where things with names do."""
    around = things.THING_BEFORE.search(before) or things.RUN_BEFORE.search(before) or things.TRADE_AFTER.match(text, word.end)
    return around is not None


def _last_word(text: str, words: Sequence[Word], at: int) -> int:
    """Return the index of the last word of the name that begins at `at`."""
    last = at
    while last + 1 < len(words) and joined(text, words[last], words[last + 1]):
        following = words[last + 1]
        listed = following.last_name and following.plain in lexicon().last
        if following.titled and (following.sort is not Sort.OTHER or listed or may_be_last_name_of(words[at], following)):
            last += 1
        elif following.plain in _PARTICLES and last + 2 < len(words) and words[last + 2].titled:
            last += 2
        elif not words[at].titled and not following.titled and _is_small_last_name(text, words[at], following):
            last += 1
        else:
            break
    return last


def _is_small_last_name(text: str, first: Word, word: Word) -> bool:
    if word.sort is Sort.NAME:
        return True
    if near.TITLE_THEN_NAME_BEFORE.search(text, max(0, first.start - _LOOK_BACK), first.start):
        return word.plain in lexicon().last and not near.SMALL_VERB.fullmatch(word.plain)
    return word.sort is Sort.UNKNOWN and (word.plain in lexicon().last or word.plain.endswith(("sson", "ström", "qvist", "berg")))
