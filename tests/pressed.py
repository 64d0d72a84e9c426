"""A pressed *Skicka* as Teams sends it."""

import uuid
from typing import Any

TENANT = "11111111-1111-1111-1111-111111111111"
HANNA = {"id": "29:hanna", "name": "Hanna Exempel", "aadObjectId": "aaaaaaaa-0000-0000-0000-000000000001"}
# What a card carries of what the product had found when it drew it.
FOUND = {"slag": "brist", "p": [["NARVARO", 0.9]], "model": "0123456789abcdef0123"}


def pressed_send(service_url: str, kommun_id: int, text: str, **proposed: Any) -> dict[str, Any]:
    """A form that the demo's reporter sends, with a key of its own; `proposed` is what the product had found when it drew it.

    Without it the product has to understand the text itself.
    """
    return {
        "type": "message",
        "id": uuid.uuid4().hex,
        "channelId": "msteams",
        "serviceUrl": service_url,
        "from": HANNA,
        "recipient": {"id": "28:bot", "name": "Lex Heller"},
        "conversation": {"id": "chat-hanna", "conversationType": "personal", "tenantId": TENANT},
        "channelData": {"tenant": {"id": TENANT}},
        "locale": "sv-SE",
        "replyToId": "1",
        "value": {
            "do": "report.send",
            "submit_id": uuid.uuid4().hex,
            "text": text,
            "kommun": str(kommun_id),
            "parties": "FK",
            "category": "NARVARO",
            **proposed,
        },
    }
