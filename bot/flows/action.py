"""The message action: any message in Teams, opened in the form of a report."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from bot.written import text_of_html


def text_of_message(value: Mapping[str, Any]) -> str:
    """Return what the message says that the action was chosen on; empty for none, and for one that is a picture alone."""
    body = _mapping(_mapping(value, "messagePayload"), "body")
    content = body.get("content")
    if not isinstance(content, str):
        return ""
    return content.strip() if body.get("contentType") == "text" else text_of_html(content)


def written_at(value: Mapping[str, Any], now: datetime) -> datetime:
    """Return when that message was written, aware UTC: `i tisdags` is counted from there. `now` for none, or for the future."""
    carried = _mapping(value, "messagePayload").get("createdDateTime")
    try:
        moment = datetime.fromisoformat(carried) if isinstance(carried, str) else now
    except ValueError:
        return now
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return min(moment.astimezone(UTC), now)


def _mapping(value: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = value.get(name)
    return found if isinstance(found, Mapping) else {}
