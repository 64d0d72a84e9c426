"""A person's own reports, as a list whose rows open."""

from collections.abc import Sequence

from backend.handling.views import ReportView
from bot.cards.elements import Card, card, cut, plain, row, submit, text, title
from bot.words import Words

SHOWN = 8
SHOWN_TEXT = 120


def mine_card(reports: Sequence[ReportView], words: Words) -> Card:
    """Return the newest reports, and how many there are in all."""
    body = [title(words.t("card.mine.title"))]
    if not reports:
        body.append(text(words.t("card.mine.none")))
    elif len(reports) > SHOWN:
        body.append(text(words.t("card.mine.some", shown=SHOWN, count=len(reports)), subtle=True))
    body += [
        row(
            [
                text(f"{report.number} · {report.kommun} · {words.t(f'status.{report.status}')}", bold=True),
                plain(cut(report.text.replace("\n", " "), SHOWN_TEXT)),
                text(
                    words.t("card.mine.answered" if report.answered_at else "card.mine.waits", due=words.day(report.answer_due)),
                    subtle=True,
                ),
            ],
            "mine.show",
            {"report": report.id},
            words.t("card.mine.show", number=report.number),
        )
        for report in reports[:SHOWN]
    ]
    actions = [submit(words.t("card.report.open"), "report.open", style="positive")]
    return card(body, actions, summary=words.t("card.mine.title"), locale=words.locale)
