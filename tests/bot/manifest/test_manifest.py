"""The app package keeps the rules of Microsoft's manifest schema, and its commands are understood."""

import json
import re
import struct
import zipfile
import zlib
from pathlib import Path
from typing import Any

import pytest

from backend.reporting.understand import Understander, Vocabulary
from backend.settings import Environment, Settings
from bot.dispatch import HEARD
from bot.manifest.icons import WHOLE, colour_icon, outline_icon
from bot.manifest.manifest import OTHER, build_manifest, build_translation, write_package
from models.enums import Intent
from tests.bot.microsoft import schema_complaints
from tests.bot.talk import TEXTS, categoriser
from tests.house import NOW

APP_ID = "12345678-1234-4321-8765-123456789abc"
INTENTS = [Intent.RAPPORTERA, Intent.MOTE, Intent.MINA, Intent.SAMMANFATTNING, Intent.HJALP]
STEP = re.compile(r"(\w+)(?:\[(\d+)\])?")


def settings() -> Settings:
    return Settings(environment=Environment.DEVELOPMENT, bot_app_id=APP_ID, public_url="https://lex.example/")


def pixels(png: bytes) -> tuple[int, int, bytes]:
    """A PNG's side, colour type and decompressed rows."""
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    width, height, depth, colour = struct.unpack(">IIBB", png[16:26])
    assert (width, depth) == (height, 8)
    at, data = 8, b""
    while at < len(png):
        length, kind = struct.unpack(">I4s", png[at : at + 8])
        body = png[at + 8 : at + 8 + length]
        assert struct.unpack(">I", png[at + 8 + length : at + 12 + length])[0] == zlib.crc32(kind + body)
        data += body if kind == b"IDAT" else b""
        at += 12 + length
    return width, colour, zlib.decompress(data)


def test_the_manifest_keeps_the_schema_that_it_names() -> None:
    assert schema_complaints(build_manifest(settings(), TEXTS)) == []


def test_the_translation_keeps_the_schema_that_it_names() -> None:
    assert schema_complaints(build_translation(TEXTS)) == []


@pytest.mark.parametrize(
    ("place", "value"),
    [
        ("manifestVersion", "1.18"),
        ("id", "not a guid"),
        ("accentColor", "blue"),
        ("developer.websiteUrl", "lex.example"),
        ("name.short", "x" * 31),
        ("description.short", "x" * 81),
        ("localizationInfo.additionalLanguages.0.languageTag", "en_GB"),
        ("bots.0.scopes", ["everybody"]),
        ("composeExtensions.0.commands.0.type", "surprise"),
        ("composeExtensions.0.commands.0.title", "x" * 33),
        ("composeExtensions.0.commands.0.context", ["everywhere"]),
        ("composeExtensions.0.commands.1.parameters.0.inputType", "voice"),
        ("bots.0.commandLists.0.commands.0.title", "x" * 33),
        ("bots.0.commandLists.0.commands.0.description", "x" * 129),
        ("bots.0.commandLists.0.commands", [{"title": "x", "description": "x"}] * 11),
        ("surprise", "x"),
    ],
)
def test_a_broken_manifest_is_complained_of(place: str, value: Any) -> None:
    manifest = build_manifest(settings(), TEXTS)
    node: Any = manifest
    *way, last = place.split(".")
    for step in way:
        node = node[int(step) if isinstance(node, list) else step]
    node[last] = value
    assert schema_complaints(manifest) != []


@pytest.mark.parametrize("left_out", ["id", "developer", "icons", "accentColor"])
def test_a_manifest_that_lacks_something_is_complained_of(left_out: str) -> None:
    manifest = build_manifest(settings(), TEXTS)
    del manifest[left_out]
    assert [complaint for complaint in schema_complaints(manifest) if left_out in complaint]


@pytest.mark.parametrize(("place", "text"), [("name.short", "x" * 31), ("nam.short", "x"), ("bots[1].name", "x")])
def test_a_broken_translation_is_complained_of(place: str, text: str) -> None:
    assert schema_complaints(build_translation(TEXTS) | {place: text}) != []


def test_without_the_schemas_the_check_fails_and_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(pytest.fail.Exception, match="make test"):
        schema_complaints(build_translation(TEXTS), tmp_path)


