"""Slots: the values in the words, one parser for each kind of slot."""

import difflib
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from content.schema import Catalog, SlotType
from skill.turn import SlotValue
from skill.understanding.reading import NumberSpan, Phrases, Reader, Tokens, key

RATINGS = range(11)
MINUTES = range(1, 121)
COUNTS = range(31)
"""Seconds of a phase of a breath."""

_NEAR = 0.84
"""Likeness at which a misheard word is taken for a list's word."""
_ALIKE = 0.6
"""The same for the words that differ between what was said and a value."""
_NEAR_LETTERS = 5
"""Shorter words are too easily alike."""


@dataclass(frozen=True, slots=True)
class Span:
    """A list's value in the words."""

    start: int
    end: int
    value: str


class ListFinder:
    """Finds the values of one list."""

    def __init__(
        self,
        says: Mapping[str, tuple[str, ...]],
        negators: Phrases,
        general: Collection[str] = (),
    ) -> None:
        self._values = {key(phrase): value for value, all_ in says.items() for phrase in all_}
        self._phrases = Phrases(" ".join(words) for words in self._values)
        self._negators = negators
        self._general = frozenset(general)
        self._long_words = {
            "".join(words): words for words in self._values if sum(map(len, words)) >= _NEAR_LETTERS
        }
        self._longest = max(map(len, self._values))
        self._sharing: defaultdict[str, set[str]] = defaultdict(set)
        for word in self._long_words:
            for part in _parts(word):
                self._sharing[part].add(word)

    def values(self) -> Iterator[tuple[Tokens, str]]:
        """Every phrase and the value it stands for."""
        yield from self._values.items()

    def spans(self, tokens: Tokens) -> list[Span]:
        """Every value that is said, longest phrase first where they overlap."""
        return [
            Span(start, end, self._values[tokens[start:end]])
            for start, end in self._phrases.find(tokens)
        ]

    def best(self, tokens: Tokens) -> Span | None:
        """What is meant: a particular value, the longest, the first; none that is denied."""
        spans = self.spans(tokens)
        meant = [span for span in spans if not self._negators.before(tokens, span.start)]
        if not meant:
            return None if spans else self._near(tokens)
        return max(meant, key=self._weight)

    def _weight(self, span: Span) -> tuple[bool, int, int]:
        return span.value not in self._general, span.end - span.start, -span.start

    def _near(self, tokens: Tokens) -> Span | None:
        """A value in words that a transcriber misheard or split."""
        best: tuple[float, Span] | None = None
        for start in range(len(tokens)):
            for length in range(1, min(self._longest + 1, len(tokens) - start) + 1):
                said = "".join(tokens[start : start + length])
                close = self._closest(said)
                if close is None:
                    continue
                likeness, word = close
                meant = self._long_words[word]
                if (best is None or likeness > best[0]) and _misheard(
                    tokens[start : start + length], meant
                ):
                    best = likeness, Span(start, start + length, self._values[meant])
        return best[1] if best else None

    def _closest(self, said: str) -> tuple[float, str] | None:
        """The most alike of the long words, where one is alike enough."""
        if len(said) < _NEAR_LETTERS:
            return None
        best: tuple[float, str] | None = None
        alike = difflib.SequenceMatcher(b=said)
        shared: set[str] = set()
        for part in _parts(said):
            shared |= self._sharing.get(part, set())
        for word in sorted(shared):
            if 2 * min(len(said), len(word)) < _NEAR * (len(said) + len(word)):
                continue  # too unequal in length to be alike
            alike.set_seq1(word)
            if alike.quick_ratio() >= _NEAR and (likeness := alike.ratio()) >= _NEAR:
                best = max(best or (0.0, ""), (likeness, word))
        return best


def _parts(word: str) -> Iterator[str]:
    """Three letters at a time: words that are alike share some."""
    for at in range(len(word) - 2):
        yield word[at : at + 3]


def _misheard(said: Tokens, meant: Tokens) -> bool:
    """Whether the words that differ are alike: "what is aftercare" is not "without aftercare".

    Where all that was said is a part of what is meant, a word is missing, and none was misheard:
    "after care" is not "no aftercare".
    """
    if "".join(said) in ("".join(meant[1:]), "".join(meant[:-1])):
        return False
    while said and meant and said[0] == meant[0]:
        said, meant = said[1:], meant[1:]
    while said and meant and said[-1] == meant[-1]:
        said, meant = said[:-1], meant[:-1]
    return difflib.SequenceMatcher(None, "".join(said), "".join(meant)).ratio() >= _ALIKE


