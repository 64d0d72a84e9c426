"""The cards of a report: told, changed, handled and listed."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from backend.handling.inbox import Inbox, InboxRow
from backend.handling.own_list import OwnPage, Which
from backend.handling.told import Told, Way, say_told
from backend.handling.views import CommentView, IssueRef, ReportView
from backend.reporting.proposed import Proposed
from backend.reporting.reader import SURE
from backend.reporting.twice import Before
from bot.cards.elements import Card, fit
from bot.cards.inbox import DraftRow, inbox_card, waited_card
from bot.cards.joined import Joined
from bot.cards.marked import NOTHING_FOUND, Found, Place
from bot.cards.mine import LONGEST_SEARCH, Narrowed, mine_card
from bot.cards.own_report import Addition, addition_card, withdraw_card
from bot.cards.question import question_card
from bot.cards.receipt import receipt
from bot.cards.report_card import report_card
from bot.cards.report_form import LONG_TEXT, ReportForm, report_form
from bot.cards.same_event import same_event_card
from bot.cards.shared_report import shared_report
from bot.cards.triage import Triage, triage_card
from bot.words import Words
from models.enums import (
    CommentKind,
    Consequence,
    IssueStatus,
    MeetingForm,
    MeetingStatus,
    PartyCode,
    ReportStatus,
    RoleName,
    Slag,
)
from tests.bot.cards.cards_of_meetings import meeting
from tests.bot.cards.extremes import ALL_PARTIES, ASKED, DAY, KOMMUNER, MOMENT, found_in
from tests.bot.talk import TEXTS


def report(text: str) -> ReportView:
    comment = CommentView(CommentKind.ANSWER, text or "x", MOMENT, RoleName.KOORDINATOR)
    return ReportView(
        id=1,
        number="SB-2026-0042",
        reported_at=MOMENT,
        slag=Slag.BRIST,
        kommun_id=1,
        kommun="Tranås",
        parties=ALL_PARTIES,
        reporting_party=PartyCode.AF,
        reporter_name=fit(text, 120) or None,
        category="NARVARO",
        secondary=None,
        status=ReportStatus.SORTERAD,
        text=text or "x",
        suggestion=text,
        event_date=DAY,
        event_until=DAY,
        recurring=True,
        niva=None,
        paverkbar=None,
        internal=False,
        consequence=Consequence.VANTAN,
        spoken_with_party=False,
        receiver_role=RoleName.KOORDINATOR,
        answer_due=DAY,
        answered_at=None,
        answers=(comment, comment, comment),
        issue=IssueRef(1, "FR-2026-0003", fit(text, 200) or "x"),
        viewer_handles=True,
        proposed=("NARVARO", "KONTAKT", "TILLIT"),
        first_proposed=Proposed("NARVARO", 1.0, (text[:60], text[-70:], text[:70])),
    )


ENGLISH = fit("The officer did not come to the meeting, and nobody had told us about it. " * 60, LONG_TEXT)


def form(text: str, places: Sequence[Place] = ()) -> ReportForm:
    return ReportForm(
        key="k" * 32,
        kommuner=KOMMUNER,
        today=DAY,
        ask_own_party=True,
        text=text,
        kommun="1",
        parties=ALL_PARTIES,
        event_date="2026-03-10",
        event_until="2026-03-12",
        category="NARVARO",
        slag="brist",
        recurring="ja",
        spoken="nej",
        consequence="vantan",
        suggestion=fit(text, 500),
        notes=["Nöten"],
        proposed=[("NARVARO", 0.9), ("KONTAKT", 0.05), ("TILLIT", 0.01)],
        because=(text[:40], text[-40:], text[:20]),
        why=SURE,
        model_version="m" * 20,
        problems=["Välj en kommun."],
        found=Found([(text, places)], ASKED, ["Anna Ek"]) if places else NOTHING_FOUND,
    )


def triage(text: str) -> Triage:
    return replace(UNTOUCHED, answer=text, saved=SAVED, stale=True, problems=["x"], found=Found([(text, found_in(text))], ASKED))


SAVED = say_told(Told(Way.LATER, "answer_and_status", MOMENT, "Tranås"), partial(TEXTS.t, "sv"), "sv")


BEFORE = Before(7, "SB-2026-0041", MOMENT, "Och så hände det igen. " * 200)


DRAFTS = [
    DraftRow("Styrgrupp för Samverk Vetlanda", MOMENT, "https://lex.example/utkast/x", approved)
    for approved in (False, True, True)
] * 3


def inbox_rows(text: str) -> tuple[InboxRow, ...]:
    waits = InboxRow(
        id=1,
        number="SB-2026-0042",
        kommun="Tranås",
        came=MOMENT,
        status=ReportStatus.MOTTAGEN,
        text=text or "x",
        due=DAY,
        overdue=True,
        category="NARVARO",
        slag=Slag.FRAMGANGSFAKTOR,
        replied=True,
    )
    fraga = replace(waits, number="FR-2026-0003", status=IssueStatus.LYFT, category=None, slag=None, replied=False)
    meeting = replace(
        waits,
        number="SM-2026-0007",
        status=MeetingStatus.BEGART,
        category=None,
        slag=None,
        replied=False,
        form=MeetingForm.REHABMOTE,
    )
    return (waits, meeting, fraga, *[replace(waits, due=None, overdue=False, in_issue=True)] * 5)


def answered(text: str) -> ReportView:
    return replace(report(text), answered_at=MOMENT, answers=(CommentView(CommentKind.ANSWER, text or "x", MOMENT, None),))


def asked(text: str) -> ReportView:
    return replace(report(text), answers=(CommentView(CommentKind.QUESTION, text or "x", MOMENT, None),))


EMPTY_FORM = ReportForm(key="k" * 32, kommuner=KOMMUNER, today=DAY, ask_own_party=False)


UNTOUCHED = Triage(key="k", url="https://lex.example/rapport/x", kommuner=KOMMUNER)


CARDS: dict[str, Callable[[str, Words], Card]] = {
    "report form": lambda text, words: report_form(form(text), words),
    "report form in English": lambda _, words: report_form(form(ENGLISH), words),
    "report form, empty": lambda _, words: report_form(EMPTY_FORM, words),
    "report form with places": lambda text, words: report_form(form(text, found_in(text)), words),
    "report form, joined": lambda text, words: report_form(
        replace(form(text), joined=Joined("m" * 60, 2, asks=True), notes=(words.t("card.report.joined"),)), words
    ),
    "praise": lambda text, words: report_form(replace(form(text), slag=str(Slag.FRAMGANGSFAKTOR)), words),
    "same event": lambda text, words: same_event_card(
        replace(form(text or "x"), found=Found((), ASKED[:5], ["Anna Ek"])), BEFORE, words
    ),
    "receipt": lambda text, words: receipt(report(text), words),
    "report": lambda text, words: report_card(report(text), "Rapport", words),
    "triage": lambda text, words: triage_card(report(text), triage(text), words),
    "triage, new": lambda text, words: triage_card(replace(report(text), issue=None), UNTOUCHED, words, why="new"),
    "triage, withdrawn": lambda text, words: triage_card(
        replace(report(text), status=ReportStatus.ATERKALLAD), UNTOUCHED, words, why="withdrawn"
    ),
    "triage, dropped category": lambda text, words: triage_card(replace(report(text), category="GAMMAL"), UNTOUCHED, words),
    "question back": lambda text, words: question_card(report(text), "k" * 32, words),
    "inbox": lambda text, words: inbox_card(
        Inbox(rows=inbox_rows(text), start=8, total=40, waiting=12, overdue=2), DRAFTS, "https://lex.example/x", words
    ),
    "inbox, waited": lambda text, words: waited_card(
        Inbox(rows=inbox_rows(text)[:3], start=0, total=40, waiting=12, overdue=2), DRAFTS, "https://lex.example/x", words
    ),
    "inbox, empty": lambda _, words: inbox_card(
        Inbox(rows=(), start=0, total=0, waiting=0, overdue=0), [], "https://lex.example/x", words
    ),
    "mine": lambda text, words: mine_card(
        OwnPage((report(text), meeting(text), answered(text), asked(text), report(text)), 2, 3, 12),
        Narrowed(which=Which.OPPNA, search=fit(text, LONGEST_SEARCH)),
        words,
    ),
    "mine, none": lambda text, words: mine_card(OwnPage((), 1, 1, 0), Narrowed(), words),
    "change": lambda text, words: report_form(replace(form(text, found_in(text)), report=1, number="SB-2026-0042"), words),
    "add": lambda text, words: addition_card(
        report(text), Addition(key="k" * 32, text=text, problems=["x"], found=Found([(text, found_in(text))], ASKED)), words
    ),
    "withdraw": lambda text, words: withdraw_card(report(text), "k" * 32, words),
    "shared report": lambda text, words: shared_report(report(text), words),
}
