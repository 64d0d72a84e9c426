"""What a meeting is asked for, out of the message that asks: the matter goes to all who are invited, the asking to nobody."""

import re

_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")
_MEETING = r"(?:\w*möte[nt]?|sip|träff|\w*meeting|boka|book)\b"
_WISH = r"\b(?:kan|skulle|vill|behöver|önskar|begär|be|ber|boka|ordna|få till|can|could|would|need|want|like|please)\b"
_ASKS = re.compile(rf"^\W*{_MEETING}|{_WISH}.*\b{_MEETING}", re.IGNORECASE)
# "Om" also says whether something can be done, when, and what is asked for ("be om möte"): none is what the meeting is about.
_WHEN = r"(?:\d+|en|ett|två|tre|fyra|några) (?:dag|veck|månad|timm)"
_NOT_ABOUT = rf"(?!\s+(?:(?:ett |en |nytt )*{_MEETING}|vi|ni|du|jag|man|möjligt|det (?:går|är|finns)|{_WHEN}))"
_TOPIC = rf"\b(?:om{_NOT_ABOUT}|kring|angående|gällande|rörande|för att|about|regarding|concerning)\b\s+"
_ABOUT = re.compile(rf"{_TOPIC}|(?=\b(?:så att|eftersom|because|so that)\b)", re.IGNORECASE)


def matter_of(text: str) -> str:
    """Return what a message that asks for a meeting says of why: what comes after "om" and the like, and sentences beside it.

    Empty for one that only asks: whoever sends it writes the purpose then.
    """
    told, found = [], False
    for sentence in filter(None, _SENTENCE.split(text)):
        about = _ABOUT.search(sentence)
        found = found or about is not None
        if not _ASKS.search(sentence):
            told.append(sentence)
        elif about and (matter := sentence[about.end() :].rstrip(" .?!")):
            told.append(f"{matter[:1].upper()}{matter[1:]}.")
    return " ".join(told) if found else ""
