"""The promise in general: no spelling of a valid number, telephone or mail address passes, whatever stands around it."""

import re
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from stdnum import luhn

from backend.reporting.privacy import SpanKind, find

# Look-alikes are the point: dashes, spaces and digits of other scripts, and signs without width.
DASHES = ["-", "–", "—", "−", "\u2010", "\u2011", "\uff0d", "\u30fc", "_", "/", "+", ".", "|"]
SPACES = ["", " ", "\u00a0", "\u2009", "\u3000", "\t", "\n", "\u200b", "\u2060", "\ufeff", "\u00ad", "  "]
SCRIPTS = ["0123456789", "٠١٢٣٤٥٦٧٨٩", "०१२३४५६७८९", "０１２３４５６７８９", "𝟶𝟷𝟸𝟹𝟺𝟻𝟼𝟽𝟾𝟿", "⓪①②③④⑤⑥⑦⑧⑨"]  # noqa: RUF001
AROUND = st.text(
    alphabet=st.one_of(
        st.sampled_from("abcdeåäöABCÅÄÖ .,:;!?()[]\"'-–/\n\u200b#*<>"), st.characters(exclude_categories=["Nd", "No", "Cs"])
    ),
    max_size=15,
)
# The first text of a process waits for the lists to be read.
FEW = settings(max_examples=80)


def missed(text: str, start: int, end: int) -> list[int]:
    """The places that are digits or letters of what was hidden, and that no span covers."""
    spans = find(text)
    return [at for at in range(start, end) if text[at].isalnum() and not any(span.start <= at < span.end for span in spans)]


@st.composite
def valid_numbers(draw: st.DrawFn) -> str:
    """Ten digits: a day between 1900 and 2026, 60 added to it for a samordningsnummer, and a right check digit."""
    born = date(1900, 1, 1) + timedelta(days=draw(st.integers(0, 46_000)))
    nine = f"{born:%y%m}{born.day + draw(st.sampled_from([0, 60])):02}{draw(st.integers(0, 999)):03}"
    return draw(st.sampled_from(["", "19", "20"])) + nine + luhn.calc_check_digit(nine)


def in_script(digits: str, script: str) -> str:
    return "".join(script[int(sign)] if sign.isascii() and sign.isdigit() else sign for sign in digits)


@FEW
@given(
    AROUND,
    valid_numbers(),
    st.sampled_from(SPACES),
    st.sampled_from(DASHES),
    st.sampled_from(SPACES),
    st.sampled_from(SCRIPTS),
    AROUND,
)
def test_a_number_parted_before_the_last_four_never_passes(
    before: str, digits: str, space: str, dash: str, other_space: str, script: str, after: str
) -> None:
    number = in_script(digits[:-4] + space + dash + other_space + digits[-4:], script)
    assert missed(before + number + after, len(before), len(before) + len(number)) == []


@FEW
@given(valid_numbers(), st.lists(st.sampled_from([*SPACES, "-", ".", " - "]), min_size=12, max_size=12), AROUND)
def test_a_number_parted_anywhere_never_passes(digits: str, gaps: list[str], after: str) -> None:
    number = "".join(digit + gap for digit, gap in zip(digits, gaps, strict=False)).rstrip()
    assert missed(f"klient {number}{after}", 7, 7 + len(number)) == []


@FEW
@given(valid_numbers(), st.sampled_from(["abc{}", "{}abc", "pnr{}och", "X{}X", "_{}_", "({})", "id={};", "7 {}", "{}7"]))
def test_a_number_glued_to_whatever_never_passes(digits: str, frame: str) -> None:
    text = frame.format(digits)
    start = text.index(digits)
    assert missed(text, start, start + len(digits)) == []


@FEW
@given(valid_numbers(), st.sampled_from([" streck ", " bindestreck ", " minus ", ", ", " ; ", " och ", " dash "]))
def test_a_number_with_a_word_or_a_comma_before_the_last_four_never_passes(digits: str, between: str) -> None:
    number = digits[:-4] + between + digits[-4:]
    spans = find(f"Klienten {number} väntar")
    assert [(span.start, span.end, span.kind) for span in spans] == [(9, 9 + len(number), SpanKind.PERSONNUMMER)]


