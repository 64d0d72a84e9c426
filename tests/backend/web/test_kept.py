"""What was sent and comes back is seen by GET, in either language; the browser holds the words, which nobody reads there."""

import json
import re
import zlib
from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine

from backend.keys import SETTINGS
from backend.web.kept import LIFE_SECONDS, LONGEST, _seal
from tests.backend.web.conftest import PAGE, Site
from tests.backend.web.reporter import LONG, Reporter, signed_in
from tests.backend.web.test_decisions import path_of
from tests.backend.web.test_handling import case
from tests.held import group_that_met
from tests.house import NOW

PHONE = "Ring 070-174 06 05 om det"
AUTOFOCUS = re.compile(r"<(\w+)[^>]*\bautofocus\b[^>]*>")


@pytest.fixture
async def anna(site: Site) -> Reporter:
    return await signed_in(site)


async def sent(anna: Reporter, path: str, data: Any) -> tuple[int, str]:
    """Send a form; the status and where it leads."""
    async with anna.site.client.post(path, data=data, headers=PAGE, allow_redirects=False) as response:
        return response.status, response.headers.get("Location", "")


async def test_every_step_of_a_report_is_seen_by_get(anna: Reporter) -> None:
    await anna.get("/rapportera")
    first = {"token": anna.hidden("token"), "key": anna.hidden("key")}
    status, where = await sent(anna, "/rapportera", {**first, "text": " "})
    assert (status, where) == (303, f"/rapportera?ifyllt={first['key'][:8]}")
    assert "Skriv vad som hände." in await anna.get(where)

    status, where = await sent(anna, "/rapportera", {**first, "text": LONG})
    assert (status, where.partition("=")[0]) == (303, "/rapportera/skicka?ifyllt")
    for _ in range(2):
        assert LONG in await anna.get(where), "a reload shows it again"
    status, wrong = await sent(anna, "/rapportera/skicka", anna.filled(parties=""))
    assert status == 303
    assert "parties-wrong" in await anna.get(wrong)
    status, receipt = await sent(anna, "/rapportera/skicka", anna.filled())
    assert (status, receipt) == (303, "/mina/1?kvitto=1")
    assert await anna.get(wrong) and anna.path == "/rapportera", "what was sent lies in the browser no more"
    assert len(await anna.reports()) == 1


async def test_a_report_that_was_sent_takes_its_first_words_with_it(anna: Reporter) -> None:
    await anna.get("/rapportera")
    first = {"token": anna.hidden("token"), "key": anna.hidden("key"), "text": LONG}
    _, where = await sent(anna, "/rapportera", {**first, "lang": "en"})
    assert LONG in await anna.get(where)
    await anna.post("/rapportera", first)
    assert len(held(anna)) == 2, "one of the first page, and one of the form"
    names = {cookie.key for cookie in anna.site.client.session.cookie_jar if cookie.key.startswith("ifyllt-")}
    assert len(names) == 2, "a browser sends both to the page below, which must tell them apart"
    await anna.send()
    assert held(anna) == []
    assert LONG not in await anna.get(where)


def held(anna: Reporter) -> list[str]:
    return [cookie["path"] for cookie in anna.site.client.session.cookie_jar if cookie.key.startswith("ifyllt-") and cookie.value]


async def test_the_browser_holds_what_nobody_can_read_and_only_for_its_page_and_session(anna: Reporter) -> None:
    await anna.tell(PHONE)
    jar = [cookie for cookie in anna.site.client.session.cookie_jar if cookie.key.startswith("ifyllt-")]
    [held] = jar
    assert (held["path"], bool(held["httponly"]), held["samesite"]) == ("/rapportera/skicka", True, "Lax")
    assert int(held["max-age"]) == LIFE_SECONDS
    assert PHONE.removeprefix("Ring ") not in held.value

    where = anna.path
    await anna.get("/mina")
    await anna.post("/logga-ut", {"token": anna.hidden("token")})
    await anna.sign_in("bo.exempel@fk.example")
    assert "070-174" not in await anna.get(where)


