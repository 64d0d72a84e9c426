"""What a form of ours sends, what was wrong with it, and how that is shown beside its fields."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import uuid4

from aiohttp import web

from backend.errors import DomainError, PersonalDataError
from backend.i18n import Texts
from backend.reporting.privacy import find, mask
from backend.reporting.words import clean

_KEY = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class Marked:
    """A text in which the guard found something: pieces with the kind of what each is, or None, and a proposal without it."""

    pieces: tuple[tuple[str, str | None], ...]
    proposal: str


@dataclass(frozen=True, slots=True)
class Form:
    """Values by field, as they were entered; errors and marked texts by field (`""` is the whole form)."""

    key: str = field(default_factory=lambda: uuid4().hex)
    values: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    marked: Mapping[str, Marked] = field(default_factory=dict)

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
    key = data.get("key")
    if len(values) != len(names) or not isinstance(key, str) or not _KEY.fullmatch(key):
        raise web.HTTPBadRequest
    for name in several:
        values[name] = ",".join(ticked for ticked in data.getall(name, []) if isinstance(ticked, str))
    if "accept" in data:
        accepted = data["accept"] if data["accept"] in names else words
        text = clean(values[str(accepted)])
        values[str(accepted)] = mask(text, find(text))
    return Form(key, values)


def with_error(form: Form, error: DomainError, texts: Texts, locale: str, fields: Mapping[str, str]) -> Form:
    """Return the form with what is wrong beside its field; `fields` names ours for those of the use case."""
    message = texts.t(locale, error.key, **error.values)
    if isinstance(error, PersonalDataError):
        marked = {fields[name]: _marked(form.values[fields[name]], spans) for name, spans in error.fields.items()}
        return Form(form.key, form.values, dict.fromkeys(marked, message), marked)
    return Form(form.key, form.values, {fields.get(str(error.values.get("field")), ""): message})


def _marked(entered_text: str, spans: list[tuple[int, int, str]]) -> Marked:
    text = clean(entered_text)  # the spans count in what would have been stored
    pieces: list[tuple[str, str | None]] = []
    end = 0
    for start, stop, kind in spans:
        pieces += [(text[end:start], None), (text[start:stop], kind)]
        end = stop
    pieces.append((text[end:], None))
    return Marked(tuple(piece for piece in pieces if piece[0]), mask(text, find(text)))
