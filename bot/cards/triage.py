"""A report as the one who handles it sees it: sort, set where it stands and answer, in one press."""

from collections.abc import Sequence
from dataclasses import dataclass

from backend.handling.views import ReportView
from bot.cards.elements import Card, Element, box, card, choices, facts, line, open_url, submit, text, text_input, title
from bot.cards.marked import Found, marked
from bot.cards.report_card import answers, event_facts, what_was_written
from bot.cards.report_form import family_choices
from bot.words import Words

# An answer that is given back may be long itself: together they must fit in a card.
SHOWN_TEXT = 1000
SHOWN_ANSWER = 400
MAX_ANSWER = 2000  # the web page takes longer ones


@dataclass(frozen=True, slots=True, kw_only=True)
class Triage:
    """What stands in the card besides the report: what was chosen but couldn't be saved, and why; or that it was saved."""

    key: str
    url: str
    category: str = ""
    status: str = ""
    answer: str = ""
    saved: bool = False
    problems: Sequence[str] = ()
    found: Found = ()


def triage_card(report: ReportView, state: Triage, words: Words, *, new: bool = False) -> Card:
    """Return the card; `new` when it tells of a report that has just come."""
    heading = words.t("card.triage.new" if new else "card.triage.title", number=report.number, kommun=report.kommun)
    body = [title(heading)]
    if state.saved:
        body.append(box([text(words.t("card.triage.saved"))], "good"))
    if state.problems:
        body.append(box([text(problem) for problem in state.problems], "attention"))
    body += [facts(event_facts(report, words)), line(words.t("card.reported_by"), _reported_by(report, words))]
    body += [*what_was_written(report, words, SHOWN_TEXT), *answers(report.answers, words, SHOWN_ANSWER)]
    if state.found:
        body.append(marked(state.found, words))
    body += [*_inputs(report, state, words), text(words.t("card.triage.privacy"), subtle=True)]
    carried = {"submit_id": state.key, "report": report.id, "category_seen": report.category, "status_seen": str(report.status)}
    actions = [
        submit(words.t("card.triage.save"), "triage.save", carried, style="positive"),
        open_url(words.t("card.open_page"), state.url),
    ]
    return card(body, actions, summary=heading, locale=words.locale)


def _reported_by(report: ReportView, words: Words) -> str:
    party = words.t(f"party.{report.reporting_party}.long") if report.reporting_party else "–"
    return f"{party} ({report.reporter_name})" if report.reporter_name else party


def _inputs(report: ReportView, state: Triage, words: Words) -> list[Element]:
    t = words.t
    statuses = [(t(f"status.{status}"), str(status)) for status in report.status_choices]
    return [
        choices(
            "category",
            t("card.category"),
            family_choices(words),
            value=state.category or report.category,
            required=t("error.category_unknown"),
        ),
        choices(
            "status", t("card.status"), statuses, value=state.status or report.status, required=t("card.triage.status.required")
        ),
        text_input(
            "answer",
            t("card.triage.answer"),
            value=state.answer,
            multiline=True,
            placeholder=t("card.triage.answer.placeholder"),
            limit=MAX_ANSWER,
        ),
    ]
