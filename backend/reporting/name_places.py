"""What stands around a name of a person, and around a name of something else. Read on the text before or after a word."""

import re

_I = re.IGNORECASE

# Names that no sentence begins with: "Bara från AF". Within one their capital is somebody's.
NEVER_FIRST = frozenset({"bara"})
# Names, and in small letters what somebody does.
VERBS_WHEN_SMALL = frozenset({"ammar", "lotta"})

# Named after persons, or spelt like them.
NAMED_THINGS = re.compile(
    r"\b(?i:lex)\s+\w+|\b(?i:sankta?|s:ta?|s\.t|st)[.:]?\s+[A-ZÅÄÖ]\w+|\b(?i:bra\s+liv)\b|\bMaria\s+(?:Skåne(?:\s+Sydost)?|Malmö|Nordväst|(?i:beroende|ungdom|"
    r"\w*mottagning|öppenvård)\w*)|\b(?:Dag|Liv)\s+(?:och|ut|efter|för)\s+\w+|\bDag(?:en)?\s+\d+|\bMax\s+\d+|\b(?:plan|Plan)\s+[A-D]\b|\bA\s+(?:och|&)\s+O\b"
    r"|\bMini-?Maria\w*|\bMaria-Pol\w*|\bAstrid\s+Lindgrens?\b|\bDrottning\s+Silvias?\b|\bVår\s+Gård\b|\bSvea\s+hovrätt\w*|\b[Gg]od\s+[Mm]an\b|\bRöda\s+(?i:kors\w*)|\bOlof\s+Palmes\s+(?:gata|väg|torg|park)\b|\b(?:Stiftelsen|Fonden)\s+[A-ZÅÄÖ]\w+(?:\s+[A-ZÅÄÖ]\w+)?|\bPeer\s+[Ss]upport\w*|\bHela\s+Människan|\b(?:Lilla|Norra|Södra|Östra|Västra)\s+[A-ZÅÄÖ]\w+"
    r"|\b[Rr]osa\s+(?:bandet|blankett\w*|huset|villan|papp\w+)|\b[Hh]ousing\s+[Ff]irst\b|\b(?i:freja)\s*(?:\+|(?i:(?:org(?:anisation)?s?\s*)?e-?id)\b\+?)"
    r"|\b(?i:bank-?id)\s*(?:/|,|och|eller|samt)\s*(?i:freja)\b|\b(?i:freja)\s+(?:och|eller|samt)\s+(?i:bank-?id)\b"
    r"|\b(?i:logga\w*\s+in|legitimera\w*(?:\s+sig)?|signera\w*)\s+(?:med|via)\s+(?i:freja)\b|\b(?:ICA|Ica)\s+(?:Maxi|Kvantum|Nära|Supermarket)|\bTrygg[-\s]Hansa\b|\bAlfa\s+och\s+[Oo]mega\b|\bMin\s+Doktor\b|\bKristi\s+\w+|\b(?:Svarte\s+Petter|Fru\s+(?:Justitia|Fortuna)|Moder\s+Svea|Kalle\s+Anka|Pandoras\s+ask\w*)|\bMina\s+(?:sidor|meddelanden|vårdkontakter|ärenden|vårdflöden)|\bMin\s+(?:sida|plan)"
    r"|\b(?i:efter|före|till|vid|på|runt|kring|innan|över|förrän|sedan|sen|inför|från|mellan|under)\s+(?:Valborg|Lucia|Eid|Ramadan)\w*|\bRUT\b|\bROT\b|\bLUNA\b"
    r"|\b(?:Murphys|Jantes?)\s+lag\w*|\b(?:Parkinsons?|Alzheimers?|Aspergers?|Crohns?|Tourettes?|Downs)(?:\s+s\w+)?(?!\w)"
)
# Houses, groups and charities: "Gröna Stegen", "Vita Villan". It may also be somebody: "Vita Lindqvist".
COLOURED = re.compile(r"\b(?:Röda|Gröna|Blå|Blåa|Vita|Gula|Svarta|Trygga)\s+(\w+)")
_INSTITUTION = (
    r"(?:närhälsan|capio|aleris|praktikertjänst|achima|bräcke\s+diakoni|prima|\w*jour(?:en)?|\w+huset|\w+hemmet|\w+(?:centrum|centret|center)|\w+gruppen|\w+teamet|\w+stationen|"
    r"vårdcentral\w*|hälsocentral\w*|familjecentral\w*|familjeläkar\w*|vc|hc|bvc|mottagning\w*|\w+mottagning\w*|klinik\w*|\w+sjukhus\w*|sjukhus\w*|"
    r"lasarett\w*|avdelning\w*|boende\w*|\w+boende\w*|hvb|hvb-hem\w*|behandlingshem\w*|korttids\w*|insats\w*|\w*projekt\w*|program\w*|team|teamet|"
    r"skola\w*|\w*skolan|gymnasi\w*|förskol\w*|\w*företaget?|\w*bolaget?|\w*firman?|\w*kedjan|\w*byrån?|förening\w*|stiftelse\w*|\w*leverantör(?:en|er)?|\w*system\w*|\w*verksamhet\w*|"
    r"gruppen|kurs\w*|metod\w*|modell\w*|enhet\w*|region|regionen|kommun|kommunen|hotell|café|kyrkan|församling\w*|förbund\w*|stadsdel\w*|"
    r"öppenvård\w*|träffpunkt\w*|mötesplats\w*|daglig\s+verksamhet|samverk|rehab|rutin\w*|avtal\w*|appen|plattform\w*|blankett\w*|via|rum|rummet|sal|salen|våning\w*|byggnad\w*|paviljong\w*|\w+kliniken|mallen|handboken|boken|filmen|podden|checklistan|enkäten|\w*bott?en|personan|skrivaren?|kopiatorn?|kopieringsmaskinen?|kaffe\w+|\w*roboten|stormen|orkanen|ovädret|båten|färjan|"
    r"restaurang\w*|bistron?|krogen|pizzerian?|bageri\w*|\w*salongen|butiken|affären|kaféet|caféet|version\w*\s+av|uppdateringen?\s+av|licens\w*\s+till|konferensrum\w*|mötesrum\w*|lokal\w*|kvarter\w*|bostadsbolag\w*|fabrik\w*)"
)
INSTITUTION_BEFORE = re.compile(
    rf"\b{_INSTITUTION}\s+(?:på\s+|i\s+)?[\"”']?$|\b(?:\w*system|program|leverantör|namn)\s+(?:från\s+\w+\s+)?till\s+$", _I
)
INSTITUTION_AFTER = re.compile(
    r"^(?:s|:s)?[\s-]+(?:vårdcentral\w*|vc\b|hc\b|hälsocentral\w*|\w*mottagning\w*|klinik\w*|\w*sjukhus\w*|lasarett\w*|kommun\b|kommuns|län\b|läns\b|AB\b|HB\b|"
    r"behandlingshem\w*|\w*boendet|skola\w*|gymnasi\w*|förskola\w*|församling\w*|folkhögskola\w*|stad\b|stads\b|universitet\w*|högskola\w*"
    r")|^(?:\s+(?:hos|på|från|i|inom)\s+\w+)?\s+(?:är|var|blir)\s+(?:ett|en|vårt|vår|deras|namnet\s+på)\s+(?:\w+\s+){0,2}?"
    r"(?:\w*system|\w*program|\w*register|\w*databas|\w*verktyg|\w*insats|\w*projekt|\w*mottagning|\w*boende|\w*verksamhet|\w*metod|\w*modell|app|\w*blankett|\w*enhet|\w*tjänst)\b"
    r"|^,\s+(?:\w+s\s+)?(?:\w*system|\w*program|e-tjänst\w*|\w*register|\w*verktyg|\w*databas|\w*portal\w*|\w*boende\w*|\w*mottagning\w*)\b"
    r"|^(?::s|s)?-(?:projekt|team|grupp|modell|metod|kontor|enhet|avtal|pengar|insats|blankett|område)\w*",
    _I,
)
# "Hjorten, Liljan och Ekens vårdcentral": all of them are.
LISTED_INSTITUTION_AFTER = re.compile(
    r"^(?:,\s+[A-ZÅÄÖ]\w+)*\s+(?:och|eller|samt)\s+[A-ZÅÄÖ]\w+s?\s+(?:vårdcentral\w*|hälsocentral\w*|\w*mottagning\w*|\w*klinik\w*|\w*sjukhus\w*|\w*boende\w*|\w*skol[ao]\w*|kommun\w*)\b"
)
# What is named after somebody who is long dead: "Olof Palmes plats".
NAMED_AFTER = re.compile(
    r"^\s(?:plats(?!\s+(?:på|i|hos|vid|inom)\b)|torg|församling\w*|kyrka\w*|gymnasi\w*|universitet\w*|sjukhus\w*|barnsjukhus\w*|kapell|park|folkhögskola\w*)\b"
)
# Beside a party there may well be a person: "Arbetsförmedlingen och Zerihun".
PARTY = re.compile(
    r"(?:arbetsförm|försäkringsk|kronofog|migra|skattev|polis|frivård|kriminalv|soc|pensionsm|finsam|samordnings|jobb|arbetsc)"
)
PLACE_BEFORE = re.compile(r"\b(?:i|på|vid|utanför|kring|runt|nära|norr\s+om|söder\s+om|inom|genom|via|än)\s+$", _I)
# Where a word that is on no list of names is no person: after where clients are, a pet, a medicine's dose, on the way
# somewhere, before a firm that sends somebody. A last name stands there as well: "Provsvaren från Lindqvist".
THING_BEFORE = re.compile(
    r"\b(?:(?:\w*psykiatrin?|\w*psyk|frivård\w*|anstalt\w*|häktet?|fängelset?|habilitering\w*|primärvård\w*|\w*tjänsten|hus|sis|"
    r"(?:terapi)?(?:hund|katt|häst)(?:en)?)|(?:\w*dos(?:en|er)?|\w*tablett\w*|\w*medicin\w*|läkemedel\w*|preparat\w*|recept(?:et)?\s+på|injektion\w*|mg|äter|satt(?:e|es)?\s+in|sätta\s+in|insatt\s+på|"
    r"står\s+på|gått\s+på|behandla\w*\s+med|medicinera\w*\s+med|utskriv\w+\s+av|trappa\w*\s+(?:ut|ner|ned))"
    r"|(?:bortåt|förbi|längs|bortom|väster\s+om|öster\s+om)"
    r"|(?:buss\w*|tåg\w*|res(?:a|an|or|er|te|ande)|kör\w*|åk\w*|pendl\w*|flyg\w*|skjuts\w*|mil|vägen|färdtjänst\w*|frigav\w*|frigiv\w*|muck\w*|utskriv\w*|skrevs\s+ut|skrivits\s+ut)\s+(?:\w+\s+)?(?:till|från)"
    r"|(?:rapport\w*|faktur\w*|\w*tekniker\w*|konsult\w*|tolk\w*|\w*provet?|provsvar\w*|system\w*|licens\w*|utbildning\w*|kurs\w*|personal\w*)\s+(?:från|hos|via)"
    r"|(?:hyres\w+|\w*kontrakt\w*|konto\w*|anställning\w*|praktik(?:en|plats\w*)?|\w*träning\w*|\w*prövning\w*)\s+(?:hos|från|på)|\w*(?:värden|värdar|bolaget|firman|företaget|kedjan|butiken))"
    r"\s+[\"”“']?$",
    _I,
)
# "Förbundet har Spiran", "kommunen startade Kupan": an organisation has, begins and ends what isn't a person.
RUN_BEFORE = re.compile(
    r"\b(?:\w*förbundet|kommunen|regionen|staden|förvaltningen|AF|FK|soc|socialtjänsten)\s+(?:har|hade|driver|drev|startade|startar|startat|finansierar|betalar|äger|la\s+ner|lade\s+ner|lägger\s+ner|stängde)\s+$",
    _I,
)
# "Wasa fysio".
TRADE_AFTER = re.compile(r"^\s+(?:fysio|rehab|tandvård|support|hospice|omsorg|assistans|bemanning|stöd|hälsa)\b")
THING_ENDING = re.compile(
    r".*(?:område|området|distrikt|distriktet|avenyn|allén|esplanaden|gränd|leden|boten|botten|personan|restaurang|restaurangen|bistro|krog|krogen|pizzeria|bageri|bageriet|gruppen|huset|hus|centrum|center|skolan|gymnasiet|gården|hemmet|hälsan|rehab|mottagningen|kliniken|sjukhuset|lasarettet|teamet|projektet|"
    r"gatan|vägen|torget|gläntan|backen|parken|bolaget|byrån|förbundet|kassan|verket|styrelsen|nämnden|kontoret|enheten|tjänst|tjänsten|kraft|"
    r"kompaniet|linjen|kalendern|mejlet|numret|brevet|[a-zåäö]{3,}(?:ern|orn|eln)|centralen|arna|orna|erna|ningen|ningar|heten|heter|språkiga|dagen|dagar|veckan|mötet|möten|planen|listan|blanketten|intyget|handläggaren|läkaren|"
    r"koordinatorn|sekreteraren|ansvarig|avtalet|lagen|länken|systemet|ehandling|utredning|ering|ation|ationen|ism|ologi|liden|haga|ängen|lunden|kullen|dalen|höjden|viken|åsen|slätten|källan|stugan|villan|stationen|verkstan|verkstaden|slussen|bron|lotsen|hult|[a-zåäö]{3,}by|måla|köping|stad|torp|ryd|sjön|bygden|[a-zåäö]{3,}(?:tull|hög)|(?:söder|norr|öster|väster)malm|hamnen|fältet|näset|kvarnen|"
    r"[a-zåäö]*(?:vård|vården|omsorg|omsorgen|stöd|stödet|psykiatri|psykiatrin|hälsa|service|team|enhet|grupp|projekt|mottagning|klinik|skola|förvaltning|insats|insatsen|"
    r"boende|boendet|kontor|forum|forumet|nätverk|nätverket|utbildning|kommun|kommunen|region|regionen|myndighet|program|programmet|portal|portalen|hotell|hotel|sjukhus|hem|"
    r"avdelning|förening|mottag|samverkan|rådgivning|kammare|byrå|kansli|akademi|akademin|institut|institutet|museum|museet))s?"
)

