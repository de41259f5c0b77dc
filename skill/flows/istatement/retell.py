"""The clauses of a statement said again, word for word, in the first person and without blame.

What happens is told as what is hard, what is so with oneself stays as it was said, and a wish that
was told ends it. Nothing is put in other words, so nothing is lost.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from content.coach import Frames, StatementGrammar
from skill.flows.istatement.composed import Composed
from skill.flows.istatement.patterns import PAUSE, Patterns
from skill.flows.istatement.telling import Told
from skill.flows.istatement.verbs import Verbs
from skill.flows.istatement.wishing import Wishing
from skill.wording import pick, sentence

MOST_WORDS = 25
"""Words of one sentence: the words are somebody's own, with a short frame around them."""

LONG = 18
"""Words of what is done that are a sentence of their own."""

MOST_SENTENCES = 5

LEAST_WORDS = 2
"""Words of one sentence, which is else no more than a start."""

_SENTENCE = re.compile(r"(?<=[.])\s+")
_TWICE = re.compile(rf"\b([\w']+(?: [\w']+)+) {PAUSE} \1\b")
_BEFORE_PAUSE = re.compile(rf" (?={PAUSE})")


class Retell:
    """Says clauses again."""

    def __init__(
        self, grammar: StatementGrammar, frames: Frames, patterns: Patterns, verbs: Verbs
    ) -> None:
        self._grammar = grammar
        self._verbs = verbs
        self._frames = frames
        self._wishing = Wishing(grammar, frames, patterns, verbs)
        self._contrast = frozenset(grammar.retelling.contrast)
        self._in_order = frozenset(grammar.retelling.in_order)
        self._both = grammar.retelling.joins[0]
        self._either = frozenset(grammar.retelling.either)
        self._times = frozenset(grammar.after_words)
        self._whens = patterns.anywhere(grammar.retelling.whens, ahead=r"(?=\S)")
        self._states = patterns.whole(grammar.retelling.states)
        self._drop = patterns.anywhere(grammar.retelling.unsaid)
        self._say = re.compile("|".join(rf"\b{re.escape(word)}\b" for word in grammar.say))
        self._beside_it = frozenset(grammar.retelling.beside_it)
        self._takes_up = frozenset(grammar.retelling.takes_up)
        self._takes_up_last = frozenset(grammar.retelling.takes_up_last)
        self._persons = frozenset(grammar.retelling.persons)
        ends, joins = "|".join(grammar.retelling.at_end), "|".join(grammar.retelling.joins)
        stays = "".join(rf"(?<!\b{word} )" for word in grammar.retelling.not_at_end)
        self._ends = re.compile(rf"{stays}\b(?:{ends})(?=$|{PAUSE}| (?:{joins}) )")
        self._names = frozenset(grammar.retelling.names)
        self._blame = patterns.anywhere(grammar.retelling.blame)
        self._subjects = frozenset((grammar.first, grammar.you, grammar.together))
        self._thirds = frozenset(grammar.retelling.thirds_alone)
        self._others = frozenset((*grammar.retelling.others, *self._names))
        self._broken = re.compile("|".join(grammar.retelling.broken))

    def say(self, told: tuple[Told, ...], way: int) -> Composed | None:
        """The clauses as sentences; None when they make none that a person would say."""
        if not told or self._recalls(told):
            return None
        if all(one.kind == "own" and one.words.split()[0] == self._grammar.you for one in told):
            return None  # nothing but praise: what is meant by it was not said
        if not any(
            set(f"{one.before} {one.words}".split()) & self._persons or one.kind == "feeling"
            for one in told
        ):
            return None
        sentences = [
            self._polished(part)
            for said in self._sentences(told, way)
            for part in _SENTENCE.split(said)
        ]
        statement = " ".join(sentences)
        bare = re.sub(r"[^\w' ]", "", statement.lower())
        if len(sentences) > MOST_SENTENCES or self._blame.search(bare):
            return None
        if set(bare.split()) & self._thirds and not set(bare.split()) & self._others:
            return None  # it would be the partner, to whom this is said
        for part in sentences:
            words = len(part.split())
            if not LEAST_WORDS <= words <= MOST_WORDS or self._broken.search(part):
                return None
        return Composed(statement, pick(self._frames.request, way))

    @staticmethod
    def _recalls(told: tuple[Told, ...]) -> bool:
        """Whether a wish comes first and then what was: it may be what is wished back."""
        wish = next((n for n, one in enumerate(told) if one.kind == "wish"), len(told))
        return any(one.kind == "done" and one.past and not one.join for one in told[wish:])

    # -- sentences ---------------------------------------------------------------------------------

    def _sentences(self, told: tuple[Told, ...], way: int) -> Iterator[str]:
        wishes = [one for one in told if one.kind == "wish"]
        if len(told) == 2 and told[0].kind == "wish" and told[1].by_it and not told[1].past:
            said, felt = self._whole(told[0]), self._felt(told[1:])
            yield pick(self._frames.wish_as_felt, way).format(wish=said, feeling=felt)
            return
        if self._is_taken_up(told):
            yield self._whole(told[0])
        for one in told:
            if one.kind == "kind":
                shape = self._frames.loved if one.past else self._frames.love
                place = f" {one.before}" if one.before else ""
                yield pick(shape, way).format(phrase=f"{one.words}{place}")
        feelings = [one for one in told if one.kind == "feeling"]
        rest = [one for one in told if one.kind in ("own", "done")]
        at = [n for n, one in enumerate(rest) if one.kind == "done"]
        if not at:
            in_order = [one for one in told if one.kind in ("own", "feeling")]
            yield from self._of_oneself(in_order, way)
        else:
            first, done, then = rest[: at[0]], rest[at[0] : at[-1] + 1], rest[at[-1] + 1 :]
            yield from self._of_oneself(first, way)
            yield from self._seen(done, then, feelings, way, first)
        last = rest[at[0] :] if at else rest
        promised = len(last) == 1 and self._wishing.is_promise(last[0])
        if wishes:
            at_end = wishes[1:] if self._is_taken_up(told) else wishes
            yield from (self._whole(one) for one in at_end)
        elif not promised or feelings:
            yield self._wishing.wish(told, way, over=self._over(told))

    def _is_taken_up(self, told: Sequence[Told]) -> bool:
        """Whether a wish comes first, and what follows is about it: "and nobody gives me one"."""
        after = {word for one in told[1:] for word in one.words.split()}
        last = {one.words.split()[-1] for one in told[1:]}
        about = not after.isdisjoint(self._takes_up) or self._wishing.is_liked(told[0].words)
        about = about or not last.isdisjoint(self._takes_up_last)
        return told[0].kind == "wish" and about

    def _of_oneself(self, told: Sequence[Told], way: int) -> Iterator[str]:
        """Sentences about oneself; short ones are one."""
        said: list[str] = []
        for feeling, some in groupby(told, lambda one: one.kind == "feeling"):
            clauses = list(some)
            if feeling:
                past = any(one.past for one in clauses)
                shape = self._frames.feeling_past if past else self._frames.feeling
                said.append(pick(shape, way).format(feeling=self._felt(clauses), time=""))
                continue
            if said and clauses[0].join in self._contrast:
                joined = f"{said[-1].rstrip('.')} {PAUSE} {clauses[0].join}"
                said[-1] = f"{joined} {self._whole(clauses[0])}"
                clauses = clauses[1:]
            whole = self._joined(clauses) if clauses else ""
            together = len(clauses) == 1 or len(whole.split()) <= MOST_WORDS // 2
            said += [whole] if whole and together else [self._whole(one) for one in clauses]
        return iter(said)

    def _seen(
        self,
        done: list[Told],
        then: list[Told],
        feelings: list[Told],
        way: int,
        first: Sequence[Told],
    ) -> Iterator[str]:
        """What is done, how that is, and what is then so with oneself; `first` was told before."""
        said, simple = self._joined(done), self._simple(done)
        long = len(said.split()) > LONG
        past = self._was(done, (*first, *then, *feelings))
        if self._wishing.is_promise(done[0]):
            if len(done) == 1 and not then and not feelings:
                yield pick(self._frames.promised, way).format(phrase=said)
            else:  # it is hard that it was not kept, not that it was given
                shape = self._frames.so_felt if feelings else self._frames.so_was_hard
                alone = len(done) == 1 and not feelings
                shapes_said = pick(shape, way).format(phrase=said, feeling=self._felt(feelings))
                yield f"{said}." if alone else shapes_said
                yield from self._of_oneself(then, way)
            return
        if feelings:
            shapes = (
                (self._frames.so_feeling, self._frames.that_feeling, self._frames.when_feeling),
                (self._frames.so_felt, self._frames.that_felt, self._frames.when_felt),
            )
            shape = shapes[past][0 if long else 1 + simple]
            yield pick(shape, way).format(phrase=said, feeling=self._felt(feelings))
        elif simple and then and self._at_once(done, then[0]):
            yield pick(self._frames.when_own, way).format(phrase=said, own=then[0].words)
            then = then[1:]
        else:
            shapes = (
                (self._frames.so_is_hard, self._frames.that_is_hard, self._frames.when_is_hard),
                (self._frames.so_was_hard, self._frames.that_was_hard, self._frames.when_was_hard),
            )
            yield pick(shapes[past][0 if long else 1 + simple], way).format(phrase=said)
        yield from self._of_oneself(then, way)

    def _at_once(self, done: list[Told], own: Told) -> bool:
        """Whether what is so with oneself can follow what is done in one sentence."""
        alike = own.past == done[-1].past or (self._unsure(done[-1]) and own.past)
        length = len(f"{self._joined(done)} {own.words}".split())
        if own.words.split()[-1] in self._times and done[-1].words.split()[-1] not in self._times:
            return False  # "you want to talk and i am tired after": it is the talk that is after
        joined = bool(own.join) and own.join not in self._contrast
        if not self._beside_it.isdisjoint(own.words.split()):
            return False
        return alike and joined and not (own.before or self._has_done(own)) and length < MOST_WORDS

    def _has_done(self, own: Told) -> bool:
        """Whether one tells of what one has done, which does not follow from what is done."""
        verbs = own.words.split()[1:3]
        had = self._verbs.lemma(self._grammar.retelling.had)
        return len(verbs) == 2 and self._verbs.lemma(verbs[0]) == had and self._did(verbs[1])

    def _did(self, verb: str) -> bool:
        return self._verbs.is_past(verb) and not self._verbs.is_plain(verb)

    def _was(self, done: Sequence[Told], beside: Sequence[Told]) -> bool:
        """Whether what is done is over; what is told beside it may show that."""
        if done[0].past or (any(one.past for one in done) and self._unsure(done[0])):
            return True
        return any(one.past for one in beside) and self._unsure(done[-1])

    def _over(self, told: Sequence[Told]) -> bool:
        """Whether all that is done is over."""
        done = [one for one in told if one.kind == "done"]
        beside = [one for one in told if one.kind in ("own", "feeling")]
        return bool(done) and self._was(done, beside)

    def _unsure(self, one: Told) -> bool:
        """Whether a clause may be about the past, though it does not look so: "you put it on"."""
        return bool(set(one.words.split()[1:2]) & self._either)

    def _felt(self, feelings: Sequence[Told]) -> str:
        felt = (self._at_end(one.words) for one in feelings[:2])
        return self._grammar.and_.join(dict.fromkeys(felt))

    def _simple(self, done: Sequence[Told]) -> bool:
        """Whether what is done can follow "when"."""
        return not any(
            one.before
            or one.kind == "own"
            or self._states.fullmatch(one.words)
            or self._whens.search(one.words)
            for one in done
        )

    def _joined(self, told: Sequence[Told]) -> str:
        """Clauses in a row, each joined as it was."""
        text = self._whole(told[0])
        for n, one in enumerate(told[1:], start=1):
            join = one.join if one.join in self._contrast | self._in_order else self._both
            listed = len(told) > 2 and n < len(told) - 1 and join == self._both and not one.join
            comma = PAUSE if join != self._both or listed or told[n].kind == "own" else ""
            text = f"{text} {comma} {'' if listed else join} {self._whole(one)}"
        return " ".join(text.split())

    def _whole(self, one: Told) -> str:
        if not one.before:
            return one.words
        alone = self._grammar.retelling.at_end.get(one.before)
        if alone is not None:
            return f"{alone} {PAUSE} {one.words}"
        clause = self._whens.search(one.before)
        return f"{one.before} {PAUSE if clause else ''} {one.words}"

    # -- the last touch ----------------------------------------------------------------------------

    def _polished(self, text: str) -> str:
        words = _TWICE.sub(r"\1", " ".join(self._drop.sub("", text.rstrip(".")).split()))
        words = _BEFORE_PAUSE.sub("", words).strip(f"{PAUSE} ")
        words = self._at_end(words)
        words = self._say.sub(lambda found: self._grammar.say[found.group()], words)
        return sentence(" ".join(self._named(words.split()))) + "."

    def _at_end(self, words: str) -> str:
        """With a word of time as it is said at an end."""
        return self._ends.sub(lambda found: self._grammar.retelling.at_end[found.group()], words)

    def _named(self, words: list[str]) -> Iterator[str]:
        """With names written large; "you nick the duvet" has none."""
        for before, word in zip(["", *words], words, strict=False):
            verb = before.lower() in self._subjects
            yield word if verb or word not in self._names else word.capitalize()
