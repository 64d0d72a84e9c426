"""Reporting on the web: one text, the filled-in form, the guard, the receipt."""

import re

import pytest
from sqlalchemy import text as sql
from sqlmodel import select
from structlog.testing import capture_logs

from backend.database import stored_id
from models import OutboxMessage, ReportParty
from models.enums import Consequence, NoticeKind, PartyCode, Slag, Source
from tests.backend.web.conftest import Site, SureOfAbsence
from tests.backend.web.reporter import LONG, Reporter, signed_in

PERSON = "Ring Anna Andersson på 070-174 06 05, personnummer 850709-9805"


@pytest.fixture
async def anna(site: Site) -> Reporter:
    return await signed_in(site)


def chosen(page: str, name: str) -> str:
    """The value that a list of the page stands at."""
    listed = re.search(rf'<select id="{name}".*?</select>', page, re.DOTALL)
    assert listed
    found = re.search(r'<option value="([^"]*)" selected', listed[0])
    return found[1] if found else ""


async def test_the_text_comes_back_as_the_form_filled_in(anna: Reporter) -> None:
    page = await anna.tell()

    assert anna.status == 200
    assert "Stämmer det här?" in page
    assert LONG in page
    assert chosen(page, "category") == "NARVARO"
    assert chosen(page, "kommun") == str(anna.site.house.tranas)
    assert 'value="FK" checked' in page
    assert 'type="date" max="2026-03-12" value="2026-03-10"' in page
    first = page.index('<optgroup label="Förslag">')
    assert first < page.index('value="NARVARO"') < page.index('value="KONTAKT"') < page.index('value="SEKRETESS"')
    assert page.count('value="NARVARO"') == 1
    assert "Föreslaget för att du skrev ”kom inte”." in page
    assert await anna.reports() == [], "nothing is stored before it is sent"


@pytest.mark.parametrize("text", ["Anna Karlsson", "850709-9805", "Anna Andersson 070-174 06 05"])
async def test_a_name_or_a_number_alone_gets_advice_and_no_form(anna: Reporter, text: str) -> None:
    page = await anna.tell(text)
    assert anna.status == 422
    assert "vad som hände mellan organisationerna" in page
    assert 'name="category"' not in page
    assert text in page, "what was written stands to be gone on from"


async def test_the_same_words_once_more_are_asked_about(anna: Reporter) -> None:
    await anna.tell()
    await anna.send()
    await anna.tell()
    page = await anna.send()
    assert "Är det här samma händelse som SB-2026-0001?" in page
    assert f'href="/mina/{stored_id((await anna.reports())[0])}"' in page
    assert len(await anna.reports()) == 1
    await anna.send(another=str(stored_id((await anna.reports())[0])))
    assert len(await anna.reports()) == 2


async def test_what_is_sent_is_stored_and_its_receipt_says_who_and_when(anna: Reporter) -> None:
    await anna.tell()
    page = await anna.send(
        parties="KOMMUN", recurring="ja", spoken="nej", consequence="vantan", suggestion="Ring dagen innan.", slag="behov"
    )

    [report] = await anna.reports()
    assert anna.path == f"/mina/{report.id}?kvitto=1"
    assert f"Tack! {report.number} är mottagen" in page
    assert "samverkanskoordinatorn" in page
    assert "26 mars 2026" in page, "ten working days"
    assert "Andra ser bara vilken organisation" in page
    person = await anna.person()
    assert person is not None
    assert (report.reporter_id, report.reporting_party, report.source) == (person.id, PartyCode.FK, Source.WEBB)
    assert (report.text, report.suggestion, report.slag) == (LONG, "Ring dagen innan.", Slag.BEHOV)
    assert (report.recurring, report.spoken_with_party, report.consequence) == (True, False, Consequence.VANTAN)
    assert [c["code"] for c in report.proposed] == ["NARVARO", "KONTAKT", "OVRIGT"]
    assert [report.text[start:end] for start, end in report.proposed[0]["because"]] == ["kom inte"]
    assert report.model_version == "0123456789abcdef"
    async with anna.site.house.database.read(anna.site.house.forbund_id) as session:
        assert [row.party for row in await session.exec(select(ReportParty))] == [PartyCode.KOMMUN]
        kinds = {message.kind for message in await session.exec(select(OutboxMessage))}
    assert NoticeKind.REPORT_RECEIVED in kinds


