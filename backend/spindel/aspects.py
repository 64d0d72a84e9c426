"""What is asked and how it is answered; the words are `spindel.aspect.<n>`, `.question.<n>` and `.value.<v>` of the catalogue."""

from collections.abc import Callable

from models.spindel import CANT_SAY

ASPECTS = range(1, 10)
SCALE = (4, 3, 2, 1, 0)
"""From mycket bra to mycket dåligt."""
VALUES = (*SCALE, CANT_SAY)
FEWEST = 5
"""With fewer answers nothing is told: a mean of four says too much of each of them."""
FIELDS = {aspect: f"aspect-{aspect}" for aspect in ASPECTS}
"""What the aspects' fields are called in forms and cards."""
WORDS = {4: "4", 3: "3", 2: "2", 1: "1", 0: "0", CANT_SAY: "ingen"}
"""The values as forms and cards carry them."""


def read_answers(field: Callable[[str], str]) -> dict[int, int]:
    """Return the values that a form carries, by aspect; `field` gives what stands in one. What isn't ours is left out."""
    values = {word: value for value, word in WORDS.items()}
    return {aspect: values[chosen] for aspect, name in FIELDS.items() if (chosen := field(name)) in values}
