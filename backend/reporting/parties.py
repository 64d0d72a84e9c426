"""The parties that a text names: by alias, abbreviation, inflection, compound or a typing error in a long name.

"Vi" alone names nobody; "vi på soc" names KOMMUN, and tells that it is the writer's own. What a förbund calls its own units comes
from its directory. Where two names overlap the longer one is meant: "vård- och omsorgsförvaltningen" is the kommun's.
"""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from rapidfuzz.distance import OSA

from backend.reporting.alternatives import any_of
from models.enums import PartyCode

_TOKEN = re.compile(r"\w{7,}")
_EMPLOYER = re.compile(r"\barbetsgivar(?:e|en|n|na|ens)\b|\bemployers?\b", re.IGNORECASE)
_MET = any_of(r"""
    \w*möte\w* trepart\w* flerpart\w* avstämning\w* inbj\w+ kallad\w* bordet sip\w* påskrift\w* underskrift\w*
    vägra\w* meeting\w*
""")
_AT_THE_TABLE = re.compile(rf"\b{_MET}\b", re.IGNORECASE)
# "Arbetsgivarens plan saknas", "det var arbetsgivaren som ringde", "arbetsgivaren, ett åkeri, betalar inte"
_EMPLOYER_ACTS = re.compile(
    r"""
    \barbetsgivarens\s+(?:plan|svar|underlag|beslut)\b
    | \bdet\s+var\s+arbetsgivaren\s+som\b
    | \barbetsgivaren(?:,[^,]{1,30},|(?:\s+[A-ZÅÄÖ]\w+){0,2})\s+
      (?:har\s+sökt|sökte|vägrar|betalar|betalade|svarar|svarade|nekar|nekade|kallade|frågar|vill|ville)\b
    | \b(?:patienten|deltagaren|klienten|läkaren|facket),\s+arbetsgivaren\s+(?:och|eller)\b
    """,
    re.IGNORECASE | re.VERBOSE,
)
_SENTENCE = re.compile(r"[^.!?\n]+")

# Of a profession that is care's, unless another party has it: "AF:s arbetspsykolog", "arbetsterapeuten på AME".
_PROFESSION = re.compile(r"(?:\w*läkar|doktor|\w*psykolog|arbetsterapeut|\w*sköterska|sjuksköters|fysioterapeut|kurator)")
_HAS_BEFORE = re.compile(
    r"\b(?:af|fk|ame|ifo|soc|kaa|kassan|kommunen|skolan|socialtjänsten|arbetsförmedlingen|försäkringskassan|elevhälsan):?s\s+(?:egen\s+|egna\s+)?$"
)
_HAS_AFTER = re.compile(
    r"\s+(?:på|hos|i|från|inom)\s+(?:af|fk|ame|kassan|kommunen|skolan|soc|socialtjänsten|arbetsförmedlingen|försäkringskassan)\b"
)

# The förbund's own: "Team Magnolia", "Balder-teamet", "projekt Klara". What care calls a team is known by its own names, and
# "Team Kommunen" is the party's that it is called by.
_NAMED_INSATS = re.compile(
    r"\b(?:[Tt]eam|[Pp]rojekt(?:et)?)\s+(?P<after>[A-ZÅÄÖ][a-zåäö]{2,})"
    r"|\b(?P<before>[A-ZÅÄÖ]\w*[a-zåäö])-(?:teamet|projektet)s?\b|\b[Ii]nsatsteam\w*"
)
_TEAM_OF_CARE = re.compile(r"(?:rehab|psyk|vård|smärt|öst|väst|norr|söder|nord|syd|mobil)", re.IGNORECASE)

# Where, not who: "två platser per kommun", "ansvarig för vår kommun", "en samordnare för åtta kommuner".
_PLACE_BEFORE = re.compile(
    r"\b(?:per|varje|i\s+vår|för\s+vår|i\s+(?:en|någon)\s+annan|i\s+samma"
    r"|(?:för|i|över|på)\s+(?:(?:alla|våra)\s+)?(?:två|tre|fyra|fem|sex|sju|åtta|nio|tio|elva|tolv|flera|\d+))\s+$"
)
_PLACE_AFTER = re.compile(r"\s+hus\b")

# Money, not an authority: "kassan är tom", "det finns inget i kassan", "kvalificerar till a-kassan".
_TILL = re.compile(r"\s+(?:är|var|blir|blev|står|stod)\s+(?:\w+\s+)?(?:tom|slut)\b")
_IN_TILL = re.compile(r"\b(?:pengar|medel|kronor|inget|kvar)\s+i\s+$")
_BENEFIT = re.compile(r"\b(?:kvalificera\w*(?:\s+\w+)?|rätt|villkor\w*)\s+(?:till|för|i)\s+$")

