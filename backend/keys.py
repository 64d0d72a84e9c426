"""What the composition root puts into the web application, by typed keys."""

from aiohttp import web

from backend.categories.taxonomy import Taxonomy
from backend.database import Database
from backend.i18n import Texts
from backend.links import Links
from backend.outbox import Outbox
from backend.reporting.reader import Reader
from backend.settings import Settings

SETTINGS = web.AppKey("settings", Settings)
DATABASE = web.AppKey("database", Database)
TEXTS = web.AppKey("texts", Texts)
LINKS = web.AppKey("links", Links)
TAXONOMY = web.AppKey("taxonomy", Taxonomy)
OUTBOX = web.AppKey("outbox", Outbox)
READER = web.AppKey("reader", Reader)
