"""A sentence model that is small enough to be made in a test: each piece has a vector, drawn by lot."""

from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from backend.categories.corpus import load_corpus

PIECES = 400
SIZE = 32


def vocabulary() -> list[str]:
    """Return marks, signs and letters, each also as what goes on in a word, and the corpus's most usual words."""
    words: dict[str, int] = {}
    for text in load_corpus()[:400]:
        for word in text.text.split():
            if word.isalpha():
                words[word] = words.get(word, 0) + 1
    letters = "abcdefghijklmnopqrstuvwxyzåäöABCDEFGHIJKLMNOPQRSTUVWXYZÅÄÖ0123456789"
    usual = sorted((word for word in words if len(word) > 1), key=lambda word: (-words[word], word))
    return [
        *("[PAD]", "[UNK]", "[CLS]", "[SEP]"),
        *".,:;!?-+()\"'/%&",
        *letters,
        *(f"##{letter}" for letter in letters),
        *usual[:PIECES],
    ]


def make_folder(folder: Path, *, pooled: bool = False, inputs: tuple[str, ...] = ("input_ids", "attention_mask")) -> Path:
    """Write `vocab.txt` and a model that looks each piece up; `pooled` gives one vector a text instead of one a piece."""
    pieces = vocabulary()
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "vocab.txt").write_text("\n".join(pieces) + "\n", "utf-8")
    table = np.random.default_rng(1).normal(size=(len(pieces), SIZE)).astype(np.float32)
    nodes = [helper.make_node("Gather", ["table", "input_ids"], ["looked_up" if pooled else "told"])]
    shape: list[str | int] = ["batch", "pieces", SIZE]
    if pooled:
        nodes.append(helper.make_node("ReduceMean", ["looked_up", "axes"], ["told"], keepdims=0))
        shape = ["batch", SIZE]
    graph = helper.make_graph(
        nodes,
        "small",
        [helper.make_tensor_value_info(name, TensorProto.INT64, ["batch", "pieces"]) for name in inputs],
        [helper.make_tensor_value_info("told", TensorProto.FLOAT, shape)],
        [numpy_helper.from_array(table, "table"), numpy_helper.from_array(np.array([1], dtype=np.int64), "axes")],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=9)
    onnx.save(model, str(folder / "model.onnx"))
    return folder
