"""The one question when the same words come once more: is it the same event?"""

from datetime import datetime

from bot.cards.elements import Card, cut, form, plain, submit, text, title
from bot.cards.report_form import ReportForm, whole
from bot.words import Words

SHOWN_TEXT = 300


def same_event_card(asked: ReportForm, report: int, number: str, at: datetime, words: Words) -> Card:
    """Return the question, which stands in the form's place and carries all of it; the report was sent `at` a moment."""
    heading = words.t("card.same.title", number=number)
    body = [title(heading), text(words.t("card.same.what", when=words.moment(at))), plain(cut(asked.text, SHOWN_TEXT))]
    actions = [
        submit(words.t("card.same.yes", number=number), "report.cancel", {"report": report}),
        submit(words.t("card.same.no"), "report.send", {**whole(asked), "another": report}),
    ]
    return form(body, actions, summary=heading, locale=words.locale)
