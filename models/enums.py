"""The closed vocabularies of the field. A value is stored as it stands and is its text's key: `status.mottagen`, `party.FK`."""

from enum import StrEnum


class PartyCode(StrEnum):
    """The parties to samverkan. `VARD` is the region's care; `ANNAN` is anybody else in the matter."""

    AF = "AF"
    FK = "FK"
    VARD = "VARD"
    KOMMUN = "KOMMUN"
    ANNAN = "ANNAN"


class Slag(StrEnum):
    """What kind of thing was written; only the first three are stored."""

    BRIST = "brist"
    BEHOV = "behov"
    FRAMGANGSFAKTOR = "framgangsfaktor"
    EJ_BRIST = "ej_brist"
    OKLART = "oklart"


# What is counted as an event; a framgångsfaktor is counted beside them.
EVENTS = (Slag.BRIST, Slag.BEHOV)


class Intent(StrEnum):
    """What a person who writes to the bot wants."""

    RAPPORTERA = "rapportera"
    MOTE = "mote"
    MINA = "mina"
    HJALP = "hjalp"
    AVBRYT = "avbryt"
    STATUS = "status"
    SAMMANFATTNING = "sammanfattning"
    HALSNING = "halsning"
    ANNAT = "annat"


class Niva(StrEnum):
    """The level at which the failure arose."""

    INDIVID = "individ"
    VERKSAMHET = "verksamhet"
    STRUKTUR = "struktur"
    NATIONELL = "nationell"


class Paverkbar(StrEnum):
    """Who can do something about it: parts what a group can decide from what it can only lift."""

    LOKALT = "lokalt"
    LANET = "lanet"
    NATIONELLT = "nationellt"


class Consequence(StrEnum):
    """Följd för individen, as the reporter knows it."""

    VANTAN = "vantan"
    AVBRUTEN_KEDJA = "avbruten_kedja"
    DUBBEL_UTREDNING = "dubbel_utredning"
    ERSATTNING = "ersattning"
    MOTIVATION = "motivation"
    HALSA = "halsa"
    INGEN_KAND = "ingen_kand"


class ReportStatus(StrEnum):
    """A report's life, in order; `aterkallad` is the reporter's own withdrawal."""

    MOTTAGEN = "mottagen"
    SORTERAD = "sorterad"
    HOS_PART = "hos_part"
    LYFT = "lyft"
    ATGARD_BESLUTAD = "atgard_beslutad"
    INSTRUKTION_GIVEN = "instruktion_given"
    KAN_INTE_PAVERKAS = "kan_inte_paverkas"
    UPPFOLJD = "uppfoljd"
    AVSLUTAD = "avslutad"
    ATERKALLAD = "aterkallad"

    @property
    def is_open(self) -> bool:
        """Whether somebody still owes the reporter something."""
        return self not in (ReportStatus.AVSLUTAD, ReportStatus.ATERKALLAD)


class CommentKind(StrEnum):
    """Who speaks to whom: the answer goes to the reporter, the question asks it back, the party gives its own view.

    `REPLY` is what the reporter says besides the report: the reply to a question, and what is added without one.
    """

    ANSWER = "answer"
    QUESTION = "question"
    REPLY = "reply"
    PARTY_VIEW = "party_view"


class IssueStatus(StrEnum):
    """A fråga's life."""

    OPPEN = "oppen"
    LYFT = "lyft"
    BESLUTAD = "beslutad"
    UPPLYST_VIDARE = "upplyst_vidare"
    AVSLUTAD = "avslutad"


class LiftOutcome(StrEnum):
    """What a group made of a question that was lifted to it."""

    VANTAR = "vantar"
    BESLUTAD = "beslutad"
    UPPSKJUTEN = "uppskjuten"
    LYFT_VIDARE = "lyft_vidare"


class RoleName(StrEnum):
    """Roles that carry rights. Every other known person may report."""

    KOORDINATOR = "koordinator"
    STALLFORETRADARE = "stallforetradare"
    VERKSAMHETSUTVECKLARE = "verksamhetsutvecklare"
    FORBUNDSCHEF = "forbundschef"
    LEDAMOT = "ledamot"
    SAMMANKALLANDE = "sammankallande"


class GroupKind(StrEnum):
    """The forums of the escalation order."""

    ARBETSGRUPP = "arbetsgrupp"
    LSG = "lsg"
    STYRGRUPP = "styrgrupp"
    BEREDNINGSGRUPP = "beredningsgrupp"
    STYRELSE = "styrelse"


class MeetingForm(StrEnum):
    """Forms of samverkansmöte; `verksamheter` is a meeting between units, about no individual."""

    SAMVERKANSMOTE = "samverkansmote"
    FLERPARTSSAMTAL = "flerpartssamtal"
    SIP = "sip"
    FORMOTE = "formote"
    REHABMOTE = "rehabmote"
    AVSTAMNINGSMOTE = "avstamningsmote"
    NATVERKSMOTE = "natverksmote"
    TREPARTSMOTE = "trepartsmote"
    AVSLUTSSAMTAL = "avslutssamtal"
    VERKSAMHETER = "verksamheter"


class Consent(StrEnum):
    """Finns samtycke? Always asked."""

    JA = "ja"
    NEJ = "nej"
    EJ_AKTUELLT = "ej_aktuellt"


