"""What nobody expects, in every field for words on the web: it is kept as it was written, or told by how much it is too long."""

from collections.abc import Callable, Iterator, Mapping

import pytest
from markupsafe import escape

from backend.database import stored_id
from tests.backend.web.conftest import Site
from tests.backend.web.reporter import signed_in
from tests.backend.web.test_forged import sorting
from tests.neighbour import Rows, everything, furnish

ODD = '<script>alert(1)</script> **fet** [tryck](javascript:alert(1)) "citat" \u202eomvänt\u202c مرحبا 👍🏽'
LONG = "å" * 30_000
Ways = Callable[[Site, Rows, str, int], Iterator[tuple[str, Mapping[str, str]]]]


async def rows(site: Site) -> Rows:
    """What there is to write about, all the coordinator's."""
    return await furnish(site.house.database, site.house.forbund_id, site.house.tranas, site.house.coordinator)


def forms(site: Site, own: Rows, text: str, key: int) -> Iterator[tuple[str, Mapping[str, str]]]:
    """Yield each form for words that a signed link opens, with its address."""
    coordinator = stored_id(site.house.coordinator)

    def at(kind: str, subject: int, below: str = "") -> str:
        return site.path(kind, subject, coordinator) + below

    new = {"issue": "ny", "paverkbar": "lokalt", "key": f"{key:032x}"}
    issue = at("issue", own.issue)
    yield at("report", own.report, "/fraga"), {**new, "title": text}
    slot = {"date": "2026-03-23", "time": "10:00", "minutes": "60", "confirmed": "20260323T0900Z/60"}
    yield at("meeting", own.meeting), {**new, **slot, "do": "fix", "place": text}
    yield at("meeting", own.meeting), {**new, "do": "cancel", "why": text}
    yield at("report", own.gathered), sorting(answer=text) | {"key": f"{key:032x}"}
    yield at("decisions", own.group_meeting), {**new, f"outcome-{own.lift}": "beslutad", f"decision-{own.lift}": text}
    yield issue, {**new, "do": "act", "row": "", "what": text, "by": "FK", "due": "2026-06-01"}
    yield issue, {**new, "do": "finish", "row": str(own.action), f"effect-{own.action}": text}
    yield issue, {**new, "do": "lift", "row": "", "group": str(own.group), "question": text, "owner": "FK"}
    yield issue, {**new, "do": "close", "row": "", "answer": text, "end": "har"}


def other_ways(site: Site, own: Rows, text: str, key: int) -> Iterator[tuple[str, Mapping[str, str]]]:
    """Yield the forms that do to the same rows what one of `forms` does: a report is gathered once, and a lift decided once."""
    coordinator = stored_id(site.house.coordinator)
    gathering = {"issue": "ny", "paverkbar": "lokalt", "key": f"{key:032x}", "reports": str(own.report), "title": text}
    yield site.path("pattern", own.pattern, coordinator), gathering
    decided = {f"outcome-{own.lift}": "beslutad", f"decision-{own.lift}": text}
    yield site.path("issue", own.issue, coordinator), {"do": "decide", "row": str(own.lift), **decided, "key": f"{key:032x}"}
    yield site.path("inbox", 0, coordinator), gathering


async def test_what_is_too_long_is_told_and_kept_in_every_form_that_a_link_opens(site: Site) -> None:
    own = await rows(site)
    before = await everything(site.house.database)
    for path, form in (*forms(site, own, LONG, 1), *other_ways(site, own, LONG, 1)):
        status, _, page = await site.send(path, form)
        assert (status, "Texten är 30000 tecken lång" in page, LONG in page) == (422, True, True), form.keys()
    assert await everything(site.house.database) == before


@pytest.mark.parametrize("ways", [forms, other_ways])
async def test_markup_and_signs_are_kept_as_they_were_written_and_are_never_markup(site: Site, ways: Ways) -> None:
    own = await rows(site)
    *written, _ = ways(site, own, ODD, 0)  # what is lifted can't be closed as well, nor gathered again
    for number, (path, form) in enumerate(written):
        status, where, page = await site.send(path, {**form, "key": f"{number:032x}"})
        assert status == 303, form.keys()
        page = await site.page(where)
        assert "<script>alert" not in page, form
        assert 'href="javascript' not in page, form
    stored = str(await everything(site.house.database))
    assert stored.count("مرحبا") >= len(written)


async def test_a_reporter_may_write_anything_in_every_field(site: Site) -> None:
    anna = await signed_in(site)
    await anna.tell()
    page = await anna.send(suggestion=ODD, text=ODD)
    assert page.count(str(escape(ODD))) == 2, page

    [report] = await anna.reports()
    assert (report.text, report.suggestion) == (ODD, ODD)
    add = {"token": anna.hidden("token"), "key": "b" * 32}
    for written, status in ((LONG, 422), (ODD, 200)):
        page = await anna.post(f"/mina/{report.id}/lagg-till", {**add, "reply": written})
        assert (anna.status, str(escape(written)) in page) == (status, True)
    await anna.get(f"/mina/{report.id}/andra")
    for written, status in ((LONG, 422), (f"{ODD}!", 200)):
        page = await anna.post(f"/mina/{report.id}/andra", anna.filled(text=written, suggestion=written))
        assert (anna.status, str(escape(written)) in page) == (status, True)
