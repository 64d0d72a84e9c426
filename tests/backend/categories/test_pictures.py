from collections import Counter
from dataclasses import replace
from xml.etree import ElementTree as Xml

from backend.categories.evaluate import Bin, Evaluation
from backend.categories.pictures import confusion_svg, reliability_svg

SVG = "{http://www.w3.org/2000/svg}"
COUNTS = Counter({("NARVARO", "NARVARO"): 6, ("KONTAKT", "KONTAKT"): 3, ("KONTAKT", "NARVARO"): 2, ("ANSVAR", "KONTAKT"): 1})
EVALUATION = Evaluation(
    texts=12, folds=2, top1=0.75, top3=1, family=1, macro_f1=0.7, ece=0.1, coverage=0.5, slag=1, praise=0.5, secondary=0.5,
    confusion=COUNTS, reliability=(Bin(4, 0.35, 0.5), Bin(8, 0.95, 0.9)),
)  # fmt: skip


def words(svg: str) -> list[str]:
    return [str(text.text) for text in Xml.fromstring(svg).iter(f"{SVG}text")]  # noqa: S314 - our own picture


def test_the_confusion_matrix_has_a_row_and_a_column_for_each_category_that_occurs_and_every_count() -> None:
    shown = words(confusion_svg(EVALUATION))
    assert [shown.count(code) for code in ("NARVARO", "KONTAKT", "ANSVAR", "TILLIT")] == [2, 2, 2, 0]
    assert sorted(word for word in shown if word.isdigit()) == ["1", "2", "3", "6"]


def test_the_reliability_diagram_has_a_dot_for_each_part_where_it_was_right_as_often_as_it_said() -> None:
    picture = Xml.fromstring(reliability_svg(replace(EVALUATION, reliability=(Bin(9, 0.5, 0.5),))))  # noqa: S314 - our own picture
    (dot,) = picture.iter(f"{SVG}circle")
    middle = float(picture.get("width", "")) / 2
    assert (float(dot.get("cx", "")), float(dot.get("cy", ""))) == (middle, middle)


def test_both_pictures_say_in_words_what_they_show() -> None:
    for svg in (confusion_svg(EVALUATION), reliability_svg(EVALUATION)):
        assert Xml.fromstring(svg).findtext(f"{SVG}title")  # noqa: S314 - our own picture
