"""Spindeln in a card: nine questions in two parts, sent as one, so that nothing of an answer is kept on the way."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from backend.spindel.answer import Asking
from backend.spindel.aspects import ASPECTS, FEWEST, FIELDS, VALUES, WORDS
from backend.spindel.views import GroupState
from bot.cards.elements import Card, Element, box, buttons, card, choices, open_url, part, submit, swap, text, title
from bot.words import Words

FIRST, LAST = "first", "last"
MOST_GROUPS = 12
PARTS = {FIRST: ASPECTS[:5], LAST: ASPECTS[5:]}
"""A card shows six inputs at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """What stands in the card besides the questions: the page's address, what was chosen by field, and what is wrong.

    `before`: what was sent isn't counted, since its sender had answered already.
    """

    url: str
    before: bool = False
    values: Mapping[str, str] = field(default_factory=dict)
    problems: Mapping[str, str] = field(default_factory=dict)


def spindel_card(asking: Asking, state: Answered, words: Words) -> Card:
    """Return the card with the questions, or what there is to say to one who has nothing to answer."""
    t, day = words.t, words.day(asking.last_day)
    page = open_url(t("card.open_page"), state.url)
    if not asking.answers:
        answered = "before" if state.before else "thanks"
        heading = t(f"page.spindel.{answered}") if asking.answered else asking.group
        told = [t("error.spindel_closed")] if asking.closed else [t("spindel.last_day", day=day)]
        said = [t(f"spindel.{answered}")] if asking.answered else []
        later = [] if asking.closed else [t("page.spindel.later", fewest=FEWEST)]
        return card([title(heading), *map(text, [*said, *told, *later])], [page], summary=heading, locale=words.locale)
    heading = t("card.spindel.title", group=asking.group)
    wrong = [name for name in FIELDS.values() if name in state.problems]
    shown = LAST if wrong and wrong[0] in _fields(LAST) else FIRST
    body: list[Element] = [title(heading)]
    if state.problems:
        body.append(box([text(problem) for problem in _told(state.problems, words)], "attention"))
    body += [text(t("page.spindel.what")), text(f"{t('spindel.anonymous')} {t('spindel.last_day', day=day)}", subtle=True)]
    send = submit(t("page.spindel.send"), "spindel.send", {"measurement": asking.id}, style="positive")
    onward, back = swap(t("card.spindel.on"), FIRST, LAST), swap(t("card.spindel.back"), FIRST, LAST)
    once = text(t("spindel.once"), subtle=True)
    body.append(part(FIRST, [*_questions(FIRST, state, words), buttons([onward])], shown=shown == FIRST))
    body.append(part(LAST, [*_questions(LAST, state, words), once, buttons([send, back])], shown=shown == LAST))
    return card(body, [page], summary=heading, locale=words.locale)


def groups_card(groups: Sequence[GroupState], url: str, words: Words) -> Card:
    """Return where Spindeln stands in each of the groups; `url` is the page where it is started and its results are."""
    heading = words.t("page.spindel.groups")
    body = [title(heading)]
    for group in groups[:MOST_GROUPS]:
        body += [text(group.name, bold=True), text(_stands(group, words), subtle=True)]
    if len(groups) > MOST_GROUPS:
        body.append(text(words.t("card.spindel.more_groups", count=len(groups) - MOST_GROUPS), subtle=True))
    return card(body, [open_url(words.t("card.spindel.groups"), url)], summary=heading, locale=words.locale)


def _stands(group: GroupState, words: Words) -> str:
    t = words.t
    if group.running:
        so_far = t("page.spindel.so_far", answered=group.running.answered, asked=group.running.asked)
        return f"{so_far} {t('spindel.last_day', day=words.day(group.running.last_day))}"
    if group.measured:
        return t("card.spindel.measured", day=words.day(group.measured[0].last_day))
    return t("card.spindel.never" if group.may_start else "card.spindel.few", fewest=FEWEST)


def _fields(name: str) -> Sequence[str]:
    return [FIELDS[aspect] for aspect in PARTS[name]]


def _told(problems: Mapping[str, str], words: Words) -> list[str]:
    """Return what is wrong, each with the question that it is about."""
    places = {name: f"{aspect}. {words.t(f'spindel.aspect.{aspect}')}: " for aspect, name in FIELDS.items()}
    return [f"{places.get(name, '')}{problem}" for name, problem in problems.items()]


def _questions(name: str, state: Answered, words: Words) -> list[Element]:
    options = [(words.t(f"spindel.value.{WORDS[value]}"), WORDS[value]) for value in VALUES]
    questions = []
    for aspect in PARTS[name]:
        label = f"{aspect}. {words.t(f'spindel.aspect.{aspect}')}. {words.t(f'spindel.question.{aspect}')}"
        chosen = state.values.get(FIELDS[aspect], "")
        questions.append(choices(FIELDS[aspect], label, options, value=chosen, placeholder=words.t("card.spindel.choose")))
    return questions
