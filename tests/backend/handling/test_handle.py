"""A coordinator sorts, sets status and answers; the one who wrote is told; nobody's work is lost."""

import asyncio
from datetime import timedelta

import pytest
from sqlmodel import col, select

from backend.database import stored_id
from backend.errors import DomainError, NotAllowedError, NotFoundError, PersonalDataError
from backend.handling.correct import Corrections
from backend.handling.handle import Handling, handle_report
from backend.handling.life import needs_words
from backend.i18n import Texts
from models import AuditEvent, Conversation, OutboxMessage, Person, Report, ReportComment, ReportParty, StatusChange
from models.enums import AuditAction, Channel, CommentKind, Niva, NoticeKind, PartyCode, Paverkbar, ReportStatus, Slag
from tests.house import NOW, House

LATER = NOW + timedelta(days=2)


async def handle(house: House, report: Report, handling: Handling, key: str = "h1", actor: Person | None = None) -> Report:
    async with house.database.begin(house.forbund_id) as session:
        return await handle_report(session, actor or house.coordinator, stored_id(report), handling, key, LATER)


async def told_reporter(house: House) -> list[OutboxMessage]:
    return [message for message in await house.all_of(OutboxMessage) if message.person_id == house.reporter.id]


async def test_one_submit_changes_category_and_status_and_answers(house: House) -> None:
    report = await house.report()
    await handle(house, report, Handling("KONTAKT", ReportStatus.HOS_PART, "Jag tar upp det med FK i dag."))

    [stored] = await house.all_of(Report)
    assert (stored.category, stored.reporter_category, stored.status) == ("KONTAKT", "NARVARO", ReportStatus.HOS_PART)
    assert (stored.answered_at, stored.closed_at) == (LATER, None)
    [answer] = await house.all_of(ReportComment)
    assert (answer.text, answer.author_id) == ("Jag tar upp det med FK i dag.", house.coordinator.id)
    steps = {(change.before, change.after, change.changed_by_id) for change in await house.all_of(StatusChange)}
    assert (ReportStatus.MOTTAGEN, ReportStatus.HOS_PART, house.coordinator.id) in steps


async def test_the_reporter_gets_one_notice_per_submit_that_points_at_what_is_new(house: House) -> None:
    report = await house.report()
    await handle(house, report, Handling("KONTAKT", ReportStatus.HOS_PART, "Jag tar upp det med FK i dag."))

    [notice] = await told_reporter(house)
    [answer] = await house.all_of(ReportComment)
    [change] = [change for change in await house.all_of(StatusChange) if change.before]
    assert (notice.channel, notice.kind, notice.subject_id) == (Channel.TEAMS, NoticeKind.REPORT_ANSWERED, report.id)
    assert notice.details == {"comment_id": answer.id, "status_change_id": change.id}


async def test_a_new_status_alone_is_told(house: House) -> None:
    report = await house.report()
    await handle(house, report, Handling(status=ReportStatus.LYFT))

    [notice] = await told_reporter(house)
    assert notice.kind is NoticeKind.REPORT_CHANGED
    assert notice.details["comment_id"] is None


async def test_a_new_category_alone_is_not_told(house: House) -> None:
    report = await house.report()
    await handle(house, report, Handling(category="KONTAKT"))

    assert await told_reporter(house) == []
    [stored] = await house.all_of(Report)
    assert (stored.category, stored.status) == ("KONTAKT", ReportStatus.MOTTAGEN)


async def test_no_word_of_an_answer_stands_in_the_outbox_or_the_audit_trail(house: House) -> None:
    report = await house.report()
    await handle(house, report, Handling(answer="Jag ringer kontoret i Nässjö."))

    kept = [str(row.model_dump()) for row in (*await house.all_of(OutboxMessage), *await house.all_of(AuditEvent))]
    assert kept
    assert not [row for row in kept if "ringer" in row]


async def test_a_reporter_who_blocked_the_bot_is_told_by_mail(house: House) -> None:
    report = await house.report()
    async with house.database.begin(house.forbund_id) as session:
        chat = (await session.exec(select(Conversation).where(Conversation.person_id == house.reporter.id))).one()
        chat.blocked_at = NOW
        person = (await session.exec(select(Person).where(col(Person.id) == house.reporter.id))).one()
        person.email = "hanna@tranas.example"
        session.add_all([chat, person])

    await handle(house, report, Handling(answer="Nu är det ordnat."))

    assert [message.channel for message in await told_reporter(house)] == [Channel.MAIL]


async def test_an_answer_to_a_report_nobody_has_sorted_sorts_it(house: House) -> None:
    report = await house.report()
    await handle(house, report, Handling(status=ReportStatus.MOTTAGEN, answer="Tack, jag återkommer."))

    [stored] = await house.all_of(Report)
    assert stored.status is ReportStatus.SORTERAD


