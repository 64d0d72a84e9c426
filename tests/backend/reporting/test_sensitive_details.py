"""The promise: what is sensitive is caught beside whom it is about, and only there; nothing of a name or a number is left."""

import pytest

from backend.reporting.privacy import find, mask


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("Maria S. har schizofreni", "[namn] har [känslig uppgift]"),
        ("M.S. har bipolär sjukdom", "[namn] har [känslig uppgift]"),
        ("KJ (f. 1985) har diabetes", "[namn] (f. 1985) har [känslig uppgift]"),
        ("Maria lever med skyddad identitet", "[namn] lever med [känslig uppgift]"),
        ("Ahmed sitter i fängelse", "[namn] sitter [känslig uppgift]"),
        ("Fatima är muslim", "[namn] är [känslig uppgift]"),
        ("Ahmed är homosexuell", "[namn] är [känslig uppgift]"),
        ("Fatima skär sig", "[namn] [känslig uppgift]"),
        ("Ahmed har dömts för stöld", "[namn] har [känslig uppgift]"),
        ("Mona dömdes till två års fängelse för grov misshandel", "[namn] [känslig uppgift]"),
        ("Erik är misstänkt för narkotikabrott", "[namn] är [känslig uppgift]"),
        ("Kim Berg har Downs syndrom", "[namn] har [känslig uppgift]"),
        ("Sara har suttit inne", "[namn] har [känslig uppgift]"),
        ("Sven dricker för mycket", "[namn] [känslig uppgift]"),
        ("Anna försökte ta livet av sig", "[namn] försökte [känslig uppgift]"),
        ("Ingrid vårdas enligt LPT", "[namn] vårdas [känslig uppgift]"),
        ("Bertil är dement", "[namn] är [känslig uppgift]"),
        ("Gun Lind har typ 1-diabetes", "[namn] har [känslig uppgift]"),
        ("Gun Lind har lindrig social fobi", "[namn] har [känslig uppgift]"),
        (
            "Min klient har ADHD. Det är svårt. Hon heter Gun Lind",
            "Min klient har [känslig uppgift]. Det är svårt. Hon heter [namn]",
        ),
        ("Gun Lind väntar. Vi har ringt. Hon har MS", "[namn] väntar. Vi har ringt. Hon har [känslig uppgift]"),
        ("Gun Lind, boende i Tranås, har MS", "[namn], boende i Tranås, har [känslig uppgift]"),
        ("Gun Lind har svår värk", "[namn] har [känslig uppgift]"),
        ("Anna på psykosmottagningen svarade", "[namn] på psykosmottagningen svarade"),
        ("Anna såg ett avbrott i planen", "[namn] såg ett avbrott i planen"),
        ("Pratade med Olle. Han är åtalad", "Pratade med [namn]. Han är [känslig uppgift]"),
        ("IVO 3.5.1-12345/2026 är öppet", "IVO [ärendenummer] är öppet"),
        ("Migrationsverket 45-123456 väntar", "Migrationsverket [ärendenummer] väntar"),
        ("susanne.ek svarade", "[namn] svarade"),
        ("@maria_svensson skrev", "[namn] skrev"),
    ],
)
def test_what_is_somebodys_is_masked_whole(text: str, masked: str) -> None:
    assert mask(text, find(text)) == masked


@pytest.mark.parametrize(
    "text",
    [
        "Deltagare med skyddad identitet kan inte få digital kallelse",
        "Frivården och AF saknar rutin för den som kommer från fängelse",
        "De som dömts för stöld får ingen SIP",
        "Våldsutsatta kvinnor bollas mellan soc och regionen",
        "Migrationsverket 14.30 är för sent för oss",
    ],
)
def test_a_detail_of_nobody_in_particular_stays(text: str) -> None:
    assert find(text) == ()
