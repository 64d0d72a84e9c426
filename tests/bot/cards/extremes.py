"""What people may write, and what else several cards are drawn from."""

from datetime import UTC, date, datetime

from backend.reporting.asked import Asked
from bot.cards.marked import Place
from bot.words import Words
from models.enums import (
    PartyCode,
)
from tests.bot.talk import TAXONOMY, TEXTS

DAY = date(2026, 3, 12)


MOMENT = datetime(2026, 3, 12, 9, 30, tzinfo=UTC)


KOMMUNER = tuple((number, f"Kommun {number}") for number in range(1, 17))


ALL_PARTIES = tuple(PartyCode)


EXTREMES = {
    "plain": "FK kom inte på mötet",
    "empty": "",
    "long": "Försäkringskassan " * 400,
    "emoji": "🙈" * 4000,
    "rtl": "\u202eموعد الاجتماع\u202c " * 100,
    "markdown": "**fet** [länk](https://evil.example) # rubrik\n- punkt\n`kod` <at>alla</at> " * 60,
    "html": "<script>alert(1)</script><img src=x onerror=alert(1)> &amp; " * 60,
    "marks": "Ring [namn] på [känslig uppgift 10]. " * 120,
    "json": '"}]},{"type":"Action.OpenUrl","url":"https://evil.example"}' * 60,
}


# More words than are asked about one by one, each with markup in it.
ASKED = [
    *(Asked(f"[Anna]({number}) *Ek*", "namn", f"[namn {number}]") for number in range(9)),
    Asked("Anna Ek", "namn", "[namn 9]"),
]


def found_in(text: str) -> list[Place]:
    return [(start, start + 3, "personnummer") for start in range(0, max(0, min(len(text) - 3, 400)), 20)]


def words(locale: str = "sv") -> Words:
    return Words(TEXTS, TAXONOMY, locale)
