"""A report as its reporter reads it: where it stands and what was answered."""

from collections.abc import Mapping, Sequence
from typing import Literal

from backend.handling.views import CommentView, ReportView
from backend.standing import Shows
from backend.times import local_date
from bot.cards.elements import Card, Element, box, card, cut, facts, line, plain, submit, text, title
from bot.words import Words
from models.enums import CardKind, CommentKind, ReportStatus

SHOWN_TEXT = 2000
SHOWN_ANSWER = 2000
SHOWN_ANSWERS = 3

Ground = Literal["good", "accent", "emphasis"]
_SAID: Mapping[CommentKind, Ground] = {CommentKind.ANSWER: "good", CommentKind.QUESTION: "accent", CommentKind.REPLY: "emphasis"}


def report_card(report: ReportView, heading: str, words: Words, note: str = "", foot: str = "") -> Card:
    """Return the report under a heading that says why it is shown, and a sentence of what was done; oldest words first."""
    body = [title(heading)]
    if note:
        body.append(box([text(note)], "accent"))
    body += [*answers(report.answers, words), report_facts(report, words), *what_was_written(report, words)]
    body += promises(report, words)
    if foot:
        body.append(text(foot, subtle=True))
    shows = Shows(CardKind.REPORT, report.id, report.change)
    return card(body, own_actions(report, words), summary=heading, locale=words.locale, shows=shows)


def own_actions(report: ReportView, words: Words) -> list[Element]:
    """Return what its reporter can do with a report as it stands."""
    about = {"report": report.id}
    actions = []
    if report.status is ReportStatus.MOTTAGEN:
        actions.append(submit(words.t("card.own.change"), "report.change", about))
    if report.status.is_open:
        actions += [
            submit(words.t("card.own.add"), "report.add", about),
            submit(words.t("card.own.withdraw"), "report.withdraw", about),
        ]
    if report.status is not ReportStatus.ATERKALLAD:
        actions.append(submit(words.t("meeting.ask.open"), "meeting.open", about))
    return [*actions, submit(words.t("card.mine.open"), "mine.list")]


def promises(report: ReportView, words: Words, *, told: bool | None = None) -> list[Element]:
    """Return who sees a report and what happens now: said when it is sent, and as long as it can be looked up.

    `told` is whether a message about what happens is promised, or the reporter wants none; None says nothing of it.
    """
    coming = report.means(words.t, words.locale)
    if told is not None:
        coming = f"{coming} {words.t('card.receipt.next' if told else 'card.receipt.next.untold')}"
    who = words.t("card.receipt.who_sees", receiver=words.receiver(report.receiver_role, report.kommun))
    return [
        text(words.t("card.receipt.who_sees.title"), bold=True),
        text(who),
        text(words.t("card.receipt.next.title"), bold=True),
        text(coming),
    ]


def receiver_fact(report: ReportView, words: Words) -> tuple[str, str]:
    """Return who receives, by role."""
    receiver = words.receiver(report.receiver_role, report.kommun)
    return words.t("card.receipt.receiver"), receiver[:1].upper() + receiver[1:]


def report_facts(report: ReportView, words: Words) -> Element:
    """Return where a report stands, and what is known of it besides its text."""
    where = [
        (words.t("card.status"), words.t(f"status.{report.status}")),
        (words.t("report.slag"), words.t(f"slag.{report.slag}")),
        (words.t("report.kommun"), report.kommun),
        *([] if report.status is ReportStatus.ATERKALLAD else [receiver_fact(report, words)]),  # with nobody any more
        (words.t("card.category"), words.category(report.category)),
    ]
    return facts([*where, *event_facts(report, words)])


def event_facts(report: ReportView, words: Words) -> list[tuple[str, str]]:
    """Return whom it concerns, when it happened, and when an answer is due that hasn't been given."""
    pairs = [
        (words.t("card.concerns"), words.parties(report.parties)),
        (words.t("card.event_date"), words.days(report.event_date, report.event_until)),
    ]
    if report.units:
        pairs.insert(1, (words.t("report.units"), ", ".join(report.units)))
    if report.recurring:
        pairs.append((words.t("card.recurring"), words.t("yes")))
    if report.consequence:
        pairs.append((words.t("report.consequence"), words.t(f"consequence.{report.consequence}")))
    if report.spoken_with_party is not None:
        pairs.append((words.t("card.spoken"), words.t("yes" if report.spoken_with_party else "no")))
    if report.answered_at is None and report.status.is_open:
        pairs.append((words.t("card.answer_due"), words.day(report.answer_due)))
    return pairs


def what_was_written(report: ReportView, words: Words, longest: int = SHOWN_TEXT) -> list[Element]:
    """Return the reporter's own words, cut at `longest`: the web page has them all."""
    shown = [text(words.t("card.what_happened"), bold=True), plain(cut(report.text, longest))]
    if report.suggestion:
        shown.append(line(words.t("card.suggestion"), cut(report.suggestion, longest // 4)))
    return shown


def answers(comments: Sequence[CommentView], words: Words, longest: int = SHOWN_ANSWER, url: str = "") -> list[Element]:
    """Return the latest of what the handler and the reporter said to each other, oldest first as on the web, with who and when.

    The latest reply stands with its question, however much was said since, and like the newest it is cut at `longest`. How many
    older ones are left out is said first, with the way to them at `url`.
    """
    said = [comment for comment in comments if comment.kind in _SAID]
    replied, asked = _exchange(said)
    shown = sorted({*range(len(said))[-SHOWN_ANSWERS:], *replied, *asked})
    elements = []
    if left := len(said) - len(shown):
        older = words.counted("card.said.older", left)
        elements.append(text(f"[{older}]({url})" if url else older, subtle=True))
    whole = {len(said) - 1, *replied}
    return elements + [
        box(
            [text(said_by(said[at], words), bold=True), plain(cut(said[at].text, longest if at in whole else longest // 4))],
            _SAID[said[at].kind],
        )
        for at in shown
    ]


def _exchange(said: Sequence[CommentView]) -> tuple[list[int], list[int]]:
    """Return where the latest reply is, and where the question before it is; nothing where there is none."""
    replied = [at for at, comment in enumerate(said) if comment.kind is CommentKind.REPLY][-1:]
    before = said[: replied[0]] if replied else ()
    return replied, [at for at, comment in enumerate(before) if comment.kind is CommentKind.QUESTION][-1:]


def said_by(comment: CommentView, words: Words) -> str:
    """Return what was said by whom and when: `Svar från samverkanskoordinatorn, 12 mars 2026`; a decision by its group."""
    if comment.group:
        key = comment.decided_key
        return words.t(f"card.{key}", group=comment.group, day=words.day(local_date(comment.at)))
    return words.t(f"card.said.{comment.kind}", role=words.t(comment.role_key), day=words.day(local_date(comment.at)))
