import re
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
import sqlalchemy as sa
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from sqlalchemy import event
from sqlmodel import col, select

from backend.errors import DomainError, NotFoundError
from backend.i18n import Texts
from digests.commands import deliveries
from digests.corrections import Correction, correct_edition
from digests.deliveries import State, masked, read_deliveries, read_next
from digests.delivery_pages import add_delivery_routes
from digests.kinds.quarters import of_calendar
from digests.once_more import send_to
from digests.pages import add_routes
from digests.periods import named_days
from digests.troubles import tell_troubles
from digests.wishes import WISH, way_of, wish_editions
from models import AuditEvent, Edition, EditionWish, OutboxMessage, Person, Role, Unit
from models.enums import Channel, EditionKind, EditionWay, GroupKind, NoticeKind, OutboxStatus, PartyCode, RoleName
from tests.digests.builders import at, edition_row, make_group, make_meeting, make_person, make_report
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


async def test_each_row_says_since_when_and_what_to_do(sent: Town) -> None:
    async with sent.database.begin(sent.forbund) as session:
        nils, olle, karin = [await session.get_one(Person, sent.people[who]) for who in ("nils", "olle", "karin")]
        for person, actor, way in ((olle, None, EditionWay.PDF), (olle, None, EditionWay.INGET), (nils, karin, EditionWay.INGET)):
            await wish_editions(session, person, EditionKind.LSG, sent.group, way, DUE, actor=actor)
        sent.people["nya"] = await make_person(session, "Nya Exempel", RoleName.LEDAMOT, group_id=sent.group)
    table = await deliveries(sent.database, sent.texts, sent.taxonomy, 1, "sv")
    assert [row.cells[-2:] for row in table.rows] == [
        ("Kom tillbaka (5.1.1). Fråga efter rätt adress och skicka igen.", "torsdag 26 mars 2026 kl. 09:00"),
        ("Väntar. Det skickas av sig självt.", "–"),
        ("Skickat", "torsdag 26 mars 2026 kl. 08:00"),
        ("Skickat", "torsdag 26 mars 2026 kl. 08:00"),
        ("Har valt bort det. Den som vill ha det igen väljer det själv.", "torsdag 26 mars 2026 kl. 08:00"),
        ("Stoppat av er som tar emot. Den som vill ha det igen väljer det själv.", "torsdag 26 mars 2026 kl. 08:00"),
        ("Fick sin roll efter utskicket. Skicka det om det behövs.", "–"),
    ]


async def test_the_page_names_each_recipient_and_the_command_nobody(sent: Town, client: Client) -> None:
    edition = await sent.edition()
    path = SIGNED.to("edition", sent.forbund, edition.id or 0, sent.people["karin"])
    assert 'href="/mina/underlag/1/leverans"' in await (await client.get(path)).text()
    await sign_in(client, sent, sent.people["karin"])
    shown = await (await client.get("/mina/underlag/1/leverans")).text()
    command = await deliveries(sent.database, sent.texts, sent.taxonomy, edition.id or 0, "en")
    for words in (shown, str(command.rows)):
        assert "5.1.1" in words
        assert "p···@example.test" in words
        assert not any(address in words for address in ("person1@", "person3@"))
    assert "Maja Exempel (ledamot i LSG Tranås)</strong>: p···@example.test, kom tillbaka (5.1.1), torsdag 26 mars 2026" in shown
    for name in ("Maja", "Karin", "Kurt", "olle"):
        assert re.search(rf'<th scope="row"[^>]*>{name} Exempel \(', shown), "two members of one workplace are told apart"
        assert name not in str(command.rows)
    assert "Kom tillbaka" in shown and "Came back" in str(command.rows)


