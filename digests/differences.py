"""What differs between two versions of one edition, as somebody reads them: numbers on top, cell by cell, then by sentence."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import zip_longest

from digests.document import ANNEX_PART, CUT, Chart, Document, RowKind, Section, Table
from digests.render.charts.figures import chart_table
from digests.render.text import SOFT_HYPHEN

MISSING = "–"
PLACE = " number "
"""Between a part's key and which of its numbers is meant."""
NOUGHTS = ("0", "0,0", "0.0", "0 %", "0\N{NO-BREAK SPACE}%", "", MISSING)
"""What a row that one of the versions lacks would have told had it stood there: no change."""
TOP = ""
NOTES = " notes"
BESIDE = " beside"
"""Where a difference stands that stands in no section: first, last, or below one of the numbers on top."""
CHART = " chart"
"""After a section's key: the figures of its chart."""
_END = re.compile(r"(?<=[.?!:])\s+(?=[A-ZÅÄÖ”])")


@dataclass(frozen=True, slots=True)
class Difference:
    """A figure or a sentence by where it stands, as it was and as it is; a dash for one that one of the versions doesn't tell.

    `where` is empty for what the edition says first. `part` is the key of its section, else `TOP`, `NOTES`
    or `BESIDE`.
    """

    where: str
    before: str
    now: str
    part: str = field(default="", compare=False)


def differences(before: Document, now: Document) -> list[Difference]:
    """Return what differs: the figures, then the sentences, each in the order in which they are read.

    What was shortened is read in its annex. Sentences differ when their words do: most that tell of figures tell them as words.
    What the förbund says of a part isn't compared: a correction says beside its figures that it has changed.
    """
    found = [
        Difference(new.label, old.value, new.value)
        for old, new in zip(before.numbers, now.numbers, strict=True)
        if old.value != new.value
    ]
    headings = {**_headings(before), **_headings(now)}
    old_tables, new_tables = _tables(before), _tables(now)
    for key in dict.fromkeys((*new_tables, *old_tables)):
        part = key.removesuffix(CHART)
        found += _in_table(part, headings[part], old_tables.get(key), new_tables.get(key))
    old_texts, new_texts = _texts(before, now), _texts(now, before)
    for key in dict.fromkeys((*new_texts, *old_texts)):
        found += _in_texts(key.partition(PLACE)[0], old_texts.get(key, []), new_texts.get(key, []))
    return found


def _headings(document: Document) -> Mapping[str, str]:
    return {section.key: _plain(section.heading) for section in (*document.annex, *document.sections)}


def _in_full(document: Document) -> dict[str, Section]:
    """Return the sections by key, each where it is told in full."""
    return {section.key: section for section in (*document.sections, *document.annex)}


def _tables(document: Document) -> dict[str, Table]:
    """Return the tables by their sections' keys, and the charts whose figures stand in no table of their section."""
    tables = {section.key: section.table for section in document.sections if section.table}
    tables |= {section.key: section.table for section in document.annex if section.table}
    charts = {key: section.chart for key, section in _in_full(document).items() if section.chart}
    drawn = {f"{key}{CHART}": chart_table(chart, document.locale) for key, chart in charts.items() if not chart.tabled}
    return {**tables, **drawn}


def _texts(document: Document, other: Document) -> dict[str, list[tuple[str, str]]]:
    """Return each part's sentences with where they stand; the sentences of a part stand where it is told first."""
    first, there = _first(document), _first(other)
    headings = _headings(document)
    # what leads to the annex stands there only while there is no room for that part on the first pages
    told = {TOP: [("", sentence.text) for sentence in document.lead if not sentence.about.startswith(ANNEX_PART)]}
    told |= {f"{BESIDE}{PLACE}{number}": [(each.label, each.note)] for number, each in enumerate(document.numbers)}
    for key, section in _in_full(document).items():
        shortened = key in {each.key for each in document.annex} & {each.key for each in document.sections}
        texts = [(headings[key], text) for text in _paragraphs(first[key], there.get(key))]
        for item in section.items:
            where = f"{headings[key]}: {item.heading}"
            texts += [(where, item.heading), (where, item.body), *((where, fact) for fact in item.facts)]
        texts += [(headings[key], text) for text in _beside(section.table, section.chart)]
        told[key] = texts if shortened else [*texts, (headings[key], section.note)]
    told[NOTES] = [("", note) for note in document.notes]
    return {key: [(where, each) for where, text in texts for each in _sentences(text)] for key, texts in told.items()}


def _first(document: Document) -> Mapping[str, Section]:
    """Return the sections by key, each where it is told first."""
    return {section.key: section for section in (*document.annex, *document.sections)}


def _paragraphs(section: Section, there: Section | None) -> Sequence[str]:
    """Return what a section says above its list, unless the other version had no room for it: a full page goes without."""
    left_out = there and there.items and not there.paragraphs
    return () if section.items and left_out else section.paragraphs


def _beside(table: Table | None, chart: Chart | None) -> Iterator[str]:
    if table:
        yield table.note
    if chart:
        yield from (chart.note, "" if chart.tabled else chart.alternative)


def _sentences(text: str) -> list[str]:
    return [each for each in _END.split(_plain(text)) if each]


def _in_texts(part: str, before: list[tuple[str, str]], now: list[tuple[str, str]]) -> Iterator[Difference]:
    matched = SequenceMatcher(None, [text for _, text in before], [text for _, text in now], autojunk=False)
    for kind, old_from, old_to, new_from, new_to in matched.get_opcodes():
        if kind == "equal":
            continue
        for old, new in zip_longest(before[old_from:old_to], now[new_from:new_to]):
            was, is_now = old[1] if old else MISSING, new[1] if new else MISSING
            if not _cut(was, is_now) and not _cut(is_now, was):
                yield Difference((new or old or ("", ""))[0], was, is_now, part)


def _cut(shorter: str, longer: str) -> bool:
    """Whether one is the beginning of the other, which had more room."""
    return shorter.endswith(CUT) and longer.startswith(shorter.removesuffix(CUT))


def _in_table(part: str, heading: str, before: Table | None, now: Table | None) -> Iterator[Difference]:
    old, new = _cells(before), _cells(now)
    for place in dict.fromkeys((*new, *old)):
        was, is_now = old.get(place, MISSING), new.get(place, MISSING)
        one_sided = place not in old or place not in new
        if was != is_now and not (one_sided and {was, is_now} <= set(NOUGHTS)):
            yield Difference(f"{heading}: {', '.join(place)}", was, is_now, part)


def _cells(table: Table | None) -> dict[tuple[str, str], str]:
    if table is None:
        return {}
    names = [_plain(column.label).rstrip("*") for column in table.columns]
    return {
        (_plain(row.cells[0]), name): cell
        for row in table.rows
        if row.kind is not RowKind.FAMILY
        for name, cell in zip(names[1:], row.cells[1:], strict=True)
    }


def _plain(text: str) -> str:
    return text.replace(SOFT_HYPHEN, "")
