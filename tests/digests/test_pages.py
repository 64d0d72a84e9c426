import re
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from aiohttp.typedefs import Handler
from sqlmodel import col, select

from backend.categories.taxonomy import Taxonomy
from backend.database import Database
from backend.errors import DomainError, NotAllowedError, NotFoundError
from backend.i18n import Texts
from backend.keys import DATABASE, LINKS, TAXONOMY, TEXTS
from backend.links import Links
from digests.corrections import Correction, correct_edition
from digests.pages import add_routes
from digests.render.form import Form
from digests.schedule import run_due
from models import AuditEvent, Edition, Group, GroupMeeting, Kommun, Role
from models.enums import AuditAction, EditionKind, EditionStatus, GroupKind, RoleName
from tests.digests.builders import at, make_forbund, make_group, make_kommun, make_meeting, make_person, make_report

pytestmark = pytest.mark.usefixtures("quick_paper")

SIGNED = Links("a secret of thirty-two characters!", "")
Client = TestClient[web.Request, web.Application]


@web.middleware
async def error_pages(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Stand in for the product's error pages: the status and the key of what is told."""
    try:
        return await handler(request)
    except DomainError as error:
        status = 404 if isinstance(error, NotFoundError) else 403 if isinstance(error, NotAllowedError) else 410
        return web.Response(status=status, text=error.key)


@pytest.fixture
async def edition(sqlite: Database, texts: Texts, taxonomy: Taxonomy) -> Edition:
    forbund = await make_forbund(sqlite)
    async with sqlite.begin(forbund) as session:
        kommun = await make_kommun(session, "Tranås")
        await make_group(session, "styrelsen", "Styrelsen", kind=GroupKind.STYRELSE)
        await make_report(session, kommun, at("2026-02-02"))
    await run_due(sqlite, texts, taxonomy, at("2026-04-20"), timedelta(minutes=5))
    async with sqlite.read(forbund) as session:
        return (await session.exec(select(Edition))).one()


@pytest.fixture
async def client(sqlite: Database, texts: Texts) -> AsyncIterator[Client]:
    app = web.Application(middlewares=[error_pages])
    app[DATABASE], app[TEXTS], app[LINKS] = sqlite, texts, SIGNED
    app[TAXONOMY] = Taxonomy.load()
    add_routes(app)
    async with TestClient(TestServer(app)) as opened:
        yield opened


async def test_the_link_shows_the_frozen_page_with_its_paper_and_its_style(client: Client, edition: Edition) -> None:
    path = SIGNED.to("edition", edition.forbund_id, edition.id or 0, None)

    answer = await client.get(path)
    shown = await answer.text()

    assert (answer.status, answer.content_type) == (200, "text/html")
    assert edition.html in shown
    assert f'href="{path}/pdf"' in shown
    assert '<link rel="stylesheet" href="/utgava/style.css">' in shown
    paper = await client.get(f"{path}/pdf")
    assert (paper.content_type, await paper.read()) == ("application/pdf", edition.pdf)
    assert "styrelse-styrelsen-2026-03-31.pdf" in paper.headers["Content-Disposition"]
    style = await client.get("/utgava/style.css")
    assert (style.status, style.content_type) == (200, "text/css")


@pytest.mark.parametrize("form", [Form.DOCX, Form.XLSX])
async def test_the_page_leads_to_the_forms_of_office_programs_which_are_the_same_each_time(
    client: Client, edition: Edition, form: Form
) -> None:
    path = SIGNED.to("edition", edition.forbund_id, edition.id or 0, None)
    shown = await (await client.get(path)).text()
    assert f'href="{path}/{form}"' in shown

    first, second = [await client.get(f"{path}/{form}") for _ in range(2)]

    assert first.content_type == form.media_type
    assert first.headers["Content-Disposition"] == f'attachment; filename="styrelse-styrelsen-2026-03-31.{form}"'
    assert await first.read() == await second.read()
    assert (await client.get(f"{path}/odt")).status == 404


@pytest.mark.parametrize("suffix", ["", "/pdf", "/docx", "/xlsx"])
async def test_a_forged_link_shows_nothing(client: Client, edition: Edition, suffix: str) -> None:
    forged = Links("another secret of 32 characters!!!", "").to("edition", edition.forbund_id, edition.id or 0, None)

    answer = await client.get(forged + suffix)

    assert (answer.status, await answer.text()) == (410, "error.link")


async def test_a_link_of_one_forbund_never_shows_anothers_edition(client: Client, sqlite: Database, edition: Edition) -> None:
    other = await make_forbund(sqlite, "annat", "Ett annat förbund")

    answer = await client.get(SIGNED.to("edition", other, edition.id or 0, None))

    assert (answer.status, await answer.text()) == (404, "paper.error.missing")


async def test_an_edition_that_is_still_being_made_is_not_shown(client: Client, sqlite: Database, edition: Edition) -> None:
    async with sqlite.begin(edition.forbund_id) as session:
        (await session.exec(select(Edition))).one().status = EditionStatus.PABORJAD

    answer = await client.get(SIGNED.to("edition", edition.forbund_id, edition.id or 0, None))

    assert answer.status == 404


@pytest.fixture
async def local(sqlite: Database, texts: Texts, taxonomy: Taxonomy) -> Edition:
    """The edition of an LSG for Tranås; there is a group for Aneby too."""
    forbund = await make_forbund(sqlite)
    async with sqlite.begin(forbund) as session:
        tranas, aneby = await make_kommun(session, "Tranås"), await make_kommun(session, "Aneby")
        group = await make_group(session, "tranas", "LSG Tranås", tranas)
        await make_group(session, "aneby", "LSG Aneby", aneby)
        await make_meeting(session, group, at("2026-03-31", 13))
    await run_due(sqlite, texts, taxonomy, at("2026-03-26", 8), timedelta(minutes=5))
    async with sqlite.read(forbund) as session:
        return (await session.exec(select(Edition))).one()


async def person_in(database: Database, forbund_id: int, role: RoleName | None, place: str, active: bool = True) -> int:
    """Store a person with a role in the kommun or group that bears the place's name, or in the whole förbund."""
    async with database.begin(forbund_id) as session:
        kommun_id = group_id = None
        if role in (RoleName.KOORDINATOR, RoleName.STALLFORETRADARE):
            kommun_id = (await session.exec(select(Kommun.id).where(Kommun.name == place))).one()
        elif role in (RoleName.LEDAMOT, RoleName.SAMMANKALLANDE):
            group_id = (await session.exec(select(Group.id).where(Group.name == f"LSG {place}"))).one()
        return await make_person(session, "Maja Exempel", role, kommun_id=kommun_id, group_id=group_id, active=active)


@pytest.mark.parametrize(
    ("role", "place", "status"),
    [
        (RoleName.LEDAMOT, "Tranås", 200),
        (RoleName.SAMMANKALLANDE, "Tranås", 200),
        (RoleName.KOORDINATOR, "Tranås", 200),
        (RoleName.STALLFORETRADARE, "Tranås", 200),
        (RoleName.VERKSAMHETSUTVECKLARE, "", 200),
        (RoleName.FORBUNDSCHEF, "", 200),
        (RoleName.LEDAMOT, "Aneby", 403),
        (RoleName.KOORDINATOR, "Aneby", 403),
        (None, "", 403),
    ],
)
@pytest.mark.parametrize("suffix", ["", "/pdf", "/docx", "/xlsx"])
async def test_a_link_opens_for_those_whom_the_edition_is_made_for(
    client: Client, sqlite: Database, local: Edition, role: RoleName | None, place: str, status: int, suffix: str
) -> None:
    person = await person_in(sqlite, local.forbund_id, role, place)

    answer = await client.get(SIGNED.to("edition", local.forbund_id, local.id or 0, person) + suffix)

    assert answer.status == status
    if status != 200:
        assert await answer.text() == "error.not_yours"


async def test_a_link_ends_with_its_persons_part_in_the_group(client: Client, sqlite: Database, local: Edition) -> None:
    person = await person_in(sqlite, local.forbund_id, RoleName.LEDAMOT, "Tranås")
    path = SIGNED.to("edition", local.forbund_id, local.id or 0, person)
    assert (await client.get(path)).status == 200

    async with sqlite.begin(local.forbund_id) as session:
        await session.delete((await session.exec(select(Role).where(Role.person_id == person))).one())

    assert (await client.get(path)).status == 403


async def test_a_link_ends_when_its_person_has_left(client: Client, sqlite: Database, local: Edition) -> None:
    person = await person_in(sqlite, local.forbund_id, RoleName.LEDAMOT, "Tranås", active=False)

    answer = await client.get(SIGNED.to("edition", local.forbund_id, local.id or 0, person))

    assert (answer.status, await answer.text()) == (410, "error.link")


async def test_each_opening_is_kept_with_who_looked_and_a_refusal_is_not(
    client: Client, sqlite: Database, local: Edition
) -> None:
    member = await person_in(sqlite, local.forbund_id, RoleName.LEDAMOT, "Tranås")
    stranger = await person_in(sqlite, local.forbund_id, None, "")

    for person in (member, stranger, None):
        await client.get(SIGNED.to("edition", local.forbund_id, local.id or 0, person))
    await client.get(SIGNED.to("edition", local.forbund_id, local.id or 0, member) + "/pdf")

    async with sqlite.read(local.forbund_id) as session:
        events = (await session.exec(select(AuditEvent).order_by(col(AuditEvent.id)))).all()
    assert [event.actor_id for event in events] == [member, None, member]
    assert {(event.action, event.subject, event.subject_id) for event in events} == {(AuditAction.VIEWED, "edition", local.id)}


async def shown_to_a_member(client: Client, sqlite: Database, local: Edition) -> str:
    member = await person_in(sqlite, local.forbund_id, RoleName.LEDAMOT, "Tranås")
    return await (await client.get(SIGNED.to("edition", local.forbund_id, local.id or 0, member))).text()


async def test_a_paper_that_is_the_latest_for_a_meeting_that_stands_says_nothing_besides(
    client: Client, sqlite: Database, local: Edition
) -> None:
    assert "<aside" not in await shown_to_a_member(client, sqlite, local)


async def test_a_newer_paper_of_another_kind_has_not_followed_it(client: Client, sqlite: Database, local: Edition) -> None:
    async with sqlite.begin(local.forbund_id) as session:
        other = (await session.get_one(Edition, local.id)).model_dump(exclude={"id"})
        session.add(Edition(**{**other, "kind": EditionKind.AR, "period_end": local.period_end + timedelta(days=90)}))

    assert "<aside" not in await shown_to_a_member(client, sqlite, local)


async def test_a_paper_that_a_newer_one_has_followed_leads_there(
    client: Client, sqlite: Database, local: Edition, texts: Texts, taxonomy: Taxonomy
) -> None:
    async with sqlite.begin(local.forbund_id) as session:
        await make_meeting(session, local.group_id, at("2026-06-30", 13))
    (newer,) = await run_due(sqlite, texts, taxonomy, at("2026-06-26", 8), timedelta(minutes=5))

    shown = await shown_to_a_member(client, sqlite, local)

    assert "Det finns ett nyare underlag:" in shown
    (link,) = re.findall(r'<a href="(/utgava/[^"]+)">Underlag till LSG Tranås 30 juni 2026</a>', shown)
    assert SIGNED.read("edition", link.rsplit("/", 1)[1])[1] == newer
    assert (await client.get(link)).status == 200


@pytest.mark.parametrize(
    ("change", "told"),
    [({"starts_at": at("2026-04-14", 13)}, "Mötet är flyttat till 14 april 2026."), ({"cancelled": True}, "Mötet är inställt.")],
)
async def test_a_meeting_that_was_moved_or_cancelled_since_is_told(
    client: Client, sqlite: Database, local: Edition, change: dict[str, object], told: str
) -> None:
    async with sqlite.begin(local.forbund_id) as session:
        meeting = (await session.exec(select(GroupMeeting))).one()
        for name, value in change.items():
            setattr(meeting, name, value)

    assert told in await shown_to_a_member(client, sqlite, local)


async def test_a_replaced_edition_says_so_and_leads_to_its_correction(
    client: Client, sqlite: Database, texts: Texts, taxonomy: Taxonomy, edition: Edition
) -> None:
    comments = {"kommuner": "Tranås hade en vakant tjänst."}
    new = await correct_edition(
        sqlite,
        texts,
        taxonomy,
        edition.forbund_id,
        edition.id or 0,
        Correction(because="Det saknades en kommentar.", comments=comments),
        at("2026-04-21"),
    )
    path = SIGNED.to("edition", edition.forbund_id, edition.id or 0, None)

    shown = await (await client.get(path)).text()
    assert "Det här är ersatt av en rättad version." in shown
    assert edition.html in shown, "what it said can still be read"
    link = re.search(r'ersatt av en rättad version\. <a href="([^"]+)">', shown)
    assert link
    corrected = await (await client.get(link[1])).text()
    assert new.html in corrected
    assert "Det här är ersatt" not in corrected
