"""What stands under a table of categories: the förbund's own finer ones, and the causes that reporters stated."""

from collections.abc import Sequence

from digests.figures.categories import Beside, Named
from digests.say import Voice


def beside_categories(voice: Voice, beside: Beside) -> list[str]:
    """Return a sentence for each of the two that has anything to tell, most first."""
    told = (("beside.finer", beside.finer), ("beside.causes", beside.causes))
    return [voice.t(key, names=_listed(voice, named)) for key, named in told if named]


def _listed(voice: Voice, named: Sequence[Named]) -> str:
    names = ((voice.category(each.code), voice.whole(each.count)) for each in named)
    return ", ".join(voice.t("beside.one", name=name, n=count) for name, count in names)
