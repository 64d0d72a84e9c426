"""What the reporter keeps: the number, who receives, when an answer is due, who can see it, what comes next."""

from backend.handling.views import ReportView
from backend.standing import Shows
from bot.cards.elements import Card, card, facts, text, title
from bot.cards.report_card import own_actions
from bot.words import Words
from models.enums import CardKind, Slag


def receipt(report: ReportView, words: Words, *, told: bool = True) -> Card:
    """Return the receipt, which takes the form's place; `told` is whether the reporter wants to be told how it goes."""
    praise = report.slag is Slag.FRAMGANGSFAKTOR
    heading = words.t("card.receipt.title.praise" if praise else "card.receipt.title", number=report.number)
    receiver = words.receiver(report.receiver_role, report.kommun)
    body = [
        title(heading),
        facts(
            [
                (words.t("card.receipt.receiver"), receiver[:1].upper() + receiver[1:]),
                (words.t("card.answer_due"), words.day(report.answer_due)),
                (words.t("card.concerns"), words.parties(report.parties)),
                *([(words.t("card.event_date"), words.days(report.event_date, report.event_until))] if report.event_date else []),
                (words.t("card.category"), words.category(report.category)),
            ]
        ),
        text(words.t("card.receipt.who_sees.title"), bold=True),
        text(words.t("card.receipt.who_sees", receiver=receiver)),
        text(words.t("card.receipt.next.title"), bold=True),
        text(words.t("card.receipt.next" if told else "card.receipt.next.untold")),
    ]
    shows = Shows(CardKind.RECEIPT, report.id, report.change)
    return card(body, own_actions(report, words), summary=heading, locale=words.locale, shows=shows)
