"""Proposals for an edition's one berättelse: reports of its period, chosen by a rule and told without what points at somebody."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import col, select

from backend.database import AsyncSession
from backend.reporting.dates import places_of_days
from backend.reporting.diagnoses import names_diagnosis
from backend.reporting.kommun import KommunFinder
from backend.reporting.privacy import find
from backend.reporting.spans import length_of
from backend.reporting.words import LONGEST_TEXT, printed
from digests.periods import Period
from digests.say import Voice
from models import Kommun, Report, Unit, UnitAlias
from models.enums import PartyCode, ReportStatus, Slag

MOST = 3
SHORTEST = 60
LONGEST = 600
_MEETING = re.compile(r"\b\w*(?:möte|samtal|avstämning|sip)\w*$", re.IGNORECASE)
_DIGIT = re.compile(r"\d")
_WHEN = re.compile(
    r"\b(?:januari|februari|mars|april|maj|juni|juli|augusti|september|oktober|november|december"
    r"|(?:mån|tis|ons|tors|fre|lör|sön)dag\w*|i förra veckan|förra veckan|förra månaden|i går|igår|i förrgår)\b",
    re.IGNORECASE,
)
"""What tells when, beside days that are read as such."""
_ONE_PERSON = re.compile(
    r"\b(?:han|hon|hen|hans|hennes|hens|honom|henne|en\s+(?:\w+\s+)?(?:kvinna|man|kille|tjej|person|mamma|pappa|flicka|pojke"
    r"|ung\w*|ungdom|klient|patient|brukare|deltagare)|mannen|kvinnan|killen|tjejen|personen|mamman|pappan|klienten|patienten"
    r"|brukaren|deltagaren)s?\b",
    re.IGNORECASE,
)
_TRAIT = re.compile(
    r"\b(?:\w*rullstol\w*|rullator\w*|permobil\w*|krycko?r?\w*|protes\w*|hörapparat\w*|hörselapparat\w*|cochlea\w*|ledarhund\w*"
    r"|vita\s+käpp\w*|syrgas\w*|stomi\w*|kateter\w*|respirator\w*|pacemaker\w*|teckenspråk\w*|hjälpmed\w*|assistans\w*"
    r"|assistent\w*|halta\w*|stamma\w*|synnedsatt\w*|hörselnedsatt\w*|handikapp\w*|funktionshind\w*|opererad\w*|operation\w*"
    r"|gips\w*|brännskad\w*|tatuer\w*|överviktig\w*|höggravid\w*|dövblind\w*|medicin\w*|behandling\w*|sjukdom\w*)\b",
    re.IGNORECASE,
)
"""A body's trait, an aid or a treatment."""
_AGE = re.compile(
    r"\b(?:\w*åring(?:en|ens|s)?|(?:\w*(?:ton|ti|tio|elva|tolv|ett|två|tre|fyra|fem|sex|sju|åtta|nio|hundra)\s+år(?!\w)\s+gam\w+)"
    r"|\w*årsåldern|\w*tonåring\w*|pensionär\w*|fyllt\s+\w+|född\w*)\b",
    re.IGNORECASE,
)
_SMALL_PLACE = re.compile(
    r"\b(?:by(?:n|ns)|(?:i|på|vid)\s+(?:den\s+lilla\s+)?\w*(?:byn|orten|samhället|skolan|affären|kiosken|macken|trappan|torget|perrongen))\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Names:
    """What a förbund calls its kommuner, and its units with the party that each is of."""

    kommuner: Sequence[str]
    units: Mapping[str, PartyCode]


async def propose_stories(session: AsyncSession, kommun_ids: Sequence[int] | None, period: Period, voice: Voice) -> list[str]:
    """Return at most `MOST` texts, the likeliest first; `kommun_ids` None stands for the whole förbund.

    Those that have been answered and closed come first, then those of the commonest category, then the newest; an event that
    several have told is proposed in one's words. A text that
    still holds a number, a month or a weekday, a word that begins with the name of a kommun or a unit ("Tranåskontoret"), or
    anything that the guard finds isn't proposed, nor one on a single person with a body's trait, an aid, a diagnosis, an age or
    a small place: it could point at somebody.
    """
    found = await session.exec(
        select(Report)
        .where(
            col(Report.reported_at) >= period.since,
            col(Report.reported_at) < period.until,
            col(Report.slag).in_((Slag.BRIST, Slag.FRAMGANGSFAKTOR)),
            col(Report.internal).is_(False),
            Report.status != ReportStatus.ATERKALLAD,
            sa.func.length(Report.text).between(SHORTEST, LONGEST),
            *([] if kommun_ids is None else [col(Report.kommun_id).in_(kommun_ids)]),
        )
        .order_by(col(Report.reported_at).desc(), col(Report.id).desc())
    )
    reports = found.all()
    common = Counter(report.category for report in reports)
    names = await _read_names(session)
    finder = KommunFinder(names.kommuner)
    stories: dict[str, None] = {}
    proposed: set[int | None] = set()
    for report in sorted(reports, key=lambda each: (each.closed_at is None, -common[each.category])):
        event = report.same_event_as_id or report.id
        if event in proposed:
            continue
        story = coarsened(report.text, names, voice)
        # Names of few letters may stand so close that their general words are longer than the guard looks at.
        if length_of(story) > LONGEST_TEXT or _points(story, names) or _recognisable(story) or find(story):
            continue
        if finder.read(story).outside is None:
            stories[story] = None
            proposed.add(event)
        if len(stories) == MOST:
            break
    return list(stories)


def _points(story: str, names: Names) -> bool:
    """Whether a text still tells when, or has a name as the beginning of a word."""
    if _DIGIT.search(story) or _WHEN.search(story):
        return True
    return any(re.search(rf"\b{re.escape(name)}", story, re.IGNORECASE) for name in (*names.kommuner, *names.units))


def _recognisable(story: str) -> bool:
    """Whether a text tells of a single person with something that people who know them would know them by."""
    traits = (_TRAIT, _AGE, _SMALL_PLACE)
    return bool(_ONE_PERSON.search(story)) and (names_diagnosis(story) or any(each.search(story) for each in traits))


def coarsened(text: str, names: Names, voice: Voice) -> str:
    """Return a text in which units are their parties, kommuner are "kommunen" and days are "nyligen", as it is quoted."""
    for name in sorted(names.units, key=len, reverse=True):
        text = _replaced(text, name, voice.t(f"story.unit.{names.units[name]}"))
    for name in sorted(names.kommuner, key=len, reverse=True):
        text = _replaced(text, f"{name} kommun", voice.t("story.kommun"))
        text = _replaced(text, name, voice.t("story.kommun"))
    for start, end in reversed(places_of_days(text)):
        key = "story.meeting" if _MEETING.search(text[start:end]) else "story.day"
        text = f"{text[:start]}{_as_there(voice.t(key), text, start)}{text[end:]}"
    return printed(text)


def _replaced(text: str, name: str, word: str) -> str:
    """Return the text with a name, in whatever case, as another word; its genitive stays one."""
    pattern = re.compile(rf"(?<![\w-]){re.escape(name)}(s?)(?![\w-])", re.IGNORECASE)
    return pattern.sub(lambda found: f"{_as_there(word, text, found.start())}{found[1]}", text)


def _as_there(word: str, text: str, place: int) -> str:
    """Return the word with a capital letter where a sentence begins, else as it is."""
    before = text[:place].rstrip()
    return word[:1].upper() + word[1:] if not before or before[-1] in ".!?" else word


async def _read_names(session: AsyncSession) -> Names:
    kommuner = (await session.exec(select(Kommun.name))).all()
    units = (await session.exec(select(Unit.name, Unit.party))).all()
    of_units = select(UnitAlias.alias, Unit.party).join(Unit, col(Unit.id) == col(UnitAlias.unit_id))
    aliases = (await session.exec(of_units)).all()
    return Names(kommuner, {name: PartyCode(party) for name, party in (*aliases, *units)})
