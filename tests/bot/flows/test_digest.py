"""`sammanfatta Tranås`: the latest edition, to those it is made for."""

from datetime import date, datetime, timedelta

import pytest
from pydantic import TypeAdapter
from sqlmodel import col, select

from backend.audit import record
from backend.database import stored_id
from backend.outbox import tell
from bot.desk import Kommuner
from bot.flows import digest
from bot.turn import Turn
from digests.document import Document, Number, Sentence
from models import Delivery, Edition, Group, GroupKommun, Insats, Person, Role
from models.enums import AuditAction, Channel, EditionKind, EditionStatus, GroupKind, NoticeKind, RoleName
from tests.bot.talk import Talk, coordinator, talking, words_of
from tests.digests.builders import at, make_report
from tests.house import NOW

DOCUMENT = Document(
    kind=EditionKind.LSG,
    locale="sv",
    sender="Höglandet",
    title="LSG Tranås, mars 2026",
    period="1 januari – 12 mars 2026",
    numbers=(Number("7", "nya", "5 förra gången"), Number("3", "öppna", "–"), Number("2", "besvarade", "–")),
    lead=(Sentence("Sju nya rapporter sedan förra mötet."),),
    sections=(),
    notes=(),
)


async def lsg(talk: Talk, *, edition: bool = True) -> int:
    """LSG Tranås, with an edition or none yet; returns the group's id."""
    async with talk.house.database.begin(talk.house.forbund_id) as session:
        group = Group(slug="tranas", kind=GroupKind.LSG, name="LSG Tranås")
        session.add(group)
        await session.flush()
        group_id = stored_id(group)
        session.add(GroupKommun(group_id=group_id, kommun_id=talk.house.tranas))
        if edition:
            session.add(_edition(group_id, NOW - timedelta(days=90), "Gammal"))
            session.add(_edition(group_id, NOW, DOCUMENT.title))
    return group_id


def _edition(group_id: int, moment: datetime, title: str) -> Edition:
    document = TypeAdapter(Document).dump_python(DOCUMENT, mode="json")
    return Edition(
        kind=EditionKind.LSG,
        group_id=group_id,
        period=f"mote:{title}",
        period_start=date(2026, 1, 1),
        period_end=date(2026, 3, 12),
        due_at=moment,
        status=EditionStatus.KLAR,
        claimed_until=moment,
        as_of=moment,
        made_at=moment,
        title=title,
        figures={"document": {**document, "title": title}},
        html="x",
        text="x",
        pdf=b"x",
        content_hash="x",
    )


