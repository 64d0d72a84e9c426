"""Charts and pages as pictures, for programs that can't show what we draw."""

import threading
from io import BytesIO

from digests.document import Chart
from digests.render.charts import drawing
from digests.render.templates import draw

SHARP = 3
"""Dots for each of a chart's units: about as sharp as print."""
_ONE_AT_A_TIME = threading.Lock()
"""PDFium serves one thread at a time."""


def chart_png(chart: Chart, locale: str) -> bytes:
    """Return a chart as a PNG, drawn as on paper."""
    # loaded where it is needed, as in `digests.render.pdf`
    from weasyprint import HTML

    canvas = drawing(chart, locale)
    html = draw("picture.html", drawn=canvas.svg(chart.alternative), width=canvas.width, height=canvas.height)
    (picture,) = page_pngs(HTML(string=html).write_pdf(), SHARP)
    return picture


def page_pngs(pdf: bytes, sharp: float, colours: int | None = None) -> list[bytes]:
    """Return each page of a PDF as a PNG, so many dots for each point; `colours` says how many may differ, for small files."""
    import pypdfium2

    with _ONE_AT_A_TIME, pypdfium2.PdfDocument(pdf) as document:
        images = [page.render(scale=sharp).to_pil() for page in document]
    pictures = []
    for image in images:
        out = BytesIO()
        (image.quantize(colours) if colours else image).save(out, "PNG", optimize=True)
        pictures.append(out.getvalue())
    return pictures
