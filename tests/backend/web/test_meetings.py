"""The page of a samverkansmöte: a time is fixed without Teams."""

import re
from datetime import UTC, date, datetime

import pytest
import time_machine
from icalendar import Calendar
from sqlmodel import select

from backend.database import stored_id
from backend.times import STOCKHOLM
from models import AuditEvent, Invitation, Meeting, Person
from models.enums import AuditAction, MeetingStatus, NotHeld, PartyCode
from tests.backend.web.conftest import Site

KEY = "0123456789abcdef0123456789abcdef"
FORM = {
    "do": "fix",
    "key": KEY,
    "date": "2026-03-18",
    "time": "09:30",
    "minutes": "60",
    "place": "Jobbhuset, rum Ekorren",
    "confirmed": "",
}
MOVED = {"do": "move", "key": KEY[::-1], "date": "2026-03-19", "place": "https://video.example/m?a=1&b=2.", "seen": "0"}


@pytest.fixture
async def path(site: Site) -> str:
    meeting_id = await site.house.ask_for_meeting(
        date(2026, 3, 16),
        date(2026, 3, 27),
        parties=(PartyCode.FK, PartyCode.ANNAN),
        purpose="Planera tillsammans.",
        wanted_outcome="En plan.",
        who_decides="Enhetschef",
        individual_takes_part=False,
        reference="ärende A",
    )
    return site.path("meeting", meeting_id, stored_id(site.house.coordinator))


async def post(site: Site, path: str, status: int, /, **values: str) -> str:
    found, _, page = await site.send(path, {**FORM, **values})
    assert found == status
    return page


async def stored(site: Site) -> Meeting:
    async with site.house.database.read(site.house.forbund_id) as session:
        return (await session.exec(select(Meeting))).one()


async def test_the_coordinator_sees_the_request_its_advice_and_a_form(site: Site, path: str) -> None:
    page = await site.page(path)

    for text in ("Planera tillsammans.", "En plan.", "Enhetschef", "ärende A", "16 mars 2026 – 27 mars 2026", "Hanna Exempel"):
        assert text in page
    assert "Försäkringskassan deltar bara när individen själv är med" in page
    assert re.search(r"Bjuds in</h3>\s*<ul><li>samordnare, FK Tranås \(fk@tranas\.example\)</li></ul>", page), (
        "before it is booked"
    )
    assert "Det saknas någon att bjuda in från: Annan part." in page
    assert 'type="date"' in page


async def test_the_coordinator_s_look_by_the_link_is_kept(site: Site, path: str) -> None:
    await site.page(path)
    async with site.house.database.read(site.house.forbund_id) as session:
        looks = (await session.exec(select(AuditEvent).where(AuditEvent.action == AuditAction.VIEWED))).all()

    assert [(look.actor_id, look.subject) for look in looks] == [(site.house.coordinator.id, "meeting")]


async def test_a_place_with_the_guards_proposal_in_it_is_looked_at_before_anybody_is_invited(site: Site, path: str) -> None:
    page = await post(site, path, 422, place="Ring 070-174 06 05.")
    assert "<mark>070-174 06 05</mark>" in page
    assert 'value="Ring [telefon]."' in page
    assert (await stored(site)).status is MeetingStatus.BEGART


async def test_fixing_a_time_books_the_meeting_at_the_hour_on_the_wall_and_shows_who_was_invited(site: Site, path: str) -> None:
    await post(site, path, 303)

    meeting = await stored(site)
    assert meeting.status is MeetingStatus.BOKAT
    assert meeting.starts_at is not None
    assert meeting.starts_at.astimezone(STOCKHOLM).isoformat() == "2026-03-18T09:30:00+01:00"
    page = await site.page(f"{path}?saved=fix")
    assert "Mötet är bokat. Kallelserna skickas nu." in page
    assert "onsdag 18 mars 2026 kl. 09:30, 60 minuter" in page
    assert "samordnare, FK Tranås (fk@tranas.example)" in page
    assert "Det saknas någon att bjuda in från: Annan part." in page
    assert 'value="fix"' not in page


