"""The small förbund's mails."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from backend.categories.taxonomy import Taxonomy
from backend.i18n import Texts
from backend.links import Links
from backend.mail.letters import letter_writers
from backend.mail.sender import MailSender
from backend.mail.sink import MailSink
from backend.settings import Environment, Settings
from tests.backend.mail.post import URL, Post
from tests.house import small_house


@pytest.fixture
async def post(sqlite_url: str, tmp_path: Path) -> AsyncIterator[Post]:
    sink = MailSink(tmp_path / "mail", "127.0.0.1", 0)
    await sink.start()
    links = Links("k" * 32, URL)
    settings = Settings(
        environment=Environment.DEVELOPMENT, smtp_host="127.0.0.1", smtp_port=sink.port, mail_from="lexheller@forbund.example"
    )
    async with small_house(sqlite_url) as house:
        writers = letter_writers(Texts(("backend",)), Taxonomy.load(), links, settings.mail_from)
        yield Post(house, MailSender(settings, house.database, writers), sink, links)
    await sink.stop()
