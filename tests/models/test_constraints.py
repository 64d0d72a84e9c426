from collections.abc import AsyncIterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import orm
from sqlalchemy.dialects import sqlite
from sqlalchemy.exc import IntegrityError, StatementError
from sqlmodel import SQLModel, col, select

from backend.database import insert_new, insert_own, stored_id
from backend.directory.numbers import next_number
from backend.scope import kept
from models import (
    AuditEvent,
    Conversation,
    Forbund,
    Group,
    Issue,
    Kommun,
    Lift,
    Meeting,
    NumberSeries,
    OutboxMessage,
    Person,
    Report,
    Role,
    RoleTerm,
)
from models.enums import AuditAction, Channel, Consent, GroupKind, LiftOutcome, MeetingForm, NoticeKind, RoleName, Slag
from tests.house import NOW, House, conversation_of, small_house


@pytest.fixture
async def house(database_url: str) -> AsyncIterator[House]:
    async with small_house(database_url) as house:
        yield house


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
    [{"text": ""}, {"text": "x" * 4001}, {"category": ""}, {"slag": Slag.EJ_BRIST}, {"kommun_id": 9999}, {"issue_id": 9999}],
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


async def two_forbund(house: House) -> tuple[int, int]:
    """A second förbund, with the kommun Flen; returns the ids of both."""
    async with house.database.begin_for_every_forbund() as session:
        session.add(other := Forbund(slug="sormland", name="Sörmland", email="f@sormland.example"))
        await session.flush()
        other_id = stored_id(other)
    async with house.database.begin(other_id) as session:
        session.add(flen := Kommun(code="0482", name="Flen"))
        await session.flush()
        return other_id, stored_id(flen)


async def names(house: House) -> dict[str, int]:
    """Every kommun with its förbund."""
    async with house.database.read_every_forbund() as session:
        return dict((await session.exec(select(Kommun.name, Kommun.forbund_id))).all())


other_kommun = orm.aliased(Kommun)
everything = sa.select(col(Kommun.id), col(Kommun.name)).subquery()
LOOKS: dict[str, Any] = {
    "all": sa.select(col(Kommun.name)),
    "by name": sa.select(col(Kommun.name)).where(col(Kommun.name) == "Flen"),
    "alias": sa.select(col(other_kommun.name)),
    "subquery": sa.select(everything.c.name),
    "within": sa.select(col(Kommun.name)).where(col(Kommun.id).in_(sa.select(col(other_kommun.id)))),
    "union": sa.select(col(Kommun.name)).union(sa.select(col(other_kommun.name))),
    "common table": sa.select(sa.select(col(Kommun.name)).cte("c").c.name),
    "kept": kept(sa.select(col(Kommun.name))),
    "join": sa.select(col(Kommun.name)).join(Forbund, col(Forbund.id) == col(Kommun.forbund_id)),
}


async def test_a_kept_statement_answers_each_forbund_with_its_own_in_any_order(house: House) -> None:
    other_id, _ = await two_forbund(house)
    by_code = kept(select(Kommun.name).where(col(Kommun.code) == sa.bindparam("code")))

    async def found(forbund_id: int, code: str) -> list[str]:
        async with house.database.read(forbund_id) as session:
            return list(await session.exec(by_code, params={"code": code}))

    turns = [(house.forbund_id, "0687"), (other_id, "0482"), (other_id, "0687"), (house.forbund_id, "0482")]
    assert [await found(*turn) for turn in turns * 2] == [["Tranås"], ["Flen"], [], []] * 2


@pytest.mark.parametrize("statement", LOOKS.values(), ids=LOOKS.keys())
async def test_a_session_sees_its_own_forbund_alone(house: House, statement: Any) -> None:
    other_id, _ = await two_forbund(house)
    async with house.database.read(house.forbund_id) as session:
        assert {row[0] for row in await session.exec(statement)} <= {"Tranås", "Eksjö"}
    async with house.database.read(other_id) as session:
        assert {row[0] for row in await session.exec(statement)} == {"Flen"}


async def test_a_session_counts_gets_and_asks_after_its_own_forbund_alone(house: House) -> None:
    _, flen = await two_forbund(house)
    async with house.database.read(house.forbund_id) as session:
        assert await session.get(Kommun, flen) is None
        assert await session.get(Kommun, house.tranas)
        assert await session.scalar(sa.select(sa.func.count(col(Kommun.id)))) == 2
        assert await session.scalar(sa.select(sa.func.count()).select_from(Kommun)) == 2
        assert not await session.scalar(sa.select(sa.exists().where(col(Kommun.name) == "Flen")))
        assert not await session.scalar(sa.select(sa.select(col(Kommun.id)).where(col(Kommun.name) == "Flen").exists()))
        assert (await session.exec(select(Conversation.id).join(Person))).all()


async def test_a_session_changes_and_removes_its_own_forbund_alone(house: House) -> None:
    other_id, _ = await two_forbund(house)
    async with house.database.begin(house.forbund_id) as session:
        changed = await session.exec(sa.update(Kommun).values(active=False))
        assert changed.rowcount == 2
        removed = await session.exec(sa.delete(Kommun).where(col(Kommun.name) == "Flen"))
        assert removed.rowcount == 0
    async with house.database.read(other_id) as session:
        assert (await session.exec(select(Kommun.active))).all() == [True]


