"""What is known of names: first and last names, the ordinary words that they may be mistaken for, and names of other things.

First names come from two places: our own list for the languages that Faker writes in other letters or hardly knows, and
Faker's providers (MIT licence) for the rest. See docs/decisions on the guard.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module, resources

from backend.categories.corpus import load_corpus
from backend.reporting.alternatives import any_of
from backend.reporting.kommun import swedish_kommuner

# Of Faker's languages those whose names people in Sweden have, in Latin letters.
_FAKER_LANGUAGES = (
    "sv_SE", "fi_FI", "no_NO", "da_DK", "pl_PL", "hr_HR", "sl_SI", "tr_TR", "ro_RO", "hu_HU", "et_EE", "lv_LV", "lt_LT", "cs_CZ",
    "en_GB", "es_ES", "fr_FR", "fr_DZ", "it_IT", "pt_PT", "en_PK", "uz_UZ", "az_AZ",
)  # fmt: skip
# Languages whose names are rarer here, or are like words of ours: they count with a capital, and in a person's company.
_FAKER_RARER = ("de_DE", "nl_NL", "es_CL", "en_US", "en_KE", "en_NG", "en_IN", "sk_SK")
_NEAREST = ("sv_SE", "fi_FI", "no_NO", "da_DK")
_FAKER_FIRST = ("first_names", "first_names_male", "first_names_female")
_FAKER_LAST = ("last_names",)
_ENDING = any_of(r"""
    [^aeiouyåäö]en ien ingen et arna erna orna ar or are aren ade ades at ats ning ningar het heter tion tioner elser
    ena vis dant ism skap isk iska iskt ig iga igt lig bar lös sam ande ende ad ats as es ns ts ern eln orn san kan
    gan pan tan dan ort ivt ivs ft kt
""")
_LAST_PART = any_of(r"""
    rin gin fin kön jön ån ktur ment tet graf eri namn data plan stöd prov kort post brev svar krav kurs verk rum
    bord mål råd vård lag lista tagg kett mapp
