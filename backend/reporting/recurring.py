"""Whether a text tells of what happens again and again."""

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
# Three calls about one thing are one event: "har ringt FK tre gånger", "tre gånger har vi mejlat".
_CONTACT = any_of(r"""
    ring(?:t|de|er|a) telefonera\w* mejla\w* maila\w* smsa\w* sms:a\w* sökt(?:e|s)? söker kontakta\w* påmin(?:t|de|ner) hört\s+av
""")
_COUNT = r"(?:tre|fyra|fem|sex|sju|åtta|nio|tio|många)\s+g(?:ånger|gr)"
_CONTACTS = re.compile(
    rf"\b{_CONTACT}(?:\s+(?!(?:har|hade|men|så|och)\b)[\w:-]+){{0,3}}\s+{_COUNT}\b(?!\s+(?:i|om)\s)"
    rf"|\b{_COUNT}\s+(?:(?:har|hade)\s+\w+\s+)?{_CONTACT}\b",
    re.IGNORECASE,
)


def read_recurring(text: str, learned: bool | None) -> bool | None:
    """Return whether it happens again and again: True where it is said in so many words, else what was `learned` of such texts.

    How often somebody was rung or written to says nothing of it, whatever was learned.
    """
    beside, contacts = _CONTACTS.subn(" ", text)
    if _AGAIN.search(beside):
        return True
    return None if contacts else learned
