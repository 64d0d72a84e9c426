"""The categoriser's commands."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from backend.categories.classifier import TrainedCategoriser, prepare
from backend.categories.corpus import LabelledText, load_corpus, read_corpus
from backend.categories.evaluate import by_writer, evaluate, main_table
from backend.categories.pictures import confusion_svg, reliability_svg
from backend.categories.proposal import Categoriser
from backend.categories.sentences.blend import blended_learner
from backend.categories.sentences.encoder import SentenceEncoder
from backend.categories.taxonomy import standard_taxonomy
from backend.cli.screen import advancing, out, show


def categories_list() -> None:
    """Show the taxonomy that ships with the product: code, name, and what failed."""
    taxonomy = standard_taxonomy()
    table = Table("Code", "Name", "What failed", title=f"Taxonomy, version {taxonomy.version}")
    for category in taxonomy.offered:
        table.add_row(category.code, category.sv, category.failed)
    show(table)


def categories_prepare() -> None:
    """Learn from the shipped texts once, beside the product's packages, so that no first start takes half a minute for it."""
    with advancing("Learning") as told:
        path = prepare(told)
    out.print(f"Kept as {path}.", markup=False)


def categories_evaluate(
    folds: Annotated[int, typer.Option(min=2, help="Parts of the cross-validation.")] = 10,
    data: Annotated[
        Path | None,
        typer.Option(help="Labelled JSON lines to judge, with the product's own learned from besides; its own if not given."),
    ] = None,
    pictures: Annotated[Path | None, typer.Option(help="Folder for confusion.svg and reliability.svg.")] = None,
    sentences: Annotated[
        Path | None, typer.Option(help="Folder of a sentence model to weigh in (model.onnx, vocab.txt).")
    ] = None,
    by_writers: Annotated[
        bool, typer.Option("--by-writer", help="Judge each writer's texts (source) by a model that learned from the others'.")
    ] = False,
) -> None:
    """Measure the categoriser on texts that it hasn't seen, by cross-validation."""
    shipped = load_corpus()
    texts = read_corpus(data) if data else shipped
    parts: list[frozenset[int]] = []
    if by_writers:
        try:
            parts = by_writer(texts)
        except ValueError as error:
            raise typer.BadParameter(str(error), param_hint="--by-writer") from error
        folds = len(parts)
    if data:
        folds = min(folds, len(texts))  # of fewer texts than parts each is a part of its own
    elif folds > len(texts):
        raise typer.BadParameter(f"there are {len(texts)} texts: say no more than that", param_hint="--folds")
    learn: Callable[[Sequence[LabelledText]], Categoriser] = TrainedCategoriser.trained_on
    if sentences:
        learn = blended_learner(SentenceEncoder.load(sentences))
    with advancing(f"Learning {folds} times") as told:
        result = evaluate(folds, texts, learn, shipped if data else (), told, parts)
    if pictures:
        pictures.mkdir(parents=True, exist_ok=True)
        (pictures / "confusion.svg").write_text(confusion_svg(result), "utf-8")
        (pictures / "reliability.svg").write_text(reliability_svg(result), "utf-8")
    table = Table("Figure", "Value")
    for name, value in main_table(result):
        table.add_row(name, f"{value:.3f}")
    show(table)
