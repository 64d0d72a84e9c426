from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from sqlmodel import select

from backend.errors import NotFoundError
from backend.i18n import Texts
from digests.commands import deliveries
from digests.deliveries import State, masked, read_deliveries
from digests.delivery_pages import add_delivery_routes
from digests.pages import add_routes
from digests.wishes import wish_editions
from models import EditionWish, OutboxMessage, Person, Role
from models.enums import Channel, EditionKind, EditionWay, OutboxStatus, RoleName
from tests.digests.builders import make_person
from tests.digests.drafts.site import PAGE, SIGNED, sign_in, site_of
from tests.digests.drafts.town import DUE, Town

pytestmark = pytest.mark.usefixtures("quick_paper")
Client = TestClient[web.Request, web.Application]


@pytest.fixture
async def sent(small_town: Town) -> Town:
    """A paper that came back from Maja, whose mail to Kurt waits; Olle wants none, and Nils can't be reached."""
    async with small_town.database.begin(small_town.forbund) as session:
        for name, email in (("olle", True), ("nils", False)):
            small_town.people[name] = await make_person(
                session, f"{name} Exempel", RoleName.LEDAMOT, group_id=small_town.group, email=email
            )
        who, group = small_town.people["olle"], small_town.group
        session.add(EditionWish(person_id=who, kind=EditionKind.LSG, group_id=group, way=EditionWay.INGET))
    await small_town.make()
    async with small_town.database.begin(small_town.forbund) as session:
        for message in (await session.exec(select(OutboxMessage))).all():
            if message.person_id == small_town.people["kurt"]:
                continue
            message.status, message.delivered_at, message.result = OutboxStatus.LEVERERAD, DUE, "<1@lexheller.example>"
            if message.person_id == small_town.people["maja"]:
                message.bounced_at, message.bounce_code = DUE + timedelta(hours=1), "5.1.1"
    return small_town


@pytest.fixture
async def client(sent: Town, tmp_path: Path) -> AsyncIterator[Client]:
    app = site_of(sent, tmp_path, add_routes, add_delivery_routes)
    async with TestClient(TestServer(app)) as opened:
        yield opened


async def test_each_recipients_way_is_told_and_what_did_not_arrive_first(sent: Town) -> None:
    edition = await sent.edition()
    async with sent.database.read(sent.forbund) as session:
        told = await read_deliveries(session, edition)
    assert [(each.because[0].rpartition(".")[2], each.channel, each.state, each.code) for each in told] == [
        ("ledamot", Channel.MAIL, State.BOUNCED, "5.1.1"),
        ("koordinator", Channel.MAIL, State.WAITING, ""),
        ("koordinator", Channel.TEAMS, State.SENT, ""),
        ("koordinator", Channel.MAIL, State.SENT, ""),
        ("ledamot", None, State.NOT_WANTED, ""),
        ("ledamot", None, State.OUT_OF_REACH, ""),
    ]
    assert told[0].at == DUE + timedelta(hours=1)


async def test_the_page_and_the_command_name_nobody_and_no_whole_address(sent: Town, client: Client) -> None:
    edition = await sent.edition()
    path = SIGNED.to("edition", sent.forbund, edition.id or 0, sent.people["karin"])
    assert 'href="/mina/underlag/1/leverans"' in await (await client.get(path)).text()
    await sign_in(client, sent, sent.people["karin"])
    shown = await (await client.get("/mina/underlag/1/leverans")).text()
    command = await deliveries(sent.database, sent.texts, sent.taxonomy, edition.id or 0, "en")
    for words in (shown, str(command.rows)):
        assert "5.1.1" in words
        assert "p···@example.test" in words
        assert not any(name in words for name in ("Maja", "Karin", "Kurt", "person1@", "person3@"))
    assert "Kom tillbaka" in shown and "Came back" in str(command.rows)


async def test_only_those_who_stand_behind_the_edition_are_shown_it(sent: Town, client: Client) -> None:
    edition = await sent.edition()
    async with sent.database.begin(sent.forbund) as session:
        chief = await make_person(session, "Chefen Exempel", RoleName.FORBUNDSCHEF)
        session.add(Role(person_id=sent.people["maja"], role=RoleName.SAMMANKALLANDE, group_id=sent.group))
    for person, status in ((sent.people["kurt"], 200), (chief, 200), (sent.people["maja"], 403)):
        path = SIGNED.to("edition", sent.forbund, edition.id or 0, person)
        await sign_in(client, sent, person)
        assert (await client.get("/mina/underlag/1/leverans", headers=PAGE)).status == status
        assert ("/leverans" in await (await client.get(path)).text()) is (status == 200)


async def test_the_link_of_a_paper_shows_it_to_nobody_who_is_not_signed_in(sent: Town, client: Client) -> None:
    for person in (sent.people["karin"], None):
        path = SIGNED.to("edition", sent.forbund, 1, person)
        assert 'href="/mina/underlag/1/leverans"' in await (await client.get(path)).text()
        assert (await client.get(f"{path}/leverans", headers=PAGE)).status == 404
    async with client.get("/mina/underlag/1/leverans", headers=PAGE) as response:
        assert response.url.path == "/rapportera"
    assert await sign_in(client, sent, sent.people["karin"]) == "/mina/underlag/1/leverans"


async def test_the_form_that_was_sent_is_shown_and_not_what_is_wished_for_since(sent: Town) -> None:
    for who, before, since in (("karin", EditionWay.WORD, EditionWay.EXCEL), ("maja", None, EditionWay.LANK)):
        for way, at in ((before, DUE - timedelta(days=1)), (since, DUE + timedelta(days=1))):
            async with sent.database.begin(sent.forbund) as session:
                person = await session.get_one(Person, sent.people[who])
                if way:
                    await wish_editions(session, person, EditionKind.LSG, sent.group, way, at)
    edition = await sent.edition()
    async with sent.database.read(sent.forbund) as session:
        told = await read_deliveries(session, edition)
    arrived = [each.way for each in told if each.channel is Channel.MAIL and each.state is not State.WAITING]
    assert arrived == [EditionWay.PDF, EditionWay.WORD]


async def test_an_edition_that_is_none_is_told_so(sent: Town, texts: Texts) -> None:
    with pytest.raises(NotFoundError):
        await deliveries(sent.database, texts, sent.taxonomy, 99, "en")


@pytest.mark.parametrize(
    ("address", "told"), [("maja@tranas.example", "m···@tranas.example"), ("", ""), (None, ""), ("ingen", "")]
)
def test_an_address_is_masked(address: str | None, told: str) -> None:
    assert masked(address) == told
