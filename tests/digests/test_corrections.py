"""A correction of an edition: what it says, who gets it, and what becomes of the one that it replaces."""

import asyncio
import json
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import col, select

from backend.categories.taxonomy import Taxonomy
from backend.database import Database
from backend.errors import DomainError, NotAllowedError, NotFoundError, PersonalDataError
from backend.i18n import Texts
from digests import commands
from digests.archive import editions_of
from digests.corrections import Correction, correct_edition
from digests.differences import Difference, differences
from digests.document import Column, Document, Row, RowKind, Section, Table
from digests.drafts.work import Written
from digests.editions.correction import ON_TOP
from digests.frozen import content_hash, document_of, words_in
from digests.outside import publish
from digests.periods import Quarter
from digests.say import Voice
from digests.schedule import run_due
from models import Delivery, Edition, Group, OutboxMessage, Person, Report, Role
from models.enums import EditionKind, GroupKind, Slag
from tests.digests.builders import at, make_forbund, make_group, make_kommun, make_report
from tests.digests.documents import lsg, section
from tests.digests.drafts.town import DUE, Town

pytestmark = pytest.mark.usefixtures("quick_paper")

AFTER = DUE + timedelta(hours=3)
WHY = "En rapport hade fått fel kategori."


async def correct(town: Town, edition_id: int = 1, because: str = WHY, submit: str | None = None, **values: Any) -> Edition:
    said = Correction(because=because, **values)
    return await correct_edition(town.database, town.texts, town.taxonomy, town.forbund, edition_id, said, AFTER, submit=submit)


async def sort_anew(town: Town) -> None:
    """Let one of the two reports turn out to be of another category, and the other a good example."""
    async with town.database.begin(town.forbund) as session:
        first, second = (await session.exec(select(Report).order_by(col(Report.id)))).all()
        first.category, second.slag = "KONTAKT", Slag.FRAMGANGSFAKTOR


async def test_a_correction_says_at_its_head_what_has_changed_and_why_and_goes_to_those_who_got_the_old(town: Town) -> None:
    await town.make()
    old = await town.edition()
    await sort_anew(town)

    new = await correct(town)

    document = document_of(new)
    head = document.sections[0]
    assert head.heading == "Rättad version 2"
    assert head.paragraphs == ("Rättad 26 mars 2026. Ersätter den som skickades 26 mars 2026.", f"Därför: {WHY}")
    assert head.table is not None
    assert head.table.rows[0].cells == ("ny brist eller nytt behov", "2", "1")
    assert new.title == "Underlag till LSG Tranås 31 mars 2026 (rättad)"
    assert document.period.endswith("· Rättad version 2")
    assert (new.version, new.replaces_id, new.because, new.period_end) == (2, old.id, WHY, old.period_end)
    assert new.content_hash == content_hash(new.figures, new.html, new.text) != old.content_hash
    async with town.database.read(town.forbund) as session:
        rows = (await session.exec(select(Delivery.edition_id, Delivery.person_id, Delivery.channel))).all()
        stored = (await session.exec(select(Edition).where(Edition.id == old.id))).one()
        assert [each.id for each in await editions_of(session, town.group, EditionKind.LSG)] == [new.id, old.id]
    assert {row[1:] for row in rows if row[0] == new.id} == {row[1:] for row in rows if row[0] == old.id}
    assert (stored.content_hash, stored.pdf) == (old.content_hash, old.pdf), "the old one stays as it was"


async def test_what_people_wrote_stands_with_quotation_marks_of_print_and_a_correction_sees_no_change_in_them(
    small_town: Town,
) -> None:
    await small_town.tell()
    await small_town.write(Written(comments={"new": 'Parterna säger "ring igen".'}, left_out=(), story='De sa "nej" & gick.'))
    await small_town.make()
    old = await small_town.edition()
    for told in ("Parterna säger ”ring igen”.", "De sa ”nej” & gick."):
        assert told in old.text and told.replace("&", "&amp;") in old.html
    with pytest.raises(DomainError) as refused:
        await correct(small_town)
    assert refused.value.key == "paper.error.unchanged"
    await sort_anew(small_town)
    new = await correct(small_town, because='Det "nya" var fel.')
    assert "Därför: Det ”nya” var fel." in new.text and "”ring igen”" in new.text


