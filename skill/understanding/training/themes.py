"""Fits the themes of statements: what is said sideways is told by its likeness to what others said.

Kernel ridge regression as in `unease`, one output for each theme and one for none: on a few dozen
sentences of each theme it was measured to tell more than logistic regression. `left_out` tells how
it does on an author it has not seen, as a new person's statements are.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import cho_factor, cho_solve
from scipy.sparse import csr_matrix

from content.themes import NONE
from skill.understanding.encoder import Meaning
from skill.understanding.themes import FORMAT
from skill.understanding.training.letters import letters_of
from skill.understanding.training.likeness import faded, write_likeness
from skill.understanding.training.sentences import Speaker
from skill.understanding.unease import joined

Read = Callable[[str], Meaning]
Floats = NDArray[np.float32]

# Chosen on authors that were left out.
NEARNESS = 0.8
SOFTNESS = 0.05
"""How much the fit gives way to single sentences."""
SHARE = 0.65
"""The part of the meaning in the likeness; letters have the rest."""
SHARPNESS = 10.0
"""How fast the likelihood rises with the score."""
_LEVELS = 127
"""Of a byte: weights of letters are kept in so many steps."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A statement, its theme, the likeliest one, and how likely that was said to be unseen."""

    text: str
    theme: str
    likeliest: str
    likelihood: float


@dataclass(frozen=True, slots=True)
class _Statements:
    """One row or value for each."""

    texts: NDArray[np.str_]
    labels: NDArray[np.str_]
    meanings: Floats
    letters: csr_matrix
    centre: Floats

    def likeness(self, rows: NDArray[np.int64], others: NDArray[np.int64]) -> Floats:
        """Of `rows` to `others`, by meaning and letters."""
        meant = faded(self.meanings[rows], self.meanings[others], NEARNESS)
        spelled = (self.letters[rows] @ self.letters[others].T).toarray()
        likeness: Floats = SHARE * meant + (1 - SHARE) * spelled
        return likeness

    def solve(self, rows: NDArray[np.int64]) -> tuple[tuple[str, ...], Floats]:
        """The labels, and what each of `rows` says of each of them."""
        labels = np.unique(self.labels[rows])
        wanted = (self.labels[rows][:, None] == labels).astype(np.float32)
        matrix = self.likeness(rows, rows)
        matrix[np.diag_indices(len(rows))] += np.float32(SOFTNESS)
        weights: Floats = cho_solve(cho_factor(matrix, lower=True, overwrite_a=True), wanted)
        return tuple(labels.tolist()), weights


def fit_and_write(speaker: Speaker, read: Read, content: str, data: Path, locale: str) -> None:
    """Fit them on everything `speaker` says and write them into the folder `data`."""
    found, _ = _statements(speaker, read)
    labels, weights = found.solve(np.arange(len(found.labels)))
    write_likeness(
        found.meanings, SHARPNESS * SHARE * weights, NEARNESS, data / f"themes-{locale}.onnx"
    )
    letters = SHARPNESS * (1 - SHARE) * (found.letters.T @ weights)
    step = np.float32(np.abs(letters).max() / _LEVELS)
    np.savez_compressed(
        data / f"themes-{locale}.npz",
        format=np.int64(FORMAT),
        labels=np.array(labels),
        centre=found.centre,
        letters=np.round(letters / step).astype(np.int8),
        step=step,
        content=np.array(content),
    )


def left_out(speaker: Speaker, read: Read) -> Iterator[list[Judged]]:
    """The statements of each author, as judged by what all the others have taught."""
    found, names = _statements(speaker, read)
    for author in sorted(set(names.tolist()) - {""}):
        seen, unseen = np.flatnonzero(names != author), np.flatnonzero(names == author)
        labels, weights = found.solve(seen)
        scores = SHARPNESS * (found.likeness(unseen, seen) @ weights)
        likely = np.exp(scores - scores.max(axis=1, keepdims=True))
        likely /= likely.sum(axis=1, keepdims=True)
        themes = [at for at, label in enumerate(labels) if label != NONE]
        best = likely[:, themes].argmax(axis=1)
        yield [
            Judged(
                str(found.texts[at]),
                str(found.labels[at]),
                labels[themes[one]],
                float(row[themes[one]]),
            )
            for at, one, row in zip(unseen, best, likely, strict=True)
        ]


def _statements(speaker: Speaker, read: Read) -> tuple[_Statements, NDArray[np.str_]]:
    """Everything `speaker` says, each once, and who wrote it."""
    found = list(speaker.each(lambda _: 1))
    texts = [example.text for _, example in found]
    meanings = [read(text) for text in texts]
    centre: Floats = np.array([meaning.middle for meaning in meanings]).mean(axis=0)
    statements = _Statements(
        np.array(texts),
        np.array([example.label for _, example in found]),
        np.array([joined(meaning, centre) for meaning in meanings]),
        letters_of(texts),
        centre,
    )
    return statements, np.array([speaker.source(number).author for number, _ in found])
