"""Fits the second tier of safety: how likely it is that words show danger.

Danger is said in so many ways that no line through the meanings parts it from calm. Ridge
regression over kernels does better: an utterance is weighed by its likeness to what was learnt
from, in meaning (the embedding, and what the encoder holds half-way, which intents have shaped
less) and in letters, which know words ("strangle", "pregnant") that meaning blurs. Then the many
sentences are replaced by fewer that say the same. `cross_validated` tells how it does on templates,
and on neighbouring plain sentences, that it has not seen.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import cho_factor, cho_solve
from scipy.sparse import csr_matrix

from skill.understanding.encoder import Meaning
from skill.understanding.model import joined
from skill.understanding.nearest import NOT_FOR_US
from skill.understanding.training.letters import letters_of
from skill.understanding.training.sentences import Source, Speaker

Read = Callable[[str], Meaning]
Floats = NDArray[np.float32]

NEARNESS = 2.0
SOFTNESS = 0.2
"""How much the fit gives way to single sentences."""
SHARE = 0.8
"""The part of the meaning in the likeness; letters have the rest."""
SHARPNESS = 3.0
"""How fast the likelihood rises beyond the border."""
POINTS = 2400
"""Sentences that are kept to compare with: they set the time and memory it takes."""
FOLDS = 5
_NEIGHBOURS = 8
"""Plain sentences that follow each other are often of one kind: so many are unseen together."""
_LEVELS = 127
"""Of a byte: points are kept in bytes."""
_SEED = 5


def _times(source: Source) -> int:
    """How many sentences of a template are learnt from."""
    if source.label is None:
        return 2 if len(source.sentences) == 1 else 3
    if source.label == NOT_FOR_US:
        return 1
    return 3 if source.urgent else 2


@dataclass(frozen=True, slots=True)
class _Learnt:
    """Sentences: one row or value for each."""

    sources: NDArray[np.int64]
    plain: NDArray[np.bool_]
    """Whether it was made for unease."""
    urgent: NDArray[np.bool_]
    meanings: Floats
    letters: csr_matrix
    centre: Floats

    def likeness(self, rows: NDArray[np.int64], others: NDArray[np.int64]) -> Floats:
        """Of `rows` to `others`, by meaning and letters."""
        meant = _meant(self.meanings[rows], self.meanings[others])
        spelled = (self.letters[rows] @ self.letters[others].T).toarray()
        likeness: Floats = SHARE * meant + (1 - SHARE) * spelled.astype(np.float32)
        return likeness


def fit_unease(speaker: Speaker, read: Read) -> dict[str, NDArray[np.generic]]:
    """What the heads file keeps of it."""
    learnt = _learnt(speaker, read)
    everything = np.arange(len(learnt.urgent))
    weights = _solve(learnt, everything)
    letters = SHARPNESS * (1 - SHARE) * (learnt.letters.T @ weights)
    points, on_points = _fewer(learnt, SHARPNESS * SHARE * weights)
    step = float(np.abs(points).max()) / _LEVELS
    return {
        "unease_points": np.round(points / step).astype(np.int8),
        "unease_step": np.float32(step),
        "unease": on_points,
        "unease_centre": learnt.centre,
        "unease_nearness": np.float32(NEARNESS),
        "unease_letters": letters.astype(np.float16),
    }


def cross_validated(
    speaker: Speaker, read: Read
) -> tuple[NDArray[np.bool_], Floats, NDArray[np.bool_]]:
    """Whether each sentence is urgent, its score unseen, and whether it is one made for unease."""
    learnt = _learnt(speaker, read)
    runs = np.where(learnt.plain, learnt.sources // _NEIGHBOURS, -learnt.sources)
    groups, of = np.unique(runs, return_inverse=True)
    folds = np.random.default_rng(_SEED).permutation(len(groups))[of] % FOLDS
    scores = np.zeros(len(learnt.urgent), np.float32)
    for fold in range(FOLDS):
        seen, unseen = np.flatnonzero(folds != fold), np.flatnonzero(folds == fold)
        scores[unseen] = SHARPNESS * (learnt.likeness(unseen, seen) @ _solve(learnt, seen))
    return learnt.urgent, scores, learnt.plain


def _learnt(speaker: Speaker, read: Read) -> _Learnt:
    found = list(speaker.each(_times))
    texts = [example.text for _, example in found]
    read_texts = [read(text) for text in texts]
    centre: Floats = np.array([meaning.middle for meaning in read_texts]).mean(axis=0)
    return _Learnt(
        np.array([number for number, _ in found]),
        np.array([speaker.source(number).label is None for number, _ in found]),
        np.array([example.urgent for _, example in found]),
        np.array([joined(meaning, centre) for meaning in read_texts]),
        letters_of(texts),
        centre,
    )


def _solve(learnt: _Learnt, rows: NDArray[np.int64]) -> Floats:
    """The weight of each of `rows`; both sides count as much, however many there are of each."""
    urgent = learnt.urgent[rows]
    counts = np.where(urgent, np.mean(~urgent) / np.mean(urgent), 1.0)
    matrix = learnt.likeness(rows, rows)
    matrix[np.diag_indices(len(rows))] += (SOFTNESS / counts).astype(np.float32)
    wanted = np.where(urgent, 1.0, -1.0).astype(np.float32)
    weights: Floats = cho_solve(cho_factor(matrix, lower=True, overwrite_a=True), wanted)
    return weights


def _fewer(learnt: _Learnt, weights: Floats) -> tuple[Floats, Floats]:
    """Fewer points, and their weights, that score all sentences as all of them would."""
    chosen = np.random.default_rng(_SEED).permutation(len(weights))[:POINTS]
    points = learnt.meanings[np.sort(chosen)]
    near = _meant(learnt.meanings, points)
    wanted = _meant(learnt.meanings, learnt.meanings) @ weights
    square = near.T @ near
    square[np.diag_indices(len(points))] += np.float32(1e-3)
    return points, cho_solve(cho_factor(square, lower=True), near.T @ wanted)


def _meant(rows: Floats, others: Floats) -> Floats:
    likeness: Floats = np.exp(2 * NEARNESS * (rows @ others.T - 1))  # unit lengths
    return likeness
