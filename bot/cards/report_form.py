"""The one form that a report is made and changed by, filled in with what was understood."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from backend.fields import NO, YES
from backend.handling.entered import NOTHING
from backend.reporting.english import is_english
from backend.reporting.questions import MOST_IN_SIGHT, OPTIONAL, in_sight, out_of_sight
from backend.reporting.reader import SHOWN_PROPOSALS, SURE
from backend.reporting.slag import STORED_SLAG
from bot.cards.elements import (
    MAX_TEXT,
    Card,
    Choice,
    Element,
    box,
    buttons,
    choices,
    cut,
    date_input,
    fit,
    fit_in_field,
    part,
    plain,
    submit,
    swap,
    text,
    text_input,
    title,
)
from bot.cards.elements import form as open_form
from bot.cards.joined import Addition, Joined
from bot.cards.language import other_language
from bot.cards.marked import MOST_BESIDE, NOTHING_FOUND, Found, marked
from bot.cards.options import family_choices, kommun_choices, own_party_input, party_choices
from bot.words import Words
from models.enums import Consequence, PartyCode, Slag

MAX_SUGGESTION = 500
LONGEST_PHRASE = 60
# Beside a longer text the card has no room for the questions that may be left out; their answers so far travel in the button.
LONG_TEXT, LONG_BESIDE = 2000, 1100  # the latter where the guard's question stands as well
SHORT_TEXT = 600  # beside a longer one, what the guard found leaves room for one phrase that speaks for the category, not three
FEW_LETTERS = 60  # of all words that are asked about: with more of them the card is full as well

_KIND = {Slag.FRAMGANGSFAKTOR: "praise", Slag.BEHOV: "behov"}
_PARTS = ("main", "more")  # one of them is seen at a time, so that nobody meets more than six questions at once


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportForm:
    """What stands in the form. Values are as a card carries them: texts, empty when nothing is chosen.

    `key` makes a second press harmless. `kommuner` are ids and names; `proposed` codes and probabilities, best first; `because`
    are words of the text that spoke for the first, and `why` is the key of what is said of them (`why_proposed`). `report` and
    `number` are those of the report that is changed; None and empty for a new one. `kommun_guessed` tells that nobody has named
    the one that stands there. `notes` are sentences that the reporter should know, `problems` are about what must be mended;
    `found` is what the guard found, of which the texts hold nothing. `joined` is set where the text was written in several
    messages.
    """

    key: str
    kommuner: Sequence[tuple[int, str]]
    today: date
    ask_own_party: bool
    report: int | None = None
    number: str = ""
    text: str = ""
    kommun: str = ""
    kommun_guessed: bool = False
    parties: tuple[PartyCode, ...] = ()
    event_date: str = ""
    event_until: str = ""
    category: str = ""
    own_party: str = ""
    slag: str = ""
    recurring: str = ""
    spoken: str = ""
    consequence: str = ""
    suggestion: str = ""
    proposed: Sequence[tuple[str, float]] = ()
    because: Sequence[str] = ()
    why: str = ""
    model_version: str = ""
    notes: Sequence[str] = ()
    problems: Sequence[str] = ()
    found: Found = NOTHING_FOUND
    joined: Joined | None = None

    @property
    def kind(self) -> str:
        """Which of the wordings the form speaks in."""
        return _KIND.get(Slag(self.slag), "brist") if self.slag else "brist"

    @property
    def suggestion_key(self) -> str:
        """The key of the question for a suggestion."""
        return "page.new.suggestion.praise" if self.kind == "praise" else "page.new.suggestion"

    @property
    def is_full(self) -> bool:
        """Whether the text and the words that are asked about take the room: then little else stands than must be answered."""
        asked = self.found.asked
        many = len(asked) > MOST_BESIDE or sum(len(one.word) for one in asked) > FEW_LETTERS
        return many or (bool(asked) and fit(self.text, SHORT_TEXT) != self.text)

    @property
    def is_brief(self) -> bool:
        """Whether what must be mended needs the room of what was said when the form was first shown."""
        return self.is_full and bool(self.problems)

    @property
    def is_long(self) -> bool:
        """Whether the text leaves room for little else in the card."""
        limit = LONG_BESIDE if self.found.asked else LONG_TEXT
        return fit(self.text, limit) != self.text


def report_form(form: ReportForm, words: Words) -> Card:
    """Return the form: at most six inputs in sight; what may be left out stands behind a button."""
    heading = words.t("card.report.title.change", number=form.number) if form.report else words.t(_title(form))
    body = [title(heading), text(words.t(_intro(form)))]
    if form.problems:
        body.append(box([text(problem) for problem in form.problems], "attention"))
    if form.notes and not form.is_brief:
        body.append(box([text(note) for note in form.notes], "warning"))
    crowded = form.is_full or _mends_much(form)
    joined = None if form.joined is None else Addition(form.joined, form.text, form.found.carried, crowded)
    body += joined.told(words) if joined else []
    send = words.t("card.save" if form.report else "card.send")
    guard = [marked(form.found, words, send, full=form.is_full, why=not form.is_brief)] if form.found else []
    actions = [
        submit(send, "report.send", _carried(form), style="positive"),
        *([] if form.is_long else [swap(words.t("page.new.more"), *_PARTS)]),
        *(joined.below(words) if joined and not form.is_full else []),
        *_in_english(form, words),
        submit(words.t("card.cancel"), "report.cancel", {"report": form.report}, with_inputs=False),
    ]
    # what was found says the same, and is enough to read
    privacy = [] if guard else [text(words.t("card.report.privacy"), subtle=True)]
    # What was read of it stands behind a button, and mustn't be sent unseen.
    recurring = [text(words.t("page.new.recurring.read"))] if form.recurring == YES and not form.is_long else []
    body.append(part("main", [*guard, *_inputs(form, words), *recurring, *privacy, buttons(actions)]))
    if not form.is_long:
        more = [text(words.t("page.new.more.hint")), *_more(form, words)]
        body.append(part("more", [*more, buttons([swap(words.t("card.report.more.done"), *_PARTS)])], shown=False))
    return open_form(body, [], summary=heading, locale=words.locale, about=form.report or 0)


def _in_english(form: ReportForm, words: Words) -> list[Element]:
    """Return the button that has the form in English, where its text is and the card isn't; a long text leaves no room for it."""
    if words.locale == "en" or form.is_long or not is_english(form.text):
        return []
    return [other_language(words, "report.language", _carried(form))]


