"""Every figure that a reader sees changed between two versions stands in the list of what has changed."""

import random
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

import pytest
from sqlmodel import col, select

from digests.corrections import Correction, basis_of, correct_edition
from digests.differences import Difference, differences
from digests.drafts.work import Written
from digests.editions.correction import without_correction
from digests.editions.room import ROOMS, Room
from digests.frozen import document_of
from digests.say import Voice
from models import Report
from models.enums import Paverkbar, Slag
from tests.digests.builders import at, make_issue, make_lift, make_report
from tests.digests.documents import lsg, styrelse
from tests.digests.drafts.town import Town

pytestmark = pytest.mark.usefixtures("quick_paper")

_FIGURE = re.compile(r"\d+(?:,\d+)?")


def figures_in(told: Any) -> Iterator[str]:
    """Every figure that a reader of a part of a paper sees, wherever it stands."""
    if isinstance(told, str):
        yield from _FIGURE.findall(told)
    elif isinstance(told, tuple):
        for each in told:
            yield from figures_in(each)
    elif is_dataclass(told):
        for each in fields(told):
            # what somebody wrote of a part is told by itself
            yield from figures_in(getattr(told, each.name)) if each.name != "comment" else ()


async def with_a_question(town: Town) -> None:
    """A fråga to decide and one decided, causes and judged events: whatever of figures stands elsewhere than in the table."""
    async with town.database.begin(town.forbund) as session:
        waiting, decided = [await make_issue(session, title, at("2026-02-20")) for title in ("Vem kallar?", "Besked")]
        await make_lift(session, waiting, town.group, at("2026-02-25"))
        when = at("2026-03-04")
        await make_lift(session, decided, town.group, at("2026-02-25"), outcome="beslutad", decided_at=when, decision="Ja.")
        for number in range(8):
            values = {"issue_id": (waiting, decided)[number % 2], "secondary_category": ("KONTAKT", "RESURSER")[number % 2]}
            await make_report(session, town.kommun, at(f"2026-03-{10 + number}"), paverkbar=Paverkbar.LOKALT, **values)


async def change(town: Town, chance: random.Random) -> None:
    """Let some reports turn out to be something else."""
    async with town.database.begin(town.forbund) as session:
        reports = (await session.exec(select(Report).order_by(col(Report.id)))).all()
        first, *others = chance.sample(list(reports), chance.randint(2, 5))
        for report in others:
            match chance.randrange(5):
                case 0:
                    report.same_event_as_id = first.id
                case 1:
                    report.slag = Slag.FRAMGANGSFAKTOR
                case 2:
                    report.issue_id = None
                case 3:
                    report.paverkbar = Paverkbar.NATIONELLT
                case _:
                    report.category, report.secondary_category = "KONTAKT", None


@pytest.mark.parametrize("seed", range(6))
async def test_every_figure_that_differs_stands_in_the_list(small_town: Town, seed: int) -> None:
    await with_a_question(small_town)
    await small_town.make()
    old = await small_town.edition()
    await change(small_town, random.Random(seed))
    tools = (small_town.database, small_town.texts, small_town.taxonomy)
    basis = await basis_of(*tools, small_town.forbund, old.id or 0, None)
    new = await correct_edition(*tools, small_town.forbund, old.id or 0, Correction(because="Fel."), at("2026-03-27"))
    # the noughts of a row that one of them hasn't are no change
    noughts = {"0"}
    parts = ("numbers", "lead", "sections", "notes", "annex")
    seen = [tuple(getattr(each, part) for part in parts) for each in (document_of(old), without_correction(document_of(new)))]
    before, now = (Counter(figures_in(each)) for each in seen)
    listed_before = Counter(figures_in(tuple(each.before for each in basis.changed)))
    listed_now = Counter(figures_in(tuple(each.now for each in basis.changed)))
    assert basis.changed
    assert set(before - now) <= set(listed_before) | noughts, "what stood and no longer stands"
    assert set(now - before) <= set(listed_now) | noughts, "what stands and didn't"


async def test_what_a_question_gathers_and_the_causes_are_listed_as_they_read(small_town: Town) -> None:
    await with_a_question(small_town)
    await small_town.make()
    async with small_town.database.begin(small_town.forbund) as session:
        first, _, same, *_ = (await session.exec(select(Report).where(col(Report.issue_id).is_not(None)))).all()
        same.same_event_as_id = first.id
    tools = (small_town.database, small_town.texts, small_town.taxonomy)
    changed = (await basis_of(*tools, small_town.forbund, 1, None)).changed
    assert ("Samlar 4 brister", "Samlar 3 brister") in [(each.before, each.now) for each in changed]
    assert [each for each in changed if "8 rapporter" in each.before and "7 rapporter" in each.now]


async def test_what_a_person_wrote_and_what_was_cut_for_want_of_room_are_no_changes(small_town: Town) -> None:
    await small_town.tell()
    await small_town.write(Written(comments={"new": "Två av 3."}, left_out=(), story="Det löste sig på 4 möten."))
    await small_town.make()
    assert (await basis_of(small_town.database, small_town.texts, small_town.taxonomy, small_town.forbund, 1, None)).changed == []
    async with small_town.database.begin(small_town.forbund) as session:
        await make_report(session, small_town.kommun, at("2026-03-05"))
    changed = (await basis_of(small_town.database, small_town.texts, small_town.taxonomy, small_town.forbund, 1, None)).changed
    assert Difference("nya brister och behov", "2", "3") in changed
    assert not [each for each in changed if "4 möten" in each.before + each.now or "godkändes" in each.before + each.now]
    document = document_of(await small_town.edition())
    assert differences(document, document) == []


@pytest.mark.parametrize("room", ROOMS[1:])
def test_the_same_figures_told_in_less_room_are_no_change(voice: Voice, room: Room) -> None:
    for told in (lsg, styrelse):
        assert differences(told(voice, room=room), told(voice)) == []
        assert differences(told(voice), told(voice, room=room)) == []