class Slots:
    """Fills an intent's slots from an utterance."""

    def __init__(self, catalog: Catalog, reader: Reader) -> None:
        hearing = catalog.hearing
        self._reader = reader
        self._slots = {name: intent.slots for name, intent in catalog.intents.items()}
        negators = Phrases(hearing.negators)
        self.lists: dict[SlotType, ListFinder] = {
            slots.type: ListFinder(
                {value.id: value.says for value in slots.values},
                negators,
                [value.id for value in slots.values if value.general],
            )
            for slots in catalog.lists.values()
            if slots.type != "free"  # examples, not values
        }
        self._correction = Phrases(hearing.correction)
        self._tails = Phrases(hearing.rating_tails)
        self._units = Phrases(hearing.minute_units)
        self._pronouns = Phrases(hearing.pronouns)
        self._approximations = Phrases(hearing.approximations)
        self._unit = key(" ".join(hearing.minute_units[:1]))
        self._implied = {
            kind: ListFinder(values, Phrases(())) for kind, values in hearing.implied.items()
        }
        self._durations = {key(words): value for words, value in hearing.durations.items()}
        self._duration_phrases = Phrases(hearing.durations)
        self._time_units = Phrases(hearing.time_units)
        self._within = Phrases(hearing.within)
        self._determiners = Phrases(hearing.determiners)

    def corrected(self, tokens: Tokens) -> Tokens:
        """What stands after the last correction, or everything."""
        for _, end in reversed(list(self._correction.find(tokens))):
            if end < len(tokens):
                return tokens[end:]
        return tokens

    def fill(self, intent: str, tokens: Tokens) -> dict[str, SlotValue]:
        """The slots of `intent` that are in the words, in the contract's order."""
        final = self.corrected(tokens)
        counts = [name for name, kind in self._slots[intent].items() if kind == "number"]
        if len(counts) > 1:
            return self._counts(counts, final)
        filled: dict[str, SlotValue] = {}
        for name, kind in self._slots[intent].items():
            value = self._parse(kind, final)
            if value is None and final != tokens:
                value = self._parse(kind, tokens)
            if value is not None:
                filled[name] = value
        return filled

    def _counts(self, names: list[str], tokens: Tokens) -> dict[str, SlotValue]:
        """Several numbers: all of them in order, or, where two are said, every other one."""
        spans = [span for span in self._reader.numbers(tokens) if span.value in COUNTS]
        if len(spans) == len(names) // 2:
            names = names[::2]
        return {
            name: SlotValue(" ".join(tokens[span.start : span.end]), span.value)
            for name, span in zip(names, spans, strict=False)
        }

    def _parse(self, kind: SlotType, tokens: Tokens) -> SlotValue | None:
        match kind:
            case "minutes":
                return self.minutes(tokens)
            case "number":
                return self.rating(tokens)
            case "when":
                return self._when(tokens)
            case "free":
                return None  # free words are found by their template alone
            case _:
                return self.listed(kind, tokens) or self._implied_by(kind, tokens)

    def listed(self, kind: SlotType, tokens: Tokens) -> SlotValue | None:
        """A list's value."""
        finder = self.lists.get(kind)
        span = finder.best(tokens) if finder else None
        if span is None:
            return None
        return SlotValue(" ".join(tokens[span.start : span.end]), span.value)

    def _implied_by(self, kind: SlotType, tokens: Tokens) -> SlotValue | None:
        """A value that no list has a word for here, and that is meant all the same."""
        spans = self._implied[kind].spans(tokens) if kind in self._implied else []
        if not spans:
            return None
        span = max(spans, key=lambda span: (span.end - span.start, -span.start))
        return SlotValue(" ".join(tokens[span.start : span.end]), span.value)

    def without(self, kind: SlotType, tokens: Tokens, value: SlotValue) -> Tokens:
        """The words around every way in which a list's value is said."""
        finder = self.lists.get(kind)
        spans = finder.spans(tokens) if finder else []
        said = {i for s in spans if s.value == value.value for i in range(s.start, s.end)}
        return tuple(token for index, token in enumerate(tokens) if index not in said)

    def ratings(self, tokens: Tokens) -> list[NumberSpan]:
        """The ratings from 0 to 10 that are said; "out of ten" is none."""
        plain = self._tails.without(tokens)
        alone = self._reader.number_alone(plain)
        if alone is not None:
            return [NumberSpan(0, len(plain), alone)] if alone in RATINGS else []
        return [span for span in self._reader.numbers(plain) if span.value in RATINGS]

    def without_ratings(self, tokens: Tokens) -> Tokens:
        """The words around the ratings."""
        taken = {i for span in self.ratings(tokens) for i in range(span.start, span.end)}
        plain = self._tails.without(tokens)
        return tuple(token for index, token in enumerate(plain) if index not in taken)

    def rating(self, tokens: Tokens) -> SlotValue | None:
        """The rating that is meant: the last after a correction, the first otherwise."""
        found = self.ratings(tokens)
        if not found:
            return None
        words = self._tails.without(tokens)[found[0].start : found[0].end]
        return SlotValue(" ".join(words), found[0].value)

    def minutes(self, tokens: Tokens, *, asked: bool = False) -> SlotValue | None:
        """A length: a number with its unit, a length without a number, or the one number there.

        A pronoun ("the rainy one") is no length, unless the length was `asked`.
        """
        spans = self._reader.numbers(tokens)
        for span in spans:
            units = self._units.at(tokens, span.end)
            if units and span.value in MINUTES:
                return SlotValue(" ".join(tokens[span.start : span.end + units]), span.value)
        for start, end in self._duration_phrases.find(tokens):
            words = tokens[start:end]
            return SlotValue(" ".join(words), self._durations[words])
        technique = self.lists.get("technique")
        taken = {
            index
            for span in (technique.spans(tokens) if technique else [])
            for index in range(span.start, span.end)
        }
        free = [
            span
            for span in spans
            if span.start not in taken
            and (asked or tokens[span.start : span.end] not in self._pronouns)
        ]
        if len(free) == 1 and free[0].value in MINUTES:
            return SlotValue(" ".join(tokens[free[0].start : free[0].end]), free[0].value)
        return None

    def in_minutes(self, tokens: Tokens) -> Tokens:
        """Every length as samples have it: "about half an hour" is "thirty minutes"."""
        said: list[str] = []
        at = 0
        while at < len(tokens):
            lead = self._approximations.at(tokens, at)
            length, minutes = self.length_at(tokens, at + lead)
            if minutes is None:
                said.append(tokens[at])
                at += 1
            else:
                said += [*key(self._reader.said(minutes)), *self._unit]
                at += lead + length
        return tuple(said)

    def length_at(self, tokens: Tokens, at: int) -> tuple[int, int | None]:
        """How many tokens from `at` on are a length, and its minutes; None for none."""
        length = self._duration_phrases.at(tokens, at)
        if length:
            return length, self._durations[tokens[at : at + length]]
        for length, value in self._reader.numbers_at(tokens, at):
            units = self._units.at(tokens, at + length)
            if units and value in MINUTES:
                return length + units, value
        return 0, None

    def _when(self, tokens: Tokens) -> SlotValue | None:
        for span in self._reader.numbers(tokens):
            units = self._time_units.at(tokens, span.end)
            lead = self._within.before(tokens, span.start)
            if units and lead:
                words = " ".join(tokens[span.start - lead : span.end + units])
                return SlotValue(words, words)
        for start, end in self._duration_phrases.find(tokens):
            lead = self._within.before(tokens, start)
            if lead:
                words = " ".join(tokens[start - lead : end])
                return SlotValue(words, words)
        return self.listed("when", tokens)

    def free(self, tokens: Tokens) -> SlotValue | None:
        """Free words; their value is the words without what introduces them."""
        at = 0
        while at < len(tokens):
            length = self._determiners.at(tokens, at)
            if not length or at + length >= len(tokens):
                break
            at += length
        words = " ".join(tokens)
        return SlotValue(words, " ".join(tokens[at:])) if tokens else None
