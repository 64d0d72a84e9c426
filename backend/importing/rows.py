"""From a row to a report that may be stored, or to why it may not: told by codes, never by what stood in the row."""

import hashlib
import hmac
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from backend.importing.cells import Kommuner, Values, is_one_day, lacks_year, moment, not_after, words
from backend.importing.mapping import Column, Mapped
from backend.importing.reading import Row
from backend.reporting.parties import PartyFinder
from backend.reporting.privacy import SpanKind, find, mask
from backend.reporting.slag import STORED_SLAG
from backend.reporting.spans import length_of
from backend.reporting.understand import Candidate, Understander, Understanding
from backend.reporting.words import LONGEST_TEXT, clean
from backend.times import local_date
from models.enums import Consequence, PartyCode, ReportStatus, Slag

_FREE_TEXT = (Column.TEXT, Column.SUGGESTION, Column.ANSWER)
_WHEN = (Column.REPORTED, Column.DATE)
_DATES = (*_WHEN, Column.ANSWERED, Column.CLOSED)
# "Klart" and "Besvarad" may be a day, or a box to tick.
_TICKED = (Column.ANSWERED, Column.CLOSED)
_SEVERAL = re.compile(r"[,;/&+]|\boch\b")


@dataclass(frozen=True, slots=True)
class Remark:
    """What to tell of a row: the key `import.` + `reason` of a text, and which column and kinds of personal data it is about."""

    reason: str
    column: Column | None = None
    kinds: tuple[SpanKind, ...] = ()