async def test_sending_the_same_form_again_invites_once(site: Site, path: str) -> None:
    for _ in range(2):
        await post(site, path, 303)
    async with site.house.database.read(site.house.forbund_id) as session:
        assert len((await session.exec(select(Invitation))).all()) == 1


async def test_forms_of_the_page_that_carry_the_same_key_are_all_done(site: Site, path: str) -> None:
    await post(site, path, 303, do="reword", purpose="Plan för återgång.", who_decides="Enhetschef")
    await post(site, path, 303)

    meeting = await stored(site)
    assert (meeting.purpose, meeting.status) == ("Plan för återgång.", MeetingStatus.BOKAT)
    await post(site, path, 303, **{**MOVED, "key": KEY})
    assert (await stored(site)).place == MOVED["place"]
    own = site.path("meeting", 1, stored_id(site.house.reporter))
    await post(site, own, 303, do="other_time", window_start="2026-04-07", window_end="2026-04-17")
    assert (await stored(site)).other_time_asked
    await post(site, own, 303, do="call_off", call_off_why="Deltagaren har fått jobb.")
    assert (await stored(site)).call_off_asked == "Deltagaren har fått jobb."
    await post(site, path, 303, do="keep", asked="Deltagaren har fått jobb.")
    assert (await stored(site)).call_off_asked == ""
    await post(site, path, 303, do="cancel", why="")
    assert (await stored(site)).status is MeetingStatus.INSTALLT


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"date": "2026-03-11"}, "time"),
        ({"date": "i morgon"}, "date"),
        ({"date": "0001-01-01"}, "date"),
        ({"date": "9999-12-31"}, "date"),
        ({"time": "halv tio"}, "time"),
        ({"minutes": "en timme"}, "minutes"),
        ({"minutes": "٣٠"}, "minutes"),
        ({"minutes": "9" * 30}, "minutes"),
        ({"place": " "}, "place"),
    ],
)
async def test_what_is_wrong_is_told_beside_its_field_and_the_rest_is_kept(
    site: Site, path: str, values: dict[str, str], field: str
) -> None:
    page = await post(site, path, 422, **values)

    assert f'id="{field}-wrong"' in page
    kept = {**FORM, **values}
    assert f'value="{kept["date"]}"' in page
    assert f'value="{kept["place"]}"' in page
    assert (await stored(site)).status is MeetingStatus.BEGART


async def test_the_caller_sees_the_meeting_and_cannot_fix_it(site: Site, path: str) -> None:
    own = site.path("meeting", 1, stored_id(site.house.reporter))

    page = await site.page(own)
    assert re.findall(r'name="do" value="(\w+)"', page) == ["other_time", "take_back"]
    await post(site, own, 403)


async def test_an_unusual_time_is_asked_about_once_more_and_booked_by_a_second_press(site: Site, path: str) -> None:
    page = await post(site, path, 200, date="2026-03-21")
    assert "Dagen är en lördag eller söndag." in page
    assert "Boka ändå" in page
    assert 'value="2026-03-21"' in page
    assert (await stored(site)).status is MeetingStatus.BEGART

    [confirmed] = re.findall(r'name="confirmed" value="([^"]+)"', page)
    await post(site, path, 303, date="2026-03-21", confirmed=confirmed)
    assert (await stored(site)).status is MeetingStatus.BOKAT


async def test_a_fixed_meeting_is_moved_on_the_page_and_its_address_can_be_pressed(site: Site, path: str) -> None:
    await post(site, path, 303)
    assert 'value="2026-03-18"' in await site.page(path), "the form begins with how it is"
    await post(site, path, 303, **MOVED)

    page = await site.page(f"{path}?saved=move")
    assert "torsdag 19 mars 2026 kl. 09:30" in page
    assert '<a href="https://video.example/m?a=1&amp;b=2" rel="noopener noreferrer">' in page
    assert (await stored(site)).calendar_sequence == 1