async def test_the_first_answer_sets_when_it_was_answered_and_the_end_when_it_closed(house: House) -> None:
    report = await house.report()
    await handle(house, report, Handling(answer="Tack."), "h1")
    async with house.database.begin(house.forbund_id) as session:
        end = LATER + timedelta(days=7)
        done = Handling(status=ReportStatus.AVSLUTAD, answer="Klart.")
        await handle_report(session, house.coordinator, stored_id(report), done, "h2", end)

    [stored] = await house.all_of(Report)
    assert (stored.answered_at, stored.closed_at) == (LATER, end)


async def test_a_closed_report_is_reopened_by_being_sorted_anew_only(house: House) -> None:
    report = await house.report()
    await handle(house, report, Handling(status=ReportStatus.AVSLUTAD, answer="Det är löst."), "h1")
    with pytest.raises(DomainError, match=r"error\.status_step"):
        await handle(house, report, Handling(status=ReportStatus.LYFT), "h2")
    await handle(house, report, Handling(status=ReportStatus.SORTERAD), "h3")

    [stored] = await house.all_of(Report)
    assert (stored.status, stored.closed_at) == (ReportStatus.SORTERAD, None)


@pytest.mark.parametrize("start", [ReportStatus.SORTERAD, ReportStatus.HOS_PART, ReportStatus.AVSLUTAD])
@pytest.mark.parametrize("forbidden", [ReportStatus.MOTTAGEN, ReportStatus.ATERKALLAD])
async def test_a_report_never_goes_back_to_received_and_only_its_reporter_withdraws_it(
    house: House, start: ReportStatus, forbidden: ReportStatus
) -> None:
    report = await house.report()
    await handle(house, report, Handling(status=start, answer="Tack."), "h1")
    with pytest.raises(DomainError, match=r"error\.status_step"):
        await handle(house, report, Handling(status=forbidden, answer="Svar."), "h2")

    assert [comment.text for comment in await house.all_of(ReportComment)] == ["Tack."]


OUTCOMES = [status for status in ReportStatus if needs_words(status)]


def test_what_tells_an_outcome_needs_words_and_what_moves_a_report_along_doesnt() -> None:
    assert [str(status) for status in OUTCOMES] == [
        "atgard_beslutad",
        "instruktion_given",
        "kan_inte_paverkas",
        "uppfoljd",
        "avslutad",
    ]


@pytest.mark.parametrize("outcome", OUTCOMES)
async def test_an_outcome_without_words_to_the_reporter_is_refused_and_says_what_to_write(
    house: House, outcome: ReportStatus
) -> None:
    report = await house.report()
    decided = ReportStatus.ATGARD_BESLUTAD if outcome is not ReportStatus.ATGARD_BESLUTAD else ReportStatus.INSTRUKTION_GIVEN
    await handle(house, report, Handling(status=decided, answer="Vi bokar om mötet."), "h1")
    with pytest.raises(DomainError) as missing:
        await handle(house, report, Handling("KONTAKT", outcome, "  "), "h2")
    with pytest.raises(DomainError, match=r"error\.question_is_no_answer"):
        await handle(house, report, Handling(status=outcome, answer="Vilken vecka?", asks=True), "h3")

    assert (missing.value.key, missing.value.values["field"]) == (f"error.words_at.{outcome}", "answer")
    texts = Texts(("backend",))
    assert missing.value.key not in {texts.t(locale, missing.value.key) for locale in ("sv", "en")}
    [stored] = await house.all_of(Report)
    assert (stored.status, stored.category) == (decided, report.category)
    assert len(await told_reporter(house)) == 1
    await handle(house, report, Handling(status=outcome, answer="Det är löst."), "h4")
    assert (await house.all_of(Report))[0].status is outcome


async def test_a_withdrawn_report_is_left_alone(house: House) -> None:
    report = await house.report()
    async with house.database.begin(house.forbund_id) as session:
        stored = (await session.exec(select(Report))).one()
        stored.status, stored.closed_at = ReportStatus.ATERKALLAD, NOW

    with pytest.raises(DomainError, match=r"error\.report_withdrawn"):
        await handle(house, report, Handling(answer="Svar."))


async def test_the_same_submit_twice_is_done_once(house: House) -> None:
    report = await house.report()
    handling = Handling("KONTAKT", ReportStatus.HOS_PART, "Jag tar upp det.")
    await handle(house, report, handling)
    again = await handle(house, report, handling)

    assert again.status is ReportStatus.HOS_PART
    assert len(await house.all_of(ReportComment)) == 1
    assert len(await told_reporter(house)) == 1