async def test_a_coordinator_gets_the_latest_edition_with_a_link(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        await lsg(talk)
        karin = coordinator(talk)
        shown = words_of(await karin.write("sammanfatta Tranås"))
        assert "LSG Tranås, mars 2026" in shown
        assert "Sju nya rapporter" in shown
        [link] = karin.card["actions"]
        forbund_id, _, person_id = talk.desk.links.read("edition", link["url"].rsplit("/", 1)[1])
        assert (forbund_id, person_id) == (talk.house.forbund_id, karin.person.id)


async def test_a_member_need_not_name_the_kommun(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        group_id = await lsg(talk)
        async with talk.house.database.begin(talk.house.forbund_id) as session:
            session.add(Role(person_id=stored_id(talk.person), role=RoleName.LEDAMOT, group_id=group_id))
        assert "LSG Tranås, mars 2026" in words_of(await talk.write("sammanfattning"))


async def test_a_kommun_with_two_groups_shows_a_member_their_own(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        await lsg(talk)
        async with talk.house.database.begin(talk.house.forbund_id) as session:
            session.add(group := Group(slug="insats", kind=GroupKind.STYRGRUPP, name="Styrgrupp Tranås"))
            await session.flush()
            session.add(GroupKommun(group_id=stored_id(group), kommun_id=talk.house.tranas))
            session.add(Role(person_id=stored_id(talk.person), role=RoleName.LEDAMOT, group_id=stored_id(group)))
            session.add(_edition(stored_id(group), NOW, "Styrgruppen, mars 2026"))
        assert "Styrgruppen, mars 2026" in words_of(await talk.write("sammanfatta Tranås"))


@pytest.mark.parametrize(
    ("kind", "edition", "name", "written"),
    [
        (GroupKind.BEREDNINGSGRUPP, EditionKind.BEREDNINGSGRUPP, "Beredningsgruppen", "sammanfatta beredningsgruppen"),
        (GroupKind.BEREDNINGSGRUPP, EditionKind.BEREDNINGSGRUPP, "Beredningsgruppen", "sammanfattning"),
        (GroupKind.STYRGRUPP, EditionKind.STYRGRUPP, "Styrgruppen", "sammanfatta Lotsen"),
        (GroupKind.STYRGRUPP, EditionKind.STYRGRUPP, "Styrgruppen", "sammanfattning"),
    ],
)
async def test_a_member_of_a_group_of_no_kommun_gets_its_latest_paper(
    sqlite_url: str, kind: GroupKind, edition: EditionKind, name: str, written: str
) -> None:
    async with talking(sqlite_url) as talk:
        await lsg(talk)
        async with talk.house.database.begin(talk.house.forbund_id) as session:
            session.add(group := Group(slug="g", kind=kind, name=name))
            await session.flush()
            group_id = stored_id(group)
            if kind is GroupKind.STYRGRUPP:
                session.add(Insats(slug="lotsen", name="Lotsen", group_id=group_id))
            session.add(Role(person_id=stored_id(talk.person), role=RoleName.LEDAMOT, group_id=group_id))
            paper = _edition(group_id, NOW, f"{name}, mars 2026")
            paper.kind = edition
            session.add(paper)
        assert f"{name}, mars 2026" in words_of(await talk.write(written))


async def test_the_office_sees_every_groups(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        await lsg(talk)
        talk.person = talk.house.office
        assert "LSG Tranås, mars 2026" in words_of(await talk.write("sammanfatta Tranås"))


async def test_others_are_told_whose_it_is(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        await lsg(talk)
        answer = await talk.write("sammanfatta Tranås")
        assert isinstance(answer, str)
        assert "går till gruppens ledamöter" in answer


async def test_who_belongs_to_no_group_is_asked_which_kommun(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        await lsg(talk)
        assert "Vilken kommun" in words_of(await talk.write("sammanfattning"))


async def test_a_kommun_without_an_edition_is_told_as_such(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        await lsg(talk, edition=False)
        assert "inget underlag till LSG Tranås" in words_of(await coordinator(talk).write("sammanfatta Tranås"))


async def test_a_stranger_sees_no_edition(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        await lsg(talk)
        async with talk.house.database.begin(talk.house.forbund_id) as session:
            stranger = Person(name="Olle Exempel", entra_id="e-olle")
            session.add(stranger)
        talk.person = stranger
        assert "går till gruppens ledamöter" in words_of(await talk.write("sammanfatta Tranås"))


async def test_the_last_quarter_is_counted_when_it_is_asked_for(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        await lsg(talk)
        async with talk.house.database.begin(talk.house.forbund_id) as session:
            await make_report(session, talk.house.tranas, at("2025-11-03"))
        karin = coordinator(talk)
        shown = words_of(await karin.write("sammanfatta Tranås senaste kvartalet"))
        assert "LSG Tranås, fjärde kvartalet 2025" in shown
        assert "I perioden rapporterades en ny brist eller ett nytt behov: närvaro och deltagande." in shown
        [link] = karin.card["actions"]
        assert "/utgava/" in link["url"]
        assert link["title"] == "Senaste underlaget"


async def test_a_period_that_is_not_understood_is_answered_with_examples(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        await lsg(talk)
        assert "Jag förstår inte perioden" in words_of(await coordinator(talk).write("sammanfatta Tranås vecka 7"))


@pytest.mark.parametrize(
    ("asked", "days", "told"),
    [
        ("sammanfatta Tranås i år", "1 januari–11 mars 2026", "två nya brister"),
        ("sammanfatta Tranås förra året", "1 januari–31 december 2025", "en ny brist"),
        ("sammanfatta Tranås senaste månaden", "1–28 februari 2026", "två nya brister"),
        ("Sammanfatta senaste halvåret i Tranås", "1 juli–31 december 2025", "en ny brist"),
        ("sammanfatta Tranås i fjol", "1 januari–31 december 2025", "en ny brist"),
    ],
)
async def test_the_days_that_are_asked_for_are_counted(sqlite_url: str, asked: str, days: str, told: str) -> None:
    async with talking(sqlite_url) as talk:
        await lsg(talk)
        async with talk.house.database.begin(talk.house.forbund_id) as session:
            for day in ("2025-11-03", "2026-02-02", "2026-02-03"):
                await make_report(session, talk.house.tranas, at(day))
        karin = coordinator(talk)
        shown = words_of(await karin.write(asked))
        assert f"LSG Tranås, {days}" in shown
        assert told in shown
        assert "/utgava/" in karin.card["actions"][0]["url"]
        assert "går till gruppens ledamöter" in words_of(await talk.write(asked)), "not to one who may not see it"


async def test_a_kommun_without_a_report_is_told_so(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        await lsg(talk, edition=False)
        shown = words_of(await coordinator(talk).write("sammanfatta Tranås i år"))
        assert "Inget nytt" in shown


async def test_the_boards_year_is_not_taken_for_its_latest_quarter(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        group_id = await board(talk)
        async with talk.house.database.begin(talk.house.forbund_id) as session:
            session.add(Role(person_id=stored_id(talk.person), role=RoleName.LEDAMOT, group_id=group_id))
            year = _edition(group_id, NOW + timedelta(days=1), "Lex Heller året 2025")
            year.kind, year.period = EditionKind.AR, "2025"
            session.add(year)
        assert "Lex Heller fjärde kvartalet 2025" in words_of(await talk.write("sammanfatta styrelsen"))


async def test_the_last_quarter_is_not_for_others_and_they_are_told_whose_it_is(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        await lsg(talk)
        assert "går till gruppens ledamöter" in words_of(await talk.write("sammanfatta Tranås senaste kvartalet"))


async def board(talk: Talk) -> int:
    """The board, with an edition; returns the group's id."""
    async with talk.house.database.begin(talk.house.forbund_id) as session:
        session.add(group := Group(slug="styrelsen", kind=GroupKind.STYRELSE, name="Styrelsen"))
        await session.flush()
        session.add(_edition(stored_id(group), NOW, "Lex Heller fjärde kvartalet 2025"))
    return stored_id(group)


async def test_a_member_of_the_board_gets_the_boards_and_names_it_or_not(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        await lsg(talk)
        group_id = await board(talk)
        async with talk.house.database.begin(talk.house.forbund_id) as session:
            session.add(Role(person_id=stored_id(talk.person), role=RoleName.LEDAMOT, group_id=group_id))
        for asked in ("sammanfattning", "sammanfatta styrelsen"):
            assert "Lex Heller fjärde kvartalet 2025" in words_of(await talk.write(asked))


async def test_the_boards_is_not_for_a_coordinator(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        await board(talk)
        assert "går till gruppens ledamöter" in words_of(await coordinator(talk).write("sammanfatta styrelsen"))


async def test_a_kommun_that_no_group_looks_at_has_its_figures_for_those_who_receive_there(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        async with talk.house.database.begin(talk.house.forbund_id) as session:
            await make_report(session, talk.house.tranas, at("2025-11-03"))
            await make_report(session, talk.house.eksjo, at("2025-11-04"))
            await make_report(session, talk.house.tranas, at("2026-02-04"))
        karin = coordinator(talk)
        shown = words_of(await karin.write("sammanfatta Tranås"))
        assert "Tranås, fjärde kvartalet 2025" in shown
        assert "en ny brist" in shown
        assert "actions" not in karin.card, "there is no paper to open"
        assert "Tranås, fjärde kvartalet 2025" in words_of(await karin.write("sammanfattning"))
        assert "Tranås, 1–28 februari 2026" in words_of(await karin.write("sammanfatta Tranås i februari"))
        for asked in ("sammanfatta Eksjö", "sammanfatta Tranås"):
            teller = karin if "Eksjö" in asked else talk
            assert "har ingen grupp som får ett underlag" in words_of(await teller.write(asked))


async def test_the_board_has_the_days_it_asks_for_from_its_own_paper_or_counted_now(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        group_id = await board(talk)
        async with talk.house.database.begin(talk.house.forbund_id) as session:
            session.add(Role(person_id=stored_id(talk.person), role=RoleName.LEDAMOT, group_id=group_id))
            paper = _edition(group_id, NOW - timedelta(days=200), "Lex Heller andra kvartalet 2025")
            paper.kind, paper.period = EditionKind.STYRELSE, "2025-K2"
            paper.period_start, paper.period_end = date(2025, 4, 1), date(2025, 6, 30)
            session.add(paper)
            for kommun_id in (talk.house.tranas, talk.house.eksjo):
                await make_report(session, kommun_id, at("2025-08-04"))
        assert "Lex Heller andra kvartalet 2025" in words_of(await talk.write("sammanfatta styrelsen kvartal 2 2025"))
        shown = words_of(await talk.write("sammanfatta styrelsen förra halvåret"))
        assert "Styrelsen, 1 juli–31 december 2025" in shown
        assert "två nya brister" in shown
        assert "går till gruppens ledamöter" in words_of(await coordinator(talk).write("sammanfatta styrelsen kvartal 2"))


async def test_a_styrgrupp_of_an_insats_has_whole_quarters(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        async with talk.house.database.begin(talk.house.forbund_id) as session:
            session.add(group := Group(slug="g", kind=GroupKind.STYRGRUPP, name="Styrgruppen"))
            await session.flush()
            group_id = stored_id(group)
            session.add(Insats(slug="lotsen", name="Lotsen", group_id=group_id))
            session.add(Role(person_id=stored_id(talk.person), role=RoleName.LEDAMOT, group_id=group_id))
        shown = words_of(await talk.write("sammanfatta styrgruppen för Lotsen förra halvåret"))
        assert "Styrgruppen, fjärde kvartalet 2025" in shown
        assert "kvartal för kvartal" in words_of(await talk.write("sammanfatta Lotsen i februari"))
        assert "går till gruppens ledamöter" in words_of(await coordinator(talk).write("sammanfatta Lotsen kvartal 2"))


async def sent(talk: Talk, group_id: int) -> list[int]:
    """The group's editions were mailed to the person who talks; returns their ids, the oldest first."""
    async with talk.house.database.begin(talk.house.forbund_id) as session:
        editions = (await session.exec(select(Edition).where(Edition.group_id == group_id).order_by(col(Edition.as_of)))).all()
        for edition in editions:
            message = tell(
                session,
                key=f"edition:{edition.id}",
                channel=Channel.MAIL,
                kind=NoticeKind.EDITION,
                subject_id=stored_id(edition),
                person_id=talk.person.id,
                now=NOW,
            )
            await session.flush()
            session.add(
                Delivery(
                    edition_id=stored_id(edition), person_id=talk.person.id, channel=Channel.MAIL, outbox_id=stored_id(message)
                )
            )
        return [stored_id(edition) for edition in editions]


async def first_words(talk: Talk) -> None:
    """What follows upon the welcome, when the chat has just been opened."""
    turn = Turn(
        person=talk.person,
        forbund_id=talk.house.forbund_id,
        kommuner=Kommuner(()),
        taxonomy=talk.desk.taxonomy,
        locale="sv",
        text="",
        value={},
        asked_at=NOW,
        now=NOW,
        answers=talk.chat,
    )
    await digest.offer(talk.desk, turn)


async def test_a_paper_that_was_mailed_before_the_chat_was_there_is_offered_once_it_is(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        group_id = await lsg(talk)
        _, newest = await sent(talk, group_id)
        async with talk.house.database.begin(talk.house.forbund_id) as session:
            session.add(Role(person_id=stored_id(talk.person), role=RoleName.LEDAMOT, group_id=group_id))
        await first_words(talk)
        [link] = talk.card["actions"]
        assert link["title"] == "LSG Tranås, mars 2026"
        assert talk.desk.links.read("edition", link["url"].rsplit("/", 1)[1])[1] == newest


@pytest.mark.parametrize("why", ["opened", "no longer a member"])
async def test_a_paper_that_was_opened_or_may_not_be_read_is_not_offered(sqlite_url: str, why: str) -> None:
    async with talking(sqlite_url) as talk:
        group_id = await lsg(talk)
        _, newest = await sent(talk, group_id)
        async with talk.house.database.begin(talk.house.forbund_id) as session:
            if why == "opened":
                session.add(Role(person_id=stored_id(talk.person), role=RoleName.LEDAMOT, group_id=group_id))
                record(session, talk.person.id, AuditAction.VIEWED, "edition", newest, NOW)
        await first_words(talk)
        assert talk.chat.shown == []


async def test_the_archive_is_opened_by_who_may_read_something_in_it(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        await lsg(talk)
        karin = coordinator(talk)
        assert "Du kan läsa 2 underlag. Det senaste: LSG Tranås, mars 2026." in words_of(await karin.write("visa arkivet"))
        [link] = karin.card["actions"]
        assert talk.desk.links.read("archive", link["url"].rsplit("/", 1)[1]) == (talk.house.forbund_id, 0, karin.person.id)
        assert "inget underlag som du får läsa" in words_of(await talk.write("tidigare underlag"))
