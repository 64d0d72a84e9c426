"""Whether a text says that it happens again and again."""

import re

from backend.reporting.alternatives import any_of

# "Två gånger" alone and "brukar" stand as often in the story of one event, and are left to the categoriser.
_REPEATED = any_of(r"""
    igen återigen åter\s+igen varje\s+(?:gång|vecka|månad|termin|år|dag|möte|ärende|sommar|kvartal) alltid ständigt
    jämt ofta oftast gång\s+(?:på|efter)\s+gång om\s+och\s+om hela\s+tiden regelbundet upprepade? upprepat
    vid\s+flera\s+tillfällen i\s+rad\b på\s+(?:raken|rad) som\s+vanligt varannan varenda ibland
    (?:tre|fyra|fem|sex|sju|åtta|nio|tio|många)\s+g(?:ånger|gr)
    (?:andra|tredje|fjärde|femte|sjätte|sjunde|åttonde)\s+(?:gången|månaden|året|mötet|handläggaren|mejlet|veckan|kvartalet)
    två\s+g(?:ånger|gr)\s+(?:den\s+här|denna|samma|bara|i|på)\s+(?:veckan?|månaden?|en\s+(?:vecka|månad)|året?)
    (?:second|third|fourth|fifth)\s+time twice\s+this ännu\s+en\s+gång again every\s+time always repeatedly
""")
_AGAIN = re.compile(rf"\b{_REPEATED}\b", re.IGNORECASE)


def says_again(text: str) -> bool:
    """Return whether repetition is stated in so many words."""
    return bool(_AGAIN.search(text))
