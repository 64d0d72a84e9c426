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
    """Return the form with what the guard finds in its `words` marked; its fields stand in that `order` on the page.

    Of two things `wrong` in one field the other one is told.
    """
    written = {name: clean(form.values[name]) for name in words}
    try:
        async with request.app[DATABASE].read(visitor.forbund_id) as session:
            await guard(session, written, cleared=form.cleared)
    except DomainError as error:
        found = with_error(form, error, {"": "", **{name: name for name in words}})
        errors = {name or words[0]: remark for name, remark in found.errors.items()}
        both = {**errors, **(wrong or {})}
        return replace(found, errors={name: both[name] for name in sorted(both, key=order.index)})
    return replace(form, errors={name: (wrong or {})[name] for name in sorted(wrong or {}, key=order.index)}, marked={})
