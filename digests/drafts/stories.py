"""Proposals for an edition's one berättelse: reports of its period, chosen by a rule and told without what points at somebody."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import col, select

from backend.database import AsyncSession
from backend.reporting.dates import places_of_days
from backend.reporting.kommun import KommunFinder
from backend.reporting.privacy import find
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


@dataclass(frozen=True, slots=True)
class Names:
    """What a förbund calls its kommuner, and its units with the party that each is of."""

    kommuner: Sequence[str]
    units: Mapping[str, PartyCode]


async def propose_stories(session: AsyncSession, kommun_ids: Sequence[int] | None, period: Period, voice: Voice) -> list[str]:
    """Return at most `MOST` texts, the likeliest first; `kommun_ids` None stands for the whole förbund.

    Those that have been answered and closed come first, then those of the commonest category, then the newest. A text that
    still holds a number, a month or a weekday, a word that begins with the name of a kommun or a unit ("Tranåskontoret"), or
    anything that the guard finds isn't proposed: it could point at somebody.
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
    for report in sorted(reports, key=lambda each: (each.closed_at is None, -common[each.category])):
        story = coarsened(report.text, names, voice)
        if not _points(story, names) and not find(story) and finder.read(story).outside is None:
            stories[story] = None
        if len(stories) == MOST:
            break
    return list(stories)


def _points(story: str, names: Names) -> bool:
    """Whether a text still tells when, or has a name as the beginning of a word."""
    if _DIGIT.search(story) or _WHEN.search(story):
        return True
    return any(re.search(rf"\b{re.escape(name)}", story, re.IGNORECASE) for name in (*names.kommuner, *names.units))


def coarsened(text: str, names: Names, voice: Voice) -> str:
    """Return a text in which units are their parties, kommuner are "kommunen" and days are "nyligen"."""
    for name in sorted(names.units, key=len, reverse=True):
        text = _replaced(text, name, voice.t(f"story.unit.{names.units[name]}"))
    for name in sorted(names.kommuner, key=len, reverse=True):
        text = _replaced(text, f"{name} kommun", voice.t("story.kommun"))
        text = _replaced(text, name, voice.t("story.kommun"))
    for start, end in reversed(places_of_days(text)):
        key = "story.meeting" if _MEETING.search(text[start:end]) else "story.day"
        text = f"{text[:start]}{_as_there(voice.t(key), text, start)}{text[end:]}"
    return text


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
