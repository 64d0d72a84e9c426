"""How an edition's Word document looks: an A4 page in the paper's letters and colours, its language set, its pages numbered."""

from typing import cast

from docx.document import Document as Written
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from backend.i18n import Texts
from digests.document import Document
from digests.render.packed import plain

LANGUAGES = {"sv": "sv-SE", "en": "en-GB"}
FONT = "Arial"
"""Every office program has it, or one with letters as wide."""
INK, SOFT, HEADING = RGBColor(0x1B, 0x23, 0x27), RGBColor(0x47, 0x54, 0x5B), RGBColor(0x17, 0x32, 0x3D)
MARGIN, TEXT = Mm(18), Mm(174)
SENDER, LEAD, FACTS, NOTE = "Lex Heller Sender", "Lex Heller Lead", "Lex Heller Facts", "Lex Heller Note"
_OWN: dict[str, tuple[float, RGBColor, float, float]] = {
    SENDER: (10, SOFT, 0, 3),
    LEAD: (10, INK, 7, 3),
    FACTS: (8.5, SOFT, 0, 3),
    NOTE: (8, SOFT, 2, 2),
}
_HEADINGS: dict[int, tuple[float, float, float]] = {1: (18, 0, 2), 2: (11, 9, 3), 3: (9, 4, 0)}


def dress(written: Written, document: Document, texts: Texts) -> None:
    """Give an empty Word document its page, styles, language and footer."""
    page = written.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin = page.right_margin = MARGIN
    page.top_margin, page.bottom_margin, page.footer_distance = Mm(14), Mm(15), Mm(7)
    language = LANGUAGES[document.locale]
    for element in written.styles.element.iter(qn("w:lang")):
        element.set(qn("w:val"), language)
    _letters(_style(written, "Normal"), 9, INK, 0, 3)
    _letters(_style(written, "Caption"), 9, SOFT, 6, 2)
    _style(written, "Caption").paragraph_format.keep_with_next = True
    for level, (size, before, after) in _HEADINGS.items():
        _letters(_style(written, f"Heading {level}"), size, HEADING, before, after, bold=True)
    for name, own in _OWN.items():
        written.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH).base_style = written.styles["Normal"]
        _letters(_style(written, name), *own)
    # the template's footers have stops of their own, in the middle and at another page's edge
    for stops in list(_style(written, "Footer").element.iter(qn("w:tabs"))):
        stops.getparent().remove(stops)
    _footer(page.footer.paragraphs[0], document, texts)


def _style(written: Written, name: str) -> ParagraphStyle:
    return cast(ParagraphStyle, written.styles[name])


def _letters(style: ParagraphStyle, size: float, colour: RGBColor, before: float, after: float, bold: bool = False) -> None:
    style.font.name, style.font.size, style.font.color.rgb = FONT, Pt(size), colour
    style.font.bold, style.font.italic = bold, False
    # the template's headings name the theme's letters, which would win over ours
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{name}"), None)
    fonts.set(qn("w:cs"), FONT)
    style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
    style.paragraph_format.line_spacing = 1.1


def _footer(line: Paragraph, document: Document, texts: Texts) -> None:
    line.paragraph_format.tab_stops.add_tab_stop(TEXT, WD_TAB_ALIGNMENT.RIGHT)
    _small(line.add_run(plain(f"{document.sender} · {document.title}\t{texts.t(document.locale, 'paper.page')} ")))
    _field(line, "PAGE")
    _small(line.add_run(f" {texts.t(document.locale, 'paper.page_of')} "))
    _field(line, "NUMPAGES")


def _small(run: Run) -> Run:
    run.font.size, run.font.color.rgb = Pt(8), SOFT
    return run


def _field(line: Paragraph, what: str) -> None:
    """Write what the program itself reckons out, with a number to show until it has."""
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), what)
    field.append(_small(line.add_run("1"))._r)
    line._p.append(field)
