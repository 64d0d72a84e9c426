"""The letters of reports: to those who receive them, and to their reporters."""

import re
from datetime import date

import pytest
from sqlmodel import select

from backend.database import stored_id
from backend.issues.decide import decide_lift
from backend.reporting.own import add_to_report
from models import OutboxMessage, Role
from models.enums import Channel, LiftOutcome, NoticeKind, ReportStatus
from tests.backend.issues.steps import DECISION, do, lifted
from tests.backend.mail.post import LATER, URL, Post, handle, link_in, mail_only, part, words_in
from tests.house import TEXT


async def test_the_receiver_gets_all_of_the_report_and_a_link_to_handle_it(post: Post) -> None:
    report = await post.house.report(suggestion="En gemensam rutin.", event_date=date(2026, 3, 10), recurring=True)
    [letter] = await post.delivered(NoticeKind.REPORT_RECEIVED)

    assert letter["To"] == "Karin Exempel <karin@hoglandet.example>"
    assert letter["Subject"] == "Ny rapport SB-2026-0001 i Tranås"
    for said in (part(letter, "plain"), part(letter, "html")):
        for words in (TEXT, "En gemensam rutin.", "Försäkringskassan", "Närvaro och deltagande", "26 mars 2026", "10 mars 2026"):
            assert words in said
        assert "Hanna Exempel" not in said  # the reporter's name stays inside the product
    token = link_in(part(letter, "plain"), "rapport")
    assert post.links.read("report", token) == (post.house.forbund_id, report.id, post.house.coordinator.id)


async def test_without_anybody_forbundets_mailbox_gets_it_with_a_link_of_its_own(post: Post) -> None:
    async with post.house.database.begin(post.house.forbund_id) as session:
        for role in await session.exec(select(Role)):
            await session.delete(role)
    report = await post.house.report()
    [letter] = await post.delivered(NoticeKind.REPORT_RECEIVED)

    assert letter["To"] == "forbundet@hoglandet.example"
    assert "inte har någon annan mottagare" in words_in(letter)
    token = link_in(part(letter, "plain"), "rapport")
    assert post.links.read("report", token) == (post.house.forbund_id, report.id, None)


async def test_the_reporter_reads_the_answer_and_what_the_status_means(post: Post) -> None:
    report_id = stored_id(await post.house.report())
    await mail_only(post.house, post.house.reporter, "hanna@tranas.example")
    await handle(post.house, report_id, status=ReportStatus.HOS_PART, answer="Jag har ringt FK.\nDe återkommer.")
    [letter] = await post.delivered(NoticeKind.REPORT_ANSWERED)

    assert letter["Subject"] == "Svar på din rapport SB-2026-0001"
    text = part(letter, "plain")
    assert "> Jag har ringt FK.\n> De återkommer.\n" in text
    assert "Hos berörd part" in text
    assert "Den part som det gäller har fått frågan." in text
    assert link_in(text, "rapport")
    assert "Jag har ringt FK.\nDe återkommer." in part(letter, "html")


async def test_a_letter_of_what_cant_be_influenced_leaves_to_its_words_where_the_matter_went(post: Post) -> None:
    report_id = stored_id(await post.house.report())
    await mail_only(post.house, post.house.reporter, "hanna@tranas.example")
    words = "Lagen ger ingen rätt till det. Vi har fört det vidare till RSG."
    await handle(post.house, report_id, status=ReportStatus.KAN_INTE_PAVERKAS, answer=words)
    [letter] = await post.delivered(NoticeKind.REPORT_ANSWERED)

    text = part(letter, "plain")
    assert words in part(letter, "html")
    assert "I svaret står varför, och om den är förd vidare eller sparad som underlag." in " ".join(text.split())


