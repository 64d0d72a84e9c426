"""The promise: a person's name is found, of whatever origin and however it is written, and nothing else is taken for one."""

import pytest

from backend.reporting.lexicon import plain_word
from backend.reporting.privacy import SpanKind, find, find_certain, mask


def names(text: str, **options: tuple[str, ...]) -> list[str]:
    return [text[span.start : span.end] for span in find(text, **options) if span.kind is SpanKind.NAMN]


@pytest.mark.parametrize(
    "name",
    [
        "Anna",
        "Anna Larsson",
        "Gun-Britt Åkerström",
        "Karin Norrby",
        "Lars-Åke Lundby",
        "Niillas Sarri",
        "Fadumo Warsame",
        "Selamawit Tesfay",
        "Oleksandr Kovalenko",
        "Dragana Petrović",
        "Mohanad Al-Tekreeti",
        "Hüseyin Öztürk",
        "Zahra Hosseini",
        "Nguyen Thi Lan",
        "Wilhelm von Essen",
        "Ingrid Å",
        "Olivia K.",
        "ANNA LARSSON",
    ],
)
@pytest.mark.parametrize(
    "frame",
    [
        "{} kom inte till mötet.",
        "Vi ringde {} hos AF.",
        "Min klient {} väntar.",
        "FK svarar inte ({}).",
        "FK kom inte. {} ringde",
    ],
)
def test_a_name_is_found_whole(name: str, frame: str) -> None:
    assert names(frame.format(name)) == [name]


@pytest.mark.parametrize("text", ["anna ringde", "jag pratade med ahmed på af", "det gäller mohammed hassan", "hon heter zahra"])
def test_a_name_in_small_letters_is_found(text: str) -> None:
    assert len(names(text)) == 1


@pytest.mark.parametrize("thing", ["ärendet", "fallet", "mötet", "familjens", "frågan", "planen"])
def test_what_is_called_after_somebody_names_them(thing: str) -> None:
    assert names(f"Fatima-{thing} står still hos FK") == ["Fatima"]
    assert not names(f"SIP-{thing}, Lots-{thing}, Tranås-{thing}, Finsam-{thing} och Sankt Lars-{thing} står still hos FK")


def test_a_genitive_s_belongs_to_the_name() -> None:
    assert names("Ahmeds handläggare och Anna Larssons läkare") == ["Ahmeds", "Anna Larssons"]


@pytest.mark.parametrize(("text", "name"), [("dr Wójcik svarar inte", "Wójcik"), ("Familjen Haddad väntar", "Haddad")])
def test_a_title_is_not_part_of_the_name(text: str, name: str) -> None:
    assert names(text) == [name]


@pytest.mark.parametrize("initials", ["K.L.", "K.L", "A L", "M-A"])
def test_initials_are_found(initials: str) -> None:
    assert names(f"Klienten {initials} väntar") == [initials]


@pytest.mark.parametrize(
    ("text", "initials"),
    [
        ("Individen KL blev kallad två gånger", "KL"),
        ("kund BA har inget intyg", "BA"),
        ("ungdomen FH går hemma", "FH"),
        ("handläggare MS på AF är sjuk", "MS"),
        ("Handläggaren (JP) svarar inte", "JP"),
        ("Gäller AN som väntat länge", "AN"),
        ("SIP för LK ställdes in", "LK"),
        ("min klient a.b. har väntat", "a.b."),
        ("kunden A.B. har väntat", "A.B."),
        ("kollega J.P. ringde AF", "J.P."),
    ],
)
def test_initials_are_found_after_whom_or_what_they_are_about(text: str, initials: str) -> None:
    assert names(text) == [initials]


@pytest.mark.parametrize(
    "text",
    [
        "Handläggare AF och handläggare FK, läkare VC och kurator BUP kom inte",
        "Gäller SGI, gäller EB, ang KL 6 kap, avser AB som arbetsgivare",
        "SIP för BUP och SIP kring LSS blev inte av",
        "KLIENTEN FÅR INTE NÅGOT",
        "Klienten SKA ha pengar, deltagare SE över planen",
        "Deltagare EJ närvarande, koordinator EJ på plats. Klient JA, avser HT 2025",
        "klienten m.m. och patient f.d. inneliggande",
        "Patient MS-team saknas",
    ],
)
def test_abbreviations_and_words_that_are_stressed_are_no_initials(text: str) -> None:
    assert names(text) == []


