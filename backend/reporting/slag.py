"""What kind of thing was written, where plain words tell more than the learned model; and the right door for the rest.

Praise is a framgångsfaktor; a complaint about one person's manner, lex Sarah, a password or one's own pay is ej brist and has a
door of its own; a text of few words that tells of nothing in particular is oklart. Everything else is the model's to say.
The phrases are data, in `slag.json`.
"""

import json
import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from importlib import resources

from backend.reporting.doors import NAMED, Door
from models.enums import PartyCode, Slag

# What a report is stored as; the rest is shown another door, or asked about.
STORED_SLAG = (Slag.BRIST, Slag.BEHOV, Slag.FRAMGANGSFAKTOR)
NOT_STORED_SLAG = (Slag.EJ_BRIST, Slag.OKLART)
# A vague text is short; with more words than this something is told.
_MOST_VAGUE_WORDS = 12
# Below these shares of the model's belief its answer, or a word for it, is doubtful; counted out of fold (docs/categories.md).
_FEWEST_FOR_GOOD_TURN = 0.1
# What is no brist is rarer and told in more ways than a brist, so the model believes too little in it from those whom it hasn't
# met. Of praise it is asked for more than a half: whoever is thanked for what failed doesn't write again.
_FEWEST_FOR_PRAISE = 0.5
_FEWEST_FOR_NO_BRIST = 0.35
# Without a word for what is good more, since an angry turn is easily taken for praise there.
_FEWEST_WITHOUT_A_GOOD_WORD = 0.85
_NEVER = 1.01
# A brist is never thanked for: where something that fails is named, praise must be next to certain.
_ENOUGH_WITH_A_FAILING = 0.9
# Above this it hears irony in a kind word.
_ENOUGH_AGAINST_KIND_WORD = 0.9
_FEWEST_TO_TURN_AWAY, _FEWEST_TO_TURN_AWAY_FAILURE = 0.6, 0.95
_FEWEST_FOR_DOOR = 0.2
_WORD = re.compile(r"\w+")


def as_one(slag: Slag) -> Slag:
    """Return the slag as measurements count it: brist and behov are one."""
    return Slag.BRIST if slag is Slag.BEHOV else slag


class _Phrases:
    def __init__(self) -> None:
        raw = json.loads(resources.files(__package__).joinpath("slag.json").read_text("utf-8"))
        self.praise = _any(raw["praise"])
        self.spoils_praise = _any(raw["spoils_praise"])
        self.until_then = _any(raw["until_then"])
        self.nothing_failed = _any(raw["nothing_failed"])
        self.good_sign = _any(raw["good_sign"])
        self.curse = _any(raw["curse"])
        self.turned_good = _any(pattern.replace("{BAD}", raw["bad_thing"]) for pattern in raw["turned_good"])
        self.spoils_good_turn = _any(raw["spoils_good_turn"])
        self.fails = _any(pattern for patterns in raw["fails"].values() for pattern in patterns)
        self.plainly_failed = _any(raw["plainly_failed"])
        self.vague = _any(raw["vague"])
        self.brist_in_few_words = _any(raw["brist_in_few_words"])
        self.between = _any(raw["between"])
        self.asked_in_complaint = _any(raw["asked_in_complaint"])
        self.concrete = _any(raw["concrete"])
        self.others_system = _any(raw["others_system"])
        self.doors = tuple((Door(name), _any(patterns)) for name, patterns in raw["doors"].items())


def _any(patterns: Iterable[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(patterns)})(?!\w)")


@lru_cache(maxsize=1)
def _phrases() -> _Phrases:
    return _Phrases()


def weigh_slag(
    text: str,
    learned: Slag,
    parties: Iterable[PartyCode],
    names: re.Pattern[str] | None = None,
    belief: Mapping[Slag, float] | None = None,
) -> tuple[Slag, Door | None]:
    """Return the slag of a text, given what the model says and the parties named, and the door when it is ej brist.

    `names` finds, in lower case, what the förbund's units are called: a name like "Bra Liv" praises nobody. `belief` is how
    likely each slag is to the model, 0 to 1; one that can't tell is taken at its word.
    """
    known, lower, named = _phrases(), text.lower(), len(set(parties))
    if names is not None:
        lower = names.sub(lambda name: "enheten" if known.good_sign.search(name[0]) else name[0], lower)
    told = _told(known, lower, _heard(learned, belief or {}), named, belief or {})
    return told, _door(known, lower) if told is Slag.EJ_BRIST else None


def _heard(learned: Slag, belief: Mapping[Slag, float]) -> Slag:
    """Return what the model means, where what is no brist needs less belief than a brist."""
    no_brist = belief.get(Slag.EJ_BRIST, 0.0) >= _FEWEST_FOR_NO_BRIST
    return Slag.EJ_BRIST if learned in (Slag.BRIST, Slag.BEHOV) and no_brist else learned