async def test_the_page_tells_who_gets_the_next_paper_when_by_what_way_and_who_doesnt(sent: Town, client: Client) -> None:
    async with sent.database.begin(sent.forbund) as session:
        await make_meeting(session, sent.group, at("2099-03-31", 13))
        (await session.get_one(Person, sent.people["maja"])).paper_locale = "en"
        sent.people["nya"] = await make_person(session, "Nya Exempel", RoleName.LEDAMOT, group_id=sent.group)
    await sign_in(client, sent, sent.people["karin"])
    shown = (await (await client.get("/mina/underlag/1/leverans")).text()).partition("Vem som får nästa underlag")[2]
    assert "Det skickas torsdag 26 mars 2099 kl. 08:00." in shown
    rows = [re.sub("<[^>]+>", "|", row) for row in re.findall(r"<tr role=\"row\"><th scope=\"row\".*?</tr>", shown)]
    by_name: dict[str, list[str]] = {}
    for row in rows:
        cells = [cell for cell in row.split("|") if cell]
        by_name.setdefault(cells[0].partition(" ")[0], []).append(" / ".join(cells[1:]))
    waits = "Väntar. Det skickas av sig självt."
    assert by_name["Maja"] == [f"p···@example.test / PDF / Engelska / {waits}"]
    assert by_name["Nya"] == [f"p···@example.test / PDF / Svenska / {waits}"], "who became a member since gets the next"
    assert by_name["Karin"][0] == f"Teams / – / Svenska / {waits}"
    assert by_name["olle"] == ["p···@example.test / – / – / Har valt bort det. Den som vill ha det igen väljer det själv."]
    assert "Har ingen adress" in by_name["nils"][0]
    async with sent.database.read(sent.forbund) as session:
        assert len((await session.exec(select(Edition))).all()) == 1


async def test_a_next_paper_without_a_date_or_anybody_to_get_it_says_so(sent: Town) -> None:
    async with sent.database.begin(sent.forbund) as session:
        for person in (await session.exec(select(Person))).all():
            person.active = False
    async with sent.database.read(sent.forbund) as session:
        coming = await read_next(session, await sent.edition(), DUE)
    assert coming.due_at is None
    assert [(each.because[0], each.channel) for each in coming.told] == [("paper.mail.because.forbund", Channel.MAIL)]


@pytest.mark.parametrize(
    ("kind", "sent", "now", "due"),
    [
        (EditionKind.STYRELSE, "2026-K1", "2026-05-20", "2026-07-07"),
        (EditionKind.STYRELSE, "2026-K1", "2026-07-02", "2026-07-07"),
        (EditionKind.STYRELSE, "2026-K2", "2026-07-08", "2026-10-07"),
        (EditionKind.HALVAR, "2026-H1", "2026-11-02", "2027-07-14"),
        (EditionKind.AR, "2025", "2026-11-02", "2027-01-18"),
    ],
)
async def test_a_paper_of_the_calendar_has_its_day_long_before_its_days_are_over(
    small_town: Town, kind: EditionKind, sent: str, now: str, due: str
) -> None:
    async with small_town.database.begin(small_town.forbund) as session:
        board = await make_group(session, "styrelsen", "Styrelsen", kind=GroupKind.STYRELSE)
        session.add(edition := edition_row(of_calendar(kind, board, named_days(sent))))
        await session.flush()
        assert (await read_next(session, edition, at(now))).due_at == at(due, 8)


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
        for way, when in ((before, DUE - timedelta(days=1)), (since, DUE + timedelta(days=1))):
            async with sent.database.begin(sent.forbund) as session:
                person = await session.get_one(Person, sent.people[who])
                if way:
                    await wish_editions(session, person, EditionKind.LSG, sent.group, way, when)
    edition = await sent.edition()
    asked: list[str] = []
    event.listen(sent.database.engine.sync_engine, "before_cursor_execute", lambda *of: asked.append(of[2]))
    async with sent.database.read(sent.forbund) as session:
        told = await read_deliveries(session, edition)
    assert len([statement for statement in asked if "FROM audit_event" in statement]) == 1, "the trail grows with the years"
    arrived = [each.way for each in told if each.channel is Channel.MAIL and each.state is not State.WAITING]
    assert arrived == [EditionWay.PDF, EditionWay.WORD]


async def token_of(client: Client, town: Town, by: str) -> str:
    await sign_in(client, town, town.people[by])
    page = await (await client.get("/mina/underlag/1/leverans", headers=PAGE)).text()
    return found[1] if (found := re.search(r'name="token" value="([^"]+)"', page)) else ""


async def press(client: Client, town: Town, do: str, who: str, by: str = "karin", **values: str) -> tuple[int, str]:
    form = {"token": await token_of(client, town, by), "key": uuid4().hex, "person": str(town.people[who]), "do": do, **values}
    async with client.post("/mina/underlag/1/leverans", data=form, headers=PAGE) as response:
        return response.status, await response.text()