async def test_after_a_correction_nothing_is_due_again_and_the_next_paper_begins_where_it_ended(small_town: Town) -> None:
    await small_town.make()
    await sort_anew(small_town)
    await correct(small_town)
    assert await small_town.make(AFTER) == []


async def test_two_who_correct_at_once_make_one_version(town: Town) -> None:
    await town.make()
    await sort_anew(town)

    outcomes = await asyncio.gather(correct(town), correct(town), return_exceptions=True)

    (refused,) = [each for each in outcomes if isinstance(each, BaseException)]
    assert isinstance(refused, DomainError)
    assert refused.key == "paper.error.replaced"
    async with town.database.read(town.forbund) as session:
        assert (await session.exec(select(sa.func.count()).select_from(Edition))).one() == 2
        assert len((await session.exec(select(OutboxMessage))).all()) == 8


async def test_the_key_of_a_correction_that_was_made_gives_it_to_nobody_else(small_town: Town) -> None:
    await small_town.make()
    await sort_anew(small_town)
    await correct(small_town, submit="s1")
    async with small_town.database.read(small_town.forbund) as session:
        stranger = (await session.exec(select(Person).where(Person.id == small_town.people["maja"]))).one()
    with pytest.raises(NotAllowedError):
        await correct(small_town, submit="s1", actor=stranger)


async def test_a_replaced_edition_is_corrected_by_its_newest_version(small_town: Town) -> None:
    await small_town.make()
    await sort_anew(small_town)
    new = await correct(small_town)
    with pytest.raises(DomainError) as refused:
        await correct(small_town)
    assert (refused.value.key, refused.value.values["number"]) == ("paper.error.replaced", new.id)

    third = await correct(small_town, new.id or 0, comments={"new": "Siffran är kontrollerad."}, cleared=["Siffran"])
    assert (third.version, document_of(third).sections[0].heading) == (3, "Rättad version 3")
    assert document_of(third).title.count("rättad") == 1


async def test_the_correction_of_a_correction_lists_what_changed_since_that_and_nothing_else(small_town: Town) -> None:
    await small_town.make()
    await sort_anew(small_town)
    second = await correct(small_town)
    with pytest.raises(DomainError) as refused:
        await correct(small_town, second.id or 0)
    assert refused.value.key == "paper.error.unchanged"

    async with small_town.database.begin(small_town.forbund) as session:
        await make_report(session, small_town.kommun, at("2026-03-05"), category="KONTAKT")
    table = document_of(await correct(small_town, second.id or 0)).sections[0].table
    assert table is not None
    assert table.rows[0].cells == ("nya brister och behov", "1", "2")
    assert not [row.cells for row in table.rows if "Rättad" in row.cells[0]]


async def test_a_correction_in_which_a_sentence_alone_differs_tells_the_sentence(small_town: Town) -> None:
    await small_town.make()
    async with small_town.database.begin(small_town.forbund) as session:
        edition = (await session.exec(select(Edition))).one()
        figures = json.loads(json.dumps(edition.figures))
        figures["document"]["lead"][0]["text"] = "Ett beslut var fel återgivet."
        edition.figures = figures
    document = document_of(await correct(small_town))
    head = document.sections[0]
    assert head.table is not None
    told = ("Inledningen och det finstilta", "Ett beslut var fel återgivet.", document.lead[0].text)
    assert [row.cells for row in head.table.rows] == [told]


