"""Initials that stand for a person: "K.L.", "A L", "J.S", and two capitals right after "klienten" or "initialer"."""

import re
from collections.abc import Iterator

from backend.reporting.alternatives import any_of

# Apart, or parted by a point or a hyphen; two together ("AF") are an authority.
_SPACED = re.compile(r"(?<![\w.&/+-])[A-ZÅÄÖ](?:\. ?|[ -])[A-ZÅÄÖ](?:(?:\. ?|[ -])[A-ZÅÄÖ])?\.?(?:[:.]?s\b)?(?![\w&/+-]|\.\w)")
_AFTER_PERSON = re.compile(
    r"""
    \b(?i:
        klient(?:en)? | kl\. | pat\.? | patient(?:en)? | brukare[n]? | deltagare[n]? | initialer(?:na)? | signatur(?:en)?
        | sign\.? | mvh | hälsningar | kvinnan | mannen | personen
    )(?!\w)\s*[,(:/]?\s*(?P<initials>[A-ZÅÄÖ]{2,3})(?::?s)?(?![\w-])
    | \b(?P<before>[A-ZÅÄÖ]{2,3}),?\s+\(?(?:initialer\b|(?:f\.?|född|födda)\s?-?\d{2,4}\b|\d{2}\s?år\b)
    """,
    re.VERBOSE,
)
_NOBODY = re.compile(
    any_of(r"""
        AF FK VC HC EB PO LSS SOL IFO AME BUP SIP HS KAA VUX SFI SOC GYF PS OBS NN XX XY YY ABC AC HR IT TV OK VD RK
        UC BVC MVC ADD MS KBT LUH FM EM NR TEL OSA SGI DFA ATP IVO CSN HVB LVM LVU FVM CM PBL JO JK PM CV AT ST SUS
        NU US SU KS SN VO DV LSG RSG ESF MR
    """)
)
_NOBODY_APART = re.compile(
    r"N\.?\s?N\.?|A-Ö|P\.S\.?|O\.S\.A?\.?|[IVX][ .-][IVX].*|I [A-ZÅÄÖ].*|D\.S\.?|E\.K\.?|[A-D] [A-D]|X[ .]?Y.*", re.IGNORECASE
)
_OF_A_THING = any_of(r"""
    vitamin hepatit plan klass hus grupp nivå alternativ del punkt steg rum sal typ bilaga avd avdelning version
    linje spår från blankett kategori
""")
_NOT_AFTER = re.compile(rf"\b{_OF_A_THING}\s+$", re.IGNORECASE)

_LOOK_BACK = 20


def find_initials(text: str) -> Iterator[tuple[int, int]]:
    """Yield the places of initials that stand alone; those behind a first name belong to the name."""
    for match in _SPACED.finditer(text):
        written = match[0]
        start = match.start()
        if not _NOBODY_APART.fullmatch(written) and not _NOT_AFTER.search(text[max(0, start - _LOOK_BACK) : start]):
            yield start, match.end()
    for match in _AFTER_PERSON.finditer(text):
        group = "initials" if match["initials"] else "before"
        if match["initials"] and text[match.start() : match.start() + 3].isupper():
            continue  # "KLIENTEN FÅR INTE": in a text of capitals two of them are any word
        if not _NOBODY.fullmatch(match[group]):
            yield match.span(group)
