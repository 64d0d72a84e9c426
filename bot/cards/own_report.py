"""What a reporter does with a report of their own: adds to it, or takes it back after being asked once more."""

from collections.abc import Sequence
from dataclasses import dataclass

from backend.handling.views import ReportView
from bot.cards.elements import MAX_TEXT, Card, box, form, submit, text, text_input, title
from bot.cards.marked import NOTHING_FOUND, Found, marked
from bot.cards.report_card import what_was_written
from bot.words import Words

MAX_ADDITION = MAX_TEXT
SHOWN_TEXT = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Addition:
    """What stands in the card; `text` holds nothing that is certain of what the guard has `found`."""

    key: str
    text: str = ""
    problems: Sequence[str] = ()
    found: Found = NOTHING_FOUND


def addition_card(report: ReportView, state: Addition, words: Words) -> Card:
    """Return the card that takes what the reporter wants to add."""
    heading = words.t("card.add.title", number=report.number)
    body = [title(heading), text(words.t("card.add.intro"))]
    if state.problems:
        body.append(box([text(problem) for problem in state.problems], "attention"))
    if state.found:
        body.append(marked(state.found, words, words.t("card.send")))
    body += [
        *what_was_written(report, words, SHOWN_TEXT),
        text_input(
            "text",
            words.t("card.add.text"),
            value=state.text,
            multiline=True,
            required=words.t("error.addition_missing"),
            limit=MAX_ADDITION,
        ),
        text(words.t("card.report.privacy"), subtle=True),
    ]
    data = {"submit_id": state.key, "report": report.id, **state.found.carried}
    actions = [
        submit(words.t("card.send"), "report.add.send", data, style="positive"),
        submit(words.t("card.cancel"), "report.cancel", {"report": report.id}, with_inputs=False),
    ]
    return form(body, actions, summary=heading, locale=words.locale, about=report.id)


def withdraw_card(report: ReportView, key: str, words: Words) -> Card:
    """Return the question whether the report really is to be taken back."""
    heading = words.t("card.withdraw.title", number=report.number)
    body = [title(heading), text(words.t("card.withdraw.what")), *what_was_written(report, words, SHOWN_TEXT)]
    carried = {"submit_id": key, "report": report.id}
    actions = [
        submit(words.t("card.withdraw.yes"), "report.withdraw.send", carried, style="destructive"),
        submit(words.t("card.withdraw.no"), "report.cancel", {"report": report.id}),
    ]
    return form(body, actions, summary=heading, locale=words.locale, about=report.id)
