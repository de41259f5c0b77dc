"""What content tells a recogniser to expect, and which of its words a model does not have."""

from collections.abc import Sequence
from typing import Protocol

from content import load
from local_voice.transcribers.vosk import Phrases
from skill.turn import Expectation
from skill.understanding.hints import commands, hints

CLOSED = ("AMAZON.YesIntent", "ScaleAnswerIntent", "TurnIntent")
"""Answers whose questions narrow a recogniser: one of each kind."""


class HasWords(Protocol):
    """A model, as far as its words go."""

    def missing(self, words: Sequence[str]) -> tuple[str, ...]:
        """Which of the words it does not have."""


def content_phrases(locale: str) -> Phrases:
    """The phrases that content expects in a locale; none where anything may be said."""
    catalog = load(locale)

    def phrases(expecting: Expectation | None) -> Sequence[str]:
        return hints(catalog, expecting) if expecting is not None else ()

    return phrases


def unknown_words(model: HasWords, locale: str) -> tuple[str, ...]:
    """The words of all phrases that the model cannot hear."""
    catalog = load(locale)
    expected = list(commands(catalog))
    for intent in CLOSED:
        expected += hints(catalog, Expectation((intent,)))
    words = sorted({word for phrase in expected for word in phrase.split()})
    return model.missing(words)