async def mails_to(town: Town, who: str) -> list[OutboxMessage]:
    async with town.database.read(town.forbund) as session:
        found = select(OutboxMessage).where(OutboxMessage.person_id == town.people[who], OutboxMessage.kind == NoticeKind.EDITION)
        return list((await session.exec(found.order_by(col(OutboxMessage.id)))).all())


async def test_what_did_not_arrive_is_sent_again_by_one_press_and_once(sent: Town, client: Client) -> None:
    key = uuid4().hex
    status, page = await press(client, sent, "again", "maja", key=key)
    assert (status, "Underlaget skickas igen." in page) == (200, True)
    assert "Har inte nått fram till" not in page, "it is on its way"
    old, new = await mails_to(sent, "maja")
    assert (old.bounced_at is None, new.status, new.bounced_at) == (False, OutboxStatus.VANTAR, None)
    async with sent.database.begin(sent.forbund) as session:
        karin = await session.get_one(Person, sent.people["karin"])
        await send_to(session, 1, sent.people["maja"], karin, DUE, submit=key)
        with pytest.raises(NotFoundError):
            await send_to(session, 1, sent.people["maja"], karin, DUE, submit="another press")
    assert len(await mails_to(sent, "maja")) == 2


async def test_what_comes_back_once_more_is_told_of_once_more_and_can_be_sent_again(sent: Town, client: Client) -> None:
    await tell_troubles(sent.database, DUE + timedelta(hours=2))
    await press(client, sent, "again", "maja")
    async with sent.database.begin(sent.forbund) as session:
        again = await session.get_one(OutboxMessage, (await mails_to(sent, "maja"))[-1].id)
        again.status, again.delivered_at, again.bounced_at = OutboxStatus.LEVERERAD, DUE, DUE + timedelta(hours=3)
    assert await tell_troubles(sent.database, DUE + timedelta(hours=4)) == 1
    assert (await press(client, sent, "again", "maja"))[0] == 200
    assert len(await mails_to(sent, "maja")) == 3


async def test_no_more_is_sent_where_it_cannot_arrive_until_its_owner_wants_it(sent: Town, client: Client) -> None:
    _, page = await press(client, sent, "stop", "maja")
    assert "skickas inte dit längre" in page and "Har inte nått fram till" not in page
    edition = await sent.edition()
    async with sent.database.read(sent.forbund) as session:
        assert await way_of(session, sent.people["maja"], EditionKind.LSG, sent.group) is EditionWay.INGET
        told = await read_deliveries(session, edition)
        (said,) = (await session.exec(select(AuditEvent).where(AuditEvent.subject == WISH))).all()
    assert (said.actor_id, said.details["person"]) == (sent.people["karin"], sent.people["maja"])
    assert told[0].state is State.BOUNCED


async def test_who_became_a_member_since_can_be_sent_it_and_one_whom_it_reached_or_who_wants_none_cannot(
    sent: Town, client: Client
) -> None:
    async with sent.database.begin(sent.forbund) as session:
        sent.people["nya"] = await make_person(session, "Nya Exempel", RoleName.LEDAMOT, group_id=sent.group)
    for who, do in (("kurt", "again"), ("karin", "stop"), ("olle", "again"), ("nils", "again")):
        assert (await press(client, sent, do, who))[0] == 404
    for person, do in (("", "stop"), ("x", "again"), ("1", "delete")):
        assert (await press(client, sent, do, "maja", person=person))[0] == 400
    assert (await press(client, sent, "again", "nya"))[0] == 200
    assert len(await mails_to(sent, "nya")) == 1


async def test_to_one_who_has_left_the_group_or_the_work_nothing_more_is_sent(sent: Town, client: Client) -> None:
    token = await token_of(client, sent, "karin")
    async with sent.database.begin(sent.forbund) as session:
        (await session.get_one(OutboxMessage, (await mails_to(sent, "kurt"))[0].id)).status = OutboxStatus.UPPGIVEN
        (await session.get_one(Person, sent.people["kurt"])).active = False
        await session.exec(sa.delete(Role).where(col(Role.person_id) == sent.people["maja"]))
    edition = await sent.edition()
    async with sent.database.read(sent.forbund) as session:
        told = await read_deliveries(session, edition)
    assert {each.state for each in told[:2]} == {State.BOUNCED, State.REFUSED}
    await sign_in(client, sent, sent.people["karin"])
    assert "Skicka igen" not in await (await client.get("/mina/underlag/1/leverans")).text()
    for who in ("maja", "kurt"):
        for do in ("again", "stop"):
            status, page = await press(client, sent, do, who, token=token)
            assert (status, "ska inte längre dit" in page) == (404, True)
        assert len(await mails_to(sent, who)) == 1


