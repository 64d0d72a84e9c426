"""The editions that a group has had: found, laid side by side, and given to the förbund's diary as they were frozen."""

import io
import json
import zipfile
from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import defer
from sqlmodel import col, select

from backend.database import AsyncSession
from backend.times import local_date
from digests.document import Column, Row, RowKind, Table
from digests.editions.lsg import share
from digests.figures.counts import Answers
from digests.figures.lsg import LsgFigures
from digests.figures.styrelse import StyrelseFigures
from digests.frozen import board_figures_of, document_of, file_stem, local_figures_of
from digests.periods import Period
from digests.say import Voice
from models import Edition, Group
from models.enums import EditionKind, EditionStatus


async def editions_of(session: AsyncSession, group_id: int, kind: EditionKind) -> Sequence[Edition]:
    """Return a group's editions of a kind, the newest first, without their forms, which are large."""
    large = (defer(getattr(Edition, name), raiseload=True) for name in ("html", "text", "pdf", "figures"))
    found = await session.exec(
        select(Edition)
        .options(*large)
        .where(Edition.group_id == group_id, Edition.kind == kind, Edition.status == EditionStatus.KLAR)
        .order_by(col(Edition.period_end).desc(), col(Edition.id).desc())
    )
    return found.all()


def side_by_side(voice: Voice, older: Edition, newer: Edition) -> Table:
    """Return what two editions of one kind and group told, a column each, from their frozen figures alone.

    A kommun that an edition didn't tell of has a dash there.
    """
    told = [_told(voice, edition) for edition in (older, newer)]
    rows = [Row((name, first, second)) for (name, first), (_, second) in zip(*(each.numbers for each in told), strict=True)]
    rows += [Row((told[0].heading,), RowKind.FAMILY)] if any(each.parts for each in told) else []
    names = dict.fromkeys(name for each in reversed(told) for name in each.parts)
    rows += [
        Row((name, *(voice.whole(each.parts[name]) if name in each.parts else each.missing for each in told))) for name in names
    ]
    columns = (Column(voice.t("compare.what"), numeric=False), *(Column(voice.period(each.period)) for each in told))
    versions = {older.taxonomy_version, newer.taxonomy_version}
    return Table(
        voice.t("compare.caption"), columns, tuple(rows), voice.t("compare.versions" if len(versions) > 1 else "compare.note")
    )


class _Told:
    """What can be laid side by side of an edition: its numbers by name, and its parts (kommuner or categories)."""

    def __init__(self, voice: Voice, figures: LsgFigures | StyrelseFigures) -> None:
        self.period = figures.period
        if isinstance(figures, LsgFigures):
            self.heading, self.missing = voice.t("compare.by_category"), voice.whole(0)
            self.parts = {voice.category(row.code): row.new for row in figures.categories if row.new}
            self.numbers = _numbers(
                voice, figures.period, figures.flow.new, figures.flow.open, figures.successes, figures.answers
            )
        else:
            total = figures.total
            self.heading, self.missing = voice.t("compare.by_kommun"), "–"
            self.parts = {row.name: row.new for row in figures.rows}
            self.numbers = _numbers(voice, figures.period, total.new, total.flow.open, total.successes, total.answers)


def _told(voice: Voice, edition: Edition) -> _Told:
    return _Told(voice, board_figures_of(edition) if edition.kind is EditionKind.STYRELSE else local_figures_of(edition))


def _numbers(voice: Voice, period: Period, new: int, still_open: int, successes: int, answers: Answers) -> list[tuple[str, str]]:
    return [
        (voice.t("compare.days"), voice.whole((period.end - period.start).days + 1)),
        (voice.sentence(voice.t("new.label.many")), voice.whole(new)),
        (voice.sentence(voice.t("open.label.many")), voice.whole(still_open)),
        (voice.sentence(voice.t("answered.label")), share(voice, answers)),
        (voice.t("column.successes"), voice.whole(successes)),
    ]


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
        "made_at": edition.made_at.isoformat() if edition.made_at else None,
        "taxonomy_version": edition.taxonomy_version,
        "models": edition.figures["models"],
        "content_sha256": edition.content_hash,
        "paper": "PDF/A-2a, PDF/UA-1",
    }


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True).encode() + b"\n"
