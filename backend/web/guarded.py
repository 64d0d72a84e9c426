"""What the guard finds in the fields of a form, beside what else is wrong with them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from aiohttp import web

from backend.errors import DomainError
from backend.keys import DATABASE
from backend.reporting.guarding import guard
from backend.reporting.words import clean
from backend.web.form import Form, Remark, with_error
from backend.web.session import Visitor


async def guarded(
    request: web.Request,
    visitor: Visitor,
    form: Form,
    words: Sequence[str],
    order: Sequence[str],
    wrong: Mapping[str, Remark] | None = None,
) -> Form:
    """Return the form without what the guard finds in its `words`, which is told; its fields stand in that `order` on the page.

    Of two things `wrong` in one field the other one is told.
    """
    wrong = {**(wrong or {})}
    found = replace(form, marked={})
    written = {name: clean(form.values[name]) for name in words}
    try:
        async with request.app[DATABASE].read(visitor.forbund_id) as session:
            await guard(session, written, cleared=form.cleared)
    except DomainError as error:
        found = with_error(form, error, {"": "", **{name: name for name in words}})
        wrong = {**{name or words[0]: remark for name, remark in found.errors.items()}, **wrong}
    return replace(found, errors={name: wrong[name] for name in sorted(wrong, key=order.index)})
