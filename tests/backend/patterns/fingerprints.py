"""A fingerprint that a test can reckon with: every word weighs the same."""

import math


def by_words(text: str) -> dict[int, float]:
    """Return a text's words at length 1."""
    words = set(text.split())
    return {hash(word): 1 / math.sqrt(len(words)) for word in words}
