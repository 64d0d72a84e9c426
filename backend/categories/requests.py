"""What people ask of the bot besides reporting: examples by intent, from which the model learns to tell a request."""

import json
from functools import lru_cache
from importlib import resources

from models.enums import Intent


@lru_cache(maxsize=1)
def load_requests() -> tuple[tuple[str, Intent], ...]:
    """Return each example with its intent, as the product ships them. Requests to report are among them, reports aren't."""
    raw = json.loads(resources.files(__package__).joinpath("requests.json").read_text("utf-8"))
    return tuple((text, Intent(intent)) for intent, texts in raw.items() for text in texts)
