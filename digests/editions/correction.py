"""What stands at the head of a corrected version: what has changed, from what to what, and why."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import chain, repeat

from backend.i18n import SWEDISH
from backend.times import local_date
from digests.differences import Difference
from digests.document import Column, Document, Row, Section, Table, in_print
from digests.kind import Composed
from digests.own_words import own_words
from digests.say import Voice
from models import Edition

ON_TOP = (6, 5, 4, 2, 0)
"""So many changes stand at the head, in less and less room; all of them in the annex when there are more."""
LONGEST_FIGURE = 20
"""What is longer is no figure."""
CORRECTION = "correction"
"""The key of the section."""


def changed_table(voice: Voice, changed: Sequence[Difference]) -> Table:
    """Return what has changed, a row each; figures alone stand to the right, sentences don't."""
    numeric = all(len(told) <= LONGEST_FIGURE for each in changed for told in (each.before, each.now))
    columns = (
        Column(voice.t("correction.what"), numeric=False),
        Column(voice.t("correction.before"), numeric=numeric),
        Column(voice.t("correction.now"), numeric=numeric),
    )
    rows = (Row((each.where or voice.t("correction.first"), each.before, each.now)) for each in changed)
    return Table(voice.t("correction.caption"), columns, tuple(rows))


def made_on(version: Edition) -> date:
    """Return the day when a version was made."""
    return local_date(version.made_at or version.as_of)


def headed(composed: Composed, old: Edition, because: str, changed: Sequence[Difference], voice: Voice, today: date) -> Composed:
    """Return the edition with what has changed and why at its head; what was read in a draft was as it stood before `today`."""
    version = voice.t("correction.version", number=old.version + 1)
    sent = voice.day(made_on(old))
    days = {"day": sent, "today": voice.day(today)}
    read = composed.words.approved_on if composed.words else None
    replaces = voice.t("correction.since_read", read=voice.day(read), **days) if read else voice.t("correction.replaces", **days)
    told = (replaces, voice.t("correction.because", text=because))
    own = () if voice.locale == SWEDISH else own_words(because)

    def told_in(document: Document, most: int) -> Document:
        left = len(changed) - most
        head = Section(
            CORRECTION,
            version,
            told if changed else (*told, voice.t("correction.words_alone")),
            table=changed_table(voice, changed[:most]) if changed[:most] else None,
            note=voice.counted("correction.more" if most else "correction.all", left) if left > 0 else "",
        )
        whole = Section(CORRECTION, voice.t("annex.heading", heading=version), table=changed_table(voice, changed))
        return replace(
            document.marked(version),
            title=voice.t("correction.title", title=document.title),
            sections=(in_print(head), *document.sections),
            annex=(whole, *document.annex) if left > 0 else document.annex,
            swedish=(*own, *document.swedish),
        )

    rooms = zip(composed.drafts, chain(ON_TOP, repeat(ON_TOP[-1])), strict=False)
    return replace(composed, drafts=tuple(told_in(document, most) for document, most in rooms))


def without_correction(document: Document) -> Document:
    """Return what a version says of its days, without what it says of the version before it."""
    sections, annex = (
        tuple(section for section in some if section.key != CORRECTION) for some in (document.sections, document.annex)
    )
    return replace(document, sections=sections, annex=annex)
