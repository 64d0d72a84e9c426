"""The small town with a draft."""

import pytest

from backend.categories.taxonomy import Taxonomy
from backend.database import Database
from backend.i18n import Texts
from tests.digests.drafts.town import Town, build_town


@pytest.fixture
async def town(database: Database, texts: Texts, taxonomy: Taxonomy) -> Town:
    """On SQLite and on PostgreSQL."""
    return await build_town(database, texts, taxonomy)


@pytest.fixture
async def small_town(sqlite: Database, texts: Texts, taxonomy: Taxonomy) -> Town:
    """On SQLite, for what isn't about storage."""
    return await build_town(sqlite, texts, taxonomy)
