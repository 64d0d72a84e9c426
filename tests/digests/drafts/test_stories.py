"""Which reports are proposed as an edition's berättelse, and how they are told."""

from typing import Any

import pytest

from digests.drafts.stories import MOST, Names, coarsened, propose_stories
from digests.periods import Period
from digests.say import Voice
from models import Unit, UnitAlias
from models.enums import PartyCode, ReportStatus, Slag
from tests.digests.builders import at, make_report
from tests.digests.drafts.town import COARSENED, STORY, Town

NAMES = Names(("Tranås", "Aneby"), {"AME Tranås": PartyCode.KOMMUN, "Försäkringskassan Tranås": PartyCode.FK})
DAYS = Period(at("2026-03-01").date(), at("2026-03-31").date())
LONG_ENOUGH = "Vi väntade i flera veckor på ett svar om vem som skulle ta nästa steg i planeringen."


@pytest.mark.parametrize(
    ("written", "told"),
    [
        (STORY, COARSENED),
        ("I tisdags kom ingen från AME Tranås.", "Nyligen kom ingen från en verksamhet i kommunen."),
        ("Försäkringskassan Tranås svarade 2026-03-12.", "Försäkringskassan svarade nyligen."),
        ("Tranås kommuns rutin följdes inte.", "Kommunens rutin följdes inte."),
        ("Tisdagens möte blev inställt. Ingen i Aneby visste.", "Ett möte nyligen blev inställt. Ingen i kommunen visste."),
        ("Idag kom alla parter.", "Nyligen kom alla parter."),
        ("Ingen tog ansvar.", "Ingen tog ansvar."),
        ('De sa "ring igen" i tisdags.', "De sa ”ring igen” nyligen."),
    ],
)
def test_days_kommuner_and_units_are_told_in_general_words(written: str, told: str, voice: Voice) -> None:
    assert coarsened(written, NAMES, voice) == told


async def proposed(town: Town, voice: Voice, *texts: str, **values: object) -> list[str]:
    async with town.database.begin(town.forbund) as session:
        unit = Unit(party=PartyCode.KOMMUN, name="Arbetsmarknadsenheten Tranås", function="chef", email="ame@tranas.example")
        session.add(unit)
        await session.flush()
        session.add(UnitAlias(unit_id=unit.id or 0, alias="AME Tranås"))
        for text in texts:
            await make_report(session, town.kommun, at("2026-03-10"), text=text, **values)
        return await propose_stories(session, [town.kommun], DAYS, voice)


async def test_a_report_of_the_period_is_proposed_coarsened(small_town: Town, voice: Voice) -> None:
    assert await proposed(small_town, voice, STORY) == [COARSENED]


async def test_one_event_that_two_have_told_is_proposed_in_the_words_of_one(small_town: Town, voice: Voice) -> None:
    other_side = "Vi fick aldrig någon kallelse till mötet, och hörde av de andra först när det var över."
    async with small_town.database.begin(small_town.forbund) as session:
        first = await make_report(session, small_town.kommun, at("2026-03-09"), text=LONG_ENOUGH)
    assert len(await proposed(small_town, voice, other_side, same_event_as_id=first)) == 1


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("Hon är 34 år och har väntat sedan i höstas på att någon ska ta ansvar för nästa steg.", {}),
        ("Maria Lindström på vårdcentralen ringde aldrig tillbaka fast vi hade bestämt det på mötet.", {}),
        ("Kollegan i Linköping har samma problem med att ingen svarar när man ringer om samtycke.", {}),
        ("På Tranåskontoret svarade ingen, och på Tranås-kontoret visste de inte vem som hade ärendet.", {}),
        ("I förra veckan kom ingen till det möte som alla parter hade bestämt tillsammans om planen.", {}),
        ("I mars kom ingen till det möte som alla parter hade bestämt tillsammans om planen framåt.", {}),
        ("På onsdagarna svarar ingen i telefon, och då blir planen aldrig klar för den som väntar.", {}),
        ("Han sitter i rullstol och fick vänta på trappan i snön medan vi letade efter en nyckel till porten.", {}),
        ("En ung kvinna med hörapparat satt ensam i rummet eftersom ingen av oss hade bokat någon tolk.", {}),
        ("Klienten har adhd och fick tre brev från tre av oss om samma sak men ingen ringde upp honom.", {}),
        ("Hon är en tjugoåring som väntade i flera veckor på att någon av oss skulle ringa upp henne.", {}),
        ("Alla i byn visste att hon väntade på besked i flera veckor medan vi skyllde på varandra.", {}),
        ("Ingen kom.", {}),
        (LONG_ENOUGH, {"internal": True}),
        (LONG_ENOUGH, {"status": ReportStatus.ATERKALLAD}),
        (LONG_ENOUGH, {"slag": Slag.BEHOV}),
        (LONG_ENOUGH, {"day": "2026-02-27"}),
    ],
    ids=[
        "a number",
        "a name",
        "another kommun",
        "a name in a word",
        "last week",
        "a month",
        "a weekday",
        "an aid",
        "an aid of a young woman",
        "a diagnosis",
        "an age",
        "a small place",
        "too short",
        "internal",
        "withdrawn",
        "a need",
        "before",
    ],
)
async def test_what_could_point_at_somebody_or_tells_nothing_isnt_proposed(
    small_town: Town, voice: Voice, text: str, values: dict[str, Any]
) -> None:
    async with small_town.database.begin(small_town.forbund) as session:
        others = {name: value for name, value in values.items() if name != "day"}
        await make_report(session, small_town.kommun, at(values.get("day", "2026-03-10")), text=text, **others)
        assert await propose_stories(session, [small_town.kommun], DAYS, voice) == []


@pytest.mark.parametrize(
    "text",
    [
        "Hon väntade i flera veckor på ett svar om vem av oss som skulle ta nästa steg i planeringen.",
        "Flera som behöver hjälpmedel har väntat länge eftersom ingen av oss visste vem som ska ordna dem.",
    ],
    ids=["a person without a trait", "a trait of nobody alone"],
)
async def test_a_text_that_points_at_nobody_is_proposed(small_town: Town, voice: Voice, text: str) -> None:
    assert await proposed(small_town, voice, text) == [text]


async def test_what_was_answered_and_closed_comes_first_and_there_are_few(small_town: Town, voice: Voice) -> None:
    async with small_town.database.begin(small_town.forbund) as session:
        for number, word in enumerate(("först", "sedan", "till sist", "efteråt")):
            closed = {"closed_at": at("2026-03-20")} if word == "till sist" else {}
            text = f"{LONG_ENOUGH} Så var det {word}."
            await make_report(session, small_town.kommun, at(f"2026-03-1{number}"), text=text, **closed)
        stories = await propose_stories(session, None, DAYS, voice)
    assert len(stories) == MOST
    assert [story.rpartition("det ")[2] for story in stories] == ["till sist.", "efteråt.", "sedan."]


async def test_a_text_whose_general_words_grow_beyond_what_the_guard_reads_stops_no_other(small_town: Town, voice: Voice) -> None:
    async with small_town.database.begin(small_town.forbund) as session:
        session.add(Unit(party=PartyCode.KOMMUN, name="Vc", function="chef", email="ame@tranas.example"))
    assert await proposed(small_town, voice, LONG_ENOUGH, "Vc svarade inte. " + "Vc " * 180) == [LONG_ENOUGH]
