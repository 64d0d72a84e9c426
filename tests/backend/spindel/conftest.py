"""A group in the small förbund, on each database."""

from collections.abc import AsyncIterator

import pytest

from tests.house import small_house
from tests.spindel import Ring, ring_of


@pytest.fixture
async def ring(database_url: str) -> AsyncIterator[Ring]:
    """A group of six, once on SQLite and once on PostgreSQL."""
    async with small_house(database_url) as house:
        yield await ring_of(house)
