"""The templates of the editions, with everything escaped that isn't ours."""

from functools import cache
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from digests.own_words import parts_of
from digests.render.charts import chart_table, svg


@cache
def _environment() -> Environment:
    made = Environment(loader=PackageLoader("digests", "templates"), autoescape=True, undefined=StrictUndefined)
    made.globals.update(svg=svg, chart_table=chart_table)
    made.filters["told"] = _told
    return made


@pass_context
def _told(context: Context, text: str) -> str | Markup:
    """Return a text of the paper that is drawn, with what is Swedish in it marked so when the paper is in another language."""
    document = context.get("document")
    if not document or not document.swedish:
        return text
    return Markup().join(
        Markup('<span lang="sv">{}</span>').format(part) if own else escape(part)
        for part, own in parts_of(text, document.swedish)
    )


def draw(template: str, **values: object) -> str:
    """Return a template of `digests/templates` filled in; every value is escaped unless it is markup already."""
    return _environment().get_template(template).render(**values)


@cache
def stylesheet(*names: str) -> Markup:
    """Return stylesheets of `digests/templates`, one after the other, as they stand."""
    folder = files("digests") / "templates"
    return Markup("\n".join((folder / name).read_text("utf-8") for name in names))  # noqa: S704  # our own files
