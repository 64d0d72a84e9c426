"""Personnummer, samordningsnummer and dates of birth, in every spelling that people use.

Sources: folkbokföringslagen (1991:481) 18 § for the form (date of birth, three digits, check digit; "+" from the year of
100), 18 a § for samordningsnummer (60 is added to the day). Organisation numbers have at least 20 in the place of the month and
so are never dates.
"""

import re
from datetime import date
from itertools import chain

from stdnum import luhn

from backend.reporting.alternatives import any_of
from backend.reporting.loose_numbers import find_loose_numbers
from backend.reporting.name_places import PERSONS
from backend.reporting.phones import public_numbers
from backend.reporting.spans import PlainText, Span, SpanKind

# What may stand between two digits of one number: at most six signs, never a letter or a comma.
_GAP = r"[\s.+\-/_:·*'’()=~|\\>]{0,6}"
_RUN = re.compile(rf"\d(?:{_GAP}\d)+")
# Read out digit by digit, with commas.
_ONE_BY_ONE = re.compile(r"(?<!\d)\d(?:\s?[,;]\s?\d(?!\d)){9,11}")

_DAY = r"(?:[06][1-9]|[1278]\d|[39][01])"
_MONTH = r"(?:0[1-9]|1[0-2])"
_YEAR = r"(?:(?:18|19|20)\d\d|\d\d)"
_SEP = r"[ ./-]?"
_BIRTH = rf"(?P<year>{_YEAR}){_SEP}(?P<month>{_MONTH}){_SEP}(?P<day>{_DAY})"

