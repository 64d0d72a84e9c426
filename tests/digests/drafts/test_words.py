"""What a person has put into an edition, in however much room that is told."""

from dataclasses import replace
from datetime import date

import pytest

from backend.categories.taxonomy import Taxonomy
from backend.i18n import Texts
from digests.drafts.words import Words, put_into
from digests.editions.room import ROOMS, Room
from digests.say import Voice
from tests.digests.documents import BEYOND, DECIDED, LSG, lsg

DAY = date(2026, 10, 1)


@pytest.mark.parametrize("room", ROOMS)
@pytest.mark.parametrize("key", ["categories", "new", "pairs", "earlier"])
def test_a_section_left_out_is_told_nowhere_but_for_its_heading_once(
    texts: Texts, taxonomy: Taxonomy, room: Room, key: str
) -> None:
    figures = replace(LSG, agenda=replace(LSG.agenda, waiting=(BEYOND,), earlier=(DECIDED,) * 6))
    voice = Voice(texts, taxonomy, "sv")
    document = lsg(voice, figures, room)

    told = put_into(document, Words(left_out=(key,), approved_on=DAY), voice)

    every = [*document.sections, *document.annex]
    left = [section for section in (*told.sections, *told.annex) if section.key == key]
    assert len(left) == bool([section for section in every if section.key == key])
    for section in left:
        assert section.paragraphs == (voice.t("human.left_out"),)
        assert (section.items, section.table, section.chart) == ((), None, None)


def test_a_section_that_stands_in_the_annex_alone_keeps_its_sentences(texts: Texts, taxonomy: Taxonomy) -> None:
    voice = Voice(texts, taxonomy, "sv")
    whole = {section.key: section.paragraphs for section in lsg(voice).sections}
    tight = lsg(voice, room=ROOMS[-1])
    first = {section.key for section in tight.sections}
    alone = [section for section in tight.annex if section.key not in first]
    assert [section.paragraphs for section in alone] == [whole[section.key] for section in alone]
