"""A pasted mail: its header and its signature tell nothing of what happened."""

from datetime import date

import pytest

from backend.reporting.pasted import told_in
from backend.reporting.understand import Understander, UnitAlias, Vocabulary
from models.enums import PartyCode
from tests.backend.reporting.test_understand import NOW, Fixed

BODY = "FK kom inte på mötet i tisdags och hade inte hört av sig."
HEADER = (
    "Från: Namn Namnsson <namn@nassjo.example>\nSkickat: den 13 november 2025 10:15\nTill: Samverkan Eksjö\nÄmne: Möte i Vetlanda"
)
SIGNATURE = "Med vänlig hälsning\nNamn Namnsson\nSocialsekreterare, Nässjö kommun\nArbetsförmedlingen Sävsjö"
ENGLISH = "From: Name <name@fk.example>\nSent: Thursday, November 13, 2025 10:15\nTo: Office\nSubject: Meeting in Eksjö"
UNITS = (UnitAlias("AF Tranås", PartyCode.AF, ("Tranås",)),)


@pytest.mark.parametrize("header", [HEADER, ENGLISH, HEADER.replace("\n", "\n\n"), HEADER.replace("Från:", "> **Från:**")])
def test_a_mails_header_and_signature_give_no_day_kommun_or_party(header: str) -> None:
    said = Understander(Fixed(), Vocabulary.default()).understand(f"{header}\n\nHej!\n{BODY}\n\n{SIGNATURE}", NOW)
    assert (said.parties, said.kommun, said.kommun_nearby, said.outside) == ((PartyCode.FK,), None, None, None)
    assert said.event_date == date(2025, 11, 11), "counted from when the mail was sent"


def test_ones_own_words_above_a_mail_are_of_today() -> None:
    said = Understander(Fixed(), Vocabulary.default()).understand(
        f"AF ringde igår om det här i Tranås:\n\n{HEADER}\n\n{BODY}", NOW
    )
    assert (said.event_date, said.kommun) == (date(2026, 4, 20), "Tranås")


@pytest.mark.parametrize(
    "closing",
    [
        "Mvh Hanna, AF Tranås",
        "Med vänlig hälsning, Hanna\nAF Tranås",
        "/Hanna, AF Tranås",
        "--\nHanna\nAF Tranås",
        "Vänliga hälsningar\n[namn]\nAF Tranås",
    ],
)
def test_who_signs_tells_of_no_party_and_no_place(closing: str) -> None:
    for between in ("\n", "\n\n"):
        said = Understander(Fixed(), Vocabulary(("Tranås",), UNITS)).understand(f"{BODY}{between}{closing}", NOW)
        assert (said.parties, said.kommun, said.kommun_nearby) == ((PartyCode.FK,), None, None)


def test_a_closing_after_a_sentence_on_the_same_line_is_one_as_well() -> None:
    assert told_in(f"{BODY} Mvh Hanna, AF Tranås").text == BODY


def test_what_is_told_below_a_signature_is_read() -> None:
    after = "Sedan dess har ingen på AF i Tranås svarat på våra mejl."
    assert told_in(f"{BODY}\nMvh\nHanna\nAF Tranås\n\n{after}").text == f"{BODY}\n{after}"


@pytest.mark.parametrize(
    "text",
    [
        BODY,
        "Datum: 12 november\nÄmne: uteblivet möte\nFK kom inte till Tranås.",
        "Till: den som tar emot\nFK kom inte.",
        "Hälsningar från AF kom fram, men inget svar.",
        "FK och soc/AF kom inte överens.\n- AF kom inte\n- FK svarade inte",
        "Från: AF\nSkickat: igår",
        "",
    ],
)
def test_a_text_of_ones_own_is_read_as_it_stands(text: str) -> None:
    assert told_in(text).text == text


def test_a_postscript_below_a_signature_is_read() -> None:
    assert told_in(f"{BODY}\nMvh\nHanna\n\nPS: FK svarar inte heller").text == f"{BODY}\nPS: FK svarar inte heller"


@pytest.mark.timeout(20)
@pytest.mark.parametrize("letter", [" ", ">", "_", "1", "*", "mvh "])
def test_no_line_makes_it_slow(letter: str) -> None:
    line = letter * 2_000 + "1" * 2_000 + "skrev " * 300 + "@"
    assert told_in(line).text
    assert told_in(f"{line}:").text
