"""Letters and words of an utterance as a vector: what the classifier sees beside its meaning."""

import math
import zlib
from collections import Counter

import numpy as np
from numpy.typing import NDArray

BUCKETS = 1 << 14
"""Features share this many places; a hash finds theirs, so no vocabulary is kept."""
_LETTERS = (2, 3, 4, 5)
_WORDS = (1, 2)


def ngrams(text: str) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """The places of a text's features and their values; the vector has unit length."""
    words = text.split()
    counts: Counter[str] = Counter()
    for word in words:
        marked = f" {word} "
        for size in _LETTERS:
            counts.update(marked[at : at + size] for at in range(len(marked) - size + 1))
    for size in _WORDS:
        counts.update("=" + " ".join(words[at : at + size]) for at in range(len(words) - size + 1))
    places: dict[int, float] = {}
    for feature, count in counts.items():
        weight = (1 + math.log(count)) * (2.0 if feature.startswith("=") else 1.0)
        place = zlib.crc32(feature.encode()) % BUCKETS
        places[place] = places.get(place, 0.0) + weight
    length = math.sqrt(sum(value * value for value in places.values())) or 1.0
    return (
        np.fromiter(places, np.int64, len(places)),
        np.fromiter((value / length for value in places.values()), np.float32, len(places)),
    )
