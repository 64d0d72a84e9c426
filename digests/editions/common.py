"""What several kinds of editions have in common: the title before a meeting, the third number, and the small print."""

from datetime import date

from digests.document import Number
from digests.editions.sentences import Span
from digests.figures.counts import Answers
from digests.say import Voice


def meeting_title(voice: Voice, group: str, meets_on: date | None) -> str:
    """Return the title of an edition that is made before a group's meeting."""
    return voice.t("lsg.title_meeting", group=group, day=voice.day(meets_on)) if meets_on else voice.t("lsg.title", group=group)


def answers_number(voice: Voice, answers: Answers, before: Answers, span: Span) -> Number:
    """Return the third number: answers in time of those that were due, with those that were late or are missing still."""
    told = [] if answers.due else [voice.t(f"answered.nothing_due.{span}")]
    if answers.late:
        told.append(voice.counted("answered.late", answers.late))
    if answers.unanswered:
        told.append(voice.counted("answered.missing", answers.unanswered))
    if before.due:
        told.append(voice.t(f"answered.before.{span}", answers=share(voice, before)))
    return Number(share(voice, answers), voice.t("answered.label"), " ".join(told))


def share(voice: Voice, answers: Answers) -> str:
    """Return how many answers came in time of how many were due; a dash when none was."""
    if not answers.due:
        return "–"
    return voice.t("share", part=voice.whole(answers.in_time), whole=voice.whole(answers.due))


def notes(voice: Voice, last_day: date, internal: int) -> tuple[str, ...]:
    """Return the small print: what is counted, and until when."""
    inside = [voice.counted("internal", internal)] if internal else []
    return (
        voice.t("note.counted"),
        voice.t("note.answers"),
        *inside,
        *_own_names(voice),
        voice.t("note.until", day=voice.day(last_day), version=voice.taxonomy.version),
    )


def _own_names(voice: Voice) -> tuple[str, ...]:
    """Return what own names of categories are called elsewhere, and what isn't offered here: readers compare with others."""
    taxonomy = voice.taxonomy
    names = ", ".join(voice.t("note.own_name", own=own, name=name) for own, name in taxonomy.own_names(voice.locale))
    hidden = ", ".join(voice.category(code) for code in taxonomy.hidden)
    return (
        *([voice.t("note.own_names", names=names)] if names else []),
        *([voice.t("note.hidden", names=hidden)] if hidden else []),
    )
