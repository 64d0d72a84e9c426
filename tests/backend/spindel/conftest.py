"""A group of six in the small förbund."""

from collections.abc import AsyncIterator

import pytest

from tests.house import small_house
from tests.spindel import Ring, ring_of


@pytest.fixture
async def ring(sqlite_url: str) -> AsyncIterator[Ring]:
    """The group, for what isn't about storage."""
    async with small_house(sqlite_url) as house:
        yield await ring_of(house)


@pytest.fixture
async def ring_on_each(database_url: str) -> AsyncIterator[Ring]:
    """The group, once on SQLite and once on PostgreSQL."""
    async with small_house(database_url) as house:
        yield await ring_of(house)
