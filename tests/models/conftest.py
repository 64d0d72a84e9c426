"""A small förbund, on SQLite and on PostgreSQL."""

from collections.abc import AsyncIterator

import pytest

from tests.house import House, small_house


@pytest.fixture
async def house(database_url: str) -> AsyncIterator[House]:
    async with small_house(database_url) as house:
        yield house
