"""Changing one's own report on the web while nobody has read it: the same fields, guard and use case as in Teams."""

import pytest
from sqlmodel import select

from backend.database import stored_id
from backend.handling.handle import Handling, handle_report
from models import OutboxMessage, Report, ReportParty
from models.enums import NoticeKind, PartyCode, ReportStatus, Slag
from tests.backend.web.conftest import Site
from tests.backend.web.reporter import LONG, Reporter, signed_in
from tests.house import NOW

BETTER = "Försäkringskassan kom en timme för sent till mötet i Eksjö"


@pytest.fixture
async def anna(site: Site) -> Reporter:
    """Anna, who has sent a report and looks at its receipt."""
    anna = await signed_in(site)
    await anna.tell()
    await anna.send(consequence="avbruten_kedja", spoken="ja")
    return anna


async def the_report(anna: Reporter) -> Report:
    [report] = await anna.reports()
    return report


async def change(anna: Reporter, **changes: str) -> str:
    """Open the form from the report's page and save it with some fields changed."""
    number = (await the_report(anna)).id
    await anna.get(f"/mina/{number}/andra")
    return await anna.post(f"/mina/{number}/andra", anna.filled(**changes))


async def notices(anna: Reporter) -> list[str]:
    async with anna.site.house.database.read(anna.site.house.forbund_id) as session:
        told = select(OutboxMessage).where(OutboxMessage.kind == NoticeKind.REPORT_AMENDED)
        return [message.details["how"] for message in await session.exec(told)]


async def sort(anna: Reporter) -> None:
    """Let the coordinator sort the report."""
    house = anna.site.house
    async with house.database.begin(house.forbund_id) as session:
        report_id = stored_id(await the_report(anna))
        await handle_report(session, house.coordinator, report_id, Handling(status=ReportStatus.SORTERAD), "s1", NOW)


async def test_the_form_stands_as_the_report_does(anna: Reporter) -> None:
    report = await the_report(anna)
    assert f'href="/mina/{report.id}/andra"' in anna.page
    page = await anna.get(f"/mina/{report.id}/andra")
    assert f"Ändra rapport {report.number}" in page
    for standing in (
        LONG, '<option value="NARVARO" selected>', f'<option value="{anna.site.house.tranas}" selected>',
        'value="KOMMUN" checked', 'value="2026-03-10"', 'name="consequence" value="avbruten_kedja" checked',
        'name="spoken" value="ja" checked',
    ):  # fmt: skip
        assert standing in page


async def test_everything_can_be_changed_and_the_receiver_is_told(anna: Reporter) -> None:
    changes = {
        "text": BETTER, "category": "KONTAKT", "kommun": str(anna.site.house.tranas), "event_date": "2026-03-08",
        "event_until": "2026-03-09", "parties": "FK",
        "slag": "behov", "recurring": "ja", "spoken": "nej", "consequence": "", "suggestion": "Ring i förväg",
    }  # fmt: skip
    page = await change(anna, **changes)
    assert anna.status == 200
    assert "Så här ser rapporten ut nu" in page
    assert BETTER in page
    report = await the_report(anna)
    assert (report.category, report.reporter_category, report.slag) == ("KONTAKT", "KONTAKT", Slag.BEHOV)
    assert (report.recurring, report.spoken_with_party, report.consequence) == (True, False, None)
    assert report.suggestion == "Ring i förväg"
    assert (str(report.event_date), str(report.event_until)) == ("2026-03-08", "2026-03-09")
    async with anna.site.house.database.read(anna.site.house.forbund_id) as session:
        assert [row.party for row in await session.exec(select(ReportParty))] == [PartyCode.FK]
    assert await notices(anna) == ["changed"]


async def test_pressing_twice_changes_and_tells_once(anna: Reporter) -> None:
    number = (await the_report(anna)).id
    await anna.get(f"/mina/{number}/andra")
    form = anna.filled(text=BETTER)
    for _ in range(2):
        await anna.post(f"/mina/{number}/andra", form)
        assert anna.status == 200
    assert await notices(anna) == ["changed"]


async def test_the_guard_looks_before_anything_is_changed(anna: Reporter) -> None:
    page = await change(anna, text="Ring 850709-9805", suggestion="Fråga 070-174 06 05")
    assert anna.status == 422
    assert "<mark>850709-9805</mark>" in page
    assert "<mark>070-174 06 05</mark>" in page
    assert (await the_report(anna)).text == LONG
    assert "Ring [personnummer]</textarea>" in page
    assert "Fråga [telefon]</textarea>" in page


async def test_what_is_missing_is_told_beside_its_field(anna: Reporter) -> None:
    page = await change(anna, text=BETTER, kommun="", event_date="2026-03-13")
    assert anna.status == 422
    assert 'id="kommun-wrong"' in page
    assert 'id="event_date-wrong"' in page
    assert BETTER in page


async def test_what_has_been_read_is_shown_with_the_way_on_instead(anna: Reporter) -> None:
    await sort(anna)
    number = (await the_report(anna)).id
    page = await anna.get(f"/mina/{number}/andra")
    assert anna.path.startswith(f"/mina/{number}?")
    assert "redan läst" in page
    assert "/andra" not in page


async def test_a_form_that_was_open_when_it_was_read_keeps_what_was_written(anna: Reporter) -> None:
    number = (await the_report(anna)).id
    await anna.get(f"/mina/{number}/andra")
    form = anna.filled(text=BETTER)
    await sort(anna)
    page = await anna.post(f"/mina/{number}/andra", form)
    assert anna.status == 422
    assert "redan läst" in page
    assert BETTER in page
    assert (await the_report(anna)).text == LONG


async def test_another_s_report_is_not_there(anna: Reporter) -> None:
    other = await anna.site.house.report()
    await anna.get(f"/mina/{other.id}/andra")
    assert anna.status == 404


async def test_a_form_of_nobody_s_is_refused(anna: Reporter) -> None:
    number = (await the_report(anna)).id
    await anna.get(f"/mina/{number}/andra")
    await anna.post(f"/mina/{number}/andra", anna.filled(token="forged", text=BETTER))
    assert anna.status == 403
    assert (await the_report(anna)).text == LONG
