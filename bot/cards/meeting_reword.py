"""What puts a meeting's purpose into other words before anybody is invited."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from backend.meetings.request import LONGEST_WORDS
from backend.meetings.reword import REWORDED
from backend.meetings.views import MeetingView
from bot.cards.elements import Card, form, submit, text, text_input, title
from bot.cards.marked import NOTHING_FOUND, Found, marked
from bot.cards.mending import Problems, above, beside
from bot.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Rewording:
    """What stands in the form, and what must be mended in it. `time` is what was chosen in the card that books, by field."""

    key: str
    purpose: str
    who_decides: str
    problems: Problems = field(default_factory=dict)
    found: Found = NOTHING_FOUND
    time: Mapping[str, str] = field(default_factory=dict)


def reword_card(meeting: MeetingView, state: Rewording, words: Words) -> Card:
    """Return the form: why they meet, and who must be able to decide."""
    t = words.t
    heading, press = t("card.meeting.reword.title", number=meeting.number), t("page.meeting.reword.press")
    inputs = [
        text_input(
            name,
            t(f"meeting.ask.{name}"),
            value=getattr(state, name),
            required=t(f"meeting.ask.{name}.required"),
            limit=LONGEST_WORDS,
            multiline=name == "purpose",
        )
        for name in REWORDED
    ]
    body = [title(heading), text(t("page.meeting.reword.hint")), *above(state.problems, inputs, words)]
    if state.found:
        body.append(marked(state.found, words, press))
    body += beside(state.problems, inputs)
    about = {"meeting": meeting.id, **state.time}
    actions = [
        submit(press, "meeting.reword.send", {"submit_id": state.key, **about, **state.found.carried}, style="positive"),
        submit(t("card.cancel"), "meeting.show", about, with_inputs=False),
    ]
    return form(body, actions, summary=heading, locale=words.locale)
