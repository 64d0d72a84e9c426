"""What each letter says, as it lands in a mailbox, drawn from the rows that its notice points at."""

from datetime import date, timedelta

import pytest
from sqlmodel import col, select

from backend.courier import NeedlessError, NeverError
from backend.database import stored_id
from backend.issues.held import Said, answer_held
from backend.issues.onwards import NATION
from backend.meetings.own import ask_other_time, take_back
from backend.outbox import OVERTAKEN, tell
from backend.patterns.morning import Morning
from backend.spindel.due import run_spindel
from models import Conversation, OutboxMessage, Person, Role
from models.enums import Channel, LiftOutcome, NoticeKind, OutboxStatus, ReportStatus
from tests.backend.mail.post import URL, Post, handle, link_in, mail_only, meeting, part, words_in
from tests.backend.patterns.fingerprints import by_words
from tests.held import group_that_met, make_board
from tests.house import NOW, TEXT, make_own
from tests.spindel import ring_of


async def test_letters_have_the_forbunds_own_names_of_categories(post: Post) -> None:
    await make_own(post.house, "NARVARO", name="Uteblivna parter")
    await make_own(post.house, "NARVARO", sub="SENT", name="Sent återbud")
    await post.house.report(category="NARVARO:SENT")
    [letter] = await post.delivered(NoticeKind.REPORT_RECEIVED)
    assert "Uteblivna parter – Sent återbud" in part(letter, "plain")


async def test_the_morning_letter_says_what_may_belong_together_and_opens_the_inbox(post: Post) -> None:
    for number in range(3):
        await post.house.report(f"k{number}")
    await Morning(post.house.database, lambda: by_words).look(post.house.forbund_id, NOW)

    [letter] = await post.delivered(NoticeKind.PATTERNS_FOUND)

    assert letter["To"] == "Karin Exempel <karin@hoglandet.example>"
    assert letter["Subject"] == "Rapporter som kan höra ihop"
    assert "Närvaro och deltagande: 3 liknande rapporter från Tranås" in words_in(letter)
    assert TEXT not in words_in(letter), "what somebody wrote is read on the page"
    assert post.links.read("inbox", link_in(part(letter, "plain"), "inkorg"))[2] == post.house.coordinator.id


async def test_a_member_is_asked_and_reminded_by_mail_and_not_after_answering(post: Post) -> None:
    ring = await ring_of(post.house)
    measurement = await ring.start()
    await run_spindel(post.house.database, NOW + timedelta(days=12))
    first, *_, last = await post.delivered(NoticeKind.SPINDEL_ASKED)

    assert first["To"] == "Ledamot 1 <ledamot1@tranas.example>"
    assert first["Subject"] == "LSG Tranås: hur fungerar samverkan? Svara senast 26 mars 2026"
    assert last["Subject"] == "Påminnelse: hur fungerar samverkan i LSG Tranås? Svara senast 26 mars 2026"
    assert "aldrig vem" in words_in(first)
    assert post.links.read("spindel", link_in(part(first, "plain"), "spindeln"))[1:] == (measurement, ring.members[1].id)

    for member in range(1, 6):
        await ring.answer(measurement, member)
    with pytest.raises(NeedlessError, match="nothing_to_answer"):
        await post.delivered(NoticeKind.SPINDEL_ASKED)


async def test_who_speaks_for_the_group_reads_how_many_answered_or_why_it_has_not_begun(post: Post) -> None:
    ring = await ring_of(post.house)
    measurement = await ring.start()
    for member in range(5):
        await ring.answer(measurement, member)
    async with post.house.database.begin(post.house.forbund_id) as session:
        for chat in await session.exec(select(Conversation)):
            chat.blocked_at = NOW
    await run_spindel(post.house.database, NOW + timedelta(days=20))
    convener, coordinator = await post.delivered(NoticeKind.SPINDEL_CLOSED)
    assert convener["Subject"] == coordinator["Subject"] == "Spindeln för LSG Tranås är stängd: 5 av 6 svarade"
    assert post.links.read("spindel", link_in(part(coordinator, "plain"), "spindeln"))[2] == post.house.coordinator.id


