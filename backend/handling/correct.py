"""Putting right what the reporter or the product got wrong: only what was changed, each change kept in the audit trail."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import TypedDict

from sqlmodel import select

from backend.categories.taxonomy import counted_as, standard_taxonomy
from backend.database import AsyncSession, stored_id
from backend.directory.receivers import find_receiver, tell_receiver
from backend.directory.vocabulary import own_taxonomy
from backend.errors import DomainError
from backend.handling.told import handled_key
from backend.reporting.slag import STORED_SLAG
from models import Kommun, Report, ReportParty
from models.enums import Niva, NoticeKind, PartyCode, Paverkbar, Slag
from models.report import parts


class Corrections(TypedDict, total=False):
    """What a report is to say from now on, by the names of its columns. A name that isn't there changes nothing.

    `category` may be a finer one of the förbund's own, as in `NARVARO:SENT`; it has two columns.
    """

    slag: Slag
    kommun_id: int
    parties: tuple[PartyCode, ...]
    category: str
    secondary_category: str | None
    recurring: bool | None
    paverkbar: Paverkbar | None
    niva: Niva | None
    internal: bool


NONE: Corrections = {}
Changes = Mapping[str, list[object]]


async def correct(session: AsyncSession, report: Report, wanted: Corrections, submit: str, now: datetime) -> Changes:
    """Change a held report, and return what it said before and says now, by name; only what differs.

    A new kommun moves the report to the one who receives there, who is told; the promised day stays. Raises DomainError for what
    a report can't say (`values["field"]` names it); nothing is changed then.
    """
    await _check(session, report, wanted)
    new: dict[str, object] = {name: value for name, value in wanted.items() if name != "parties"}
    if "category" in wanted:
        new["category"], new["subcategory"] = parts(wanted["category"])
    said = {name: getattr(report, name) for name in new}
    changes = {name: [said[name], value] for name, value in new.items() if value != said[name]}
    for name, (_, value) in changes.items():
        setattr(report, name, value)
    if "parties" in wanted and (parties := await _put_parties(session, report, wanted["parties"])):
        changes["parties"] = parties
    if "kommun_id" in changes:
        await _move(session, report, submit, now)
    return MappingProxyType(changes)


async def _check(session: AsyncSession, report: Report, wanted: Corrections) -> None:
    # A category that has left the taxonomy since, or is hidden, may stay, but isn't given anew.
    taxonomy = await own_taxonomy(session, standard_taxonomy())
    category = wanted.get("category", report.chosen_category)
    if category != report.chosen_category and category not in taxonomy.codes:
        raise DomainError("error.category_unknown", field="category")
    secondary = wanted.get("secondary_category", report.secondary_category)
    if secondary and secondary != report.secondary_category and secondary not in taxonomy.main_codes:
        raise DomainError("error.category_unknown", field="secondary_category")
    if secondary == counted_as(category):
        raise DomainError("error.secondary_same", field="secondary_category")
    if wanted.get("slag", report.slag) not in STORED_SLAG:
        raise DomainError("error.slag_unknown", field="slag")
    if "parties" in wanted and not wanted["parties"]:
        raise DomainError("error.parties_missing", field="parties")
    if (kommun_id := wanted.get("kommun_id", report.kommun_id)) != report.kommun_id:
        kommun = (await session.exec(select(Kommun).where(Kommun.id == kommun_id))).first()
        if kommun is None or not kommun.active:
            raise DomainError("error.kommun_unknown", field="kommun_id")


async def _put_parties(session: AsyncSession, report: Report, wanted: tuple[PartyCode, ...]) -> list[object] | None:
    rows = (await session.exec(select(ReportParty).where(ReportParty.report_id == report.id))).all()
    before = [party for party in PartyCode if party in {row.party for row in rows}]
    after = [party for party in PartyCode if party in wanted]
    if before == after:
        return None
    for row in rows:
        if row.party not in after:
            await session.delete(row)
    session.add_all(ReportParty(report_id=stored_id(report), party=party) for party in after if party not in before)
    return [before, after]


async def _move(session: AsyncSession, report: Report, submit: str, now: datetime) -> None:
    receiver = await find_receiver(session, report.kommun_id)
    receiver_id = stored_id(receiver.person) if receiver.person else None
    same = receiver_id is not None and receiver_id == report.receiver_id
    report.receiver_id, report.receiver_role = receiver_id, receiver.role
    if not same:
        await tell_receiver(
            session,
            receiver,
            key=handled_key(stored_id(report), "moved", submit),
            kind=NoticeKind.REPORT_RECEIVED,
            subject_id=stored_id(report),
            now=now,
        )
