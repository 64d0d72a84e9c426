"""What was just found out about a text, without the text: one turn asks the same of it more than once."""

import hashlib
import secrets
from collections.abc import Callable, Iterable
from typing import Generic, TypeVar

Result = TypeVar("Result")


class Recent(Generic[Result]):
    """The latest results of a function of texts, by a digest of them with a key that only this process has had.

    No word can be read out of it, and nothing of it outlives the process. The results must hold no words either.
    """

    def __init__(self, size: int) -> None:
        """Keep so many; the one that was made first goes first."""
        self._size = size
        self._results: dict[bytes, Result] = {}
        self._secret = secrets.token_bytes(32)

    def get(self, texts: Iterable[str], make: Callable[[], Result]) -> Result:
        """Return what `make` gives or gave for these texts."""
        digest = hashlib.blake2b(key=self._secret, digest_size=16)
        for text in texts:
            # surrogates too, and lengths first, so that two texts never are taken for one
            written = text.encode("utf-8", "surrogatepass")
            digest.update(len(written).to_bytes(4) + written)
        name = digest.digest()
        if name not in self._results:
            result = make()
            while len(self._results) >= self._size:
                del self._results[next(iter(self._results))]
            self._results[name] = result
        return self._results[name]