async def test_a_measurement_that_may_not_be_told_of_has_a_letter_without_a_link(post: Post) -> None:
    ring = await ring_of(post.house, members=5, months=(3, 4))
    await ring.start()
    async with post.house.database.begin(post.house.forbund_id) as session:
        for chat in await session.exec(select(Conversation)):
            chat.blocked_at = NOW
    await run_spindel(post.house.database, NOW + timedelta(days=18))
    closed, _ = await post.delivered(NoticeKind.SPINDEL_CLOSED)
    assert "resultatet visas inte för någon" in words_in(closed)
    assert "/spindeln/" not in part(closed, "plain")

    async with post.house.database.begin(post.house.forbund_id) as session:
        (await session.get_one(Person, stored_id(ring.members[4]))).active = False
    await run_spindel(post.house.database, NOW + timedelta(days=27))
    [few] = await post.delivered(NoticeKind.SPINDEL_TOO_FEW)
    assert few["Subject"] == "Spindeln startade inte i LSG Tranås"
    assert "Gruppen har 4 ledamöter" in words_in(few)


async def test_who_no_longer_handles_anything_gets_no_morning_letter(post: Post) -> None:
    for number in range(3):
        await post.house.report(f"k{number}")
    await Morning(post.house.database, lambda: by_words).look(post.house.forbund_id, NOW)
    async with post.house.database.begin(post.house.forbund_id) as session:
        await session.delete((await session.exec(select(Role).where(Role.person_id == post.house.coordinator.id))).one())
    with pytest.raises(NeedlessError, match="not_handler"):
        await post.delivered(NoticeKind.PATTERNS_FOUND)


async def test_a_letter_in_teams_place_also_tells_the_answer_that_the_card_was_to_show(post: Post) -> None:
    report = await post.house.report()
    await handle(post.house, stored_id(report), answer="Vi bokar ett nytt möte.")
    await handle(post.house, stored_id(report), status=ReportStatus.LYFT)
    async with post.house.database.begin(post.house.forbund_id) as session:
        (await session.get_one(Person, post.house.reporter.id)).email = "hanna@tranas.example"
        first = (await session.exec(select(OutboxMessage).where(OutboxMessage.kind == NoticeKind.REPORT_ANSWERED))).one()
        first.status, first.result = OutboxStatus.INAKTUELL, OVERTAKEN
        second = (await session.exec(select(OutboxMessage).where(OutboxMessage.kind == NoticeKind.REPORT_CHANGED))).one()
        second.status, second.channel = OutboxStatus.VANTAR, Channel.MAIL
    [letter] = await post.delivered(NoticeKind.REPORT_CHANGED)
    assert "Lyft" in words_in(letter)
    assert "Vi bokar ett nytt möte." in words_in(letter)


async def test_rows_of_a_text_mail_are_short_enough_for_every_reader(post: Post) -> None:
    await post.house.report(text="Försäkringskassan kom inte. " * 40)
    [letter] = await post.delivered(NoticeKind.REPORT_RECEIVED)
    assert max(len(row) for row in part(letter, "plain").splitlines() if URL not in row) <= 72


async def test_who_finds_a_time_is_told_by_mail_where_teams_isnt_that_another_is_wanted(post: Post) -> None:
    meeting_id = await meeting(post.house)
    await mail_only(post.house, post.house.coordinator, "karin@hoglandet.example", "sv")
    async with post.house.database.begin(post.house.forbund_id) as session:
        caller = await session.get_one(Person, post.house.reporter.id)
        await ask_other_time(session, caller, meeting_id, date(2026, 4, 7), date(2026, 4, 17), "o1", NOW)
        await take_back(session, caller, meeting_id, "t1", NOW)
    wanted, withdrawn = await post.delivered(NoticeKind.MEETING_AMENDED)
    assert wanted["Subject"] == "Annan tid önskas för SM-2026-0001: SIP i Tranås"
    assert "7 april 2026 – 17 april 2026" in part(wanted, "plain")
    assert withdrawn["Subject"] == "SM-2026-0001 är återtagen: SIP i Tranås"
    assert "har tagit tillbaka det" in part(withdrawn, "plain")


