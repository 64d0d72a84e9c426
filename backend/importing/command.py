"""What `lexheller import` does, apart from its screen."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from backend.categories.taxonomy import Taxonomy
from backend.database import Database
from backend.directory.forbund import find_forbund
from backend.directory.vocabulary import own_taxonomy, read_vocabulary
from backend.errors import DomainError
from backend.i18n import Texts
from backend.importing.cells import Values
from backend.importing.mapping import Mapped, find_table
from backend.importing.reading import open_sheets
from backend.importing.rows import Choices, RowJudge
from backend.importing.running import Importer, Result, read_kommuner
from backend.reporting.parties import PartyFinder
from backend.reporting.reader import Categorisers
from backend.reporting.understand import Understander
from models.enums import ReportStatus


@dataclass(frozen=True, kw_only=True)
class Wishes:
    """What was said on the command line; each as its option tells."""

    forbund: str | None = None
    kommun: str | None = None
    year: int | None = None
    status: ReportStatus = ReportStatus.AVSLUTAD
    masked: bool = False
    dry_run: bool = False


def read_table(file: Path, sheet: str | None, maps: Sequence[str]) -> Mapped:
    """Return the table of a file with its columns known; `maps` are `header=column`. Raises OSError and DomainError."""
    told = {}
    for each in maps:
        header, equals, column = each.rpartition("=")
        if not equals:
            raise DomainError("error.import_map")
        told[header] = column
    return find_table(open_sheets(file, sheet), told)


async def import_table(
    database: Database,
    table: Mapped,
    wishes: Wishes,
    categorisers: Categorisers,
    texts: Texts,
    taxonomy: Taxonomy,
    now: datetime,
    progress: Callable[[int], None],
    *,
    secret_key: str,
) -> Result:
    """Import a table and return what became of its rows; raise DomainError when nothing can be done at all.

    With the same `secret_key` a row is known again.
    """
    forbund_id = await find_forbund(database, wishes.forbund)
    async with database.read(forbund_id) as session:
        kommuner, ids = await read_kommuner(session)
        vocabulary = await read_vocabulary(session)
        categoriser = await categorisers.of(session)
        own = await own_taxonomy(session, taxonomy)
    kommun_id = kommuner.find(wishes.kommun)
    if wishes.kommun and kommun_id is None:
        raise DomainError("error.import_kommun_unknown", kommuner=", ".join(ids))
    judge = RowJudge(
        table=table,
        choices=Choices(masked=wishes.masked, status=wishes.status, kommun_id=kommun_id, year=wishes.year),
        kommuner=kommuner,
        kommun_ids=ids,
        parties=PartyFinder(vocabulary.units),
        understander=Understander(categoriser, vocabulary),
        values=Values(texts, own),
        now=now,
        secret_key=secret_key,
        known=(*vocabulary.kommuner, *(unit.alias for unit in vocabulary.units)),
    )
    importer = Importer(
        database=database,
        forbund_id=forbund_id,
        judge=judge,
        taxonomy=taxonomy,
        now=now,
        dry_run=wishes.dry_run,
    )
    return await importer.run(table.rows(), progress)
