"""Whether a text says that it happens again and again."""

import re

# "Två gånger" alone and "brukar" stand as often in the story of one event, and are left to the categoriser.
_AGAIN = re.compile(
    r"\b(?:igen|återigen|åter\s+igen|varje\s+(?:gång|vecka|månad|termin|år|dag|möte|ärende|sommar|kvartal)|alltid|ständigt|jämt|ofta|oftast|"
    r"gång\s+(?:på|efter)\s+gång|om\s+och\s+om|hela\s+tiden|regelbundet|upprepade?|upprepat|vid\s+flera\s+tillfällen|i\s+rad\b|"
    r"på\s+(?:raken|rad)|som\s+vanligt|varannan|varenda|ibland|(?:tre|fyra|fem|sex|sju|åtta|nio|tio|många)\s+g(?:ånger|gr)|"
    r"(?:andra|tredje|fjärde|femte|sjätte|sjunde|åttonde)\s+(?:gången|månaden|året|mötet|handläggaren|mejlet|veckan|kvartalet)|"
    r"två\s+g(?:ånger|gr)\s+(?:den\s+här|denna|samma|bara|i|på)\s+(?:veckan?|månaden?|en\s+(?:vecka|månad)|året?)|"
    r"(?:second|third|fourth|fifth)\s+time|twice\s+this|ännu\s+en\s+gång|again|every\s+time|always|repeatedly)\b",
    re.IGNORECASE,
)


def says_again(text: str) -> bool:
    """Return whether repetition is stated in so many words."""
    return bool(_AGAIN.search(text))
