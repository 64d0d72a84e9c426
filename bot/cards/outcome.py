"""Correcting what stands of a group's outcome: another choice, other words, or another group, and why."""

from backend.issues.correct import LONGEST_BECAUSE, RIGHTS
from backend.issues.hold import LONGEST_WORDS
from backend.issues.views import IssueView, LiftView
from bot.cards.elements import Card, box, choices, cut, form, one_offered, open_url, plain, submit, text, text_input, title
from bot.cards.marked import Typed, marked
from bot.words import Words

SHOWN = 300


def outcome_card(issue: IssueView, lift: LiftView, state: Typed, words: Words) -> Card:
    """Return the card, filled in with what stands; `state.url` is the page of the fråga, where the same can be done."""
    t = words.t
    heading = t("card.issue.correct.title", group=lift.group, number=issue.number)
    values = state.values or {"outcome": lift.chosen, "decision": lift.decision}
    body = [title(heading), plain(cut(lift.question, SHOWN))]
    if state.problems:
        body.append(box([text(problem) for problem in state.problems], "attention"))
    if state.found:
        body.append(marked(state.found, words, t("page.issue.correct.save")))
    others = issue.may_mean(lift)
    offered = [(label, value) for value, label in lift.choices(t, RIGHTS, others)]
    body.append(choices("outcome", t("page.issue.outcome"), offered, value=one_offered(offered, values.get("outcome", ""))))
    if others:
        groups = [(lift.group, str(lift.id)), *((other.group, str(other.id)) for other in others)]
        body.append(choices("of", t("page.issue.correct.group"), groups, value=values.get("of") or str(lift.id)))
    body += [
        text_input("decision", t("page.issue.decision"), value=values.get("decision", ""), multiline=True, limit=LONGEST_WORDS),
        text_input("because", t("page.issue.correct.because"), value=values.get("because", ""), limit=LONGEST_BECAUSE),
        text(f"{t('page.issue.correct.hint')} {t(f'page.issue.correct.{lift.on_paper}')}", subtle=True),
    ]
    data = {"submit_id": state.key, "issue": issue.id, "lift": lift.id, **state.found.carried}
    actions = [
        submit(t("page.issue.correct.save"), "issue.correct.save", data, style="positive"),
        submit(t("card.cancel"), "issue.show", {"issue": issue.id}, with_inputs=False),
        open_url(t("card.issue.open_page"), state.url),
    ]
    return form(body, actions, summary=heading, locale=words.locale)