def _told(known: _Phrases, lower: str, learned: Slag, named: int, belief: Mapping[Slag, float]) -> Slag:
    if known.others_system.search(lower) and learned is Slag.EJ_BRIST:
        return Slag.BRIST
    # Where two parties are named something stands between them, whatever else the text speaks of.
    door = _door(known, lower)
    beside_the_point = door in (Door.WORKPLACE, Door.EMPLOYEE) and belief.get(Slag.EJ_BRIST, 1.0) < _FEWEST_FOR_DOOR
    if named < 2 and door in NAMED and not beside_the_point and not known.others_system.search(lower):
        return Slag.EJ_BRIST
    # "Förr var det omöjligt, men nu ...": what is told now counts.
    now = known.until_then.sub("", lower)
    happened = known.nothing_failed.sub("", now)
    fails = bool(known.fails.search(happened) or known.plainly_failed.search(happened))
    good = belief.get(Slag.FRAMGANGSFAKTOR, _FEWEST_FOR_PRAISE)
    # What was before is told as a brist is, and makes no irony of what is praised now.
    ironic = now == lower and belief.get(Slag.BRIST, 0.0) + belief.get(Slag.BEHOV, 0.0) >= _ENOUGH_AGAINST_KIND_WORD
    if known.praise.search(now) and not known.spoils_praise.search(happened) and not fails and not ironic:
        return Slag.FRAMGANGSFAKTOR
    if good >= _FEWEST_FOR_GOOD_TURN and _has_turned_good(known, now):
        return Slag.FRAMGANGSFAKTOR
    words = len(_WORD.findall(lower))
    if words <= _MOST_VAGUE_WORDS and known.vague.search(lower) and not known.concrete.search(lower):
        return Slag.OKLART
    # In few words the model sees too little, but somebody who is named and didn't come is an event.
    failed = named > 0 and bool(known.plainly_failed.search(lower))
    if learned is Slag.OKLART and (failed or known.brist_in_few_words.search(lower)):
        return Slag.BRIST
    if learned is Slag.EJ_BRIST and _stands_between_parties(known, lower, named, told_failure=failed):
        return Slag.BRIST
    # With no door to show and in doubt, nothing is turned away: a coordinator sorts it. Of a party that is told to have failed
    # there is nearly always doubt: "AF har dragit in sin personal".
    sure = _FEWEST_TO_TURN_AWAY_FAILURE if named and fails else _FEWEST_TO_TURN_AWAY
    if learned is Slag.EJ_BRIST and door is None and belief.get(Slag.EJ_BRIST, 1.0) < sure:
        return Slag.BRIST
    if learned is Slag.FRAMGANGSFAKTOR and (fails or good < _enough_for_praise(known, lower)):
        return _not_praise(belief)
    return learned


def _not_praise(belief: Mapping[Slag, float]) -> Slag:
    """Return what a text is to the model when it praises nobody: a brist, or too vague to say."""
    brist = belief.get(Slag.BRIST, 0.0) + belief.get(Slag.BEHOV, 0.0)
    return Slag.OKLART if belief.get(Slag.OKLART, 0.0) > brist else Slag.BRIST


def _has_turned_good(known: _Phrases, lower: str) -> bool:
    """Whether a trouble is told to have ended, or a thing to have gone as it should, and nothing else is told to fail."""
    if not known.turned_good.search(lower):
        return False
    rest = known.turned_good.sub(" ", known.nothing_failed.sub("", lower))
    return not any(pattern.search(rest) for pattern in (known.fails, known.plainly_failed, known.spoils_good_turn))


def _enough_for_praise(known: _Phrases, lower: str) -> float:
    """How likely praise must be to the model; more where it has no word of it, or speaks of what often fails."""
    if known.plainly_failed.search(lower) or known.brist_in_few_words.search(lower):
        return _ENOUGH_WITH_A_FAILING
    if known.good_sign.search(lower):
        return _FEWEST_FOR_PRAISE
    # Whoever curses and says nothing good praises nobody.
    return _NEVER if known.curse.search(lower) else _FEWEST_WITHOUT_A_GOOD_WORD


def _stands_between_parties(known: _Phrases, lower: str, named: int, *, told_failure: bool) -> bool:
    """Whether what the model turned down is of the parties' common work all the same, a question asked in complaint included."""
    door = _door(known, lower)
    if door is Door.QUESTION:
        return bool(known.asked_in_complaint.match(lower)) and (named > 0 or bool(known.between.search(lower)))
    if door is None:
        return told_failure or bool(known.between.search(lower))
    return named > 1 and told_failure and bool(known.between.search(lower))


def _door(known: _Phrases, lower: str) -> Door | None:
    return next((door for door, pattern in known.doors if pattern.search(lower)), None)
