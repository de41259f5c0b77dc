"""Where one clause ends and the next begins, in words that have few full stops or none."""

from dataclasses import dataclass, replace

from content.coach import StatementGrammar
from skill.flows.istatement.framing import Framing
from skill.flows.istatement.patterns import PAUSE, Patterns
from skill.flows.istatement.starts import Starts
from skill.flows.istatement.verbs import Verbs

MOST_NAME = 6
"""Words before the verb of a clause that is about neither of the two."""

MOST_BEFORE = 6
"""Words of where or when ahead of a clause, unless they are a clause themselves."""


_PLURAL = "s"

_LIST = 4
"""Words within which two things are named alike."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One clause with the words that hang on it."""

    words: list[str]
    join: str
    """The word that joined it to the one before."""


@dataclass(frozen=True, slots=True)
class _Bound:
    end: int
    start: int
    join: str = ""
    paused: bool = False


class Pieces:
    """Cuts a text into clauses."""

    def __init__(
        self, grammar: StatementGrammar, patterns: Patterns, verbs: Verbs, framing: Framing
    ) -> None:
        retelling = grammar.retelling
        self._verbs = verbs
        self._framing = framing
        self._starts = Starts(grammar, verbs)
        self._asked = retelling.asked
        self.subjects = frozenset(retelling.subjects)
        self._joins = frozenset(retelling.joins)
        self._ending = self._joins - frozenset(retelling.may_end)
        self._in_order = frozenset(retelling.in_order)
        self._relatives = frozenset(retelling.relatives)
        self._doubts = frozenset(retelling.doubts)
        self._both = retelling.joins[0]
        self._between = frozenset(retelling.between)
        self._places = patterns.anywhere(retelling.places)
        self._adverbs = frozenset(
            (
                *grammar.adverbs,
                *grammar.clause_adverbs,
                *retelling.between,
                *retelling.plurals,
            )
        )
        self._no_verbs = frozenset((*retelling.no_verbs, *retelling.joins))
        self._never_verbs = self._no_verbs.union((PAUSE, *retelling.by_verbs))
        self._after_verb = self._no_verbs.union(
            grammar.particles, grammar.adverbs, retelling.stops.between
        )
        self._when = patterns.anywhere(retelling.whens)
        self._when_ends = patterns.anywhere(retelling.whens, ahead="$")
        self._asks = frozenset(retelling.asks)
        self._auxiliaries = frozenset(retelling.auxiliaries)
        self._determiners = frozenset(grammar.determiners)
        self._imperatives = frozenset((*retelling.imperatives, *grammar.clause_ends))
        self._numbers = frozenset(retelling.numbers)
        self._inside = frozenset(retelling.inside)
        self._ends = frozenset(retelling.ends)
        self._degrees = frozenset(retelling.degrees)
        self._quotes = frozenset(retelling.quotes)
        self._impersonal = frozenset(grammar.third_subjects)
        self._contrast = frozenset(retelling.contrast)
        self._negatives = frozenset(grammar.negatives)
        self._purpose = patterns.whole(retelling.no_split)
        self._loose = frozenset(retelling.loose)
        self._particles = frozenset(grammar.particles)
        self._no_asks = frozenset((*retelling.no_asks, *retelling.auxiliaries))

    def read(self, text: str) -> list[Piece]:
        """The clauses of a text, without those that carry nothing; none where one is not read."""
        pieces: list[Piece] = []
        waiting: list[str] = []
        join, dropped = "", False
        for cut, bound in self._cut(text):
            words = cut
            clause = self._is_clause(words)
            if self._framing.is_dropped(" ".join(words)):
                dropped = True
                continue
            opens = self._is_when(words) and self.main(words) is None
            if not clause and not opens and dropped:
                continue
            if not clause and not opens and pieces and not waiting:
                if set(words) <= set(pieces[-1].words):
                    continue
                unsaid = bound.join in self._contrast and words[0] in self._determiners
                if unsaid or self._is_lost(words):
                    return []
                joined = [bound.join] if bound.join in self._contrast else []
                pieces[-1] = Piece([*pieces[-1].words, PAUSE, *joined, *words], pieces[-1].join)
            elif opens or not clause:
                if set(words) <= set(waiting):
                    continue
                if not waiting:
                    join = bound.join
                waiting += [PAUSE, *words] if waiting else words
            else:
                if bound.join and waiting[:1] and waiting[0] in self._numbers:
                    waiting = []  # "ten years married and ..." only sets the scene
                if bound.join and pieces and self._is_when(waiting):
                    # "she laughed, when i said it, and i know ...": it belongs to what was before
                    pieces[-1] = Piece([*pieces[-1].words, *waiting], pieces[-1].join)
                    waiting = []
                between = [PAUSE] if waiting and bound.paused else []
                framed = self._framing.framed(" ".join([*waiting, *between, *words])).split()
                dropped = self._framing.is_dropped(" ".join(framed))
                if framed and not dropped:
                    pieces.append(Piece(framed, join if waiting else bound.join))
                waiting = []
        if waiting:
            if pieces:
                pieces[-1] = Piece([*pieces[-1].words, PAUSE, *waiting], pieces[-1].join)
            else:
                pieces.append(Piece(waiting, ""))
        return [part for piece in pieces for part in self._again(piece)]

    def _again(self, piece: Piece) -> list[Piece]:
        """A piece, cut once more where a frame was put as two clauses."""
        made = list(self._cut(" ".join(piece.words)))
        if len(made) < 2 or not all(self._is_clause(words) for words, _ in made):
            return [piece]
        if self._is_when(made[0][0]) and self.main(made[0][0]) is None:
            return [piece]
        return [
            Piece(words, bound.join if n else piece.join) for n, (words, bound) in enumerate(made)
        ]

    def _is_lost(self, words: list[str]) -> bool:
        """Whether words after a pause are a sentence that was not understood."""
        return len(words) > 1 and self._verbs.is_plain(words[0]) and words[0] not in self._no_asks

    # -- cutting -----------------------------------------------------------------------------------

    def _cut(self, text: str) -> list[tuple[list[str], _Bound]]:
        words = text.split()
        cut: list[tuple[list[str], _Bound]] = []
        last = _Bound(0, 0)
        for bound in [*self._bounds(words), _Bound(len(words), len(words))]:
            piece = self._without_joins(words[last.start : bound.end])
            if piece:
                both = f"{last.join} {words[last.start]}"
                first = replace(last, join=both) if both in self._in_order else last
                cut.append((piece, first))
                last = bound
            else:
                last = _Bound(
                    bound.end, bound.start, bound.join or last.join, bound.paused or last.paused
                )
        return cut

    def _without_joins(self, words: list[str]) -> list[str]:
        while words and words[0] in self._joins:
            words = words[1:]
        while words and words[-1] in self._ending:
            words = words[:-1]
        return words

    def _bounds(self, words: list[str]) -> list[_Bound]:
        bare = [n for n, word in enumerate(words) if word != PAUSE]
        run_on = {bare[at] for at in self._starts.find([words[n] for n in bare])}
        bounds: list[_Bound] = []
        for at, word in enumerate(words):
            start = bounds[-1].start if bounds else 0
            if word == PAUSE:
                join = words[at + 1] if at + 1 < len(words) and words[at + 1] in self._joins else ""
                bounds.append(_Bound(at, at + 1, join, paused=True))
            elif at > start and word in self._joins and self._opens_at(words, at + 1, word):
                if not self._is_more(words, start, at):
                    bounds.append(_Bound(at, at + 1, word))
            elif at in run_on and at > start and self._runs_on(words, start, at):
                bounds.append(_Bound(at, at))
        return bounds

    def _runs_on(self, words: list[str], start: int, at: int) -> bool:
        """Whether a clause that nothing joins is one of its own."""
        before = words[start:at]
        if self._when_ends.search(" ".join(before)) or words[at - 1] in self._auxiliaries:
            return False
        if self._is_before(self._without_joins(before)) and self.main(before) is None:
            return False
        if words[at - 2] in self._degrees:
            return False
        if all(word in self._between | self._joins for word in words[start:at]):
            return False
        end = next((n for n in range(at, len(words)) if words[n] == PAUSE), len(words))
        return words[end - 1] not in self._ends or words[at - 1] in self._between

    def _opens_at(self, words: list[str], at: int, join: str) -> bool:
        """Whether a clause, with words of when or where before it, starts after a join."""
        if self._purpose.fullmatch(" ".join([join, *words[at:]])):
            return False
        if join in self._degrees and words[at - 2] in self._auxiliaries:
            return "".join(words[at : at + 1]) in self.subjects  # else: "it is so empty"
        while at < len(words) and words[at] in self._between:
            at += 1
        if at >= len(words) - 1:
            return False
        if self._is_when(words[at:]):
            return self.main(words[at:]) is not None
        rest = " ".join(words[at:])
        if join not in self._contrast and self._goes_on(words, at):
            return False
        if self._framing.is_framed(rest) or self._framing.is_dropped(rest):
            return True
        if self._clause_at(words, at) or (join in self._contrast and self._asks_at(words, at)):
            return True
        return self._is_place(words[at:]) and any(
            self._clause_at(words, n) for n in range(at + 1, min(at + MOST_BEFORE, len(words)))
        )

    def _is_more(self, words: list[str], start: int, at: int) -> bool:
        """Whether a thing is told of further: "an hour where we lie there and we do not talk"."""
        if words[at] in self._contrast and not self._doubts.isdisjoint(words[start:at]):
            return words[at + 1] not in self.subjects
        about = (n for n in range(start, at - 1) if words[n] in self._relatives)
        return words[at] == self._both and any(words[n + 1] == words[at + 1] for n in about)

    def _goes_on(self, words: list[str], at: int) -> bool:
        """Whether what is not done stands here, with the subject of before: "and do not ask"."""
        helped = words[at] in self._auxiliaries and words[at + 1] in self._negatives
        return helped or words[at] in self._negatives

    def _is_when(self, words: list[str]) -> bool:
        return self._when.match(" ".join(words)) is not None

    def _is_place(self, words: list[str]) -> bool:
        return self._places.match(" ".join(words)) is not None

    def _is_before(self, words: list[str]) -> bool:
        """Whether words say no more than when or where something is."""
        words = [word for word in words if word != PAUSE]
        while words and words[0] in self._between and not self._is_place(words):
            words = words[1:]
        if not words or self._is_when(words):
            return True
        if not self._is_place(words):
            return False
        when = next((n for n in range(1, len(words)) if self._is_when(words[n:])), len(words))
        return when <= MOST_BEFORE

    # -- clauses -----------------------------------------------------------------------------------

    def main(self, words: list[str]) -> int | None:
        """Where the main clause starts, after words of when or where; None when there is none."""
        if self._clause_at(words, 0):
            return 0
        starts = [
            at
            for at in range(1, len(words) - 1)
            if self._clause_at(words, at) and not self._is_awaited(words, at)
        ]
        if self._is_when(words):
            found = self._when.match(" ".join(words))
            own = len(found.group().split()) if found else 1
            least = own + 2 if self._clause_at(words, own) else own + 1
            starts = [at for at in starts if at >= least]
        for at in starts:
            loose = words[at - 1] in self._loose and self._is_before(words[: at - 1])
            if self._when_ends.search(" ".join(words[:at])) and not (loose and at > 1):
                continue
            if self._is_before(words[:at]):
                return at
        return None

    def _is_awaited(self, words: list[str], at: int) -> bool:
        """Whether the clause that starts here is what somebody says or thinks."""
        quoted = set(words[max(0, at - 2) : at]) & self._quotes
        return self._starts.awaited(words, at) or (words[at] in self._impersonal and bool(quoted))

    def asked(self, words: list[str]) -> str:
        """A request that begins with its verb, as a wish; empty when it is none."""
        at = 0
        if self._is_when(words) or self._is_place(words):
            pauses = (n + 1 for n, word in enumerate(words[:-1]) if word == PAUSE)
            at = next((n for n in pauses if self._asks_at(words, n)), -1)
        if at < 0 or not self._asks_at(words, at):
            return ""
        said = self._asked.format(said=" ".join(words[at:]))
        return f"{' '.join(words[:at])} {said}".strip()

    def _asks_at(self, words: list[str], at: int) -> bool:
        return (
            at + 1 < len(words)
            and self._verbs.is_plain(words[at])
            and words[at] not in self._no_asks
            and words[at + 1] in self._imperatives
        )

    def _is_clause(self, words: list[str]) -> bool:
        if self._framing.is_framed(" ".join(words)) or self._framing.feeling(" ".join(words)):
            return True
        return self.main(words) is not None or bool(self.asked(words))

    def _clause_at(self, words: list[str], at: int) -> bool:
        """Whether a subject and its verb stand here."""
        if at >= len(words):
            return False
        if words[at] in self.subjects:
            return self._verb_at(words, at + 1)
        if words[at] not in self._determiners:
            return False
        for n in range(at + 2, min(at + MOST_NAME, len(words))):
            before = words[n - 1]
            inside = before in self._inside or (
                before in self._determiners and words[n - 2] in self._inside
            )
            if before == PAUSE or (before in self._no_verbs and not inside):
                return False
            if words[n] in self._auxiliaries:
                return True
            past = self._verbs.is_past(words[n]) and not self._verbs.is_plain(words[n])
            many = before.endswith(_PLURAL) and self._verbs.is_plain(words[n])
            many = many and not (words[n] in self._particles and self._is_listed(words, at))
            if self._verbs.is_third(words[n]) or past or many:
                return n + 1 == len(words) or words[n + 1] in self._after_verb
        return False

    def _is_listed(self, words: list[str], at: int) -> bool:
        """Whether it is the second of two things: "my glasses and my hearing aids back"."""
        before = words[max(0, at - _LIST) : at]
        return before[-1:] == [self._both] and words[at] in before

    def _is_like(self, words: list[str], at: int) -> bool:
        """Whether a word that may be an adverb is the verb: "i like the lamp"."""
        after = "".join(words[at + 1 : at + 2])
        return self._verbs.knows(words[at]) and (
            after in self._no_verbs or self._verbs.is_gerund(after)
        )

    def _verb_at(self, words: list[str], at: int) -> bool:
        while at < len(words) and words[at] in self._adverbs and not self._is_like(words, at):
            at += 1
        if at >= len(words):
            return False
        word = words[at]
        if word in self._auxiliaries:
            return True
        if word in self._never_verbs or self._is_when(words[at : at + 3]):
            return False
        if self._verbs.knows(word):
            return not self._verbs.is_gerund(word)
        # A word that we do not know is a verb by its form, or by what follows it.
        following = "".join(words[at + 1 : at + 2])
        follows = self._after_verb | self._adverbs
        return following in follows and following not in self.subjects
