"""Every page that `digests` brings to the web application."""

from aiohttp import web

from digests import pages
from digests.archive_pages import add_archive_routes
from digests.correction_pages import add_correction_routes
from digests.delivery_pages import add_delivery_routes
from digests.drafts.pages import add_draft_routes
from digests.find_pages import add_find_routes
from digests.spindel_pages import add_spindel_routes
from digests.wish_pages import add_wish_routes


def add_routes(app: web.Application) -> None:
    """Add the pages; the application's keys and its templates are set already."""
    pages.add_routes(app)
    add_archive_routes(app)
    add_delivery_routes(app)
    add_find_routes(app)
    add_correction_routes(app)
    add_draft_routes(app)
    add_wish_routes(app)
    add_spindel_routes(app)