def test_a_name_that_no_list_knows_is_found_by_where_it_stands() -> None:
    assert names("Vi ringde Qvuzim om mötet. Zhibok Qvuzim väntar. Handläggaren Brakuz sa nej.") == [
        "Qvuzim",
        "Zhibok Qvuzim",
        "Brakuz",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Per ringde FK",
        "Stig har väntat sedan i maj",
        "Klienten Liv är 19 år",
        "Sol, 34 år, saknar SGI",
        "Max Berg väntar",
        "Nils SIP ställdes in",
        "Vi träffade Björn i går",
    ],
)
def test_a_word_that_is_a_name_too_is_one_in_a_persons_company(text: str) -> None:
    assert len(names(text)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "Per månad och per telefon",
        "Stig inte upp",
        "Liv och hälsa. Dag 180. Sol och vind. Max tre möten.",
        "Hans handläggare och hans plan",
        "Vård och omsorg. Rådet sa nej. Kalla alltid AF.",
        "Bra Liv, VC Bra Liv Nässjö och Sankt Lars",
        "Maria Skåne Sydost, Mariamottagningen och S:t Göran",
        "Lex Sarah, lex Maria och Lex Heller",
        "Region Jönköpings län, Nora kommun, i Sala och Trosa",
        "Insatsen Klivet, projektet Våga och HVB Ekbacken",
        "Klient A och klient B. Plan B. A och O. N.N. svarar inte.",
        "Arvid Nordquist-kaffet tog slut",
        "Vi använder Excel, Teams och BankID",
        "Svenskt Näringsliv och Google Translate",
        "Norra Smålands sjukvårdsområde",
        "I FK:s beslut står inget",
    ],
)
def test_what_is_no_person_raises_no_alarm(text: str) -> None:
    assert find(text) == ()


def test_what_stands_in_the_directory_is_no_person() -> None:
    assert names("Vi bad Solveig komma och Alma Bergs team") == ["Solveig", "Alma Bergs"]
    assert names("Vi bad Solveig komma och Alma Bergs team", known=("Alma Berg", "solveig")) == []


def test_a_word_that_the_writer_has_answered_for_is_no_person_in_this_text_wherever_it_stands() -> None:
    text = "Maria tog inte emot. Vi ringde Maria. Marias telefon är stängd. Anna väntar."
    assert names(text, cleared=("Maria",)) == ["Anna"]
    assert names(text) == ["Maria", "Maria", "Marias", "Anna"]


def test_a_full_name_is_answered_for_as_a_whole() -> None:
    assert names("Vi ringde Maria Alberts.", cleared=("Maria Alberts",)) == []
    assert names("Vi ringde Maria Alberts.", cleared=("Maria",)) == ["Maria Alberts"]


def test_what_is_certain_cannot_be_answered_for() -> None:
    text = "850709-9805, 070-174 06 05 och kim@example.se"
    assert find(text, cleared=text.split()) == find(text)
    assert all(span.certain for span in find(text))


def test_a_name_an_address_and_a_diagnosis_ask() -> None:
    text = "Anna har ADHD och bor på Lindvägen 3"
    assert [(str(span.kind), span.certain) for span in find(text)] == [("namn", False), ("diagnos", False), ("adress", False)]
    assert find_certain(text) == ()


def test_a_diagnosis_is_nobodys_once_its_person_is_none() -> None:
    assert find("Maria tar emot vid ADHD", cleared=("Maria",)) == ()


def test_a_diagnosis_is_found_only_of_somebody_whom_the_text_identifies() -> None:
    assert (
        mask("Anna kom inte. Hon har ADHD.", find("Anna kom inte. Hon har ADHD."))
        == "[namn] kom inte. Hon har [känslig uppgift]."
    )
    assert find("En man med ADHD nekas stöd. Depression räcker inte.") == ()
    assert {span.end for span in find("Anna har schizoaffektivt syndrom.")} == {4, 32}
    assert [span.kind for span in find("Anna ringde AF. Personer med ADHD får vänta.")] == [SpanKind.NAMN]


