"""`sammanfatta Tranås`: the latest edition, to those it is made for."""

from datetime import date, datetime, timedelta

from pydantic import TypeAdapter

from backend.database import stored_id
from digests.document import Document, Number
from models import Edition, Group, GroupKommun, Person, Role
from models.enums import EditionKind, EditionStatus, GroupKind, RoleName
from tests.bot.talk import Talk, coordinator, talking, words_of
from tests.house import NOW

DOCUMENT = Document(
    kind=EditionKind.LSG,
    locale="sv",
    sender="Höglandet",
    title="LSG Tranås, mars 2026",
    period="1 januari – 12 mars 2026",
    numbers=(Number("7", "nya", "5 förra gången"), Number("3", "öppna", "–"), Number("2", "besvarade", "–")),
    lead=("Sju nya rapporter sedan förra mötet.",),
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
        shown = words_of(await karin.write("sammanfatta Tranås senaste kvartalet"))
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
        assert "ingen sammanfattning för Tranås" in words_of(await coordinator(talk).write("sammanfatta Tranås"))


async def test_a_stranger_sees_no_edition(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        await lsg(talk)
        async with talk.house.database.begin(talk.house.forbund_id) as session:
            stranger = Person(name="Olle Exempel", entra_id="e-olle")
            session.add(stranger)
        talk.person = stranger
        assert "går till gruppens ledamöter" in words_of(await talk.write("sammanfatta Tranås"))
