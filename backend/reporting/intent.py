"""What a person who writes to the bot wants: precise phrases first, a described event is a report, the rest is `annat`."""

import re

from models.enums import Intent

_COURTESY = r"(?:(?:snälla|tack|please|nu|hej|hallå|då)[\s,!]*)?"

# A command is the whole message, give or take a greeting and a full stop.
_COMMANDS: tuple[tuple[Intent, str], ...] = (
    (Intent.AVBRYT, r"avbryt(?:a)?(?:\s+(?:det\s+här|detta|allt|rapporten|anmälan|ärendet|mötet|formuläret))?|stopp?|ångra|"
     r"glöm\s+(?:det|allt|bort\s+det)(?:\s+(?:här|där))?|strunta\s+i\s+det(?:\s+här)?|nej\s+avbryt|"
     r"(?:jag\s+)?(?:vill\s+)?(?:avbryta|ångrar\s+mig)|cancel(?:\s+(?:it|this|that))?|never\s?mind|abort|quit|avsluta|backa|"
     r"ta\s+bort\s+(?:det\s+här|allt)|börja\s+om|vill\s+inte\s+(?:fortsätta|skicka)(?:.{0,20})?|stop"),
    (Intent.HALSNING, r"(?:hej+(?:san|ssan)?(?:\s+(?:hej|där|på\s+dig|på\s+er|alla|lex(?:\s+heller)?|bot(?:ten)?))*|hall(?:å|oj)(?:\s+där)?|"
     r"tjena(?:re|mors)?|tja(?:ba)?|morsning?|god\s?(?:morgon|kväll|dag|förmiddag|eftermiddag)(?:\s+(?:på\s+dig|alla))?|"
     r"goddag|hello(?:\s+there)?|hi(?:ya)?(?:\s+there)?|hey|good\s+(?:morning|afternoon|evening))"
     r"(?:[\s,!.]+(?:hur\s+(?:är|mår|går).{0,20}|allt\s+(?:bra|väl).{0,10}|how\s+are\s+you|lex(?:\s+heller)?))?"),
    (Intent.MINA, r"mina(?:\s+(?:rapporter|ärenden|anmälningar|brister|saker|avvikelser|inskick(?:ade)?.{0,20}|egna.{0,20}))?|"
     r"my(?:\s+reports?|\s+cases)?"),
    (Intent.MOTE, r"(?:nytt\s+)?(?:samverkans?-?\s?|samverks-?\s?|förs?|rehab-?|nätverks-?|avstämnings-?|trepart(?:s|s-)?|flerpart(?:s|s-)?)"
     r"möten?t?|(?:nytt\s+)?möte|sip(?:\s*-?\s*möte)?|trepart|flerpart(?:ssamtal)?|meeting|avslutssamtal|flerparts"),
    (Intent.RAPPORTERA, r"rapportera?(?:\s+(?:in|något|nytt|ny|en\s+\w+|brist(?:en)?|avvikelse|samverkansbrist))*|ny\s+(?:rapport|brist|avvikelse|anmälan)|"
     r"anmäl(?:a)?(?:\s+(?:en\s+)?(?:brist|avvikelse|samverkansbrist))?|logga(?:\s+(?:en\s+)?(?:brist|avvikelse|samverkansbrist))?|"
     r"(?:samverkans)?brist|avvikelse|lex\s+heller|skriv(?:a)?\s+(?:en\s+)?(?:rapport|brist|avvikelse)|"
     r"(?:report|new\s+report|log\s+a\s+report|file\s+a\s+report)(?:\s+(?:something|an?\s+\w+))?"),
    (Intent.HJALP, r"hjälp(?:\s+mig)?|help(?:\s+me)?|\?+|info(?:rmation)?|kommandon|meny|menu|start"),
    (Intent.STATUS, r"status|läget|läge"),
    (Intent.SAMMANFATTNING, r"sammanfatt(?:a|ning(?:en)?)|statistik|digest|summary|visa\s+(?:sammanfattning(?:en)?|statistik(?:en)?)|siffror(?:na)?"),
)  # fmt: skip
_WHOLE = tuple(
    (intent, re.compile(rf"[\s\W]*{_COURTESY}(?:{pattern})[\s,]*(?:tack|please|snälla|nu)?[\s\W]*", re.IGNORECASE))
    for intent, pattern in _COMMANDS
)

