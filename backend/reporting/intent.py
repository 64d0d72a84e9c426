"""What a person who writes to the bot wants: precise phrases first, a described event is a report, the rest is `annat`.

The phrases are data, in `intents.json`: `commands` are whole messages, and `phrases` decide wherever they stand (the first that
matches wins). `happened` tells that something has already failed, so that the message is a report even if it speaks of a
meeting. `failed` are words of the field that only a report has; `weak` ones count unless the text is about something else
(`other`: the weather, a password). `rhetorical` is what nobody wants an answer to, `of_the_service` what only the service
itself is called, what it asks for, or what one does with it.
"""

import json
import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from importlib import resources

from backend.reporting.alternatives import any_of
from backend.reporting.words import has_words
from models.enums import Intent

_WORD = re.compile(r"\w+")
_BEFORE_COMMAND = (
    r"[\s\W]*(?:(?:snälla|please|hej|hallå|okej|ok|äsch|asch|usch|äh|öh|oj|oops|förlåt|sorry|fel\s+av\s+mig|nej|nä+e?|nja|nix|vänta|stopp|"
    r"jag\s+hinner\s+inte(?:\s+nu)?|men|hmm+|jo|du|alltså|asså)\b[\s,!.:]*){0,3}"
)
_AFTER_COMMAND = r"[\s,]*(?:tack|please|snälla|nu)?[\s\W]*"

# What asks for something turns into a report when the text goes on to tell what went wrong, or simply goes on.
_MAY_BE_TOLD = frozenset({Intent.MOTE, Intent.SAMMANFATTNING, Intent.HJALP, Intent.MINA, Intent.STATUS})
_LONGEST_REQUEST = 220

# A short question that names no party and none of the field's words is put to the bot.
_LONGEST_QUESTION = 10
_QUESTION = re.compile(
    r"^\W*(?:hej\W+)?(?:(?:hur|vad|vem|vilka|vilken|vart?|när|varför|what|who|how|can|is|do|does)\b|"
    r"(?:får|kan|måste|behöver|ska|är|syns|finns|går)\s+(?:man|jag|det|du|ni|vi|mitt|min)\b)",
    re.IGNORECASE,
)

# What such a question is about: the bot, the writer, what is written, what becomes of it.
_THIS = any_of(r"""
    du dig din ditt jag mig min mina mitt man vi oss ni er det detta den här hit bot\w* rapport\w* \w*brist\w*
    \w*anmäl\w* svar\w* koordinator\w* mottagar\w* avvikelse\w* lex \w*möte\w* formulär\w* kategori\w* tjänst\w*
    system\w* personnummer uppgift\w* anonym\w* offentlig\w* sekretess\w* status\w* text\w* ord svenska engelska
    bild\w* fil\w* bifog\w* exempel this it you can\s+i my we report\w* works? write gör görs funkar fungerar läser
    ser händer betyder menas
""")
_OF_THIS = re.compile(rf"\b{_THIS}\b", re.IGNORECASE)
# What is asked, with or without a question mark or a word before it: "asså vad är det här", "fick jag nåt svar".
_ASKS = re.compile(
    r"""
    \? | \bundrar\b
    | ^\W*(?:(?:asså|alltså|men|hall[åo]\w*|hej\w*|ursäkta|förlåt|en\s+(?:dum\s+)?(?:fråga|sak)(?:\s+bara)?|jo|ok|jaha)\W+){0,2}
      (?:
        (?:till\s+)?(?:hur|va|vad|vem|vilka|vilken|vart?|när|varför|what|who|how|can|is|do|does)
        | (?:får|kan|måste|behöver|ska|är|e|syns|finns|går|fick|har|ser|blir|blev|kom|vet|läser|räcker)
          \s+(?:man|jag|det|du|dom|de|ni|vi|mitt|min|detta|nån|någon|fk|af|kassan|soc|psyk|chefen)
      )\b
    | \b(?:drar|kan|vill|fixar|bokar|kallar|ordnar|visar|hjälper|skickar|ställer)\s+du\b
    """,
    re.IGNORECASE | re.VERBOSE,
)
# What no phrase knows, in more than one word and at most so many, is a request when the model believes by at least this share
# that it is no report: a greater one where something is told to have failed. A request taken for a report is put right by a
# button; a report that is turned away may never be written again, so these are high.
_LONGEST_BELIEVED = 75
_FEWEST_BELIEVED = 0.8
_FEWEST_BELIEVED_OF_FAILURE = 0.85
# What has the shape of a question, or names what is asked for, is a report all the same where the model believes so much in
# that and in what it tells: "varför svarar aldrig psyk".
_ENOUGH_FOR_TOLD, _ENOUGH_HEARD = 0.85, 0.8
_TOLD_AS_A_QUESTION = frozenset({Intent.HJALP, Intent.MOTE, Intent.SAMMANFATTNING, Intent.STATUS})
# Of a question about the service itself, or one that tells of nothing that is stored, half the belief is enough: little is lost.
_FEWEST_BELIEVED_OF_QUESTION = 0.5
_FEWEST_TURNED_DOWN = 0.6

# With fewer words than this, and no party or failure in sight, a text that no phrase knows tells of nothing, unless the model
# finds a report the likeliest thing that it is: "långa köer", "behöver en kontaktperson", "bra möte idag", "orkar inte".
_FEWEST_WORDS = 4
# In more words than this something is told, even if a film, a car park or a login is named in it.
_MOST_ASIDE = 12


