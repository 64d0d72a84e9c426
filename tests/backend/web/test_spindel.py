"""Spindeln on the web: nine questions behind a personal link, and the page where it is started."""

from datetime import timedelta
from uuid import uuid4

import time_machine

from backend.database import stored_id
from backend.spindel.aspects import FIELDS
from tests.backend.web.conftest import PAGE, Site
from tests.house import NOW
from tests.spindel import Ring, ring_of

GOOD = dict.fromkeys(FIELDS.values(), "3")


def path_of(site: Site, ring: Ring, measurement: int, member: int = 1) -> str:
    return site.path("spindel", measurement, ring.members[member].id)


async def send(site: Site, path: str, status: int, **values: str) -> str:
    async with site.client.post(path, data={"key": uuid4().hex, **values}, headers=PAGE) as response:
        assert response.status == status
        return await response.text()


async def test_nine_questions_are_answered_once_and_the_page_says_thanks_ever_after(site: Site) -> None:
    ring = await ring_of(site.house)
    measurement = await ring.start()
    path = path_of(site, ring, measurement)
    page = await site.page(path)
    assert "LSG Tranås" in page
    assert page.count("<fieldset") == 9
    assert page.count('type="radio"') == 54
    assert "aldrig vem" in page
    assert "Sista dag att svara är 26 mars 2026." in page

    page = await send(site, path, 200, **GOOD)
    assert "Tack för att du svarade" in page
    assert "<form" not in await site.page(path)
    again = await send(site, path, 200, **{**GOOD, "aspect-1": "0"})
    assert ("Du har redan svarat" in again, "Tack för att" in again) == (True, False)
    assert await ring.tallies(measurement) == {(aspect, 3): 1 for aspect in FIELDS}


async def test_a_question_without_an_answer_is_named_and_the_others_stay_chosen(site: Site) -> None:
    ring = await ring_of(site.house)
    path = path_of(site, ring, await ring.start())
    without = {name: value for name, value in GOOD.items() if name != "aspect-4"}
    page = await send(site, path, 422, **{**without, "aspect-2": "ingen"})
    assert '<a href="#aspect-4">4. Samsyn kring arbetssätt</a>' in page
    assert 'id="aspect-4-wrong"' in page
    assert page.count(" checked") == 8
    assert '<input type="radio" name="aspect-2" value="ingen" checked>' in page


async def test_somebody_who_can_judge_nothing_is_told_so_and_not_counted(site: Site) -> None:
    ring = await ring_of(site.house)
    measurement = await ring.start()
    page = await send(site, path_of(site, ring, measurement), 422, **dict.fromkeys(FIELDS.values(), "ingen"))
    assert "Svara på minst en fråga" in page
    assert await ring.tallies(measurement) == {}


async def test_in_the_other_language_what_was_chosen_stays_and_nothing_is_counted_yet(site: Site) -> None:
    ring = await ring_of(site.house)
    measurement = await ring.start()
    page = await send(site, path_of(site, ring, measurement), 200, **{"aspect-1": "4", "lang": "en"})
    assert "How does working together go?" in page
    assert page.count(" checked") == 1
    assert await ring.tallies(measurement) == {}


async def test_others_see_that_it_runs_and_a_forged_form_counts_nothing(site: Site) -> None:
    ring = await ring_of(site.house)
    measurement = await ring.start()
    for reader in (site.house.coordinator.id, None):
        path = site.path("spindel", measurement, reader)
        assert "Mätningen pågår" in await site.page(path)
        await send(site, path, 403, **GOOD)
    await site.page(site.path("spindel", measurement + 1, ring.members[1].id), status=404)
    async with site.client.post(path_of(site, ring, measurement), data=GOOD, headers=PAGE) as response:
        assert response.status == 422
    assert await ring.tallies(measurement) == {}


async def test_the_coordinator_starts_it_in_a_group_and_sees_how_many_have_answered(site: Site) -> None:
    ring = await ring_of(site.house, months=(3, 9))
    coordinator = stored_id(site.house.coordinator)
    inbox = site.path("inbox", 0, coordinator)
    assert f'href="{inbox}/spindeln"' in await site.page(inbox)
    page = await site.page(f"{inbox}/spindeln")
    assert "Fråga 6 ledamöter" in page
    assert "Startar av sig själv i mars, september." in page

    wrong = await send(site, f"{inbox}/spindeln", 422, group=str(ring.group), closes="2026-03-01")
    assert f'id="closes-{ring.group}-wrong"' in wrong
    page = await send(site, f"{inbox}/spindeln", 200, group=str(ring.group), closes="2026-03-20")
    assert "Mätningen är startad." in page
    assert "0 av 6 har svarat hittills. Sista dag att svara är 20 mars 2026." in page
    await send(site, f"{inbox}/spindeln", 422, group=str(ring.group), closes="")
    [measurement] = await ring.measurements()
    await ring.answer(stored_id(measurement), 2)
    assert "1 av 6 har svarat hittills." in await site.page(f"{inbox}/spindeln")


async def test_a_member_starts_nothing_and_a_group_that_does_not_exist_is_not_found(site: Site) -> None:
    ring = await ring_of(site.house)
    start = f"{site.path('inbox', 0, ring.members[1].id)}/spindeln"
    await send(site, start, 403, group=str(ring.group), closes="")
    await send(site, f"{site.path('inbox', 0, None)}/spindeln", 404, group="99", closes="")
    await send(site, f"{site.path('inbox', 0, None)}/spindeln", 400, group="tranas", closes="")
    assert await ring.measurements() == []


async def test_a_link_that_is_opened_too_late_says_that_it_is_closed(site: Site) -> None:
    ring = await ring_of(site.house)
    measurement = await ring.start()
    path = path_of(site, ring, measurement)
    with time_machine.travel(NOW + timedelta(days=16)):
        assert "<form" not in await site.page(path)
        await send(site, path, 422, **GOOD)
    assert await ring.tallies(measurement) == {}
