"""What people write, made fit to keep: no control characters, a bounded length, and no personal data about individuals."""

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence

from backend.errors import PersonalDataError
from backend.reporting.privacy import Span, find, find_certain
from backend.reporting.spans import LONGEST_TEXT as LONGEST_TEXT
from backend.reporting.spans import check_length as check_length

# Unicode's category Cc, save line end and tab.
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_MARKUP = re.compile(r"://|\bwww\.|[<>\[\]{}=]")
_RUN = re.compile(r"[^\W_]+")
_LONGEST_WORD = 100


def clean(text: str) -> str:
    """Return the text composed (NFC), with plain line ends, without other control characters and space around it."""
    composed = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    # PostgreSQL can't hold a null character, and none of the others is meant.
    return _CONTROLS.sub("", composed).strip()


def printed(text: str) -> str:
    """Return what somebody wrote as it is quoted: with Swedish quotation marks, ”…”, for a keyboard's straight ones.

    What is stored stays as it was written.
    """
    return text.replace('"', "”")


def in_one_line(text: str) -> str:
    """Return a text as a list shows it: its lines in one, each that ends without a sign ended by a full stop."""
    lines = [" ".join(line.split()) for line in text.splitlines() if line.strip()]
    return " ".join([*(f"{line}." if line[-1].isalnum() else line for line in lines[:-1]), *lines[-1:]])


def says_something(text: str) -> bool:
    """Whether a text holds a letter or a digit: signs, seen or unseen, mark-up and addresses alone tell of no event."""
    return any(_runs(text))


def has_words(text: str) -> bool:
    """Whether a text that says something does it in words or numbers, and not by one key held down."""
    return any(len(run) <= _LONGEST_WORD for run in _runs(text))


def _runs(text: str) -> Iterator[str]:
    """Yield each run of letters and digits that stands in no mark-up."""
    return (run for chunk in text.split() if not is_markup(chunk) for run in _RUN.findall(chunk))


def is_markup(chunk: str) -> bool:
    """Whether what stands between two spaces is an address or holds mark-up, or what the guard put in a word's place."""
    return _MARKUP.search(chunk) is not None


def check_words(
    fields: Mapping[str, str], longest: int = LONGEST_TEXT, *, known: Sequence[str] = (), cleared: Collection[str] = ()
) -> None:
    """Pass texts, by the name of their field, that may be stored; they must be `clean` already.

    `known` and `cleared` say what is no person, as in `find`.

    Raises as `check_length` does, and PersonalDataError, which holds the places found in each field. Called before anything is
    stored.
    """
    for name, text in fields.items():
        check_length(name, text, longest)
    _refuse({name: find(text, known, cleared) for name, text in fields.items()})


def check_place(field: str, place: str) -> None:
    """Pass a meeting's place. Raises PersonalDataError for what certainly is a person's; an address is what it should be."""
    _refuse({field: find_certain(place)})


def _refuse(found: Mapping[str, Sequence[Span]]) -> None:
    places = {name: [(span.start, span.end, str(span.kind)) for span in spans] for name, spans in found.items() if spans}
    if places:
        raise PersonalDataError(places)
