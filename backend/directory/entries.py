"""What stands in a förbund's directory, entry by entry: each by itself is checked here, all of it in `backend.directory.file`."""

from datetime import date, datetime
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from backend.directory.quiet import check_hours
from models.enums import EditionWay, GroupKind, PartyCode, RoleName

Name = Annotated[str, Field(min_length=1, max_length=120)]
CategoryName = Annotated[str, Field(min_length=1, max_length=60)]
Address = Annotated[str, Field(pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$", max_length=254)]

PREPARING_DAYS = 14


class Entry(BaseModel):
    """What each of them is: a table of known words."""

    model_config = ConfigDict(extra="forbid")  # a misspelt word must not be taken for nothing


class ForbundEntry(Entry):
    """The förbund itself. `tenants` are the Entra tenants its people write from, `domains` the mail domains of each party.

    Notices come in Teams within `notice_hours` of working days; at any time when they are empty.
    `language_model` lets the language model of the settings read what has passed the guard.
    """

    slug: Annotated[str, Field(pattern=r"^[a-z0-9-]+$", max_length=40)]
    name: Name
    email: Address
    answer_working_days: Annotated[int, Field(gt=0)] = 10
    notice_hours: Annotated[str, AfterValidator(check_hours)] = "07:00-18:00"
    language_model: bool = False
    tenants: tuple[str, ...] = ()
    domains: dict[PartyCode, tuple[str, ...]] = {}


class KommunEntry(Entry):
    """A kommun by Statistics Sweden's code; inhabitants are aged 16–64, with the year and the source of the number.

    `merged_into` names the kommun that it has gone into, which has its reports from then on.
    """

    code: Annotated[str, Field(pattern=r"^\d{4}$")]
    name: Annotated[str, Field(min_length=1, max_length=60)]
    inhabitants_16_64: Annotated[int, Field(gt=0)] | None = None
    inhabitants_year: Annotated[int, Field(ge=1900, le=2200)] | None = None
    inhabitants_source: Annotated[str, Field(max_length=120)] = ""
    active: bool = True
    merged_into: str | None = None


class CategoryEntry(Entry):
    """What the förbund says of a standard category: its own name for it, or that it isn't offered."""

    code: str
    name: CategoryName | Literal[""] = ""
    name_en: CategoryName | Literal[""] = ""
    hidden: bool = False


class SubcategoryEntry(Entry):
    """A finer category of the förbund's own under a standard one, which it is counted as."""

    under: str
    code: Annotated[str, Field(pattern=r"^[A-Z][A-Z_]{1,29}$")]
    name: CategoryName
    name_en: CategoryName | Literal[""] = ""
    active: bool = True


class UnitEntry(Entry):
    """A unit that can be invited, with a function's address, the names people use for it, and the kommuner it serves."""

    party: PartyCode
    name: Name
    function: Name
    email: Address
    aliases: tuple[Name, ...] = ()
    kommuner: tuple[str, ...]
    active: bool = True


class MeetingEntry(Entry):
    """A date in a group's calendar; a time without a zone is Stockholm's."""

    at: datetime
    place: Annotated[str, Field(max_length=200)] = ""
    cancelled: bool = False


class GroupEntry(Entry):
    """A group that decides. No kommuner means the whole förbund. Meetings before `digests_from` had papers from elsewhere.

    A file without `digests_from` leaves the day that is known.
    Unless the file says, the paper comes 5 days before a meeting, beredningsgruppen's 14: it must have time to ask for answers.
    In each of `spindel_months`, such as `[3, 9]`, its members are asked for Spindeln.
    """

    slug: Annotated[str, Field(pattern=r"^[a-z0-9-]+$", max_length=40)]
    kind: GroupKind
    name: Name
    kommuner: tuple[str, ...] = ()
    digest_days_before: Annotated[int, Field(ge=0)] = 5
    draft_working_days: Annotated[int, Field(ge=0, le=30)] = 3
    digests_from: date | None = None
    spindel_months: tuple[Annotated[int, Field(ge=1, le=12)], ...] = ()
    meetings: tuple[MeetingEntry, ...] = ()
    active: bool = True

    @model_validator(mode="before")
    @classmethod
    def _prepares_earlier(cls, entry: Any) -> Any:
        if isinstance(entry, dict) and entry.get("kind") == GroupKind.BEREDNINGSGRUPP:
            return {"digest_days_before": PREPARING_DAYS, **entry}
        return entry


class OutcomeEntry(Entry):
    """What a measure came to from the year's beginning to the end of a quarter, what was planned by then, and a comment."""

    quarter: Annotated[int, Field(ge=1, le=4)]
    outcome: Annotated[int, Field(ge=0)] | None = None
    plan: Annotated[int, Field(ge=0)] | None = None
    comment: Annotated[str, Field(max_length=300)] = ""


class MeasureEntry(Entry):
    """What an insats measures in a year; `plan` is for the whole of it. Of `persons` small numbers are hidden."""

    year: Annotated[int, Field(ge=1900, le=2200)]
    name: Name
    persons: bool = True
    plan: Annotated[int, Field(ge=0)] | None = None
    outcomes: tuple[OutcomeEntry, ...] = ()


class InsatsEntry(Entry):
    """An insats with the styrgrupp that follows it, what people call it, and its plans and outcomes year by year."""

    slug: Annotated[str, Field(pattern=r"^[a-z0-9-]+$", max_length=40)]
    name: Name
    group: str
    aliases: tuple[Name, ...] = ()
    measures: tuple[MeasureEntry, ...] = ()
    active: bool = True


class RoleEntry(Entry):
    """A role for a kommun (koordinator, stallforetradare), for a group (ledamot, sammankallande), or for the whole förbund.

    It is held from the day `begins` to the day `ends`, both counted, where the file says them.
    """

    role: RoleName
    kommun: str | None = None
    group: str | None = None
    begins: date | None = None
    ends: date | None = None

    @property
    def has_days(self) -> bool:
        """Whether it begins or ends on a day."""
        return self.begins is not None or self.ends is not None

    @property
    def told(self) -> str:
        """The role, where it is held and from when: what a person has once."""
        return " ".join(filter(None, [self.role, self.kommun, self.group, f"from {self.begins}" if self.begins else ""]))

    @model_validator(mode="after")
    def _has_its_scope(self) -> Self:
        needed = {
            RoleName.KOORDINATOR: (True, False),
            RoleName.STALLFORETRADARE: (True, False),
            RoleName.LEDAMOT: (False, True),
            RoleName.SAMMANKALLANDE: (False, True),
        }.get(self.role, (False, False))
        if (self.kommun is not None, self.group is not None) != needed:
            words = {(True, False): "a kommun and no group", (False, True): "a group and no kommun"}
            raise ValueError(f"{self.role} needs {words.get(needed, 'neither kommun nor group')}")
        if self.begins and self.ends and self.ends < self.begins:
            raise ValueError(f"{self.role} can't end before it begins")
        return self


class PersonEntry(Entry):
    """A member of staff; the address is what Teams and the mail know the person by.

    `language` and `papers` are in which language and how they get digests, until they choose for themselves.
    """

    name: Name
    email: Address
    party: PartyCode | None = None
    entra_id: str | None = None
    unit: str | None = None
    language: Literal["sv", "en"] | None = None
    papers: EditionWay | None = None
    roles: tuple[RoleEntry, ...] = ()
    active: bool = True
