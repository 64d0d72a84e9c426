"""A förbund's own categories, as they meet the reporter and the coordinator in Teams."""

from sqlmodel import select

from models import Report
from tests.bot.flows.test_report import MESSAGE
from tests.bot.flows.test_triage import at_work
from tests.bot.talk import talking, titles, values, words_of
from tests.house import make_own


async def test_the_form_offers_own_names_and_finer_ones_and_not_what_is_hidden(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        await make_own(talk.house, "NARVARO", name="Uteblivna parter")
        await make_own(talk.house, "NARVARO", sub="SENT", name="Sent återbud")
        await make_own(talk.house, "TILLIT", offered=False)
        await talk.write(MESSAGE)
        offered = titles(talk.card, "category")
        assert offered[0] == "Uteblivna parter (förslag)"
        assert "Samspelet: Uteblivna parter – Sent återbud" in offered
        assert not any("Tillit" in title for title in offered)

        receipt = words_of(await talk.press("Skicka", category="NARVARO:SENT"))
        assert "Uteblivna parter – Sent återbud" in receipt
        async with talk.house.database.read(talk.house.forbund_id) as session:
            report = (await session.exec(select(Report))).one()
        assert (report.category, report.subcategory) == ("NARVARO", "SENT")
        assert report.proposed[0]["code"] == "NARVARO", "a finer one is a person's choice"


async def test_the_coordinator_sees_and_divides_in_the_card(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        await make_own(talk.house, "NARVARO", sub="SENT", name="Sent återbud")
        karin = await at_work(talk)
        assert values(karin.card)["category"] == "NARVARO"
        assert "Närvaro och deltagande – Sent återbud" not in titles(karin.card, "secondary"), "a cause is a standard category"
        saved = words_of(await karin.press("Spara", category="NARVARO:SENT", status="sorterad"))
        assert "Sparat." in saved
        assert values(karin.card)["category"] == "NARVARO:SENT"
        assert "Samspelet: Närvaro och deltagande – Sent återbud" in titles(karin.card, "category")
