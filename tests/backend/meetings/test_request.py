"""Asking for a samverkansmöte: what a kallelse must say, and who gets it."""

import asyncio
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlmodel import select

from backend.database import stored_id
from backend.errors import DomainError, NotAllowedError, PersonalDataError
from backend.meetings.request import LONGEST_REFERENCE, MeetingDraft, request_meeting
from backend.meetings.views import MeetingView, meeting_view, read_meeting
from backend.reporting.privacy import find, mask
from models import AuditEvent, Meeting, NumberSeries, OutboxMessage, Person
from models.enums import AuditAction, Channel, Consent, MeetingForm, MeetingStatus, NoticeKind, PartyCode, RoleName
from tests.house import NOW, House


def draft(house: House, **changes: Any) -> MeetingDraft:
    return replace(
        MeetingDraft(
            form=MeetingForm.FLERPARTSSAMTAL,
            kommun_id=house.tranas,
            parties=(PartyCode.VARD, PartyCode.AF),
            purpose="Enas om vem som gör vad efter utskrivningen.",
            wanted_outcome="En gemensam plan.",
            who_decides="Enhetschef på AME",
            individual_takes_part=True,
            consent=Consent.JA,
            reference="ärende A",
            window_start=date(2026, 3, 16),
            window_end=date(2026, 3, 27),
        ),
        **changes,
    )


async def ask(house: House, key: str = "m1", caller: Person | None = None, **changes: Any) -> Meeting:
    async with house.database.begin(house.forbund_id) as session:
        return await request_meeting(session, caller or house.reporter, draft(house, **changes), key, NOW)


async def view_of(house: House, meeting: Meeting) -> MeetingView:
    async with house.database.read(house.forbund_id) as session:
        return await meeting_view(session, stored_id(meeting), for_handler=True)


async def test_a_meeting_is_stored_with_number_and_receiver(house: House) -> None:
    meeting = await ask(house)
    view = await view_of(house, meeting)

    assert (view.number, view.status, view.kommun) == ("SM-2026-0001", MeetingStatus.BEGART, "Tranås")
    assert (view.parties, view.calling_party) == ((PartyCode.AF, PartyCode.VARD), PartyCode.KOMMUN)
    assert (view.purpose, view.who_decides) == ("Enas om vem som gör vad efter utskrivningen.", "Enhetschef på AME")
    assert view.receiver_role is RoleName.KOORDINATOR
    assert (view.caller_name, view.caller_email) == ("Hanna Exempel", "")
    assert [event.subject for event in await house.all_of(AuditEvent)] == ["meeting"]


async def test_the_receiver_is_told_in_teams_and_by_mail(house: House) -> None:
    meeting = await ask(house)

    told = {(m.channel, m.person_id, m.kind, m.subject_id) for m in await house.all_of(OutboxMessage)}
    expected = (house.coordinator.id, NoticeKind.MEETING_REQUESTED, meeting.id)
    assert told == {(Channel.TEAMS, *expected), (Channel.MAIL, *expected)}


async def test_the_same_key_is_one_meeting_and_one_number_also_for_two_clicks_at_once(house: House) -> None:
    meetings = await asyncio.gather(*(ask(house) for _ in range(3)), ask(house))

    assert len({meeting.id for meeting in meetings}) == 1
    [series] = await house.all_of(NumberSeries)
    assert series.last == 1
    assert len(await house.all_of(OutboxMessage)) == 2


async def test_another_person_s_key_is_refused(house: House) -> None:
    await ask(house)
    with pytest.raises(NotAllowedError):
        await ask(house, caller=house.coordinator)


@pytest.mark.parametrize(
    ("changes", "error", "field"),
    [
        ({"parties": ()}, "error.meeting_parties", "parties"),
        ({"parties": (PartyCode.KOMMUN,)}, "error.meeting_parties", "parties"),
        ({"purpose": " \n"}, "error.purpose_missing", "purpose"),
        ({"wanted_outcome": ""}, "error.wanted_outcome_missing", "wanted_outcome"),
        ({"who_decides": ""}, "error.who_decides_missing", "who_decides"),
        ({"window_end": date(2026, 3, 15)}, "error.window_order", "window_end"),
        ({"window_start": date(2026, 3, 2), "window_end": date(2026, 3, 11)}, "error.window_past", "window_end"),
        ({"reference": "x" * 41}, "error.text_too_long", "reference"),
        ({"kommun_id": 4711}, "error.kommun_unknown", "kommun_id"),
        ({"form": MeetingForm.FORMOTE, "consent": Consent.NEJ}, "error.consent_needed", "consent"),
        ({"form": MeetingForm.REHABMOTE, "consent": Consent.NEJ}, "error.consent_needed", "consent"),
        ({"form": MeetingForm.REHABMOTE, "consent": Consent.EJ_AKTUELLT}, "error.consent_needed", "consent"),
        ({"form": MeetingForm.SIP, "individual_takes_part": False, "consent": Consent.NEJ}, "error.consent_needed", "consent"),
    ],
)
async def test_what_is_missing_or_impossible_is_told_by_field(
    house: House, changes: dict[str, Any], error: str, field: str
) -> None:
    with pytest.raises(DomainError) as refused:
        await ask(house, **changes)

    assert (refused.value.key, refused.value.values["field"]) == (error, field)
    assert await house.all_of(Meeting) == []


