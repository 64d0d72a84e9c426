"""When a language model is asked, what it may change, and that nothing leaves the process otherwise."""

import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import col, select
from structlog.testing import capture_logs

from backend.categories.classifier import TrainedCategoriser
from backend.categories.corpus import load_corpus
from backend.categories.proposal import Candidate, Categoriser, Proposal
from backend.categories.sentences.blend import BlendedCategoriser, train_head
from backend.categories.sentences.encoder import SentenceEncoder
from backend.categories.taxonomy import standard_taxonomy
from backend.language_model.client import LanguageModel
from backend.language_model.opinion import SecondOpinions, weighed
from backend.language_model.prompt import Answer
from backend.reporting.reader import Reader, likely_category
from backend.reporting.understand import Understanding
from models import AuditEvent, Forbund, Report
from models.enums import AuditAction, Intent, Slag
from tests.backend.categories.sentences.small import make_folder
from tests.backend.language_model.endpoint import Endpoint, Handler, endless, endpoint, failing, html, never
from tests.bot.talk import Talk, desk_of, titles, values
from tests.categorisers import OneForAll
from tests.house import NOW, TEXT, House, small_house

DOUBT = (Candidate("KONTAKT", 0.3), Candidate("NARVARO", 0.25), Candidate("TILLIT", 0.2), Candidate("ADMIN", 0.01))
SURE = (Candidate("NARVARO", 0.8), Candidate("KONTAKT", 0.1))


def understanding(candidates: tuple[Candidate, ...] = DOUBT) -> Understanding:
    return Understanding(
        intent=Intent.RAPPORTERA, slag=Slag.BRIST, candidates=candidates, parties=(), kommun=None, event_date=None,
        recurring=None, model_version="0123456789abcdef",
    )  # fmt: skip


class InDoubt:
    """Sees a failing in every text, and doubts what failed."""

    def propose(self, text: str) -> Proposal:
        return Proposal(
            (*DOUBT, Candidate("KUNSKAP", 0.05)), Slag.BRIST, recurring=None, version="0123456789abcdef", slags={Slag.BRIST: 1.0}
        )


async def switch_on(house: House) -> None:
    async with house.database.begin(house.forbund_id) as session:
        (await session.get_one(Forbund, house.forbund_id)).language_model = True


@asynccontextmanager
async def asking(url: str, *, on: bool = True, **settings: Any) -> AsyncIterator[tuple[House, Endpoint, SecondOpinions]]:
    async with small_house(url) as house, endpoint() as served, LanguageModel(served.settings(**settings)) as model:
        if on:
            await switch_on(house)
        served.says({"primary": "NARVARO", "secondary": "KONTAKT"})
        yield house, served, SecondOpinions(house.database, model, standard_taxonomy())


async def trail(house: House) -> list[AuditEvent]:
    async with house.database.read(house.forbund_id) as session:
        asked = select(AuditEvent).where(col(AuditEvent.action) == AuditAction.ASKED)
        return list((await session.exec(asked)).all())


async def test_an_answer_in_doubt_puts_its_category_first_and_names_both_models(sqlite_url: str) -> None:
    async with asking(sqlite_url) as (house, served, opinions):
        after = await opinions.on(house.forbund_id, 1, TEXT, understanding(), NOW)
        assert likely_category(understanding().candidates) == ""
        assert likely_category(after.candidates) == "NARVARO"
        assert after.model_version.startswith("0123456789abcdef+")
        assert len(served.asked) == 1


async def test_every_question_is_in_the_trail_without_a_word_of_the_text(sqlite_url: str) -> None:
    async with asking(sqlite_url) as (house, _, opinions):
        await opinions.on(house.forbund_id, house.reporter.id, TEXT, understanding(), NOW)
        [event] = await trail(house)
        assert (event.at, event.actor_id, event.subject, event.subject_id) == (
            NOW, house.reporter.id, "language_model", house.forbund_id,
        )  # fmt: skip
        milliseconds = event.details.pop("milliseconds")
        assert event.details == {"model": "liten", "characters": len(TEXT), "outcome": "answered", "calls": 1}
        assert milliseconds >= 0


