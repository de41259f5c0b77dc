"""The wish that ends a statement in which none was told.

The words themselves show it where they can: what is not done, done; what is known to help in place
of what is done; what eases the feeling that was told. Else that the deed is left undone, or that
another way is found.
"""

from collections.abc import Iterator, Sequence
from itertools import takewhile

from content.coach import Frames, StatementGrammar
from skill.flows.istatement.ownwish import OwnWishes
from skill.flows.istatement.patterns import PAUSE, Patterns
from skill.flows.istatement.stopping import Stopping
from skill.flows.istatement.swaps import captures
from skill.flows.istatement.telling import Told
from skill.flows.istatement.verbs import Verbs
from skill.wording import pick

MOST_WISHED = 8
"""Words of what is not done that a wish says again."""

MOST_DONE = 2
"""Things not done that one wish says again."""


class Wishing:
    """Finds a wish for clauses."""

    def __init__(
        self, grammar: StatementGrammar, frames: Frames, patterns: Patterns, verbs: Verbs
    ) -> None:
        retelling = grammar.retelling
        self._grammar = grammar
        self._verbs = verbs
        self._frames = frames
        self._adverbs = frozenset((*grammar.adverbs, *retelling.unsaid))
        ends = "|".join(rf"{word}\b" for word in retelling.instead_ends)
        self._instead = [
            (patterns.anywhere([on], ahead=rf"(?=$|{PAUSE}|{ends})"), item.say)
            for item in retelling.instead
            for on in item.on
        ]
        self._stopping = Stopping(grammar, frames, patterns, verbs)
        self._own = OwnWishes(grammar, patterns, verbs)
        self._beside = patterns.anywhere([retelling.beside_not], ahead="$")
        self._contrast = frozenset(retelling.contrast)
        self._negatives = frozenset(grammar.negatives)
        self._nobody = frozenset(retelling.nobody)
        self._dangling = frozenset(retelling.ends)
        self._whens = patterns.anywhere(retelling.whens, ahead=r"(?=\S)")
        self._says_will = patterns.whole(retelling.says_will)
        self._shared = patterns.whole(retelling.shared)
        self._good = frozenset(retelling.good)
        self._less = frozenset((*grammar.negatives, *retelling.less))
        self._promise = patterns.whole(retelling.promise)
        self._other_times = patterns.whole(retelling.other_times)
        self._no_wish = frozenset(retelling.no_wish)

    def wish(self, told: Sequence[Told], way: int, *, over: bool) -> str:
        """The wish for `told`, of which all that is done is `over`, or it goes on."""
        done = [one for one in told if one.kind == "done"]
        if not done and any(one.kind == "kind" for one in told):
            return pick(self._frames.more, way)
        if not done:
            return self._own_wish(told, way)
        if len(done) == 1 and self._is_loved(told):
            return pick(self._frames.more, way)
        after = told[told.index(done[-1]) + 1 :]
        time = f" {self._grammar.next_time}" if over else ""
        if self.is_promise(done[0]):
            return pick(self._frames.kept_to, way).format(time="")
        if (did := self._did_instead(done, after)) is not None:
            return pick(self._frames.wish, way).format(wish=did, time=time)
        more = self._wish_instead(done[-1:])
        if self._other_times.fullmatch(done[-1].words) and more is None:
            return pick(self._frames.other_times, way)
        if self._says_will.fullmatch(done[0].words) and done[1:]:
            return pick(self._frames.kept_to, way).format(time="")
        if self._shared.fullmatch(done[0].words):
            return pick(self._frames.if_we_could, way).format(time=time)
        return self._of_the_last(told, done, after, more, time, way)

    def is_promise(self, one: Told) -> bool:
        """Whether a clause says what was promised, and no more."""
        both = self._grammar.retelling.joins[0]
        more = set(one.words.split()) & {both, *self._contrast}
        return not more and self._promise.fullmatch(one.words) is not None

    def is_liked(self, words: str) -> bool:
        """Whether a wish tells what is liked."""
        return self._own.is_liked(words)

    def _of_the_last(
        self,
        told: Sequence[Told],
        done: Sequence[Told],
        after: Sequence[Told],
        more: str | None,
        time: str,
        way: int,
    ) -> str:
        """The wish by what is done last."""
        own = [one.words for one in after if one.kind == "own"]
        if done[-1].lacking and not set(done[-1].words.split()[1:5]) & self._no_wish:
            purpose = f"{PAUSE} {done[-1].purpose}" if done[-1].purpose else ""
            return pick(self._frames.if_you_did, way).format(time=time + purpose)
        if done[-1].unable:
            return pick(self._frames.if_you_could, way).format(time=time)
        if any(map(self._own.is_unknown, own)):
            wish = self._grammar.retelling.own.told
            return pick(self._frames.wish, way).format(wish=wish, time=time)
        plain = self._left_out(done[-1]) or more or self._wish_instead(done[:-1])
        if plain is not None:
            return pick(self._frames.wish, way).format(wish=plain, time=time)
        asked = self._asked(told[: told.index(done[0])])
        if asked is not None and not own:
            return pick(self._frames.to_have, way).format(wish=f"{asked}{time}")
        comfort = self._comfort(told[: told.index(done[0])])
        if comfort is not None and not own:
            return pick(self._frames.to_have, way).format(wish=comfort)
        if not any(one.lacking for one in done):
            stop = self._stopping.wish(done[-1].words, " ".join(own), time, way)
            if stop is not None:
                return stop
        return pick(self._frames.otherwise, way).format(time=time)

    def _comfort(self, before: Sequence[Told]) -> str | None:
        """What eases how one is when it is over, told ahead of what is done then."""
        felt = (self._own.down(one.words) for one in before)
        return next((self._own.comfort(feeling) for feeling in felt if feeling), None)

    def _asked(self, before: Sequence[Told]) -> str | None:
        """The thing one asked for, where something else was done."""
        things = (self._own.asked(one.words) for one in before)
        return next((thing for thing in things if thing), None)

    def _left_out(self, one: Told) -> str | None:
        """What was not done for one beside what was done: "you ate it and did not save me any"."""
        found = None if one.lacking else self._beside.search(one.words)
        if found is None or self._grammar.first_object not in found["x"].split():
            return None
        lacking = f"{self._grammar.you} {self._grammar.negatives[0]} {found['x']}"
        phrase = self._phrase(Told("done", lacking))
        return f"{self._grammar.you} {phrase}" if phrase else None

    def _is_loved(self, told: Sequence[Told]) -> bool:
        """Whether what is done gives a good feeling, and nothing else is told."""
        felt = [one for one in told if one.kind == "feeling"]
        lacks = any(one.lacking or one.join in self._contrast for one in told)
        words = {word for one in felt for word in one.words.split()}
        good = bool(words & self._good) and not words & self._less
        return good and not lacks and len(told) == len(felt) + 1

    def _wish_instead(self, done: Sequence[Told]) -> str | None:
        """What may be wished for in place of what is done, the last of it first."""
        for one in reversed(done):
            words = one.words.split()
            at = 1
            while at < len(words) - 1 and words[at] in self._adverbs:
                at += 1
            said = " ".join([self._verbs.lemma(words[at]), *words[at + 1 :]])
            if words[0] != self._grammar.you or one.lacking:
                continue
            for pattern, wish in self._instead:
                found = pattern.match(" ".join(words[1:])) or pattern.match(said)
                if found is not None:
                    return wish.format_map(captures(found))
        return None

    def _own_wish(self, told: Sequence[Told], way: int) -> str:
        """What may be wished for where nothing but oneself was told of."""
        for one in reversed([one for one in told if one.kind == "own"]):
            wish, cause = self._own.wish(one.words), self._own.cause(one.words)
            if wish is not None:
                return pick(self._frames.to_have, way).format(wish=wish)
            if cause is None:
                continue
            words = set(one.words.split())
            ended = self._own.is_ended(one.words)
            if words & self._good and not words & self._less and not ended:
                return pick(self._frames.more, way)
            time = f" {self._grammar.next_time}" if one.past else ""
            instead = self._wish_instead([Told("done", cause)])
            if instead is not None:
                return pick(self._frames.wish, way).format(wish=instead, time=time)
            stop = self._stopping.wish(cause, "", time, way)
            if stop is not None:
                return stop
            if ended:
                return pick(self._frames.otherwise, way).format(time=time)
        feelings = (one for one in told if one.kind == "feeling" or self._own.feels(one.words))
        felt = (self._own.comfort(self._whens.split(one.words)[0]) for one in feelings)
        comfort = next((wish for wish in felt if wish is not None), None)
        if comfort is not None:
            return pick(self._frames.to_have, way).format(wish=comfort)
        return pick(self._frames.comfort, way)

    # -- what is not done --------------------------------------------------------------------------

    def _did_instead(self, done: Sequence[Told], after: Sequence[Told]) -> str | None:
        """What was told first as not done, as done; None where "if you did" is plain enough."""
        first = done[0]
        beside = [*done[1:], *(one for one in after if one.kind == "own")]
        if not first.lacking or first.purpose or all(one.lacking for one in beside):
            return None
        phrases = list(self._phrases(list(takewhile(lambda one: one.lacking, done))))
        said = self._grammar.and_.join(phrases[:MOST_DONE])
        return f"{self._grammar.you} {said}" if phrases else None

    def _phrases(self, lacking: Sequence[Told]) -> Iterator[str]:
        """What is not done, said as done, as far as each of it can be."""
        for one in lacking:
            phrase = self._phrase(one)
            if phrase is None:
                return
            yield phrase

    def _phrase(self, lacking: Told) -> str | None:
        words = lacking.words.split()
        at = next((n for n, word in enumerate(words) if word in self._negatives), 0)
        rest = " ".join(words[at + 1 :])
        when = self._whens.search(rest)
        told = rest[: when.start()].strip() if when else rest
        phrase = self._verbs.read(told, reduced=False)
        if phrase is None or len(phrase.parts) > 1:
            return None
        if words[0] != self._grammar.you and (words[0] not in self._nobody or lacking.past):
            return None
        again = set(told.split()) & {self._grammar.you, PAUSE, *self._grammar.next_time.split()}
        if phrase.lemma in self._no_wish or again or len(told.split()) > MOST_WISHED:
            return None
        if told.split()[-1] in self._dangling:
            return None
        said = self._verbs.said(phrase, "past").split()
        return " ".join(self._grammar.wanted_words.get(word, word) for word in said)
