"""Telephone numbers. A public switchboard, written as such, is nobody's."""

import re
from collections.abc import Iterator

import phonenumbers
from phonenumbers import Leniency, PhoneNumberMatcher

from backend.reporting.alternatives import any_of
from backend.reporting.spans import PlainText, Span, SpanKind

_GAP = r"[\s.\-/()]{0,3}"
# phonenumbers is strict about grouping; people aren't.
_MOBILE = re.compile(
    rf"(?<![\d+])(?:\(?(?:\+|00){_GAP}46{_GAP}(?:\(?0\)?{_GAP})?|\(?0{_GAP})7{_GAP}[02369](?:{_GAP}\d){{7}}(?!\d)"
)
_LANDLINE = re.compile(
    r"(?<![\d+,.-])\(?0[1-9]\d{0,2}\)?\s?[-/]\s?[1-9]\d{1,2}(?:[ .]?\d{2,3}){1,3}(?!\d)"
    r"|(?<![\d+])(?:\+|00)46[\s-]?\(?0?\)?[\s-]?[1-9]\d{0,2}[\s-]?\d{2,3}(?:[ .-]?\d{2,3}){1,3}(?!\d)"
)
_LABELLED = re.compile(
    r"\b(?:tel(?:efon(?:nummer|nr)?)?|tfn|tlf|mobil(?:nummer|nr|en)?|direktnummer|direktnr|direkt|ring(?:er|a)?|nås\s+(?:\w+\s+)?på|når\s+\w+\s+på|"
    r"phone|mobile|call)\b(?: +\w{1,12}){0,2}?[\s.:]{1,3}(?P<number>\d{2,4}(?:[ -]?\d{2,3}){1,4})"
    r"(?!\d|\s*(?:kr|kl|min|st|dag|vecka|gång|%|timm))",
    re.IGNORECASE,
)
# 020 goes before six digits; with seven it may as well be a personnummer of 2002.
_SERVICE = re.compile(r"11[2-9]\s?\d{2,3}(?!\d)|(?:\(?0|(?:\+|00)46\s?)(?:77[01]|20(?!(?:[\s-]*\d){7}))[\s-]")
_SWITCHBOARD = any_of(r"""
    \w*växel\w* kund(?:center|tjänst)\w* kontaktcenter\w* reception\w* medborgar(?:service|kontor)\w* huvudnummer\w*
    servicecent\w* växelnummer\w* switchboard telefonväxel\w* självservice\w* journummer allmänna\s+numret
""")
_ORGANISATION = any_of(r"""
    \w*kommunen regionen staden förvaltningen arbetsförmedlingen förmedlingen försäkringskassan kassan socialtjänsten
    vårdcentralen hälsocentralen myndigheten sjukhuset lasarettet psykiatrin \w*mottagningen kontoret kriminalvården
    skatteverket migrationsverket (?:AF|FK|VC|HC|soc):?
""")
_ORGANISATIONS = rf"{_ORGANISATION}s\s+(?:\w+a\s+)?(?:telefon)?(?:nummer|nr|växel)"
_SWITCHBOARD_BEFORE = re.compile(
    rf"\b(?:{_SWITCHBOARD}|{_ORGANISATIONS})(?:[\s:,(]+(?!mobil|privat|hemma|hans|hennes)\w+){{0,4}}[\s:,(]*$", re.IGNORECASE
)
_SWITCHBOARD_AFTER = re.compile(rf"^[\s,]*(?:\(|är\s+|till\s+|=\s*)\s*(?:\w+\s+){{0,2}}?{_SWITCHBOARD}\b", re.IGNORECASE)

# "08.15-16.30" has the digits of a number in Stockholm, but the shape of opening hours.
_HOURS = re.compile(r"[0-2]\d[.:][0-5]\d\s?-\s?[0-2]\d[.:][0-5]\d")

_FEWEST_DIGITS = 5


def find_phones(plain: PlainText) -> list[Span]:
    """Return the spans of telephone numbers, save public switchboards and service numbers."""
    return [plain.span(start, end, SpanKind.TELEFON) for start, end, public in _numbers(plain.text) if not public]


def public_numbers(text: str) -> list[tuple[int, int]]:
    """Return the places of switchboards and service numbers: clean, whatever their digits look like."""
    return [(start, end) for start, end, public in _numbers(text) if public]


def _numbers(text: str) -> Iterator[tuple[int, int, bool]]:
    if sum(sign.isdigit() for sign in text) < _FEWEST_DIGITS:
        return
    places = {
        (match.start, match.end)
        for match in PhoneNumberMatcher(text.replace("\t", "|"), "SE", leniency=Leniency.VALID)  # a cell ends there
        if not _HOURS.fullmatch(match.raw_string)
    }
    places |= {match.span() for match in _MOBILE.finditer(text)}
    places |= {match.span() for match in _LANDLINE.finditer(text) if _possible(match[0])}
    places |= {match.span("number") for match in _LABELLED.finditer(text) if _long_enough(match["number"])}
    for start, end in sorted(places):
        # A bracket around the number and more isn't the number's own, as that of "(08) 123" is.
        begins = start + 1 if text[start] in "([" and not {")", "]"} & set(text[start:end]) else start
        yield begins, end, _is_public(text, begins, end)


def _possible(number: str) -> bool:
    try:
        parsed = phonenumbers.parse(number, "SE")
    except phonenumbers.NumberParseException:
        return False
    return bool(phonenumbers.is_possible_number(parsed))


def _long_enough(number: str) -> bool:
    return sum(sign.isdigit() for sign in number) >= _FEWEST_DIGITS


def _is_public(text: str, start: int, end: int) -> bool:
    if _SERVICE.match(text, start):
        return True
    return bool(_SWITCHBOARD_BEFORE.search(text[max(0, start - 60) : start]) or _SWITCHBOARD_AFTER.search(text[end : end + 40]))
