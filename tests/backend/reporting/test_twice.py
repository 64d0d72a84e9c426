"""The same words from the same person within a day and a night."""

from datetime import datetime, timedelta

import pytest

from backend.reporting.own import withdraw_report
from backend.reporting.twice import SOON, same_words
from models import Person
from tests.house import NOW, TEXT, House, small_house


async def found(
    house: House, text: str = TEXT, key: str = "k2", reporter: Person | None = None, now: datetime = NOW
) -> str | None:
    async with house.database.read(house.forbund_id) as session:
        same = await same_words(session, reporter or house.reporter, text, key, now)
        return same.number if same else None


@pytest.mark.parametrize("text", [TEXT, f"  {TEXT.upper()}. ", TEXT.replace(" ", "\n")])
async def test_the_same_words_are_found_however_they_are_spaced(sqlite_url: str, text: str) -> None:
    async with small_house(sqlite_url) as house:
        await house.report()
        assert await found(house, text) == "SB-2026-0001"


async def test_other_words_another_person_and_another_day_are_another_report(sqlite_url: str) -> None:
    async with small_house(sqlite_url) as house:
        await house.report()
        assert await found(house, f"Nu igen: {TEXT}") is None
        assert await found(house, reporter=house.coordinator) is None
        assert await found(house, now=NOW + SOON) is None
        assert await found(house, now=NOW + SOON - timedelta(seconds=1)) == "SB-2026-0001"


async def test_a_form_that_was_sent_already_isnt_asked_about(sqlite_url: str) -> None:
    async with small_house(sqlite_url) as house:
        await house.report("k1")
        await house.report("k2")
        assert await found(house, key="k2") is None
        assert await found(house, key="k3") == "SB-2026-0002", "the latest is asked about"


async def test_what_was_taken_back_may_be_told_again(sqlite_url: str) -> None:
    async with small_house(sqlite_url) as house:
        report = await house.report()
        async with house.database.begin(house.forbund_id) as session:
            await withdraw_report(session, house.reporter, report.id or 0, "w", NOW)
        assert await found(house) is None


async def test_what_comes_after_the_same_words_is_told_apart_unless_they_are_few(sqlite_url: str) -> None:
    async with small_house(sqlite_url) as house:
        await house.report("k1", text="AF ringde inte")
        await house.report("k2")
        async with house.database.read(house.forbund_id) as session:
            same = await same_words(session, house.reporter, f"{TEXT.lower()}... Och (sedan) hände det igen!", "k3", NOW)
            assert same is not None
            assert (same.number, same.more) == ("SB-2026-0002", "Och (sedan) hände det igen!")
        assert await found(house, "AF ringde inte, och kommunen inte heller", key="k4") is None