def _title(form: ReportForm) -> str:
    return f"card.report.title.{form.kind}"


def _intro(form: ReportForm) -> str:
    if form.found.places or form.problems:
        return "card.report.intro.mend"
    if form.report:
        return "card.report.intro.change"
    return f"card.report.intro.{form.kind}" if form.text else "card.report.intro.empty"


def _inputs(form: ReportForm, words: Words) -> list[Element]:
    t, is_read = words.t, bool(form.text)
    inputs = [
        text_input(
            "text",
            t(f"page.new.text.{form.kind}"),
            value=form.text,
            multiline=True,
            required=t("error.text_missing"),
            placeholder=t("card.report.text.placeholder"),
            limit=MAX_TEXT,
        ),
        choices(
            "category",
            t(f"page.new.category.{form.kind}"),
            _categories(form, words),
            value=form.category,
            # Without a proposal the field may stay empty, as those below: what the text says is then proposed.
            required=t("error.category_unknown") if form.proposed else None,
            placeholder=t("card.report.category.choose" if form.proposed else "card.report.later"),
        ),
        *_because(form, words),
        choices(
            "kommun",
            t(_kommun_label(form)),
            kommun_choices(form.kommuner),
            value=form.kommun,
            required=t("error.kommun_unknown") if is_read else None,
            placeholder=t("card.kommun.choose" if is_read else "card.report.later"),
        ),
        choices(
            "parties",
            t("page.new.parties"),
            party_choices(words),
            value=",".join(form.parties),
            several=True,
            required=t("error.parties_missing") if is_read else None,
        ),
    ]
    inputs += [own_party_input(form.own_party, words)] if form.ask_own_party else []
    return [*inputs, *(_YIELDING[name](form, words) for name in _in_sight(form))]


def _kommun_label(form: ReportForm) -> str:
    """Return the key of the kommun's label: what nobody has named is a proposal, by the text where its name stands there."""
    if not form.kommun_guessed:
        return "report.kommun"
    name = next((name for number, name in form.kommuner if str(number) == form.kommun), "")
    return "card.report.kommun.read" if name and name.casefold() in form.text.casefold() else "report.kommun.guessed"


def _because(form: ReportForm, words: Words) -> list[Element]:
    """Return why the first category is proposed, in words that stand in the text as it is shown: what was masked isn't told."""
    shown = [cut(phrase, LONGEST_PHRASE) for phrase in form.because if phrase in form.text]
    if _mends_much(form):
        shown = shown[:1]
    if (form.is_brief and form.is_long) or not form.proposed or not form.why or bool(shown) != bool(form.because):
        return []
    quoted = ", ".join(words.t("quoted", words=phrase) for phrase in shown)
    if form.why != SURE:
        return [plain(words.t(form.why, words=quoted))]
    return [plain(words.t("card.report.because", category=words.category(form.proposed[0][0]), words=quoted))]