async def test_sending_twice_makes_one_report(anna: Reporter) -> None:
    await anna.tell()
    form = anna.filled()
    first = await anna.post("/rapportera/skicka", form)
    second = await anna.post("/rapportera/skicka", form)

    assert first.split("kicker")[1].split("</p>")[0] == second.split("kicker")[1].split("</p>")[0]
    assert len(await anna.reports()) == 1


async def test_an_empty_text_is_asked_for(anna: Reporter) -> None:
    assert "Skriv vad som hände." in await anna.tell("  \n ")
    assert anna.status == 422


async def test_everything_wrong_is_told_beside_its_field_and_everything_written_is_kept(anna: Reporter) -> None:
    await anna.tell()
    page = await anna.send(
        text="Kallelsen kom för sent <b>& fel</b> 🙂", category="", kommun="9999", parties="", event_date="2026-03-13",
        suggestion="Ring i tid", recurring="ja", spoken="ja",
    )  # fmt: skip

    assert anna.status == 422
    for name in ("category", "kommun", "parties", "event_date"):
        assert f'<a href="#{name}">' in page
        assert f'id="{name}-wrong"' in page
    assert "Kallelsen kom för sent &lt;b&gt;&amp; fel&lt;/b&gt; 🙂" in page
    assert "Ring i tid" in page
    assert 'value="2026-03-13"' in page
    assert 'name="recurring" value="ja" checked' in page
    assert 'name="spoken" value="ja" checked' in page
    assert await anna.reports() == []


@pytest.mark.parametrize("written", ["x" * 30_000, "‮مرحبا", "\x00\x01", "2026-99-99", "[länk](javascript:alert(1))"])
async def test_any_input_gets_a_clear_answer(anna: Reporter, written: str) -> None:
    await anna.tell(written)
    assert anna.status in (200, 422)
    if 'name="proposed"' not in anna.page:
        await anna.tell()
    days = ("event_date", "event_until")
    for name in ("text", "category", "kommun", "parties", *days, "slag", "recurring", "consequence", "proposed", "model"):
        await anna.send(**{name: written})
        assert anna.status in (200, 422), name
        if anna.status == 200:
            await anna.tell()


async def test_what_is_too_long_comes_whole_is_kept_whole_and_is_told_by_how_much(anna: Reporter) -> None:
    await anna.tell("x" * 30_000)
    assert ("30000 tecken lång, 26000 för mycket" in anna.page, "x" * 30_000 in anna.page) == (True, True)
    assert 'href="#text"' in anna.page
    await anna.tell()
    await anna.send(suggestion="y" * 5_000)
    assert ("5000 tecken lång, 4500 för mycket" in anna.page, "y" * 5_000 in anna.page) == (True, True)
    assert 'href="#suggestion"' in anna.page
    assert await anna.reports() == []


async def test_a_text_with_a_number_that_is_too_long_stays_as_typed(anna: Reporter) -> None:
    await anna.tell()
    written = "Ring 070-174 06 05 " + "x" * 30_000
    await anna.send(text=written)
    assert (anna.status, "30019 tecken lång, 26019 för mycket" in anna.page, written in anna.page) == (422, True, True)
    await anna.send(text="FK kom inte", suggestion=written)
    assert (anna.status, "30019 tecken lång" in anna.page, written in anna.page) == (422, True, True)
    assert await anna.reports() == []


async def test_what_a_form_says_of_its_model_is_stored_only_when_it_can_be_one(anna: Reporter) -> None:
    await anna.sign_in()
    await anna.tell()
    await anna.send(model="anna-ek-850709-9805")
    [report] = await anna.reports()
    assert report.model_version == ""