async def test_a_correction_takes_a_story_away_and_says_that_the_words_are_new_not_that_a_draft_was_read(
    small_town: Town,
) -> None:
    await small_town.tell()
    await small_town.write(Written(comments={"new": "Bra."}, left_out=(), story="Det löste sig på ett möte."))
    await small_town.make()

    new = await correct(small_town, without_story=True)

    assert "Det löste sig" not in new.text
    assert document_of(new).sections[0].paragraphs[0] == (
        "Rättad 26 mars 2026. Utkastet som lästes och godkändes 23 mars 2026 hade inte ändringarna. "
        "Ersätter den som skickades 26 mars 2026."
    )
    assert "Förbundets kommentar: Bra." in new.text
    assert document_of(new).notes[-2:] == (
        "Utkastet lästes och godkändes 23 mars 2026.",
        "Kommentarerna ändrades när underlaget rättades 26 mars 2026.",
    )


async def test_comments_put_in_by_a_correction_dont_say_that_a_draft_was_approved(small_town: Town) -> None:
    await small_town.make()
    new = await correct(small_town, comments={"new": "Två av dem gällde samma möte."})
    assert "godkändes" not in new.text
    assert "Ej kommenterad" not in new.text
    with pytest.raises(DomainError) as refused:
        await correct(small_town, new.id or 0, comments={"nytt": "Ett till."})
    assert refused.value.key == "paper.error.no_section"


async def test_comments_alone_may_be_corrected_and_are_kept_by_the_next(small_town: Town) -> None:
    await small_town.make()
    new = await correct(small_town, comments={"new": "Två av dem gällde samma möte."})

    document = document_of(new)
    assert "Inga siffror är ändrade. Texten är ändrad." in document.sections[0].paragraphs
    assert document.sections[0].table is None
    assert section(document, "new").comment[-1] == "Förbundets kommentar: Två av dem gällde samma möte."
    await sort_anew(small_town)
    kept = words_in((await correct(small_town, new.id or 0)).figures)
    assert kept is not None
    assert kept.comments == {"new": "Två av dem gällde samma möte."}


async def test_a_correction_without_reason_or_effect_or_with_personal_data_is_refused(small_town: Town) -> None:
    await small_town.make()
    refusals: list[tuple[str, dict[str, str], type[DomainError], str]] = [
        (WHY, {}, DomainError, "paper.error.unchanged"),
        (" – ", {}, DomainError, "paper.error.no_reason"),
        ("a" * 501, {}, DomainError, "error.text_too_long"),
        (WHY, {"new": "a" * 401}, DomainError, "error.text_too_long"),
        ("Ring 070-174 06 05.", {}, PersonalDataError, "error.personal_data"),
        (WHY, {"new": "Kvinnan, 850709-9805."}, PersonalDataError, "error.personal_data"),
    ]
    for because, comments, error, key in refusals:
        with pytest.raises(error) as refused:
            await correct(small_town, because=because, comments=comments)
        assert refused.value.key == key
    await small_town.edition()  # there is one still


async def test_who_has_left_gets_no_correction_and_never_is_it_nobody(small_town: Town) -> None:
    await small_town.make()
    await sort_anew(small_town)
    async with small_town.database.begin(small_town.forbund) as session:
        for person in await session.exec(select(Person)):
            person.active = False
    new = await correct(small_town)
    async with small_town.database.read(small_town.forbund) as session:
        told = (await session.exec(select(OutboxMessage).where(OutboxMessage.subject_id == new.id))).one()
    assert (told.person_id, told.address) == (None, "forbundet@hoglandet.example")


async def test_who_may_no_longer_read_it_gets_no_correction(small_town: Town) -> None:
    await small_town.make()
    await sort_anew(small_town)
    async with small_town.database.begin(small_town.forbund) as session:
        await session.exec(sa.delete(Role).where(col(Role.person_id) == small_town.people["maja"]))
    new = await correct(small_town)
    async with small_town.database.read(small_town.forbund) as session:
        told = (await session.exec(select(OutboxMessage.person_id).where(OutboxMessage.subject_id == new.id))).all()
    assert small_town.people["maja"] not in told
    assert small_town.people["karin"] in told


