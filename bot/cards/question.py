"""A question back to the one who reported, with room for the reply."""

from backend.handling.views import ReportView
from backend.standing import Shows
from bot.cards.elements import Card, card, submit, text, text_input, title
from bot.cards.own_report import MAX_ADDITION
from bot.cards.report_card import answers, what_was_written
from bot.words import Words
from models.enums import CardKind

SHOWN_TEXT = 500


def question_card(report: ReportView, key: str, words: Words) -> Card:
    """Return the card; the reply is sent as anything else that a reporter adds to a report."""
    t = words.t
    heading = t("card.question.title", number=report.number)
    body = [
        title(heading),
        *answers(report.answers, words),
        *what_was_written(report, words, SHOWN_TEXT),
        text_input("text", t("page.report.reply"), multiline=True, required=t("error.addition_missing"), limit=MAX_ADDITION),
        text(t("page.report.reply.hint"), subtle=True),
    ]
    actions = [submit(t("card.send"), "report.add.send", {"submit_id": key, "report": report.id}, style="positive")]
    shows = Shows(CardKind.QUESTION, report.id, report.change)
    return card(body, actions, summary=heading, locale=words.locale, shows=shows)
