"""Asking for a samverkansmöte on the web, by staff whose organisation doesn't allow the bot."""

import re
from typing import Any

import pytest
from sqlmodel import select

from backend.meetings.request import LONGEST_REFERENCE, LONGEST_WORDS
from models import Meeting, MeetingParty, OutboxMessage
from models.enums import Consent, MeetingStatus, NoticeKind, PartyCode
from tests.backend.web.conftest import Site
from tests.backend.web.reporter import Reporter, known, signed_in

WHO = {"form": "flerpartssamtal", "parties": "VARD", "individual": "ja", "consent": "ja", "own_party": ""}
WHY = {
    "purpose": "Enas om vem som gör vad efter utskrivningen.",
    "wanted_outcome": "En gemensam plan.",
    "who_decides": "Enhetschef på AME",
    "window_start": "2026-03-16",
    "window_end": "2026-03-27",
    "reference": "ärende A",
}
PAGE = "/samverkansmote"
FIRST, SECOND = "1\N{NO-BREAK SPACE}av\N{NO-BREAK SPACE}2", "2\N{NO-BREAK SPACE}av\N{NO-BREAK SPACE}2"


async def ask(anna: Reporter, step: int, **changes: Any) -> str:
    """Send a step as the page would, with some fields changed."""
    fields = {"token": anna.hidden("token"), "key": anna.hidden("key"), "step": str(step), "report": anna.hidden("report"),
              "kommun": str(anna.site.house.tranas), **WHO, **WHY, **changes}  # fmt: skip
    sent = [(name, one) for name, value in fields.items() for one in (value if isinstance(value, list) else [value])]
    return await anna.post(PAGE, sent)


async def asked(site: Site, **changes: Any) -> Reporter:
    anna = await signed_in(site)
    await anna.get(PAGE)
    await ask(anna, 1)
    await ask(anna, 2, **changes)
    return anna


async def meetings(site: Site) -> list[Meeting]:
    async with site.house.database.read_every_forbund() as session:
        return list(await session.exec(select(Meeting)))


def seen(page: str) -> list[str]:
    """Return the names of what a page asks; boxes and dots of one name are one question."""
    form = page.split('<form method="post" action="/samverkansmote"')[1]
    return list(dict.fromkeys(re.findall(r'<(?:input(?! type="hidden")|select|textarea)[^>]* name="(\w+)"', form)))


async def test_a_meeting_is_asked_for_in_two_steps_of_six_questions_at_most(site: Site) -> None:
    anna = await signed_in(site)
    await anna.get(PAGE)
    assert seen(anna.page) == ["form", "kommun", "parties", "individual", "consent"]
    await ask(anna, 1)
    assert seen(anna.page) == ["purpose", "wanted_outcome", "who_decides", "window_start", "window_end", "reference"]
    assert not await meetings(site)
    await ask(anna, 2)

    [meeting] = await meetings(site)
    assert (meeting.number, meeting.status, meeting.kommun_id) == ("SM-2026-0001", MeetingStatus.BEGART, site.house.tranas)
    assert (meeting.purpose, meeting.reference, meeting.calling_party) == (WHY["purpose"], "ärende A", PartyCode.FK)
    async with site.house.database.read_every_forbund() as session:
        assert [row.party for row in await session.exec(select(MeetingParty))] == [PartyCode.VARD]
        told = [message.kind for message in await session.exec(select(OutboxMessage))]
    assert NoticeKind.MEETING_REQUESTED in told
    assert anna.path.startswith("/mote/")
    assert "Du får ett mejl när mötet är bokat" in anna.page, "she has no Teams"
    assert "<dt>Begärt av</dt>" in anna.page
    menu = [f'href="{page}"' in anna.page for page in ("/rapportera", "/samverkansmote", "/mina")]
    assert [*menu, 'action="/logga-ut"' in anna.page] == [True] * 4
    assert "Begäran är skickad." in anna.page
    assert "Ta tillbaka begäran" in anna.page


@pytest.mark.parametrize("kommun", ["abc", "9" * 20, "-1", "999999", ""])
async def test_a_kommun_that_is_none_is_asked_for_again(site: Site, kommun: str) -> None:
    anna = await asked(site, kommun=kommun)

    assert not await meetings(site)
    assert anna.status == 422
    assert WHY["purpose"] in anna.page


