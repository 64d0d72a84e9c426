"""A report's form that comes back: with personal data, with what is missing or can't be, or forged."""

from pathlib import Path

import pytest

from tests.bot.flows.test_report import IDENTITY, MESSAGE
from tests.bot.talk import KEY, coordinator, data_of, stored, talking, values, words_of

PHONE = "070-123 45 67"


async def test_personal_data_in_a_message_is_marked_and_masked_and_nothing_is_stored(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        await talk.write(f"FK svarade inte om {IDENTITY} i Tranås, ring {PHONE}")

        shown = words_of(talk.card)
        assert "Jag hittade: personnummer, telefonnummer." in shown
        assert "Ingenting är sparat" in shown
        assert IDENTITY not in values(talk.card)["text"]
        assert PHONE not in values(talk.card)["text"]
        assert "[personnummer]" in values(talk.card)["text"]
        assert await stored(talk) == []


async def test_all_that_was_found_is_named_also_what_only_looks_like_a_name(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        await talk.write(f"FK svarade inte Kalle Karlsson om {IDENTITY} i Tranås")
        assert "Jag hittade: personnummer, kanske ett namn." in words_of(talk.card)


async def test_personal_data_in_the_form_comes_back_with_a_proposal_that_one_press_accepts(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        await talk.write(MESSAGE)
        await talk.press("Skicka", text=f"FK kom inte till {IDENTITY} i Tranås", category="KONTAKT")

        assert await stored(talk) == []
        assert len(talk.chat.shown) == 1, "the form is mended where it stands"
        assert values(talk.card)["category"] == "KONTAKT", "everything else is kept"
        await talk.press("Skicka")
        [report] = await stored(talk)
        assert report.text == "FK kom inte till [personnummer] i Tranås"


async def test_nothing_of_what_the_guard_caught_reaches_the_database(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        await talk.write(f"FK svarade inte om {IDENTITY} i Tranås")
        await talk.press("Skicka", text=f"FK svarade inte om {IDENTITY}")
        await talk.press("Skicka")
    path = Path(talk.house.database.engine.url.database or "")
    written = b"".join(file.read_bytes() for file in path.parent.glob(f"{path.name}*"))
    assert b"[personnummer]" in written, "the masked text is what was looked through"
    assert IDENTITY.encode() not in written


async def test_missing_fields_are_asked_for_and_the_rest_is_kept(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        await talk.write(MESSAGE)
        carried = {name: value for name, value in values(talk.card).items() if name not in ("kommun", "parties")}
        await talk.submit(**data_of(talk.card, "Skicka"), **carried)

        shown = words_of(talk.card)
        assert "Välj en av förbundets kommuner." in shown
        assert "Välj minst en part som det gäller." in shown
        assert values(talk.card)["text"] == MESSAGE
        assert await stored(talk) == []


@pytest.mark.parametrize(
    ("day", "told"),
    [
        ("2026-03-13", "Datumet kan inte ligga i framtiden"),
        ("i tisdags", "Jag kan inte läsa datumet"),
        ("2026-02-30", "Jag kan inte läsa datumet"),
        ("9999-99-99", "Jag kan inte läsa datumet"),
    ],
)
async def test_a_day_that_cannot_be_is_asked_for_again(sqlite_url: str, day: str, told: str) -> None:
    async with talking(sqlite_url) as talk:
        await talk.write(MESSAGE)
        await talk.submit(do="report.send", submit_id=KEY, **{**values(talk.card), "event_date": day})
        assert told in words_of(talk.card)
        assert await stored(talk) == []


@pytest.mark.parametrize(
    "forged",
    [
        {"kommun": "999"},
        {"kommun": -1},
        {"kommun": {"id": 1}},
        {"parties": ["FK"]},
        {"parties": "XX"},
        {"category": "HITTEPA", "p": [["HITTEPA", 1]]},
        {"text": 5},
        {"p": [[1, 2, 3], "x", ["NARVARO", "hög"]], "category": ""},
        {"submit_id": {"a": 1}, "kommun": ""},
    ],
)
async def test_a_forged_form_gets_an_answer_and_stores_nothing_wrong(sqlite_url: str, forged: dict[str, object]) -> None:
    async with talking(sqlite_url) as talk:
        await talk.write(MESSAGE)
        await talk.submit(**{"do": "report.send", "submit_id": KEY, **values(talk.card), **forged})
        for report in await stored(talk):
            assert report.category in talk.desk.taxonomy.codes
            assert report.kommun_id == talk.house.tranas


@pytest.mark.parametrize("forged", ["", "Anna Ek 850709-9805", "0" * 65, None])
async def test_a_form_without_a_key_of_ours_logs_nothing_and_says_so(database_url: str, forged: str | None) -> None:
    async with talking(database_url) as talk:
        await talk.write(MESSAGE)
        await talk.submit(**{**data_of(talk.card, "Skicka"), **values(talk.card), "submit_id": forged})
        assert "ingenting är sparat" in words_of(talk.last)
        assert await stored(talk) == []


async def test_what_a_form_says_of_its_model_is_stored_only_when_it_can_be_one(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        await talk.write(MESSAGE)
        await talk.submit(**{**data_of(talk.card, "Skicka"), **values(talk.card), "model": "Anna Ek 850709-9805"})
        [report] = await stored(talk)
        assert report.model_version == ""


async def test_another_persons_form_shows_nothing_of_their_report(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        await talk.write(MESSAGE)
        form = talk.card
        await talk.press("Skicka", form)
        other = coordinator(talk)
        await other.write("rapportera")
        await other.submit(**{**data_of(form, "Skicka"), **values(form), "text": "Något annat om FK i Tranås hände"})
        assert "SB-2026-0001" not in words_of(other.card)
        assert "hör till någon annan" in words_of(other.card)


async def test_a_text_that_is_too_long_is_kept_as_far_as_it_goes_and_told(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        await talk.write("FK kom inte på mötet i Tranås. " * 1000)
        shown = words_of(talk.card)
        assert "tecken lång" in shown
        assert "Välj" not in shown, "what is too long is told alone"
        assert 3980 < len(values(talk.card)["text"]) <= 4000
        assert values(talk.card)["text"].endswith("Tranås.")


async def test_what_the_guard_finds_what_is_missing_and_the_order_of_days_are_told_at_once(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        await talk.write(MESSAGE)
        form = {**data_of(talk.card, "Skicka"), **values(talk.card), "text": f"{MESSAGE}, ring {PHONE}", "parties": ""}
        await talk.submit(**{**form, "event_date": "2026-03-10", "event_until": "2026-03-02"})
        shown = words_of(talk.card)
        for told in ("telefonnummer", "Välj minst en part som det gäller.", "Den sista dagen"):
            assert told in shown
        await talk.submit(**{**form, "event_date": "2026-03-20"})
        assert "Datumet kan inte ligga i framtiden" in words_of(talk.card)
        assert "telefonnummer" in words_of(talk.card)
        assert await stored(talk) == []


async def test_a_suggestion_that_is_too_long_is_told_by_how_much_and_the_rest_is_kept(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        await talk.write(MESSAGE)
        await talk.press("Skicka", suggestion="x" * 503, recurring="ja")
        assert "3 för mycket" in words_of(talk.card)
        assert values(talk.card)["recurring"] == "ja"
        assert await stored(talk) == []