_NUMBER = r"\bSB[\s-]?\d{4}[\s-]?\d{1,5}\b"
_ASK = r"(?:kan|skulle|får|vill|behöver|måste|ska|går\s+det\s+att|could|can|would|i\s+(?:want|need|would\s+like))\b"
_MEETING = r"(?:\b(?:samverkans?-?\s?|samverks-?\s?|rehab|för|avstämnings|nätverks|trepart\w*|flerpart\w*|team)?möten?t?\b|\bSIP(?:-?möte|:?ar)?\b|\btrepart\w*|\bflerpart\w*|\bmeeting\b|\bavslutssamtal\b)"

# Phrases that decide wherever they stand; the first that matches wins.
_PHRASES: tuple[tuple[Intent, re.Pattern[str]], ...] = tuple(
    (intent, re.compile(pattern, re.IGNORECASE | re.DOTALL))
    for intent, pattern in (
        (Intent.AVBRYT, r"^\W*(?:nej[\s,]+)?(?:jag\s+)?(?:vill\s+)?(?:avbryt\w*|ångra\w*|cancel)\b.{0,40}$"),
        (Intent.STATUS, rf"^.{{0,60}}{_NUMBER}.{{0,60}}$"),
        (Intent.STATUS, r"\b(?:vad\s+(?:händer|hände|har\s+hänt|blev\s+det)|hur\s+(?:går|gick)\s+det|status(?:en)?|vad\s+är\s+status\w*|var\s+ligger|any\s+news|what\s+happened)\b"
         r".{0,25}\b(?:min|mitt|mina|den|det\s+jag|vår|my|rapport\w*|anmäl\w*|ärende\w*)\b.{0,60}\b(?:rapport\w*|anmäl\w*|ärende\w*|skrev|skickade|brist\w*|avvikelse\w*|report\w*|lämnade)\b.{0,40}$"),
        (Intent.STATUS, r"^\W*(?:status|läget)\s+(?:på|för|i|of|on)\b.{0,60}$"),
        (Intent.STATUS, r"^.{0,40}\b(?:har\s+(?:ni|någon|nån|koordinatorn)\s+(?:tittat|läst|sett|svarat|börjat|hunnit)).{0,30}\b(?:min|mitt|rapport|anmälan|ärende)\b.{0,40}$"),
        (Intent.SAMMANFATTNING, r"\b(?:sammanfatta|sammanfattning\w*|sammanställ\w*|statistik\w*|summari[sz]e|summary|digest|kvartalsrapport\w*|månadsrapport\w*|översikt\w*)\b"
         r".{0,90}$(?<!kom\sinte)"),
        (Intent.SAMMANFATTNING, r"^.{0,30}\bhur\s+många\s+(?:\w+\s+){0,3}(?:rapport\w*|brist\w*|avvikelse\w*|anmäl\w*)\b.{0,80}$"),
        (Intent.SAMMANFATTNING, r"^.{0,30}\b(?:visa|ge\s+mig|show|hur\s+ser)\b.{0,60}\b(?:siffror\w*|läget\s+i|bristerna|senaste\s+(?:kvartalet|månaden|året|halvåret)|last\s+quarter|trend\w*|LSG\w*|styrelse\w*)\b.{0,60}$"),
        (Intent.MINA, r"^.{0,40}\b(?:visa|se|lista|hitta|var\s+(?:ser|hittar|finns)|show|vad\s+har\s+jag|vilka|hämta|öppna|kolla|where)\b.{0,25}\b(?:mina|my|jag\s+(?:skrivit|skickat|rapporterat|anmält|lämnat|loggat)|det\s+jag\s+(?:skrev|skickade))\b"
         r".{0,40}$"),
        (Intent.MINA, r"^\W*mina\s+(?:\w+\s+)?(?:rapport\w*|ärende\w*|anmäl\w*|brist\w*|avvikelse\w*)\b.{0,30}$"),
        (Intent.HJALP, r"\b(?:får|kan|ska|bör|måste|brukar)\s+(?:man|jag|vi|en)\b.{0,60}\b(?:till\s+dig|här(?:\s+inne)?|i\s+(?:botten|boten|lex\s+heller|tjänsten|rapporten|formuläret))\b.{0,30}\?"),
        (Intent.HJALP, r"\b(?:får|kan|ska)\s+(?:man|jag|vi)\s+(?:skriva|ange|nämna|ta\s+med|rapportera|vara)\b.{0,60}\b(?:personnummer|namn(?:et)?|anonym\w*|diagnos|adress|telefonnummer|egen\s+(?:organisation|verksamhet))\b"),
        (Intent.HJALP, r"^.{0,20}\b(?:hur|vad|vem|vart|var|när|vilka?|varför|what|how|who|where)\b.{0,40}\b(?:rapporterar|anmäler|loggar|gör\s+(?:jag|man|du)|funkar|fungerar|används?|använder|kan\s+du|är\s+(?:en\s+)?(?:samverkansbrist|lex\s+heller|du)|"
         r"händer\s+(?:med|när|efter|sen)|ser\s+(?:det|min|rapport|vad)|läser|får\s+(?:jag\s+svar|läsa|se|veta)|räknas|lagras|sparas|svarar|tar\s+emot|bokar\s+(?:jag|man)|ändrar|can\s+you\s+do|does\s+(?:this|it)|do\s+i|are\s+you|can\s+(?:see|read))\b.{0,80}\?*$"),
        (Intent.HJALP, r"\b(?:behöver|vill\s+ha|kan\s+(?:jag|du)\s+(?:få|ge|visa)|ge\s+mig)\s+(?:lite\s+)?hjälp(?:\s+med\s+(?:att|hur|botten|boten|formuläret|rapport\w*))?\b.{0,40}$|^.{0,30}\b(?:förstår\s+inte\s+hur|vet\s+inte\s+hur\s+(?:jag|man)|instruktion\w*|manual|need\s+help)\b.{0,60}$"),
        (Intent.HJALP, r"\b(?:är|blir)\s+(?:jag|man|det|rapporten)\s+(?:anonym\w*|sekretess\w*|offentlig\w*|allmän\s+handling)\b.{0,30}\?"),
        (Intent.MOTE, rf"\b(?:boka|kalla|begär|begära|ordna|få\s+till|fixa|planera|initiera|ha|sammankalla|anordna|arrange|book|request|schedule|set\s+up|kallelse\s+till|ta\s+upp\s+på)\b.{{0,40}}{_MEETING}.{{0,160}}$"),
        (Intent.RAPPORTERA, r"^.{0,30}\b(?:vill|behöver|ska|kan|skulle|måste|want|need|like)\b.{0,25}\b(?:rapportera|anmäla|logga|skriva\s+en\s+(?:rapport|brist|avvikelse)|lämna\s+en\s+(?:rapport|brist|avvikelse)|report|log)\b"),
    )
)  # fmt: skip