MONTHS = (
    "januari",
    "februari",
    "mars",
    "april",
    "maj",
    "juni",
    "juli",
    "augusti",
    "september",
    "oktober",
    "november",
    "december",
)
UNITS = ("noll", "ett", "två", "tre", "fyra", "fem", "sex", "sju", "åtta", "nio")
TEENS = ("tio", "elva", "tolv", "tretton", "fjorton", "femton", "sexton", "sjutton", "arton", "nitton")
TENS = ("", "", "tjugo", "trettio", "fyrtio", "femtio", "sextio", "sjuttio", "åttio", "nittio")
COLLOQUIAL = {
    "tjugo": "tjuge",
    "trettio": "tretti",
    "femtio": "femti",
    "åttio": "åtti",
    "nittio": "nitti",
    "nio": "nie",
    "tio": "tie",
}
PARTED = ["", " ", ".", ",", "/", "-", "–", ", ", ". ", " - ", "\u00a0", "_"]
JOINED = [
    "-",
    " ",
    ", ",
    "; ",
    " – ",
    ": ",
    " / ",
    "...",
    " och ",
    " nr ",
    ", nr ",
    " streck ",
    " bindestreck ",
    " minus ",
    " sista fyra ",
    " (",
    " = ",
]
SIDES = [
    ("", ""),
    ("pnr ", "."),
    ("Klienten (", ")"),
    ("född ", ", väntar"),
    ("7 ", " 7"),
    ("x", "x"),
    ("den ", " på soc"),
    ("\n", "\n"),
]


@st.composite
def said(draw: st.DrawFn, digits: str) -> str:
    """Two digits as they are written or said: "07", "noll sju", "sjuttiofem", "sjutti fem", "sjuttifem"."""
    if draw(st.booleans()):
        return digits
    tens, unit = int(digits[0]), int(digits[1])
    if tens == 0:
        words = f"noll {UNITS[unit]}"
    elif tens == 1:
        words = TEENS[unit]
    else:
        words = TENS[tens] + (draw(st.sampled_from(["", " "])) + UNITS[unit] if unit else "")
    if draw(st.booleans()):
        for plain, spoken in COLLOQUIAL.items():
            words = re.sub(rf"(?<![^\W\d_]){plain}", spoken, words)
    return words


@FEW
@given(valid_numbers(), st.sampled_from(PARTED), st.sampled_from(JOINED), st.sampled_from(["", " ", "-"]), st.sampled_from(SIDES))
def test_a_number_parted_as_dates_are_and_joined_by_whatever_never_passes(
    digits: str, between: str, joint: str, within: str, sides: tuple[str, str]
) -> None:
    year, month, day, last = digits[:-8], digits[-8:-6], digits[-6:-4], digits[-4:]
    number = between.join([year, month, day]) + joint + last[:2] + within + last[2:]
    text = sides[0] + number + sides[1]
    assert missed(text, len(sides[0]), len(sides[0]) + len(year + month + day)) == []
    assert missed(text, len(sides[0]) + len(number) - 4, len(sides[0]) + len(number)) == []


@FEW
@given(
    valid_numbers().filter(lambda digits: int(digits[-6:-4]) < 32),
    st.sampled_from(
        [
            "{d} {m} {y}",
            "{d}:e {m} {y}",
            "{d} {m}, {y}",
            "{y} {d} {m}",
            "{m} {d}, {y}",
            "{d} {m3}. {y}",
            "{d}/{n} {y}",
            "{d}.{n}.{y}",
        ]
    ),
    st.sampled_from(JOINED),
    st.sampled_from(SIDES),
)
def test_a_number_whose_date_is_written_as_people_do_never_passes(
    digits: str, shape: str, joint: str, sides: tuple[str, str]
) -> None:
    month = MONTHS[int(digits[-8:-6]) - 1]
    day, number = int(digits[-6:-4]), int(digits[-8:-6])
    date = shape.format(d=day, m=month, m3=month[:3], n=number, y=digits[:-8])
    text = sides[0].replace("x", "x ") + date + joint + digits[-4:] + sides[1]
    end = len(text) - len(sides[1])
    assert missed(text, end - 4, end) == []


@FEW
@given(st.data(), valid_numbers().filter(lambda digits: len(digits) == 10), st.sampled_from([" ", ", ", " streck ", " - "]))
def test_a_number_of_which_some_is_said_in_words_never_passes(data: st.DataObject, digits: str, joint: str) -> None:
    parts = [data.draw(said(digits[at : at + 2])) for at in (0, 2, 4, 6, 8)]
    number = " ".join(parts[:3]) + joint + " ".join(parts[3:])
    text = f"Klienten {number} väntar"
    spans = find(text)
    assert any(span.start <= 9 and span.end >= 9 + len(number) for span in spans)


