"""The manifest of the Teams app, Swedish with English beside it, and the package that holds it.

The rules are those of schema 1.19, the newest that older tenants take:
https://learn.microsoft.com/microsoftteams/platform/resources/schema/manifest-schema
"""

import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from backend.i18n import Texts
from backend.settings import SettingsAsGiven
from backend.web.about import PRIVACY, TERMS
from bot.manifest.icons import GROUND, colour_icon, outline_icon

SCHEMA = "1.19"
# Raised with every change of what follows: Teams takes an update only under a higher number.
VERSION = "1.0.0"
DEFAULT, OTHER = "sv", "en"
COMMANDS = ("report", "meeting", "mine", "summary", "help")
# The commands by the scopes that they are offered in: what others read along in holds nothing of one's own.
COMMAND_LISTS = ((("personal",), COMMANDS), (("team", "groupChat"), ("report", "help")))
ACTIONS = ("log", "find")
SCHEMA_FOLDER = f"https://developer.microsoft.com/json-schemas/teams/v{SCHEMA}"


def build_manifest(settings: SettingsAsGiven, texts: Texts) -> dict[str, Any]:
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
        "developer": {
            "name": t("name.short"),
            "websiteUrl": site,
            "privacyUrl": f"{site}{PRIVACY}",
            "termsOfUseUrl": f"{site}{TERMS}",
        },
        "name": {"short": t("name.short"), "full": t("name.full")},
        "description": {"short": t("description.short"), "full": t("description.full")},
        "icons": {"color": "color.png", "outline": "outline.png"},
        "accentColor": "#{:02X}{:02X}{:02X}".format(*GROUND),
        "bots": [
            {
                "botId": settings.bot_app_id,
                "scopes": [scope for scopes, _ in COMMAND_LISTS for scope in scopes],
                "commandLists": [
                    {
                        "scopes": list(scopes),
                        "commands": [
                            {"title": t(f"command.{name}"), "description": t(f"command.{name}.about")} for name in commands
                        ],
                    }
                    for scopes, commands in COMMAND_LISTS
                ],
            }
        ],
        "composeExtensions": [{"botId": settings.bot_app_id, "commands": [_log_action(t), _find_query(t)]}],
        "validDomains": [urlsplit(site).hostname or ""],
    }


def _log_action(t: Callable[[str], str]) -> dict[str, Any]:
    """Return the action that opens the form in a dialog: from a message's menu, and from where one writes and commands."""
    return {
        "id": "log",
        "type": "action",
        "title": t("action.log"),
        "description": t("action.log.about"),
        "context": ["message", "compose", "commandBox"],
        "fetchTask": True,
    }


def _find_query(t: Callable[[str], str]) -> dict[str, Any]:
    """Return the search among one's own reports; it shows the newest before anything is searched for."""
    return {
        "id": "find",
        "type": "query",
        "title": t("action.find"),
        "description": t("action.find.about"),
        "context": ["compose", "commandBox"],
        "initialRun": True,
        "parameters": [
            {"name": "query", "title": t("action.find.query"), "description": t("action.find.query.about"), "inputType": "text"}
        ],
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
    for list_number, (_, commands) in enumerate(COMMAND_LISTS):
        for number, name in enumerate(commands):
            place = f"bots[0].commandLists[{list_number}].commands[{number}]"
            translation[f"{place}.title"] = t(f"command.{name}")
            translation[f"{place}.description"] = t(f"command.{name}.about")
    for number, name in enumerate(ACTIONS):
        place = f"composeExtensions[0].commands[{number}]"
        translation[f"{place}.title"] = t(f"action.{name}")
        translation[f"{place}.description"] = t(f"action.{name}.about")
    query = f"composeExtensions[0].commands[{ACTIONS.index('find')}].parameters[0]"
    translation[f"{query}.title"] = t("action.find.query")
    translation[f"{query}.description"] = t("action.find.query.about")
    return translation


def write_package(settings: SettingsAsGiven, texts: Texts, folder: Path) -> Path:
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
