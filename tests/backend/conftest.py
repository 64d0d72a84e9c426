"""What the tests of the backend share: a small förbund, and the model that ships."""

import logging
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import structlog

from backend.categories.classifier import TrainedCategoriser
from backend.reporting.understand import Understander, Vocabulary
from tests.house import House, small_house


@pytest.fixture
async def house(database_url: str) -> AsyncIterator[House]:
    """A small förbund, on SQLite and on PostgreSQL."""
    async with small_house(database_url) as house:
        yield house


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    """Where a courier notes what was acknowledged."""
    return tmp_path / "notes"


@pytest.fixture
def logs_as_they_were() -> Iterator[None]:
    """Whatever a command makes of the logs ends with its test."""
    handlers, level = logging.root.handlers[:], logging.root.level
    yield
    logging.root.handlers[:], logging.root.level = handlers, level
    structlog.reset_defaults()


@pytest.fixture(scope="session")
def shipped(pytestconfig: pytest.Config) -> TrainedCategoriser:
    # Kept between runs under the model's own name, so only a change of the code or the corpus costs a training.
    assert pytestconfig.cache is not None
    return TrainedCategoriser.load(pytestconfig.cache.mkdir("models"))


@pytest.fixture(scope="session")
def understander(shipped: TrainedCategoriser) -> Understander:
    return Understander(shipped, Vocabulary.default())
