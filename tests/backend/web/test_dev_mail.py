"""The mail that development catches can be read, and what is in it can do nothing."""

from datetime import UTC, datetime

import pytest

from backend.mail.folder import MailFolder
from backend.mail.letter import Attachment, Letter, build
from tests.backend.web.conftest import Site

NOW = datetime(2026, 3, 12, 8, 30, tzinfo=UTC)


@pytest.fixture
def folder(site: Site) -> MailFolder:
    folder = MailFolder(site.settings.data_dir / "mail")
    letter = Letter(
        to="rehab@vc.example", subject="Kallelse till möte", text="Kom på mötet: https://lexheller.example/mote/x",
        html='<p>Kom på mötet</p><script>alert("x")</script>',
        attachments=(
            Attachment("mote.ics", "text/calendar", b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", {"method": "REQUEST"}),
            Attachment("utgåva.pdf", "application/pdf", b"%PDF-1.7"),
        ),
    )  # fmt: skip
    for key in ("k1", "k1"):
        folder.keep(bytes(build(letter, key=key, mail_from="lexheller@forbund.example", written_at=NOW)))
    return folder


async def test_the_list_shows_each_message_and_its_repeats(site: Site, folder: MailFolder) -> None:
    page = await site.page("/dev/mail")

    assert page.count("Kallelse till möte") == 1
    assert "rehab@vc.example" in page
    assert "kom igen 1 gånger" in page


async def test_an_empty_folder_says_so(site: Site) -> None:
    assert "Inga mejl än." in await site.page("/dev/mail")


async def test_a_message_shows_its_text_and_keeps_its_html_in_a_sandbox(site: Site, folder: MailFolder) -> None:
    [mail] = folder.newest_first()
    page = await site.page(f"/dev/mail/{mail.id}")

    assert '<a href="https://lexheller.example/mote/x"' in page
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    sandbox = page.partition('sandbox="')[2].partition('"')[0]
    assert "allow-scripts" not in sandbox
    assert "allow-same-origin" not in sandbox


async def test_attachments_open_as_what_they_are(site: Site, folder: MailFolder) -> None:
    [mail] = folder.newest_first()
    answers = []
    for number in range(3):
        async with site.client.get(f"/dev/mail/{mail.id}/{number}") as response:
            answers.append((response.content_type, response.headers["Content-Disposition"]))

    assert answers == [
        ("text/calendar", "inline"),
        ("application/ics", 'attachment; filename="mote.ics"'),
        ("application/pdf", 'inline; filename="utg_va.pdf"'),
    ]


@pytest.mark.parametrize("path", ["x", "..%2f..%2fsettings", "{id}/3", "{id}/-1", "{id}/²"])
async def test_nothing_else_is_opened(site: Site, folder: MailFolder, path: str) -> None:
    [mail] = folder.newest_first()

    await site.page(f"/dev/mail/{path.format(id=mail.id)}", 404)
