"""The kommun that a report concerns, when the text names one.

Offices and clinics serve several kommuner: "AF Nässjö" and "psykmottagningen i Eksjö" name a place, not the kommun. The place
may still be proposed.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from backend.reporting.alternatives import any_of

# Kommuner whose name is also a common word: they count only where the text makes clear that a place is meant.
_AMBIGUOUS = frozenset(
    {"Ale", "Berg", "Boden", "Eda", "Flen", "Kil", "Lund", "Mark", "Mora", "Nora", "Orsa", "Sala", "Säter", "Trosa",
     "Vara", "Åre", "Köping", "Grums", "Skara", "Kinda", "Klippan", "Ånge", "Hjo", "Håbo", "Tranemo", "Salem", "Solna"}
)  # fmt: skip
# Words of their own once å ä ö are written without their dots: "ange orten", "i salen".
_OTHER_WITHOUT_DOTS = frozenset({"amal", "ange", "are", "laxa", "mala", "salen"})
_DOTLESS = str.maketrans("åäöé", "aaoe")
_EITHER_WAY = str.maketrans({"å": "[åa]", "ä": "[äa]", "ö": "[öo]", "é": "[ée]"})
# "i mark" and "i berg" in small letters are ground and rock.
_NEVER_SMALL = frozenset({"mark", "berg", "kil"})
_IN_BEFORE = re.compile(r"\bi\s+$", re.IGNORECASE)
_PLACE_BEFORE = re.compile(r"\b(?:i|från|till|kring|runt|på|utanför|inom|kommunen|gäller|med|för|och|bor)\s+$", re.IGNORECASE)
_KOMMUN_AFTER = re.compile(r"^s?\s+(?:kommun|kommuns|kn|stads?)\b", re.IGNORECASE)
_KOMMUN_BEFORE = re.compile(r"\bkommunen\s+(?:i\s+)?$", re.IGNORECASE)

# A unit that is named by the place where it lies: "AF Nässjö", "Närhälsan Mariestad", "gruppboendet Klippan".
_UNIT = any_of(r"""
    AF FK arbetsförmedling(?:en|ens)? försäkringskassan?s? kassan lasarett\w* \w*sjukhuset? \w*psyk \w*psyk\w+ BUP
    ÖPV VC HC BVC närhälsan folktandvården \w*vårdcentral\w* \w*central(?:en)? \w*mottagning\w* \w*mott \w*klinik\w*
    \w*habilitering\w* \w*centrum \w*rehab rehab\w* (?:grupp|service|äldre|stöd|kommunala\s+)boende\w* \w*teamet
    grupp(?:en)? geriatrik\w* avdelning(?:en)? vuxenskolan häktet? anstalten? frivården kriminalvården komvux
    samordningsförbundet
""")
_OFFICE_BEFORE = re.compile(rf"\b{_UNIT}(?::s)?(?:-?kontor(?:et)?)?\s+$", re.IGNORECASE)
# "Gävle öppenpsyk", "Visby lasarett", "Leksands vc"
_OFFICE = any_of(r"""
    lasarett\w* \w*sjukhus\w* \w*psyk \w*psyk(?:iatri|mott)\w* BUP ÖPV VC HC BVC vårdcentral\w* hälsocentral\w*
    \w*mottagning\w* \w*klinik\w* \w*rehab habilitering\w* folkhögskola\w* AF arbetsförmedling\w* häkte\w*
