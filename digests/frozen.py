"""What is kept of an edition: its figures and its words, which never change again, and a hash that shows it."""

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from pydantic import TypeAdapter

from backend.i18n import SWEDISH, Texts
from digests.document import DOCUMENT, Document, EditionSummary
from digests.drafts.words import Words
from digests.figures.annual import AnnualFigures
from digests.figures.lsg import LsgFigures
from digests.figures.styrelse import StyrelseFigures
from digests.kind import Composed
from digests.render.form import Form
from digests.render.forms import Origin, render
from digests.render.page import content
from digests.render.pdf import fitting_paper
from digests.render.text import text
from models import Edition, EditionTranslation, Group
from models.enums import EditionKind

_WORDS: TypeAdapter[Words | None] = TypeAdapter(Words | None)
_STYRELSE = TypeAdapter(StyrelseFigures)
_LSG = TypeAdapter(LsgFigures)
_ANNUAL = TypeAdapter(AnnualFigures)


@dataclass(frozen=True, slots=True)
class Frozen:
    """An edition in every form that is kept. `figures` holds the figures and the document, as JSON."""

    document: Document
    figures: dict[str, Any]
    html: str
    text: str
    pdf: bytes
    content_hash: str

    @property
    def columns(self) -> dict[str, Any]:
        """What an edition and a publication keep of it, by their columns' names."""
        return {name: getattr(self, name) for name in ("figures", "html", "text", "pdf", "content_hash")}


async def freeze(composed: Composed, texts: Texts) -> Frozen:
    """Return the edition in every form; the same edition gives the same bytes."""
    document, written = await fitting_paper(composed.drafts, composed.pages, texts)
    figures = figures_json(composed, document)
    html, plain = content(document), text(document)
    return Frozen(
        document=document,
        figures=figures,
        html=html,
        text=plain,
        pdf=written.pdf,
        content_hash=content_hash(figures, html, plain),
    )


def figures_json(composed: Composed, document: Document) -> dict[str, Any]:
    """Return the figures, the models that proposed their categories, a person's words, and the document, as they are stored."""
    told = TypeAdapter(type(composed.figures)).dump_python(composed.figures, mode="json")
    return {
        "figures": told,
        "models": list(composed.models),
        "words": _WORDS.dump_python(composed.words, mode="json"),
        "document": DOCUMENT.dump_python(document, mode="json"),
    }


def content_hash(figures: dict[str, Any], html: str, plain: str) -> str:
    """Return the SHA-256, in hexadecimal, of the figures as canonical JSON, the HTML and the text."""
    canonical = json.dumps(figures, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256("\0".join((canonical, html, plain)).encode()).hexdigest()


def words_in(figures: dict[str, Any]) -> Words | None:
    """Return what a person has said of an edition, as `figures_json` stored it."""
    return _WORDS.validate_python(figures["words"])


def document_of(edition: Edition | EditionTranslation) -> Document:
    """Return the document that was frozen in an edition, in its language."""
    return document_in(edition.figures)


def document_in(figures: dict[str, Any]) -> Document:
    """Return the document that `figures_json` stored."""
    return DOCUMENT.validate_python(figures["document"])


def board_figures_of(edition: Edition) -> StyrelseFigures:
    """Return the figures that were frozen in an edition of the board's."""
    return _STYRELSE.validate_python(edition.figures["figures"])


def local_figures_of(edition: Edition) -> LsgFigures:
    """Return the figures that were frozen in an edition of a local group's."""
    return _LSG.validate_python(edition.figures["figures"])


def annual_figures_of(edition: Edition) -> AnnualFigures:
    """Return the figures that were frozen in an edition of the board's year or half-year."""
    return _ANNUAL.validate_python(edition.figures["figures"])


async def in_form(edition: Edition, told: Edition | EditionTranslation, form: Form, texts: Texts) -> bytes:
    """Return a made edition as it is `told` in a language as a file: its paper as frozen, else drawn from its document."""
    if form is Form.PDF and told.pdf:
        return told.pdf
    return await render(document_of(told), form, texts, Origin(edition.as_of, edition.taxonomy_version))


def file_stem(edition: Edition, group: Group, locale: str = SWEDISH) -> str:
    """Return the name that an edition's files begin with, such as `lsg-tranas-2026-11-21`, by the last day it tells of.

    A correction's has its version as well, `lsg-tranas-2026-11-21-v2`, and one in another language that: `…-en`.
    """
    version = f"-v{edition.version}" if edition.version > 1 else ""
    language = "" if locale == SWEDISH else f"-{locale}"
    return f"{kind_and_group(edition.kind, group)}-{edition.period_end}{version}{language}"


def kind_and_group(kind: EditionKind, group: Group) -> str:
    """Return how the name of a file about a group begins: the kind once, also where the group's own name begins with it."""
    return group.slug if group.slug.startswith(f"{kind}-") else f"{kind}-{group.slug}"


def summary(document: Document, texts: Texts, locale: str | None = None) -> EditionSummary:
    """Return what a card shows of an edition; the link's words are in the reader's language."""
    return EditionSummary(
        title=document.title,
        period=document.period,
        lead=" ".join(sentence.text for sentence in document.lead),
        numbers=document.numbers,
        link_text=texts.t(locale or document.locale, "paper.card_link"),
    )
