"""Whatever a form names that is another förbund's is refused in plain words and changes nothing, at every address."""

from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest

from backend.database import stored_id
from backend.settings import Settings
from backend.spindel.aspects import FIELDS
from backend.web.issues import STEPS
from backend.web.meetings import FORMS
from digests.correction_pages import add_correction_routes
from digests.delivery_pages import add_delivery_routes
from digests.drafts.pages import add_draft_routes
from digests.wish_pages import add_wish_routes
from models import ForbundDomain
from models.enums import EditionWay, PartyCode
from tests.backend.web.conftest import Site, site_of
from tests.backend.web.reporter import Reporter, know_domain
from tests.house import small_house
from tests.neighbour import Rows, both, everything

KEY = "f" * 32
GATHER = {"issue": "ny", "title": "Närvaro", "paverkbar": "lokalt"}
SORT = {
    "category": "KONTAKT", "secondary": "ingen", "status": "sorterad", "slag": "brist", "recurring": "ingen",
    "paverkbar": "ingen", "niva": "ingen", "internal": "nej", "parties": "FK", "answer": "Tack.", "said": "answer",
}  # fmt: skip


@dataclass(frozen=True)
class Forged:
    """A form by a link of one's own to `subject` with what is sent; without a kind it is sent by one who is signed in."""

    form: Mapping[str, Any]
    kind: str = ""
    subject: int = 0
    below: str = ""
    drawn: tuple[str, ...] = field(default=())


def sorting(**changes: str) -> dict[str, str]:
    values = {**SORT, "kommun": "1", **changes}
    return {**values, **{f"{name}_seen": value for name, value in {**SORT, "kommun": "1"}.items()}}


def report(own: Rows, theirs: Rows) -> list[Forged]:
    return [
        Forged(sorting(), "report", theirs.report),
        Forged(sorting(kommun=str(theirs.kommun)), "report", own.report),
    ]


def report_issue(own: Rows, theirs: Rows) -> list[Forged]:
    return [
        Forged(GATHER, "report", theirs.report, "/fraga"),
        Forged({**GATHER, "issue": str(theirs.issue)}, "report", own.report, "/fraga"),
    ]


def inbox(own: Rows, theirs: Rows) -> list[Forged]:
    return [
        Forged({**GATHER, "reports": str(theirs.report)}, "inbox"),
        Forged({**GATHER, "reports": [str(own.report), str(theirs.report)]}, "inbox"),
        Forged({**GATHER, "reports": str(own.report), "issue": str(theirs.issue)}, "inbox"),
    ]


def issue(own: Rows, theirs: Rows) -> list[Forged]:
    """Each step of the page with what it takes; a new field has to be put here."""
    entered = {
        "group": str(own.group), "question": "Ska vi?", "owner": "FK", "outcome": "beslutad", "decision": "Ja.",
        "what": "Ny mall", "by": "FK", "due": "2026-06-01", "effect": "Bra.", "answer": "Löst.", "end": "har",
        "title": "Rubrik", "right": "uppskjuten", "words": "", "because": "Fel val.", "of": "",
    }  # fmt: skip

    def step(do: str, row: int = 0, **other: str) -> dict[str, str]:
        values = {name: {**entered, **other}[name] for name in STEPS[do].fields}
        of_row = {f"{name}-{row}" if row else name: value for name, value in values.items()}
        return {"do": do, "row": str(row) if row else "", **of_row}

    rows = {"decide": own.lift, "correct": own.lift, "finish": own.action, "take_out": own.gathered}
    whole = [step(do, rows.get(do, 0)) for do in STEPS]
    foreign = {"decide": theirs.lift, "correct": theirs.lift, "finish": theirs.action, "take_out": theirs.gathered}
    inside = [
        step("lift", group=str(theirs.group)),
        step("correct", own.lift, of=str(theirs.lift)),
        *(step(do, row) for do, row in foreign.items()),
    ]
    return [Forged(form, "issue", theirs.issue) for form in whole] + [Forged(form, "issue", own.issue) for form in inside]


