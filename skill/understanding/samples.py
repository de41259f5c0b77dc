"""The samples of content as an index: which utterances are exactly what somebody wrote down.

Slots are matched by their values: "the ocean one for ten minutes" is the sample
"the {script} one for {minutes} minutes".
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from content.schema import Catalog, SlotType
from skill.turn import SlotValue
from skill.understanding.reading import Reader, Tokens, key
from skill.understanding.slots import MINUTES, RATINGS, Slots
from skill.understanding.templates import Rest, begin, expand, steps

_NUMBER, _FREE = "{#}", "{*}"
_NARROWEST = 2
"""Words of a frame: a single one is too often a part of what is said."""
_Filling: TypeAlias = tuple[SlotValue, ...]


@dataclass(frozen=True, slots=True)
class Match:
    """An intent whose sample the utterance is."""

    intent: str
    slots: Mapping[str, SlotValue]
    literal: bool
    """Whether the sample has no slot: it is closer than one whose slot happens to fit."""


_End: TypeAlias = tuple[str, tuple[str, ...]]
"""A sample with slots: its intent and the names of its slots, in order."""


_Rest: TypeAlias = tuple[str, tuple[str, ...], Rest]
"""An intent, the names of the slots so far, and what of its sample is still to be said."""


class _Node:
    """A place in the tree of samples, one token or slot each step.

    What follows is made when somebody first gets here: the samples stand for tens of thousands of
    sentences, and hardly any of them is ever said.
    """

    __slots__ = ("_contract", "_next", "_rests", "ends")

    def __init__(self, contract: Mapping[str, Mapping[str, SlotType]]) -> None:
        self._contract = contract
        self._rests: list[_Rest] = []
        self._next: dict[str, _Node] | None = None
        self.ends: tuple[_End, ...] = ()
        """Samples that end here."""

    def add(self, intent: str, names: tuple[str, ...], rest: Rest | None) -> None:
        """Learn what may follow; None where the sample ends here."""
        if rest is not None:
            self._rests.append((intent, names, rest))
        elif (intent, names) not in self.ends:
            self.ends = (*self.ends, (intent, names))

    def at(self, token: str) -> "_Node | None":
        """The next node at `token`, if there is one."""
        if self._next is None:
            self._next = self._grown()
        return self._next.get(token)

    def _grown(self) -> dict[str, "_Node"]:
        grown: dict[str, _Node] = {}
        for intent, names, rest in self._rests:
            for word, after in steps(rest):
                token, filled = word.replace("'", ""), names
                if word.startswith("{"):
                    filled = (*names, word.strip("{}"))
                    token = _placeholder(self._contract[intent][filled[-1]])
                if token not in grown:
                    grown[token] = _Node(self._contract)
                grown[token].add(intent, filled, after)
        return grown


class Frames:
    """What stands before and after the free words of an intent's samples.

    Any beginning goes with any end: "how could i put ... in a nicer way" is understood where one
    sample has the beginning and another has the end.
    """

    def __init__(self) -> None:
        self._leads: dict[Tokens, str] = {}
        self._trails: set[Tokens] = set()

    def add(self, words: Tokens, slot: str) -> None:
        """Learn from a sample, its one slot in braces."""
        at = words.index("{" + slot + "}")
        self._leads.setdefault(words[:at], slot)
        self._trails.add(words[at + 1 :])

    def find(self, tokens: Tokens) -> tuple[str, Tokens] | None:
        """The slot and its words, where the frame around them is the widest; None without one."""
        best: tuple[int, str, Tokens] | None = None
        for start in range(len(tokens)):
            for end in range(start + 1, len(tokens)):
                slot = self._leads.get(tokens[start:end])
                if slot is None:
                    continue
                after = self._trail(tokens[end:])
                frame = end - start + after
                if frame >= _NARROWEST and (best is None or frame > best[0]):
                    best = frame, slot, tokens[end : len(tokens) - after]
        return best[1:] if best else None

    def _trail(self, tokens: Tokens) -> int:
        """How many words at the end are a known end; one word at least is left."""
        return next(
            (len(tokens) - at for at in range(1, len(tokens)) if tokens[at:] in self._trails), 0
        )


class Samples:
    """Every sentence that the samples of a catalog stand for."""

    def __init__(self, catalog: Catalog, reader: Reader, slots: Slots) -> None:
        self._reader = reader
        self._slots = slots
        self._utterances = catalog.utterances
        self._contract = {name: intent.slots for name, intent in catalog.intents.items()}
        self._heard: dict[Tokens, list[str]] = {}
        self._tree = _Node(self._contract)
        self._frames: dict[str, Frames] = {}
        """What stands around the free words of an intent, once it was asked for."""
        self._kinds: dict[Tokens, list[tuple[SlotType, str]]] = {}
        for kind, finder in slots.lists.items():
            for words, value in finder.values():
                self._kinds.setdefault(words, []).append((kind, value))
        self._longest = max(map(len, self._kinds), default=0)
        for name, utterances in catalog.utterances.items():
            for template in utterances.said:
                self._tree.add(name, (), begin(template, reader.clean))
            for sentence in utterances.sounds_like:
                self._heard.setdefault(key(reader.clean(sentence)), []).append(name)

    def find(self, tokens: Tokens) -> list[Match]:
        """The intents whose sample this is; those without slots first."""
        found: dict[str, Match] = {}
        ends = sorted(self._walk(self._tree, tokens, 0, ()), key=lambda end: bool(end[1]))
        for (intent, names), values in ends:
            slots = None if intent in found else self._bind(intent, names, values)
            if slots is not None:
                found[intent] = Match(intent, slots, literal=not names)
        return list(found.values())

    def misheard(self, tokens: Tokens) -> list[str]:
        """The intents that a transcriber is known to write like this."""
        return self._heard.get(tokens, [])

    def free_slots(self, intent: str, tokens: Tokens) -> dict[str, SlotValue]:
        """The free slots of `intent` where only a part of a sample is there, or parts of two."""
        for start in range(len(tokens)):
            for (named, names), values in self._walk(self._tree, tokens[start:], 0, ()):
                if named == intent and "free" in {self._contract[intent][name] for name in names}:
                    return dict(self._bind(intent, names, values) or {})
        framed = self._frames_of(intent).find(tokens)
        if framed is None:
            return {}
        name, words = framed
        free = self._slots.free(words)
        return {name: free} if free else {}

    def _frames_of(self, intent: str) -> Frames:
        if intent not in self._frames:
            self._frames[intent] = frames = Frames()
            free = {name for name, kind in self._contract[intent].items() if kind == "free"}
            for template in self._utterances[intent].samples if free else ():
                for sentence in expand(template):
                    names = [word.strip("{}") for word in sentence.split() if word[0] == "{"]
                    if len(names) == 1 and names[0] in free:
                        frames.add(key(sentence), names[0])
        return self._frames[intent]

    def _bind(
        self, intent: str, names: tuple[str, ...], values: _Filling
    ) -> dict[str, SlotValue] | None:
        said: dict[str, SlotValue] = {}
        for name, value in zip(names, values, strict=True):
            said.setdefault(name, value)
        kinds = self._contract[intent]
        for name, value in said.items():
            if kinds[name] == "minutes" and value.value not in MINUTES:
                return None
            if name == "number" and value.value not in RATINGS:
                return None
        return {name: said[name] for name in kinds if name in said}

    def _walk(
        self, node: _Node, tokens: Tokens, at: int, values: _Filling
    ) -> Iterator[tuple[_End, _Filling]]:
        if at == len(tokens):
            for sample in node.ends:
                yield sample, values
            return
        # Nobody says a placeholder, but somebody may type one.
        after = None if tokens[at].startswith("{") else node.at(tokens[at])
        if after is not None:
            yield from self._walk(after, tokens, at + 1, values)
        counted = node.at(_NUMBER)
        if counted is not None:
            for length, number in self._reader.numbers_at(tokens, at):
                value = SlotValue(" ".join(tokens[at : at + length]), number)
                yield from self._walk(counted, tokens, at + length, (*values, value))
        for length in range(min(self._longest, len(tokens) - at), 0, -1):
            words = tokens[at : at + length]
            for kind, listed in self._kinds.get(words, ()):
                after = node.at(_placeholder(kind))
                if after is not None:
                    value = SlotValue(" ".join(words), listed)
                    yield from self._walk(after, tokens, at + length, (*values, value))
        after = node.at(_FREE)
        if after is not None:
            for end in range(len(tokens), at, -1):
                free = self._slots.free(tokens[at:end])
                if free is not None:
                    yield from self._walk(after, tokens, end, (*values, free))


def _placeholder(kind: SlotType) -> str:
    match kind:
        case "minutes" | "number":
            return _NUMBER
        case "free":
            return _FREE
        case _:
            return "{" + kind + "}"
