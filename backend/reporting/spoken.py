"""Digits that are written as words or as letters that look like them: "noll sju", "98O5"."""

import re

from backend.reporting.spans import PlainText

_UNITS = {"nolla": "0", "noll": "0", "ett": "1", "två": "2", "tre": "3", "fyra": "4", "fem": "5", "sex": "6", "sju": "7"}
_UNITS |= {"åtta": "8", "nio": "9"}
_TEENS = {"tio": "10", "elva": "11", "tolv": "12", "tretton": "13", "fjorton": "14", "femton": "15", "sexton": "16"}
_TEENS |= {"sjutton": "17", "arton": "18", "nitton": "19"}
_TENS = {"tjugo": "2", "trettio": "3", "fyrtio": "4", "femtio": "5", "sextio": "6", "sjuttio": "7", "åttio": "8", "nittio": "9"}
_WORD = re.compile(
    rf"(?P<tens>{'|'.join(_TENS)})(?:(?P<gap>[\s-]?)(?P<unit>{'|'.join(_UNITS)})(?!tt?(?:on|io)))?|(?P<teen>{'|'.join(_TEENS)})|(?P<one>{'|'.join(_UNITS)})",
    re.IGNORECASE,
)
_ANY = "|".join((*_TENS, *_TEENS, *_UNITS))
_FEWEST_WORDS = 4
# A row of number words, or some right beside digits; "nittonhundra" says no more than "nitton".
_ROW = re.compile(
    rf"(?<![^\W\d_])(?:(?:(?:{_ANY})(?:hundra)?(?:[\s,./-]{{0,3}}(?:streck|punkt|och)?[\s,./-]{{0,3}})){{{_FEWEST_WORDS},}}"
    rf"|(?:{_ANY})(?:hundra)?(?=[\s-]?\d{{4}})|(?<=\d)\s?(?:{_ANY}))(?![^\W\d_])",
    re.IGNORECASE,
)
# What is said between the digits; a comma is taken out of the way of the one number that they make.
_BETWEEN = re.compile(r",|(?<=[\s,])(?:streck|punkt|och)(?=[\s,])", re.IGNORECASE)
_LETTERS = re.compile(r"(?<=\d)[oO](?![^\W\d_])|(?<![^\W\d_])[oO](?=\d)|(?<=\d)[oO](?=[oO]*\d)|(?<=\d)[Il|](?=\d)")
# "3oo1o1-ooo2": as long as a date, nothing but such signs, and some digits among them.
_RUN = re.compile(
    r"(?<![\w|])(?=[oOIl|+./-]{0,30}\d[oOIl|+./-]{0,30}\d)(?=[\doOIl|+./-]{6})[\doOIl|]+(?:[-+./][\doOIl|]+)*(?![\w|])"
)
_AS_DIGIT = {"o": "0", "O": "0", "I": "1", "l": "1", "|": "1"}


def with_digits(plain: PlainText) -> tuple[PlainText, ...]:
    """Return views where such words and letters are digits; their places are still those of the original.

    "Sjuttio ett" may be 71 or 70 and 1: then there are two.
    """
    parted = _view(plain, joined=False)
    joined = parted if parted is plain else _view(plain, joined=True)
    views = (parted, joined) if parted.text != joined.text else (parted,)
    # A bar is a 1 to some and stands between the cells of a table to others.
    return (plain, *views) if "|" in plain.text and parted is not plain else views


def _view(plain: PlainText, joined: bool) -> PlainText:
    text = plain.text
    letters = {match.start() for match in _LETTERS.finditer(text)}
    letters |= {place for run in _RUN.finditer(text) for place in range(run.start(), run.end()) if text[place] in _AS_DIGIT}
    pieces = [(place, place + 1, _AS_DIGIT[text[place]]) for place in letters]
    for row in _ROW.finditer(text):
        pieces += [(word.start(), word.end(), _digits(word, joined)) for word in _WORD.finditer(text, row.start(), row.end())]
        pieces += [(match.start(), match.end(), " ") for match in _BETWEEN.finditer(text, row.start(), row.end())]
    return _with(plain, sorted(pieces)) if pieces else plain


def _digits(word: re.Match[str], joined: bool) -> str:
    if word["tens"]:
        tens, unit = _TENS[word["tens"].lower()], _UNITS[(word["unit"] or "noll").lower()]
        return f"{tens}0 {unit}" if word["unit"] and word["gap"] and not joined else tens + unit
    return _TEENS[word["teen"].lower()] if word["teen"] else _UNITS[word["one"].lower()]


def _with(plain: PlainText, pieces: list[tuple[int, int, str]]) -> PlainText:
    text: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    at = 0
    for start, end, digits in [*pieces, (len(plain.text), len(plain.text), "")]:
        text.append(plain.text[at:start] + digits)
        starts += [*plain.starts[at:start], *(plain.starts[start] for _ in digits)]
        ends += [*plain.ends[at:start], *(plain.ends[end - 1] for _ in digits)]
        at = end
    return PlainText("".join(text), tuple(starts), tuple(ends))
