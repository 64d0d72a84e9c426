"""The inbox of one who handles, as a list whose rows open, with the drafts that aren't sent yet."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from backend.handling.inbox import Inbox, InboxRow
from backend.reporting.words import in_one_line
from bot.cards.elements import Card, Element, beside, buttons, card, cut, open_url, plain, submit, text, title
from bot.words import Words
from models.enums import IssueStatus

PAGE_ROWS = 8
FIRST_ROWS = 3  # beside a welcome
SHOWN_TEXT = 120
SHOWN_DRAFTS = 3  # above the inbox; by themselves twice as many, for the board's and each LSG's may come at once
MOST_DRAFTS = 2 * SHOWN_DRAFTS


@dataclass(frozen=True, slots=True)
class DraftRow:
    """A draft that isn't sent yet: its group, when it is, the address of its page, and whether it is `approved`."""

    group: str
    due_at: datetime
    url: str
    approved: bool = False


def inbox_card(
    inbox: Inbox, drafts: Sequence[DraftRow], url: str, words: Words, *, archive_url: str = "", issues: bool = False
) -> Card:
    """Return a page of the inbox, or of its frågor alone; `url` is the inbox on the web, `archive_url` the editions there."""
    t = words.t
    heading = t("page.inbox.issues" if issues else "page.inbox.title")
    summary = _count(inbox, words, chosen=issues) if inbox.total else t("page.inbox.none")
    body = [title(heading), *_drafts(drafts, SHOWN_DRAFTS, words), text(summary, subtle=True), *_rows(inbox.rows, words)]
    of_list = {"show": str(IssueStatus.OPPEN)} if issues else {}
    pages = []
    if inbox.before:
        pages.append(submit(t("page.inbox.previous"), "inbox.list", {"before": inbox.before, **of_list}))
    if inbox.after:
        pages.append(submit(t("page.inbox.next"), "inbox.list", {"after": inbox.after, **of_list}))
    archive = [open_url(t("page.inbox.archive"), archive_url)] if archive_url else []
    return card(body, [*pages, open_url(t("card.open_page"), url), *archive], summary=heading, locale=words.locale)


def drafts_card(drafts: Sequence[DraftRow], words: Words) -> Card:
    """Return the drafts that somebody may approve, or open again."""
    heading = words.t("page.inbox.drafts")
    body = [title(heading), *_drafts(drafts, MOST_DRAFTS, words, headed=False)]
    return card(body, [], summary=heading, locale=words.locale)


def waited_card(inbox: Inbox, drafts: Sequence[DraftRow], url: str, words: Words) -> Card:
    """Return what waited when the chat was opened: how much, the first of it, and the way to the rest."""
    heading = words.t("card.inbox.waited")
    summary = _count(inbox, words)
    actions = [submit(words.t("card.inbox.open"), "inbox.list", style="positive"), open_url(words.t("card.open_page"), url)]
    body = [title(heading), *_drafts(drafts, SHOWN_DRAFTS, words), text(summary, subtle=True), *_rows(inbox.rows, words)]
    return card(body, actions, summary=heading, locale=words.locale)


def _count(inbox: Inbox, words: Words, *, chosen: bool = False) -> str:
    key = "page.inbox.total.chosen" if chosen else "page.inbox.total"
    late = words.counted("page.inbox.overdue.count", inbox.overdue)
    return words.t(key, total=inbox.total, waiting=inbox.waiting, overdue=late)


def _drafts(drafts: Sequence[DraftRow], most: int, words: Words, *, headed: bool = True) -> list[Element]:
    """Return the first of the drafts, each with the way to its page, and how many more there are."""
    t = words.t
    if not drafts:
        return []
    heading = [text(t("page.inbox.drafts"), bold=True)] if headed else []
    rows = [_draft(draft, words) for draft in drafts[:most]]
    more = [text(t("card.inbox.more_drafts", count=len(drafts) - most), subtle=True)] if len(drafts) > most else []
    return [*heading, *rows, *more]


def _draft(draft: DraftRow, words: Words) -> Element:
    what = words.t("page.inbox.draft", group=draft.group)
    when = words.t(f"page.inbox.draft.{'approved' if draft.approved else 'when'}", moment=words.moment(draft.due_at))
    opener = {**open_url(words.t("card.open_page" if draft.approved else "card.inbox.read_draft"), draft.url), "tooltip": what}
    return {**beside([text(what, bold=True), text(when, subtle=True)], buttons([opener])), "separator": True}


def _rows(rows: Sequence[InboxRow], words: Words) -> list[Element]:
    return [_row(item, words) for item in rows]


def _row(item: InboxRow, words: Words) -> Element:
    t = words.t
    if item.category:
        what = words.category(item.category)
    else:
        what = t(f"meeting_form.{item.form}") if item.form else t("page.inbox.issue")
    kommun = item.kommun or t("page.inbox.several")
    slag = [t(f"slag.{item.slag}")] if item.slag else []
    marks = [t("page.inbox.overdue").upper()] if item.overdue else []
    replied = [t("page.inbox.replied")] if item.replied else []
    shown = [
        text(f"{item.number} · {what}", bold=True),
        text(" · ".join([*marks, *slag, kommun, t(item.status_key), *_due(item, words), *replied])),
        plain(cut(in_one_line(item.text), SHOWN_TEXT)),
    ]
    about: dict[str, int] = {item.about: item.id}
    opener = submit(t("card.mine.show"), "mine.show", about, tooltip=t("card.mine.show.one", number=item.number))
    return {**beside(shown, buttons([opener])), "separator": True}


def _due(item: InboxRow, words: Words) -> list[str]:
    return [words.t(item.due_key, due=words.day(item.due))] if item.due_key else []
