import hashlib
from collections.abc import AsyncIterator
from typing import Any

import pytest
from structlog.testing import capture_logs

from backend.categories.classifier import TrainedCategoriser, model_key
from backend.categories.learning import shelf
from backend.categories.learning.shelf import Shelf
from backend.reporting.reader import Reader
from models import CategoryModel, Forbund
from models.enums import TrainingStatus
from tests.backend.categories.learning.builders import three_texts, tiny_model
from tests.house import NOW, TEXT, House, small_house


@pytest.fixture
async def house(database_url: str) -> AsyncIterator[House]:
    async with small_house(database_url) as made:
        yield made


@pytest.fixture(scope="module")
def shipped() -> TrainedCategoriser:
    return TrainedCategoriser.trained_on(three_texts(""))


async def keep(house: House, number: int, **changes: Any) -> str:
    """Keep a version and let it propose; return its name."""
    content = tiny_model("y" * number)
    digest = hashlib.sha256(content).hexdigest()
    values: dict[str, Any] = {"recipe": model_key(), "content": content, "content_hash": digest, "finished_at": NOW, **changes}
    async with house.database.begin(house.forbund_id) as session:
        session.add(
            CategoryModel(number=number, status=TrainingStatus.KLAR, claimed_until=NOW, as_of=NOW, version=digest[:20], **values)
        )
        forbund = await session.get_one(Forbund, house.forbund_id)
        forbund.categoriser_version = digest[:20]
        session.add(forbund)
    return digest[:20]


async def proposing(house: House, reader: Reader) -> str:
    async with house.database.read(house.forbund_id) as session:
        return (await reader.understand(session, TEXT, NOW)).model_version


async def test_a_new_version_proposes_at_the_next_message_without_a_restart(house: House, shipped: TrainedCategoriser) -> None:
    reader = Reader(Shelf(shipped))
    assert await proposing(house, reader) == ""
    first = await keep(house, 1)
    assert await proposing(house, reader) == first
    second = await keep(house, 2)
    assert await proposing(house, reader) == second != first


async def test_another_forbund_goes_on_with_the_shipped_one(house: House, shipped: TrainedCategoriser) -> None:
    kept = Shelf(shipped)
    await keep(house, 1)
    async with house.database.begin_for_every_forbund() as session:
        other = Forbund(slug="other", name="Other", email="other@example.org")
        session.add(other)
        await session.flush()
    async with house.database.read(other.id or 0) as session:
        assert await kept.of(session) is shipped


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"content": None}, "missing"),
        ({"recipe": "of another release"}, "made_by_other_code"),
        ({"content": b"other bytes"}, "changed"),
        ({"content": b"no model", "content_hash": hashlib.sha256(b"no model").hexdigest()}, "ValueError"),
    ],
)
async def test_what_cant_be_used_is_told_and_the_shipped_one_proposes(
    house: House, shipped: TrainedCategoriser, changes: dict[str, Any], reason: str
) -> None:
    version = await keep(house, 1, **changes)
    with capture_logs() as logs:
        assert await proposing(house, Reader(Shelf(shipped))) == ""
    assert logs == [{"event": "categories.model_unusable", "log_level": "warning", "version": version, "reason": reason}]


async def test_each_version_is_read_once_and_only_so_many_are_held(
    house: House, shipped: TrainedCategoriser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shelf, "MOST_LOADED", 1)
    kept = Shelf(shipped)

    async def now() -> object:
        async with house.database.read(house.forbund_id) as session:
            return await kept.of(session)

    await keep(house, 1)
    first = await now()
    assert await now() is first
    await keep(house, 2)
    assert await now() is not first
    assert len(kept._loaded) == 1
