"""What must be mended in a form: told below its field, as a client tells it, and above the form what is about no field."""

from collections.abc import Iterable, Mapping, Sequence

from bot.cards.elements import Element, box, text
from bot.words import Words

Problems = Mapping[str, str]  # sentences by the id of an input; "" is the whole form


def above(problems: Problems, inputs: Iterable[Element], words: Words) -> list[Element]:
    """Return a box that says that something must be mended, and what has no field among the inputs; nothing where all is well."""
    if not problems:
        return []
    names = {element.get("id") for element in inputs}
    elsewhere = [problem for name, problem in problems.items() if name not in names]
    below = [words.t("card.mend")] if len(elsewhere) < len(problems) else []
    return [box([text(problem) for problem in (*elsewhere, *below)], "attention")]


def beside(problems: Problems, inputs: Sequence[Element]) -> list[Element]:
    """Return the inputs, each with what must be mended in it below it."""
    shown: list[Element] = []
    for element in inputs:
        shown.append(element)
        if problem := problems.get(element.get("id", "")):
            shown.append({**text(problem, bold=True), "color": "Attention", "spacing": "Small"})
    return shown
