"""Whose a fråga is, and where it goes when its reports do."""

import pytest

from backend.categories.taxonomy import Taxonomy
from backend.database import AsyncSession, stored_id
from backend.errors import DomainError, NotAllowedError, NotFoundError
from backend.handling.correct import Corrections
from backend.handling.handle import Handling, handle_report
from backend.issues.decide import close_issue
from backend.issues.gather import open_issue, take_out
from backend.issues.views import open_issues
from backend.reporting.log import ReportDraft
from backend.reporting.own import change_report
from models import Issue, Person, Role
from models.enums import (
    PartyCode,
    Paverkbar,
    RoleName,
)
from tests.backend.issues.steps import LATER, do, gathered, seen
from tests.house import TEXT, House


async def test_only_those_who_handle_every_report_gather_them(house: House) -> None:
    mine, another_s = stored_id(await house.report("k1")), stored_id(await house.report("k2", kommun_id=house.eksjo))
    for actor, ids in ((house.coordinator, [mine, another_s]), (house.reporter, [mine])):
        with pytest.raises(NotAllowedError):
            await do(house, open_issue, "Titel", Paverkbar.LOKALT, ids, "s1", LATER, actor=actor)
    with pytest.raises(DomainError, match=r"error\.no_report_chosen"):
        await do(house, open_issue, "Titel", Paverkbar.LOKALT, [], "s1", LATER)
    assert await house.all_of(Issue) == []


async def test_a_question_is_closed_to_those_who_handle_nothing_in_it(house: House) -> None:
    issue_id = stored_id(
        await do(
            house, open_issue, "Titel", Paverkbar.LOKALT, [stored_id(await house.report(kommun_id=house.eksjo))], "s1", LATER,
            actor=house.office,
        )
    )  # fmt: skip
    for stranger in (house.coordinator, house.reporter):
        with pytest.raises(NotAllowedError):
            await seen(house, issue_id, stranger)
    with pytest.raises(NotFoundError):
        await seen(house, 4711, house.office)


async def offered(session: AsyncSession, viewer: Person) -> list[str]:
    return [issue.number for issue in await open_issues(session, viewer)]


async def test_open_questions_are_offered_to_those_who_may_put_reports_into_them(house: House) -> None:
    issue_id = await gathered(house)
    async with house.database.begin(house.forbund_id) as session:
        session.add(Role(person_id=stored_id(house.reporter), role=RoleName.KOORDINATOR, kommun_id=house.eksjo))
    async with house.database.read(house.forbund_id) as session:
        assert await offered(session, house.coordinator) == ["FR-2026-0001"]
        assert await offered(session, house.office) == ["FR-2026-0001"]
        assert await offered(session, house.reporter) == []
    await do(house, close_issue, issue_id, "Klart.", onwards=False, submit="s2", now=LATER)
    async with house.database.read(house.forbund_id) as session:
        assert await offered(session, house.coordinator) == []


async def move(house: House, report_id: int, kommun_id: int, key: str = "m1") -> None:
    handling = Handling(corrections=Corrections(kommun_id=kommun_id))
    await do(house, handle_report, report_id, handling, key, LATER, actor=house.office)


async def receives_in_eksjo(house: House) -> Person:
    """The reporter, who handles Eksjö's reports from now on."""
    async with house.database.begin(house.forbund_id) as session:
        session.add(Role(person_id=stored_id(house.reporter), role=RoleName.KOORDINATOR, kommun_id=house.eksjo))
    return house.reporter


async def test_a_question_goes_with_its_report_to_another_kommun(house: House) -> None:
    issue_id, eksjo = await gathered(house, 1), await receives_in_eksjo(house)
    await move(house, 1, house.eksjo)

    assert (await seen(house, issue_id, eksjo)).kommun == "Eksjö"
    with pytest.raises(NotAllowedError):
        await seen(house, issue_id, house.coordinator)
    with pytest.raises(NotAllowedError):
        await do(house, close_issue, issue_id, "Klart.", onwards=False, submit="s2", now=LATER)
    async with house.database.read(house.forbund_id) as session:
        assert await offered(session, house.coordinator) == []
        assert await offered(session, eksjo) == ["FR-2026-0001"]


async def test_a_question_goes_with_a_report_that_its_reporter_moves(house: House) -> None:
    issue_id, eksjo = await gathered(house, 1), await receives_in_eksjo(house)
    draft = ReportDraft(text=TEXT, kommun_id=house.eksjo, parties=(PartyCode.FK,), category="NARVARO")
    await do(house, change_report, 1, draft, Taxonomy.load(), "c1", LATER, actor=eksjo)

    assert (await seen(house, issue_id, eksjo)).kommun == "Eksjö"


async def test_a_question_is_the_whole_forbund_s_while_its_reports_are_of_several_kommuner(house: House) -> None:
    issue_id = await gathered(house)
    await move(house, 1, house.eksjo)
    assert (await seen(house, issue_id, house.coordinator)).kommun is None

    await do(house, take_out, issue_id, 1, "s3", LATER, actor=house.office)
    assert (await seen(house, issue_id, house.coordinator)).kommun == "Tranås"


async def test_an_emptied_question_stays_with_the_kommun_that_it_was_opened_for(house: House) -> None:
    issue_id, eksjo = await gathered(house, 1), await receives_in_eksjo(house)
    await do(house, take_out, issue_id, 1, "s3", LATER)

    assert (await seen(house, issue_id, house.coordinator)).kommun == "Tranås"
    async with house.database.read(house.forbund_id) as session:
        assert await offered(session, house.coordinator) == ["FR-2026-0001"]
        assert await offered(session, eksjo) == []


async def test_an_emptied_question_of_several_kommuner_is_the_office_s_to_use_and_to_close(house: House) -> None:
    ids = [stored_id(await house.report("k1")), stored_id(await house.report("k2", kommun_id=house.eksjo))]
    issue_id = stored_id(await do(house, open_issue, "Titel", Paverkbar.LANET, ids, "s1", LATER, actor=house.office))
    for report_id in ids:
        await do(house, take_out, issue_id, report_id, f"t{report_id}", LATER, actor=house.office)

    async with house.database.read(house.forbund_id) as session:
        assert await offered(session, house.office) == ["FR-2026-0001"]
        assert await offered(session, house.coordinator) == []
    assert (await seen(house, issue_id, house.office)).kommun is None
    await do(house, close_issue, issue_id, "Klart.", onwards=False, submit="s2", now=LATER, actor=house.office)
