"""A statement as it was said, word by word, with the pauses that a comma or a full stop marks.

`Words.clean` makes what the rules of clauses read; this keeps the words as they are, so that they
can be said again.
"""

import re

from content.coach import StatementGrammar
from skill.flows.istatement.patterns import PAUSE, Patterns
from skill.flows.istatement.runon import RunOn
from skill.flows.istatement.swaps import Swaps

_STOP = re.compile(r"[,;:.?!\u2026]+|\s[-\u2013\u2014]+\s|\u2014")
_NOT_WORD = re.compile(r"[^\w',]+")
_STUTTER = re.compile(r"\b((?!not\b)\w+(?: \w+){0,3})(?: \1\b)+")
"""Words said twice; "not not" means something else than "not"."""
_QUOTES = str.maketrans({"\u2019": "'", "\u2018": "'", "`": "'"})
_PAUSES = re.compile(rf"(?:{PAUSE} )+")


class Tokens:
    """Makes plain words of raw text."""

    def __init__(self, grammar: StatementGrammar, patterns: Patterns, run_on: RunOn) -> None:
        self._spelled = {**grammar.words, **grammar.retelling.words}
        self._endings = grammar.endings
        # "whenever i reach for you you are busy": one ends a clause and one begins the next
        before = "|".join(map(re.escape, grammar.retelling.before_object))
        self._apart = re.compile(rf"\b((?:{before}) {grammar.you}) ({grammar.you}\b)")
        self._hesitations = patterns.anywhere(grammar.retelling.hesitations)
        self._fillers = patterns.anywhere(grammar.retelling.fillers)
        asides = grammar.retelling.asides
        self._aside = patterns.anywhere(asides.on, ahead=rf"(?=$|{PAUSE})")
        self._not_after = asides.not_after
        self._swaps = Swaps(grammar.retelling.swaps, patterns)
        self._run_on = run_on

    def read(self, raw: str) -> str:
        """Lower case, contractions written out, hesitations left out, pauses as words."""
        marked = _STOP.sub(f" {PAUSE} ", raw.lower().translate(_QUOTES))
        words = _NOT_WORD.sub(" ", marked).split()
        spelled = " ".join(self._spell(word.strip("'")) for word in words)
        spelled = self._aside.sub(self._unless_meant, self._tidy(spelled))
        text = _STUTTER.sub(r"\1", self._apart.sub(rf"\1 {PAUSE} \2", self._tidy(spelled)))
        # before "just" and "please" are left out, which show where a clause begins
        text = self._hesitations.sub("", self._swaps.put(text))
        text = self._run_on.marked(_STUTTER.sub(r"\1", self._tidy(text)))
        text = self._tidy(self._fillers.sub("", text))
        return _STUTTER.sub(r"\1", text)

    def _unless_meant(self, found: re.Match[str]) -> str:
        """Nothing in place of an aside; all of it where it belongs to the clause."""
        before = found.string[: found.start()].strip()
        meant = any(f" {before}".endswith(f" {word}") for word in self._not_after)
        return found.group() if meant or not before else ""

    def _spell(self, word: str) -> str:
        known = self._spelled.get(word)
        if known is not None:
            return known
        for ending, said in self._endings.items():
            if word.endswith(ending) and len(word) > len(ending):
                return word.removesuffix(ending) + said
        return word

    @staticmethod
    def _tidy(text: str) -> str:
        """Single spaces, no pause at either end nor two in a row."""
        text = " ".join(text.split())
        text = _PAUSES.sub(f"{PAUSE} ", f"{text} ")
        return text.strip(f" {PAUSE}")