# A meeting is asked for when nothing has happened yet: no past tense that tells of a failure.
_HAPPENED = re.compile(
    r"\b(?:kom\s+inte|kom\s+aldrig|uteblev|ställdes\s+in|inställt|inställd|avbokade?s?|dök\s+(?:inte|aldrig)|igen\b|hade\s+inte|fick\s+(?:vi\s+)?inte|"
    r"svarade|trots|ändå|försökte|försökt|skulle\s+(?:ha\s+)?(?:kallat?|bokat?)|blev\s+(?:inte|aldrig|inget|ingen)|glömde|vägrade|didn't|"
    r"går\s+inte|omöjligt|gick\s+inte|förgäves|saknades|utan\s+att|ingen\s+(?:har|vill|kan|kallar|tar)|var\s+inte|avböj\w+|tackade?\s+nej|fyra\s+gånger|\w+\s+gången|behöver\s+bli|hinner\s+inte|sen\s+sist)",
    re.IGNORECASE,
)  # fmt: skip

_OTHER = re.compile(
    r"\b(?:väd(?:er|ret)|sol(?:en)?\s+skiner|regnar|snöar|skämt|roligt|lunch(?:en)?(?:\s+idag)?\?|fika|lösenord\w*|logga\s+in|inlogg\w*|"
    r"skrivar\w*|wifi|vpn|outlook|datorn|it-?support|servicedesk|vem\s+vann|fotboll\w*|hockey|lotto|recept\s+på\s+\w+|"
    r"vad\s+är\s+klockan|vilken\s+(?:dag|vecka)|semester\w*|lön(?:en|esamtal)?\b|julfest\w*|afterwork|översätt|translate|"
    r"weather|joke|password|printer|kaffe(?:maskin\w*|automat\w*)|parkering\w*|parkera|passerkort\w*|schemat?\s+för)\b",
    re.IGNORECASE,
)
_THANKS = re.compile(
    r"[\s\W]*(?:(?:tusen\s+|stort\s+|många\s+|jätte)?tack\w*(?:\s+(?:så\s+mycket|för\s+\w+(?:\s+\w+){0,3}|då|ska\s+du\s+ha|snälla))?|thanks?(?:\s+you)?(?:\s+(?:so|very)\s+much)?|"
    r"ok(?:ej|ay)?|okej\s+då|bra|toppen|perfekt|super|kanon|fint|grymt|ja|nej|jo|japp|nä|mm+|aha|visst|hej\s?då|ha\s+en\s+(?:bra|fin|trevlig)\s+\w+|trevlig\s+helg|vi\s+(?:ses|hörs)|"
    r"bye|yes|no|lol|haha\w*|test(?:ar|ing)?|[\d\W_]+|great|good|cool|gott\s+nytt\s+år|god\s+jul|glad\s+(?:påsk|midsommar|sommar)|trevlig\s+\w+)"
    r"(?:[\s\W]+(?:tack\w*|då|det\s+(?:var|räcker).{0,20}|bra|för\s+hjälpen|så\s+mycket|hej\s?då|ha\s+det(?:\s+\w+)?))*[\s\W]*",
    re.IGNORECASE,
)

