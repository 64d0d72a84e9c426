"""The words of the web form: of the kind of thing that is told, and in the reader's language."""

import re

import pytest

from models.enums import Slag
from tests.backend.web.conftest import Site
from tests.backend.web.reporter import Reporter, signed_in
from tests.backend.web.test_report_on_the_web import chosen


@pytest.fixture
async def anna(site: Site) -> Reporter:
    return await signed_in(site)


async def test_a_good_example_is_asked_what_it_is_about_and_shows_its_kind_openly(anna: Reporter) -> None:
    page = await anna.tell("Samarbetet med FK fungerade jättebra, de kom på alla möten och allt löste sig fint.")

    assert chosen(page, "slag") == Slag.FRAMGANGSFAKTOR
    assert "Vad handlar det om?" in page
    assert "Vad brast?" not in page
    assert page.count('<select id="slag"') == 1
    assert page.index('<select id="slag"') < page.index("Berätta mer")


@pytest.mark.parametrize(
    ("slag", "heading", "asked"),
    [
        ("brist", "Rapportera en samverkansbrist", "Vad hände?"),
        ("behov", "Berätta om ett behov i samverkan", "Vad behövs?"),
        ("framgangsfaktor", "Berätta om ett gott exempel", "Vad fungerade bra?"),
    ],
)
async def test_the_form_speaks_of_the_kind_of_thing_that_is_told(anna: Reporter, slag: str, heading: str, asked: str) -> None:
    await anna.tell()
    page = await anna.send(slag=slag, parties="")

    assert f"<title>Fel: {heading} – Lex Heller</title>" in page, "what went wrong is heard first"
    assert f"<h1>{heading}</h1>" in page
    assert f'<label for="text">{asked}</label>' in page


async def test_a_good_example_is_thanked_for(anna: Reporter) -> None:
    await anna.tell()
    assert "Tack för det goda exemplet! SB-2026-0001 är mottaget." in await anna.send(slag="framgangsfaktor")


async def test_in_english_everything_but_the_reporters_words_and_the_marks_is_english(anna: Reporter) -> None:
    await anna.get("/rapportera?lang=en")
    text = "AF called off the meeting in Tranås, 070-174 06 05"
    page = re.sub(r"<[^>]+>", "\n", await anna.tell(text))

    said = page.replace(text, "").replace("”", "å")
    names = ("På svenska", "Eksjö", "Tranås", "Höglandet", "Arbetsförmedlingen", "Försäkringskassan")
    for name in names:
        said = said.replace(name, "")
    assert not re.search(r"[åäö]|kommun|samverkan", said, re.IGNORECASE)
    assert "(phone number)" in page
    assert "[telefon]" in page