# The ordinary form: a date and four more, parted by one sign, or twelve digits in a row. Counted whatever the check digit says.
_ORDINARY = re.compile(
    rf"(?<!\d)(?P<year>{_YEAR})(?P<month>{_MONTH})(?P<day>{_DAY})(?:\s?[-+]\s?|[\s_/])(?P<last>\d{{4}})(?!\d)"
    rf"|(?<!\d)(?P<year2>(?:18|19|20)\d\d)-?(?P<month2>{_MONTH})-?(?P<day2>{_DAY})[-+]?(?P<last2>\d{{4}})(?!\d)"
    # Its parts apart as well, but for what may be the day and hour, or the years, of a meeting: "1962 04 11 - 2213".
    rf"|(?<![\d+])(?P<year3>(?:18|19)\d\d|200\d|[3-9]\d)(?P<sep>[ ./-])(?P<month3>{_MONTH})(?P=sep)(?P<day3>{_DAY})"
    r"\s?[-+]\s?(?!(?:19|20)\d\d)(?P<last3>\d{4})(?!\d)"
)
_INTERIM = re.compile(rf"(?<!\d){_BIRTH}\s?[-+]?\s?[A-Za-zÅÄÖåäö]\d{{3}}(?!\w)")
_LABEL = (
    r"\b(?:person-?\s?(?:numret|nummer|nr)|pers\.?\s?nr|p-?nr|pnr|personnr|samordnings(?:numret|nummer|nr)|ssn|personal\s+number)\b\W{0,4}"
    r"(?:(?:är|is|nr)\W{0,3})?"
)
_LABELLED = re.compile(rf"{_LABEL}(?P<number>\d(?:{_GAP}\d){{7,11}})(?!\d)", re.IGNORECASE)
_LABELLED_BIRTH = re.compile(rf"{_LABEL}(?P<number>{_BIRTH})(?!\d)", re.IGNORECASE)
_MASKED = re.compile(
    rf"(?<!\d){_BIRTH}\s?[-+]\s?(?:[xX*•#?_nN]{{4}}|\d{{1,3}}[xX*•#?_]{{1,3}}|[xX*•#?_]{{1,3}}\d{{1,3}})(?!\w)"
    rf"|(?<!\d)(?P<year2>(?:19|20)?\d\d)(?P<month2>{_MONTH})(?P<day2>{_DAY})\s?[xX*•#?_]{{4}}(?!\w)"
)
# The four last alone: "pnr 9805", "xxxxxx-9805", "ÅÅMMDD-9805".
_ONLY_LAST = re.compile(
    rf"{_LABEL}(?P<number>-?\s?\d{{4}})(?![\d.,:/-]\d|\d)|(?<!\w)(?P<hidden>(?:[xX*•#?_]{{6,8}}|[xX*]{{4}}|(?:åå|ÅÅ|yy|YY){{1,2}}(?:mm|MM)(?:dd|DD))-\d{{4}})(?!\d)",
    re.IGNORECASE,
)
# Ten digits in a row that begin with a day, mistyped where the check digit is wrong; not what is a telephone's.
_TEN = re.compile(
    rf"(?<![\w.,:/+-])(?<!\d )(?!07|08|010)(?P<year>\d\d)(?P<month>{_MONTH})(?P<day>{_DAY})(?P<last>\d{{4}})"
    r"(?![\w/:%]|[.,-]\d|\s\d|\s?(?:kr|kronor|tkr|sek|euro)\b)"
)
_NUMBERED_THING = re.compile(
    r"\b(?:order|faktura|kvitto|bankgiro|plusgiro|konto|artikel|serie|kollinr|imei|meddelande)\w*\W{0,3}(?:\w+\W{1,3})?$",
    re.IGNORECASE,
)
_MONTH_NAME = r"(?:jan|feb|mar|apr|maj|jun|jul|aug|sep|okt|nov|dec)[a-z]*\.?"
_BORN = re.compile(
    r"\b(?:född|fött|födda|födelsedatum(?:et)?|födelsedag|födelsedata|född\s+den|fyller\s+år|fyllde\s+år|f\.|born(?:\s+on)?|date\s+of\s+birth)\W{0,3}(?:är\s+)?(?:den\s+)?"
    rf"(?P<date>(?:(?:19|20)\d\d|\d\d){_SEP}{_MONTH}{_SEP}{_DAY}(?!\d)"
    rf"|\d\d?(?::?[ea])?\s+{_MONTH_NAME}\s+(?:19|20)?\d\d(?!\d)|\d\d?[/.]\s?\d\d?[\s/.-]{{1,2}}(?:19|20)?\d\d(?!\d))",
    re.IGNORECASE,
)
# "Barnet är 20190304", but not "är 2019-03-04 på besök".
_IS = re.compile(
    rf"\b(?:{PERSONS}|hon|han|hen)\s+(?:är|e)\s+(?P<date>{_BIRTH})(?=\s*(?:[,.;:)]|och\b|o\b|men\b|$))", re.IGNORECASE
)
# Numbers that a region gives to those who have none, with letters in the last four.
_RESERVE = re.compile(
    rf"(?<![\w-])(?P<year>(?:19)?\d\d)(?P<month>{_MONTH})(?P<day>{_DAY})\s?[-+]?\s?(?=[A-Z\d]{{0,3}}[A-Z])(?=[A-Z]{{0,3}}\d)[A-ZÅÄÖ\d]{{4}}(?!\w)"
)
# "99", a year and six digits more: a region's number for a patient whose own isn't known.
_RESERVE_99 = re.compile(r"(?<!\d)99[ -]?(?:18|19|20)\d\d[ -]?(?:\d{6}|\d{4}[ -]?\d{2}|\d\d[ -]?\d{4})(?!\d)")
_PARTIAL = re.compile(rf"(?<![\d-])(?P<year>(?:19)?[013-9]\d)(?P<month>{_MONTH})(?P<day>{_DAY})-(?:\d{{1,3}})?(?![\w-])")
_LAST_FOUR_SAID = (
    r"\b(?:(?:de\s+)?(?:fyra\s+sista|sista\s+(?:fyra|4|(?=siffr))|4\s+sista)|last\s+four)(?:\s*(?:siffrorna|siffror|digits))?"
    r"(?:\s+(?:i\s+\w+|är|var|blir|are))*\W{0,3}(?P<number>\d(?:[ .-]?\d){3})(?!\d)"
)
_LAST_FOUR = re.compile(_LAST_FOUR_SAID, re.IGNORECASE)
# "Slutar på 9805": of a person or a number, not of a bill; what looks like a year only beside the word for the number.
_ENDS_WITH = re.compile(
    r"(?P<what>\b\w+\s+|)\b(?:(?:som\s+)?slut(?:ar|ade|er)\s+(?:på|med|(?=-)|(?P<bare>(?=\d)))|slutsiffror(?:na)?(?:\s+är)?|de\s+sista\s+(?:är|var)"
    r"|ends\s+(?:in|with)|ending\s+in)\s*:?\s*-?\s?"
    r"(?P<number>\d(?:[ .-]?\d){3})(?![\d.,:/-]\d|\d|\s?(?:kr|kronor|tkr|%|personer|euro)\b)",
    re.IGNORECASE,
)
_PERSONAL = re.compile(r"pers|pnr|nummer|numret|number", re.IGNORECASE)
_YEAR_LIKE = re.compile(r"(?:19|20)\d\d")
_BILLED = any_of(r"""
    kostnad summa belopp räkning nota total faktur hyra skuld konto ocr bankgiro plusgiro kort ärende diarie dnr mål
    avtal linje projekt insats
""")
_BILL = re.compile(rf"{_BILLED}\w*\s*", re.IGNORECASE)
# A date right before them is a birth, however its parts stand.
_BEFORE_LAST_FOUR = re.compile(
    rf"(?<!\d)(?P<date>{_BIRTH})(?=\W{{1,3}}(?:(?:och|med|sen|sedan|and|the)\s+){{0,2}}{_LAST_FOUR_SAID})", re.IGNORECASE
)
# Six digits that are a day before 2013 and no amount.
_BARE = re.compile(
    rf"(?<![\d.,:/+-])(?<!\d )(?<!\d[.,] )(?P<year>[3-9]\d|0\d|1[0-2])(?P<month>{_MONTH})(?P<day>0[1-9]|[12]\d|3[01])"
    r"(?![\w/:%]|[.,-]\d|\s\d|\s?(?:kr|kronor|st|personer|invånare|tkr|SEK|euro)\b)"
)
# A full date of the last century is a person's: no report is about an event then.
_LAST_CENTURY = re.compile(
    rf"(?<![\d:/-])19\d\d(?P<sep>[-. /]?){_MONTH}(?P=sep){_DAY}(?![\d-])"
    rf"|(?<![\d:/.,-])[3-9]\d-{_MONTH}-(?:0[1-9]|[12]\d|3[01])(?![\d-])"
    rf"|(?<![\d:/.-])(?:[0-2]?\d|3[01])(?:(?::?[ea])?\s+{_MONTH_NAME}\s?|/(?:0?\d|1[0-2])\s?)[-’'][3-9]\d(?![\d/:.-]|\s?(?:%|procent|kr|år|min|timm|dag|vec|st\b))"
    rf"|(?<![\d:/.-])(?:[0-2]?\d|3[01])(?:(?::?[ea])?\s+{_MONTH_NAME}|[/.]\s?(?:0?\d|1[0-2])[\s/.-])\s?19\d\d(?![\d-])",
    re.IGNORECASE,
)
# Unless it is where a law draws its line, at a month's first or last day: "född senast den 1 januari 1962".
_LINE_BEFORE = re.compile(
    r"(?<!\w)(?:före|efter|innan|senast|från\s+och\s+med|till\s+och\s+med|fr\.?\s?o\.?\s?m\.?|t\.?\s?o\.?\s?m\.?|i\s?kraft"
    r"|(?:\w*lag(?:en|ar|arna)?|reg(?:el|eln|ler|lerna)|\w*förordning\w*|\w*balk(?:en)?|bestämmelse\w*|paragraf\w*)"
    r"(?:\s+(?:som|av|från|per|sedan|gällde|gäller|kom|antogs|infördes|ändrades|upphörde|upphävdes)){0,3})\s+(?:den\s+)?$",
    re.IGNORECASE,
)
_LINE = re.compile(r"(?:0?1|30|31)(?::?[ae])?[\s./].*|19\d\d.*\D(?:01|30|31)", re.DOTALL)

