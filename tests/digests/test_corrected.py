"""An outcome that was corrected is told to those whose papers told the other one, and on the papers of the right group."""

from datetime import date
from typing import Any

import pytest

from backend.database import AsyncSession, Database
from digests.editions.questions import corrected
from digests.figures.questions import read_agenda, read_lifted
from digests.periods import Period
from digests.say import Voice
from models import Edition, LiftCorrection
from models.enums import EditionKind, EditionStatus, GroupKind, LiftOutcome
from tests.digests.builders import at, make_forbund, make_group, make_issue, make_lift

PERIOD = Period(date(2026, 7, 1), date(2026, 9, 30))
BEFORE, AFTER = Period(date(2026, 4, 1), date(2026, 6, 30)), Period(date(2026, 10, 1), date(2026, 12, 31))
RECORDED = at("2026-06-20")


async def paper(session: AsyncSession, group: int, kind: EditionKind = EditionKind.LSG) -> None:
    """A paper that was made on 25 June."""
    june = at("2026-06-25")
    kept: dict[str, Any] = {"made_at": june, "pdf": b"%PDF", "content_hash": "x", "title": "LSG", "html": "-", "text": "-"}
    days: dict[str, Any] = {"period_start": date(2026, 4, 1), "period_end": june.date(), "period": "q2"}
    times = dict.fromkeys(("due_at", "claimed_until", "as_of"), june)
    whose: dict[str, Any] = {"kind": kind, "group_id": group, "status": EditionStatus.KLAR, "figures": {}}
    session.add(Edition(**{**whose, **kept, **days, **times}))


async def question(session: AsyncSession, group: int, title: str = "told", **other: Any) -> int:
    issue = other.pop("issue", None) or await make_issue(session, title, at("2026-01-10"))
    made = {"outcome": LiftOutcome.BESLUTAD, "decided_at": RECORDED, "decision": "Nu rätt.", **other}
    return await make_lift(session, issue, group, at("2026-06-01"), **made)


def correction(lift: int, outcome: LiftOutcome = LiftOutcome.UPPSKJUTEN, **other: Any) -> LiftCorrection:
    was: dict[str, Any] = {"outcome": outcome, "decided_at": RECORDED, "because": "Fel val.", **other}
    return LiftCorrection(lift_id=lift, corrected_at=at("2026-07-03"), **was)


async def test_what_a_paper_told_and_was_corrected_stands_on_the_next_as_a_correction_and_once(
    sqlite: Database, voice: Voice
) -> None:
    forbund = await make_forbund(sqlite)
    async with sqlite.begin(forbund) as session:
        group = await make_group(session, "tranas", "LSG Tranås")
        session.add(correction(await question(session, group)))
        untold = await question(session, group, "untold", decided_at=at("2026-06-26"))
        session.add(correction(untold, decided_at=at("2026-06-26")))
        await paper(session, group)
    async with sqlite.read(forbund) as session:
        earlier = (await read_agenda(session, group, PERIOD)).earlier
        later = await read_agenda(session, group, AFTER)
        before = await read_agenda(session, group, BEFORE)

    assert [question.title for question in earlier] == ["told"]
    assert corrected(voice, earlier[0]) == (
        "Rättat 3 juli 2026: ett tidigare underlag sade uppskjuten 20 juni 2026. Skäl: Fel val",
    )
    assert later.earlier == ()
    assert [(question.decision, question.corrected) for question in before.earlier] == [("Nu rätt.", None)] * 2


@pytest.mark.parametrize("kind", [EditionKind.LSG, EditionKind.STYRELSE, EditionKind.AR, EditionKind.BEREDNINGSGRUPP])
async def test_a_paper_of_others_told_this_group_nothing_and_the_boards_told_its_own_readers(
    sqlite: Database, kind: EditionKind
) -> None:
    forbund = await make_forbund(sqlite)
    async with sqlite.begin(forbund) as session:
        group, other = await make_group(session, "tranas", "LSG Tranås"), await make_group(session, "eksjo", "LSG Eksjö")
        session.add(correction(await question(session, group)))
        await paper(session, other, kind)
    async with sqlite.read(forbund) as session:
        own = (await read_agenda(session, group, PERIOD)).earlier
        lifted = await read_lifted(session, PERIOD)

    assert own == ()
    assert [question.title for question in lifted] == ([] if kind is EditionKind.LSG else ["told"])


async def test_an_outcome_of_another_group_stands_on_the_right_groups_next_paper_and_the_boards(
    sqlite: Database, voice: Voice
) -> None:
    forbund = await make_forbund(sqlite)
    async with sqlite.begin(forbund) as session:
        wrong, right = await make_group(session, "tranas", "LSG Tranås"), await make_group(session, "eksjo", "LSG Eksjö")
        board = await make_group(session, "styrelsen", "Styrelsen", kind=GroupKind.STYRELSE)
        issue = await make_issue(session, "moved", at("2026-01-10"))
        was = await question(session, wrong, issue=issue, outcome=LiftOutcome.VANTAR, decided_at=None, decision="")
        now = await question(session, right, issue=issue)
        session.add(correction(was, LiftOutcome.BESLUTAD, moved_to_id=now))
        for group in (wrong, right):
            await paper(session, group)
        await paper(session, board, EditionKind.STYRELSE)
    async with sqlite.read(forbund) as session:
        [moved] = (await read_agenda(session, right, PERIOD)).earlier
        [waiting] = (await read_agenda(session, wrong, PERIOD)).waiting
        lifted = await read_lifted(session, PERIOD)
        later = await read_agenda(session, right, AFTER)

    here = "Rättat 3 juli 2026: det hade skrivits in hos LSG Tranås. Skäl: Fel val"
    there = "Rättat 3 juli 2026: ett tidigare underlag sade beslutad 20 juni 2026. Skäl: Fel val"
    assert (moved.decision, corrected(voice, moved)) == ("Nu rätt.", (here,))
    assert corrected(voice, waiting) == (there,)
    assert {question.group: corrected(voice, question) for question in lifted} == {"LSG Tranås": (there,), "LSG Eksjö": (here,)}
    assert later.earlier == ()


async def test_of_other_words_the_old_ones_are_told_nowhere(sqlite: Database, voice: Voice) -> None:
    forbund = await make_forbund(sqlite)
    async with sqlite.begin(forbund) as session:
        group = await make_group(session, "tranas", "LSG Tranås")
        session.add(correction(await question(session, group), LiftOutcome.BESLUTAD))
        await paper(session, group)
    async with sqlite.read(forbund) as session:
        [told] = (await read_agenda(session, group, PERIOD)).earlier
    assert corrected(voice, told) == ("Rättat 3 juli 2026: det stod med andra ord i ett tidigare underlag. Skäl: Fel val",)
