"""The demo's reports, from what happens in it: who wrote them, what was proposed, decided and answered."""

import random
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlmodel import SQLModel

from backend.categories.proposal import Candidate, Categoriser
from backend.database import AsyncSession, stored_id
from backend.demo.events import Event
from backend.demo.texts import category_of, consequence_of, writer_of
from backend.directory.receivers import Receiver
from backend.reporting.proposed import keep_proposals
from backend.times import add_working_days, at_local_time, local_date, working_day_until
from models import NumberSeries, Person, Report, ReportComment, ReportParty, StatusChange
from models.enums import CommentKind, Niva, PartyCode, Paverkbar, ReportStatus, Source

REPORTERS = {
    PartyCode.KOMMUN: "hanna.exempel@tranas.example",
    PartyCode.FK: "fatima.exempel@fk.example",
    PartyCode.AF: "arvid.exempel@af.example",
    PartyCode.VARD: "vera.exempel@vard.example",
}
ELSEWHERE = "kajsa.exempel@nassjo.example"  # who writes for the other kommuner: Hanna works in Tranås
LONGEST_OPEN = 160  # days
GATHERED_BEFORE = timedelta(days=30)
"""So long before a fråga was opened the first of its reports came in."""
LATE = (0.3, 0.25, 0.2, 0.18, 0.15)
"""How many answers come too late, from the demo's first year to today's."""
OTHERWISE = 0.4
"""How often whoever sorts decides on the second thing that a text is about, where it is about two."""
OWN_MIND = 0.08
"""How often a reporter chooses the second that is proposed."""


@dataclass(frozen=True, slots=True)
class OpenFor:
    """A fråga, and the days on which reports that belong to it came in."""

    issue_id: int
    kommun: str | None
    category: str
    first: date
    last: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """What the demo's reports are written with: people by address, ids and receivers by kommun, the frågor, and what is said."""

    people: Mapping[str, Person]
    kommuner: Mapping[str, int]
    receivers: Mapping[str, Receiver]
    issues: Collection[OpenFor]
    answers: Sequence[str]
    categoriser: Categoriser
    taxonomy_version: str
    now: datetime


async def write_reports(session: AsyncSession, office: Office, happened: Collection[Event], chance: random.Random) -> None:
    """Store a report of each event, numbered year by year, with its parties, its answer and its steps."""
    counts: dict[int, int] = {}
    made: list[tuple[Event, Report]] = []
    for event in happened:
        counts[event.day.year] = counts.get(event.day.year, 0) + 1
        number = f"SB-{event.day.year}-{counts[event.day.year]:04d}"
        made.append((event, _report(office, event, number, chance)))
    session.add_all(NumberSeries(series="SB", year=year, last=last) for year, last in counts.items())
    session.add_all(report for _, report in made)
    await session.flush()
    for event, report in made:
        session.add_all(_story(office, event, report, chance))


def _report(office: Office, event: Event, number: str, chance: random.Random) -> Report:
    entry = event.entry
    reported = at_local_time(event.day, time(chance.randint(8, 16)))
    party = writer_of(entry) or PartyCode.KOMMUN
    address = ELSEWHERE if party is PartyCode.KOMMUN and event.kommun != "Tranås" else REPORTERS[party]
    receiver = office.receivers[event.kommun]
    due = add_working_days(event.day, 10)
    status, answered, closed = _fate(office.now, reported, due, chance)
    proposal = office.categoriser.propose(entry["text"])
    category, chosen = _decided(event, proposal.candidates, chance)
    return Report(
        number=number,
        idempotency_key=f"demo-{number}",
        reported_at=reported,
        reporter_id=office.people[address].id,
        reporting_party=office.people[address].party,
        source=Source.TEAMS,
        kommun_id=office.kommuner[event.kommun],
        text=entry["text"],
        slag=entry["slag"],
        event_date=event.happened or working_day_until(event.day - timedelta(days=chance.randint(0, 9))),
        recurring=entry["aterkommande"],
        niva=entry.get("niva"),
        consequence=consequence_of(entry, number),
        paverkbar=_paverkbar(entry, chance),
        category=category,
        secondary_category=entry["secondary"] if entry["secondary"] != category else None,
        reporter_category=chosen,
        proposed=keep_proposals(proposal.candidates, entry["text"], proposal.because),
        model_version=proposal.version,
        taxonomy_version=office.taxonomy_version,
        status=status,
        receiver_id=receiver.person.id if receiver.person else None,
        receiver_role=receiver.role,
        answer_due=due,
        answered_at=answered,
        closed_at=closed,
        issue_id=_issue(office.issues, event, category),
    )


