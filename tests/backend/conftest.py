import pytest

from backend.categories.classifier import TrainedCategoriser


@pytest.fixture(scope="session")
def shipped(pytestconfig: pytest.Config) -> TrainedCategoriser:
    # Kept between runs under the model's own name, so only a change of the code or the corpus costs a training.
    assert pytestconfig.cache is not None
    return TrainedCategoriser.load(pytestconfig.cache.mkdir("models"))
