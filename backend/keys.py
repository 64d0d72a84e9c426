"""What the composition root puts into the web application, by typed keys."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from aiohttp import web

from backend.categories.taxonomy import Taxonomy
from backend.database import AsyncSession, Database
from backend.delivery import Outbox
from backend.handling.inbox import WaitingDraft
from backend.i18n import Texts
from backend.links import Links
from backend.reporting.reader import Reader
from backend.settings import Settings
from models import Person


class WaitingDrafts(Protocol):
    """Finds the drafts that a person may approve or open again, which are made in another room."""

    async def __call__(self, session: AsyncSession, viewer: Person | None, now: datetime, /) -> Sequence[WaitingDraft]:
        """Return them; `viewer` None is förbundets own mailbox."""
        ...


SETTINGS = web.AppKey("settings", Settings)
DATABASE = web.AppKey("database", Database)
TEXTS = web.AppKey("texts", Texts)
LINKS = web.AppKey("links", Links)
TAXONOMY = web.AppKey("taxonomy", Taxonomy)
OUTBOX = web.AppKey("outbox", Outbox)
READER = web.AppKey("reader", Reader)
WAITING_DRAFTS = web.AppKey("waiting_drafts", WaitingDrafts)
