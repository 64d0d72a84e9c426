"""Words in another language than a Word document's own, so that they are read aloud and spelt as what they are."""

from collections.abc import Sequence
from copy import deepcopy

from docx.document import Document as Written
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.text.run import Run

from digests.own_words import parts_of


def mark_swedish(written: Written, own: Sequence[str]) -> None:
    """Let what is one of somebody's own words be runs of text in Swedish, wherever it stands."""
    if not own:
        return
    for element in list(written.element.body.iter(qn("w:r"))):
        run = Run(element, written)
        parts = list(parts_of(run.text, own))
        if not any(swedish for _, swedish in parts):
            continue
        for text, swedish in parts:
            copied = deepcopy(element)
            element.addprevious(copied)
            part = Run(copied, written)
            part.text = text
            if swedish:
                language = OxmlElement("w:lang")
                language.set(qn("w:val"), "sv-SE")
                copied.get_or_add_rPr().append(language)
        element.getparent().remove(element)
