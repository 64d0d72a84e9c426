"""On a page one tick says that what is marked is no person; it holds for those words, and never for what is certain."""

import re

import pytest
from sqlmodel import select

from backend.reporting.asked import Asked
from backend.web.form import Form
from bot.cards.marked import MOST_LETTERS
from models import AuditEvent
from tests.backend.web.conftest import Site
from tests.backend.web.test_handling import case, post, stored

ANSWER = "Vi på kommunen väntade på Maria i en timme, men FK kom inte"
TICKED = {"asked": "[namn] Maria", "cleared_word": "Maria"}


async def test_a_likely_name_is_marked_with_a_tick_beside_it(site: Site) -> None:
    page = await post(site, await case(site), 422, answer=ANSWER)
    assert "<mark>Maria</mark>" in page
    assert 'name="asked" value="[namn] Maria"' in page
    assert '<input type="checkbox" name="cleared_word" value="Maria">' in page


async def test_each_is_asked_about_in_words_of_its_kind_beside_what_certainly_is_somebodys_too(site: Site) -> None:
    answer = "Ring Lena Bergström, 070-174 06 05, som har depression."
    page = await post(site, await case(site), 422, answer=answer)
    assert "”Lena Bergström” är ingen person." in page
    assert "”depression” handlar inte om en viss person." in page
    assert "Resten förblir borttaget." in page
    assert 'value="070-174 06 05"' not in page


async def test_the_tick_saves_the_text_as_it_is_and_the_trail_keeps_no_word(site: Site) -> None:
    await post(site, await case(site), 303, answer=ANSWER, **TICKED)
    _, [answer] = await stored(site)
    assert answer.text == ANSWER
    async with site.house.database.read(site.house.forbund_id) as session:
        details = [event.details for event in await session.exec(select(AuditEvent))]
    assert [kept["cleared"] for kept in details if "cleared" in kept] == [{"namn": 1}]
    assert "Maria" not in str(details)


async def test_a_tick_holds_for_its_own_words_and_is_kept_while_another_is_asked_about(site: Site) -> None:
    page = await post(site, await case(site), 422, answer=f"{ANSWER}. Fatima fick vänta.", **TICKED)
    assert "<mark>Fatima</mark>" in page
    assert "<mark>Maria</mark>" not in page
    assert 'name="cleared_word" value="Maria"' in page


async def test_each_name_has_a_tick_of_its_own_and_one_tick_clears_no_other(site: Site) -> None:
    both = f"{ANSWER}. Fatima fick vänta."
    page = await post(site, await case(site), 422, answer=both)
    assert re.findall(r'<input type="checkbox" name="cleared_word" value="(\w+)">', page) == ["Maria", "Fatima"]
    page = await post(site, await case(site), 422, answer=both, cleared_word="Fatima", asked="[namn 1] Maria")
    assert ("<mark>Maria</mark>" in page, "<mark>Fatima</mark>" in page) == (True, False)


async def test_what_is_certain_has_no_tick_and_a_forged_one_clears_nothing(site: Site) -> None:
    forged = {"asked": "[namn] 850709-9805", "cleared_word": "850709-9805"}
    page = await post(site, await case(site), 422, answer="Det gäller 850709-9805.", **forged)
    assert "<mark>850709-9805</mark>" in page
    assert 'type="checkbox" name="cleared_word"' not in page
    _, answers = await stored(site)
    assert answers == []


async def test_a_ticked_word_is_carried_though_a_code_that_is_chosen_holds_its_letters(site: Site) -> None:
    answer = f"{ANSWER}. Även ARO fick vänta."
    asked = {"asked": "[namn 1] ARO", "cleared_word": "ARO", "category": "NARVARO"}
    page = await post(site, await case(site), 422, answer=answer, **asked)
    assert "<mark>Maria</mark>" in page
    assert '<input type="checkbox" name="cleared_word" value="ARO" checked>' in page


async def test_a_word_alone_in_its_field_has_its_tick_too(site: Site) -> None:
    page = await post(site, await case(site), 422, answer="Fatima, ")
    assert '<input type="checkbox" name="cleared_word" value="Fatima">' in page


@pytest.mark.parametrize("held", ["[namn],", "[namn]-ärendet", "Fatima,", "Fatima-ärendet", "Ring Fatimagruppen"])
def test_a_word_is_asked_about_beside_the_field_that_holds_it_or_its_mark(held: str) -> None:
    fatima = Asked("Fatima", "namn", "[namn]")
    form = Form(values={"category": "FATIMASOMKOD", "answer": held}, asked=(fatima,))
    assert form.asked_beside("answer") == (fatima,)


async def test_a_page_asks_about_as_many_letters_as_there_are(site: Site) -> None:
    first_names = ("Maria", "Fatima", "Lena", "Anna", "Karin", "Eva")
    names = [f"{name} Bergström-Lindqvist" for name in first_names]
    page = await post(site, await case(site), 422, answer=" ".join(f"Vi ringde {name} i tisdags." for name in names))
    assert sum(map(len, names)) > MOST_LETTERS
    assert re.findall(r'<input type="checkbox" name="cleared_word" value="([^"]+)">', page) == names
