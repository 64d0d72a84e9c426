"""Made-up figures, and the documents that tell them: what the tests of words and forms share."""

from dataclasses import replace
from datetime import date

from digests.document import Document, Section
from digests.editions.lsg import lsg_document
from digests.editions.room import ROOMS, Room
from digests.editions.styrelse import styrelse_document
from digests.figures.categories import CategoryRow
from digests.figures.change import Changes
from digests.figures.consequences import UNSAID
from digests.figures.counts import Answers, Flow
from digests.figures.gathered import Gathered, Since
from digests.figures.lsg import LsgFigures, Reach
from digests.figures.national import Matter
from digests.figures.pairs import Pair
from digests.figures.questions import Agenda, Question, ToldAction
from digests.figures.shown import Place, Shown
from digests.figures.solved import Solved
from digests.figures.styrelse import KommunRow, Population, QuarterCount, Spread, StyrelseFigures
from digests.figures.taken_up import TakenUp
from digests.figures.themes import Theme
from digests.periods import Period
from digests.say import Voice
from models.enums import IssueStatus, LiftOutcome, PartyCode, Paverkbar

SENDER = "Höglandets samordningsförbund"
QUESTION = Question(
    number="FR-2026-0007",
    title="FK:s närvaro vid förmöten",
    question="Kan gruppen komma överens om när FK kallas?",
    owner=PartyCode.FK,
    paverkbar=Paverkbar.LOKALT,
    group_id=1,
    group="LSG Tranås",
    kommun="Tranås",
    lifted_on=date(2026, 8, 20),
    postponed_on=None,
    reports=Gathered(brister=3, successes=1),
    outcome=LiftOutcome.VANTAR,
    decided_on=None,
    decision="",
    actions=(),
)
BEYOND = replace(
    QUESTION,
    number="FR-2026-0008",
    title="Sekretess mellan region och stat",
    paverkbar=Paverkbar.NATIONELLT,
    owner=None,
    reports=Gathered(),
)
DECIDED = replace(
    QUESTION,
    number="FR-2026-0003",
    title="Intyg som kommer sent",
    outcome=LiftOutcome.BESLUTAD,
    decided_on=date(2026, 7, 3),
    decision="Vårdcentralen utser en kontakt för intyg.",
    actions=(
        ToldAction("Kontakt utsedd", PartyCode.VARD, date(2026, 8, 1), date(2026, 7, 20), "Svar inom en vecka."),
        ToldAction("Rutin skriven", PartyCode.KOMMUN, date(2026, 12, 1), None, ""),
        ToldAction("Lathund spridd", PartyCode.AF, date(2026, 9, 1), None, ""),
    ),
    since=Since(date(2026, 7, 20), Gathered()),
)
NOTHING = LsgFigures(
    period=Period(date(2026, 7, 1), date(2026, 9, 30)),
    previous=Period(date(2026, 4, 1), date(2026, 6, 30)),
    started=date(2026, 1, 2),
    flow=Flow(),
    new_before=0,
    new_year_before=0,
    answers=Answers(),
    answers_before=Answers(),
    categories=(),
    successes=0,
    successes_before=0,
    internal=0,
    reach=Reach(0, 0, 0, 0),
    pairs=(),
    changes=Changes(),
    agenda=Agenda((), ()),
    taken_up=TakenUp(),
)
LSG = replace(
    NOTHING,
    flow=Flow(carried=3, new=7, closed=5, open=5, overdue=2, oldest=date(2026, 3, 4)),
    new_before=4,
    answers=Answers(9, 6, 2),
    answers_before=Answers(4, 4),
    categories=(
        CategoryRow("OVERLAMNING", 2, 1, 0, judged=2, local=1),
        CategoryRow("NARVARO", 4, 2, 2, judged=3, local=2),
        CategoryRow("RESURSER", 1, 1, 0, judged=1, local=1),
    ),
    successes=2,
    successes_before=1,
    internal=1,
    reach=Reach(4, 1, 1, 1),
    pairs=(Pair(PartyCode.KOMMUN, PartyCode.FK, 5), Pair(PartyCode.KOMMUN, PartyCode.VARD, 2), Pair(None, None, 1)),
    agenda=Agenda((QUESTION, BEYOND), (DECIDED,)),
    taken_up=TakenUp(meetings=1, whole=0, questions=2, answered=1),
)


