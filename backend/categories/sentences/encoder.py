"""Texts as vectors, by an ONNX model in a folder that the installation supplies; nothing is fetched."""

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self

import numpy as np

from backend.categories.model import Floats
from backend.categories.sentences.wordpiece import WordPieces

MODEL = "model.onnx"
MOST_PIECES = 256
"""A long report's first 150 words or so; what comes after seldom changes its category, and takes time."""

_INPUTS = ("input_ids", "attention_mask", "token_type_ids")


class SentenceModelError(Exception):
    """The sentence model can't be used; the message says what is missing or wrong in which folder."""


class SentenceEncoder:
    """One model, loaded. Safe to share between threads; a text costs what the model costs, on one core."""

    def __init__(self, session: Any, pieces: WordPieces, version: str) -> None:
        self._session = session
        self._pieces = pieces
        self._inputs = [given.name for given in session.get_inputs()]
        self.version = version

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Return the model of a folder with `model.onnx`, `vocab.txt` and, where there is one, `tokenizer_config.json`.

        Raises SentenceModelError without the extra, for a missing or unreadable file, and for a model of another shape.
        """
        try:
            import onnxruntime
        except ImportError as error:
            raise SentenceModelError("a sentence model needs the extra onnx: pip install 'lexheller[onnx]'") from error
        path = folder / MODEL
        try:
            pieces = WordPieces.read(folder, MOST_PIECES)
            version = _hash(path, folder / "vocab.txt")
        except FileNotFoundError as error:
            raise SentenceModelError(f"{error.filename} is missing: the folder must hold {MODEL} and vocab.txt") from error
        except (OSError, ValueError) as error:
            raise SentenceModelError(f"{folder}: {error}") from error
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 4  # what goes wrong is raised
        try:
            session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
        except Exception as error:  # it raises classes of its own, without a common one
            raise SentenceModelError(f"{path} is no ONNX model that can be run ({type(error).__name__})") from error
        encoder = cls(session, pieces, version)
        encoder._check(path)
        return encoder

    def _check(self, path: Path) -> None:
        if unknown := [name for name in self._inputs if name not in _INPUTS]:
            raise SentenceModelError(f"{path} wants the inputs {', '.join(unknown)}, and may want {', '.join(_INPUTS)} alone")
        try:
            size = self.encode("Prov").size
        except SentenceModelError as error:
            raise SentenceModelError(f"{path}: {error}") from error
        except Exception as error:  # as above
            reason = f"{path} doesn't run on vocab.txt's pieces ({type(error).__name__}): are both one model's?"
            raise SentenceModelError(reason) from error
        if size < 2:
            raise SentenceModelError(f"{path} gives vectors of {size} number: it must be a sentence model")

    def encode(self, text: str) -> Floats:
        """Return a text's vector, of length one: the model's own, or the mean of its pieces'.

        Raises SentenceModelError when the model's first output is neither (1, n) nor (1, pieces, n).
        """
        ids = np.array([self._pieces.ids(text)], dtype=np.int64)
        given: Mapping[str, Any] = {
            "input_ids": ids,
            "attention_mask": np.ones_like(ids),
            "token_type_ids": np.zeros_like(ids),
        }
        told = np.asarray(self._session.run(None, {name: given[name] for name in self._inputs})[0], dtype=np.float32)
        if told.ndim == 3 and told.shape[:2] == ids.shape:
            told = told.mean(axis=1)
        if told.ndim != 2 or told.shape[0] != 1:
            raise SentenceModelError(f"the model's first output has the shape {told.shape}")
        vector: Floats = told[0]
        return vector / max(float(np.linalg.norm(vector)), 1e-12)


def _hash(*files: Path) -> str:
    digest = hashlib.sha256()
    for file in files:
        with file.open("rb") as opened:
            digest.update(hashlib.file_digest(opened, "sha256").digest())
    return digest.hexdigest()
