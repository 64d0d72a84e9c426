"""What is asked about the service is answered by itself: who reads, when an answer comes, what comes of it."""

import json
from datetime import timedelta
from pathlib import Path

import pytest

from backend.answers import asked_by, asked_in, topics
from backend.database import stored_id
from models import Forbund, Group, Issue, Lift, Person, Report
from models.enums import GroupKind, LiftOutcome
from tests.bot.talk import TEXTS, Talk, buttons, stored, talking, words_of
from tests.house import NOW

DATA = Path(__file__).parents[2] / "backend/reporting/data"

ASKED = [
    ("vem ser det jag skriver?", "who"),
    ("vem läser texten, får min chef se den?", "who"),
    ("Hur länge sparas en rapport innan den gallras?", "who"),
    ("är jag anonym?", "anonymous"),
    ("får fk veta att det var jag", "anonymous"),
    ("hur lång tid tar det att få svar?", "when"),
    ("när får jag svar?", "when"),
    ("Varför ska jag ens skriva här, ni gör ju aldrig något", "leads"),
    ("leder det här till något?", "leads"),
    ("vad får jag skriva?", "write"),
    ("kan jag ändra det jag skickat?", "undo"),
    ("vad räknas som en brist", "brist"),
    ("who sees what I write?", "who"),
    ("who reads this? can my boss see it?", "who"),
    ("is it anonymous?", "anonymous"),
    ("when do I get an answer?", "when"),
    ("does it lead to anything?", "leads"),
    ("why should I write here, nothing ever happens", "leads"),
    ("what may I write?", "write"),
    ("can I undo it?", "undo"),
    ("what counts as a failure?", "brist"),
]


# Without a question mark, as they are typed in a chat.
UNMARKED = [
    ("får den andra parten veta vem som skrev", "anonymous"),
    ("är jag anonym här", "anonymous"),
    ("vem läser det här", "who"),
    ("kan min chef se vad jag skriver", "who"),
    ("hej får soc se rapporten", "who"),
    ("ser kassan vad jag har skrivit", "who"),
    ("hur länge sparas texten", "who"),
    ("när får jag svar", "when"),
    ("svarar ni alltid", "when"),
    ("leder det till något", "leads"),
    ("får jag skriva namn", "write"),
    ("kan jag ta bort rapporten", "undo"),
    ("vad ska jag rapportera", "brist"),
]
# They begin as questions do, or hold the same words, and tell of something.
TOLD = [
    "Får inte veta vem som skrev",
    "Kan inte se vem som skrev",
    "Ser ingen på AF det här",
    "Vem som helst kan läsa journalen",
    "När vi får svar från kassan har månaden gått",
    "Får klienten vänta på svar från psyk blir det rundgång",
    "Är fjärde gången kassan tar bort mötet",
    "Kommunen får se rapporten först efter två veckor",
    "Får AF veta det för sent blir det fel",
    "Ser kommunen rapporten sent tappas tråden",
    "Kan kommunen läsa den går det snabbt",
    "Ser soc det här varje vecka",
    "Får vården veta det så faller planen",
    "Läser kassan rapporten tar det flera veckor",
    "Ser AF det här på måndagar",
    "Får kommunen ta del av det missas mötet",
    "Ser psyk det vi skrev igen",
    "Får vården veta det kraschar planen",
]


@pytest.mark.parametrize(("text", "about"), UNMARKED)
def test_a_question_is_one_without_its_mark_as_well(text: str, about: str) -> None:
    asked = asked_by(text)
    assert asked is not None
    assert asked.about == about


@pytest.mark.parametrize("text", TOLD)
def test_what_tells_of_something_is_no_question_for_its_first_word(text: str) -> None:
    assert asked_by(text) is None


