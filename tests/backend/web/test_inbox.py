"""The inbox and the fråga as pages: what waits, in order, and everything that a fråga goes through."""

import re
from datetime import datetime, timedelta
from html import unescape
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from aiohttp import web
from sqlmodel import col, select

from backend.database import stored_id
from backend.handling.inbox import WaitingDraft
from backend.keys import WAITING_DRAFTS
from backend.reporting.own import withdraw_report
from backend.settings import Settings
from models import AuditEvent, Edition, Group, GroupMeeting, Issue, Lift, OutboxMessage, Person, Report, ReportComment
from models.enums import EditionKind, EditionStatus, GroupKind, IssueStatus, LiftOutcome, NoticeKind, ReportStatus
from tests.backend.web.conftest import Site, site_of
from tests.house import NOW, House
from tests.neighbour import everything


async def _drafts(*_: object) -> list[WaitingDraft]:
    return [WaitingDraft(1, "LSG Tranås", NOW), WaitingDraft(2, "LSG Vetlanda", NOW, approved=True)]


async def test_drafts_that_are_approved_and_not_sent_are_told_from_those_that_wait(house: House, settings: Settings) -> None:
    def with_drafts(app: web.Application) -> None:
        app[WAITING_DRAFTS] = _drafts

    async with site_of(house, settings, with_drafts) as site:
        page = await site.page(inbox(site, house.coordinator))
    waits, approved = re.findall(r"<li><a [^>]*>Utkast till (LSG \w+)</a>\. (\w+)", page)
    assert (waits, approved) == (("LSG Tranås", "Skickas"), ("LSG Vetlanda", "Godkänt"))


def inbox(site: Site, viewer: Person | None) -> str:
    return site.path("inbox", 0, stored_id(viewer) if viewer else None)


async def send(site: Site, path: str, status: int, **values: Any) -> str:
    """Send a form; return where it leads, or the page."""
    found, where, page = await site.send(path, {"key": uuid4().hex, **values})
    assert found == status
    return where or page


async def gathered(site: Site, count: int = 2) -> str:
    """A fråga of some reports, gathered in the inbox; the path of its page."""
    ids = [str(stored_id(await site.house.report(f"k{number}"))) for number in range(count)]
    chosen = {"reports": ids, "issue": "ny", "title": "FK kommer inte", "paverkbar": "lokalt"}
    return (await send(site, inbox(site, site.house.coordinator), 303, **chosen)).partition("?")[0]


async def lifted(site: Site) -> str:
    path = await gathered(site)
    async with site.house.database.begin(site.house.forbund_id) as session:
        session.add(Group(slug="tranas", kind=GroupKind.LSG, name="LSG Tranås"))
    question = {"do": "lift", "group": "1", "question": "Ska kallelsen säga det?", "owner": "FK"}
    assert (await send(site, path, 303, **question)).startswith(f"{path}?saved=")
    return path


async def one_issue(site: Site) -> Issue:
    async with site.house.database.read(site.house.forbund_id) as session:
        return (await session.exec(select(Issue))).one()


async def test_the_inbox_shows_what_waits_with_links_that_open(site: Site) -> None:
    await site.house.report()
    await site.house.report("k2", kommun_id=site.house.eksjo)
    page = await site.page(inbox(site, site.house.coordinator))

    assert "SB-2026-0001" in page
    assert "SB-2026-0002" not in page, "another kommun's"
    assert "Svar senast 26 mars 2026" in page
    [link] = re.findall(r'href="([^"]*/rapport/[^"]+)"', page)
    assert "Sortera och svara" in await site.page(link.removeprefix(site.settings.public_url))


async def test_forbundets_office_and_mailbox_see_every_kommun(site: Site) -> None:
    await site.house.report()
    await site.house.report("k2", kommun_id=site.house.eksjo)
    for viewer in (site.house.office, None):
        page = await site.page(inbox(site, viewer))
        assert "SB-2026-0001" in page
        assert "SB-2026-0002" in page


