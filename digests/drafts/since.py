"""What has changed in an edition since its draft was approved: its holders are asked to look, and the edition says so."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from backend.database import AsyncSession
from backend.i18n import Say
from digests.differences import BESIDE, NOTES, Difference, differences
from digests.document import DOCUMENT, Document
from digests.drafts.words import Words, draft_of
from digests.kind import Composed, Due
from models import Draft


def as_approved(composed: Composed) -> dict[str, Any]:
    """Return an edition without anybody's words, as a draft keeps what was approved."""
    kept: dict[str, Any] = DOCUMENT.dump_python(composed.own, mode="json")
    return kept


def approved_in(draft: Draft | None) -> Document | None:
    """Return the edition as it was when its draft was approved; None when nobody has."""
    return DOCUMENT.validate_python(draft.approved) if draft and draft.approved_at else None


def changed_since(approved: Document | None, now: Composed) -> Sequence[Difference]:
    """Return the figures and sentences that differ from what was approved; none when nothing was.

    A draft is compared with as many days of earlier periods as it has itself, its edition with all of them: so what was before
    its own period isn't compared (`Composed.own`).
    What stands below the numbers on top, such as how old the oldest is, changes with every day, and what an edition says last
    tells how it counts: neither is compared.
    """
    return [each for each in differences(approved, now.own) if each.part not in (NOTES, BESIDE)] if approved else []


def told_since(words: Words, changed: Sequence[Difference]) -> Words:
    """Return a person's words with the parts whose figures or sentences have changed since they stood behind them."""
    return replace(words, changed=tuple(dict.fromkeys(each.part for each in changed)))


def say_changed(say: Say, document: Document, words: Words, changed: Sequence[Difference]) -> list[str]:
    """Return what has changed since an approval, a figure first: one change and how many more, and which comments it concerns."""
    first = changed[0]
    where = first.where or say("paper.correction.first")
    told = [say("draft.changed", what=f"{where}: {first.before} → {first.now}")]
    if len(changed) > 1:
        told.append(say("draft.changed.more", number=len(changed) - 1))
    parts = {each.part for each in changed}
    sections = {each.key: each.heading for each in (*document.annex, *document.sections)}
    headings = [f"”{heading}”" for key, heading in sections.items() if key in parts and key in words.comments]
    return [*told, say("draft.outdated", headings=", ".join(headings))] if headings else told


async def words_since(session: AsyncSession, due: Due, words: Words | None, composed: Composed) -> Words | None:
    """Return what a person has said of an edition as it is told now, in the language in which its draft was read."""
    draft = await draft_of(session, due.kind, due.group_id, due.key)
    return words and told_since(words, changed_since(approved_in(draft), composed))
