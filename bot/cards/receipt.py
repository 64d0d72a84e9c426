"""What the reporter keeps: the number, who receives, when an answer is due, who can see it, what comes next."""

from backend.handling.views import ReportView
from backend.standing import Shows
from bot.cards.elements import Card, buttons, card, facts, title
from bot.cards.report_card import own_actions, promises, receiver_fact
from bot.words import Words
from models.enums import CardKind, Slag


def receipt(report: ReportView, words: Words, *, told: bool = True) -> Card:
    """Return the receipt, which takes the form's place; `told` is whether the reporter wants to be told how it goes."""
    praise = report.slag is Slag.FRAMGANGSFAKTOR
    heading = words.t("card.receipt.title.praise" if praise else "card.receipt.title", number=report.number)
    body = [
        title(heading),
        facts(
            [
                receiver_fact(report, words),
                (words.t("card.answer_due"), words.day(report.answer_due)),
                (words.t("card.concerns"), words.parties(report.parties)),
                *([(words.t("card.event_date"), words.days(report.event_date, report.event_until))] if report.event_date else []),
                (words.t("card.category"), words.category(report.category)),
                *([(words.t("card.recurring"), words.t("yes"))] if report.recurring else []),
            ]
        ),
        *promises(report, words, told=told),
    ]
    # A second press of Send lands on the last row: what stands there opens nothing.
    *others, mine = own_actions(report, words)
    shows = Shows(CardKind.RECEIPT, report.id, report.change)
    return card([*body, buttons(others)], [mine], summary=heading, locale=words.locale, shows=shows)
