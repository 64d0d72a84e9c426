"""What is written to standard error: one JSON object a line, also of what libraries say, without their words."""

import json
import logging
from collections.abc import Iterator
from datetime import datetime

import pytest

from backend.logs import configure_logs


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    root, library = logging.getLogger(), logging.getLogger("apscheduler")
    handlers, level, other = root.handlers[:], root.level, library.level
    yield
    root.handlers[:], root.level = handlers, level
    library.setLevel(other)


def test_a_library_is_told_of_as_the_product_s_own_events_without_its_words(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logs("INFO")
    logging.getLogger("asyncio").warning("somebody wrote %s", "Kim")
    told = json.loads(capsys.readouterr().err)
    assert set(told) == {"event", "level", "timestamp"}
    assert told["event"].startswith("asyncio:test_")
    assert datetime.fromisoformat(told["timestamp"]).tzinfo is not None


def test_the_scheduler_says_nothing_of_a_tick_that_was_skipped(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logs("INFO")
    logging.getLogger("apscheduler.scheduler").warning("Execution of job skipped")
    assert capsys.readouterr().err == ""
    logging.getLogger("apscheduler.executors.default").error("Job raised an exception")
    assert json.loads(capsys.readouterr().err)["level"] == "error"
