"""The whole job with real parts: Microsoft's Teams test client in a real Chromium, the product's own process, real SMTP."""

import re
from datetime import date, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

import icalendar
import pytest
from playwright.async_api import FloatRect

from backend.times import STOCKHOLM, add_working_days, local_date, say_date, utc_now
from tests.e2e.product import HANNA, KARIN, WINDOW, picture, running_product
from tests.e2e.teams_client import TeamsClient

pytestmark = pytest.mark.e2e

MESSAGE = "FK kom inte på mötet i Tranås i tisdags och hade inte hört av sig"
IN_ENGLISH = "FK didn't come to the meeting in Tranås last Tuesday and hadn't been in touch"
VAGUE, UNREACHED, NEXT = "Det funkar inte med psykiatrin i Tranås", "Svårt att nå eller få svar", "Ingen ringde på hela veckan"
ANSWER = "Jag har ringt enhetschefen på FK. Från nästa vecka svarar de på kallelsen inom två dagar."
LINK = re.compile(r"http://127\.0\.0\.1:\d+/\w+/[\w.\-]+")


async def keep_picture(client: TeamsClient, name: str, height: int = WINDOW[1]) -> None:
    """Save the end of the conversation, without what is the test client's own around it, when pictures were asked for."""
    if path := picture(name):
        above, below = 70, 110
        path.parent.mkdir(parents=True, exist_ok=True)
        await client.page.set_viewport_size({"width": WINDOW[0], "height": height})
        clip = FloatRect(x=0, y=above, width=WINDOW[0], height=height - above - below)
        await client.page.screenshot(path=path, clip=clip, animations="disabled")
        await client.page.set_viewport_size({"width": WINDOW[0], "height": WINDOW[1]})


async def see(client: TeamsClient, text: str) -> None:
    """Wait until the window shows what somebody wrote, which stands in no paragraph."""
    await client.page.get_by_text(text).last.wait_for()


async def report(client: TeamsClient, message: str = MESSAGE) -> str:
    """Report by one message and one press; return the number."""
    await client.send(message)
    await client.expect("Stämmer det här?")
    await client.click("Skicka")
    await client.expect_gone("Stämmer det här?")  # an earlier receipt may stand above
    receipt = await client.expect(re.compile(r"Tack! SB-\d{4}-\d{4} är mottagen"))
    return receipt.split()[1]


def last_tuesday(today: date) -> date:
    """The Tuesday that `i tisdags` means on a day: a week ago on a Tuesday."""
    return today - timedelta(days=(today.weekday() - 1) % 7 or 7)


def days_since(began: date) -> set[date]:
    """The days that may have been today since then: two when midnight has passed."""
    return {began, local_date(utc_now())}


def words_of(mail: EmailMessage) -> list[str]:
    """Return what a mail says: no attachments and no signed links, in which any four digits may stand by chance."""
    return [re.sub(r"https?://\S+", "", part.get_content()) for part in mail.walk() if part.get_content_maintype() == "text"]


def plain_text(mail: EmailMessage) -> str:
    """The mail's text alternative."""
    part = mail.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


async def test_a_message_becomes_a_report_that_is_answered(tmp_path: Path) -> None:
    began = local_date(utc_now())
    async with running_product(tmp_path) as product:
        hanna, karin = await product.sign_in(HANNA), await product.sign_in(KARIN)

        await hanna.send(MESSAGE)
        await hanna.expect("Stämmer det här?")
        assert await hanna.value("Vad hände?") == MESSAGE
        assert await hanna.value("Kommun") == "Tranås"
        assert await hanna.value("Vad brast?") == "Närvaro och deltagande (förslag)"
        assert await hanna.is_checked("Försäkringskassan")
        assert not await hanna.is_checked("Arbetsförmedlingen")
        assert await hanna.value("När hände det?") in [say_date(last_tuesday(day)) for day in days_since(began)]
        proposed = [option for option in await hanna.options("Vad brast?") if "(förslag)" in option]
        assert len(proposed) == 3
        await keep_picture(hanna, "form")

        await hanna.click("Skicka")
        number = (await hanna.expect(re.compile(r"Tack! SB-\d{4}-\d{4} är mottagen"))).split()[1]
        await hanna.expect_gone("Stämmer det här?")
        shown = await hanna.everything()
        assert "Samverkanskoordinatorn i Tranås" in shown
        assert any(say_date(add_working_days(day, 10)) in shown for day in days_since(began))
        assert "Vem ser den?" in shown
        await keep_picture(hanna, "receipt")

        await karin.expect(f"Ny rapport: {number}, Tranås")
        assert number in str((await product.mailbox.wait_for(KARIN.email, number))["Subject"])
        await keep_picture(karin, "coordinator")
        await karin.choose("Kategori", "Samspelet: Kontaktvägar och återkoppling")
        await karin.choose("Status", "Åtgärd beslutad")
        await karin.fill("Text till den som rapporterade", ANSWER)
        await karin.click("Spara")
        await karin.expect("Sparat.")

        await hanna.expect(f"Du har fått svar på {number}")
        await see(hanna, ANSWER)
        shown = await hanna.everything()
        assert "Åtgärd beslutad" in shown
        assert "Kontaktvägar och återkoppling" in shown
        await keep_picture(hanna, "answer")

        await hanna.send("mina")
        await hanna.expect("Mina rapporter")
        await hanna.expect(f"{number} · Tranås · Åtgärd beslutad")
        await keep_picture(hanna, "mine", height=1560)

        await hanna.send("English")
        await hanna.expect("Report in either language")
        await hanna.send(IN_ENGLISH)
        await hanna.expect("Is this right?")
        assert await hanna.value("What happened?") == IN_ENGLISH
        assert await hanna.value("Municipality") == "Tranås"
        assert await hanna.is_checked("Försäkringskassan (social insurance)")
        await keep_picture(hanna, "form-english", height=1180)


