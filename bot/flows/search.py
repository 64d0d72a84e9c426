"""The search in the box where one writes: a person's own reports, to put into a conversation with others."""

from collections.abc import Mapping
from typing import Any

from backend.handling.own_list import own_page
from backend.handling.views import ReportView
from bot.cards.shared_report import shared_report
from bot.desk import Desk
from bot.flows.mine import meanings
from bot.messages import CARD_TYPE
from bot.turn import Turn
from bot.words import Words

MOST = 25  # what Teams asks for at a time
OPENED = "initialRun"  # the parameter's name when nothing has been searched for yet

Body = dict[str, Any]


async def find_own(desk: Desk, turn: Turn) -> Body:
    """Return the person's own reports in which every word that was searched for fits, newest first."""
    words = desk.words(turn)
    wanted = meanings(searched(turn.value), turn, words)
    page = _skipped(turn.value) // MOST + 1
    async with desk.database.read(turn.forbund_id) as session:
        own = await own_page(session, turn.person_id, page=page, length=MOST, searched=wanted, meetings=False)
    found = [report for report in own.rows if isinstance(report, ReportView)]
    if not found or own.page < page:
        return told(words.t("search.none"))
    return {
        "composeExtension": {
            "type": "result",
            "attachmentLayout": "list",
            "attachments": [_attachment(report, words) for report in found],
        }
    }


def told(sentence: str) -> Body:
    """Return a sentence in the place of results."""
    return {"composeExtension": {"type": "message", "text": sentence}}


def searched(value: Mapping[str, Any]) -> str:
    """Return the words that were searched for; none when the search has only been opened."""
    given = value.get("parameters")
    for parameter in given if isinstance(given, list) else ():
        if isinstance(parameter, Mapping) and parameter.get("name") != OPENED and isinstance(parameter.get("value"), str):
            return str(parameter["value"])
    return ""


def _skipped(value: Mapping[str, Any]) -> int:
    options = value.get("queryOptions")
    skip = options.get("skip") if isinstance(options, Mapping) else 0
    return max(0, skip) if isinstance(skip, int) else 0


def _attachment(report: ReportView, words: Words) -> Body:
    preview = {"title": f"{report.number} · {words.t(f'status.{report.status}')}", "text": words.category(report.category)}
    return {
        "contentType": CARD_TYPE,
        "content": shared_report(report, words),
        "preview": {"contentType": "application/vnd.microsoft.card.thumbnail", "content": preview},
    }
