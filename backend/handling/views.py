"""A report as cards, letters and pages show it."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import col, select

from backend.access import look
from backend.categories.taxonomy import counted_as
from backend.database import AsyncSession, stored_id
from backend.directory.named_units import units_named
from backend.directory.receivers import ORDER, say_receiver
from backend.directory.vocabulary import read_names
from backend.errors import NotAllowedError, NotFoundError
from backend.handling.life import next_statuses
from backend.i18n import Say
from backend.issues.meetings import LiftedTo, deciding_groups, lifted_to
from backend.reporting.proposed import Proposed, first_proposed, offered
from backend.scope import kept
from backend.standing import newest_change
from models import Issue, Person, Report, ReportComment, ReportParty, Role
from models.enums import CommentKind, Consequence, LiftOutcome, Niva, PartyCode, Paverkbar, ReportStatus, RoleName, Slag

_THESE: sa.BindParameter[list[int]] = sa.bindparam("ids", expanding=True)
_PARTIES = kept(select(ReportParty).where(col(ReportParty.report_id).in_(_THESE)))
_SAID = kept(select(ReportComment).where(col(ReportComment.report_id).in_(_THESE)).order_by(col(ReportComment.id)))


@dataclass(frozen=True, slots=True)
class CommentView:
    """What was said. `role` is the author's among those who handle; None is förbundet's office, and the reporter in a reply.

    `group` is the group whose decision it is; empty for any other words. `corrects` is what is so where
    something else was told before.
    """

    kind: CommentKind
    text: str
    at: datetime
    role: RoleName | None
    group: str = ""
    corrects: LiftOutcome | None = None

    @property
    def decided_key(self) -> str:
        """The key of the words for a group's decision."""
        return decided_key(self.corrects)

    @property
    def role_key(self) -> str:
        """The key of the words for the role of one who speaks."""
        return "role.reporter" if self.kind is CommentKind.REPLY else f"role.{self.role or 'forbundet'}"


def decided_key(corrects: LiftOutcome | None) -> str:
    """Return the key of the words for a group's decision, or for what is so where something else was told before."""
    return f"said.corrected.{corrects}" if corrects else "said.decided"


@dataclass(frozen=True, slots=True)
class IssueRef:
    """The fråga that a report is gathered into."""

    id: int
    number: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportView:
    """A report for one reader. `reporter_name` is None for all but those who handle it.

    `category` may be a finer one of the förbund's own, as in `NARVARO:SENT`. `answers` is all that was said of it, the oldest
    first: questions back and their replies as well. `proposed` is what the product proposed it to be about, best first,
    and `first_proposed` the first of it with its reason. `lifted`
    tells its reporter where it waits for a decision. `units` are the förbund's own that its text names, for those who handle it.
    `change` is the newest change that it shows, by its id in the audit trail;
    0 for one of a list.
    """

    id: int
    number: str
    reported_at: datetime
    slag: Slag
    kommun_id: int
    kommun: str
    parties: tuple[PartyCode, ...]
    reporting_party: PartyCode | None
    reporter_name: str | None
    category: str
    secondary: str | None
    status: ReportStatus
    text: str
    suggestion: str
    event_date: date | None
    event_until: date | None
    recurring: bool | None
    niva: Niva | None
    paverkbar: Paverkbar | None
    internal: bool
    consequence: Consequence | None
    spoken_with_party: bool | None
    receiver_role: RoleName | None
    answer_due: date
    answered_at: datetime | None
    answers: tuple[CommentView, ...]
    issue: IssueRef | None
    viewer_handles: bool
    proposed: tuple[str, ...] = ()
    first_proposed: Proposed | None = None
    lifted: LiftedTo | None = None
    units: tuple[str, ...] = ()
    change: int = 0

    def means(self, say: Say, locale: str) -> str:
        """Return what it means for its reporter that it stands so; `say` gives the text of a key with its values put in."""
        return self.lifted.told(say, locale) if self.lifted else say(f"status.{self.status}.means")

    def receiver(self, say: Say) -> str:
        """Return who received it, by role: `samverkanskoordinatorn i Tranås`; the förbund when nobody has a role."""
        return say_receiver(say, self.receiver_role, self.kommun)

    @property
    def receiver_key(self) -> str:
        """The key of the words for the role that received it."""
        return f"role.{self.receiver_role or 'forbundet'}"

    @property
    def likely_causes(self) -> tuple[str, ...]:
        """What it was proposed to be about besides its category, best first: a cause that it tells is most often one of them."""
        return tuple(code for code in self.proposed if code != counted_as(self.category))

    @property
    def status_choices(self) -> tuple[ReportStatus, ...]:
        """The status that it has, then those that may follow."""
        return (self.status, *next_statuses(self.status))

    @property
    def question(self) -> CommentView | None:
        """The question back that the reporter hasn't replied to since; None when nothing is asked."""
        asked = [said for said in self.answers if said.kind in (CommentKind.QUESTION, CommentKind.REPLY)]
        return asked[-1] if asked and asked[-1].kind is CommentKind.QUESTION and self.status.is_open else None


