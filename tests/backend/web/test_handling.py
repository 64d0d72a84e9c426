"""The page of a report: a coordinator without Teams can do all of it, and what is wrong is told beside its field."""

import re
from uuid import uuid4

import pytest
from sqlmodel import select

from backend.categories.proposal import Candidate
from backend.database import stored_id
from models import OutboxMessage, Person, Report, ReportComment
from models.enums import CommentKind, ReportStatus
from tests.backend.web.conftest import Site
from tests.house import TEXT

KEY = "0123456789abcdef0123456789abcdef"


async def case(site: Site, viewer: Person | None = None, **changes: object) -> str:
    report = await site.house.report(**changes)  # type: ignore[arg-type]  # passed on
    return site.path("report", stored_id(report), stored_id(viewer or site.house.coordinator))


async def post(site: Site, path: str, status: int, /, **values: str) -> str:
    drawn = {
        "category": "NARVARO", "secondary": "ingen", "status": "mottagen", "slag": "brist", "kommun": str(site.house.tranas),
        "parties": "FK", "recurring": "ingen", "paverkbar": "ingen", "niva": "ingen", "internal": "nej",
    }  # fmt: skip
    seen = {f"{name}_seen": value for name, value in drawn.items()}
    form = {"key": KEY, "answer": "", "said": "answer", **drawn, **seen, **values}
    found, _, page = await site.send(path, form)
    assert found == status
    return page


async def stored(site: Site) -> tuple[Report, list[ReportComment]]:
    async with site.house.database.read(site.house.forbund_id) as session:
        return (await session.exec(select(Report))).one(), list((await session.exec(select(ReportComment))).all())


async def send(site: Site, path: str, status: int, values: dict[str, str | list[str]]) -> str:
    """Send a form that is none of the report's own."""
    found, where, page = await site.send(path, {"key": uuid4().hex, **values})
    assert found == status
    return where or page


async def test_what_else_was_proposed_is_offered_first_as_its_cause(site: Site) -> None:
    proposed = [Candidate("KONTAKT", 0.5), Candidate("NARVARO", 0.3), Candidate("RESURSER", 0.1)]
    page = await site.page(await case(site, proposed=proposed))

    causes = page.partition('name="secondary"')[2].partition("</select>")[0]
    likely = causes.partition('<optgroup label="Förslag">')[2].partition("</optgroup>")[0]
    assert re.findall(r'value="(\w+)"', likely) == ["KONTAKT", "RESURSER"], "without the category that the reporter chose"
    assert causes.count('value="RESURSER"') == 1
    assert '<option value="ingen" selected>' in causes, "none is chosen beforehand"


async def test_the_one_who_sorts_sees_what_was_proposed_how_likely_and_by_which_words(site: Site) -> None:
    proposed = [Candidate("KONTAKT", 0.5), Candidate("NARVARO", 0.3)]
    url = await case(site, text=TEXT, proposed=proposed, because=["inte hört av sig", "står <inte> där"])
    assert (
        "Förslaget var ”Kontaktvägar och återkoppling” (50 % troligt), för att det står ”inte hört av sig”."
        in await site.page(url)
    )


async def test_a_proposal_without_words_says_so_and_none_at_all_says_nothing(site: Site) -> None:
    assert "(99 % troligt). Inga ord är utpekade" in await site.page(await case(site, proposed=[Candidate("KONTAKT", 1.0)]))
    assert "Förslaget var" not in await site.page(await case(site, key="k2", proposed=[]))


async def test_the_coordinator_sees_the_case_with_its_form(site: Site) -> None:
    page = await site.page(await case(site))

    assert TEXT in page
    assert "Hanna Exempel, Kommunen" in page
    assert "Försäkringskassan" in page
    assert "26 mars 2026" in page
    assert '<option value="NARVARO" selected>' in page
    assert 'value="aterkallad"' not in page
    assert re.search(r'name="key" value="[0-9a-f]{32}"', page)
    assert 'name="category_seen" value="NARVARO"' in page
    assert 'name="status_seen" value="mottagen"' in page


async def test_one_submit_saves_all_of_it_and_shows_the_case_again(site: Site) -> None:
    path = await case(site)
    await post(site, path, 303, category="KONTAKT", status="hos_part", answer="Jag ringer FK i dag.")

    report, [answer] = await stored(site)
    assert (report.category, report.status, answer.text) == ("KONTAKT", ReportStatus.HOS_PART, "Jag ringer FK i dag.")
    page = await site.page(f"{path}?saved={KEY}")
    assert "Sparat. Den som rapporterade får svaret och den nya statusen i Teams" in page
    assert "Jag ringer FK i dag." in page


async def test_sending_the_same_form_again_does_nothing_more(site: Site) -> None:
    path = await case(site)
    for _ in range(2):
        await post(site, path, 303, status="sorterad", answer="Tack.")

    _, answers = await stored(site)
    assert len(answers) == 1


