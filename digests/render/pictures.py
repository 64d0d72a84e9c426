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
LONGEST, MARGIN = 9000, 12
"""How long a page for a screen may be, and what is left under it, in dots."""
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


def html_png(html: str, width: int, sharp: float, colours: int | None = None) -> bytes:
    """Return a page for a screen as one PNG, so many dots wide as a screen would draw it, times `sharp`; it fetches nothing."""
    from weasyprint import CSS, HTML

    long = CSS(string=f"@page {{ margin: 0; size: {width}px {LONGEST}px; }}")
    # a screen's dot is three quarters of a point
    (image, *_) = _images(
        HTML(string=html, url_fetcher=no_fetcher()).write_pdf(stylesheets=[long], presentational_hints=True), sharp / 0.75
    )
    return _png(_without_end(image), colours)


def page_pngs(pdf: bytes, sharp: float, colours: int | None = None, whole: bool = True) -> list[bytes]:
    """Return each page of a PDF as a PNG, so many dots for each point; with `whole` false without what is empty at its end.

    `colours` says how many may differ, for small files.
    """
    return [_png(image if whole else _without_end(image), colours) for image in _images(pdf, sharp)]


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
    (image.quantize(colours) if colours else image).save(out, "PNG", optimize=True)
    return out.getvalue()
