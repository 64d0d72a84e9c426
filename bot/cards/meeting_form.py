"""Asking for a samverkansmöte: ten questions on two cards, so that none shows more than six inputs.

The first card's answers travel in the second's button, and back again: nothing is stored before it is sent. The second card
demands nothing by itself, since a client would then not let anybody go back from it half filled in, nor keep what was written:
what must be filled in bears a star of our own there.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from backend.fields import NO, YES
from backend.meetings.asking import FIRST, SECOND
from backend.meetings.request import LONGEST_REFERENCE, LONGEST_WORDS
from bot.cards.elements import (
    Card,
    Choice,
    Element,
    box,
    choices,
    cut,
    date_input,
    fit_in_field,
    form,
    line,
    submit,
    text,
    text_input,
    title,
)
from bot.cards.marked import NOTHING_FOUND, Found, marked
from bot.cards.mending import Problems, above, beside
from bot.cards.options import kommun_choices, own_party_input, party_choices
from bot.words import Words
from models.enums import Consent, MeetingForm

SHOWN = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingRequest:
    """What stands in the form, as a card carries it. `report` is the id of the report that it is about, if any.

    `number` is that report's. `advice` are keys of texts that the caller should read before sending; `problems` are sentences
    about what must be mended, by field; `found` is what the guard found, of which the fields hold nothing that is certain.
    """

    key: str
    kommuner: Sequence[tuple[int, str]]
    today: date
    ask_own_party: bool
    form: str = MeetingForm.SAMVERKANSMOTE.value
    kommun: str = ""
    kommun_guessed: bool = False  # nobody has named the one that stands there
    parties: str = ""
    individual: str = ""
    consent: str = ""
    reference: str = ""
    purpose: str = ""
    wanted_outcome: str = ""
    who_decides: str = ""
    window_start: str = ""
    window_end: str = ""
    own_party: str = ""
    report: int | None = None
    number: str = ""
    advice: Sequence[str] = ()
    problems: Problems = field(default_factory=dict)
    found: Found = NOTHING_FOUND

    @property
    def answers(self) -> dict[str, str]:
        """What was answered so far, by field."""
        return {name: getattr(self, name) for name in (*FIRST, *SECOND)}


def first_card(request: MeetingRequest, words: Words) -> Card:
    """Return the first card: who meets, in which form, and whether the individual is there and has consented."""
    t = words.t

    def choice(name: str, options: Sequence[Choice], label: str = "", **looks: Any) -> Element:
        return choices(
            name,
            label or t(f"meeting.ask.{name}"),
            options,
            value=getattr(request, name),
            required=t(f"meeting.ask.{name}.required"),
            **looks,
        )

    kommun = t("report.kommun.guessed" if request.kommun_guessed else "report.kommun")
    inputs = [
        choice("form", [(t(f"meeting_form.{form}"), str(form)) for form in MeetingForm]),
        choice("kommun", kommun_choices(request.kommuner), kommun, placeholder=t("card.kommun.choose")),
        choice("parties", party_choices(words), several=True),
        text(t("meeting.ask.parties.fk"), subtle=True),
        choice("individual", [(t("yes"), YES), (t("no"), NO)], unfolded=True),
        choice("consent", [(t(f"consent.{consent}"), str(consent)) for consent in Consent], unfolded=True),
        *([own_party_input(request.own_party, words)] if request.ask_own_party else []),
    ]
    actions = [
        submit(t("meeting.ask.next"), "meeting.next", {**_carried(request, SECOND), **_answered(request)}, style="positive"),
        submit(t("card.cancel"), "meeting.cancel", with_inputs=False),
    ]
    if request.number:
        inputs.insert(0, text(t("meeting.ask.parties.from_report", number=request.number)))
    return _page(request, "meeting.ask.step1", "meeting.ask.intro1", inputs, actions, words)


def second_card(request: MeetingRequest, words: Words) -> Card:
    """Return the second card: why, with whom who can decide, and when; with advice on what the first one said."""
    t = words.t

    def starred(name: str) -> str:
        return t("meeting.ask.starred", label=t(f"meeting.ask.{name}"))

    def sentences(name: str, **looks: Any) -> Element:
        label = t(f"meeting.ask.{name}") if name == "reference" else starred(name)
        placeholder = t(f"meeting.ask.{name}.placeholder")
        return text_input(name, label, value=getattr(request, name), placeholder=placeholder, **{"limit": LONGEST_WORDS, **looks})

    def day(name: str) -> Element:
        today = request.today.isoformat()
        # Without words the client refuses a day that has been, and says nothing.
        return date_input(name, starred(name), value=getattr(request, name), earliest=today, wrong=t("error.window_past"))

    # Six inputs in sight at most: one gives its place to the question, and travels in the button; not the one asked about.
    in_reference = any(one.put in request.reference or one.word in request.reference for one in request.found.asked)
    hidden = ("who_decides" if in_reference else "reference",) if request.found.asked else ()
    inputs = [
        sentences("purpose", multiline=True),
        sentences("wanted_outcome", multiline=True),
        *([] if "who_decides" in hidden else [sentences("who_decides")]),
        day("window_start"),
        day("window_end"),
        *([] if "reference" in hidden else [sentences("reference", limit=LONGEST_REFERENCE)]),
    ]
    # What was written in it is still there to be read, so far as the card has room.
    inputs += [line(t(f"meeting.ask.{name}"), cut(written, SHOWN)) for name in hidden if (written := getattr(request, name))]
    others = (*FIRST, *hidden)
    carried = {**_carried(request, others), **request.found.carried}
    actions = [
        submit(t("card.send"), "meeting.send", carried, style="positive"),
        submit(t("meeting.ask.back"), "meeting.back", carried),
        submit(t("card.cancel"), "meeting.cancel", with_inputs=False),
    ]
    guard = [marked(request.found, words, t("card.send"))] if request.found else []
    return _page(request, "meeting.ask.step2", "meeting.ask.intro2", [*guard, *inputs], actions, words)


def _page(
    request: MeetingRequest, heading: str, intro: str, inputs: Sequence[Element], actions: Sequence[Element], words: Words
) -> Card:
    about = [text(f"{words.t('meeting.about_report')}: {request.number}", bold=True)] if request.number else []
    body = [title(words.t(heading)), *about, text(words.t(intro)), *above(request.problems, inputs, words)]
    if request.advice and not (request.found and request.problems):  # what must be mended needs the card's room
        body.append(box([text(words.t(key)) for key in request.advice], "warning"))
    # what was found says the same, and is enough to read
    privacy = [] if request.found else [text(words.t("meeting.ask.privacy"), subtle=True)]
    body += [*beside(request.problems, inputs), *privacy]
    return form(body, actions, summary=words.t(heading), locale=words.locale)


def _answered(request: MeetingRequest) -> dict[str, Any]:
    """Return what the guard has asked and been answered about words that stand on the second card."""
    return {**request.found.carried, "cleared": request.found.answers} if request.found.asked else {}


def _carried(request: MeetingRequest, others: Sequence[str]) -> dict[str, Any]:
    """Return the key, the report and the other card's answers; this card's own come from its inputs."""
    values = {name: fit_in_field(getattr(request, name), LONGEST_WORDS) for name in others}
    return {"submit_id": request.key, "report": request.report, **{name: value for name, value in values.items() if value}}
