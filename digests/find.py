"""Any edition that somebody may read, found by group, kind, year and words of its title."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import col, select

from backend.database import AsyncSession, stored_id
from digests.archive import without_forms
from digests.editions.correction import made_on
from digests.languages import titles_in
from digests.readers import may_read
from models import Edition, Group
from models.enums import EditionKind, EditionStatus

PAGE_ROWS = 20


@dataclass(frozen=True, slots=True)
class Search:
    """What is looked for; None and an empty text stand for anything. `page` counts from 1."""

    group_id: int | None = None
    kind: EditionKind | None = None
    year: int | None = None
    words: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """An edition in the list; `replaced`: a correction of it has followed. `made_on` is the day of this version."""

    edition: Edition
    title: str
    group: str
    made_on: date
    replaced: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A page of what was found, and what there is to choose from: the groups, kinds and years of all that the reader may read."""

    rows: Sequence[Row]
    total: int
    page: int
    pages: int
    groups: Sequence[tuple[int, str]]
    kinds: Sequence[EditionKind]
    years: Sequence[int]


async def find_editions(session: AsyncSession, person_id: int | None, search: Search, locale: str) -> Found:
    """Return a page of the editions that fit, the newest first; of `person_id` None, förbundet's own mailbox, of all groups.

    An edition belongs to the year of its last day. Titles are those of a language where it was frozen in that. A page beyond the
    last is the last.
    """
    groups = [
        (stored_id(group), group.name)
        for group in (await session.exec(select(Group).order_by(Group.name))).all()
        if person_id is None or await may_read(session, person_id, stored_id(group))
    ]
    names = dict(groups)
    rows = await session.exec(
        select(Edition)
        .options(*without_forms())
        .where(col(Edition.group_id).in_(names), Edition.status == EditionStatus.KLAR)
        .order_by(col(Edition.period_end).desc(), col(Edition.as_of).desc(), col(Edition.id).desc())
    )
    editions = rows.all()
    titles = await titles_in(session, locale)
    replaced = {edition.replaces_id for edition in editions}
    # a förbund has some hundred: they are looked through here, since SQLite knows no small å
    fitting = [
        Row(
            edition=each,
            title=titles.get(stored_id(each), each.title),
            group=names[each.group_id],
            made_on=made_on(each),
            replaced=each.id in replaced,
        )
        for each in editions
        if _fits(each, titles.get(stored_id(each), each.title), search)
    ]
    pages = max(1, -(-len(fitting) // PAGE_ROWS))
    page = min(max(search.page, 1), pages)
    used = {each.group_id for each in editions}
    return Found(
        rows=fitting[(page - 1) * PAGE_ROWS : page * PAGE_ROWS],
        total=len(fitting),
        page=page,
        pages=pages,
        groups=[(group_id, name) for group_id, name in groups if group_id in used],
        kinds=[kind for kind in EditionKind if any(each.kind == kind for each in editions)],
        years=sorted({each.period_end.year for each in editions}, reverse=True),
    )


def _fits(edition: Edition, title: str, search: Search) -> bool:
    return (
        search.group_id in (None, edition.group_id)
        and search.kind in (None, edition.kind)
        and search.year in (None, edition.period_end.year)
        and all(word in title.casefold() for word in search.words.casefold().split())
    )


async def two_to_compare(session: AsyncSession, person_id: int | None, ids: Sequence[int]) -> tuple[int, int] | None:
    """Return two editions that can be laid side by side, as the newer's and the older's id; None when these can't.

    They must be two, of one kind and group, which the reader may read.
    """
    wanted = select(Edition).options(*without_forms()).where(col(Edition.id).in_(ids), Edition.status == EditionStatus.KLAR)
    rows = await session.exec(wanted)
    found = sorted(rows.all(), key=lambda edition: (edition.period_end, stored_id(edition)), reverse=True)
    if len(found) != 2 or len({(edition.kind, edition.group_id) for edition in found}) != 1:  # a pair
        return None
    if person_id is not None and not await may_read(session, person_id, found[0].group_id):
        return None
    return stored_id(found[0]), stored_id(found[1])
