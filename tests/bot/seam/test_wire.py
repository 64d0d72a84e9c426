"""Activities to and from JSON: the same as botbuilder's own, but for what it gets wrong."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from botbuilder.core import TurnContext
from botbuilder.schema import Activity, ActivityTypes, Attachment, ChannelAccount, Mention

from bot.seam.wire import WrongShapeError, decode, encode
from tests.bot.running_bot import invoke, message

URL = "https://smba.trafficmanager.net/emea/"
TEAMS = {"tenant": {"id": "t-1"}, "team": {"id": "19:x"}, "settings": {"selectedChannel": {"id": "19:y"}}}
SAMPLES: dict[str, dict[str, Any]] = {
    "message": message(URL),
    "invoke": invoke(URL, "adaptiveCard/action", {"action": {"verb": "log", "data": {"n": 1, "ok": True, "none": None}}}),
    "members": message(URL, type="conversationUpdate", membersAdded=[{"id": "28:bot"}, {"id": "29:user", "name": "Kim"}]),
    "reactions": message(URL, type="messageReaction", reactionsAdded=[{"type": "like"}]),
    "attachments": message(URL, attachments=[{"contentType": "text/html", "content": "<p>hej</p>"}], channelData=TEAMS),
    "suggested": message(URL, suggestedActions={"to": ["29:user"], "actions": [{"type": "imBack", "title": "A", "value": "a"}]}),
    "relates": message(URL, relatesTo={"activityId": "1", "conversation": {"id": "a:1"}, "channelId": "msteams"}),
    "semantic": message(URL, semanticAction={"id": "x", "state": "start", "entities": {"e": {"type": "thing"}}}),
    "entities": message(URL, entities=[{"type": "clientInfo", "locale": "sv-SE"}], historyDisclosed=False),
}


@pytest.mark.parametrize("data", SAMPLES.values(), ids=SAMPLES.keys())
def test_an_activity_is_read_as_botbuilder_reads_it(data: dict[str, Any]) -> None:
    ours, theirs = decode(data), Activity().deserialize(data)
    ours.conversation.tenant_id = theirs.conversation.tenant_id  # it misses the tenant
    ours.conversation.additional_properties = theirs.conversation.additional_properties
    ours.timestamp = theirs.timestamp = None  # compared below
    assert ours == theirs


@pytest.mark.parametrize("data", SAMPLES.values(), ids=SAMPLES.keys())
def test_what_was_read_is_written_as_it_came(data: dict[str, Any]) -> None:
    written = json.loads(encode(decode(data)))
    expected = {key: value for key, value in data.items() if value is not None}
    expected["timestamp"] = "2026-03-12T09:30:00.123456+00:00"
    tenant_id = data["channelData"]["tenant"]["id"]
    expected["conversation"] = {**data["conversation"], "tenantId": tenant_id}
    assert written == expected


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-03-12T09:30:00Z", datetime(2026, 3, 12, 9, 30, tzinfo=UTC)),
        ("2026-03-12T10:30:00+01:00", datetime(2026, 3, 12, 9, 30, tzinfo=UTC)),
        ("2026-03-12T09:30:00.1234567Z", datetime(2026, 3, 12, 9, 30, 0, 123456, tzinfo=UTC)),
        ("2026-03-12T09:30:00", datetime(2026, 3, 12, 9, 30, tzinfo=UTC)),
    ],
)
def test_a_time_is_always_aware(text: str, moment: datetime) -> None:
    read = decode(message(URL, timestamp=text)).timestamp
    assert read == moment
    assert read.utcoffset() is not None


def test_a_mention_can_be_taken_out_of_the_text() -> None:
    mention = {"type": "mention", "mentioned": {"id": "28:bot", "name": "Lex Heller"}, "text": "<at>Lex Heller</at>"}
    activity = decode(message(URL, text="<at>Lex Heller</at> rapportera", entities=[mention]))
    assert TurnContext.remove_recipient_mention(activity).strip() == "rapportera"


def test_a_number_where_a_text_belongs_is_read_as_text() -> None:
    assert decode(message(URL, id=17)).id == "17"


def test_what_a_bot_makes_itself_is_written_in_teams_words() -> None:
    activity = Activity(
        type=ActivityTypes.message,
        timestamp=datetime(2026, 3, 12, 9, 30, tzinfo=UTC) + timedelta(seconds=1),
        attachments=[Attachment(content_type="text/plain", content={"a": [1, None, {"b": 2.5}]})],
        entities=[Mention(type="mention", text="<at>Kim</at>", mentioned=ChannelAccount(id="29:user"))],
        value="a text",
    )
    assert json.loads(encode(activity)) == {
        "type": "message",
        "timestamp": "2026-03-12T09:30:01+00:00",
        "attachments": [{"contentType": "text/plain", "content": {"a": [1, None, {"b": 2.5}]}}],
        "entities": [{"type": "mention", "text": "<at>Kim</at>", "mentioned": {"id": "29:user"}}],
        "value": "a text",
    }


@pytest.mark.parametrize(
    "wrong",
    [
        {"membersAdded": "x"},
        {"membersAdded": ["x"]},
        {"historyDisclosed": "no"},
        {"timestamp": 5},
        {"text": ["a"]},
        {"semanticAction": {"entities": []}},
    ],
    ids=str,
)
def test_what_is_not_of_its_kind_is_refused_without_being_quoted(wrong: dict[str, Any]) -> None:
    with pytest.raises(WrongShapeError) as caught:
        decode(message(URL, **wrong))
    assert str(caught.value) == ""


def test_what_is_neither_json_nor_the_sdk_s_is_not_sent() -> None:
    with pytest.raises(TypeError, match="set can't be sent"):
        encode({"text": {"a"}})
