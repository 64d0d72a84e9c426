"""The page of a samverkansmöte: a time is fixed without Teams."""

from datetime import date

import pytest
from sqlmodel import select

from backend.database import stored_id
from backend.meetings.request import MeetingDraft, request_meeting
from backend.times import STOCKHOLM
from models import AuditEvent, Invitation, Meeting
from models.enums import AuditAction, Consent, MeetingForm, MeetingStatus, PartyCode
from tests.backend.web.conftest import PAGE, Site
from tests.house import NOW

KEY = "0123456789abcdef0123456789abcdef"
FORM = {"key": KEY, "date": "2026-03-18", "time": "09:30", "minutes": "60", "place": "Jobbhuset, rum Ekorren"}


@pytest.fixture
async def path(site: Site) -> str:
    draft = MeetingDraft(
        form=MeetingForm.SIP,
        kommun_id=site.house.tranas,
        parties=(PartyCode.FK, PartyCode.ANNAN),
        purpose="Planera tillsammans.",
        wanted_outcome="En plan.",
        who_decides="Enhetschef",
        individual_takes_part=False,
        consent=Consent.JA,
        reference="ärende A",
        window_start=date(2026, 3, 16),
        window_end=date(2026, 3, 27),
    )
    async with site.house.database.begin(site.house.forbund_id) as session:
        meeting_id = stored_id(await request_meeting(session, site.house.reporter, draft, "m1", NOW))
    return site.path("meeting", meeting_id, stored_id(site.house.coordinator))


async def post(site: Site, path: str, status: int, /, **values: str) -> str:
    async with site.client.post(path, data={**FORM, **values}, headers=PAGE, allow_redirects=False) as response:
        assert response.status == status
        return await response.text()


async def stored(site: Site) -> Meeting:
    async with site.house.database.read(site.house.forbund_id) as session:
        return (await session.exec(select(Meeting))).one()


async def test_the_coordinator_sees_the_request_its_advice_and_a_form(site: Site, path: str) -> None:
    page = await site.page(path)

    for text in ("Planera tillsammans.", "En plan.", "Enhetschef", "ärende A", "16 mars 2026 – 27 mars 2026", "Hanna Exempel"):
        assert text in page
    assert "Försäkringskassan deltar bara när individen själv är med" in page
    assert 'type="date"' in page


async def test_the_coordinator_s_look_by_the_link_is_kept(site: Site, path: str) -> None:
    await site.page(path)
    async with site.house.database.read(site.house.forbund_id) as session:
        looks = (await session.exec(select(AuditEvent).where(AuditEvent.action == AuditAction.VIEWED))).all()

    assert [(look.actor_id, look.subject) for look in looks] == [(site.house.coordinator.id, "meeting")]


async def test_fixing_a_time_books_the_meeting_at_the_hour_on_the_wall_and_shows_who_was_invited(site: Site, path: str) -> None:
    await post(site, path, 303)

    meeting = await stored(site)
    assert meeting.status is MeetingStatus.BOKAT
    assert meeting.starts_at is not None
    assert meeting.starts_at.astimezone(STOCKHOLM).isoformat() == "2026-03-18T09:30:00+01:00"
    page = await site.page(f"{path}?saved=1")
    assert "onsdag 18 mars 2026 kl. 09:30, 60 minuter" in page
    assert "samordnare, FK Tranås (fk@tranas.example)" in page
    assert "Det saknas någon att bjuda in från: Annan part." in page
    assert "<form" not in page


async def test_sending_the_same_form_again_invites_once(site: Site, path: str) -> None:
    for _ in range(2):
        await post(site, path, 303)
    async with site.house.database.read(site.house.forbund_id) as session:
        assert len((await session.exec(select(Invitation))).all()) == 1


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
        ({"place": "Hos Anna, 070-174 06 05"}, "place"),
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


async def test_the_caller_sees_the_meeting_without_a_form_and_cannot_fix_it(site: Site, path: str) -> None:
    own = site.path("meeting", 1, stored_id(site.house.reporter))

    assert "<form" not in await site.page(own)
    await post(site, own, 403)
