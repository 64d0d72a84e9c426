"""What stands around a name of a person. Read on the text before or after a word; `thing_places.py` holds what isn't one."""

import re

from backend.reporting.alternatives import any_of

_I = re.IGNORECASE

# Names that no sentence begins with: "Bara från AF". Within one their capital is somebody's.
NEVER_FIRST = frozenset({"bara"})
# Names, and in small letters what somebody does.
VERBS_WHEN_SMALL = frozenset({"ammar", "lotta"})

# Of one who works there: how a trade's name ends, whatever it begins with ("boendestödjaren").
TRADES = any_of(r"""
    (?:ledare|stödjare|handläggare|sekreterare|samordnare|utredare|läkare|lärare|utvecklare|behandlare|vårdare|skötare)n?
    (?:rådgivare|förvaltare|planerare|förmedlare)n? (?:sköterska|barnmorska|koordinator|kurator|mentor)n?
    (?:chef|konsulent|coach|terapeut|pedagog|strateg|assistent|psykolog|administratör|specialist)(?:en)?
""")
# Of one who works there, or of a person in a family.
_OTHER_TITLES = any_of(r"""
    dr doktor dr\. herr hr fru fröken frk syster bror familjen makarna bröderna systrarna handl\. handl rehabkoord
    kontaktperson kontaktpersonen personligt\s+ombud god\s+man gode\s+mannen rektor rektorn tolken kollega kollegan
    stödpersonen advokat advokaten socionom socionomen mr mrs ms miss case\s?worker case\s+officer colleague manager doctor
    nurse \w+ansvariga?e?
""")
TITLES = rf"(?:\w*{TRADES}|{_OTHER_TITLES})"
# For what is looked up backwards, where the beginning of the word is nothing to look for.
TITLES_END = rf"(?:{TRADES}|\b{_OTHER_TITLES})"
# Of a person whom the text is about.
PERSONS = any_of(r"""
    klient klienten patient patienten brukare brukaren deltagare deltagaren kund kunden individ individen kvinna kvinnan
    man mannen kille killen tjej tjejen flicka flickan pojke pojken barnet elev eleven son sonen dotter dottern mamma
    mamman pappa pappan brorsan syrran mor modern far fadern fru frun make maken maka makan sambo sambon syskon lillebror
    storebror lillasyster storasyster mormor farmor morfar farfar personen ungdomen anhörig anhörige vän vännen granne
    grannen client participant mother father brother sister daughter husband wife
""")
# After these a word with a capital is a person, known or not.
TITLE_BEFORE = re.compile(rf"(?:{TITLES_END}|\b{PERSONS})\s*[,(:]?\s*$", _I)
NAME_BEFORE = re.compile(
    r"\b(?:(?<!det )(?:heter|hette)|kallas|kallad|vid\s+namn|namnet|namn(?:et)?\s+är|(?:my\s+)?name\s+is)\s*:?\s*$",
    _I,
)
HEADING_BEFORE = re.compile(
    r"""
    \b(?:
        ärende | fall | klient | patient | brukare | deltagare | deltog | närvarande | inskriven | handläggare | namn | kontakt
        | kontaktperson | från | till | avs | avsändare | gäller | rör | ang | angående | anmälan\s+om | re | sv
    )\s*[:;]\s*$
    """,
    _I | re.VERBOSE,
)
SIGNED_BEFORE = re.compile(
    r"(?:\b(?:mvh|m\.v\.h\.?|hälsningar|hälsar|vänligen|hälsn|/kram|undertecknat|signerat)[\s,:/]*|[\n\s]/\s?|^/\s?)$", _I
)