@FEW
@given(
    valid_numbers(),
    st.sampled_from([",", ", ", "|", " | ", "\n", "\r\n", "\t", "\u00a0", " – ", "\u2028"]),
    st.sampled_from(SCRIPTS),
    AROUND,
)
def test_a_number_read_out_digit_by_digit_never_passes(digits: str, between: str, script: str, after: str) -> None:
    number = in_script(between.join(digits), script)
    text = f"{after}. Klient: {number}"
    assert missed(text, len(text) - len(number), len(text)) == []


@FEW
@given(
    valid_numbers(),
    st.sampled_from(
        ["&nbsp;", "&#160;", "&#45;", "&ndash;", "<br>", "<br/>", "</td><td>", '</td>\n<td class="x">', "\n> ", "-\n> > "]
    ),
)
def test_a_number_parted_by_the_markup_of_a_page_or_a_mail_never_passes(digits: str, markup: str) -> None:
    text = f"<p>{digits[:-4]}{markup}{digits[-4:]}</p>"
    spans = find(text)
    last = len(text) - len("</p>")
    assert any(span.start <= 3 and span.end >= last for span in spans)


@FEW
@given(
    valid_numbers(),
    st.sampled_from(
        ["Namn\tPnr\tTel\nAnna Ek\t{}\t070-174 06 05\n", "Ek;Anna;{};Vetlanda", "| Anna | {} | 070 |", "12\t{}\t3", '"{}","1"']
    ),
)
def test_a_number_in_a_row_of_a_sheet_never_passes(digits: str, row: str) -> None:
    number = f"{digits[:-4]}-{digits[-4:]}"
    text = row.format(number)
    start = text.index(number)
    assert missed(text, start, start + len(number)) == []


@st.composite
def phones(draw: st.DrawFn) -> str:
    """A mobile or a number of Jönköping or Stockholm, national or with +46, 0046 and (0), its digits in any groups."""
    prefix, rest = draw(st.sampled_from([("70", 7), ("72", 7), ("73", 7), ("76", 7), ("79", 7), ("36", 6), ("8", 7), ("380", 5)]))
    local = draw(st.integers(2, 9).map(str)) + "".join(
        draw(st.lists(st.sampled_from("0123456789"), min_size=rest - 1, max_size=rest - 1))
    )
    country = draw(st.sampled_from(["0", "+46", "+46 ", "0046 ", "+46 (0)", "+46(0)", "(+46) "]))
    gap = draw(st.sampled_from(["", " ", "\u00a0"]))
    dash = draw(st.sampled_from(["-", " ", "–", " - ", "/"]))
    cut = draw(st.integers(2, 3))
    return country + prefix + dash + gap.join([local[:cut], local[cut : cut + 2], local[cut + 2 :]])


@FEW
@given(
    st.sampled_from(["ring ", "(", "mobil:", "nås på ", "\n", "hans nummer är "]),
    phones(),
    st.sampled_from(["", ".", ")", " efter tre", "\n", ", tack"]),
)
def test_no_telephone_number_of_these_shapes_passes(before: str, number: str, after: str) -> None:
    assert missed(before + number + after, len(before), len(before) + len(number)) == []


@st.composite
def mails(draw: st.DrawFn) -> str:
    """A mail address as it is typed, or hidden: "anna.b (at) kommun.se", "anna snabel-a kommun punkt se"."""
    word = st.text(alphabet="abcdefghijklmnopqrstuvwxyzåäö0123456789", min_size=2, max_size=10)
    at = draw(
        st.sampled_from(
            ["@", " @ ", "(at)", " (at) ", "[at]", " snabel-a ", " snabela ", "(a)", "\uff20", " [snabel-a] ", "@\u200b"]
        )
    )
    dot = draw(st.sampled_from([".", " punkt ", " dot ", "[.]", "(punkt)"])) if at != "@" else "."
    local = ".".join(draw(st.lists(word, min_size=1, max_size=2)))
    top = draw(st.sampled_from(["se", "com", "nu", "org", "gov.se"]))
    return f"{local}{at}{draw(word)}{dot}{top}"


@FEW
@given(
    st.sampled_from(["mejla ", "<", "(", "\n", "e-post: "]), mails(), st.sampled_from(["", " om det", ">", ")", "\n", ", tack"])
)
def test_no_mail_address_of_these_shapes_passes(before: str, address: str, after: str) -> None:
    assert missed(before + address + after, len(before), len(before) + len(address)) == []