@pytest.mark.parametrize("change", ["older", "forged", "another page"])
async def test_what_is_old_forged_or_of_another_page_is_not_shown(anna: Reporter, change: str) -> None:
    await anna.tell(PHONE)
    [held] = [cookie for cookie in anna.site.client.session.cookie_jar if cookie.key.startswith("ifyllt-")]
    path, value, seconds = anna.path, held.value, 0
    if change == "older":
        seconds = LIFE_SECONDS + 1
    elif change == "forged":
        value = f"{value[:-4]}AAA="
    else:
        path = path.replace("/rapportera/skicka", "/rapportera")
    session = next(cookie for cookie in anna.site.client.session.cookie_jar if cookie.key == "lexheller")
    anna.site.client.session.cookie_jar.clear()
    cookies = {"lexheller": session.value, held.key: value}
    with time_machine.travel(NOW + timedelta(hours=1, seconds=seconds + 60), tick=True):
        async with anna.site.client.get(path, headers=PAGE, cookies=cookies) as response:
            assert (response.status, "070-174" in await response.text()) == (200, False)


def as_marked_before(form: dict[str, Any]) -> None:
    form["marked"] = {"text": [[5, 18, "telefon"]]}


def without_why(form: dict[str, Any]) -> None:
    del form["values"]["why"]


@pytest.mark.parametrize(("change", "answer"), [(as_marked_before, (200, False)), (without_why, (422, True))])
async def test_what_was_sealed_before_an_upgrade_ends_in_no_error(
    anna: Reporter, change: Callable[[dict[str, Any]], None], answer: tuple[int, bool]
) -> None:
    await anna.tell(PHONE)
    seal = _seal(SimpleNamespace(app={SETTINGS: anna.site.settings}))  # type: ignore[arg-type]  # all that is asked of it
    [held] = [cookie for cookie in anna.site.client.session.cookie_jar if cookie.key.startswith("ifyllt-")]
    path, whose, form = json.loads(zlib.decompress(seal.decrypt(held.value)))
    change(form)
    sealed = seal.encrypt_at_time(
        zlib.compress(json.dumps((path, whose, form)).encode()), seal.extract_timestamp(held.value.encode())
    )
    session = next(cookie for cookie in anna.site.client.session.cookie_jar if cookie.key == "lexheller")
    anna.site.client.session.cookie_jar.clear()
    cookies = {"lexheller": session.value, held.key: sealed.decode()}
    async with anna.site.client.get(anna.path, headers=PAGE, cookies=cookies) as response:
        assert (response.status, "Ring [telefon] om det" in await response.text()) == answer


async def test_what_the_browser_cannot_hold_is_answered_at_once_and_kept_whole(anna: Reporter) -> None:
    words = " ".join(f"{number * 7919:x}" for number in range(LONGEST))
    page = await anna.tell(words)
    assert (anna.status, anna.path) == (422, "/rapportera")
    assert words in page


async def test_the_page_in_the_other_language_keeps_what_was_typed_and_what_was_said_of_it(anna: Reporter) -> None:
    await anna.tell(LONG)
    assert 'name="lang" value="en"' in anna.page
    page = await anna.send(text=LONG, suggestion=PHONE, parties="")
    assert ('id="parties-wrong"' in page, "<mark>070-174 06 05</mark>" in page) == (True, True)
    masked = PHONE.replace("070-174 06 05", "[telefon]")

    page = await anna.post("/rapportera/skicka", [*anna.filled(text=f"{LONG}!", suggestion=masked, parties=""), ("lang", "en")])
    assert '<html lang="en">' in page
    assert f"{LONG}!" in page
    assert "<mark>070-174 06 05</mark>" in page
    assert 'href="#parties"' in page
    assert await anna.reports() == [], "it was sent for its language alone"
    page = await anna.post("/rapportera/skicka", [*anna.filled(suggestion="Nothing", parties=""), ("lang", "sv")])
    assert ('<html lang="sv">' in page, "<mark>" in page, "suggestion-wrong" in page) == (True, False, False)