async def test_the_form_sent_twice_is_one_meeting(site: Site) -> None:
    anna = await signed_in(site)
    await anna.get(PAGE)
    await ask(anna, 1)
    token, key = anna.hidden("token"), anna.hidden("key")
    for _ in range(2):
        await anna.post(
            PAGE, {"token": token, "key": key, "step": "2", "report": "", "kommun": str(site.house.tranas), **WHO, **WHY}
        )
    assert len(await meetings(site)) == 1


async def test_it_is_among_ones_own_and_is_taken_back_from_there(site: Site) -> None:
    anna = await asked(site)
    await anna.get("/mina")
    assert "Flerpartssamtal" in anna.page
    [url] = re.findall(r'href="(?:http://[^/]+)?(/mote/[^"]+)">SM-2026-0001', anna.page)
    await anna.get(url)
    assert 'href="/mina"' in anna.page
    await anna.post(url, {"do": "take_back", "key": anna.hidden("key")})
    [meeting] = await meetings(site)
    assert meeting.status is MeetingStatus.INSTALLT
    await anna.get("/mina?visa=avslutade")
    assert "SM-2026-0001" in anna.page


async def test_what_is_missing_is_told_in_its_own_step_with_everything_kept(site: Site) -> None:
    anna = await signed_in(site)
    await anna.get(PAGE)
    await ask(anna, 1, individual="", consent="", parties="FK")
    assert anna.status == 422
    assert "Svara om individen deltar." in anna.page
    assert "Bjud in minst en part till utöver din egen." in anna.page
    assert FIRST in anna.page
    await ask(anna, 1)
    await ask(anna, 2, who_decides=" ", window_end="2026-03-01")
    assert "Skriv vem som måste kunna besluta." in anna.page
    assert "Sista dagen kan inte ligga före första dagen." in anna.page
    assert WHY["purpose"] in anna.page
    await ask(anna, 2, parties="FK")
    assert FIRST in anna.page, "what was forged or changed meanwhile is mended where it was chosen"
    assert not await meetings(site)


async def test_one_can_go_back_and_nothing_written_is_lost(site: Site) -> None:
    anna = await signed_in(site)
    await anna.get(PAGE)
    await ask(anna, 1)
    await ask(anna, 2, back="1", purpose="Ett syfte")
    assert FIRST in anna.page
    assert anna.hidden("purpose") == "Ett syfte"
    assert 'value="VARD" checked' in anna.page


async def test_what_fk_has_said_of_meetings_without_the_individual_is_told_before_it_is_sent(site: Site) -> None:
    anna = await signed_in(site)
    await anna.get(PAGE)
    await ask(anna, 1, parties=["FK", "VARD"], individual="nej")
    assert "Försäkringskassan deltar bara när individen själv är med." in anna.page
    assert SECOND in anna.page


async def test_what_the_guard_asks_takes_the_place_of_one_question_whose_answer_is_kept(site: Site) -> None:
    anna = await signed_in(site)
    await anna.get(PAGE)
    await ask(anna, 1)
    await ask(anna, 2, purpose="Kerstin Exempelsson kom inte till mötet")
    assert set(seen(anna.page)) == {"purpose", "cleared_word", "wanted_outcome", "who_decides", "window_start", "window_end"}
    assert anna.hidden("reference") == WHY["reference"]
    await ask(anna, 2, reference="Kerstin Exempelsson")
    assert "who_decides" not in seen(anna.page)
    assert anna.hidden("who_decides") == WHY["who_decides"]


async def test_the_guard_marks_every_field_and_what_comes_back_is_sent_as_it_stands(site: Site) -> None:
    anna = await signed_in(site)
    await anna.get(PAGE)
    await ask(anna, 1)
    await ask(anna, 2, purpose="Ring Kerstin Exempelsson på 070-174 06 05", reference="850709-9805")
    assert anna.page.count('class="found"') == 2
    assert not await meetings(site)
    assert "Ring [namn] på [telefon]</textarea>" in anna.page
    await ask(anna, 2, purpose="Ring [namn] på [telefon]", reference="[personnummer]", asked="[namn] Kerstin Exempelsson")
    [meeting] = await meetings(site)
    assert (meeting.purpose, meeting.reference) == ("Ring [namn] på [telefon]", "[personnummer]")


@pytest.mark.parametrize(
    ("name", "room"), [("purpose", LONGEST_WORDS), ("who_decides", LONGEST_WORDS), ("reference", LONGEST_REFERENCE)]
)
async def test_what_the_guard_put_in_does_not_make_a_field_too_long(site: Site, name: str, room: int) -> None:
    mark = "[ärendenummer]"
    await asked(site, **{name: f"{mark} {'a b ' * room}"[: room + len(mark) - 1].strip()})
    assert len(await meetings(site)) == 1