def test_a_mask_of_names_leaves_no_name() -> None:
    text = "Anna Larsson (K.L.) och ahmed hos dr Wójcik"
    masked = mask(text, find(text))
    assert masked == "[namn] ([namn]) och [namn] hos dr [namn]"
    assert find(masked) == ()


def test_foreign_accents_make_no_other_name() -> None:
    assert plain_word("Ayşe") == plain_word("ayse")
    assert plain_word("Łukasz") == "lukasz"
    assert plain_word("Åsa") != plain_word("Asa")


@pytest.mark.parametrize(
    "text",
    [
        "The employment office did not come to the meeting in Tranås last Tuesday. The Social Insurance Agency never answers.",
        "Our client was sent back and forth between the Health Centre and the Social Services in March.",
        "The care centre in Tranås never answered our emails about sick notes last Monday",
    ],
)
def test_capitals_of_english_are_no_persons(text: str) -> None:
    assert find(text) == ()


def test_a_name_in_an_english_report_is_found() -> None:
    assert names("My client Ahmed Hassan was not invited to the meeting and they did not call him.") == ["Ahmed Hassan"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Björn på FK kom inte.", ["Björn"]),
        ("Lilja (kurator hos oss) väntar.", ["Lilja"]),
        ("Bahar, som är ny, väntar.", ["Bahar"]),
        ("Iris och Liv har samma handläggare.", ["Iris", "Liv"]),
        ("Karlsson och Dahl på AF har olika besked.", ["Karlsson", "Dahl"]),
        ("Gustafsson på soc vill inte.", ["Gustafsson"]),
        ("Olofssons ärende ligger still.", ["Olofssons"]),
        ("Wojtek från Samhall kom.", ["Wojtek"]),
    ],
)
def test_at_the_start_of_a_sentence_the_company_of_a_workplace_or_another_name_is_enough(text: str, found: list[str]) -> None:
    assert names(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [("Överläkare von Platen sa nej.", ["von Platen"]), ("Familjen al-Khatib väntar.", ["al-Khatib"])],
)
def test_the_small_word_before_a_name_belongs_to_it(text: str, found: list[str]) -> None:
    assert names(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("linda på soc vet", ["linda"]),
        ("pratade med björn i går", ["björn"]),
        ("sten ringde aldrig", ["sten"]),
        ("anders j på fk svarar inte", ["anders j"]),
        ("karin o på fk svarar inte", ["karin o"]),
        ("vi såg en björn i skogen", []),
        ("per vecka och max tre", []),
    ],
)
def test_in_small_letters_a_word_is_a_name_only_beside_what_persons_do(text: str, found: list[str]) -> None:
    assert names(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The caseworker Lena never called back.", ["Lena"]),
        ("I call on behalf of Mr Rahman who waits.", ["Rahman"]),
        ("He said that it was worse than in May and June.", []),
        ("The nurse said that ahmed was late.", ["ahmed"]),
    ],
)
def test_in_an_english_text_names_are_told_from_english_words(text: str, found: list[str]) -> None:
    assert names(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "I Maj och Juni står allt still hos FK.",
        "KLIENTEN FÅR INTE SVAR",
        "Vi hörde inget förrän Lucia.",
        "Hans handläggare på AF slutade.",
        "Bäst är när vi ses.",
        "Astrid Lindgrens barnsjukhus remitterade hem.",
        "Solhaga och Kastanjen är boenden utan samverkan.",
        "Mini-Maria vill inte dela något.",
        "olika typer av klass",
    ],
)
def test_what_stands_as_names_do_and_is_none_raises_no_alarm(text: str) -> None:
    assert find(text) == ()


def test_two_capitals_right_after_pat_are_initials() -> None:
    assert names("Pat KJ skrevs ut utan plan.") == ["KJ"]


