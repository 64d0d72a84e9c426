"""A person's own reports and the meetings they have asked for, as a list whose rows open, page by page."""

from collections.abc import Sequence

from backend.handling.views import ReportView
from backend.meetings.views import MeetingView
from backend.times import local_date
from bot.cards.elements import Card, Element, beside, buttons, card, cut, plain, submit, text, title
from bot.words import Words
from models.enums import CommentKind

SHOWN = 5
SHOWN_TEXT = 120

Mine = ReportView | MeetingView


def mine_card(shown: Sequence[Mine], page: int, count: int, words: Words) -> Card:
    """Return one page of the list, the newest first. Pages count from 1; `count` is how many rows there are in all."""
    pages = max(1, -(-count // SHOWN))
    body = [title(words.t("card.mine.title"))]
    if not count:
        body.append(text(words.t("card.mine.none")))
    elif pages > 1:
        body.append(text(words.t("card.mine.page", page=page, pages=pages, count=count), subtle=True))
    body += [_row(item, words) for item in shown]
    actions = []
    if page > 1:
        actions.append(submit(words.t("card.mine.newer"), "mine.page", {"page": page - 1}))
    if page < pages:
        actions.append(submit(words.t("card.mine.older"), "mine.page", {"page": page + 1}))
    actions.append(submit(words.t("card.report.open"), "report.open", style="positive"))
    return card(body, actions, summary=words.t("card.mine.title"), locale=words.locale)


def _row(item: Mine, words: Words) -> Element:
    about, lines, data = _report(item, words) if isinstance(item, ReportView) else _meeting(item, words)
    opener = submit(words.t("card.mine.show"), "mine.show", data, tooltip=words.t("card.mine.show.one", number=item.number))
    return {**beside([text(f"{item.number} · {item.kommun} · {about}", bold=True), *lines], buttons([opener])), "separator": True}


def _report(report: ReportView, words: Words) -> tuple[str, list[Element], dict[str, int]]:
    answers = [comment for comment in report.answers if comment.kind is CommentKind.ANSWER]
    lines = [plain(cut(_line(report.text), SHOWN_TEXT))]
    if report.question:
        lines.append(text(words.t("card.mine.asked"), subtle=True))
    elif answers:
        lines.append(text(words.t("card.mine.answered", day=words.day(local_date(answers[-1].at))), subtle=True))
        lines.append(plain(cut(_line(answers[-1].text), SHOWN_TEXT)))
    elif report.status.is_open:
        lines.append(text(words.t("card.mine.waits", due=words.day(report.answer_due)), subtle=True))
    return words.t(f"status.{report.status}"), lines, {"report": report.id}


def _meeting(meeting: MeetingView, words: Words) -> tuple[str, list[Element], dict[str, int]]:
    when = words.moment(meeting.starts_at) if meeting.starts_at else words.t("card.mine.no_time")
    lines = [text(f"{words.t(f'meeting_form.{meeting.form}')}: {words.parties(meeting.parties)}"), text(when, subtle=True)]
    return words.t(f"meeting_status.{meeting.status}"), lines, {"meeting": meeting.id}


def _line(written: str) -> str:
    return " ".join(written.split())