async def test_what_is_too_long_is_told_by_how_much(site: Site) -> None:
    anna = await asked(site, reference="a b " * 20)
    assert anna.status == 422
    assert not await meetings(site)


async def test_a_meeting_about_a_report_knows_its_kommun_and_parties(site: Site) -> None:
    anna = await signed_in(site)
    await anna.tell()
    await anna.send()
    [report] = await anna.reports()
    assert f'href="/samverkansmote?rapport={report.id}"' in anna.page
    await anna.get(f"/samverkansmote?rapport={report.id}")
    assert "Gå igenom det som brast" in anna.hidden("purpose")
    assert 'value="KOMMUN" checked' in anna.page
    assert f"Gäller rapport: {report.number}" in anna.page
    await ask(anna, 1)
    assert f"Gäller rapport: {report.number}" in anna.page
    await ask(anna, 2)
    [meeting] = await meetings(site)
    assert meeting.report_id == report.id
    assert re.search(rf"Gäller rapport</dt><dd>{report.number}", anna.page), "also where the request is read"


async def test_anothers_report_is_refused(site: Site) -> None:
    report = await site.house.report()
    anna = await signed_in(site)
    await anna.get(f"/samverkansmote?rapport={report.id}")
    assert anna.status == 403
    await anna.get(PAGE)
    await ask(anna, 1)
    await ask(anna, 2, report=str(report.id))
    assert not await meetings(site)


async def test_whoever_is_signed_out_is_led_there_after_signing_in(site: Site) -> None:
    anna = await known(site)
    await anna.get(PAGE)
    assert "Logga in för att begära ett samverkansmöte" in anna.page
    await anna.sign_in()
    assert anna.path == PAGE


async def test_another_sites_form_asks_for_nothing(site: Site) -> None:
    anna = await signed_in(site)
    await anna.get(PAGE)
    await anna.post(
        PAGE, {"token": "x", "key": "a" * 32, "step": "2", "report": "", "kommun": str(site.house.tranas), **WHO, **WHY}
    )
    assert anna.status == 403
    assert not await meetings(site)


async def test_a_meeting_that_was_called_off_can_be_asked_for_anew_as_it_was(site: Site) -> None:
    anna = await asked(site)
    [meeting] = await meetings(site)
    page = anna.path.split("?")[0]
    assert "Begär nytt möte" not in await anna.get(page)
    async with site.house.database.begin_for_every_forbund() as session:
        (await session.get_one(Meeting, meeting.id)).status = MeetingStatus.INSTALLT
    assert f'href="{PAGE}?mote={meeting.id}"' in await anna.get(page)
    first = await anna.get(f"{PAGE}?mote={meeting.id}")
    assert '<option value="flerpartssamtal" selected' in first
    assert f'name="purpose" value="{WHY["purpose"]}"' in first
    await ask(anna, 1)
    await ask(anna, 2)
    assert len(await meetings(site)) == 2


async def test_nobody_elses_meeting_is_asked_for_anew(site: Site) -> None:
    anna = await asked(site)
    [meeting] = await meetings(site)
    async with site.house.database.begin_for_every_forbund() as session:
        (await session.get_one(Meeting, meeting.id)).caller_id = site.house.reporter.id
    assert WHY["purpose"] not in await anna.get(f"{PAGE}?mote={meeting.id}")
    assert anna.status == 403


async def test_a_meeting_between_units_is_asked_of_an_individual_like_all_and_what_contradicts_it_is_told(site: Site) -> None:
    anna = await signed_in(site)
    await anna.get(PAGE)
    await ask(anna, 1, form="verksamheter", individual="", consent="")
    assert ("Svara om individen deltar." in anna.page, FIRST in anna.page) == (True, True)
    contradicting = {"form": "verksamheter", "individual": "ja", "consent": "ja"}
    for step in (1, 2):
        await ask(anna, step, **contradicting)
        assert anna.page.count("Ett möte mellan verksamheter handlar inte om någon individ.") >= 2, "beside each"
        assert (FIRST in anna.page, await meetings(site)) == (True, [])
    assert anna.hidden("purpose") == WHY["purpose"], "nothing is lost"
    of_nobody = {"form": "verksamheter", "individual": "nej", "consent": "ej_aktuellt"}
    await ask(anna, 1, **of_nobody)
    await ask(anna, 2, **of_nobody)
    [meeting] = await meetings(site)
    assert (meeting.individual_takes_part, meeting.consent) == (False, Consent.EJ_AKTUELLT)
