"""Numbers of cases at the authorities and the courts. The product's own (`SB-2026-0042`) are nobody's."""

import re

from backend.reporting.spans import PlainText, Span, SpanKind

_OURS = "SB|SM|FR"
_NUMBER = r"(?:(?-i:[A-ZÅÄÖ]{1,8})(?:[\s.:/-]{1,2}|(?=\d)))?\d[\d./:-]*(?: \d{2,}[\d./:-]*)*\d(?:[-/][A-ZÅÄÖ]{1,4})?"
# Words of a register: after them whatever holds a digit is the number.
_REGISTER = r"dnr|d\.nr|d-nr|diarie(?:nummer|nr)|ärende(?:nummer|nr|-nr)|målnummer|målnr"
_OTHER_NUMBER = (
    r"mål\s?nr|case\s+number|referens(?:nummer|nr)?|ref\.?nr|ref|journalnummer|ärende(?:t)?\s?id|ärende-id|"
    r"handläggnings(?:nummer|nr)|akt(?:nummer|nr)|beslutsnummer|skade(?:nummer|nr)|ocr|"
    # of somebody in a register of people
    r"(?:kund|klient|patient|brukar|deltagar|elev|medlems|anställnings|pass|körkorts)-?\s?(?:nummer|numret|nr|id)"
)
_SHORT = r"mål|målet|ärende|ärendet|akt|akten"
# What is called a number of these is one, also with a law's colon: "frågan har nr 2026:3317".
_OF_A_MATTER = (
    r"(?:fråga|anmälan|ansökan|ärende|mål|beslut|yttrande|klagomål|begäran)\w*(?:\s(?:har|hade|fick|med))?\s(?:nr|nummer)"
)
_CUE = rf"(?:(?:{_REGISTER}|{_OTHER_NUMBER}|{_OF_A_MATTER})(?:\.|:)?|{_SHORT})"
_CUED = re.compile(
    rf"\b{_CUE}(?!\w)\s*(?:är|med|har|hos\s+\w+|nr\.?|nummer|:)?\s*[:#]?\s*(?P<number>{_NUMBER})(?![\w%])", re.IGNORECASE
)
_REGISTERED = re.compile(
    rf"\b(?:{_REGISTER})\b\.?\s*:?\s*(?P<number>(?=\S*\d)(?!(?:{_OURS})-20)\w[\w./:-]*\w)",
    re.IGNORECASE,
)
_SHORT_CUE = re.compile(rf"^(?:{_SHORT})\b", re.IGNORECASE)
# Letters that stand before a year without being a register's: our own, of laws and papers, of times of the year.
_LAWS_AND_PAPERS = r"SFS|SOU|SOSFS|HSLF|KFS|ISO|SKR|COVID|AFS|FFFS|Prop|Bet|Skr|Rskr|Mot|Dir|Ds|JO|PM"
_TIMES = r"Vecka|Veckor|V|Vt|VT|Ht|HT|Kv|År|Nr|Jan|Feb|Mar|Apr|Maj|Jun|Jul|Aug|Sep|Okt|Nov|Dec"
_LETTERS = rf"(?!(?:{_OURS}|{_LAWS_AND_PAPERS}|{_TIMES})(?![A-Za-zÅÄÖåäö]))[A-ZÅÄÖ][A-Za-zÅÄÖ]{{0,5}}"
_DATE = r"(?:0[1-9]|1[0-2])-(?:[0-2]\d|3[01])(?!\d)"
# A register's letters with a year and a running number: "SN 2026-0123", "AF-2026/0034 1234".
_SHAPED = re.compile(rf"(?<![\w-]){_LETTERS}[\s.-]?20[0-3]\d\s?[/.-]\s?(?!{_DATE})\d{{2,8}}(?:[ -]\d{{3,6}})?(?![\w-])")
# The year first, then a long running number, with or without the letters of a kind of case: "2026-004417-AS", "2026-AF-30917".
_YEAR_FIRST = re.compile(r"(?<![\w-])20[0-3]\d[-/](?:\d{5,8}(?:-[A-ZÅÄÖ]{1,3})?|[A-ZÅÄÖ]{2,4}[-/]\d{3,8})(?![\w-])")
# The year last, "SMN 88/2026", but no month ("AF 11/2026"); cut short, "KS-26-0908"; last after two numbers, "5520-8841/26".
# An exchange's number begins with a nought, and what stands after its stroke is another line: "0380-55000/01".
_YEAR_LAST = re.compile(
    rf"(?<![\w-])(?=[A-ZÅÄÖ]{{2,5}}\s){_LETTERS}\s(?!(?:0?[1-9]|1[0-2])/)\d{{1,6}}/20[0-3]\d(?![\w/-])"
    r"|(?<![\w./-])(?!20[0-3]\d-20)[1-9]\d{3,5}-\d{3,6}/(?:20[0-3]|[1-3])\d(?![\w/-])"
)
_YEAR_SHORT = re.compile(rf"(?<![\w-])(?=[A-ZÅÄÖ]{{2,5}}-){_LETTERS}-[1-3]\d-\d{{3,6}}(?![\w-])")
# IVO's ("3.5.1-12345/2026"), and Migrationsverket's of a person ("45-123456") where it stands beside what tells so.
_OF_IVO = re.compile(r"(?<![\w.])\d{1,2}\.\d{1,2}(?:\.\d{1,2})*-\d{3,6}/20\d\d(?:-\d+)?(?!\w)")
_OF_MIGRATION = re.compile(
    r"\b(?:migrationsverket\w*|migra|lma(?:-?kort\w*)?|dossier\w*|beteckning\w*|uppehållstillstånd\w*)(?:\s?(?:nr|nummer|ärende\w*|har|är))*[\s:.,(#]{0,3}"
    r"(?P<number>\d{2}-?\d{5,7})(?![\w-])",
    re.IGNORECASE,
)
_OWN = re.compile(rf"(?:{_OURS})-20\d\d-\d+")
_YEAR_OR_DATE = re.compile(r"(?:19|20)\d\d(?:-\d\d-\d\d)?|\d{1,2}[/.]\d{1,2}|(?:19|20)\d\d-\d\d")
_LAW = re.compile(r"\d{4}:\d+")
_MATTER = re.compile(_OF_A_MATTER, re.IGNORECASE)
_FEWEST_DIGITS = 4


def find_case_numbers(plain: PlainText) -> list[Span]:
    """Return the spans of case numbers, without the word that announces them."""
    text = plain.text
    if sum(sign.isdigit() for sign in text) < _FEWEST_DIGITS:
        return []
    places = [match.span("number") for match in _CUED.finditer(text) if _is_number(match)]
    places += [match.span("number") for pattern in (_REGISTERED, _OF_MIGRATION) for match in pattern.finditer(text)]
    places += [
        match.span() for pattern in (_SHAPED, _YEAR_FIRST, _YEAR_LAST, _YEAR_SHORT, _OF_IVO) for match in pattern.finditer(text)
    ]
    return [plain.span(start, end, SpanKind.ARENDENUMMER) for start, end in places]


def _is_number(match: re.Match[str]) -> bool:
    number: str = match["number"]
    if _OWN.match(number) or _YEAR_OR_DATE.fullmatch(number):
        return False
    if _LAW.fullmatch(number) and not _MATTER.match(match[0]):
        return False
    digits = sum(sign.isdigit() for sign in number)
    return digits >= (_FEWEST_DIGITS + 1 if _SHORT_CUE.match(match[0]) else _FEWEST_DIGITS - 1)