async def test_what_the_guard_finds_is_marked_and_nothing_of_it_is_kept(anna: Reporter) -> None:
    with capture_logs() as logs:
        page = await anna.tell(PERSON)
        assert anna.status == 422
        assert "<mark>850709-9805</mark>" in page
        assert "(personnummer)" in page
        page = await anna.send(text=PERSON, suggestion="Mejla anna.andersson@home.example")
        assert anna.status == 422
        assert page.count('class="found"') == 2, "each field has its own"
        assert "<mark>anna.andersson@home.example</mark>" in page

    assert await anna.reports() == []
    assert "850709" not in anna.path + str(logs)
    async with anna.site.house.database.engine.begin() as connection:
        tables = (await connection.execute(sql("SELECT name FROM sqlite_master WHERE type = 'table'"))).scalars().all()
        for table in tables:
            rows = (await connection.execute(sql(f'SELECT * FROM "{table}"'))).all()  # noqa: S608  # names of our own tables
            assert "850709" not in str(rows)
            assert "anna.andersson" not in str(rows)


def box(page: str, name: str = "text") -> str:
    """What stands in a field for words."""
    found = re.search(rf'<textarea id="{name}"[^>]*>\n(.*?)</textarea>', page, re.DOTALL)
    assert found
    return found[1]


NAMED = "FK kom inte på mötet i Tranås i tisdags, så vi på kommunen väntade på Maria i en timme"


async def test_a_likely_name_comes_back_taken_out_and_the_next_press_sends(anna: Reporter) -> None:
    page = await anna.tell()
    page = await anna.send(text=NAMED)
    assert "Vi tog bort det som kan peka ut en person: namn." in page
    assert "allmän handling" in page
    assert not re.search(r'class="notice bad"|<title>Fel', page), "nothing is wrong with it as it stands"
    assert box(page) == NAMED.replace("Maria", "[namn]")
    assert await anna.reports() == []
    await anna.send(text=box(page), asked=anna.hidden("asked"))
    [report] = await anna.reports()
    assert report.text == NAMED.replace("Maria", "[namn]")


async def test_a_word_that_is_no_person_is_put_back_where_it_stood_and_sent(anna: Reporter) -> None:
    await anna.tell(NAMED)
    assert 'name="cleared_word" value="Maria">' in anna.page
    await anna.send(text=box(anna.page), asked=anna.hidden("asked"), cleared_word="Maria")
    [report] = await anna.reports()
    assert report.text == NAMED


async def test_what_was_taken_out_is_told_beside_what_else_is_wrong_and_may_still_be_answered(anna: Reporter) -> None:
    await anna.tell()
    page = await anna.send(text=NAMED, kommun="")
    assert ("Vi tog bort det som kan peka ut en person: namn." in page, 'id="kommun-wrong"' in page) == (True, True)
    masked, asked = box(page), anna.hidden("asked")
    page = await anna.send(text=masked, asked=asked, cleared_word="Maria", kommun="")
    assert box(page) == NAMED
    assert 'name="cleared_word" value="Maria" checked>' in page, "and may be unticked"
    page = await anna.send(text=NAMED, asked=asked)
    assert box(page) == masked
    assert await anna.reports() == []


async def test_the_receipt_says_in_which_kommun_the_receiver_is(anna: Reporter) -> None:
    await anna.tell()
    await anna.send()
    assert "<dt>Hos</dt><dd>samverkanskoordinatorn i Tranås</dd>" in anna.page


async def test_two_names_are_put_back_each_in_its_own_place(anna: Reporter) -> None:
    text = f"{NAMED}. Fatima fick vänta."
    await anna.tell(text)
    masked = box(anna.page)
    assert ("[namn 1]" in masked, "[namn 2]" in masked) == (True, True)
    both = re.findall(r'name="asked" value="([^"]*)"', anna.page)
    fields = [*anna.filled(text=masked, cleared_word="Fatima"), *(("asked", one) for one in both)]
    await anna.post("/rapportera/skicka", fields)
    [report] = await anna.reports()
    assert report.text == text.replace("Maria", "[namn 1]")


