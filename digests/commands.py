"""Digests by hand, for the command line."""

import asyncio
import json
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

from sqlmodel import col, select

from backend.categories.taxonomy import Taxonomy
from backend.database import AsyncSession, Database, stored_id
from backend.errors import DomainError, NotFoundError
from backend.i18n import Texts
from digests.archive import diary_file, editions_of
from digests.compose import compose
from digests.corrections import Correction, correct_edition
from digests.deliveries import read_deliveries
from digests.delivery_pages import deliveries_table
from digests.document import Document, Table
from digests.frozen import document_in, file_stem, freeze, kind_and_group
from digests.kinds import KINDS
from digests.outside import kind_of, publish
from digests.periods import Quarter, Span
from digests.render import forms
from digests.render.form import Form
from digests.render.forms import Origin
from digests.render.mail import mail
from digests.render.page import page
from digests.say import Voice
from models import Delivery, Edition, Forbund, Group
from models.enums import EditionKind, EditionStatus


async def describe(database: Database, made: Sequence[int]) -> list[str]:
    """Return a line for each edition that was made: its title, its period and its number of messages."""
    async with database.read_every_forbund() as session:
        editions = await session.exec(select(Edition).where(col(Edition.id).in_(made)).order_by(col(Edition.id)))
        lines = []
        for edition in editions.all():
            deliveries = await session.exec(select(Delivery.id).where(Delivery.edition_id == edition.id))
            lines.append(f"{edition.title} ({edition.period}): {len(deliveries.all())}")
        return lines


async def render(
    database: Database, texts: Texts, taxonomy: Taxonomy, *, kind: EditionKind, group_slug: str, as_of: date, out: Path
) -> list[Path]:
    """Write one edition in every form to a folder and return the files; nothing is stored or sent.

    A local group's edition tells of the days up to and including `as_of`; the board's of the last quarter whose edition was
    due by the end of that day. Raises DomainError("error.no_such_group") when no group of that kind has the slug.
    """
    async with database.read_every_forbund() as session:
        group = await _group(session, kind, group_slug)
    async with database.read(group.forbund_id) as session:
        due = await KINDS[kind].as_of(session, group, as_of)
    async with database.snapshot(group.forbund_id) as session:
        composed = await compose(session, due, texts, taxonomy)
    frozen = await freeze(composed, texts)
    document = frozen.document
    files = {
        ".html": page(frozen.html, document.title, texts, document.locale, files_url=None, stylesheet_url=None).encode(),
        ".mail.html": mail(document, (), (), None, "").encode(),
        ".txt": frozen.text.encode(),
        ".pdf": frozen.pdf,
        **await _office(document, texts, Origin(due.period.until, taxonomy.version)),
        ".json": json.dumps(frozen.figures, ensure_ascii=False, indent=2).encode() + b"\n",
    }
    return await asyncio.to_thread(_write, out, f"{kind_and_group(kind, group)}-{as_of}", files)


async def outside(
    database: Database, texts: Texts, taxonomy: Taxonomy, now: datetime, *, group_slug: str, days: Quarter | Span, out: Path
) -> list[Path]:
    """Write the board's edition of some days as it may leave the förbund, and return the files; it is made once and kept.

    Raises DomainError("error.no_such_group") when no board has the slug, NotFoundError when its edition isn't made yet.
    """
    async with database.read_every_forbund() as session:
        group = await _group(session, kind=kind_of(days), slug=group_slug)
    made = await publish(database, texts, taxonomy, group, days, now)
    document = document_in(made.figures)
    files = {
        ".html": page(made.html, document.title, texts, document.locale, files_url=None, stylesheet_url=None).encode(),
        ".txt": made.text.encode(),
        ".pdf": made.pdf,
        **await _office(document, texts, Origin(days.period.until, taxonomy.version)),
        ".json": json.dumps(made.figures["figures"], ensure_ascii=False, indent=2).encode() + b"\n",
    }
    return await asyncio.to_thread(_write, out, f"{kind_and_group(kind_of(days), group)}-{days.key}-utanfor", files)


async def correct(
    database: Database, texts: Texts, taxonomy: Taxonomy, now: datetime, *, edition_id: int, said: Correction
) -> tuple[int, str]:
    """Send a corrected version of an edition to those who got it, and return its number and its title.

    Raises as `digests.corrections.correct_edition` does.
    """
    async with database.read_every_forbund() as session:
        forbund_id = (await session.exec(select(Edition.forbund_id).where(Edition.id == edition_id))).first()
    if forbund_id is None:
        raise NotFoundError("paper.error.no_such_edition", number=edition_id)
    new = await correct_edition(database, texts, taxonomy, forbund_id, edition_id, said, now)
    return stored_id(new), new.title