# What stands before the name of the side that the writer calls "vi"; a word or two may come between.
_OWN_BEFORE = re.compile(
    r"\b(?:vi|oss|jag|mig|undertecknad)\s+(?:(?:själva|här|alla|andra|båda|två|tre|fyra|som|är|sitter|jobbar|arbetar|ringer)\s+)*"
    r"(?:på|hos|i|från|inom|vid|som|är)\s+"
    r"|\bhär\s+(?:på|hos|inom)\s+"
    r"|\b(?:min|mina|vår|våra)\s+(?:kolleg\w+|\w*chef\w*)\s+(?:här\s+)?(?:på|i|inom)\s+"
    r"|(?:^|[.!?\n]\s*)(?:ny|sitter|jobbar|arbetar)\s+(?:här\s+)?(?:på|inom|som)\s+"
    r"|(?:^|[.!?\n]\s*)som\s+"
    r"|\b(?:we|us|i|i'm|i\s+am|i\s+work)\s+(?:here\s+)?(?:at|from|in|as)\s+",
)
_BETWEEN = re.compile(r"(?:(?:en|ett|den|det|de|vår|vårt|a|an|the|our)\s+)?(?:\w+[aes]\s+)?")
_OURS_BEFORE = re.compile(r"\bvår(?:t|a)?\s+(?:egen\s+)?$")
_OURS = ("avdelning", "mottagning", "klinik", "vårdcentral", "kommun", "insats", "socialtjänst", "skola")
# "Aneby kommun, IFO här.", "Rehabkoordinator på vårdcentralen här:"
_PRESENTS_ITSELF = re.compile(r"\s+här\b[.,:!]")
_FIRST_WORDS = re.compile(r"\W*(?:(?:hej|hallå|hejsan)\W+)?(?:(?!(?:har|är|var|kom|inte|ska|fick)\b)[\w:-]+,?\s+){0,4}")


@dataclass(frozen=True, slots=True)
class UnitAlias:
    """A name that people in the förbund use for a unit, the party that the unit belongs to, and the kommuner that it serves."""

    alias: str
    party: PartyCode
    kommuner: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NamedParties:
    """The parties in the order in which a text names them, and the one that the writer calls "vi", if the text tells."""

    parties: tuple[PartyCode, ...]
    own: PartyCode | None


@dataclass(frozen=True, slots=True)
class _Mention:
    start: int
    end: int
    party: PartyCode


@dataclass(frozen=True, slots=True)
class _PartyAliases:
    exact: re.Pattern[str]
    words: re.Pattern[str]
    typo: tuple[str, ...]


def _glob(alias: str) -> str:
    return re.escape(alias).replace(r"\*", r"\w*").replace(r"\ ", r"\s+")


def alias_pattern(aliases: Iterable[str]) -> re.Pattern[str]:
    """Return the pattern of whole names, the longest first; `*` is the rest of a word. Case is the caller's business."""
    longest_first = sorted(aliases, key=len, reverse=True)
    return re.compile(r"(?<!\w)(?:" + "|".join(map(_glob, longest_first)) + r")(?!\w)")


@lru_cache(maxsize=1)
def _built_in() -> dict[PartyCode, dict[str, list[str]]]:
    raw = json.loads(resources.files(__package__).joinpath("aliases.json").read_text("utf-8"))
    return {PartyCode(code): lists for code, lists in raw.items()}


class PartyFinder:
    """Finds the parties that a text names."""

    def __init__(self, units: Sequence[UnitAlias] = ()) -> None:
        own: dict[PartyCode, list[str]] = {party: [] for party in PartyCode}
        for unit in units:
            own[unit.party].append(unit.alias.lower())
        self._aliases = {
            party: _PartyAliases(
                exact=alias_pattern(lists["exact"]),
                # Matched against the text in lower case, which is several times faster than ignoring case.
                words=alias_pattern([*lists["words"], *own[party]]),
                typo=tuple(lists["typo"]),
            )
            for party, lists in _built_in().items()
        }

    def find(self, text: str) -> tuple[PartyCode, ...]:
        """Return the parties named, in the order in which the text names them."""
        return self.read(text).parties

    def read(self, text: str) -> NamedParties:
        """Return the parties named, and the writer's own among them."""
        lower = text.lower()
        named = [*self._mentions(text, lower)]
        mentions = sorted(_longest([*named, *_insatser(text, named)], lower), key=lambda each: each.start)
        return NamedParties(tuple(dict.fromkeys(each.party for each in mentions)), _own(mentions, lower))

    def _mentions(self, text: str, lower: str) -> Iterable[_Mention]:
        for party, aliases in self._aliases.items():
            for pattern, where in ((aliases.exact, text), (aliases.words, lower)):
                for match in pattern.finditer(where):
                    yield _Mention(match.start(), match.end(), party)
        yield from self._misspelt(lower)
        employer = _employer_at_the_table(text)
        if employer is not None:
            yield employer

    def _misspelt(self, lower: str) -> Iterable[_Mention]:
        """Long names with one letter wrong (two from twelve letters on); the first letter is always right."""
        for token in _TOKEN.finditer(lower):
            word = token[0]
            for party, aliases in self._aliases.items():
                for name in aliases.typo:
                    allowed = 2 if len(name) >= 12 else 1
                    if name[0] == word[0] and OSA.distance(word, name, score_cutoff=allowed) <= allowed:
                        yield _Mention(token.start(), token.end(), party)