async def test_one_who_handles_nothing_has_no_inbox(site: Site) -> None:
    await site.page(inbox(site, site.house.reporter), 403)
    await send(site, inbox(site, site.house.reporter), 403, reports=["1"], issue="ny", title="x", paverkbar="lokalt")


async def test_an_empty_inbox_says_so(site: Site) -> None:
    assert "Ingenting är öppet." in await site.page(inbox(site, site.house.coordinator))


async def test_the_inbox_is_narrowed_by_status_and_turned_page_by_page(site: Site) -> None:
    for number in range(21):
        await site.house.report(f"k{number}")
    path = inbox(site, site.house.coordinator)
    async with site.house.database.begin(site.house.forbund_id) as session:
        (await session.exec(select(Report).where(Report.id == 1))).one().status = ReportStatus.LYFT

    first = await site.page(path)
    [onward] = re.findall(r'href="(\?[^"]+)" rel="next"', first)
    async with site.house.database.begin(site.house.forbund_id) as session:  # which was on the first page, and leaves the list
        (await session.exec(select(Report).where(Report.id == 2))).one().status = ReportStatus.AVSLUTAD
    second = await site.page(path + onward.replace("&amp;", "&"))
    assert "1–20 av 21" in first
    assert "20–20 av 20" in second
    assert "SB-2026-0021" in second, "nothing is skipped"
    assert 'rel="prev"' in second
    assert first.count('type="checkbox"') == 20
    assert second.count('type="checkbox"') == 1
    narrowed = await site.page(f"{path}?visa=lyft")
    assert re.findall(r"SB-2026-\d{4}</a>", narrowed) == ["SB-2026-0001</a>"]
    assert '<option value="lyft" selected>' in narrowed
    assert "I urvalet: 1. Av dem väntar 1 på dig" in narrowed, "no count of one status is called all that is open"


@pytest.mark.parametrize("query", ["?efter=x", "?fore=0|a|b|c", "?efter=1|2026-02-30|x|y", "?visa=<script>", "?fore=&visa=nej"])
async def test_a_strange_address_shows_the_inbox_all_the_same(site: Site, query: str) -> None:
    await site.house.report()
    assert "SB-2026-0001" in await site.page(f"{inbox(site, site.house.coordinator)}{query}")


async def test_chosen_reports_become_a_question_and_leave_the_choice(site: Site) -> None:
    path = await gathered(site)
    page = await site.page(path)

    assert "FK kommer inte" in page
    assert "FR-2026-0001" in page
    assert page.count("/rapport/") == 2
    assert 'type="checkbox"' not in await site.page(inbox(site, site.house.coordinator))


async def test_a_report_joins_a_question_that_is_there(site: Site) -> None:
    await gathered(site)
    late = str(stored_id(await site.house.report("late")))
    chosen = {"reports": [late], "issue": "1", "title": "", "paverkbar": "lokalt"}
    path = await send(site, inbox(site, site.house.coordinator), 303, **chosen)
    assert (await site.page(path)).count("/rapport/") == 3


async def test_a_question_without_title_or_reports_comes_back_with_what_was_chosen(site: Site) -> None:
    await site.house.report()
    path = inbox(site, site.house.coordinator)
    page = await send(site, path, 422, reports=["1"], issue="ny", title="", paverkbar="lokalt")
    assert 'id="title-wrong"' in page
    assert 'value="1" aria-label="Välj SB-2026-0001" checked' in page
    assert "Välj minst en rapport." in await send(site, path, 422, issue="ny", title="Titel", paverkbar="lokalt")


async def test_all_that_a_new_question_lacks_is_told_at_once_and_by_name(site: Site) -> None:
    await site.house.report()
    page = await send(site, inbox(site, site.house.coordinator), 422, issue="ny", title=" ", paverkbar="lokalt")
    assert '<a href="#reports">Välj minst en rapport.</a>' in page
    assert '<a href="#title">Skriv en rubrik.</a>' in page
    assert 'id="reports"' in page
    assert 'id="reports-wrong"' in page


