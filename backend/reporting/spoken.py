"""Digits that are written as words or as letters that look like them: "noll sju", "98O5"."""

import re
from collections.abc import Iterator

from backend.reporting.loose_numbers import MONTH_NAME, runs
from backend.reporting.spans import PlainText

_UNITS = {"nolla": "0", "noll": "0", "ett": "1", "två": "2", "tre": "3", "fyra": "4", "fem": "5", "sex": "6", "sju": "7"}
_UNITS |= {"åtta": "8", "nio": "9", "nie": "9"}
_TEENS = {"tio": "10", "tie": "10", "elva": "11", "tolv": "12", "tretton": "13", "fjorton": "14", "femton": "15", "sexton": "16"}
_TEENS |= {"sjutton": "17", "arton": "18", "aderton": "18", "nitton": "19"}
_TENS = {"tjugo": "2", "trettio": "3", "fyrtio": "4", "femtio": "5", "sextio": "6", "sjuttio": "7", "åttio": "8", "nittio": "9"}
# As they are spoken, and in English.
_TENS |= {"tjuge": "2", "tju": "2"} | {word.removesuffix("o"): digit for word, digit in _TENS.items() if word.endswith("io")}
_UNITS |= {"zero": "0", "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7"}
_UNITS |= {"eight": "8", "nine": "9"}
_TEENS |= {"ten": "10", "eleven": "11", "twelve": "12", "thirteen": "13", "fourteen": "14", "fifteen": "15", "sixteen": "16"}
_TEENS |= {"seventeen": "17", "eighteen": "18", "nineteen": "19"}
_TENS |= {"twenty": "2", "thirty": "3", "forty": "4", "fifty": "5", "sixty": "6", "seventy": "7", "eighty": "8", "ninety": "9"}
_AFTER_TENS = "|".join(word for word, digit in _UNITS.items() if digit != "0")
_LONGER = r"(?!tt?(?:on|i)|teen|t?een|t?y)"  # "sju" isn't the beginning of "sjutton"
_WORD = re.compile(
    rf"(?P<tens>{'|'.join(_TENS)})(?:(?P<gap>[\s-]?)(?P<unit>{_AFTER_TENS}){_LONGER})?"
    rf"|(?P<teen>{'|'.join(_TEENS)})|(?P<one>{'|'.join(_UNITS)})",
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
_ORDINALS = {"första": "1", "förste": "1", "andra": "2", "andre": "2", "tredje": "3", "fjärde": "4", "femte": "5", "sjätte": "6"}
_ORDINALS |= {"sjunde": "7", "åttonde": "8", "nionde": "9", "tionde": "10", "elfte": "11", "tolfte": "12", "trettonde": "13"}
_ORDINALS |= {"fjortonde": "14", "femtonde": "15", "sextonde": "16", "sjuttonde": "17", "artonde": "18", "nittonde": "19"}
_ORDINALS |= {"tjugonde": "20", "trettionde": "30"}
_ORDINALS |= {f"tjugo{word}": f"2{digit}" for word, digit in _ORDINALS.items() if len(digit) == 1}
_ORDINALS |= {f"trettio{word}": "31" for word in ("första", "förste")}
_DAY = re.compile(rf"(?<![^\W\d_])(?:{'|'.join(_ORDINALS)})(?=\s+{MONTH_NAME}(?![^\W\d_]))", re.IGNORECASE)
_SAID = re.compile(rf"(?:(?:{_ANY})(?:hundra)?)+", re.IGNORECASE)
# Anything that may be a part of a number: words among digits and months count where they make as much as a personnummer.
_PART = re.compile(
    rf"\d+|(?<![^\W\d_])(?:{_SAID.pattern}|{MONTH_NAME})(?![^\W\d_])|{_DAY.pattern}",
    re.IGNORECASE,
)
_NO_NUMBER = re.compile(
    r"\b(?:binde|tank|sned|under)?streck\b|\b(?:sista|last)\s+(?:fyra|four)\b|\bfyra\s+sista\b", re.IGNORECASE
)
_FEWEST_DIGITS = 7
# What is said between the digits; a comma is taken out of the way of the one number that they make.
_BETWEEN = re.compile(r",|hundra|(?<=[\s,])(?:(?:binde|tank|sned|under)?streck|minus|punkt|och)(?=[\s,])", re.IGNORECASE)
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
    pieces += [(match.start(), match.end(), _ORDINALS[match[0].lower()]) for match in _DAY.finditer(text)]
    # "Streck" holds "tre", and "sista fyra" is no four.
    words = _NO_NUMBER.sub(lambda match: " " * len(match[0]), text)
    for start, end in _rows(words):
        pieces += [(word.start(), word.end(), _digits(word, joined)) for word in _WORD.finditer(words, start, end)]
        pieces += [(match.start(), match.end(), " ") for match in _BETWEEN.finditer(text, start, end)]
    return _with(plain, sorted(pieces)) if pieces else plain


def _rows(text: str) -> list[tuple[int, int]]:
    """Return the places of number words that are a number's digits, those that touch taken together."""
    rows: list[tuple[int, int]] = []
    for start, end in sorted([row.span() for row in _ROW.finditer(text)] + list(_mixed(text))):
        if rows and start <= rows[-1][1] + 1:
            rows[-1] = (rows[-1][0], max(end, rows[-1][1]))
        else:
            rows.append((start, end))
    return rows


def _mixed(text: str) -> Iterator[tuple[int, int]]:
    """Yield the places of number words in a row of digits, months and words that is as long as a personnummer."""
    if not _WORD.search(text):
        return
    for run in runs(text, _PART):
        said = [(start, end) for start, end in run if text[start].isalpha() and _SAID.fullmatch(text, start, end)]
        if said and sum(_length(text, start, end) for start, end in run) >= _FEWEST_DIGITS:
            yield from said


def _length(text: str, start: int, end: int) -> int:
    """Return how many digits a part stands for, at most."""
    if text[start].isdigit():
        return end - start
    return sum(len(_digits(word, joined=True)) for word in _WORD.finditer(text, start, end))


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
