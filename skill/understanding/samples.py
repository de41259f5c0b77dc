"""The samples of content as an index: which utterances are exactly what somebody wrote down.

Slots are matched by their values: "the ocean one for ten minutes" is the sample
"the {script} one for {minutes} minutes".
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from content.schema import Catalog, SlotType
from skill.turn import SlotValue
from skill.understanding.reading import Reader, Tokens, is_clean, key
from skill.understanding.slots import MINUTES, RATINGS, Slots
from skill.understanding.templates import expand

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


@dataclass(slots=True)
class _Node:
    """A step in the tree of samples with slots, one token or slot each. There are many."""

    next: "dict[str, _Node] | None" = None
    ends: tuple[_End, ...] = ()
    """Samples that end here."""

    def step(self, token: str) -> "_Node":
        """The next node at `token`, made where it is missing."""
        if self.next is None:
            self.next = {}
        return self.next.setdefault(token, _Node())

    def at(self, token: str) -> "_Node | None":
        """The next node at `token`, if there is one."""
        return None if self.next is None else self.next.get(token)


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
        self._contract = {name: intent.slots for name, intent in catalog.intents.items()}
        self._plain: dict[str, tuple[str, ...]] = {}
        """Sentences without slots. One string each, and few tuples: there are tens of thousands."""
        self._ends: dict[_End, _End] = {}
        self._owners: dict[tuple[str, ...], tuple[str, ...]] = {}
        self._heard: dict[Tokens, list[str]] = {}
        self._tree = _Node()
        self._frames: dict[str, Frames] = {}
        """What stands around the free slots of an intent."""
        self._kinds: dict[Tokens, list[tuple[SlotType, str]]] = {}
        for kind, finder in slots.lists.items():
            for words, value in finder.values():
                self._kinds.setdefault(words, []).append((kind, value))
        self._longest = max(map(len, self._kinds), default=0)
        for name, utterances in catalog.utterances.items():
            for template in utterances.samples:
                for sentence in expand(template):
                    self._add(name, sentence)
            for sentence in utterances.sounds_like:
                self._heard.setdefault(key(reader.clean(sentence)), []).append(name)

    def _add(self, intent: str, sentence: str) -> None:
        words = sentence.split()
        if not any(word.startswith("{") for word in words):
            said = sentence if is_clean(sentence) else self._reader.clean(sentence)
            said = said.replace("'", "")
            intents = self._plain.get(said, ())
            if intent not in intents:
                known = (*intents, intent)
                self._plain[said] = self._owners.setdefault(known, known)
            return
        node, names = self._tree, []
        for word in words:
            token = word.replace("'", "")
            if word.startswith("{"):
                names.append(word.strip("{}"))
                token = _placeholder(self._contract[intent][names[-1]])
            node = node.step(token)
        if len(names) == 1 and self._contract[intent][names[0]] == "free":
            self._frames.setdefault(intent, Frames()).add(key(sentence), names[0])
        end = (intent, tuple(names))
        if end not in node.ends:
            node.ends = (*node.ends, self._ends.setdefault(end, end))

    def find(self, tokens: Tokens) -> list[Match]:
        """The intents whose sample this is; those without slots first."""
        found = [
            Match(intent, {}, literal=True) for intent in self._plain.get(" ".join(tokens), ())
        ]
        seen = {match.intent for match in found}
        for (intent, names), values in self._walk(self._tree, tokens, 0, ()):
            if intent in seen:
                continue
            slots = self._bind(intent, names, values)
            if slots is not None:
                seen.add(intent)
                found.append(Match(intent, slots, literal=False))
        return found

    def misheard(self, tokens: Tokens) -> list[str]:
        """The intents that a transcriber is known to write like this."""
        return self._heard.get(tokens, [])

    def free_slots(self, intent: str, tokens: Tokens) -> dict[str, SlotValue]:
        """The free slots of `intent` where only a part of a sample is there, or parts of two."""
        for start in range(len(tokens)):
            for (named, names), values in self._walk(self._tree, tokens[start:], 0, ()):
                if named == intent and "free" in {self._contract[intent][name] for name in names}:
                    return dict(self._bind(intent, names, values) or {})
        framed = self._frames[intent].find(tokens) if intent in self._frames else None
        if framed is None:
            return {}
        name, words = framed
        free = self._slots.free(words)
        return {name: free} if free else {}

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
        if node.next is None:
            return
        after = node.at(tokens[at])
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
