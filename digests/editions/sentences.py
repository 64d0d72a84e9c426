"""What a rule may say of how figures have changed: each sentence is made from a comparison, and tells where its figures stand."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Literal

from digests.document import Sentence
from digests.figures.change import Changes, Comparison, Subject
from digests.figures.counts import Flow
from digests.say import Voice

Span = Literal["period", "quarter", "half", "year"]

MOST_CHANGES = 3
"""A lead tells so many; the note under the table names them all."""
LEAST_MORE_OPEN = 3
"""One or two more open at the end than at the beginning is a matter of which day it is."""
AS_LONG = 0.1
"""Periods whose lengths differ by a greater share are told with their days."""


def counted(voice: Voice, key: str, count: int, about: str = "") -> Sentence:
    """Return the text `<key>.none`, `.one` or `.many` as a sentence; `about` is the part of the edition that tells more."""
    return Sentence(voice.sentence(voice.counted(key, count)), about)


def changed_sentences(
    voice: Voice, changes: Changes, span: Span, about: Callable[[Comparison], str], more: Callable[[Comparison], str]
) -> list[Sentence]:
    """Return a sentence for each thing that has changed, the newest comparison first told, at most `MOST_CHANGES`.

    `about` gives the part of the edition where a comparison's figures stand, `more` what else to tell of it (may be empty).
    """
    first = {(comparison.subject, comparison.name): comparison for comparison in reversed(changes.changed)}
    told = [comparison for comparison in changes.changed if comparison in first.values()]
    return [
        Sentence(" ".join(filter(None, (_changed(voice, comparison, span), more(comparison)))), about(comparison))
        for comparison in told[:MOST_CHANGES]
    ]


def more_open(voice: Voice, flow: Flow, last_day: date, about: str) -> list[Sentence]:
    """Return how many more are open than when the quarter began, and why, when that is more than a matter of the day.

    Both numbers are told beside one another: nothing is called a change that no test has found to be one.
    """
    if flow.open - flow.carried < LEAST_MORE_OPEN:
        return []
    return [Sentence(" ".join([reckoned(voice, "lead.more_open", flow), *oldest_open(voice, flow, last_day)]), about)]


def reckoned(voice: Voice, key: str, flow: Flow) -> str:
    """Return the text `key` with how many were open before, came in, were closed, and are open."""
    told = {"open": flow.open, "carried": flow.carried, "new": flow.new, "closed": flow.closed}
    return voice.t(key, **{name: voice.whole(count) for name, count in told.items()})


def oldest_open(voice: Voice, flow: Flow, last_day: date) -> list[str]:
    """Return how old the oldest that is open was on the last day; nothing when none is."""
    return [voice.counted("open.oldest", (last_day - flow.oldest).days)] if flow.oldest else []


def verdict(voice: Voice, changes: Changes, span: Span, subjects: Iterable[Subject]) -> str:
    """Return whether the differences in a table of these subjects are more than chance, and which; "" when none is compared."""
    shown = [comparison for comparison in changes.compared if comparison.subject in subjects]
    named = [
        voice.t(f"change.named.{comparison.against}.{span}", what=_what(voice, comparison))
        for comparison in shown
        if comparison.changed
    ]
    if not shown:
        return ""
    return voice.t("change.some", named=", ".join(named)) if named else voice.t("change.usual")


def usual(voice: Voice, changes: Changes) -> list[str]:
    """Return that all events together are as many as usual, when they are compared and haven't changed."""
    together = [comparison for comparison in changes.compared if comparison.subject is Subject.ALL]
    return [voice.t("change.within")] if together and not any(comparison.changed for comparison in together) else []


def method(voice: Voice, changes: Changes) -> list[str]:
    """Return the small print on how it is judged and how many were compared; nothing when nothing is."""
    if not changes.compared:
        return []
    return [voice.t("note.change", compared=voice.whole(len(changes.compared)), tested=voice.whole(changes.tested))]


def _changed(voice: Voice, comparison: Comparison, span: Span) -> str:
    longer, shorter = max(comparison.days, comparison.days_before), min(comparison.days, comparison.days_before)
    alike = longer <= shorter * (1 + AS_LONG)

    def told(count: int, days: int) -> str:
        return voice.whole(count) if alike else voice.t("change.in_days", n=voice.whole(count), days=voice.whole(days))

    return voice.t(
        "change.rose" if comparison.rose else "change.fell",
        what=_what(voice, comparison),
        before=told(comparison.before, comparison.days_before),
        now=told(comparison.now, comparison.days),
        since=voice.t(f"change.since.{comparison.against}.{span}"),
    )


def _what(voice: Voice, comparison: Comparison) -> str:
    if comparison.subject is Subject.CATEGORY:
        return voice.category(comparison.name)
    if comparison.subject is Subject.KOMMUN:
        return voice.t("change.what.kommun", name=comparison.name)
    return voice.t("change.what.all")