class UnitPlaces:
    """Finds the kommuner that a named unit of the directory serves."""

    def __init__(self, units: Sequence[UnitAlias]) -> None:
        self._served = {" ".join(unit.alias.lower().split()): unit.kommuner for unit in units if unit.kommuner}
        self._pattern = alias_pattern(self._served) if self._served else None

    def served(self, text: str) -> tuple[str, ...] | None:
        """Return the kommuner of the first unit that the text names, or None when it names none that is known."""
        match = self._pattern.search(text.lower()) if self._pattern else None
        return self._served[" ".join(match[0].split())] if match else None


def _insatser(text: str, named: Sequence[_Mention]) -> Iterator[_Mention]:
    """The förbund's teams and projects by name, but for those that bear a party's."""
    for match in _NAMED_INSATS.finditer(text):
        start, end = match.span(match.lastgroup or 0)
        of_a_party = any(each.start == start and each.end >= end for each in named)
        if not (of_a_party or _TEAM_OF_CARE.search(match[0])):
            yield _Mention(match.start(), match.end(), PartyCode.ANNAN)


def _longest(mentions: Iterable[_Mention], lower: str) -> list[_Mention]:
    """The mentions that no longer name of another party covers, and that are no other party's professions."""
    kept: list[_Mention] = []
    # At equal length the special name, the school's nurse, is meant before the profession.
    for mention in sorted(mentions, key=lambda each: (each.start - each.end, each.party is PartyCode.VARD)):
        covered = any(each.start < mention.end and mention.start < each.end and each.party is not mention.party for each in kept)
        if covered or _is_a_place(mention, lower):
            continue
        if not (mention.party is PartyCode.VARD and _is_of_another_party(mention, lower)):
            kept.append(mention)
    return [mention for mention in kept if not _is_money(mention, lower)]


def _is_money(mention: _Mention, lower: str) -> bool:
    """Whether a "kassa" is a till, or a benefit that one has or hasn't a right to."""
    name, before = lower[mention.start : mention.end], lower[max(0, mention.start - 40) : mention.start]
    if name == "kassan":
        return bool(_TILL.match(lower, mention.end) or _IN_TILL.search(before))
    return name == "a-kassan" and bool(_BENEFIT.search(before))


def _is_a_place(mention: _Mention, lower: str) -> bool:
    """Whether a kommun or a region's house is only where something is."""
    name = lower[mention.start : mention.end]
    if name == "regionens":
        return _PLACE_AFTER.match(lower, mention.end) is not None
    return name in ("kommun", "kommuner") and bool(_PLACE_BEFORE.search(lower, max(0, mention.start - 30), mention.start))


def _is_of_another_party(mention: _Mention, lower: str) -> bool:
    if not _PROFESSION.match(lower, mention.start):
        return False
    before = lower[max(0, mention.start - 30) : mention.start]
    return bool(_HAS_BEFORE.search(before) or _HAS_AFTER.match(lower, mention.end))


def _own(mentions: Sequence[_Mention], lower: str) -> PartyCode | None:
    """The party of "vi på soc", "jag som SIUS", "här på AF", "vår mottagning"."""
    for presented in _OWN_BEFORE.finditer(lower):
        for mention in mentions:
            if mention.start >= presented.end() and _BETWEEN.fullmatch(lower, presented.end(), mention.start):
                return mention.party
    for mention in mentions:
        if _PRESENTS_ITSELF.match(lower, mention.end) and _FIRST_WORDS.fullmatch(lower, 0, mention.start):
            return mentions[0].party
        ours = lower.startswith(_OURS, mention.start) and _OURS_BEFORE.search(lower, max(0, mention.start - 12), mention.start)
        if ours or lower.startswith("vår ", mention.start):
            return mention.party
    return None


def _employer_at_the_table(text: str) -> _Mention | None:
    """An employer is a party only in the matter: at the meeting, by name on the paper, or where the failure is its own."""
    for sentence in _SENTENCE.finditer(text):
        match = _EMPLOYER.search(sentence[0])
        if match and (_AT_THE_TABLE.search(sentence[0]) or _EMPLOYER_ACTS.search(sentence[0])):
            return _Mention(sentence.start() + match.start(), sentence.start() + match.end(), PartyCode.ANNAN)
    return None