async def test_a_lift_without_words_says_which_are_missing(site: Site) -> None:
    page = await send(site, await lifted(site), 422, do="lift", group="1", question="", owner="")
    assert '<a href="#question">Skriv vad gruppen ska besluta.</a>' in page


async def test_a_question_is_lifted_decided_acted_upon_and_closed_on_its_page(site: Site) -> None:
    path = await lifted(site)
    assert "Ska kallelsen säga det?" in await site.page(path)
    decided = {"do": "decide", "row": "1", "outcome-1": "beslutad", "decision-1": "Kallelsen säger det nu."}
    await send(site, path, 303, **decided)
    await send(site, path, 303, do="act", what="Ny mall", by="KOMMUN", due="2026-05-01")
    await send(site, path, 303, do="finish", row="1", **{"effect-1": "Mallen används."})
    await send(site, path, 303, do="close", answer="Rutinen är på plats.", end="har")

    page = await site.page(path)
    for text in ("Kallelsen säger det nu.", "Ny mall", "Mallen används.", "Rutinen är på plats.", "Avslutad"):
        assert text in page
    assert re.findall(r'name="do" value="(\w+)"', page) == ["correct"], "a closed fråga can only be put right"
    assert (await one_issue(site)).status is IssueStatus.AVSLUTAD
    async with site.house.database.read(site.house.forbund_id) as session:
        assert {report.status for report in await session.exec(select(Report))} == {ReportStatus.AVSLUTAD}


async def test_a_step_comes_back_with_what_is_wrong_beside_its_field_and_the_rest_kept(site: Site) -> None:
    path = await lifted(site)
    page = await send(site, path, 422, do="decide", row="1", **{"outcome-1": "beslutad", "decision-1": "Ring 070-174 06 05."})
    assert "<mark>070-174 06 05</mark>" in page
    assert 'aria-describedby="decision-1-hint decision-1-found"' in page

    page = await send(site, path, 422, do="act", what="Ny mall", by="KOMMUN", due="i morgon")
    assert 'id="due-wrong"' in page
    assert "Ny mall</textarea>" in page
    assert re.search(r'<details class="panel" open>\s*<summary>Ny åtgärd', page)


async def test_an_outcome_is_corrected_on_the_page_which_says_what_stood(site: Site) -> None:
    path = await lifted(site)
    assert "Rätta det som står" not in await site.page(path)
    await send(site, path, 303, do="decide", row="1", **{"outcome-1": "beslutad", "decision-1": "Vi provar."})
    wrong = {"right-1": "uppskjuten", "words-1": "Vi provar.", "of-1": ""}
    page = await send(site, path, 422, do="correct", row="1", **wrong, **{"because-1": "Ring 070-174 06 05."})
    assert "<mark>070-174 06 05</mark>" in page
    assert "Skriv varför det rättas." in await send(site, path, 422, do="correct", row="1", **wrong, **{"because-1": ""})

    where = await send(site, path, 303, do="correct", row="1", **wrong, **{"because-1": "Fel val."})
    page = await site.page(where)
    assert "Sparat. De som rapporterade får det som svar." in page
    assert "Förut stod det: Beslutad. Skäl: Fel val." in " ".join(page.split())
    assert "Vi provar." not in page
    again = await send(site, path, 422, do="correct", row="1", **{**wrong, "because-1": "Fel igen.", "right-1": "nej"})
    assert "Välj vad gruppen kom fram till." in again


