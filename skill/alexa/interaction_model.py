"""The Alexa interaction model, generated from content.

The templates of content/<locale>/intents become plain samples that obey Amazon's rules. What they
do not allow is left out: digits and signs, a slot twice, free words beside another slot or alone.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from itertools import islice, zip_longest
from typing import Any, TypeAlias

from content.schema import Catalog, Intent, SlotType, Utterances
from skill.alexa.store import store
from skill.understanding.safety import Safety
from skill.understanding.templates import expand

_Spelt: TypeAlias = Callable[[str], str]
"""Writes a text as a locale spells it."""

MOST_SAMPLES = 150
"""Ours: samples of one intent, spread evenly over its templates. Beyond it they teach little."""

NUMBER, FREE_WORDS = "AMAZON.NUMBER", "AMAZON.SearchQuery"

# Amazon trains these itself and takes no samples for them.
_NOT_EXTENDED = ("AMAZON.FallbackIntent", "AMAZON.NavigateHomeIntent")

_SAMPLE = re.compile(r"[a-z][a-z.'\- {}_]*|\{[a-z_]+\}[a-z.'\- {}_]*")
_VALUE = re.compile(r"[^\W\d_][^\W\d_'.\- ]*(?:[ '.\-][^\W\d_'.\- ]+)*\.?")
_SLOT = re.compile(r"\{([a-z_]+)\}")


def interaction_model(
    catalog: Catalog, locale: str, safety: Safety | None = None
) -> dict[str, Any]:
    """The interaction model of `catalog` for an Alexa locale, as the ASK CLI reads it.

    `safety` is the catalog's, where there is one already.
    """
    safety = safety or Safety(catalog)
    page = store(catalog.locale)

    def spelt(text: str) -> str:
        return page.spelt_for(text, locale)

    taken: set[str] = set()
    intents = [_intent(catalog, name, taken, spelt) for name in catalog.intents]
    kinds = dict.fromkeys(slot["type"] for intent in intents for slot in intent.get("slots", ()))
    types = {_type_name(kind): kind for contract in catalog.intents.values()
             for kind in contract.slots.values()}  # fmt: skip
    return {
        "interactionModel": {
            "languageModel": {
                "invocationName": page.invocation_name,
                "modelConfiguration": {"fallbackIntentSensitivity": {"level": "LOW"}},
                "intents": intents,
                "types": [
                    {"name": name, "values": _values(catalog, types[name], spelt, safety)}
                    for name in kinds
                    if not name.startswith("AMAZON.")
                ],
            }
        }
    }


def _intent(catalog: Catalog, name: str, taken: set[str], spelt: _Spelt) -> dict[str, Any]:
    contract = catalog.intents[name]
    utterances = catalog.utterances.get(name)
    samples: list[str] = []
    if utterances is not None and utterances.alexa and name not in _NOT_EXTENDED:
        samples = _samples(contract, utterances, taken, spelt)
        taken.update(samples)
    used = {slot for sample in samples for slot in _SLOT.findall(sample)}
    made: dict[str, Any] = {"name": name, "samples": samples}
    if used:
        # A slot that no sample fills would only be reported as an error.
        made["slots"] = [
            {"name": slot, "type": _type_name(kind)}
            for slot, kind in contract.slots.items()
            if slot in used
        ]
    return made


def _type_name(kind: SlotType) -> str:
    match kind:
        case "minutes" | "number":
            return NUMBER
        case "free":
            return FREE_WORDS
        case _:
            return kind.capitalize()


def _samples(contract: Intent, utterances: Utterances, taken: set[str], spelt: _Spelt) -> list[str]:
    whole = _whole_sentence_slot(contract, utterances)
    if whole is not None:
        return [f"{{{whole}}}"]
    by_template = [
        [s for s in map(spelt, _expanded(t)) if s not in taken and _allowed(s, contract)]
        for t in utterances.said
    ]
    return list(dict.fromkeys(islice(_evenly(by_template), MOST_SAMPLES)))


def _whole_sentence_slot(contract: Intent, utterances: Utterances) -> str | None:
    """The slot of an urgent intent that takes the whole sentence, when no template names it.

    Alexa passes on no words, only slots. An urgent sentence therefore is a slot's value, so that
    the same rules look at the same words as on the other channel.
    """
    if contract.risk != "urgent":
        return None
    named = {slot for template in utterances.said for slot in _SLOT.findall(template)}
    return next((slot for slot in contract.slots if slot not in named), None)


def _allowed(sample: str, contract: Intent) -> bool:
    slots = _SLOT.findall(sample)
    if not _SAMPLE.fullmatch(sample) or len(set(slots)) < len(slots):
        return False
    unknown = [slot for slot in slots if slot not in contract.slots]
    if unknown:
        raise ValueError(f"{sample!r}: no slot {unknown[0]!r} in intents.yaml")
    free = any(contract.slots[slot] == "free" for slot in slots)
    return not free or (len(slots) == 1 and sample != f"{{{slots[0]}}}")


# Five locales are made of the same content.


@cache
def _expanded(template: str) -> tuple[str, ...]:
    return tuple(expand(template))


@cache
def _flag(safety: Safety, sentence: str) -> str | None:
    danger = safety.look(sentence)
    return danger.flag if danger else None


def _evenly(groups: Sequence[Sequence[str]]) -> Iterator[str]:
    """Items of all groups in turn, each group's own spread from its first to its last."""
    spread = [[group[i] for i in _bit_reversed(len(group))] for group in groups]
    for row in zip_longest(*spread):
        yield from (item for item in row if item is not None)


def _bit_reversed(count: int) -> list[int]:
    """0 to count - 1 in an order whose every beginning is spread over the whole."""
    bits = max(1, (count - 1).bit_length())
    order = (int(f"{i:0{bits}b}"[::-1], 2) for i in range(1 << bits))
    return [i for i in order if i < count]


def _values(
    catalog: Catalog, kind: SlotType, spelt: _Spelt, safety: Safety
) -> list[dict[str, Any]]:
    """The values of a slot type; a way to say two of them belongs to the first."""
    known: set[str] = set()
    made: list[dict[str, Any]] = []
    for ident, says in _said(catalog, kind, safety):
        said = map(spelt, says)
        fresh = list(dict.fromkeys(s for s in said if s not in known and _VALUE.fullmatch(s)))
        if fresh:
            known.update(fresh)
            made.append({"id": ident, "name": {"value": fresh[0], "synonyms": fresh[1:]}})
    return made


def _said(catalog: Catalog, kind: SlotType, safety: Safety) -> Iterator[tuple[str, Sequence[str]]]:
    """Each value of a slot type and the ways to say it."""
    whole = _whole_sentences(catalog, kind, safety)
    listed = catalog.lists[kind].values if kind in catalog.lists else ()
    for value in listed:
        said = [s for template in value.says for s in _expanded(template)]
        yield value.id, [*said, *whole.pop(value.id, [])]
    yield from whole.items()


def _whole_sentences(catalog: Catalog, kind: SlotType, safety: Safety) -> dict[str, list[str]]:
    """What people say for an urgent intent whose slot is of this kind, by the flag it raises."""
    sentences = [
        sentence
        for name, utterances in catalog.utterances.items()
        if (slot := _whole_sentence_slot(catalog.intents[name], utterances)) is not None
        and catalog.intents[name].slots[slot] == kind
        for template in utterances.said
        for sentence in _expanded(template)
    ]
    found: dict[str, list[str]] = {}
    for sentence in sentences:
        flag = _flag(safety, sentence) or catalog.urgent.default
        found.setdefault(flag, []).append(sentence)
    return found
