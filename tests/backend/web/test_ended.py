"""The session ends while somebody writes: whoever signs in again finds all that was written and chosen, and nobody else does."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
import time_machine

from tests.backend.web.conftest import Site
from tests.backend.web.reporter import LONG, Reporter, signed_in
from tests.house import NOW

WRITTEN = {
    "text": "Tre stycken om vad som hände",
    "category": "KONTAKT",
    "event_date": "2026-02-03",
    "event_until": "2026-02-05",
    "parties": "AF",
    "slag": "behov",
    "recurring": "ja",
    "spoken": "nej",
    "suggestion": "Ring först",
}


@pytest.fixture
async def anna(site: Site) -> AsyncIterator[Reporter]:
    """Anna, the next morning, with a form that she drew the day before."""
    anna = await signed_in(site)
    await anna.tell()
    with time_machine.travel(NOW + timedelta(hours=14), tick=True):
        yield anna


def stands(page: str) -> dict[str, bool]:
    return {
        "text": f"{WRITTEN['text']}</textarea>" in page,
        "category": 'value="KONTAKT" selected' in page,
        "days": 'value="2026-02-03"' in page and 'value="2026-02-05"' in page,
        "parties": 'value="AF" checked' in page and 'value="KOMMUN" checked' not in page,
        "kind": 'value="behov" selected' in page,
        "more": 'name="recurring" value="ja" checked' in page and 'name="spoken" value="nej" checked' in page,
        "suggestion": "Ring först</textarea>" in page,
    }


async def test_all_that_was_written_and_chosen_stands_in_the_form_and_is_sent_once(anna: Reporter) -> None:
    form = anna.filled(**WRITTEN)
    page = await anna.post("/rapportera/skicka", form)
    assert (anna.status, "Din inloggning har gått ut, så inget skickades" in page) == (403, True)
    assert WRITTEN["text"] not in page, "it waits for its writer, and the page is anybody's at that browser"
    assert "Din inloggning har gått ut, så inget skickades" in await anna.get(anna.path), "a reload sends nothing"

    page = await anna.sign_in()
    assert anna.path.startswith("/rapportera/skicka?ifyllt=")
    assert "Det här är inte skickat än" in page
    assert stands(page) == dict.fromkeys(stands(page), True)
    await anna.send(**WRITTEN)
    [report] = await anna.reports()
    assert (report.text, report.category, anna.path) == (WRITTEN["text"], "KONTAKT", f"/mina/{report.id}?kvitto=1")


async def test_somebody_else_who_signs_in_there_sees_nothing_of_it(anna: Reporter) -> None:
    await anna.post("/rapportera/skicka", anna.filled(**WRITTEN))
    where = next(cookie.value for cookie in anna.site.client.session.cookie_jar if cookie.key.endswith("-going"))
    page = await anna.sign_in("bo.exempel@fk.example")
    assert (anna.path, WRITTEN["text"] in page) == ("/rapportera", False)
    assert WRITTEN["text"] not in await anna.get(where)


async def test_a_form_that_nobody_drew_is_put_by_for_nobody(anna: Reporter) -> None:
    form = [(name, "x" if name == "token" else value) for name, value in anna.filled(**WRITTEN)]
    page = await anna.post("/rapportera/skicka", form)
    assert ("Din inloggning har gått ut." in page, WRITTEN["text"] in page) == (True, True)
    for wrong in ("nobody", "annat"):
        page = await anna.post("/rapportera/lank", {"address": wrong, "kept": WRITTEN["text"], "key": "a" * 32})
        assert WRITTEN["text"] in page, "it can be copied as long as the page stands there"
        assert WRITTEN["text"] not in await anna.get("/rapportera?ifyllt=aaaaaaaa"), "and by nobody who opens it later"
    await anna.sign_in()
    assert anna.path == "/rapportera"


async def test_what_the_browser_cannot_hold_is_shown_to_be_copied(anna: Reporter) -> None:
    long = " ".join(f"{number * 7919:x}" for number in range(3000))
    page = await anna.post("/rapportera/skicka", anna.filled(text=long))
    assert ("Din inloggning har gått ut." in page, f"{long}</textarea>" in page, "Kopiera det" in page) == (True, True, True)


async def test_the_first_words_a_change_and_what_is_added_wait_as_well(site: Site) -> None:
    anna = await signed_in(site)
    await anna.tell()
    await anna.send()
    ways = {"/rapportera": {"text": "Början av"}, "/mina/1/andra": WRITTEN, "/mina/1/lagg-till": {"reply": "Det hände igen"}}
    sent: dict[str, dict[str, str]] = {}
    for path, words in ways.items():
        page = await anna.get(path.replace("/lagg-till", ""))
        drawn = {name: anna.hidden(name) for name in ("proposed", "model") if f'name="{name}"' in page}
        whole = {**dict(anna.filled(**words)), **drawn} if "andra" in path else {**words, "token": anna.hidden("token")}
        sent[path] = {**whole, "key": f"{len(sent)}" * 32}
    for hours, (path, form) in enumerate(sent.items(), start=1):
        with time_machine.travel(NOW + timedelta(hours=13 * hours + 1), tick=True):
            await anna.post(path, form)
            assert anna.status == 403
            await anna.ask("anna.ex")
            page = await anna.sign_in()
            assert anna.path.startswith(f"{path.removesuffix('/lagg-till')}?ifyllt="), path
            assert next(iter(ways[path].values())) in page
            assert "Det här är inte skickat än" in page


async def test_a_form_of_the_last_session_is_taken_when_its_writer_signed_in_in_another_tab(anna: Reporter) -> None:
    form = anna.filled(**WRITTEN)
    await anna.sign_in()
    await anna.post("/rapportera/skicka", form)
    assert [report.text for report in await anna.reports()] == [WRITTEN["text"]]


async def test_a_form_that_was_drawn_for_another_is_refused(anna: Reporter) -> None:
    form = anna.filled(text=LONG)
    await anna.sign_in("bo.exempel@fk.example")
    await anna.post("/rapportera/skicka", form)
    assert (anna.status, await anna.reports()) == (403, [])