# What only an organisation does or is: a word that no list has and that does it is no last name.
ORGANISATION_AFTER = re.compile(
    r"^\s+(?:(?:tog|tar|tagit)\s+(?:inte\s+|aldrig\s+)?(?:över\s+(?:efter|driften|uppdraget|verksamheten|avtalet|boendet)|emot\s+(?:fler|nya|remiss\w*|deltagare\w*|klienter\w*|patienter\w*))"
    r"|(?:är|var|blev)\s+(?:full(?:t|a)?|stängt?|nedlag[dt]\w*|upphandla\w*|överfull\w*)\b|(?:har|hade)\s+(?:ingen\s+|inga\s+|lång\s+|två\s+\w+s\s+)?(?:kö|plats|platser|lediga|öppet|stängt)\b"
    r"|(?:gjorde|gör|har\s+gjort)\s+(?:en|sin)\s+(?:egen|egna)\s+(?:utredning|bedömning|kartläggning)|(?:la|lade|lägger)s?\s+ner|(?:öppnar|öppnade|stänger|stängde|startade|vann\s+upphandl\w+|anlitades|upphandlades|kräver|krävde|avvisade|remitterade)\b)",
    _I,
)
# After a first name these make a house of it, not a person: "Åsa Gård".
SECOND_OF_A_THING = frozenset({"gård", "gårds", "hus", "kompetens", "center", "omsorg"})
# A manor, and what is housed there now, is named after a lady: "Marielund", "Kristineberg".
MANOR = re.compile(r"(?P<lady>[a-zåäö]{3,}?[aei])n?(?:lund|berg|borg|dal|ro|vik|hill|holm|näs|hem|fred)s?")

