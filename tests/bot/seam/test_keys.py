"""How long keys are trusted, by a clock that the test moves."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import aiohttp
import pytest

from bot.seam.keys import DAY, PAUSE_AFTER_FAILURE, KeysUnavailableError, SigningKeys
from tests.bot.fake_identity_provider import FakeIdentityProvider


@dataclass
class Clock:
    now: float = 1000.0

    def __call__(self) -> float:
        return self.now


@asynccontextmanager
async def keys_by(clock: Clock) -> AsyncIterator[tuple[SigningKeys, FakeIdentityProvider]]:
    async with FakeIdentityProvider() as provider, aiohttp.ClientSession() as session:
        keys = SigningKeys(session, provider.metadata_url, time_limit=60, refresh_interval=60, clock=clock)
        yield keys, provider
        await keys.close()


async def test_keys_are_looked_up_again_after_a_day() -> None:
    clock = Clock()
    async with keys_by(clock) as (keys, provider):
        assert await keys.find("first")
        clock.now += DAY - 1
        assert keys.known("first")
        clock.now += 1
        assert keys.known("first") is None
        provider.keys = ["second"]
        assert await keys.find("first") is None, "a key that is no longer announced is no longer trusted"
        assert provider.hits["keys"] == 2


async def test_keys_outlive_an_issuer_that_is_away_but_not_for_ever() -> None:
    clock = Clock()
    async with keys_by(clock) as (keys, provider):
        assert await keys.find("first")
        provider.down = True
        clock.now += 4 * DAY
        assert await keys.find("first")
        clock.now += 1 * DAY
        with pytest.raises(KeysUnavailableError):
            await keys.find("first")


async def test_an_unknown_key_makes_one_look_in_each_interval() -> None:
    clock = Clock()
    async with keys_by(clock) as (keys, provider):
        assert await keys.find("first")
        for looks in (2, 3):
            assert [await keys.find(f"made-up-{number}") for number in range(3)] == [None] * 3
            assert provider.hits["keys"] == looks
            clock.now += 60


async def test_an_issuer_in_trouble_is_not_asked_by_every_request() -> None:
    clock = Clock()
    async with keys_by(clock) as (keys, provider):
        provider.down = True
        for _ in range(3):
            with pytest.raises(KeysUnavailableError):
                await keys.find("first")
        assert provider.hits["metadata"] == 1
        provider.down = False
        clock.now += PAUSE_AFTER_FAILURE
        assert await keys.find("first")


async def test_keys_are_not_fetched_from_where_others_can_change_them() -> None:
    async with FakeIdentityProvider() as provider, aiohttp.ClientSession() as session:
        keys = SigningKeys(session, "http://login.example.test/keys", time_limit=60, refresh_interval=60)
        with pytest.raises(KeysUnavailableError):
            await keys.find("first")
        assert provider.hits["metadata"] == 0
