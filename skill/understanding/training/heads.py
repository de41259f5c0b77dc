"""Fits what turns meaning and letters into likelihoods, and writes the heads file."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from skill.understanding.encoder import Meaning
from skill.understanding.model import FORMAT
from skill.understanding.training.letters import letters_of
from skill.understanding.training.sentences import Speaker

SHARE = 0.7
"""The part of the meaning in the mix with letters (calibrated on the development set)."""
SHARPNESS = 1.0
"""Exponent of the mixed likelihoods (calibrated on the development set)."""
_DRAWN = 9000
_NOT_FOR_US, _UNKNOWN = 0.28, 0.06


@dataclass(frozen=True, slots=True)
class Fitted:
    """A linear model: weights with the bias in the last row."""

    labels: tuple[str, ...]
    weights: NDArray[np.float32]


def fit_and_write(
    speaker: Speaker, read: Callable[[str], Meaning], content: str, path: Path
) -> None:
    """Fit the heads on sentences of `speaker` and write them."""
    examples = [*speaker.plain(), *speaker.batch(_DRAWN, _NOT_FOR_US, _UNKNOWN)]
    texts = [example.text for example in examples]
    meanings = np.array([read(text).embedding for text in texts])
    letters = letters_of(texts)
    known = [at for at, example in enumerate(examples) if example.label is not None]
    labels = np.array([examples[at].label for at in known])
    meaning = _fit(LogisticRegression(C=10, max_iter=400), meanings[known], labels)
    spelling = _fit(LogisticRegression(C=30, max_iter=200), letters[known], labels)
    if meaning.labels != spelling.labels:
        raise AssertionError("the two heads know different labels")
    np.savez_compressed(
        path,
        format=np.int64(FORMAT),
        labels=np.array(meaning.labels),
        meaning=meaning.weights.astype(np.float16),
        letters=spelling.weights.astype(np.float16),
        share=np.float32(SHARE),
        sharpness=np.float32(SHARPNESS),
        content=np.array(content),
    )


def _fit(model: LogisticRegression, rows: object, labels: NDArray[np.generic]) -> Fitted:
    model.fit(rows, labels)
    weights = np.vstack([model.coef_.T, model.intercept_[None, :]])
    return Fitted(tuple(str(label) for label in model.classes_), weights)
