"""A förbund's directory is loaded from a file, whole or not at all, and as often as one likes."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlmodel import col, select

from backend.database import Database
from backend.demo.calendar import demo_directory
from backend.directory.file import BadDirectory, Directory, read_directory
from backend.directory.load import load_directory
from backend.directory.receivers import find_receiver
from backend.directory.wishes import choose_language
from models import ForbundDomain, ForbundTenant, Group, GroupMeeting, Kommun, Person, Role, Unit, UnitAlias
from models.enums import EditionWay, PartyCode, RoleName
from tests.house import NOW

FILE = """
[forbund]
slug = "sjoar"
name = "Samordningsförbundet Sjöar"
email = "forbundet@sjoar.example"
tenants = ["99999999-0000-0000-0000-000000000001"]
[forbund.domains]
FK = ["fk-sjoar.example"]

[[kommuner]]
code = "1980"
name = "Sjöstad"

[[units]]
party = "FK"
name = "Försäkringskassan Sjöstad"
function = "samverkansansvarig"
email = "sjostad@fk-sjoar.example"
aliases = ["FK Sjöstad"]
kommuner = ["Sjöstad"]

[[groups]]
slug = "sjostad"
kind = "lsg"
name = "LSG Sjöstad"
kommuner = ["Sjöstad"]
meetings = [{at = 2026-12-03T13:00:00, place = "Stadshuset"}]

