import io
import re
from collections.abc import AsyncIterator
from typing import Any

import docx
import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from docx.oxml.ns import qn
from docx.text.run import Run
from sqlmodel import col, select

from backend.categories.taxonomy import Taxonomy
from backend.database import Database
from backend.directory.wishes import choose_language
from backend.i18n import Texts
from backend.keys import DATABASE, LINKS, TAXONOMY, TEXTS
from backend.links import Links
from backend.mail.letter import Letter
from digests import languages
from digests.archive_pages import add_archive_routes
from digests.compose import compose
from digests.corrections import Correction, correct_edition
from digests.drafts.work import Written
from digests.due import due_editions
from digests.frozen import document_of, freeze
from digests.kind import Composed, Due
from digests.languages import compose_in, language_of
from digests.letters import edition_writer
from digests.pages import add_routes
from digests.render.form import Form
from digests.render.forms import Origin, render
from models import Edition, EditionTranslation, OutboxMessage, Person
from models.enums import Channel, EditionWay, NoticeKind
from tests.digests.builders import at, make_report
from tests.digests.drafts.town import DUE, Town, build_town
from tests.digests.test_differences import with_a_question
from tests.digests.test_pages import Client, error_pages
from tests.digests.test_wishes import letter

pytestmark = pytest.mark.usefixtures("quick_paper")
SIGNED = Links("a secret of thirty-two characters!", "")


async def reads_english(town: Town, who: str, **values: object) -> None:
    async with town.database.begin(town.forbund) as session:
        person = await session.get_one(Person, town.people[who])
        for name, value in {"paper_locale": "en", **values}.items():
            setattr(person, name, value)


async def translations(town: Town) -> list[EditionTranslation]:
    async with town.database.read(town.forbund) as session:
        return list((await session.exec(select(EditionTranslation).order_by(col(EditionTranslation.edition_id)))).all())


async def letter_of(town: Town, edition: Edition, who: str) -> Letter:
    """Return what was mailed to somebody of a version of an edition."""
    async with town.database.read(town.forbund) as session:
        sent = select(OutboxMessage).where(
            OutboxMessage.subject_id == edition.id,
            OutboxMessage.kind == NoticeKind.EDITION,
            OutboxMessage.channel == Channel.MAIL,
            OutboxMessage.person_id == town.people[who],
        )
        return await edition_writer(SIGNED, town.texts)(session, (await session.exec(sent)).one())


@pytest.fixture
async def client(small_town: Town) -> AsyncIterator[Client]:
    app = web.Application(middlewares=[error_pages])
    app[DATABASE], app[TEXTS], app[LINKS] = small_town.database, small_town.texts, SIGNED
    app[TAXONOMY] = Taxonomy.load()
    add_routes(app)
    add_archive_routes(app)
    async with TestClient(TestServer(app)) as opened:
        yield opened


def test_a_persons_own_choice_goes_before_the_directory_and_what_teams_says_before_nothing() -> None:
    def told(**values: Any) -> str:
        return language_of(Person(name="Maja Exempel", **values))

    assert language_of(None) == told() == "sv"
    assert told(locale="en") == "sv", "Teams in English is no wish for English papers"
    assert told(paper_locale="en") == "en"
    assert told(paper_locale="en", locale="sv", locale_chosen=True) == "sv"
    assert told(locale="en", locale_chosen=True) == "en"


async def test_nothing_is_made_in_a_language_that_nobody_reads(town: Town) -> None:
    await town.make()
    assert await translations(town) == []


async def test_nothing_is_made_in_the_language_of_one_who_has_stopped_them(small_town: Town) -> None:
    await reads_english(small_town, "maja", paper_way=EditionWay.INGET)
    await small_town.make()
    assert await translations(small_town) == []


async def test_an_english_paper_is_frozen_with_the_same_figures_and_made_anew_is_the_same(town: Town) -> None:
    await reads_english(town, "maja")
    await town.make()
    edition, (english,) = await town.edition(), await translations(town)
    assert {**english.figures, "document": None} == {**edition.figures, "document": None}
    assert (document_of(english).locale, document_of(edition).locale) == ("en", "sv")
    assert english.content_hash != edition.content_hash

    digits = [re.findall(r"\d+", " ".join(number.value for number in document_of(each).numbers)) for each in (edition, english)]
    assert digits[0] == digits[1]
    assert "Närvaro" not in english.html + english.text, "the standard categories have English names"