async def test_a_trail_that_cant_be_written_asks_nothing_and_leaves_the_built_in_proposals(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("backend.database.WRITER_SECONDS", 0.05)
    async with asking(sqlite_url) as (house, served, opinions):
        async with house.database.begin(house.forbund_id):
            assert await opinions.on(house.forbund_id, 1, TEXT, understanding(), NOW) == understanding()
        assert served.asked == []


@pytest.mark.parametrize(
    ("handler", "outcome"), [(html, "unreadable"), (endless, "unreadable"), (failing, "refused"), (never, "late")]
)
async def test_without_a_valid_answer_the_built_in_proposals_stand_and_the_trail_says_why(
    sqlite_url: str, handler: Handler, outcome: str
) -> None:
    async with asking(sqlite_url, language_model_seconds=0.2 if outcome == "late" else 8.0) as (house, served, opinions):
        served.handler = handler
        with capture_logs() as logs:
            after = await opinions.on(house.forbund_id, 1, TEXT, understanding(), NOW)
        assert after == understanding()
        assert [event.details["outcome"] for event in await trail(house)] == [outcome]
        assert TEXT not in str(logs)


@pytest.mark.parametrize("primary", ["INGEN", "NARVARO:SENT", "", None])
async def test_a_code_that_is_none_of_the_offered_is_refused(sqlite_url: str, primary: object) -> None:
    async with asking(sqlite_url) as (house, served, opinions):
        served.says({"primary": primary, "secondary": None})
        assert await opinions.on(house.forbund_id, 1, TEXT, understanding(), NOW) == understanding()


@pytest.mark.parametrize(
    "text",
    [
        f"{TEXT} Personnummer 850709-9805.",
        f"{TEXT} Ring Anna Andersson.",
        f"{TEXT} anna.andersson@exempel.se",
    ],
)
async def test_a_text_in_which_the_guard_finds_anything_is_not_sent(sqlite_url: str, text: str) -> None:
    async with asking(sqlite_url) as (house, served, opinions):
        assert await opinions.on(house.forbund_id, 1, text, understanding(), NOW) == understanding()
        assert served.asked == []
        assert await trail(house) == []


async def test_a_forbund_that_has_not_switched_it_on_sends_nothing(sqlite_url: str) -> None:
    async with asking(sqlite_url, on=False) as (house, served, opinions):
        assert await opinions.on(house.forbund_id, 1, TEXT, understanding(), NOW) == understanding()
        assert served.asked == []


async def test_nothing_is_asked_when_the_built_in_model_is_sure(sqlite_url: str) -> None:
    async with asking(sqlite_url) as (house, served, opinions):
        assert await opinions.on(house.forbund_id, 1, TEXT, understanding(SURE), NOW) == understanding(SURE)
        assert served.asked == []


async def test_an_endpoint_that_rests_costs_nobody_time(sqlite_url: str) -> None:
    async with asking(sqlite_url) as (house, served, opinions):
        served.handler = failing
        for _ in range(5):
            await opinions.on(house.forbund_id, 1, TEXT, understanding(), NOW)
        assert len(served.asked) == 3
        assert len(await trail(house)) == 3


def test_its_word_alone_chooses_nothing_beforehand() -> None:
    after = weighed(DOUBT, Answer("ADMIN", None))
    assert after[0].code == "ADMIN", "it is proposed first"
    assert likely_category(after) == "", "but the built-in model hadn't thought of it"


def test_what_is_weighed_sums_to_what_it_was() -> None:
    whole = tuple(replace(each, p=each.p / 0.76) for each in DOUBT)
    after = weighed(whole, Answer("TILLIT", "KONTAKT"))
    assert sum(each.p for each in after) == pytest.approx(1)
    assert [each.code for each in after][:2] == ["TILLIT", "KONTAKT"]


# What the interpreter tells of as it happens, whichever library does it: ways out of the process.
WAYS_OUT = ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto", "socket.sendmsg", "socket.bind")
PROGRAMS = ("subprocess.Popen", "os.system", "os.exec", "os.fork", "os.forkpty", "os.posix_spawn", "os.spawn")


class Watch:
    """Remembers each way out of the process that is tried while it is open; an audit hook can't be taken away again."""

    def __init__(self) -> None:
        self.tried: list[str] = []
        self._open = False
        sys.addaudithook(self._heard)

    def _heard(self, event: str, _: object) -> None:
        if self._open and event in (*WAYS_OUT, *PROGRAMS):
            self.tried.append(event)

    def __enter__(self) -> "Watch":
        self._open = True
        return self

    def __exit__(self, *_: object) -> None:
        self._open = False


def test_the_watch_sees_a_way_out_when_there_is_one() -> None:
    with Watch() as watch, socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one:
        one.connect(("127.0.0.1", 9))
    assert watch.tried == ["socket.connect"]


@pytest.mark.parametrize("sentences", [False, True], ids=["built in", "with a sentence model"])
async def test_without_a_language_model_a_text_never_leaves_the_process(
    sqlite_url: str, shipped: TrainedCategoriser, tmp_path: Path, sentences: bool
) -> None:
    categoriser: Categoriser = shipped
    if sentences:
        encoder = SentenceEncoder.load(make_folder(tmp_path))
        categoriser = BlendedCategoriser(shipped, encoder.encode, train_head(load_corpus()[::16], encoder.encode))
    async with small_house(sqlite_url) as house:
        await switch_on(house)
        reader = Reader(OneForAll(categoriser))
        with Watch() as watch:
            async with house.database.read(house.forbund_id) as session:
                understood = await reader.understand(session, TEXT, NOW)
            assert understood.because or sentences
            assert await reader.think_again(house.forbund_id, 1, TEXT, understood, NOW) is understood
            await house.report()
        assert watch.tried == []


async def test_a_reporter_in_teams_gets_the_weighed_proposals(sqlite_url: str) -> None:
    async with small_house(sqlite_url) as house, endpoint() as served, LanguageModel(served.settings()) as model:
        await switch_on(house)
        served.says({"primary": "KUNSKAP", "secondary": None})
        desk, woken = desk_of(house, SecondOpinions(house.database, model, standard_taxonomy()), InDoubt())
        talk = Talk(house, desk, house.reporter, woken)
        await talk.write(TEXT)
        assert titles(talk.card, "category")[0] == "Kunskap om varandra (förslag)"
        assert values(talk.card)["category"] == "", "one model alone chooses nothing beforehand"
        await talk.press("Skicka", category="KUNSKAP", kommun=str(house.tranas), parties="FK")
        async with house.database.read(house.forbund_id) as session:
            report = (await session.exec(select(Report))).one()
        assert report.proposed[0]["code"] == "KUNSKAP"
        assert report.model_version.startswith("0123456789abcdef+")
        assert [event.actor_id for event in await trail(house)] == [house.reporter.id]
