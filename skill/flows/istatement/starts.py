"""Where a new clause starts, though no word joins it to what came before.

A recogniser writes no full stops: "you never shower with me you lock the door" is two sentences.
A pronoun and a finite verb start a clause unless something before them waits for one.
"""

from content.coach import StatementGrammar
from skill.flows.istatement.verbs import Verbs

_REACH = 3
"""How many words back is looked for what waits for a clause."""


class Starts:
    """Finds clauses that nothing joins."""

    def __init__(self, grammar: StatementGrammar, verbs: Verbs) -> None:
        self._verbs = verbs
        self._first = grammar.first
        self._pronouns = frozenset(grammar.clause_pronouns)
        self._always = frozenset(grammar.always_subjects)
        self._thirds = frozenset(grammar.third_subjects)
        self._third_forms = frozenset(grammar.third_forms)
        self._auxiliaries = frozenset(grammar.auxiliaries)
        self._adverbs = frozenset((*grammar.adverbs, *grammar.clause_adverbs))
        self._opens = frozenset(grammar.before_clause)
        self._ends = frozenset(grammar.clause_ends)
        self._determiners = frozenset(grammar.determiners)
        self._questions = grammar.question_words
        self._objects = frozenset((*grammar.clause_objects, *grammar.adverbs))
        self._tellers = frozenset(grammar.tellers)
        self._waits = frozenset(grammar.clause_verbs)
        self._bare = frozenset(grammar.bare_verbs)

    def find(self, words: list[str]) -> list[int]:
        """The places of words that start a clause of their own."""
        found: list[int] = []
        for at in range(2, len(words) - 1):
            since = found[-1] if found else 0
            if self._finite(words, at) and not self._expected(words, at, since):
                found.append(at)
        return found

    def _finite(self, words: list[str], at: int) -> bool:
        """Whether a subject and a finite verb stand here."""
        if words[at] not in self._pronouns:
            return False
        after = at + 1
        while after < len(words) and words[after] in self._adverbs:
            after += 1
        if after >= len(words):
            return False
        verb = words[after]
        if verb in self._third_forms or self._verbs.is_third(verb):
            return words[at] in self._thirds
        if verb in self._auxiliaries:
            return True
        return self._verbs.knows(verb) and not self._verbs.is_gerund(verb)

    def _expected(self, words: list[str], at: int, since: int) -> bool:
        """Whether what came before waits for this clause."""
        before = words[at - 1]
        if before in self._opens:
            return True
        if self._is_awaited(words, at, since):
            return True
        if before in self._ends:
            return False
        # What is left is a word that may be a noun. "the marks you leave": a clause belongs to it.
        if set(words[max(since, at - 3) : at - 1]) & self._determiners:
            return not self._strong(words, at)
        if words[at] in self._always:
            return False
        # "you" and "it" may be what is held, seen or heard.
        if self._verbs.knows(before):
            return (
                not self._negated_or_auxiliary(words, at) or self._verbs.lemma(before) in self._bare
            )
        return words[at] in self._thirds and not self._negated_or_auxiliary(words, at)

    def awaited(self, words: list[str], at: int) -> bool:
        """Whether a verb such as "say", or a question word, waits for the clause here."""
        return self._is_awaited(words, at, 0)

    def _is_awaited(self, words: list[str], at: int, since: int) -> bool:
        """Whether a verb such as "tell", or a question word, waits for a clause here."""
        recent = words[max(since, at - _REACH) : at]
        told = [word for word in recent if word not in self._objects]
        if told and self._verbs.lemma(told[-1]) in self._waits:
            return True
        if len(recent) == _REACH and self._is_told(*recent[:2]):
            return True
        asked = [n for n, word in enumerate(recent) if word in self._questions]
        if not asked:
            return False
        after = asked[-1] + 1 + self._questions[recent[asked[-1]]]
        return not any(self._is_verb(word) for word in recent[after:])

    def _is_told(self, verb: str, before_noun: str) -> bool:
        """Whether somebody named is told something, as in "told your mum"."""
        return before_noun in self._determiners and self._verbs.lemma(verb) in self._tellers

    def _is_verb(self, word: str) -> bool:
        return word in self._auxiliaries or (
            self._verbs.knows(word) and not self._verbs.is_plain(word)
        )

    def _strong(self, words: list[str], at: int) -> bool:
        """Whether the clause says something of its own: it is one about a state of mind."""
        after = words[at + 1 :]
        own = words[at] in self._always or words[at] in self._thirds
        return own and len(after) > 1 and after[0] in self._auxiliaries

    def _negated_or_auxiliary(self, words: list[str], at: int) -> bool:
        return words[at + 1] in self._auxiliaries or words[at + 1] in self._adverbs
