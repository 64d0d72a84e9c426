"""The versions of a förbund's categoriser: which there are, which proposes, and going back to an earlier one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import defer
from sqlmodel import col, select

from backend.audit import record
from backend.categories.classifier import model_key
from backend.database import AsyncSession, own_forbund, stored_id
from backend.errors import DomainError, NotFoundError
from models import CategoryModel
from models.enums import AuditAction, TrainingStatus

SHIPPED = "shipped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """A learned version. `usable` is whether it can be used: its weights are kept, and were made by this release's code."""

    id: int
    number: int
    version: str
    finished_at: datetime
    learned_from: int
    figures: dict[str, Any]
    taken: bool
    usable: bool
    in_use: bool


async def read_versions(session: AsyncSession) -> Sequence[Version]:
    """Return the versions of the session's förbund, the newest first."""
    in_use = (await own_forbund(session)).categoriser_version
    found = await session.exec(
        select(CategoryModel, col(CategoryModel.content).is_not(None))
        .options(defer(CategoryModel.content, raiseload=True))  # type: ignore[arg-type]  # the class's attribute is the column
        .where(CategoryModel.status == TrainingStatus.KLAR)
        .order_by(col(CategoryModel.number).desc())
    )
    recipe = model_key()
    return [
        Version(
            id=stored_id(row),
            number=row.number,
            version=row.version,
            finished_at=row.finished_at or row.as_of,
            learned_from=len(row.learned_from),
            figures=row.figures,
            taken=row.taken,
            usable=kept and row.recipe == recipe,
            in_use=kept and row.version == in_use,
        )
        for row, kept in found.all()
    ]


async def use_version(session: AsyncSession, wanted: str, actor_id: int | None, now: datetime) -> str:
    """Let a version propose from now on in the session's förbund, and return its name; the audit trail keeps it.

    `wanted` is a version's name, its number, or `shipped` for the one that comes with the product. Raises NotFoundError for none
    of those, and DomainError("error.version_unusable") for one whose weights are gone or were made by other code.
    """
    forbund = await own_forbund(session)
    before, chosen = forbund.categoriser_version, None
    if wanted != SHIPPED:
        chosen = next((one for one in await read_versions(session) if wanted in (one.version, str(one.number))), None)
        if chosen is None:
            raise NotFoundError("error.version_missing", version=wanted)
        if not chosen.usable:
            raise DomainError("error.version_unusable", version=wanted)
    forbund.categoriser_version = chosen.version if chosen else ""
    session.add(forbund)
    taken = {"categoriser": [before or SHIPPED, forbund.categoriser_version or SHIPPED]}
    record(session, actor_id, AuditAction.CHANGED, "category_model", chosen.id if chosen else 0, now, **taken)
    return forbund.categoriser_version or SHIPPED
