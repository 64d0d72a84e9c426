"""Reporting on the web in a real Chromium: without JavaScript, by keyboard, on a phone, and by axe's rules of WCAG 2.1 AA."""

import re
from collections.abc import AsyncIterator
from email.message import EmailMessage
from pathlib import Path
from typing import Literal

import pytest
from playwright.async_api import BrowserContext, Page

from tests.e2e.accessible import check
from tests.e2e.browser import swedish_context
from tests.e2e.product import Product, picture, running_product
from tests.e2e.signed import links_of_work

pytestmark = pytest.mark.e2e

ADDRESS = "anna.exempel@fk.example"
TEXT = "AF kom inte på mötet i Tranås i tisdags och hade inte hört av sig"
LINK = re.compile(r"http://127\.0\.0\.1:\d+/logga-in/[\w.\-]+")
PHONE, NARROW, DESK = (360, 740), (320, 640), (1280, 900)
# The pages that the documentation shows, by what they are called here.
SHOWN = {
    "form-desk": "web-form",
    "form-phone": "web-form-phone",
    "marked-desk": "web-guard",
    "receipt-desk": "web-receipt",
    "mine-desk": "web-mine",
}


@pytest.fixture
async def product(tmp_path: Path) -> AsyncIterator[Product]:
    async with running_product(tmp_path) as product:
        yield product


