"""The plainest wish there is: that what is hard is left undone.

It is true to whatever was complained of, so it is said where nothing better is known. What nobody
can leave undone (a feeling, a snore), what is no deed and what is hard only in part is kept out.
"""

from content.coach import Frames, StatementGrammar
from skill.flows.istatement.patterns import PAUSE, Patterns
from skill.flows.istatement.verbs import Verbs
from skill.wording import pick

MOST_WORDS = 9
"""Words of what is done that are said once more."""


class Stopping:
    """Wishes that something is not done."""

    def __init__(
        self, grammar: StatementGrammar, frames: Frames, patterns: Patterns, verbs: Verbs
    ) -> None:
        stops = grammar.retelling.stops
        self._frames = frames
        self._verbs = verbs
        self._you = grammar.you
        self._between = frozenset(
            (*grammar.adverbs, *grammar.clause_adverbs, *grammar.retelling.unsaid, *stops.between)
        )
        self._negatives = frozenset(grammar.negatives)
        self._carriers = stops.carriers
        self._forms = {
            "gerund": verbs.is_gerund,
            "past": verbs.is_past,
            "plain": verbs.is_plain,
        }
        self._kept = patterns.anywhere(stops.kept)
        self._whens = patterns.anywhere(grammar.retelling.whens)
        self._nowhere = patterns.anywhere(stops.nowhere)
        self._again = patterns.anywhere(stops.again)
        self._lacks = patterns.anywhere(stops.lacks)
        self._ends = patterns.anywhere(stops.ends)

    def wish(self, clause: str, then: str, time: str, way: int) -> str | None:
        """The wish that the deed of a clause is left undone; None where it cannot be.

        `then` is what was told of oneself after it; without that the deed is not named again.
        """
        words = clause.split()
        when = self._whens.search(clause)
        main = clause[: when.start()] if when else clause
        if words[:1] != [self._you] or self._nowhere.search(main) or self._lacks.search(then):
            return None
        deed = self._deed(words[1:])
        if deed is None:
            return None
        if not then:
            return pick(self._frames.stop, way).format(time=time)
        deed = self._once(deed)
        found = self._ends.search(deed)
        phrase = deed[: found.start()].strip() if found else deed
        if not 1 < len(phrase.split()) <= MOST_WORDS:
            return pick(self._frames.stop, way).format(time=time)
        return pick(self._frames.stop_doing, way).format(phrase=phrase, time=time)

    def _deed(self, words: list[str]) -> str | None:
        """What is done, its verb in the plain form."""
        words = self._from_verb(words)
        form = self._carriers.get(self._verbs.lemma(words[0])) if words else None
        if form is not None:
            # "you are scrolling", "you have left", "you will sit there"
            words = self._from_verb(words[1:])
            if not words or not self._forms[form](words[0]):
                return None
        if not words or words[0] in self._negatives or not self._verbs.knows(words[0]):
            return None
        deed = " ".join([self._verbs.lemma(words[0]), *words[1:]])
        return None if self._kept.match(deed) else deed.partition(f" {PAUSE} ")[0]

    def _once(self, deed: str) -> str:
        """The deed without how often it is done: "keep poking me" is "poke me"."""
        again = self._again.match(deed)
        verb, _, rest = deed[again.end() :].partition(" ") if again else ("", "", "")
        return f"{self._verbs.lemma(verb)} {rest}" if self._verbs.is_gerund(verb) else deed

    def _from_verb(self, words: list[str]) -> list[str]:
        while words and words[0] in self._between:
            words = words[1:]
        return words
