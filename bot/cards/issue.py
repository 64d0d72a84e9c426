"""Putting a report into a fråga from its card."""

from collections.abc import Sequence
from dataclasses import dataclass

from backend.handling.views import IssueRef, ReportView
from backend.issues.hold import LONGEST_TITLE
from bot.cards.elements import Card, box, card, choices, cut, form, open_url, plain, submit, text, text_input, title
from bot.cards.marked import NOTHING_FOUND, Found, marked
from bot.words import Words
from models.enums import Paverkbar

NEW = "ny"
SHOWN_TEXT = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathering:
    """What stands in the card. `issues` are those that the report may be put into; `title` names a new one."""

    key: str
    issues: Sequence[IssueRef]
    issue: str = NEW
    title: str = ""
    paverkbar: str = Paverkbar.LOKALT.value
    problems: Sequence[str] = ()
    found: Found = NOTHING_FOUND


def gather_card(report: ReportView, state: Gathering, words: Words) -> Card:
    """Return the card: a fråga that is there, or the title of a new one."""
    t = words.t
    heading = t("card.issue.title", number=report.number)
    body = [title(heading), text(t("page.gather.hint")), plain(cut(report.text, SHOWN_TEXT))]
    if state.problems:
        body.append(box([text(problem) for problem in state.problems], "attention"))
    if state.found:
        body.append(marked(state.found, words, t("page.gather.save")))
    offered = [
        (t("page.gather.new"), NEW),
        *((f"{issue.number}: {cut(issue.title, 80)}", str(issue.id)) for issue in state.issues),
    ]
    body += [
        choices("issue", t("page.gather.issue"), offered, value=state.issue),
        text_input("title", t("page.gather.name"), value=state.title, limit=LONGEST_TITLE),
        choices(
            "paverkbar", t("report.paverkbar"), [(t(f"paverkbar.{one}"), str(one)) for one in Paverkbar], value=state.paverkbar
        ),
    ]
    data = {"submit_id": state.key, "report": report.id, **state.found.carried}
    actions = [
        submit(t("page.gather.save"), "issue.save", data, style="positive"),
        submit(t("card.cancel"), "triage.show", {"report": report.id}, with_inputs=False),
    ]
    return form(body, actions, summary=heading, locale=words.locale)


def gathered_card(report: ReportView, url: str, words: Words) -> Card:
    """Return what is shown when the report is in its fråga; `url` is the fråga's page, where it is lifted and decided."""
    t = words.t
    number = report.issue.number if report.issue else ""
    heading = t("card.issue.done", number=report.number, issue=number)
    body = [title(heading), *([plain(report.issue.title)] if report.issue else []), text(t("card.issue.next"))]
    actions = [
        open_url(t("card.issue.open_page"), url),
        submit(t("card.issue.back"), "triage.show", {"report": report.id}),
    ]
    return card(body, actions, summary=heading, locale=words.locale)