async def read_report(session: AsyncSession, report_id: int, viewer: Person | None, now: datetime) -> ReportView:
    """Return a report for its reporter or for one who handles it, whose look is kept in the audit trail.

    `viewer` None is förbundet's own mailbox, which a signed link vouches for. Raises NotFoundError and NotAllowedError.
    """
    change, report = await _get(session, report_id)
    handles = await look(session, viewer, "report", report_id, report.kommun_id, report.reporter_id, now)
    [view] = await _draw(session, [report], handles=handles, change=change)
    return view


async def report_view(session: AsyncSession, report_id: int, *, for_handler: bool) -> ReportView:
    """Return a report for a notice: nobody has looked at it yet, so no look is kept. Raises NotFoundError."""
    change, report = await _get(session, report_id)
    [view] = await _draw(session, [report], handles=for_handler, change=change)
    return view


async def new_report_view(session: AsyncSession, report: Report, parties: Collection[PartyCode], made: int) -> ReportView:
    """Return a report that was stored just now for the one who wrote it, without asking: nobody has said anything of it yet.

    `made` is the audit trail's id of its making.
    """
    kommun = (await read_names(session)).every_kommun[report.kommun_id]
    return _view(report, kommun, parties, handles=False, change=made)


async def own_report(session: AsyncSession, report_id: int, person_id: int) -> ReportView:
    """Return a report for the one who wrote it. Raises NotFoundError, and NotAllowedError for anybody else."""
    change, report = await _get(session, report_id)
    if report.reporter_id != person_id:
        raise NotAllowedError("error.not_yours")
    [view] = await _draw(session, [report], handles=False, change=change)
    return view


async def report_views(session: AsyncSession, ids: Collection[int]) -> list[ReportView]:
    """Return reports as the one who wrote them reads them, in no order; the caller sees to it that they are the reader's own."""
    return await _draw(session, (await session.exec(select(Report).where(col(Report.id).in_(ids)))).all(), handles=False)


async def numbers_of(session: AsyncSession, report_ids: Collection[int]) -> list[str]:
    """Return the numbers of reports, in order."""
    return list(await session.exec(select(Report.number).where(col(Report.id).in_(report_ids)).order_by(col(Report.id))))


async def issue_reports(session: AsyncSession, issue_id: int, kommuner: Collection[int]) -> list[ReportView]:
    """Return the reports of a fråga that come from some kommuner, the oldest first, for one who handles these."""
    found = select(Report).where(Report.issue_id == issue_id, col(Report.kommun_id).in_(kommuner)).order_by(col(Report.id))
    return await _draw(session, (await session.exec(found)).all(), handles=True)


async def reports_among(session: AsyncSession, report_ids: Collection[int], kommuner: Collection[int]) -> list[ReportView]:
    """Return those of some reports that come from some kommuner, the oldest first, for one who handles these."""
    these = select(Report).where(col(Report.id).in_(report_ids), col(Report.kommun_id).in_(kommuner))
    return await _draw(session, (await session.exec(these.order_by(col(Report.id)))).all(), handles=True)


async def _get(session: AsyncSession, report_id: int) -> tuple[int, Report]:
    """Return a report, and the newest change of it that is sure to be seen in it."""
    change = await newest_change(session, "report", report_id)
    report = await session.get(Report, report_id)
    if report is None:
        raise NotFoundError("error.report_missing")
    return change, report


