"""Fits the second tier of safety: how likely it is that words show danger.

Danger is said in so many ways that no line through the meanings parts it from calm; a kernel
machine does better, which weighs an utterance by its likeness to the sentences at the border.
Letters have a say beside it: they know words ("strangle", "pregnant") whose meaning the encoder
blurs. `cross_validated` tells how both do on templates they have not seen.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold
from sklearn.svm import SVC

from skill.understanding.nearest import NOT_FOR_US
from skill.understanding.training.letters import letters_of
from skill.understanding.training.sentences import Source, Speaker

Embed = Callable[[str], NDArray[np.float32]]

NEARNESS = 2.0
SOFTNESS = 4.0
SHARPNESS = 2.0
"""How fast the likelihood rises beyond the border."""
EAGER = 0.0
"""By how much the border is moved towards calm."""
SHARE = 0.8
"""The part of the meaning; letters have the rest (calibrated on the first two blind sets)."""
FOLDS = 5
_LEVELS = 127
"""Of a byte: points are kept in bytes."""


def _times(source: Source) -> int:
    """How many sentences of a template are learnt from."""
    if source.label is None:
        return 5
    if source.label == NOT_FOR_US:
        return 2
    return 3 if source.urgent else 1


def fit_unease(speaker: Speaker, embed: Embed) -> dict[str, NDArray[np.generic]]:
    """What the heads file keeps of it."""
    _, texts, urgent = _examples(speaker)
    meanings = np.array([embed(text) for text in texts])
    machine = _machine().fit(meanings, urgent)
    letters = _spelling().fit(letters_of(texts), urgent)
    points = meanings[machine.support_]
    step = float(np.abs(points).max()) / _LEVELS
    return {
        "unease_points": np.round(points / step).astype(np.int8),
        "unease_step": np.float32(step),
        "unease": (SHARPNESS * machine.dual_coef_[0]).astype(np.float32),
        "unease_bias": np.float32(SHARPNESS * machine.intercept_[0] + EAGER),
        "unease_nearness": np.float32(NEARNESS),
        "unease_share": np.float32(SHARE),
        "unease_letters": np.append(letters.coef_[0], letters.intercept_).astype(np.float16),
    }


def cross_validated(
    speaker: Speaker, embed: Embed
) -> tuple[NDArray[np.bool_], NDArray[np.float64], NDArray[np.bool_]]:
    """Whether each sentence is urgent, its score unseen, and whether it is one made for unease."""
    groups, texts, urgent = _examples(speaker)
    meanings = np.array([embed(text) for text in texts])
    spelled = letters_of(texts)
    scores = np.zeros(len(texts))
    for seen, unseen in GroupKFold(FOLDS).split(meanings, urgent, groups):
        machine = _machine().fit(meanings[seen], urgent[seen])
        letters = _spelling().fit(spelled[seen], urgent[seen])
        scores[unseen] = SHARE * SHARPNESS * machine.decision_function(meanings[unseen])
        scores[unseen] += (1 - SHARE) * letters.decision_function(spelled[unseen])
    made = np.array([speaker.source(group).label is None for group in groups])
    return urgent, scores, made


def _machine() -> SVC:
    return SVC(C=SOFTNESS, gamma=NEARNESS, class_weight="balanced")


def _spelling() -> LogisticRegression:
    return LogisticRegression(C=10, max_iter=400, class_weight="balanced")


def _examples(speaker: Speaker) -> tuple[list[int], list[str], NDArray[np.bool_]]:
    found = list(speaker.each(_times))
    return (
        [number for number, _ in found],
        [example.text for _, example in found],
        np.array([example.urgent for _, example in found]),
    )
