"""Stopping digests, and having them again, by a word in Teams."""

import pytest

from backend.database import stored_id
from bot.flows.digest_wishes import asks_for_it
from bot.flows.wishes import asked_for
from digests.wishes import Wish, own_wishes
from models import EditionWish, Group
from models.enums import EditionKind, EditionWay, GroupKind
from tests.bot.talk import Talk, buttons, coordinator, talking, words_of


@pytest.mark.parametrize(
    "text",
    [
        "sluta skicka",
        "Sluta skicka underlag!",
        "sluta skicka sammanställningar tack",
        "inga fler underlag",
        "skicka underlag igen",
        "skicka mig underlagen i word",
    ],
)
def test_these_words_are_about_digests(text: str) -> None:
    assert asks_for_it(text)
    assert asked_for(text) is None


@pytest.mark.parametrize(
    "text", ["sluta meddela mig", "sluta skicka till mig", "FK slutade skicka underlag till oss i mars", "skicka"]
)
def test_these_are_not(text: str) -> None:
    assert not asks_for_it(text)


async def with_groups(talk: Talk, count: int) -> list[int]:
    """Let the person be sent so many groups' digests."""
    ids = []
    async with talk.house.database.begin(talk.house.forbund_id) as session:
        for number in range(count):
            group = Group(slug=f"g{number}", kind=GroupKind.LSG, name=f"LSG Grupp {number}")
            session.add(group)
            await session.flush()
            ids.append(stored_id(group))
            wish = EditionWish(person_id=stored_id(talk.person), kind=EditionKind.LSG, group_id=ids[-1], way=EditionWay.PDF)
            session.add(wish)
    return ids


async def wishes(talk: Talk) -> list[Wish]:
    async with talk.house.database.read(talk.house.forbund_id) as session:
        return await own_wishes(session, stored_id(talk.person))


async def test_a_groups_digests_are_stopped_and_started_by_one_press(sqlite_url: str) -> None:
    async with talking(sqlite_url) as reporter:
        talk = coordinator(reporter)
        await with_groups(talk, 2)
        await talk.write("sluta skicka")
        assert "LSG Grupp 0: Som mejl med PDF" in words_of(talk.card)
        assert buttons(talk.card) == ["Sluta skicka: LSG Grupp 0", "Sluta skicka: LSG Grupp 1"]

        await talk.press("Sluta skicka: LSG Grupp 0")
        assert "LSG Grupp 0: Inte alls" in words_of(talk.card)
        assert [wish.way for wish in await wishes(talk)] == [EditionWay.INGET, EditionWay.PDF]

        await talk.press("Skicka igen: LSG Grupp 0")
        assert [wish.way for wish in await wishes(talk)] == [EditionWay.PDF, EditionWay.PDF]


async def test_who_is_sent_nothing_reads_so_and_a_forged_press_stops_nothing(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        await talk.write("inga fler underlag")
        assert "Inga underlag skickas till dig." in words_of(talk.card)
        await talk.submit(do="digests.keep", kind="lsg", group=1, way="inget")
        assert isinstance(talk.last, str), "a refusal, and no card"
        assert await wishes(talk) == []


async def test_more_groups_than_buttons_are_named_all_the_same(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        await with_groups(talk, 7)
        await talk.write("sluta skicka underlag")
        assert len(buttons(talk.card)) == 5
        assert "LSG Grupp 6: Som mejl med PDF" in words_of(talk.card)


async def test_a_form_that_is_written_is_kept_for_all_but_those_that_were_stopped(sqlite_url: str) -> None:
    async with talking(sqlite_url) as reporter:
        talk = coordinator(reporter)
        await with_groups(talk, 2)
        await talk.write("sluta skicka")
        await talk.press("Sluta skicka: LSG Grupp 0")
        for written, way in (("Skicka underlagen som Excel", EditionWay.EXCEL), ("send me papers as Word!", EditionWay.WORD)):
            await talk.write(written)
            assert [wish.way for wish in await wishes(talk)] == [EditionWay.INGET, way]
        assert "LSG Grupp 1: Som mejl med Word-dokument" in words_of(talk.card)