async def test_what_was_told_and_taken_for_a_question_opens_the_form_with_its_words(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        await talk.write("kan kommunen läsa vad anna.berg@example.se skriver")
        await talk.press("Jag ville rapportera det")
        shown = words_of(talk.card)
        assert "läsa vad" in str(talk.card)
        assert "anna.berg" not in shown
        await talk.write("kan kommunen läsa vad vi skriver?")
        assert "Jag ville rapportera det" not in buttons(talk.card)


@pytest.mark.parametrize(("text", "about"), ASKED)
async def test_each_question_is_answered_by_itself_with_the_rest_behind_a_button(sqlite_url: str, text: str, about: str) -> None:
    async with talking(sqlite_url) as talk:
        shown = words_of(await talk.write(text)).splitlines()
        assert shown[0] == TEXTS.t("sv", f"answer.{about}.title")
        assert len(shown) >= 4, "three lines at least"
        assert "Hjälp" in buttons(talk.card)
        await talk.press("Hjälp")
        assert "Det här kan jag hjälpa dig med" in words_of(talk.card)
        assert await stored(talk) == []


async def test_what_no_pattern_knows_gets_the_help_card(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        assert "Det här kan jag hjälpa dig med" in words_of(await talk.write("Vad kan du hjälpa mig med?"))


async def test_who_sees_it_is_told_in_the_words_of_the_page(sqlite_url: str) -> None:
    page = (Path(__file__).parents[3] / "backend" / "web" / "templates" / "privacy.html").read_text()
    [who] = [topic for topic in topics() if topic.about == "who"]
    assert [key for key in who.says if f'"{key}"' not in page] == []
    async with talking(sqlite_url) as talk:
        shown = words_of(await talk.write("vem ser det jag skriver?"))
        assert "Din chef och den andra parten kommer inte åt texten" in shown
        assert "allmänna handlingar" in shown
        assert "regler för gallring" in shown


async def test_a_language_model_that_reads_is_told_of(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        assert "språkmodell" not in words_of(await talk.write("vem ser det jag skriver?"))
        async with talk.house.database.begin(talk.house.forbund_id) as session:
            (await session.get_one(Forbund, talk.house.forbund_id)).language_model = True
        assert "språkmodell" in words_of(await talk.write("vem ser det jag skriver?"))


async def test_nobody_is_promised_a_message_that_they_said_no_to(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        assert "hit i chatten" in words_of(await talk.write("när får jag svar?"))
        assert "Två gånger om året" in words_of(await talk.write("leder det till något?"))
        await talk.write("sluta meddela mig")
        soon, leads = words_of(await talk.write("när får jag svar?")), words_of(await talk.write("leder det till något?"))
        assert "hit i chatten" not in soon
        assert "Du har valt att inte få meddelanden" in soon
        assert "Två gånger om året" not in leads


@pytest.mark.parametrize(
    "text", ["gör ni " * 12 + "x" * 30 + "?", "Vad händer? " * 6 + "Varför gör ingen på kassan någonting åt det här nånsin?"]
)
def test_a_question_said_many_times_over_is_read_at_once(text: str) -> None:
    # Steps that doubled with each time it is said: this one never came to an end, and held up everybody.
    assert asked_by(text) is None


@pytest.mark.parametrize("text", ["är det någon idé att ringa FK igen?", "Vad händer när FK inte kommer på mötet?"])
def test_a_question_that_names_a_party_may_tell_of_a_failure(text: str) -> None:
    assert asked_by(text) is None


async def test_how_soon_is_as_the_forbund_has_promised(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        async with talk.house.database.begin(talk.house.forbund_id) as session:
            (await session.get_one(Forbund, talk.house.forbund_id)).answer_working_days = 7
        assert "inom 7 arbetsdagar" in words_of(await talk.write("när får jag svar?"))


async def test_what_it_leads_to_is_told_in_figures_and_by_the_newest_decision(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        asked = "leder det här till något?"
        assert "rapporter har fått svar" not in words_of(await talk.write(asked)), "nothing is reported yet"
        await talk.write("FK kom inte på mötet i Tranås i tisdags")
        await talk.press("Skicka")
        await _decide(talk)
        talk.now += timedelta(days=1)
        shown = words_of(await talk.write(asked))
        assert "0 av 1 rapporter har fått svar" in shown
        assert "Beslut i grupperna: 1. Gjorda åtgärder: 0." in shown
        assert "Det senaste i Tranås:\nFK saknas på möten\nFK bjuds in två veckor före" in shown


async def _decide(talk: Talk) -> None:
    [report] = await stored(talk)
    async with talk.house.database.begin(talk.house.forbund_id) as session:
        group = Group(slug="tranas", kind=GroupKind.LSG, name="LSG Tranås")
        issue = Issue(number="FR-2026-0001", title="FK saknas på möten", opened_at=NOW)
        session.add_all([group, issue])
        await session.flush()
        (await session.get_one(Report, report.id)).issue_id = issue.id
        lift = Lift(issue_id=stored_id(issue), group_id=stored_id(group), question="Vad?", lifted_at=NOW)
        lift.outcome, lift.decided_at, lift.decision = LiftOutcome.BESLUTAD, NOW, "FK bjuds in två veckor före"
        session.add(lift)


def test_no_message_that_tells_something_is_taken_for_a_question() -> None:
    told = [
        row["text"]
        for file in sorted(DATA.glob("messages*.jsonl"))
        for row in map(json.loads, file.read_text("utf-8").splitlines())
        if row.get("intent") in ("rapportera", "mote")
    ]
    assert len(told) > 500
    assert [text for text in told if asked_by(text)] == []


@pytest.mark.parametrize("text", ["När svarar FK?", "Får jag se alla mina rapporter från i år?", "vad händer med min rapport?"])
def test_what_is_asked_of_others_or_of_ones_own_is_no_question_about_the_service(text: str) -> None:
    assert asked_by(text) is None


def test_a_long_message_isnt_read_for_questions() -> None:
    assert asked_in("vem ser det jag skriver? " + "ord " * 60) is None


@pytest.mark.parametrize(
    ("text", "offered"),
    [
        ("who sees what I write?", True),
        ("vem ser det jag skriver?", False),
        ("something is wrong with the cooperation", True),
        ("the printer does not work at all today", True),
    ],
)
async def test_who_writes_english_is_told_how_to_be_answered_in_it(sqlite_url: str, text: str, offered: bool) -> None:
    async with talking(sqlite_url) as talk:
        await talk.write(text)
        assert ("Write “English”" in words_of(talk.card) or "English" in buttons(talk.card)) is offered
        talk.locale = "en"
        await talk.write(text)
        assert "Write “English”" not in words_of(talk.card)


async def test_the_help_says_for_whom_one_reports(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        assert "Du rapporterar som: Kommunen" in words_of(await talk.write("hjälp"))
        async with talk.house.database.begin(talk.house.forbund_id) as session:
            person = await session.get_one(Person, talk.house.reporter.id)
            person.party = None
        assert "Du rapporterar som" not in words_of(await talk.write("hjälp"))
