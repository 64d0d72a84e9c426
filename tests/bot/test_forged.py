"""Whatever a card carries that is another förbund's is refused in plain words and changes nothing, at every button."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from models.enums import EditionWay
from tests.bot.talk import coordinator, talking
from tests.house import TEXT
from tests.neighbour import Rows, both, everything

KEY = "f" * 32
TIME = {"day": "2026-03-18", "clock": "10:00", "minutes": "60", "place": "Teams", "confirmed": "", "seen": 0}
REPORT = {"text": TEXT, "parties": "FK", "category": "NARVARO", "slag": "brist"}
MEETING = {
    "form": "sip", "parties": "FK,AF", "purpose": "Plan", "wanted_outcome": "En plan", "who_decides": "FK",
    "individual_takes_part": "ja", "consent": "ja", "window_start": "2026-03-16", "window_end": "2026-03-27",
}  # fmt: skip
Cases = Callable[[Rows, Rows], list[dict[str, Any]]]


def of_report(own: Rows, theirs: Rows) -> list[dict[str, Any]]:
    return [{**REPORT, "report": theirs.report, "kommun": own.kommun}]


def sent(own: Rows, theirs: Rows) -> list[dict[str, Any]]:
    return [{**REPORT, "kommun": theirs.kommun}, *of_report(own, theirs)]


def sorted_(own: Rows, theirs: Rows) -> list[dict[str, Any]]:
    said = {"category": "KONTAKT", "status": "sorterad", "answer": "Tack.", "said": "answer"}
    return [{**said, "report": theirs.report}, {**said, "report": own.report, "kommun": theirs.kommun}]


def gathered(own: Rows, theirs: Rows) -> list[dict[str, Any]]:
    new = {"title": "Närvaro", "paverkbar": "lokalt"}
    return [
        {**new, "report": theirs.report, "issue": "ny"},
        {**new, "report": own.report, "issue": theirs.issue},
    ]


def decided(own: Rows, theirs: Rows) -> list[dict[str, Any]]:
    said = {f"outcome-{theirs.lift}": "beslutad", f"decision-{theirs.lift}": "Ja."}
    return [{**said, "meeting": theirs.group_meeting}, {**said, "meeting": own.group_meeting}]


def corrected(own: Rows, theirs: Rows) -> list[dict[str, Any]]:
    said = {"outcome": "beslutad", "decision": "Ja.", "because": "Fel text."}
    return [
        {**said, "issue": theirs.issue, "lift": theirs.lift},
        {**said, "issue": own.issue, "lift": theirs.lift},
        {**said, "issue": own.issue, "lift": own.lift, "of": theirs.lift},
    ]


def requested(own: Rows, theirs: Rows) -> list[dict[str, Any]]:
    return [{**MEETING, "kommun": theirs.kommun}, {**MEETING, "kommun": own.kommun, "report": theirs.report}]


def of_meeting(**more: Any) -> Cases:
    return lambda _, theirs: [{"meeting": theirs.meeting, **TIME, **more}]


# What each button is pressed with. A new button has to be put here, or below when it names no row.
CASES: dict[str, Cases] = {
    "report.send": sent,
    "report.language": of_report,
    "report.cancel": of_report,
    "report.change": of_report,
    "report.add": of_report,
    "report.add.send": of_report,
    "report.withdraw": of_report,
    "report.withdraw.send": of_report,
    "meeting.open": lambda own, theirs: [*of_report(own, theirs), {"meeting": theirs.meeting}],
    "meeting.next": requested,
    "meeting.back": requested,
    "meeting.send": requested,
    "meeting.fix": of_meeting(),
    "meeting.show": of_meeting(),
    "meeting.change": of_meeting(),
    "meeting.move": of_meeting(),
    "meeting.ask_cancel": of_meeting(),
    "meeting.cancelled": of_meeting(),
    "meeting.close": of_meeting(answer="held"),
    "meeting.other_time": of_meeting(),
    "meeting.other_time.send": of_meeting(window_start="2026-03-16", window_end="2026-03-27", why="Ingen kan då."),
    "meeting.keep": of_meeting(asked="Ingen kan då."),
    "meeting.call_off": of_meeting(),
    "meeting.call_off.send": of_meeting(call_off_why="Ingen kan då."),
    "meeting.reword": of_meeting(),
    "meeting.reword.send": of_meeting(purpose="Ett annat syfte.", who_decides="Enhetschef"),
    "meeting.take_back": of_meeting(),
    "meeting.take_back.send": of_meeting(),
    "triage.save": sorted_,
    "triage.ask": sorted_,
    "triage.show": of_report,
    "issue.open": of_report,
    "issue.save": gathered,
    "issue.show": lambda _, theirs: [{"issue": theirs.issue}],
    "issue.correct": lambda own, theirs: corrected(own, theirs)[:2],
    "issue.correct.save": corrected,
    "decisions.save": decided,
    "digests.keep": lambda _, theirs: [
        {"kind": "lsg", "way": str(next(iter(EditionWay))), "group": theirs.group},
    ],
    "spindel.send": lambda _, theirs: [{"measurement": theirs.spindel, **{f"a{n}": "3" for n in range(1, 10)}}],
    "mine.show": lambda _, theirs: [{"report": theirs.report}, {"meeting": theirs.meeting}],
}
DRAWN_AGAIN = {"meeting.back"}  # one goes back to the first card, whatever stood on the second
NAMES_NO_ROW = {
    "report.open",
    "report.apart",
    "meeting.cancel",
    "inbox.list",
    "mine.list",
    "mine.page",
    "wishes.keep",
    "language.keep",
    "help",
}


@pytest.mark.parametrize("verb", sorted(CASES))
async def test_a_button_reaches_nothing_of_another_forbund(sqlite_url: str, verb: str) -> None:
    async with talking(sqlite_url) as talk:
        own, theirs = await both(talk.house)
        karin = coordinator(talk)
        await karin.write("hjälp")
        before = await everything(talk.house.database)
        for carried in CASES[verb](own, theirs):
            answer = await karin.submit(do=verb, submit_id=KEY, **carried)
            shown = json.dumps(answer, ensure_ascii=False)
            # Words alone, or the form once more with what is wrong on top of it.
            assert isinstance(answer, str) or '"attention"' in shown or verb in DRAWN_AGAIN, carried
            assert not any(word in shown for word in ("Nyköping", "Grannen", "Nils")), carried
            assert await everything(talk.house.database) == before, carried
