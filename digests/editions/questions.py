"""How frågor and åtgärder are told, the same way in every edition."""

from collections.abc import Sequence
from datetime import date

from digests.document import Item, Section
from digests.figures.gathered import Gathered, Since
from digests.figures.questions import Agenda, Question, ToldAction
from digests.figures.taken_up import TakenUp
from digests.say import Voice
from models.enums import LiftOutcome

_STOOD = {
    LiftOutcome.BESLUTAD: "decided_on",
    LiftOutcome.LYFT_VIDARE: "sent_on",
    LiftOutcome.UPPSKJUTEN: "postponed_on",
}


def waiting_item(voice: Voice, question: Question) -> Item:
    """Return a fråga that waits for the group: what it is asked, who is proposed to take it on, and since when."""
    owner = voice.t("owner", party=voice.party(question.owner)) if question.owner else voice.t("owner.none")
    facts = [*corrected(voice, question), owner, voice.t("lifted_on", day=voice.day(question.lifted_on))]
    if question.came_from:
        facts.append(voice.t("came_from", groups=voice.listed(question.came_from)))
    if question.postponed_on:
        facts.append(voice.t("postponed_on", day=voice.day(question.postponed_on)))
    if question.reports:
        facts.append(gathered(voice, question.reports))
    return Item(heading(question.number, question.title), question.question, tuple(facts), asks=True)


def asked_afterwards(voice: Voice, meets_on: date | None, waiting: Sequence[object]) -> tuple[str, ...]:
    """Return how what is decided comes back from the meeting; nothing when none is planned, and when nothing waits."""
    return (voice.t("decide.afterwards"),) if meets_on and waiting else ()


def earlier_item(voice: Voice, question: Question, today: date) -> Item:
    """Return a fråga that the group has decided: what it decided, and what came of it."""
    told = [_ended(voice, question, question.decided_on)] if question.decided_on else []
    # next to the decision: a full page cuts from the end, and this is what questions it
    since = [came_since(voice, question.since)] if question.since else []
    facts = (*corrected(voice, question), *told, *since, *(action_line(voice, action, today) for action in question.actions))
    return Item(heading(question.number, question.title), question.decision or question.question, facts)


def earlier_sections(voice: Voice, agenda: Agenda, taken_up: TakenUp, last_day: date) -> list[Section]:
    """Return the part on what came of what a group had before it earlier; none when there is nothing to tell."""
    said = taken_up_at_meetings(voice, taken_up)
    items = tuple(earlier_item(voice, question, last_day) for question in agenda.earlier)
    return [Section("earlier", voice.t("earlier.heading"), said, items)] if said or items else []


def elsewhere_item(voice: Voice, question: Question) -> Item:
    """Return a fråga as seen from another group: where it lies, what was asked or decided, and how it stands."""
    if question.decided_on:
        state = _ended(voice, question, question.decided_on)
    elif question.postponed_on:
        state = voice.t("postponed_on", day=voice.day(question.postponed_on))
    else:
        state = voice.t("waits_since", day=voice.day(question.lifted_on))
    facts = [fact for fact in (question.kommun, question.group, state, *corrected(voice, question)) if fact]
    return Item(heading(question.number, question.title), question.decision or question.question, tuple(facts))


def _ended(voice: Voice, question: Question, day: date) -> str:
    """Return what a group made of a fråga, and when: it decided, or lifted it further, and to whom."""
    if question.outcome is not LiftOutcome.LYFT_VIDARE:
        return voice.t("decided_on", day=voice.day(day))
    key = "sent_on.to" if question.taker else "sent_on.nation"
    return voice.t(key, group=question.taker, day=voice.day(day))


def corrected(voice: Voice, question: Question) -> tuple[str, ...]:
    """Return that an outcome has been corrected and why: another was told, with other words, or it was another group's."""
    was = question.corrected
    if was is None or (was.recorded_with and question.outcome is LiftOutcome.VANTAR):
        return ()
    told = {"day": voice.day(was.on), "because": was.because.rstrip(". ")}
    if was.recorded_with:
        return (voice.t("corrected_group", group=was.recorded_with, **told),)
    if (was.outcome, was.decided_on) == (question.outcome, question.decided_on or question.postponed_on):
        return (voice.t("corrected_words", **told),)
    stood = voice.t(_STOOD[was.outcome], day=voice.day(was.decided_on))
    return (voice.t("corrected_on", stood=stood[:1].lower() + stood[1:], **told),)


def taken_up_at_meetings(voice: Voice, taken: TakenUp) -> tuple[str, ...]:
    """Return how many of the frågor on the group's last paper it took up; nothing when there were none."""
    if not taken.questions:
        return ()
    return (voice.part("taken_up.group", taken.answered, taken.questions),)


def taken_up_by_groups(voice: Voice, taken: TakenUp) -> tuple[str, ...]:
    """Return at how many of the local groups' meetings every fråga was taken up; nothing when no paper had any."""
    if not taken.meetings:
        return ()
    told = {"part": taken.whole, "whole": taken.meetings, "answered": taken.answered, "questions": taken.questions}
    return (voice.t("taken_up.groups", **{name: voice.whole(count) for name, count in told.items()}),)


def action_line(voice: Voice, action: ToldAction, today: date) -> str:
    """Return an åtgärd in one line: done, under way, or late on the day of the edition."""
    owner, what = voice.party(action.owner), action.what.rstrip(". ")
    if action.done_on:
        done = voice.t("action.done", what=what, owner=owner, day=voice.day(action.done_on))
        return f"{done} {action.effect}".strip()
    key = "action.late" if action.due < today else "action.under_way"
    return voice.t(key, what=what, owner=owner, day=voice.day(action.due))


def gathered(voice: Voice, reports: Gathered) -> str:
    """Return what a fråga gathers, by slag as the tables beside it count: `Samlar 6 brister och 1 framgångsfaktor`."""
    return voice.t("gathers", reports=_by_slag(voice, reports))


def came_since(voice: Voice, since: Since) -> str:
    """Return what a fråga has gathered since something was last done about it: `1 brist i frågan sedan 20 juli 2026`."""
    day = voice.day(since.day)
    if not since.reports:
        return voice.t("since.none", day=day)
    return voice.t("since.some", reports=_by_slag(voice, since.reports), day=day)


def _by_slag(voice: Voice, reports: Gathered) -> str:
    counts = (
        ("gathers.brist", reports.brister),
        ("gathers.behov", reports.behov),
        ("gathers.framgangsfaktor", reports.successes),
    )
    return voice.listed([voice.counted(key, n) for key, n in counts if n])


def heading(number: str, title: str) -> str:
    """Return a fråga by its title and its number."""
    return f"{title} ({number})"
