"""Words that are no reason for a category by themselves: days, kommuner, parties, meetings as such, and function words."""

import re
from functools import lru_cache

from backend.categories.features import normalised
from backend.reporting.calendar_words import MONTH
from backend.reporting.parties import PartyFinder

_DAY = re.compile(
    rf".*\d.*|(?:{MONTH})|(?:mån|tis|ons|tors|fre|lör|sön)dag\w*|(?:mon|tues|wednes|thurs|fri|satur|sun)days?"
    r"|i(?:dag|går|morgon|bland)|förrgår|dag(?:en|ar|arna|s)?|veck(?:a|an|or|orna)|månad(?:en|er|erna)?|år(?:et|en|s)?"
    r"|(?:förmiddag|eftermiddag|kväll|morgon)\w*|klockan|kl|today|yesterday|tomorrow|days?|weeks?|months?|years?|morning|afternoon",
    re.DOTALL,
)
_FUNCTION_WORDS = """
aldrig alla allt andra att av bara bland blev bli blir blivit bort båda både där därför då de dem den denna deras dess dessa
det detta din dom du efter eftersom eller en ens er ett fast fick finns fram från få får fått för före förra genom ger gör
gjorde gjort ha hade han hans har haft hej hela heller hem henne hennes hon honom hos hur här i in inför ingen inget inga innan
inom inte ja jag ju just kan kanske ska skall skulle kunde kunna med medan mellan men mer mest mig min mina mitt mot
mycket måste ner nog nu nya någon något några när nästa oavsett och också ofta om oss på redan samma samt sedan sen senaste
sig sin sina sitt sista sådan själv som så till tills trots under upp ut utan vad var vara varit varje varken vem vet vi vid
vidare vilka vilken vilket vill ville vår våra vårt väl åt än ännu är även över
möte mötet möten mötena möts meeting meetings samarbete samarbetet samarbetar samverkan samverkar jättebra toppen
handläggare handläggaren handläggarna sip sip:en sipen insats insatsen ärende ärendet deltagare deltagaren person personen
a about after again all an and any are as at be been before but by can could did do does for from had has have he her his how
i if in into is it its just may me my no not of on or our out she so some than that the their them then there they this to too
us was we were what when where which who will with would you your
"""


@lru_cache(maxsize=1)
def _function_words() -> frozenset[str]:
    return frozenset(_FUNCTION_WORDS.split())


@lru_cache(maxsize=1)
def _parties() -> PartyFinder:
    return PartyFinder()


@lru_cache(maxsize=20_000)
def is_day_or_place(word: str) -> bool:
    """Whether a word (without signs around it) is a day, a clock, another number or a kommun, in whatever case it is written."""
    return bool(_DAY.fullmatch(word.lower())) or normalised(word.title()) in ("kommunort", "kommunorts")


@lru_cache(maxsize=20_000)
def says_nothing_alone(word: str) -> bool:
    """Whether a word (without signs around it) says nothing of what went wrong: a function word, or just somebody's name."""
    return word.lower() in _function_words() or is_day_or_place(word) or bool(_parties().find(word))