async def test_a_page_that_lay_open_while_another_moved_the_meeting_says_so_and_shows_what_holds(site: Site, path: str) -> None:
    await post(site, path, 303)
    await post(site, path, 303, **MOVED)
    page = await post(site, path, 422, **{**MOVED, "key": "f" * 32, "date": "2026-03-20"})

    assert "Någon annan har ändrat mötet under tiden." in page
    assert "torsdag 19 mars 2026 kl. 09:30" in page


async def test_a_meeting_is_called_off_on_the_page(site: Site, path: str) -> None:
    await post(site, path, 303)
    await post(site, path, 303, do="cancel", why="FK kan inte komma.", key="c" * 32)

    page = await site.page(f"{path}?saved=cancel")
    assert "Inställt" in page
    assert "<form" not in page
    assert (await stored(site)).status is MeetingStatus.INSTALLT


async def test_the_entry_of_a_fixed_meeting_can_be_kept_in_a_calendar_of_any_kind(site: Site, path: str) -> None:
    async with site.client.get(f"{path}/kalender.ics") as response:
        assert response.status == 404, "there is nothing to keep yet"
    await post(site, path, 303)
    own = site.path("meeting", 1, stored_id(site.house.reporter))
    assert f'href="{own}/kalender.ics"' in await site.page(own)

    async with site.client.get(f"{own}/kalender.ics") as response:
        assert response.status == 200
        assert response.headers["Content-Disposition"] == 'attachment; filename="SM-2026-0001.ics"'
        assert response.content_type == "text/calendar"
        calendar = Calendar.from_ical(await response.read())
    assert calendar["method"] == "PUBLISH"
    [event] = calendar.walk("VEVENT")
    assert event["organizer"] == "mailto:karin@hoglandet.example"
    assert "attendee" not in event


async def test_only_the_caller_and_those_who_handle_the_meeting_get_its_entry(site: Site, path: str) -> None:
    await post(site, path, 303)
    stranger = Person(name="Sven Exempel", email="sven@nassjo.example")
    async with site.house.database.begin(site.house.forbund_id) as session:
        session.add(stranger)

    await site.page(f"{site.path('meeting', 1, stored_id(stranger))}/kalender.ics", status=403)


async def test_the_caller_tells_afterwards_by_one_press_whether_it_was_held(site: Site, path: str) -> None:
    await post(site, path, 303)
    own = site.path("meeting", 1, stored_id(site.house.reporter))
    assert "Hölls mötet?" not in await site.page(own), "it is still ahead"

    with time_machine.travel(datetime(2026, 3, 18, 10, tzinfo=UTC), tick=True):
        assert "Hölls mötet?" in await site.page(own)
        await post(site, own, 303, do="close", key="d" * 32, answer="part_uteblev")
        page = await site.page(f"{own}?saved=close")
    assert "Inte hållet" in page
    assert "En part kom inte" in page
    assert (await stored(site)).not_held is NotHeld.PART_UTEBLEV


@pytest.mark.parametrize("values", [{"do": "close", "answer": "x"}, {"do": "close"}])
async def test_a_button_that_is_none_of_ours_is_refused(site: Site, path: str, values: dict[str, str]) -> None:
    await post(site, path, 400, **values)


@pytest.mark.parametrize("values", [{"do": "x"}, {"do": ""}, {"do": "move"}])
async def test_what_cannot_be_read_comes_back_with_what_was_written(site: Site, path: str, values: dict[str, str]) -> None:
    page = await post(site, path, 422, **{"date": "2026-03-18", "place": "Teams-länk", **values})
    assert 'id="wrong"' in page
    assert "Teams-länk" in page