def test_the_manifest_says_what_the_settings_say() -> None:
    manifest = build_manifest(settings(), TEXTS)
    assert manifest["id"] == manifest["bots"][0]["botId"] == APP_ID
    # the schema would take http, the store doesn't
    assert all(manifest["developer"][name].startswith("https://") for name in ("websiteUrl", "privacyUrl", "termsOfUseUrl"))
    assert manifest["validDomains"] == ["lex.example"]
    assert manifest["localizationInfo"]["defaultLanguageTag"] == "sv"


def shown_texts(node: Any, place: str = "") -> dict[str, str]:
    """What a manifest says to people, by its place as the translation writes it."""
    if isinstance(node, list):
        return {at: text for n, item in enumerate(node) for at, text in shown_texts(item, f"{place}[{n}]").items()}
    if not isinstance(node, dict):
        return {}
    found: dict[str, str] = {}
    for name, value in node.items():
        at = f"{place}.{name}" if place else name
        if isinstance(value, str) and (name in ("title", "description") or place in ("name", "description")):
            found[at] = value
        found |= shown_texts(value, at)
    return found


def put(manifest: Any, place: str, text: str) -> None:
    """Put a text in its place."""
    *way, last = [part for name, number in STEP.findall(place) for part in (name, *([int(number)] if number else []))]
    for step in way:
        manifest = manifest[step]
    manifest[last] = text


def test_the_translation_leaves_nothing_out_and_fits_in_the_manifest() -> None:
    manifest, translation = build_manifest(settings(), TEXTS), build_translation(TEXTS)
    texts = {place: text for place, text in translation.items() if place != "$schema"}
    assert texts.keys() == shown_texts(manifest).keys()
    for place, text in texts.items():
        put(manifest, place, text)
    assert shown_texts(manifest) == texts
    assert schema_complaints(manifest) == []


def test_a_message_can_be_logged_and_ones_own_reports_searched_for() -> None:
    [extension] = build_manifest(settings(), TEXTS)["composeExtensions"]
    action, search = extension["commands"]
    assert extension["botId"] == APP_ID
    assert (action["type"], action["title"], action["fetchTask"]) == ("action", "Logga som samverkansbrist", True)
    assert action["context"] == ["message", "compose", "commandBox"]
    assert (search["type"], [parameter["name"] for parameter in search["parameters"]]) == ("query", ["query"])


def test_a_group_is_offered_nothing_of_ones_own() -> None:
    [bot] = build_manifest(settings(), TEXTS)["bots"]
    personal, group = bot["commandLists"]
    assert bot["scopes"] == personal["scopes"] + group["scopes"]
    assert [command["title"] for command in group["commands"]] == ["rapportera", "hjälp"]


def test_no_word_of_microsofts_is_in_the_name() -> None:
    name = " ".join(build_manifest(settings(), TEXTS)["name"].values()).lower()
    assert not any(word in name for word in ("microsoft", "teams", "bot"))


@pytest.mark.parametrize("locale", ["sv", "en"])
def test_every_command_is_understood_in_its_own_language(locale: str) -> None:
    understander = Understander(categoriser(), Vocabulary.default())
    for name, intent in zip(("report", "meeting", "mine", "summary", "help"), INTENTS, strict=True):
        command = TEXTS.t(locale, f"manifest.command.{name}")
        assert understander.understand(command, NOW).intent is intent, command
        assert intent in HEARD


def test_the_colour_icon_is_192_pixels_and_covers_its_ground() -> None:
    side, colour, rows = pixels(colour_icon())
    assert (side, colour) == (192, 6)
    alphas = {rows[row * (side * 4 + 1) + 4 + column * 4] for row in range(side) for column in range(side)}
    assert alphas == {255}


def test_the_outline_icon_is_32_pixels_of_white_on_nothing() -> None:
    side, colour, rows = pixels(outline_icon())
    assert (side, colour) == (32, 6)
    seen = [rows[row * (side * 4 + 1) + 1 + column * 4 :][:4] for row in range(side) for column in range(side)]
    assert all(tuple(pixel[:3]) == WHOLE for pixel in seen)
    assert {0, 255} <= {pixel[3] for pixel in seen}


def test_the_package_holds_what_the_manifest_names(tmp_path: Path) -> None:
    path = write_package(settings(), TEXTS, tmp_path / "out")
    with zipfile.ZipFile(path) as package:
        manifest = json.loads(package.read("manifest.json"))
        named = {*manifest["icons"].values(), manifest["localizationInfo"]["additionalLanguages"][0]["file"], "manifest.json"}
        assert set(package.namelist()) == named
        assert json.loads(package.read(f"{OTHER}.json")) == build_translation(TEXTS)