async def test_the_first_page_and_the_address_keep_what_was_typed_too(anna: Reporter) -> None:
    await anna.get("/rapportera")
    form = {"token": anna.hidden("token"), "key": anna.hidden("key"), "text": "Half a sent"}
    page = await anna.post("/rapportera", {**form, "lang": "en"})
    assert ('<html lang="en">' in page, "Half a sent" in page, "text-wrong" in page, anna.status) == (True, True, False, 200)
    anna.site.client.session.cookie_jar.clear()
    page = await anna.post("/rapportera/lank", {"address": "anna.ex", "lang": "en"})
    assert ('<html lang="en">' in page, 'value="anna.ex"' in page, len(await anna.links())) == (True, True, 1)


async def test_a_page_by_a_link_can_be_read_in_the_other_language_and_keeps_its_answer(site: Site) -> None:
    path = await case(site)
    swedish = await site.page(path)
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', swedish))
    chosen = {name: fields[f"{name}_seen"] for name in ("category", "secondary", "status", "slag", "kommun", "recurring",
                                                       "paverkbar", "niva", "internal")}  # fmt: skip
    form = {**fields, **chosen, "parties": "FK", "answer": "Jag ringer FK", "said": "answer", "lang": "en"}
    status, _, page = await site.send(path, form)
    assert (status, '<html lang="en">' in page, "Jag ringer FK</textarea>" in page) == (200, True, True)
    assert '<html lang="en">' in await site.page(path), "it is remembered"


async def test_a_meeting_s_answers_are_kept_in_the_other_language(site: Site) -> None:
    met = await group_that_met(site.house)
    path = path_of(site, met)
    names = re.findall(r'name="((?:outcome|decision)-\d+)"', await site.page(path))
    form = {"key": "a" * 32, **dict.fromkeys(names, ""), names[1]: "De provar i tre månader", "lang": "en"}
    status, _, page = await site.send(path, form)
    assert (status, "De provar i tre månader</textarea>" in page, '<html lang="en">' in page) == (200, True, True)


@pytest.mark.parametrize("path", ["/nothing", "/rapport/x", "/rapportera", "/rapportera/skickat", "/logga-in/x"])
async def test_every_page_leads_to_the_other_language(site: Site, path: str) -> None:
    async with site.client.get(path, headers=PAGE) as response:
        page = await response.text()
    assert re.search(r'<(a href="\?lang=en"|button form="main" class="plain" name="lang" value="en")[^>]*>In English<', page)
    async with site.client.get(f"{path}?lang=en", headers=PAGE) as response:
        assert '<html lang="en">' in await response.text()


async def test_a_refusal_of_what_was_sent_is_said_in_both_languages(site: Site) -> None:
    async with site.client.post("/rapport/x", data={"key": "x"}, headers=PAGE) as response:
        page = await response.text()
    assert ("Länken" in page, '<section lang="en">' in page) == (True, True)


async def test_the_focus_is_on_what_the_answer_is_about(anna: Reporter) -> None:
    def focused() -> str:
        [tag] = AUTOFOCUS.finditer(anna.page)
        named = re.search(r'id="([\w-]+)"', tag[0])
        return named[1] if named else tag[1]

    await anna.tell(" ")
    assert focused() == "wrong"
    await anna.tell()
    assert focused() == "right"
    await anna.send(parties="")
    assert focused() == "wrong"
    await anna.send()
    assert focused() == "saved"
    token = anna.hidden("token")
    await anna.post("/mina/1/lagg-till", {"token": token, "key": "b" * 32, "reply": "Det hände igen."})
    assert focused() == "saved"
    await anna.post("/mina/1/ta-tillbaka", {"token": token, "key": "c" * 32})
    assert focused() == "saved"
    await anna.post("/mina/meddelanden", {"token": token, "told": "nej"})
    assert focused() == "saved"
    await anna.post("/logga-ut", {"token": "x"})
    assert focused() == "h1", "a refusal is read first"
