"""No control word inside a script: the local voice hears itself while a script plays.

Words of the sentence being played are ignored when they come back through the microphone, but stop
always wins; so a script does without the words that act at once.
"""

import re
from collections.abc import Iterable, Iterator, Mapping

from content.checks.problem import Problem
from content.checks.rules import Rules, matcher, plain, sentences
from content.checks.spoken import Piece
from content.schema import Intent, Script, Utterances
from content.source import Lines, Source, place_of

RULE = "control"
LONGEST = 2
"""Commands of so many words at most are looked for; longer ones do not come up by accident."""


def problems(
    pieces: Iterable[Piece], intents: Mapping[str, Intent], rules: Source[Rules]
) -> Iterator[Problem]:
    """Scripts that say a control word, and spared words that are none."""
    pieces = list(pieces)
    words = control_words(pieces, intents)
    spared = {spared.word for spared in rules.item.control}
    lines = Lines(rules.text)
    for index, entry in enumerate(rules.item.control):
        if entry.word not in words:
            line, there = lines.find(("control", index))
            told = f"{entry.word!r} is no control word, so nothing is spared"
            yield Problem(rules.name, line, place_of(there), RULE, told)
    heard = tuple(re.escape(word) for word in sorted(words - spared, key=len, reverse=True))
    if not heard:
        return
    for piece in pieces:
        if not isinstance(piece.source.item, Script):
            continue
        for text in piece.texts:
            if text.path[0] != "sections":
                continue  # said before the script starts
            for sentence in sentences(plain(text.text)):
                if found := matcher(heard).search(sentence):
                    yield text.problem(RULE, f"{found[0]!r} in {sentence!r} is a command")


def control_words(pieces: Iterable[Piece], intents: Mapping[str, Intent]) -> set[str]:
    """The short forms of every command that acts at once or steers a running script."""
    found: set[str] = set()
    for piece in pieces:
        match piece.source.item:
            case Utterances(intent=name, samples=samples) if _steers(intents.get(name)):
                spoken = {plain(said).lower() for sample in samples for said in expand(sample)}
                found |= {said for said in spoken if 0 < len(said.split()) <= LONGEST}
            case _:
                pass
    return found


def _steers(intent: Intent | None) -> bool:
    if intent is None or intent.slots:
        return False
    return intent.short or "script" in intent.expected


_PART = re.compile(r"[()\[\]|]|[^()\[\]|]+")


def expand(sample: str) -> set[str]:
    """Every sentence of a template: (a|b) is a choice, [a] may be left out."""
    parts = _PART.findall(sample)

    def choice(at: int, end: str) -> tuple[set[str], int]:
        found: set[str] = set()
        line = {""}
        while at < len(parts) and parts[at] != end:
            part = parts[at]
            if part == "|":
                found |= line
                line = {""}
            elif part in "([":
                inner, at = choice(at + 1, ")" if part == "(" else "]")
                line = {a + b for a in line for b in (inner | {""} if part == "[" else inner)}
            else:
                line = {a + part for a in line}
            at += 1
        return found | line, at

    return {" ".join(said.split()) for said in choice(0, "")[0]}