async def test_each_letter_tells_of_its_own_submit_also_when_it_is_sent_late(post: Post) -> None:
    report_id = stored_id(await post.house.report())
    await mail_only(post.house, post.house.reporter, "hanna@tranas.example")
    await handle(post.house, report_id, answer="Första svaret.")
    await handle(post.house, report_id, answer="Andra svaret.")
    first, second = await post.delivered(NoticeKind.REPORT_ANSWERED)

    assert "Första svaret." in part(first, "plain")
    assert "Andra svaret." not in part(first, "plain")
    assert "Andra svaret." in part(second, "plain")


async def test_a_question_back_is_read_and_replied_to_by_mail(post: Post) -> None:
    report_id = stored_id(await post.house.report())
    await mail_only(post.house, post.house.reporter, "hanna@tranas.example")
    await handle(post.house, report_id, answer="Vilken vecka var det?", asks=True)
    [letter] = await post.delivered(NoticeKind.REPORT_ASKED)

    assert letter["Subject"] == "En fråga om din rapport SB-2026-0001"
    assert "> Vilken vecka var det?" in part(letter, "plain")
    assert link_in(part(letter, "plain"), "rapport")


@pytest.mark.parametrize(
    ("how", "subject"),
    [
        ("added", "Tillägg till rapport SB-2026-0001 i Tranås"),
        ("withdrawn", "Rapport SB-2026-0001 i Tranås är återtagen"),
        ("changed", "Rapport SB-2026-0001 i Tranås är ändrad"),
    ],
)
async def test_the_receiver_reads_what_the_reporter_did_afterwards(post: Post, how: str, subject: str) -> None:
    report_id = stored_id(await post.house.report())
    async with post.house.database.begin(post.house.forbund_id) as session:
        await add_to_report(session, post.house.reporter, report_id, "Det var vecka 10.", "a1", LATER)
        told = OutboxMessage(
            key=how, channel=Channel.MAIL, kind=NoticeKind.REPORT_AMENDED, subject_id=report_id, details={"how": how},
            person_id=post.house.coordinator.id, created_at=LATER, next_attempt_at=LATER,
        )  # fmt: skip
        session.add(told)
    letter = next(letter for letter in await post.delivered(NoticeKind.REPORT_AMENDED) if letter["Subject"] == subject)

    assert ("> Det var vecka 10." in part(letter, "plain")) == (how == "added")


async def test_the_receiver_s_letters_lead_to_the_inbox_too(post: Post) -> None:
    await post.house.report()
    [letter] = await post.delivered(NoticeKind.REPORT_RECEIVED)
    [inbox] = re.findall(rf"{URL}/inkorg/(\S+)", part(letter, "plain"))
    assert post.links.read("inbox", inbox) == (post.house.forbund_id, 0, post.house.coordinator.id)
    assert f'<a href="{URL}/inkorg/{inbox}"' in part(letter, "html")


async def test_a_new_status_is_told_in_the_reader_s_language(post: Post) -> None:
    report_id = stored_id(await post.house.report())
    await mail_only(post.house, post.house.reporter, "hanna@tranas.example", "en-GB")
    await handle(post.house, report_id, status=ReportStatus.LYFT)
    [letter] = await post.delivered(NoticeKind.REPORT_CHANGED)

    assert letter["Subject"] == "News of your report SB-2026-0001"
    assert '<html lang="en">' in part(letter, "html")
    assert "The matter has been raised with a group that can decide." in part(letter, "plain")


async def test_the_reporter_reads_to_which_group_it_was_lifted_and_whose_decision_is_the_answer(post: Post) -> None:
    await mail_only(post.house, post.house.reporter, "hanna@tranas.example")
    issue_id, lift_id = await lifted(post.house)
    [letter] = await post.delivered(NoticeKind.REPORT_CHANGED)
    assert "Frågan är lyft till LSG Tranås." in part(letter, "plain")

    await do(post.house, decide_lift, issue_id, lift_id, LiftOutcome.BESLUTAD, DECISION, "s3", LATER)
    [letter] = await post.delivered(NoticeKind.REPORT_ANSWERED)
    assert "LSG Tranås har beslutat" in part(letter, "plain")
    assert "LSG Tranås har beslutat" in part(letter, "html")
    assert "Svar" not in part(letter, "plain")
