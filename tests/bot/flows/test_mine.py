"""Own reports: a list whose rows open, and the status of one by its number."""

from models import Person
from tests.bot.talk import coordinator, talking, words_of


async def test_the_list_holds_ones_own_reports_newest_first(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        await talk.house.report("k1")
        await talk.house.report("k2", text="AF svarade inte på tre veckor")
        shown = words_of(await talk.write("mina"))
        assert shown.index("SB-2026-0002") < shown.index("SB-2026-0001")
        assert "Svar senast 26 mars 2026" in shown


async def test_a_row_opens_its_report(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        await talk.house.report("k1")
        await talk.write("mina rapporter")
        opened = words_of(await talk.press("Öppna SB-2026-0001"))
        assert "Rapport SB-2026-0001" in opened
        assert "Status: Mottagen" in opened


async def test_a_long_list_says_how_many_there_are(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        for number in range(10):
            await talk.house.report(f"k{number}")
        assert "De 8 senaste av 10." in words_of(await talk.write("mina"))


async def test_nobody_elses_reports_are_shown(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        await talk.house.report("k1")
        karin = coordinator(talk)
        assert "inte skickat någon rapport" in words_of(await karin.write("mina"))


async def test_another_persons_number_and_an_unknown_one_tell_nothing(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        await talk.house.report("k1")
        stranger = coordinator(talk)
        async with talk.house.database.begin(talk.house.forbund_id) as session:
            stranger.person = Person(name="Olle Exempel", entra_id="e-olle")
            session.add(stranger.person)
        known = words_of(await stranger.write("status SB-2026-0001"))
        assert "FK kom inte" not in known
        assert "SB-2026-0999" in words_of(await stranger.write("status SB-2026-0999"))


async def test_status_without_a_number_is_the_list(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        await talk.house.report("k1")
        assert "Mina rapporter" in words_of(await talk.write("status"))
