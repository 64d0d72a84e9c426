"""What stands under a table of categories: the förbund's own finer ones, and the causes that reporters stated."""

from collections.abc import Sequence

from digests.figures.categories import Beside, Named
from digests.say import Voice


def beside_categories(voice: Voice, beside: Beside) -> list[str]:
    """Return a sentence for each of the two that has anything to tell, most first."""
    told = [voice.t("beside.finer", names=_listed(voice, beside.finer))] if beside.finer else []
    if stated := sum(each.count for each in beside.causes):
        names = _listed(voice, beside.causes) if stated > 1 else voice.category(beside.causes[0].code)
        told.append(voice.counted("beside.causes", stated, names=names))
    return told


def _listed(voice: Voice, named: Sequence[Named]) -> str:
    names = ((voice.category(each.code), voice.whole(each.count)) for each in named)
    return ", ".join(voice.t("beside.one", name=name, n=count) for name, count in names)
