"""Phrases that a recogniser may expect: all that can be answered to a closed question.

A recogniser limited to a few phrases hears nothing else, so it is limited only where a yes or no, a
number or a turn is expected, and the commands that work everywhere are always among them.
"""

from collections.abc import Iterable

from content.schema import Catalog
from skill.turn import Expectation
from skill.understanding.templates import expand

_LONGEST = 4
"""Words of a hint: longer phrases are for understanding, not for a grammar."""
_RATINGS = range(11)


def commands(catalog: Catalog) -> tuple[str, ...]:
    """The short commands, as their samples have them."""
    short = (name for name, intent in catalog.intents.items() if intent.short)
    return phrases(catalog, short)


def hints(catalog: Catalog, expecting: Expectation) -> tuple[str, ...]:
    """The phrases for a closed question, with the commands; empty where other words may come."""
    asked = next(iter(expecting.intents), None)
    if asked is None or expecting.open_answer:
        return ()
    contract = catalog.intents[asked]
    kinds = set(contract.slots.values())
    closed = contract.answer and kinds <= {"number", "turn"}
    if not (closed or (contract.short and not kinds)):
        return ()
    said = [*phrases(catalog, [asked]), *commands(catalog)]
    if "number" in kinds:
        said += [words for words, value in catalog.numbers.items() if value in _RATINGS]
    for kind in kinds & set(catalog.lists):
        said += [words for value in catalog.lists[kind].values for words in value.says]
    return tuple(dict.fromkeys(said))


def phrases(catalog: Catalog, intents: Iterable[str]) -> tuple[str, ...]:
    """The samples of some intents that have no slot and few words."""
    found: dict[str, None] = {}
    for name in intents:
        if name in catalog.utterances:
            for template in catalog.utterances[name].said:
                for sentence in expand(template):
                    if "{" not in sentence and len(sentence.split()) <= _LONGEST:
                        found[sentence] = None
    return tuple(found)