class _Phrases:
    def __init__(self) -> None:
        raw = json.loads(resources.files(__package__).joinpath("intents.json").read_text("utf-8"))
        self._words: dict[str, str] = raw["words"]
        self.commands = tuple(
            (Intent(name), self._compile(f"{_BEFORE_COMMAND}(?:{'|'.join(patterns)}){_AFTER_COMMAND}"))
            for name, patterns in raw["commands"].items()
        )
        self.phrases = tuple((Intent(phrase["intent"]), self._compile(phrase["pattern"])) for phrase in raw["phrases"])
        self.happened = self._any(raw["happened"])
        self.other = self._any(raw["other"])
        self.failed = self._any(raw["failed"])
        self.weak = self._any(raw["weak"])
        self.rhetorical = self._any(raw["rhetorical"])
        self.of_the_service = self._any(raw["of_the_service"])
        self.thanks = self._compile(rf"(?:[\s\W]*(?:{'|'.join(raw['thanks'])}))+[\s\W]*")

    def _any(self, patterns: Iterable[str]) -> re.Pattern[str]:
        return self._compile(rf"\b(?:{'|'.join(patterns)})\b")

    def _compile(self, pattern: str) -> re.Pattern[str]:
        for name, meaning in self._words.items():
            pattern = pattern.replace(f"{{{name}}}", meaning)
        return re.compile(pattern, re.IGNORECASE)


@lru_cache(maxsize=1)
def _phrases() -> _Phrases:
    return _Phrases()


def find_intent(
    text: str,
    *,
    names_a_party: bool,
    belief: Mapping[Intent, float] | None = None,
    heard: float = 0.0,
    turned_down: float = 0.0,
) -> Intent:
    """Return what the writer wants. `names_a_party` tells that the text names AF, FK, vården, a kommun's unit or another.

    `belief` is how likely each intent is to the model, 0 to 1, for what no phrase knows; without it the rules decide alone.
    `heard` is how likely it is to tell of a brist or a behov, or else of a good example; `turned_down`, of nothing
    that is stored.
    """
    known, belief = _phrases(), belief or {}
    plain = " ".join(text.split())
    reported = belief.get(Intent.RAPPORTERA, 0.0)
    surely_told = reported >= _ENOUGH_FOR_TOLD and heard >= _ENOUGH_HEARD
    if len(plain) <= _LONGEST_REQUEST:
        asked = _asked(known, plain)
        if asked is not None and not (surely_told and asked in _TOLD_AS_A_QUESTION):
            return asked
    if not has_words(plain):
        return Intent.ANNAT
    words = len(_WORD.findall(plain))
    failed = bool(known.failed.search(plain) or known.happened.search(plain))
    if names_a_party:
        # Whoever names a party doesn't break off: "kan psykiatrin sluta behandla oss som vaktmästare" is told.
        belief = {name: share for name, share in belief.items() if name is not Intent.AVBRYT}
        reported = 1 - sum(share for name, share in belief.items() if name is not Intent.RAPPORTERA) if belief else 0.0
    judged = bool(belief) and 1 < words <= _LONGEST_BELIEVED
    if judged and 1 - reported >= _enough_for_request(known, plain, failed=failed, turned_down=turned_down):
        return max((name for name in belief if name is not Intent.RAPPORTERA), key=belief.__getitem__)
    likeliest = max(belief, key=belief.__getitem__) if belief else Intent.ANNAT
    likely_told = likeliest is Intent.RAPPORTERA
    told = names_a_party or failed or (likely_told and heard >= _ENOUGH_HEARD) or bool(known.rhetorical.search(plain))
    if not told and words <= _LONGEST_QUESTION and _QUESTION.match(plain) and not known.other.search(plain):
        return Intent.HJALP if words == 1 or _OF_THIS.search(plain) else Intent.ANNAT
    if names_a_party or known.failed.search(plain):
        return Intent.RAPPORTERA if words > 1 else Intent.ANNAT
    if words <= _MOST_ASIDE and known.other.search(plain) and not likely_told:
        return Intent.ANNAT
    told_briefly = words > 1 and likely_told
    return Intent.RAPPORTERA if words >= _FEWEST_WORDS or known.weak.search(plain) or told_briefly else Intent.ANNAT


def _enough_for_request(known: _Phrases, plain: str, *, failed: bool, turned_down: float) -> float:
    """How much the model must believe that it is no report for a text to be a request that no phrase knows."""
    asks = _ASKS.search(plain) and not known.rhetorical.search(plain)
    if asks and (turned_down >= _FEWEST_TURNED_DOWN or known.of_the_service.search(plain)):
        return _FEWEST_BELIEVED_OF_QUESTION
    return _FEWEST_BELIEVED_OF_FAILURE if failed else _FEWEST_BELIEVED


def is_small_talk(text: str) -> bool:
    """Whether a message only thanks, agrees or says goodbye (`tack!`, `ok 👍`, `hej då`), so that a kind word answers it."""
    plain = " ".join(text.split())
    return 0 < len(plain) <= _LONGEST_REQUEST // 2 and bool(_phrases().thanks.fullmatch(plain))


def _asked(known: _Phrases, plain: str) -> Intent | None:
    """What a message of a line or two asks for, or None when it asks for nothing that the bot knows."""
    told = bool(known.happened.search(plain))
    for intent, command in known.commands:
        if command.fullmatch(plain) and not (told and intent is Intent.MOTE):
            return intent
    if len(plain) <= _LONGEST_REQUEST // 2 and known.thanks.fullmatch(plain):
        return Intent.ANNAT
    for intent, phrase in known.phrases:
        if phrase.search(plain) and not (told and intent in _MAY_BE_TOLD):
            return intent
    return None
