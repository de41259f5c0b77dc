"""Rule 4: a list of comforts has a choice without touch and a choice for someone alone."""

from collections.abc import Iterable, Iterator

from content.checks.problem import Problem
from content.checks.rules import Comfort, Rules, matcher, plain
from content.checks.spoken import Piece, SpokenText
from content.schema import Answer, Reaction

RULE = "rule-4"
LIST_FROM = 2
"""So many different comforts, one of them touch, make a list."""


def problems(pieces: Iterable[Piece], rules: Rules) -> Iterator[Problem]:
    """Lists of comforts that leave someone out."""
    for piece in pieces:
        for unit in _units(piece):
            yield from _left_out(unit, rules.comfort)


def _units(piece: Piece) -> Iterator[list[list[SpokenText]]]:
    """What is heard in one go, paragraph by paragraph with the wordings of each.

    An answer is heard whole, a check-in's reactions one at a time. Nothing else lists comforts.
    """
    if isinstance(piece.source.item, Answer):
        paragraphs: dict[object, list[SpokenText]] = {}
        for text in piece.texts:
            if text.path[0] == "say":
                paragraphs.setdefault(text.path[1], []).append(text)
        yield list(paragraphs.values())
    else:
        yield from ([[text]] for text in piece.texts if text.owner == Reaction.__name__)


def _left_out(unit: list[list[SpokenText]], comfort: Comfort) -> Iterator[Problem]:
    texts = [text for wordings in unit for text in wordings]
    whole = plain(" ".join(text.text for text in texts))
    touches = {found.lower() for found in _all(comfort.touch, whole)}
    others = {found.lower() for found in _all(comfort.no_touch, whole)}
    if not touches or len(touches | others) < LIST_FROM:
        return
    touch = matcher(comfort.touch)
    first = next((text for text in texts if touch.search(plain(text.text))), texts[0])
    for patterns, words in ((comfort.no_touch, "without touch"), (comfort.solo, "on one's own")):
        choice = matcher(patterns)
        # The choice is there whichever wording is heard.
        if not any(all(choice.search(plain(text.text)) for text in texts) for texts in unit):
            yield first.problem(RULE, f"comforts without a choice {words} in every wording")


def _all(patterns: tuple[str, ...], text: str) -> Iterator[str]:
    return (found[0] for found in matcher(patterns).finditer(text))
