"""The nearest samples by letters and words: what is left where no trained model is at hand.

Standard library only. It is worse than the model by design of the task, not by accident: letters
know nothing of meaning.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from skill.understanding.reading import Tokens

NOT_FOR_US = ""
"""The class of utterances that are not for us."""

_LETTERS = 3
_SHARPNESS = 12.0
"""How steeply likeness turns into probability."""


class Nearest:
    """Probabilities of intents from the likeness of an utterance to labelled sentences."""

    def __init__(self, sentences: Iterable[tuple[Tokens, str]]) -> None:
        counted = [(_features(tokens), label) for tokens, label in sentences]
        seen = Counter(feature for features, _ in counted for feature in features)
        self._weights = {
            feature: math.log(1 + len(counted) / count) for feature, count in seen.items()
        }
        self._labels = [label for _, label in counted]
        self._postings: defaultdict[str, list[tuple[int, float]]] = defaultdict(list)
        for index, (features, _) in enumerate(counted):
            for feature, value in self._scaled(features).items():
                self._postings[feature].append((index, value))

    def probabilities(self, tokens: Tokens) -> Mapping[str, float]:
        """The likelihood of each label; they add up to 1."""
        likeness: defaultdict[int, float] = defaultdict(float)
        for feature, value in self._scaled(_features(tokens)).items():
            for index, other in self._postings.get(feature, ()):
                likeness[index] += value * other
        best: dict[str, float] = {NOT_FOR_US: 0.25}
        for index, value in likeness.items():
            label = self._labels[index]
            best[label] = max(best.get(label, 0.0), value)
        powers = {label: math.exp(_SHARPNESS * value) for label, value in best.items()}
        total = sum(powers.values())
        return {label: power / total for label, power in powers.items()}

    def _scaled(self, features: Counter[str]) -> dict[str, float]:
        values = {
            feature: count * self._weights.get(feature, 0.0) for feature, count in features.items()
        }
        length = math.sqrt(sum(value * value for value in values.values())) or 1.0
        return {feature: value / length for feature, value in values.items() if value}


def _features(tokens: Tokens) -> Counter[str]:
    text = f" {' '.join(tokens)} "
    features = Counter(text[at : at + _LETTERS] for at in range(len(text) - _LETTERS + 1))
    features.update(f"={token}" for token in tokens)
    return features