async def test_what_was_recorded_with_the_group_that_took_it_is_put_with_the_one_that_lifted_it(site: Site) -> None:
    path = await lifted(site)
    async with site.house.database.begin(site.house.forbund_id) as session:
        session.add(Group(slug="styrelsen", kind=GroupKind.STYRELSE, name="Styrelsen"))
    await send(site, path, 303, do="lift", group="2", question="Vad säger styrelsen?", owner="")
    await send(site, path, 303, do="decide", row="2", **{"outcome-2": "lyft_vidare-0", "decision-2": ""})
    page = await site.page(path)
    offered = re.findall(r'value="(lyft_vidare-\d+)"', page[page.index('name="right-2"') : page.index('name="of-2"')])
    assert offered == ["lyft_vidare-0", "lyft_vidare-2"], "the nation, and the board, which the LSG may lift it to"

    said = {"right-2": "lyft_vidare-2", "words-2": "", "because-2": "Fel grupp."}
    page = await send(site, path, 422, do="correct", row="2", **said, **{"of-2": ""})
    assert "Frågan kan inte lyftas vidare dit." in page, "not by the board itself"
    await send(site, path, 303, do="correct", row="2", **said, **{"of-2": "1"})
    async with site.house.database.read(site.house.forbund_id) as session:
        lifts = (await session.exec(select(Lift).order_by(col(Lift.id)))).all()
    assert [(lift.outcome, lift.onwards_id) for lift in lifts] == [(LiftOutcome.LYFT_VIDARE, 2), (LiftOutcome.VANTAR, None)]


async def test_what_comes_back_without_what_the_guard_found_is_saved_as_it_stands(site: Site) -> None:
    path = await lifted(site)
    said = {"outcome-1": "beslutad", "decision-1": "Ring 070-174 06 05 om det."}
    masked = "Ring [telefon] om det."
    assert f"{masked}</textarea>" in await send(site, path, 422, do="decide", row="1", **said)
    await send(site, path, 303, do="decide", row="1", **{**said, "decision-1": masked})
    async with site.house.database.read(site.house.forbund_id) as session:
        assert {comment.text for comment in await session.exec(select(ReportComment))} == {"Ring [telefon] om det."}


async def test_saved_says_what_those_who_reported_are_told_and_nothing_when_they_are_not(site: Site) -> None:
    async def said(path: str, **values: Any) -> str:
        page = await site.page(await send(site, path, 303, **values))
        return " ".join(re.findall(r'id="saved">(.*?)</p>', page))

    ids = [str(stored_id(await site.house.report(f"k{number}"))) for number in range(2)]
    new = {"reports": ids[:1], "issue": "ny", "title": "FK kommer inte", "paverkbar": "lokalt"}
    assert await said(inbox(site, site.house.coordinator), **new) == "Sparat."
    path = site.path("issue", stored_id(await one_issue(site)), site.house.coordinator.id)
    async with site.house.database.begin(site.house.forbund_id) as session:
        session.add(Group(slug="tranas", kind=GroupKind.LSG, name="LSG Tranås"))
    lift = {"do": "lift", "group": "1", "question": "Ska kallelsen säga det?", "owner": "FK"}
    told = "Sparat. De som rapporterade får veta att frågan är lyft."
    assert await said(path, **lift) == told
    more = {**new, "reports": ids[1:], "issue": str((await one_issue(site)).id), "title": ""}
    assert await said(inbox(site, site.house.coordinator), **more) == told
    assert await said(path, do="act", what="Ny mall", by="KOMMUN", due="2026-05-01") == "Sparat."
    decided = {"do": "decide", "row": "1", "outcome-1": "beslutad", "decision-1": "Vi provar."}
    assert await said(path, **decided) == "Sparat. De som rapporterade får det som svar."


async def test_a_heading_is_changed_and_nobody_is_told(site: Site) -> None:
    path = await gathered(site)
    assert 'value="FK kommer inte"' in await site.page(path)
    page = await site.page(await send(site, path, 303, do="rename", title=" Kallelser saknas ", key="a" * 32))
    assert ("Kallelser saknas" in page, "Sparat.</p>" in page) == (True, True)
    assert "Skriv en rubrik." in await send(site, path, 422, do="rename", title=" ")
    await send(site, path, 422, do="rename", title="x" * 201)
    async with site.house.database.read(site.house.forbund_id) as session:
        events = [event for event in await session.exec(select(AuditEvent)) if "renamed" in event.details]
        assert [(event.subject, event.actor_id) for event in events] == [("issue", site.house.coordinator.id)]
        assert "Kallelser" not in str(events[0].details), "the trail holds no words of it"
        kinds = {message.kind for message in await session.exec(select(OutboxMessage))}
    assert kinds <= {NoticeKind.REPORT_RECEIVED}
    await send(site, path, 303, do="close", answer="Rutinen är på plats.", end="har")
    assert "avslutad" in await send(site, path, 422, do="rename", title="För sent")