def _decided(event: Event, candidates: Sequence[Candidate], chance: random.Random) -> tuple[str, str]:
    """Return what a report was decided to be about, and what its reporter had chosen.

    The model has learned from these very texts and proposes what they are labelled with; people are not always of its mind.
    """
    labelled, second = category_of(event.entry), event.entry["secondary"]
    if not event.theme and second and chance.random() < OTHERWISE:
        return second, labelled
    if len(candidates) > 1 and chance.random() < OWN_MIND:
        return labelled, candidates[1].code
    return labelled, labelled


def _issue(issues: Collection[OpenFor], event: Event, category: str) -> int | None:
    """Return the fråga that a report belongs to: its kommun's own before one of several kommuner."""
    fitting = [
        each
        for each in issues
        if each.category == category and each.kommun in (event.kommun, None) and each.first <= event.day <= each.last
    ]
    fitting.sort(key=lambda each: each.kommun is None)
    return fitting[0].issue_id if fitting else None


def _paverkbar(entry: Mapping[str, Any], chance: random.Random) -> Paverkbar | None:
    if entry.get("niva") == Niva.NATIONELL:
        return Paverkbar.NATIONELLT
    return chance.choice([Paverkbar.LOKALT, Paverkbar.LOKALT, Paverkbar.LANET, None])


def _fate(
    now: datetime, reported: datetime, due: date, chance: random.Random
) -> tuple[ReportStatus, datetime | None, datetime | None]:
    """Return status, time of the answer and time of the end: most are answered in time, some late, the newest not yet."""
    years_ago = min(local_date(now).year - local_date(reported).year, len(LATE) - 1)
    late = chance.random() < LATE[-1 - years_ago]
    answered = at_local_time(working_day_until(due + timedelta(days=9 if late else -chance.randint(1, 9))), time(15))
    answered = max(answered, reported + timedelta(hours=2))
    if answered >= now:
        return ReportStatus.MOTTAGEN, None, None
    closed_on = working_day_until(local_date(answered) + timedelta(days=chance.randint(0, 60)))
    closed = max(answered, at_local_time(closed_on, time(15)))
    old = reported < now - timedelta(days=LONGEST_OPEN)
    if closed < now and (old or chance.random() < 0.8):
        return ReportStatus.AVSLUTAD, answered, closed
    open_ends = (ReportStatus.SORTERAD, ReportStatus.HOS_PART, ReportStatus.LYFT, ReportStatus.ATGARD_BESLUTAD)
    return chance.choice(open_ends), answered, None


def _story(office: Office, event: Event, report: Report, chance: random.Random) -> Iterator[SQLModel]:
    """Yield what belongs to a stored report: its parties, how it came and went on, and the answer."""
    report_id, own = stored_id(report), report.reporting_party
    parties = [PartyCode(code) for code in event.entry["parties"] if code != own]
    others = parties or [chance.choice([party for party in PartyCode if party not in (own, PartyCode.ANNAN)])]
    yield from (ReportParty(report_id=report_id, party=party) for party in others)
    yield StatusChange(
        report_id=report_id, after=ReportStatus.MOTTAGEN, changed_at=report.reported_at, changed_by_id=report.reporter_id
    )
    if report.answered_at:
        yield ReportComment(
            report_id=report_id,
            idempotency_key=f"demo-answer-{report.number}",
            author_id=report.receiver_id,
            kind=CommentKind.ANSWER,
            text=chance.choice(office.answers),
            created_at=report.answered_at,
        )
        yield StatusChange(
            report_id=report_id,
            before=ReportStatus.MOTTAGEN,
            after=report.status,
            changed_at=report.closed_at or report.answered_at,
            changed_by_id=report.receiver_id,
        )
