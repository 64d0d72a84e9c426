"""The demo goes on once its papers are out: each thing once, however often the clock calls."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import col, select

from backend.categories.taxonomy import Taxonomy
from backend.database import Database
from backend.demo.calendar import dated, demo_directory
from backend.demo.seed import seed_demo
from backend.directory.load import load_into
from backend.every_forbund import every_forbund
from backend.i18n import Texts
from backend.issues.held import find_held
from digests.demo import approve_drafts, demo_words, go_on
from digests.due import coming_editions
from digests.schedule import run_due
from digests.troubles import tell_troubles
from models import Edition, Group, InsatsMeasure, OutboxMessage, Person
from models.enums import Channel, EditionKind, NoticeKind, OutboxStatus
from tests.backend.importing.fakes import Proposes

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


async def move_plan(database: Database, forbund_id: int, *, years: int) -> None:
    async with database.begin(forbund_id) as session:
        for measure in await session.exec(select(InsatsMeasure)):
            measure.year += years


async def test_a_paper_is_corrected_a_letter_comes_back_and_a_convener_is_asked_each_once_and_not_before_papers_are_there(
    sqlite_url: str, texts: Texts, taxonomy: Taxonomy, quick_paper: None
) -> None:
    database = Database(sqlite_url)
    assert await go_on(database, texts, taxonomy, NOW) == 0
    await approve_drafts(database, texts, taxonomy, NOW)
    await seed_demo(database, taxonomy, Proposes, NOW)
    await approve_drafts(database, texts, taxonomy, NOW)
    assert await go_on(database, texts, taxonomy, NOW) == 0
    await run_due(database, texts, taxonomy, NOW, timedelta(hours=1))
    (forbund_id,) = await every_forbund(database)
    async with database.begin(forbund_id) as session:
        for letter in await session.exec(select(OutboxMessage).where(OutboxMessage.channel == Channel.MAIL)):
            letter.status, letter.delivered_at, letter.result = OutboxStatus.LEVERERAD, NOW, f"<{letter.id}@demo.example>"

    await move_plan(database, forbund_id, years=50)
    assert [await go_on(database, texts, taxonomy, NOW) for _ in range(2)] == [2, 0], "the plan has nothing to correct"
    await move_plan(database, forbund_id, years=-50)
    assert [await go_on(database, texts, taxonomy, NOW) for _ in range(2)] == [1, 0]
    await tell_troubles(database, NOW)
    async with database.read(forbund_id) as session:
        papers = select(Edition).where(Edition.kind == EditionKind.STYRGRUPP).order_by(col(Edition.version))
        first, corrected = (await session.exec(papers)).all()
        back = (await session.exec(select(OutboxMessage).where(col(OutboxMessage.bounced_at).is_not(None)))).all()
        told = (await session.exec(select(OutboxMessage).where(OutboxMessage.kind == NoticeKind.DIGEST_TROUBLE))).all()
        held = select(OutboxMessage, Person.email).join(Person, col(Person.id) == col(OutboxMessage.person_id))
        asked = (await session.exec(held.where(OutboxMessage.kind == NoticeKind.DECISIONS_ASKED))).all()
        waiting = [(await find_held(session, message.subject_id, NOW)).waiting for message, _ in asked]
        made = (await session.exec(select(Edition).where(Edition.version == 1))).all()
    await database.close()
    assert len(made) > 2 and not any("Ej kommenterad" in paper.text for paper in made)
    assert [paper.text.count(demo_words()["draft"]["comments"]["decide"]) for paper in made].count(1) == 1
    assert {message.details["what"] for message in told} == {"bounced"}
    assert {email for _, email in asked} == {"chef@vetlanda.example"}
    assert [[question.title for question in each] for each in waiting] == [["Ingen gemensam väg till rätt handläggare"]]
    assert "34" in first.text and "räknats två gånger" in corrected.text and "33" in corrected.text
    assert len(back) == 1 and told


@pytest.mark.parametrize("days", range(7))
async def test_drafts_wait_for_both_coordinators_and_the_forbundschef_whatever_day_the_demo_begins(
    sqlite: Database, days: int
) -> None:
    now = NOW + timedelta(days=days)
    async with sqlite.begin_for_every_forbund() as session:
        await load_into(session, dated(demo_directory(), demo_words(), now.date()), now)
        waiting = {due.group_id for due in await coming_editions(session, now)}
        slugs = (await session.exec(select(Group.slug).where(col(Group.id).in_(waiting)))).all()
    assert {"tranas", "savsjo", "beredningsgruppen"} <= set(slugs)
