"""Full stops that nobody says: "you never bring me a towel i have to get up" is two sentences.

Where a whole clause has been said, a bare subject with its verb begins another, unless what came
before waits for it ("the towel you left", "you said you would"). So does a request. Where it is not
plain nothing is marked, and the text is read as it stands.
"""

from collections.abc import Callable

from content.coach import StatementGrammar
from skill.flows.istatement.patterns import PAUSE, Patterns
from skill.flows.istatement.starts import Starts
from skill.flows.istatement.verbs import Verbs

_NEAR = 3
"""Words within which an article belongs to a noun."""

_PLURAL = "s"


class RunOn:
    """Marks with a pause where a clause begins that nothing joins."""

    def __init__(
        self,
        grammar: StatementGrammar,
        patterns: Patterns,
        verbs: Verbs,
        feels: Callable[[str], str | None],
    ) -> None:
        """Get ready; `feels` tells the feeling that a whole clause says, if it says one."""
        run_on = grammar.retelling.run_on
        self._verbs = verbs
        self._feels = feels
        self._starts = Starts(grammar, verbs)
        self._you, self._first = grammar.you, grammar.first
        self._pronouns = frozenset(grammar.clause_pronouns)
        self._always = frozenset(grammar.always_subjects)
        self._thirds = frozenset(grammar.third_subjects)
        self._subjects = frozenset(grammar.retelling.subjects)
        self._opens = frozenset((*grammar.before_clause, *grammar.retelling.joins, PAUSE))
        self._ends = frozenset(grammar.clause_ends) - self._pronouns
        self._ended = self._ends - frozenset(grammar.particles)
        self._joins = frozenset(grammar.retelling.joins)
        self._adverbs = frozenset((*grammar.adverbs, *grammar.clause_adverbs, *run_on.sure_adverbs))
        self._auxiliaries = frozenset(grammar.retelling.auxiliaries)
        self._agree = {subject: frozenset(verbs) for subject, verbs in run_on.agree.items()}
        self._determiners = frozenset(grammar.determiners)
        self._indefinite = frozenset(run_on.indefinite)
        self._bare = frozenset(grammar.bare_verbs)
        self._questions = frozenset(grammar.question_words)
        self._sure_adverbs = frozenset(run_on.sure_adverbs)
        self._sure = frozenset(run_on.sure)
        self._says = frozenset(run_on.says)
        self._being = frozenset(run_on.being)
        self._modals = frozenset(run_on.modals)
        self._orders = frozenset(run_on.orders)
        self._asking = frozenset(run_on.asking)
        self._objects = frozenset(run_on.objects)
        self._tellers = [[teller] for teller in grammar.tellers]
        self._whom = frozenset(grammar.clause_objects)
        self._between = frozenset((*grammar.retelling.between, *run_on.then))
        self._degrees = frozenset(grammar.retelling.degrees)
        self._prepositions = frozenset((*grammar.retelling.ends, *run_on.prepositions))
        self._dangling = frozenset(grammar.retelling.ends)
        self._whens = patterns.anywhere((*grammar.retelling.whens, *run_on.whens))
        self._please, self._do, self._not = run_on.please, *run_on.do_not
        self._time = run_on.time
        self._strong = frozenset(run_on.strong)
        self._unknown = frozenset(run_on.unknown)
        self._again = [phrase.split() for phrase in run_on.again]
        self._after, self._afterwards = run_on.after
        self._states = frozenset(run_on.states)
        self._likes = frozenset(run_on.likes)

    def marked(self, text: str) -> str:
        """`text` with a pause before each clause that begins without one."""
        words = text.split()
        said: list[str] = []
        for at, word in enumerate(words):
            if at > 1 and self._begins(words, at, self._since(said)):
                if said[-1] == self._after:
                    said[-1] = self._afterwards
                said.append(PAUSE)
            said.append(word)
        return " ".join(said)

    @staticmethod
    def _since(said: list[str]) -> int:
        """How many words were said since the last pause."""
        return next((n for n, word in enumerate(reversed(said)) if word == PAUSE), len(said))

    def _begins(self, words: list[str], at: int, since: int) -> bool:
        before = words[at - since : at]
        if len(before) < 2 or not self._is_whole(before):
            return False
        if self._is_feeling(words, at):
            return before[-1] not in self._opens or before[-1] == self._after
        if self._is_request(words, at, before):
            return True
        ahead = before
        while ahead and ahead[-1] in self._between:  # "and now you": it is joined
            ahead = ahead[:-1]
        strong = not self._strong.isdisjoint(words[at + 1 : at + 2])
        if not ahead or (before[-2] in self._degrees and not strong):  # "so cold i shake"
            return False
        if ahead[-1] in self._opens and not (
            self._is_done(ahead, words[at + 1 : at + 2]) or self._is_afterwards(words, at, ahead)
        ):
            return False
        return self._is_clause(words, at, before)

    def _is_feeling(self, words: list[str], at: int) -> bool:
        """Whether what remains says how it feels: "it does my head in"."""
        if words[at] not in self._thirds | self._always - {self._first}:
            return False
        return self._feels(" ".join(self._rest(words, at))) is not None

    @staticmethod
    def _rest(words: list[str], at: int) -> list[str]:
        end = next((n for n in range(at, len(words)) if words[n] == PAUSE), len(words))
        return words[at:end]

    # -- what came before --------------------------------------------------------------------------

    def _is_whole(self, before: list[str]) -> bool:
        """Whether a clause was said, and none that opens another as "when" does."""
        last = max((n + 1 for n, word in enumerate(before) if word in self._joins), default=0)
        for part in (before, before[last:]):
            if self._whens.match(" ".join(part)):
                return False
        first = before[1] if before[0] == self._please else before[0]
        asks = first in self._asking or (first in self._orders and self._verbs.is_plain(first))
        named = before[0] in self._determiners and any(
            word in self._auxiliaries or self._verbs.is_third(word) for word in before[2:]
        )
        return asks or named or any(self._finite(before, n) for n in range(len(before) - 1))

    def _finite(self, words: list[str], at: int) -> bool:
        """Whether a subject and its verb stand here."""
        verb = self._verb(words, at)
        if words[at] not in self._subjects or verb is None:
            return False
        word = words[verb]
        agrees = self._agree.get(words[at])
        if word in self._auxiliaries:
            return agrees is None or word in agrees
        if not self._verbs.knows(word) or self._verbs.is_gerund(word):
            return False
        third = self._verbs.is_third(word) and not self._verbs.is_plain(word)
        plain = self._verbs.is_plain(word) and not self._verbs.is_past(word)
        alone = words[at] not in (self._you, *(self._always - self._thirds))
        return not (plain if alone else third)

    def _verb(self, words: list[str], at: int) -> int | None:
        """Where the verb after a subject is."""
        verb = at + 1
        while verb < len(words) and words[verb] in self._adverbs:
            verb += 1
        return verb if verb < len(words) else None

    # -- what begins -------------------------------------------------------------------------------

    def _is_done(self, ahead: list[str], after: list[str]) -> bool:
        """Whether a clause ends in what was done: "what we did you just laugh"."""
        ends = ahead[-1] in self._auxiliaries and not self._pronouns.isdisjoint(ahead[-2:-1])
        return ends and not self._sure_adverbs.isdisjoint(after)

    def _is_afterwards(self, words: list[str], at: int, ahead: list[str]) -> bool:
        """Whether "after" ends a clause: "you never talk after you just leave"."""
        lacks = self._not in words[at + 2 : at + 3]
        sure = lacks or bool(self._sure_adverbs & {*words[at + 1 : at + 2]})
        sure = sure or self._is_liked(words, at)
        return ahead[-1] == self._after and (sure or self._is_so(words, at))

    def _is_so(self, words: list[str], at: int) -> bool:
        """Whether a clause tells what is so and no time, as "after you are dressed" does."""
        following = words[at + 1 : at + 3]
        is_so = len(following) > 1 and following[0] in self._being
        return is_so and following[1] in self._states

    def _is_liked(self, words: list[str], at: int) -> bool:
        """Whether a clause tells what one likes, which is no time: "after i like it quiet"."""
        return words[at] == self._first and not self._likes.isdisjoint(words[at + 1 : at + 2])

    def _is_request(self, words: list[str], at: int, before: list[str]) -> bool:
        after = self._rest(words, at + 1)
        if len(after) > 1 and words[at] in self._modals and after[0] in self._pronouns:
            asked = self._questions.isdisjoint(before[-_NEAR:])
            if before[-1] in self._questions and self._verbs.lemma(before[-2]) in self._unknown:
                return True  # "i do not know why can you hold me"
            return asked and before[-1] not in self._opens - {self._time} | self._pronouns
        alone = before[-1] == self._you and before[-2] in self._prepositions
        if alone and words[at] in self._orders and after[:1] and after[0] in self._objects:
            return True  # "it is cold without you come back"
        taken = self._opens - {self._after, self._time} | self._pronouns
        if words[at] == self._please:
            taken = self._joins | self._pronouns | {self._not}
        if not after or before[-1] in taken:
            return False
        if words[at] == self._please:
            return self._is_order(after) or self._not in after[1:2]
        if [words[at], *after[:2]] in self._again:
            return before[-1] not in self._adverbs | self._auxiliaries
        if words[at : at + 2] == [self._do, self._not]:
            verbs = self._lemmas(before)
            if before[-1] in self._ended and self._is_order(after[1:]):
                return True  # "talk to me do not just lie there"
            return verbs[-1:] in self._tellers and self._is_order(after[1:])
        ended = before[-1] in self._ends and not self._is_bare(before[-2])
        return ended and words[at] in self._orders and after[0] in self._objects

    def _is_order(self, words: list[str]) -> bool:
        """Whether a plain verb stands here."""
        while words and words[0] in self._adverbs:
            words = words[1:]
        return bool(words) and self._verbs.is_plain(words[0])

    def _is_bare(self, word: str) -> bool:
        """Whether a verb is one that another hangs on: "let me hold you"."""
        return self._verbs.lemma(word) in self._bare

    def _is_clause(self, words: list[str], at: int, before: list[str]) -> bool:
        if before[-1] == self._after and self._is_liked(words, at):
            return True
        if words[at] not in self._pronouns or not self._finite(words, at):
            return False
        if self._starts.awaited(words, at) or self._is_told(before) or self._is_asked(before):
            return False
        verb = self._verb(words, at)
        assert verb is not None  # noqa: S101 - it is finite
        adverb = not self._sure_adverbs.isdisjoint(words[at + 1 : verb])
        if words[verb] in self._strong and self._determiners.isdisjoint(before[-_NEAR:]):
            return True
        if before[-1] == self._after and self._is_so(words, at):
            return True
        helped = words[verb] in self._auxiliaries
        rest = self._rest(words, verb + 1)
        if not rest or rest[-1] in self._dangling:
            return False
        last = before[-1]
        of = next((w for w in reversed(before[-_NEAR:-1]) if w in self._determiners), "")
        if of and last not in self._ends:
            full = words[at] in self._always or rest[0] in self._whom
            own = of in self._indefinite or (adverb and full)
            return own and self._has_all(words, at, verb)
        if words[at] in self._always:
            return not self._is_felt(before) or words[at] == self._first
        sure = adverb or helped or self._verbs.lemma(words[verb]) in self._sure
        if last in self._ends:
            return sure
        if self._verbs.knows(last):
            return sure and (adverb or not self._is_bare(last)) and not self._is_felt(before)
        return sure and not last.endswith(_PLURAL) and not self._is_felt(before)

    def _starts_at(self, words: list[str], at: int) -> bool:
        return words[at] in self._pronouns and self._finite(words, at)

    def _is_told(self, before: list[str]) -> bool:
        """Whether the last verb is one of saying, with a time after it: "you said last night"."""
        verbs = self._lemmas(before)
        return bool(verbs) and verbs[-1] in self._says

    def _lemmas(self, words: list[str]) -> list[str]:
        return [self._verbs.lemma(word) for word in words if self._verbs.knows(word)]

    def _is_asked(self, before: list[str]) -> bool:
        """Whether a question word waits for a clause: "what sort of night it is"."""
        asked = max((n for n, word in enumerate(before) if word in self._questions), default=-1)
        after = before[asked + 1 :]
        return asked >= 0 and not any(self._finite(after, n) for n in range(len(after) - 1))

    def _is_felt(self, before: list[str]) -> bool:
        """Whether it ends in how somebody feels, which may be about a clause: "i am hurt you"."""
        felt = not self._being.isdisjoint(before[-_NEAR:-1])
        return felt and not self._verbs.is_gerund(before[-1])

    def _has_all(self, words: list[str], at: int, verb: int) -> bool:
        """Whether nothing is left out that a noun before it could be."""
        rest = self._rest(words, verb + 1)
        next_one = (n for n in range(1, len(rest)) if self._starts_at(rest, n))
        rest = rest[: next(next_one, len(rest))]
        if rest[0] == self._not:
            return True
        if words[verb] in self._being or not self._determiners.isdisjoint(rest[:_NEAR]):
            return rest[-1] not in self._whom
        full = rest[-1] in self._ends - self._whom or len(rest) > _NEAR
        return words[at] in self._always and full
