"""Ways in besides the own chat, in Microsoft's test client; what it can't do is tested in `tests/bot/test_elsewhere.py`."""

import re
from pathlib import Path

import pytest
from playwright.async_api import FloatRect, expect

from tests.e2e.product import HANNA, KARIN, WINDOW, picture, running_product
from tests.e2e.teams_client import TeamsClient

pytestmark = pytest.mark.e2e

GROUP, CHANNEL, OWN_CHAT = "Arbetsgrupp", "LSG", "Personal Chat"
RECEIVED = re.compile(r"Tack! SB-\d{4}-\d{4} är mottagen")


async def widen(client: TeamsClient) -> None:
    """Make room for the list of conversations."""
    await client.page.set_viewport_size({"width": 1280, "height": 1000})


async def keep_picture(client: TeamsClient, name: str, clip: FloatRect) -> None:
    """Save a part of the window when pictures were asked for."""
    if path := picture(name):
        await client.page.screenshot(path=path, clip=clip, animations="disabled")


async def test_a_colleagues_message_is_logged_in_a_dialog_where_the_guard_has_looked_at_it(tmp_path: Path) -> None:
    async with running_product(tmp_path) as product:
        hanna, karin = await product.sign_in(HANNA), await product.sign_in(KARIN)
        await widen(hanna)
        await hanna.go_to(GROUP)
        await hanna.send("FK kom inte till mötet i Tranås igår, 19811218-9876 väntade")

        form = await hanna.act_on("väntade")
        await expect(form).to_contain_text("Jag hittade: personnummer")
        assert await hanna.value("Vad hände?") == "FK kom inte till mötet i Tranås igår, [personnummer] väntade"
        assert await hanna.value("Kommun") == "Tranås"
        if path := picture("dialog"):
            await form.screenshot(path=path, animations="disabled")
        await hanna.fill("Vad hände?", "FK kom inte till mötet i Tranås igår, två personer väntade")
        await hanna.click("Skicka")
        await expect(form).to_contain_text(RECEIVED)
        await karin.expect(re.compile(r"Ny rapport: SB-\d{4}-\d{4}, Tranås"))


async def test_the_form_opens_as_a_dialog_where_one_writes_and_ones_own_reports_are_found_there(tmp_path: Path) -> None:
    async with running_product(tmp_path) as product:
        hanna = await product.sign_in(HANNA)
        form = await hanna.act()
        await hanna.fill("Vad hände?", "Psykiatrin svarade inte på kallelsen i Tranås")
        await hanna.choose("Kommun", "Tranås")
        await hanna.check("Regionens vård")
        await hanna.click("Skicka")
        await expect(form).to_contain_text(RECEIVED)
        await hanna.page.get_by_role("button", name="Close").first.click()

        await hanna.search("mottagen")
        found = hanna.page.get_by_text(re.compile(r"^SB-\d{4}-\d{4} · Mottagen"))
        await found.first.wait_for()
        assert "Psykiatrin svarade inte" not in await hanna.everything()
        await keep_picture(hanna, "search", FloatRect(x=0, y=65, width=WINDOW[0], height=WINDOW[1] - 65))


@pytest.mark.parametrize("where", [GROUP, CHANNEL])
async def test_a_group_is_told_where_the_answer_is_and_reads_none_of_it(tmp_path: Path, where: str) -> None:
    async with running_product(tmp_path) as product:
        hanna = await product.sign_in(HANNA)
        await widen(hanna)
        await hanna.go_to(where)
        await hanna.mention_bot("Lex Heller", "AF svarade inte i Tranås igår")
        await hanna.expect("Jag har svarat i din chatt med mig")
        assert "Stämmer det här?" not in await hanna.everything()
        if where == GROUP:
            await keep_picture(hanna, "group", FloatRect(x=330, y=60, width=620, height=320))

        await hanna.go_to(OWN_CHAT)
        await hanna.expect("Stämmer det här?")
        assert await hanna.value("Vad hände?") == "AF svarade inte i Tranås igår"
