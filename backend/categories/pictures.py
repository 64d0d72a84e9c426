"""The evaluation as two pictures in SVG: which category is taken for which, and whether probabilities mean what they say."""

from xml.etree import ElementTree as Xml

from backend.categories.evaluate import Evaluation
from backend.categories.taxonomy import Taxonomy

_CELL, _MARGIN = 30, 130
_SIDE, _EDGE = 320, 50
# So many of one mistake have the full colour; right answers are far more, and have a scale of their own.
_MANY_WRONG = 8
_RIGHT, _WRONG, _INK = "#1b6e53", "#b3412b", "#222222"


def confusion_svg(evaluation: Evaluation) -> str:
    """Return the confusion matrix: a row for each true category, a column for each that was said, the counts in the cells."""
    said = {code for pair in evaluation.confusion for code in pair}
    codes = [code for code in Taxonomy.load().codes if code in said]
    size = _MARGIN + _CELL * len(codes) + 10
    picture = _canvas(size, size, "Confusion matrix: rows are the true category, columns the first proposal")
    full = {True: max(evaluation.confusion.values(), default=1), False: _MANY_WRONG}
    for row, truth in enumerate(codes):
        y = _MARGIN + _CELL * row
        _text(picture, _MARGIN - 6, y + _CELL * 0.66, truth, anchor="end")
        across = _text(picture, 0, 0, truth, anchor="start")
        across.set("transform", f"translate({y + _CELL * 0.66:.0f} {_MARGIN - 6}) rotate(-90)")
        for column, answer in enumerate(codes):
            count = evaluation.confusion[truth, answer]
            cell = Xml.SubElement(picture, "rect", {"x": str(_MARGIN + _CELL * column), "y": str(y)})
            cell.set("width", str(_CELL - 1))
            cell.set("height", str(_CELL - 1))
            cell.set("fill", _RIGHT if truth == answer else _WRONG)
            cell.set("fill-opacity", f"{0.04 + 0.7 * min(count / full[truth == answer], 1):.2f}")
            if count:
                _text(picture, _MARGIN + _CELL * (column + 0.5), y + _CELL * 0.66, str(count))
    return Xml.tostring(picture, encoding="unicode") + "\n"


def reliability_svg(evaluation: Evaluation) -> str:
    """Return the reliability diagram: how often first proposals are right (y) against the probability that they had (x)."""
    whole = _SIDE + 2 * _EDGE
    picture = _canvas(whole, whole, "Reliability: the share that is right against the probability that was said")

    def place(x: float, y: float) -> tuple[float, float]:
        return _EDGE + _SIDE * x, _EDGE + _SIDE * (1 - y)

    frame = {"x": str(_EDGE), "y": str(_EDGE), "width": str(_SIDE), "height": str(_SIDE), "fill": "none", "stroke": _INK}
    Xml.SubElement(picture, "rect", frame)
    (x0, y0), (x1, y1) = place(0, 0), place(1, 1)
    ends = {"x1": f"{x0:.0f}", "y1": f"{y0:.0f}", "x2": f"{x1:.0f}", "y2": f"{y1:.0f}"}
    Xml.SubElement(picture, "line", {**ends, "stroke": _INK, "stroke-dasharray": "4 4"})
    for step in range(0, 11, 2):
        x, y = place(step / 10, 0)
        _text(picture, x, y + 16, f"{step / 10:.1f}")
        x, y = place(0, step / 10)
        _text(picture, x - 6, y + 4, f"{step / 10:.1f}", anchor="end")
    for part in evaluation.reliability:
        x, y = place(part.said, part.right)
        dot = {"cx": f"{x:.1f}", "cy": f"{y:.1f}", "r": f"{3 + part.texts**0.5 / 2:.1f}", "fill": _RIGHT, "fill-opacity": "0.7"}
        Xml.SubElement(Xml.SubElement(picture, "g"), "circle", dot)
        _text(picture, x, y - 10, str(part.texts))
    _text(picture, whole / 2, whole - 8, "probability of the first proposal")
    upright = _text(picture, 0, 0, "share that is right")
    upright.set("transform", f"translate(14 {whole / 2:.0f}) rotate(-90)")
    return Xml.tostring(picture, encoding="unicode") + "\n"


def _canvas(width: int, height: int, title: str) -> Xml.Element:
    sizes = {"width": str(width), "height": str(height), "viewBox": f"0 0 {width} {height}"}
    picture = Xml.Element("svg", {"xmlns": "http://www.w3.org/2000/svg", "role": "img", **sizes})
    picture.set("font-family", "sans-serif")
    picture.set("font-size", "11")
    Xml.SubElement(picture, "title").text = title
    Xml.SubElement(picture, "rect", {"width": "100%", "height": "100%", "fill": "white"})
    return picture


def _text(picture: Xml.Element, x: float, y: float, words: str, anchor: str = "middle") -> Xml.Element:
    label = Xml.SubElement(picture, "text", {"x": f"{x:.0f}", "y": f"{y:.0f}", "text-anchor": anchor, "fill": _INK})
    label.text = words
    return label
