"""The words of a text as the finder of names sees them: known names, names that are words as well, places, anything unknown."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from backend.reporting.alternatives import any_of
from backend.reporting.english import is_english
from backend.reporting.lexicon import Lexicon, lexicon, plain_word

_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
_LAST_NAME_ENDING = any_of(r"""
    sson son sdotter ström berg bergh [qk]v?ist lundh? gren dahl stedt blad blom [nls]ius ic sky ski ska enko chuk
    shvili oglu zadeh nejad pour inen escu yan dottir fors holm ander man
""")
_SHAPED_LAST_NAME = re.compile(rf"[^\W\d_]{{2,}}{_LAST_NAME_ENDING}s?")
_PREFIX = re.compile(
    r"(?:[A-ZÅÄÖ]{2,4}|vc|psyk|soc|kassa)-(?=[A-ZÅÄÖ][a-zåäö])|(?:af|fk|vc|soc|ame|ifo|bup|psyk|kassa)-(?=[a-zåäö]{3})"
)
# What is somebody's: "Fatima-ärendet".
_THING_AFTER_NAME = re.compile(r"-(?:ärende|fall|familj|möte|fråg|sak|plan|histori|grej|remiss|intyg|utredning|mamma|pappa)\w*$")
_ARABIC_LAST_NAME = re.compile(r"(?:Al|El|Abu|Ibn|Bin)[-'’][A-Z][a-z]{3,}")
_PARTICLE_PREFIX = re.compile(r"(?:al|el|ad|as|ash|ul|ibn|bin|abu|d|o)[-'’](?=[A-ZÅÄÖ])")
# More blanks than this before a word are a table's, not a sentence's.
_LOOK_BACK = 20
_SENTENCE_START = '.!?:;\n•"”“»*/'
MONTHS = frozenset({"april", "maj", "juni", "juli", "august"})
# Names in Swedish, and words with a capital in English.
_ENGLISH_WORDS = MONTHS | {
    "may", "june", "will", "mark", "grace", "hope", "joy", "rose", "bill", "sue", "rob", "art", "frank", "jack", "summer",
    "said", "than", "this", "saw", "else", "line", "use", "win", "sham", "raid", "dale", "hardy", "ever", "been", "even",
}  # fmt: skip
# Names, but far more often how a sentence begins.
NEVER_ALONE = frozenset(
    {"alla", "inga", "ingen", "man", "min", "mina", "en", "den", "var", "vad", "nu", "hon", "han", "ha", "kalla", "de"}
)
# Words first and names by the way: in small letters never somebody, whatever stands beside them.
WORDS_WHEN_SMALL = NEVER_ALONE | {
    "ann", "ask", "baker", "bana", "bo", "bror", "by", "can", "dag", "ek", "faten", "firas", "german", "gro", "hans", "hind",
    "jan", "juni", "kamel", "karl", "klara", "lek", "li", "liga", "lin", "liv", "lo", "long", "maj", "mai", "manar", "mark",
    "max", "media", "merit", "million", "morgan", "my", "nam", "nick", "nova", "odd", "per", "ram", "ramla", "rand", "renas",
    "rim", "ruta", "samer", "sina", "sol", "tea", "till", "tim", "tone", "tu", "um", "van", "ville", "will", "yi",
}  # fmt: skip


class Sort(Enum):
    """What a word is, taken by itself."""

    NAME = auto()
    NAME_OR_WORD = auto()
    UNKNOWN = auto()
    WORD = auto()
    OTHER = auto()  # an authority, a place, a program


@dataclass(frozen=True, slots=True)
class Word:
    """One word, with its place in the plain text. `plain` is its base form as the lists have it."""

    start: int
    end: int
    plain: str
    sort: Sort
    titled: bool  # written as names are: Anna, Gun-Britt, ANNA
    first: bool  # of its sentence
    last_name: bool


def read_words(text: str, taken: Sequence[tuple[int, int]]) -> Iterator[Word]:
    """Yield the words of a plain text; those that begin within the places `taken` are of something else."""
    lists = lexicon()
    english = is_english(text)
    matches = list(_WORD.finditer(text))
    for before_it, match, following in zip([None, *matches], matches, [*matches[1:], None], strict=False):
        start = match.start() + _prefix_length(match[0])
        end = match.end() - _thing_length(text[start : match.end()], lists)
        written = text[start:end]
        before = text[max(0, start - _LOOK_BACK) : start].rstrip(" \t(–-")
        titled = (
            _is_titled(written, lists)
            or bool(following and _is_named_in_capitals(written, following[0], lists))
            or bool(before_it and _is_named_in_capitals(before_it[0], written, lists))
        )
        plain, sort = _sort(written, titled, lists)
        if english and (sort is Sort.UNKNOWN or plain in _ENGLISH_WORDS):
            sort = Sort.WORD  # days, months and authorities have capitals in English; "said" and "than" are names elsewhere
        yield Word(
            start=start,
            end=end,
            plain=plain,
            sort=Sort.OTHER if inside(start, taken) else sort,
            titled=titled,
            first=not before or before[-1] in _SENTENCE_START,
            last_name=titled and _is_last_name(written, lists),
        )


def inside(place: int, taken: Sequence[tuple[int, int]]) -> bool:
    """Return whether a place lies in one of `taken`."""
    return any(start <= place < end for start, end in taken)


def _prefix_length(written: str) -> int:
    """Return how much of "FK-Anna" or "fk-anna" stands before the name."""
    prefix = _PREFIX.match(written)
    return prefix.end() if prefix else 0


def _thing_length(written: str, lists: Lexicon) -> int:
    """Return how much of "Fatima-ärendet" comes after the name; a place, an authority or a common word names nobody so."""
    thing = _THING_AFTER_NAME.search(written)
    if thing is None or not written[0].isupper():
        return 0
    plain = plain_word(written[: thing.start()])
    named = plain in lists.first and plain not in lists.common and plain not in lists.places and plain not in lists.others
    return len(thing[0]) if named else 0


def _is_titled(written: str, lists: Lexicon) -> bool:
    particle = _PARTICLE_PREFIX.match(written)
    written = written[particle.end() :] if particle else written
    if not written[0].isupper():
        return False
    parts = re.split("[-'’]", written)
    if written.isupper():
        return len(written) > 3 and plain_word(written) not in lists.common and _is_any_name(plain_word(written), lists)
    return all(part[:1].isupper() and (len(part) == 1 or part[1:].islower() or part.startswith(("Mc", "Mac"))) for part in parts)


def _is_named_in_capitals(first: str, last: str, lists: Lexicon) -> bool:
    """Whether two words in capitals are a first name, be it a word as well, and a last name: "LINDA BJÖRKLUND"."""
    if len(first) < 3 or len(last) < 4 or not (first.isupper() and last.isupper()) or plain_word(first) not in lists.own:
        return False
    plain = plain_word(last)
    return _is_last_name(last, lists) and plain not in lists.common and plain not in lists.places and plain not in lists.others


def _is_any_name(plain: str, lists: Lexicon) -> bool:
    return plain in lists.first or plain in lists.last or plain.endswith(("sson", "sons"))


def is_somebodys(written: str) -> bool:
    """Return whether a word with a capital is a first name or has a last name's shape."""
    return written[0].isupper() and (_sort(written, True, lexicon())[1] is Sort.NAME or _is_last_name(written, lexicon()))


def _is_last_name(written: str, lists: Lexicon) -> bool:
    if _ARABIC_LAST_NAME.fullmatch(written):
        return True
    plain = plain_word(written)
    return plain in lists.last or plain.removesuffix("s") in lists.last or bool(_SHAPED_LAST_NAME.fullmatch(plain))


def _sort(written: str, titled: bool, lists: Lexicon) -> tuple[str, Sort]:
    whole = plain_word(written)
    forms = [whole, whole[:-1]] if len(whole) > 3 and whole.endswith("s") and whole[-2] not in "sxz" else [whole]
    parts = whole.split("-") if titled else [whole]
    if len(parts) > 1 and any(part in lists.first and part not in lists.common for part in parts):
        return whole, Sort.NAME  # "Ros-Marie"
    named = [*forms, parts[0]] if len(parts) > 1 else forms
    for form in named:
        other = form in lists.places or form in lists.others
        if form in lists.first:
            return form, Sort.NAME_OR_WORD if other or form in lists.common else Sort.NAME
        if titled and form in lists.rarer:
            return form, Sort.NAME_OR_WORD
        if other:
            return form, Sort.OTHER
        if form in lists.common:
            return form, Sort.WORD
    return whole, Sort.UNKNOWN