[[people]]
name = "Kim Exempel"
email = "Kim.Exempel@sjoar.example"
roles = [{role = "koordinator", kommun = "Sjöstad"}, {role = "ledamot", group = "sjostad"}]
"""


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    database = Database(database_url)
    yield database
    await database.close()


def directory(tmp_path: Path, text: str = FILE) -> Directory:
    file = tmp_path / "forbund.toml"
    file.write_text(text, "utf-8")
    return read_directory(file)


async def test_a_loaded_forbund_has_its_calendar_its_domains_and_a_receiver(database: Database, tmp_path: Path) -> None:
    loaded = await load_directory(database, directory(tmp_path), NOW)
    async with database.read(loaded.forbund_id) as session:
        kommun = (await session.exec(select(Kommun))).one()
        receiver = await find_receiver(session, kommun.id or 0)
        meeting = (await session.exec(select(GroupMeeting))).one()
        domain = (await session.exec(select(ForbundDomain).where(ForbundDomain.domain == "fk-sjoar.example"))).one()
    assert receiver.person
    assert (receiver.person.email, receiver.role) == ("kim.exempel@sjoar.example", RoleName.KOORDINATOR)
    assert meeting.starts_at == datetime(2026, 12, 3, 12, tzinfo=UTC), "one o'clock in Stockholm"
    assert (domain.party, domain.forbund_id) == (PartyCode.FK, loaded.forbund_id)


async def test_loading_again_changes_nothing(database: Database, tmp_path: Path) -> None:
    first = await load_directory(database, directory(tmp_path), NOW)
    again = await load_directory(database, directory(tmp_path), NOW)
    assert (first.changed, first.same) == (0, 0)
    assert (again.added, again.changed, again.same) == (0, 0, first.added)


async def test_a_changed_file_changes_what_it_says_and_leaves_the_rest(database: Database, tmp_path: Path) -> None:
    forbund_id = (await load_directory(database, directory(tmp_path), NOW)).forbund_id
    async with database.begin(forbund_id) as session:
        session.add(Person(name="Okänd Exempel", entra_id="e-1"))
    changed = FILE.replace('aliases = ["FK Sjöstad"]', 'aliases = ["kassan i Sjöstad"]')
    changed = changed.replace('{role = "koordinator", kommun = "Sjöstad"}, ', "").replace(
        'place = "Stadshuset"', "cancelled = true"
    )
    await load_directory(database, directory(tmp_path, changed), NOW)
    async with database.read(forbund_id) as session:
        assert [alias.alias for alias in await session.exec(select(UnitAlias))] == ["kassan i Sjöstad"]
        assert [role.role for role in await session.exec(select(Role))] == [RoleName.LEDAMOT]
        assert [meeting.cancelled for meeting in await session.exec(select(GroupMeeting))] == [True]
        assert len((await session.exec(select(Person))).all()) == 2


async def test_the_day_when_digests_began_stays_until_the_file_names_another(database: Database, tmp_path: Path) -> None:
    began = 'slug = "sjostad"\ndigests_from = 2026-11-01'
    for text, expected in (
        (FILE.replace('slug = "sjostad"', began, 1), date(2026, 11, 1)),
        (FILE, date(2026, 11, 1)),
        (FILE.replace('slug = "sjostad"', began.replace("11-01", "12-01"), 1), date(2026, 12, 1)),
    ):
        loaded = await load_directory(database, directory(tmp_path, text), NOW)
        async with database.read(loaded.forbund_id) as session:
            assert [group.digests_from for group in await session.exec(select(Group))] == [expected]


async def test_the_months_of_spindeln_are_the_groups_in_order_and_no_other_than_twelve(
    database: Database, tmp_path: Path
) -> None:
    planned = FILE.replace("meetings = [", "spindel_months = [9, 3, 9]\nmeetings = [")
    first = await load_directory(database, directory(tmp_path, planned), NOW)
    assert (await load_directory(database, directory(tmp_path, planned), NOW)).changed == 0
    async with database.read(first.forbund_id) as session:
        assert (await session.exec(select(Group))).one().spindel_months == [3, 9]
    with pytest.raises(BadDirectory, match="spindel_months"):
        directory(tmp_path, FILE.replace("meetings = [", "spindel_months = [13]\nmeetings = ["))


async def test_how_and_in_which_language_people_get_papers_is_the_files_and_leaves_their_own_choice(
    database: Database, tmp_path: Path
) -> None:
    told = FILE.replace("[[people]]", '[[people]]\nlanguage = "en"\npapers = "word"')
    forbund_id = (await load_directory(database, directory(tmp_path, told), NOW)).forbund_id
    async with database.begin(forbund_id) as session:
        kim = (await session.exec(select(Person))).one()
        assert (kim.paper_locale, kim.paper_way, kim.locale, kim.locale_chosen) == ("en", EditionWay.WORD, "sv", False)
        await choose_language(session, kim, "sv", datetime(2026, 3, 12, tzinfo=UTC))
    assert (await load_directory(database, directory(tmp_path, told), NOW)).changed == 0
    await load_directory(database, directory(tmp_path), NOW)
    async with database.read(forbund_id) as session:
        kim = (await session.exec(select(Person))).one()
    assert (kim.paper_locale, kim.paper_way, kim.locale_chosen) == (None, None, True)
    with pytest.raises(BadDirectory, match="language"):
        directory(tmp_path, told.replace('"en"', '"de"'))


async def test_an_alias_may_move_from_one_unit_to_another(database: Database, tmp_path: Path) -> None:
    unit = FILE[FILE.index("[[units]]") : FILE.index("[[groups]]")]
    second = unit.replace("Försäkringskassan Sjöstad", "Försäkringskassan Norr").replace('["FK Sjöstad"]', "[]")
    forbund_id = (await load_directory(database, directory(tmp_path, FILE + second), NOW)).forbund_id
    moved = FILE.replace('["FK Sjöstad"]', "[]") + second.replace("aliases = []", 'aliases = ["FK Sjöstad"]')
    await load_directory(database, directory(tmp_path, moved), NOW)
    async with database.read(forbund_id) as session:
        owner = select(Unit.name).join(UnitAlias, col(UnitAlias.unit_id) == col(Unit.id))
        assert (await session.exec(owner)).all() == ["Försäkringskassan Norr"]


async def test_a_dry_run_writes_nothing(database: Database, tmp_path: Path) -> None:
    planned = await load_directory(database, directory(tmp_path), NOW, dry_run=True)
    assert planned.added > 5
    async with database.read_every_forbund() as session:
        assert (await session.exec(select(Group).where(Group.slug == "sjostad"))).all() == []


async def test_a_tenant_and_a_domain_that_the_file_no_longer_names_are_taken_away(database: Database, tmp_path: Path) -> None:
    other = FILE.replace('slug = "sjoar"', 'slug = "andra"').replace("0001", "0002").replace("fk-sjoar", "fk-andra")
    await load_directory(database, directory(tmp_path, other), NOW)
    await load_directory(database, directory(tmp_path), NOW)
    fewer = FILE.replace('["99999999-0000-0000-0000-000000000001"]', "[]").replace('FK = ["fk-sjoar.example"]', "")
    loaded = await load_directory(database, directory(tmp_path, fewer), NOW)
    assert (loaded.added, loaded.changed) == (0, 2)
    async with database.read_every_forbund() as session:
        tenants = [tenant.tenant_id for tenant in await session.exec(select(ForbundTenant))]
        domains = [domain.domain for domain in await session.exec(select(ForbundDomain))]
    assert (tenants, domains) == (["99999999-0000-0000-0000-000000000002"], ["fk-andra.example"]), "another förbund keeps its own"


async def test_a_mail_domain_may_be_known_to_several_forbund(database: Database, tmp_path: Path) -> None:
    first = await load_directory(database, directory(tmp_path), NOW)
    neighbour = FILE.replace('slug = "sjoar"', 'slug = "grannar"').replace('["99999999-0000-0000-0000-000000000001"]', "[]")
    second = await load_directory(database, directory(tmp_path, neighbour), NOW)
    async with database.read_every_forbund() as session:
        owners = await session.exec(select(ForbundDomain.forbund_id).where(ForbundDomain.domain == "fk-sjoar.example"))
    assert sorted(owners) == sorted([first.forbund_id, second.forbund_id])
    gone = neighbour.replace('FK = ["fk-sjoar.example"]', "")
    await load_directory(database, directory(tmp_path, gone), NOW)
    async with database.read_every_forbund() as session:
        owners = await session.exec(select(ForbundDomain.forbund_id).where(ForbundDomain.domain == "fk-sjoar.example"))
    assert owners.all() == [first.forbund_id], "each takes away its own"


async def test_another_forbund_s_tenant_is_not_taken(database: Database, tmp_path: Path) -> None:
    await load_directory(database, directory(tmp_path), NOW)
    stolen = FILE.replace('slug = "sjoar"', 'slug = "tjuvar"')
    with pytest.raises(BadDirectory, match="belongs to another förbund"):
        await load_directory(database, directory(tmp_path, stolen), NOW)
    async with database.read_every_forbund() as session:
        assert len((await session.exec(select(Kommun))).all()) == 1, "nothing of the second was stored"


@pytest.mark.parametrize(
    ("right", "wrong", "told"),
    [
        ('kommun = "Sjöstad"}', 'kommun = "Sjöby"}', "there is no kommun 'Sjöby'"),
        ('kind = "lsg"', 'kind = "klubb"', "groups, number 1, kind"),
        ('role = "ledamot", group = "sjostad"', 'role = "ledamot", kommun = "Sjöstad"', "ledamot needs a group"),
        ("[[people]]", "[[people]]\nepost = 1", "people, number 1, epost"),
        ("[[people]]", "[[people]", "line 29"),
        ('code = "1980"', 'code = "198"', "kommuner, number 1, code"),
        ('aliases = ["FK Sjöstad"]', 'aliases = ["FK", "FK"]', "'FK' stands twice"),
        ('{role = "koordinator", kommun = "Sjöstad"}', '{role = "ledamot", group = "sjostad"}', "'ledamot sjostad' stands twice"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(tmp_path: Path, right: str, wrong: str, told: str) -> None:
    assert right in FILE
    with pytest.raises(BadDirectory, match=r"forbund\.toml") as refused:
        directory(tmp_path, FILE.replace(right, wrong, 1))
    assert told in str(refused.value)


def test_the_demo_s_directory_is_an_example_that_can_be_loaded() -> None:
    assert {group.kind for group in demo_directory().groups} >= {"lsg", "styrelse", "beredningsgrupp"}


PERSON = 'email = "Kim.Exempel@sjoar.example"'
WITH_ENTRA_ID = PERSON + '\nentra_id = "e-kim"'


async def people_of(database: Database, forbund_id: int) -> list[tuple[str | None, str | None]]:
    async with database.read(forbund_id) as session:
        people = await session.exec(select(Person).where(col(Person.active)).order_by(col(Person.id)))
        return [(person.email, person.entra_id) for person in people]


async def test_who_wrote_in_teams_before_they_stood_in_the_file_is_the_one_of_the_file(
    database: Database, tmp_path: Path
) -> None:
    alone = FILE[: FILE.index("[[people]]")]
    forbund_id = (await load_directory(database, directory(tmp_path, alone), NOW)).forbund_id
    async with database.begin(forbund_id) as session:
        session.add(Person(name="Kim", entra_id="e-kim", email="kim.exempel@sjoar.example"))
    await load_directory(database, directory(tmp_path), NOW)
    assert await people_of(database, forbund_id) == [("kim.exempel@sjoar.example", "e-kim")]


@pytest.mark.parametrize("loaded_before", [True, False])
async def test_the_file_can_say_who_wrote_in_teams(database: Database, tmp_path: Path, loaded_before: bool) -> None:
    text = FILE if loaded_before else FILE[: FILE.index("[[people]]")]
    forbund_id = (await load_directory(database, directory(tmp_path, text), NOW)).forbund_id
    async with database.begin(forbund_id) as session:
        session.add(Person(name="Kim", entra_id="e-kim"))
    given = directory(tmp_path, FILE.replace(PERSON, WITH_ENTRA_ID))
    await load_directory(database, given, NOW)
    assert await people_of(database, forbund_id) == [("kim.exempel@sjoar.example", "e-kim")]
    again = await load_directory(database, given, NOW)
    assert (again.added, again.changed) == (0, 0)


async def test_an_entra_id_of_another_person_is_told_with_its_place(database: Database, tmp_path: Path) -> None:
    forbund_id = (await load_directory(database, directory(tmp_path), NOW)).forbund_id
    async with database.begin(forbund_id) as session:
        session.add(Person(name="Bo", entra_id="e-kim", email="bo@sjoar.example"))
    with pytest.raises(BadDirectory, match=r"kim\.exempel@sjoar\.example: entra_id e-kim is another person's"):
        await load_directory(database, directory(tmp_path, FILE.replace(PERSON, WITH_ENTRA_ID)), NOW)
