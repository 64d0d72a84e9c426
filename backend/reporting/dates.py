"""The one day that a Swedish (or English) text pins, seen from when it was written.

Weeks, months and durations give None: they may be a period, but never a day. The answer is never in the future: a day
without a year is the most recent one, and "i tisdags" written on a Tuesday is seven days earlier.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from backend.reporting.alternatives import any_of
from backend.reporting.calendar_words import COUNT, ENGLISH_WEEKDAY, MONTH, MONTHS, ORDINALS, WEEKDAY, WEEKDAYS, number
from backend.reporting.named_days import NAMED_DAY, named_day
from backend.times import local_date

_YEAR = r"(?:,?\s+(?P<year>(?:19|20)\d\d)\b|\s*-\s*(?P<year2>\d\d)\b)?"
_ORDINAL = r"(?::?[ea]\b|:te\b)"
_ORDINAL_WORD = r"(?P<day>" + "|".join(sorted(ORDINALS, key=len, reverse=True)) + ")"


@dataclass(frozen=True, slots=True)
class _Rule:
    pattern: re.Pattern[str]
    resolve: Callable[[re.Match[str], date], date | None]


def _most_recent(today: date, day: int, month: int) -> date | None:
    """The latest such day that isn't after `today`; 29 February may lie years back."""
    for year in range(today.year, today.year - 5, -1):
        try:
            found = date(year, month, day)
        except ValueError:
            continue
        if found <= today:
            return found
    return None


def _full(today: date, year: int, month: int, day: int) -> date | None:
    try:
        found = date(year, month, day)
    except ValueError:
        return None
    return found if found <= today and found.year > today.year - 10 else None


def _iso(match: re.Match[str], today: date) -> date | None:
    return _full(today, int(match["year"]), int(match["month"]), int(match["day"]))


def _day_month(match: re.Match[str], today: date) -> date | None:
    month = MONTHS[match["month"][:3].lower()] if not match["month"].isdigit() else int(match["month"])
    day = _day_number(match["day"])
    year = match["year"] or match["year2"]
    if year:
        return _full(today, int(year) if len(year) == 4 else 2000 + int(year), month, day)
    return _most_recent(today, day, month)


def _last_of_month(match: re.Match[str], today: date) -> date | None:
    month = MONTHS[match["month"][:3].lower()]
    for year in (today.year, today.year - 1):
        found = date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
        if found <= today:
            return found
    return None


def _day_number(written: str) -> int:
    return int(written) if written.isdigit() else ORDINALS[written.lower()]


def _day_only(match: re.Match[str], today: date) -> date | None:
    day = _day_number(match["day"])
    for back in range(0, 62):
        found = today - timedelta(days=back)
        if found.day == day:
            return found
    return None


def _last_weekday(match: re.Match[str], today: date) -> date:
    wanted = WEEKDAYS[match["weekday"][:3].lower()]
    return today - timedelta(days=(today.weekday() - wanted - 1) % 7 + 1)


def _weekday_of_last_week(match: re.Match[str], today: date) -> date:
    monday = today - timedelta(days=today.weekday() + 7)
    return monday + timedelta(days=WEEKDAYS[match["weekday"][:3].lower()])


def _weekday_weeks_ago(match: re.Match[str], today: date) -> date:
    monday = today - timedelta(days=today.weekday() + 7 * number(match["count"]))
    return monday + timedelta(days=WEEKDAYS[match["weekday"][:3].lower()])


def _weekday_of_week(match: re.Match[str], today: date) -> date | None:
    weekday = WEEKDAYS[match["weekday"][:3].lower()] + 1
    for year in (today.year, today.year - 1):
        try:
            found = date.fromisocalendar(year, int(match["week"]), weekday)
        except ValueError:
            continue
        if found <= today:
            return found
    return None


def _days_ago(match: re.Match[str], today: date) -> date | None:
    count = number(match["count"])
    return today - timedelta(days=count) if count <= 400 else None


def _ago(days: int) -> Callable[[re.Match[str], date], date]:
    return lambda _match, today: today - timedelta(days=days)


def _named(match: re.Match[str], today: date) -> date | None:
    weekday = match["weekday"]
    return named_day(
        match["name"] or match["plain"],
        today,
        shift=(match["shift"] or "").lower(),
        weekday=WEEKDAYS[weekday[:3].lower()] if weekday else None,
    )


def _rule(pattern: str, resolve: Callable[[re.Match[str], date], date | None]) -> _Rule:
    # Matched against the text in lower case, which is several times faster than ignoring case.
    return _Rule(re.compile(pattern), resolve)