async def test_a_report_is_told_more_of_changed_and_taken_back_from_its_receipt(tmp_path: Path) -> None:
    async with running_product(tmp_path) as product:
        hanna, karin = await product.sign_in(HANNA), await product.sign_in(KARIN)
        await hanna.send(MESSAGE)
        await hanna.expect("Stämmer det här?")
        await hanna.click("Berätta mer")
        await hanna.fill("Vad tror du skulle hjälpa?", "Ring innan mötet.")
        await hanna.pick("Väntan")
        await keep_picture(hanna, "more")
        await hanna.click("Tillbaka till rapporten")
        await hanna.click("Skicka")
        number = (await hanna.expect(re.compile(r"Tack! SB-\d{4}-\d{4} är mottagen"))).split()[1]

        await hanna.click("Ändra")
        await hanna.expect(f"Ändra rapport {number}")
        await hanna.fill("Vad hände?", "FK kom en timme för sent till mötet i Tranås i tisdags")
        await hanna.click("Spara")
        await hanna.expect(f"{number} är ändrad")
        await see(hanna, "Ring innan mötet.")
        await karin.expect(f"Ändrad av den som rapporterade: {number}, Tranås")

        await hanna.click("Komplettera")
        await hanna.fill("Vad vill du lägga till?", "Det hände igen i dag.")
        await hanna.click("Skicka")
        await hanna.expect("Ditt tillägg är sparat")
        await karin.expect(f"Tillägg från den som rapporterade: {number}, Tranås")

        await hanna.click("Ta tillbaka")
        await hanna.expect(f"Ska {number} tas tillbaka?")
        await hanna.click("Ta tillbaka rapporten")
        await hanna.expect(f"{number} är återtagen")
        await karin.expect(f"Återtagen av den som rapporterade: {number}, Tranås")


async def test_a_word_opens_the_form_the_next_message_joins_and_the_same_words_are_known_again(tmp_path: Path) -> None:
    async with running_product(tmp_path) as product:
        hanna = await product.sign_in(HANNA)
        await hanna.send("rapportera")
        await hanna.expect("Berätta kort vad som hände")
        assert await hanna.value("Vad hände?") == ""
        await hanna.fill("Vad hände?", MESSAGE)
        await hanna.choose("Kommun", "Vetlanda")
        await hanna.check("Försäkringskassan")
        await hanna.click("Skicka")
        await hanna.expect("är mottagen")
        shown = await hanna.everything()
        assert "Samverkanskoordinatorn i Vetlanda" in shown
        assert "Närvaro och deltagande" in shown

        await hanna.send(VAGUE)
        await hanna.page.get_by_role("button", name=UNREACHED).wait_for()
        await keep_picture(hanna, "vague", height=1400)
        await hanna.click(UNREACHED)
        await hanna.expect("Stämmer det här?")
        await hanna.send(NEXT)
        await hanna.expect("Jag har lagt till det du skrev nu")
        assert await hanna.value("Vad hände?") == f"{VAGUE}\n\n{NEXT}"
        await keep_picture(hanna, "joined", height=1200)
        await hanna.click("Skicka")
        await hanna.expect_gone("Stämmer det här?")

        await hanna.send(f"{MESSAGE}. Ingen svarade i telefon heller.")
        await hanna.expect("Stämmer det här?")
        await hanna.click("Skicka")
        await hanna.expect("Är det här samma händelse som")
        await keep_picture(hanna, "same", height=760)


async def test_a_kommun_without_a_coordinator_goes_to_the_deputy_or_the_office(tmp_path: Path) -> None:
    async with running_product(tmp_path) as product:
        hanna = await product.sign_in(HANNA)
        in_aneby = await report(hanna, "FK kom inte på mötet i Aneby i tisdags och hade inte hört av sig")
        await hanna.expect("ställföreträdande koordinator i Aneby")
        await product.mailbox.wait_for("nora.exempel@hoglandet.example", in_aneby)
        in_eksjo = await report(hanna, "FK kom inte på mötet i Eksjö i tisdags och hade inte hört av sig")
        await hanna.expect("förbundets verksamhetsutvecklare")
        await product.mailbox.wait_for("ulla.exempel@hoglandet.example", in_eksjo)


