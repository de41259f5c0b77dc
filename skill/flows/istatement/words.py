"""From what a recogniser wrote to plain words that speak to the partner."""

import re
from dataclasses import dataclass, replace

from content.coach import StatementGrammar
from skill.flows.istatement.others import Others
from skill.flows.istatement.patterns import Patterns
from skill.flows.istatement.swaps import Swaps, Them, captures
from skill.flows.istatement.verbs import Verbs

_NOT_WORD = re.compile(r"[^\w']+")
_STUTTER = re.compile(r"\b(\w+)(?: \1\b)+")
_QUOTES = str.maketrans({"\u2019": "'", "\u2018": "'", "`": "'"})
MOST_WRAPPERS = 4

MOST_LEFT = 2
"""Words beside a request to us that may be left out."""


@dataclass(frozen=True, slots=True)
class Times:
    """When it is, as an observation and as a wish put it."""

    seen: str = ""
    wished: str = ""
    past: bool = False

    def with_purpose(self, words: str) -> "Times":
        """With what the wish is for after when it is."""
        return replace(self, wished=f"{self.wished}, {words}" if self.wished else words)


def _tidy(text: str) -> str:
    return " ".join(text.split())


class Words:
    """Cleans what was said, takes it out of its wrapping and finds when it is about."""

    def __init__(self, grammar: StatementGrammar, patterns: Patterns, verbs: Verbs) -> None:
        self._grammar = grammar
        self._verbs = verbs
        self._fillers = patterns.anywhere(grammar.fillers)
        self._openers = patterns.anywhere(grammar.openers)
        self._closers = patterns.anywhere(grammar.closers, ahead="$")
        meant_after = (*grammar.negatives, *grammar.clause_pronouns, *grammar.named.modals)
        self._meant_after = [[word] for word in meant_after]
        self._slips = Swaps(grammar.slips, patterns)
        self._asked = [patterns.whole(wrapper) for wrapper in grammar.wrappers]
        self._wrappers = [
            *(patterns.whole(setting) for setting in grammar.settings),
            *self._asked,
        ]
        self._partner = Swaps(grammar.partner, patterns)
        self._pronouns = Swaps(grammar.pronouns, patterns)
        self._others = Others(grammar)
        self._them = Them(grammar, patterns)
        self._agree = Swaps(grammar.agree, patterns)
        ends = "|".join(patterns.source(word) for word in (*grammar.joins, *grammar.time_ends))
        at_end = f"(?=$|{ends})"
        self._going = [[word] for word in grammar.times_go_on]
        self._not_after = [[word] for word in grammar.times_not_after]
        self._times = [
            *((patterns.anywhere([on]), time) for time in grammar.times for on in time.on),
            *(
                (patterns.anywhere([on], ahead=at_end), time)
                for time in grammar.times_at_end
                for on in time.on
            ),
        ]

    def clean(self, raw: str) -> str:
        """Lower case, no punctuation, no hesitations, no contractions."""
        words = _NOT_WORD.sub(" ", raw.lower().translate(_QUOTES)).split()
        spelled: list[str] = []
        for word in (word.strip("'") for word in words):
            spelled += self._spell(word).split()
        text = _STUTTER.sub(r"\1", " ".join(spelled))
        text = _tidy(self._fillers.sub("", text))
        text = self._slips.put(_STUTTER.sub(r"\1", text))
        return self.trim(text)

    def _spell(self, word: str) -> str:
        known = self._grammar.words.get(word)
        if known is not None:
            return known
        for ending, said in self._grammar.endings.items():
            if word.endswith(ending) and len(word) > len(ending):
                return word.removesuffix(ending) + said
        return word

    def unbound(self, text: str) -> str:
        """The text with what was bound into one word as the word that matters."""
        return " ".join(self._grammar.bound.get(word, word) for word in text.split())

    def trim(self, text: str) -> str:
        """The text without the words before and after it that say nothing."""
        while True:
            opener = self._openers.match(text)
            trimmed = text[opener.end() :] if opener else text
            trimmed = _tidy(self._closers.sub(self._unless_meant, trimmed))
            if trimmed == text:
                return text
            text = trimmed

    def _unless_meant(self, found: re.Match[str]) -> str:
        """Nothing in place of a closing word; the word where it is a verb: "i do not like"."""
        before = found.string[: found.start()].split()[-1:]
        meant = found.group() in self._grammar.meant and before in self._meant_after
        return found.group() if meant else ""

    def unwrap(self, text: str) -> str:
        """The complaint or need inside a request to us, as in "how do i tell her ..."."""
        for _ in range(MOST_WRAPPERS):
            found = next(
                (m for w in self._wrappers if (m := w.fullmatch(text)) and self._is_told(m)), None
            )
            if found is None:
                break
            text = self.trim(found["said"])
        return text

    def _is_told(self, found: re.Match[str]) -> bool:
        """Whether it is a request to us: "can you tell me if ..." is one to the partner."""
        return found["said"].split()[:1] != [self._grammar.first_object]

    def asked(self, text: str) -> str:
        """The words inside a request to us, as they are."""
        for _ in range(MOST_WRAPPERS):
            found = next(
                (
                    m
                    for w in self._asked
                    if (m := w.fullmatch(text))
                    and self._is_told(m)
                    and len((m.groupdict().get("x") or "").split()) <= MOST_LEFT
                ),
                None,
            )
            if found is None:
                break
            text = found["said"].strip()
        return text

    def address(self, text: str) -> str:
        """The words as they are said to the partner: the third person becomes "you"."""
        grammar = self._grammar
        third = {grammar.you, grammar.ambiguous_owner}.isdisjoint(text.split())
        text = self._partner.put(self._others.marked(self._them.put(text)) if third else text)
        if third:
            text = self._pronouns.put(self._without_name(text))
            pronouns = self._grammar.ambiguous
            words = text.split()
            for index, word in enumerate(words):
                if word in pronouns:
                    alone, owner = pronouns[word]
                    words[index] = owner if self._noun_follows(words, index) else alone
            text = self._others.unmarked(" ".join(words))
        text = self._agree.put(text)
        return self._plain_after_you(text)

    def _without_name(self, text: str) -> str:
        """The text with a name that it, or what is wished, begins with as "you"."""
        words = text.split()
        named = self._grammar.named
        wished = next((wish for wish in named.wishes if text.startswith(f"{wish} ")), "")
        at = len(wished.split())
        name, after = "".join(words[at : at + 1]), words[at + 1 :]
        while after and after[0] in self._grammar.adverbs:
            after = after[1:]
        if not after or name in named.no_names or name in self._grammar.not_verbs:
            return text
        if name in self._grammar.adverbs or self._verbs.knows(name) or self._verbs.is_gerund(name):
            return text
        if wished:
            does = after[0] in named.modals
        elif self._verbs.lemma(after[0]) in named.not_with:
            does = self._verbs.is_third(after[0]) and after[1:2] in [[w] for w in named.always]
        else:
            does = self._verbs.is_third(after[0]) or after[0] in named.always
        if not does:
            return text
        return " ".join(self._grammar.you if word == name else word for word in words)

    def _noun_follows(self, words: list[str], index: int) -> bool:
        if index + 1 >= len(words):
            return False
        following = words[index + 1]
        grammar = self._grammar
        function = following in (*grammar.not_verbs, *grammar.adverbs, *grammar.clause_adverbs)
        return not function and not self._verbs.is_gerund(following)

    def _plain_after_you(self, text: str) -> str:
        """Third-person forms made plain: what was "he leaves" is "you leave"."""
        words = text.split()
        for index in range(1, len(words)):
            before = index - 1
            while before > 0 and words[before] in self._grammar.adverbs:
                before -= 1
            if words[before] == self._grammar.you and self._verbs.is_third(words[index]):
                words[index] = self._verbs.lemma(words[index])
        return " ".join(words)

    def take_times(self, text: str) -> tuple[str, Times]:
        """The text without its first words of time, and those."""
        for pattern, time in self._times:
            found = pattern.search(text)
            if found is None or text[: found.start()].split()[-1:] in self._not_after:
                continue
            if self._goes_on(found.group().split()[-1:], text[found.end() :].split()[:1]):
                continue
            names = captures(found)
            rest = _tidy(f"{text[: found.start()]} {text[found.end() :]}")
            if not rest:
                continue
            seen = time.say.format_map(names)
            wished = seen if time.wish is None else time.wish.format_map(names)
            return rest, Times(seen, wished, past=wished == self._grammar.next_time)
        return text, Times()

    def _goes_on(self, last: list[str], following: list[str]) -> bool:
        """Whether a thing or a deed follows what looks like a time: "when you stop talking"."""
        if last not in self._going or not following:
            return False
        word = following[0]
        thing = word in self._grammar.determiners or word in self._grammar.ing_nouns
        return thing or self._verbs.is_gerund(word)
