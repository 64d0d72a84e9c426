import pytest
import time_machine

from backend.errors import DomainError
from backend.links import Links

LINKS = Links("k" * 32, "https://lexheller.example/")


def token(url: str) -> str:
    return url.rsplit("/", 1)[1]


def test_a_link_says_what_it_was_made_of() -> None:
    url = LINKS.to("edition", 1, 7, 3)
    assert url.startswith("https://lexheller.example/utgava/")
    assert LINKS.read("edition", token(url)) == (1, 7, 3)
    assert LINKS.read("report", token(LINKS.to("report", 1, 7, None))) == (1, 7, None)


def test_a_link_opens_no_other_kind_of_page() -> None:
    with pytest.raises(DomainError, match=r"error\.link"):
        LINKS.read("report", token(LINKS.to("edition", 1, 7, 3)))


@pytest.mark.parametrize("forged", ["", "x", "WzEsNywzXQ.abc.def", token(Links("z" * 32, "").to("edition", 1, 7, 3))])
def test_a_forged_link_is_refused(forged: str) -> None:
    with pytest.raises(DomainError, match=r"error\.link"):
        LINKS.read("edition", forged)


def test_a_link_ends() -> None:
    with time_machine.travel("2026-03-12", tick=False):
        url = LINKS.to("report", 1, 7, 3)
    with time_machine.travel("2026-07-09", tick=False):
        assert LINKS.read("report", token(url)) == (1, 7, 3)
    with time_machine.travel("2026-07-11", tick=False), pytest.raises(DomainError):
        LINKS.read("report", token(url))
