"""Stopping a group's editions and having them again, their form, and that a group never ends with nobody unseen."""

import asyncio
import re
from datetime import date, timedelta
from uuid import uuid4

import pytest
from sqlmodel import select

from backend.courier import NeedlessError
from backend.mail.letter import Letter
from digests.drafts.letters import draft_writers
from digests.languages import language_of
from digests.letters import edition_writer
from digests.wishes import Wish, own_wishes, wish_editions
from models import AuditEvent, OutboxMessage, Person, RoleTerm
from models.enums import Channel, EditionKind, EditionWay, NoticeKind, RoleName
from tests.digests.builders import at, make_meeting, make_person
from tests.digests.drafts.site import PAGE, SIGNED
from tests.digests.drafts.test_letters import LINKS
from tests.digests.drafts.test_pages import Desk, desk
from tests.digests.drafts.town import DUE, Town

pytestmark = pytest.mark.usefixtures("quick_paper")

__all__ = ["desk"]


async def wish(town: Town, who: str, way: EditionWay) -> None:
    async with town.database.begin(town.forbund) as session:
        person = await session.get_one(Person, town.people[who])
        await wish_editions(session, person, EditionKind.LSG, town.group, way, DUE - timedelta(days=1))


async def got(town: Town) -> set[tuple[int | None, Channel]]:
    return {(message.person_id, message.channel) for message in await town.told(NoticeKind.EDITION)}


async def letter(town: Town, who: str) -> Letter:
    message = next(
        message
        for message in await town.told(NoticeKind.EDITION)
        if (message.person_id, message.channel) == (town.people[who], Channel.MAIL)
    )
    async with town.database.read(town.forbund) as session:
        return await edition_writer(LINKS, town.texts)(session, message)


async def test_who_has_stopped_them_gets_none_by_any_way_and_the_others_all(town: Town) -> None:
    await wish(town, "karin", EditionWay.INGET)
    await town.make()
    assert await got(town) == {(town.people["maja"], Channel.MAIL), (town.people["kurt"], Channel.MAIL)}


async def test_who_wants_them_again_gets_the_next_one(small_town: Town) -> None:
    await wish(small_town, "kurt", EditionWay.INGET)
    await wish(small_town, "kurt", EditionWay.LANK)
    await small_town.make()
    assert (small_town.people["kurt"], Channel.MAIL) in await got(small_town)


async def test_when_nobody_in_the_group_gets_them_the_coordinators_are_told_and_the_forbund_gets_them(town: Town) -> None:
    await wish(town, "maja", EditionWay.INGET)
    await wish(town, "maja", EditionWay.INGET)

    told = await town.told(NoticeKind.NOBODY_RECEIVES)
    assert {each.person_id for each in told} == {town.people["karin"], town.people["kurt"]}
    assert len(told) == 3, "once, by every way"
    await town.make()
    assert (None, Channel.MAIL) in await got(town)


async def test_the_letter_about_it_isnt_sent_when_somebody_receives_again(small_town: Town) -> None:
    await wish(small_town, "maja", EditionWay.INGET)
    message = next(each for each in await small_town.told(NoticeKind.NOBODY_RECEIVES) if each.channel is Channel.MAIL)
    write = draft_writers(small_town.texts, small_town.taxonomy, LINKS)[NoticeKind.NOBODY_RECEIVES]
    async with small_town.database.read(small_town.forbund) as session:
        assert (await write(session, message)).subject == "Ingen i LSG Tranås får underlagen längre"
    async with small_town.database.begin(small_town.forbund) as session:
        await make_person(session, "Mats Exempel", RoleName.LEDAMOT, group_id=small_town.group)
    async with small_town.database.read(small_town.forbund) as session:
        with pytest.raises(NeedlessError):
            await write(session, message)


async def test_a_group_whose_next_member_is_known_isnt_one_that_nobody_receives_in(small_town: Town) -> None:
    async with small_town.database.begin(small_town.forbund) as session:
        coming, begins = await make_person(session, "Ny Exempel"), date(2026, 3, 30)
        session.add(RoleTerm(person_id=coming, role=RoleName.SAMMANKALLANDE, group_id=small_town.group, begins=begins))
    await wish(small_town, "maja", EditionWay.INGET)
    assert await small_town.told(NoticeKind.NOBODY_RECEIVES) == []


async def test_a_coordinator_who_stops_leaves_the_group_its_members_and_alarms_nobody(small_town: Town) -> None:
    await wish(small_town, "karin", EditionWay.INGET)
    assert await small_town.told(NoticeKind.NOBODY_RECEIVES) == []
    async with small_town.database.read(small_town.forbund) as session:
        event = (await session.exec(select(AuditEvent).where(AuditEvent.subject == "edition_wish"))).one()
    assert (event.actor_id, event.details["kind"], event.details["way"]) == (small_town.people["karin"], "lsg", "inget")


async def test_the_mail_brings_the_form_that_its_reader_wants(small_town: Town) -> None:
    await small_town.make()
    for way, file, told in (
        (EditionWay.PDF, "lsg-tranas-2026-03-25.pdf", "Underlaget finns också som PDF i det här mejlet."),
        (EditionWay.WORD, "lsg-tranas-2026-03-25.docx", "Underlaget finns också som Word-dokument i det här mejlet."),
        (EditionWay.LANK, None, "Välj hur du får underlagen, eller sluta få dem"),
    ):
        await wish(small_town, "maja", way)
        written = await letter(small_town, "maja")
        assert [attachment.filename for attachment in written.attachments] == ([file] if file else [])
        assert told in written.text
        assert ("finns också som" in written.text) is (file is not None)


