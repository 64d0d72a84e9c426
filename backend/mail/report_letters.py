"""Letters about reports: to the one who receives it, and back to the one who wrote."""

from collections.abc import Mapping, Sequence

import sqlalchemy as sa
from babel.lists import format_list
from sqlmodel import col, select

from backend.categories.taxonomy import Taxonomy
from backend.database import AsyncSession
from backend.directory.vocabulary import own_taxonomy
from backend.handling.views import ReportView, decided_key, numbers_of, report_view
from backend.i18n import Say
from backend.issues.meetings import deciding_groups
from backend.links import Links
from backend.mail.letter import Letter
from backend.mail.paper import Content, Paper, Recipient, recipient_of
from backend.outbox import OF_OWN, OVERTAKEN
from backend.times import say_date, say_days
from models import OutboxMessage, ReportComment, StatusChange
from models.enums import CommentKind, OutboxStatus, PartyCode

# What a reporter did with a report afterwards, and the words for it.
AMENDED = {
    "changed": "letter.amended.changed",
    "added": "letter.amended.added",
    "withdrawn": "letter.amended.withdrawn",
}


class ReportLetters:
    """Writes them from the rows as they stand when the letter is sent."""

    def __init__(self, paper: Paper, taxonomy: Taxonomy, links: Links) -> None:
        """Write on this paper; a link signs for its reader."""
        self._paper = paper
        self._taxonomy = taxonomy
        self._links = links

    async def received(self, session: AsyncSession, message: OutboxMessage) -> Letter:
        """Return the letter to the receiver, who can handle the case by its link."""
        to = await recipient_of(session, message)
        report = await report_view(session, message.subject_id, for_handler=True)
        say = self._paper.speaker(to.locale)
        due = say_date(report.answer_due, to.locale)
        lead = say("letter.received.lead", party=party_name(say, report.reporting_party), due=due)
        return await self._to_receiver(session, message, to, report, "letter.received", lead, due)

    async def amended(self, session: AsyncSession, message: OutboxMessage) -> Letter:
        """Return the letter to the receiver of a report that its reporter has changed, added to or withdrawn."""
        to = await recipient_of(session, message)
        report = await report_view(session, message.subject_id, for_handler=True)
        say = self._paper.speaker(to.locale)
        key = AMENDED[message.details["how"]]
        due = say_date(report.answer_due, to.locale)
        added = [said.text for said in report.answers if said.kind is CommentKind.REPLY]
        shown = added[-1:] if message.details["how"] == "added" else []
        return await self._to_receiver(session, message, to, report, key, say(f"{key}.lead"), due, shown)

    async def _to_receiver(
        self,
        session: AsyncSession,
        message: OutboxMessage,
        to: Recipient,
        report: ReportView,
        key: str,
        lead: str,
        due: str,
        added: Sequence[str] = (),
    ) -> Letter:
        say = self._paper.speaker(to.locale)
        why = "letter.report.why" if to.person_id else "letter.report.why_forbundet"
        inbox = self._links.to("inbox", message.forbund_id, 0, to.person_id)
        open_due = [(say("report.answer_due"), due)] if report.status.is_open and not report.answered_at else []
        content = Content(
            subject=say(f"{key}.subject", number=report.number, kommun=report.kommun),
            title=say(f"{key}.title", kommun=report.kommun),
            sentences=[lead],
            press=(say("letter.received.press"), self._link(message, to)),
            quotes=[
                *((say("letter.amended.added.text"), text) for text in added),
                (say("letter.report.text"), report.text),
                *_suggestion(say, report),
            ],
            facts=[*(await self._facts(session, say, report, to)), *open_due],
            closing=[say(why, kommun=report.kommun), say("letter.inbox", url=inbox), say("letter.personal_link")],
        )
        return self._paper.write(to, content)

    async def asked(self, session: AsyncSession, message: OutboxMessage) -> Letter:
        """Return the letter to the reporter with a question back, which is replied to on the report's page."""
        to = await recipient_of(session, message)
        report = await report_view(session, message.subject_id, for_handler=False)
        say = self._paper.speaker(to.locale)
        question = await session.get_one(ReportComment, message.details["comment_id"])
        content = Content(
            subject=say("letter.asked.subject", number=report.number),
            title=say("letter.asked.title"),
            sentences=[say("letter.asked.lead")],
            press=(say("letter.asked.press"), self._link(message, to)),
            quotes=[(say("letter.asked.question"), question.text), (say("letter.told.text"), report.text)],
            facts=await self._facts(session, say, report, to),
            closing=[say("letter.told.why"), say("letter.personal_link")],
        )
        return self._paper.write(to, content)

    async def told(self, session: AsyncSession, message: OutboxMessage) -> Letter:
        """Return the letter to the reporter: the answer, the new status, or both, of the submit that the notice is about.

        Answers whose own notice was dropped, since this one was to show them in Teams, are told here.
        """
        to = await recipient_of(session, message)
        report = await report_view(session, message.subject_id, for_handler=False)
        say = self._paper.speaker(to.locale)
        comment_id, change_id = message.details.get("comment_id"), message.details.get("status_change_id")
        answers = await _answers(session, [*await _overtaken(session, message), *([comment_id] if comment_id else [])])
        groups = await deciding_groups(session, {answer.lift_id for answer in answers if answer.lift_id})
        change = await session.get(StatusChange, change_id) if change_id else None
        sentences = []
        if change:
            status = say(f"status.{change.after}")
            sentences.append(say("letter.told.status", number=report.number, status=status))
            # by then it may stand elsewhere: the day is told only of what is still lifted
            now = report.means(say, to.locale) if change.after is report.status else say(f"status.{change.after}.means")
            sentences.append(now)
        elif not answers:  # it stands as it stood, but waits elsewhere
            sentences.append(report.means(say, to.locale))
        if also := await numbers_of(session, message.details.get("also", ())):
            sentences.append(say("letter.told.also", numbers=format_list(also, locale=to.locale)))
        news = "corrected" if any(answer.corrects for answer in answers) else "answered" if answers else "changed"
        content = Content(
            subject=say(f"letter.{news}.subject", number=report.number),
            title=say(f"letter.{news}.title", kommun=report.kommun),
            sentences=sentences,
            press=(say("letter.told.press"), self._link(message, to)),
            quotes=[
                *((_said_by(say, answer, groups), answer.text) for answer in answers),
                (say("letter.told.text"), report.text),
            ],
            facts=await self._facts(session, say, report, to),
            closing=[say("letter.told.why"), say("letter.personal_link")],
        )
        return self._paper.write(to, content)

    def _link(self, message: OutboxMessage, to: Recipient) -> str:
        return self._links.to("report", message.forbund_id, message.subject_id, to.person_id)

    async def _facts(self, session: AsyncSession, say: Say, report: ReportView, to: Recipient) -> list[tuple[str, str]]:
        taxonomy = await own_taxonomy(session, self._taxonomy)
        facts = [
            (say("report.number"), report.number),
            (say("report.kommun"), report.kommun),
            (say("report.slag"), say(f"slag.{report.slag}")),
            (say("report.parties"), ", ".join(party_name(say, party) for party in report.parties)),
            *([(say("report.units"), ", ".join(report.units))] if report.units else []),
            (say("report.category"), taxonomy.label(report.category, to.locale)),
        ]
        if report.event_date:
            facts.append((say("report.event_date"), say_days(report.event_date, report.event_until, to.locale)))
        if report.recurring is not None:
            facts.append((say("report.recurring"), say("yes" if report.recurring else "no")))
        if report.consequence:
            facts.append((say("report.consequence"), say(f"consequence.{report.consequence}")))
        return facts


