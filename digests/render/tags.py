"""What a paper says of itself besides what WeasyPrint writes: PDF/UA-1 beside PDF/A-2a, directions, places, links in words."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

UA_NAMESPACE = "http://www.aiim.org/pdfua/ns/id/"
_PROPERTY = "Which part of ISO 14289 is followed"
_DECLARED = f"""<rdf:Description rdf:about="" xmlns:pdfuaid="{UA_NAMESPACE}" pdfuaid:part="1"/>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema>
<pdfaSchema:namespaceURI>{UA_NAMESPACE}</pdfaSchema:namespaceURI><pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource"><pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType><pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>{_PROPERTY}</pdfaProperty:description></rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>
""".encode()
_END = b"</rdf:RDF>"
_FOOTER = b"<</Type /Pagination /Subtype /Footer>>"
POINTS = 0.75
"""A dot of WeasyPrint's in points."""


def finisher(places: Mapping[str, str]) -> Callable[[Any, Any], None]:
    """Return what WeasyPrint calls before it writes a file; `places` are the names of the places that links lead to, by id."""

    def finish(document: Any, pdf: Any) -> None:
        _declare(pdf)
        _name_languages(document, pdf)
        _name_links(pdf, places)
        for table in _of_type(pdf, "/Table"):
            _direct_headers(pdf, table)
        for figure in _of_type(pdf, "/Figure"):
            _place(pdf, figure)
        _set_footers_apart(pdf)

    return finish


def _declare(pdf: Any) -> None:
    """Declare PDF/UA-1 beside PDF/A, whose rules ask that a name they don't know themselves is explained in the file."""
    metadata = _at(pdf, pdf.catalog["Metadata"])
    (packet,) = metadata.stream
    before, end, after = packet.rpartition(_END)
    metadata.stream = [before + _DECLARED + end + after]


def _name_languages(document: Any, pdf: Any) -> None:
    """Say of each text that isn't in the file's language in which it is: WeasyPrint says that of the whole file alone.

    It makes an element for every text in the order in which they stand in its boxes, but for a link's.
    """
    whole = pdf.catalog["Lang"]
    texts = [text for page in document.pages for text in _text_boxes(page._page_box)]
    if all(text.style["lang"] in (None, whole.string) for text in texts):
        return  # most papers: they don't depend on how WeasyPrint orders its elements
    elements = [each for each in _of_type(pdf, "/Span") if each["K"] and isinstance(each["K"][0], int)]
    for text, element in zip(texts, elements, strict=True):
        if text.style["lang"] not in (None, whole.string):
            element["Lang"] = type(whole)(text.style["lang"])


def _text_boxes(box: Any) -> Iterator[Any]:
    box = getattr(box, "_box", box)  # what stands apart from the text is held by a place in it
    for child in getattr(box, "children", ()):
        for each in child.children if type(child).__name__ == "LineBox" else (child,):
            if type(each).__name__ != "TextBox":
                yield from _text_boxes(each)
            elif (box.element_tag or "").split(":")[0] != "a":
                yield each


def _name_links(pdf: Any, places: Mapping[str, str]) -> None:
    """Let each link within the paper be told by the heading that it leads to; WeasyPrint tells it by the place's id."""
    for annotation in pdf.objects:
        if isinstance(annotation, dict) and annotation.get("Subtype") == "/Link" and "Dest" in annotation:
            words = annotation["Contents"]
            words.string = places[words.string]


def _direct_headers(pdf: Any, table: Any) -> None:
    """Say of each header whether it heads its row or what stands under it, for readers that don't follow the cells' own lists."""
    for row in _rows(pdf, table):
        kids = [_at(pdf, kid) for kid in row["K"]]
        scope = "/Row" if any(each["S"] == "/TD" for each in kids) else "/Column"
        for each in kids:
            if each["S"] == "/TH":
                each["A"]["Scope"] = scope


def _place(pdf: Any, figure: Any) -> None:
    """Say where a picture stands as the file counts, in points from the page's foot; WeasyPrint says it in dots from its head."""
    height = _at(pdf, figure["Pg"])["MediaBox"][3]
    x1, y1, x2, y2 = (length * POINTS for length in figure["A"]["BBox"])
    figure["A"]["BBox"][:] = (x1, height - y2, x2, height - y1)


def _set_footers_apart(pdf: Any) -> None:
    """Mark what stands outside the tree of tags, the pages' footers, as no part of what is told: WeasyPrint leaves it tagged."""
    root = _at(pdf, pdf.catalog["StructTreeRoot"])
    told = set(_references(pdf, root["K"]))
    pages = _at(pdf, root["ParentTree"])["Nums"][1::2]
    for page, elements in zip(pdf.page_references, pages, strict=False):
        written = _at(pdf, _at(pdf, page)["Contents"]).stream
        for place, part in enumerate(written):
            if isinstance(part, dict) and "MCID" in part and elements[part["MCID"]] not in told:
                elements[part["MCID"]] = b"null"
                written[place - 1 : place + 1] = [b"/Artifact", _FOOTER]


def _references(pdf: Any, kids: Any) -> Iterator[bytes]:
    for kid in kids:
        if isinstance(kid, bytes):
            yield kid
            yield from _references(pdf, _at(pdf, kid).get("K", ()))


def _rows(pdf: Any, element: Any) -> Iterator[Any]:
    for kid in element["K"]:
        inner = _at(pdf, kid)
        if inner["S"] == "/TR":
            yield inner
        elif inner["S"] in ("/THead", "/TBody"):
            yield from _rows(pdf, inner)


def _of_type(pdf: Any, tag: str) -> list[Any]:
    return [each for each in pdf.objects if isinstance(each, dict) and each.get("S") == tag]


def _at(pdf: Any, reference: bytes) -> Any:
    """Return the object that a reference such as `12 0 R` leads to."""
    return pdf.objects[int(reference.split()[0])]
