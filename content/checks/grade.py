"""Rule 12's reading grade: Flesch-Kincaid, as the textstat library counts it.

Where it is applied: the formula was fitted to passages of about a hundred words, and of a single
short line it says nothing ("Aftercare is personal." has grade 13, "Rest is fine." grade -3). So it
is measured on every text of at least `grade_words` words, and on each file as a whole, which is
what a listener hears in one go. Titles and cues are no prose and are left out, and so are sentences
of a word or three: they are the easiest there are, so leaving them out can only raise the grade.
"""

from collections.abc import Iterable, Iterator
from typing import Protocol

from content.checks.problem import Problem
from content.checks.rules import Limits, Rules, plain, sentences, words
from content.checks.spoken import Piece

RULE = "rule-12"


class Grader(Protocol):
    """Measures the reading grade of a text."""

    def __call__(self, text: str) -> float: ...  # noqa: D102 - the class says it


class NotMeasurableError(Exception):
    """The grade cannot be measured here; the message says why."""


def grader(locale: str) -> Grader:
    """The reading grade for a locale; raises `NotMeasurableError` where there is none."""
    try:
        import textstat  # type: ignore[import-untyped]  # it carries no types
    except ImportError:
        raise NotMeasurableError("pip install 'aftercare[check]'") from None
    textstat.set_lang(locale.replace("-", "_"))
    measure: Grader = textstat.flesch_kincaid_grade
    try:
        measure("A line to try it on.")
    except KeyError:
        raise NotMeasurableError(f"textstat does not know {locale}") from None
    return measure


def problems(pieces: Iterable[Piece], rules: Rules, grade: Grader) -> Iterator[Problem]:
    """Texts and files that are harder to follow than they may be."""
    for piece in pieces:
        passages = [
            (text, passage)
            for text in piece.texts
            if text.whole and (passage := prose(text.text, rules.limits))
        ]
        for text, passage in passages:
            if measured := _too_hard(passage, rules.limits, grade):
                yield text.problem(RULE, measured)
        if len(passages) > 1:
            whole = " ".join(passage for _, passage in passages)
            if measured := _too_hard(whole, rules.limits, grade):
                yield Problem(piece.source.name, 1, "", RULE, f"the whole file: {measured}")


def prose(text: str, limits: Limits) -> str:
    """The sentences of a text that are long enough to measure."""
    return " ".join(
        sentence
        for sentence in sentences(plain(text))
        if len(words(sentence)) >= limits.grade_sentence_words
    )


def _too_hard(passage: str, limits: Limits, grade: Grader) -> str:
    if len(words(passage)) < limits.grade_words:
        return ""
    measured = round(grade(passage), 1)
    return f"reading grade {measured}, at most {limits.grade:g}" if measured > limits.grade else ""
