from pathlib import Path

import pytest
from pydantic import ValidationError

from backend.settings import Settings

SAFE = {
    "environment": "production",
    "bot_app_id": "app",
    "bot_app_password": "password",
    "bot_tenant_id": "tenant",
    "secret_key": "s" * 32,
    "smtp_host": "smtp.example",
    "mail_from": "lexheller@forbundet.example",
    "public_url": "https://lexheller.example",
}


@pytest.fixture(autouse=True)
def no_settings_from_outside(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(f"LEXHELLER_{name.upper()}", raising=False)


def test_production_with_all_that_it_needs_starts() -> None:
    assert not Settings(**SAFE).development  # type: ignore[arg-type]  # texts, as in the environment


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"bot_app_id": ""}, "LEXHELLER_BOT_APP_ID"),
        ({"bot_app_password": ""}, "LEXHELLER_BOT_APP_PASSWORD"),
        ({"bot_tenant_id": ""}, "LEXHELLER_BOT_TENANT_ID"),
        ({"smtp_host": ""}, "LEXHELLER_SMTP_HOST"),
        ({"mail_from": "lexheller@localhost"}, "LEXHELLER_MAIL_FROM"),
        ({"secret_key": "development-only"}, "LEXHELLER_SECRET_KEY"),
        ({"secret_key": "short"}, "LEXHELLER_SECRET_KEY"),
        ({"public_url": "http://lexheller.example"}, "LEXHELLER_PUBLIC_URL"),
    ],
    ids=str,
)
def test_production_refuses_what_is_unsafe_and_says_what_to_set(change: dict[str, str], named: str) -> None:
    with pytest.raises(ValidationError, match=named):
        Settings(**{**SAFE, **change})  # type: ignore[arg-type]  # texts, as in the environment


def test_without_any_setting_it_is_production_and_refuses() -> None:
    with pytest.raises(ValidationError, match="LEXHELLER_ENVIRONMENT=development"):
        Settings()


def test_development_needs_nothing() -> None:
    settings = Settings(environment="development")  # type: ignore[arg-type]  # a text, as in the environment
    assert settings.effective_database_url.endswith("/data/lexheller.db")


def test_secrets_do_not_show() -> None:
    assert "password" not in repr(Settings(**SAFE)).replace("bot_app_password", "").replace("smtp_password", "")  # type: ignore[arg-type]  # texts


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "", "10.0.0.4", "lexheller.example"])
def test_development_listens_on_this_machine_alone_unless_it_is_let_out_by_name(host: str) -> None:
    with pytest.raises(ValidationError, match="LEXHELLER_DEVELOPMENT_ON_THE_NETWORK"):
        Settings(environment="development", host=host)  # type: ignore[arg-type]  # a text, as in the environment
    Settings(environment="development", host=host, development_on_the_network=True)  # type: ignore[arg-type]  # as above
    Settings(**{**SAFE, "host": host})  # type: ignore[arg-type]  # as above


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.2", "::1", "localhost"])
def test_development_listens_on_loopback(host: str) -> None:
    Settings(environment="development", host=host)  # type: ignore[arg-type]  # a text, as in the environment


@pytest.mark.parametrize(
    "url",
    [
        "nonsense",
        "postgresql://u:hemligt@h/d",
        "postgresql+asyncpg://u:hem:ligt/t@h:x/d",
        "mysql+aiomysql://u:hemligt@h/d",
        "://",
    ],
)
def test_an_address_of_no_database_is_refused_and_not_repeated(url: str) -> None:
    with pytest.raises(ValidationError, match="postgresql\\+asyncpg://") as refused:
        Settings(environment="development", database_url=url)  # type: ignore[arg-type]  # a text, as in the environment
    assert "hem" not in str(refused.value)


def test_a_log_level_is_one_that_exists() -> None:
    assert Settings(environment="development", log_level="debug").log_level == "DEBUG"  # type: ignore[arg-type]  # a text
    with pytest.raises(ValidationError, match="WARNING"):
        Settings(environment="development", log_level="foo")  # type: ignore[arg-type]  # as above


def test_the_database_s_password_does_not_show() -> None:
    url = "postgresql+asyncpg://u:hemligt@h/d"
    assert "hemligt" not in repr(Settings(environment="development", database_url=url))  # type: ignore[arg-type]  # a text


def test_all_that_is_missing_is_told_at_once() -> None:
    with pytest.raises(ValidationError) as refused:
        Settings()
    told = str(refused.value)
    assert all(f"LEXHELLER_{name}" in told for name in ("BOT_APP_ID", "SMTP_HOST", "MAIL_FROM", "SECRET_KEY", "PUBLIC_URL"))


@pytest.mark.parametrize("place", ["environment", "file"])
def test_a_misspelt_setting_is_told_with_the_name_that_was_meant(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, place: str
) -> None:
    if place == "environment":
        monkeypatch.setenv("LEXHELLER_SMPT_HOST", "smtp.example")
    else:
        (tmp_path / ".env").write_text("LEXHELLER_SMPT_HOST=smtp.example\n", "utf-8")
    with pytest.raises(ValidationError, match="LEXHELLER_SMPT_HOST: did you mean LEXHELLER_SMTP_HOST"):
        Settings(**SAFE)  # type: ignore[arg-type]  # texts, as in the environment


def test_an_option_that_the_driver_would_stumble_over_is_explained() -> None:
    url = "postgresql+asyncpg://lex@db.example/lex?sslmode=require"
    with pytest.raises(ValidationError, match=r"\?ssl=require"):
        Settings(**{**SAFE, "database_url": url})  # type: ignore[arg-type]  # texts, as in the environment