async def _draw(session: AsyncSession, reports: Sequence[Report], *, handles: bool, change: int = 0) -> list[ReportView]:
    ids = [stored_id(report) for report in reports]
    known = await read_names(session)
    kommuner = known.every_kommun
    parties: dict[int, list[PartyCode]] = defaultdict(list)
    for row in await session.exec(_PARTIES, params={"ids": ids}):
        parties[row.report_id].append(row.party)
    names = await _reporters(session, reports) if handles else {}
    answers = await _answers(session, reports)
    issues = await _issues(session, reports) if handles else {}
    waiting = {report.issue_id for report in reports if report.issue_id and report.status is ReportStatus.LYFT}
    lifted = await lifted_to(session, waiting) if waiting and not handles else {}
    return [
        _view(
            report,
            kommuner[report.kommun_id],
            parties[stored_id(report)],
            handles=handles,
            change=change,
            reporter_name=names.get(report.reporter_id),
            answers=answers[stored_id(report)],
            issue=issues.get(report.issue_id),
            lifted=lifted.get(report.issue_id) if report.status is ReportStatus.LYFT else None,
            units=units_named(known.units, report.text, kommuner[report.kommun_id]) if handles else (),
        )
        for report in reports
    ]


def _view(
    report: Report,
    kommun: str,
    parties: Collection[PartyCode],
    *,
    handles: bool,
    change: int,
    reporter_name: str | None = None,
    answers: tuple[CommentView, ...] = (),
    issue: IssueRef | None = None,
    lifted: LiftedTo | None = None,
    units: tuple[str, ...] = (),
) -> ReportView:
    return ReportView(
        id=stored_id(report),
        number=report.number,
        reported_at=report.reported_at,
        slag=report.slag,
        kommun_id=report.kommun_id,
        kommun=kommun,
        parties=tuple(party for party in PartyCode if party in parties),
        reporting_party=report.reporting_party,
        reporter_name=reporter_name,
        category=report.chosen_category,
        secondary=report.secondary_category,
        status=report.status,
        text=report.text,
        suggestion=report.suggestion,
        event_date=report.event_date,
        event_until=report.event_until,
        recurring=report.recurring,
        niva=report.niva,
        paverkbar=report.paverkbar,
        internal=report.internal,
        consequence=report.consequence,
        spoken_with_party=report.spoken_with_party,
        receiver_role=report.receiver_role,
        answer_due=report.answer_due,
        answered_at=report.answered_at,
        answers=answers,
        issue=issue,
        lifted=lifted,
        units=units,
        viewer_handles=handles,
        proposed=offered(report.proposed),
        first_proposed=first_proposed(report.proposed, report.text),
        change=change,
    )


async def _reporters(session: AsyncSession, reports: Sequence[Report]) -> dict[int | None, str]:
    ids = {report.reporter_id for report in reports if report.reporter_id}
    people = await session.exec(select(Person).where(col(Person.id).in_(ids)))
    return {person.id: person.name for person in people}


async def _issues(session: AsyncSession, reports: Sequence[Report]) -> dict[int | None, IssueRef]:
    ids = {report.issue_id for report in reports if report.issue_id}
    found = (await session.exec(select(Issue).where(col(Issue.id).in_(ids)))).all() if ids else ()
    return {issue.id: IssueRef(stored_id(issue), issue.number, issue.title) for issue in found}


async def _answers(session: AsyncSession, reports: Sequence[Report]) -> dict[int, tuple[CommentView, ...]]:
    """Return what was said of each report, the oldest first."""
    kommun_of = {stored_id(report): report.kommun_id for report in reports}
    comments = (await session.exec(_SAID, params={"ids": list(kommun_of)})).all()
    authors = {comment.author_id for comment in comments if comment.author_id}
    roles_held = select(Role).where(col(Role.person_id).in_(authors), col(Role.role).in_(ORDER))
    roles = (await session.exec(roles_held)).all() if authors else ()
    decided = {comment.lift_id for comment in comments if comment.lift_id}
    groups = await deciding_groups(session, decided) if decided else {}

    def role_of(comment: ReportComment) -> RoleName | None:
        held = [
            role.role
            for role in roles
            if role.person_id == comment.author_id and role.kommun_id in (None, kommun_of[comment.report_id])
        ]
        return min(held, key=ORDER.index, default=None)

    views: dict[int, tuple[CommentView, ...]] = {report_id: () for report_id in kommun_of}
    for comment in comments:
        group = groups.get(comment.lift_id, "")
        view = CommentView(comment.kind, comment.text, comment.created_at, role_of(comment), group, comment.corrects)
        views[comment.report_id] += (view,)
    return views
