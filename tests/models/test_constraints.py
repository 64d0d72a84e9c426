from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError, StatementError
from sqlmodel import SQLModel, select
from sqlmodel.sql.sqltypes import AutoString

from backend.directory.numbers import next_number
from models import (
    AuditEvent,
    Group,
    Issue,
    Lift,
    Meeting,
    OutboxMessage,
    Person,
    Report,
    Role,
    RoleTerm,
    metadata,
)
from models.enums import AuditAction, Channel, Consent, GroupKind, LiftOutcome, MeetingForm, NoticeKind, RoleName, Slag
from tests.house import NOW, House, conversation_of

# Bounded: what the product makes itself, reads from the directory, or is told by Teams and by mail servers.
FROM_NO_FORM = """
audit_event.subject category_model.version category_model.recipe category_model.content_hash coded_text.category
conversation.service_url conversation.conversation_id conversation.tenant_id conversation.user_id conversation.bot_id
edition.period edition.title edition.content_hash edition.taxonomy_version edition_draft.period edition_draft_section.key
edition_translation.locale edition_translation.title edition_translation.content_hash forbund.slug forbund.name forbund.email
forbund.notice_hours forbund.directory_mark forbund.categoriser_version forbund_domain.domain forbund_tenant.tenant_id
forum.slug forum.name forum_meeting.place insats.slug insats.name insats_measure.name insats_outcome.comment invitation.function
invitation.email issue.number kommun.code kommun.name kommun.inhabitants_source local_category.code local_category.sub
local_category.name local_category.name_en meeting.number meeting.idempotency_key meeting.calendar_uid meeting.organizer_email
number_series.series outbox.key outbox.address outbox.result outbox.bounce_code pattern.mark pattern.category person.name
person.email person.entra_id person.locale person.paper_locale publication.content_hash report.number report.idempotency_key
report.category report.subcategory report.secondary_category report.reporter_category report.model_version
report.taxonomy_version report_comment.idempotency_key sign_in.email sign_in.locale standing_card.conversation_id
standing_card.activity_id standing_card.face unit.name unit.function unit.email unit_alias.alias
"""


def report(house: House, **changes: Any) -> Report:
    values: dict[str, Any] = {
        "number": "SB-2026-0900",
        "idempotency_key": "other",
        "reported_at": NOW,
        "kommun_id": house.tranas,
        "text": "text",
        "category": "NARVARO",
        "reporter_category": "NARVARO",
        "taxonomy_version": "1",
        "answer_due": date(2026, 3, 26),
    }
    return Report(**{**values, **changes})


def meeting(house: House, **changes: Any) -> Meeting:
    values: dict[str, Any] = {
        "number": "SM-2026-0001",
        "idempotency_key": "m",
        "requested_at": NOW,
        "form": MeetingForm.SIP,
        "kommun_id": house.tranas,
        "purpose": "p",
        "wanted_outcome": "w",
        "who_decides": "d",
        "individual_takes_part": True,
        "consent": Consent.JA,
        "window_start": date(2026, 3, 20),
        "window_end": date(2026, 3, 30),
        "calendar_uid": "u",
    }
    return Meeting(**{**values, **changes})


async def refused(house: House, row: SQLModel) -> bool:
    try:
        async with house.database.begin(house.forbund_id) as session:
            session.add(row)
    except IntegrityError:
        return True
    return False


async def test_a_right_row_is_taken(house: House) -> None:
    assert not await refused(house, report(house))
    assert not await refused(house, meeting(house))


@pytest.mark.parametrize(
    "changes",
    [{"text": ""}, {"text": "x" * 4101}, {"category": ""}, {"slag": Slag.EJ_BRIST}, {"kommun_id": 9999}, {"issue_id": 9999}],
    ids=str,
)
async def test_a_report_that_makes_no_sense_is_refused(house: House, changes: dict[str, Any]) -> None:
    assert await refused(house, report(house, **changes))


async def test_a_number_and_a_key_are_given_once(house: House) -> None:
    first = await house.report("k1")
    assert await refused(house, report(house, number=first.number))
    assert await refused(house, report(house, idempotency_key="k1"))


@pytest.mark.parametrize(
    "changes",
    [
        {"window_end": date(2026, 3, 1)},
        {"starts_at": NOW, "ends_at": NOW},
        {"starts_at": NOW},
        {"status": "bokat"},
    ],
    ids=str,
)
async def test_a_meeting_that_makes_no_sense_is_refused(house: House, changes: dict[str, Any]) -> None:
    assert await refused(house, meeting(house, **changes))


async def test_a_role_has_the_scope_that_it_needs_and_is_given_once(house: House) -> None:
    person = house.reporter.id
    assert person
    assert await refused(house, Role(person_id=person, role=RoleName.KOORDINATOR))
    assert await refused(house, Role(person_id=person, role=RoleName.LEDAMOT, kommun_id=house.tranas))
    assert await refused(house, Role(person_id=person, role=RoleName.FORBUNDSCHEF, kommun_id=house.tranas))
    assert not await refused(house, Role(person_id=person, role=RoleName.FORBUNDSCHEF))
    assert await refused(house, Role(person_id=person, role=RoleName.FORBUNDSCHEF))


async def test_a_role_ends_no_day_before_it_begins(house: House) -> None:
    term: dict[str, Any] = {"person_id": house.reporter.id, "role": RoleName.FORBUNDSCHEF, "begins": date(2026, 3, 2)}
    assert await refused(house, RoleTerm(**term, ends=date(2026, 3, 1)))
    assert not await refused(house, RoleTerm(**term, ends=date(2026, 3, 2)))


