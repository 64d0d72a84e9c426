"""The coordinator's side of a report: correct and sort it, set where it stands, answer or ask back."""

import uuid
from dataclasses import replace

from backend.access import changed_by_another, check_handler
from backend.database import AsyncSession
from backend.errors import DomainError, NotAllowedError
from backend.fields import NO, YES
from backend.handling.entered import FIELDS, changed, read_handling, seen, shown, standing
from backend.handling.handle import handle_report
from backend.handling.told import say_told, what_was_told
from backend.handling.views import ReportView, read_report, report_view
from backend.links import Links
from backend.reporting.words import clean
from bot.cards.triage import MARKS, MAX_ANSWER, Triage, triage_card
from bot.desk import Desk, read_kommuner
from bot.flows.guarding import Guarded, guard_fields
from bot.flows.lengths import too_long
from bot.turn import Turn
from models import Kommun, Person


async def new_triage(
    session: AsyncSession,
    links: Links,
    forbund_id: int,
    report_id: int,
    person_id: int,
    *,
    saved: str = "",
    stale: bool = False,
) -> Triage:
    """Return the state of a card that nothing was chosen in yet, with a key of its own."""
    kommuner = await read_kommuner(session)
    url = links.to("report", forbund_id, report_id, person_id)
    return Triage(key=uuid.uuid4().hex, url=url, kommuner=kommuner.listed, saved=saved, stale=stale)


async def show(desk: Desk, turn: Turn, report: ReportView) -> None:
    """Send the card of a report that the person handles."""
    async with desk.database.read(turn.forbund_id) as session:
        state = await new_triage(session, desk.links, turn.forbund_id, report.id, turn.person_id)
    await turn.reply(triage_card(report, state, desk.words(turn)))


async def show_again(desk: Desk, turn: Turn) -> None:
    """Put the report's card in the place of the one that was pressed."""
    async with desk.database.begin(turn.forbund_id) as session:
        report = await _read_as(session, turn, turn.number("report") or 0)
        state = await new_triage(session, desk.links, turn.forbund_id, report.id, turn.person_id)
    await turn.update(triage_card(report, state, desk.words(turn)))


async def save(desk: Desk, turn: Turn) -> None:
    """Save what was chosen and draw the card as the report stands now; or give it back with what must be mended."""
    await _handle(desk, turn, asks=False)


async def ask(desk: Desk, turn: Turn) -> None:
    """Save as `save` does, with the words as a question back to the one who reported."""
    await _handle(desk, turn, asks=True)


async def _handle(desk: Desk, turn: Turn, *, asks: bool) -> None:
    report_id, key = turn.number("report") or 0, turn.submit_key
    words = desk.words(turn)
    entered, answer = _entered(turn), clean(turn.field("answer"))
    async with desk.database.read(turn.forbund_id) as session:
        guarded = await guard_fields(session, turn, {"answer": answer})
    problems = too_long([(words.t("page.report.answer"), guarded.measured["answer"], MAX_ANSWER)], words)
    if guarded.stops or problems:
        await _give_back(desk, turn, report_id, entered, guarded, *problems, asks=asks)
        return
    try:
        handling = replace(read_handling(entered, guarded.texts["answer"], asks=asks), cleared=guarded.cleared)
        async with desk.database.begin(turn.forbund_id) as session:
            actor = await session.get_one(Person, turn.person_id)
            stale = await _stale(session, turn, await report_view(session, report_id, for_handler=True), entered)
            stored = await handle_report(session, actor, report_id, handling, key, turn.now)
            kommun_id, number = stored.kommun_id, stored.number
    except DomainError as error:
        await _give_back(desk, turn, report_id, entered, guarded, words.t(error.key, **error.values), asks=asks)
        return
    desk.wake()
    async with desk.database.read(turn.forbund_id) as session:
        actor = await session.get_one(Person, turn.person_id)
        try:
            await check_handler(session, actor, kommun_id)
        except NotAllowedError:
            kommun = await session.get_one(Kommun, kommun_id)
            await turn.update(words.t("page.report.moved.what", number=number, kommun=kommun.name))
            return
        report = await report_view(session, report_id, for_handler=True)
        saved = say_told(await what_was_told(session, report_id, key, turn.now), words.t, words.locale)
        state = await new_triage(session, desk.links, turn.forbund_id, report_id, turn.person_id, saved=saved, stale=stale)
    await turn.update(triage_card(report, state, words))


def _entered(turn: Turn) -> dict[str, str]:
    """Return what the card showed and what stands in it now, by the names of the form's fields.

    A mark that was taken away says no; one that wasn't there before says nothing, since nobody has been asked.
    """
    drawn = shown(turn.field("seen"))
    entered = {**{name: turn.field(name) for name in FIELDS}, **drawn}
    if "kommun" in turn.value and (number := turn.number("kommun")):
        entered["kommun"] = str(number)
    if drawn:  # a card of ours, in which the marks may all be gone
        marks = turn.field("marks").split(",")
        for name in MARKS:
            before = entered.get(f"{name}_seen", "")
            entered[name] = YES if name in marks else NO if before == YES else before
    return entered


async def _stale(session: AsyncSession, turn: Turn, report: ReportView, entered: dict[str, str]) -> bool:
    """Whether somebody else has changed what the card showed since it was drawn; one's own changes are known."""
    drawn = seen(standing(report))
    differs = any(entered.get(name, now) != now for name, now in drawn.items())
    return differs and await changed_by_another(session, "report", report.id, turn.number("change") or 0, turn.person_id)


async def _give_back(
    desk: Desk, turn: Turn, report_id: int, entered: dict[str, str], guarded: Guarded, *problems: str, asks: bool
) -> None:
    async with desk.database.begin(turn.forbund_id) as session:
        report = await _read_as(session, turn, report_id)
        kommuner = (await read_kommuner(session)).listed
        stale = await _stale(session, turn, report, entered)
    chosen = changed(entered)
    if chosen.get("status", "") not in report.status_choices:
        chosen.pop("status", None)
    state = Triage(
        key=turn.submit_key,
        url=desk.links.to("report", turn.forbund_id, report_id, turn.person_id),
        kommuner=kommuner,
        chosen=chosen,
        answer=guarded.texts["answer"],
        asks=asks,
        stale=stale,
        problems=problems,
        found=guarded.found,
    )
    await turn.update(triage_card(report, state, desk.words(turn)))


async def _read_as(session: AsyncSession, turn: Turn, report_id: int) -> ReportView:
    """Return the report for somebody who handles it; raises for anybody else, the reporter too."""
    viewer = await session.get_one(Person, turn.person_id)
    report = await read_report(session, report_id, viewer, turn.now)
    if not report.viewer_handles:
        raise DomainError("error.not_yours")
    return report
