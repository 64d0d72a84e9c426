"""The coordinator's side of a report: sort it, set where it stands, answer."""

import uuid

from backend.database import AsyncSession
from backend.errors import DomainError, PersonalDataError
from backend.handling.handle import Handling, handle_report
from backend.handling.views import ReportView, read_report, report_view
from backend.links import Links
from backend.reporting.privacy import find, mask
from backend.reporting.words import clean
from bot.cards.triage import Triage, triage_card
from bot.desk import Desk
from bot.turn import Turn
from models import Person
from models.enums import ReportStatus


def new_triage(links: Links, forbund_id: int, report_id: int, person_id: int, *, saved: bool = False) -> Triage:
    """Return the state of a card that nothing was chosen in yet, with a key of its own."""
    return Triage(key=uuid.uuid4().hex, url=links.to("report", forbund_id, report_id, person_id), saved=saved)


async def show(desk: Desk, turn: Turn, report: ReportView) -> None:
    """Send the card of a report that the person handles."""
    state = new_triage(desk.links, turn.forbund_id, report.id, turn.person_id)
    await turn.reply(triage_card(report, state, desk.words(turn.locale)))


async def save(desk: Desk, turn: Turn) -> None:
    """Save what was chosen and draw the card as the report stands now; or give it back with what must be mended."""
    report_id, key = turn.number("report") or 0, turn.submit_key
    handling = _read(turn)
    try:
        async with desk.database.begin(turn.forbund_id) as session:
            actor = await session.get_one(Person, turn.person_id)
            await handle_report(session, actor, report_id, handling, key, turn.now)
            report = await report_view(session, report_id, for_handler=True)
    except DomainError as error:
        await _give_back(desk, turn, report_id, handling, error)
        return
    desk.wake()
    state = new_triage(desk.links, turn.forbund_id, report_id, turn.person_id, saved=True)
    await turn.update(triage_card(report, state, desk.words(turn.locale)))


def _read(turn: Turn) -> Handling:
    """Return what was changed in the card: what it showed already may have been changed by somebody else since."""
    category = turn.field("category")
    status = turn.field("status")
    return Handling(
        category=category if category != turn.field("category_seen") else None,
        status=next((s for s in ReportStatus if s == status), None) if status != turn.field("status_seen") else None,
        answer=clean(turn.field("answer")),
    )


async def _give_back(desk: Desk, turn: Turn, report_id: int, handling: Handling, error: DomainError) -> None:
    words = desk.words(turn.locale)
    personal = isinstance(error, PersonalDataError)
    spans = find(handling.answer) if personal else ()
    async with desk.database.begin(turn.forbund_id) as session:
        report = await _read_as(session, turn, report_id)
    state = Triage(
        key=turn.submit_key,
        url=desk.links.to("report", turn.forbund_id, report_id, turn.person_id),
        category=handling.category or "",
        status=handling.status if handling.status in report.status_choices else "",
        answer=mask(handling.answer, spans),
        problems=() if personal else (words.t(error.key, **error.values),),
        found=[(handling.answer, [(span.start, span.end, str(span.kind)) for span in spans])] if spans else (),
    )
    await turn.update(triage_card(report, state, words))


async def _read_as(session: AsyncSession, turn: Turn, report_id: int) -> ReportView:
    """Return the report for somebody who handles it; raises for anybody else, the reporter too."""
    viewer = await session.get_one(Person, turn.person_id)
    report = await read_report(session, report_id, viewer, turn.now)
    if not report.viewer_handles:
        raise DomainError("error.not_yours")
    return report
