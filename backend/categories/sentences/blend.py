"""The built-in categoriser and a sentence model, weighed together behind the same interface."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
import structlog

from backend.categories.classifier import TrainedCategoriser, model_key
from backend.categories.corpus import LabelledText, load_corpus
from backend.categories.model import Floats
from backend.categories.proposal import Candidate, Categoriser, Proposal
from backend.categories.sentences.encoder import SentenceEncoder
from backend.database import AsyncSession
from backend.reporting.reader import Categorisers

SHARE = 0.25
"""How much the sentence model weighs, of one: logarithms of probabilities are added with these weights.

Measured with multilingual E5: a half is as often right, and its probabilities are ten points off instead of three.
"""

_C = 10.0
_LEAST = 1e-6

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class SentenceHead:
    """A linear layer on a sentence model's vectors: weights (numbers × categories) and starts (categories)."""

    codes: tuple[str, ...]
    weights: Floats
    starts: Floats

    def probabilities(self, vector: Floats) -> dict[str, float]:
        """Return each category's probability for a text's vector."""
        scores = vector @ self.weights + self.starts
        odds = np.exp(scores - scores.max())
        return dict(zip(self.codes, (odds / odds.sum()).tolist(), strict=True))


def train_head(texts: Sequence[LabelledText], encode: Callable[[str], Floats]) -> SentenceHead:
    """Return the layer learned from the texts that have a category: logistic regression on their vectors."""
    from sklearn.linear_model import LogisticRegression

    labelled = [text for text in texts if text.primary is not None]
    vectors = np.array([encode(text.text) for text in labelled])
    fitted = LogisticRegression(C=_C, class_weight="balanced", max_iter=1000).fit(vectors, [str(t.primary) for t in labelled])
    codes = tuple(map(str, fitted.classes_))
    return SentenceHead(codes, fitted.coef_.T.astype(np.float32), fitted.intercept_.astype(np.float32))


class BlendedCategoriser:
    """Another categoriser, with its categories weighed by a sentence model; all else is the other's."""

    def __init__(self, other: Categoriser, encode: Callable[[str], Floats], head: SentenceHead, version: str = "") -> None:
        """Weigh what `other` proposes; `version` names the sentence model and its layer in each proposal."""
        self._other = other
        self._encode = encode
        self._head = head
        self._version = version

    def propose(self, text: str) -> Proposal:
        """Return the other's proposal, its categories weighed; it says why only where both have the same first one."""
        proposal = self._other.propose(text)
        told = self._head.probabilities(self._encode(text))
        odds = {
            each.code: max(each.p, _LEAST) ** (1 - SHARE) * max(told.get(each.code, 0.0), _LEAST) ** SHARE
            for each in proposal.candidates
        }
        whole = sum(odds.values())
        candidates = tuple(sorted((Candidate(code, p / whole) for code, p in odds.items()), key=lambda each: -each.p))
        same = candidates[0].code == proposal.candidates[0].code
        version = f"{proposal.version}+{self._version}" if self._version else proposal.version
        return replace(proposal, candidates=candidates, version=version, why=proposal.why if same else None)


class Blended:
    """Each förbund's categoriser, weighed by one sentence model with a layer learned from the shipped corpus."""

    def __init__(self, categorisers: Categorisers, encoder: SentenceEncoder, head: SentenceHead) -> None:
        version = hashlib.sha256(f"{encoder.version} {model_key()} {SHARE}".encode()).hexdigest()[:8]
        self._categorisers = categorisers
        self._encode = encoder.encode
        self._head = head
        self._version = version

    async def of(self, session: AsyncSession) -> Categoriser:
        """Return the one that the session's förbund uses now."""
        return BlendedCategoriser(await self._categorisers.of(session), self._encode, self._head, self._version)


def load_head(encoder: SentenceEncoder, cache_dir: Path) -> SentenceHead:
    """Return the layer for the shipped corpus, kept in the folder as arrays; learned when it isn't there.

    Learning takes as long as the model needs for some seven thousand texts: minutes for a large one.
    """
    key = hashlib.sha256(f"{encoder.version} {model_key()}".encode()).hexdigest()[:20]
    path = cache_dir / f"sentences-{key}.npz"
    try:
        with np.load(path, allow_pickle=False) as kept:
            return SentenceHead(tuple(map(str, kept["codes"])), kept["weights"], kept["starts"])
    except FileNotFoundError:
        log.info("sentences.training", file=path.name)
    except (OSError, ValueError, KeyError, EOFError, BadZipFile) as error:
        log.warning("sentences.cache_unreadable", file=path.name, error=type(error).__name__)
    head = train_head(load_corpus(), encoder.encode)
    cache_dir.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f"{path.name}.{id(head):x}.partial")
    with partial.open("wb") as file:
        np.savez(file, codes=np.array(head.codes), weights=head.weights, starts=head.starts)
    partial.replace(path)
    return head


def blended_learner(encoder: SentenceEncoder) -> Callable[[Sequence[LabelledText]], BlendedCategoriser]:
    """Return what `evaluate` learns by: both models from the same texts; each text is read by the sentence model once."""
    encode = lru_cache(maxsize=None)(encoder.encode)

    def learn(texts: Sequence[LabelledText]) -> BlendedCategoriser:
        return BlendedCategoriser(TrainedCategoriser.trained_on(texts), encode, train_head(texts, encode))

    return learn
