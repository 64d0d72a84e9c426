from datetime import timedelta
from email.policy import SMTP

import pytest
from sqlmodel import select

from backend.categories.taxonomy import Taxonomy
from backend.courier import NeverError
from backend.database import Database
from backend.i18n import Texts
from backend.links import Links
from backend.mail.letter import Letter, build
from digests.frozen import document_of
from digests.letters import edition_writer
from digests.reasons import OF_KOMMUN, why_sent
from digests.render.brief import brief
from digests.render.text import text
from digests.schedule import run_due
from models import Edition, Group, OutboxMessage, Person, Role
from models.enums import Channel, RoleName
from tests.digests.builders import at, make_forbund, make_group, make_kommun, make_meeting, make_person, make_report

pytestmark = pytest.mark.usefixtures("quick_paper")

LINKS = Links("a secret of thirty-two characters!", "https://lexheller.example")


async def letters(database: Database, texts: Texts, taxonomy: Taxonomy, *, member: bool) -> tuple[Edition, list[Letter]]:
    """Make an LSG's edition and write its mails."""
    forbund = await make_forbund(database)
    async with database.begin(forbund) as session:
        kommun = await make_kommun(session, "Tranås")
        group = await make_group(session, "tranas", "LSG Tranås", kommun)
        await make_meeting(session, group, at("2026-03-31", 13))
        await make_report(session, kommun, at("2026-03-02"))
        if member:
            maja = await make_person(session, "Maja Exempel", RoleName.LEDAMOT, group_id=group)
            session.add(Role(person_id=maja, role=RoleName.KOORDINATOR, kommun_id=kommun))
    await run_due(database, texts, taxonomy, at("2026-03-26", 8), timedelta(minutes=5))
    write = edition_writer(LINKS, texts)
    async with database.read(forbund) as session:
        edition = (await session.exec(select(Edition))).one()
        messages = await session.exec(select(OutboxMessage).where(OutboxMessage.channel == Channel.MAIL))
        return edition, [await write(session, message) for message in messages.all()]


async def test_the_mail_carries_the_edition_in_three_forms_and_the_way_to_its_page(
    sqlite: Database, texts: Texts, taxonomy: Taxonomy
) -> None:
    edition, (letter,) = await letters(sqlite, texts, taxonomy, member=True)

    assert letter.subject == edition.title == "Underlag till LSG Tranås 31 mars 2026"
    assert (letter.to_name, letter.to.split("@")[1]) == ("Maja Exempel", "example.test")
    assert text(brief(document_of(edition))).rstrip() in letter.text
    (paper,) = letter.attachments
    assert (paper.filename, paper.mime, paper.content) == ("lsg-tranas-2026-03-25.pdf", "application/pdf", edition.pdf)
    url = next(word for word in letter.text.split() if word.startswith("https://lexheller.example/utgava/"))
    assert url in letter.html
    forbund_id, edition_id, person_id = LINKS.read("edition", url.rsplit("/", 1)[1])
    assert (forbund_id, edition_id) == (edition.forbund_id, edition.id)
    async with sqlite.read(forbund_id) as session:
        assert (await session.get_one(Person, person_id)).name == letter.to_name


async def test_a_mail_server_can_take_it(sqlite: Database, texts: Texts, taxonomy: Taxonomy) -> None:
    _, (letter,) = await letters(sqlite, texts, taxonomy, member=True)

    message = build(letter, key="k", mail_from="lexheller@example.test", written_at=at("2026-03-26", 8))

    assert max(len(line) for line in message.as_bytes(policy=SMTP).split(b"\r\n")) <= 998
    assert [part.get_content_type() for part in message.walk() if not part.is_multipart()] == [
        "text/plain",
        "text/html",
        "application/pdf",
    ]


async def test_the_forbund_is_told_what_its_directory_lacks(sqlite: Database, texts: Texts, taxonomy: Taxonomy) -> None:
    _, (letter,) = await letters(sqlite, texts, taxonomy, member=False)

    assert letter.to == "forbundet@hoglandet.example"
    for form in (letter.text, letter.html):
        assert "Gruppen LSG Tranås har ingen ledamot som får underlaget: ingen går att nå eller ingen vill ha det." in form
        assert "går att nå för en kommun som gruppen LSG Tranås följer." in form


