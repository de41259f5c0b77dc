"""Verb forms and verb phrases, from tables and rules of the language at hand."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from content.coach import StatementGrammar
from skill.flows.istatement.patterns import Patterns

_Rules = Sequence[tuple[str, str]]
Form: TypeAlias = Literal["plain", "present", "past", "gerund"]


@dataclass(frozen=True, slots=True)
class Part:
    """One verb with the words that belong to it."""

    lemma: str
    rest: str
    before: str = ""
    """The word that joins it to the part before."""
    negated: bool = False
    """Whether it is what is not done, as in "hold me and not talk"."""


@dataclass(frozen=True, slots=True)
class VerbPhrase:
    """What somebody does: one verb, or several joined."""

    parts: tuple[Part, ...]
    past: bool = False
    """Whether it was told as something that happened."""
    known: bool = True
    """Whether the first verb is in the tables, rather than guessed."""

    @property
    def lemma(self) -> str:
        """The first verb."""
        return self.parts[0].lemma

    @property
    def rest(self) -> str:
        """The words after the first verb."""
        return self.parts[0].rest

    @property
    def plains(self) -> tuple[str, ...]:
        """Each part that is done, with its verb in the plain form."""
        return tuple(f"{p.lemma} {p.rest}".strip() for p in self.parts if not p.negated)

    @property
    def plain(self) -> str:
        """The phrase with every verb in its plain form."""
        return _joined((p.before, p.lemma, p.rest) for p in self.parts if not p.negated)


@dataclass(frozen=True, slots=True)
class _Join:
    """Where another verb is joined: how, and where it stands."""

    said: str
    end: int
    negated: bool = False


def _joined(parts: Iterable[tuple[str, ...]]) -> str:
    return " ".join(word for part in parts for word in part if word)


def with_words(phrase: VerbPhrase, words: str) -> VerbPhrase:
    """The phrase with more words at its end."""
    last = phrase.parts[-1]
    part = replace(last, rest=f"{last.rest} {words}".strip())
    return replace(phrase, parts=(*phrase.parts[:-1], part))


class Verbs:
    """Makes and recognises verb forms."""

    def __init__(self, grammar: StatementGrammar, patterns: Patterns) -> None:
        self._grammar = grammar
        self._lemma: dict[str, str] = {}
        self._past_forms: set[str] = set()
        self._gerunds: set[str] = set()
        self._not_verbs = frozenset(grammar.not_verbs)
        self._negatives = [[word] for word in grammar.negatives]
        self._objects = [[word] for word in grammar.objects]
        self._ing_nouns = frozenset(grammar.ing_nouns)
        self._empty = frozenset(grammar.empty_verbs)
        self._adverbs = frozenset(grammar.adverbs)
        self._joins = sorted((join.split() for join in grammar.verb_joins), key=len, reverse=True)
        self._not_joins = dict(grammar.not_joins)
        self._not_forms = grammar.not_forms
        self._auxiliaries = frozenset(grammar.auxiliaries)
        self._particles = frozenset(grammar.particles)
        self._determiners = frozenset(grammar.determiners)
        self._reductions = [patterns.whole(reduction) for reduction in grammar.reductions]
        regular = [verb for line in grammar.verbs for verb in line.split()]
        bases = [*regular, *grammar.irregular]
        for base in bases:
            self._lemma[base] = base
        for base in bases:
            self._learn(base)

    def _learn(self, base: str) -> None:
        past = {self.past_form(base), *self._grammar.irregular.get(base, ())}
        gerund, third = self.gerund_form(base), self._changed(base, self._grammar.third)
        self._past_forms |= past - {base, third, self.present_form(base)}
        self._gerunds.add(gerund)
        for form in (*past, gerund, third):
            self._lemma.setdefault(form, base)

    @staticmethod
    def _changed(word: str, rules: _Rules) -> str:
        for pattern, made in rules:
            changed, count = re.subn(pattern, made, word)
            if count:
                return changed
        return word

    def past_form(self, base: str) -> str:
        """The past of a verb."""
        irregular = self._grammar.irregular.get(base)
        return irregular[0] if irregular else self._changed(base, self._grammar.past)

    def gerund_form(self, base: str) -> str:
        """The verb as a noun."""
        return self._changed(base, self._grammar.gerund)

    def present_form(self, base: str) -> str:
        """The verb with the person spoken to as its subject."""
        return self._grammar.present.get(base, base)

    def knows(self, word: str) -> bool:
        """Whether `word` is a form of a verb in the tables."""
        return word in self._lemma

    def plausible(self, text: str) -> bool:
        """Whether `text` begins with a verb: one of the tables, or by its form or its object."""
        words = text.split()
        while words and words[0] in self._adverbs:
            words = words[1:]
        if not words:
            return False
        known = self.knows(words[0]) or self._guess(words[0]) != words[0]
        return known or words[1:2] in self._objects

    def is_plain(self, word: str) -> bool:
        """Whether `word` is the plain form of a verb in the tables."""
        return self._lemma.get(word) == word

    def is_gerund(self, word: str) -> bool:
        """Whether `word` is a verb used as a noun, known or by its look."""
        return word in self._gerunds or (
            word not in self._lemma
            and word not in self._ing_nouns
            and self.gerund_form(self._guess(word)) == word
        )

    def is_past(self, word: str) -> bool:
        """Whether `word` is a known verb's form for what is or was done."""
        base = self._lemma.get(word)
        return word in self._past_forms or (base is not None and self.past_form(base) == word)

    def looks_past(self, word: str) -> bool:
        """Whether `word`, known or not, has the form of a past."""
        base = self.lemma(word)
        return base != word and self.past_form(base) == word

    def is_third(self, word: str) -> bool:
        """Whether `word` is a known verb's form for a third person."""
        base = self._lemma.get(word)
        return base not in (None, word) and self._changed(base or "", self._grammar.third) == word

    def lemma(self, word: str) -> str:
        """The plain form of `word`."""
        return self._lemma.get(word) or self._guess(word)

    def _guess(self, word: str) -> str:
        return self._changed(word, self._grammar.guess)

    def read(self, text: str, *, reduced: bool = True) -> VerbPhrase | None:
        """The verb phrase in `text`; None when it does not begin like one.

        `reduced` takes the verb that matters out of phrases such as those of wanting and trying.
        """
        words = text.split()
        while words and words[0] in self._adverbs:
            words = words[1:]
        if not words or words[0] in self._not_verbs or words[1:2] in self._negatives:
            return None
        for reduction in self._reductions if reduced else ():
            found = reduction.fullmatch(" ".join([self.lemma(words[0]), *words[1:]]))
            if found is not None:
                inner = self.read(found["vp"])
                if inner is not None and inner.known:
                    return replace(inner, past=inner.past or words[0] in self._past_forms)
        if len(words) == 1 and self.lemma(words[0]) in self._empty:
            return None
        past = words[0] in self._past_forms
        known = self.knows(words[0])
        return VerbPhrase(self._parts(words), past=past, known=known)

    def _parts(self, words: list[str]) -> tuple[Part, ...]:
        parts: list[Part] = []
        start, at = 0, 1
        before, negated = "", False
        while at < len(words):
            join = self._join_at(words, at)
            if join is not None:
                rest = " ".join(words[start + 1 : at])
                parts.append(Part(self.lemma(words[start]), rest, before, negated))
                before, negated, start = join.said, join.negated, join.end
                at = join.end
            at += 1
        rest = " ".join(words[start + 1 :])
        return (*parts, Part(self.lemma(words[start]), rest, before, negated))

    def _join_at(self, words: list[str], at: int) -> _Join | None:
        """What joins another verb here."""
        for join in self._joins:
            end = at + len(join)
            if words[at:end] == join:
                end = self._past_adverbs(words, end)
                if end < len(words) and self._verb_like(words, end):
                    return _Join(" ".join(join), end)
        for negative, said in self._not_joins.items():
            end = at + len(negative.split())
            plain = end < len(words) and self.is_plain(words[end])
            if words[at - 1] in self._auxiliaries:
                continue
            if words[at:end] == negative.split() and plain and self._verb_like(words, end):
                return _Join(said, end, negated=True)
        named = at > 1 and words[at - 2] in self._determiners  # "my back aches": no particle
        if words[at - 1] in self._particles and not named and self.is_third(words[at]):
            # No word joins them: "rolls over looks at it".
            return _Join(self._grammar.and_.strip(), at)
        return None

    def _past_adverbs(self, words: list[str], at: int) -> int:
        while at < len(words) and words[at] in self._adverbs:
            at += 1
        return at

    def _verb_like(self, words: list[str], at: int) -> bool:
        return self.knows(words[at]) and words[at] not in self._not_verbs

    def said(self, phrase: VerbPhrase, form: Form) -> str:
        """The phrase with its verbs in a form."""
        make: Callable[[str], str] = {
            "plain": lambda lemma: lemma,
            "present": self.present_form,
            "past": self.past_form,
            "gerund": self.gerund_form,
        }[form]
        return _joined(
            (
                part.before,
                self._not_forms[form].format(verb=part.lemma, gerund=self.gerund_form(part.lemma))
                if part.negated
                else make(part.lemma),
                part.rest,
            )
            for part in phrase.parts
        )