class MeetingStatus(StrEnum):
    """A samverkansmöte's life."""

    BEGART = "begart"
    BOKAT = "bokat"
    HALLET = "hallet"
    INTE_HALLET = "inte_hallet"
    INSTALLT = "installt"


class NotHeld(StrEnum):
    """Why a fixed meeting wasn't held, in one word: the event is told, not the case."""

    PART_UTEBLEV = "part_uteblev"
    INDIVIDEN_UTEBLEV = "individen_uteblev"
    SAMTYCKE_SAKNADES = "samtycke_saknades"
    ANNAT = "annat"


class EditionKind(StrEnum):
    """The digests: one for each kind of audience."""

    LSG = "lsg"
    STYRELSE = "styrelse"
    STYRGRUPP = "styrgrupp"
    BEREDNINGSGRUPP = "beredningsgrupp"
    HALVAR = "halvar"
    AR = "ar"


class EditionWay(StrEnum):
    """How somebody wants a group's editions: with the paper, a Word document or a workbook in the mail, a link, or not at all."""

    PDF = "pdf"
    WORD = "word"
    EXCEL = "excel"
    LANK = "lank"
    INGET = "inget"


class EditionStatus(StrEnum):
    """`paborjad` is claimed by a process and has a time limit; `klar` has frozen figures and its deliveries queued."""

    PABORJAD = "paborjad"
    KLAR = "klar"


class TrainingStatus(StrEnum):
    """`paborjad` is claimed by a process and has a time limit; `klar` is a version with its figures."""

    PABORJAD = "paborjad"
    KLAR = "klar"


class PatternKind(StrEnum):
    """What the product sees across reports: one event told by two, the same thing again, in several kommuner, or more of it."""

    SAMMA_HANDELSE = "samma_handelse"
    UPPREPAS = "upprepas"
    FLERA_KOMMUNER = "flera_kommuner"
    OKNING = "okning"


class PatternStatus(StrEnum):
    """What became of the proposal: `foreslaget` waits for whoever handles the reports, `en_handelse` is counted as one event."""

    FORESLAGET = "foreslaget"
    SAMLAT = "samlat"
    EN_HANDELSE = "en_handelse"
    AVFARDAT = "avfardat"


class Channel(StrEnum):
    """How a message reaches its recipient."""

    TEAMS = "teams"
    MAIL = "mail"


class Source(StrEnum):
    """The way in that a report came by."""

    TEAMS = "teams"
    WEBB = "webb"
    IMPORT = "import"


class NoticeKind(StrEnum):
    """What is told. The sender draws the words from the rows that the notice points at, so no free text is queued."""

    REPORT_RECEIVED = "report_received"
    REPORT_CHANGED = "report_changed"
    REPORT_ANSWERED = "report_answered"
    REPORT_AMENDED = "report_amended"
    REPORT_ASKED = "report_asked"
    MEETING_REQUESTED = "meeting_requested"
    MEETING_AMENDED = "meeting_amended"
    MEETING_FIXED = "meeting_fixed"
    MEETING_KEPT = "meeting_kept"
    MEETING_INVITATION = "meeting_invitation"
    MEETING_COPY = "meeting_copy"
    MEETING_CANCELLED = "meeting_cancelled"
    MEETING_ENDED = "meeting_ended"
    EDITION = "edition"
    DRAFT = "draft"
    DRAFT_CHANGED = "draft_changed"
    DRAFT_STOPPED = "draft_stopped"
    NOBODY_RECEIVES = "nobody_receives"
    DIGEST_TROUBLE = "digest_trouble"
    DECISIONS_ASKED = "decisions_asked"
    DECISIONS_TOLD = "decisions_told"
    PATTERNS_FOUND = "patterns_found"
    SPINDEL_ASKED = "spindel_asked"
    SPINDEL_CLOSED = "spindel_closed"
    SPINDEL_TOO_FEW = "spindel_too_few"
    ADDRESS_BOUNCES = "address_bounces"
    WEEK = "week"
    LED_TO = "led_to"
    SIGN_IN = "sign_in"
    CARD = "card"


class CardKind(StrEnum):
    """What a card in Teams shows. `CARD` of `NoticeKind` draws it anew where it stands; a form is left as it is."""

    RECEIPT = "receipt"
    REPORT = "report"
    QUESTION = "question"
    TRIAGE = "triage"
    MEETING = "meeting"
    ISSUE = "issue"
    FORM = "form"

    @property
    def subject(self) -> str:
        """What it shows, as the audit trail names it; that knows no form."""
        return str(self) if self in (CardKind.MEETING, CardKind.ISSUE, CardKind.FORM) else "report"


class OutboxStatus(StrEnum):
    """`uppgiven` is final: retries ended, or the other side said never. So is `inaktuell`: it needn't be told any more."""

    VANTAR = "vantar"
    SKICKAS = "skickas"
    LEVERERAD = "levererad"
    UPPGIVEN = "uppgiven"
    INAKTUELL = "inaktuell"


class AuditAction(StrEnum):
    """What the audit trail tells of."""

    CREATED = "created"
    VIEWED = "viewed"
    CHANGED = "changed"
    ASKED = "asked"
