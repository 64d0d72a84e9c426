"""Only the Bot Connector is believed, and its keys can change without the bot going deaf."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
import pytest
import time_machine

from bot.adapter import AdapterConfig, ConfigError
from bot.seam import keys
from bot.seam.authentication import LEEWAY_SECONDS
from tests.bot.fake_identity_provider import APP_ID, LIFETIME, make_token, private_key
from tests.bot.running_bot import bot_in_production, message


async def test_a_right_token_is_served_and_answered() -> None:
    async with bot_in_production() as (bot, connector, _):
        assert await bot.post_signed(message(connector.service_url)) == 200
        assert connector.texts == ["echo hej"]


WRONG_CLAIMS: dict[str, dict[str, Any]] = {
    "another audience": {"aud": "another-app"},
    "no audience": {"aud": None},
    "another issuer": {"iss": "https://sts.windows.net/somebody/"},
    "no issuer": {"iss": None},
    "expired": {"exp": datetime(2026, 3, 12, tzinfo=UTC)},
    "no expiry": {"exp": None},
    "not yet valid": {"nbf": datetime(2126, 3, 12, tzinfo=UTC)},
    "an unknown key": {"key": "never-announced"},
    "another's signature under a known key id": {"key": "forged", "kid": "first"},
    "no signature": {"alg": "none"},
    "another service URL": {"serviceurl": "https://smba.trafficmanager.net/emea/"},
    "no service URL": {"serviceurl": None},
}


@pytest.mark.parametrize("claims", WRONG_CLAIMS.values(), ids=WRONG_CLAIMS.keys())
async def test_a_token_that_does_not_hold_is_refused(claims: dict[str, Any]) -> None:
    async with bot_in_production() as (bot, connector, _):
        assert await bot.post_signed(message(connector.service_url), **claims) == 401
        assert connector.sent == []


@pytest.mark.parametrize(
    "header", [None, "", "Bearer", "Bearer ", "Bearer x", "Bearer a.b.c", "Basic a2ltOmhlag==", "Bearer " + "x" * 8000]
)
async def test_a_header_without_a_token_is_refused(header: str | None) -> None:
    async with bot_in_production() as (bot, connector, provider):
        headers = {} if header is None else {"Authorization": header}
        async with bot.client.post(bot.url, json=message(connector.service_url), headers=headers) as response:
            assert response.status == 401
            assert response.headers["WWW-Authenticate"] == "Bearer"
        assert connector.sent == []
        assert provider.hits["keys"] == 0, "a header without a token must not make us ask the issuer"


async def test_a_public_key_is_not_taken_for_a_shared_secret() -> None:
    """The old trick: a token signed by HMAC with what everybody can read, the public key."""
    async with bot_in_production() as (bot, connector, _):
        claims = jwt.decode(make_token(connector.service_url), options={"verify_signature": False})
        public = private_key("first").public_key().public_numbers().n.to_bytes(256, "big")
        token = jwt.encode(claims, public, algorithm="HS256", headers={"kid": "first"})
        status, _ = await bot.post(message(connector.service_url), token)
        assert status == 401


@pytest.mark.parametrize("endorsements", [None, [], ["webchat"]])
async def test_a_key_that_is_not_endorsed_for_teams_is_refused(endorsements: list[str] | None) -> None:
    async with bot_in_production() as (bot, connector, provider):
        provider.endorsements = endorsements
        assert await bot.post_signed(message(connector.service_url)) == 401
        assert connector.sent == []


async def test_a_channel_that_the_key_is_not_endorsed_for_is_refused() -> None:
    async with bot_in_production() as (bot, connector, _):
        assert await bot.post_signed(message(connector.service_url, channelId="telegram")) == 401
        assert await bot.post_signed(message(connector.service_url, channelId=None)) == 401


@pytest.mark.parametrize("channel", ["webchat", "directline", "emulator", "MSTEAMS"])
async def test_another_channel_is_refused_though_the_key_is_endorsed_for_it(channel: str) -> None:
    """There a client says itself who writes, and could be any coordinator."""
    async with bot_in_production() as (bot, connector, provider):
        provider.endorsements = ["msteams", channel]
        assert await bot.post_signed(message(connector.service_url, channelId=channel)) == 403
        assert connector.sent == []
        assert await bot.post_signed(message(connector.service_url)) == 200


async def test_the_keys_are_fetched_once_for_many_requests() -> None:
    async with bot_in_production() as (bot, connector, provider):
        provider.delay = 0.05
        statuses = await asyncio.gather(*(bot.post_signed(message(connector.service_url)) for _ in range(20)))
        assert statuses == [200] * 20
        assert (provider.hits["metadata"], provider.hits["keys"]) == (1, 1)


async def test_a_rotated_key_is_served_after_one_look() -> None:
    async with bot_in_production() as (bot, connector, provider):
        assert await bot.post_signed(message(connector.service_url)) == 200
        provider.rotate("second")
        provider.delay = 0.05
        statuses = await asyncio.gather(*(bot.post_signed(message(connector.service_url), key="second") for _ in range(10)))
        assert statuses == [200] * 10
        assert provider.hits["keys"] == 2
        assert await bot.post_signed(message(connector.service_url), key="first") == 200


async def test_a_token_that_held_is_refused_once_it_has_ended() -> None:
    async with bot_in_production() as (bot, connector, _):
        token = make_token(connector.service_url)
        assert (await bot.post(message(connector.service_url), token))[0] == 200
        assert (await bot.post(message(connector.service_url), token))[0] == 200
        with time_machine.travel(timedelta(seconds=LIFETIME + LEEWAY_SECONDS), tick=True):
            assert (await bot.post(message(connector.service_url), token))[0] == 401


async def test_a_token_that_held_is_refused_once_its_key_is_withdrawn() -> None:
    async with bot_in_production() as (bot, connector, provider):
        token = make_token(connector.service_url)
        assert (await bot.post(message(connector.service_url), token))[0] == 200
        provider.keys = ["second"]
        assert await bot.post_signed(message(connector.service_url), key="second") == 200
        assert (await bot.post(message(connector.service_url), token))[0] == 401


async def test_a_token_that_held_is_not_taken_for_another_service_url() -> None:
    async with bot_in_production() as (bot, connector, _):
        token = make_token(connector.service_url)
        assert (await bot.post(message(connector.service_url), token))[0] == 200
        assert (await bot.post(message(connector.service_url + "/elsewhere"), token))[0] == 401


async def test_a_flood_of_unknown_keys_asks_the_issuer_once() -> None:
    async with bot_in_production() as (bot, connector, provider):
        assert await bot.post_signed(message(connector.service_url)) == 200
        for number in range(30):
            assert await bot.post_signed(message(connector.service_url), key="forged", kid=f"made-up-{number}") == 401
        assert provider.hits["keys"] == 2
        assert await bot.post_signed(message(connector.service_url)) == 200, "the flood must not shut the channel out"


async def test_an_unknown_key_with_claims_that_can_never_hold_asks_nobody() -> None:
    async with bot_in_production() as (bot, connector, provider):
        assert await bot.post_signed(message(connector.service_url), kid="made-up", aud="another-app") == 401
        assert provider.hits["keys"] == 0


async def test_an_issuer_that_is_down_is_not_taken_for_a_wrong_token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "PAUSE_AFTER_FAILURE", 0.0)
    async with bot_in_production() as (bot, connector, provider):
        provider.down = True
        assert await bot.post_signed(message(connector.service_url)) == 503
        provider.down = False
        assert await bot.post_signed(message(connector.service_url)) == 200


async def test_an_issuer_that_goes_down_later_changes_nothing_for_known_keys() -> None:
    async with bot_in_production() as (bot, connector, provider):
        assert await bot.post_signed(message(connector.service_url)) == 200
        provider.down = True
        assert await bot.post_signed(message(connector.service_url)) == 200


async def test_a_slow_issuer_costs_its_time_limit() -> None:
    async with bot_in_production(keys=0.1) as (bot, connector, provider):
        provider.answers.clear()
        assert await bot.post_signed(message(connector.service_url)) == 503
        provider.answers.set()


async def test_who_waits_for_a_slow_issuer_holds_up_no_other() -> None:
    async with bot_in_production(keys=60) as (bot, connector, provider):
        provider.answers.clear()
        waiting = asyncio.create_task(bot.post_signed(message(connector.service_url)))
        await provider.asked.wait()
        assert (await bot.post(message(connector.service_url)))[0] == 401
        assert not waiting.done()
        provider.answers.set()
        assert await waiting == 200


async def test_a_key_that_we_cannot_use_does_not_take_the_others_with_it() -> None:
    async with bot_in_production() as (bot, connector, provider):
        provider.extra_keys = [
            {"kid": "ec", "kty": "EC", "crv": "P-256"},
            {"kty": "RSA"},
            {"kid": "bad", "kty": "RSA", "n": "!"},
            7,
        ]
        assert await bot.post_signed(message(connector.service_url)) == 200


@pytest.mark.parametrize("missing", ["app_id", "app_password", "tenant_id"])
def test_without_credentials_it_does_not_start_outside_development(missing: str) -> None:
    credentials = {"app_id": APP_ID, "app_password": "secret", "tenant_id": "tenant", missing: ""}
    with pytest.raises(ConfigError, match=missing):
        AdapterConfig(**credentials)  # type: ignore[arg-type]  # texts only


@pytest.mark.parametrize("field", ["openid_metadata_url", "login_url"])
def test_keys_and_tokens_are_not_fetched_in_the_clear(field: str) -> None:
    with pytest.raises(ConfigError, match=field):
        AdapterConfig(app_id="a", app_password="b", tenant_id="c", **{field: "http://login.example.test/x"})  # type: ignore[arg-type]


def test_the_password_does_not_stand_in_the_configuration_s_text() -> None:
    assert "secret-word" not in repr(AdapterConfig(app_id="a", app_password="secret-word", tenant_id="c"))
