"""Every address that takes a form and every button of a card is tried with another förbund's rows, or is said to name none."""

import re
from pathlib import Path

from bot.dispatch import PRESSED
from tests.backend.web import test_forged as forms
from tests.bot import test_forged as buttons

ROOT = Path(__file__).parents[1]
ADDRESS = re.compile(r"(?:add_post|web\.post)\(\s*r?\"([^\"]+)\"")


def test_every_address_that_takes_a_form_has_its_cases() -> None:
    sources = [source for room in ("backend", "digests", "bot") for source in (ROOT / room).rglob("*.py")]
    found = {address for source in sources for address in ADDRESS.findall(source.read_text(encoding="utf-8"))}
    known = set(forms.BY_LINK) | forms.SIGNED_IN | forms.NAMES_NO_ROW | forms.BOT
    assert found ^ known == set(), "put them in tests/backend/web/test_forged.py"


def test_every_button_has_its_cases() -> None:
    assert set(PRESSED) ^ (set(buttons.CASES) | buttons.NAMES_NO_ROW) == set(), "put them in tests/bot/test_forged.py"
