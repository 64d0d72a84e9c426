"""Cohen's kappa: how far two who code the same texts agree beyond what chance would give."""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

# Below, the number says nothing; below the second, hardly anything.
FEWEST, FEW = 10, 50
_Z = 1.96  # 95 %


@dataclass(frozen=True, slots=True)
class Kappa:
    """`agreed` of `texts` were coded alike. `value` and its 95 % interval are None for under ten texts, or one code alone."""

    texts: int
    agreed: int
    value: float | None
    low: float | None
    high: float | None

    @property
    def few(self) -> bool:
        """Whether there are so few texts that the interval is too wide to build on."""
        return self.texts < FEW


def cohen_kappa(pairs: Sequence[tuple[str, str]]) -> Kappa:
    """Return the agreement of two codings (Cohen 1960).

    The interval is Wilson's for the share coded alike, carried over with the agreement by chance as it was found: unlike the
    usual one it is honest when few texts, or all of them, are coded alike.
    """
    n = len(pairs)
    agreed = sum(one == other for one, other in pairs)
    firsts, seconds = Counter(one for one, _ in pairs), Counter(other for _, other in pairs)
    by_chance = sum(firsts[code] * seconds[code] for code in firsts) / n**2 if n else 1.0
    if n < FEWEST or by_chance == 1:
        return Kappa(n, agreed, None, None, None)
    share = agreed / n
    middle = (share + _Z**2 / (2 * n)) / (1 + _Z**2 / n)
    reach = _Z / (1 + _Z**2 / n) * math.sqrt(share * (1 - share) / n + _Z**2 / (4 * n**2))
    value, low, high = ((part - by_chance) / (1 - by_chance) for part in (share, middle - reach, middle + reach))
    return Kappa(n, agreed, value, max(low, -1.0), min(high, 1.0))