_VERBS = any_of(r"""
    har hade är var blev blir fick får ska skall skulle kan kunde kom kommer gick går sa sade säger vill ville ringde
    ringer ringt mejlade mailade mådde mår bor bodde väntar väntade behöver behövde heter ber bad tycker tyckte
    undrar undrade svarar svarade jobbar jobbade arbetar arbetade kallades kallade skickade skickades nekades nekas
    bollas bollades saknar saknade lovade lovar hänvisar hänvisade skrev skriver grät gråter slutade slutar började
    börjar flyttade flyttar missade vägrar vägrade berättar berättade läser läste förstod förstår hoppade väntat står
    stod sitter satt visste vet tog tar gjorde gör bokade bokar beslutade avslog måste orkar orkade försökte försöker
    träffade tappade ligger låg sjukskrevs skrevs nollades nollklassades nollplacerades föll faller hamnade hamnar
    söker sökte frågade frågar betalar tror trodde tackade glömde ansökte ansöker deltog deltar fyllde lämnade lämnar
    talade pratade pratar fyller lider studerar uteblev is was has had got called calls said says told needs needed
    wants wanted waited never lives didn't
""")
# What is said of a program, never of a person: "var nere", "krånglar".
_DOWN = r"(?:är|var|ligger|låg|gick|har\s+legat)\s+(?:nere|ner|ur\s+funktion)\b(?!\s+(?:hos|på|i|med)\b)"
# What is said of a word, a day or a matter: "maj är dagen", "Iris var att", "Maj var lugnt".
_OF_A_WORD = (
    r"(?:är|var|blir|blev|vore)\s+"
    r"(?:(?:att|när|om|hur|ju|väl|dagen|veckan|månaden|namnet|färgen|tiden)\b"
    r"|\w+(?:[gn]t|ft|[åa]rt|igt)(?:\s+(?:men|och|att|för|i|på|hos|med)\b|\s*(?:[.,;!?)]|$)))"
)
VERB_AFTER = re.compile(
    rf"""
    ^\s+(?!{_OF_A_WORD}|{_DOWN})
    (?:(?:också|inte|aldrig|alltid|nu|då|bara)\s+)?{_VERBS}\b
    (?!\s+(?:vad|vi|det|den|du|ni|de|man|som)\b)
    """,
    _I | re.VERBOSE,
)
_PARTY_IN_ANY_LETTERS = any_of(r"""
    soc\w* kassan försäkringskass\w* arbetsförmedling\w* förmedlingen kommunen\w* regionen\w* ame ifo eb
    ek\.?\s?bist\w* ekonomiskt försörjningsstöd vux\w* psyk\w* öppenpsyk\w* bup vc vårdcentral\w* hälsocentral\w*
    primärvård\w* lasarett\w* sjukhus\w* avd\w* mottagning\w* rehab\w* öppenvård\w* lss hab\w* skolan sfi komvux
    samhall arbetscentrum jobb(?:huset|torg\w*|centrum) boende\w* frivården kriminalvården migrationsverket
    \w+enheten hr lsg social\s+services the\s+\w+
""")
_PARTY = rf"(?:AF|FK|af|fk|(?i:{_PARTY_IN_ANY_LETTERS}))"
# "Björn på FK", "Lilja (kurator hos oss)": somebody who works somewhere.
AT_WORK_AFTER = re.compile(
    rf"^\s+(?:[Pp]å|[Ff]rån|[Hh]os|[Vv]id|inom|at|from)\s+{_PARTY}\b|^\s?[,(]\s?(?:(?i:vår|min|ny|en|deras)\s+)?(?i:{TITLES})\b"
    r"|^\s+(?:och|samt|o|&)\s+(?:hans|hennes|hens)\s+\w"
    rf"|^,\s+{_PARTY}(?:\s+(?:(?:i|på)\s+)?\w+)?,\s+(?:(?:inte|aldrig)\s+)?(?i:{_VERBS})\b"
    rf"|^,\s+som\s+(?:är|var|har|hade|jobbar|jobbade|arbetar|bor|inte|fick|ska|skulle)\b|^\s?\(\s?(?:{_PARTY}|(?i:{PERSONS}))\b"
)
# In small letters a word that may be a name is one beside what only persons do, or are asked.
SMALL_NAME_AFTER = re.compile(
    rf"""
    ^\s+(?:på|från|hos)\s+{_PARTY}\b
    | ^\s+(?:
        sa | sade | säger | ringde | ringer | lovade | svarade | mailade | mejlade | skrev | glömde | tyckte | tycker
        | mår | mådde | fyllde | bor
    )\b
    """,
    re.VERBOSE,
)
# A word that is hardly ever a name takes a workplace, and somebody who is asked or named before it.
SMALL_AT_WORK_AFTER = re.compile(rf"^\s+(?:(?:på|från|hos)\s+{_PARTY}\b|(?:från|hos)\s+\w)")
SMALL_NAME_BEFORE = re.compile(
    r"""
    \b(?:
        (?:prata\w*|talat?|talade|tala|snacka\w*|möte|samtal)\s+(?:med|m|me)
        | ringt | ringde | mejlat | mejlade | mailat | mailade | träffat | träffade | enligt
        | handläggaren | handläggare | klienten | klient | patienten | kollegan | kollega | chefen | mamman | pappan
    )\s+$
    """,
    re.VERBOSE,
)
# A small word that may be a name as well is what somebody does: "den som ammar", "vi fick lotta om platsen".
DONE_BEFORE = re.compile(
    r"\b(?:jag|du|hon|han|vi|ni|de|man|som|mamman|modern|kvinnan|klienten|får|fick|måste|ska|kan)\s+(?:inte\s+|fortfarande\s+)?$",
    _I,
)
DONE_AFTER = re.compile(r"^\s+(?:om|ut|fram|bort|fortfarande|själv)\b")
# Between "psykolog hedvig" and a last name in small letters that is a word as well nothing else stands.
TITLE_THEN_NAME_BEFORE = re.compile(rf"{TITLES_END}\s+$")
SMALL_VERB = re.compile(_VERBS)
# "Skolan Hodan går på", "kursen Lisa höll": not what the school or the course is called, but who goes there or held it.
GOES_THERE_AFTER = re.compile(
    r"""
    \s+(?:bor|bodde|går|gick|jobba(?:r|de)|arbeta(?:r|de)|praktisera(?:r|de)|är|var|hör)\s+(?:\w+\s+)?(?:på|i|hos|vid|till)
    (?=\s*(?:[,.;:!?)]|$)|\s+(?:är|var|har|hade|vill|ville|kan|ska|inte|sa|säger|svara\w*|men|och|så)\b)
    | \s+(?:höll(?!\s+(?:på|till|öppet|stängt|ihop|samman)\b)|ledde(?!\s+(?:till|fram|in)\b)|skrev|bokade|ordnade|tog\s+fram)\b
    | \s+(?:fick|får|sökte|gjorde|ville\s+ha)\s+(?:är|var|blev|har|hade|gäller|gällde|räckte|passade|hjälpte|\w{3,}des)\b
    """,
    _I | re.VERBOSE,
)
# A month, not Maj or Juni who may stand there as well.
MONTH_BEFORE = re.compile(
    r"\b(?:i|under|sedan|sen|från|till|hela|mellan|och|eller|slutet\s+av|början\s+av|mitten\s+av|först\s+i|både|\d)\s*$", _I
)
# "Hoppe kallas han": whatever the word, it is what somebody is called.
CALLED_AFTER = re.compile(
    rf"\s+(?:heter|hette|kallas|kallades)\s+(?:han|hon|hen|{PERSONS})(?=\s*(?:[,.;:)!]|$)|\s+(?:men|och|fast)\b)"
)
AGE_AFTER = re.compile(r"^\s*,?\s*\(?\d{1,2}(?!\d)(?:\s*år|\s*,|\)|\s*-årig)|^\s*\(\s?\d{1,2}\s?(?:år)?\)", _I)
OF_A_PERSON_AFTER = re.compile(
    rf"""
    ^\s+(?:
        {TITLES} | {PERSONS}
        | ärende | fall | plan | läkarintyg | intyg | ekonomi | sjukpenning | arbetsträning | praktik | SIP | möte | utredning
        | hälsa | situation | diagnos | bostad | lägenhet | hyra | ersättning | aktivitetsstöd | namn | fel | föräldrar | barn
        | familj | samtycke | beslut | kallelse
    )\b
    """,
    _I | re.VERBOSE,
)
