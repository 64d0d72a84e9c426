"""The kinds of editions: each is one file and one line here."""

from digests.kind import Kind
from digests.kinds.annual import AnnualKind
from digests.kinds.beredning import BeredningKind
from digests.kinds.lsg import LsgKind
from digests.kinds.styrelse import StyrelseKind
from digests.kinds.styrgrupp import StyrgruppKind
from models.enums import EditionKind

_EVERY: tuple[Kind, ...] = (
    LsgKind(),
    StyrelseKind(),
    BeredningKind(),
    StyrgruppKind(),
    AnnualKind(EditionKind.HALVAR, half=True),
    AnnualKind(EditionKind.AR, half=False),
)
KINDS: dict[EditionKind, Kind] = {kind.key: kind for kind in _EVERY}
