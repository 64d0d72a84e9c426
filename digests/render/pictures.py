"""Charts and pages as pictures, for programs that can't show what we draw."""

import threading
from io import BytesIO

from PIL import Image, ImageChops

from digests.document import Chart
from digests.render.charts import drawing
from digests.render.pdf import no_fetcher
from digests.render.templates import draw

SHARP = 3
"""Dots for each of a chart's units: about as sharp as print."""
MARGIN = 12
"""What is left under the last of a picture's marks, in dots."""
_ONE_AT_A_TIME = threading.Lock()
"""PDFium serves one thread at a time."""


def chart_png(chart: Chart, locale: str) -> bytes:
    """Return a chart as a PNG, drawn as on paper."""
    # loaded where it is needed, as in `digests.render.pdf`
    from weasyprint import HTML

    canvas = drawing(chart, locale)
    html = draw("picture.html", drawn=canvas.svg(chart.alternative), width=canvas.width, height=canvas.height)
    (picture,) = page_pngs(HTML(string=html, url_fetcher=no_fetcher()).write_pdf(), SHARP)
    return picture


def page_pngs(pdf: bytes, sharp: float, colours: int | None = None, whole: bool = True) -> list[bytes]:
    """Return each page of a PDF as a PNG, so many dots for each point; with `whole` false without what is empty at its end.

    `colours` says how many may differ, for small files.
    """
    return [_png(image if whole else _without_end(image), colours) for image in _images(pdf, sharp)]


def trimmed_png(png: bytes, width: int, height: int, colours: int) -> bytes:
    """Return the upper left corner of a picture, without what is empty at its end; `colours` says how many may differ."""
    image = Image.open(BytesIO(png)).convert("RGB")
    return _png(_without_end(image.crop((0, 0, min(width, image.width), min(height, image.height)))), colours)


def page_words(pdf: bytes) -> list[str]:
    """Return the words of each page of a PDF, without the marks that only say where a word may be broken."""
    import pypdfium2

    with _ONE_AT_A_TIME, pypdfium2.PdfDocument(pdf) as document:
        return [" ".join(page.get_textpage().get_text_bounded().replace("\ufffe", "").split()) for page in document]


def _without_end(image: Image.Image) -> Image.Image:
    ground = Image.new(image.mode, image.size, image.getpixel((0, image.height - 1)))
    _, _, _, bottom = ImageChops.difference(image, ground).getbbox() or (0, 0, *image.size)
    return image.crop((0, 0, image.width, min(bottom + MARGIN, image.height)))


def _images(pdf: bytes, sharp: float) -> list[Image.Image]:
    import pypdfium2

    with _ONE_AT_A_TIME, pypdfium2.PdfDocument(pdf) as document:
        return [page.render(scale=sharp).to_pil() for page in document]


def _png(image: Image.Image, colours: int | None) -> bytes:
    out = BytesIO()
    # by what there is and not by how much: a red line must not turn grey among the letters
    (image.convert("RGB").quantize(colours, Image.Quantize.MAXCOVERAGE) if colours else image).save(out, "PNG", optimize=True)
    return out.getvalue()
