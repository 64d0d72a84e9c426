"""How a person has each group's editions, with a button to stop or start each."""

from collections.abc import Sequence

from bot.cards.elements import Card, card, plain, submit, text, title
from bot.words import Words
from digests.wishes import Wish
from models.enums import EditionWay

MOST = 5  # buttons that a client must show on a card


def digest_wishes_card(wishes: Sequence[Wish], words: Words) -> Card:
    """Return the card; the groups that there is no button for are chosen by the link in each mail."""
    heading = words.t("wish.card")
    body = [title(heading)]
    if not wishes:
        body.append(text(words.t("wish.card.none")))
    body += [plain(f"{wish.group}: {words.t(f'wish.way.{wish.way}')}") for wish in wishes]
    if wishes:
        body.append(text(words.t("wish.card.mail"), subtle=True))
    actions = [
        submit(
            words.t("wish.start" if wish.way is EditionWay.INGET else "wish.stop", group=wish.group),
            "digests.keep",
            {
                "kind": str(wish.kind),
                "group": wish.group_id,
                "way": str(EditionWay.PDF if wish.way is EditionWay.INGET else EditionWay.INGET),
            },
        )
        for wish in wishes[:MOST]
    ]
    return card(body, actions, summary=heading, locale=words.locale)