# Shorter than this, and without a named party, a text that no phrase knows tells of nothing.
_FEW_WORDS = 3
_WORD = re.compile(r"\w+")
_FAILED = re.compile(
    r"\b(?:inställ\w+|inget\s+svar|krock\w*|strul\w*|trassel|bråk\w*|saknas|uteblev|bolla\w+|rundgång|mellan\s+stolarna|moment\s?22|"
    r"dubbelarbete|kom\s+inte|funkar?\s+inte|fungerar?\s+inte|trögt|kötid\w*|samverkan\w*|samarbet\w*)\b",
    re.IGNORECASE,
)


def find_intent(text: str, *, names_a_party: bool) -> Intent:
    """Return what the writer wants. `names_a_party` tells that the text names AF, FK, vården, a kommun's unit or another."""
    plain = " ".join(text.split())
    for intent, command in _WHOLE:
        if command.fullmatch(plain):
            return intent
    if _THANKS.fullmatch(plain) and not _FAILED.search(plain):
        return Intent.ANNAT
    for intent, phrase in _PHRASES:
        if phrase.search(plain) and not _told(intent, plain):
            return intent
    if _OTHER.search(plain) and not names_a_party and not _FAILED.search(plain):
        return Intent.ANNAT
    words = len(_WORD.findall(plain))
    if names_a_party or _FAILED.search(plain):
        return Intent.RAPPORTERA if words > 1 else Intent.ANNAT
    return Intent.RAPPORTERA if words > _FEW_WORDS else Intent.ANNAT


def _told(intent: Intent, plain: str) -> bool:
    """Whether the phrase stands inside a text that tells of an event, and so is a report after all."""
    if intent in (Intent.MOTE, Intent.SAMMANFATTNING, Intent.HJALP):
        return bool(_HAPPENED.search(plain)) or (len(plain) > 220)
    return False