""")
_INFLECTED = re.compile(rf".{{6,}}(?:en|et|an|na)|.{{2,}}{_ENDING}|.{{2,}}{_LAST_PART}|.*[åä].*")
_OF_A_PROGRAM = re.compile(r"(?:teams|skype|excel|outlook|sharepoint|onedrive|bankid|lifecare|treserva)[a-zåäö]{3,}")
_LONGEST_SIMPLE = 8
_BEGINNING = 6
_CUT_TO = (5, 6)
_SHORTEST_MISSPELT = 7
_DOUBLE = re.compile(r"([a-zåäö])\1")
_LETTERS = str.maketrans({"ł": "l", "đ": "d", "\u0131": "i", "ø": "ö", "æ": "ä", "ð": "d", "ß": "s", "’": "'"})
_KEPT = {"å": "å", "ä": "ä", "ö": "ö"}


def plain_word(word: str) -> str:
    """Return the word in small letters without foreign accents: `Ayşe` and `ayse` are one name, `Åsa` and `Asa` two."""
    small = word.lower().translate(_LETTERS)
    if small.isascii():
        return small
    return "".join(_KEPT.get(c) or unicodedata.normalize("NFD", c)[0] for c in unicodedata.normalize("NFC", small))


@dataclass(frozen=True)
class Lexicon:
    """Sets of `plain_word`s. `common` are ordinary words, some of them names as well; `ordinary` those of the field's own texts.

    `rarer` are first names that need company, `small` those that are names in small letters too; `own` are the first
    names of our own list, words or not. `beginnings` are how longer ordinary words begin, as their compounds do, and `shortened`
    what they may be cut down to: "omorg".
    """

    first: frozenset[str]
    rarer: frozenset[str]
    small: frozenset[str]
    own: frozenset[str]
    last: frozenset[str]
    common: frozenset[str]
    ordinary: frozenset[str]
    others: frozenset[str]
    places: frozenset[str]
    beginnings: frozenset[str]
    shortened: frozenset[str]

    def begins_as_ordinary(self, word: str) -> bool:
        """Whether a word begins as an ordinary one does, and goes on: "skyddsnät" as "skyddsplan"."""
        return len(word) > _LONGEST_SIMPLE and word[:_BEGINNING] in self.beginnings

    def is_misspelt_name(self, word: str) -> bool:
        """Whether a word is a long enough first name with one letter twice instead of once: "monnica"."""
        if len(word) < _SHORTEST_MISSPELT:
            return False
        return any(word[: double.start()] + word[double.end() - 1 :] in self.small for double in _DOUBLE.finditer(word))

    def looks_swedish(self, word: str) -> bool:
        """Whether an unknown word is inflected as Swedish words are, or a compound of one, or of a program's name."""
        if _INFLECTED.fullmatch(word) or _OF_A_PROGRAM.fullmatch(word):
            return True
        if any(word[at:] in self.ordinary for at in range(1, len(word) - 4)):
            return True
        return len(word) > _LONGEST_SIMPLE and any(word[:to] in self.ordinary for to in range(5, len(word) - 2))


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """Return the lists, read once."""
    own_first = _words("first_names.txt")
    first = own_first | _of_faker(_FAKER_FIRST, _FAKER_LANGUAGES)
    rarer = _words("rarer_first_names.txt") | _of_faker(_FAKER_FIRST, _FAKER_RARER)
    last = _words("last_names.txt") | _of_faker(_FAKER_LAST, _FAKER_LANGUAGES)
    others = _words("not_persons.txt")
    kommuner = swedish_kommuner()
    places = {plain_word(word) for name, also in kommuner.items() for spelling in (name, *also) for word in spelling.split()}
    # A word of two letters is too often something else.
    common = _words("common_words.txt") | {word for word in first if len(word) < 3} | (first & (others | places))
    ordinary = _ordinary() - first
    return Lexicon(
        first=frozenset(first),
        rarer=frozenset(rarer - first - common - ordinary - others - places),
        small=frozenset((own_first | _of_faker(_FAKER_FIRST, _NEAREST)) - common),
        own=frozenset(own_first),
        last=frozenset(last),
        common=frozenset(common | ordinary),
        ordinary=frozenset(ordinary),
        others=frozenset(others - own_first),
        places=frozenset(places),
        beginnings=frozenset(word[:_BEGINNING] for word in ordinary if len(word) > _BEGINNING),
        shortened=frozenset(word[:to] for word in ordinary if len(word) > _LONGEST_SIMPLE for to in _CUT_TO),
    )


def _words(name: str) -> set[str]:
    """Return the words of a list; what stands before a colon says what the line is about."""
    text = resources.files(__package__).joinpath(name).read_text("utf-8")
    lines = [line.split(": ", 1)[-1] for line in text.splitlines() if not line.startswith("#")]
    return {plain_word(word) for line in lines for word in line.split()}


def _of_faker(lists: Iterable[str], languages: Iterable[str]) -> set[str]:
    """Return the names in Latin letters that Faker's providers of those languages hold under those headings."""
    found: set[str] = set()
    for language in languages:
        provider = import_module(f"faker.providers.person.{language}").Provider
        headings = (getattr(provider, heading, ()) for heading in lists)
        # Some languages compute theirs from others; those others are listed too.
        names = (name for heading in headings if isinstance(heading, Collection) for name in heading)
        found.update(plain_word(name) for name in names if len(name) > 2 and " " not in name and name[0].isalpha())
    return found


def _ordinary() -> set[str]:
    """Return the words of the categoriser's corpus, which names no person; it names places, but those are known."""
    words = (word for text in load_corpus() for word in re.findall(r"[^\W\d_]+", text.text))
    return {plain_word(word) for word in words}