async def test_a_form_that_lay_open_reverts_nothing_that_a_colleague_did_meanwhile(site: Site) -> None:
    path = await case(site)
    await post(site, path, 303, category="KONTAKT", status="sorterad")
    await post(site, path, 303, key="f" * 32, answer="Tack.")
    report, _ = await stored(site)
    assert (report.category, report.status) == ("KONTAKT", ReportStatus.SORTERAD)

    await post(site, path, 303, key="e" * 32, status="lyft")
    report, _ = await stored(site)
    assert (report.category, report.status) == ("KONTAKT", ReportStatus.LYFT)


async def test_a_form_that_comes_back_shows_what_a_colleague_did_meanwhile(site: Site) -> None:
    path = await case(site)
    await post(site, path, 303, category="KONTAKT", status="sorterad")
    page = await post(site, path, 422, key="f" * 32, status="lyft", answer="Ring 070-174 06 05.")

    assert '<option value="KONTAKT" selected>' in page
    assert '<option value="lyft" selected>' in page
    assert 'name="category_seen" value="KONTAKT"' in page
    assert 'name="status_seen" value="sorterad"' in page


async def test_an_end_without_words_comes_back_with_what_to_write_beside_its_field_and_all_that_was_chosen(site: Site) -> None:
    path = await case(site)
    page = await post(site, path, 422, category="KONTAKT", status="avslutad", internal="ja")

    assert "varför rapporten avslutas, eller vad den ledde till" in page.partition('id="answer-wrong"')[2].partition("</p>")[0]
    assert '<option value="KONTAKT" selected>' in page
    assert '<option value="avslutad" selected>' in page
    assert (await stored(site))[0].status is ReportStatus.MOTTAGEN
    await post(site, path, 303, category="KONTAKT", status="avslutad", answer="FK har bokat om mötet.")
    report, [answer] = await stored(site)
    assert (report.status, answer.text) == (ReportStatus.AVSLUTAD, "FK har bokat om mötet.")


async def test_personal_data_is_marked_the_words_are_kept_and_nothing_is_stored(site: Site) -> None:
    path = await case(site)
    page = await post(site, path, 422, category="KONTAKT", status="lyft", answer="Ring <b>070-174 06 05</b> om det.")

    assert "<mark>070-174 06 05</mark>" in page
    assert "(telefonnummer)" in page
    assert "Ring &lt;b&gt;[telefon]&lt;/b&gt; om det.</textarea>" in page
    assert '<option value="KONTAKT" selected>' in page
    assert '<option value="lyft" selected>' in page
    assert f'value="{KEY}"' in page
    assert 'aria-describedby="answer-hint answer-found"' in page
    report, answers = await stored(site)
    assert (report.status, answers) == (ReportStatus.MOTTAGEN, [])


async def test_what_comes_back_is_saved_as_it_stands_by_one_press(site: Site) -> None:
    path = await case(site)
    await post(site, path, 422, status="lyft", answer="Ring 070-174 06 05 om det.")
    await post(site, path, 303, status="lyft", answer="Ring [telefon] om det.")

    _, [answer] = await stored(site)
    assert answer.text == "Ring [telefon] om det."


async def test_an_impossible_step_is_told_beside_its_field(site: Site) -> None:
    path = await case(site)
    page = await post(site, path, 422, status="aterkallad", answer="Mitt svar.")

    assert 'id="status-wrong"' in page
    assert "Mitt svar.</textarea>" in page


async def test_nothing_new_is_told(site: Site) -> None:
    assert "Det finns inget nytt att spara." in await post(site, await case(site), 422)


@pytest.mark.parametrize("values", [{"key": "x"}, {"status": "okänd"}, {"key": "<script>"}])
async def test_what_cannot_be_read_comes_back_with_what_was_written(site: Site, values: dict[str, str]) -> None:
    page = await post(site, await case(site), 422, answer="Vi bokar om.", **values)
    assert "Vi bokar om.</textarea>" in page
    assert (await stored(site))[1] == []


async def test_the_reporter_sees_report_and_answers_but_cannot_handle_it(site: Site) -> None:
    path = await case(site)
    await post(site, path, 303, status="lyft", answer="Jag lyfter det till LSG.")
    own = site.path("report", 1, stored_id(site.house.reporter))
    page = await site.page(own)

    assert "Jag lyfter det till LSG." in page
    assert "Frågan är lyft till en grupp som kan besluta." in page
    assert 'name="status"' not in page
    assert "/inkorg/" not in page
    await post(site, own, 403, key="f" * 32, status="avslutad")


async def test_forbundets_mailbox_handles_by_its_link(site: Site) -> None:
    report = await site.house.report(kommun_id=site.house.eksjo)
    await post(site, site.path("report", stored_id(report), None), 303, answer="Vi tar hand om det.")

    _, [answer] = await stored(site)
    assert answer.author_id is None


