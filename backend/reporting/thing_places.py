"""Names of what is no person, and what stands around a name of something else. Read on the text before or after a word."""

import re

from backend.reporting.alternatives import any_of, each_of

_I = re.IGNORECASE

# Named after persons, or spelt like them.
NAMED_THINGS = re.compile(
    r"""
    # laws, saints, care and funds
    \b(?i:lex)\s+\w+
    | \b(?i:sankta?|s:ta?|s\.t|st)[.:]?\s+[A-ZÅÄÖ]\w+
    | \b(?i:bra\s+liv)\b
    | \bMaria\s+(?:Skåne(?:\s+Sydost)?|Malmö|Nordväst|(?i:beroende|ungdom|\w*mottagning|öppenvård)\w*)
    # first names that are words
    | \b(?:Dag|Liv)\s+(?:och|ut|efter|för)\s+(?!(?:hans|hennes|hens)\b)\w+
    | \bDag(?:en)?\s+\d+
    | \bMax\s+\d+
    | \b(?:plan|Plan)\s+[A-D]\b
    | \bA\s+(?:och|&)\s+O\b
    # houses, wards, streets, what helps
    | \bMini-?Maria\w*
    | \bMaria-Pol\w*
    | \bAstrid\s+Lindgrens?\b
    | \bDrottning\s+Silvias?\b
    | \bVår\s+Gård\b
    | \bSvea\s+hovrätt\w*
    | \b[Gg]od\s+[Mm]an\b
    | \bRöda\s+(?i:kors\w*)
    | \bOlof\s+Palmes\s+(?:gata|väg|torg|park)\b
    | \b(?:Stiftelsen|Fonden)\s+[A-ZÅÄÖ]\w+(?:\s+[A-ZÅÄÖ]\w+)?
    | \bPeer\s+[Ss]upport\w*
    | \bHela\s+Människan
    | \b(?:Lilla|Norra|Södra|Östra|Västra)\s+[A-ZÅÄÖ]\w+
    | \b[Rr]osa\s+(?:bandet|blankett\w*|huset|villan|papp\w+)
    | \b[Hh]ousing\s+[Ff]irst\b
    # Freja, with which one signs in
    | \b(?i:freja)\s*(?:\+|(?i:(?:org(?:anisation)?s?\s*)?e-?id)\b\+?)
    | \b(?i:bank-?id)\s*(?:/|,|och|eller|samt)\s*(?i:freja)\b
    | \b(?i:freja)\s+(?:och|eller|samt)\s+(?i:bank-?id)\b
    | \b(?i:logga\w*\s+in|legitimera\w*(?:\s+sig)?|signera\w*)\s+(?:med|via)\s+(?i:freja)\b
    # firms, sayings, pages
    | \b(?:ICA|Ica)\s+(?:Maxi|Kvantum|Nära|Supermarket)
    | \bTrygg[-\s]Hansa\b
    | \bAlfa\s+och\s+[Oo]mega\b
    | \bMin\s+Doktor\b
    | \bKristi\s+\w+
    | \b(?:Svarte\s+Petter|Fru\s+(?:Justitia|Fortuna)|Moder\s+Svea|Kalle\s+Anka|Pandoras\s+ask\w*)
    | \bMina\s+(?:sidor|meddelanden|vårdkontakter|ärenden|vårdflöden)
    | \bMin\s+(?:sida|plan)
    # feasts
    | \b(?i:efter|före|till|vid|på|runt|kring|innan|över|förrän|sedan|sen|inför|från|mellan|under|för)
      \s+(?:Valborg|Lucia|Eid|Ramadan)\w*
    # abbreviations, laws of life, illnesses
    | \bRUT\b
    | \bROT\b
    | \bLUNA\b
    | \b(?:fått|fick|hört|hörde|gjort|gjorde)\s+NADA\b(?!\s+(?:på|från|hos|i)\b)
    | \bfatta(?:r|de|t)?\s+(?i:nada)\b
    | \b(?:Murphys|Jantes?)\s+lag\w*
    | \b(?:Parkinsons?|Alzheimers?|Aspergers?|Crohns?|Tourettes?|Downs)(?:\s+s\w+)?(?!\w)
    """,
    re.VERBOSE,
)
# Houses, groups and charities: "Gröna Stegen", "Vita Villan". It may also be somebody: "Vita Lindqvist".
COLOURED = re.compile(r"\b(?:Röda|Gröna|Blå|Blåa|Vita|Gula|Svarta|Trygga)\s+(\w+)")

