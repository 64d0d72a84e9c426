"""Every card that the bot can draw, from as much as it can hold and from whatever people may write."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial

from backend.handling.inbox import Inbox, InboxRow
from backend.handling.own_list import OwnPage, Which
from backend.handling.told import Told, Way, say_told
from backend.handling.views import CommentView, IssueRef, ReportView
from backend.issues.held import Asked as AskedFraga
from backend.issues.held import Held
from backend.issues.views import ActionView, IssueView, LiftView
from backend.led_to import Led, LedTo
from backend.meetings.views import InvitedView, MeetingView
from backend.reporting.doors import Door
from backend.reporting.twice import Before
from backend.spindel.answer import Asking
from backend.spindel.aspects import FIELDS
from backend.spindel.views import GroupState, Measured, Running
from bot.cards.decisions import LONGEST_LINE, Answering, decided_card, decisions_card
from bot.cards.digest_wishes import digest_wishes_card
from bot.cards.draft import draft_card, draft_stopped_card
from bot.cards.edition import edition_card, waiting_card
from bot.cards.elements import Card, fit
from bot.cards.in_group import in_group
from bot.cards.inbox import DraftRow, drafts_card, inbox_card, waited_card
from bot.cards.issue import Gathering, gather_card, issue_card
from bot.cards.language import language_card
from bot.cards.led_to import led_to_card
from bot.cards.marked import NOTHING_FOUND, Asked, Found, Place
from bot.cards.meeting_card import CallingOff, Controls, Fixing, fixing_card, held_card, meeting_card, request_receipt
from bot.cards.meeting_form import MeetingRequest, first_card, second_card
from bot.cards.meeting_own import OtherTime, other_time_card, take_back_card
from bot.cards.mine import LONGEST_SEARCH, Narrowed, mine_card
from bot.cards.note import Offers, cancelling, greeting, help_card, news, taking_back, unsure, vague, welcome, wordless
from bot.cards.own_report import Addition, addition_card, withdraw_card
from bot.cards.question import question_card
from bot.cards.receipt import receipt
from bot.cards.report_card import report_card
from bot.cards.report_form import ReportForm, report_form
from bot.cards.same_event import same_event_card
from bot.cards.shared_report import shared_report
from bot.cards.spindel import Answered, groups_card, spindel_card
from bot.cards.triage import Triage, triage_card
from bot.cards.wishes import Wishes, wishes_card
from bot.words import Words
from digests.document import EditionSummary, Number
from digests.wishes import Wish
from models.enums import (
    CommentKind,
    Consent,
    Consequence,
    EditionKind,
    EditionWay,
    IssueStatus,
    LiftOutcome,
    MeetingForm,
    MeetingStatus,
    NotHeld,
    PartyCode,
    Paverkbar,
    ReportStatus,
    RoleName,
    Slag,
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
    "json": '"}]},{"type":"Action.OpenUrl","url":"https://evil.example"}' * 60,
}


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
    return Held(id=1, group="Styrgrupp för Samverk Vetlanda", starts_at=MOMENT, asks=True, questions=asked)


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
    )


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


def meeting(text: str) -> MeetingView:
    return MeetingView(
        id=1,
        number="SM-2026-0007",
        status=MeetingStatus.BOKAT,
        form=MeetingForm.REHABMOTE,
        kommun_id=1,
        kommun="Tranås",
        parties=ALL_PARTIES,
        calling_party=PartyCode.KOMMUN,
        caller_name=fit(text, 120),
        caller_email="",
        purpose=fit(text, 1000) or "x",
        wanted_outcome=fit(text, 1000) or "x",
        who_decides=fit(text, 1000) or "x",
        individual_takes_part=False,
        consent=Consent.NEJ,
        reference=fit(text, 40),
        window_start=DAY,
        window_end=DAY,
        receiver_role=None,
        starts_at=MOMENT,
        ends_at=datetime(2026, 3, 12, 10, 30, tzinfo=UTC),
        place=fit(text, 300) or "x",
        calendar_uid="uid",
        calendar_sequence=0,
        organizer_name=fit(text, 120),
        organizer_email="a@b.example",
        not_held=None,
        invitations=tuple(InvitedView(party, fit(text, 250) or "x", "a@b.example") for party in ALL_PARTIES * 2),
        parties_without_function=ALL_PARTIES,
        advice=("meeting.advice.fk_absent", "meeting.advice.consent"),
        viewer_handles=True,
    )


def requested(text: str) -> MeetingView:
    return replace(meeting(text), status=MeetingStatus.BEGART, starts_at=None, ends_at=None)


# More words than are asked about one by one, each with markup in it.
ASKED = [
    *(Asked(f"[Anna]({number}) *Ek*", "namn", f"[namn {number}]") for number in range(9)),
    Asked("Anna Ek", "namn", "[namn 9]"),
]


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
        model_version="m" * 20,
        problems=["Välj en kommun."],
        found=Found([(text, places)], ASKED, ["Anna Ek"]) if places else NOTHING_FOUND,
    )


def request(text: str, places: Sequence[Place] = ()) -> MeetingRequest:
    return MeetingRequest(
        key="k" * 32,
        kommuner=KOMMUNER,
        today=DAY,
        ask_own_party=True,
        kommun="1",
        parties="AF,FK",
        individual="nej",
        consent="nej",
        reference=text,
        purpose=text,
        wanted_outcome=text,
        who_decides=text,
        window_start="2026-03-12",
        window_end="2026-03-12",
        advice=("meeting.advice.fk_absent",),
        problems=["Välj en mötesform."],
        found=Found([(text, places)] * 4, ASKED) if places else NOTHING_FOUND,
    )


def found_in(text: str) -> list[Place]:
    return [(start, start + 3, "personnummer") for start in range(0, max(0, min(len(text) - 3, 400)), 20)]


def fixing(text: str) -> Fixing:
    return Fixing(
        key="k",
        url="https://lex.example/mote/x",
        earliest=DAY,
        place=text,
        problems=["x"],
        found=Found([(text, found_in(text))], ASKED),
    )


def triage(text: str) -> Triage:
    return replace(UNTOUCHED, answer=text, saved=SAVED, stale=True, problems=["x"], found=Found([(text, found_in(text))], ASKED))


SAVED = say_told(Told(Way.LATER, "answer_and_status", MOMENT, "Tranås"), partial(TEXTS.t, "sv"), "sv")


def spindel_groups() -> list[GroupState]:
    never = GroupState(id=1, name="Styrgrupp för Samverk Vetlanda", members=6, months=(), running=None, measured=())
    running = replace(never, running=Running(id=1, last_day=DAY, asked=6, answered=2))
    measured = replace(never, measured=(Measured(2, DAY, 6, 5),))
    return [running, measured, replace(never, members=2)] * 5


BEFORE = Before(7, "SB-2026-0041", MOMENT, "Och så hände det igen. " * 200)
DRAFTS = [DraftRow("Styrgrupp för Samverk Vetlanda", MOMENT, "https://lex.example/utkast/x")] * 7


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


def _at(door: Door) -> Callable[[str, Words], Card]:
    return lambda text, words: unsure(f"door.{door}", text, Offers(), words)


EMPTY_FORM = ReportForm(key="k" * 32, kommuner=KOMMUNER, today=DAY, ask_own_party=False)
EMPTY_REQUEST = MeetingRequest(key="k" * 32, kommuner=KOMMUNER, today=DAY, ask_own_party=False)
UNTOUCHED = Triage(key="k", url="https://lex.example/rapport/x", kommuner=KOMMUNER)
ISSUES = tuple(IssueRef(number, f"FR-2026-{number:04d}", "Titel") for number in range(1, 31))
CONTROLS = Controls(key="k" * 32, url="https://lex.example/mote/x", now=MOMENT - timedelta(days=1))
UNFIXED = Fixing(key="k", url="https://lex.example/mote/x", earliest=DAY)

EDITION = EditionSummary(
    title="LSG Tranås",
    period="1 januari – 12 mars 2026",
    lead="Sju nya rapporter.",
    numbers=(Number("7", "nya", "5 förra gången"), Number("0", "öppna", "–"), Number("37,1 %", "besvarade i tid", "–")),
    link_text="Läs hela",
)

CARDS: dict[str, Callable[[str, Words], Card]] = {
    "report form": lambda text, words: report_form(form(text), words),
    "report form, empty": lambda _, words: report_form(EMPTY_FORM, words),
    "report form with places": lambda text, words: report_form(form(text, found_in(text)), words),
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
        Inbox(rows=inbox_rows(text), start=8, total=40, overdue=2), DRAFTS, "https://lex.example/x", words
    ),
    "inbox, waited": lambda text, words: waited_card(
        Inbox(rows=inbox_rows(text)[:3], start=0, total=40, overdue=2), DRAFTS, "https://lex.example/x", words
    ),
    "spindeln in groups": lambda _, words: groups_card(spindel_groups(), "https://lex.example/inkorg/x/spindeln", words),
    "drafts": lambda _, words: drafts_card(DRAFTS, words),
    "inbox, empty": lambda _, words: inbox_card(Inbox(rows=(), start=0, total=0, overdue=0), [], "https://lex.example/x", words),
    "fråga": lambda text, words: gather_card(
        report(text),
        Gathering(key="k" * 32, issues=ISSUES, title=text, problems=["x"], found=Found([(text, found_in(text))], ASKED)),
        words,
    ),
    "fråga, as it stands": lambda text, words: issue_card(issue(text), "https://lex.example/fraga/x", words, "Nöten", 1),
    "decisions": lambda text, words: decisions_card(
        held(text),
        Answering(
            key="k" * 32,
            url="https://lex.example/beslut/x",
            values={f"decision-{lift}": fit(text, LONGEST_LINE) for lift in range(1, 4)},
            problems=["x"],
            found=Found([(text, found_in(text))], ASKED),
        ),
        words,
    ),
    "decisions, new": lambda text, words: decisions_card(
        held(text), Answering(key="k" * 32, url="https://lex.example/beslut/x"), words
    ),
    "decisions, done": lambda text, words: decisions_card(
        held(text, LiftOutcome.BESLUTAD), Answering(key="k" * 32, url="https://lex.example/beslut/x"), words
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
    "meeting 1": lambda text, words: first_card(request(text), words),
    "meeting 1, empty": lambda _, words: first_card(EMPTY_REQUEST, words),
    "meeting 2": lambda text, words: second_card(request(text, found_in(text)), words),
    "meeting 2, empty": lambda _, words: second_card(EMPTY_REQUEST, words),
    "meeting receipt": lambda text, words: request_receipt(meeting(text), words),
    "meeting to fix": lambda text, words: fixing_card(requested(text), fixing(text), words),
    "meeting to fix, new": lambda text, words: fixing_card(requested(text), UNFIXED, words),
    "meeting to move": lambda text, words: fixing_card(meeting(text), fixing(text), words),
    "meeting to move, new": lambda text, words: fixing_card(meeting(text), UNFIXED, words),
    "meeting fixed": lambda text, words: meeting_card(meeting(text), words, CONTROLS),
    "meeting fixed, to its caller": lambda text, words: meeting_card(replace(meeting(text), viewer_handles=False), words),
    "meeting to call off": lambda text, words: meeting_card(
        meeting(text),
        words,
        replace(CONTROLS, calling_off=CallingOff(text, ["x"], Found([(text, found_in(text))], ASKED))),
    ),
    "meeting called off": lambda text, words: meeting_card(
        replace(
            meeting(text), status=MeetingStatus.INSTALLT, called_off_why=text[:300], viewer_handles=False, viewer_called=True
        ),
        words,
        CONTROLS,
    ),
    "meeting, another time asked for": lambda text, words: meeting_card(
        replace(meeting(text), viewer_handles=False, viewer_called=True, other_time_asked=True), words, CONTROLS
    ),
    "meeting, another time": lambda text, words: other_time_card(
        meeting(text), OtherTime(key="k", today=DAY, window_start="2026-03-16", window_end="x", problems=["x"]), words
    ),
    "meeting, taken back": lambda text, words: take_back_card(requested(text), "k" * 32, words),
    "meeting held": lambda text, words: held_card(meeting(text), CONTROLS, words),
    "meeting not held": lambda text, words: meeting_card(
        replace(meeting(text), status=MeetingStatus.INTE_HALLET, not_held=NotHeld.ANNAT), words, CONTROLS
    ),
    "edition": lambda text, words: edition_card(EDITION, "https://lex.example/utgava/x", words),
    "draft": lambda text, words: draft_card(
        EDITION, "torsdag 26 mars 2026 kl. 08:00", "https://lex.example/utkast/x", words, moved=True
    ),
    "digest_wishes": lambda text, words: digest_wishes_card(
        [Wish(EditionKind.LSG, number, f"LSG {number} {text}"[:120], EditionWay.PDF) for number in range(7)], words
    ),
    "draft_stopped": lambda text, words: draft_stopped_card("LSG Tranås", words),
    "edition_counted_now": lambda text, words: edition_card(EDITION, None, words),
    "edition_waiting": lambda text, words: waiting_card([(EDITION.title, "https://lex.example/utgava/x")] * 7, words),
    "help": lambda text, words: help_card(Offers(inbox=True, summary="Tranås"), words),
    "welcome": lambda text, words: welcome(Offers(), words),
    "led to": lambda text, words: led_to_card(
        LedTo((), (Led(f"Om {text[:200]}", (text or "Ja",), (text or "Ja",)),) * 8, 3), "Det här.", words
    ),
    "greeting": lambda text, words: greeting(Offers(inbox=True), words),
    "unsure": lambda text, words: unsure("card.unsure.ej_brist", text, Offers(inbox=True), words),
    **{f"door, {door}": _at(door) for door in Door},
    "wishes": lambda _, words: wishes_card(Wishes(True, False, "07:00-18:00", handles=True, receives=True, weekly=True), words),
    "language": lambda _, words: language_card(words),
    "no wishes": lambda _, words: wishes_card(Wishes(False, True, "", handles=False, receives=False, weekly=True), words),
    "in a group": lambda _, words: in_group(words),
    "shared report": lambda text, words: shared_report(report(text), words),
    "news": lambda _, words: news(words.t("card.triage.added", number="SB-2026-0042", kommun="Tranås"), {"report": 1}, words),
    "wordless": lambda _, words: wordless(words),
    "cancelling": lambda _, words: cancelling(words),
    "taking back": lambda _, words: taking_back(words),
    "vague": lambda text, words: vague(text, words),
}


def words(locale: str = "sv") -> Words:
    return Words(TEXTS, TAXONOMY, locale)
