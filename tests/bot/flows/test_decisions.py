"""A convener tells in Teams what the group decided."""

import pytest
from sqlmodel import col, select

from backend.issues.decide import decide_lift, lift_issue
from backend.issues.held import find_held
from backend.issues.onwards import NATION
from bot.cards.decisions import decisions_card
from bot.flows.decisions import asks_for_it, new_answering
from models import GroupMeeting, Lift, MeetingLift
from models.enums import LiftOutcome
from tests.bot.talk import Talk, buttons, coordinator, inputs, talking, titles, values, words_of
from tests.held import Met, group_that_met, make_board


async def asked(talk: Talk, questions: int) -> tuple[Talk, Met]:
    """The convener with the card."""
    met = await group_that_met(talk.house, questions)
    stina = Talk(talk.house, talk.desk, met.convener, talk.woken, talk.now)
    async with talk.house.database.read(talk.house.forbund_id) as session:
        held = await find_held(session, met.meeting, talk.now)
    state = new_answering(talk.desk.links, talk.house.forbund_id, met.meeting, met.convener.id or 0)
    await stina.chat.reply(decisions_card(held, state, talk.desk.words_in("sv")))
    return stina, met


async def kept(talk: Talk) -> list[tuple[LiftOutcome | None, str]]:
    async with talk.house.database.read(talk.house.forbund_id) as session:
        rows = select(MeetingLift, Lift).join(Lift, col(MeetingLift.lift_id) == col(Lift.id)).order_by(col(Lift.id))
        return [(row.outcome, lift.decision) for row, lift in await session.exec(rows)]


ASKED = ["beslut", "Våra beslut", "Vad beslutade vi?", "Vad beslutade ni?", "vad beslutade ni på mötet", "decisions"]


@pytest.mark.parametrize("written", ASKED)
async def test_the_card_comes_again_when_it_is_asked_for(sqlite_url: str, written: str) -> None:
    async with talking(sqlite_url) as talk:
        met = await group_that_met(talk.house, 1)
        stina = Talk(talk.house, talk.desk, met.convener, talk.woken, talk.now)
        shown = words_of(await stina.write(written))
        assert "Vad beslutade LSG Tranås 11 mars 2026?" in shown
        await stina.press("Spara", **{f"outcome-{met.lifts[0]}": "beslutad", f"decision-{met.lifts[0]}": "Vi provar."})
        assert await kept(talk) == [(LiftOutcome.BESLUTAD, "Vi provar.")]
        assert "Inga beslut väntar på svar från dig." in words_of(await stina.write(written))


@pytest.mark.parametrize("written", ASKED)
async def test_whoever_is_not_asked_is_told_who_is(sqlite_url: str, written: str) -> None:
    async with talking(sqlite_url) as talk:
        await group_that_met(talk.house, 1)
        told = words_of(await talk.write(written))
        assert "frågar jag gruppens sammankallande vad gruppen beslutade" in told
        assert "Fråga 1" not in told