_TITLES = (
    r"(?:dr|doktor|dr\.|herr|hr|fru|fröken|frk|syster|bror|familjen|makarna|bröderna|systrarna|överläkare|distriktsläkare|läkare|läkaren|psykolog|psykologen|"
    r"kurator|kuratorn|sjuksköterska|sjuksköterskan|handläggare|handläggaren|handl\.|handl|socialsekreterare|socialsekreteraren|enhetschef|enhetschefen|"
    r"chefen|chef|rehabkoordinator|rehabkoordinatorn|rehabkoord|koordinator|koordinatorn|arbetsförmedlare|arbetsförmedlaren|coach|coachen|jobbcoach|"
    r"boendestödjare|kontaktperson|kontaktpersonen|personligt\s+ombud|god\s+man|gode\s+mannen|rektor|rektorn|lärare|läraren|arbetsterapeut|"
    r"arbetsterapeuten|fysioterapeut|fysioterapeuten|samordnare|samordnaren|tolken|kollega|kollegan|stödpersonen|behandlare|behandlaren|advokat|advokaten|"
    r"socionom|socionomen|verksamhetschef|verksamhetschefen|mr|mrs|ms|miss|case\s?worker|case\s+officer|colleague|manager|doctor|nurse|"
    r"undersköterska|undersköterskan|barnmorska|barnmorskan|specialist|specialisten|utredare|utredaren|biståndshandläggare|biståndshandläggaren)"
)
_PERSONS = (
    r"(?:klient|klienten|patient|patienten|brukare|brukaren|deltagare|deltagaren|kund|kunden|kvinna|kvinnan|man|mannen|kille|killen|tjej|tjejen|flicka|flickan|"
    r"pojke|pojken|barnet|elev|eleven|son|sonen|dotter|dottern|mamma|mamman|pappa|pappan|mor|modern|far|fadern|fru|frun|make|maken|maka|makan|sambo|sambon|"
    r"syskon|lillebror|storebror|lillasyster|storasyster|mormor|farmor|morfar|farfar|personen|ungdomen|anhörig|anhörige|vän|vännen|granne|grannen|"
    r"client|participant|mother|father|brother|sister|daughter|husband|wife)"
)
# After these a word with a capital is a person, known or not.
TITLE_BEFORE = re.compile(rf"\b(?:{_TITLES}|{_PERSONS})\s*[,(:]?\s*$", _I)
NAME_BEFORE = re.compile(
    r"\b(?:(?<!det )(?:heter|hette)|kallas|kallad|vid\s+namn|namnet|namn(?:et)?\s+är|(?:my\s+)?name\s+is)\s*:?\s*$",
    _I,
)
HEADING_BEFORE = re.compile(
    r"\b(?:ärende|fall|klient|patient|brukare|deltagare|deltog|närvarande|inskriven|handläggare|namn|kontakt|kontaktperson|från|till|avs|avsändare|gäller|rör|"
    r"ang|angående|anmälan\s+om|re|sv)\s*[:;]\s*$",
    _I,
)
SIGNED_BEFORE = re.compile(
    r"(?:\b(?:mvh|m\.v\.h\.?|hälsningar|hälsar|vänligen|hälsn|/kram|undertecknat|signerat)[\s,:/]*|[\n\s]/\s?|^/\s?)$", _I
)

