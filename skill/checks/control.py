"""No control word inside a script: the local voice hears itself while a script plays.

A command of one word is refused anywhere in a script, for it may be picked out of a sentence that
comes back through the microphone. A longer command, and a word that rules.yaml spares, is refused
only as a sentence of its own: inside another one it is no command.
"""

import re
from collections.abc import Iterable, Iterator, Mapping

from content.checks.problem import Problem
from content.checks.rules import Rules, matcher, plain, sentences, words
from content.checks.spoken import Piece
from content.schema import Intent, Script, Utterances
from content.source import Lines, Source, place_of
from skill.understanding.templates import expand

RULE = "control"


def problems(
    pieces: Iterable[Piece], intents: Mapping[str, Intent], rules: Source[Rules]
) -> Iterator[Problem]:
    """Scripts that say a control word, and spared words that nothing needs."""
    pieces = list(pieces)
    commands = control_words(pieces, intents)
    spared = {word: index for index, kin in enumerate(rules.item.control) for word in kin.words}
    unneeded = dict(spared)
    single = tuple(re.escape(word) for word in sorted(commands) if " " not in word)
    if not single:
        return
    for piece in pieces:
        if not isinstance(piece.source.item, Script):
            continue
        for text in piece.texts:
            if text.path[0] != "sections":
                continue  # said before the script starts
            for sentence in sentences(plain(text.text)):
                alone = " ".join(words(sentence)).lower()
                heard = {found[0].lower() for found in matcher(single).finditer(sentence)}
                for word in heard & spared.keys():
                    unneeded.pop(word, None)
                said = sorted(heard - spared.keys()) or [alone] * (alone in commands)
                if said:
                    yield text.problem(RULE, f"{said[0]!r} in {sentence!r} is a command")
    lines = Lines(rules.text)
    for word, index in unneeded.items():
        line, there = lines.find(("control", index))
        told = (
            f"{word!r} is no control word" if word not in commands else f"no script says {word!r}"
        )
        yield Problem(rules.name, line, place_of(there), RULE, f"{told}, so it needs no sparing")


def control_words(pieces: Iterable[Piece], intents: Mapping[str, Intent]) -> set[str]:
    """What people say for every command that acts at once or steers a running script."""
    found: set[str] = set()
    for piece in pieces:
        match piece.source.item:
            case Utterances(intent=name, samples=samples) if _steers(intents.get(name)):
                spoken = {plain(said).lower() for sample in samples for said in expand(sample)}
                found |= spoken - {""}
            case _:
                pass
    return found


def _steers(intent: Intent | None) -> bool:
    if intent is None or intent.slots:
        return False
    return intent.short or "script" in intent.expected