# Order matters only where two rules match at the same place: the first one wins.
_RULES = (
    _rule(r"(?<![\d-])(?P<year>20\d\d)[-/.](?P<month>\d\d)[-/.](?P<day>\d\d)(?![\d-])", _iso),
    _rule(r"(?<![\d-])(?P<year>20\d\d)(?P<month>0\d|1[0-2])(?P<day>[0-3]\d)(?![\d-])", _iso),
    _rule(rf"(?:\bden\s+|(?<![\d–:.,/-]))(?P<day>[0-3]?\d){_ORDINAL}?\s+(?:of\s+)?{MONTH}{_YEAR}", _day_month),
    _rule(r"\b(?P<month>january|february|march|april|may|june|july|august|september|october|november|december)"
          r"\s+(?P<day>[0-3]?\d)(?:st|nd|rd|th)?\b(?!\s*(?:people|cases|%))(?:,?\s+(?P<year>20\d\d)\b)?(?P<year2>)",
          _day_month),
    _rule(r"(?<![\d–:.,/-])(?P<day>[0-3]?\d)/(?P<month>1[0-2]|0?[1-9])(?![\d/%–])"
          r"(?!\s*(?:av|del|delar|tjänst|tid|dag)\b)(?:[\s-]+(?P<year>20\d\d)\b|-(?P<year2>\d\d)\b)?", _day_month),
    _rule(rf"\bden\s+(?P<day>[0-3]?\d){_ORDINAL}(?!\s*(?:och|,|/|–|-)\s*\d)", _day_only),
    _rule(rf"\bden\s+{_ORDINAL_WORD}\s+{MONTH}{_YEAR}", _day_month),
    _rule(rf"\bden\s+sista\s+(?:i\s+)?{MONTH}", _last_of_month),
    _rule(r"\bon\s+the\s+(?P<day>[0-3]?\d)(?:st|nd|rd|th)\b", _day_only),
    _rule(rf"\b(?:i\s?)?{WEEKDAY}da[gj]?(?:s|en)?\s+för\s+{COUNT}\s+veck(?:a|or)\s+se(?:da)?n\b", _weekday_weeks_ago),
    _rule(rf"\b(?:i\s?)?{WEEKDAY}da[gj]?(?:s|en)?\s*,?\s+(?:i\s+)?förra\s+veckan\b", _weekday_of_last_week),
    _rule(rf"\b{ENGLISH_WEEKDAY}\s+last\s+week\b", _weekday_of_last_week),
    _rule(rf"\bförra\s+veckan,?\s+(?:på\s+)?{WEEKDAY}dag(?:en)?\b", _weekday_of_last_week),
    _rule(rf"\bförra\s+veckans\s+{WEEKDAY}dag\b", _weekday_of_last_week),
    _rule(rf"\b{WEEKDAY}dag(?:en)?\s*,?\s+(?:i\s+)?v(?:ecka)?\.?\s*(?P<week>\d\d?)\b", _weekday_of_week),
    _rule(rf"\bi\s?{WEEKDAY}da[gj]?s\b", _last_weekday),
    # "I fre": a weekday cut short. "I ons" and "i sön" are words of no other kind either; "i mån" may be "i mån av tid".
    _rule(r"\bi\s(?P<weekday>tis|ons|tors|fre|lör|sön)\b(?!\.?-)", _last_weekday),
    _rule(rf"\bhela\s+{WEEKDAY}dagen\b", _last_weekday),
    # Told by itself: "fredags. af ställde in."
    _rule(rf"(?:^|[.!?\n]\s*){WEEKDAY}dags\b", _last_weekday),
    # "I onsdags" is the nearest one, "förra onsdagen" that of the week before this.
    _rule(rf"\bförra\s+{WEEKDAY}dag(?:en)?\b", _weekday_of_last_week),
    _rule(rf"\b(?:senaste|nu\s+senast)\s+{WEEKDAY}dag(?:en)?\b", _last_weekday),
    _rule(rf"\b(?:last|on|this)\s+{ENGLISH_WEEKDAY}\b", _last_weekday),
    _rule(rf"(?<!nästa )(?<!kommande )\b{WEEKDAY}dagens\s+\w+", _last_weekday),
    _rule(r"\b(?:i\s?f[öo]r+\s?g[åa]r|day\s+before\s+yesterday)\b", _ago(2)),
    _rule(r"\b(?:i\s?g[åa]r|g[åa]rdagens|yesterday|last\s+night)\b", _ago(1)),
    _rule(r"\bi\s?(?:morse|förmiddags?|eftermiddags|natt|fm|em)\b|\b(?:nu|tidigt)\s+på\s+(?:morgonen|förmiddagen)\b", _ago(0)),
    _rule(r"\bthis\s+(?:morning|afternoon)\b", _ago(0)),
    _rule(r"\bdagens\s+(?:\w*möte\w*|sip\w*|avstämning\w*)\b", _ago(0)),
    _rule(rf"\bför\s+{COUNT}\s+dag(?:ar)?\s+se(?:da)?n\b", _days_ago),
    _rule(rf"\b{COUNT}\s+days?\s+ago\b", _days_ago),
    _rule(NAMED_DAY, _named),
)  # fmt: skip
_NAMED_DAYS = len(_RULES) - 1

