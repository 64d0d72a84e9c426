"""Initials that stand for a person: "K.L.", "A L", "J.S", and two capitals right after "klienten", "handläggare" or "gäller"."""

import re
from collections.abc import Iterator

from backend.reporting.alternatives import any_of
from backend.reporting.lexicon import lexicon, plain_word
from backend.reporting.name_places import PERSONS, TITLE_BEFORE, TITLES_END

# Apart, or parted by a point or a hyphen; two together ("AF") are an authority.
_SPACED = re.compile(r"(?<![\w.&/+-])[A-ZÅÄÖ](?:\. ?|[ -])[A-ZÅÄÖ](?:(?:\. ?|[ -])[A-ZÅÄÖ])?\.?(?:[:.]?s\b)?(?![\w&/+-]|\.\w)")
# Capitals that stand together, and letters in small with their points: what stands around them tells whose they are.
_TOGETHER = re.compile(r"(?<![\w-])[A-ZÅÄÖ]{2,3}(?=(?::?s)?(?![\w-]))")
_SMALL = re.compile(r"(?<![\w.])[a-zåäö]\.\s?[a-zåäö]\.(?![\w.])")
_SIGNS = any_of(r"kl\. pat\.? initialer(?:na)? signatur(?:en)? sign\.? mvh hälsningar")
_PERSON_BEFORE = re.compile(rf"\b(?:{PERSONS}|{_SIGNS})\s*[,(:/]?\s*$", re.IGNORECASE)
_STAFF_BEFORE = re.compile(rf"{TITLES_END}\s*[(:]?\s*$", re.IGNORECASE)
_MATTER_BEFORE = re.compile(
    r"\b(?:gäller|gällde|ang\.?|angående|avser|avsåg|rör|rörande|berör|regarding|sip(?:en)?\s(?:för|kring|om))\s*:?\s*$",
    re.IGNORECASE,
)
_PERSON_AFTER = re.compile(r",?\s+\(?(?:initialer\b|(?:f\.?|född|födda)\s?-?\d{2,4}\b|\d{2}\s?år\b)")
_SHORTENED = re.compile(any_of(r"m\.m f\.d f\.n s\.k o\.d e\.d i\.o u\.a e\.u e\.l i\.e e\.g a\.m p\.m") + r"\.")
_NOBODY = re.compile(
    any_of(r"""
        AF FK VC HC EB PO LSS SOL IFO AME BUP SIP HS KAA VUX SFI SOC GYF PS OBS NN XX XY YY ABC AC HR IT TV OK VD RK
        UC BVC MVC ADD MS KBT LUH FM EM NR TEL OSA SGI DFA ATP IVO CSN HVB LVM LVU FVM CM PBL JO JK PM CV AT ST SUS
        NU US SU KS SN VO DV LSG RSG ESF MR ÖPV LPT LRV OSL HSL ESL NPF LOB LOU DOA APT IPS ICA NUS SSK LAH AMI SKR
        SIS AMF LO TCO KOL OCD GAD ALS FS RM
    """)
)
# Illnesses, offices and papers: after a title they are somebody's, "handläggare MS".
_OF_STAFF = re.compile(any_of("MS PM CM EM FM JO JK KS CV SU SN"))
_NO_MATTER = re.compile(any_of("KL FL RF TF FB AB HB EU UF AU MI ME BO KF BB OB HT VT HK KR SV"))
# Said aloud: "klienten SKA ha pengar".
_SHOUTED = re.compile(any_of("DE DU EJ EN ETT FÅ GE GÅ HA JA MÅ NI NU OM PÅ SE SÅ TA UR VI ÅT ÄR"))
_NOBODY_APART = re.compile(
    r"N\.?\s?N\.?|A-Ö|P\.S\.?|O\.S\.A?\.?|[IVX][ .-][IVX].*|I [A-ZÅÄÖ].*|D\.S\.?|E\.K\.?|[A-D] [A-D]|X[ .]?Y.*", re.IGNORECASE
)
_OF_A_THING = any_of(r"""
    vitamin hepatit plan klass hus grupp nivå alternativ del punkt steg rum sal typ bilaga avd avdelning version
    linje spår från blankett kategori
""")
_NOT_AFTER = re.compile(rf"\b{_OF_A_THING}\s+$", re.IGNORECASE)

_LOOK_AROUND = 40


def find_initials(text: str) -> Iterator[tuple[int, int]]:
    """Yield the places of initials that stand alone; those behind a first name belong to the name."""
    for match in _SPACED.finditer(text):
        written = match[0]
        start = match.start()
        if not _NOBODY_APART.fullmatch(written) and not _NOT_AFTER.search(text[max(0, start - _LOOK_AROUND) : start]):
            yield start, match.end()
    for match in _TOGETHER.finditer(text):
        start, end = match.span()
        if _are_somebodys(match[0], text[max(0, start - _LOOK_AROUND) : start], text[end : end + _LOOK_AROUND]):
            yield start, end
    for match in _SMALL.finditer(text):
        before = text[max(0, match.start() - _LOOK_AROUND) : match.start()]
        if TITLE_BEFORE.search(before) and not _SHORTENED.fullmatch(match[0]):
            yield match.span()


def _are_somebodys(written: str, before: str, after: str) -> bool:
    """Whether two or three capitals are no abbreviation, and no word that is said aloud, where they stand."""
    if cue := _STAFF_BEFORE.search(before):
        known = not _NOBODY.fullmatch(written) or _OF_STAFF.fullmatch(written)
        return bool(known) and len(written) == 2 and _is_said_calmly(written, cue[0])
    if _NOBODY.fullmatch(written):
        return False
    if cue := _PERSON_BEFORE.search(before):
        return _is_said_calmly(written, cue[0])
    if _PERSON_AFTER.match(after):
        return True
    cue = _MATTER_BEFORE.search(before)
    return cue is not None and len(written) == 2 and not _NO_MATTER.fullmatch(written) and _is_said_calmly(written, cue[0])


def _is_said_calmly(written: str, cue: str) -> bool:
    """Whether the capitals are no word: not in a text of capitals, "KLIENTEN FÅR INTE", and not one that is stressed."""
    if cue.isupper() or _SHOUTED.fullmatch(written):
        return False
    return len(written) == 2 or plain_word(written) not in lexicon().common
