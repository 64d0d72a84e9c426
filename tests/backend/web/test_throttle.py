"""How often somebody may ask, and who it is that asks behind proxies of ours."""

from datetime import timedelta

from aiohttp import web
from aiohttp.test_utils import make_mocked_request

from backend.keys import SETTINGS
from backend.settings import Environment, Settings
from backend.web.throttle import MOST_KEYS, Throttle, remote_of
from tests.house import NOW


def test_a_limit_counts_within_its_window_alone() -> None:
    throttle = Throttle(2, timedelta(minutes=1))
    assert [throttle.take("a", NOW) for _ in range(3)] == [True, True, False]
    assert throttle.take("b", NOW), "each key has its own"
    assert throttle.take("a", NOW + timedelta(minutes=1))


def test_very_many_keys_fill_no_memory() -> None:
    throttle = Throttle(1, timedelta(minutes=1))
    for number in range(MOST_KEYS + 1):
        throttle.take(str(number), NOW)
    assert throttle.take("0", NOW), "the one unused for longest was forgotten"
    assert not throttle.take(str(MOST_KEYS), NOW)


def asked(forwarded: str, proxies: int) -> str:
    app = web.Application()
    app[SETTINGS] = Settings(environment=Environment.DEVELOPMENT, proxies=proxies)
    return remote_of(make_mocked_request("GET", "/", headers={"X-Forwarded-For": forwarded}, app=app))


def test_only_what_our_own_proxies_say_of_the_caller_counts() -> None:
    assert asked("198.51.100.7, 203.0.113.5", 1) == "203.0.113.5"
    assert asked("198.51.100.7, 203.0.113.5", 2) == "198.51.100.7"
    assert asked("198.51.100.7", 0) != "198.51.100.7", "anybody can write that header"
    assert asked("2001:db8:1:2:3:4:5:6", 1) == "2001:db8:1:2::/64"