async def test_the_languages_tell_of_one_state_though_somebody_reports_in_between(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []

    async def then_a_report(*args: Any) -> Composed:
        composed = await compose(*args)
        told.append(composed.drafts[0].numbers[0].value)
        async with town.database.begin(town.forbund) as session:
            await make_report(session, town.kommun, at("2026-03-04"))
        return composed

    await reads_english(town, "maja")
    monkeypatch.setattr(languages, "compose", then_a_report)
    await town.make()
    edition, (english,) = await town.edition(), await translations(town)
    assert told == ["2", "2"] == [document_of(each).numbers[0].value for each in (edition, english)]

    told.clear()
    said = Correction(because="Två till kom in.")
    await correct_edition(town.database, town.texts, town.taxonomy, town.forbund, edition.id or 0, said, DUE)
    assert told == ["4", "4"]


@pytest.mark.postgresql
async def test_nothing_is_composed_of_rows_that_may_change_meanwhile(
    postgresql_url: str, texts: Texts, taxonomy: Taxonomy
) -> None:
    database = Database(postgresql_url)
    town = await build_town(database, texts, taxonomy)
    (due,) = await _due(town)
    async with database.read(town.forbund) as session:
        with pytest.raises(RuntimeError, match="snapshot"):
            await compose(session, due, texts, taxonomy)
    await database.close()


async def test_drawn_twice_from_the_same_rows_it_has_the_same_bytes(small_town: Town) -> None:
    async with small_town.database.snapshot(small_town.forbund) as session:
        (due,) = await _due(small_town)
        made = [
            await freeze(
                (await compose_in(session, due, small_town.texts, small_town.taxonomy, ["en"])).others["en"], small_town.texts
            )
            for _ in range(2)
        ]
    assert made[0].content_hash == made[1].content_hash
    assert made[0].pdf == made[1].pdf


async def _due(town: Town) -> list[Due]:
    async with town.database.read(town.forbund) as session:
        return await due_editions(session, DUE)


async def test_mail_and_its_file_are_in_the_readers_language_through_and_through(small_town: Town) -> None:
    await reads_english(small_town, "maja", paper_way=EditionWay.EXCEL)
    await small_town.make()
    english, swedish = await letter(small_town, "maja"), await letter(small_town, "kurt")
    (frozen,) = await translations(small_town)
    assert english.subject == frozen.title != swedish.subject
    assert swedish.subject == "Underlag till LSG Tranås 31 mars 2026"
    (file,) = english.attachments
    assert (file.filename, file.mime) == ("lsg-tranas-2026-03-25-en.xlsx", Form.XLSX.media_type)
    assert "Underlag" not in english.text
    assert 'lang="en"' in english.html


async def test_page_and_files_are_in_the_readers_language_and_the_others_stay_swedish(small_town: Town, client: Client) -> None:
    await reads_english(small_town, "maja")
    await small_town.make()
    edition, (english,) = await small_town.edition(), await translations(small_town)
    for who, told, language in (("maja", english, "en"), ("kurt", edition, "sv")):
        path = SIGNED.to("edition", small_town.forbund, edition.id or 0, small_town.people[who])
        shown = await (await client.get(path)).text()
        assert told.html in shown
        assert f'<html lang="{language}">' in shown
        paper = await client.get(f"{path}/pdf")
        assert await paper.read() == told.pdf
        assert ("-en.pdf" in paper.headers["Content-Disposition"]) is (language == "en")


async def test_a_paper_made_before_anybody_read_english_stays_swedish(small_town: Town, client: Client) -> None:
    await small_town.make()
    edition = await small_town.edition()
    async with small_town.database.begin(small_town.forbund) as session:
        await choose_language(session, await session.get_one(Person, small_town.people["maja"]), "en", DUE)
    path = SIGNED.to("edition", small_town.forbund, edition.id or 0, small_town.people["maja"])
    assert '<html lang="sv">' in await (await client.get(path)).text()


async def test_a_correction_is_made_in_every_language_that_it_corrects(small_town: Town) -> None:
    await reads_english(small_town, "maja")
    await small_town.make()
    async with small_town.database.begin(small_town.forbund) as session:
        await make_report(session, small_town.kommun, at("2026-03-04"))
    old = await small_town.edition()
    said = Correction(because="En rapport saknades.")
    new = await correct_edition(
        small_town.database, small_town.texts, small_town.taxonomy, small_town.forbund, old.id or 0, said, DUE
    )
    first, second = await translations(small_town)
    assert (first.edition_id, second.edition_id) == (old.id, new.id)
    assert "En rapport saknades." in second.text
    assert {**second.figures, "document": None} == {**new.figures, "document": None}
    assert first.content_hash != second.content_hash
    assert (await letter_of(small_town, new, "maja")).subject == second.title


async def test_a_correction_reaches_one_who_reads_english_since_in_english_with_what_has_changed(small_town: Town) -> None:
    await small_town.make()
    old = await small_town.edition()
    async with small_town.database.begin(small_town.forbund) as session:
        await choose_language(session, await session.get_one(Person, small_town.people["maja"]), "en", DUE)
        await make_report(session, small_town.kommun, at("2026-03-04"))
    said = Correction(because="En rapport saknades.")
    new = await correct_edition(
        small_town.database, small_town.texts, small_town.taxonomy, small_town.forbund, old.id or 0, said, DUE
    )
    (english,) = await translations(small_town)
    assert english.edition_id == new.id, "the old paper stays as it was sent"
    swedish_head, english_head = (document_of(each).sections[0].table for each in (new, english))
    assert swedish_head and english_head
    told = [[[re.findall(r"\d+", cell) for cell in row.cells[1:]] for row in head.rows] for head in (swedish_head, english_head)]
    assert told[0] == told[1]
    assert english_head.rows[0].cells[0] == "new failures and needs", "what was frozen in Swedish is told in English"
    assert (await letter_of(small_town, new, "maja")).subject == english.title


async def test_a_correction_is_made_in_no_language_that_nobody_of_its_readers_has(small_town: Town) -> None:
    await small_town.make()
    old = await small_town.edition()
    await reads_english(small_town, "maja", active=False)
    async with small_town.database.begin(small_town.forbund) as session:
        await make_report(session, small_town.kommun, at("2026-03-04"))
    said = Correction(because="En rapport saknades.")
    await correct_edition(small_town.database, small_town.texts, small_town.taxonomy, small_town.forbund, old.id or 0, said, DUE)
    assert await translations(small_town) == []


async def test_an_english_page_leads_on_by_english_titles(small_town: Town, client: Client) -> None:
    await reads_english(small_town, "maja")
    await small_town.make()
    async with small_town.database.begin(small_town.forbund) as session:
        await make_report(session, small_town.kommun, at("2026-03-04"))
    old, said = await small_town.edition(), Correction(because="En rapport saknades.")
    await correct_edition(small_town.database, small_town.texts, small_town.taxonomy, small_town.forbund, old.id or 0, said, DUE)
    first, second = await translations(small_town)
    path = SIGNED.to("edition", small_town.forbund, old.id or 0, small_town.people["maja"])
    assert f">{second.title}</a>" in await (await client.get(path)).text()
    listed = await (await client.get(f"{path}/arkiv")).text()
    assert all(f">{each.title}</a>" in listed for each in (first, second))
    assert "Underlag" not in listed


async def test_what_is_swedish_in_an_english_paper_is_marked_so_in_page_mail_and_word(small_town: Town) -> None:
    await with_a_question(small_town)
    await reads_english(small_town, "maja")
    await small_town.tell()
    await small_town.write(Written(comments={"new": "Två gällde samma möte."}, left_out=(), story="Det löste sig till slut."))
    await small_town.make()
    edition, (english,) = await small_town.edition(), await translations(small_town)
    mailed = (await letter(small_town, "maja")).html
    for own in ("Vem kallar?", "LSG Tranås"):
        assert f'<span lang="sv">{own.rstrip("?")}' in english.html.replace("?</span>", "</span>")
        assert f'<span lang="sv">{own.rstrip("?")}' in mailed.replace("?</span>", "</span>")
    for own in ("Två gällde samma möte.", "Det löste sig till slut.", "Ja."):
        assert f'<span lang="sv">{own.rstrip(".")}</span>' in english.html
    assert "lang" not in edition.html.replace('lang="sv"', "", 1), "a Swedish paper is Swedish as a whole"

    written = docx.Document(io.BytesIO(await render(document_of(english), Form.DOCX, small_town.texts, Origin(DUE, "1"))))
    swedish = [
        run.text for run in _runs(written) if (run.element.rPr is not None and run.element.rPr.find(qn("w:lang")) is not None)
    ]
    assert "Två gällde samma möte" in swedish
    assert "Vem kallar?" in swedish or "Vem kallar" in swedish
    whole = "\n".join(paragraph.text for paragraph in written.paragraphs)
    assert "The association's comment: Två gällde samma möte." in whole


def _runs(written: Any) -> list[Run]:
    return [Run(element, written) for element in written.element.body.iter(qn("w:r"))]
