"""What is asked about the service itself, and which sentences answer it: who reads, when an answer comes, what comes of it.

The questions are data, in `answers.json`, by topic: `patterns` are what is asked, `says` the keys of what is answered. The keys
`who.*` are also what `/integritet` says, so that one who asks in Teams and one who reads the page are told the same.
"""

import json
import re
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

LONGEST_QUESTION = 160
"""What is longer tells of something, whatever it also asks."""
_ASKS = re.compile(r"\?\W*$|^\W*(?:who|what|when|why|how|can|is|am|are|do|does|will|may|must|should)\b", re.IGNORECASE)
# Without a question mark the order of the words tells: the verb comes first, or after the word that asks. "När FK svarar"
# and "får inte veta" tell of something, and so may all that denies. So does a condition, which begins with its verb as well
# ("Får AF veta det för sent blir det fel"): another verb follows, with no "som" or "jag" before it. And so does what was
# clipped and ends in when: "Ser soc det här varje vecka".
_TELLS = (
    r"\b(?:så\b|(?<!\bsom\s)(?<!\bjag\s)(?<!\bman\s)(?<!\bvi\s)(?<!\bni\s)(?:är|blir|går|tar|får|kan|ska|måste|kommer|har|står"
    r"|faller|rasar|missar|tappar|drar|dröjer|försvinner|stannar|stoppar|nekar|slutar|börjar|avslutar|avbryter|hinner|slipper|krockar"
    r"|brister|ringer|bokar|svarar|blev|gick|fick|tog|(?!sparas|lagras|raderas|gallras)\w{3,}as|finns|hjälps|glöms|skjuts)\b"
    r"|\bd(?:et|en)\s+\w+(?:ar|er)\b"
    r"|(?:varje|var|varannan|nästa|förra|hela)\s+\w+\W*$|(?:i\s*)?(?:dag|går|morgon|morse|kväll|veckan|månaden|fjol|år)\W*$"
    r"|(?:mån|tis|ons|tors|fre|lör|sön)dag\w*\W*$|(?:igen|nu|ofta|sällan|ibland|jämt|ständigt|dagligen|sent|tidigt|snabbt|direkt)\W*$)"
)
_ASKS_BY_ORDER = re.compile(
    r"^(?!.*\b(?:inte?|aldrig|ing(?:en|et|a)|ej)\b)\W*(?:(?:hej|hallå|men|och|jo|okej|ok|ursäkta)\W+){0,3}"
    r"(?:(?:jag\s+)?undrar\b"
    rf"|(?:vem|vilka|vad|varför|hur(?:\s+\w+)?|(?:hur\s+)?lång\s+tid|när|var|vart)\s+(?:\w+r|kan|ska|\w+s|har|fick)\b(?!.*{_TELLS})"
    rf"|(?:får|kan|ska|måste|behöver|kommer|ser|läser|är|blir|svarar|sparas|lagras|leder|hjälper|händer|finns)\s(?!.*{_TELLS}))",
    re.IGNORECASE | re.DOTALL,
)
_SENTENCE, _PART = re.compile(r"[^.!?;]+"), re.compile(r"[^,]+")


@dataclass(frozen=True, slots=True)
class Topic:
    """What is asked about: its name, the keys of what is answered, how it is asked within a message, and as a part of its own.

    A part that only greets is `whole` as well. `told` is what no whole question holds: where it stands, a failure may be told as
    one.
    """

    about: str
    says: tuple[str, ...]
    within: re.Pattern[str]
    whole: re.Pattern[str]
    told: re.Pattern[str] | None


@lru_cache(maxsize=1)
def topics() -> tuple[Topic, ...]:
    """Return all that can be asked about; the first that fits is meant."""
    raw = json.loads(resources.files(__package__).joinpath("answers.json").read_text("utf-8"))
    return tuple(_topic(each, raw["before"], raw["after"]) for each in raw["questions"])


def _topic(raw: dict[str, object], before: str, after: str) -> Topic:
    patterns = raw["patterns"]
    says = raw["says"]
    if not isinstance(patterns, list) or not isinstance(says, list):
        raise TypeError("answers.json: patterns and says are lists")
    any_of_them = "|".join(patterns)
    return Topic(
        about=str(raw["about"]),
        says=tuple(says),
        within=re.compile(any_of_them, re.IGNORECASE),
        whole=re.compile(f"{before}(?:(?:{any_of_them}){after})?", re.IGNORECASE),
        told=re.compile(str(raw["told"]), re.IGNORECASE) if "told" in raw else None,
    )


def asked_in(text: str) -> Topic | None:
    """Return what a message asks that is known to ask about the service; None where no pattern knows it."""
    plain = _short(text)
    return next((topic for topic in topics() if plain and topic.within.search(plain)), None)


def asked_by(text: str) -> Topic | None:
    """Return what a message asks that is one of the questions and nothing else, whatever else it may look like; else None."""
    plain = _short(text)
    asks = _ASKS.search(plain) or _ASKS_BY_ORDER.search(plain)
    return next((topic for topic in topics() if asks and _is_all_of(topic, plain)), None)


def _is_all_of(topic: Topic, plain: str) -> bool:
    """Whether all of a message asks about the topic: each sentence, or each part of it between commas.

    Part by part, so that the time it takes doesn't grow by powers of how often something is said.
    """
    if not topic.within.search(plain) or (topic.told and topic.told.search(plain)):
        return False
    return all(
        _is_of(topic, sentence) or all(_is_of(topic, part) for part in _PART.findall(sentence))
        for sentence in _SENTENCE.findall(plain)
    )


def _is_of(topic: Topic, part: str) -> bool:
    return topic.whole.fullmatch(f"{part} ") is not None


def _short(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= LONGEST_QUESTION else ""
