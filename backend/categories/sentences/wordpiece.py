"""Cuts a text into the word pieces that models of BERT's kind read, by the vocabulary file that comes with the model.

Our own, since the library for it brings along one that fetches from the network, which no process that reads reports should have.
"""

import json
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Self

UNKNOWN, START, END = "[UNK]", "[CLS]", "[SEP]"
LONGEST_WORD = 100  # characters; the models were trained so


class WordPieces:
    """A vocabulary, and whether it was made of words in small letters without accents."""

    def __init__(self, vocabulary: Mapping[str, int], *, lower: bool, most: int) -> None:
        """Cut by `vocabulary`; at most `most` pieces a text, with the two that mark its ends."""
        self._ids = vocabulary
        self._lower = lower
        self._most = most

    @classmethod
    def read(cls, folder: Path, most: int) -> Self:
        """Return those of a model's folder: `vocab.txt`, a piece a line, and `tokenizer_config.json` where there is one.

        Raises OSError without a vocabulary, and ValueError for one that lacks the three pieces that mark ends and the unknown.
        """
        pieces = (folder / "vocab.txt").read_text("utf-8").splitlines()
        vocabulary = {piece: number for number, piece in enumerate(pieces)}
        if missing := [piece for piece in (UNKNOWN, START, END) if piece not in vocabulary]:
            raise ValueError(f"vocab.txt lacks {', '.join(missing)}: it must be a WordPiece vocabulary")
        config = folder / "tokenizer_config.json"
        told = json.loads(config.read_text("utf-8")) if config.exists() else {}
        return cls(vocabulary, lower=bool(told.get("do_lower_case", False)), most=most)

    def ids(self, text: str) -> list[int]:
        """Return the pieces' numbers, between those of start and end; a long text's end is left out."""
        pieces: list[int] = []
        for word in self._words(text):
            pieces += self._cut(word)
            if len(pieces) >= self._most - 2:
                break
        return [self._ids[START], *pieces[: self._most - 2], self._ids[END]]

    def _words(self, text: str) -> Iterator[str]:
        shown = "".join(" " if sign.isspace() else sign for sign in text if sign.isspace() or not _is_control(sign))
        if self._lower:
            apart = unicodedata.normalize("NFD", shown.lower())
            shown = "".join(sign for sign in apart if unicodedata.category(sign) != "Mn")
        word = ""
        for sign in shown:
            if sign == " " or _is_punctuation(sign):
                if word:
                    yield word
                word = ""
                if sign != " ":
                    yield sign
            else:
                word += sign
        if word:
            yield word

    def _cut(self, word: str) -> Sequence[int]:
        """The longest piece that begins the word, then the longest that goes on, and so forth; unknown if one is missing."""
        if len(word) > LONGEST_WORD:
            return [self._ids[UNKNOWN]]
        found: list[int] = []
        start = 0
        while start < len(word):
            inside = "##" if start else ""
            ends = (end for end in range(len(word), start, -1) if inside + word[start:end] in self._ids)
            end = next(ends, None)
            if end is None:
                return [self._ids[UNKNOWN]]
            found.append(self._ids[inside + word[start:end]])
            start = end
        return found


def _is_control(sign: str) -> bool:
    return sign in ("\0", "\ufffd") or unicodedata.category(sign).startswith("C")


def _is_punctuation(sign: str) -> bool:
    """Any sign of ASCII that is no letter, digit or space counts, as `+` and `$`, besides what Unicode calls punctuation."""
    return (sign.isascii() and not sign.isalnum() and not sign.isspace()) or unicodedata.category(sign).startswith("P")
