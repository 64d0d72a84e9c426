import pytest
import time_machine

from backend.errors import DomainError
from backend.links import LinkKind, Links

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


@pytest.mark.parametrize("forged", ["", "x", "WzEsNywzXQ.abc.def"])
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


def test_a_link_on_a_page_ends_with_the_link_that_opened_it() -> None:
    with time_machine.travel("2026-03-12", tick=False):
        first = token(LINKS.to("inbox", 1, 0, 3))
    with time_machine.travel("2026-04-10", tick=False):
        second = token(LINKS.to("report", 1, 7, 3, LINKS.source("inbox", first)))
        third = token(LINKS.to("inbox", 1, 0, 3, LINKS.source("report", second)))
        assert LINKS.read("report", second) == (1, 7, 3)
    with time_machine.travel("2026-04-12", tick=False):
        late: list[tuple[LinkKind, str]] = [("inbox", first), ("report", second), ("inbox", third)]
        for kind, ended in late:
            with pytest.raises(DomainError, match=r"error\.link"):
                LINKS.read(kind, ended)


def test_a_link_on_a_page_lives_no_longer_than_others_of_its_kind() -> None:
    with time_machine.travel("2026-03-12", tick=False):
        issue = token(LINKS.to("issue", 1, 7, 3))
        report = token(LINKS.to("report", 1, 7, 3, LINKS.source("issue", issue)))
    with time_machine.travel("2026-07-11", tick=False), pytest.raises(DomainError, match=r"error\.link"):
        LINKS.read("report", report)


def test_only_what_was_opened_from_the_inbox_leads_to_it() -> None:
    report = token(LINKS.to("report", 1, 7, 3))
    assert not LINKS.source("report", report).inbox
    assert not LINKS.source("issue", token(LINKS.to("issue", 1, 2, 3, LINKS.source("report", report)))).inbox
    inbox = LINKS.source("inbox", token(LINKS.to("inbox", 1, 0, 3)))
    assert LINKS.source("report", token(LINKS.to("report", 1, 7, 3, inbox))).inbox
