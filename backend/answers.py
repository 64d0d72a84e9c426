"""What is asked about the service itself, and which sentences answer it: who reads, when an answer comes, what comes of it.

The questions are data, in `answers.json`, by topic: `patterns` are what is asked, `says` the keys of what is answered; `asks` is
what tells that a message asks. The keys `who.*` are also what `/integritet` says, so that one who asks in Teams and one who
reads the page are told the same.
"""

import json
import re
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any

LONGEST_QUESTION = 160
"""What is longer tells of something, whatever it also asks."""
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


@dataclass(frozen=True, slots=True)
class _Order:
    """What tells a question where nobody marks it as one.

    The order of the words does: the verb comes first (`by_order`), or after the word that asks. "När FK svarar" and "får inte
    veta" tell of something, and so may all that denies. So does a condition, which begins with its verb as well ("Får AF veta
    det för sent blir det fel"): another verb follows (`tells`), with no "som" or "jag" before it. And so does what was clipped
    and ends in when: "Ser soc det här varje vecka".
    """

    marked: re.Pattern[str]
    wonders: re.Pattern[str]
    by_order: re.Pattern[str]
    denies: re.Pattern[str]
    tells: re.Pattern[str]

    def is_in(self, plain: str) -> bool:
        """Return whether a message asks."""
        if self.marked.search(plain):
            return True
        if self.denies.search(plain):
            return False
        begins = self.by_order.match(plain)
        return bool(self.wonders.match(plain) or (begins and not self.tells.search(plain, begins.end())))


@lru_cache(maxsize=1)
def _order() -> _Order:
    raw = _raw()["asks"]

    def read(*alternatives: str, before: str = "") -> re.Pattern[str]:
        return re.compile(f"{before}(?:{'|'.join(alternatives)})", re.IGNORECASE)

    return _Order(
        marked=read(raw["marked"]),
        wonders=read(raw["wonders"], before=raw["opening"]),
        by_order=read(*raw["by_order"], before=raw["opening"]),
        denies=read(raw["denies"]),
        tells=read(*raw["tells"], before=r"\b"),
    )


def _raw() -> dict[str, Any]:
    raw: dict[str, Any] = json.loads(resources.files(__package__).joinpath("answers.json").read_text("utf-8"))
    return raw


@lru_cache(maxsize=1)
def topics() -> tuple[Topic, ...]:
    """Return all that can be asked about; the first that fits is meant."""
    raw = _raw()
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
    if not _order().is_in(plain):
        return None
    return next((topic for topic in topics() if _is_all_of(topic, plain)), None)


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
