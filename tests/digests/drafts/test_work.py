"""Writing in a draft, approving it, and what stands on the edition."""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlmodel import select

from backend.errors import DomainError, NotAllowedError, PersonalDataError
from digests.drafts.work import Stage, Written, drafted, open_draft, reopen_draft, save_draft
from digests.figures.lsg import LsgFigures
from digests.frozen import content_hash, document_of
from models import AuditEvent, Group, Person
from models.enums import AuditAction, RoleName
from tests.digests.builders import at, make_kommun, make_person
from tests.digests.documents import section
from tests.digests.drafts.town import DRAFT, DUE, NOTHING, Town

WRITTEN = Written(
    comments={"new": "Två av dem gällde samma möte.\nVi följer upp i maj."}, left_out=("pairs",), story="Det löste sig."
)

pytestmark = pytest.mark.usefixtures("quick_paper")


async def test_what_was_approved_stands_on_the_edition_and_is_frozen_with_it(town: Town) -> None:
    await town.tell()
    await town.write(WRITTEN)
    await town.make()

    edition = await town.edition()
    document = document_of(edition)
    assert section(document, "new").comment == ("Förbundets kommentar: Två av dem gällde samma möte.", "Vi följer upp i maj.")
    left_out = section(document, "pairs")
    assert (left_out.table, left_out.paragraphs[0]) == (
        None,
        "Avsnittet är utelämnat. Det valde den som godkände utkastet. Totalsummorna räknar med det.",
    )
    assert section(document, "story").paragraphs == ("Det löste sig.",)
    assert document.notes[-1] == "Utkastet lästes och godkändes 23 mars 2026."
    assert "Ej kommenterad" not in edition.text
    assert edition.figures["words"]["story"] == "Det löste sig."
    assert edition.content_hash == content_hash(edition.figures, edition.html, edition.text)
    assert edition.figures["figures"]["flow"]["new"] == 2, "no figure is changed by what isn't shown"
    assert (await town.stands(DUE)).stage is Stage.SENT


async def test_what_nobody_approved_is_sent_by_itself_marked_so_and_without_what_was_written(small_town: Town) -> None:
    await small_town.tell()
    await small_town.write(WRITTEN, approve=False)
    await small_town.make()

    edition = await small_town.edition()
    assert "· Ej kommenterad" in document_of(edition).period
    assert "Två av dem gällde samma möte" not in edition.text
    assert section(document_of(edition), "pairs").table is not None


async def test_an_edition_whose_draft_could_be_told_to_nobody_in_time_says_so(small_town: Town) -> None:
    await small_town.make()
    document = document_of(await small_town.edition())
    assert "· Ej kommenterad" in document.period
    assert document.notes[-1] == "Ej kommenterad: underlaget skulle skickas innan något utkast hann läsas."


async def test_an_edition_of_a_group_that_wants_no_drafts_says_nothing_of_comments(small_town: Town) -> None:
    async with small_town.database.begin(small_town.forbund) as session:
        (await session.get_one(Group, small_town.group)).draft_working_days = 0
    await small_town.make()
    assert "kommenterad" not in (await small_town.edition()).text


async def test_a_draft_whose_period_goes_on_is_compared_with_as_many_days_of_the_one_before(small_town: Town) -> None:
    await small_town.tell()
    draft_id = (await small_town.draft()).id or 0

    async def days(now: datetime) -> tuple[int, int]:
        async with small_town.database.snapshot(small_town.forbund) as session:
            whole = await drafted(session, draft_id, small_town.texts, small_town.taxonomy, now)
        figures = whole.composed.figures
        assert isinstance(figures, LsgFigures)
        if figures.period.days < 80:
            assert f"Förra perioden: {whole.voice.period(figures.previous)}." in whole.document.period
        return figures.period.days, figures.previous.days

    assert await days(at("2025-12-29", 8)) == (3, 3)
    # its last day is told of: the whole of the one before
    assert await days(DUE) == (90, 91)


async def test_a_comment_on_what_isnt_there_any_more_isnt_lost(small_town: Town) -> None:
    await small_town.tell()
    await small_town.write(Written(comments={"earlier": "Rutinen fungerar nu."}, left_out=(), story=""))
    await small_town.make()
    assert section(document_of(await small_town.edition()), "comments").paragraphs == ("Rutinen fungerar nu.",)


async def test_the_first_approval_counts_and_the_others_see_whose_it_was(small_town: Town) -> None:
    await small_town.tell()
    await small_town.write(NOTHING, "karin")

    with pytest.raises(DomainError) as refused:
        await small_town.write(WRITTEN, "kurt")
    assert refused.value.key == "draft.error.approved"
    stands = await small_town.stands()
    assert (stands.stage, stands.approved_by, stands.words.comments) == (Stage.APPROVED, "Karin Exempel", {})


async def test_an_approval_can_be_taken_back_until_it_is_sent(small_town: Town) -> None:
    await small_town.tell()
    await small_town.write(WRITTEN)
    draft_id = (await small_town.draft()).id or 0
    async with small_town.database.begin(small_town.forbund) as session:
        await reopen_draft(session, await session.get_one(Person, small_town.people["kurt"]), draft_id, "s", DRAFT)
    stands = await small_town.stands()
    assert (stands.stage, stands.words.story) == (Stage.WAITS, "Det löste sig.")

    await small_town.make()
    for change in (small_town.write(NOTHING, now=DUE), _reopen(small_town, draft_id)):
        with pytest.raises(DomainError) as refused:
            await change
        assert refused.value.key == "draft.error.sent"


