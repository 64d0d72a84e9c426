"""What a card or an answer needs in order to speak one person's language."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from babel.lists import format_list

from backend.categories.taxonomy import Taxonomy
from backend.directory.receivers import say_receiver
from backend.i18n import Texts
from backend.times import say_date, say_days, say_time
from models.enums import PartyCode, RoleName


@dataclass(frozen=True, slots=True)
class Words:
    """Texts, names of categories, dates: all in one locale."""

    texts: Texts
    taxonomy: Taxonomy
    locale: str

    def t(self, key: str, **values: object) -> str:
        """Return the text of a key with the values put in; raise KeyError for no such key."""
        return self.texts.t(self.locale, key, **values)

    def counted(self, key: str, count: int) -> str:
        """Return the text `<key>.one` or `<key>.many`, with the number as `{n}`; raise KeyError for no such key."""
        return self.texts.counted(self.locale, key, count)

    def category(self, code: str) -> str:
        """Return a category's name."""
        return self.taxonomy.label(code, self.locale)

    def family_of(self, code: str) -> str:
        """Return the name of the family that a category belongs to."""
        family = self.taxonomy.family(code)
        return family.en if self.locale == "en" else family.sv

    def parties(self, codes: tuple[PartyCode, ...]) -> str:
        """Return the parties' names in one line; a dash when there are none."""
        return ", ".join(self.t(f"party.{code}.long") for code in codes) or "–"

    def listed(self, things: Sequence[str]) -> str:
        """Return things in one line: `SB-2026-0001, SB-2026-0002 och SB-2026-0003`."""
        return format_list(things, locale=self.locale)

    def receiver(self, role: RoleName | None, kommun: str) -> str:
        """Return who receives, by role: `samverkanskoordinatorn i Tranås`; the förbund when nobody has a role."""
        return say_receiver(self.t, role, kommun)

    def day(self, day: date | None) -> str:
        """Return the day as people read it; a dash when there is none."""
        return say_date(day, self.locale) if day else "–"

    def days(self, first: date | None, last: date | None) -> str:
        """Return one day, or the first and the last, as people read them; a dash when there is none."""
        return say_days(first, last, self.locale) if first else "–"

    def moment(self, moment: datetime) -> str:
        """Return the moment in Stockholm as people read it."""
        return say_time(moment, self.locale)
