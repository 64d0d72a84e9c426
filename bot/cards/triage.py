"""A report as the one who handles it sees it: sort, set where it stands, answer or ask back, and correct, in one press."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from backend.fields import YES
from backend.handling.entered import NOTHING, carried, standing
from backend.handling.views import ReportView
from backend.reporting.proposed import say_proposed
from backend.reporting.slag import STORED_SLAG
from backend.standing import Shows
from bot.cards.elements import (
    Card,
    Choice,
    Element,
    box,
    buttons,
    card,
    choices,
    facts,
    line,
    open_url,
    part,
    plain,
    submit,
    swap,
    text,
    text_input,
    title,
)
from bot.cards.marked import NOTHING_FOUND, Found, marked
from bot.cards.options import family_choices, kommun_choices, party_choices
from bot.cards.report_card import answers, event_facts, what_was_written
from bot.words import Words
from models.enums import CardKind, Niva, Paverkbar

# The lists take most of a card's room.
SHOWN_TEXT = 700
SHOWN_BESIDE = 150
SHOWN_ANSWER = 300
MAX_ANSWER = 1800  # the web page takes longer ones
# Two facts that are either so or not share one input, which keeps six in sight.
MARKS = ("recurring", "internal")

MORE = ("slag", "kommun", "parties", "paverkbar", "niva")

_PARTS = ("main", "more")
_SAVE, _ASK = "triage.save", "triage.ask"
_SAVED = "saved"  # no longer true of the card once its further facts have been opened


@dataclass(frozen=True, slots=True, kw_only=True)
class Triage:
    """What stands in the card besides the report: what was chosen but couldn't be saved, and why; or what saving led to.

    `kommuner` are ids and names. `chosen` are values by field, where they differ from what stands. `stale` says that somebody
    else has changed the report since the pressed card was drawn. `asks` says that the words were to be a question back,
    which the first button then sends.
    """

    key: str
    url: str
    kommuner: Sequence[tuple[int, str]]
    chosen: Mapping[str, str] = field(default_factory=dict)
    answer: str = ""
    asks: bool = False
    saved: str = ""
    stale: bool = False
    problems: Sequence[str] = ()
    found: Found = NOTHING_FOUND


def triage_card(report: ReportView, state: Triage, words: Words, *, why: str = "title") -> Card:
    """Return the card; `why` names the heading that says why it is shown: `new`, `changed`, `added`, `withdrawn` or `title`."""
    t = words.t
    heading = t(f"card.triage.{why}", number=report.number, kommun=report.kommun)
    body = [title(heading)]
    if state.saved:
        body.append(part(_SAVED, [box([text(state.saved)], "good")]))
    if state.stale:
        body.append(box([text(t("card.triage.stale"))], "warning"))
    if state.problems:
        body.append(box([text(problem) for problem in state.problems], "attention"))
    body += [facts(_facts(report, words)), line(t("card.reported_by"), _reported_by(report, words))]
    if report.issue:
        body.append(line(t("report.issue"), f"{report.issue.number}, {report.issue.title}"))
    if not state.found:
        body += [*what_was_written(report, words, SHOWN_TEXT), *answers(report.answers, words, SHOWN_ANSWER, state.url)]
    else:  # the words that are to be mended need the room
        body += what_was_written(report, words, SHOWN_BESIDE)
        body.append(marked(state.found, words, t(f"card.{_ASK if state.asks else _SAVE}")))
    # What somebody must mend before it can be saved isn't drawn over.
    shows = None if state.found or state.problems else Shows(CardKind.TRIAGE, report.id, report.change)
    if len(report.status_choices) == 1:  # withdrawn: there is nothing to do
        return card(body, [open_url(t("card.open_page"), state.url)], summary=heading, locale=words.locale, shows=shows)
    values = {**standing(report), **state.chosen}
    marks = ",".join(name for name in MARKS if values[name] == YES)
    # The further facts are carried along unseen then.
    unseen = {**{name: values[name] for name in MORE}, "marks": marks} if state.found else {}
    main = _main(report, values, state, words)
    body.append(part("main", [*main, buttons(_actions(report, state, unseen, words))]))
    if not state.found:
        more = _more(report, values, marks, state.kommuner, words)
        body.append(part("more", [*more, buttons(_more_actions(report, words))], shown=False))
    return card(body, [], summary=heading, locale=words.locale, shows=shows)


def _facts(report: ReportView, words: Words) -> list[tuple[str, str]]:
    return [
        (words.t("card.status"), words.t(f"status.{report.status}")),
        (words.t("report.slag"), words.t(f"slag.{report.slag}")),
        *event_facts(report, words),
    ]


def _reported_by(report: ReportView, words: Words) -> str:
    party = words.t(f"party.{report.reporting_party}.long") if report.reporting_party else "–"
    return f"{party} ({report.reporter_name})" if report.reporter_name else party


def _actions(report: ReportView, state: Triage, unseen: Mapping[str, str], words: Words) -> list[Element]:
    t = words.t
    data = {"submit_id": state.key, "report": report.id, "seen": carried(standing(report)), "change": report.change}
    data |= {**unseen, **state.found.carried}
    first, second = (_ASK, _SAVE) if state.asks else (_SAVE, _ASK)
    return [
        submit(t(f"card.{first}"), first, data, style="positive"),
        submit(t(f"card.{second}"), second, data),
        *([] if unseen else [swap(t("card.triage.more"), *_PARTS, hides=[_SAVED] if state.saved else [])]),
        submit(t("card.inbox.open"), "inbox.list", with_inputs=False),
        open_url(t("card.open_page"), state.url),
    ]


def _more_actions(report: ReportView, words: Words) -> list[Element]:
    gather = submit(words.t("card.triage.gather"), "issue.open", {"report": report.id}, with_inputs=False)
    return [swap(words.t("card.triage.more.done"), *_PARTS), *([] if report.issue else [gather])]


def _main(report: ReportView, values: Mapping[str, str], state: Triage, words: Words) -> list[Element]:
    t = words.t
    statuses = [(t(f"status.{status}"), str(status)) for status in report.status_choices]
    return [
        text_input(
            "answer",
            t("page.report.answer"),
            value=state.answer,
            multiline=True,
            placeholder=t("card.triage.answer.placeholder"),
            limit=MAX_ANSWER,
        ),
        choices("status", t("card.status"), statuses, value=values["status"], required=t("card.triage.status.required")),
        choices(
            "category",
            t("card.category"),
            _categories(values["category"], words),
            value=values["category"],
            required=t("error.category_unknown"),
        ),
        *([] if state.found else _proposed(report, words)),
        choices("secondary", t("report.secondary"), _causes(report, values["secondary"], words), value=values["secondary"]),
        text(t("card.triage.privacy"), subtle=True),
    ]


def _proposed(report: ReportView, words: Words) -> list[Element]:
    said = say_proposed(report.first_proposed, words.t, words.taxonomy.label, words.locale)
    return [plain(said)] if said else []


def _categories(code: str, words: Words) -> list[Choice]:
    """Return every category, and the one that stands though the taxonomy has dropped it."""
    listed = family_choices(words)
    return listed if any(known == code for _, known in listed) else [*listed, (words.category(code), code)]


def _causes(report: ReportView, code: str, words: Words) -> list[Choice]:
    """Return the same without their families, after the choice of none and those that are proposed."""
    offered = words.taxonomy.main_codes
    likely = [known for known in report.likely_causes if known in offered]
    others = [known for known in (*offered, *([] if code in (NOTHING, *offered) else [code])) if known not in likely]
    return [
        (words.t("page.report.no_cause"), NOTHING),
        *((words.t("card.report.category.proposed", label=words.category(known)), known) for known in likely),
        *((words.category(known), known) for known in others),
    ]


def _more(
    report: ReportView, values: Mapping[str, str], marks: str, listed: Sequence[tuple[int, str]], words: Words
) -> list[Element]:
    t = words.t
    unsaid = [(t("report.not_said"), NOTHING)]
    kommuner = kommun_choices(listed)
    if not any(value == values["kommun"] for _, value in kommuner):
        kommuner.append((report.kommun, values["kommun"]))
    return [
        text(t("page.report.more.hint")),
        choices("slag", t("report.slag"), [(t(f"slag.{one}"), str(one)) for one in STORED_SLAG], value=values["slag"]),
        choices("kommun", t("report.kommun"), kommuner, value=values["kommun"]),
        choices(
            "parties",
            t("card.concerns"),
            party_choices(words),
            value=values["parties"],
            several=True,
        ),
        choices(
            "paverkbar",
            t("report.paverkbar"),
            unsaid + [(t(f"paverkbar.{one}"), str(one)) for one in Paverkbar],
            value=values["paverkbar"],
        ),
        choices("niva", t("report.niva"), unsaid + [(t(f"niva.{one}"), str(one)) for one in Niva], value=values["niva"]),
        choices("marks", t("card.triage.marks"), [(t(f"report.{name}"), name) for name in MARKS], value=marks, several=True),
    ]