async def _reopen(town: Town, draft_id: int) -> None:
    async with town.database.begin(town.forbund) as session:
        await reopen_draft(session, None, draft_id, "s2", DUE)


async def test_two_who_write_at_once_see_each_other(town: Town) -> None:
    await town.tell()
    draft = await town.draft()

    async def write(who: str, story: str) -> None:
        async with town.database.begin(town.forbund) as session:
            actor = await session.get_one(Person, town.people[who])
            await save_draft(session, actor, draft.id or 0, replace(WRITTEN, story=story), who, DRAFT, revision=draft.revision)

    outcomes = await asyncio.gather(write("karin", "Det ena."), write("kurt", "Det andra."), return_exceptions=True)

    (refused,) = [each for each in outcomes if each is not None]
    assert isinstance(refused, DomainError)
    assert refused.key == "draft.error.changed"
    assert (await town.stands()).words.story in ("Det ena.", "Det andra.")


async def test_an_approval_is_never_taken_for_what_was_saved_with_the_same_key(small_town: Town) -> None:
    await small_town.tell()
    await small_town.write(WRITTEN, approve=False, submit="once")
    await small_town.write(WRITTEN, submit="once")
    assert (await small_town.stands()).stage is Stage.APPROVED
    async with small_town.database.begin(small_town.forbund) as session:
        await reopen_draft(session, None, (await small_town.draft()).id or 0, "once", DRAFT)
    assert (await small_town.stands()).stage is Stage.WAITS


async def test_a_second_click_changes_nothing(small_town: Town) -> None:
    await small_town.tell()
    await small_town.write(WRITTEN, submit="once")
    await small_town.write(NOTHING, submit="once")
    assert (await small_town.stands()).words.story == "Det löste sig."


@pytest.mark.parametrize(
    ("written", "field"),
    [
        (replace(WRITTEN, comments={"new": "Ring 070-174 06 05."}), "comment-new"),
        (replace(WRITTEN, story="Kvinnan, 850709-9805, fick vänta."), "story"),
    ],
)
async def test_the_guard_stops_every_field_before_anything_is_stored(small_town: Town, written: Written, field: str) -> None:
    await small_town.tell()
    with pytest.raises(PersonalDataError) as found:
        await small_town.write(written)
    assert list(found.value.fields) == [field]
    stands = await small_town.stands()
    assert (stands.stage, stands.words.story, dict(stands.words.comments)) == (Stage.WAITS, "", {})


@pytest.mark.parametrize(
    ("written", "field"),
    [(replace(WRITTEN, comments={"new": "a" * 401}), "comment-new"), (replace(WRITTEN, story="a" * 801), "story")],
)
async def test_a_text_that_wouldnt_fit_is_refused_beside_its_field(small_town: Town, written: Written, field: str) -> None:
    await small_town.tell()
    with pytest.raises(DomainError) as refused:
        await small_town.write(written)
    assert (refused.value.key, refused.value.values["field"]) == ("error.text_too_long", field)


async def test_only_those_who_receive_for_the_group_and_the_office_hold_its_draft(small_town: Town) -> None:
    await small_town.tell()
    async with small_town.database.begin(small_town.forbund) as session:
        elsewhere = await make_kommun(session, "Aneby")
        small_town.people["ada"] = await make_person(session, "Ada Exempel", RoleName.KOORDINATOR, kommun_id=elsewhere)
        small_town.people["ulla"] = await make_person(session, "Ulla Exempel", RoleName.VERKSAMHETSUTVECKLARE)
    for who in ("maja", "ada"):
        with pytest.raises(NotAllowedError):
            await small_town.write(NOTHING, who)
    await small_town.write(NOTHING, "ulla")
    assert (await small_town.stands()).approved_by == "Ulla Exempel"


async def test_the_audit_trail_keeps_who_looked_and_who_approved_and_no_words(small_town: Town) -> None:
    await small_town.tell()
    draft_id = (await small_town.draft()).id or 0
    async with small_town.database.begin(small_town.forbund) as session:
        await open_draft(session, draft_id, await session.get_one(Person, small_town.people["kurt"]), DRAFT)
    await small_town.write(WRITTEN, submit="once")
    async with small_town.database.read(small_town.forbund) as session:
        events = (await session.exec(select(AuditEvent).where(AuditEvent.subject == "draft"))).all()
    assert [(event.actor_id, event.action) for event in events] == [
        (small_town.people["kurt"], AuditAction.VIEWED),
        (small_town.people["karin"], AuditAction.CHANGED),
    ]
    assert events[1].details == {"submit": "once:approve", "approved": True}


async def test_an_approval_that_comes_while_the_edition_is_being_made_is_refused_or_stands_on_it(town: Town) -> None:
    await town.tell()

    made, approved = await asyncio.gather(town.make(), town.write(WRITTEN, now=DUE), return_exceptions=True)

    if not made:
        made = await town.make(DUE + timedelta(minutes=6))
    assert made == [(await town.edition()).id]
    stands = "Utkastet lästes och godkändes" in (await town.edition()).text
    assert stands == (approved is None), "never approved by somebody and yet marked as not commented"