def kommun_row(name: str, inhabitants: int | None, new: int, previous: int, year_before: int) -> KommunRow:
    """Return a kommun where one event was closed, and all but one answered in time."""
    flow = Flow(carried=2, new=new, closed=1, open=new + 1)
    return KommunRow(name, inhabitants, new, previous, year_before, 1, flow, Answers(new, max(new - 1, 0)))


ROWS = (kommun_row("Aneby", 3_700, 0, 1, 0), kommun_row("Nässjö", 17_800, 11, 6, 9), kommun_row("Tranås", 10_600, 7, 4, 5))
STYRELSE = StyrelseFigures(
    year=2026,
    number=3,
    period=Period(date(2026, 7, 1), date(2026, 9, 30)),
    started=date(2025, 7, 2),
    rows=ROWS,
    total=KommunRow("", 32_100, 18, 11, 14, 3, Flow(carried=6, new=18, closed=3, open=21, overdue=1), Answers(18, 16)),
    populations=(Population(2025, "SCB, folkmängd efter ålder"),),
    categories=(),
    changes=Changes(),
    internal=0,
    answers_before=Answers(10, 9),
    themes=(
        Theme("NARVARO", 9, 2),
        Theme("SEKRETESS", 5, 2),
        Theme("RESURSER", 3, 1, "Nässjö"),
        Theme("KONTAKT", 1, 1, "Tranås"),
    ),
    spread=(
        Spread("Nässjö", "NARVARO", 5),
        Spread("Nässjö", "SEKRETESS", 3),
        Spread("Nässjö", "RESURSER", 3),
        Spread("Tranås", "NARVARO", 4),
        Spread("Tranås", "SEKRETESS", 2),
        Spread("Tranås", "KONTAKT", 1),
    ),
    consequences=Shown(((Place(date(2026, 7, 1), date(2026, 9, 30), consequence=UNSAID), 18),)),
    clashes=(Theme("SEKRETESS", 5, 2),),
    national_elsewhere=1,
    national=(Matter("FR-2026-0008", "Sekretess mellan region och stat", None, IssueStatus.UPPLYST_VIDARE, Gathered(brister=5)),),
    trend=(
        QuarterCount(2025, 3, 14),
        QuarterCount(2025, 4, 9),
        QuarterCount(2026, 1, 12),
        QuarterCount(2026, 2, 11),
        QuarterCount(2026, 3, 18),
    ),
    agenda=Agenda((replace(QUESTION, group="Styrelsen"),), ()),
    lifted=(replace(BEYOND, group="Beredningsgruppen"), replace(QUESTION, group="Styrelsen"), DECIDED),
    lifts=2,
    taken_up=TakenUp(meetings=3, whole=2, questions=5, answered=4),
    solved=(
        Solved(
            "FR-2026-0003",
            "Intyg som kommer sent",
            "Tranås",
            date(2026, 7, 20),
            "Kontakt utsedd.",
            PartyCode.VARD,
            "Svar inom en vecka.",
        ),
        Solved("FR-2026-0002", "Kallelser utan syfte", None, date(2026, 8, 2), "Ny mall används.", None, ""),
    ),
)


def lead_of(document: Document) -> str:
    """Return the lead as one reads it."""
    return " ".join(sentence.text for sentence in document.lead)


def section(document: Document, key: str) -> Section:
    """Return a section of the first pages."""
    return next(section for section in document.sections if section.key == key)


def lsg(voice: Voice, figures: LsgFigures = LSG, room: Room = ROOMS[0]) -> Document:
    """Return the document of an LSG that meets on 9 October 2026."""
    return lsg_document(voice, figures, SENDER, "LSG Tranås", date(2026, 10, 9), room)


def styrelse(voice: Voice, figures: StyrelseFigures = STYRELSE, room: Room = ROOMS[0]) -> Document:
    """Return the board's document."""
    return styrelse_document(voice, figures, SENDER, "Styrelsen", room)
