"""Which categoriser proposes in which förbund: its own learned one, read once into this process, or the one that ships.

What is in use is asked of the förbund's row at each reading, so that a new version, or an old one again, needs no restart.
"""

import asyncio
import hashlib
from collections import OrderedDict
from io import BytesIO
from zipfile import BadZipFile

import sqlalchemy as sa
import structlog
from sqlmodel import col, select

from backend.categories.classifier import TrainedCategoriser, model_key
from backend.categories.model import LinearModel
from backend.categories.proposal import Categoriser
from backend.database import AsyncSession, own_forbund
from models import CategoryModel

# Each takes some twenty megabytes. One that was put away is read again in a tenth of a second.
MOST_LOADED = 12

log = structlog.get_logger(__name__)


class Shelf:
    """The loaded categorisers of the installation's förbund."""

    def __init__(self, shipped: Categoriser) -> None:
        """Propose by `shipped` where a förbund has learned nothing of its own, or what it has learned can't be used."""
        self._shipped = shipped
        self._loaded: OrderedDict[tuple[int, str], Categoriser] = OrderedDict()

    async def of(self, session: AsyncSession) -> Categoriser:
        """Return the categoriser that the session's förbund uses now."""
        forbund = await own_forbund(session)
        if not forbund.categoriser_version or forbund.id is None:
            return self._shipped
        key = (forbund.id, forbund.categoriser_version)
        if key not in self._loaded:
            self._loaded[key] = await self._read(session, forbund.categoriser_version)
        self._loaded.move_to_end(key)
        while len(self._loaded) > MOST_LOADED:
            self._loaded.popitem(last=False)
        return self._loaded[key]

    async def _read(self, session: AsyncSession, version: str) -> Categoriser:
        kept = sa.and_(col(CategoryModel.version) == version, col(CategoryModel.content).is_not(None))
        wanted = select(CategoryModel.content, CategoryModel.content_hash, CategoryModel.recipe).where(kept)
        row = (await session.exec(wanted)).first()
        if row is None or row[0] is None:
            reason = "missing"
        elif row[2] != model_key():
            reason = "made_by_other_code"
        elif hashlib.sha256(row[0]).hexdigest() != row[1]:
            reason = "changed"
        else:
            try:
                return TrainedCategoriser(await asyncio.to_thread(LinearModel.read, BytesIO(row[0])), version)
            except (OSError, ValueError, KeyError, EOFError, BadZipFile) as error:
                reason = type(error).__name__
        log.warning("categories.model_unusable", version=version, reason=reason)
        return self._shipped
