"""The templates of the editions, with everything escaped that isn't ours."""

from functools import cache
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from digests.render.charts import chart_table, svg


@cache
def _environment() -> Environment:
    made = Environment(loader=PackageLoader("digests", "templates"), autoescape=True, undefined=StrictUndefined)
    made.globals.update(svg=svg, chart_table=chart_table)
    return made


def draw(template: str, **values: object) -> str:
    """Return a template of `digests/templates` filled in; every value is escaped unless it is markup already."""
    return _environment().get_template(template).render(**values)


@cache
def stylesheet(*names: str) -> Markup:
    """Return stylesheets of `digests/templates`, one after the other, as they stand."""
    folder = files("digests") / "templates"
    return Markup("\n".join((folder / name).read_text("utf-8") for name in names))  # noqa: S704  # our own files
