"""What a form of ours sends, what was wrong with it, and how that is shown beside its fields."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import uuid4

from aiohttp import web
from multidict import MultiDictProxy

from backend.errors import DomainError, IncompleteError, PersonalDataError
from backend.reporting.asked import MOST_ASKED, Asked, put_back, read_asked, still_asked, taken_out
from backend.reporting.privacy import Span, SpanKind
from backend.reporting.words import clean

_KEY = re.compile(r"[0-9a-f]{32}")
MOST_WORDS = 100
# The button that asks for the page in another language sends the form with it, so that nothing written is lost.
LANGUAGE = "lang"
OLD_FORM = "page.old_form"


# A text as its writer wrote it, in pieces: each with the kind of what the guard found it to be, or None.
Pieces = tuple[tuple[str, str | None], ...]


@dataclass(frozen=True, slots=True)
class Remark:
    """What is said about a form: a key of the catalogue and its values. It becomes words when the page is drawn.

    Of its values `quoted` are phrases of the writer's own, each of which stands as a quote in `{words}`.
    """

    key: str
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Form:
    """Values by field, as they were entered, save what the guard took out; errors by field (`""` is the whole form).

    `marked` are the texts, by field, in which the guard has just found something: what the field holds now is without it.
    `asked` are the words that only look like somebody's, and `cleared` those of which the writer has said that they are no
    person; `notes` say what they should know. `only_language` is set when the form was sent to be read in another language,
    and for nothing else.
    """

    key: str = field(default_factory=lambda: uuid4().hex)
    values: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, Remark] = field(default_factory=dict)
    marked: Mapping[str, Pieces] = field(default_factory=dict)
    asked: tuple[Asked, ...] = ()
    cleared: tuple[str, ...] = ()
    notes: tuple[Remark, ...] = ()
    only_language: bool = False

    @property
    def only_shown(self) -> bool:
        """Whether nothing is to be done with it but to show it again: for another language, or since its page is too old."""
        return self.only_language or self.errors.get("") == Remark(OLD_FORM)

    @property
    def found_wrong(self) -> bool:
        """Whether it comes back to be mended, or to be looked at without what the guard took out."""
        return bool(self.errors or self.marked)

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of what the guard took out, each once."""
        return tuple(dict.fromkeys(kind for pieces in self.marked.values() for _, kind in pieces if kind))

    @property
    def answered(self) -> tuple[str, ...]:
        """The words that are no person and stand beside no field any more, to be carried on."""
        return tuple(word for word in self.cleared if word not in [one.word for one in self.asked])

    def asked_beside(self, name: str) -> tuple[Asked, ...]:
        """Return what is asked about beside a field: the first one where it stands, or stood."""
        return tuple(one for one in self.asked if self._place(one) == name)

    def _place(self, one: Asked) -> str:
        # A code that is chosen may hold a word's letters, "ARO" in "NARVARO"; the mark stands in none.
        alone = re.compile(rf"(?<!\w){re.escape(one.word)}(?!\w)")
        stands = (lambda text: one.put in text, lambda text: one.word in text and len(text.split()) > 1, alone.search)
        return next((name for holds in stands for name, text in self.values.items() if holds(text)), "")


async def entered(
    request: web.Request, *names: str, several: Sequence[str] = (), standing: Mapping[str, str] | None = None
) -> Form:
    """Return a form as it was sent, with what its writer has said to be no person where it stood.

    What was ticked of `several` stands with commas between. A field that the page hadn't when it was drawn holds what is
    `standing`, and is empty where nothing is. Raises HTTPBadRequest for a mere button that none of our pages has.
    """
    data = await request.post()
    values = {name: _text(data, name, (standing or {}).get(name, "")) for name in names}
    for name in several:
        values[name] = ",".join(ticked for ticked in data.getall(name, []) if isinstance(ticked, str))
    asked, cleared = _answers(data)
    key = sent_key(data)
    if key is None and not values:
        raise web.HTTPBadRequest
    form = Form(
        key or uuid4().hex, values, {} if key else {"": Remark(OLD_FORM)}, cleared=cleared, only_language=LANGUAGE in data
    )
    if not form.only_shown:
        values = {name: put_back(text, asked, cleared) for name, text in values.items()}
    return replace(form, values=values, asked=tuple(still_asked(asked, cleared, values.values())))


