"""Exemptions from the language rules: they stand in rules.yaml, with a reason."""

from collections.abc import Iterable, Iterator

from content.checks.problem import Problem
from content.checks.rules import Exemption, Rules, plain
from content.checks.spoken import Piece, SpokenText
from content.source import Lines, Source, place_of

RULE = "exempt"


def apply(
    problems: Iterable[Problem], pieces: Iterable[Piece], rules: Source[Rules]
) -> Iterator[Problem]:
    """The problems that are not exempt, and the exemptions that nothing needs any longer."""
    texts: dict[tuple[str, str], SpokenText] = {
        (text.file, place_of(text.path)): text for piece in pieces for text in piece.texts
    }
    exemptions = rules.item.exempt
    used: set[int] = set()
    for problem in problems:
        text = texts.get((problem.file, problem.place))
        holds = [
            index
            for index, exemption in enumerate(exemptions)
            if text is not None and _holds(exemption, problem, text)
        ]
        used.update(holds)
        if not holds:
            yield problem
    lines = Lines(rules.text)
    for index, exemption in enumerate(exemptions):
        if index not in used:
            line, there = lines.find(("exempt", index))
            told = f"nothing needs this any longer: {exemption.rule} in {exemption.file}"
            yield Problem(rules.name, line, place_of(there), RULE, told)


def _holds(exemption: Exemption, problem: Problem, text: SpokenText) -> bool:
    return (
        exemption.rule == problem.rule
        and f"/{problem.file}".endswith(f"/{exemption.file}")
        and plain(exemption.text).lower() in plain(text.text).lower()
        # A rule that found something in a sentence of the text is exempt for that sentence alone.
        and (" in " not in problem.message or plain(exemption.text) in problem.message)
    )
