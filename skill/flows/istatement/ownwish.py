"""What may be wished for where somebody only tells of themselves: "i am sick of having to ask".

Either the words hold the wish, or they hold what the other does, which has one of its own.
"""

from content.coach import StatementGrammar
from skill.flows.istatement.patterns import Patterns
from skill.flows.istatement.swaps import captures
from skill.flows.istatement.verbs import Verbs

_DOING, _DONE = "doing", "done"
"""Captures that have to be a verb in the form of that name."""


class OwnWishes:
    """Finds it in a clause about oneself."""

    def __init__(self, grammar: StatementGrammar, patterns: Patterns, verbs: Verbs) -> None:
        self._verbs = verbs
        self._you = grammar.you
        own = grammar.retelling.own
        self._wishes = [(patterns.whole(on), item.say) for item in own.wishes for on in item.on]
        self._feels = patterns.whole(own.feels)
        self._liked = patterns.whole(own.liked)
        self._feelings = [(patterns.anywhere(entry.on), entry.wish) for entry in grammar.feelings]
        self._causes = [patterns.whole(on) for on in own.causes]
        self._ended = patterns.whole(own.ended)
        self._unknown = patterns.whole(own.unknown)
        self._down = patterns.whole(own.down)
        self._asked = patterns.whole(own.asked)

    def wish(self, words: str) -> str | None:
        """What would be loved."""
        for pattern, say in self._wishes:
            found = pattern.fullmatch(words)
            named = captures(found) if found else {}
            if found is not None and self._fits(named):
                return say.format_map(named)
        return None

    def cause(self, words: str) -> str | None:
        """What the other does, as a clause about them."""
        for pattern in self._causes:
            found = pattern.fullmatch(words)
            named = captures(found) if found else {}
            if found is not None and self._fits(named):
                verb, rest = named.get(_DOING, ""), named.get("rest", "")
                return " ".join(
                    f"{self._you} {self._verbs.lemma(verb) if verb else ''} {rest}".split()
                )
        return None

    def comfort(self, feeling: str) -> str | None:
        """What would help somebody who feels so."""
        return next((wish for on, wish in self._feelings if on.search(feeling)), None)

    def feels(self, words: str) -> bool:
        """Whether a clause about oneself tells a feeling."""
        return self._feels.fullmatch(words) is not None

    def down(self, words: str) -> str | None:
        """How one is when it is over, where a clause tells that."""
        found = self._down.fullmatch(words)
        return captures(found)["f"] if found else None

    def asked(self, words: str) -> str | None:
        """The thing that a clause tells one asked for."""
        found = self._asked.fullmatch(words)
        return " ".join(captures(found).values()) if found else None

    def is_ended(self, words: str) -> bool:
        """Whether a feeling lasted until the other did something."""
        return self._ended.fullmatch(words) is not None

    def is_unknown(self, words: str) -> bool:
        """Whether a clause tells what one does not know and the other could tell."""
        return self._unknown.fullmatch(words) is not None

    def is_liked(self, words: str) -> bool:
        """Whether a wish tells what is liked."""
        return self._liked.fullmatch(words) is not None

    def _fits(self, named: dict[str, str]) -> bool:
        doing, done = named.get(_DOING), named.get(_DONE)
        if doing is not None and not self._verbs.is_gerund(doing):
            return False
        return done is None or self._verbs.is_past(done) or self._verbs.looks_past(done)
