"""Numbers of cases at the authorities and the courts. The product's own (`SB-2026-0042`) are nobody's."""

import re

from backend.reporting.spans import PlainText, Span, SpanKind

_NUMBER = r"(?:(?-i:[A-ZÅÄÖ]{1,8})(?:[\s.:/-]{1,2}|(?=\d)))?\d[\d./:-]*(?: \d{2,}[\d./:-]*)*\d(?:[-/][A-ZÅÄÖ]{1,4})?"
_CUE = (
    r"(?:(?:dnr|d\.nr|d-nr|diarie(?:nummer|nr)|ärende(?:nummer|nr|-nr)|målnummer|målnr|mål\s?nr|case\s+number|referens(?:nummer|nr)?|ref\.?nr|ref|journalnummer|"
    r"ärende(?:t)?\s?id|ärende-id|handläggnings(?:nummer|nr)|beslutsnummer|skade(?:nummer|nr)|ocr)(?:\.|:)?|mål|målet|ärende|ärendet)"
)
_CUED = re.compile(
    rf"\b{_CUE}(?!\w)\s*(?:är|med|har|hos\s+\w+|nr\.?|nummer|:)?\s*[:#]?\s*(?P<number>{_NUMBER})(?![\w%])", re.IGNORECASE
)
# After "dnr" whatever holds a digit is the number.
_REGISTERED = re.compile(
    r"\b(?:dnr|d\.nr|d-nr|diarie(?:nummer|nr)|ärende(?:nummer|nr|-nr)|målnummer|målnr)\b\.?\s*:?\s*(?P<number>(?=\S*\d)(?!(?:SB|SM|FR)-20)\w[\w./:-]*\w)",
    re.IGNORECASE,
)
_SHORT_CUE = re.compile(r"^(?:mål|målet|ärende|ärendet)\b", re.IGNORECASE)
# A register's letters with a year and a running number: "SN 2026-0123", "AF-2026/0034 1234".
_SHAPED = re.compile(
    r"(?<![\w-])(?!(?:SB|SM|FR|SFS|SOU|SOSFS|HSLF|KFS|ISO|SKR|COVID|AFS|FFFS|Prop|Bet|Skr|Rskr|Mot|Dir|Ds|JO|Vecka|Veckor|V|Vt|VT|Ht|HT|Kv|År|Nr|"
    r"Jan|Feb|Mar|Apr|Maj|Jun|Jul|Aug|Sep|Okt|Nov|Dec)(?![A-Za-zÅÄÖåäö]))[A-ZÅÄÖ][A-Za-zÅÄÖ]{0,5}[\s.-]?20[0-3]\d\s?[/.-]\s?"
    r"(?!(?:0[1-9]|1[0-2])-(?:[0-2]\d|3[01])(?!\d))\d{2,8}(?:[ -]\d{3,6})?(?![\w-])"
)
_OWN = re.compile(r"(?:SB|SM|FR)-20\d\d-\d+")
_YEAR_OR_DATE = re.compile(r"(?:19|20)\d\d(?:-\d\d-\d\d)?|\d{1,2}[/.]\d{1,2}|(?:19|20)\d\d-\d\d")
_LAW = re.compile(r"\d{4}:\d+")
_FEWEST_DIGITS = 4


def find_case_numbers(plain: PlainText) -> list[Span]:
    """Return the spans of case numbers, without the word that announces them."""
    text = plain.text
    if sum(sign.isdigit() for sign in text) < _FEWEST_DIGITS:
        return []
    places = [match.span("number") for match in _CUED.finditer(text) if _is_number(match)]
    places += [match.span("number") for match in _REGISTERED.finditer(text)]
    places += [match.span() for match in _SHAPED.finditer(text)]
    return [plain.span(start, end, SpanKind.ARENDENUMMER) for start, end in places]


def _is_number(match: re.Match[str]) -> bool:
    number: str = match["number"]
    if _OWN.match(number) or _YEAR_OR_DATE.fullmatch(number) or _LAW.fullmatch(number):
        return False
    digits = sum(sign.isdigit() for sign in number)
    return digits >= (_FEWEST_DIGITS + 1 if _SHORT_CUE.match(match[0]) else _FEWEST_DIGITS - 1)
