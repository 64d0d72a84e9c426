"""The page of how the proposals hit, and the second reader's."""

import random
import re
from html import unescape
from typing import Any

import pytest
from sqlmodel import select

from backend.categories.learning.kappa import cohen_kappa
from backend.categories.learning.second_reader import create_sample, second_reading
from backend.categories.learning.words import kappa_words, share_words
from backend.categories.taxonomy import Taxonomy
from backend.database import stored_id
from backend.errors import DomainError, NotAllowedError, NotFoundError
from backend.handling.handle import Handling, handle_report
from backend.i18n import Texts
from backend.reporting.own import withdraw_report
from backend.reporting.understand import Candidate
from models import AuditEvent, CodedText, Person, Report, Role
from models.enums import AuditAction, ReportStatus
from tests.backend.web.conftest import Site
from tests.house import NOW

PROPOSED = (Candidate("NARVARO", 0.6), Candidate("KONTAKT", 0.4))


async def decided(site: Site, count: int, actor: Person | None = None) -> list[Report]:
    """So many reports that the coordinator, or another, has sorted."""
    reports = []
    for number in range(count):
        report = await site.house.report(f"r{number}", text=f"Mötet nummer {number} ställdes in.", proposed=PROPOSED)
        async with site.house.database.begin(site.house.forbund_id) as session:
            handling = Handling(status=ReportStatus.SORTERAD)
            handler = actor or site.house.coordinator
            reports.append(await handle_report(session, handler, stored_id(report), handling, f"d{number}", NOW))
    return reports


def inbox(site: Site) -> str:
    return site.path("inbox", 0, site.house.coordinator.id)


async def sample_of(site: Site, count: int, email: str = "ulla@hoglandet.example") -> str:
    async with site.house.database.begin(site.house.forbund_id) as session:
        sample = await create_sample(session, email, count, NOW, random.Random(1))
    return site.path("sample", stored_id(sample), sample.reader_id)


async def say(site: Site, path: str, report: str, category: str, status: int = 303) -> str:
    sent = {"report": report, "category": category}
    found, where, page = await site.send(path, sent)
    assert found == status
    return await site.page(where) if where else page


async def test_the_inbox_leads_to_how_the_proposals_hit(site: Site) -> None:
    await decided(site, 3)
    [link] = re.findall(r'href="(/inkorg/[^"]+/forslag)"', await site.page(inbox(site)))
    page = await site.page(link)
    assert "Första förslaget blev det ni valde</dt><dd>3 av 3</dd>" in page
    assert "Andra läsaren" not in page
    assert "Ingen sorterad rapport" in await site.page(f"{link}?fran=2020-01-01&till=2020-12-31")
    assert "3 av 3" in await site.page(f"{link}?fran=nonsens&till=")
    assert "3 av 3" in await site.page(f"{link}?fran=0001-01-01&till=9999-12-31")


async def test_only_who_handles_sees_the_figures(site: Site) -> None:
    path = site.path("inbox", 0, site.house.reporter.id)
    await site.page(f"{path}/forslag", 403)


async def test_a_second_reader_codes_one_text_at_a_time_and_sees_nothing_but_the_text(site: Site) -> None:
    await decided(site, 12)
    path = await sample_of(site, 12)
    for place in range(12):
        page = await site.page(path)
        assert f"Text {place + 1} av 12" in page
        assert "SB-2026" not in page
        assert "checked" not in page
        assert page.count('type="radio"') == len(Taxonomy.load().codes)
        [report] = re.findall(r'name="report" value="(\d+)"', page)
        await say(site, path, report, "NARVARO" if place else "KONTAKT")
    page = await site.page(path)
    assert "Klart, tack!" in page
    assert "11 av 12" in page
    async with site.house.database.read(site.house.forbund_id) as session:
        looks = select(AuditEvent).where(AuditEvent.actor_id == site.house.office.id, AuditEvent.action == AuditAction.VIEWED)
        assert len((await session.exec(looks)).all()) >= 12
    assert "11 av 12" in await site.page(f"{inbox(site)}/forslag")


async def test_a_text_without_a_choice_comes_back_with_what_to_do(site: Site) -> None:
    [report] = await decided(site, 1)
    path = await sample_of(site, 5)
    assert "Välj en kategori först" in await say(site, path, str(report.id), "NONSENS")
    assert "Text 1 av 1" in await site.page(path)
    await say(site, path, "nonsens", "NARVARO", 400)
    await say(site, path, "999", "NARVARO", 404)


