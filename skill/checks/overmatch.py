"""No intent steals another's sentence: what is written for one is not taken for another outright.

Being asked which of two was meant is no fault; acting on the wrong one is.
"""

import re
from collections.abc import Iterator

from content.checks.problem import Problem
from content.loader import read_folder, root_folder
from content.schema import Catalog, SlotType, Utterances
from content.source import Lines, Source, place_of
from skill.turn import Expectation
from skill.understanding.matcher import Understanding
from skill.understanding.outcome import Recognized
from skill.understanding.templates import expand
from skill.wording import number

RULE = "over-match"
SENTENCES = 4
"""Sentences of each template that are tried, spread over all it can say."""
SPOKEN_NUMBER = 3
"""Any number will do for a slot that takes one."""

_SLOT = re.compile(r"\{(\w+)\}")


def problems(catalog: Catalog, understanding: Understanding | None = None) -> Iterator[Problem]:
    """Sentences of one intent that are another's as well, and look-alikes that are not refused."""
    understanding = understanding or Understanding(catalog)
    owners = _owners(catalog)
    for source in read_folder(root_folder(), f"{catalog.locale}/intents", Utterances, "intent"):
        lines = Lines(source.text)
        found = dict(_stolen(source, catalog, understanding)) | dict(_shared(source.item, owners))
        for path, told in found.items():
            line, there = lines.find(path)
            yield Problem(source.name, line, place_of(there), RULE, told)


def _owners(catalog: Catalog) -> dict[str, set[str]]:
    """Which intents each sentence is a sample of; answers mean something in their place only."""
    owners: dict[str, set[str]] = {}
    for name, utterances in catalog.utterances.items():
        if name in catalog.intents and catalog.intents[name].answer:
            continue
        for template in utterances.said:
            for sentence in expand(template):
                owners.setdefault(sentence.lower(), set()).add(name)
    return owners


def _shared(
    utterances: Utterances, owners: dict[str, set[str]]
) -> Iterator[tuple[tuple[str | int, ...], str]]:
    for field in ("samples", "exact"):
        for index, template in enumerate(getattr(utterances, field)):
            for sentence in expand(template):
                if others := owners.get(sentence.lower(), set()) - {utterances.intent}:
                    told = f"{sentence!r} is a sample of {', '.join(sorted(others))} too"
                    yield (field, index), told
                    break


def _stolen(
    source: Source[Utterances], catalog: Catalog, understanding: Understanding
) -> Iterator[tuple[tuple[str | int, ...], str]]:
    own = source.item.intent
    # An answer means something only where its question was asked.
    asked = Expectation((own,)) if own in catalog.intents and catalog.intents[own].answer else None
    for field in ("samples", "exact", "sounds_like"):
        for index, template in enumerate(getattr(source.item, field)):
            for sentence in some(template):
                said = filled(sentence, catalog, own)
                if said is None:
                    break
                outcome = understanding.recognize(said, asked)
                if isinstance(outcome, Recognized) and outcome.request.intent != own:
                    yield (field, index), f"{said!r} is taken for {outcome.request.intent}"
                    break
    for index, sentence in enumerate(source.item.negatives):
        outcome = understanding.recognize(sentence, asked)
        if isinstance(outcome, Recognized) and outcome.request.intent == own:
            yield ("negatives", index), f"{sentence!r} is taken for {own}"


def some(template: str) -> list[str]:
    """A few sentences of a template, spread over all it can say."""
    sentences = list(expand(template))
    return sentences[:: max(1, -(-len(sentences) // SENTENCES))]


def filled(sentence: str, catalog: Catalog, intent: str) -> str | None:
    """The sentence with a value in each slot; None where a slot takes free words."""
    slots = catalog.intents[intent].slots if intent in catalog.intents else {}
    values = {name: _value(slots.get(name), catalog) for name in _SLOT.findall(sentence)}
    if None in values.values():
        return None
    return _SLOT.sub(lambda slot: str(values[slot[1]]), sentence)


def _value(kind: SlotType | None, catalog: Catalog) -> str | None:
    if kind in ("minutes", "number"):
        return number(catalog, SPOKEN_NUMBER)
    known = catalog.lists.get(kind or "")
    return known.values[0].says[0] if known else None
