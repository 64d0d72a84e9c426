"""What a person is told in Teams, and when, with a button for each other way."""

from dataclasses import dataclass

from backend.fields import write_yes_no
from bot.cards.elements import Card, submit
from bot.cards.note import note
from bot.words import Words


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a person has wished for. `hours` are the förbund's, such as `07:00-18:00`; empty when it has none.

    `handles` says that reports of some kommun are theirs to handle; `receives`, that they are told of these now, and of the week.
    """

    of_own: bool
    any_time: bool
    hours: str
    handles: bool
    receives: bool
    weekly: bool


def wishes_card(wishes: Wishes, words: Words, *, stopped: bool = False) -> Card:
    """Return the card: how it is now, what comes all the same, and how to have it otherwise. `stopped`: just now."""
    t = words.t
    way = "on" if wishes.of_own else "off"
    paragraphs = [t(f"card.wishes.{way}")]
    if not wishes.of_own:
        paragraphs.append(t("card.wishes.still"))
    if wishes.handles:
        paragraphs.append(t("card.wishes.duty"))
    if wishes.receives:
        paragraphs.append(t(f"page.week.{'on' if wishes.weekly else 'off'}"))
    timed = wishes.hours and (wishes.of_own or wishes.handles)
    if timed:
        opens, closes = wishes.hours.split("-")
        paragraphs.append(t("card.wishes.any_time") if wishes.any_time else t("card.wishes.hours", opens=opens, closes=closes))
    actions = [submit(t(f"card.wishes.{way}.other"), "wishes.keep", {"of_own": write_yes_no(not wishes.of_own)})]
    if timed:
        other = "hours" if wishes.any_time else "any_time"
        actions.append(submit(t(f"card.wishes.{other}.choose"), "wishes.keep", {"any_time": write_yes_no(not wishes.any_time)}))
    if wishes.receives:
        other = "stop" if wishes.weekly else "start"
        actions.append(submit(t(f"page.week.{other}"), "wishes.keep", {"weekly": write_yes_no(not wishes.weekly)}))
    actions.append(submit(t("card.mine.open"), "mine.list"))
    return note(t("card.wishes.stopped" if stopped else "card.wishes.title"), paragraphs, actions, words)