async def test_personal_data_comes_back_marked_and_masked_and_is_stored_nowhere(tmp_path: Path) -> None:
    async with running_product(tmp_path) as product:
        hanna = await product.sign_in(HANNA)
        await hanna.send("FK svarade aldrig om 19850709-9805 i Tranås, ring 070-123 45 67 eller anna@exempel.se")
        await hanna.expect("Jag hittade: personnummer, telefonnummer, e-postadress.")
        masked = await hanna.value("Vad hände?")
        assert not re.search(r"9805|123 45|anna@", masked)
        await keep_picture(hanna, "guard", height=1360)

        await hanna.fill("Vad hände?", "FK svarade aldrig om 850709 9805 i Tranås")
        await hanna.click("Skicka")
        await hanna.expect("Jag hittade: personnummer.")
        await hanna.click("Skicka")
        await hanna.expect("är mottagen")

        written = b"".join(file.read_bytes() for file in (tmp_path / "data").glob("lexheller.db*"))
        assert b"svarade aldrig om [personnummer]" in written
        assert b"850709" not in written
        assert not [said for mail in product.mailbox.mails for said in words_of(mail) if re.search(r"850709|9805", said)]


async def test_a_meeting_is_asked_for_fixed_and_put_in_the_functions_calendars(tmp_path: Path) -> None:
    async with running_product(tmp_path) as product:
        hanna, karin = await product.sign_in(HANNA), await product.sign_in(KARIN)
        day = add_working_days(local_date(utc_now()), 5)  # within the days that the form proposes

        await hanna.send("samverkansmöte")
        await hanna.expect("(1 av 2)")
        await hanna.choose("Mötesform", "SIP")
        await hanna.choose("Kommun", "Tranås")
        await hanna.check("Försäkringskassan")
        await hanna.check("Regionens vård")
        await hanna.page.get_by_role("radiogroup", name="Deltar individen?").get_by_role("radio", name="Nej").check(force=True)
        await hanna.page.get_by_role("radiogroup", name="Finns samtycke?").get_by_role("radio", name="Ja").check(force=True)
        await hanna.click("Nästa")
        await hanna.expect("(2 av 2)")
        await hanna.expect("Försäkringskassan deltar bara när individen själv är med")
        await keep_picture(hanna, "meeting-request")
        await hanna.fill("Varför behöver ni träffas? *", "En gemensam plan för återgång i arbete")
        await hanna.fill("Vad ska mötet leda till? *", "Vem som gör vad, och när vi ses igen")
        await hanna.fill("Vem måste kunna besluta? *", "Handläggare på FK med mandat om rehabilitering")
        await hanna.click("Skicka")
        number = (await hanna.expect(re.compile(r"Tack! SM-\d{4}-\d{4} är skickad"))).split()[1]

        await karin.expect("SIP att boka i Tranås")
        await product.mailbox.wait_for(KARIN.email, number)
        await karin.date("Dag", day)
        await karin.time("Klockslag", "09:30")
        await karin.fill("Plats", "Stadshuset, rum 3")
        await keep_picture(karin, "meeting-fix")
        await karin.click("Boka och bjud in")
        await karin.expect(f"{number} är bokat")
        await hanna.expect(f"{number} är bokat")

        for address in ("nassjo@fk.example", "rehab.tranas@vard.example"):
            mail = await product.mailbox.wait_for(address)
            assert "En gemensam plan för återgång i arbete" in plain_text(mail)
            check_invitation(mail, address, day)
            assert mail["Reply-To"] == KARIN.email
        copy = await product.mailbox.wait_for(KARIN.email, "Bokat möte")
        assert not [part for part in copy.walk() if part.get_content_type() == "text/calendar"], "no invitation from oneself"


def check_invitation(mail: EmailMessage, address: str, day: date) -> None:
    """The calendar part is one that a calendar takes: RFC 5545 and 6047."""
    inline = next(part for part in mail.walk() if part.get_content_type() == "text/calendar" and not part.is_attachment())
    assert inline.get_param("method") == "REQUEST"
    [attached] = [part for part in mail.iter_attachments() if str(part.get_filename()).endswith(".ics")]
    content = attached.get_payload(decode=True)
    assert isinstance(content, bytes)
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    assert b"\n" not in content.replace(b"\r\n", b"")
    calendar = icalendar.Calendar.from_ical(content)
    assert (calendar["METHOD"], calendar["VERSION"]) == ("REQUEST", "2.0")
    [event] = calendar.walk("VEVENT")
    start = datetime(day.year, day.month, day.day, 9, 30, tzinfo=STOCKHOLM)
    assert event.decoded("DTSTART") == start
    assert event.decoded("DTEND") == start + timedelta(hours=1)
    assert event["STATUS"] == "CONFIRMED"
    assert str(event["LOCATION"]) == "Stadshuset, rum 3"
    attendees = event["ATTENDEE"] if isinstance(event["ATTENDEE"], list) else [event["ATTENDEE"]]
    assert f"mailto:{address}" in [str(attendee).lower() for attendee in attendees]
    assert all(attendee.params["RSVP"] == "TRUE" for attendee in attendees)
    assert event["ORGANIZER"] == f"mailto:{KARIN.email}", "the answers come to the one who booked"