async def test_the_guards_proposal_of_a_heading_is_looked_at_before_anything_is_made_of_it(site: Site) -> None:
    report = stored_id(await site.house.report("k9"))
    new = {"reports": str(report), "issue": "ny", "title": "Ring 070-174 06 05", "paverkbar": "lokalt"}
    places = {
        inbox(site, site.house.coordinator): new,
        site.path("report", report, site.house.coordinator.id) + "/fraga": new,
    }
    for path, form in places.items():
        page = await send(site, path, 422, **form)
        assert 'value="Ring [telefon]"' in page
    async with site.house.database.read(site.house.forbund_id) as session:
        assert (await session.exec(select(Issue))).all() == []

    path = await gathered(site, 1)
    page = await send(site, path, 422, do="rename", title="Ring 070-174 06 05")
    assert "<mark>070-174 06 05</mark>" in page
    assert 'value="Ring [telefon]"' in page
    assert (await one_issue(site)).title == "FK kommer inte"


async def meets(site: Site, in_days: int) -> None:
    async with site.house.database.begin(site.house.forbund_id) as session:
        session.add(GroupMeeting(group_id=1, starts_at=NOW + timedelta(days=in_days)))


async def paper_made(site: Site, as_of: datetime) -> None:
    """The paper for the group's first meeting is made."""
    day = as_of.date()
    async with site.house.database.begin(site.house.forbund_id) as session:
        session.add(
            Edition(
                kind=EditionKind.LSG, group_id=1, group_meeting_id=1, period="mote:1", period_start=day, period_end=day,
                due_at=as_of, claimed_until=as_of, as_of=as_of, made_at=as_of,
                status=EditionStatus.KLAR, content_hash="x", pdf=b"x",
            )
        )  # fmt: skip


async def test_a_lifted_question_says_when_it_is_taken_up_and_in_which_paper_it_stands(site: Site) -> None:
    path = await lifted(site)
    assert "Gruppens nästa möte är inte inlagt än." in await site.page(path)
    await meets(site, 14)
    await meets(site, 40)
    page = await site.page(path)
    assert "LSG Tranås, möte 26 mars 2026" in page
    assert "Frågan står i underlaget till det mötet." in page

    await paper_made(site, NOW)
    page = await site.page(path)
    assert "LSG Tranås, möte 21 april 2026" in page
    assert "Underlaget till mötet 26 mars 2026 var redan gjort när frågan lyftes." in page
    assert page.count("26 mars 2026") == 1, "it isn't said to be taken up there as well"


async def test_what_is_decided_before_the_meeting_is_asked_about_once_with_the_words_kept(site: Site) -> None:
    path = await lifted(site)
    await meets(site, 14)
    said = {"do": "decide", "row": "1", "outcome-1": "beslutad", "decision-1": "Vi provar."}
    page = await send(site, path, 200, **said)
    assert "Mötet i LSG Tranås är den 26 mars 2026 och har inte varit än." in page
    assert "Vi provar.</textarea>" in page
    assert '<button name="early" value="ja">Spara redan nu</button>' in page
    assert "Väntar på beslut" in page, "nothing is saved by the question"
    own = await site.page(site.path("report", 1, stored_id(site.house.reporter)))
    assert "Frågan är lyft till LSG Tranås, möte 26 mars 2026." in own

    page = await site.page(await send(site, path, 303, **said, early="ja"))
    assert "LSG Tranås, utan möte" in page
    own = await site.page(site.path("report", 1, stored_id(site.house.reporter)))
    assert "LSG Tranås har beslutat, " in own


async def test_no_outcome_is_chosen_before_the_group_has_said_one(site: Site) -> None:
    path = await lifted(site)
    assert '<option value="">Välj utfall</option>' in await site.page(path)
    page = await send(site, path, 422, do="decide", row="1", **{"outcome-1": "", "decision-1": "Vi provar."})
    assert '<a href="#outcome-1">Välj vad gruppen kom fram till.</a>' in page
    assert "Vi provar." in page


