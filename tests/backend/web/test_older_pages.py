"""A page that was drawn before an upgrade is sent after it: a field that it hadn't is one that wasn't answered."""

from backend.database import stored_id
from backend.handling.entered import FIELDS, carried, shown
from models.enums import Consequence, PartyCode, Slag
from tests.backend.web.conftest import Site
from tests.backend.web.reporter import signed_in
from tests.backend.web.test_forged import sorting
from tests.backend.web.test_odd_input import forms, other_ways, rows
from tests.neighbour import everything

MARK = "Kallelsen kom för sent"


async def test_no_form_that_a_link_opens_is_refused_for_a_field_that_it_lacks(site: Site) -> None:
    own = await rows(site)
    number = taken_in = 0
    for ways in (forms, other_ways):
        for path, form in list(ways(site, own, MARK, 0)):
            for lacking in sorted(form.keys() - {"key"}):
                number += 1
                sent = {name: value.replace(MARK, f"{MARK} {number}.") for name, value in form.items() if name != lacking}
                status, _, page = await site.send(path, sent | {"key": f"{number:032x}"})
                assert status in (200, 303, 422), (path, lacking)  # a day that is unusual is asked about
                assert status == 303 or 'id="wrong"' in page or 'class="notice warn"' in page, (path, lacking)
                if status == 303 and MARK not in form[lacking]:
                    taken_in += 1
                    assert f"{MARK} {number}." in str(await everything(site.house.database)), (path, lacking)
    assert taken_in


async def test_a_form_of_which_it_cannot_be_told_whether_it_was_sent_before_comes_back_with_its_words(site: Site) -> None:
    own = await rows(site)
    coordinator = stored_id(site.house.coordinator)
    path = site.path("report", own.gathered, coordinator)
    status, _, page = await site.send(path, sorting(answer=MARK))
    assert (status, f"{MARK}</textarea>" in page, "Sidan var gammal" in page) == (422, True, True)
    assert ('id="wrong" autofocus' in page, page.count("autofocus")) == (True, 1), "what is wrong is read first"

    path = site.path("issue", own.issue, coordinator)
    asked = {"asked": "[namn 1] Maria", "cleared_word": "Maria"}
    _, _, page = await site.send(path, {"do": "gone", "row": "", "what": "[namn 1] ringer", **asked})
    assert ("[namn 1] Maria" in page, 'name="cleared_word" value="Maria" checked>' in page) == (True, True), "may be put back"
    for values in ({"do": "act", "row": ""}, {"do": "gone", "row": "", "key": "a" * 32}):
        status, _, page = await site.send(path, {**values, "what": MARK, "by": "FK", "due": "2026-06-01"})
        assert (status, MARK in page, "Sidan var gammal" in page) == (422, True, True), values


async def test_a_report_is_taken_in_from_a_form_without_the_newest_questions(site: Site) -> None:
    anna = await signed_in(site)
    await anna.tell()
    new = {"event_until", "slag", "recurring", "spoken", "consequence", "suggestion", "why", "because", "proposed", "model"}
    older = [(name, value) for name, value in anna.filled() if name not in new]
    await anna.post("/rapportera/skicka", older)
    [report] = await anna.reports()
    assert (anna.status, report.slag, report.consequence, report.recurring) == (200, Slag.BRIST, None, None)


async def test_what_an_older_page_did_not_ask_about_stays_as_it_stands_in_a_report_that_is_changed(site: Site) -> None:
    anna = await signed_in(site)
    await anna.tell()
    await anna.send(consequence="avbruten_kedja", suggestion="Ring dagen innan.")
    [report] = await anna.reports()
    await anna.get(f"/mina/{report.id}/andra")
    older = [(name, value) for name, value in anna.filled(text=MARK) if name not in ("consequence", "suggestion")]
    await anna.post(f"/mina/{report.id}/andra", older)
    [report] = await anna.reports()
    assert (report.text, report.consequence, report.suggestion) == (MARK, Consequence.AVBRUTEN_KEDJA, "Ring dagen innan.")


def test_a_card_that_was_drawn_before_a_field_was_new_tells_what_the_others_showed() -> None:
    values = {name: f"{PartyCode.FK}-{name}" for name in FIELDS}
    older = carried(values).rpartition("|")[0]
    assert shown(older) == {f"{name}_seen": values[name] for name in FIELDS[:-1]}
    assert shown(f"{carried(values)}|x") == {}
    assert shown("x") == {}