@pytest.mark.parametrize(
    ("thing", "person"),
    [
        ("Koordinator saknas på Hjorten, Viola och Ekens vårdcentral", "Där väntar Viola och hennes handläggare"),
        ("Mötet var på Quality Hotel Sundsvall", "Mötet leddes av Zerihun från Sundsvall"),
        ("Utbildningen Ett Självständigt Liv gavs av kommunen", "Vi väntar på Liv Andersson"),
        ("Kurator Öppenvård Nord är sjukskriven", "Kurator Nordlund är sjukskriven"),
        ("Bemanningsföretaget Agila skickade en läkare", "Handläggaren Agila skickade en läkare"),
        ("De har bytt system från Prorena till Pmo", "Vi skickade intyget till Zerihun"),
        ("Kopiatorn Gunvor är trasig", "Kuratorn Gunvor är sjuk"),
        ("Lunchen på Restaurang Greta blev inställd", "Lunchen med Greta blev inställd"),
        ("Provsvaret från Sonvital dröjer", "Svaret från Zerihun dröjer"),
        ("Samordningsförbundet har Spirvan sedan i våras", "Mötet med Zerihun var i våras"),
        ("Hon fick dubbel dos Perimvax på avdelningen", "Hon fick hjälp av Zerihun på avdelningen"),
        ("Bussen till Malbyx gick inte", "Brevet till Zerihun kom inte fram"),
        ("Han klarar två timmar på Gröna Skivan", "Han klarar två timmar hos Zerihun"),
    ],
)
def test_a_name_of_a_thing_is_told_from_a_persons_by_the_row_it_stands_in(thing: str, person: str) -> None:
    assert [span.kind for span in find(thing)] == []
    assert SpanKind.NAMN in {span.kind for span in find(person)}


@pytest.mark.parametrize("text", ["Rut, Ebba och Vidar går i sjuan", "psykolog hedvig stål kom inte"])
def test_every_name_of_a_row_is_found(text: str) -> None:
    names = [text[span.start : span.end] for span in find(text)]

    assert names in (["Rut", "Ebba", "Vidar"], ["hedvig stål"])


@pytest.mark.parametrize(
    "text",
    [
        "Vi har en Teamsyta för samverkan i Tranås",
        "Bara från vårdcentralen kom det svar",
        "Nu heter alla våra elever deltagare",
        "Diakonin har matkassar i Nässjö",
        "Hon gick till Al-Anon på torsdagen och åt Sertralin och Voxra",
        "Till sist fick AF och jag lotta om platsen",
        "För den som ammar finns ingen plats",
        "Misstron mellan parterna växer",
        "Freja eID+ fungerar inte, och den som saknar BankID och Freja kan inte logga in med freja",
    ],
)
def test_a_word_or_a_product_that_is_a_name_as_well_is_nobodys(text: str) -> None:
    assert names(text) == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("jag pratade med lotta i går", "lotta"),
        ("som lotta sa är det fel", "lotta"),
        ("mötet med Ammar blev inställt", "Ammar"),
        ("min klient heter ammar", "ammar"),
        ("mötet med Bara blev av", "Bara"),
        ("Freja fick ingen tid", "Freja"),
    ],
)
def test_such_a_word_is_a_name_where_persons_are(text: str, name: str) -> None:
    assert names(text) == [name]


@pytest.mark.parametrize("name", ["Bergström", "Lindqvist", "Ahmadzadeh", "Kowalski"])
@pytest.mark.parametrize(
    "around",
    [
        "AF har {} inskriven men ingen ringer henne",
        "FK betalar {} ingenting",
        "Provsvaren från {} kom aldrig",
        "Praktiken hos {} fungerade inte för henne",
        "Färdtjänst till {} beviljades inte",
        "Läkaren på psykiatrin {} svarar inte",
        "På anstalten {} fick ingen hjälp",
        "Trygga {} ringde i tisdags",
    ],
)
def test_a_last_name_is_found_where_a_thing_with_a_name_may_stand(around: str, name: str) -> None:
    assert [span.kind for span in find(around.format(name))] == [SpanKind.NAMN]


@pytest.mark.parametrize("text", ["Öppna Kerstins ärende tack", "Öppenpsyk Kerstin ringde", "Trygga Mohammed ringde"])
def test_a_first_name_is_found_after_a_word_that_things_are_called_by(text: str) -> None:
    assert find(text)
