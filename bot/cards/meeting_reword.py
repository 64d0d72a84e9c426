"""What puts a meeting's purpose into other words before anybody is invited."""

from collections.abc import Sequence
from dataclasses import dataclass

from backend.meetings.request import LONGEST_WORDS
from backend.meetings.reword import REWORDED
from backend.meetings.views import MeetingView
from bot.cards.elements import Card, Element, box, form, submit, text, text_input, title
from bot.cards.marked import NOTHING_FOUND, Found, marked
from bot.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Rewording:
    """What stands in the form, and what must be mended in it."""

    key: str
    purpose: str
    who_decides: str
    problems: Sequence[str] = ()
    found: Found = NOTHING_FOUND


def reword_card(meeting: MeetingView, state: Rewording, words: Words) -> Card:
    """Return the form: why they meet, and who must be able to decide."""
    t = words.t
    heading, press = t("card.meeting.reword.title", number=meeting.number), t("page.meeting.reword.press")
    body: list[Element] = [title(heading), text(t("page.meeting.reword.hint"))]
    if state.problems:
        body.append(box([text(problem) for problem in state.problems], "attention"))
    if state.found:
        body.append(marked(state.found, words, press))
    for name in REWORDED:
        label, required = t(f"card.meeting.{name}"), t(f"card.meeting.{name}.required")
        multiline = name == "purpose"
        value = getattr(state, name)
        body.append(text_input(name, label, value=value, required=required, limit=LONGEST_WORDS, multiline=multiline))
    about = {"meeting": meeting.id}
    actions = [
        submit(press, "meeting.reword.send", {"submit_id": state.key, **about, **state.found.carried}, style="positive"),
        submit(t("card.cancel"), "meeting.show", about, with_inputs=False),
    ]
    return form(body, actions, summary=heading, locale=words.locale)
