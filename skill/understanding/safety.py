"""Whether words show that someone may be in danger: `Safety(catalog).look(text)`.

The signs are content; this knows how to weigh them. A sign found has a weight: two or more is
answered at once, one leads to one question. What is denied counts for nothing; circumstances (long
ago, in a film, wished for, over by now) take weight away. All that needs no model. Where there is
one, its view leads to a question too, and it may doubt a sign: then a certain one is asked about,
and left alone only where next to nothing speaks for danger.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, partial
from itertools import chain
from re import Match, Pattern
from re import compile as compile_regex
from typing import Generic, TypeAlias, TypeVar

from content.schema import Catalog, Circumstance, Signs
from skill.turn import SlotValue
from skill.understanding.denials import Denials
from skill.understanding.help_words import HelpWords
from skill.understanding.safety_patterns import BREAK, Language, Node, keys_of, words_of
from skill.understanding.safety_words import Phrases, Reader

CERTAIN = 2
"""The weight from which a sign is answered at once."""
_FIRM, _SURE, _ASK = 3, 2, 1

_NEAR = 2
"""Words: how close a denial cancels a sign outright, and a circumstance told to be near stands."""
_REACH = 5
"""Words: how far before a sign a denial is looked for."""

# Chosen on authors that the second opinion had not learnt from (`training validate`), and then made
# to ask sooner where older sets were missed (tests/safety/README.md).
UNEASY = 0.38
"""The score from which a second opinion leads to a question."""
EXPLAINED = 0.7
"""The same where the signs saw something and found it denied, past or a figure of speech."""
DOUBTED = 0.3
"""The score below which a sign that would be answered at once leads to a question."""
PLAIN = 5
"""Words: what is said so plainly is not doubted, as nothing in it can make a sign harmless."""
UNLIKELY = 0.2
"""The score below which a sign that is not certain is taken for a manner of speaking: of 307 such
calls for help by authors not learnt from 5 were below, and of 224 harmless sentences 153."""
DISMISSED = 0.06
"""The same for a certain sign that is not said plainly; at 0.1 one in two hundred was lost."""


@dataclass(frozen=True, slots=True)
class Danger:
    """What the words show."""

    flag: str
    certain: bool
    """Whether to answer at once; otherwise one question is put first."""


def named_danger(catalog: Catalog, slots: Mapping[str, SlotValue]) -> Danger:
    """What a request for urgent help is about where no words show it.

    That is the flag a slot's value names; words that name none leave a doubt.
    """
    default = catalog.urgent.default
    if not slots:
        return Danger(default, certain=True)
    flags = {flag.id for flag in catalog.urgent.flags}
    values = (slot.value for slot in slots.values() if isinstance(slot.value, str))
    named = next((value for value in values if value in flags), None)
    return Danger(named or default, certain=named is not None)


Words: TypeAlias = tuple[str, ...]
"""Raw words in their plain form, as `Safety.words` reads them."""

Span: TypeAlias = tuple[int, int]
"""Words: the first, and the one after the last."""


class _Rule:
    """A pattern with what it means; its regular expression is made when it is first needed."""

    def __init__(
        self, node: Node, language: Language, keys: set[str], flag: str, weight: int
    ) -> None:
        self._node, self._language = node, language
        self.keys, self.flag, self.weight = frozenset(keys), flag, weight

    @cached_property
    def regex(self) -> Pattern[str]:
        return compile_regex(rf"(?<![^ ]){self._language.regex(self._node)}")


_FEWEST_EXIT = 2
"""Words of a phrase that ends the session: a single one is said too easily."""


@dataclass(frozen=True, slots=True)
class _Group:
    """Rules that count together, and only together."""

    rules: tuple[_Rule, ...]

    @property
    def keys(self) -> frozenset[str]:
        """Those of the rule that is tried least often."""
        return min((rule.keys for rule in self.rules), key=len)


_Tried = TypeVar("_Tried", _Rule, _Group)


class _Index(Generic[_Tried]):
    """Rules, or groups of them, and which of them are worth trying on a text."""

    def __init__(self, entries: list[_Tried]) -> None:
        self.entries: list[_Tried] = entries
        self._by_word: dict[str, list[int]] = {}
        for number, entry in enumerate(entries):
            for word in entry.keys:
                self._by_word.setdefault(word, []).append(number)

    def none_may_match(self, words: Words) -> bool:
        """Whether no entry is worth trying, as with most of what is said."""
        return self._by_word.keys().isdisjoint(words)

    def worth_trying(self, words: tuple[str, ...]) -> list[_Tried]:
        """The entries that may match, in their order."""
        numbers: set[int] = set()
        for word in words:
            numbers.update(self._by_word.get(word, ()))
        return [self.entries[number] for number in sorted(numbers)]


class Safety:
    """Looks for danger in what was said."""

    def __init__(
        self,
        catalog: Catalog,
        unease: Callable[[str], float] | None = None,
        uneasy: float = UNEASY,
        exits: tuple[str, ...] = (),
    ) -> None:
        """Get ready; `exits` are phrases that end the session beside the usual ones."""
        signs = catalog.signs
        self._unease, self._uneasy = unease, uneasy
        self._default = catalog.urgent.default
        self._order = {flag.id: place for place, flag in enumerate(catalog.urgent.flags)}
        reader = partial(
            Reader,
            signs=signs.symbols,
            short=signs.short,
            endings=signs.endings,
            slips=signs.slips,
            repeatable=(*catalog.numbers, *signs.insistent),
        )
        self._reader = reader(fillers=signs.fillers)
        self._told_of = Phrases(signs.told_of)
        self._loose = frozenset(signs.loose)
        self._breaks = frozenset(signs.breaks) | {BREAK}
        self._turns = frozenset(signs.turns)
        self._negators = frozenset(signs.negators)
        self._ceasing = frozenset(signs.ceasing)
        self._subjects = frozenset(signs.subjects)
        self._openers = frozenset(signs.openers)
        self._myself = frozenset(signs.myself)
        self._exits = tuple(self._reader.words(phrase) for phrase in (*signs.quick_exit, *exits))
        compiled = _Compiled(signs)
        sure = [filler for filler in signs.fillers if filler not in signs.denials.doubts]
        surely = reader(fillers=sure)
        self._denials = Denials(signs.denials, compiled.language, surely)
        self.help_words = HelpWords(signs.help_words, compiled.language, surely)
        """What is said about the help itself."""
        self._figures = compiled.index(compiled.figures)
        self._asides = compiled.index(compiled.asides)
        self._signs = compiled.index(compiled.signs)
        self._groups = compiled.groups()
        self._circumstances = [
            (circumstance, compiled.index(nodes)) for circumstance, nodes in compiled.circumstances
        ]

    def prepare(self) -> None:
        """Make every regular expression now: half a second that nobody waits for at the start."""
        indices = (index for _, index in self._circumstances)
        alone = (self._figures, self._asides, self._signs, *indices)
        rules = [rule for index in alone for rule in index.entries]
        for rule in chain(rules, *(group.rules for group in self._groups.entries)):
            _ = rule.regex
        self._denials.prepare(self._order)
        self.help_words.prepare()

    def words(self, text: str) -> Words:
        """The words of `text`: whoever looks at it twice need not have it read twice."""
        return self._reader.words(text)

    def opinion(self, text: str) -> float:
        """How likely it is, from nought to one, that `text` shows danger; nought with no model."""
        return 0.0 if self._unease is None else self._unease(text)

    def look(self, text: str, words: Words | None = None, *, second: bool = True) -> Danger | None:
        """The worst that `text` shows, or None; `words` are its words where they are known.

        Without `second` the second opinion may doubt a sign, and asks nothing by itself: for
        whoever hears complaints, takes its `opinion` and weighs it.
        """
        words = self.words(text) if words is None else words
        danger = self._seen(words)
        if danger is None:
            danger = self._told(words)
        if self._unease is None or (danger is None and not second):
            return danger
        return self._weighed(danger, self._unease(text), words)

    def denies(self, text: str, flag: str) -> bool:
        """Whether `text` is a clear no to the question about `flag`, and the signs see nothing.

        A no at its beginning answers the question, and turns nothing that follows it around:
        "no, everyone is safe" is not "no one is safe". After one, a doubt about the same is the
        one that was asked about, where there is no second opinion against it: "no, a bit dizzy".
        """
        denials = self._denials
        if not (denials.hold(text, flag) or denials.wish(text, flag)):
            calm = denials.reason(text, flag) and self.opinion(text) < self._uneasy
            return calm and self._seen(self.words(text)) is None
        rest = denials.unled(text)
        seen = [self._seen(words) for words in (self.words(text), self.words(rest))]
        led = len(self._reader.words(rest)) < len(self._reader.words(text))
        same = led and Danger(flag, certain=False) in seen and self.opinion(text) < self._uneasy
        return None in seen or same

    def wishes(self, text: str, flag: str) -> bool:
        """Whether `text` is such a no, and also tells what is wanted instead."""
        return self._denials.wish(text, flag) and self.denies(text, flag)

    def hesitates(self, text: str) -> bool:
        """Whether `text` is nothing but hesitation, and no doubt: "uh uh" is heard as a no."""
        return not self._denials.words(text)

    def _seen(self, words: Words) -> Danger | None:
        """The worst that the signs see, with the words that may be fillers and without."""
        danger = self._worst(words)
        if (danger is None or not danger.certain) and not self._loose.isdisjoint(words):
            # "he like hit me": the same without the words that may be nothing but a hesitation
            tight = tuple(word for word in words if word not in self._loose)
            danger = min(filter(None, (danger, self._worst(tight))), key=self._rank, default=None)
        return danger

    def _weighed(
        self, danger: Danger | None, unease: float, words: tuple[str, ...]
    ) -> Danger | None:
        """What the signs saw, with a second opinion: either may lead to a question."""
        if danger is None:
            asks = unease >= self._uneasy and not self._explained(words)
            asks = asks or unease >= max(self._uneasy, EXPLAINED)
            return Danger(self._default, certain=False) if asks else None
        if danger.certain and len(words) <= PLAIN:
            return danger
        if unease < (DISMISSED if danger.certain else UNLIKELY):
            return None
        return replace(danger, certain=danger.certain and unease >= DOUBTED)

    def _explained(self, words: tuple[str, ...]) -> bool:
        """Whether the signs saw what sounds like danger and found it denied, past or a figure."""
        if BREAK in self._literal(words):
            return True
        joined = _joined(words)
        return any(rule.regex.search(joined) for rule in self._signs.worth_trying(words))

    def serves_as_exit(self, phrase: str) -> bool:
        """Whether a phrase of a person's own may end the session: two words, no sign of danger."""
        return len(self._reader.words(phrase)) >= _FEWEST_EXIT and self.look(phrase) is None

    def quick_exit(self, text: str, own: str = "", words: Words | None = None) -> bool:
        """Whether `text` is a phrase that ends the session without a trace; `own` is one more.

        `words` are those of `text` where they are known.
        """
        words = self.words(text) if words is None else words
        phrases = (*self._exits, self._reader.words(own)) if own else self._exits
        return any(
            len(phrase) <= len(words) <= len(phrase) + _NEAR and _contains(words, phrase)
            for phrase in phrases
        )

    def _told(self, words: Words) -> Danger | None:
        """What shows for certain where "you" is somebody: a question, as it may be anybody."""
        if self._told_of.none_in(words):
            return None
        literal = list(self._literal(words))  # "can't feel my face when i'm with you" is a figure
        told = self._told_of.replaced(literal)
        danger = None if told == literal else self._worst(tuple(told))
        return replace(danger, certain=False) if danger is not None and danger.certain else None

    # -- one reading of the words ------------------------------------------------------------------

    def _worst(self, words: tuple[str, ...]) -> Danger | None:
        if self._signs.none_may_match(words) and self._groups.none_may_match(words):
            return None
        words = self._literal(words)
        around: list[tuple[Circumstance, list[Span]]] | None = None
        seen: list[Danger] = []
        for flag, weight, span in self._found(words):
            if around is None:
                around = list(self._around(words))
            left = weight - sum(
                self._takes(words, span, circumstance, spans)
                for circumstance, spans in around
                if not circumstance.flags or flag in circumstance.flags
            )
            if left > 0:
                seen.append(Danger(flag, certain=left >= CERTAIN))
        worst = min(seen, key=self._rank, default=None)
        if worst is None or worst.flag != self._default:
            return worst
        # "call an ambulance, she's bleeding": what the help is for, as surely as it is wanted
        named = (danger for danger in seen if danger.flag != self._default)
        return replace(min(named, key=self._rank, default=worst), certain=worst.certain)

    def _found(self, words: tuple[str, ...]) -> Iterator[tuple[str, int, Span]]:
        """Every sign that is not denied: its flag, its weight, and the words it covers."""
        joined = _joined(words)
        for rule in self._signs.worth_trying(words):
            for match in rule.regex.finditer(joined):
                span = _span(joined, match)
                weight = rule.weight - self._denied(words, span)
                if weight > 0:
                    yield rule.flag, weight, span
        for group in self._groups.worth_trying(words):
            if all(not rule.keys.isdisjoint(words) for rule in group.rules):
                spans = [self._first(rule, words, joined) for rule in group.rules]
                there = [span for span in spans if span is not None]
                if len(there) == len(group.rules):
                    flag = group.rules[0].flag
                    yield flag, _ASK, (min(there)[0], max(end for _, end in there))

    def _first(self, rule: _Rule, words: tuple[str, ...], joined: str) -> Span | None:
        """The first place where `rule` matches and no denial stands right before it."""
        for match in rule.regex.finditer(joined):
            span = _span(joined, match)
            if self._negators.isdisjoint(words[max(span[0] - _NEAR, 0) : span[0]]):
                return span
        return None

    def _rank(self, danger: Danger) -> tuple[bool, int]:
        return not danger.certain, self._order[danger.flag]

    def _literal(self, words: tuple[str, ...]) -> tuple[str, ...]:
        """The words without asides, and with a break where a figure of speech stood."""
        asides, figures = self._asides.worth_trying(words), self._figures.worth_trying(words)
        if not asides and not figures:
            return words
        joined = _joined(words)
        for rule in asides:
            joined = rule.regex.sub(self._unless_denied, joined)
        for rule in figures:
            joined = rule.regex.sub(f"{BREAK} ", joined)
        return tuple(joined.split())

    def _unless_denied(self, match: Match[str]) -> str:
        # "i think i am hurt" says "i am hurt"; "i do not think i am hurt" does not.
        before = match.string[: match.start()].split()
        return match[0] if before and before[-1] in self._negators else ""

    def _denied(self, words: tuple[str, ...], span: Span) -> int:
        """The weight a denial before the sign takes away."""
        start = span[0]
        for at in range(start - 1, max(start - 1 - _REACH, -1), -1):
            word = words[at]
            if word in self._breaks:
                return 0
            governs = words[at + 1] not in self._subjects or word in self._openers
            if word in self._negators:
                if word in self._ceasing and words[at - 1 : at] and words[at - 1] in self._negators:
                    return 0  # "it will not stop bleeding"
                # "no he is bleeding" denies nothing; "not bleeding" and "nobody is bleeding" do.
                if not governs and word not in self._subjects:
                    return 0
                close = start - 1 - at <= _NEAR or not self._openers.isdisjoint(words[at:start])
                return _FIRM if close else _ASK
            if not governs:
                return 0
        return 0

    def _around(self, words: tuple[str, ...]) -> Iterator[tuple[Circumstance, list[Span]]]:
        """The circumstances there are, and the words that tell of them."""
        joined = _joined(words)
        for circumstance, index in self._circumstances:
            spans = [
                span
                for rule in index.worth_trying(words)
                for match in rule.regex.finditer(joined)
                if not self._denied(words, span := _span(joined, match))
            ]
            if spans:
                yield circumstance, spans

    def _takes(
        self,
        words: tuple[str, ...],
        sign: Span,
        circumstance: Circumstance,
        spans: list[Span],
    ) -> int:
        """The weight the circumstance takes from a sign."""
        if not any(self._bears_on(words, circumstance, span, sign) for span in spans):
            return 0
        if circumstance.with_me is not None and not self._myself.isdisjoint(words[slice(*sign)]):
            return circumstance.with_me
        return circumstance.takes

    def _bears_on(
        self,
        words: tuple[str, ...],
        circumstance: Circumstance,
        span: Span,
        sign: Span,
    ) -> bool:
        match circumstance.where:
            case "anywhere":
                return True
            case "before":
                between = words[span[1] : sign[0]]
                return span[0] <= sign[0] and self._turns.isdisjoint(between)
            case "after":
                return span[0] >= sign[0] and span[1] >= sign[1]
            case "near":
                return sign[0] - _NEAR <= span[1] and span[0] <= sign[1] + _NEAR