async def deliveries(database: Database, texts: Texts, taxonomy: Taxonomy, edition_id: int, locale: str) -> Table:
    """Return each recipient of an edition as a table; raise NotFoundError when there is no such edition."""
    async with database.read_every_forbund() as session:
        found = await session.exec(select(Edition).where(Edition.id == edition_id, Edition.status == EditionStatus.KLAR))
        edition = found.first()
    if edition is None:
        raise NotFoundError("paper.error.no_such_edition", number=edition_id)
    async with database.read(edition.forbund_id) as session:
        return deliveries_table(Voice(texts, taxonomy, locale), await read_deliveries(session, edition))


async def archive(database: Database, *, kind: EditionKind, group_slug: str) -> list[str]:
    """Return a line for each edition that a group has had, the newest first: its number, its last day, its title and its hash.

    Raises DomainError("error.no_such_group") when no group of that kind has the slug.
    """
    async with database.read_every_forbund() as session:
        group = await _group(session, kind, group_slug)
    async with database.read(group.forbund_id) as session:
        editions = await editions_of(session, stored_id(group), kind)
    return [f"{each.id}  {each.period_end}  {each.title}  {each.content_hash}" for each in editions]


async def export(database: Database, *, kind: EditionKind, group_slug: str, edition_id: int, out: Path) -> list[Path]:
    """Write one of a group's editions as the zip that the förbund's diary gets, and return the file.

    Raises DomainError("error.no_such_group") as `archive` does, NotFoundError when the group has no such edition.
    """
    async with database.read_every_forbund() as session:
        group = await _group(session, kind, group_slug)
    async with database.read(group.forbund_id) as session:
        found = await session.exec(
            select(Edition, Forbund)
            .join(Forbund, col(Edition.forbund_id) == col(Forbund.id))
            .where(
                Edition.id == edition_id,
                Edition.group_id == stored_id(group),
                Edition.kind == kind,
                Edition.status == EditionStatus.KLAR,
            )
        )
        row = found.first()
        if row is None:
            raise NotFoundError("paper.error.no_such_edition", number=edition_id)
        edition, forbund = row
        packed = diary_file(edition, group, forbund.name)
    return await asyncio.to_thread(_write, out, file_stem(edition, group), {".zip": packed})


async def export_year(
    database: Database, forbund_id: int, *, year: int, kind: EditionKind | None, group_slug: str | None, out: Path
) -> list[Path]:
    """Write every edition whose last day lies in a year as a zip for the förbund's diary, and return the files.

    Of one kind or one group where they are told; raises NotFoundError when there is none at all.
    """
    async with database.read(forbund_id) as session:
        wanted = (
            select(Edition, Group, Forbund)
            .join(Group, col(Edition.group_id) == col(Group.id))
            .join(Forbund, col(Edition.forbund_id) == col(Forbund.id))
            .where(Edition.status == EditionStatus.KLAR, col(Edition.period_end).between(date(year, 1, 1), date(year, 12, 31)))
            .where(*([] if kind is None else [Edition.kind == kind]), *([] if group_slug is None else [Group.slug == group_slug]))
            .order_by(Group.slug, col(Edition.period_end), col(Edition.id))
        )
        rows = (await session.exec(wanted)).all()
        packed = [(file_stem(edition, group), diary_file(edition, group, forbund.name)) for edition, group, forbund in rows]
    if not packed:
        raise NotFoundError("paper.error.none_that_year", year=year)
    return [path for stem, content in packed for path in await asyncio.to_thread(_write, out, stem, {".zip": content})]


async def _group(session: AsyncSession, kind: EditionKind, slug: str) -> Group:
    """Return the active group of a slug that has this kind of edition; the first förbund's when several have one."""
    found = await session.exec(select(Group).where(KINDS[kind].groups(), col(Group.active)).order_by(col(Group.id)))
    groups = found.all()
    for group in groups:
        if group.slug == slug:
            return group
    raise DomainError("error.no_such_group", slug=slug, known=", ".join(sorted(group.slug for group in groups)) or "–")


async def _office(document: Document, texts: Texts, origin: Origin) -> dict[str, bytes]:
    """Return the document in the forms of office programs, by what their files end in."""
    return {f".{form}": await forms.render(document, form, texts, origin) for form in (Form.DOCX, Form.XLSX)}


def _write(folder: Path, stem: str, files: dict[str, bytes]) -> list[Path]:
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for suffix, content in files.items():
        path = folder / f"{stem}{suffix}"
        path.write_bytes(content)
        paths.append(path)
    return paths
