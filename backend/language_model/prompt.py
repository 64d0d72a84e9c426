"""What a language model is asked, and what of its answer is believed: valid codes, and nothing else."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from backend.categories.taxonomy import Category, Taxonomy

MOST_TOKENS = 60
"""An answer of two codes takes some twenty; no more is paid or waited for."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The category that a model gives a text, and the stated cause, if any: codes of the sixteen, or OVRIGT."""

    primary: str
    secondary: str | None


@cache
def rules() -> str:
    """Return the part of the prompt that is the same for every förbund."""
    return resources.files(__package__).joinpath("prompt.txt").read_text("utf-8")


def messages(text: str, taxonomy: Taxonomy) -> list[dict[str, str]]:
    """Return the two messages: the taxonomy's rules, and the text as data in a JSON object of its own."""
    offered = "\n".join(_told(taxonomy.get(code)) for code in taxonomy.main_codes)
    return [
        {"role": "system", "content": rules() + offered},
        {"role": "user", "content": json.dumps({"rapport": text}, ensure_ascii=False)},
    ]


def _told(category: Category) -> str:
    return f"{category.code} ({category.sv}): {category.failed} Inte denna: {category.not_when}"


def read_answer(body: bytes, codes: Collection[str]) -> Answer | None:
    """Return the answer in a chat completion's body; None for anything that isn't an object of valid codes."""
    try:
        said = json.loads(json.loads(body)["choices"][0]["message"]["content"])
        primary, secondary = said["primary"], said.get("secondary")
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError):
        return None
    if not _is_one(primary, codes) or not (secondary is None or _is_one(secondary, codes)):
        return None
    return Answer(primary, None if secondary == primary else secondary)


def _is_one(code: Any, codes: Collection[str]) -> bool:
    return isinstance(code, str) and code in codes
