"""What a form of ours sends, what was wrong with it, and how that is shown beside its fields."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import uuid4

from aiohttp import web
from multidict import MultiDictProxy

from backend.errors import DomainError, IncompleteError, PersonalDataError
from backend.reporting.privacy import Span, SpanKind, find, mask
from backend.reporting.words import clean

_KEY = re.compile(r"[0-9a-f]{32}")
MOST_WORDS = 100
# The button that asks for the page in another language sends the form with it, so that nothing written is lost.
LANGUAGE = "lang"


@dataclass(frozen=True, slots=True)
class Marked:
    """A text in which the guard found something: pieces with the kind of what each is, or None, and a proposal without it.

    `asked` are the words that only look like somebody's, each with its kind: of them the writer may say that they are nobody's.
    """

    pieces: tuple[tuple[str, str | None], ...]
    proposal: str
    asked: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Remark:
    """What is said about a form: a key of the catalogue and its values. It becomes words when the page is drawn.

    Of its values `quoted` are phrases of the writer's own, each of which stands as a quote in `{words}`.
    """

    key: str
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Form:
    """Values by field, as they were entered; errors, marked texts and hints by field (`""` is the whole form).

    `cleared` are words of which the writer has said that they are no person; `notes` say what they should know. `only_language`
    is set when the form was sent to be read in another language, and for nothing else; `accepted` is the field whose words were
    just changed to the guard's proposal.
    """

    key: str = field(default_factory=lambda: uuid4().hex)
    values: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, Remark] = field(default_factory=dict)
    marked: Mapping[str, Marked] = field(default_factory=dict)
    cleared: tuple[str, ...] = ()
    notes: tuple[Remark, ...] = ()
    hints: Mapping[str, Remark] = field(default_factory=dict)
    only_language: bool = False
    accepted: str = ""

    @property
    def comes_back(self) -> bool:
        """Whether its writer wants to look at it once more: in the other language, or with the guard's proposal put in."""
        return self.only_language or bool(self.accepted)

    @property
    def found_wrong(self) -> bool:
        """Whether it comes back to be mended."""
        return bool(self.errors)


async def entered(request: web.Request, *names: str, words: str, several: Sequence[str] = ()) -> Form:
    """Return a form as it was sent. When a proposal was accepted, its field is masked: `words`, unless the button says which.

    What was ticked of `several` stands with commas between. Raises HTTPBadRequest for what none of our forms sends.
    """
    data = await request.post()
    values = {name: value for name in names if isinstance(value := data.get(name), str)}
    key = sent_key(data)
    if len(values) != len(names) or key is None:
        raise web.HTTPBadRequest
    for name in several:
        values[name] = ",".join(ticked for ticked in data.getall(name, []) if isinstance(ticked, str))
    cleared = tuple(dict.fromkeys(_words(data, "cleared_word")))
    accepted, errors = "", dict[str, Remark]()
    if "accept" in data:
        accepted = str(data["accept"] if data["accept"] in names else words)
        if accepted not in names:
            raise web.HTTPBadRequest  # a form without words
        text, shown = clean(values[accepted]), _words(data, f"asked-{accepted}")
        try:
            spans = find(text, cleared=cleared)
        except DomainError as error:  # it has grown too long meanwhile, and stays as it was written
            errors[accepted] = Remark(error.key, error.values)
        else:
            # What wasn't marked isn't taken out either: the förbund's own names.
            found = [span for span in spans if span.certain or text[span.start : span.end] in shown]
            values[accepted] = mask(text, found)
    return Form(key, values, errors, cleared=cleared, only_language=LANGUAGE in data, accepted=accepted)


def sent_key(data: MultiDictProxy[Any]) -> str | None:
    """Return the key that a form was drawn with; None when it has none that could be ours."""
    key = data.get("key")
    return key if isinstance(key, str) and _KEY.fullmatch(key) else None


def _words(data: MultiDictProxy[Any], name: str) -> list[str]:
    """Return the words that a hidden field of ours holds."""
    return [word for word in data.getall(name, []) if isinstance(word, str) and word][:MOST_WORDS]


def asked_page(request: web.Request, last: int) -> int:
    """Return which page of a list the address asks for, from 1 to `last`; the first for what is no number."""
    wanted = request.query.get("sida", "")
    return max(1, min(int(wanted), last)) if re.fullmatch(r"[0-9]{1,5}", wanted) else 1


def with_error(form: Form, error: DomainError, fields: Mapping[str, str]) -> Form:
    """Return the form with what is wrong beside its field; `fields` names ours for those of the use case."""
    remark = Remark(error.key, error.values)
    if isinstance(error, PersonalDataError):
        marked = {fields[name]: _marked(form.values[fields[name]], spans) for name, spans in error.fields.items()}
        return replace(form, errors=dict.fromkeys(marked, remark), marked=marked)
    if isinstance(error, IncompleteError):
        told = {fields.get(name, ""): Remark(key) for name, key in error.fields.items()}
        return replace(form, errors=told, marked={})
    return replace(form, errors={fields.get(str(error.values.get("field")), ""): remark}, marked={})


def _marked(entered_text: str, spans: list[tuple[int, int, str]]) -> Marked:
    text = clean(entered_text)  # the spans count in what would have been stored
    pieces: list[tuple[str, str | None]] = []
    end = 0
    for start, stop, kind in spans:
        pieces += [(text[end:start], None), (text[start:stop], kind)]
        end = stop
    pieces.append((text[end:], None))
    found = [Span(start, stop, SpanKind(kind)) for start, stop, kind in spans]
    asked = {text[span.start : span.end]: str(span.kind) for span in found if not span.certain}
    return Marked(tuple(piece for piece in pieces if piece[0]), mask(text, found), asked)
