"""What the tests of digests share."""

from collections.abc import AsyncIterator, Sequence

import pytest

from backend.categories.taxonomy import Taxonomy
from backend.database import Database
from backend.i18n import Texts
from digests import frozen
from digests.document import Document
from digests.render.pdf import Paper
from digests.say import Voice
from tests.digests.drafts.town import Town, build_town


@pytest.fixture(scope="session")
def texts() -> Texts:
    """The catalogues that an edition speaks from."""
    return Texts(("backend", "digests"))


@pytest.fixture(scope="session")
def taxonomy() -> Taxonomy:
    """The taxonomy that ships with the product."""
    return Taxonomy.load()


@pytest.fixture
def voice(texts: Texts, taxonomy: Taxonomy) -> Voice:
    """Who tells an edition in Swedish."""
    return Voice(texts, taxonomy, "sv")


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """An empty database, once on SQLite and once on PostgreSQL."""
    opened = Database(database_url)
    yield opened
    await opened.close()


@pytest.fixture
async def sqlite(sqlite_url: str) -> AsyncIterator[Database]:
    """An empty SQLite database, for what isn't about storage."""
    opened = Database(sqlite_url)
    yield opened
    await opened.close()


@pytest.fixture
async def town(database: Database, texts: Texts, taxonomy: Taxonomy) -> Town:
    """The small town with a draft, on SQLite and on PostgreSQL."""
    return await build_town(database, texts, taxonomy)


@pytest.fixture
async def small_town(sqlite: Database, texts: Texts, taxonomy: Taxonomy) -> Town:
    """The small town with a draft on SQLite, for what isn't about storage."""
    return await build_town(sqlite, texts, taxonomy)


@pytest.fixture
def quick_paper(monkeypatch: pytest.MonkeyPatch) -> None:
    """Paper that is drawn at once and always fits, for what isn't about paper: the real one takes a second."""

    async def at_once(drafts: Sequence[Document], pages: int, texts: Texts) -> tuple[Document, Paper]:
        return drafts[0], Paper(b"%PDF-quick " + drafts[0].title.encode(), pages)

    monkeypatch.setattr(frozen, "fitting_paper", at_once)
