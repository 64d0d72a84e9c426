"""The one question when the same words come once more: is it the same event?"""

from backend.reporting.twice import Before
from bot.cards.elements import Card, cut, fit, form, plain, submit, text, title
from bot.cards.own_report import MAX_ADDITION
from bot.cards.report_form import ReportForm, whole
from bot.words import Words

SHOWN_TEXT = 300


def same_event_card(asked: ReportForm, before: Before, words: Words) -> Card:
    """Return the question, which stands in the form's place and carries all of it; `before` is the report that says the same."""
    heading = words.t("card.same.title", number=before.number)
    what = words.t("card.same.what.more" if before.more else "card.same.what", when=words.moment(before.reported_at))
    body = [title(heading), text(what), plain(cut(before.more or asked.text, SHOWN_TEXT))]
    added = {"report": before.id, "text": fit(before.more, MAX_ADDITION)}
    actions = [
        submit(words.t("card.same.yes", number=before.number), "report.cancel", {"report": before.id}),
        submit(words.t("card.same.add", number=before.number), "report.add", added),
        submit(words.t("card.same.no"), "report.send", {**whole(asked), "another": before.id}),
    ]
    return form(body, actions, summary=heading, locale=words.locale)
