"""A report as its reporter reads it: where it stands and what was answered."""

from collections.abc import Sequence

from backend.handling.views import CommentView, ReportView
from backend.times import local_date
from bot.cards.elements import Card, Element, box, card, cut, facts, line, plain, submit, text, title
from bot.words import Words
from models.enums import CommentKind

SHOWN_TEXT = 2000
SHOWN_ANSWER = 2000
SHOWN_ANSWERS = 2


def report_card(report: ReportView, heading: str, words: Words) -> Card:
    """Return the report under a heading that says why it is shown; the newest answer stands first."""
    body = [title(heading), *answers(report.answers, words), report_facts(report, words), *what_was_written(report, words)]
    actions = [
        submit(words.t("card.mine.open"), "mine.list"),
        submit(words.t("card.meeting.open"), "meeting.open", {"report": report.id}),
    ]
    return card(body, actions, summary=heading, locale=words.locale)


def report_facts(report: ReportView, words: Words) -> Element:
    """Return where a report stands, and what is known of it besides its text."""
    where = [
        (words.t("card.status"), words.t(f"status.{report.status}")),
        (words.t("card.kommun"), report.kommun),
        (words.t("card.category"), words.category(report.category)),
    ]
    return facts([*where, *event_facts(report, words)])


def event_facts(report: ReportView, words: Words) -> list[tuple[str, str]]:
    """Return whom it concerns, when it happened, and when an answer is due that hasn't been given."""
    pairs = [
        (words.t("card.concerns"), words.parties(report.parties)),
        (words.t("card.event_date"), words.day(report.event_date)),
    ]
    if report.recurring:
        pairs.append((words.t("card.recurring"), words.t("yes")))
    if report.answered_at is None and report.status.is_open:
        pairs.append((words.t("card.answer_due"), words.day(report.answer_due)))
    return pairs


def what_was_written(report: ReportView, words: Words, longest: int = SHOWN_TEXT) -> list[Element]:
    """Return the reporter's own words, cut at `longest`: the web page has them all."""
    shown = [text(words.t("card.what_happened"), bold=True), plain(cut(report.text, longest))]
    if report.suggestion:
        shown.append(line(words.t("card.suggestion"), cut(report.suggestion, longest // 4)))
    return shown


def answers(comments: Sequence[CommentView], words: Words, longest: int = SHOWN_ANSWER) -> list[Element]:
    """Return the latest answers, the newest first, each with who gave it and when."""
    given = [comment for comment in comments if comment.kind is CommentKind.ANSWER]
    newest = given[: -SHOWN_ANSWERS - 1 : -1]
    return [
        box(
            [
                text(
                    words.t("card.answer_from", role=words.t(comment.role_key), day=words.day(local_date(comment.at))), bold=True
                ),
                plain(cut(comment.text, longest if number == 0 else longest // 4)),
            ],
            "good",
        )
        for number, comment in enumerate(newest)
    ]
