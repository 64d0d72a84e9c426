"""A fråga in Teams: putting a report into one, and looking it up; what follows is done on its page."""

import uuid
from collections.abc import Sequence

from backend.database import AsyncSession, stored_id
from backend.errors import DomainError
from backend.handling.views import IssueRef, ReportView, read_report
from backend.issues.gather import add_to_issue, open_issue
from backend.issues.views import issue_view, open_issues, read_issue
from backend.reporting.words import clean
from bot.cards.issue import NEW, Gathering, gather_card, issue_card
from bot.desk import Desk
from bot.flows.guarding import Guarded, guard_fields
from bot.turn import Turn
from models import Person
from models.enums import Paverkbar

SHOWN_ISSUES = 30


async def pressed_open(desk: Desk, turn: Turn) -> None:
    """Send the card that puts the report into a fråga."""
    report, issues = await _read(desk, turn)
    await turn.reply(gather_card(report, Gathering(key=uuid.uuid4().hex, issues=issues), desk.words(turn)))


async def save(desk: Desk, turn: Turn) -> None:
    """Put the report into the fråga and say where that is; or give the card back with what must be mended."""
    report_id, key, words = turn.number("report") or 0, turn.submit_key, desk.words(turn)
    async with desk.database.read(turn.forbund_id) as session:
        guarded = await guard_fields(session, turn, {"title": clean(turn.field("title"))})
    if guarded.stops:
        await _give_back(desk, turn, guarded)
        return
    try:
        async with desk.database.begin(turn.forbund_id) as session:
            actor = await session.get_one(Person, turn.person_id)
            issue_id = await _put_in(session, turn, actor, report_id, key, guarded)
    except DomainError as error:
        await _give_back(desk, turn, guarded, error)
        return
    desk.wake()
    report, _ = await _read(desk, turn)
    async with desk.database.read(turn.forbund_id) as session:
        issue = await issue_view(session, issue_id, await session.get_one(Person, turn.person_id), turn.now)
    note = words.t("card.issue.done", number=report.number, issue=issue.number)
    url = desk.links.to("issue", turn.forbund_id, issue_id, turn.person_id)
    await turn.update(issue_card(issue, url, words, note, report.id))


async def show(desk: Desk, turn: Turn, issue_id: int) -> None:
    """Send the card of a fråga to one who may open it."""
    async with desk.database.begin(turn.forbund_id) as session:
        issue = await read_issue(session, issue_id, await session.get_one(Person, turn.person_id), turn.now)
    await turn.reply(issue_card(issue, desk.links.to("issue", turn.forbund_id, issue_id, turn.person_id), desk.words(turn)))


async def _put_in(session: AsyncSession, turn: Turn, actor: Person, report_id: int, key: str, guarded: Guarded) -> int:
    chosen, paverkbar = turn.number("issue"), turn.one_of("paverkbar", Paverkbar)
    if chosen is not None:
        return stored_id(await add_to_issue(session, actor, chosen, [report_id], key, turn.now))
    if turn.field("issue") != NEW or not paverkbar:
        raise DomainError("error.choice_gone")
    title, cleared = guarded.texts["title"], guarded.cleared
    return stored_id(await open_issue(session, actor, title, Paverkbar(paverkbar), [report_id], key, turn.now, cleared=cleared))


async def _give_back(desk: Desk, turn: Turn, guarded: Guarded, error: DomainError | None = None) -> None:
    words = desk.words(turn)
    report, issues = await _read(desk, turn)
    chosen = turn.number("issue")
    state = Gathering(
        key=turn.submit_key,
        issues=issues,
        issue=str(chosen) if any(issue.id == chosen for issue in issues) else NEW,
        title=guarded.texts["title"],
        paverkbar=turn.one_of("paverkbar", Paverkbar) or Paverkbar.LOKALT.value,
        problems=(words.t(error.key, **error.values),) if error else (),
        found=guarded.found,
    )
    await turn.update(gather_card(report, state, words))


async def _read(desk: Desk, turn: Turn) -> tuple[ReportView, Sequence[IssueRef]]:
    async with desk.database.begin(turn.forbund_id) as session:
        viewer = await session.get_one(Person, turn.person_id)
        report = await read_report(session, turn.number("report") or 0, viewer, turn.now)
        if not report.viewer_handles:
            raise DomainError("error.not_yours")
        return report, (await open_issues(session, viewer))[:SHOWN_ISSUES]
