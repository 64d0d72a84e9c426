"""Page object over the Teams test client: what a person does and sees there, by what a screen reader would call it."""

import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Literal, Self

from playwright.async_api import BrowserContext, Error, Locator, Page, expect
from playwright.async_api import TimeoutError as PlaywrightTimeoutError

from tests.e2e.browser import TIMEOUT_MS

# the client's calendar speaks English in every browser
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)

Role = Literal["button", "checkbox", "combobox", "radio", "spinbutton", "textbox"]

_SEND_OR_POST = re.compile("^(Send Message|Post)$")  # in a chat, in a channel


class TeamsClient:
    """One signed-in person's window. Controls are those of the newest card that has them."""

    def __init__(self, page: Page) -> None:
        self.page = page
        # the client swallows what goes wrong in it: a card that can't be sent shows nothing at all
        self._errors: list[str] = []
        page.on("pageerror", self._note_error)

    def _note_error(self, error: Error) -> None:
        self._errors.append(error.message)

    @classmethod
    async def open(cls, context: BrowserContext, url: str) -> Self:
        """Open the client in a new tab and wait until one can write in it."""
        page = await context.new_page()
        await page.goto(url)
        # the log panel repeats every text of the conversation
        await page.get_by_role("button", name="Hide log panel").click()
        client = cls(page)
        await client._message_box.wait_for()
        return client

    # --- conversation

    async def go_to(self, conversation: str) -> None:
        """Show another conversation, by its name in the list to the left."""
        await self.page.get_by_role("treeitem", name=conversation).click()

    async def send(self, text: str) -> None:
        """Write a message and send it."""
        await self._message_box.click()
        await self.page.keyboard.insert_text(text)
        await self.page.get_by_role("button", name="Send Message").first.click()

    async def mention_bot(self, name: str, text: str) -> None:
        """Write a message that begins with a mention of the bot, as a group needs."""
        await self._message_box.click()
        await self.page.keyboard.type("@")
        await self.page.get_by_role("menuitem", name=name).first.click()
        await self.page.keyboard.insert_text(f" {text}")
        await self.page.get_by_role("button", name=_SEND_OR_POST).first.click()

    async def act_on(self, text: str) -> Locator:
        """Choose the app's action in the menu of a message; return the dialog that opens."""
        await self.page.get_by_text(text).last.hover()
        await self.page.get_by_role("button", name="Show more information").last.click()
        return await self._run_action()

    async def act(self) -> Locator:
        """Choose the app's action where one writes; return the dialog that opens."""
        await self._choose_extension("Action Command")
        return await self._run_action(chosen=True)

    async def search(self, words: str) -> None:
        """Search with the app where one writes."""
        await self._choose_extension("Search Command")
        await self.page.get_by_placeholder("Enter a search term").fill(words)
        await self.page.keyboard.press("Enter")

    async def _choose_extension(self, command: str) -> None:
        await self.page.get_by_role("button", name="Trigger Message Extension App").first.click()
        await self.page.get_by_role("menuitem").filter(has_text=command).first.click()

    async def _run_action(self, *, chosen: bool = False) -> Locator:
        if not chosen:
            await self.page.get_by_role("menuitem").filter(has_text="Action Command").first.click()
        # the client knows no manifest, and asks for the command's id first
        await self.page.get_by_role("button", name="Create").click()
        return self.page.get_by_role("dialog")

    def text(self, text: str | re.Pattern[str]) -> Locator:
        """Return what the conversation shows of a text, in messages and in cards; the newest is last."""
        return self.page.get_by_role("paragraph").filter(has_text=text)

    async def expect(self, text: str | re.Pattern[str], timeout_ms: float = TIMEOUT_MS) -> str:
        """Wait until the conversation shows the text; return the whole paragraph that holds it."""
        found = self.text(text).last
        try:
            await found.wait_for(timeout=timeout_ms)
        except PlaywrightTimeoutError:
            errors = "; ".join(self._errors) or "none"
            raise AssertionError(f"{text!r} isn't shown. Errors: {errors}. Shown: {await self.everything()}") from None
        return await found.inner_text()

    async def expect_gone(self, text: str | re.Pattern[str], timeout_ms: float = TIMEOUT_MS) -> None:
        """Wait until the conversation no longer shows the text, as when a card was replaced."""
        await expect(self.text(text)).to_have_count(0, timeout=timeout_ms)

    async def everything(self) -> str:
        """Return all that the window shows, for a message about what was missing."""
        return await self.page.locator("body").inner_text()

    async def screenshot(self, path: Path) -> None:
        """Save the window as a PNG."""
        path.parent.mkdir(parents=True, exist_ok=True)
        await self.page.screenshot(path=path, animations="disabled")

    # --- filling in a card

    async def fill(self, label: str, value: str) -> None:
        """Write in a text field, in the place of what it held."""
        await self._control("textbox", label).fill(value)

    async def number(self, label: str, value: float) -> None:
        """Write in a number field."""
        await self._control("spinbutton", label).fill(f"{value:g}")

    async def choose(self, label: str, option: str) -> None:
        """Choose in a drop-down list, also one that filters as one writes."""
        await self._control("combobox", label).click()
        await self.page.get_by_role("option", name=option, exact=True).click()

    async def pick(self, option: str) -> None:
        """Mark one of several radio buttons."""
        await self._control("radio", option).check(force=True)

    async def check(self, name: str, checked: bool = True) -> None:
        """Tick a box, or take the tick away; `name` is the box's own text or what stands over it and the text."""
        box = self.page.get_by_role("checkbox", name=re.compile(rf"(^|\s){re.escape(name)}")).last
        await box.set_checked(checked, force=True)

    async def date(self, label: str, day: date) -> None:
        """Choose a day in the calendar, however many months away."""
        await self._control("combobox", label).click()
        calendar = self.page.get_by_role("dialog", name="Calendar")
        grid = calendar.get_by_role("grid")
        while (months := _months_between(await grid.first.get_attribute("aria-label") or "", day)) != 0:
            way = "Next month" if months > 0 else "Previous month"
            shown = await grid.first.get_attribute("aria-label") or ""
            await calendar.get_by_role("button", name=way).click()
            await expect(grid.first).not_to_have_attribute("aria-label", shown)
        name = f"{day.day}, {MONTHS[day.month - 1]}, {day.year}"
        await calendar.get_by_role("button", name=name, exact=True).click()

    async def time(self, label: str, clock: str) -> None:
        """Choose a time of day as the list shows it: `9:30` where the client makes the list, `09:30` where the card does."""
        await self.choose(label, clock)

    async def click(self, name: str) -> None:
        """Press a card's button, the newest of that name."""
        await self.page.get_by_role("button", name=name, exact=True).last.click()

    # --- reading a card

    async def value(self, label: str) -> str:
        """Return what a text field, a drop-down list or a date field holds, as it is shown."""
        return await self._control("textbox", label).or_(self._control("combobox", label)).last.input_value()

    async def is_checked(self, name: str, role: Literal["checkbox", "radio"] = "checkbox") -> bool:
        """Return whether a box is ticked or a radio button is marked."""
        return await self.page.get_by_role(role, name=re.compile(rf"(^|\s){re.escape(name)}")).last.is_checked()

    async def options(self, label: str) -> Sequence[str]:
        """Return what a drop-down list offers, in its order, and close it again."""
        await self._control("combobox", label).click()
        offered = await self.page.get_by_role("option").all_inner_texts()
        await self.page.keyboard.press("Escape")
        return offered

    # --- the client's own menus

    async def mock(self, item: str) -> None:
        """Send one of the client's ready-made activities, such as `Install application`."""
        await self.page.get_by_role("button", name="Mock an Activity", exact=True).click()
        await self.page.get_by_role("menuitem").get_by_text(item, exact=True).click()
        await self.page.get_by_role("button", name="Send activity").click()

    @property
    def _message_box(self) -> Locator:
        return self.page.locator("[contenteditable=true]").first

    def _control(self, role: Role, label: str) -> Locator:
        """Find by the beginning of the label: when an input is refused, the client adds the reason at the end."""
        return self.page.get_by_role(role, name=re.compile(rf"^{re.escape(label)}")).last


def _months_between(heading: str, day: date) -> int:
    """Return how many months ahead of the calendar's heading (`March 2026, ,`) the day lies; negative is back."""
    month, year = heading.split(",")[0].split()
    return (day.year - int(year)) * 12 + day.month - 1 - MONTHS.index(month)
