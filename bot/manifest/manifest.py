"""The manifest of the Teams app, Swedish with English beside it, and the package that holds it.

The rules are those of schema 1.19, the newest that older tenants take:
https://learn.microsoft.com/microsoftteams/platform/resources/schema/manifest-schema
"""

import json
import zipfile
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from backend.i18n import Texts
from backend.settings import Settings
from bot.manifest.icons import GROUND, colour_icon, outline_icon

SCHEMA = "1.19"
# Raised with every change of what follows: Teams takes an update only under a higher number.
VERSION = "1.0.0"
DEFAULT, OTHER = "sv", "en"
COMMANDS = ("report", "meeting", "mine", "summary", "help")
SCHEMA_FOLDER = f"https://developer.microsoft.com/json-schemas/teams/v{SCHEMA}"


def build_manifest(settings: Settings, texts: Texts) -> dict[str, Any]:
    """Return the manifest of the app whose bot the settings name."""
    site = settings.public_url.rstrip("/")

    def t(key: str) -> str:
        return texts.t(DEFAULT, f"manifest.{key}")

    return {
        "$schema": f"{SCHEMA_FOLDER}/MicrosoftTeams.schema.json",
        "manifestVersion": SCHEMA,
        "version": VERSION,
        "id": settings.bot_app_id,
        "localizationInfo": {
            "defaultLanguageTag": DEFAULT,
            "additionalLanguages": [{"languageTag": OTHER, "file": f"{OTHER}.json"}],
        },
        "developer": {"name": t("name.short"), "websiteUrl": site, "privacyUrl": site, "termsOfUseUrl": site},
        "name": {"short": t("name.short"), "full": t("name.full")},
        "description": {"short": t("description.short"), "full": t("description.full")},
        "icons": {"color": "color.png", "outline": "outline.png"},
        "accentColor": "#{:02X}{:02X}{:02X}".format(*GROUND),
        "bots": [
            {
                "botId": settings.bot_app_id,
                "scopes": ["personal"],
                "commandLists": [
                    {
                        "scopes": ["personal"],
                        "commands": [
                            {"title": t(f"command.{name}"), "description": t(f"command.{name}.about")} for name in COMMANDS
                        ],
                    }
                ],
            }
        ],
        "validDomains": [urlsplit(site).hostname or ""],
    }


def build_translation(texts: Texts) -> dict[str, str]:
    """Return the manifest's texts in English, by their places in it."""

    def t(key: str) -> str:
        return texts.t(OTHER, f"manifest.{key}")

    translation = {
        "$schema": f"{SCHEMA_FOLDER}/MicrosoftTeams.Localization.schema.json",
        "name.short": t("name.short"),
        "name.full": t("name.full"),
        "description.short": t("description.short"),
        "description.full": t("description.full"),
    }
    for number, name in enumerate(COMMANDS):
        place = f"bots[0].commandLists[0].commands[{number}]"
        translation[f"{place}.title"] = t(f"command.{name}")
        translation[f"{place}.description"] = t(f"command.{name}.about")
    return translation


def write_package(settings: Settings, texts: Texts, folder: Path) -> Path:
    """Write `lexheller.zip` into a folder, which is made, and return its path."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "lexheller.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("manifest.json", _json(build_manifest(settings, texts)))
        package.writestr(f"{OTHER}.json", _json(build_translation(texts)))
        package.writestr("color.png", colour_icon())
        package.writestr("outline.png", outline_icon())
    return path


def _json(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"
