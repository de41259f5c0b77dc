"""Fits the second tier of safety: how likely it is that words show danger.

Danger is said in so many ways that no line through the meanings parts it from calm. Ridge
regression over kernels does better: an utterance is weighed by its likeness to what was learnt
from, in meaning (the embedding, and what the encoder holds half-way, which intents have shaped
less) and in letters, which know words ("strangle", "pregnant") that meaning blurs. Every sentence
is kept: fewer that stood for all of them were measured to hear much less. What likeness makes of it
is mixed with what a branch of the encoder does, which was tuned on the same sentences.
`left_out` tells how it does on authors whose sentences it has not seen, as a new person's are.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import cho_factor, cho_solve
from scipy.sparse import csr_matrix

from skill.understanding.encoder import MODEL, Meaning
from skill.understanding.training.branch import tune
from skill.understanding.training.encoder import Shape
from skill.understanding.training.export import read_encoder, write_branch
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
BRANCH = 0.2
"""The part of the branch in the score; likeness has the rest.

More of it asks about more room talk.
"""
FOLDS = 4
"""Groups of authors that are left out, one after the other."""
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
    halfway: list[NDArray[np.float16]]
    """What the encoder holds half-way of each sentence's tokens."""

    def likeness(self, rows: NDArray[np.int64], others: NDArray[np.int64]) -> Floats:
        """Of `rows` to `others`, by meaning and letters."""
        meant = faded(self.meanings[rows], self.meanings[others], NEARNESS)
        spelled = (self.letters[rows] @ self.letters[others].T).toarray()
        likeness: Floats = SHARE * meant + (1 - SHARE) * spelled.astype(np.float32)
        return likeness


@dataclass(frozen=True, slots=True)
class Base:
    """What a branch begins with: the encoder's weights."""

    weights: dict[str, np.ndarray]
    shape: Shape

    @classmethod
    def of(cls, data: Path) -> Self:
        """That of the encoder in the folder `data`."""
        return cls(*read_encoder(data / MODEL))


def fit_and_write(speaker: Speaker, read: Read, content: str, data: Path, locale: str) -> None:
    """Fit it on everything `speaker` says and write it into the folder `data`."""
    learnt = _learnt(speaker, read)
    base = Base.of(data)
    branch = tune(base.weights, base.shape, learnt.halfway, learnt.urgent)
    write_branch(
        branch.weights, branch.shape, BRANCH * branch.head, data / f"unease-branch-{locale}.onnx"
    )
    weights = (1 - BRANCH) * SHARPNESS * _solve(learnt, np.arange(len(learnt.urgent)))
    write_likeness(
        learnt.meanings, SHARE * weights[:, None], NEARNESS, data / f"unease-{locale}.onnx"
    )
    np.savez_compressed(
        data / f"unease-{locale}.npz",
        format=np.int64(FORMAT),
        centre=learnt.centre,
        letters=((1 - SHARE) * (learnt.letters.T @ weights)).astype(np.float16),
        content=np.array(content),
    )


def left_out(speaker: Speaker, read: Read, base: Base) -> Iterator[tuple[str, list[Judged]]]:
    """For each author, their sentences as judged by what authors of other groups have taught."""
    learnt = _learnt(speaker, read)
    sources = [speaker.source(number) for number in learnt.sources]
    authors = np.array([source.author for source in sources])
    names = sorted(set(authors) - {""})
    for fold in range(FOLDS):
        out = np.isin(authors, names[fold::FOLDS])
        likely = _unheard(learnt, base, np.flatnonzero(~out), np.flatnonzero(out))
        for author in names[fold::FOLDS]:
            yield (
                author,
                [
                    Judged(sources[at].sentences[0], sources[at].urgent, float(value))
                    for at, value in zip(np.flatnonzero(out), likely, strict=True)
                    if authors[at] == author
                ],
            )


def _unheard(
    learnt: _Learnt, base: Base, seen: NDArray[np.int64], unseen: NDArray[np.int64]
) -> Floats:
    """How likely those `unseen` show danger, as judged by what was `seen`."""
    branch = tune(
        base.weights, base.shape, [learnt.halfway[at] for at in seen], learnt.urgent[seen]
    )
    scores = (1 - BRANCH) * SHARPNESS * (learnt.likeness(unseen, seen) @ _solve(learnt, seen))
    scores += BRANCH * branch.score([learnt.halfway[at] for at in unseen])
    likely: Floats = 1 / (1 + np.exp(-scores))
    return likely


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
        [meaning.halfway.astype(np.float16) for meaning in read_texts],
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