async def test_a_meeting_that_the_group_has_met_after_is_not_asked_about_again(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        met = await group_that_met(talk.house, 1)
        async with talk.house.database.begin(talk.house.forbund_id) as session:
            session.add(GroupMeeting(group_id=met.group, starts_at=talk.now))
        stina = Talk(talk.house, talk.desk, met.convener, talk.woken, talk.now)
        assert "Inga beslut väntar" in words_of(await stina.write("beslut"))


async def test_who_receives_for_the_groups_kommun_may_answer_in_its_stead(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        await group_that_met(talk.house, 1)
        assert "Vad beslutade LSG Tranås" in words_of(await coordinator(talk).write("beslut"))


@pytest.mark.parametrize("written", ["Jag fick beslut från FK för sent", "vad beslutade ni om min rapport", "beslut saknas"])
def test_what_is_told_of_a_decision_asks_for_no_card(written: str) -> None:
    assert not asks_for_it(written)


async def test_the_help_of_a_convener_says_how_to_tell_what_was_decided(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        met = await group_that_met(talk.house, 1)
        stina = Talk(talk.house, talk.desk, met.convener, talk.woken, talk.now)
        assert "Skriv ”beslut”" in words_of(await stina.write("hjälp"))
        assert "Skriv ”beslut”" not in words_of(await talk.write("hjälp"))


async def test_three_at_a_time_are_answered_and_the_rest_follow_in_the_same_card(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        board = await make_board(talk.house)
        stina, met = await asked(talk, 4)
        assert len(inputs(stina.card)) == 6
        assert "Vad beslutade LSG Tranås 11 mars 2026?" in words_of(stina.card)
        assert "1 till visas när du har sparat." in words_of(stina.card)
        first, second, third, last = met.lifts
        typed = {f"outcome-{first}": "beslutad", f"decision-{first}": "Vi provar.", f"outcome-{second}": "uppskjuten"}
        shown = await stina.press("Spara", **typed, **{f"outcome-{third}": "lyft_vidare"})  # of a card from before
        assert "FR-2026-0003: Välj vem som tar emot frågan när den lyfts vidare." in words_of(shown)
        assert values(stina.card)[f"decision-{first}"] == "Vi provar."
        await stina.press("Spara", **{f"outcome-{third}": f"lyft_vidare-{board}"})

        assert list(inputs(stina.card)) == [f"outcome-{last}", f"decision-{last}"]
        assert words_of(stina.card).count("Skriv till Karin Exempel") == 1, "who was told hears of what was wrong from her"
        done = words_of(await stina.press("Spara", **{f"outcome-{last}": "uppskjuten"}))
        assert "Tack, det är sparat" in done
        assert "Vi provar." in done
        assert "Lyft vidare till Styrelsen" in done
        assert buttons(stina.card) == ["Öppna på webben"]
        assert [outcome for outcome, _ in await kept(talk)] == [
            LiftOutcome.BESLUTAD,
            LiftOutcome.UPPSKJUTEN,
            LiftOutcome.LYFT_VIDARE,
            LiftOutcome.UPPSKJUTEN,
        ]
        assert talk.woken


async def test_what_is_missing_is_told_with_the_fraga_and_nothing_is_lost(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        stina, met = await asked(talk, 2)
        first, second = met.lifts
        typed = {f"outcome-{first}": "beslutad", f"outcome-{second}": "uppskjuten", f"decision-{second}": "Till hösten."}
        shown = words_of(await stina.press("Spara", **typed))

        assert "FR-2026-0001: Skriv vad gruppen beslutade." in shown
        assert values(stina.card)[f"decision-{second}"] == "Till hösten."
        assert await kept(talk) == [(None, ""), (None, "")]


async def test_what_the_guard_asks_about_leaves_room_and_keeps_what_does_not_fit(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        stina, met = await asked(talk, 3)
        first, _, third = met.lifts
        typed = {f"outcome-{first}": "beslutad", f"decision-{first}": "Ring Maria Svensson på måndag."}
        await stina.press("Spara", **typed, **{f"outcome-{third}": "beslutad", f"decision-{third}": "Vi provar."})
        assert "Maria Svensson" not in values(stina.card)[f"decision-{first}"]
        assert f"outcome-{third}" not in inputs(stina.card)
        assert await kept(talk) == [(None, "")] * 3

        await stina.press("Spara")
        assert (await kept(talk))[2] == (LiftOutcome.BESLUTAD, "Vi provar.")
        assert "Maria" not in (await kept(talk))[0][1]


async def test_an_older_card_pressed_again_changes_nothing(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        stina, met = await asked(talk, 1)
        card, [lift] = stina.card, met.lifts
        await stina.press("Spara", card, **{f"outcome-{lift}": "beslutad", f"decision-{lift}": "Vi provar."})
        await stina.press("Spara", card, **{f"outcome-{lift}": "beslutad", f"decision-{lift}": "Vi provar."})
        assert "Tack, det är sparat" in words_of(stina.card)
        assert await kept(talk) == [(LiftOutcome.BESLUTAD, "Vi provar.")]


@pytest.mark.parametrize("meeting", [1, 99])
async def test_nobody_else_answers(sqlite_url: str, meeting: int) -> None:
    async with talking(sqlite_url) as talk:
        _, met = await asked(talk, 1)
        value = {"do": "decisions.save", "submit_id": "0" * 32, "meeting": meeting, f"outcome-{met.lifts[0]}": "uppskjuten"}
        told = await talk.submit(**value)
        assert isinstance(told, str)
        assert await kept(talk) == [(None, "")]


async def test_an_outcome_is_corrected_from_the_card_of_its_fraga(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        met = await group_that_met(talk.house, 1)
        [issue], [lift] = met.issues, met.lifts
        async with talk.house.database.begin(talk.house.forbund_id) as session:
            await decide_lift(session, talk.house.coordinator, issue, lift, LiftOutcome.BESLUTAD, "Vi provar.", "d1", talk.now)
        karin = coordinator(talk)
        await karin.write("FR-2026-0001")
        await karin.press("Rätta ett utfall")
        assert values(karin.card)["decision"] == "Vi provar."
        shown = words_of(await karin.press("Spara rättelsen", outcome="uppskjuten", because=""))
        assert "Skriv varför det rättas." in shown
        await karin.press("Spara rättelsen", because="Ring Maria Svensson.")
        assert "Maria" not in values(karin.card)["because"]
        assert await kept(talk) == [(LiftOutcome.BESLUTAD, "Vi provar.")]

        done = words_of(await karin.press("Spara rättelsen", because="Fel val."))
        assert "Rättelsen är sparad." in done
        assert "Uppskjuten" in done
        assert await kept(talk) == [(LiftOutcome.UPPSKJUTEN, "")]


async def test_what_was_recorded_with_the_group_that_took_it_is_put_with_the_one_that_lifted_it(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        met = await group_that_met(talk.house, 1)
        [issue], [lift], board = met.issues, met.lifts, await make_board(talk.house)
        async with talk.house.database.begin(talk.house.forbund_id) as session:
            who, now = talk.house.coordinator, talk.now
            await lift_issue(session, who, issue, board, "Vad säger styrelsen?", None, "l1", now)
            boards = (await session.exec(select(Lift.id).where(Lift.group_id == board))).one() or 0
            await decide_lift(session, who, issue, boards, LiftOutcome.LYFT_VIDARE, "", "d1", now, to=NATION)
        karin = coordinator(talk)
        await karin.write("FR-2026-0001")
        await karin.press("Rätta ett utfall")
        assert [title for title in titles(karin.card, "outcome") if title.startswith("Lyft vidare")] == [
            "Lyft vidare till nationell nivå",
            "Lyft vidare till Styrelsen",
        ]
        onwards = f"lyft_vidare-{board}"
        shown = words_of(await karin.press("Spara rättelsen", outcome=onwards, because="Fel grupp."))
        assert "Frågan kan inte lyftas vidare dit." in shown, "not by the board itself"
        assert "Rättelsen är sparad." in words_of(await karin.press("Spara rättelsen", of=str(lift)))
        async with talk.house.database.read(talk.house.forbund_id) as session:
            lifts = {each.id: (each.outcome, each.onwards_id) for each in await session.exec(select(Lift))}
        assert lifts == {lift: (LiftOutcome.LYFT_VIDARE, boards), boards: (LiftOutcome.VANTAR, None)}
