"""What a group decided at its last meeting: a choice and a line of words for each fråga that stood on its paper."""

from collections.abc import Collection, Sequence

from backend.issues.held import Asked, Held
from backend.times import local_date
from bot.cards.elements import (
    Card,
    Element,
    box,
    card,
    choices,
    cut,
    line,
    one_offered,
    open_url,
    plain,
    run,
    runs,
    submit,
    text,
    text_input,
    title,
)
from bot.cards.marked import Typed, marked
from bot.words import Words

MOST_ASKED = 3
MOST_BESIDE_FOUND = 2  # what the guard asks is an input too
MOST_ANSWERED = 5
SHOWN = 300
LONGEST_LINE = 500  # more is written on the page


def decisions_card(held: Held, state: Typed, words: Words) -> Card:
    """Return the card: the frågor that wait, some at a time, else what has been answered."""
    t = words.t
    day = words.day(local_date(held.starts_at))
    heading = t("card.decisions.title", group=held.group, day=day) if held.waiting else t("card.decisions.done")
    body: list[Element] = [title(heading)]
    if state.problems:
        body.append(box([text(problem) for problem in state.problems], "attention"))
    if state.found:
        body.append(marked(state.found, words, t("page.decisions.save")))
    page = open_url(t("card.open_page"), state.url)
    if not held.waiting:
        told = "page.decisions.done" if held.asks else "error.not_last_meeting"
        answered = [asked for asked in held.questions if asked.outcome][:MOST_ANSWERED]
        body += [
            text(t(told)),
            *(element for asked in answered for element in _answered(asked, words)),
            *_corrected_by(held, words),
        ]
        return card(body, [page], summary=heading, locale=words.locale)
    shown = held.waiting[: MOST_BESIDE_FOUND if state.found else MOST_ASKED]
    body.append(text(t("page.decisions.how")))
    offered = [(label, value) for value, label in held.choices(t)]
    for asked in shown:
        body.append(box(_question(asked, offered, state, words), "emphasis"))
    if left := len(held.waiting) - len(shown):
        body.append(text(t("card.decisions.more", count=left), subtle=True))
    body += _corrected_by(held, words)
    inputs = {f"{name}-{asked.lift_id}" for asked in shown for name in ("outcome", "decision")}
    hidden = {name: value for name, value in state.values.items() if value and name not in inputs}
    data = {"submit_id": state.key, "meeting": held.id, **hidden, **state.found.carried}
    return card(
        body,
        [submit(t("page.decisions.save"), "decisions.save", data, style="positive"), page],
        summary=heading,
        locale=words.locale,
    )


def decided_card(held: Held, lifts: Collection[int], heading: str, url: str, words: Words) -> Card:
    """Return what the convener has told of some of the frågor, for those who go on from there; `url` opens them all."""
    body = [title(heading), text(words.t("decided.what"))]
    for asked in held.among(lifts)[:MOST_ANSWERED]:
        body += _answered(asked, words)
    return card(body, [open_url(words.t("decided.press"), url)], summary=heading, locale=words.locale)


def _question(asked: Asked, offered: Sequence[tuple[str, str]], state: Typed, words: Words) -> list[Element]:
    t, outcome, decision = words.t, f"outcome-{asked.lift_id}", f"decision-{asked.lift_id}"
    owner = [line(t("page.issue.owner"), t(f"party.{asked.owner}.long"))] if asked.owner else []
    return [
        _heading(asked),
        plain(cut(asked.question, SHOWN)),
        *owner,
        choices(
            outcome,
            t("page.decisions.outcome"),
            offered,
            value=one_offered(offered, state.values.get(outcome, "")),
            placeholder=t("page.decisions.not_now"),
        ),
        text_input(
            decision,
            t("page.decisions.words"),
            value=state.values.get(decision, ""),
            placeholder=t("card.decisions.placeholder"),
            limit=LONGEST_LINE,
        ),
    ]


def _answered(asked: Asked, words: Words) -> list[Element]:
    said = [plain(cut(asked.decision, SHOWN))] if asked.decision else []
    return [_heading(asked), text(asked.stands(words.t)), *said]


def _corrected_by(held: Held, words: Words) -> list[Element]:
    """Return whom to ask to correct what has been answered; nothing where that is the card's reader, or nothing has been."""
    who = ", ".join(each.told for each in held.corrected_by)
    return [plain(words.t("page.decisions.mend", who=who))] if who else []


def _heading(asked: Asked) -> Element:
    return runs(run(f"{asked.title} ({asked.number})", weight="Bolder"))
