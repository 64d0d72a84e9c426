"""Street addresses and boxes of persons. The visiting address of an office, written as such, is nobody's."""

import re

from backend.reporting.alternatives import any_of
from backend.reporting.spans import PlainText, Span, SpanKind

_MONTH = "jan|feb|mars|apr|maj|jun|jul|aug|sep|okt|nov|dec"
_ENDING = any_of(r"""
    gatan gata vägen väg gränd gränden stigen stig torget torg backen backe allén allé esplanaden stranden kajen
    rundan slingan höjden kroken svängen vreten liden brinken terrassen promenaden udden tomten
""")
# A letter of the house stands close to its number; a small one apart is more often the next word: "7 i Nässjö".
_LETTER = r"(?:(?:[A-Za-z]|\s(?:[A-HJ-Z]|[a-h]))(?![\wåäö]))?"
_NUMBER = rf"\s?\d{{1,4}}(?:\s?[-/]\s?\d{{1,3}})?{_LETTER}(?![\d:.,-]\d|\s?(?:kap|§|år|%|kr|st\b|" + _MONTH + r"))"
_FLAT = (
    r"(?:,?\s?(?:lgh\.?\s?\d{3,5}|lägenhet\s\d{3,5}|\d{1,2}\s?tr(?:appor)?(?!\w)|nb\b|bv\b|vån(?:ing)?\.?\s?\d{1,2}(?!\d)"
    r"|uppgång\s\w|port\s\w\b))?"
)
_TOWN = r"(?:,?\s?(?:SE-?)?\d{3}\s?\d{2}\s[A-ZÅÄÖ][a-zåäö]+)?"
# "Lilla Nygatan", "Carl Larssons väg": words with a capital that belong to the street; those before it are looked at below.
_STREET = re.compile(
    rf"(?<![\w-])(?:(?:(?:[A-ZÅÄÖ][\wåäö]*|S:ta?)\s){{0,2}}[A-ZÅÄÖ][\wåäö]*(?<=[\wåäö]){_ENDING}"
    rf"|(?:[A-ZÅÄÖ][\w:]+\s){{1,2}}(?:[Vv]äg|[Gg]ata|[Gg]ränd|[Tt]org|[Tt]orget|[Aa]llé|[Aa]llén|[Bb]acke|[Ss]tig|[Ee]splanaden|[Ss]tranden|[Kk]ajen)"
    rf"|[a-zåäö]{{3,}}(?:gatan|vägen|gränden|gränd|stigen|esplanaden|allén))s?{_NUMBER}{_FLAT}{_TOWN}(?!-(?:huset|gruppen|teamet|boendet|projektet))"
)
_TOLD = re.compile(
    r"\b(?i:bor(?:\s+nu)?(?:\s+(?:på|i|vid))?|bott\s+på|skriven\s+på|folkbokförd\s+på|adress(?:en)?(?:\s+är)?(?:\s*:)?|hembesök\s+på|hem(?:ma)?\s+till|boende\s+på|sover\s+på|vräkt\s+från)\s+"
    rf"(?P<address>(?:[A-ZÅÄÖ][\wåäö]+(?:\s[A-ZÅÄÖ]?[\wåäö]+)?|[a-zåäö]{{2,}}{_ENDING})\s\d{{1,4}}{_LETTER}(?!\d|\s?(?:kap|§|år|%|kr|månad|veck|dag)){_FLAT}{_TOWN})"
)
# At the start of a match a word that no street begins with, though it has the capital of a sentence: "Adressen Storgatan 3".
_BEFORE_STREET = any_of(r"""
    \w*[Aa]dress(?:en)? Bor Bodde Bott Hos Vid På Från Till Mot Nära Flytta\w* Skriven Folkbokförd Vräkt Hembesök
    Brevet Kallelsen Gäller Se Ring Hon Han Hen De Dom Vi Ni Jag Klienten\w* Patienten\w* Deltagaren\w* Brukaren\w*
    Familjen Mannen Kvinnan Post Hemma Nu
""")
_NOT_OF_STREET = re.compile(rf"{_BEFORE_STREET}\s")
_BOX = re.compile(rf"\bBox\s\d{{1,5}}{_TOWN}(?!\d)", re.IGNORECASE)
_WHERE = (
    r"(?:(?:finns|ligger|låg|är|var|blir|blev|sitter|satt|på|vid|i|till|har|hade|flyttat|flyttade|numera|nu|idag|"
    r"fortfarande|hos\s+oss|:)\s*){0,4}"
)
_OFFICE_BEFORE = re.compile(
    rf"""
    \b(?:
        \w*kontor\w* | lokal\w* | besöksadress\w* | \w*mottagning\w* | reception\w* | möten? | mötet
        | träffas | träffades | träffats | samlas | samlades | entré\w* | (?:kommun|stads|jobb|region)?huset
        | vi\s+(?:sitter|satt|har\s+flyttat|flyttade) | öppnat | ligger
        | (?:mötet|sip|sip:en|avstämningen|förmötet)\s+(?:skulle\s+|ska\s+|kan\s+)?(?:hållas|hölls|hålls|äga\s+rum|ägde\s+rum)
        | \w+(?:centralen|centrum|centret|psykiatrin|enheten|byrån|förvaltningen|kassan|förmedlingen|tjänsten|stationen|tjänst)
        | habiliteringen | apoteket | AF | FK | AME | VC | BUP
    )[\s:,]+{_WHERE}$
    """,
    re.IGNORECASE | re.VERBOSE,
)
_OFFICE_AFTER = re.compile(
    r"\s+(?:är|var|blir)\s+(?:(?:ing)?en\s+)?(?:bra|dålig|neutral|olämplig|lämplig)\s+(?:plats|lokal|mötesplats)", re.IGNORECASE
)


def find_addresses(plain: PlainText) -> list[Span]:
    """Return the spans of street addresses and boxes, with flat, postcode and town where they follow."""
    text = plain.text
    if not any(sign.isdigit() for sign in text):
        return []
    places = [match.span() for match in _STREET.finditer(text)]
    places += [match.span("address") for match in _TOLD.finditer(text)]
    places += [match.span() for match in _BOX.finditer(text)]
    return [
        plain.span(_without_lead(text, start), end, SpanKind.ADRESS)
        for start, end in places
        if not (_OFFICE_BEFORE.search(text[max(0, start - 70) : start]) or _OFFICE_AFTER.match(text[end : end + 50]))
    ]


def _without_lead(text: str, start: int) -> int:
    """Return where the street's own words begin."""
    while lead := _NOT_OF_STREET.match(text, start):
        start = lead.end()
    return start