async def test_each_button_of_a_page_that_was_gone_back_to_does_its_own(sent: Town, client: Client) -> None:
    async with sent.database.begin(sent.forbund) as session:
        for who in ("nya", "nyast"):
            sent.people[who] = await make_person(session, f"{who} Exempel", RoleName.LEDAMOT, group_id=sent.group)
    key, token = uuid4().hex, await token_of(client, sent, "karin")
    for who in ("maja", "nya", "nyast", "nya"):
        assert (await press(client, sent, "again", who, key=key, token=token))[0] == 200
    assert [len(await mails_to(sent, who)) for who in ("maja", "nya", "nyast")] == [2, 1, 1]
    assert (await press(client, sent, "stop", "maja", key=key, token=token))[0] == 404, (
        "it is on its way, and no press of this has been made"
    )


async def test_a_double_click_on_send_no_more_is_told_as_one(sent: Town, client: Client) -> None:
    key, token = uuid4().hex, await token_of(client, sent, "karin")
    for _ in range(2):
        status, page = await press(client, sent, "stop", "maja", key=key, token=token)
        assert (status, "skickas inte dit längre" in page) == (200, True)
    async with sent.database.read(sent.forbund) as session:
        assert len((await session.exec(select(AuditEvent).where(AuditEvent.subject == WISH))).all()) == 1


async def test_nobody_else_presses_and_no_other_page_does(sent: Town, client: Client) -> None:
    assert (await press(client, sent, "again", "maja", token="forged"))[0] == 403
    assert (await press(client, sent, "again", "maja", by="maja"))[0] == 403
    assert len(await mails_to(sent, "maja")) == 1


async def test_what_a_correction_replaces_is_not_sent_again(sent: Town, client: Client) -> None:
    async with sent.database.begin(sent.forbund) as session:
        await make_report(session, sent.kommun, at("2026-03-04"))
    said = Correction(because="En rapport saknades.")
    await correct_edition(sent.database, sent.texts, sent.taxonomy, sent.forbund, 1, said, DUE)
    async with sent.database.begin(sent.forbund) as session:
        karin = await session.get_one(Person, sent.people["karin"])
        with pytest.raises(DomainError, match="replaced"):
            await send_to(session, 1, sent.people["maja"], karin, DUE, submit="k")
    await sign_in(client, sent, sent.people["karin"])
    assert "Skicka igen" not in await (await client.get("/mina/underlag/1/leverans")).text()


async def test_members_of_one_role_are_told_apart_by_where_they_work_and_their_language(sent: Town) -> None:
    edition = await sent.edition()
    async with sent.database.begin(sent.forbund) as session:
        session.add(
            unit := Unit(name="Försäkringskassan Tranås", party=PartyCode.FK, function="Handläggare", email="fk@example.test")
        )
        await session.flush()
        for who, party in (("maja", PartyCode.FK), ("olle", PartyCode.AF)):
            (await session.get_one(Person, sent.people[who])).party = party
        (await session.get_one(Person, sent.people["maja"])).unit_id = unit.id
    table = await deliveries(sent.database, sent.texts, sent.taxonomy, edition.id or 0, "sv")
    members = [row.cells for row in table.rows if row.cells[0].startswith("Ledamot")]
    assert [cells[0] for cells in members][:2] == [
        "Ledamot i LSG Tranås, Försäkringskassan Tranås",
        "Ledamot i LSG Tranås, Arbetsförmedlingen",
    ]
    assert members[0][3] == "Svenska"


async def test_an_edition_that_is_none_is_told_so(sent: Town, texts: Texts) -> None:
    with pytest.raises(NotFoundError):
        await deliveries(sent.database, texts, sent.taxonomy, 99, "en")


@pytest.mark.parametrize(
    ("address", "told"), [("maja@tranas.example", "m···@tranas.example"), ("", ""), (None, ""), ("ingen", "")]
)
def test_an_address_is_masked(address: str | None, told: str) -> None:
    assert masked(address) == told