def decisions(own: Rows, theirs: Rows) -> list[Forged]:
    def said(lift: int) -> dict[str, str]:
        return {f"outcome-{lift}": "beslutad", f"decision-{lift}": "Vi provar."}

    return [
        Forged(said(theirs.lift), "decisions", theirs.group_meeting),
        Forged(said(theirs.lift), "decisions", own.group_meeting),
        Forged({**said(own.lift), **said(theirs.lift)}, "decisions", own.group_meeting),
    ]


def pattern(own: Rows, theirs: Rows) -> list[Forged]:
    return [
        Forged({**GATHER, "reports": str(theirs.report)}, "pattern", theirs.pattern),
        Forged({**GATHER, "reports": str(theirs.report)}, "pattern", own.pattern),
        Forged({**GATHER, "reports": str(own.report), "issue": str(theirs.issue)}, "pattern", own.pattern),
    ]


def meeting(_own: Rows, theirs: Rows) -> list[Forged]:
    """Each form of the page with what it takes; a new field has to be put here."""
    entered = {
        "date": "2026-03-18", "time": "10:00", "minutes": "60", "place": "Teams", "confirmed": "", "seen": "0", "answer": "held",
        "why": "", "asked": "Nej.", "call_off_why": "Ingen kan.", "purpose": "Ett annat syfte.", "who_decides": "Enhetschef",
        "window_start": "2026-03-18", "window_end": "2026-03-20",
    }  # fmt: skip
    forms = [{"do": do, **{name: entered[name] for name in names}} for do, (names, _) in FORMS.items()]
    return [Forged(form, "meeting", theirs.meeting) for form in forms]


def sample(own: Rows, theirs: Rows) -> list[Forged]:
    return [
        Forged({"report": str(theirs.gathered), "category": "NARVARO"}, "sample", theirs.sample),
        Forged({"report": str(theirs.gathered), "category": "NARVARO"}, "sample", own.sample),
    ]


def draft(_own: Rows, theirs: Rows) -> list[Forged]:
    return [Forged({"story": "", "revision": "0", "do": "approve"}, "draft", theirs.draft)]


def spindel(_own: Rows, theirs: Rows) -> list[Forged]:
    return [Forged(dict.fromkeys(FIELDS.values(), "3"), "spindel", theirs.spindel)]


Cases = Callable[[Rows, Rows], list[Forged]]
# What each address that takes a form is sent. A new address has to be put here; "" says that its form names no row.
BY_LINK: dict[str, Cases] = {
    "/rapport/{token}": report,
    "/rapport/{token}/svar": lambda _, theirs: [Forged({"reply": "Hej."}, "report", theirs.report, "/svar")],
    "/rapport/{token}/fraga": report_issue,
    "/rapport/{token}/samma": lambda _, theirs: [
        Forged({"same": "SB-2026-0001", "nearby": ""}, "report", theirs.report, "/samma")
    ],
    "/rapport/{token}/isar": lambda _, theirs: [Forged({}, "report", theirs.report, "/isar")],
    "/inkorg/{token}": inbox,
    "/fraga/{token}": issue,
    "/beslut/{token}": decisions,
    "/monster/{token}": pattern,
    "/monster/{token}/en-handelse": lambda own, theirs: [
        Forged({}, "pattern", theirs.pattern, "/en-handelse"),
        Forged({}, "pattern", own.pattern, "/en-handelse"),
    ],
    "/monster/{token}/nej": lambda _, theirs: [Forged({}, "pattern", theirs.pattern, "/nej")],
    "/mote/{token}": meeting,
    "/andra-lasaren/{token}": sample,
    "/spindeln/{token}": spindel,
    "/inkorg/{token}/spindeln": lambda _, theirs: [
        Forged({"group": str(theirs.group), "closes": ""}, "inbox", below="/spindeln")
    ],
    "/utkast/{token}": draft,
    "/utskick/{token}": lambda _, theirs: [Forged({"way": str(next(iter(EditionWay)))}, "wish", theirs.edition)],
    "/utkast/{token}/oppna": lambda _, theirs: [Forged({}, "draft", theirs.draft, "/oppna")],
}
SIGNED_IN = {
    "/rapportera/skicka",
    r"/mina/{id:\d+}/andra",
    r"/mina/{id:\d+}/lagg-till",
    r"/mina/{id:\d+}/ta-tillbaka",
    r"/mina/underlag/{edition:\d+}/ratta",
    r"/mina/underlag/{edition:\d+}/leverans",
    "/logga-in/{token}",
}
NAMES_NO_ROW = {"/rapportera", "/rapportera/lank", "/mina/meddelanden", "/logga-ut", "/inkorg/{token}/veckan"}
BOT = {"/api/messages"}  # each of its buttons: tests/bot/test_forged.py


