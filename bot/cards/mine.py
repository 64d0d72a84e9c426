"""A person's own reports and the meetings they have asked for, as a list whose rows open, page by page."""

from dataclasses import dataclass

from backend.handling.own_list import Own, OwnPage, Which
from backend.handling.views import ReportView
from backend.meetings.views import MeetingView
from backend.reporting.words import in_one_line
from backend.times import local_date
from bot.cards.elements import Card, Element, beside, buttons, card, cut, plain, submit, text, text_input, title
from bot.words import Words
from models.enums import CommentKind, MeetingStatus

SHOWN = 5
SHOWN_TEXT = 120
LONGEST_SEARCH = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrowed:
    """What the list is narrowed down to: the open or the closed ones, and words that each must fit."""

    which: Which = Which.ALLA
    search: str = ""

    @property
    def carried(self) -> dict[str, str]:
        """What a button must carry, so that the next page is of the same list."""
        return {"which": str(self.which), "search": self.search}

    def __bool__(self) -> bool:
        """Whether anything may be left out."""
        return self.which is not Which.ALLA or bool(self.search)


def mine_card(own: OwnPage, narrowed: Narrowed, words: Words) -> Card:
    """Return one page of the list, the newest first; a list of one page needs nothing to narrow it down by."""
    t = words.t
    body = [title(t("card.mine.title"))]
    if not own.total:
        body.append(text(t("card.mine.nothing_fits" if narrowed else "card.mine.none")))
    elif narrowed or own.pages > 1:
        counted = t("card.mine.page", page=own.page, pages=own.pages, count=own.total)
        body.append(text(f"{t(f'own.{narrowed.which}')}. {counted}", subtle=True))
    body += [_row(item, words) for item in own.rows]
    if narrowed or own.pages > 1:
        body += _narrowing(narrowed, words)
    actions = []
    if own.page > 1:
        actions.append(_to_page(t("card.mine.newer"), own.page - 1, narrowed))
    if own.page < own.pages:
        actions.append(_to_page(t("card.mine.older"), own.page + 1, narrowed))
    actions.append(submit(t("card.report.open"), "report.open", style="positive", with_inputs=False))
    return card(body, actions, summary=t("card.mine.title"), locale=words.locale)


def _to_page(label: str, page: int, narrowed: Narrowed) -> Element:
    return submit(label, "mine.page", {"page": page, **narrowed.carried}, with_inputs=False)


def _narrowing(narrowed: Narrowed, words: Words) -> list[Element]:
    """Return the field to search in, and a button for each list; what stands in the field narrows each of them."""
    t = words.t
    lists = [submit(t(f"own.{which}"), "mine.page", {"which": str(which)}) for which in Which]
    return [text_input("search", t("card.mine.search"), value=narrowed.search, limit=LONGEST_SEARCH), buttons(lists)]


def _row(item: Own, words: Words) -> Element:
    about, lines, data = _report(item, words) if isinstance(item, ReportView) else _meeting(item, words)
    opener = submit(words.t("card.mine.show"), "mine.show", data, tooltip=words.t("card.mine.show.one", number=item.number))
    return {**beside([text(f"{item.number} · {item.kommun} · {about}", bold=True), *lines], buttons([opener])), "separator": True}


def _report(report: ReportView, words: Words) -> tuple[str, list[Element], dict[str, int]]:
    answers = [comment for comment in report.answers if comment.kind is CommentKind.ANSWER]
    lines = [plain(cut(in_one_line(report.text), SHOWN_TEXT))]
    if report.question:
        lines.append(text(words.t("card.mine.asked"), subtle=True))
    elif answers:
        lines.append(text(words.t("card.mine.answered", day=words.day(local_date(answers[-1].at))), subtle=True))
        lines.append(plain(cut(in_one_line(answers[-1].text), SHOWN_TEXT)))
    elif report.status.is_open:
        lines.append(text(words.t("card.mine.waits", due=words.day(report.answer_due)), subtle=True))
    return words.t(f"status.{report.status}"), lines, {"report": report.id}


def _meeting(meeting: MeetingView, words: Words) -> tuple[str, list[Element], dict[str, int]]:
    lines = [text(f"{words.t(f'meeting_form.{meeting.form}')}: {words.parties(meeting.parties)}")]
    if meeting.starts_at:
        lines.append(text(words.moment(meeting.starts_at), subtle=True))
    elif meeting.status is MeetingStatus.BEGART:
        lines.append(text(words.t("card.mine.no_time"), subtle=True))
    return words.t(meeting.status_key), lines, {"meeting": meeting.id}
