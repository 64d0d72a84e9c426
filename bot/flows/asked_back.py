"""What is written, and not pressed, in answer to the one question about a vague text.

An answer in a few words is taken as its button; one that tells something is added to the text. Of any other the question stays as
it stands: what was told before isn't lost by a "nej".
"""

import re
from collections.abc import Mapping
from dataclasses import replace

from backend.reporting.intent import is_small_talk
from backend.reporting.reader import category_beforehand
from backend.reporting.understand import Understanding
from backend.reporting.words import clean
from bot.cards.note import VAGUE
from bot.desk import Desk
from bot.flows.opening import go_on, joined_to, told_in_open
from bot.turn import Turn
from bot.words import Words
from models.enums import Slag

MOST_WORDS = 5  # more than these tell of something, and are read as anything else that is told
_WORD = re.compile(r"[^\W_]+")
_SHORTEST = 4  # letters of words that say what failed: "sent", but not "man"
_SMALLEST = 5  # letters of a single word that stands for a whole answer
LIKELY_IN_FEW = 0.6  # a few words are believed less than a whole text
_OTHER = "card.vague.other"
_NEITHER = re.compile(
    r"(vet|minns) inte( riktigt)?|kommer inte ihåg|(jag )?vet ej|ingen aning|inge(t|n|nting)( av (det|dem))?|nå(got|t) annat"
    r"|annat|allt|(something|anything) else|other|none( of (them|these))?|(i )?(do not|don t) know|no idea|everything"
)
_YES_OR_NO = re.compile(r"(nej|nä+|nix|no|nope|ja|japp|jo|jadå|yes|ok|okej|okay|visst|mm+|hm+)( (tack|thanks))?")


async def hear(desk: Desk, turn: Turn, understood: Understanding) -> bool:
    """Answer what answers the question, and return whether it did: False where none is open, and for what tells a story."""
    told = await told_in_open(desk, turn)
    said = " ".join(word.lower() for word in _WORD.findall(turn.text))
    if told is None or not told.question or len(said.split()) > MOST_WORDS:
        return False
    words = desk.words(turn)
    answers = bool(_YES_OR_NO.fullmatch(said))
    if not answers and (understood.door or is_small_talk(turn.text)):  # another matter, or "tack"
        return False
    chosen = None if answers else _chosen(said, words)
    if chosen is not None and not chosen:  # none of these: the form asks, and there is nothing to add
        await go_on(desk, turn, told, told.text, "")
        return True
    if chosen is None and not answers and _tells(understood):
        chosen = _as_understood(understood)
    if chosen is None:
        desk.unsent.keep(turn.person_id, replace(told))  # anew, so that it isn't taken for a question that was passed over
        await turn.reply(words.t("say.question_stands"))
        return True
    new = clean(turn.text)
    await go_on(desk, replace(turn, value=chosen), told, joined_to(told, new), new)
    return True


def _chosen(said: str, words: Words) -> Mapping[str, str] | None:
    """Return what the button chooses whose words were written, some of them at least; None for none, or for several."""
    if _NEITHER.fullmatch(said):
        return VAGUE[_OTHER]
    written = said.split()
    if len(written) == 1 and len(said) < _SMALLEST:
        return None
    found = [key for key in VAGUE if set(written) <= {word.lower() for word in _WORD.findall(words.t(key))}]
    return VAGUE[found[0]] if len(found) == 1 else None


def _tells(understood: Understanding) -> bool:
    """Whether a few words say anything of an event: who, where, when, how often, or what failed or went well."""
    said = (understood.parties, understood.kommun, understood.outside, understood.days[0], understood.recurring)
    heard = any(len(phrase) >= _SHORTEST for phrase in understood.because)
    return any(said) or heard or understood.slag is Slag.FRAMGANGSFAKTOR


def _as_understood(understood: Understanding) -> Mapping[str, str]:
    """Return what the words choose in the form: they are about what failed, since that was asked."""
    if understood.slag is Slag.FRAMGANGSFAKTOR:
        return {"slag": str(understood.slag)}
    code = category_beforehand(understood, understood.slag)
    return {"category": code} if code and understood.candidates[0].p >= LIKELY_IN_FEW else {}
