"""What a draft's holders read in their mail and in Teams."""

import pytest

from backend.courier import NeedlessError
from backend.links import Links
from backend.mail.letter import Letter
from bot.notices import TeamsSender
from digests.drafts.letters import draft_writers
from models import GroupMeeting, OutboxMessage
from models.enums import Channel, NoticeKind
from tests.bot.card_rules import check_card
from tests.bot.talk import buttons, words_of
from tests.digests.drafts.town import DRAFT, NOTHING, Town

pytestmark = pytest.mark.usefixtures("quick_paper")

LINKS = Links("a secret of thirty-two characters!", "https://lexheller.example")


async def by_mail(town: Town, kind: NoticeKind = NoticeKind.DRAFT) -> OutboxMessage:
    return next(message for message in await town.told(kind) if message.channel is Channel.MAIL)


async def letter(town: Town, message: OutboxMessage) -> Letter:
    async with town.database.read(town.forbund) as session:
        return await draft_writers(town.texts, town.taxonomy, LINKS)[message.kind](session, message)


async def test_the_letter_says_when_it_is_sent_what_it_tells_and_leads_to_the_draft(small_town: Town) -> None:
    await small_town.tell()
    written = await letter(small_town, await by_mail(small_town))

    assert written.subject == "Utkast att läsa: Underlag till LSG Tranås 31 mars 2026 (skickas 26 mars 2026)"
    words = " ".join(written.text.split())
    assert "Skickas torsdag 26 mars 2026 kl. 08:00." in words
    assert "I perioden rapporterades två nya brister och behov." in words
    url = next(word for word in written.text.split() if "/utkast/" in word)
    assert LINKS.read("draft", url.rpartition("/")[2])[1] == (await small_town.draft()).id


async def test_a_letter_that_waited_until_the_draft_was_approved_isnt_sent(small_town: Town) -> None:
    await small_town.tell()
    await small_town.write(NOTHING)
    with pytest.raises(NeedlessError):
        await letter(small_town, await by_mail(small_town))


async def test_who_held_it_reads_that_the_meeting_is_called_off(small_town: Town) -> None:
    await small_town.tell()
    async with small_town.database.begin(small_town.forbund) as session:
        (await session.get_one(GroupMeeting, small_town.meeting)).cancelled = True
    await small_town.tell()
    written = await letter(small_town, await by_mail(small_town, NoticeKind.DRAFT_STOPPED))
    assert written.subject == "Mötet är inställt: inget underlag skickas till LSG Tranås"
    with pytest.raises(NeedlessError):
        await letter(small_town, await by_mail(small_town))


async def test_the_card_in_teams_says_the_same(small_town: Town) -> None:
    await small_town.tell()
    message = next(message for message in await small_town.told() if message.channel is Channel.TEAMS)
    cards: list[dict[str, object]] = []

    async def carry(post: object) -> str:
        cards.append(post.activity["attachments"][0]["content"])  # type: ignore[attr-defined]  # a post of Teams
        return "m-1"

    sender = TeamsSender(small_town.database, small_town.texts, small_town.taxonomy, LINKS, clock=lambda: DRAFT)
    await sender.deliver(message, carry)
    check_card(cards[0])
    shown = words_of(cards[0])
    assert "Utkast: Underlag till LSG Tranås 31 mars 2026" in shown
    assert buttons(cards[0]) == ["Läs, kommentera och godkänn"]
