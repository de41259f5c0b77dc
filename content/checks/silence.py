"""A silence longer than twelve seconds is announced by the words before it.

The schema asks for the mark `announced`; here the words are looked at. Silences that only add up
when a script is planned are found by `skill.checks.lengths`.
"""

from collections.abc import Iterable, Iterator

from content.checks.problem import Problem
from content.checks.rules import Rules, matcher, plain
from content.checks.spoken import Piece
from content.schema import CueStep, Feedback, PauseStep, SayStep, Script, Section, Step

RULE = "silence"


def problems(pieces: Iterable[Piece], rules: Rules) -> Iterator[Problem]:
    """Announced silences that nothing announces."""
    announces = matcher(rules.announces)
    for piece in pieces:
        match piece.source.item:
            case Script(sections=sections):
                before = ""
                for index, section in enumerate(sections):
                    for path, step in _steps(section):
                        match step:
                            case SayStep(say=words) | CueStep(cue=words):
                                before = plain(words)
                            case PauseStep(announced=True) if not announces.search(before):
                                told = f"a long silence that {before!r} does not announce"
                                yield piece.problem(("sections", index, *path), RULE, told)
                            case PauseStep():
                                pass
            case Feedback(opening=opening) if not announces.search(plain(opening)):
                told = "turns are silences, and the opening does not announce them"
                yield piece.problem(("opening",), RULE, told)
            case _:
                pass


def _steps(section: Section) -> Iterator[tuple[tuple[str | int, ...], Step]]:
    if section.steps is not None:
        yield from ((("steps", index), step) for index, step in enumerate(section.steps))
    for nth, steps in enumerate(section.rounds or ()):
        yield from ((("rounds", nth, index), step) for index, step in enumerate(steps))