async def _overtaken(session: AsyncSession, message: OutboxMessage) -> list[int]:
    """Return the ids of the answers that this notice was to tell as well, of notices dropped since the last that arrived."""
    same = (
        OutboxMessage.person_id == message.person_id,
        OutboxMessage.subject_id == message.subject_id,
        col(OutboxMessage.kind).in_(OF_OWN),
        col(OutboxMessage.id) < message.id,
    )
    arrived = select(sa.func.max(OutboxMessage.id)).where(*same, OutboxMessage.status == OutboxStatus.LEVERERAD)
    last = (await session.exec(arrived)).first() or 0
    dropped = select(OutboxMessage).where(
        *same, OutboxMessage.status == OutboxStatus.INAKTUELL, OutboxMessage.result == OVERTAKEN, col(OutboxMessage.id) > last
    )
    rows = await session.exec(dropped.order_by(col(OutboxMessage.id)))
    return [row.details["comment_id"] for row in rows if row.details.get("comment_id")]


async def _answers(session: AsyncSession, ids: Sequence[int]) -> list[ReportComment]:
    found = await session.exec(select(ReportComment).where(col(ReportComment.id).in_(ids)).order_by(col(ReportComment.id)))
    return list(found)


def _said_by(say: Say, answer: ReportComment, groups: Mapping[int | None, str]) -> str:
    if group := groups.get(answer.lift_id):
        return say(decided_key(answer.corrects), group=group)
    return say("letter.told.answer")


def _suggestion(say: Say, report: ReportView) -> list[tuple[str, str]]:
    return [(say("report.suggestion"), report.suggestion)] if report.suggestion else []


def party_name(say: Say, party: PartyCode | None) -> str:
    """Return a party's full name."""
    return say(f"party.{party}.long" if party else "party.unknown")
