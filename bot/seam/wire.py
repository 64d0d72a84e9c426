"""Activities between JSON and botbuilder's classes, by the SDK's own tables of attributes.

The SDK's serialiser checks types again on the way out, which refuses what Teams accepts, and costs more than all the rest of a
turn. It also looks for the tenant in a field that Teams doesn't send (`tenantID`).
"""

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import cache
from typing import Any

import botbuilder.schema
from botbuilder.schema import Activity
from msrest.serialization import Model

Reader = Callable[[Any], Any]
NAMES = {"tenantID": "tenantId"}


class WrongShapeError(ValueError):
    """What came isn't an activity. Nothing of it stands in the message."""


def decode(data: Mapping[str, Any]) -> Activity:
    """Return the activity of a JSON object. Raises `WrongShapeError` unless it has a type, a conversation and a service URL."""
    activity = make(data)
    if not (activity.type and activity.service_url and activity.conversation and activity.conversation.id):
        raise WrongShapeError
    if tenant_id := _tenant_id(activity.channel_data):
        activity.conversation.tenant_id = tenant_id
    # Said by the sender about itself; only a verified token could tell.
    activity.caller_id = None
    return activity


def make(data: Mapping[str, Any]) -> Activity:
    """Return an activity that we say ourselves, of its JSON. Raises `WrongShapeError`."""
    made: Activity = _model(Activity)(data)
    return made


def encode(value: Any) -> bytes:
    """Return JSON: the SDK's classes as objects without their empty members, times in ISO 8601, everything else as it is.

    Raises TypeError for what is neither JSON nor the SDK's.
    """
    return json.dumps(value, default=_plain).encode()


def _plain(value: Any) -> Any:
    """Return a value that JSON doesn't know as one that it does; what is inside is asked for when its turn comes."""
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Mapping):
        return dict(value)
    keys = _keys(value.__class__)
    members = vars(value)
    found = {keys[name]: member for name, member in members.items() if member is not None and name in keys}
    return {**members["additional_properties"], **found} if members.get("additional_properties") else found


@cache
def _keys(model: Any) -> Mapping[str, str]:
    """Return the attributes of one of the SDK's classes with their keys on the wire. Raises TypeError for any other class."""
    if not issubclass(model, Model):
        raise TypeError(f"{model.__name__} can't be sent")
    return {name: NAMES.get(entry["key"], entry["key"]) for name, entry in model._attribute_map.items()}


def _tenant_id(channel_data: Any) -> str | None:
    tenant = channel_data.get("tenant") if isinstance(channel_data, Mapping) else None
    tenant_id = tenant.get("id") if isinstance(tenant, Mapping) else None
    return tenant_id if isinstance(tenant_id, str) else None


@cache
def _model(model: Any) -> Reader:
    """Return what makes an instance of one of the SDK's classes; what the class doesn't know is kept beside its attributes."""
    types = {key: (name, model._attribute_map[name]["type"]) for name, key in _keys(model).items()}
    readers: dict[str, tuple[str, Reader]] = {}

    def read(data: Any) -> Any:
        if not isinstance(data, Mapping):
            raise WrongShapeError
        known, unknown = {}, {}
        for key, value in data.items():
            if value is None:
                continue
            if key not in readers:
                if key not in types:
                    unknown[key] = value
                    continue
                name, kind = types[key]
                readers[key] = name, _reader(kind)  # made when first met, since the classes refer to each other
            name, reader = readers[key]
            known[name] = reader(value)
        found = model(**known)
        found.additional_properties = unknown
        return found

    return read


@cache
def _reader(kind: str) -> Reader:
    """Return what reads a value of one of the types that the SDK's tables name."""
    if kind.startswith("["):
        return _list(_reader(kind[1:-1]))
    if kind.startswith("{"):
        return _mapping(_reader(kind[1:-1]))
    simple: dict[str, Reader] = {"object": lambda value: value, "str": _text, "bool": _flag, "iso-8601": _moment}
    return simple.get(kind) or _model(getattr(botbuilder.schema, kind))


def _list(reader: Reader) -> Reader:
    def read(data: Any) -> Any:
        if not isinstance(data, list):
            raise WrongShapeError
        return [reader(value) for value in data]

    return read


def _mapping(reader: Reader) -> Reader:
    def read(data: Any) -> Any:
        if not isinstance(data, Mapping):
            raise WrongShapeError
        return {key: reader(value) for key, value in data.items()}

    return read


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, int | float):  # some channels number their messages
        return str(value)
    raise WrongShapeError


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise WrongShapeError
    return value


def _moment(value: Any) -> datetime:
    try:
        moment = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        raise WrongShapeError from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
