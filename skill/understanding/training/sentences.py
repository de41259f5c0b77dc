"""Labelled sentences to learn from, drawn from content: samples, what sounds like them, room talk.

The development sets are not among them; a test compares.
"""

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np

from content.loader import ContentError, read, read_folder, root_folder
from content.schema import NONE, Catalog, SlotType, ThemeExamples, Told, Unease
from skill.understanding.nearest import NOT_FOR_US
from skill.understanding.reading import Reader
from skill.understanding.templates import expand

T = TypeVar("T")

STATEMENT = "IStatementIntent"
_REQUESTS, _TOLD = 10, 100
"""One in so many requests, and of what is told of danger and calm, is learnt from as having no
theme: some of it has one, in other places than where themes are looked for."""

_SLOT_MINUTES = (1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 15, 20, 25, 30)
_WRAPPED, _MISHEARD, _DROPPED, _DOUBLED = 0.35, 0.2, 0.06, 0.05
"""How often a drawn sentence gets words around it, a misheard word, a lost or a repeated one."""


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence with what it is: an intent or not for us (None: unknown), urgent or not."""

    text: str
    label: str | None
    urgent: bool


@dataclass(frozen=True, slots=True)
class Source:
    """A template with its sentences, and what they are."""

    sentences: tuple[str, ...]
    intent: str
    """The intent whose slots the template names; empty outside intents."""
    label: str | None
    urgent: bool
    wrap: bool
    author: str = ""
    """Who wrote it, where that is known."""
    teaches_danger: bool = True
    """Whether the second tier of safety learns from it, beside the intents."""


def labelled(catalog: Catalog) -> list[Source]:
    """What content has to learn intents from, and what is not for us."""
    found: list[Source] = []
    for name, utterances in sorted(catalog.utterances.items()):
        urgent = catalog.intents[name].risk == "urgent"
        found += [
            Source(tuple(expand(template)), name, name, urgent, wrap=True)
            for template in utterances.samples
        ]
        # Too many for the second tier, which would take what is told of danger for a request.
        found += [
            Source((sentence,), name, name, urgent, wrap=True, teaches_danger=False)
            for sentence in utterances.heard
        ]
        found += [
            Source((sentence,), name, name, urgent, wrap=False)
            for sentence in utterances.sounds_like
        ]
        if not urgent:
            found += [
                Source((sentence,), "", NOT_FOR_US, urgent=False, wrap=False)
                for sentence in utterances.negatives
            ]
    found += [
        Source(tuple(expand(template)), "", NOT_FOR_US, urgent=False, wrap=False)
        for template in catalog.out_of_scope
    ]
    return found


def told(catalog: Catalog) -> list[Source]:
    """What only the second tier of safety learns from: danger, and what sounds like it."""
    root, found = root_folder(), []
    for name in ("unease", "told"):
        unease = read(root, f"{catalog.locale}/{name}.yaml", Unease).item
        for templates, urgent in ((unease.urgent, True), (unease.calm, False)):
            found += [
                Source(tuple(expand(template)), "", None, urgent, wrap=True)
                for template in templates
            ]
    for author in read_folder(root, f"{catalog.locale}/told", Told, "id"):
        for kinds, urgent in ((author.item.urgent, True), (author.item.calm, False)):
            found += [
                Source((sentence,), "", None, urgent, wrap=True, author=author.item.id)
                for sentences in kinds.values()
                for sentence in sentences
            ]
    return found


def _examples(catalog: Catalog) -> list[Source]:
    """The examples of themes; raises `ContentError` where one is of a theme that there is not."""
    found = []
    for author in read_folder(root_folder(), f"{catalog.locale}/themes", ThemeExamples, "id"):
        for theme, sentences in author.item.themes.items():
            if theme not in (*catalog.themes.ids, NONE):
                raise ContentError(f"{author.name}: there is no theme {theme!r}")
            found += [
                Source((sentence,), "", theme, urgent=False, wrap=True, author=author.item.id)
                for sentence in sentences
            ]
    return found


def themed(catalog: Catalog) -> list[Source]:
    """What themes of statements are learnt from: examples, our own sentences, and what has none."""
    found = _examples(catalog)
    for one in catalog.themes.themes:
        ours = [one.about, *(text for way in one.ways for text in (way.hard, way.wish))]
        found += [Source((text,), "", one.id, urgent=False, wrap=True) for text in ours]
    requests = [source for source in labelled(catalog) if source.intent != STATEMENT]
    others = (*requests[::_REQUESTS], *told(catalog)[::_TOLD])
    return [*found, *(replace(source, label=NONE, author="") for source in others)]


def complained(catalog: Catalog) -> list[Source]:
    """The examples of themes as what they are to safety: ordinary hurt, and no danger."""
    examples = _examples(catalog)
    return [replace(one, label=None, author=f"themes-{one.author}") for one in examples]


def everything(catalog: Catalog) -> list[Source]:
    """All that content has to learn from."""
    return [*labelled(catalog), *told(catalog), *complained(catalog)]


def unsigned(catalog: Catalog) -> list[Source]:
    """What intents are learnt from and drawn among: all but what single authors told of danger."""
    return [source for source in everything(catalog) if not source.author]


def fingerprint(found: list[Source]) -> str:
    """A hash of everything the model learns from, so that a stale model is noticed."""
    kept = [[*source.sentences, source.label, source.urgent] for source in found]
    return hashlib.sha256(json.dumps(kept).encode()).hexdigest()[:16]


class Speaker:
    """Says the sentences of content as people and transcribers would."""

    def __init__(
        self,
        catalog: Catalog,
        slips: Callable[[str], list[str]],
        seed: int,
        sources: Sequence[Source],
    ) -> None:
        self._catalog = catalog
        self._reader = Reader(catalog.hearing, catalog.numbers)
        self._slips = slips
        self._draw = np.random.default_rng(seed)
        self._sources = sources
        self._by_label: dict[str | None, list[Source]] = {}
        for source in self._sources:
            self._by_label.setdefault(source.label, []).append(source)

    def _one(self, items: Sequence[T]) -> T:
        return items[int(self._draw.integers(len(items)))]

    def labels(self) -> tuple[str, ...]:
        """Every label but the unknown one, in order."""
        return tuple(sorted(label for label in self._by_label if label is not None))

    def plain(self) -> Iterator[Example]:
        """Every template once, as written."""
        for source in self._sources:
            yield self._say(source, altered=False)

    def source(self, number: int) -> Source:
        """The template of this number."""
        return self._sources[number]

    def each(self, times: Callable[[Source], int]) -> Iterator[tuple[int, Example]]:
        """Every template so many times, with its number: as written first, then altered."""
        for number, source in enumerate(self._sources):
            for time in range(times(source)):
                yield number, self._say(source, altered=time > 0)

    def draw(self, label: str | None) -> Example:
        """A sentence with this label, altered as speech is."""
        return self._say(self._one(self._by_label[label]), altered=True)

    def batch(self, size: int, not_for_us: float, unknown: float) -> list[Example]:
        """Sentences of all labels; the shares of the two large ones are given."""
        intents = [label for label in self.labels() if label != NOT_FOR_US]
        drawn = []
        for _ in range(size):
            at = self._draw.random()
            if at < not_for_us:
                drawn.append(self.draw(NOT_FOR_US))
            elif at < not_for_us + unknown:
                drawn.append(self.draw(None))
            else:
                drawn.append(self.draw(self._one(intents)))
        return drawn

    def _say(self, source: Source, *, altered: bool) -> Example:
        sentence = self._one(source.sentences)
        words = self._filled(sentence, source.intent).split()
        if altered:
            words = self._alter(words, wrap=source.wrap)
        return Example(self._reader.clean(" ".join(words)), source.label, source.urgent)

    def _filled(self, sentence: str, intent: str) -> str:
        words = []
        for word in sentence.split():
            if word.startswith("{"):
                name = word.strip("{}")
                words.append(self._value(self._catalog.intents[intent].slots[name], name))
            else:
                words.append(word)
        return " ".join(words)

    def _value(self, kind: SlotType, name: str) -> str:
        match kind:
            case "minutes":
                return self._reader.said(self._one(_SLOT_MINUTES))
            case "number":
                return self._reader.said(int(self._draw.integers(11)))
            case "free":
                listed = {value.id: value.says for value in self._catalog.lists[kind].values}
                return self._one(listed[name])
            case _:
                value = self._one(self._catalog.lists[kind].values)
                return self._one(value.says)

    def _alter(self, words: list[str], *, wrap: bool) -> list[str]:
        chance = self._draw.random
        hearing = self._catalog.hearing
        if wrap and chance() < _WRAPPED:
            lead = self._one((hearing.fillers, hearing.openers, hearing.closers))
            phrase = self._one(lead).split()
            words = [*words, *phrase] if lead is hearing.closers else [*phrase, *words]
        if len(words) > 2 and chance() < _DROPPED:
            words = list(words)
            del words[int(self._draw.integers(len(words)))]
        if len(words) > 1 and chance() < _DOUBLED:
            at = int(self._draw.integers(len(words)))
            words = [*words[: at + 1], *words[at:]]
        if chance() < _MISHEARD:
            at = int(self._draw.integers(len(words)))
            slips = self._slips(words[at])
            if slips:
                words = [*words[:at], self._one(slips), *words[at + 1 :]]
        return words