class Refused(Exception):
    """A row that can't be imported as it is."""

    def __init__(self, *remarks: Remark) -> None:
        """Keep all that is to be mended."""
        super().__init__(*(remark.reason for remark in remarks))
        self.remarks = remarks


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """A report as a row tells it, fit to store; `key` is the same each time that the row is read."""

    row: int
    key: str
    reported_at: datetime
    event_date: date | None
    kommun_id: int
    text: str
    suggestion: str
    answer: str
    parties: tuple[PartyCode, ...]
    reporting_party: PartyCode | None
    category: str
    proposed: tuple[Candidate, ...]
    because: tuple[str, ...]
    model_version: str
    slag: Slag
    status: ReportStatus
    answered_at: datetime | None
    closed_at: datetime | None
    consequence: Consequence | None
    recurring: bool | None
    remarks: tuple[Remark, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What who imports has said: mask instead of refusing; the status, the kommun and the year of rows that tell none."""

    masked: bool = False
    status: ReportStatus = ReportStatus.AVSLUTAD
    kommun_id: int | None = None
    year: int | None = None


@dataclass(frozen=True, kw_only=True)
class RowJudge:
    """Judges rows of one table for one förbund at one time. With `secret_key` the keys are made by which rows are known again."""

    table: Mapped
    choices: Choices
    kommuner: Kommuner
    kommun_ids: dict[str, int]
    parties: PartyFinder
    understander: Understander
    values: Values
    now: datetime
    secret_key: str
    known: tuple[str, ...] = ()

    def judge(self, row: Row) -> Incoming:
        """Return the row as a report. Raises Refused."""
        if row.cells is None:
            raise Refused(Remark("unreadable"))
        return _Reading(self, row.cells).incoming(row.number)


@dataclass(slots=True)
class _Reading:
    judge: RowJudge
    cells: Sequence[object]
    remarks: list[Remark] = field(default_factory=list)
    wrong: list[Remark] = field(default_factory=list)

    def incoming(self, number: int) -> Incoming:
        """Read every column before the row is refused, so that all that is to be mended is told at once."""
        said = {column: self._words(column) for column in _FREE_TEXT}
        dates = {column: self._moment(column) for column in _DATES}
        reported_at = dates[Column.REPORTED] or dates[Column.DATE]
        if reported_at is None and not any(remark.column in _WHEN for remark in self.wrong):
            self.wrong.append(Remark("no_date", Column.DATE))
        happened = dates[Column.DATE]
        text = clean(words(self._cell(Column.TEXT)))
        if not text:
            self.wrong.append(Remark("no_text", Column.TEXT))
        # What is refused is understood as well, and kept nowhere: it may tell the kommun and the parties that no column does.
        understood = self.judge.understander.understand(said[Column.TEXT] or text[:LONGEST_TEXT], reported_at or self.judge.now)
        kommun_id = self._kommun(understood)
        reporting_party = self._reporting_party()
        parties = self._parties(understood, reporting_party)
        status = self._status()
        self._check_id()
        if self.wrong or reported_at is None or kommun_id is None:
            raise Refused(*self.wrong)
        day = local_date(reported_at)
        closed_at = None
        if not status.is_open:
            closed_at = max(reported_at, dates[Column.CLOSED] or dates[Column.ANSWERED] or reported_at)
        answered_at = None
        if said[Column.ANSWER]:
            answered_at = max(reported_at, dates[Column.ANSWERED] or dates[Column.CLOSED] or reported_at)
        category, proposed = self._category(understood)
        return Incoming(
            row=number,
            key=self._key(kommun_id, day),
            reported_at=reported_at,
            event_date=local_date(happened) if happened and is_one_day(self._cell(Column.DATE), self.judge.now) else None,
            kommun_id=kommun_id,
            text=said[Column.TEXT],
            suggestion=said[Column.SUGGESTION],
            answer=said[Column.ANSWER],
            parties=parties,
            reporting_party=reporting_party,
            category=category,
            proposed=proposed,
            because=understood.because if proposed else (),
            model_version=understood.model_version if proposed else "",
            slag=self._slag(understood),
            status=status,
            answered_at=answered_at,
            closed_at=closed_at,
            consequence=self.judge.values.value(Consequence, "consequence.", self._cell(Column.CONSEQUENCE)),
            recurring=self._recurring(understood),
            remarks=tuple(self.remarks),
        )

    def _cell(self, column: Column) -> object:
        place = self.judge.table.columns.get(column)
        return self.cells[place] if place is not None and place < len(self.cells) else None

    def _words(self, column: Column) -> str:
        """The guarded words of a column; none for what is refused."""
        text = clean(words(self._cell(column)))
        if length_of(text) > LONGEST_TEXT:
            return self._refuse("too_long", column)
        found = find(text, self.judge.known)
        if not found:
            return text
        kinds = tuple(dict.fromkeys(span.kind for span in found))
        if not self.judge.choices.masked:
            return self._refuse("personal_data", column, kinds)
        text = mask(text, found)
        if length_of(text) > LONGEST_TEXT or find(text, self.judge.known):
            return self._refuse("personal_data_left", column, kinds)
        self.remarks.append(Remark("masked", column, kinds))
        return text

    def _moment(self, column: Column) -> datetime | None:
        cell = self._cell(column)
        if not words(cell):
            return None
        found = moment(cell, self.judge.choices.year)
        if found is None and column in _TICKED and self.judge.values.yes_no(cell) is not None:
            return None
        if found is None:
            self._refuse("year_missing" if lacks_year(cell) else "date_unreadable", column)
            return None
        passed = not_after(found, self.judge.now)
        if passed is None:
            self._refuse("date_in_future", column)
        return passed

    def _refuse(self, reason: str, column: Column, kinds: tuple[SpanKind, ...] = ()) -> str:
        """Note what is to be mended; return the words that are left of the column: none."""
        self.wrong.append(Remark(reason, column, kinds))
        return ""

    def _kommun(self, understood: Understanding) -> int | None:
        cell = self._cell(Column.KOMMUN)
        if words(cell):
            found = self.judge.kommuner.find(cell) or self._kommun_by_place(words(cell))
            if found is None:
                self._refuse("kommun_unknown", Column.KOMMUN)
            return found
        named = self.judge.kommun_ids.get(understood.kommun or "")
        found = named or self.judge.choices.kommun_id or self.judge.kommuner.only()
        found = found or self.judge.kommun_ids.get(understood.kommun_nearby or "")
        if found is None:
            self._refuse("no_kommun", Column.KOMMUN)
        return found

    def _kommun_by_place(self, told: str) -> int | None:
        """Return the kommun that a cell names as people do in a message: misspelt, or by a unit or an office; of two none."""
        meant = {self.judge.understander.kommun_of(each) for each in _SEVERAL.split(told)} - {None}
        return self.judge.kommun_ids.get(meant.pop() or "") if len(meant) == 1 else None

    def _reporting_party(self) -> PartyCode | None:
        cell = words(self._cell(Column.REPORTING_PARTY))
        found = self.judge.parties.find(cell)
        if cell and not found:
            self.remarks.append(Remark("reporter_unknown", Column.REPORTING_PARTY))
        return found[0] if found else None

    def _parties(self, understood: Understanding, own: PartyCode | None) -> tuple[PartyCode, ...]:
        named = self.judge.parties.find(words(self._cell(Column.PARTIES)))
        own = own or understood.own_party
        # What the text names may be the writer's own side; what the column names is meant.
        named = named or tuple(party for party in understood.parties if party is not own)
        if not named:
            self._refuse("no_parties", Column.PARTIES)
        return named

    def _category(self, understood: Understanding) -> tuple[str, tuple[Candidate, ...]]:
        cell = self._cell(Column.CATEGORY)
        if found := self.judge.values.category(cell):
            return found, ()
        if words(cell):
            self.remarks.append(Remark("category_proposed", Column.CATEGORY))
        return understood.candidates[0].code, understood.candidates

    def _slag(self, understood: Understanding) -> Slag:
        told = self.judge.values.value(Slag, "slag.", self._cell(Column.SLAG))
        # Somebody has kept it as a brist already: what the text alone would be turned away for is none the less one.
        return next((slag for slag in (told, understood.slag) if slag in STORED_SLAG), Slag.BRIST)

    def _status(self) -> ReportStatus:
        cell = self._cell(Column.STATUS)
        closed = self._cell(Column.CLOSED)
        if not words(cell) and words(closed):
            return ReportStatus.MOTTAGEN if self.judge.values.yes_no(closed) is False else ReportStatus.AVSLUTAD
        if not words(cell):
            return self.judge.choices.status
        found = self.judge.values.value(ReportStatus, "status.", cell)
        if found is None:
            self._refuse("status_unknown", Column.STATUS)
        return found or self.judge.choices.status

    def _recurring(self, understood: Understanding) -> bool | None:
        told = self.judge.values.yes_no(self._cell(Column.RECURRING))
        return understood.recurring if told is None else told

    def _check_id(self) -> None:
        told = words(self._cell(Column.ID))
        if length_of(told) > LONGEST_TEXT:
            self._refuse("too_long", Column.ID)
            return
        found = find(told)
        if any(span.certain and span.kind is not SpanKind.ARENDENUMMER for span in found):
            self._refuse("personal_data", Column.ID, tuple(dict.fromkeys(span.kind for span in found)))

    def _key(self, kommun_id: int, day: date) -> str:
        """The row's own id if it has one, else its words, as they came: what the guard finds in them may change between two runs.

        Nobody without the secret key can try out what was masked.
        """
        # Another kommun's or year's file begins with number 1 again.
        parts = (str(kommun_id), day.isoformat(), words(self._cell(Column.ID)) or clean(words(self._cell(Column.TEXT))))
        secret = self.judge.secret_key.encode()
        return "import:" + hmac.new(secret, "\x1f".join(parts).encode(), hashlib.sha256).hexdigest()[:48]