async def test_a_repeated_submit_does_not_undo_what_came_after_it(house: House) -> None:
    report = await house.report()
    await handle(house, report, Handling(status=ReportStatus.HOS_PART), "h1")
    await handle(house, report, Handling(status=ReportStatus.LYFT), "h2")
    await handle(house, report, Handling(status=ReportStatus.HOS_PART), "h1")

    [stored] = await house.all_of(Report)
    assert stored.status is ReportStatus.LYFT


async def test_who_moved_a_report_may_press_twice_and_a_stranger_with_the_same_key_is_refused(house: House) -> None:
    report = await house.report()
    moved = Handling(corrections=Corrections(kommun_id=house.eksjo))
    await handle(house, report, moved)

    assert (await handle(house, report, moved)).kommun_id == house.eksjo
    with pytest.raises(NotAllowedError):
        await handle(house, report, moved, actor=house.reporter)


async def test_two_clicks_at_the_same_moment_are_one_answer(house: House) -> None:
    report = await house.report()
    await asyncio.gather(*(handle(house, report, Handling(answer="Jag tar upp det.")) for _ in range(4)))

    assert len(await house.all_of(ReportComment)) == 1
    assert len(await told_reporter(house)) == 1


async def test_two_coordinators_at_the_same_moment_lose_nothing_of_each_other_s(house: House) -> None:
    report = await house.report()
    await asyncio.gather(
        handle(house, report, Handling(category="KONTAKT", answer="Jag har ringt FK."), "h1"),
        handle(house, report, Handling(status=ReportStatus.LYFT, answer="Jag lyfter det till LSG."), "h2", house.office),
    )

    [stored] = await house.all_of(Report)
    assert (stored.category, stored.status) == ("KONTAKT", ReportStatus.LYFT)
    assert {comment.text for comment in await house.all_of(ReportComment)} == {"Jag har ringt FK.", "Jag lyfter det till LSG."}
    assert len(await told_reporter(house)) == 2
    # each step starts where the one before it ended, whichever came first
    steps = sorted(await house.all_of(StatusChange), key=lambda change: change.id or 0)
    assert [step.before for step in steps] == [None, *(step.after for step in steps[:-1])]


@pytest.mark.parametrize("answer", ["Ring 070-174 06 05 om det.", "Det gäller 19640823-3234.", "Skriv till anna@exempel.se"])
async def test_personal_data_in_an_answer_is_refused_before_anything_is_stored(house: House, answer: str) -> None:
    report = await house.report()
    with pytest.raises(PersonalDataError) as error:
        await handle(house, report, Handling("KONTAKT", ReportStatus.LYFT, answer))

    assert list(error.value.fields) == ["answer"]
    [stored] = await house.all_of(Report)
    assert (stored.category, stored.status) == ("NARVARO", ReportStatus.MOTTAGEN)
    assert await told_reporter(house) == []


async def test_an_answer_that_is_too_long_is_refused(house: House) -> None:
    report = await house.report()
    with pytest.raises(DomainError, match=r"error\.text_too_long"):
        await handle(house, report, Handling(answer="å" * 4001))


async def test_only_those_who_handle_the_kommun_may(house: House) -> None:
    in_tranas, in_eksjo = await house.report("k1"), await house.report("k2", kommun_id=house.eksjo)
    for actor, report in ((house.reporter, in_tranas), (house.coordinator, in_eksjo)):
        with pytest.raises(NotAllowedError):
            await handle(house, report, Handling(status=ReportStatus.LYFT), actor=actor)

    await handle(house, in_eksjo, Handling(status=ReportStatus.LYFT), actor=house.office)


async def test_forbundets_own_mailbox_may_handle_when_a_link_vouches_for_it(house: House) -> None:
    report = await house.report(kommun_id=house.eksjo)
    async with house.database.begin(house.forbund_id) as session:
        await handle_report(session, None, stored_id(report), Handling(answer="Vi tar hand om det."), "h1", LATER)

    [answer] = await house.all_of(ReportComment)
    assert answer.author_id is None


async def test_an_unknown_report_and_an_unknown_category_are_told(house: House) -> None:
    report = await house.report()
    with pytest.raises(DomainError, match=r"error\.category_unknown"):
        await handle(house, report, Handling(category="NAGOT"))
    report.id = 4711
    with pytest.raises(NotFoundError):
        await handle(house, report, Handling(category="KONTAKT"))


@pytest.mark.parametrize("handling", [Handling(), Handling("NARVARO", ReportStatus.MOTTAGEN, "  ")])
async def test_a_submit_without_anything_new_is_told_so(house: House, handling: Handling) -> None:
    report = await house.report()
    with pytest.raises(DomainError, match=r"error\.nothing_to_save"):
        await handle(house, report, handling)