async def unread(request: web.Request, fields: Sequence[str]) -> Form:
    """Return what stands in those of the `fields` that were sent by a page of which it can't be told what was to be done.

    What was asked about comes with it, so that a word that was taken out of it can still be put back.
    """
    data = await request.post()
    asked, cleared = _answers(data)
    values = {name: _text(data, name) for name in fields if name in data and name not in ("asked", "cleared_word")}
    still = tuple(still_asked(asked, cleared, values.values()))
    return Form(values=values, errors={"": Remark(OLD_FORM)}, asked=still, cleared=cleared)


def _answers(data: MultiDictProxy[Any]) -> tuple[list[Asked], tuple[str, ...]]:
    """Return what a page asked about, and the words of which its reader has said that they are no person."""
    asked = [one for held in _words(data, "asked") if (one := _asked(held))][:MOST_ASKED]
    return asked, tuple(dict.fromkeys(_words(data, "cleared_word")))


def _text(data: MultiDictProxy[Any], name: str, otherwise: str = "") -> str:
    value = data.get(name)
    return value if isinstance(value, str) else otherwise


def _asked(held: str) -> Asked | None:
    """Return what a page asked about, as it carries it: what was put in the word's place, and the word."""
    put, _, word = held.partition("] ")
    return read_asked(word, f"{put}]")


def sent_key(data: MultiDictProxy[Any]) -> str | None:
    """Return the key that a form was drawn with; None when it has none that could be ours."""
    key = data.get("key")
    return key if isinstance(key, str) and _KEY.fullmatch(key) else None


def _words(data: MultiDictProxy[Any], name: str) -> list[str]:
    """Return the words that a hidden field of ours holds."""
    return [clean(word) for word in data.getall(name, []) if isinstance(word, str) and word][:MOST_WORDS]


def asked_page(request: web.Request, last: int) -> int:
    """Return which page of a list the address asks for, from 1 to `last`; the first for what is no number."""
    wanted = request.query.get("sida", "")
    return max(1, min(int(wanted), last)) if re.fullmatch(r"[0-9]{1,5}", wanted) else 1


def with_error(form: Form, error: DomainError, fields: Mapping[str, str]) -> Form:
    """Return the form with what is wrong beside its field; `fields` names ours for those of the use case.

    What points somebody out is taken out and told, so that the form is right as it comes back.
    """
    if isinstance(error, PersonalDataError):
        found = {fields[name]: [Span(start, end, SpanKind(kind)) for start, end, kind in s] for name, s in error.fields.items()}
        # The spans count in what would have been stored.
        written = {name: clean(form.values[name]) for name in found}
        values, asked = taken_out({**form.values, **written}, found, form.asked, form.cleared)
        marked = {name: _pieces(text, found[name]) for name, text in written.items()}
        return replace(form, values=values, errors={}, marked=marked, asked=tuple(asked))
    remark = Remark(error.key, error.values)
    if isinstance(error, IncompleteError):
        told = {fields.get(name, ""): Remark(key) for name, key in error.fields.items()}
        return replace(form, errors=told, marked={})
    return replace(form, errors={fields.get(str(error.values.get("field")), ""): remark}, marked={})


def _pieces(text: str, found: Sequence[Span]) -> Pieces:
    pieces: list[tuple[str, str | None]] = []
    end = 0
    for span in found:
        pieces += [(text[end : span.start], None), (text[span.start : span.end], str(span.kind))]
        end = span.end
    pieces.append((text[end:], None))
    return tuple(piece for piece in pieces if piece[0])
