"""The rules that every card keeps: the elements of Adaptive Cards 1.5 that we use, and what Teams demands besides."""

import json
import re
from typing import Any

from bot.cards.elements import MAX_BYTES, MAX_TEXT, VERSION

TEXT = {"type", "text", "size", "weight", "wrap", "style", "isSubtle", "color", "spacing"}
INPUT = {"type", "id", "label", "value", "isRequired", "errorMessage", "placeholder"}
BUTTON = {"type", "title", "data", "msteams", "style", "associatedInputs", "tooltip"}
ALLOWED: dict[str, set[str]] = {
    "AdaptiveCard": {"type", "$schema", "version", "lang", "fallbackText", "body", "actions"},
    "TextBlock": TEXT,
    "RichTextBlock": {"type", "inlines"},
    "TextRun": {"type", "text", "weight", "highlight", "strikethrough", "isSubtle"},
    "FactSet": {"type", "facts"},
    "Container": {"type", "style", "items", "spacing", "separator", "selectAction", "id", "isVisible"},
    "ActionSet": {"type", "actions"},
    "ColumnSet": {"type", "columns", "separator"},
    "Column": {"type", "width", "items"},
    "Input.Text": INPUT | {"isMultiline"},
    "Input.ChoiceSet": INPUT | {"style", "isMultiSelect", "wrap", "choices"},
    "Input.Date": INPUT | {"min", "max"},
    "Input.Time": INPUT,
    "Action.Submit": BUTTON,
    "Action.ToggleVisibility": {"type", "title", "targetElements"},
    "Action.OpenUrl": {"type", "title", "url", "tooltip"},
}
NEEDED: dict[str, set[str]] = {
    "AdaptiveCard": {"version", "lang", "fallbackText", "body"},
    "TextBlock": {"text", "wrap"},
    "TextRun": {"text"},
    "RichTextBlock": {"inlines"},
    "FactSet": {"facts"},
    "Container": {"items"},
    "ActionSet": {"actions"},
    "Action.ToggleVisibility": {"title", "targetElements"},
    "Input.Text": {"id", "label"},
    "Input.ChoiceSet": {"id", "label", "choices"},
    "Input.Date": {"id", "label"},
    "Input.Time": {"id", "label"},
    "Action.Submit": {"title", "data"},
    "Action.OpenUrl": {"title", "url"},
}
CONTAINER_STYLES = {"default", "emphasis", "good", "attention", "warning", "accent"}
DAY = re.compile(r"\d{4}-\d\d-\d\d")


def check_card(card: dict[str, Any]) -> None:
    """Assert that a card keeps every rule."""
    assert card["type"] == "AdaptiveCard"
    assert card["version"] == VERSION
    assert card["fallbackText"].strip()
    assert utf16(card) <= MAX_BYTES, f"{utf16(card)} bytes"
    assert len(card.get("actions", [])) <= 6
    seen: list[str] = []
    _check(card, seen)
    assert len(set(seen)) == len(seen), "two inputs of the same id"
    for pressed in (None, *_of_type(card, "Action.ToggleVisibility")):
        in_sight = _in_sight(card, _toggled(pressed) if pressed else set())
        assert len(in_sight) <= 6, f"too many inputs: {in_sight}"
    parts = {element["id"] for element in _of_type(card, "Container") if "id" in element}
    assert all({*_toggled(button), *_hidden(button)} <= parts for button in _of_type(card, "Action.ToggleVisibility"))


def utf16(card: dict[str, Any]) -> int:
    """Return the card's size as Teams counts it."""
    return len(json.dumps(card, ensure_ascii=False).encode("utf-16-le", "surrogatepass"))


def _of_type(node: Any, kind: str) -> list[dict[str, Any]]:
    """Return every element of a type, nested ones too."""
    below = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
    found = [element for value in below for element in _of_type(value, kind)]
    return [node, *found] if isinstance(node, dict) and node.get("type") == kind else found


def _toggled(button: dict[str, Any]) -> set[str]:
    return {target for target in button["targetElements"] if isinstance(target, str)}


def _hidden(button: dict[str, Any]) -> set[str]:
    """Return the parts that a button hides for good."""
    targets = [target for target in button["targetElements"] if not isinstance(target, str)]
    assert all(target == {"elementId": target["elementId"], "isVisible": False} for target in targets)
    return {target["elementId"] for target in targets}


def _in_sight(node: Any, toggled: set[str]) -> list[str]:
    """Return the inputs that a person sees after pressing what shows the hidden ones of some parts and hides the others."""
    if isinstance(node, dict):
        shown = node.get("isVisible", True) != (node.get("id") in toggled)
        inputs = [node["id"]] if str(node.get("type")).startswith("Input.") else []
        return inputs + [name for value in node.values() for name in _in_sight(value, toggled)] if shown else []
    return [name for value in node for name in _in_sight(value, toggled)] if isinstance(node, list) else []


def _check(node: Any, seen: list[str]) -> None:
    if isinstance(node, list):
        for item in node:
            _check(item, seen)
        return
    if not isinstance(node, dict):
        return
    kind = node.get("type")
    if isinstance(kind, str):
        _check_element(kind, node, seen)
    for name, value in node.items():
        if name not in ("data", "msteams"):
            _check(value, seen)


def _check_element(kind: str, element: dict[str, Any], seen: list[str]) -> None:
    assert kind in ALLOWED, f"{kind} isn't one of the elements that we know how to check"
    assert element.keys() <= ALLOWED[kind], f"{kind} has {element.keys() - ALLOWED[kind]}"
    assert NEEDED.get(kind, set()) <= element.keys(), f"{kind} lacks {NEEDED[kind] - element.keys()}"
    if kind == "Container" and "style" in element:
        assert element["style"] in CONTAINER_STYLES
    if kind in ("TextBlock", "TextRun"):
        assert element["text"], "an empty text is an error in some clients"
    if kind == "RichTextBlock":
        assert element["inlines"]
    if kind.startswith("Input."):
        seen.append(element["id"])
        assert element["label"].strip()
        # A day may be wrong where none is demanded.
        # Without it a client refuses a day outside and says nothing.
        assert "errorMessage" in element or not {"min", "max"} & element.keys()
        assert ("errorMessage" in element) == ("isRequired" in element) or kind == "Input.Date"
    if kind == "Input.ChoiceSet":
        _check_choices(element)
    if kind == "Input.Text":
        assert "maxLength" not in element, "what is pasted would be cut without a word: the flow says what is too much"
        assert len(element.get("value", "").encode("utf-16-le")) // 2 <= MAX_TEXT
    if kind == "Input.Date":
        assert all(DAY.fullmatch(element[name]) for name in ("value", "min", "max") if name in element)
    if kind == "Action.Submit":
        assert isinstance(element["data"]["do"], str)
        assert "key" not in element["data"], "Microsoft's test client can't send a property of that name"
    if kind == "ActionSet":
        assert 1 <= len(element["actions"]) <= 6
    if kind == "Action.OpenUrl":
        assert element["url"].startswith(("https://", "http://127.0.0.1"))


def _check_choices(element: dict[str, Any]) -> None:
    offered = [choice["value"] for choice in element["choices"]]
    assert offered
    assert len(set(offered)) == len(offered), "two choices of the same value"
    assert not any("," in value for value in offered), "a comma parts the values of a multiple choice"
    chosen = element.get("value", "")
    assert set(chosen.split(",") if element["isMultiSelect"] else [chosen]) <= {*offered, ""}
