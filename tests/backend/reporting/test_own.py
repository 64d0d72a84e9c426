"""What a reporter does with a report afterwards: change it, add to it, take it back."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from backend.categories.proposal import Candidate
from backend.categories.taxonomy import Taxonomy
from backend.database import stored_id
from backend.errors import DomainError, NotAllowedError, NotFoundError, PersonalDataError
from backend.handling.handle import Handling, handle_report
from backend.reporting.log import ReportDraft
from backend.reporting.own import add_to_report, change_report, withdraw_report
from models import AuditEvent, OutboxMessage, Person, Report, ReportComment, ReportParty, StatusChange
from models.enums import Channel, CommentKind, Consequence, NoticeKind, PartyCode, ReportStatus, Slag
from tests.house import NOW, TEXT, House

LATER = NOW + timedelta(hours=1)
TAXONOMY = Taxonomy.load()


async def told(house: House) -> list[tuple[Channel, int | None, str]]:
    messages = [message for message in await house.all_of(OutboxMessage) if message.kind is NoticeKind.REPORT_AMENDED]
    return [(message.channel, message.person_id, message.details["how"]) for message in messages]


def draft(house: House, **changes: Any) -> ReportDraft:
    first = ReportDraft(text=TEXT, kommun_id=house.tranas, parties=(PartyCode.FK,), category="NARVARO")
    return replace(first, **changes)


async def change(house: House, report: Report, submit: str = "s1", by: Person | None = None, **changes: Any) -> Report:
    async with house.database.begin(house.forbund_id) as session:
        wanted = draft(house, **changes)
        return await change_report(session, by or house.reporter, stored_id(report), wanted, TAXONOMY, submit, LATER)


async def add(house: House, report: Report, text: str, submit: str = "s1", by: Person | None = None) -> Report:
    async with house.database.begin(house.forbund_id) as session:
        return await add_to_report(session, by or house.reporter, stored_id(report), text, submit, LATER)


async def withdraw(house: House, report: Report, submit: str = "s1", by: Person | None = None) -> Report:
    async with house.database.begin(house.forbund_id) as session:
        return await withdraw_report(session, by or house.reporter, stored_id(report), submit, LATER)


async def sort(house: House, report: Report, handling: Handling) -> None:
    async with house.database.begin(house.forbund_id) as session:
        await handle_report(session, house.coordinator, stored_id(report), handling, "h1", NOW)


async def test_the_words_of_a_proposal_go_with_the_text_that_held_them(house: House) -> None:
    report = await house.report(proposed=[Candidate("NARVARO", 0.8)], because=["kom inte"])
    assert report.proposed == [{"code": "NARVARO", "p": 0.8, "because": [[3, 11]]}]
    changed = await change(house, report, text="FK ställde in mötet i tisdags")
    assert changed.proposed == [{"code": "NARVARO", "p": 0.8}]


async def test_a_change_is_saved_over_with_its_trail_and_the_receiver_is_told_once(house: House) -> None:
    report = await house.report()
    changes: dict[str, Any] = {
        "text": "AF kom inte heller",
        "parties": (PartyCode.AF, PartyCode.FK),
        "category": "KONTAKT",
        "slag": Slag.BEHOV,
        "event_date": date(2026, 3, 10),
        "recurring": True,
        "consequence": Consequence.VANTAN,
        "spoken_with_party": False,
        "suggestion": "Ring varandra",
    }
    await change(house, report, **changes)
    [stored] = await house.all_of(Report)
    for name, value in changes.items():
        if name != "parties":
            assert getattr(stored, name) == value
    assert stored.number == report.number
    assert stored.answer_due == report.answer_due, "the promise stands"
    assert {row.party for row in await house.all_of(ReportParty)} == {PartyCode.AF, PartyCode.FK}
    trail = (await house.all_of(AuditEvent))[-1]
    assert set(trail.details["fields"]) == set(changes)
    assert "AF kom inte" not in str(trail.details)
    assert await told(house) == [(Channel.TEAMS, house.coordinator.id, "changed")]


async def test_the_same_submit_twice_is_one_change_even_when_another_came_between(house: House) -> None:
    report = await house.report()
    await change(house, report, "s1", text="Först så här")
    await change(house, report, "s2", text="Sedan så här")
    again = await change(house, report, "s1", text="Först så här")
    assert again.text == "Sedan så här"
    assert len(await told(house)) == 2


async def test_nothing_new_tells_nobody(house: House) -> None:
    report = await house.report()
    await change(house, report)
    assert await told(house) == []
    assert [event.details for event in await house.all_of(AuditEvent)] == [{}]


async def test_the_coordinators_category_stays_when_the_reporter_changes_theirs(house: House) -> None:
    report = await house.report()
    await sort(house, report, Handling(category="KONTAKT"))
    await change(house, report, category="ANSVAR")
    [stored] = await house.all_of(Report)
    assert (stored.category, stored.reporter_category) == ("KONTAKT", "ANSVAR")


async def test_the_coordinators_category_stays_also_when_the_form_was_sent_back_with_it(house: House) -> None:
    report = await house.report()
    await sort(house, report, Handling(category="KONTAKT"))
    await change(house, report, "s1", text="Så här var det", category="KONTAKT")
    [stored] = await house.all_of(Report)
    assert (stored.category, stored.reporter_category) == ("KONTAKT", "NARVARO")
    await change(house, report, "s2", text="Så här var det", category="ANSVAR")
    [stored] = await house.all_of(Report)
    assert (stored.category, stored.reporter_category) == ("KONTAKT", "ANSVAR")


async def test_another_kommun_gives_the_report_to_its_receiver_as_a_new_one(house: House) -> None:
    report = await house.report()
    await change(house, report, kommun_id=house.eksjo)
    [stored] = await house.all_of(Report)
    assert stored.receiver_id == house.office.id
    received = [m for m in await house.all_of(OutboxMessage) if m.kind is NoticeKind.REPORT_RECEIVED]
    assert [m.person_id for m in received] == [house.coordinator.id, house.coordinator.id, house.office.id]


async def test_a_sorted_report_is_no_longer_changed(house: House) -> None:
    report = await house.report()
    await sort(house, report, Handling(status=ReportStatus.SORTERAD))
    with pytest.raises(DomainError) as error:
        await change(house, report, text="Något annat")
    assert error.value.key == "error.report_sorted"
    assert (await house.all_of(Report))[0].text == TEXT


@pytest.mark.parametrize("text", ["Gäller 19121212-1212", "Ring 070-174 06 35"])
async def test_personal_data_stops_a_change_and_an_addition(house: House, text: str) -> None:
    report = await house.report()
    with pytest.raises(PersonalDataError):
        await change(house, report, text=text)
    with pytest.raises(PersonalDataError):
        await change(house, report, suggestion=text)
    with pytest.raises(PersonalDataError):
        await add(house, report, text)
    assert (await house.all_of(Report))[0].text == TEXT
    assert await house.all_of(ReportComment) == []
    assert await told(house) == []


async def test_an_addition_is_kept_beside_the_report_and_told_once(house: House) -> None:
    report = await house.report()
    await sort(house, report, Handling(status=ReportStatus.SORTERAD))
    await add(house, report, "  Det hände igen i dag.  ")
    await add(house, report, "Det hände igen i dag.")
    [comment] = await house.all_of(ReportComment)
    assert (comment.kind, comment.text, comment.author_id) == (CommentKind.REPLY, "Det hände igen i dag.", house.reporter.id)
    assert await told(house) == [(Channel.TEAMS, house.coordinator.id, "added")]
    assert (await house.all_of(Report))[0].text == TEXT


async def test_an_empty_addition_is_asked_for_again(house: House) -> None:
    report = await house.report()
    with pytest.raises(DomainError) as error:
        await add(house, report, " \n ")
    assert error.value.key == "error.addition_missing"


async def test_a_report_taken_back_ends_its_life_with_trail_and_number(house: House) -> None:
    report = await house.report()
    await withdraw(house, report)
    await withdraw(house, report, "s2")
    [stored] = await house.all_of(Report)
    assert (stored.status, stored.closed_at, stored.number) == (ReportStatus.ATERKALLAD, LATER, report.number)
    steps = [(step.before, step.after) for step in await house.all_of(StatusChange)]
    assert steps == [(None, ReportStatus.MOTTAGEN), (ReportStatus.MOTTAGEN, ReportStatus.ATERKALLAD)]
    assert await told(house) == [(Channel.TEAMS, house.coordinator.id, "withdrawn")]


async def test_a_report_taken_back_is_neither_changed_nor_added_to(house: House) -> None:
    report = await house.report()
    await withdraw(house, report)
    for attempt in (change(house, report, "s2", text="Ändrat"), add(house, report, "Tillagt", "s3")):
        with pytest.raises(DomainError) as error:
            await attempt
        assert error.value.key == "error.report_withdrawn"


async def test_a_closed_report_stays(house: House) -> None:
    report = await house.report()
    await sort(house, report, Handling(status=ReportStatus.AVSLUTAD, answer="Det är löst."))
    with pytest.raises(DomainError) as error:
        await withdraw(house, report)
    assert error.value.key == "error.report_closed"


async def test_another_persons_report_is_left_alone_even_by_the_coordinator(house: House) -> None:
    report = await house.report()
    for attempt in (
        change(house, report, by=house.coordinator, text="Ändrat"),
        add(house, report, "Tillagt", by=house.coordinator),
        withdraw(house, report, by=house.coordinator),
    ):
        with pytest.raises(NotAllowedError):
            await attempt
    assert await told(house) == []


async def test_a_report_that_is_not_there_is_told_so(house: House) -> None:
    await house.report()
    async with house.database.begin(house.forbund_id) as session:
        with pytest.raises(NotFoundError):
            await withdraw_report(session, house.reporter, 4711, "s1", LATER)
