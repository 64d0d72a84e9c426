"""Diagnoses and other sensitive details, but only of somebody whom the text identifies: an illness in general is nobody's."""

import re
from bisect import bisect_left
from collections.abc import Sequence

from backend.reporting.alternatives import any_of
from backend.reporting.spans import PlainText, Span, SpanKind

# Where an illness is treated is nobody's illness: "psykosmottagningen".
_TREATED = re.compile(
    any_of(r"""
        \w+mott(?:agning\w*)? \w+enhet\w* \w+team\w* \w+klinik\w* \w+avdelning\w* \w+cent(?:er|ret|rum)\w* \w+förening\w*
        \w+sköterska\w* \w+handläggare\w* \w+jour\w* \w+vården\w*
    """),
    re.IGNORECASE,
)
_ILLNESS = any_of(r"""
    adhd add autism\w* asperger\w* ptsd ocd ms me/cfs gad als hiv(?:-?\w+)? aids hepatit(?:\s[A-E])? kol
    bipolär\w*(?:\s(?:sjukdom|syndrom))? schizo\w+(?:\s(?:syndrom|sjukdom|psykos)\w*)? \w+t\ssyndrom\w*
    (?:downs|aspergers|tourettes)\ssyndrom \w*syndrom\w* psykos\w* psykotisk\w* psyksjuk\w* psykiskt\s(?:sjuk|dålig)\w*
    psykisk\sohälsa depress\w* deprimera[dt]\w* ångest\w* panik(?:ångest|attack)\w* social\sfobi fobi\w* borderline
    emotionellt\sinstabil\w*(?:\spersonlighets\w+)? personlighets(?:syndrom|störning)\w* ätstörning\w* anorexi\w*
    bulimi\w* självskade\w* suicid\w* självmord\w* utmattning\w* utbränd\w* utmattad\w* stress(?:yndrom|reaktion)\w*
    krisreaktion\w* demens\w* dement\w* alzheimer\w* parkinson\w* epilep\w* stroke\w* afasi\w* hjärtinfarkt\w*
    hjärtsvikt\w* hjärnskad\w* hjärntrötthet\w* diabetes\w* cancer\w* \w+cancer\w* tumör\w* leukemi\w* fibromyalgi\w*
    reumati\w* artros\w* ledgångsreumatism astma\w* (?:kronisk\s|svår\s)?(?:\w*värk(?:en)?|\w*smärt(?:a|an|or|orna))
    sömn(?:problem|svårighet)\w* ibs pmds eips crohn\w* ulcerös\skolit celiaki\w* endometrios\w* ryggskot\w* diskbråck\w*
    whiplash\w* migrän\w* långvarig\ssmärta smärttillstånd\w* postcovid utvecklingsstörning\w* svagbegåv\w*
    intellektuell\sfunktionsnedsättning funktionsnedsättning\w* cp-skad\w* tourette\w* dyslexi\w* \w*missbruk\w*
    alkoholis\w* alkoholberoende\w* narkotika\w* drogberoende\w* spelberoende\w* beroendesjuk\w* alkoholproblem\w*
    gravid\w* abort\w* sömnapné\w* njursvikt\w* lupus blodpropp\w* tvångssyndrom\w* vanföreställning\w* hallucin\w*
    mani(?:sk\w*|er|n)? trauma(?:tiserad\w*)? könsdysfori könsinkongruens tuberkulos\w* sarkoidos\w* psoriasis tinnitus
    lymfom smärtproblematik smärtsyndrom\w* hjärtfel\w* njursjuk\w* dialys\w* förlamad\w* amputera\w* cystisk\sfibros npf
    lindrig\sutvecklingsstörning (?:syn|hörsel)(?:skad|nedsättning)\w* blind döv [A-TV-Z]\d{2}\.?\d{1,2}[A-Z]?
""")
# How bad it is, and of which sort, goes with it.
_SORT = any_of(r"""
    (?:medel|mycket\s)?svår\w* lätt\w* lindrig\w* måttlig\w* djup\w* grav\w* kronisk\w* akut\w* återkommande recidiverande
    paranoid\w* atypisk\w* komplex\w* generaliserad\w* blandad\w* obotlig\w* obehandlad\w* medfödd\w* typ\s?\d
""")
_DIAGNOSIS = re.compile(
    rf"(?<!\w)(?:{_SORT}[\s-])?{_ILLNESS}(?!\w)(?:\s(?:av\s)?(?:typ|grad|nivå)\s(?:\d|I{{1,3}}|ett|två|tre)(?!\w))?",
    re.IGNORECASE,
)
_CRIME = any_of(r"""
    \w*stöld\w* rån\w* misshand\w* mord\w* dråp\w* våldtäkt\w* bedrägeri\w* snatteri\w* häleri\w* \w*fylleri\w*
    (?!av|genom|upp|ut)\w*brott(?:et|en|s\w*)? olaga\s\w+ \w*övergrepp\w* smuggling\w* skadegörelse\w* utpressning\w*
    kvinnofridskränkning\w* ofredande\w* förskingring\w* penningtvätt\w*
""")
# The sentence and what it is for go with it: "dömts till fängelse för grov stöld".
_FOR = (
    r"(?:\s(?:till|i)\s(?:\w+\s(?:års?|månaders?)\s)?(?:fängelse|vård|skyddstillsyn|böter|samhällstjänst))?"
    rf"(?:\s(?:för|av)\s(?:grov\w*\s|ringa\s|sexuell\w*\s)?{_CRIME})?"
)
# What else the law protects: threat and violence, crime, sexual life, belief, attempts on one's own life, drugs.
_PROTECTED = any_of(r"""
    skyddade?\s(?:identitet|personuppgifter|adress)\w* sekretessmarker\w*
    (?:kvarskriv|hedersförtryck|hedersvåld|våldsutsatt|våldtag|våldsam)\w*
    ut(?:satt|sätts|sattes)\sför\s(?:sexuell\w*\s)?(?:våld|hot|hedersförtryck|hedersvåld|övergrepp)
    våld\si\snära\srelation\w* (?:blev|blivit|blir)\s(?:slagen|våldtagen|hotad) hotades slår\s(?:henne|honom|hen)
    människohandel\w* (?:i|från|på)\s(?:fängelset?|häktet) s(?:itter|att|uttit)\sinne(?!\s(?:på|med|i)\b)
    (?:häkta[dst]\w*|anhållen|gripen|frihetsberövad\w*|döm(?:d\w*|s|t|ts)|åtala[dt]\w*|misstänk(?:t\w*|s)|straffad\w*){for}
    avtjänar\w* villkorligt\sfrigiven kriminell\w* brottsdöm\w* fotboja homosexuell\w* bisexuell\w* lesbisk\w*
    transperson\w* transsexuell\w* (?:är|som)\s(?:gay|bög|trans|queer) muslim\w* kristen kristna jud(?:e|inna|isk\w*)
    hindu buddhist\w* jehovas\svittne\w* ateist\w* (?:tar?|tagit|tog)\s(?:sitt\s(?:eget\s)?liv|livet\sav\ssig)
    tvångsvård\w* tvångsomhändert\w* (?:enligt|på|för)\s(?:LPT|LVM|LRV|LVU) romsk\w* (?:med|medlem|aktiv)\si\sfacket
    fackligt\s\w+ (?:dricker|druckit|drack)\s(?:för\smycket|igen|alkohol) supit onykter\w* berusad\w* återfall\w*
    narkoman\w* pedofil\w* beroende\sav\s(?:tabletter|alkohol|droger|spel|cannabis|opi\w+|medicin\w*) skär\ssig
    skadar\ssig(?:\ssjälv)? skurit\ssig överdos\w* (?:injicera|missbruka)\w* använder\sdroger
    (?:hero|koka|morf|fentany)in\w* amfetamin\w* cannabis\w* hasch\w* tramadol drogtest\w* drogpåverkad\w*
    påverkad\sav\s(?:droger|alkohol) nykter\w* missfall\w* asylsökande papperslös\w* prostitu\w* (?:säljer|sålt)\ssex
    in\sprison convicted pregnant suicidal gay muslim protected\sidentity domestic\sviolence drug\s(?:abuse|addict\w*)
""").replace("{for}", _FOR)
_SENSITIVE = re.compile(rf"(?<!\w)(?:{_PROTECTED}|{_CRIME})(?!\w)", re.IGNORECASE)
# The full stop of an initial ends no sentence: "Maria S. har", "M.S. har".
_SENTENCE_END = re.compile(
    r"(?<![^\w][A-ZÅÄÖ])(?<!^[A-ZÅÄÖ])(?<![\s(]f)[.!?]+(?=\s)|[.!?](?=\s(?:Hon|Han|Hen|Det|Vi|Jag|I)\s)|\n+"
)
# Such a sentence speaks of one person, who is the one that the text identifies, before it or after.
_ONE_PERSON = re.compile(
    r"\b(?:hon|han|hen|hennes|hans|hens|henne|honom|klienten|patienten|brukaren|deltagaren|mannen|kvinnan|flickan|pojken|barnet"
    r"|tjejen|killen|(?:min|vår|hennes|hans|deras)\s(?:son|dotter|klient|patient|brukare|elev|mamma|pappa|bror|syster))\b",
    re.IGNORECASE,
)
_IDENTIFIES = frozenset({SpanKind.NAMN, SpanKind.PERSONNUMMER, SpanKind.FODELSEDATUM})


