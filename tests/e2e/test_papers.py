"""The digests with real parts: mail, page and Teams say the same, and the pages about them can be read by everybody."""

import io
import re
from email.message import EmailMessage
from pathlib import Path

import pytest
from playwright.async_api import Page
from pypdf import PdfReader

from tests.e2e.accessible import check
from tests.e2e.browser import swedish_context
from tests.e2e.product import KARIN, Product, running_product
from tests.e2e.signed import CHIEF, links_of_papers, newest_sign_in
from tests.e2e.test_main_job import LINK, keep_picture, plain_text, see

pytestmark = pytest.mark.e2e


async def test_the_digests_reach_the_table_by_mail_page_and_teams(tmp_path: Path) -> None:
    async with running_product(tmp_path, with_clock=False) as product:
        karin = await product.sign_in(KARIN)
        made = await product.run("digest", "run", "--due")
        assert "Nothing is due" not in made
        assert "Nothing is due" in await product.run("digest", "run", "--due"), "once is enough"

        await karin.expect("LSG Tranås")
        await keep_picture(karin, "digest-card")
        lsg = await product.mailbox.wait_for("chef.ame@tranas.example", "Tranås")
        await check_digest(product, lsg, "digest-lsg")
        await check_digest(product, await product.mailbox.wait_for("ordforande@hoglandet.example"), "digest-styrelse")

        await karin.send("sammanfatta Tranås")
        await see(karin, "LSG Tranås")
        await check_pages_about_papers(product)
        await check_year(product, tmp_path / "year")


async def check_pages_about_papers(product: Product) -> None:
    """Axe finds nothing on a narrow screen where the förbundschef reads drafts, finds editions, mends one and sees it arrive."""
    context = await swedish_context(product.browser, 320, 640)
    page = await context.new_page()
    for place, url in enumerate(await links_of_papers(product)):
        await _check_unfolded(page, url, f"papers {place}")
    await page.goto(f"{product.url}/rapportera")
    await page.get_by_label("E-postadress på jobbet").fill(CHIEF)
    await page.get_by_role("button", name="Skicka länken").click()
    await page.get_by_role("heading", name="Titta i din inkorg").wait_for()
    await page.goto(await newest_sign_in(product))
    await page.get_by_role("button", name="Fortsätt").click()
    for path in ("", "/1/leverans", "/1/ratta"):
        await _check_unfolded(page, f"{product.url}/mina/underlag{path}", f"papers{path}")
    await context.close()


async def check_year(product: Product, folder: Path) -> None:
    """Axe finds nothing on a narrow screen in the board's year and half-year, which have the widest tables."""
    context = await swedish_context(product.browser, 320, 640)
    page = await context.new_page()
    for kind in ("ar", "halvar"):
        written = await product.run("digest", "render", "--kind", kind, "--group", "styrelsen", "--out", str(folder / kind))
        [path] = [Path(line) for line in written.splitlines() if line.endswith(".html") and "mail" not in Path(line).name]
        await page.set_content(path.read_text("utf-8"))
        assert await page.get_by_role("table").count() >= 3, kind
        await page.evaluate("document.querySelectorAll('details').forEach((folded) => { folded.open = true })")
        await check(page, kind)
    await context.close()


async def _check_unfolded(page: Page, url: str, name: str) -> None:
    answer = await page.goto(url)
    assert answer is not None
    assert answer.status == 200, name
    await page.evaluate("document.querySelectorAll('details').forEach((folded) => { folded.open = true })")
    await check(page, name)


async def check_digest(product: Product, mail: EmailMessage, name: str) -> None:
    """The mail has text, HTML and a PDF, and its link opens the page; they say the same."""
    assert mail.get_body(("html",)) is not None
    text = plain_text(mail)
    [paper] = [part for part in mail.iter_attachments() if part.get_content_type() == "application/pdf"]
    content = paper.get_payload(decode=True)
    assert isinstance(content, bytes)
    pages = "".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    link = next(found for found in LINK.findall(text) if "/utgava/" in found)

    context = await swedish_context(product.browser)
    page = await context.new_page()
    answer = await page.goto(link)
    assert answer is not None
    assert answer.status == 200
    heading = await page.get_by_role("heading", level=1).inner_text()
    numbers = await _first_numbers(page)
    assert numbers
    await check(page, name)
    for written in (pages, text):
        assert _squeezed(heading) in _squeezed(written)
        assert all(number in _squeezed(written) for number in numbers)
    await context.close()


async def _first_numbers(page: Page) -> list[str]:
    """The three numbers that stand first on the page."""
    body = await page.locator("main").inner_text()
    return re.findall(r"(?m)^\d+$", body)[:3]


def _squeezed(text: str) -> str:
    return " ".join(text.split()).casefold()