def _writes(house: House, other_id: int, flen: int) -> list[tuple[Any, Any]]:
    new = {"code": "0604", "name": "Aneby", "inhabitants_16_64": 1, "active": True}
    upsert = sqlite.insert(Kommun).values(**new, forbund_id=house.forbund_id)
    return [
        (sa.update(Kommun).values(forbund_id=other_id), None),
        (sa.update(Kommun).values({col(Kommun.forbund_id): other_id}), None),
        (sa.update(Kommun).ordered_values((col(Kommun.forbund_id), other_id)), None),
        (sa.update(Kommun).values(forbund_id=sa.select(sa.func.max(Forbund.id)).scalar_subquery()), None),
        (sa.update(Kommun), {"forbund_id": other_id}),
        (sa.update(Kommun), [{"id": flen, "name": "Flens kommun"}]),
        (sa.insert(Kommun).values(**new, forbund_id=other_id), None),
        (sa.insert(Kommun).values([{**new, "forbund_id": house.forbund_id}, {**new, "code": "1", "forbund_id": other_id}]), None),
        (sa.insert(Kommun), {**new, "forbund_id": other_id}),
        (sa.insert(Kommun), [{**new, "forbund_id": other_id}]),
        (upsert.on_conflict_do_update(index_elements=["id"], set_={"forbund_id": other_id}), None),
        (
            sa.insert(Kommun).from_select(
                ["forbund_id", "code", "name"], sa.select(sa.literal(other_id), col(Kommun.code), col(Kommun.name))
            ),
            None,
        ),
    ]


@pytest.mark.parametrize("number", range(12))
async def test_no_statement_gives_a_row_to_another_forbund(house: House, number: int) -> None:
    other_id, flen = await two_forbund(house)
    before = await names(house)
    statement, parameters = _writes(house, other_id, flen)[number]
    with pytest.raises(PermissionError):
        async with house.database.begin(house.forbund_id) as session:
            await session.exec(statement, params=parameters)
    assert await names(house) == before


async def test_rows_that_are_inserted_past_the_unit_of_work_are_the_sessions_own(house: House) -> None:
    other_id, _ = await two_forbund(house)
    row = {"series": "SB", "year": 2026, "last": 7, "forbund_id": other_id}
    async with house.database.begin(house.forbund_id) as session:
        await insert_own(session, sa.insert(NumberSeries), row, {**row, "series": "SM"})
        assert len((await session.exec(select(NumberSeries))).all()) == 2
    async with house.database.read(other_id) as session:
        assert (await session.exec(select(NumberSeries))).all() == []


async def test_a_row_inserted_past_the_unit_of_work_is_the_sessions_from_then_on(house: House) -> None:
    async with house.database.begin(house.forbund_id) as session:
        series = NumberSeries(series="SB", year=2026, last=7)
        number = await insert_new(session, series)
        assert await session.get(NumberSeries, number) is series
        series.last = 8
    async with house.database.read(house.forbund_id) as session:
        stored = await session.get_one(NumberSeries, number)
        assert (stored.series, stored.last, stored.forbund_id) == ("SB", 8, house.forbund_id)


@pytest.mark.parametrize(
    "statement",
    [
        sa.insert(NumberSeries).values(forbund_id=2),
        sa.insert(NumberSeries).values([{"forbund_id": 2}]),
        sa.insert(NumberSeries).from_select(["year"], sa.select(col(NumberSeries.year))),
        sqlite.insert(NumberSeries).on_conflict_do_update(index_elements=["id"], set_={"forbund_id": 2}),
        sa.insert(Kommun),
    ],
)
async def test_no_other_statement_goes_past_the_unit_of_work(house: House, statement: sa.Insert) -> None:
    async with house.database.begin(house.forbund_id) as session:
        with pytest.raises(PermissionError):
            await insert_own(session, statement, {"year": 2026})


async def test_without_a_forbund_no_row_goes_past_the_unit_of_work(house: House) -> None:
    async with house.database.begin_for_every_forbund() as session:
        with pytest.raises(PermissionError):
            await insert_own(session, sa.insert(NumberSeries), {"series": "SB", "year": 2026, "last": 7})


async def test_no_object_of_another_forbund_is_written(house: House) -> None:
    other_id, _ = await two_forbund(house)
    with pytest.raises(PermissionError):
        async with house.database.begin(other_id) as session:
            session.add(Kommun(forbund_id=house.forbund_id, code="0604", name="Aneby"))
    with pytest.raises(PermissionError):
        async with house.database.begin(house.forbund_id) as session:
            (await session.get_one(Kommun, house.tranas)).forbund_id = other_id


async def test_a_statement_that_names_its_own_forbund_is_taken(house: House) -> None:
    async with house.database.begin(house.forbund_id) as session:
        await session.exec(sa.insert(Kommun).values(forbund_id=house.forbund_id, code="0604", name="Aneby", active=True))
        await session.exec(sa.update(Kommun).where(col(Kommun.name) == "Aneby").values(name="Aneby kommun"))
    assert (await names(house))["Aneby kommun"] == house.forbund_id