class _Compiled:
    """The signs of one locale as trees, and the rules made of them."""

    def __init__(self, signs: Signs) -> None:
        self.language = Language(signs.words, breaks=signs.breaks, negators=signs.negators)
        tree = self.language.node
        self.figures = [(tree(text), "", 0) for text in signs.figures]
        self.asides = [(tree(text), "", 0) for text in signs.asides]
        self.signs = [
            (tree(text), sign.flag, weight)
            for sign in signs.signs
            for weight, texts in ((_FIRM, sign.firm), (_SURE, sign.sure), (_ASK, sign.ask))
            for text in texts
        ]
        self.circumstances = [
            (circumstance, [(tree(text), "", 0) for text in circumstance.when])
            for circumstance in signs.circumstances
        ]
        self._groups = [
            [(tree(text), sign.flag, _ASK) for text in group]
            for sign in signs.signs
            for group in sign.together
        ]
        self._often = Counter(word for node, _, _ in self.signs for word in words_of(node))

    def groups(self) -> _Index[_Group]:
        """The rules that count together."""
        return _Index(
            [_Group(tuple(self._rule(*node) for node in group)) for group in self._groups]
        )

    def index(self, nodes: list[tuple[Node, str, int]]) -> _Index[_Rule]:
        return _Index([self._rule(*node) for node in nodes])

    def _rule(self, node: Node, flag: str, weight: int) -> _Rule:
        keys = keys_of(node, self._often)
        if not keys:
            raise ValueError("a pattern needs one word at least")
        return _Rule(node, self.language, keys, flag, weight)


def _contains(words: tuple[str, ...], phrase: tuple[str, ...]) -> bool:
    last = len(words) - len(phrase)
    return any(words[at : at + len(phrase)] == phrase for at in range(last + 1))


def _joined(words: tuple[str, ...]) -> str:
    return "".join(f"{word} " for word in words)


def _span(joined: str, match: Match[str]) -> Span:
    """The words a match covers."""
    return joined.count(" ", 0, match.start()), joined.count(" ", 0, match.end())