""")
_OFFICE_AFTER = re.compile(rf"^s?\s+{_OFFICE}\b", re.IGNORECASE)
# "Öppenpsykiatrin i Borlänge" has its kommun, unless the text names the client's: "N.K. från Säter".
_UNIT_IN_BEFORE = re.compile(rf"\b{_UNIT}(?:\s+\w+)?\s+i\s+$", re.IGNORECASE)
_CLINIC_IN_BEFORE = re.compile(
    r"\b(?:psyk|psykmott\w*|(?:psyk|beroende|maria|smärt|trauma|barn|bup|ätstörnings|affektiv|neuro|minnes|akut)\w*"
    r"mottagning\w*|mini-?maria|(?:psyk)?akut(?:en|mott\w*)|geriatrik\w*|regionens\s+hus|"
    r"(?:psykiatri|rehab|\w*)klinik\w*|lasarett\w*|\w*sjukhus\w*|slutenvård\w*|(?:\w+-?)?avd(?:elning(?:en)?|\.)?(?:\s+\w{1,3})?|"
    r"(?:AF|FK|arbetsförmedlingen|försäkringskassan)(?::?s)?[- ]kontor\w*)\s+(?:i|på)\s+$",
    re.IGNORECASE,
)
_TRAVEL_BEFORE = re.compile(
    r"\b(?:kör\w*|åk\w*|res\w*|pendl\w*|kom(?:mer)?)\s+(?:\w+\s+){0,2}från\s+$"
    r"|\b(?:åk(?:a|er|te)|res(?:a|an|or|er|te)|pendla\w*|skjutsa\w*|flyttat\s+allt(?:ing)?)\s+till\s+$",
    re.IGNORECASE,
)
# The ends of a stretch, where something was gathered, or a direction: "från Borlänge till Avesta", "norr om Karlstad".
_STRETCH_BEFORE = re.compile(r"(?<!flyttade )(?<!flyttat )(?<!flyttar )(?<!flytta )\bfrån\s+(?:[A-ZÅÄÖ]\w+\s+till\s+)?$")
_MOVED_BEFORE = re.compile(r"\bflytta\w*\s+från\s+$", re.IGNORECASE)
_STRETCH_AFTER = re.compile(r"^\s+till\s+[A-ZÅÄÖ]")
_ELSEWHERE_BEFORE = re.compile(
    r"\b(?:(?:norr|söder|öster|väster|nordost|nordväst|sydost|sydväst)\s+om|(?:centralisera|koncentrera|samla)\w*\s+till)\s+$",
    re.IGNORECASE,
)
# Last names as well: "Arvid Lund" is nobody's kommun, "I Lund" is.
_LAST_NAMES = frozenset({"Lund", "Berg", "Mark"})
_FIRST_NAME_BEFORE = re.compile(r"(?<!\w)(?!(?:I|På|Från|Till|Hos|Vid|För|Och|Men|Inom|Soc|Region)\s)[A-ZÅÄÖ][a-zåäöé]+\s+$")
_COUNTY_AFTER = re.compile(r"^s?\s+län\b", re.IGNORECASE)
_COUNTY_BEFORE = re.compile(r"\bregion(?:en)?\s+$", re.IGNORECASE)
# What only a place does at the start of a sentence: "Trosa har inget AF-kontor".
_DOES = re.compile(r"^\s+(?:har|hade|saknar|saknade|får|fick|skulle|behöver|ligger|hör|visar|vill|kan|måste)\b", re.IGNORECASE)
_OWN_BEFORE = re.compile(r"\b(?:hos\s+)?(?:oss|vi)\s+(?:\w+\s+){0,3}?i\s+$", re.IGNORECASE)
_COMPARED_BEFORE = re.compile(r"\b(?:skriven|läkare|läkaren|sitter|finns|ihop\s+med)\s+i?\s*$", re.IGNORECASE)

_NOT_CONCERNED, _NEARBY, _WEAK, _PLAIN, _STRONG = 0, 1, 2, 3, 4


@dataclass(frozen=True, slots=True)
class Places:
    """What a text says of where, by official names.

    `kommun` is named and known; `nearby` is a known one where an office or a clinic lies that the text names; `outside` is named
    and one of Sweden's, but not known here.
    """

    kommun: str | None
    nearby: str | None
    outside: str | None


@lru_cache(maxsize=1)
def swedish_kommuner() -> Mapping[str, tuple[str, ...]]:
    """Return the 290 kommuner by their official names, each with other names that people write for it."""
    raw = json.loads(resources.files(__package__).joinpath("kommuner.json").read_text("utf-8"))
    return {name: tuple(also) for name, also in raw.items()}


class KommunFinder:
    """Finds which of the known kommuner a text concerns, and any other of Sweden's that it names."""

    def __init__(self, kommuner: Iterable[str]) -> None:
        sweden = swedish_kommuner()
        self._known = frozenset(kommuner)
        everywhere = [*self._known, *(name for name in sweden if name not in self._known)]
        self._official = {spelling.casefold(): name for name in everywhere for spelling in (name, *sweden.get(name, ()))}
        # As some keyboards write them: "Jonkoping". Where two become one, it is the one that is spelt so.
        dotless = {spelling.translate(_DOTLESS): name for spelling, name in self._official.items()}
        self._dotless = {one: name for one, name in dotless.items() if one not in {*self._official, *_OTHER_WITHOUT_DOTS}}
        longest_first = sorted(self._official, key=len, reverse=True)
        spellings = "|".join(re.escape(one).replace(r"\ ", r"\s+").translate(_EITHER_WAY) for one in longest_first)
        # Matched against the text in lower case, which is several times faster than ignoring case.
        self._pattern = re.compile(rf"(?<![\w-])(?P<name>{spellings})(?P<genitive>s?bor(?:na)?s?|s)?(?![\w-]|:\w)")

    def find(self, text: str) -> str | None:
        """Return the official name of the known kommun that the text concerns, or None."""
        return self.read(text).kommun

    def read(self, text: str) -> Places:
        """Return what the text says of where.

        Of several, the one tied to the reporter's own side ("hos oss i Eskilstuna") or named as a kommun wins, else the first.
        """
        lower = text.lower()
        # A letter that is two in lower case would move every place; no Swedish one is.
        where = lower if len(lower) == len(text) else text
        best: dict[bool, tuple[int, str]] = {}
        nearby: str | None = None
        for match in self._pattern.finditer(where):
            written = " ".join(match["name"].casefold().split())
            name = self._official.get(written) or self._without_dots(text, match, written)
            if name is None:
                continue
            strength = self._strength(text, match)
            known = name in self._known
            if strength == _NEARBY:
                nearby = nearby or (name if known else None)
            elif strength > _NOT_CONCERNED and (known not in best or strength > best[known][0]):
                best[known] = (strength, name)
        kommun = best[True][1] if True in best else None
        outside = best[False][1] if False in best else None
        return Places(kommun, None if kommun else nearby, None if kommun else outside)

    def _without_dots(self, text: str, match: re.Match[str], written: str) -> str | None:
        """Return the kommun whose name stands without its dots, where the word is written as a place."""
        before, after = text[: match.start()][-20:], text[match.end() :][:25]
        as_place = text[match.start()].isupper() or _IN_BEFORE.search(before) or _KOMMUN_AFTER.match(after)
        return self._dotless.get(written.translate(_DOTLESS)) if as_place else None

    def _strength(self, text: str, match: re.Match[str]) -> int:
        before = text[max(0, match.start() - 60) : match.start()]
        after = text[match.end() : match.end() + 25]
        if _COUNTY_AFTER.match(after) or _COUNTY_BEFORE.search(before):
            return _NOT_CONCERNED
        if _KOMMUN_AFTER.match(after) or _KOMMUN_BEFORE.search(before):
            return _STRONG
        if not self._is_a_place(text, match, before):
            return _NOT_CONCERNED
        if _is_of_a_unit(before, after):
            return _NEARBY
        if _is_elsewhere(before, after) or (match["name"].title() in _LAST_NAMES and _FIRST_NAME_BEFORE.search(before)):
            return _NOT_CONCERNED
        if _OWN_BEFORE.search(before):
            return _STRONG
        return _WEAK if _COMPARED_BEFORE.search(before) or _UNIT_IN_BEFORE.search(before) else _PLAIN

    def _is_a_place(self, text: str, match: re.Match[str], before: str) -> bool:
        """Whether the word is the place and not the common word that is spelt the same."""
        written = text[match.start("name") : match.end("name")]
        if written[0].isupper():
            starts_sentence = not before.strip() or before.rstrip()[-1:] in ".!?:\n•-"
            if written.title() in _AMBIGUOUS and starts_sentence:
                after = text[match.end() : match.end() + 12]
                return (
                    after[:1] in (":", ",")
                    or match["genitive"] is not None
                    or (bool(_DOES.match(after)) and written.lower() not in _NEVER_SMALL)
                )
            return True
        if written.title() in _AMBIGUOUS:
            return written not in _NEVER_SMALL and bool(_IN_BEFORE.search(before))
        return len(written) > 4 or bool(_PLACE_BEFORE.search(before))


def _is_of_a_unit(before: str, after: str) -> bool:
    """Whether the place only says which office or clinic is meant."""
    return bool(_OFFICE_BEFORE.search(before) or _CLINIC_IN_BEFORE.search(before) or _OFFICE_AFTER.match(after))


def _is_elsewhere(before: str, after: str) -> bool:
    """Whether the place is an end of a journey or of a stretch, or a direction, and not where the event was."""
    if _TRAVEL_BEFORE.search(before) or _ELSEWHERE_BEFORE.search(before) or _MOVED_BEFORE.search(before):
        return True
    if stretch := _STRETCH_BEFORE.search(before):
        return _STRETCH_AFTER.match(after) is not None or " till " in stretch[0]
    return False
