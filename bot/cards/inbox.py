"""The inbox of one who handles, as a list whose rows open."""

from collections.abc import Sequence

from backend.handling.inbox import Inbox, InboxRow
from bot.cards.elements import Card, Element, beside, buttons, card, cut, open_url, plain, submit, text, title
from bot.words import Words

PAGE_ROWS = 8
FIRST_ROWS = 3  # beside a welcome
SHOWN_TEXT = 120


def inbox_card(inbox: Inbox, start: int, url: str, words: Words) -> Card:
    """Return a page of the inbox that begins after `start` rows; `url` is the inbox on the web."""
    t = words.t
    heading = t("page.inbox.title")
    summary = t("page.inbox.total", total=inbox.total, overdue=inbox.overdue) if inbox.total else t("page.inbox.none")
    body = [title(heading), text(summary, subtle=True), *_rows(inbox.rows, words)]
    pages = []
    if start:
        pages.append(submit(t("page.inbox.previous"), "inbox.list", {"start": max(0, start - PAGE_ROWS)}))
    if start + PAGE_ROWS < inbox.total:
        pages.append(submit(t("page.inbox.next"), "inbox.list", {"start": start + PAGE_ROWS}))
    return card(body, [*pages, open_url(t("card.open_page"), url)], summary=heading, locale=words.locale)


def waited_card(inbox: Inbox, url: str, words: Words) -> Card:
    """Return what waited when the chat was opened: how much, the first of it, and the way to the rest."""
    heading = words.t("card.inbox.waited")
    summary = words.t("page.inbox.total", total=inbox.total, overdue=inbox.overdue)
    actions = [submit(words.t("card.inbox.open"), "inbox.list", style="positive"), open_url(words.t("card.open_page"), url)]
    body = [title(heading), text(summary, subtle=True), *_rows(inbox.rows, words)]
    return card(body, actions, summary=heading, locale=words.locale)


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
        plain(cut(item.text.replace("\n", " "), SHOWN_TEXT)),
    ]
    about: dict[str, int] = {item.about: item.id}
    opener = submit(t("card.mine.show"), "mine.show", about, tooltip=t("card.mine.show.one", number=item.number))
    return {**beside(shown, buttons([opener])), "separator": True}


def _due(item: InboxRow, words: Words) -> list[str]:
    return [words.t(item.due_key, due=words.day(item.due))] if item.due_key else []