# What stands right before the name of a house, a firm, a method, a room.
_INSTITUTION = any_of(r"""
    närhälsan capio aleris praktikertjänst achima bräcke\s+diakoni prima \w*jour(?:en)? \w+huset \w+hemmet
    \w+(?:centrum|centret|center) \w+gruppen \w+teamet \w+stationen vårdcentral\w* hälsocentral\w* familjecentral\w*
    familjeläkar\w* vc hc bvc mottagning\w* \w+mottagning\w* klinik\w* \w+sjukhus\w* sjukhus\w* lasarett\w*
    \w*avdelning\w* boende\w* \w+boende\w* hvb hvb-hem\w* behandlingshem\w* korttids\w* insats\w* \w*projekt\w*
    program\w* team teamet skola\w* \w*skolan gymnasi\w* förskol\w* \w*företaget? \w*bolaget? \w*firman? \w*kedjan
    \w*byrån? förening\w* stiftelse\w* \w*leverantör(?:en|er)? \w*system\w* \w*verksamhet\w* gruppen kurs\w* metod\w*
    modell\w* \w*enhet\w* mvc \w+akuten \w+sjukvården härbärge\w* region regionen kommun kommunen hotell villa
    café kyrkan hertig församling\w* förbund\w* stadsdel\w*
    öppenvård\w* träffpunkt\w* mötesplats\w* daglig\s+verksamhet samverk rehab rutin\w* avtal\w* appen plattform\w*
    blankett\w* rum rummet sal salen våning\w* byggnad\w* paviljong\w* \w+kliniken mallen handboken boken filmen
    podden checklistan enkäten \w*bott?en personan skrivaren? kopiatorn? kopieringsmaskinen? kaffe\w+ \w*roboten
    stormen orkanen ovädret båten färjan restaurang\w* bistron? krogen pizzerian? bageri\w* \w*salongen \w*verkstaden butiken
    affären kaféet caféet version\w*\s+av uppdateringen?\s+av licens\w*\s+till konferensrum\w* mötesrum\w* lokal\w*
    kvarter\w* bostadsbolag\w* fabrik\w*
""")
INSTITUTION_BEFORE = re.compile(
    rf"\b{_INSTITUTION}\s+(?:på\s+|i\s+)?[\"”']?$|\b(?:\w*system|program|leverantör|namn)\s+(?:från\s+\w+\s+)?till\s+$", _I
)
# Of these only houses and firms are called so in the rest of a text: a team or a kommun stands before people as well.
HOUSE_BEFORE = re.compile(
    r"""
    \b(?:
        \w+(?:huset|hemmet|stationen|skolan|boendet) | skolan | förskolan | härbärget | hotellet | restaurang(?:en)?
        | \w*(?:företaget|bolaget|firman|kedjan|byrån|salongen|verkstaden) | bistron | krogen | pizzerian | bageriet
        | butiken | affären | kaf[eé]et | caféet
    )\s+["”']?$
    """,
    _I | re.VERBOSE,
)
# And right after it: a house, with or without the name's s, what it is said to be, what it bears before a hyphen.
_HOUSE_AFTER = any_of(r"""
    vårdcentral\w* vc\b hc\b hälsocentral\w* \w*mottagning\w* klinik\w* \w*sjukhus\w* lasarett\w* kommun\b kommuns
    län\b läns\b AB\b HB\b behandlingshem\w* \w*boendet skola\w* gymnasi\w* förskola\w* församling\w* folkhögskola\w*
    stad\b stads\b universitet\w* högskola\w*
""")
_SAID_TO_BE = any_of(r"""
    \w*idé \w*satsning
    \w*system \w*program \w*register \w*databas \w*verktyg \w*insats \w*projekt \w*mottagning \w*boende \w*verksamhet
    \w*metod \w*modell app \w*blankett \w*enhet \w*tjänst
""")
INSTITUTION_AFTER = re.compile(
    rf"""
    ^(?:s|:s)?[\s-]+{_HOUSE_AFTER}
    | ^(?:\s+(?:hos|på|från|i|inom)\s+\w+)?
      \s+(?:är|var|blir)\s+(?:ett|en|vårt|vår|deras|namnet\s+på)\s+(?:\w+\s+){{0,2}}?{_SAID_TO_BE}\b
    | ^(?::s|s)?-(?:projekt|team|grupp|modell|metod|kontor|enhet|avtal|pengar|insats|blankett|område)\w*
    """,
    _I | re.VERBOSE,
)
# What no person is, nor works at, whatever stands before it: "Ingvar, motiverande metod för unga,".
_PROGRAM = any_of(r"""
    \w*system(?:et)? \w*regist(?:er|ret) \w*verktyg(?:et)? \w*databas(?:en)? \w*portal(?:en)? \w*modell(?:en)? \w*metod(?:en)?
    e-tjänst(?:en)?
""")
# Somebody works or lives at these, "Lisa, mottagningen i Tranås,": they take a word that only fits a thing, "alltså" or "en".
_WORKPLACE = any_of(r"""
    \w*program(?:met|men)? \w+boende(?:t|na)? \w*mottagning(?:en|ar|arna)? \w*verksamhet(?:en|er|erna)? \w*insats(?:en|er|erna)?
    \w*projekt(?:et|en)? \w+jour(?:en|er|erna)? \w*(?:vård|hälso)central(?:en|er|erna)? \w*klinik(?:en|er|erna)?
    \w*skol(?:a|an|or|orna) \w*väg(?:en)? \w*förening(?:en|ar|arna)? \w*lokal(?:en)?
""")
_THAT_IS = r"(?:alltså|dvs\.?|d\.v\.s\.|det\s+vill\s+säga)\s+"
_COUNTED = r"(?:ett|en|båda|(?:de|båda)\s+(?:två|tre|fyra))"
_OF_IT = r"(?:\s+(?:i|på|för|hos|till|från|av|med|inom|som)\b[^,.;:!?()]{1,40})?,"
_OWNER_OR_SORT = r"(?:de[nt]?|vår|vårt|våra|deras|ny|nya|nytt|(?!hennes|hans|hens)\w+s|\w+(?:iva?|ivt|iskt?|iska|ella?|ande))\s+"
# What a first name alone is said to be, between commas.
SAID_BESIDE = re.compile(
    rf"""
    (?:\s+(?:och|samt)\s+[A-ZÅÄÖ]\w+)?["”“']?,\s+
    (?:
        (?:{_THAT_IS})?(?:(?:ett|en)\s+)?(?:{_OWNER_OR_SORT}){{0,3}}{_PROGRAM}
        | (?:{_THAT_IS}(?:{_COUNTED}\s+)?|{_COUNTED}\s+)(?:{_OWNER_OR_SORT}){{0,2}}{_WORKPLACE}
    ){_OF_IT}
    """,
    _I | re.VERBOSE,
)
# "Margaretas hus, kvinnojouren i staden, …": a house with its owner's name, where nobody says that they live.
OWNED_AND_SAID = re.compile(
    rf"\s+(?:hus|gård|kaf[eé]|café|verkstad|minne),\s+(?:{_OWNER_OR_SORT}){{0,3}}(?!\w*boende){_WORKPLACE}{_OF_IT}", _I
)
# A program in quote marks is down, or doesn't go with another. A name without them may be somebody who fusses with a login.
PROGRAM_AFTER = re.compile(
    r"[\"”“']\s+(?:(?:ligger|låg|har\s+legat)\s+nere\b|(?:fun(?:k|ger)a(?:r|de)|krångla(?:r|de)|strula(?:r|de))\b)", _I
)
# Without them too: no person is down every other week, or goes with a login.
NO_PERSON_AFTER = re.compile(
    r"""
    \s+(?:ligger|låg)\s+nere\s+(?:var\s+och\s+varannan|titt\s+som\s+tätt|stup\s+i\s+kvarten)\b
    | \s+fun(?:k|ger)ar?(?:de)?\s+inte\s+(?:ihop\s+)?(?:med|mot)\s+(?:\w+s\s+)?(?:inlogg|login|bankid|siths|nätverk|webbläsar)\w*
    """,
    _I | re.VERBOSE,
)
# Whom schools and houses in Sweden are named after.
_NAMESAKE = any_of(r"""
    Gusta[fv]\s(?:Adolf|Vasa) [CK]arl\sJohan Os[ck]ar\sFredrik Adolf\sFredrik (?:Hedvig|Ulrika)\sEleonora Drottning\s\w+
    Kung\s\w+ Fredrika\sBremer Elsa\sBrändström Selma\sLagerlöf Ellen\sKey Astrid\sLindgren Elin\sWägner Alva\sMyrdal
    Olof\sPalme Dag\sHammarskjöld Raoul\sWallenberg Karin\sBoye Moa\sMartinsson Vilhelm\sMoberg Verner\svon\sHeidenstam
    Gustaf\sFröding Esaias\sTegnér Per\sBrahe Erik\sDahlbergh? John\sBauer Carl\sLarsson Anders\sZorn Anders\sLjungstedt
    Nils\sEricson Jenny\sNyström Jenny\sLind Hjalmar\sLundbohm Elias\sFries Sven\sEriksson Vera\sSandberg Wendela\sHebbe
    Nils\sHolgersson Evert\sTaube Birgit\sNilsson Folke\sBernadotte Hjalmar\sBranting Emilia\sFogelklou Anna\sWhitlock
    Carl\svon\sLinné Kata\sDalström Tage\sErlander Per\sAlbin\sHansson
""")
NAMESAKE = re.compile(rf"{_NAMESAKE}s?")
# Somebody's workplace rather than the name's end: "Anna Ek vårdcentralen i Tranås".
WORKPLACE_AFTER = re.compile(r"\s+(?:(?:vårdcentral|hälsocentral|\w*mottagning|klinik)en|\w*boendet|(?:för)?skolan)\b", _I)
HOUSE_AFTER = re.compile(rf"\s+{_HOUSE_AFTER}", _I)
# "Hjorten, Liljan och Ekens vårdcentral": all of them are.
LISTED_INSTITUTION_AFTER = re.compile(
    r"""
    ^(?:,\s+[A-ZÅÄÖ]\w+)*\s+(?:och|eller|samt)\s+[A-ZÅÄÖ]\w+s?\s+
    (?:vårdcentral\w*|hälsocentral\w*|\w*mottagning\w*|\w*klinik\w*|\w*sjukhus\w*|\w*boende\w*|\w*skol[ao]\w*|kommun\w*)\b
    """,
    re.VERBOSE,
)
# What is named after somebody who is long dead: "Olof Palmes plats".
NAMED_AFTER = re.compile(
    r"""
    ^\s(?:
        plats(?!\s+(?:på|i|hos|vid|inom)\b)
        | torg | församling\w* | kyrka\w* | gymnasi\w* | universitet\w* | sjukhus\w* | barnsjukhus\w* | kapell | park
        | folkhögskola\w*
    )\b
    """,
    re.VERBOSE,
)
PLACE_BEFORE = re.compile(r"\b(?:i|på|vid|utanför|kring|runt|nära|norr\s+om|söder\s+om|inom|genom|via|än)\s+$", _I)
# Where a word that is on no list of names is no person. A last name stands there as well: "Provsvaren från Lindqvist".
THING_BEFORE = re.compile(
    r"""
    \b(?:
        (?: # where clients are, a pet
            \w*psykiatrin? | \w*psyk | frivård\w* | anstalt\w* | häktet? | fängelset? | habilitering\w* | primärvård\w*
            | \w*tjänsten | hus | sis | (?:terapi)?(?:hund|katt|häst)(?:en)?
        )
        | (?: # a medicine's dose
            \w*dos(?:en|er)? | \w*tablett\w* | \w*medicin\w* | läkemedel\w* | preparat\w* | recept(?:et)?\s+på | injektion\w*
            | mg | äter | satt(?:e|es)?\s+in | sätta\s+in | insatt\s+på | står\s+på | gått\s+på | behandla\w*\s+med
            | medicinera\w*\s+med | utskriv\w+\s+av | trappa\w*\s+(?:ut|ner|ned)
        )
        | (?:bortåt|förbi|längs|bortom|väster\s+om|öster\s+om)
        | (?: # on the way somewhere
            buss\w* | tåg\w* | res(?:a|an|or|er|te|ande) | kör\w* | åk\w* | pendl\w* | flyg\w* | skjuts\w* | mil | vägen
            | färdtjänst\w* | frigav\w* | frigiv\w* | muck\w* | utskriv\w* | skrevs\s+ut | skrivits\s+ut
        )\s+(?:\w+\s+)?(?:till|från)
        | (?: # before a firm that sends somebody
            rapport\w* | faktur\w* | \w*tekniker\w* | konsult\w* | tolk\w* | \w*provet? | provsvar\w* | system\w* | licens\w*
            | utbildning\w* | kurs\w* | personal\w*
        )\s+(?:från|hos|via)
        | (?: # before one that lets, employs, sells
            hyres\w+ | \w*kontrakt\w* | konto\w* | anställning\w* | praktik(?:en|plats\w*)? | \w*träning\w* | \w*prövning\w*
        )\s+(?:hos|från|på)
        | \w*(?:värden|värdar|bolaget|firman|företaget|kedjan|butiken)
    )\s+["”“']?$
    """,
    _I | re.VERBOSE,
)
# "Förbundet har Spiran", "kommunen startade Kupan": an organisation has, begins and ends what isn't a person.
RUN_BEFORE = re.compile(
    r"""
    \b(?:\w*förbundet|kommunen|regionen|staden|förvaltningen|AF|FK|soc|socialtjänsten)\s+
    (?:
        har | hade | driver | drev | startade | startar | startat | finansierar | betalar | äger
        | la\s+ner | lade\s+ner | lägger\s+ner | stängde
    )\s+$
    """,
    _I | re.VERBOSE,
)
# "Wasa fysio".
TRADE_AFTER = re.compile(r"^\s+(?:fysio|rehab|tandvård|support|hospice|omsorg|assistans|bemanning|stöd|hälsa)\b")
# How a word ends that names a place, a house, a paper, a trade.
_ENDINGS = each_of("""
    område området distrikt distriktet avenyn allén esplanaden gränd leden boten botten personan restaurang restaurangen
    bistro krog krogen pizzeria bageri bageriet gruppen huset hus centrum center skolan gymnasiet gården hemmet hälsan
    rehab mottagningen kliniken sjukhuset lasarettet teamet projektet gatan vägen torget gläntan backen parken bolaget
    byrån förbundet kassan verket styrelsen nämnden kontoret enheten tjänst tjänsten kraft kompaniet linjen kalendern
    mejlet numret brevet centralen arna orna erna ningen ningar heten heter språkiga dagen dagar veckan mötet möten planen
    listan blanketten intyget handläggaren läkaren koordinatorn sekreteraren ansvarig avtalet lagen länken systemet
    ehandling utredning ering ation ationen ism ologi liden haga ängen lunden kullen dalen höjden viken åsen slätten
    källan stugan villan stationen verkstan verkstaden slussen bron lotsen hult måla köping stad torp ryd sjön bygden
    södermalm norrmalm östermalm västermalm hamnen fältet näset kvarnen vård vården omsorg omsorgen stöd stödet psykiatri
    psykiatrin hälsa service team enhet grupp projekt mottagning klinik skola förvaltning insats insatsen boende boendet
    kontor forum forumet nätverk nätverket utbildning kommun kommunen region regionen myndighet program programmet portal
    portalen hotell hotel sjukhus hem avdelning förening mottag samverkan rådgivning kammare byrå kansli akademi akademin
    institut institutet museum museet
""")
# Those that stand behind three letters at least: "Visby", not "by".
_LONG_ENDING = re.compile(r"[a-zåäö]{3}(?:ern|orn|eln|by|tull|hög)$")