def link_in(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    found = LINK.search(body.get_content()) if body else None
    assert found
    return found[0]


async def look(page: Page, name: str) -> None:
    """Check the page, and keep a picture of it if one is asked for."""
    await check(page, name)
    if name in SHOWN and (path := picture(SHOWN[name])):
        await page.screenshot(path=path, full_page=True)


async def sign_in(product: Product, page: Page) -> None:
    before = len(product.mailbox.to(ADDRESS))
    await page.goto(f"{product.url}/rapportera")
    await page.get_by_label("E-postadress på jobbet").fill(ADDRESS)
    await page.get_by_role("button", name="Skicka länken").click()
    await page.get_by_role("heading", name="Titta i din inkorg").wait_for()
    while len(product.mailbox.to(ADDRESS)) == before:
        await page.wait_for_timeout(50)
    await page.goto(link_in(product.mailbox.to(ADDRESS)[-1]))


async def questions(page: Page) -> int:
    """Return how many questions of a report are in sight."""
    return int(
        await page.evaluate(
            "() => new Set([...document.querySelectorAll('.part :is(input:not([type=hidden]), select, textarea)')]"
            ".filter((one) => one.checkVisibility()).map((one) => one.name)).size"
        )
    )


@pytest.mark.parametrize(("size", "scheme"), [(DESK, "light"), (PHONE, "light"), (PHONE, "dark")])
async def test_axe_finds_nothing_on_any_page(product: Product, size: tuple[int, int], scheme: Literal["light", "dark"]) -> None:
    context: BrowserContext = await swedish_context(product.browser, *size, scheme)
    page = await context.new_page()
    kind = f"{'phone' if size == PHONE else 'desk'}{'-dark' if scheme == 'dark' else ''}"

    await page.goto(f"{product.url}/rapportera")
    await look(page, f"sign-in-{kind}")
    await page.get_by_label("E-postadress på jobbet").fill("anna")
    await page.get_by_role("button", name="Skicka länken").click()
    await page.get_by_role("alert").wait_for()
    await look(page, f"sign-in-wrong-{kind}")
    await sign_in(product, page)
    await look(page, f"confirm-{kind}")
    await page.get_by_role("button", name="Fortsätt").click()
    await look(page, f"text-{kind}")
    await page.get_by_label("Vad hände?").fill(f"{TEXT}. Ring 070-174 06 05")
    await page.get_by_role("button", name="Fortsätt").click()
    await page.get_by_text("Vi tog bort det som kan peka ut en person").wait_for()
    await look(page, f"marked-{kind}")
    await page.get_by_text("Berätta mer").click()
    await page.get_by_text("Vad tror du skulle hjälpa?").wait_for()
    assert await questions(page) == 5, "and none of the others"
    await look(page, f"more-{kind}")
    await page.get_by_text("Det viktigaste").click()
    assert await questions(page) == 6
    await page.get_by_label("Vad hände?").fill(TEXT)
    await look(page, f"form-{kind}")
    await page.get_by_label("Arbetsförmedlingen").uncheck()
    await page.get_by_role("button", name="Skicka").click()
    await page.locator("#wrong").wait_for()
    await look(page, f"wrong-{kind}")
    assert (await page.title()).startswith("Fel: ")
    await page.get_by_label("Arbetsförmedlingen").check()
    await page.get_by_role("button", name="Skicka").click()
    await page.get_by_text("Tack! SB-").wait_for()
    await look(page, f"receipt-{kind}")
    await page.get_by_role("link", name="Mina rapporter").click()
    await look(page, f"mine-{kind}")
    await context.close()


async def test_axe_finds_nothing_where_a_report_is_changed_handled_and_gathered(product: Product) -> None:
    context = await swedish_context(product.browser, *NARROW)
    page = await context.new_page()
    await sign_in(product, page)
    await page.get_by_role("button", name="Fortsätt").click()
    await page.get_by_label("Vad hände?").fill(TEXT)
    await page.get_by_role("button", name="Fortsätt").click()
    await page.get_by_role("button", name="Skicka").click()
    number = (await page.get_by_role("status").inner_text()).split()[1]

    await page.get_by_role("link", name="Ändra rapporten").click()
    await look(page, "change")
    await page.get_by_label("Vad hände?").fill("AF kom inte, ring 070-174 06 05")
    await page.get_by_role("button", name="Spara").click()
    await page.get_by_role("alert").wait_for()
    await look(page, "change-wrong")
    await page.get_by_label("Vad hände?").fill(f"{TEXT}. Mötet var på vårdcentralen")
    await page.get_by_role("button", name="Spara").click()
    await page.get_by_text("Så här ser rapporten ut nu").wait_for()
    await look(page, "changed")

    await page.get_by_role("link", name="Begär samverkansmöte").click()
    await look(page, "meeting-who")
    await page.get_by_label("Arbetsförmedlingen").check()
    await page.get_by_label("Regionens vård").check()
    await page.get_by_role("group", name="Deltar individen?").get_by_label("Ja").check()
    await page.get_by_role("button", name="Nästa").click()
    await page.get_by_role("alert").wait_for()
    await look(page, "meeting-who-wrong")
    await page.get_by_role("group", name="Finns samtycke?").get_by_label("Ja").check()
    await page.get_by_role("button", name="Nästa").click()
    await page.get_by_label("Vad ska mötet leda till?").fill("En gemensam plan.")
    await look(page, "meeting-why")
    await page.get_by_label("Vem måste kunna besluta?").fill("Enhetschef, ring 070-174 06 05")
    await page.get_by_role("button", name="Skicka").click()
    await page.get_by_role("alert").wait_for()
    await look(page, "meeting-why-wrong")
    await page.get_by_label("Vem måste kunna besluta?").fill("Enhetschef på AF")
    await page.get_by_role("button", name="Skicka").click()
    await page.get_by_text("Begäran är skickad.").wait_for()
    await look(page, "meeting-asked")
    await page.get_by_role("link", name="Mina rapporter och möten").click()
    await look(page, "mine-both")

    body = (await product.mailbox.wait_for("karin.exempel@hoglandet.example", number)).get_body(("plain",))
    inbox = re.search(r"http://127\.0\.0\.1:\d+/inkorg/[\w.\-]+", body.get_content() if body else "")
    assert inbox
    await page.goto(inbox[0])
    await look(page, "inbox")
    await page.get_by_role("link", name=number).click()
    await open_all(page)
    await look(page, "handle")
    await page.goto(inbox[0])
    await page.get_by_role("checkbox").first.check()
    await page.get_by_label("Rubrik på en ny fråga").fill("Närvaro på möten")
    await page.get_by_role("button", name="Lägg i frågan").click()
    await page.get_by_role("heading", name="Närvaro på möten").wait_for()
    await open_all(page)
    await look(page, "issue")

    opened = [f"{inbox[0]}/{more}" for more in ("forslag", "veckan", "spindeln")]
    for place, url in enumerate([*opened, *await links_of_work(product), f"{product.url}/rapport/x", f"{product.url}/mina/x"]):
        await page.goto(url)
        await look(page, f"linked {place}")
    await context.close()


async def open_all(page: Page) -> None:
    """Open whatever the page keeps folded."""
    for summary in await page.locator("summary").all():
        await summary.click()


async def test_a_report_is_made_without_javascript_and_answered_by_mail(product: Product) -> None:
    context = await product.browser.new_context(java_script_enabled=False, locale="sv-SE")
    page = await context.new_page()
    await sign_in(product, page)
    await page.get_by_role("button", name="Fortsätt").click()
    await page.get_by_label("Vad hände?").fill(TEXT)
    await page.get_by_role("button", name="Fortsätt").click()
    await page.get_by_role("button", name="Skicka").click()
    receipt = await page.get_by_role("status").inner_text()

    number = receipt.split()[1]
    mail = await product.mailbox.wait_for("karin.exempel@hoglandet.example", number)
    assert number in str(mail["Subject"])
    await page.get_by_text("Ta tillbaka rapporten").click()
    await page.get_by_role("button", name="Ta tillbaka").click()
    await page.locator("h1").get_by_text("Återtagen").wait_for()
    await context.close()


async def test_a_report_is_made_by_the_keyboard_alone_in_few_colours_and_a_narrow_window(product: Product) -> None:
    context = await swedish_context(product.browser, *NARROW)
    page = await context.new_page()
    await page.emulate_media(forced_colors="active", reduced_motion="reduce")
    await sign_in(product, page)
    keys = page.keyboard

    async def tab_to(label: str) -> None:
        """Press Tab until the field or the button of that name has the focus, which must be seen."""
        for _ in range(40):
            await keys.press("Tab")
            name, outline = await page.evaluate(
                "() => { const at = document.activeElement;"
                " return [at.labels?.[0]?.textContent ?? at.textContent, getComputedStyle(at).outlineStyle] }"
            )
            if label in name:
                assert outline != "none"
                return
        raise AssertionError(f"{label} can't be reached")

    await tab_to("Fortsätt")
    await keys.press("Enter")
    await page.get_by_label("Vad hände?").wait_for()
    await tab_to("Vad hände?")
    await keys.type(TEXT)
    await tab_to("Fortsätt")
    await keys.press("Enter")
    await page.get_by_text("Stämmer det här?").wait_for()
    await tab_to("Regionens vård")
    await keys.press("Space")
    await tab_to("Berätta mer")
    await keys.press("Enter")
    await tab_to("Vad tror du skulle hjälpa?")
    await keys.type("Ring dagen innan.")
    await tab_to("Skicka")
    await keys.press("Enter")
    await page.get_by_text("Tack! SB-").wait_for()
    assert "Ring dagen innan." in await page.inner_text("main")
    await context.close()
