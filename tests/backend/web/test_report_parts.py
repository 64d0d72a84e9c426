"""The two parts of the form, of which a browser shows one at a time, and what is asked in each."""

import re

import pytest

from models.enums import Slag
from tests.backend.web.conftest import Site, SureOfAbsence
from tests.backend.web.reporter import LONG, Reporter, signed_in

MOST = 6


def parts(page: str) -> list[tuple[bool, list[str]]]:
    """Return whether each part stands open, and the names of what it asks; boxes and dots of one name are one question."""
    found = re.findall(r'<details class="part" name="part"( open)?>(.*?)</details>', page, re.S)
    seen = r'<(?:input(?! type="hidden")|select|textarea)[^>]* name="(\w+)"'
    return [(bool(is_open), list(dict.fromkeys(re.findall(seen, part)))) for is_open, part in found]


async def told(site: Site, text: str = LONG) -> Reporter:
    anna = await signed_in(site)
    await anna.tell(text)
    return anna


@pytest.mark.parametrize("slag", [Slag.BRIST, Slag.BEHOV, Slag.FRAMGANGSFAKTOR])
async def test_no_part_asks_more_than_six_questions(site: Site, monkeypatch: pytest.MonkeyPatch, slag: Slag) -> None:
    monkeypatch.setattr(SureOfAbsence, "slag", slag)
    for text in (LONG, f"{LONG}, från 2 till 9 mars", f"{LONG}. Det var Kerstin Exempelsson som ringde"):
        anna = Reporter(site) if text is not LONG else await told(site)
        await anna.tell(text)
        (main, first), (more, others) = parts(anna.page)
        assert (main, more) == (True, False)
        assert [len(first), len(others)] <= [MOST, MOST], (first, others)
        assert {"text", "category", "kommun", "parties", "event_date"} <= set(first)
        assert {"recurring", "spoken", "consequence", "suggestion"} <= set(others)
        assert {"event_until", "slag"} <= {*first, *others}


async def test_the_guards_questions_in_both_texts_make_no_seventh_and_what_yields_is_kept(site: Site) -> None:
    anna = await told(site)
    odd = "Det var Kerstin Exempelsson som ringde"
    day = "2026-03-09"
    both = {"text": f"{LONG}. {odd}", "suggestion": "Ring dagen innan. Det var Fatima Provsson som ringde"}
    await anna.send(**both, event_date="2026-03-02", event_until=day, slag="behov")
    (_, first), (_, others) = parts(anna.page)
    assert [len(first), len(others)] == [MOST, MOST], (first, others)
    assert 'type="hidden" name="slag" value="behov"' in anna.page or 'type="hidden" name="event_until"' in anna.page
    await anna.send(text=LONG, suggestion="", event_date="2026-03-02", event_until="2026-02-01")
    assert "event_until" in {*parts(anna.page)[0][1], *parts(anna.page)[1][1]}, "what is to be mended is seen"


async def test_both_days_are_in_sight_of_what_went_on_for_long(site: Site) -> None:
    anna = await told(site)
    await anna.send(event_date="2026-03-02", event_until="2026-03-09", parties="")
    [(_, first), (_, others)] = parts(anna.page)
    assert ("event_until" in first, "slag" in others) == (True, True)
    assert "Från och med" in anna.page


async def test_the_part_where_something_is_to_be_mended_or_looked_at_stands_open(site: Site) -> None:
    anna = await told(site)
    await anna.send(suggestion="Ring Kerstin Exempelsson på 070-174 06 05")
    assert [is_open for is_open, _ in parts(anna.page)] == [False, True]
    await anna.send(suggestion="Ring Kerstin Exempelsson på 070-174 06 05", parties="")
    assert [is_open for is_open, _ in parts(anna.page)] == [True, False], "from above"


async def test_an_answer_takes_one_tap_and_one_that_was_read_is_not_sent_unseen(site: Site) -> None:
    anna = await told(site, f"{LONG}, för tredje gången")
    assert 'name="recurring" value="ja" checked' in anna.page
    main = anna.page.split('<details class="part"')[1]
    assert "Återkommande: ja." in main
    await anna.send(recurring="nej", spoken="ja", consequence="vantan")
    [report] = await anna.reports()
    assert (report.recurring, report.spoken_with_party, report.consequence) == (False, True, "vantan")


async def test_an_answer_that_no_form_of_ours_sends_leaves_one_to_choose(site: Site) -> None:
    anna = await told(site)
    await anna.send(recurring="kanske", parties="")
    assert re.search(r'name="recurring" value="" checked', anna.page)