def ends_as_thing(word: str) -> bool:
    """Whether a word in small letters ends as those for a place, a house, a paper, a trade, also with a genitive's s."""
    return any(one.endswith(_ENDINGS) or _LONG_ENDING.search(one[-10:]) for one in (word, word.removesuffix("s")))


# How some of those end that are last names as well, after a first name: "Karin Norrby", "Per Hultstad".
LAST_NAME_ENDING = re.compile(r"[a-zåäö]{3,}(?:by|torp|ryd|stad|hult|måla|haga|liden|dal|hög|åsen)s?")
# What only an organisation does or is: a word that no list has and that does it is no last name.
ORGANISATION_AFTER = re.compile(
    r"""
    ^\s+(?:
        (?:tog|tar|tagit)\s+(?:inte\s+|aldrig\s+)?(?:
            över\s+(?:efter|driften|uppdraget|verksamheten|avtalet|boendet)
            | emot\s+(?:fler|nya|remiss\w*|deltagare\w*|klienter\w*|patienter\w*)
        )
        | (?:är|var|blev)\s+(?:full(?:t|a)?|stängt?|nedlag[dt]\w*|upphandla\w*|överfull\w*)\b
        | (?:har|hade)\s+(?:ingen\s+|inga\s+|lång\s+|två\s+\w+s\s+)?(?:kö|plats|platser|lediga|öppet|stängt)\b
        | (?:gjorde|gör|har\s+gjort)\s+(?:en|sin)\s+(?:egen|egna)\s+(?:utredning|bedömning|kartläggning)
        | (?:la|lade|lägger)s?\s+ner
        | (?:
            öppnar | öppnade | stänger | stängde | startade | vann\s+upphandl\w+ | anlitades | upphandlades
            | kräver | krävde | avvisade | remitterade
        )\b
    )
    """,
    _I | re.VERBOSE,
)
# After a first name these make a house of it, not a person: "Åsa Gård".
SECOND_OF_A_THING = frozenset({"gård", "gårds", "hus", "kompetens", "center", "omsorg"})
# A manor, and what is housed there now, is named after a lady: "Marielund", "Kristineberg".
MANOR = re.compile(r"(?P<lady>[a-zåäö]{3,}?[aei])n?(?:lund|berg|borg|dal|ro|vik|hill|holm|näs|hem|fred)s?")
# Beside a party there may well be a person: "Arbetsförmedlingen och Zerihun".
PARTY = re.compile(
    r"(?:arbetsförm|försäkringsk|kronofog|migra|skattev|polis|frivård|kriminalv|soc|pensionsm|finsam|samordnings|jobb|arbetsc)"
)
