"""The settings: typed, read once from the environment (`LEXHELLER_…`) or a `.env` file; told in docs/operations.md."""

import difflib
import ipaddress
import logging
import os
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Self
from urllib.parse import SplitResult, urlsplit

from dotenv import dotenv_values
from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

DEVELOPMENT_SECRET = "development-only"  # noqa: S105  # refused outside development, below
DEVELOPMENT_SENDER = "lexheller@localhost"  # as above
DRIVERS = ("postgresql+asyncpg", "sqlite+aiosqlite")
PREFIX = "LEXHELLER_"
ENV_FILE = ".env"
NO_HTTPS = f"set {PREFIX}PUBLIC_URL to the https address that people reach the product by"


class Environment(StrEnum):
    """Development runs on loopback without accounts; production refuses what is unsafe."""

    DEVELOPMENT = "development"
    PRODUCTION = "production"


class SettingsAsGiven(BaseSettings):
    """All settings as they were given, each right by itself. Raises `pydantic.ValidationError`, which repeats no value."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_file=ENV_FILE, extra="ignore", hide_input_in_errors=True)

    environment: Environment = Field(
        default=Environment.PRODUCTION,
        description="`development` turns authentication off and catches mail; else `production`.",
    )
    data_dir: Path = Field(
        default=Path("data"), description="Folder for the SQLite file, the trained model and the notes of deliveries."
    )
    database_url: str | None = Field(
        default=None,
        repr=False,  # it may hold a password
        description="SQLAlchemy address, `postgresql+asyncpg://…` or `sqlite+aiosqlite:///…`; else a file in the data folder.",
    )
    host: str = Field(default="127.0.0.1", description="Address that the web server listens on.")
    development_on_the_network: bool = Field(
        default=False,
        description="Let development listen on other than loopback: whoever reaches it is believed and reads all mail.",
    )
    port: int = Field(default=3978, ge=0, le=65535, description="Port that the web server listens on.")
    proxies: int = Field(
        default=0,
        ge=0,
        le=5,
        description="How many reverse proxies of ours stand before us; each adds the caller's address to `X-Forwarded-For`.",
    )
    public_url: str = Field(
        default="",
        description="The address that people reach the product by; signed links start with it. Required in production (https).",
    )
    secret_key: SecretStr = Field(
        default=SecretStr(DEVELOPMENT_SECRET),
        description="Signs links and sessions; a new one ends them all. At least 32 characters in production.",
    )
    log_level: str = Field(default="INFO", description="Lowest level that is logged.")

    bot_app_id: str = Field(default="", description="The bot's Entra application id. Required in production.")
    bot_app_password: SecretStr = Field(default=SecretStr(""), description="The bot's client secret. Required in production.")
    bot_tenant_id: str = Field(default="", description="The Entra tenant of the bot (single tenant). Required in production.")
    bot_service_hosts: tuple[str, ...] = Field(
        default=("smba.trafficmanager.net", "*.smba.trafficmanager.net", "*.botframework.com"),
        description="Hosts that the bot may send to, as a JSON list; `*.` stands for subdomains.",
    )
    bot_openid_metadata_url: str = Field(
        default="https://login.botframework.com/v1/.well-known/openidconfiguration",
        description="Where the channel's signing keys are announced.",
    )
    bot_login_url: str = Field(default="https://login.microsoftonline.com", description="Where the bot gets its own tokens.")

    smtp_host: str = Field(
        default="",
        description="The SMTP server that takes the mail. Required in production; in development, none stands for our own sink.",
    )
    smtp_port: int = Field(default=25, ge=1, le=65535, description="Its port.")
    smtp_user: str = Field(default="", description="Name at the SMTP server; empty for none.")
    smtp_password: SecretStr = Field(default=SecretStr(""), description="Password at the SMTP server.")
    smtp_starttls: bool = Field(default=True, description="Demand STARTTLS. Ignored in development.")
    mail_from: str = Field(default=DEVELOPMENT_SENDER, description="Sender's address of all mail. Required in production.")
    bounce_dir: Path | None = Field(
        default=None,
        description="Maildir that mail to the sender's address is delivered into; the clock reads there which letters came back.",
    )

    clock_seconds: float = Field(default=60.0, gt=0, description="How often the clock looks for what is due.")
    outbox_seconds: float = Field(
        default=1.0, gt=0, description="How often the outbox is looked through besides when a message is written."
    )
    outbox_lease_seconds: float = Field(
        default=60.0, gt=0, description="How long a process that took a message may be silent before another sends it."
    )
    digest_lease_seconds: float = Field(
        default=300.0, gt=0, description="How long a process may take to make an edition before another starts over."
    )

    sentence_model_dir: Path | None = Field(
        default=None,
        description="Folder of a sentence model (`model.onnx`, `vocab.txt`) that the built-in categoriser is weighed with;"
        " needs the extra `onnx`.",
    )

    language_model_url: str = Field(
        default="",
        description="A language model that may propose: the address up to `/chat/completions`, as in `http://127.0.0.1:8080/v1`;"
        " with a version of Azure's, the resource's own. Empty: none. https, but for loopback.",
    )
    language_model_key: SecretStr = Field(default=SecretStr(""), description="Its key; empty for none.")
    language_model_name: str = Field(default="", description="The model, or the deployment at Azure.")
    language_model_azure_version: str = Field(default="", description="Azure OpenAI's API version, as `2024-10-21`; else empty.")
    language_model_seconds: float = Field(
        default=3.0, gt=0, le=8, description="How long it may take before the built-in model's proposals stand."
    )

    @field_validator("language_model_url")
    @classmethod
    def _keeps_secrets(cls, url: str) -> str:
        address = urlsplit(url)
        if url and not (address.hostname and (address.scheme == "https" or _is_loopback_http(address))):
            raise ValueError("must be an https address; http is for loopback alone")
        if address.username or address.password or address.query or address.fragment:
            raise ValueError("must be an address alone: the key and the version have settings of their own")
        return url

    @field_validator("log_level")
    @classmethod
    def _is_a_level(cls, level: str) -> str:
        levels = [name for name in logging.getLevelNamesMapping() if name != "NOTSET"]
        if level.upper() not in levels:
            raise ValueError(f"must be one of {', '.join(levels)}")
        return level.upper()

    @field_validator("database_url")
    @classmethod
    def _is_an_address(cls, url: str | None) -> str | None:
        if not url:
            return url
        try:
            address = make_url(url)
        except (ArgumentError, ValueError):
            address = None
        if address is None or address.drivername not in DRIVERS:
            raise ValueError(
                f"must be an address such as {DRIVERS[0]}://user:password@host/name or {DRIVERS[1]}:////folder/file.db"
            )
        if "sslmode" in address.query:
            raise ValueError("the driver asyncpg calls it ssl, not sslmode: write ?ssl=require")
        return url


class PackageSettings(SettingsAsGiven):
    """The settings that the Teams package holds, whose bot and where: it may be written before the others are there.

    Raises `pydantic.ValidationError`.
    """

    @model_validator(mode="after")
    def _fill_in_or_refuse(self) -> Self:
        if self.environment is Environment.DEVELOPMENT:
            self.public_url = self.public_url or _own_address(self)
            return self
        missing = [] if self.bot_app_id else [f"set {PREFIX}BOT_APP_ID to the bot's application id"]
        if not self.public_url.startswith("https://"):
            missing.append(NO_HTTPS)
        if problems := [*_misspelt(), *missing]:
            raise ValueError("\n".join(problems))
        return self


class Settings(SettingsAsGiven):
    """All settings, safe together. Raises `pydantic.ValidationError`, which says which setting is wrong and what it must be."""

    @property
    def development(self) -> bool:
        """Whether this is a development environment."""
        return self.environment is Environment.DEVELOPMENT

    @property
    def effective_database_url(self) -> str:
        """The database's address: the setting, or the SQLite file in the data folder."""
        return self.database_url or f"sqlite+aiosqlite:///{self.data_dir.resolve() / 'lexheller.db'}"

    @model_validator(mode="after")
    def _fill_in_or_refuse(self) -> Self:
        # All at once, so that nobody is told of the next fault only when the first is mended.
        if problems := [*_misspelt(), *self._unsafe()]:
            raise ValueError("\n".join(problems))
        if self.language_model_url and not self.language_model_name:
            raise ValueError(
                "set LEXHELLER_LANGUAGE_MODEL_NAME to the model that LEXHELLER_LANGUAGE_MODEL_URL is to be asked for"
            )
        if self.development:
            self.public_url = self.public_url or _own_address(self)
        return self

    def _unsafe(self) -> Iterator[str]:
        if self.development:
            if not (self.development_on_the_network or _is_loopback(self.host)):
                yield (
                    "development asks nobody who they are: set LEXHELLER_HOST to 127.0.0.1,"
                    " or LEXHELLER_DEVELOPMENT_ON_THE_NETWORK=true to let everybody in who reaches it"
                )
            return
        missing = [name for name in ("bot_app_id", "bot_tenant_id", "smtp_host") if not getattr(self, name)]
        if not self.bot_app_password.get_secret_value():
            missing.append("bot_app_password")
        if self.mail_from == DEVELOPMENT_SENDER:
            missing.append("mail_from")
        if missing:
            names = ", ".join(f"{PREFIX}{name.upper()}" for name in missing)
            yield f"set {names}, or LEXHELLER_ENVIRONMENT=development to try the product without a Teams account"
        secret = self.secret_key.get_secret_value()
        if secret == DEVELOPMENT_SECRET or len(secret) < 32:
            yield "set LEXHELLER_SECRET_KEY to at least 32 random characters"
        if not self.public_url.startswith("https://"):
            yield NO_HTTPS


def _own_address(settings: SettingsAsGiven) -> str:
    return f"http://{settings.host}:{settings.port}"


def _misspelt() -> Iterator[str]:
    """Return a sentence for each setting that was given and doesn't exist: it would silently not do what somebody meant."""
    known = [f"{PREFIX}{name.upper()}" for name in Settings.model_fields]
    for name in sorted({name.upper() for name in (*os.environ, *dotenv_values(ENV_FILE))}):
        if name.startswith(PREFIX) and name not in known:
            near = difflib.get_close_matches(name, known, n=1)
            yield f"there is no setting {name}" + (f": did you mean {near[0]}?" if near else "")


def _is_loopback_http(address: SplitResult) -> bool:
    return address.scheme == "http" and _is_loopback(address.hostname or "")


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
