"""The built-in categoriser: learned from the corpus at first use, and kept as a file from then on."""

import hashlib
import sys
from collections.abc import Mapping, Sequence
from importlib import metadata, resources
from pathlib import Path
from typing import Self
from zipfile import BadZipFile

import structlog

from backend.categories.corpus import LabelledText, corpus_bytes, load_corpus
from backend.categories.model import LinearModel
from backend.categories.proposal import Candidate, Proposal
from backend.categories.reasons import reasons
from backend.categories.training import CATEGORY, INTENT, NO, RECURRING, SLAG, YES, Told, train, untold
from models.enums import Intent, Slag

_log = structlog.get_logger(__name__)

PREPARED = Path(sys.prefix) / "share" / "lexheller"
"""Where an installation keeps the shipped model that `lexheller categories prepare` made, beside its packages; read alone."""

# Whatever changes what a model means: a cached one made by other code is never used.
_MADE_BY = (
    (
        __package__,
        (
            *("features.py", "cues.json", "asks.json", "concepts.json", "roles.json"),
            *("model.py", "training.py", "requests.json"),
        ),
    ),
    ("backend.reporting", ("aliases.json", "kommuner.json", "parties.py")),
)


class TrainedCategoriser:
    """A categoriser over one trained model. Cheap to call and safe to share between threads."""

    def __init__(self, model: LinearModel, version: str = "") -> None:
        """Propose by a model; `version` is its name in each proposal."""
        self._model = model
        self._version = version

    @classmethod
    def load(cls, cache_dir: Path | None = None) -> Self:
        """Return the categoriser of the shipped corpus.

        With `cache_dir` the trained model is kept there as arrays (never pickle), under a name made of the corpus, the code
        and the versions it was made with; one in `PREPARED` serves as well, and nothing is written then. A file that
        can't be read is made anew. Without `cache_dir`, training is done in memory.
        Training takes half a minute, reading a fraction of a second.
        """
        version = model_key()
        if cache_dir is None:
            return cls(train(load_corpus()), version)
        path = cache_dir / f"categories-{version}.npz"
        for kept in (path, PREPARED / path.name):
            if model := _read(kept):
                return cls(model, version)
        _log.info("categories.training", file=path.name)
        model = train(load_corpus())
        _keep(model, path)
        return cls(model, version)

    @classmethod
    def trained_on(cls, texts: Sequence[LabelledText], own: Sequence[LabelledText] = ()) -> Self:
        """Return a categoriser that has seen these texts only; `own` as `train` takes them."""
        return cls(train(texts, own))

    def propose(self, text: str) -> Proposal:
        """Return every category with its probability, best first, the likeliest slag, whether it recurs, and why the first."""
        reading = self._model.read_text(text)
        answers = self._model.probabilities(reading)
        candidates = sorted((Candidate(code, p) for code, p in answers[CATEGORY].items()), key=lambda c: -c.p)
        slag = _likeliest_slag(answers[SLAG])
        recurring = max(answers[RECURRING], key=answers[RECURRING].__getitem__)
        return Proposal(
            candidates=tuple(candidates),
            slag=Slag(slag),
            slags={Slag(name): share for name, share in answers[SLAG].items()},
            intents={Intent(name): share for name, share in answers[INTENT].items()},
            recurring={YES: True, NO: False}.get(recurring),
            version=self._version,
            why=lambda: reasons(text, self._model.pull(reading, candidates[0].code, answers[CATEGORY])),
        )

    def fingerprint(self, text: str) -> dict[int, float]:
        """Return the weights of a text's features, by their columns, at length 1: two texts' product is how alike they are."""
        return self._model.fingerprint(text)


def prepare(told: Told = untold) -> Path:
    """Learn from the shipped corpus beforehand and return the file, in `PREPARED`; `told` follows as `train` says."""
    path = PREPARED / f"categories-{model_key()}.npz"
    _keep(train(load_corpus(), told=told), path)
    return path


def _read(path: Path) -> LinearModel | None:
    """The model in a file; None when it isn't there or holds none."""
    try:
        with path.open("rb") as file:
            return LinearModel.read(file)
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, EOFError, BadZipFile) as error:
        _log.warning("categories.cache_unreadable", file=path.name, error=type(error).__name__)
        return None


def _keep(model: LinearModel, path: Path) -> None:
    """Write the model beside its place and move it there, so that a reader never sees half a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f"{path.name}.{id(model):x}.partial")
    with partial.open("wb") as file:
        model.write(file)
    partial.replace(path)


def _likeliest_slag(answers: Mapping[str, float]) -> str:
    """Brist and behov are one kind to be stored; they stand together against the others before they are told apart."""
    stored = max((Slag.BRIST, Slag.BEHOV), key=lambda slag: answers.get(slag, 0.0))
    together = answers.get(Slag.BRIST, 0.0) + answers.get(Slag.BEHOV, 0.0)
    other = max((name for name in answers if name not in (Slag.BRIST, Slag.BEHOV)), key=answers.__getitem__, default=stored)
    return stored if together >= answers.get(other, 0.0) else other


def model_key() -> str:
    """Return the name of the model that the shipped corpus and this code make."""
    digest = hashlib.sha256(corpus_bytes())
    for room, names in _MADE_BY:
        for name in names:
            digest.update(resources.files(room).joinpath(name).read_bytes())
    for package in ("scikit-learn", "numpy", "snowballstemmer"):
        digest.update(f"{package} {metadata.version(package)}".encode())
    return digest.hexdigest()[:20]