async def test_the_caller_asks_for_another_time_and_takes_the_request_back(site: Site, path: str) -> None:
    own = site.path("meeting", 1, stored_id(site.house.reporter))
    page = await post(site, own, 422, do="other_time", window_start="2026-04-17", window_end="2026-04-07")
    assert 'id="window_end-wrong"' in page
    await post(site, own, 303, do="other_time", window_start="2026-04-07", window_end="2026-04-17")
    assert (await stored(site)).window_end == date(2026, 4, 17)
    assert "får veta att ni behöver en annan tid" in await site.page(f"{own}?saved=other_time")
    await post(site, own, 303, do="take_back", key=KEY[::-1])
    assert (await stored(site)).status is MeetingStatus.INSTALLT
    assert 'value="take_back"' not in await site.page(own)


async def test_the_coordinator_puts_the_purpose_into_other_words_before_anybody_is_invited(site: Site, path: str) -> None:
    reword = {"do": "reword", "key": "e" * 32, "purpose": "Plan för 850709-9805.", "who_decides": "Enhetschef, FK"}
    page = await post(site, path, 422, **reword)
    assert "<mark>850709-9805</mark>" in page
    assert "Enhetschef, FK</textarea>" in page
    assert "Plan för [personnummer].</textarea>" in page
    assert (await stored(site)).purpose == "Planera tillsammans.", "what was put in is looked at first"

    await post(site, path, 303, **{**reword, "purpose": "Plan för återgång."})
    meeting = await stored(site)
    assert (meeting.purpose, meeting.who_decides, meeting.status) == (
        "Plan för återgång.",
        "Enhetschef, FK",
        MeetingStatus.BEGART,
    )
    assert "Ingen är bjuden än" in await site.page(f"{path}?saved=reword")
    own = site.path("meeting", 1, stored_id(site.house.reporter))
    await post(site, own, 403, **{**reword, "key": "a" * 32})
    await post(site, path, 303)
    await post(site, path, 422, **{**reword, "key": "b" * 32, "purpose": "För sent."})
    assert (await stored(site)).purpose == "Plan för återgång."


async def test_the_caller_asks_that_a_booked_meeting_be_called_off_and_the_coordinator_answers(site: Site, path: str) -> None:
    own = site.path("meeting", 1, stored_id(site.house.reporter))
    await post(site, path, 303)
    assert "Be om att mötet ställs in" in await site.page(own)
    page = await post(site, own, 422, do="call_off", key="a" * 32, call_off_why="Ring 070-174 06 05.")
    assert "Ring [telefon].</textarea>" in page
    page = await post(site, own, 422, do="call_off", key="a" * 32, call_off_why="")
    assert "Skriv varför mötet behöver ställas in." in page
    await post(site, own, 303, do="call_off", key="a" * 32, call_off_why="Deltagaren har fått jobb.")
    assert "Du har bett om att mötet ställs in" in await site.page(own)
    assert 'value="keep"' not in await site.page(own)
    await post(site, own, 403, do="keep", key="b" * 32, asked="Deltagaren har fått jobb.")

    page = await site.page(path)
    assert "ber att det ställs in" in page
    assert '<p class="words quote">Deltagaren har fått jobb.</p>' in page
    assert page.count("Deltagaren har fått jobb.") == 2, (
        "quoted and sent back by the press that keeps it, not put where all read it"
    )
    await post(site, path, 303, do="keep", key="c" * 32, asked="Något annat.")
    assert "Mötet blir av som bokat." not in await site.page(f"{path}?saved=keep")
    assert (await stored(site)).call_off_asked
    await post(site, path, 303, do="keep", key="b" * 32, asked="Deltagaren har fått jobb.")
    assert "Mötet blir av som bokat." in await site.page(f"{path}?saved=keep")
    assert "ber att det ställs in" not in await site.page(path)
    assert (await stored(site)).call_off_asked == ""