def names_diagnosis(text: str) -> bool:
    """Whether a text names an illness or another sensitive detail, of whomever."""
    return any(pattern.search(text) for pattern in (_DIAGNOSIS, _SENSITIVE))


def find_diagnoses(plain: PlainText, persons: Sequence[Span]) -> list[Span]:
    """Return the spans of diagnoses in sentences that name one of `persons`, or that speak of one person in a text that does."""
    identified = sorted(span.start for span in persons if span.kind in _IDENTIFIES)
    if not identified:
        return []
    found: list[Span] = []
    for start, end in _sentences(plain.text):
        named = bisect_left(identified, plain.ends[end - 1]) > bisect_left(identified, plain.starts[start])
        if named or _ONE_PERSON.search(plain.text, start, end):
            places = (match.span() for pattern in (_DIAGNOSIS, _SENSITIVE) for match in pattern.finditer(plain.text, start, end))
            found += [
                plain.span(first, last, SpanKind.DIAGNOS)
                for first, last in places
                if not _TREATED.fullmatch(plain.text, first, last)
            ]
    return found


def _sentences(text: str) -> list[tuple[int, int]]:
    ends = [match.end() for match in _SENTENCE_END.finditer(text)]
    return [(start, end) for start, end in zip([0, *ends], [*ends, len(text)], strict=True) if end > start]