async def test_the_first_look_says_why_the_category_is_proposed_and_where_the_kind_is_though_a_name_was_taken_out(
    anna: Reporter,
) -> None:
    page = await anna.tell(NAMED)
    assert (box(page), anna.hidden("why") != "") == (NAMED.replace("Maria", "[namn]"), True)
    assert 'id="category-hint"' in page
    assert "Slag: Något fungerade inte (brist). Ändras under Berätta mer." in page
    page = await anna.send(text=box(page), asked=anna.hidden("asked"), parties="")
    assert 'id="category-hint"' in page, "and goes on saying it"


@pytest.mark.parametrize("forged", ["850709-9805", "[personnummer] 850709-9805", "[namn] 850709-9805", "[namn] ", "] x"])
async def test_a_forged_answer_clears_nothing_that_is_certain(anna: Reporter, forged: str) -> None:
    await anna.tell()
    page = await anna.send(text=f"{PERSON}. FK ringde [namn]", asked=forged, cleared_word="850709-9805")
    assert "<mark>850709-9805</mark>" in page
    assert "850709" not in box(page)
    assert await anna.reports() == []


async def test_what_is_no_brist_is_shown_the_right_door_and_may_be_sent_all_the_same(
    anna: Reporter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(SureOfAbsence, "slag", Slag.EJ_BRIST)
    assert "it-stöd" in await anna.tell("Jag kommer inte in i systemet, lösenordet är fel")
    assert "minst två organisationer" in await anna.tell("Vi hade fint väder på utflykten")
    await anna.send()
    assert len(await anna.reports()) == 1


async def test_a_kommun_outside_the_forbund_is_told_and_none_is_put_in_its_place(anna: Reporter) -> None:
    await anna.tell()
    await anna.send()
    page = await anna.tell("FK kom inte på mötet i Kiruna i tisdags")

    assert "Kiruna ingår inte i förbundet" in page
    assert chosen(page, "kommun") == ""


async def test_the_kommun_of_the_last_report_is_proposed(anna: Reporter) -> None:
    await anna.tell()
    await anna.send(kommun=str(anna.site.house.eksjo))
    page = await anna.tell("FK svarar inte")
    assert chosen(page, "kommun") == str(anna.site.house.eksjo)
    assert "Kommun (förslag, kontrollera)" in page, "as on the card"
    assert "Kommun (förslag, kontrollera)" in await anna.send(text="", kommun=str(anna.site.house.eksjo))
    assert "Kommun (förslag, kontrollera)" not in await anna.send(text="", kommun=str(anna.site.house.tranas)), "it is chosen"


@pytest.mark.parametrize("token", ["", "x"])
async def test_a_form_that_no_page_of_ours_drew_is_refused(anna: Reporter, token: str) -> None:
    await anna.tell()
    for path in ("/rapportera", "/rapportera/skicka"):
        page = await anna.post(path, anna.filled(token=token))
        assert anna.status == 403
        assert "kom inte från en sida" in page
        anna.page = await anna.tell()
    assert await anna.reports() == []


async def test_a_form_that_another_site_sends_is_refused(anna: Reporter) -> None:
    await anna.tell()
    await anna.post("/rapportera/skicka", anna.filled(), **{"Sec-Fetch-Site": "cross-site"})
    assert anna.status == 403
    assert await anna.reports() == []


async def test_the_key_of_another_s_report_does_no_harm(anna: Reporter) -> None:
    key = "a" * 32
    await anna.site.house.report(key=key)
    await anna.tell()
    await anna.send(key=key)
    assert "hör till någon annan" in anna.page
    assert LONG in anna.page

    await anna.post("/rapportera/skicka", anna.filled())
    assert len(await anna.reports()) == 2, "the page has got a key of its own"


async def test_a_page_needs_no_script_and_every_field_has_its_label(anna: Reporter) -> None:
    for page in (await anna.get("/rapportera"), await anna.tell(), await anna.send() and await anna.get("/mina"), anna.page):
        assert "<script" not in page
        assert " on" not in "".join(re.findall(r"<[^>]+ on\w+=", page))
        fields = re.findall(r'<(?:input|select|textarea) id="(\w+)"', page)
        assert set(fields) <= set(re.findall(r'<label for="(\w+)"', page))
