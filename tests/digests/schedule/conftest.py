"""The town, on both databases and on SQLite alone."""

import pytest

from backend.categories.taxonomy import Taxonomy
from backend.database import Database
from backend.i18n import Texts
from tests.digests.schedule.town import Town


@pytest.fixture
async def town(database: Database, texts: Texts, taxonomy: Taxonomy) -> Town:
    return await Town(database, texts, taxonomy).build()


@pytest.fixture
async def small_town(sqlite: Database, texts: Texts, taxonomy: Taxonomy) -> Town:
    return await Town(sqlite, texts, taxonomy).build()
