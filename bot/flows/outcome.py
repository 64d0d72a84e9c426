"""Correcting in Teams what stands of a group's outcome."""

import uuid

from backend.errors import DomainError, NotFoundError
from backend.issues.correct import LONGEST_BECAUSE, RIGHTS, Right, correct_outcome, decision_told
from backend.issues.hold import LONGEST_WORDS
from backend.issues.onwards import Chosen, read_outcome, value_of
from backend.issues.views import IssueView, LiftView, issue_view, read_issue
from backend.reporting.words import clean
from bot.cards.issue import issue_card
from bot.cards.marked import Typed
from bot.cards.outcome import outcome_card
from bot.desk import Desk
from bot.flows.guarding import Guarded, guard_fields
from bot.flows.lengths import too_long
from bot.turn import Turn
from models import Person


async def pressed_correct(desk: Desk, turn: Turn) -> None:
    """Send the card that corrects an outcome."""
    issue, lift = await _read(desk, turn)
    await turn.reply(outcome_card(issue, lift, Typed(key=uuid.uuid4().hex, url=_url(desk, turn, issue)), desk.words(turn)))


async def save(desk: Desk, turn: Turn) -> None:
    """Correct it and show the fråga as it stands; or give the card back with what must be mended."""
    issue, lift = await _read(desk, turn)
    words = desk.words(turn)
    decision = decision_told(_chosen(turn).outcome, turn.field("decision"), lift.outcome, lift.decision)
    typed = {"decision": decision, "because": clean(turn.field("because"))}
    async with desk.database.read(turn.forbund_id) as session:
        guarded = await guard_fields(session, turn, typed)
    said_of = (
        (words.t("page.issue.decision"), guarded.measured["decision"], LONGEST_WORDS),
        (words.t("page.issue.correct.because"), guarded.measured["because"], LONGEST_BECAUSE),
    )
    problems = too_long(said_of, words)
    if guarded.stops or problems:
        await _again(desk, turn, issue, lift, guarded, *problems)
        return
    try:
        async with desk.database.begin(turn.forbund_id) as session:
            actor = await session.get_one(Person, turn.person_id)
            right = _right(turn, guarded)
            await correct_outcome(session, actor, issue.id, lift.id, right, turn.submit_key, turn.now, cleared=guarded.cleared)
    except DomainError as error:
        await _again(desk, turn, issue, lift, guarded, words.t(error.key, **error.values))
        return
    desk.wake()
    async with desk.database.read(turn.forbund_id) as session:
        now = await issue_view(session, issue.id, await session.get_one(Person, turn.person_id), turn.now)
    await turn.update(issue_card(now, _url(desk, turn, now), words, words.t("card.issue.correct.saved")))


async def show_again(desk: Desk, turn: Turn) -> None:
    """Put the fråga as it stands in the place of the pressed card."""
    issue = await _issue(desk, turn)
    await turn.update(issue_card(issue, _url(desk, turn, issue), desk.words(turn)))


def _chosen(turn: Turn) -> Chosen:
    return read_outcome(turn.field("outcome"), RIGHTS)


def _right(turn: Turn, guarded: Guarded) -> Right:
    outcome, to = _chosen(turn)
    if outcome is None:
        raise DomainError("error.choose.outcome")
    texts = guarded.texts
    return Right(outcome=outcome, decision=texts["decision"], because=texts["because"], lift_id=turn.number("of"), to=to)


async def _again(desk: Desk, turn: Turn, issue: IssueView, lift: LiftView, guarded: Guarded, *problems: str) -> None:
    values = {**guarded.texts, "outcome": value_of(*_chosen(turn)), "of": str(turn.number("of") or "")}
    state = Typed(key=turn.submit_key, url=_url(desk, turn, issue), values=values, problems=problems, found=guarded.found)
    await turn.update(outcome_card(issue, lift, state, desk.words(turn)))


async def _read(desk: Desk, turn: Turn) -> tuple[IssueView, LiftView]:
    issue = await _issue(desk, turn)
    lift = next((lift for lift in issue.lifts if lift.id == turn.number("lift")), None)
    if lift is None:
        raise NotFoundError("error.lift_missing")
    return issue, lift


async def _issue(desk: Desk, turn: Turn) -> IssueView:
    async with desk.database.begin(turn.forbund_id) as session:
        return await read_issue(session, turn.number("issue") or 0, await session.get_one(Person, turn.person_id), turn.now)


def _url(desk: Desk, turn: Turn, issue: IssueView) -> str:
    return desk.links.to("issue", turn.forbund_id, issue.id, turn.person_id)
