"""Addresses that people wrote can be pressed; nothing else of what they wrote is markup."""

import re

import pytest

from backend.web.linked import excerpt, linked


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("Rum 3", None),
        ("Se https://video.example/m.", "https://video.example/m"),
        ("(http://a.example/x?y=1)", "http://a.example/x?y=1"),
        ("HTTPS://A.example", "HTTPS://A.example"),
        ("javascript:alert(1)", None),
        ("data:text/html,x", None),
        ("file:///etc/passwd", None),
    ],
)
def test_only_addresses_of_the_web_are_links(text: str, address: str | None) -> None:
    assert re.findall('href="([^"]*)"', linked(text)) == ([address] if address else [])


def test_what_stands_around_and_within_an_address_is_text() -> None:
    html = linked('<b>Här</b>: https://a.example/?x=1&y="onload=alert(1) & där https://b.example')

    assert html == (
        '&lt;b&gt;Här&lt;/b&gt;: <a href="https://a.example/?x=1&amp;y=" rel="noopener noreferrer">https://a.example/?x=1&amp;y=</a>'
        '&#34;onload=alert(1) &amp; där <a href="https://b.example" rel="noopener noreferrer">https://b.example</a>'
    )


def test_an_excerpt_ends_between_words_in_one_ellipsis() -> None:
    assert excerpt("Kort.") == "Kort."
    assert (
        excerpt("det funkar aldrig\ndet är vården\n\nVarför?\nIngen vet") == "det funkar aldrig. det är vården. Varför? Ingen vet"
    )
    begun = "a" * 140 + " i praktik."
    assert excerpt(begun + " Och sedan mera som inte får plats här.") == f"{begun} Och …"
    assert excerpt("a" * 148 + " praktik. Och sedan mera.") == "a" * 148 + " praktik …"
    assert excerpt("a" * 200) == "a" * 160 + " …"
