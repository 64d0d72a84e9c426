"""Fills an empty database with the demo förbund, dated back from today, so that digests are due at once."""

import json
import random
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from functools import partial
from importlib import resources
from typing import Any

from sqlmodel import select

from backend.categories.corpus import corpus_bytes
from backend.categories.taxonomy import Taxonomy
from backend.database import AsyncSession, Database, stored_id
from backend.demo.calendar import dated, demo_directory
from backend.demo.spindel import seed_closed, seed_open
from backend.demo.texts import category_of, consequence_of, could_stand_for, is_good, writer_of
from backend.directory.load import load_into
from backend.directory.receivers import Receiver, find_receiver
from backend.reporting.kommun import swedish_kommuner
from backend.reporting.privacy import find
from backend.times import add_working_days, at_local_time, local_date
from models import (
    Action,
    Forbund,
    Group,
    Issue,
    Kommun,
    Lift,
    NumberSeries,
    Person,
    Report,
    ReportComment,
    ReportParty,
    StatusChange,
)
from models.enums import (
    CommentKind,
    IssueStatus,
    LiftOutcome,
    Niva,
    PartyCode,
    Paverkbar,
    ReportStatus,
    Slag,
    Source,
)

QUARTERS = 5
REPORTS = 150  # besides the themes and the good examples
GOOD_EXAMPLES = 14
STORED = (Slag.BRIST, Slag.BEHOV, Slag.FRAMGANGSFAKTOR)
SHARES = {"Tranås": 26, "Nässjö": 25, "Vetlanda": 22, "Sävsjö": 10, "Aneby": 10, "Eksjö": 7}
REPORTERS = {
    PartyCode.KOMMUN: "hanna.exempel@tranas.example",
    PartyCode.FK: "fatima.exempel@fk.example",
    PartyCode.AF: "arvid.exempel@af.example",
    PartyCode.VARD: "vera.exempel@vard.example",
}
ELSEWHERE = "kajsa.exempel@nassjo.example"  # who writes for the other kommuner: Hanna works in Tranås
LONGEST_OPEN = 160  # days


async def seed_demo(database: Database, taxonomy: Taxonomy, now: datetime) -> bool:
    """Write the demo förbund in one transaction and return True; return False, having written nothing, if it is there."""
    data = json.loads(resources.files(__package__).joinpath("hoglandet.json").read_text("utf-8"))
    directory = demo_directory()
    async with database.begin_for_every_forbund() as session:
        if (await session.exec(select(Forbund).where(Forbund.slug == directory.forbund.slug))).first():
            return False
        # From here on the session is the new förbund's: in the same transaction, so that a start that dies leaves nothing.
        await load_into(session, dated(directory, data, local_date(now)))
        await _Seed(session, data, taxonomy, now).write()
    return True