async def test_one_press_on_the_page_that_the_mail_leads_to_stops_them_and_opening_it_changes_nothing(desk: Desk) -> None:
    await desk.town.make()
    edition_id = (await desk.town.edition()).id or 0
    path = SIGNED.to("wish", desk.town.forbund, edition_id, desk.town.people["maja"])
    async with desk.client.get(path, headers=PAGE) as response:
        page = await response.text()
    assert re.search(r'value="pdf" checked', page)
    assert "Så får du underlagen från LSG Tranås" in page

    async with desk.client.post(path, data={"key": uuid4().hex, "way": "inget"}, headers=PAGE) as response:
        assert "Du får inga fler underlag från gruppen." in await response.text()
    async with desk.town.database.read(desk.town.forbund) as session:
        assert await own_wishes(session, desk.town.people["maja"]) == [
            Wish(EditionKind.LSG, desk.town.group, "LSG Tranås", EditionWay.INGET)
        ]
    async with desk.client.post(path, data={"key": uuid4().hex, "way": "allt"}, headers=PAGE) as response:
        assert response.status == 400
    async with desk.client.get(SIGNED.to("wish", desk.town.forbund, edition_id, None), headers=PAGE) as response:
        assert response.status == 404


async def test_the_page_keeps_the_language_that_a_reader_wants_and_no_other(desk: Desk) -> None:
    await desk.town.make()
    path = SIGNED.to("wish", desk.town.forbund, (await desk.town.edition()).id or 0, desk.town.people["maja"])
    for language, status in (("", 200), ("en", 200), ("xx", 400)):
        data = {"key": uuid4().hex, "way": "excel", **({"paper_language": language} if language else {})}
        async with desk.client.post(path, data=data, headers=PAGE) as response:
            assert response.status == status
    async with desk.client.get(path, headers=PAGE) as response:
        page = await response.text()
    assert re.search(r'value="en" checked', page)
    assert re.search(r'value="excel" checked', page)
    async with desk.town.database.read(desk.town.forbund) as session:
        assert language_of(await session.get_one(Person, desk.town.people["maja"])) == "en"


async def test_the_directorys_form_holds_until_a_reader_chooses(small_town: Town) -> None:
    async with small_town.database.begin(small_town.forbund) as session:
        for who, way in (("maja", EditionWay.EXCEL), ("kurt", EditionWay.INGET)):
            (await session.get_one(Person, small_town.people[who])).paper_way = way
    await wish(small_town, "kurt", EditionWay.PDF)
    await small_town.make()
    assert [each.filename for each in (await letter(small_town, "maja")).attachments] == ["lsg-tranas-2026-03-25.xlsx"]
    assert [each.filename for each in (await letter(small_town, "kurt")).attachments] == ["lsg-tranas-2026-03-25.pdf"]


async def test_a_form_that_is_sent_again_undoes_nothing_that_was_wished_since(desk: Desk) -> None:
    await desk.town.make()
    path = SIGNED.to("wish", desk.town.forbund, (await desk.town.edition()).id or 0, desk.town.people["maja"])
    old = {"key": uuid4().hex, "way": "inget"}
    for data in (old, {"key": uuid4().hex, "way": "word"}, old):
        async with desk.client.post(path, data=data, headers=PAGE) as response:
            assert response.status == 200
    async with desk.town.database.read(desk.town.forbund) as session:
        assert [wish.way for wish in await own_wishes(session, desk.town.people["maja"])] == [EditionWay.WORD]


async def test_first_wishes_at_once_are_all_taken_and_one_stands(town: Town) -> None:
    await asyncio.gather(*(wish(town, "maja", way) for way in (EditionWay.WORD, EditionWay.LANK) * 4))
    async with town.database.read(town.forbund) as session:
        (kept,) = await own_wishes(session, town.people["maja"])
        assert kept.way in (EditionWay.WORD, EditionWay.LANK)


async def test_the_mail_leads_each_reader_to_their_own_choice_and_the_forbund_to_none(small_town: Town) -> None:
    await small_town.make()
    written = await letter(small_town, "maja")
    url = next(word for word in written.text.split() if "/utskick/" in word)
    edition = await small_town.edition()
    assert LINKS.read("wish", url.rpartition("/")[2]) == (small_town.forbund, edition.id, small_town.people["maja"])
    assert f'href="{url}"' in written.html
    async with small_town.database.begin(small_town.forbund) as session:
        message = OutboxMessage(
            key="x",
            channel=Channel.MAIL,
            kind=NoticeKind.EDITION,
            subject_id=edition.id or 0,
            details={},
            address="forbundet@hoglandet.example",
            created_at=DUE,
            next_attempt_at=DUE,
        )
        session.add(message)
        await session.flush()
        assert "/utskick/" not in (await edition_writer(LINKS, small_town.texts)(session, message)).text


async def test_the_next_meetings_edition_keeps_to_the_wish(small_town: Town) -> None:
    await wish(small_town, "kurt", EditionWay.INGET)
    async with small_town.database.begin(small_town.forbund) as session:
        await make_meeting(session, small_town.group, at("2026-05-28", 13))
    await small_town.make()
    await small_town.make(at("2026-05-23", 9))
    assert small_town.people["kurt"] not in {person for person, _ in await got(small_town)}


async def test_an_edition_that_waits_to_be_sent_isnt_sent_to_who_has_stopped_it_since(small_town: Town) -> None:
    await small_town.make()
    await wish(small_town, "maja", EditionWay.INGET)
    with pytest.raises(NeedlessError):
        await letter(small_town, "maja")
