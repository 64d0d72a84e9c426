"""Which categorisers the settings name."""

from backend.categories.classifier import TrainedCategoriser
from backend.categories.learning.shelf import Shelf
from backend.categories.sentences.blend import Blended, load_head
from backend.categories.sentences.encoder import SentenceEncoder
from backend.reporting.reader import Categorisers
from backend.settings import Settings


def categorisers_of(settings: Settings) -> Categorisers:
    """Return the categorisers of the settings, weighed by their sentence model if they name one. Raises SentenceModelError."""
    models = settings.data_dir / "models"
    shelf = Shelf(TrainedCategoriser.load(models))
    if settings.sentence_model_dir is None:
        return shelf
    encoder = SentenceEncoder.load(settings.sentence_model_dir)
    return Blended(shelf, encoder, load_head(encoder, models))