async def test_the_convener_without_teams_is_asked_what_was_decided_until_it_is_told(post: Post) -> None:
    met = await group_that_met(post.house)
    async with post.house.database.begin(post.house.forbund_id) as session:
        tell(
            session,
            key="decisions:1",
            channel=Channel.MAIL,
            kind=NoticeKind.DECISIONS_ASKED,
            subject_id=met.meeting,
            person_id=met.convener.id,
            now=NOW,
        )
    [letter] = await post.delivered(NoticeKind.DECISIONS_ASKED)
    assert letter["Subject"] == "Vad beslutade LSG Tranås 11 mars 2026?"
    assert all(f"Fråga {number} (FR-2026-000{number})" in part(letter, "plain") for number in (1, 2))
    assert post.links.read("decisions", link_in(part(letter, "plain"), "beslut"))[1:] == (met.meeting, met.convener.id)

    said = [Said(lift, LiftOutcome.UPPSKJUTEN, "") for lift in met.lifts]
    async with post.house.database.begin(post.house.forbund_id) as session:
        await answer_held(session, met.convener, met.meeting, said, "s1", NOW)
    with pytest.raises(NeedlessError, match="answered"):
        await post.delivered(NoticeKind.DECISIONS_ASKED)


async def test_who_goes_on_from_what_a_group_decided_reads_it_and_opens_the_fragor(post: Post) -> None:
    await mail_only(post.house, post.house.coordinator, "karin@hoglandet.example")
    met = await group_that_met(post.house)
    async with post.house.database.begin(post.house.forbund_id) as session:
        said = [Said(met.lifts[0], LiftOutcome.LYFT_VIDARE, "", NATION)]
        await answer_held(session, met.convener, met.meeting, said, "s1", NOW)
    [letter] = await post.delivered(NoticeKind.DECISIONS_TOLD)

    assert letter["Subject"] == "Det här kom LSG Tranås fram till 11 mars 2026"
    text = part(letter, "plain")
    assert "Fråga 1 (FR-2026-0001): Lyft vidare till nationell nivå" in text
    assert "Fråga 2" not in text
    assert post.links.read("decisions", link_in(text, "beslut"))[2] == post.house.coordinator.id


async def test_who_reported_reads_that_the_fraga_was_lifted_further_and_to_whom(post: Post) -> None:
    await mail_only(post.house, post.house.reporter, "hanna@tranas.example")
    met = await group_that_met(post.house, questions=1)
    board = await make_board(post.house)
    await post.delivered(NoticeKind.REPORT_CHANGED)
    async with post.house.database.begin(post.house.forbund_id) as session:
        await answer_held(session, met.convener, met.meeting, [Said(met.lifts[0], LiftOutcome.LYFT_VIDARE, "", board)], "s1", NOW)
    letter = (await post.delivered(NoticeKind.REPORT_CHANGED))[-1]

    assert "Frågan har lyfts vidare till Styrelsen." in part(letter, "plain")


async def test_what_people_wrote_is_never_markup_in_a_letter(post: Post) -> None:
    await post.house.report(text='FK sa "nej" <img src=https://spion.example/x.png> & <b>fet</b>')
    [letter] = await post.delivered(NoticeKind.REPORT_RECEIVED)

    assert "<img" not in part(letter, "html")
    assert "FK sa ”nej” &lt;img src=" in part(letter, "html"), "as print has it"
    assert "FK sa ”nej” <img src=https://spion.example/x.png> & <b>fet</b>" in part(letter, "plain")


async def test_a_person_whose_address_is_gone_is_never_tried_again(post: Post) -> None:
    await post.house.report()
    async with post.house.database.begin(post.house.forbund_id) as session:
        gone = (await session.exec(select(Person).where(col(Person.id) == post.house.coordinator.id))).one()
        gone.email = None

    with pytest.raises(NeverError, match="no address"):
        await post.delivered(NoticeKind.REPORT_RECEIVED)


async def test_who_has_left_gets_no_letter_any_more(post: Post) -> None:
    await post.house.report()
    async with post.house.database.begin(post.house.forbund_id) as session:
        (await session.get_one(Person, stored_id(post.house.coordinator))).active = False

    with pytest.raises(NeedlessError, match="not_handler"):
        await post.delivered(NoticeKind.REPORT_RECEIVED)
