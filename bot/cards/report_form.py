"""The one form that a report is made by, filled in with what was understood."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.cards.elements import MAX_TEXT, Card, Choice, Element, box, card, choices, date_input, submit, text, text_input, title
from bot.cards.marked import Found, marked
from bot.words import Words
from models.enums import PartyCode, Slag

SHOWN_PROPOSALS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportForm:
    """What stands in the form. Values are as a card carries them: texts, empty when nothing is chosen.

    `key` makes a second press harmless. `kommuner` are ids and names; `proposed` codes and probabilities, best first.
    `problems` are sentences about what must be mended; `found` is what the guard found, and `text` then the masked proposal.
    """

    key: str
    kommuner: Sequence[tuple[int, str]]
    today: date
    ask_own_party: bool
    text: str = ""
    kommun: str = ""
    parties: tuple[PartyCode, ...] = ()
    event_date: str = ""
    category: str = ""
    own_party: str = ""
    slag: Slag = Slag.BRIST
    recurring: bool | None = None
    proposed: Sequence[tuple[str, float]] = ()
    model_version: str = ""
    problems: Sequence[str] = ()
    found: Found = ()


def report_form(form: ReportForm, words: Words) -> Card:
    """Return the form: at most six inputs, everything else carried along in the button."""
    kind = "praise" if form.slag is Slag.FRAMGANGSFAKTOR else "brist"
    body = [title(words.t(f"card.report.title.{kind}")), text(words.t(_intro(form, kind)))]
    if form.problems:
        body.append(box([text(problem) for problem in form.problems], "attention"))
    if form.found:
        body.append(marked(form.found, words))
    body += _inputs(form, kind, words)
    body.append(text(words.t("card.report.privacy"), subtle=True))
    actions = [
        submit(words.t("card.send"), "report.send", _carried(form), style="positive"),
        submit(words.t("card.cancel"), "report.cancel", with_inputs=False),
    ]
    return card(body, actions, summary=words.t(f"card.report.title.{kind}"), locale=words.locale)


def _intro(form: ReportForm, kind: str) -> str:
    if form.found or form.problems:
        return "card.report.intro.mend"
    return f"card.report.intro.{kind}" if form.text else "card.report.intro.empty"


def _inputs(form: ReportForm, kind: str, words: Words) -> list[Element]:
    t = words.t
    kommuner = [(name, str(number)) for number, name in form.kommuner]
    parties = [(t(f"party.{code}.long"), str(code)) for code in PartyCode]
    inputs = [
        text_input(
            "text",
            t(f"card.report.text.{kind}"),
            value=form.text,
            multiline=True,
            required=t("error.text_missing"),
            placeholder=t("card.report.text.placeholder"),
            limit=MAX_TEXT,
        ),
        choices(
            "category",
            t(f"card.report.category.{kind}"),
            _categories(form, words),
            value=form.category,
            # Without a proposal the field may stay empty: the category is then proposed from the text.
            required=t("error.category_unknown") if form.proposed else None,
            placeholder=t("card.report.category.choose" if form.proposed else "card.report.category.later"),
        ),
        choices(
            "kommun",
            t("card.kommun"),
            kommuner,
            value=form.kommun,
            required=t("error.kommun_unknown"),
            placeholder=t("card.kommun.choose"),
        ),
        choices(
            "parties",
            t("card.report.parties"),
            parties,
            value=",".join(form.parties),
            several=True,
            required=t("error.parties_missing"),
        ),
        date_input("event_date", t("card.report.date"), value=form.event_date, latest=form.today.isoformat()),
    ]
    if form.ask_own_party:
        inputs.append(own_party_input(form.own_party, words))
    return inputs


def own_party_input(value: str, words: Words) -> Element:
    """Return the question of where the person works, asked until it is known."""
    return choices(
        "own_party",
        words.t("card.own_party"),
        [(words.t(f"party.{code}.long"), str(code)) for code in PartyCode],
        value=value,
        required=words.t("card.own_party.required"),
        placeholder=words.t("card.own_party.choose"),
    )


def _categories(form: ReportForm, words: Words) -> list[Choice]:
    """Return the proposed categories first, then all the others by family."""
    first = [code for code, _ in form.proposed[:SHOWN_PROPOSALS]]
    listed = [(words.t("card.report.category.proposed", label=words.category(code)), code) for code in first]
    return listed + family_choices(words, leave_out=first)


def family_choices(words: Words, leave_out: Sequence[str] = ()) -> list[Choice]:
    """Return every category, family by family, each with its family's name before its own."""
    by_family = sorted(
        words.taxonomy.categories, key=lambda category: (category.family == "O", category.family, category.priority)
    )
    return [
        (words.category(c.code) if c.family == "O" else f"{words.family_of(c.code)}: {words.category(c.code)}", c.code)
        for c in by_family
        if c.code not in leave_out
    ]


def _carried(form: ReportForm) -> dict[str, object]:
    """Return what the next press must know, so that a form works for as long as it can be seen."""
    return {
        "submit_id": form.key,
        "slag": str(form.slag),
        "recurring": form.recurring,
        "p": [[code, round(p, 3)] for code, p in form.proposed[:SHOWN_PROPOSALS]],
        "model": form.model_version,
    }