@pytest.mark.parametrize("address", sorted(BY_LINK))
async def test_a_link_of_ones_own_reaches_nothing_of_another_forbund(sqlite_url: str, settings: Any, address: str) -> None:
    pages = add_draft_routes, add_wish_routes
    async with small_house(sqlite_url) as house, site_of(house, settings, *pages) as site:
        own, theirs = await both(house)
        before = await everything(house.database)
        for forged in BY_LINK[address](own, theirs):
            path = site.path(forged.kind, forged.subject, stored_id(house.coordinator)) + forged.below
            status, where, page = await site.send(path, {"key": KEY, **forged.form})
            assert (status in (400, 403, 404, 422), where) == (True, ""), (forged, status)
            assert "<h1" in page
            assert await everything(house.database) == before, forged


@pytest.fixture
async def papers(sqlite_url: str, settings: Settings) -> AsyncIterator[Site]:
    """The pages, with those on which a paper is corrected and sent once more."""
    async with small_house(sqlite_url) as house, site_of(house, settings, add_correction_routes, add_delivery_routes) as site:
        yield site


async def test_one_who_is_signed_in_reaches_nothing_of_another_forbund(papers: Site) -> None:
    site = papers
    own, theirs = await both(site.house)
    await know_domain(site)
    anna = Reporter(site)
    await anna.sign_in()
    await anna.tell()
    await anna.send()
    mine = anna.path.removeprefix("/mina/").partition("?")[0]
    token = anna.hidden("token")
    await anna.tell()
    filled = {name: value for name, value in anna.filled() if name != "kommun"} | {"key": KEY}
    before = await everything(site.house.database)
    sent: list[tuple[str, dict[str, str]]] = [
        ("/rapportera/skicka", {**filled, "kommun": str(theirs.kommun)}),
        (f"/mina/{mine}/andra", {**filled, "kommun": str(theirs.kommun)}),
        (f"/mina/{theirs.report}/andra", {**filled, "kommun": str(own.kommun)}),
        (f"/mina/{theirs.report}/lagg-till", {"token": token, "key": KEY, "reply": "Hej."}),
        (f"/mina/{theirs.report}/ta-tillbaka", {"token": token, "key": KEY}),
        *(
            (f"/mina/underlag/{paper}/ratta", {"token": token, "key": KEY, "because": "Fel.", "seen": "", "do": do})
            for paper in (own.edition, theirs.edition)
            for do in ("look", "send")
        ),
        *(
            (f"/mina/underlag/{paper}/leverans", {"token": token, "key": KEY, "person": "1", "do": do})
            for paper in (own.edition, theirs.edition)
            for do in ("again", "stop")
        ),
    ]
    for path, form in sent:
        status, where, _ = await site.send(path, form)
        assert (status in (403, 404, 422), where) == (True, ""), path
        assert await everything(site.house.database) == before, path


async def test_a_link_to_sign_in_by_signs_in_to_no_forbund_that_does_not_know_the_domain(site: Site) -> None:
    await both(site.house)
    await know_domain(site)
    async with site.house.database.begin_for_every_forbund() as session:
        session.add(ForbundDomain(domain="grannen.example", forbund_id=2, party=PartyCode.KOMMUN))
    anna = Reporter(site)
    await anna.ask()
    [link] = await anna.links()
    page = await anna.post(link, {"forbund": "2"})
    assert ("går till Höglandet" in page, "Grannen" in page) == (True, False)
    person = await anna.person()
    assert person is not None and person.forbund_id == site.house.forbund_id
