"""Personnummer, samordningsnummer and dates of birth, in every spelling that people use.

Sources: folkbokföringslagen (1991:481) 18 § for the form (date of birth, three digits, check digit; "+" from the year of
100), 18 a § for samordningsnummer (60 is added to the day). Organisation numbers have at least 20 in the place of the month and
so are never dates.
"""

import re
from datetime import date
from itertools import chain

from stdnum import luhn

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
)
# A comma or a word before the last four; then the check digit must be right.
_SAID = re.compile(
    rf"(?<!\d)(?P<birth>{_YEAR}{_MONTH}{_DAY})\s*(?:[,;&\"”]|(?:(?:binde)?streck|minus|och|dash|and|sista(?:\s+fyra)?|sen|sedan)\b)\s*(?P<last>\d{{4}})(?!\d)",
    re.IGNORECASE,
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
_MONTH_NAME = r"(?:jan|feb|mar|apr|maj|jun|jul|aug|sep|okt|nov|dec)[a-z]*\.?"
_BORN = re.compile(
    r"\b(?:född|fött|födda|födelsedatum(?:et)?|födelsedag|födelsedata|född\s+den|f\.|born(?:\s+on)?|date\s+of\s+birth)\W{0,3}(?:är\s+)?(?:den\s+)?"
    rf"(?P<date>(?:(?:19|20)\d\d|\d\d){_SEP}{_MONTH}{_SEP}{_DAY}(?!\d)"
    rf"|\d\d?(?::?[ea])?\s+{_MONTH_NAME}\s+(?:19|20)?\d\d(?!\d)|\d\d?[/.]\s?\d\d?[\s/.-]{{1,2}}(?:19|20)?\d\d(?!\d))",
    re.IGNORECASE,
)
# Numbers that a region gives to those who have none, with letters in the last four.
_RESERVE = re.compile(
    rf"(?<![\w-])(?P<year>(?:19)?\d\d)(?P<month>{_MONTH})(?P<day>{_DAY})\s?[-+]?\s?(?=[A-Z\d]{{0,3}}[A-Z])(?=[A-Z]{{0,3}}\d)[A-ZÅÄÖ\d]{{4}}(?!\w)"
)
_PARTIAL = re.compile(rf"(?<![\d-])(?P<year>(?:19)?[013-9]\d)(?P<month>{_MONTH})(?P<day>{_DAY})-(?:\d{{1,3}})?(?![\w-])")
_LAST_FOUR_SAID = (
    r"\b(?:(?:de\s+)?(?:fyra\s+sista|sista\s+(?:fyra|4)|4\s+sista)|last\s+four)(?:\s+(?:siffrorna|siffror|digits))?(?:\s+(?:i\s+\w+|är|var|blir|are))*"
    r"\W{0,3}(?P<number>\d(?:[ .-]?\d){3})(?!\d)"
)
_LAST_FOUR = re.compile(_LAST_FOUR_SAID, re.IGNORECASE)
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
_LAST_CENTURY = re.compile(rf"(?<![\d:/-])19\d\d(?P<sep>-?){_MONTH}(?P=sep){_DAY}(?![\d-])")

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
    numbers += [match.span("number") for match in _LAST_FOUR.finditer(text)]
    numbers += [match.span() for match in _SAID.finditer(text) if _passes(match["birth"] + match["last"])]
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
    births += [match.span() for match in _LAST_CENTURY.finditer(text)]
    return [plain.span(start, end, SpanKind.PERSONNUMMER) for start, end in numbers] + [
        plain.span(start, end, SpanKind.FODELSEDATUM) for start, end in births
    ]


def _is_ordinary(match: re.Match[str]) -> bool:
    if match["year"] is not None:
        if "_" in match[0] and _CLOCK.fullmatch(match["last"]) and "13" <= match["year"][-2:] < "30":
            return False  # "260301_1430" is when a file was made
        return _is_date(match["year"], match["month"], match["day"])
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
                if _passes(digits[first : first + length]) and not any(a <= start and end <= b for a, b in innocent):
                    found.append((start, end))
    return found


def _passes(digits: str) -> bool:
    """Whether ten or twelve digits are a right personnummer or samordningsnummer."""
    ten = digits[-10:]
    if len(digits) == 12 and digits[:2] not in ("18", "19", "20"):
        return False
    return _is_date(digits[:-8], digits[-8:-6], digits[-6:-4]) and bool(luhn.is_valid(ten))


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
