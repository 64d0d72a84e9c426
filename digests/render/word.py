"""An edition as a Word document: real headings, tables with header rows and pictures with words, to be pasted into minutes."""

from dataclasses import replace
from datetime import datetime
from functools import partial
from io import BytesIO
from itertools import pairwise

import docx
from docx.document import Document as Written
from docx.shared import Pt
from docx.text.paragraph import Paragraph

from backend.i18n import Texts
from digests.document import Chart, Column, Document, Item, Row, Section, Table
from digests.render.charts import chart_table, drawing
from digests.render.packed import plain, repacked
from digests.render.pictures import chart_png
from digests.render.word_language import mark_swedish
from digests.render.word_style import FACTS, LEAD, NOTE, SENDER, dress
from digests.render.word_table import fill, number_row

UNITS = 0.75
"""A chart's unit in points."""


def word(document: Document, texts: Texts, as_of: datetime) -> bytes:
    """Return the document as DOCX; the same document gives the same bytes, on a machine with the same fonts."""
    written = docx.Document()
    dress(written, document, texts)
    _describe(written, document, as_of)
    written.add_paragraph(plain(document.sender), SENDER)
    written.add_heading(plain(document.title), 1)
    written.add_paragraph(plain(document.period), SENDER)
    _top(written, document)
    written.add_paragraph(plain(" ".join(sentence.text for sentence in document.lead)), LEAD)
    stands, beside = _one_by_one(document, texts)
    for section in stands:
        _section(written, section, document.locale)
    for note in document.notes:
        written.add_paragraph(plain(note), NOTE)
    for number, section in enumerate((*beside, *document.annex)):
        heading = _section(written, section, document.locale)
        heading.paragraph_format.page_break_before = number == 0
    mark_swedish(written, [plain(each) for each in document.swedish])
    out = BytesIO()
    written.save(out)
    return repacked(out.getvalue())


def _one_by_one(document: Document, texts: Texts) -> tuple[list[Section], list[Section]]:
    """Return the parts of the first pages, and those that share the width with another there, as parts of the annex.

    Here nothing stands beside anything, so that what does on paper would need another page: it begins the annex.
    """
    beside = [after for before, after in pairwise(document.sections) if before.beside]
    stands = [section for section in document.sections if section not in beside]
    heading = partial(texts.t, document.locale, "paper.annex.heading")
    return stands, [replace(section, heading=heading(heading=section.heading)) for section in beside]


def _describe(written: Written, document: Document, as_of: datetime) -> None:
    said = written.core_properties
    said.title, said.subject = plain(document.title), plain(document.period)
    said.author = said.last_modified_by = plain(document.sender)
    said.language, said.comments, said.revision = document.locale, "", 1
    said.created = said.modified = as_of.replace(tzinfo=None)


def _top(written: Written, document: Document) -> None:
    """Write the three numbers beside one another, each under what it counts."""
    columns = tuple(Column(number.label, numeric=False) for number in document.numbers)
    rows = (Row(tuple(each.value for each in document.numbers)), Row(tuple(each.note for each in document.numbers)))
    table = fill(written, Table(document.period, columns, rows), headed=False)
    number_row(table.rows[1])


def _section(written: Written, section: Section, locale: str) -> Paragraph:
    """Write a part of the edition and return its heading."""
    heading: Paragraph = written.add_heading(plain(section.heading), 2)
    for paragraph in section.paragraphs:
        written.add_paragraph(plain(paragraph))
    for item in section.items:
        _item(written, item)
    if section.table:
        _table(written, section.table)
    if section.chart:
        _chart(written, section.chart, locale)
    if section.note:
        written.add_paragraph(plain(section.note), NOTE)
    for paragraph in section.comment:
        written.add_paragraph(plain(paragraph))
    return heading


def _item(written: Written, item: Item) -> None:
    written.add_heading(plain(item.heading), 3)
    if item.body:
        body = written.add_paragraph(plain(item.body))
        body.paragraph_format.keep_with_next = bool(item.facts)
    if item.facts:
        written.add_paragraph(plain(" · ".join(item.facts)), FACTS)


def _table(written: Written, table: Table) -> None:
    written.add_paragraph(plain(table.caption), "Caption")
    fill(written, table)
    if table.note:
        written.add_paragraph(plain(table.note), NOTE)


def _chart(written: Written, chart: Chart, locale: str) -> None:
    """Write a chart as a picture that is told in words, and its figures below it."""
    written.add_paragraph(plain(chart.heading), "Caption")
    paragraph = written.add_paragraph()
    # only with what is read together with it: else chart hangs on chart, and half a page stays white
    paragraph.paragraph_format.keep_with_next = bool(chart.note) or not chart.tabled
    width = Pt(drawing(chart, locale).width * UNITS)
    picture = paragraph.add_run().add_picture(BytesIO(chart_png(chart, locale)), width)
    picture._inline.docPr.set("descr", plain(chart.alternative))
    if chart.note:
        written.add_paragraph(plain(chart.note), NOTE)
    if not chart.tabled:
        _table(written, replace(chart_table(chart, locale), caption=chart.figures))
