"""What others in a conversation may see of a report: which it is and where it stands, never what it says."""

from backend.handling.views import ReportView
from bot.cards.elements import Card, card, facts, title
from bot.words import Words


def shared_report(report: ReportView, words: Words) -> Card:
    """Return a card that is safe for everybody, and that nothing can be pressed in."""
    heading = words.t("card.report.one", number=report.number)
    pairs = [
        (words.t("card.category"), words.category(report.category)),
        (words.t("card.status"), words.t(f"status.{report.status}")),
    ]
    return card([title(heading), facts(pairs)], [], summary=heading, locale=words.locale)