async def test_a_question_that_waits_for_a_group_is_not_offered_to_be_closed(site: Site) -> None:
    page = await site.page(await lifted(site))
    assert "En grupp har inte beslutat än." in page
    assert 'value="close"' not in page


async def test_a_report_is_taken_out_of_a_question(site: Site) -> None:
    path = await gathered(site)
    await send(site, path, 303, do="take_out", row="1")
    assert (await site.page(path)).count("/rapport/") == 1


async def test_whoever_takes_out_the_last_report_of_theirs_is_told_where_the_question_is(site: Site) -> None:
    path = await gathered(site)
    async with site.house.database.begin(site.house.forbund_id) as session:
        (await session.get_one(Report, 1)).kommun_id = site.house.eksjo
    page = await send(site, path, 200, do="take_out", row="2")

    assert "Frågan gäller nu bara andra kommuner" in page
    await site.page(path, 403)


@pytest.mark.parametrize("values", [{}, {"do": "x"}, {"do": "lift"}, {"do": "decide", "row": "x"}, {"do": "act", "what": "x"}])
async def test_what_cannot_be_read_comes_back_and_changes_nothing(site: Site, values: dict[str, str]) -> None:
    path = await gathered(site)
    before = await everything(site.house.database)
    page = await send(site, path, 422, **{"title": "Kallelser uteblir", **values})
    assert 'id="wrong"' in page
    assert await everything(site.house.database) == before


async def test_the_pages_are_closed_to_those_who_do_not_handle_them(site: Site) -> None:
    await gathered(site)
    await site.page(site.path("issue", 1, stored_id(site.house.reporter)), 403)
    await site.page(site.path("issue", 4711, None), 404)
    await site.page(inbox(site, site.house.coordinator).replace("/inkorg/", "/fraga/"), 410)


def link_in(site: Site, page: str, kind: str) -> str:
    """The path of the first link to a kind of page."""
    found = re.search(rf'href="([^"]*/{kind}/[^"?]+)"', page)
    assert found
    return unescape(found[1]).removeprefix(site.settings.public_url)


async def test_a_link_to_one_report_opens_its_question_and_never_the_inbox(site: Site) -> None:
    await gathered(site)
    path = site.path("report", 1, stored_id(site.house.coordinator))
    report = await site.page(path)
    issue = await site.page(link_in(site, report, "fraga"))
    for page in (report, issue, await site.page(link_in(site, issue, "rapport"))):
        assert "/inkorg/" not in page
        assert "Inkorgen öppnas ur ditt senaste mejl" in page


async def test_the_pages_that_the_inbox_opens_lead_back_to_it_and_end_with_it(site: Site) -> None:
    await site.house.report()
    first = inbox(site, site.house.coordinator)
    report = link_in(site, await site.page(first), "rapport")
    with time_machine.travel(NOW + timedelta(days=29)):
        again = link_in(site, await site.page(report), "inkorg")
        report = link_in(site, await site.page(again), "rapport")
    with time_machine.travel(NOW + timedelta(days=31)):
        for ended in (first, again, report):
            await site.page(ended, 410)


async def test_what_its_reporter_took_back_is_not_listed(site: Site) -> None:
    report = await site.house.report()
    async with site.house.database.begin(site.house.forbund_id) as session:
        await withdraw_report(session, site.house.reporter, stored_id(report), "w1", NOW)

    assert report.number not in await site.page(f"{inbox(site, site.house.coordinator)}?visa=aterkallad")


async def test_under_the_list_a_line_leads_to_what_gathers_the_chosen(site: Site) -> None:
    path = inbox(site, site.house.coordinator)
    assert 'class="chosen"' not in await site.page(path)
    for number in range(9):
        await site.house.report(f"k{number}")
    page = await site.page(path)
    assert re.search(r'</ul>\s*<p class="chosen"><span>valda</span> <a href="#gather">Lägg i en fråga</a></p>', page)
    assert page.index('class="chosen"') < page.index('id="gather"'), "where its link goes"
