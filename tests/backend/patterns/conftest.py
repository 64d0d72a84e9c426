"""The morning's look, with a fingerprint that a test can reckon with."""

import pytest

from backend.patterns.morning import Morning
from tests.backend.patterns.fingerprints import by_words
from tests.house import House


@pytest.fixture
def morning(house: House) -> Morning:
    return Morning(house.database, lambda: by_words)
