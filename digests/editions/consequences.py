"""How it is told what the events meant for individuals, with what is hidden marked as hidden."""

from digests.document import Column, Row, RowKind, Section, Table
from digests.figures.consequences import NAMES, UNSAID
from digests.figures.shown import Shown
from digests.say import Voice


def consequences(voice: Voice, shown: Shown, new: int) -> list[Section]:
    """Return the table as a section; none when nobody has said anything of it, and a sentence when it can't be told."""
    told = {place.consequence: number for place, number in shown.numbers}
    if told.get(UNSAID, 0) == new:
        return []
    heading = voice.t("consequences.heading")
    if shown.withheld:
        return [Section("consequences", heading, (voice.t("consequences.withheld"),))]
    rows = [Row((_name(voice, name), hidden_or(voice, told.get(name)))) for name in NAMES]
    columns = (Column(voice.t("column.consequence"), numeric=False), Column(voice.t("column.new")))
    total = Row((voice.t("total"), voice.whole(new)), RowKind.TOTAL)
    note = voice.t("hidden.note") if shown.hidden else ""
    return [Section("consequences", heading, table=Table(voice.t("consequences.caption"), columns, (*rows, total), note))]


def hidden_or(voice: Voice, number: int | None) -> str:
    """Return a number, or the mark of one that is hidden."""
    return voice.t("hidden") if number is None else voice.whole(number)


def _name(voice: Voice, name: str) -> str:
    return voice.t("consequences.unsaid") if name == UNSAID else voice.texts.t(voice.locale, f"consequence.{name}")