# A date and a clock time, or two dates: digits in a row that are nobody's.
_INNOCENT = re.compile(
    r"(?<!\d)20\d\d-\d\d-\d\d(?:T|,?\s)[012]\d:[0-5]\d(?::[0-5]\d)?(?!\d)"
    r"|(?<!\d)20\d\d(?P<sep>-?)[01]\d(?P=sep)[0-3]\d\s?[-/]{1,2}\s?20\d\d(?P=sep)[01]\d(?P=sep)[0-3]\d(?!\d)"
)
_CLOCK = re.compile(r"(?:[01]\d|2[0-3])[0-5]\d")


def find_personal_numbers(plain: PlainText) -> list[Span]:
    """Return the spans of personnummer and samordningsnummer, right or mistyped, and of dates of birth."""
    text = plain.text
    numbers = [match.span() for match in _ORDINARY.finditer(text) if _is_ordinary(match)]
    numbers += [match.span() for match in _INTERIM.finditer(text) if _is_date(match["year"], match["month"], match["day"])]
    numbers += [match.span("number") for match in _LABELLED.finditer(text)]
    numbers += [match.span() for match in _RESERVE.finditer(text) if _is_date(match["year"], match["month"], match["day"])]
    numbers += [match.span("number") for match in _ENDS_WITH.finditer(text) if _is_end_of_number(match)]
    numbers += [match.span("number" if match["number"] else "hidden") for match in _ONLY_LAST.finditer(text) if _is_last(match)]
    numbers += [match.span() for match in _RESERVE_99.finditer(text)]
    numbers += [match.span("number") for match in _LAST_FOUR.finditer(text)]
    numbers += _hidden(text)
    births = [match.span() for match in _MASKED.finditer(text)]
    births += [match.span("date") for match in _BORN.finditer(text)]
    births += [match.span("date") for match in _BEFORE_LAST_FOUR.finditer(text)]
    births += [match.span("number") for match in _LABELLED_BIRTH.finditer(text)]
    births += [
        match.span()
        for pattern in (_PARTIAL, _BARE)
        for match in pattern.finditer(text)
        if _is_date(match["year"], match["month"], match["day"])
    ]
    births += [match.span("date") for match in _IS.finditer(text)]
    births += [match.span() for match in _LAST_CENTURY.finditer(text) if not _is_line(match)]
    return [plain.span(start, end, SpanKind.PERSONNUMMER) for start, end in numbers] + [
        plain.span(start, end, SpanKind.FODELSEDATUM) for start, end in births
    ]


