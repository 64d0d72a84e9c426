"""Long rows of words, written so that they can be read: as they are, and in regular expressions."""


def each_of(words: str) -> tuple[str, ...]:
    """Return these one by one. White space parts them and is in none."""
    return tuple(words.split())


def any_of(words: str) -> str:
    """Return a pattern of any of these, each a pattern itself, tried in this order. White space parts them and is in none."""
    return f"(?:{'|'.join(each_of(words))})"