_VERBS = (
    r"(?:har|hade|är|var|blev|blir|fick|får|ska|skall|skulle|kan|kunde|kom|kommer|gick|går|sa|sade|säger|vill|ville|ringde|ringer|ringt|mejlade|mailade|"
    r"mådde|mår|bor|bodde|väntar|väntade|behöver|behövde|heter|ber|bad|tycker|tyckte|undrar|undrade|svarar|svarade|jobbar|jobbade|arbetar|arbetade|"
    r"kallades|kallade|skickade|skickades|nekades|nekas|bollas|bollades|saknar|saknade|lovade|lovar|hänvisar|hänvisade|skrev|skriver|grät|gråter|slutade|"
    r"slutar|började|börjar|flyttade|flyttar|missade|vägrar|vägrade|berättar|berättade|läser|läste|förstod|förstår|hoppade|väntat|står|stod|sitter|satt|"
    r"visste|vet|tog|tar|gjorde|gör|bokade|bokar|beslutade|avslog|måste|orkar|orkade|försökte|försöker|träffade|tappade|ligger|låg|sjukskrevs|skrevs|nollades|"
    r"nollklassades|nollplacerades|föll|faller|hamnade|hamnar|söker|sökte|frågade|frågar|betalar|tror|trodde|tackade|glömde|ansökte|ansöker|deltog|deltar|"
    r"fyllde|lämnade|lämnar|talade|pratade|pratar|fyller|lider|studerar|uteblev|"
    r"is|was|has|had|got|called|calls|said|says|told|needs|needed|wants|wanted|waited|never|lives|didn't)"
)
# What is said of a program, never of a person: "var nere", "krånglar".
_DOWN = r"(?:är|var|ligger|låg|gick|har\s+legat)\s+(?:nere|ner|ur\s+funktion)\b(?!\s+(?:hos|på|i|med)\b)"
VERB_AFTER = re.compile(
    rf"^\s+(?!(?:är|var|blir|vore)\s+(?:att|när|om|hur|ju|väl|dagen|veckan|månaden|namnet|färgen|tiden)\b|{_DOWN})(?:(?:också|inte|aldrig|alltid|nu|då|bara)\s+)?{_VERBS}\b"
    r"(?!\s+(?:vad|vi|det|den|du|ni|de|man|som)\b)",
    _I,
)
_PARTY = (
    r"(?:AF|FK|af|fk|(?i:soc\w*|kassan|försäkringskass\w*|arbetsförmedling\w*|förmedlingen|kommunen\w*|regionen\w*|ame|ifo|eb|ek\.?\s?bist\w*|ekonomiskt|"
    r"försörjningsstöd|vux\w*|psyk\w*|öppenpsyk\w*|bup|vc|vårdcentral\w*|hälsocentral\w*|primärvård\w*|lasarett\w*|sjukhus\w*|avd\w*|mottagning\w*|rehab\w*|"
    r"öppenvård\w*|lss|hab\w*|skolan|sfi|komvux|samhall|arbetscentrum|jobb(?:huset|torg\w*|centrum)|boende\w*|frivården|kriminalvården|migrationsverket|\w+enheten|"
    r"hr|lsg|social\s+services|the\s+\w+))"
)
# "Björn på FK", "Lilja (kurator hos oss)": somebody who works somewhere.
AT_WORK_AFTER = re.compile(
    rf"^\s+(?:[Pp]å|[Ff]rån|[Hh]os|[Vv]id|inom|at|from)\s+{_PARTY}\b|^\s?[,(]\s?(?:(?i:vår|min|ny|en|deras)\s+)?(?i:{_TITLES})\b"
    rf"|^,\s+som\s+(?:är|var|har|hade|jobbar|jobbade|arbetar|bor|inte|fick|ska|skulle)\b|^\s?\(\s?(?:{_PARTY}|(?i:{_PERSONS}))\b"
)
# In small letters a word that may be a name is one beside what only persons do, or are asked.
SMALL_NAME_AFTER = re.compile(
    rf"^\s+(?:på|från|hos)\s+{_PARTY}\b|^\s+(?:sa|sade|säger|ringde|ringer|lovade|svarade|mailade|mejlade|skrev|glömde|tyckte|tycker|mår|mådde|fyllde|bor)\b"
)
SMALL_NAME_BEFORE = re.compile(
    r"\b(?:(?:prata\w*|talat?|talade|tala|snacka\w*|möte|samtal)\s+(?:med|m|me)|ringt|ringde|mejlat|mejlade|mailat|mailade|träffat|träffade|enligt|"
    r"handläggaren|handläggare|klienten|klient|patienten|kollegan|kollega|chefen|mamman|pappan)\s+$"
)
# A small word that may be a name as well is what somebody does: "den som ammar", "vi fick lotta om platsen".
DONE_BEFORE = re.compile(
    r"\b(?:jag|du|hon|han|vi|ni|de|man|som|mamman|modern|kvinnan|klienten|får|fick|måste|ska|kan)\s+(?:inte\s+|fortfarande\s+)?$",
    _I,
)
DONE_AFTER = re.compile(r"^\s+(?:om|ut|fram|bort|fortfarande|själv)\b")
# Between "psykolog hedvig" and a last name in small letters that is a word as well nothing else stands.
TITLE_THEN_NAME_BEFORE = re.compile(rf"\b{_TITLES}\s+$")
SMALL_VERB = re.compile(_VERBS)
# A month, not Maj or Juni who may stand there as well.
MONTH_BEFORE = re.compile(
    r"\b(?:i|under|sedan|sen|från|till|hela|mellan|och|eller|slutet\s+av|början\s+av|mitten\s+av|först\s+i|både|\d)\s*$", _I
)
AGE_AFTER = re.compile(r"^\s*,?\s*\(?\d{1,2}(?!\d)(?:\s*år|\s*,|\)|\s*-årig)|^\s*\(\s?\d{1,2}\s?(?:år)?\)", _I)
OF_A_PERSON_AFTER = re.compile(
    rf"^\s+(?:{_TITLES}|{_PERSONS}|ärende|fall|plan|läkarintyg|intyg|ekonomi|sjukpenning|arbetsträning|praktik|SIP|möte|utredning|hälsa|situation|diagnos|"
    r"bostad|lägenhet|hyra|ersättning|aktivitetsstöd|namn|fel|föräldrar|barn|familj|samtycke|beslut|kallelse)\b",
    _I,
)
