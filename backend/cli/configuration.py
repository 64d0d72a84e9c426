"""The settings as commands read and show them, and the Teams package that is written from them."""

from pathlib import Path
from typing import Annotated

import typer
from pydantic import SecretStr, ValidationError
from sqlalchemy.engine import make_url

from backend.app import ROOMS
from backend.cli.screen import out
from backend.i18n import Texts
from backend.logs import configure_logs
from backend.settings import PREFIX, PackageSettings, Settings, SettingsAsGiven
from bot.manifest.manifest import write_package


def read_settings() -> Settings:
    """Return the settings, and log from here on as they say."""
    settings = Settings()
    configure_logs(settings.log_level)
    return settings


def model_folder() -> Path:
    """Return where the trained model is. Understanding opens nothing, so what production demands must not stand in its way."""
    return SettingsAsGiven().data_dir / "models"


def manifest(
    folder: Annotated[Path, typer.Option("--out", help="Folder for the package.")],
) -> None:
    """Write the app package that a Teams administrator uploads, for the bot and the address that the settings name."""
    out.print(str(write_package(PackageSettings(), Texts(ROOMS), folder)), markup=False)


def settings_command() -> None:
    """Show every setting, its value (secrets hidden) and what it is for; then what is missing or wrong, if anything is."""
    wrong: set[str] = set()
    problem: ValidationError | None = None
    settings: SettingsAsGiven
    try:
        settings = Settings()
    except ValidationError as error:
        problem = error
        wrong = {str(one["loc"][0]) for one in error.errors() if one["loc"]}
        settings = SettingsAsGiven(**{name: Settings.model_fields[name].default for name in wrong})
    # A line each, not a table: nothing is cut off in a narrow window, and grep finds it.
    for name, field in Settings.model_fields.items():
        shown = "(wrong)" if name in wrong else _shown(name, getattr(settings, name))
        out.print(f"{PREFIX}{name.upper()}={shown}", style="bold", markup=False)
        out.print(f"    {field.description}", markup=False)
    if problem:
        raise problem


def _shown(name: str, value: object) -> str:
    if isinstance(value, SecretStr):
        return "(set)" if value.get_secret_value() else ""
    if name == "database_url" and value:
        url = make_url(str(value))
        # A password may stand among the driver's options as well.
        options = {key: "***" if "password" in key else given for key, given in url.query.items()}
        return url.set(query=options).render_as_string(hide_password=True)
    return str(value)
