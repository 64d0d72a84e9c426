"""The guard with what the förbund knows and what the writer has answered: the one way that words go into the database."""

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence

from sqlmodel import col, select

from backend.database import AsyncSession
from backend.errors import PersonalDataError
from backend.reporting.privacy import Span, find, mask
from backend.reporting.spans import length_of
from backend.reporting.words import LONGEST_TEXT, check_words
from models import Kommun, Unit, UnitAlias

Cleared = Mapping[str, int]

# What stands about a name or a number that is all that somebody writes.
_BESIDE = frozenset(
    ("och", "hej", "tel", "tfn", "telefon", "mobil", "nr", "pnr", "personnummer", "namn", "heter", "mail", "mejl", "and", "phone")
)
_LONGEST_ALONE = 8  # words
_WORD = re.compile(r"\w+")


async def find_here(session: AsyncSession, text: str, cleared: Collection[str] = ()) -> tuple[Span, ...]:
    """Return what `find` does, with the förbund's own names known; they are read only when something uncertain was found."""
    spans = find(text, cleared=cleared)
    if all(span.certain for span in spans):
        return spans
    return find(text, await read_known(session), cleared)


async def only_points_out(session: AsyncSession, text: str) -> bool:
    """Whether a text holds nothing but what points somebody out, and so tells of no event: a name alone, or with a number."""
    if length_of(text) > LONGEST_TEXT or len(text.split()) > _LONGEST_ALONE:
        return False
    spans = await find_here(session, text)
    left = mask(text, spans, lambda span: " ").lower()
    return bool(spans) and all(word in _BESIDE for word in _WORD.findall(left))


async def guard(
    session: AsyncSession, fields: Mapping[str, str], longest: int = LONGEST_TEXT, *, cleared: Collection[str] = ()
) -> dict[str, Cleared]:
    """Pass texts, by field, that may be stored; return what the audit trail keeps of what was cleared: how many of each kind.

    `cleared` are words that the writer has said are no person in these texts; of what is certain nobody can say that. The texts
    must be `clean` already. Raises as `check_words` does; nothing else is asked of the database while nothing uncertain is found.
    """
    known: Sequence[str] = ()
    try:
        check_words(fields, longest, cleared=cleared)
    except PersonalDataError:
        known = await read_known(session)
        check_words(fields, longest, known=known, cleared=cleared)
    counted = _counted(fields.values(), known or await read_known(session), cleared) if cleared else {}
    return {"cleared": counted} if counted else {}


def _counted(texts: Collection[str], known: Sequence[str], cleared: Collection[str]) -> Cleared:
    kinds: Counter[str] = Counter()
    for text in texts:
        left = {(span.start, span.end) for span in find(text, known, cleared)}
        kinds.update(str(span.kind) for span in find(text, known) if (span.start, span.end) not in left)
    return dict(kinds)


async def read_known(session: AsyncSession) -> tuple[str, ...]:
    """Return the förbund's own names that are no person's: kommuner, units and their aliases."""
    names: list[str] = []
    for column, active in ((Kommun.name, Kommun.active), (Unit.name, Unit.active)):
        names += (await session.exec(select(column).where(col(active)))).all()
    units = select(UnitAlias.alias).join(Unit, col(Unit.id) == col(UnitAlias.unit_id)).where(col(Unit.active))
    return (*names, *(await session.exec(units)).all())