async def test_the_link_is_the_readers_own_and_ends_with_the_role(site: Site) -> None:
    await decided(site, 1)
    path = await sample_of(site, 1)
    await site.page(site.path("sample", 1, site.house.coordinator.id), 403)
    await site.page(site.path("sample", 7, site.house.office.id), 404)
    async with site.house.database.begin(site.house.forbund_id) as session:
        role = (await session.exec(select(Role).where(Role.person_id == site.house.office.id))).one()
        await session.delete(role)
    await site.page(path, 403)


async def test_what_is_withdrawn_leaves_the_sample_and_the_figures(site: Site) -> None:
    first, _ = await decided(site, 2)
    path = await sample_of(site, 2)
    await say(site, path, str(first.id), "NARVARO")
    async with site.house.database.begin(site.house.forbund_id) as session:
        await withdraw_report(session, site.house.reporter, stored_id(first), "back", NOW)
    assert "Text 1 av 1" in await site.page(path)
    async with site.house.database.read(site.house.forbund_id) as session:
        assert (await second_reading(session)).texts == 0


async def test_nobody_reads_what_they_wrote_or_sorted(site: Site) -> None:
    await decided(site, 2)
    async with site.house.database.begin(site.house.forbund_id) as session:
        with pytest.raises(DomainError, match=r"error\.sample_empty"):
            await create_sample(session, "karin@hoglandet.example", 5, NOW, random.Random(1))


@pytest.mark.parametrize(
    ("email", "error"), [("nobody@hoglandet.example", NotFoundError), ("hanna@hoglandet.example", NotAllowedError)]
)
async def test_a_sample_is_for_known_people_with_a_role(site: Site, email: str, error: type[DomainError]) -> None:
    async with site.house.database.begin(site.house.forbund_id) as session:
        session.add(Person(name="Hanna Exempel", email="hanna@hoglandet.example"))
        await session.flush()
        with pytest.raises(error):
            await create_sample(session, email, 5, NOW, random.Random(1))


async def test_a_sample_is_of_texts_that_come_once_each_in_an_order_of_chance(site: Site) -> None:
    await decided(site, 10)
    await sample_of(site, 6)
    async with site.house.database.read(site.house.forbund_id) as session:
        rows: list[Any] = list((await session.exec(select(CodedText).order_by("place"))).all())
    ids = [row.report_id for row in rows]
    assert (len(set(ids)), ids == sorted(ids)) == (6, False)


async def test_the_reader_is_shown_names_of_categories_and_no_codes(site: Site) -> None:
    await decided(site, 1)
    page = re.sub(r"<[^>]*>", " ", await site.page(await sample_of(site, 1)))
    assert "Ingen har haft ärendet från början: välj Ansvar och gränsdragning." in page
    assert "den kategorin, med ”Regelverk som krockar” som orsak" in page
    assert re.findall(r"\b[A-ZÅÄÖ]{5,}\b", page) == []


async def test_a_reader_of_english_is_told_in_english_what_every_category_means(site: Site) -> None:
    await decided(site, 1)
    path = await sample_of(site, 1)
    async with site.house.database.begin(site.house.forbund_id) as session:
        (await session.get_one(Person, stored_id(site.house.office))).locale = "en-GB"
    html = await site.page(path)
    page = unescape(re.sub(r"<[^>]*>", " ", html))

    assert "Nobody has had the case from the beginning: choose Responsibility and boundaries." in page
    assert "that category, with “Colliding rules” as the cause" in page
    for category in Taxonomy.load().categories:
        assert category.meaning("en") in page
        assert category.failed not in page
    assert 'class="hint" lang="sv"' not in html


@pytest.mark.parametrize(("count", "of", "words"), [(0, 0, "–"), (3, 19, "3 av 19"), (24, 31, "24 av 31 (77\u00a0%)")])
def test_per_cent_are_told_from_twenty_on(count: int, of: int, words: str) -> None:
    assert share_words(Texts(("backend",)), "sv", count, of) == words


def test_kappa_is_told_with_how_sure_it_is() -> None:
    few = kappa_words(Texts(("backend",)), "sv", cohen_kappa([("a", "b"), ("b", "a")] * 6))
    assert "Cohens kappa –1,00" in few[1]
    assert "osäkert" in few[2]
    assert "för få" in kappa_words(Texts(("backend",)), "sv", cohen_kappa([("a", "b")]))[1]
    assert len(kappa_words(Texts(("backend",)), "sv", cohen_kappa([("a", "a"), ("b", "b")] * 30))) == 2