async def test_every_submit_leaves_its_trace(house: House) -> None:
    report = await house.report()
    await handle(house, report, Handling("KONTAKT", ReportStatus.LYFT))

    [event] = [event for event in await house.all_of(AuditEvent) if event.action is AuditAction.CHANGED]
    assert (event.actor_id, event.subject, event.subject_id, event.at) == (house.coordinator.id, "report", report.id, LATER)
    assert (event.details["category"], event.details["status"]) == (["NARVARO", "KONTAKT"], ["mottagen", "lyft"])


async def test_what_was_got_wrong_is_corrected_and_only_that_is_kept_in_the_trail(house: House) -> None:
    report = await house.report()
    wanted = Corrections(
        slag=Slag.BEHOV, parties=(PartyCode.VARD, PartyCode.FK), secondary_category="KONTAKT", recurring=True,
        paverkbar=Paverkbar.LANET, niva=Niva.STRUKTUR, internal=False,
    )  # fmt: skip
    await handle(house, report, Handling(corrections=wanted))

    [stored] = await house.all_of(Report)
    assert (stored.slag, stored.secondary_category, stored.recurring) == (Slag.BEHOV, "KONTAKT", True)
    assert (stored.paverkbar, stored.niva) == (Paverkbar.LANET, Niva.STRUKTUR)
    assert {row.party for row in await house.all_of(ReportParty)} == {PartyCode.FK, PartyCode.VARD}
    [event] = [event for event in await house.all_of(AuditEvent) if event.action is AuditAction.CHANGED]
    assert event.details["parties"] == [["FK"], ["FK", "VARD"]]
    assert event.details["paverkbar"] == [None, "lanet"]
    assert "internal" not in event.details, "it said so already"
    assert await told_reporter(house) == []


async def test_a_corrected_fact_is_set_back_to_unknown(house: House) -> None:
    report = await house.report(recurring=True)
    await handle(house, report, Handling(corrections=Corrections(recurring=None)))
    [stored] = await house.all_of(Report)
    assert stored.recurring is None


@pytest.mark.parametrize(
    ("wanted", "error"),
    [
        (Corrections(secondary_category="NARVARO"), r"error\.secondary_same"),
        (Corrections(secondary_category="NAGOT"), r"error\.category_unknown"),
        (Corrections(slag=Slag.EJ_BRIST), r"error\.slag_unknown"),
        (Corrections(parties=()), r"error\.parties_missing"),
        (Corrections(kommun_id=4711), r"error\.kommun_unknown"),
    ],
)
async def test_what_a_report_can_t_say_is_refused(house: House, wanted: Corrections, error: str) -> None:
    report = await house.report()
    with pytest.raises(DomainError, match=error):
        await handle(house, report, Handling(status=ReportStatus.LYFT, corrections=wanted))
    [stored] = await house.all_of(Report)
    assert (stored.status, stored.slag, stored.kommun_id) == (ReportStatus.MOTTAGEN, Slag.BRIST, house.tranas)


async def test_a_category_that_the_taxonomy_has_dropped_may_stay_but_not_be_given(house: House) -> None:
    report = await house.report()
    async with house.database.begin(house.forbund_id) as session:
        (await session.exec(select(Report))).one().category = "GAMMAL"
    await handle(house, report, Handling(category="GAMMAL", status=ReportStatus.LYFT))
    [stored] = await house.all_of(Report)
    assert (stored.category, stored.status) == ("GAMMAL", ReportStatus.LYFT)


async def test_another_kommun_moves_the_report_to_its_receiver_who_is_told_once(house: House) -> None:
    report = await house.report()
    for _ in range(2):
        await handle(house, report, Handling(corrections=Corrections(kommun_id=house.eksjo)))

    [stored] = await house.all_of(Report)
    assert (stored.kommun_id, stored.receiver_id) == (house.eksjo, house.office.id)
    assert stored.answer_due == report.answer_due, "the promise stands"
    to_office = [message for message in await house.all_of(OutboxMessage) if message.person_id == house.office.id]
    assert [message.kind for message in to_office] == [NoticeKind.REPORT_RECEIVED]
    with pytest.raises(NotAllowedError):
        await handle(house, report, Handling(status=ReportStatus.LYFT), "h2")


async def test_a_question_back_is_told_and_leaves_the_promise_standing(house: House) -> None:
    report = await house.report()
    await handle(house, report, Handling(answer="Vilken vecka var det?", asks=True))

    [stored] = await house.all_of(Report)
    assert (stored.status, stored.answered_at) == (ReportStatus.SORTERAD, None)
    [comment] = await house.all_of(ReportComment)
    assert comment.kind is CommentKind.QUESTION
    [notice] = await told_reporter(house)
    assert notice.kind is NoticeKind.REPORT_ASKED
    with pytest.raises(DomainError, match=r"error\.question_missing"):
        await handle(house, report, Handling(status=ReportStatus.LYFT, asks=True), "h2")