async def test_the_command_finds_the_edition_in_whichever_forbund_it_is(small_town: Town) -> None:
    await small_town.make()
    await sort_anew(small_town)
    tools = (small_town.database, small_town.texts, small_town.taxonomy, AFTER)
    number, title = await commands.correct(*tools, edition_id=1, said=Correction(because=WHY))
    assert (number, title) == (2, "Underlag till LSG Tranås 31 mars 2026 (rättad)")
    with pytest.raises(NotFoundError):
        await commands.correct(*tools, edition_id=99, said=Correction(because=WHY))


async def test_outside_the_forbund_a_correction_tells_no_more_than_both_versions_hide(
    sqlite: Database, texts: Texts, taxonomy: Taxonomy
) -> None:
    forbund = await make_forbund(sqlite)
    async with sqlite.begin(forbund) as session:
        board = await make_group(session, "styrelsen", "Styrelsen", kind=GroupKind.STYRELSE)
        for name, count in {"Aneby": 3, "Nässjö": 9, "Tranås": 8}.items():
            kommun = await make_kommun(session, name)
            for _ in range(count):
                await make_report(session, kommun, at("2026-02-10"))
    await run_due(sqlite, texts, taxonomy, at("2026-04-20"), timedelta(minutes=5))
    async with sqlite.read(forbund) as session:
        group = (await session.exec(select(Group).where(Group.id == board))).one()
    quarter = Quarter(2026, 1)
    first = await publish(sqlite, texts, taxonomy, group, quarter, at("2026-04-21"))
    async with sqlite.begin(forbund) as session:
        (await session.exec(select(Report).order_by(col(Report.id)))).all()[0].slag = Slag.FRAMGANGSFAKTOR

    await correct_edition(sqlite, texts, taxonomy, forbund, 1, Correction(because=WHY), at("2026-04-22"))
    second = await publish(sqlite, texts, taxonomy, group, quarter, at("2026-04-23"))

    assert second.edition_id != first.edition_id
    assert "Rättad version 2" in second.text
    assert WHY not in second.text
    hidden = {tuple(place.values()) for each in (first, second) for place in each.figures["figures"]["hidden"]}
    told = {tuple(place.values()) for place, _ in second.figures["figures"]["numbers"]}
    assert hidden
    assert not hidden & told, "what one version hid, no later one tells"


def test_a_figure_that_one_version_doesnt_tell_is_a_dash(texts: Texts, taxonomy: Taxonomy) -> None:
    def told(*rows: tuple[str, str]) -> Document:
        table = Table("", (Column("Kategori", numeric=False), Column("Antal*")), tuple(Row(cells) for cells in rows))
        family = Row(("Familj",), RowKind.FAMILY)
        whole = Section("new", "Nytt", table=Table(table.caption, table.columns, (family, *table.rows)))
        return Document(**{**vars_of(lsg(Voice(texts, taxonomy, "sv"))), "sections": (whole,), "annex": ()})

    assert differences(told(("Närvaro", "2"), ("Totalt", "3")), told(("Kontakt", "1"), ("Totalt", "3"))) == [
        Difference("Nytt: Kontakt, Antal", "–", "1"),
        Difference("Nytt: Närvaro, Antal", "2", "–"),
    ]
    assert differences(told(("Totalt", "3")), told(("Kontakt", "0"), ("Totalt", "3"))) == [], "a row of noughts is no change"


def vars_of(document: Document) -> dict[str, Any]:
    return {name: getattr(document, name) for name in Document.__slots__}


async def test_many_changed_figures_stand_in_full_in_the_annex(small_town: Town) -> None:
    await small_town.make()
    async with small_town.database.begin(small_town.forbund) as session:
        codes = [category.code for category in small_town.taxonomy.categories][:6]
        for code in codes:
            await make_report(session, small_town.kommun, at("2026-03-05"), category=code)
    document = document_of(await correct(small_town))
    head = document.sections[0]
    assert head.table is not None
    assert len(head.table.rows) == ON_TOP[0]
    assert head.note.endswith("Alla står i bilagan.")
    whole = document.annex[0].table
    assert whole and len(whole.rows) > ON_TOP[0]