@pytest.mark.parametrize("locale", ["en", "sv"])
async def test_what_stands_around_the_paper_is_in_the_readers_language(
    sqlite: Database, texts: Texts, taxonomy: Taxonomy, locale: str
) -> None:
    edition, _ = await letters(sqlite, texts, taxonomy, member=True)
    async with sqlite.begin(edition.forbund_id) as session:
        (await session.exec(select(Person))).one().locale = locale

    async with sqlite.read(edition.forbund_id) as session:
        message = (await session.exec(select(OutboxMessage))).one()
        letter = await edition_writer(LINKS, texts)(session, message)

    assert texts.t(locale, "paper.mail.attached.pdf") in letter.text
    assert edition.title in letter.text


@pytest.mark.parametrize(
    ("role", "words"),
    [
        (RoleName.LEDAMOT, "du är ledamot i LSG Tranås"),
        (RoleName.SAMMANKALLANDE, "du är sammankallande i LSG Tranås"),
        (RoleName.KOORDINATOR, "du är samverkanskoordinator för Tranås"),
        (RoleName.STALLFORETRADARE, "du är ställföreträdande samverkanskoordinator för Tranås"),
        (RoleName.FORBUNDSCHEF, "du är förbundschef"),
        (RoleName.VERKSAMHETSUTVECKLARE, "du arbetar på förbundets kansli"),
        (None, "du har en uppgift i det som underlaget gäller"),
    ],
)
async def test_the_mail_says_why_just_this_person_got_it(
    sqlite: Database, texts: Texts, role: RoleName | None, words: str
) -> None:
    forbund = await make_forbund(sqlite)
    async with sqlite.begin(forbund) as session:
        kommun, other = await make_kommun(session, "Tranås"), await make_kommun(session, "Aneby")
        group = await make_group(session, "tranas", "LSG Tranås", kommun)
        person_id = await make_person(session, "Maja Exempel", RoleName.KOORDINATOR, kommun_id=other)
        if role is not None:
            of_kommun, of_group = role in OF_KOMMUN, role in (RoleName.LEDAMOT, RoleName.SAMMANKALLANDE)
            session.add(
                Role(
                    person_id=person_id, role=role, kommun_id=kommun if of_kommun else None, group_id=group if of_group else None
                )
            )
    async with sqlite.read(forbund) as session:
        person, met = await session.get_one(Person, person_id), (await session.exec(select(Group))).one()
        key, values = await why_sent(session, person, met)
        assert texts.t("sv", key, **values) == words
        assert await why_sent(session, None, met) == ("paper.mail.because.forbund", {})


async def test_a_group_without_a_kommun_is_followed_by_whoever_receives_in_the_forbund(sqlite: Database, texts: Texts) -> None:
    forbund = await make_forbund(sqlite)
    async with sqlite.begin(forbund) as session:
        await make_group(session, "vuxna", "LSG Vuxna")
        person_id = await make_person(
            session, "Maja Exempel", RoleName.KOORDINATOR, kommun_id=await make_kommun(session, "Aneby")
        )
    async with sqlite.read(forbund) as session:
        key, values = await why_sent(session, await session.get_one(Person, person_id), (await session.exec(select(Group))).one())
    assert texts.t("sv", key, **values) == "du är samverkanskoordinator för Aneby"


async def test_who_has_left_gets_no_edition_any_more(sqlite: Database, texts: Texts, taxonomy: Taxonomy) -> None:
    edition, _ = await letters(sqlite, texts, taxonomy, member=True)
    async with sqlite.begin(edition.forbund_id) as session:
        (await session.exec(select(Person))).one().active = False

    async with sqlite.read(edition.forbund_id) as session:
        message = (await session.exec(select(OutboxMessage))).one()
        with pytest.raises(NeverError, match="left"):
            await edition_writer(LINKS, texts)(session, message)
