"""Long rows of words in regular expressions, written so that they can be read."""


def any_of(words: str) -> str:
    """Return a pattern of any of these, each a pattern itself, tried in this order. White space parts them and is in none."""
    return f"(?:{'|'.join(words.split())})"
