from collections.abc import Mapping

import pytest

from content import load
from content.schema import Catalog
from skill.understanding.matcher import Understanding


class NoModel:
    """Knows nothing: what is left is what samples and slot parsers alone understand."""

    def probabilities(self, _text: str) -> Mapping[str, float]:
        return {"AMAZON.FallbackIntent": 0.0, "": 1.0}


@pytest.fixture(scope="session")
def catalog() -> Catalog:
    return load("en-US")


@pytest.fixture(scope="session")
def plain(catalog: Catalog) -> Understanding:
    """The understanding without any model."""
    return Understanding(catalog, NoModel())


@pytest.fixture(scope="session")
def trained(catalog: Catalog) -> Understanding:
    """The understanding as it is shipped."""
    understanding = Understanding(catalog)
    if understanding.missing:
        pytest.skip(f"the trained model cannot be loaded: {understanding.missing}")
    return understanding
