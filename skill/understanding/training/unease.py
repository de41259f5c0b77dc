"""Fits the second tier of safety: how likely it is that words show danger.

Danger is said in so many ways that no line through the meanings parts it from calm. Ridge
regression over kernels does better: an utterance is weighed by its likeness to what was learnt
from, in meaning (the embedding, and what the encoder holds half-way, which intents have shaped
less) and in letters, which know words ("strangle", "pregnant") that meaning blurs. Every sentence
is kept: fewer that stood for all of them were measured to hear much less.
`left_out` tells how it does on an author whose sentences it has not seen, as a new person's are.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import cho_factor, cho_solve
from scipy.sparse import csr_matrix

from skill.understanding.encoder import Meaning
from skill.understanding.training.letters import letters_of
from skill.understanding.training.likeness import faded, write_likeness
from skill.understanding.training.sentences import Source, Speaker
from skill.understanding.unease import FORMAT, joined

Read = Callable[[str], Meaning]
Floats = NDArray[np.float32]

NEARNESS = 1.6
SOFTNESS = 0.05
"""How much the fit gives way to single sentences."""
SHARE = 0.8
"""The part of the meaning in the likeness; letters have the rest."""
SHARPNESS = 3.0
"""How fast the likelihood rises beyond the border."""
_LEVELS = 127
"""Of a byte: points are kept in about so many steps."""
_ROWS = 2000
"""Of the matrix that are worked out at once: all of it at once takes four times its size."""


def _times(source: Source) -> int:
    """How many sentences of a template are learnt from."""
    if not source.teaches_danger:
        return 0
    return 2 if source.label is None and len(source.sentences) > 1 else 1


@dataclass(frozen=True, slots=True)
class Judged:
    """A sentence, what it is, and how likely danger was said to be without having seen it."""

    text: str
    urgent: bool
    likelihood: float


@dataclass(frozen=True, slots=True)
class _Learnt:
    """Sentences: one row or value for each."""

    sources: NDArray[np.int64]
    urgent: NDArray[np.bool_]
    meanings: Floats
    letters: csr_matrix
    centre: Floats

    def likeness(self, rows: NDArray[np.int64], others: NDArray[np.int64]) -> Floats:
        """Of `rows` to `others`, by meaning and letters."""
        meant = faded(self.meanings[rows], self.meanings[others], NEARNESS)
        spelled = (self.letters[rows] @ self.letters[others].T).toarray()
        likeness: Floats = SHARE * meant + (1 - SHARE) * spelled.astype(np.float32)
        return likeness


def fit_and_write(speaker: Speaker, read: Read, content: str, data: Path, locale: str) -> None:
    """Fit it on everything `speaker` says and write it into the folder `data`."""
    learnt = _learnt(speaker, read)
    weights = _solve(learnt, np.arange(len(learnt.urgent)))
    write_likeness(
        learnt.meanings,
        SHARPNESS * SHARE * weights[:, None],
        NEARNESS,
        data / f"unease-{locale}.onnx",
    )
    np.savez_compressed(
        data / f"unease-{locale}.npz",
        format=np.int64(FORMAT),
        centre=learnt.centre,
        letters=(SHARPNESS * (1 - SHARE) * (learnt.letters.T @ weights)).astype(np.float16),
        content=np.array(content),
    )


def left_out(speaker: Speaker, read: Read) -> Iterator[tuple[str, list[Judged]]]:
    """For each author, their sentences as judged by what all the others have taught."""
    learnt = _learnt(speaker, read)
    sources = [speaker.source(number) for number in learnt.sources]
    authors = np.array([source.author for source in sources])
    for author in sorted(set(authors) - {""}):
        seen, unseen = np.flatnonzero(authors != author), np.flatnonzero(authors == author)
        scores = SHARPNESS * (learnt.likeness(unseen, seen) @ _solve(learnt, seen))
        likely = 1 / (1 + np.exp(-scores))
        yield (
            author,
            [
                Judged(sources[at].sentences[0], sources[at].urgent, float(value))
                for at, value in zip(unseen, likely, strict=True)
            ],
        )


def _learnt(speaker: Speaker, read: Read) -> _Learnt:
    found = list(speaker.each(_times))
    texts = [example.text for _, example in found]
    read_texts = [read(text) for text in texts]
    centre: Floats = np.array([meaning.middle for meaning in read_texts]).mean(axis=0)
    meanings = np.array([joined(meaning, centre) for meaning in read_texts])
    step = np.float32(np.abs(meanings).max() / _LEVELS)
    return _Learnt(
        np.array([number for number, _ in found]),
        np.array([example.urgent for _, example in found]),
        (np.round(meanings / step) * step).astype(np.float32),
        letters_of(texts),
        centre,
    )


def _solve(learnt: _Learnt, rows: NDArray[np.int64]) -> Floats:
    """The weight of each of `rows`; both sides count as much, however many there are of each."""
    urgent = learnt.urgent[rows]
    counts = np.where(urgent, np.mean(~urgent) / np.mean(urgent), 1.0)
    matrix = np.empty((len(rows), len(rows)), np.float32, order="F")  # as LAPACK takes it
    for start in range(0, len(rows), _ROWS):
        some = rows[start : start + _ROWS]
        matrix[:, start : start + len(some)] = learnt.likeness(rows, some)
    matrix[np.diag_indices(len(rows))] += (SOFTNESS / counts).astype(np.float32)
    wanted = np.where(urgent, 1.0, -1.0).astype(np.float32)
    weights: Floats = cho_solve(cho_factor(matrix, lower=True, overwrite_a=True), wanted)
    return weights