# A day that is only a limit or a plan is taken when the text pins no other.
_LIMIT_BEFORE = re.compile(
    r"(?:\bt\.?\s?o\.?\s?m\.?|\btill\s+och\s+med|\bsenast|\bfram\s+till|\btill|\bföre|\binnan|\binför|\bfrån\s+och\s+med|"
    r"\bfr\.?\s?o\.?\s?m\.?|\bgäller)\s+(?:den\s+)?$",
)
_FUTURE_BEFORE = re.compile(r"\b(?:nästa|kommande|på\s+(?:mån|tis|ons|tors|fre|lör|sön)dag)\s+(?:den\s+)?$")
# "Sedan Lucia", "innan valborg": a named day tells how long, or by when.
_NAMED_LIMIT_BEFORE = re.compile(r"\b(?:se(?:da)?n|innan|före|till|inför|fram\s+till|senast)\s+$")
# When somebody was born is no event.
_BORN_BEFORE = re.compile(r"\b(?:född|f|föddes|fyller|fyllde)\.?:?\s+(?:den\s+)?$")
# "2 och 16 april", "12-14 mars": more than one day, so none is pinned.
_SEVERAL_BEFORE = re.compile(r"\d{1,2}(?::?[ea])?\s*(?:och|eller|resp\.?|,|–|-|till)\s*(?:den\s+)?$")
_ROUND_THE_CLOCK = re.compile(r"(?<!den )\b24/7\b")

_TODAY = re.compile(r"\b(?:i\s?dag|today)\b")
# A full stop inside "10.30" or "kl.10" ends nothing.
_SENTENCE = re.compile(r"(?:[^.!?\n]|[.!?](?!\s|$))+")
_CLOCK = re.compile(r"\bkl(?:ockan|\.)?\s?\d|\b\d\d[:.]\d\d\b")
_WENT = any_of(r"""
    kom fick gick var hade skulle blev uteblev sade sa såg satt stod ville kunde visste tog gav lät höll bröts dök
    hände ringt mejlat sökt väntat försökt fått varit suttit skickat frågat träffat glömde dröjde brast föll försvann
    skrev bad åkte drog lade la ställdes avbröts hittade came was were had did didn't got bröt bjöd slog teg steg
    fanns \w{2,}(?:ade|ades|tte|ttes|pte|ptes|fte|ftes|dde|ddes|kte|ktes|ngde|ngdes|lde|rde)
""")
_PAST = re.compile(rf"\b{_WENT}\b")
_PRESENT_NEXT = re.compile(
    r"^\s*(?:är|har|finns|ligger|får|gör|kan|måste|saknas|sker|går|blir|står|ska|skickas|vet|kommer|tar|\w+ar|\w+er)\b",
)


def find_event_date(text: str, reported_at: datetime) -> date | None:
    """Return the day the text pins, or None.

    Of several days the first one wins, unless it is only a limit ("t.o.m. 8 februari") and another day stands elsewhere.
    `reported_at` is an aware moment; days are counted in Europe/Stockholm.
    """
    today = local_date(reported_at)
    limit: date | None = None
    for found, is_limit in _days(text.lower(), today):
        if not is_limit:
            return found
        limit = limit or found
    return limit


def places_of_days(text: str) -> list[tuple[int, int]]:
    """Return where a text names a day, in order and without overlaps, whatever day it is."""
    lower = text.lower()
    patterns = (*(rule.pattern for rule in _RULES), _TODAY)
    hits = sorted((match.span() for pattern in patterns for match in pattern.finditer(lower)), key=lambda at: (at[0], -at[1]))
    places: list[tuple[int, int]] = []
    for start, end in hits:
        if not places or start >= places[-1][1]:
            places.append((start, end))
    return places


def _days(text: str, today: date) -> Iterator[tuple[date, bool]]:
    """Every day that the text pins, in order of place, with whether it is only a limit."""
    hits: list[tuple[int, int, int, date]] = []
    for rank, rule in enumerate(_RULES):
        for match in rule.pattern.finditer(text):
            found = rule.resolve(match, today)
            if found is not None and found <= today:
                hits.append((match.start(), rank, match.end(), found))
    hits += [(start, len(_RULES), end, today) for start, end in _today_events(text)]
    end_of_last = 0
    for start, rank, end, found in sorted(hits):
        before = text[max(0, start - 30) : start]
        if start < end_of_last:
            continue
        end_of_last = end
        if _BORN_BEFORE.search(before) or (rank == _NAMED_DAYS and _NAMED_LIMIT_BEFORE.search(before)):
            continue
        if _SEVERAL_BEFORE.search(before) or _FUTURE_BEFORE.search(before) or _ROUND_THE_CLOCK.match(text, start):
            continue
        yield found, bool(_LIMIT_BEFORE.search(before))


_A_WORD_OR_TWO = 3


def _today_events(text: str) -> Iterator[tuple[int, int]]:
    """Places where "idag" means today's event and not "nowadays"."""
    for sentence in _SENTENCE.finditer(text):
        words = sentence[0]
        days = list(_TODAY.finditer(words))
        if not days:
            continue
        # "Tråkigt idag! FK ställde in": what is said of the day in a word or two is told after it.
        told = text if len(words.split()) <= _A_WORD_OR_TWO else words
        by_the_clock, past = bool(_CLOCK.search(words)), bool(_PAST.search(told))
        for match in days:
            if by_the_clock or (past and not _PRESENT_NEXT.match(words[match.end() : match.end() + 40])):
                yield sentence.start() + match.start(), sentence.start() + match.end()
