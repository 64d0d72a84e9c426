"""Who sees what of a report."""

from datetime import timedelta

import pytest
from sqlmodel import select

from backend.database import stored_id
from backend.errors import NotAllowedError, NotFoundError
from backend.handling.handle import Handling, handle_report
from backend.handling.own_list import own_page
from backend.handling.views import ReportView, read_report, report_view
from models import AuditEvent, Person
from models.enums import AuditAction, CommentKind, PartyCode, ReportStatus, RoleName
from tests.house import NOW, TEXT, House

LATER = NOW + timedelta(days=2)


async def seen(house: House, report_id: int, viewer: Person | None) -> ReportView:
    async with house.database.begin(house.forbund_id) as session:
        return await read_report(session, report_id, viewer, LATER)


async def looks(house: House) -> list[int | None]:
    async with house.database.read(house.forbund_id) as session:
        events = await session.exec(select(AuditEvent).where(AuditEvent.action == AuditAction.VIEWED))
        return [event.actor_id for event in events]


async def answer(house: House, report_id: int, actor: Person | None, text: str) -> None:
    async with house.database.begin(house.forbund_id) as session:
        await handle_report(session, actor, report_id, Handling(answer=text), text, LATER)


async def test_the_coordinator_sees_the_report_and_who_wrote_it_and_the_look_is_kept(house: House) -> None:
    report = await house.report(parties=(PartyCode.VARD, PartyCode.FK))
    view = await seen(house, stored_id(report), house.coordinator)

    assert (view.number, view.kommun, view.text, view.category) == ("SB-2026-0001", "Tranås", TEXT, "NARVARO")
    assert view.parties == (PartyCode.FK, PartyCode.VARD)
    assert (view.reporting_party, view.reporter_name) == (PartyCode.KOMMUN, "Hanna Exempel")
    assert view.viewer_handles
    assert view.status_choices[0] is ReportStatus.MOTTAGEN
    assert ReportStatus.ATERKALLAD not in view.status_choices
    assert await looks(house) == [house.coordinator.id]


async def test_the_reporter_sees_the_report_and_its_answers_in_order(house: House) -> None:
    report_id = stored_id(await house.report())
    await answer(house, report_id, house.coordinator, "Jag tar upp det.")
    await answer(house, report_id, house.office, "Det är ordnat.")
    await answer(house, report_id, None, "Hälsningar från kansliet.")
    view = await seen(house, report_id, house.reporter)

    assert [(said.kind, said.text) for said in view.answers] == [
        (CommentKind.ANSWER, "Jag tar upp det."),
        (CommentKind.ANSWER, "Det är ordnat."),
        (CommentKind.ANSWER, "Hälsningar från kansliet."),
    ]
    assert [said.role for said in view.answers] == [RoleName.KOORDINATOR, RoleName.VERKSAMHETSUTVECKLARE, None]
    assert view.answers[2].role_key == "role.forbundet"
    assert (view.reporter_name, view.viewer_handles) == (None, False)
    assert await looks(house) == []


async def test_nobody_else_sees_it(house: House) -> None:
    report = await house.report(kommun_id=house.eksjo)
    with pytest.raises(NotAllowedError):
        await seen(house, stored_id(report), house.coordinator)
    with pytest.raises(NotFoundError):
        await seen(house, 4711, house.office)


async def test_a_notice_is_no_look(house: House) -> None:
    report = await house.report()
    async with house.database.begin(house.forbund_id) as session:
        view = await report_view(session, stored_id(report), for_handler=False)

    assert view.reporter_name is None
    assert await looks(house) == []


async def test_own_reports_come_newest_first_and_are_only_one_s_own(house: House) -> None:
    first, second = await house.report("k1"), await house.report("k2", kommun_id=house.eksjo)
    await answer(house, stored_id(first), house.coordinator, "Jag tar upp det.")
    async with house.database.read(house.forbund_id) as session:
        own = [
            view for view in (await own_page(session, stored_id(house.reporter), length=5)).rows if isinstance(view, ReportView)
        ]
        others = (await own_page(session, stored_id(house.coordinator), length=5)).rows

    assert [view.number for view in own] == [second.number, first.number]
    assert [len(view.answers) for view in own] == [0, 1]
    assert others == ()