async def test_a_forged_link_and_one_for_another_kind_of_page_open_nothing(site: Site) -> None:
    path = await case(site)
    for wrong in (path[:-3], path.replace("/rapport/", "/mote/"), "/rapport/x"):
        assert TEXT not in await site.page(wrong, 410)


async def test_a_link_of_somebody_who_has_left_opens_nothing(site: Site) -> None:
    path = await case(site)
    async with site.house.database.begin(site.house.forbund_id) as session:
        gone = await session.get(Person, site.house.coordinator.id)
        assert gone is not None
        gone.active = False
    await site.page(path, 410)


async def test_the_page_speaks_the_reader_s_language(site: Site) -> None:
    async with site.house.database.begin(site.house.forbund_id) as session:
        reader = await session.get(Person, site.house.coordinator.id)
        assert reader is not None
        reader.locale = "en-GB"
    page = await site.page(await case(site))

    assert '<html lang="en">' in page
    assert "Sort and answer" in page


async def test_what_people_wrote_is_never_markup(site: Site) -> None:
    page = await site.page(await case(site, text='<script>alert(1)</script> & "citat"'))

    assert "<script" not in page
    assert "&lt;script&gt;" in page


async def test_the_reporter_is_told_once_per_submit(site: Site) -> None:
    await post(site, await case(site), 303, status="lyft", answer="Jag lyfter det.")
    async with site.house.database.read(site.house.forbund_id) as session:
        told = (await session.exec(select(OutboxMessage).where(OutboxMessage.person_id == site.house.reporter.id))).all()

    assert len(told) == 1


async def test_a_question_back_is_replied_to_on_the_reporters_page(site: Site) -> None:
    path = await case(site)
    await post(site, path, 303, said="question", answer="Vilken vecka var det?")
    report, [question] = await stored(site)
    assert (question.kind, report.answered_at) == (CommentKind.QUESTION, None)

    own = site.path("report", 1, stored_id(site.house.reporter))
    asked = await site.page(own)
    assert "Du har fått en fråga" in asked
    assert "Du får svar senast" in asked, "a question is no answer"
    assert await send(site, f"{own}/svar", 303, {"reply": "Det var vecka 10."}) == f"{own}?saved=1"

    assert "Tack, det är skickat." in await site.page(f"{own}?saved=1")
    shown = await site.page(path)
    assert "Det var vecka 10." in shown
    assert "Tillägg från den som rapporterade" in shown


async def test_a_reply_passes_the_guard_and_is_the_reporters_alone(site: Site) -> None:
    path = await case(site)
    own = site.path("report", 1, stored_id(site.house.reporter))
    page = await send(site, f"{own}/svar", 422, {"reply": "Ring 070-174 06 05."})
    assert "<mark>070-174 06 05</mark>" in page
    assert f'action="{own}/svar"' in page
    await send(site, f"{path}/svar", 403, {"reply": "Jag är någon annan."})
    assert (await stored(site))[1] == []


async def test_links_in_what_was_said_can_be_pressed_and_lead_to_the_web_alone(site: Site) -> None:
    path = await case(site)
    await post(site, path, 303, answer="Se https://exempel.example/rutin och javascript:alert(1)")
    page = await site.page(path)
    assert '<a href="https://exempel.example/rutin"' in page
    assert 'href="javascript' not in page


async def test_saved_is_what_the_reader_meets_first(site: Site) -> None:
    assert re.search(r'role="status" tabindex="-1" autofocus', await site.page(f"{await case(site)}?saved=1"))


async def test_one_report_is_put_into_a_new_question_from_its_page(site: Site) -> None:
    path = await case(site)
    new = {"issue": "ny", "paverkbar": "lanet"}
    page = await send(site, f"{path}/fraga", 422, {**new, "title": ""})
    assert 'id="title-wrong"' in page
    assert "/fraga/" in await send(site, f"{path}/fraga", 303, {**new, "title": "FK kommer inte"})
    assert "FR-2026-0001" in await site.page(path)


async def test_a_reporter_puts_nothing_into_a_question(site: Site) -> None:
    await case(site)
    own = site.path("report", 1, stored_id(site.house.reporter))
    await send(site, f"{own}/fraga", 403, {"issue": "ny", "title": "FK kommer inte", "paverkbar": "lokalt"})


async def test_what_was_taken_back_meanwhile_is_told_as_it_is_with_nothing_to_mend(site: Site) -> None:
    path = await case(site)
    async with site.house.database.begin(site.house.forbund_id) as session:
        (await session.get_one(Report, 1)).status = ReportStatus.ATERKALLAD
    page = await post(site, path, 422, answer="Tack, vi tar det vidare.")
    assert "Rapporten är återtagen" in page
    assert "Något behöver rättas" not in page
