"""One's own reports on the web: adding to one, taking it back, its answer, the list, and each förbund by itself."""

import re

import pytest
from sqlmodel import select

from backend.categories.taxonomy import Taxonomy
from backend.database import stored_id
from backend.handling.handle import Handling, handle_report
from backend.i18n import Texts
from backend.mail.letters import letter_writers
from models import Forbund, Kommun, OutboxMessage, ReportComment
from models.enums import Channel, CommentKind, NoticeKind, PartyCode, ReportStatus
from tests.backend.web.conftest import Site
from tests.backend.web.reporter import LONG, Reporter, know_domain, signed_in
from tests.house import NOW

PERSON = "Ring Anna Andersson på 070-174 06 05, personnummer 850709-9805"


@pytest.fixture
async def anna(site: Site) -> Reporter:
    return await signed_in(site)


async def test_a_reporter_sees_and_adds_to_what_is_hers_and_takes_it_back(anna: Reporter) -> None:
    await anna.tell()
    await anna.send()
    [report] = await anna.reports()
    assert report.number in await anna.get("/mina")

    await anna.get(f"/mina/{report.id}")
    add = {"token": anna.hidden("token"), "key": "b" * 32}
    page = await anna.post(f"/mina/{report.id}/lagg-till", {**add, "reply": PERSON})
    assert (anna.status, "<mark>850709-9805</mark>" in page) == (422, True)
    for _ in range(2):
        page = await anna.post(f"/mina/{report.id}/lagg-till", {**add, "reply": "Det hände igen i dag."})
    assert "Tack, det är skickat." in page
    async with anna.site.house.database.read(anna.site.house.forbund_id) as session:
        [comment] = (await session.exec(select(ReportComment))).all()
    assert (comment.kind, comment.text) == (CommentKind.REPLY, "Det hände igen i dag.")

    await anna.post(f"/mina/{report.id}/ta-tillbaka", {"token": anna.hidden("token"), "key": "c" * 32})
    [report] = await anna.reports()
    assert report.status is ReportStatus.ATERKALLAD
    assert "Ta tillbaka" not in anna.page


async def test_the_answer_and_the_question_stand_in_her_list(anna: Reporter) -> None:
    await anna.tell()
    await anna.send()
    [report] = await anna.reports()
    async with anna.site.house.database.begin(anna.site.house.forbund_id) as session:
        for number, kind in enumerate((CommentKind.ANSWER, CommentKind.QUESTION)):
            session.add(
                ReportComment(
                    report_id=stored_id(report), idempotency_key=f"k{number}", author_id=anna.site.house.coordinator.id,
                    kind=kind, text=f"Sagt {number}", created_at=NOW,
                )
            )  # fmt: skip
    page = await anna.get("/mina")
    assert "Sagt 0" in page
    assert "Du har fått en fråga" in page
    assert "Sagt 1" in await anna.get(f"/mina/{report.id}")


async def test_she_chooses_whether_to_be_told(anna: Reporter) -> None:
    await anna.sign_in()
    page = await anna.get("/mina")
    assert "Sluta meddela mig" in page
    for told, button in (("nej", "Börja meddela mig igen"), ("ja", "Sluta meddela mig")):
        page = await anna.post("/mina/meddelanden", {"token": anna.hidden("token"), "told": told})
        assert (anna.status, button in page, "Ditt val är sparat." in page) == (200, True, True)
        person = await anna.person()
        assert person is not None and person.told_of_own is (told == "ja")
    await anna.post("/mina/meddelanden", {"token": "another", "told": "nej"})
    assert anna.status == 403


async def test_the_answer_goes_by_mail_with_a_link_to_the_report(anna: Reporter) -> None:
    await anna.tell()
    await anna.send()
    [report] = await anna.reports()
    house = anna.site.house
    handling = Handling(status=ReportStatus.SORTERAD, answer="Vi har ringt FK.")
    async with house.database.begin(house.forbund_id) as session:
        await handle_report(session, house.coordinator, stored_id(report), handling, "e" * 32, NOW)
    async with house.database.read(house.forbund_id) as session:
        answered = select(OutboxMessage).where(OutboxMessage.kind == NoticeKind.REPORT_ANSWERED)
        message = (await session.exec(answered)).one()
        writers = letter_writers(Texts(("backend",)), Taxonomy.load(), anna.site.links, "lexheller@hoglandet.example")
        letter = await writers[message.kind](session, message)

    assert (message.channel, letter.to) == (Channel.MAIL, "anna.exempel@fk.example")
    assert "Vi har ringt FK." in letter.text
    link = re.search(r"/rapport/[\w.-]+", letter.text)
    assert link
    anna.site.client.session.cookie_jar.clear()
    assert report.number in await anna.get(link[0]), "the link opens it without signing in"


async def test_many_reports_are_leafed_through(anna: Reporter) -> None:
    for number in range(11):
        await anna.tell()
        await anna.send(key=f"{number:032x}", text=f"{LONG}, gång {number}")
    assert "Sida 1 av 2" in await anna.get("/mina")
    assert "SB-2026-0001" not in anna.page
    for path in ("/mina?sida=2", "/mina?sida=99999"):
        assert "SB-2026-0001" in await anna.get(path)
    await anna.get("/mina?sida=x")
    assert anna.status == 200


async def test_another_s_report_and_none_at_all_are_told_alike(anna: Reporter) -> None:
    await anna.get("/rapportera")
    token = anna.hidden("token")
    report = await anna.site.house.report()
    pages = [await anna.get(f"/mina/{number}") for number in (report.id, 999)]
    assert pages[0] == pages[1]
    assert anna.status == 404
    for action, values in (("lagg-till", {"reply": "Hej"}), ("ta-tillbaka", {})):
        await anna.post(f"/mina/{report.id}/{action}", {"token": token, "key": "d" * 32, **values})
        assert anna.status == 404
    [report] = await anna.reports()
    assert report.status is ReportStatus.MOTTAGEN


async def test_each_forbund_has_its_own(anna: Reporter) -> None:
    site = anna.site
    async with site.house.database.begin_for_every_forbund() as session:
        other = Forbund(slug="sjoar", name="Sjöar", email="forbundet@sjoar.example")
        session.add(other)
        await session.flush()
        other_id = stored_id(other)
    async with site.house.database.begin(other_id) as session:
        session.add(Kommun(code="1980", name="Sjöstad"))
    await know_domain(site, "af.example", PartyCode.AF, other_id)
    await anna.tell()
    await anna.send()
    [report] = await anna.reports()

    site.client.session.cookie_jar.clear()
    bo = Reporter(site)
    await bo.sign_in("bo.exempel@af.example")
    page = await bo.tell()
    assert "Sjöstad" in page
    assert ">Tranås<" not in page
    await bo.send()
    assert bo.status == 422, "Tranås can't be chosen"
    await bo.get(f"/mina/{report.id}")
    assert bo.status == 404
    assert report.number not in await bo.get("/mina")
