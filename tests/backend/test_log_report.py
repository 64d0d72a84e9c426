import asyncio
from datetime import date, timedelta
from typing import Any

import pytest
from sqlmodel import select

from backend.categories.taxonomy import Taxonomy
from backend.errors import DomainError, NotAllowedError, PersonalDataError
from backend.reporting.log import ReportDraft, log_report
from backend.reporting.privacy import find, mask
from backend.reporting.spans import LONGEST_TEXT
from backend.reporting.understand import Candidate
from models import AuditEvent, Conversation, NumberSeries, OutboxMessage, Person, Report, ReportParty, Role, StatusChange
from models.enums import Channel, NoticeKind, PartyCode, ReportStatus, RoleName
from tests.house import NOW, TEXT, House


async def test_a_report_is_stored_with_number_receiver_parties_history_and_answer_date(house: House) -> None:
    report = await house.report(parties=(PartyCode.FK, PartyCode.VARD), proposed=[Candidate("NARVARO", 0.81236)])
    assert (report.number, report.status, report.reported_at) == ("SB-2026-0001", ReportStatus.MOTTAGEN, NOW)
    assert (report.receiver_id, report.receiver_role) == (house.coordinator.id, RoleName.KOORDINATOR)
    assert report.reporting_party is PartyCode.KOMMUN
    assert report.answer_due == date(2026, 3, 26)
    assert report.proposed == [{"code": "NARVARO", "p": 0.8124}]
    assert {party.party for party in await house.all_of(ReportParty)} == {PartyCode.FK, PartyCode.VARD}
    assert [change.after for change in await house.all_of(StatusChange)] == [ReportStatus.MOTTAGEN]
    assert [event.subject for event in await house.all_of(AuditEvent)] == ["report"]


async def test_the_receiver_is_told_in_teams_and_by_mail_in_the_same_transaction(house: House) -> None:
    report = await house.report()
    told = {(m.channel, m.person_id, m.kind, m.subject_id) for m in await house.all_of(OutboxMessage)}
    expected = (house.coordinator.id, NoticeKind.REPORT_RECEIVED, report.id)
    assert told == {(Channel.TEAMS, *expected), (Channel.MAIL, *expected)}


async def test_the_answer_date_counts_working_days_over_easter(house: House) -> None:
    async with house.database.begin(house.forbund_id) as session:
        draft = ReportDraft(text=TEXT, kommun_id=house.tranas, parties=(PartyCode.FK,), category="NARVARO")
        # 2 April is Maundy Thursday 2026; Good Friday and Easter Monday are no working days
        logged = await log_report(session, house.reporter, draft, Taxonomy.load(), "k", NOW + timedelta(days=21))
    assert logged.report.answer_due == date(2026, 4, 20)


async def test_the_same_key_is_one_report(house: House) -> None:
    first, second = await house.report("k"), await house.report("k")
    assert first.id == second.id
    assert len(await house.all_of(Report)) == 1
    assert len(await house.all_of(OutboxMessage)) == 2


async def test_two_clicks_at_the_same_moment_are_one_report_and_one_number(house: House) -> None:
    reports = await asyncio.gather(*(house.report("k") for _ in range(4)))
    assert len({report.id for report in reports}) == 1
    (series,) = await house.all_of(NumberSeries)
    assert series.last == 1


async def test_a_text_that_is_as_long_as_it_may_be_is_stored_with_the_marks_that_made_it_longer(house: House) -> None:
    said = "Eva ringde. " * 15
    text = said + "x " * ((LONGEST_TEXT - len(said)) // 2 - 1) + "xx"
    masked = mask(text, find(text))
    assert len(text) == LONGEST_TEXT < len(masked)
    assert (await house.report(text=masked)).text == masked


async def test_another_person_s_key_is_refused(house: House) -> None:
    await house.report("k")
    house.reporter = house.coordinator
    with pytest.raises(NotAllowedError):
        await house.report("k")


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"text": "  \n "}, "error.text_missing"),
        ({"text": "å" * 4001}, "error.text_too_long"),
        ({"kommun_id": 4711}, "error.kommun_unknown"),
        ({"parties": ()}, "error.parties_missing"),
        ({"category": "HITTEPA"}, "error.category_unknown"),
        ({"event_date": date(2026, 3, 13)}, "error.date_in_future"),
    ],
    ids=str,
)
async def test_what_is_missing_or_impossible_is_told_and_nothing_is_stored(
    house: House, changes: dict[str, Any], key: str
) -> None:
    with pytest.raises(DomainError) as error:
        await house.report(**changes)
    assert error.value.key == key
    assert await house.all_of(Report) == []


@pytest.mark.parametrize("text", ["Gäller 19121212-1212", "Ring 070-174 06 35", "Skriv till anna@firma.example"])
@pytest.mark.parametrize("field", ["text", "suggestion"])
async def test_personal_data_stops_everything_and_the_error_does_not_repeat_it(house: House, text: str, field: str) -> None:
    with pytest.raises(PersonalDataError) as error:
        changes: dict[str, Any] = {field: text}
        await house.report(**changes)
    (places,) = error.value.fields.values()
    start, end, _ = places[0]
    assert list(error.value.fields) == [field]
    assert text[start:end] not in str(error.value)
    for table in (Report, OutboxMessage, AuditEvent, NumberSeries):
        assert await house.all_of(table) == []


async def test_characters_that_no_database_holds_are_dropped_before_the_guard_looks(house: House) -> None:
    report = await house.report(text="FK kom\x00 inte\r\npå mötet\x07")
    assert report.text == "FK kom inte\npå mötet"
    with pytest.raises(PersonalDataError):
        await house.report("k2", text="19121212\x00-1212")


async def test_a_kommun_without_coordinator_goes_to_the_office_and_then_to_the_forbund(house: House) -> None:
    report = await house.report(kommun_id=house.eksjo)
    assert (report.receiver_id, report.receiver_role) == (house.office.id, RoleName.VERKSAMHETSUTVECKLARE)
    async with house.database.begin(house.forbund_id) as session:
        office = await session.get(Person, house.office.id)
        assert office
        office.active = False
    report = await house.report("k2", kommun_id=house.eksjo)
    assert (report.receiver_id, report.receiver_role) == (None, None)
    messages = [m for m in await house.all_of(OutboxMessage) if m.subject_id == report.id]
    assert [(m.channel, m.address) for m in messages] == [(Channel.MAIL, "forbundet@hoglandet.example")]


async def test_the_deputy_steps_in_before_the_office(house: House) -> None:
    async with house.database.begin(house.forbund_id) as session:
        deputy = Person(name="Dag Exempel", email="dag@hoglandet.example")
        session.add(deputy)
        await session.flush()
        assert deputy.id
        session.add(Role(person_id=deputy.id, role=RoleName.STALLFORETRADARE, kommun_id=house.eksjo))
    report = await house.report(kommun_id=house.eksjo)
    assert (report.receiver_id, report.receiver_role) == (deputy.id, RoleName.STALLFORETRADARE)


async def test_a_coordinator_whom_nothing_reaches_is_passed_over(house: House) -> None:
    async with house.database.begin(house.forbund_id) as session:
        coordinator = await session.get(Person, house.coordinator.id)
        assert coordinator
        coordinator.email = None
        conversation = (await session.exec(select(Conversation).where(Conversation.person_id == coordinator.id))).one()
        conversation.blocked_at = NOW
    report = await house.report()
    assert report.receiver_id == house.office.id