async def test_a_role_begins_once_on_a_day_in_each_scope_and_is_held_from_before_once(house: House) -> None:
    async with house.database.begin(house.forbund_id) as session:
        groups = [Group(slug=slug, kind=GroupKind.LSG, name="LSG") for slug in ("tranas", "vetlanda")]
        session.add_all(groups)
    first, last = date(2026, 3, 2), date(2026, 3, 31)
    person = house.reporter.id
    tranas, vetlanda = (dict[str, Any](person_id=person, role=RoleName.SAMMANKALLANDE, group_id=group.id) for group in groups)
    local: dict[str, Any] = {"person_id": person, "role": RoleName.KOORDINATOR, "kommun_id": house.tranas}
    office: dict[str, Any] = {"person_id": person, "role": RoleName.FORBUNDSCHEF}
    for held in (tranas, local, office):
        assert not await refused(house, RoleTerm(**held, begins=first))
        assert await refused(house, RoleTerm(**held, begins=first, ends=last)), "it begins once on a day"
        assert not await refused(house, RoleTerm(**held, begins=last)), "and again on another"
        assert not await refused(house, RoleTerm(**held, ends=first))
        assert await refused(house, RoleTerm(**held, ends=last)), "what is held from before ends once"
    assert not await refused(house, RoleTerm(**vetlanda, begins=first)), "in another group it is another role"


async def test_a_person_can_be_reached_or_recognised(house: House) -> None:
    assert await refused(house, Person(name="Ingen"))
    assert await refused(house, Person(name="Samma", entra_id="e-hanna"))
    assert await refused(house, conversation_of(house.reporter))


async def test_a_lift_is_decided_when_it_has_an_outcome(house: House) -> None:
    async with house.database.begin(house.forbund_id) as session:
        group = Group(slug="tranas", kind=GroupKind.LSG, name="LSG")
        issue = Issue(number="FR-2026-0001", title="Närvaro", opened_at=NOW)
        session.add_all([group, issue])
        await session.flush()
    lift: dict[str, Any] = {"issue_id": issue.id, "group_id": group.id, "question": "Ska vi?", "lifted_at": NOW}
    assert await refused(house, Lift(**lift, outcome=LiftOutcome.BESLUTAD))
    assert await refused(house, Lift(**lift, decided_at=NOW))
    assert not await refused(house, Lift(**lift, outcome=LiftOutcome.BESLUTAD, decided_at=NOW))
    assert not await refused(house, Lift(**lift))
    assert await refused(house, Group(slug="tranas", kind=GroupKind.LSG, name="En till"))


@pytest.mark.parametrize(
    "changes",
    [{}, {"person_id": 1, "address": "a@b.example"}, {"channel": Channel.TEAMS, "address": "a@b.example"}],
    ids=str,
)
async def test_a_message_has_one_recipient(house: House, changes: dict[str, Any]) -> None:
    values: dict[str, Any] = {
        "key": "k",
        "channel": Channel.MAIL,
        "kind": NoticeKind.REPORT_RECEIVED,
        "subject_id": 1,
        "created_at": NOW,
        "next_attempt_at": NOW,
    }
    assert await refused(house, OutboxMessage(**{**values, **changes}))


async def test_a_time_without_a_zone_is_refused_and_one_with_a_zone_comes_back_the_same(house: House) -> None:
    naive = datetime(2026, 3, 12, 9, 30)  # noqa: DTZ001  # this is what is refused
    with pytest.raises(StatementError, match="time zone"):
        async with house.database.begin(house.forbund_id) as session:
            session.add(AuditEvent(at=naive, action=AuditAction.VIEWED, subject="report", subject_id=1))
    async with house.database.begin(house.forbund_id) as session:
        session.add(AuditEvent(at=NOW, action=AuditAction.VIEWED, subject="report", subject_id=1))
    async with house.database.read(house.forbund_id) as session:
        assert (await session.exec(select(AuditEvent.at))).one() == NOW


async def test_an_error_of_the_database_does_not_repeat_what_was_written(house: House) -> None:
    with pytest.raises(IntegrityError) as error:
        async with house.database.begin(house.forbund_id) as session:
            session.add(report(house, text="hemliga ord", kommun_id=9999))
    assert "hemliga ord" not in str(error.value)


async def test_numbers_run_by_series_and_year_and_a_rollback_gives_its_number_back(house: House) -> None:
    new_year = datetime(2026, 12, 31, 23, 30, tzinfo=NOW.tzinfo)  # already 2027 in Stockholm
    async with house.database.begin(house.forbund_id) as session:
        given = [await next_number(session, series, NOW) for series in ("SB", "SB", "SM")]
        given.append(await next_number(session, "SB", new_year))
    with pytest.raises(ZeroDivisionError):
        async with house.database.begin(house.forbund_id) as session:
            await next_number(session, "SB", NOW)
            raise ZeroDivisionError
    async with house.database.begin(house.forbund_id) as session:
        given.append(await next_number(session, "SB", NOW + timedelta(days=1)))
    assert given == ["SB-2026-0001", "SB-2026-0002", "SM-2026-0001", "SB-2027-0001", "SB-2026-0003"]


def test_a_column_of_bounded_length_holds_no_words_that_the_guard_may_make_longer() -> None:
    columns = [column for table in metadata.tables.values() for column in table.columns]
    bounded = {str(column) for column in columns if isinstance(column.type, AutoString)}
    assert bounded == set(FROM_NO_FORM.split()), "what people write is sa.Text"
