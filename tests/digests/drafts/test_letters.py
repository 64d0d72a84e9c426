"""What a draft's holders read in their mail and in Teams."""

from datetime import datetime
from typing import Any

import pytest

from backend.courier import NeedlessError
from backend.links import Links
from backend.mail.letter import Letter
from bot.notices import TeamsSender
from digests.drafts import work
from digests.drafts.letters import draft_writers
from digests.figures.checks import FiguresDisagree
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


async def in_teams(town: Town, kind: NoticeKind = NoticeKind.DRAFT, now: datetime = DRAFT) -> dict[str, Any]:
    """Return the card that tells of a draft."""
    message = next(message for message in await town.told(kind) if message.channel is Channel.TEAMS)
    cards: list[dict[str, Any]] = []

    async def carry(post: Any) -> str:
        cards.append(post.activity["attachments"][0]["content"])
        return "m-1"

    await TeamsSender(town.database, town.texts, town.taxonomy, LINKS, clock=lambda: now).deliver(message, carry)
    check_card(cards[0])
    return cards[0]


async def test_the_card_in_teams_says_the_same(small_town: Town) -> None:
    await small_town.tell()
    card = await in_teams(small_town)
    assert "Utkast: Underlag till LSG Tranås 31 mars 2026" in words_of(card)
    assert buttons(card) == ["Läs, kommentera och godkänn"]


async def test_when_the_figures_disagree_mail_and_card_say_so_and_whom_to_turn_to(
    small_town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    await small_town.tell()

    async def disagree(*_: object) -> None:
        raise FiguresDisagree("parties", 5, 4)

    monkeypatch.setattr(work, "compose", disagree)
    written, card = await letter(small_town, await by_mail(small_town)), await in_teams(small_town)
    assert written.subject == small_town.texts.t("sv", "trouble.unmade", group="LSG Tranås")
    said = small_town.texts.t("sv", "paper.error.figures")
    assert said in " ".join(written.text.split())
    assert said in words_of(card)
    assert buttons(card) == []
