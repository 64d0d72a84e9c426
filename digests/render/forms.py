"""The forms in which somebody gets an edition as a file: drawn from its document alone, so that they all say the same."""

import asyncio
from dataclasses import dataclass
from datetime import datetime

from backend.i18n import Texts
from digests.document import Document
from digests.render.form import Form
from digests.render.pdf import paper
from digests.render.sheet import sheet
from digests.render.word import word


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an edition's figures are from: until when they were counted, and by which version of the categories."""

    as_of: datetime
    taxonomy_version: str


async def render(document: Document, form: Form, texts: Texts, origin: Origin) -> bytes:
    """Return a document as a file, made in a thread of its own; the same document and origin give the same bytes.

    An edition that is frozen has its paper already: see `digests.frozen.in_form`.
    """
    if form is Form.PDF:
        return (await paper(document, texts)).pdf
    if form is Form.DOCX:
        return await asyncio.to_thread(word, document, texts, origin.as_of)
    return await asyncio.to_thread(sheet, document, texts, origin.as_of, origin.taxonomy_version)
