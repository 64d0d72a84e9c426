"""Which service URLs the bot sends to."""

import pytest

from bot.seam.config import SERVICE_HOSTS, ServiceUrlRefusedError, ServiceUrls


@pytest.mark.parametrize(
    "url",
    [
        "https://smba.trafficmanager.net/emea/",
        "https://SMBA.trafficmanager.net/emea/11111111-1111-1111-1111-111111111111/",
        "https://europe.webchat.botframework.com/",
        "https://smba.trafficmanager.net:443/emea",
    ],
)
def test_microsoft_s_own_hosts_are_allowed(url: str) -> None:
    assert str(ServiceUrls(SERVICE_HOSTS, loopback=False).check(url).host).endswith((".net", ".com"))


@pytest.mark.parametrize("url", ["http://127.0.0.1:56150/_connector", "http://localhost:56150", "http://[::1]:56150"])
def test_loopback_is_allowed_only_where_it_is_asked_for(url: str) -> None:
    ServiceUrls(SERVICE_HOSTS, loopback=True).check(url)
    with pytest.raises(ServiceUrlRefusedError):
        ServiceUrls(SERVICE_HOSTS, loopback=False).check(url)


@pytest.mark.parametrize(
    "url", ["http://0.0.0.0/", "http://127.0.0.1.example.test/", "http://10.0.0.1/", "http://localhost.example.test/"]
)
def test_what_only_looks_like_loopback_is_refused(url: str) -> None:
    with pytest.raises(ServiceUrlRefusedError):
        ServiceUrls(SERVICE_HOSTS, loopback=True).check(url)


def test_a_host_is_compared_whole() -> None:
    urls = ServiceUrls(("*.example.test", "one.test"), loopback=False)
    urls.check("https://a.b.example.test/")
    urls.check("https://one.test/")
    for other in ("https://example.test/", "https://notexample.test/", "https://a.one.test/", "https://one.test./"):
        with pytest.raises(ServiceUrlRefusedError):
            urls.check(other)
