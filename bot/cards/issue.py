"""A fråga: putting a report into one from its card, and how it stands."""

from collections.abc import Sequence
from dataclasses import dataclass

from backend.handling.views import IssueRef, ReportView
from backend.issues.hold import LONGEST_TITLE
from backend.issues.views import IssueView
from backend.standing import Shows
from bot.cards.elements import (
    Card,
    box,
    buttons,
    card,
    choices,
    cut,
    facts,
    form,
    line,
    open_url,
    plain,
    submit,
    text,
    text_input,
    title,
)
from bot.cards.marked import NOTHING_FOUND, Found, marked
from bot.words import Words
from models.enums import CardKind, Paverkbar

NEW = "ny"
SHOWN_TEXT = 500
SHOWN_LIFTS, SHOWN_ACTIONS, SHOWN_REPORTS = 2, 3, 10  # its page has them all


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


def issue_card(issue: IssueView, url: str, words: Words, note: str = "", report: int | None = None) -> Card:
    """Return a fråga as it stands, after a sentence of what was done; `url` is its page, where it is lifted and decided.

    `report` is the one that the reader came from, which a button goes back to.
    """
    t = words.t
    heading = t("card.issue.one", number=issue.number, kommun=issue.kommun or t("page.inbox.several"))
    body = [title(heading), *([box([text(note)], "good")] if note else []), plain(cut(issue.title, SHOWN_TEXT))]
    body.append(
        facts(
            [
                (t("card.status"), t(f"issue_status.{issue.status}")),
                (t("report.paverkbar"), t(f"paverkbar.{issue.paverkbar}")),
                (t("card.issue.reports"), _reports(issue, words)),
            ]
        )
    )
    for lift in issue.lifts[-SHOWN_LIFTS:]:
        told = [plain(cut(lift.decision, SHOWN_TEXT))] if lift.decision else []
        if lift.decided_at:
            data = {"issue": issue.id, "lift": lift.id}
            told.append(buttons([submit(t("card.issue.correct"), "issue.correct", data, with_inputs=False)]))
        said = lift.said(t)
        if day := lift.met_on or (lift.next_meeting and lift.next_meeting.day):
            said = t("card.issue.meeting", outcome=said, day=words.day(day))
        body.append(box([line(lift.group, said), plain(cut(lift.question, SHOWN_TEXT)), *told], "emphasis"))
    for action in issue.actions[-SHOWN_ACTIONS:]:
        state = t("card.issue.action.done" if action.done_at else "card.issue.action.due", day=words.day(action.due))
        body.append(line(f"{t(f'party.{action.owner}.long')}, {state}", cut(action.what, SHOWN_TEXT)))
    if issue.answer:
        body.append(box([line(t("card.issue.answer"), cut(issue.answer, SHOWN_TEXT))], "good"))
    else:
        body.append(text(t("card.issue.next"), subtle=True))
    actions = [open_url(t("card.issue.open_page"), url)]
    if report is not None:
        actions.append(submit(t("card.issue.back"), "triage.show", {"report": report}))
    shows = Shows(CardKind.ISSUE, issue.id, issue.change)
    return card(body, actions, summary=heading, locale=words.locale, shows=shows)


def _reports(issue: IssueView, words: Words) -> str:
    numbers = [report.number for report in issue.reports[:SHOWN_REPORTS]]
    left = len(issue.reports) - len(numbers) + issue.others
    return words.listed([*numbers, *([words.t("card.issue.reports.more", count=left)] if left else [])]) or "–"