def _mends_much(form: ReportForm) -> bool:
    """Whether what must be mended in a text needs the card's room."""
    return bool(form.found) and fit(form.text, SHORT_TEXT) != form.text


def _more(form: ReportForm, words: Words) -> list[Element]:
    """Return the questions that may be left out, one tap each; a good example has no consequence to tell of."""
    t = words.t
    unsaid = (t("report.not_said"), NOTHING)  # a radio can't be emptied
    yes_no = [(t("yes"), YES), (t("no"), NO), unsaid]
    inputs = [_YIELDING[name](form, words) for name in _moved(form)]
    inputs.append(choices("recurring", t("page.new.recurring"), yes_no, value=form.recurring, unfolded=True))
    if form.kind != "praise":
        outcomes = [(t(f"consequence.{consequence}"), str(consequence)) for consequence in Consequence]
        outcomes.append(unsaid)
        inputs += [
            choices("spoken", t("page.new.spoken"), yes_no, value=form.spoken, unfolded=True),
            choices("consequence", t("page.new.consequence"), outcomes, value=form.consequence, unfolded=True),
        ]
    label = t(form.suggestion_key)
    return [*inputs, text_input("suggestion", label, value=form.suggestion, multiline=True, limit=MAX_SUGGESTION)]


def _slag_input(form: ReportForm, words: Words) -> Element:
    options = [(words.t(f"page.new.slag.{slag}"), str(slag)) for slag in STORED_SLAG]
    return choices("slag", words.t("page.new.slag"), options, value=form.slag, placeholder=words.t("card.report.later"))


def _date_input(form: ReportForm, words: Words) -> Element:
    return _day(form, "event_date", words.t("page.new.date.first" if form.event_until else "page.new.date"), words)


def _until_input(form: ReportForm, words: Words) -> Element:
    return _day(form, "event_until", words.t("page.new.until" if form.event_until else "page.new.until.more"), words)


def _day(form: ReportForm, name: str, label: str, words: Words) -> Element:
    latest = form.today.isoformat()
    return date_input(name, label, value=getattr(form, name), latest=latest, wrong=words.t("error.date_in_future"))


# What gives its place among the six to a question that only some are asked.
_YIELDING = {"event_date": _date_input, "event_until": _until_input, "slag": _slag_input}


def _in_sight(form: ReportForm) -> tuple[str, ...]:
    return in_sight(form.event_until, others=[form.ask_own_party, bool(form.found.asked)].count(True))


def _moved(form: ReportForm) -> tuple[str, ...]:
    """Return those that stand among the questions that may be left out this time."""
    return out_of_sight(_in_sight(form), form.event_until)[: MOST_IN_SIGHT - len(OPTIONAL)]


def _categories(form: ReportForm, words: Words) -> list[Choice]:
    """Return the proposed categories first, then all the others by family."""
    first = [code for code, _ in form.proposed[:SHOWN_PROPOSALS]]
    listed = [(words.t("card.report.category.proposed", label=words.category(code)), code) for code in first]
    return listed + family_choices(words, leave_out=first)


def whole(form: ReportForm) -> dict[str, object]:
    """Return all that stands in a new form as its own button sends it, for a button of a card that takes its place."""
    names = ("text", "kommun", "category", "own_party", *_YIELDING, *OPTIONAL)
    values = {name: value for name in names if (value := fit_in_field(getattr(form, name), MAX_TEXT))}
    answers = {"cleared": form.found.answers} if form.found.asked else {}
    return {**values, "parties": ",".join(form.parties), **answers, **_carried(form)}


def _carried(form: ReportForm) -> dict[str, object]:
    """Return what the next press must know, so that a form works for as long as it can be seen."""
    shown = _in_sight(form) if form.is_long else (*_in_sight(form), *_moved(form))
    hidden = [name for name in (*_YIELDING, *(OPTIONAL if form.is_long else ())) if name not in shown]
    left_out = {name: fit_in_field(getattr(form, name), MAX_SUGGESTION) for name in hidden if getattr(form, name)}
    return {
        **left_out,
        "submit_id": form.key,
        "report": form.report,
        "guessed": form.kommun if form.kommun_guessed else None,
        "p": [[code, round(p, 3)] for code, p in form.proposed[:SHOWN_PROPOSALS]],
        "because": [] if _mends_much(form) else [phrase for phrase in form.because if phrase in form.text],
        "model": form.model_version,
        **form.found.carried,
    }