def _is_end_of_number(match: re.Match[str]) -> bool:
    if _BILL.fullmatch(match["what"]) or (match["bare"] is not None and not _PERSONAL.search(match["what"])):
        return False
    return _PERSONAL.search(match["what"]) is not None or not _YEAR_LIKE.fullmatch(match["number"])


def _is_last(match: re.Match[str]) -> bool:
    """Whether what is told are the last four of a number, and no year beside the word for it: "personnummer 2026"."""
    return match["number"] is None or not _YEAR_LIKE.fullmatch(match["number"].strip())


def _is_line(match: re.Match[str]) -> bool:
    before = match.string[max(0, match.start() - 40) : match.start()]
    return bool(_LINE.fullmatch(match[0]) and _LINE_BEFORE.search(before))


def _is_ten(match: re.Match[str]) -> bool:
    if _CLOCK.fullmatch(match["last"]) and "13" <= match["year"] < "40":
        return False  # "2603011430" is a time stamp
    before = match.string[max(0, match.start() - 40) : match.start()]
    return _is_date(match["year"], match["month"], match["day"]) and not _NUMBERED_THING.search(before)


def _is_ordinary(match: re.Match[str]) -> bool:
    if match["year"] is not None:
        if "_" in match[0] and _CLOCK.fullmatch(match["last"]) and "13" <= match["year"][-2:] < "30":
            return False  # "260301_1430" is when a file was made
        return _is_date(match["year"], match["month"], match["day"])
    if match["year3"] is not None:
        return _is_date(match["year3"], match["month3"], match["day3"])
    if not _is_date(match["year2"], match["month2"], match["day2"]):
        return False
    # "202604121430" is a time stamp unless its check digit says otherwise.
    stamp = match["year2"] >= "2020" and _CLOCK.fullmatch(match["last2"])
    return not stamp or "+" in match[0] or _passes(re.sub(r"\D", "", match[0]))


def _hidden(text: str) -> list[tuple[int, int]]:
    """Ten or twelve digits in any grouping, inside any longer run, whose date and check digit are right."""
    innocent = [match.span() for match in _INNOCENT.finditer(text)] + public_numbers(text)
    found: list[tuple[int, int]] = []
    for run in chain(_RUN.finditer(text), _ONE_BY_ONE.finditer(text)):
        places = [run.start() + offset for offset, sign in enumerate(run[0]) if sign.isdigit()]
        digits = "".join(text[place] for place in places)
        for length in (12, 10):
            for first in range(len(digits) - length + 1):
                start, end = places[first], places[first + length - 1] + 1
                if _passes(digits[first : first + length]):
                    found.append((start, end))
    found += find_loose_numbers(text, _passes)
    found += [match.span() for match in _TEN.finditer(text) if _is_ten(match)]
    return [(start, end) for start, end in found if not any(a <= start and end <= b for a, b in innocent)]


def _passes(digits: str) -> bool:
    """Whether ten or twelve digits are a right personnummer or samordningsnummer."""
    if not "01" <= digits[-8:-6] <= "12" or (len(digits) == 12 and digits[:2] not in ("18", "19", "20")):
        return False
    return _is_date(digits[:-8], digits[-8:-6], digits[-6:-4]) and bool(luhn.is_valid(digits[-10:]))


def _is_date(year: str, month: str, day: str) -> bool:
    """Whether the parts are a day of the calendar, 60 taken from a samordningsnummer's day; two-digit years may be leap years."""
    number = int(day)
    if number > 60:
        number -= 60
    try:
        date(int(year) if len(year) == 4 else 2000 + int(year), int(month), number)
    except ValueError:
        # 1900 was no leap year but 2000 was; "00" stands for both.
        return False
    return True
