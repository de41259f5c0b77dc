"""Where one intent takes another's words: a report over the samples, without a model.

Two answers to different questions may share words ("space" is a need and a distance): the question
tells them apart. Everything else that is shared is a mistake in content.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from content.schema import Catalog
from skill.understanding.reading import Reader, key
from skill.understanding.samples import Samples
from skill.understanding.slots import Slots
from skill.understanding.templates import expand


@dataclass(frozen=True, slots=True)
class Overmatch:
    """A sentence that is written for `owner` and is taken by `taker` as well."""

    sentence: str
    owner: str
    """The intent, or "negative of <intent>", or "out of scope"."""
    taker: str


def overmatches(catalog: Catalog) -> Iterator[Overmatch]:
    """Every sentence that an intent takes from another, or from what is not for us."""
    reader = Reader(catalog.hearing, catalog.numbers)
    samples = Samples(catalog, reader, Slots(catalog, reader))

    def takers(sentence: str) -> list[str]:
        found = samples.find(key(reader.clean(sentence)))
        found = [match for match in found if not catalog.intents[match.intent].answer]
        literal = [match for match in found if match.literal]  # these leave no other
        return [match.intent for match in literal or found]

    for name, utterances in catalog.utterances.items():
        for template in utterances.said:
            for sentence in expand(template):
                if "{" not in sentence and not catalog.intents[name].answer:
                    for taker in takers(sentence):
                        if taker != name:
                            yield Overmatch(sentence, name, taker)
        for sentence in utterances.negatives:
            if name in takers(sentence):
                yield Overmatch(sentence, f"negative of {name}", name)
    for template in catalog.out_of_scope:
        for sentence in expand(template):
            for taker in takers(sentence):
                yield Overmatch(sentence, "out of scope", taker)