async def test_a_meeting_today_is_in_time_in_stockholm(house: House) -> None:
    meeting = await ask(house, window_start=date(2026, 3, 12), window_end=date(2026, 3, 12))

    assert meeting.window_end == date(2026, 3, 12)


async def test_the_caller_s_own_party_counts_as_one_of_two(house: House) -> None:
    meeting = await ask(house, parties=(PartyCode.FK,))

    assert (await view_of(house, meeting)).parties == (PartyCode.FK,)


@pytest.mark.parametrize("field", ["purpose", "wanted_outcome", "who_decides", "reference"])
async def test_personal_data_is_refused_in_every_field_of_words(house: House, field: str) -> None:
    with pytest.raises(PersonalDataError) as error:
        changes: dict[str, Any] = {field: "om 19640823-3234"}
        await ask(house, **changes)

    assert list(error.value.fields) == [field]
    assert await house.all_of(Meeting) == []
    assert await house.all_of(OutboxMessage) == []


async def test_a_meeting_between_units_is_about_no_individual(house: House) -> None:
    meeting = await ask(house, form=MeetingForm.VERKSAMHETER, individual_takes_part=True, consent=Consent.NEJ)

    assert (meeting.individual_takes_part, meeting.consent) == (False, Consent.EJ_AKTUELLT)
    assert (await view_of(house, meeting)).advice == ()


@pytest.mark.parametrize(
    ("changes", "advice"),
    [
        ({"parties": (PartyCode.FK,)}, ()),
        ({"parties": (PartyCode.FK,), "individual_takes_part": False}, ("meeting.advice.fk_absent",)),
        ({"parties": (PartyCode.AF,), "individual_takes_part": False}, ()),
        ({"consent": Consent.NEJ}, ("meeting.advice.consent",)),
        ({"consent": Consent.EJ_AKTUELLT}, ("meeting.advice.consent",)),
        ({"parties": (PartyCode.AF,), "individual_takes_part": False, "consent": Consent.EJ_AKTUELLT}, ()),
        ({"form": MeetingForm.FORMOTE}, ("meeting.advice.without_individual",)),
        ({"form": MeetingForm.VERKSAMHETER, "parties": (PartyCode.FK,), "individual_takes_part": False}, ()),
    ],
)
async def test_the_caller_is_told_what_to_know_beforehand(house: House, changes: dict[str, Any], advice: tuple[str, ...]) -> None:
    assert (await view_of(house, await ask(house, **changes))).advice == advice


async def test_a_meeting_may_come_out_of_one_s_own_report_only(house: House) -> None:
    report = await house.report()
    assert (await ask(house, report_id=report.id)).report_id == report.id
    with pytest.raises(NotAllowedError):
        await ask(house, "m2", report_id=4711)
    stranger = Person(name="Sven Exempel", email="sven@nassjo.example", party=PartyCode.AF)
    async with house.database.begin(house.forbund_id) as session:
        session.add(stranger)
    with pytest.raises(NotAllowedError):
        await ask(house, "m3", caller=stranger, report_id=report.id)


async def test_a_kommun_without_a_coordinator_still_has_a_receiver(house: House) -> None:
    meeting = await ask(house, kommun_id=house.eksjo)

    assert (meeting.receiver_id, meeting.receiver_role) == (house.office.id, RoleName.VERKSAMHETSUTVECKLARE)


async def test_only_the_caller_and_those_who_handle_the_kommun_see_a_meeting(house: House) -> None:
    meeting_id = stored_id(await ask(house, kommun_id=house.eksjo))
    async with house.database.begin(house.forbund_id) as session:
        assert not (await read_meeting(session, meeting_id, house.reporter, NOW)).viewer_handles
        assert (await read_meeting(session, meeting_id, house.office, NOW)).viewer_handles
        assert (await read_meeting(session, meeting_id, None, NOW)).viewer_handles
        with pytest.raises(NotAllowedError):
            await read_meeting(session, meeting_id, house.coordinator, NOW)


async def test_a_look_at_a_meeting_by_those_who_handle_it_is_kept(house: House) -> None:
    meeting_id = stored_id(await ask(house, kommun_id=house.eksjo))
    async with house.database.begin(house.forbund_id) as session:
        for viewer in (house.reporter, house.office, None):
            await read_meeting(session, meeting_id, viewer, NOW)

    async with house.database.read(house.forbund_id) as session:
        looks = (await session.exec(select(AuditEvent).where(AuditEvent.action == AuditAction.VIEWED))).all()
    assert {(look.actor_id, look.subject, look.subject_id) for look in looks} == {
        (house.office.id, "meeting", meeting_id),
        (None, "meeting", meeting_id),
    }


async def test_a_reference_is_stored_with_the_marks_that_made_it_longer_than_its_field(house: House) -> None:
    said = "Eva och Omar, Bo och Anna i ärende A"
    masked = mask(said, find(said))
    assert len(said) <= LONGEST_REFERENCE < len(masked)
    assert (await view_of(house, await ask(house, reference=masked))).reference == masked
