"""The table of parties: who reported, and whom it concerns."""

from collections.abc import Sequence

from digests.document import Column, Row, RowKind, Table
from digests.figures.lsg import PARTY_ORDER
from digests.figures.pairs import Pair
from digests.say import Voice
from models.enums import PartyCode

ALWAYS_SHOWN = (PartyCode.AF, PartyCode.FK, PartyCode.VARD, PartyCode.KOMMUN)
"""The four parties that own a förbund stand in the table of parties also when they have nothing to tell."""


def pairs_table(voice: Voice, pairs: Sequence[Pair]) -> Table:
    """Return who reported against whom it concerns, in the parties' own order: a ranking would make a headline of blame."""
    counts = {(pair.reporting, pair.concerned): pair.count for pair in pairs}
    rows = [party for party in PARTY_ORDER if party in ALWAYS_SHOWN or any(reporting is party for reporting, _ in counts)]
    shown = [party for party in PARTY_ORDER if party in ALWAYS_SHOWN or any(concerned is party for _, concerned in counts)]

    def line(name: str, parties: Sequence[PartyCode | None], kind: RowKind) -> Row:
        cells = [sum(counts.get((party, column), 0) for party in parties) for column in shown]
        return Row((name, *(voice.whole(cell) for cell in (*cells, sum(cells)))), kind)

    return Table(
        voice.t("pairs.caption"),
        (
            Column(voice.t("column.reporting"), numeric=False),
            *(Column(voice.short_party(party) if party else voice.t("party.none")) for party in shown),
            Column(voice.t("total")),
        ),
        (
            *(line(voice.short_party(party), [party], RowKind.BODY) for party in rows),
            line(voice.t("total"), rows, RowKind.TOTAL),
        ),
        voice.t("pairs.note"),
    )