class _Seed:
    """One seeding; the same day gives the same rows."""

    def __init__(self, session: AsyncSession, data: Mapping[str, Any], taxonomy: Taxonomy, now: datetime) -> None:
        self.session = session
        self.data = data
        self.taxonomy = taxonomy
        self.now = now
        self.today = local_date(now)
        self.first_day = _quarter_start(self.today, QUARTERS)
        self.random = random.Random(20160401)  # noqa: S311  # the demo must be the same for everybody
        self.kommuner: dict[str, int] = {}
        self.groups: dict[str, int] = {}
        self.people: dict[str, Person] = {}
        self.receivers: dict[int, Receiver] = {}
        self.issues: dict[tuple[str | None, str], tuple[int, date]] = {}

    async def write(self) -> None:
        self.kommuner = {kommun.name: stored_id(kommun) for kommun in await self.session.exec(select(Kommun))}
        self.groups = {group.slug: stored_id(group) for group in await self.session.exec(select(Group))}
        self.people = {str(person.email): person for person in await self.session.exec(select(Person))}
        for kommun_id in self.kommuner.values():
            self.receivers[kommun_id] = await find_receiver(self.session, kommun_id)
        await self._issues()
        await self._reports()
        await self._spindel()

    async def _spindel(self) -> None:
        spindel = self.data["spindel"]
        for entry in spindel["closed"]:
            await seed_closed(self.session, self.groups[entry["group"]], entry, self.today)
        await seed_open(self.session, self.groups[spindel["open"]["group"]], spindel["open"]["answers"], self.now)

    def _moment(self, days: int, hour: int = 9) -> datetime:
        return at_local_time(self.today + timedelta(days=days), time(hour))

    async def _issues(self) -> None:
        for number, entry in enumerate(self.data["issues"], 1):
            opened = self.today + timedelta(days=entry["opened"])
            decided = any(lift["outcome"] == "beslutad" for lift in entry["lifts"])
            lifted = IssueStatus.LYFT if entry["lifts"] else IssueStatus.OPPEN
            issue = Issue(
                number=f"FR-{opened.year}-{number:04d}",
                title=entry["title"],
                kommun_id=self.kommuner.get(entry["kommun"]),
                status=IssueStatus.BESLUTAD if decided else lifted,
                paverkbar=entry["paverkbar"],
                opened_at=self._moment(entry["opened"]),
            )
            self.session.add(issue)
            await self.session.flush()
            issue_id = stored_id(issue)
            self.issues[entry["kommun"], entry["category"]] = (issue_id, opened)
            self.session.add_all(self._lift(issue_id, lift) for lift in entry["lifts"])
            self.session.add_all(self._action(issue_id, action) for action in entry["actions"])
        for year in {self.today.year, self.first_day.year}:
            self.session.add(NumberSeries(series="FR", year=year, last=len(self.data["issues"])))

    def _lift(self, issue_id: int, lift: Mapping[str, Any]) -> Lift:
        return Lift(
            issue_id=issue_id,
            group_id=self.groups[lift["group"]],
            question=lift["question"],
            proposed_owner=lift["owner"],
            lifted_at=self._moment(lift["lifted"]),
            outcome=LiftOutcome(lift["outcome"]),
            decided_at=self._moment(lift["decided"], 13) if "decided" in lift else None,
            decision=lift.get("decision", ""),
        )

    def _action(self, issue_id: int, action: Mapping[str, Any]) -> Action:
        return Action(
            issue_id=issue_id,
            what=action["what"],
            owner=action["owner"],
            due=self.today + timedelta(days=action["due"]),
            done_at=self._moment(action["done"]) if action["done"] is not None else None,
            effect=action["effect"],
        )

    async def _reports(self) -> None:
        counts: dict[int, int] = {}
        for day, entry, kommun in sorted(self._events(), key=lambda event: (event[0], event[1]["id"])):
            reported = self._moment(day, self.random.randint(8, 16))
            year = local_date(reported).year
            counts[year] = counts.get(year, 0) + 1
            await self._report(entry, kommun, reported, f"SB-{year}-{counts[year]:04d}")
        self.session.add_all(NumberSeries(series="SB", year=year, last=last) for year, last in counts.items())

    def _events(self) -> Iterator[tuple[int, Mapping[str, Any], str]]:
        """Yield day, text and kommun of each report: the themes first, good examples, then whatever else people met."""
        left = {entry["id"]: entry for entry in self._texts()}

        def take(count: int, fits: Callable[[Mapping[str, Any]], bool]) -> Iterator[Mapping[str, Any]]:
            for entry in self.random.sample([entry for entry in left.values() if fits(entry)], count):
                yield left.pop(entry["id"])

        for theme in self.data["themes"]:
            first, last = theme["days"]
            for entry in take(theme["count"], partial(could_stand_for, theme)):
                yield self.random.randint(first, last), entry, theme["kommun"]
        for entry in (*take(GOOD_EXAMPLES, is_good), *take(REPORTS, lambda e: not is_good(e))):
            kommun = entry["kommun"] or self.random.choices(list(SHARES), list(SHARES.values()))[0]
            yield -self.random.randint(1, (self.today - self.first_day).days), entry, kommun

    def _texts(self) -> Iterator[Mapping[str, Any]]:
        """Yield texts that could come from here: no other kommun's name, no date of their own, nothing that the guard finds.

        Only those whose number tells who wrote them (T…) have a reporter to stand for.
        """
        elsewhere = re.compile(rf"\b(?:{'|'.join(swedish_kommuner().keys() - self.kommuner.keys())})s?\b")
        for entry in map(json.loads, corpus_bytes().splitlines()):
            if not entry["id"].startswith("T"):
                continue
            here = entry["kommun"] in (None, *self.kommuner) and entry["when"] is None and not elsewhere.search(entry["text"])
            if entry["slag"] in STORED and category_of(entry) and here and not find(entry["text"]):
                yield entry

    async def _report(self, entry: Mapping[str, Any], kommun: str, reported: datetime, number: str) -> None:
        party = writer_of(entry)
        reporter = self.people[REPORTERS[party]]
        if party is PartyCode.KOMMUN and kommun != "Tranås":
            reporter = self.people[ELSEWHERE]
        receiver = self.receivers[self.kommuner[kommun]]
        receiver_id = receiver.person.id if receiver.person else None
        category = category_of(entry)
        day = local_date(reported)
        due = add_working_days(day, 10)
        status, answered, closed = self._fate(reported, due)
        issue_id, opened = self.issues.get((kommun, category)) or self.issues.get((None, category)) or (None, day)
        report = Report(
            number=number,
            idempotency_key=f"demo-{number}",
            reported_at=reported,
            reporter_id=reporter.id,
            reporting_party=reporter.party,
            source=Source.TEAMS,
            kommun_id=self.kommuner[kommun],
            text=entry["text"],
            slag=entry["slag"],
            event_date=day - timedelta(days=self.random.randint(0, 9)),
            recurring=entry["aterkommande"],
            niva=entry["niva"],
            consequence=consequence_of(entry, number),
            paverkbar=self._paverkbar(entry),
            category=category,
            secondary_category=entry["secondary"],
            reporter_category=category,
            taxonomy_version=self.taxonomy.version,
            status=status,
            receiver_id=receiver_id,
            receiver_role=receiver.role,
            answer_due=due,
            answered_at=answered,
            closed_at=closed,
            issue_id=issue_id if issue_id and day >= opened - timedelta(days=30) else None,
        )
        self.session.add(report)
        await self.session.flush()
        self._story(report, entry, reporter, receiver_id)

    def _paverkbar(self, entry: Mapping[str, Any]) -> Paverkbar | None:
        if entry["niva"] == Niva.NATIONELL:
            return Paverkbar.NATIONELLT
        return self.random.choice([Paverkbar.LOKALT, Paverkbar.LOKALT, Paverkbar.LANET, None])

    def _fate(self, reported: datetime, due: date) -> tuple[ReportStatus, datetime | None, datetime | None]:
        """Return status, time of the answer and time of the end: most are answered in time, some late, the newest not yet."""
        late = self.random.random() < 0.15
        answered = at_local_time(due + timedelta(days=9 if late else -self.random.randint(1, 9)), time(15))
        answered = max(answered, reported + timedelta(hours=2))
        if answered >= self.now:
            return ReportStatus.MOTTAGEN, None, None
        closed = answered + timedelta(days=self.random.randint(0, 60))
        old = reported < self.now - timedelta(days=LONGEST_OPEN)
        if closed < self.now and (old or self.random.random() < 0.8):
            return ReportStatus.AVSLUTAD, answered, closed
        open_ends = (ReportStatus.SORTERAD, ReportStatus.HOS_PART, ReportStatus.LYFT, ReportStatus.ATGARD_BESLUTAD)
        return self.random.choice(open_ends), answered, None

    def _story(self, report: Report, entry: Mapping[str, Any], reporter: Person, receiver_id: int | None) -> None:
        report_id = stored_id(report)
        own = reporter.party
        parties = [PartyCode(code) for code in entry["parties"] if code != own]
        others = parties or [self.random.choice([party for party in PartyCode if party not in (own, PartyCode.ANNAN)])]
        self.session.add_all(ReportParty(report_id=report_id, party=party) for party in others)
        self.session.add(
            StatusChange(
                report_id=report_id, after=ReportStatus.MOTTAGEN, changed_at=report.reported_at, changed_by_id=reporter.id
            )
        )
        if report.answered_at:
            self.session.add(
                ReportComment(
                    report_id=report_id,
                    idempotency_key=f"demo-answer-{report.number}",
                    author_id=receiver_id,
                    kind=CommentKind.ANSWER,
                    text=self.random.choice(self.data["answers"]),
                    created_at=report.answered_at,
                )
            )
            self.session.add(
                StatusChange(
                    report_id=report_id,
                    before=ReportStatus.MOTTAGEN,
                    after=report.status,
                    changed_at=report.closed_at or report.answered_at,
                    changed_by_id=receiver_id,
                )
            )


def _quarter_start(day: date, quarters_before: int) -> date:
    """Return the first day of the quarter so many before the day's own: each quarter that the demo shows is a whole one."""
    quarter = day.year * 4 + (day.month - 1) // 3 - quarters_before
    return date(quarter // 4, quarter % 4 * 3 + 1, 1)
