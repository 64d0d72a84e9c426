"""The cards of a group: its frågor, what it decides, its Spindel and its papers."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from backend.handling.views import IssueRef
from backend.issues.correct import LONGEST_BECAUSE
from backend.issues.heard import Contact
from backend.issues.held import Asked as AskedFraga
from backend.issues.held import Held
from backend.issues.views import ActionView, IssueView, LiftView
from backend.spindel.answer import Asking
from backend.spindel.aspects import FIELDS
from backend.spindel.views import GroupState, Measured, Running
from bot.cards.decisions import LONGEST_LINE, decided_card, decisions_card
from bot.cards.draft import draft_card, draft_stopped_card
from bot.cards.edition import edition_card, waiting_card
from bot.cards.elements import Card, fit
from bot.cards.inbox import drafts_card
from bot.cards.issue import Gathering, gather_card, issue_card
from bot.cards.marked import Found, Typed
from bot.cards.outcome import outcome_card
from bot.cards.spindel import Answered, groups_card, spindel_card
from bot.words import Words
from digests.document import EditionSummary, Number
from models.enums import (
    IssueStatus,
    LiftOutcome,
    PartyCode,
    Paverkbar,
)
from tests.bot.cards.cards_of_reports import DRAFTS, report
from tests.bot.cards.extremes import ASKED, DAY, MOMENT, found_in


def spindel() -> Asking:
    """A measurement of a group with a long name."""
    return Asking(
        1, 1, "Lokal samverkansgrupp " * 5, date(2026, 3, 26), closed=False, counted=False, answers=True, answered=False
    )


def held(text: str, outcome: LiftOutcome | None = None) -> Held:
    asked = tuple(
        AskedFraga(
            lift_id=number,
            issue_id=number,
            number=f"FR-2026-{number:04}",
            title=fit(text, 200) or "x",
            question=text or "x",
            owner=PartyCode.FK,
            outcome=outcome,
            decision=fit(text, 2000),
        )
        for number in range(1, 9)
    )
    whom = (Contact(1, fit(text, 120) or "x", "karin.exempel@hoglandet.example"),) if outcome else ()
    group = "Styrgrupp för Samverk Vetlanda"
    return Held(id=1, group=group, starts_at=MOMENT, asks=True, questions=asked, corrected_by=whom)


def issue(text: str) -> IssueView:
    lift = LiftView(
        id=1,
        group="Styrgrupp för Samverk Vetlanda",
        question=text or "x",
        owner=PartyCode.FK,
        lifted_at=MOMENT,
        outcome=LiftOutcome.BESLUTAD,
        decided_at=MOMENT,
        decision=text,
        next_meeting=None,
    )
    action = ActionView(id=1, what=text or "x", owner=PartyCode.VARD, due=DAY, done_at=None, effect="")
    return IssueView(
        id=1,
        number="FR-2026-0003",
        title=fit(text, 200) or "x",
        kommun_id=None,
        kommun=None,
        status=IssueStatus.BESLUTAD,
        paverkbar=Paverkbar.LANET,
        opened_at=MOMENT,
        closed_at=MOMENT,
        answer=text,
        reports=(report(text),) * 12,
        others=3,
        lifts=(lift,) * 4,
        actions=(action,) * 5,
    )


def spindel_groups() -> list[GroupState]:
    never = GroupState(id=1, name="Styrgrupp för Samverk Vetlanda", members=6, months=(), running=None, measured=())
    running = replace(never, running=Running(id=1, last_day=DAY, asked=6, answered=2))
    measured = replace(never, measured=(Measured(2, DAY, 6, 5),))
    return [running, measured, replace(never, members=2)] * 5


ISSUES = tuple(IssueRef(number, f"FR-2026-{number:04d}", "Titel") for number in range(1, 31))


EDITION = EditionSummary(
    title="LSG Tranås",
    period="1 januari – 12 mars 2026",
    lead="Sju nya rapporter.",
    numbers=(Number("7", "nya", "5 förra gången"), Number("0", "öppna", "–"), Number("37,1 %", "besvarade i tid", "–")),
    link_text="Läs hela",
)


WAITING = tuple(
    replace(issue("x").lifts[0], id=number, outcome=LiftOutcome.VANTAR, decided_at=None, decision="") for number in range(2, 6)
)


CARDS: dict[str, Callable[[str, Words], Card]] = {
    "spindeln in groups": lambda _, words: groups_card(spindel_groups(), "https://lex.example/inkorg/x/spindeln", words),
    "drafts": lambda _, words: drafts_card(DRAFTS, words),
    "fråga": lambda text, words: gather_card(
        report(text),
        Gathering(key="k" * 32, issues=ISSUES, title=text, problems=["x"], found=Found([(text, found_in(text))], ASKED)),
        words,
    ),
    "fråga, as it stands": lambda text, words: issue_card(issue(text), "https://lex.example/fraga/x", words, "Nöten", 1),
    "outcome": lambda text, words: outcome_card(
        replace(issue(text), lifts=(issue(text).lifts[0], *WAITING)),
        issue(text).lifts[0],
        Typed(
            key="k" * 32,
            url="https://lex.example/fraga/x",
            values={"outcome": "beslutad", "decision": fit(text, 2000), "because": fit(text, LONGEST_BECAUSE)},
            problems=["x"],
            found=Found([(text, found_in(text))], ASKED),
        ),
        words,
    ),
    "decisions": lambda text, words: decisions_card(
        held(text),
        Typed(
            key="k" * 32,
            url="https://lex.example/beslut/x",
            values={f"decision-{lift}": fit(text, LONGEST_LINE) for lift in range(1, 4)},
            problems=["x"],
            found=Found([(text, found_in(text))], ASKED),
        ),
        words,
    ),
    "decisions, new": lambda text, words: decisions_card(
        held(text), Typed(key="k" * 32, url="https://lex.example/beslut/x"), words
    ),
    "decisions, done": lambda text, words: decisions_card(
        held(text, LiftOutcome.BESLUTAD), Typed(key="k" * 32, url="https://lex.example/beslut/x"), words
    ),
    "decided": lambda text, words: decided_card(
        held(text, LiftOutcome.LYFT_VIDARE), range(1, 9), "Det här kom LSG fram till", "https://lex.example/beslut/x", words
    ),
    "spindel": lambda text, words: spindel_card(spindel(), Answered(url="https://lex.example/spindeln/x"), words),
    "spindel, wrong": lambda text, words: spindel_card(
        spindel(),
        Answered(
            url="https://lex.example/spindeln/x",
            values=dict.fromkeys(FIELDS.values(), "ingen"),
            problems=dict.fromkeys(FIELDS.values(), "Välj ett svar, eller Kan inte bedöma."),
        ),
        words,
    ),
    "spindel, done": lambda text, words: spindel_card(
        replace(spindel(), answers=False, answered=True), Answered(url="https://lex.example/spindeln/x"), words
    ),
    "edition": lambda text, words: edition_card(EDITION, "https://lex.example/utgava/x", words),
    "draft": lambda text, words: draft_card(
        EDITION, "torsdag 26 mars 2026 kl. 08:00", "https://lex.example/utkast/x", words, moved=True
    ),
    "draft_stopped": lambda text, words: draft_stopped_card("LSG Tranås", words),
    "edition_counted_now": lambda text, words: edition_card(EDITION, None, words),
    "edition_waiting": lambda text, words: waiting_card([(EDITION.title, "https://lex.example/utgava/x")] * 7, words),
}
