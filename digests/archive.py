"""The editions that a group has had: found, laid side by side, and given to the förbund's diary as they were frozen."""

import io
import json
import zipfile
from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import defer
from sqlalchemy.sql.base import ExecutableOption
from sqlmodel import col, select

from backend.database import AsyncSession
from backend.times import local_date
from digests.differences import differences
from digests.document import Column, Row, RowKind, Table
from digests.editions.correction import changed_table, without_correction
from digests.frozen import document_of, file_stem
from digests.kinds import KINDS
from digests.say import Voice
from models import Edition, Group
from models.enums import EditionKind, EditionStatus


def without_forms() -> list[ExecutableOption]:
    """Return what lets a query of editions leave out their forms, which are large."""
    return [defer(getattr(Edition, name), raiseload=True) for name in ("html", "text", "pdf", "figures")]


async def editions_of(session: AsyncSession, group_id: int, kind: EditionKind) -> Sequence[Edition]:
    """Return a group's editions of a kind, the newest first, without their forms."""
    found = await session.exec(
        select(Edition)
        .options(*without_forms())
        .where(Edition.group_id == group_id, Edition.kind == kind, Edition.status == EditionStatus.KLAR)
        .order_by(col(Edition.period_end).desc(), col(Edition.id).desc())
    )
    return found.all()


def side_by_side(voice: Voice, older: Edition, newer: Edition) -> Table:
    """Return what two editions of one kind and group told, a column each, from their frozen figures alone.

    A kommun that an edition didn't tell of has a dash there.
    """
    kind = KINDS[newer.kind]
    told = [kind.side(voice, edition) for edition in (older, newer)]
    rows = [Row((name, first, second)) for (name, first), (_, second) in zip(*(each.numbers for each in told), strict=True)]
    rows += [Row((told[0].heading,), RowKind.FAMILY)] if any(each.parts for each in told) else []
    parts = [dict(each.parts) for each in told]
    names = dict.fromkeys(name for each in reversed(parts) for name in each)
    cells = [
        [voice.whole(own[name]) if name in own else each.missing for name in names] for own, each in zip(parts, told, strict=True)
    ]
    rows += [Row((name, first, second)) for name, first, second in zip(names, *cells, strict=True)]
    days, versions = [voice.period(each.period) for each in told], of_the_same(older, newer)
    columns = (
        Column(voice.t("compare.what"), numeric=False),
        *(Column(_headed(voice, each, edition, versions=versions)) for each, edition in zip(days, (older, newer), strict=True)),
    )
    taxonomies = {older.taxonomy_version, newer.taxonomy_version}
    return Table(
        voice.t("compare.caption"), columns, tuple(rows), voice.t("compare.versions" if len(taxonomies) > 1 else "compare.note")
    )


def changed_between(voice: Voice, older: Edition, newer: Edition) -> Table | None:
    """Return each figure that differs between two versions of the same edition; None for other editions, and when none does."""
    if not of_the_same(older, newer):
        return None
    changed = differences(without_correction(document_of(older)), without_correction(document_of(newer)))
    return changed_table(voice, changed) if changed else None


def of_the_same(older: Edition, newer: Edition) -> bool:
    """Whether two are versions of the same edition."""
    return older.period == newer.period


def _headed(voice: Voice, days: str, edition: Edition, *, versions: bool) -> str:
    """Return an edition's days, with which version of them it is where that tells it from the other, as on the paper."""
    if edition.version > 1:
        return f"{days} · {voice.t('correction.version', number=edition.version)}"
    return f"{days} · {voice.t('compare.first')}" if versions else days


def diary_file(edition: Edition, group: Group, forbund: str) -> bytes:
    """Return a zip for the diary: the paper (PDF/A), the frozen figures and what describes them, both as JSON.

    It is made of what was frozen, so that the same edition gives the same bytes whenever it is asked for.
    """
    stem = file_stem(edition, group)
    described = {**_described(edition, group, forbund), "files": [f"{stem}.pdf", f"{stem}.figures.json"]}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for name, content in (
            (f"{stem}.metadata.json", _json(described)),
            (f"{stem}.figures.json", _json(edition.figures)),
            (f"{stem}.pdf", edition.pdf or b""),
        ):
            day = local_date(edition.as_of)
            packed.writestr(zipfile.ZipInfo(name, (day.year, day.month, day.day, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _described(edition: Edition, group: Group, forbund: str) -> dict[str, Any]:
    return {
        "title": edition.title,
        "forbund": forbund,
        "group": group.name,
        "kind": edition.kind,
        "language": document_of(edition).locale,
        "period": [edition.period_start.isoformat(), edition.period_end.isoformat()],
        "as_of": edition.as_of.isoformat(),
        "version": edition.version,
        "because": edition.because,
        "made_at": edition.made_at.isoformat() if edition.made_at else None,
        "taxonomy_version": edition.taxonomy_version,
        "models": edition.figures["models"],
        "content_sha256": edition.content_hash,
        "paper": "PDF/A-2a, PDF/UA-1",
    }


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True).encode() + b"\n"
