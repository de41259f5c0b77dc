"""The partner as the person spoken to: "he leaves" is "you leave", and so is "priya leaves"."""

import re

from content.coach import StatementGrammar
from skill.flows.istatement.others import Others
from skill.flows.istatement.patterns import PAUSE, Patterns
from skill.flows.istatement.swaps import Swaps, Them
from skill.flows.istatement.verbs import Verbs

_IS_OR_OWNS = "'s"


class SecondPerson:
    """Turns the third person into the second, where nobody is spoken to."""

    def __init__(self, grammar: StatementGrammar, patterns: Patterns, verbs: Verbs) -> None:
        self._grammar = grammar
        self._verbs = verbs
        self._retelling = grammar.retelling
        self._first = grammar.first
        self._objects = frozenset((*grammar.clause_objects, *grammar.particles))
        self._addressed = frozenset((grammar.you, grammar.ambiguous_owner))
        self._names = frozenset(grammar.retelling.names)
        self._determiners = frozenset(grammar.determiners)
        self._hung_on = self._names | frozenset(grammar.retelling.partners)
        self._calls = frozenset(grammar.retelling.calls)
        self._tags = self._names | frozenset(grammar.retelling.tags)
        self._joins = frozenset(grammar.retelling.joins)
        self._before_name = frozenset((*grammar.before_clause, *self._joins))
        self._adverbs = frozenset((*grammar.adverbs, *grammar.clause_adverbs))
        self._partner = Swaps(grammar.partner, patterns)
        self._pronouns = Swaps(grammar.pronouns, patterns)
        self._others = Others(grammar)
        self._them = Them(grammar, patterns)
        self._agree = Swaps(grammar.retelling.third, patterns)
        # "my wife she gets up": said twice
        thirds = "|".join(grammar.retelling.thirds)
        self._one = f"{grammar.you} "
        self._doubled = re.compile(rf"(?<!\S){grammar.you} (?:{PAUSE} )?(?:{thirds}) ")
        self._no_nouns = frozenset(
            (*grammar.not_verbs, *grammar.adverbs, *grammar.clause_adverbs, PAUSE)
        )

    def read(self, text: str) -> str:
        """`text` as it is said to the partner."""
        words = self._without_calls(self._spelled_out(text.split()))
        third = self._addressed.isdisjoint(words)
        text = " ".join(words)
        if third:
            text = self._others.marked(self._them.put(text))
            text = self._doubled.sub(self._one, self._partner.put(text))
            text = self._pronouns.put(self._named(text))
            text = self._others.unmarked(self._ambiguous(text))
            text = self._plain(self._agree.put(text))
        return text

    def unsure(self, text: str) -> bool:
        """Whether a pronoun may mean somebody named beside the partner.

        "she tells her sister, and i have to sit across from her" is not said to the partner.
        """
        words = text.split()
        if self._grammar.you in words:
            return False
        for pronoun, people in self._retelling.beside.items():
            named = next((n for n, word in enumerate(words) if word in people), len(words))
            mine = next(
                (n for n in range(named, len(words)) if words[n] == self._first), len(words)
            )
            if any(
                words[n] == pronoun and not self._is_noun(words[n + 1 : n + 2])
                for n in range(mine, len(words))
            ):
                return True
        return False

    def _without_calls(self, words: list[str]) -> list[str]:
        """Without what somebody is called by, between pauses."""
        parts = " ".join(words).split(f" {PAUSE} ")
        called = self._calls | self._names
        kept = [part.split() for part in parts if not set(part.split()) <= called]
        if self._grammar.you in words:
            kept = [self._uncalled(part) for part in kept]
        return f" {PAUSE} ".join(" ".join(part) for part in kept).split()

    def _uncalled(self, words: list[str]) -> list[str]:
        """A part without a name at its start or its end, where it is what somebody is called by."""
        if len(words) > 2 and words[0] in self._names and words[1] == self._grammar.you:
            words = words[1:]
        if len(words) > 2 and words[-1] in self._tags and not self._waits(words[-2]):
            words = words[:-1]
        return words

    def _waits(self, word: str) -> bool:
        """Whether what follows a word belongs to it: "about tom", "you kissed tom"."""
        opens = word in self._before_name or word in self._determiners
        return opens or (self._verbs.knows(word) and word not in self._grammar.particles)

    def _named(self, text: str) -> str:
        """With a name as the person spoken to, where it is the first one."""
        words = text.split()
        owners = (word.removesuffix(_IS_OR_OWNS) for word in words if _IS_OR_OWNS in word)
        named = (*(word for word in words if self._is_name(words, word)), *owners)
        name = next((word for word in named if word in self._names), None)
        if name is None:
            return text
        own = self._grammar.ambiguous_owner
        mapped = {name: self._grammar.you, f"{name}{_IS_OR_OWNS}": own}
        return " ".join(mapped.get(word, word) for word in words)

    def _spelled_out(self, words: list[str]) -> list[str]:
        """With the verb that hangs on a name as a word: "tom's asleep", but not "tom's phone"."""
        said: list[str] = []
        for at, word in enumerate(words):
            name = word.removesuffix(_IS_OR_OWNS)
            after = (word for word in words[at + 1 :] if word not in self._adverbs)
            has = next(after, "") in self._retelling.has_words
            following = "".join(words[at + 1 : at + 2])
            doing = self._verbs.knows(following) and self._verbs.is_gerund(following)
            verb = has or following in self._retelling.after_is or doing
            thing = not self._determiners.isdisjoint(said[-2:])
            if name != word and verb and (thing or name in self._hung_on):
                said += [name, self._retelling.has_ if has else self._retelling.is_]
            else:
                said.append(word)
        return said

    def _is_noun(self, following: list[str]) -> bool:
        return bool(following) and not (
            following[0] in self._no_nouns
            or following[0] in self._joins
            or self._verbs.is_gerund(following[0])
        )

    def _is_name(self, words: list[str], word: str) -> bool:
        if word not in self._names:
            return False
        after = words[words.index(word) + 1 :]
        while after and after[0] in self._adverbs:
            after = after[1:]
        return bool(after) and (
            self._verbs.is_third(after[0])
            or self._verbs.is_past(after[0])
            or after[0] in self._grammar.auxiliaries
            or words[words.index(word) - 1] in self._grammar.before_clause
        )

    def _ambiguous(self, text: str) -> str:
        words = text.split()
        for index, word in enumerate(words):
            if word in self._grammar.ambiguous:
                alone, owner = self._grammar.ambiguous[word]
                words[index] = owner if self._is_noun(words[index + 1 : index + 2]) else alone
        return " ".join(words)

    def _plain(self, text: str) -> str:
        """Third persons' forms made plain, those after a join and a pause as well."""
        said: list[str] = []
        of_you = False
        words = text.split()
        for at, word in enumerate(words):
            following = "".join(words[at + 1 : at + 2])
            if word == self._grammar.you:
                of_you = True
            elif word in self._grammar.third_subjects:
                of_you = of_you and not self._verbs.is_third(following)
            before = next((w for w in reversed(said) if w not in self._adverbs), "")
            third = self._verbs.is_third(word)
            does = before == self._grammar.you and (third or self._looks_third(word))
            third = third or (following in self._objects and self._looks_third(word))
            if of_you and (does or (third and before in (PAUSE, *self._joins))):
                said.append(self._verbs.lemma(word))
            elif of_you and third and before in self._grammar.particles:
                said += [self._grammar.retelling.joins[0], self._verbs.lemma(word)]
            else:
                said.append(word)
        return " ".join(said)

    def _looks_third(self, word: str) -> bool:
        """Whether a word we do not know has the form that a verb has after "he"."""
        return word not in self._no_nouns and self._verbs.lemma(word) != word and word[-1] == "s"
