"""A statement as the clauses it is told in, each with who it is about.

A shallow reading that holds for any well-formed clause: a subject, a verb after it, and whatever
follows, word for word. What is asked for in many ways ("would it kill you to ...") is put in one.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal, TypeAlias

from content.coach import StatementGrammar
from skill.flows.istatement.framing import Framing
from skill.flows.istatement.patterns import PAUSE, Patterns
from skill.flows.istatement.pieces import Pieces
from skill.flows.istatement.swaps import captures
from skill.flows.istatement.verbs import Verbs

MOST_SUBJECT = 5
"""Words within which the verb of a noun is looked for."""

Kind: TypeAlias = Literal["done", "kind", "own", "wish", "feeling"]
"""What the other does or what happens; the same, where it is good; what is so with oneself; what
one would like; a feeling."""


@dataclass(frozen=True, slots=True)
class Told:
    """One clause."""

    kind: Kind
    words: str
    before: str = ""
    """Words that tell when or where, ahead of it."""
    join: str = ""
    """The word that joined it to the clause before."""
    past: bool = False
    lacking: bool = False
    """Whether it tells of something that is not done."""
    unable: bool = False
    """Whether it tells of something that cannot be done, as it is said."""
    purpose: str = ""
    """What it would be for, where it is not done."""
    by_it: bool = False
    """Whether a feeling is told as what something makes one feel."""


class Telling:
    """Reads clauses."""

    def __init__(
        self, grammar: StatementGrammar, patterns: Patterns, verbs: Verbs, framing: Framing
    ) -> None:
        retelling = grammar.retelling
        self._verbs = verbs
        self._retelling = retelling
        self._you, self._first = grammar.you, grammar.first
        self._together = grammar.together
        self._framing = framing
        self._pieces = Pieces(grammar, patterns, verbs, framing)
        self._adverbs = frozenset(
            (
                *grammar.adverbs,
                *grammar.clause_adverbs,
                *retelling.between,
                *retelling.plurals,
            )
        )
        self._past = frozenset(retelling.past)
        self._past_not = frozenset(retelling.past_not)
        self._not = list(grammar.negatives[:1])
        self._never_past = [[word] for word in retelling.never_past]
        self._either = frozenset(retelling.either)
        self._determiners = frozenset(grammar.determiners)
        self._good = frozenset(retelling.good)
        self._down = patterns.whole(retelling.own.down)
        self._did = retelling.did
        self._had_ = retelling.had
        self._negatives = frozenset(grammar.negatives)
        self._auxiliaries = frozenset(retelling.auxiliaries)
        self._in_no_name = self._auxiliaries.union(
            retelling.thirds, grammar.negatives, retelling.unsaid
        )
        self._mine = frozenset(retelling.mine)
        self._persons = frozenset(retelling.persons)
        self._unblamed = [patterns.whole(on) for on in retelling.unblamed]
        self._neutral = [patterns.whole(on) for on in retelling.neutral]
        self._permitted = patterns.whole(retelling.permitted)
        self._praised = patterns.whole(retelling.praised)
        self._blamed = patterns.anywhere(retelling.blamed)
        self._main_verbs = frozenset(grammar.empty_verbs)
        self._kind_done = patterns.whole(retelling.kind)
        self._purpose = patterns.anywhere([retelling.no_split])
        self._unsaid = patterns.anywhere(retelling.unsaid)
        self._unkind = patterns.anywhere(retelling.unkind)
        self._impersonal = frozenset(grammar.third_subjects)
        self._wishes = patterns.anywhere(retelling.wishes)
        self._often = patterns.whole(retelling.often.on[0])
        self._how_often = retelling.often.say
        self._always = [patterns.whole(on) for on in retelling.each_time.on]
        self._each = retelling.each_time.say
        self._other_times = patterns.anywhere((*retelling.whens, PAUSE))
        self._lacking = patterns.whole(retelling.lacking)
        self._unable = patterns.whole(retelling.unable)

    def read(self, text: str) -> tuple[Told, ...] | None:
        """The clauses of `text`, which speaks to the partner; None when one is not understood."""
        told: list[Told] = []
        pieces = self._pieces.read(self._framing.framed(self._had(text)))
        for n, piece in enumerate(pieces):
            one = self._told(piece.words, piece.join, told_before=bool(told))
            if one is None:
                return None
            if one.kind == "feeling" and any(later.join for later in pieces[n + 1 : n + 2]):
                one = self._unspoilt(one, piece.words)
            if told and told[-1].kind == "wish" and one.join and self._may(one):
                said = f"{told[-1].words} {PAUSE} {one.join} {one.before} {one.words}"
                told[-1] = replace(told[-1], words=" ".join(said.split()))
                continue
            goes_on = one.kind in ("own", "done") and one.words.split()[0] in self._impersonal
            if goes_on and told and told[-1].kind == "wish":
                # What "it" is to be like belongs to the wish, or is told beside it.
                if one.join == self._retelling.joins[0] and not self._is_over(one, told[-1].words):
                    both = f"{told[-1].words} {one.join} {one.words}"
                    told[-1] = replace(told[-1], words=both)
                    continue
                one = replace(one, kind="own")
            nobody = not set(one.words.split()) & self._persons
            nobody = nobody and not self._is_unblamed(one.words)
            if nobody and one.kind == "own" and one.join and told and told[-1].kind == "done":
                one = replace(one, kind="done")
            if told and told[-1].kind == "done" and self._praised.fullmatch(one.words):
                told[-1] = replace(told[-1], kind="own")
            if told and told[-1].kind == "kind" and self._is_of_it(one):
                told[-1] = replace(told[-1], kind="done")  # "you hugged me and it felt forced"
            against = one.kind == "own" and one.join in self._retelling.contrast
            if against and told and told[-1].kind == "kind":  # it is not loved as it is
                told[-1] = replace(told[-1], kind="own")
            if told and one.kind == "done" and not one.join and self._sets_scene(one):
                one = replace(one, kind="own")
            told.append(one)
        if self._only_praises(told):
            return None
        return tuple(self._once(told))

    def _only_praises(self, told: list[Told]) -> bool:
        """Whether it ends in praise of what the other does: it may mean the opposite."""
        ends = bool(told[1:]) and self._praised.fullmatch(told[-1].words) is not None
        return ends and told[-2].words.split()[0] == self._you

    def _may(self, one: Told) -> bool:
        """Whether the other is told what they are free to do then, or what is so otherwise."""
        otherwise = one.join == self._retelling.otherwise and one.kind == "own"
        return otherwise or self._permitted.fullmatch(one.words) is not None

    def _is_of_it(self, one: Told) -> bool:
        """Whether one tells how something was, and not that it was good."""
        words = one.words.split()
        of_it = one.kind == "own" and words[0] in self._impersonal
        return of_it and not self._praised.fullmatch(one.words) and self._good.isdisjoint(words)

    def _is_over(self, one: Told, wish: str) -> bool:
        """Whether something was or has been, beside a wish for what could be."""
        has = self._verbs.lemma(one.words.split()[1]) == self._verbs.lemma(self._had_)
        could = wish.startswith(self._retelling.asked.partition("{")[0])
        return could and (one.past or has)

    def _sets_scene(self, one: Told) -> bool:
        """Whether one only adds what was being done together: "we were talking about soup"."""
        words = one.words.split()
        doing = [word for word in words[1:4] if self._verbs.is_gerund(word)]
        return words[0] == self._together and one.past and bool(doing) and words[1] in self._past

    def _once(self, told: list[Told]) -> Iterator[Told]:
        """Without what was begun and then said in full, or said twice."""
        said = [
            " ".join(self._verbs.lemma(word) for word in self._unsaid.sub("", one.words).split())
            for one in told
        ]
        for n, one in enumerate(told):
            later = (m for m in range(n + 1, len(told)) if told[m].kind == one.kind)
            fuller = any(
                f"{said[m]} ".startswith(f"{said[n]} ") and not (one.before and not told[m].before)
                for m in later
            )
            twice = any(
                told[m].kind == one.kind and told[m].before and said[m] == said[n] for m in range(n)
            )
            if not fuller and not twice:
                yield one

    def _unspoilt(self, one: Told, words: list[str]) -> Told:
        """A feeling as a thing told, where what comes after it did not cause it.

        It spoilt a good one, and a low one that comes afterwards was there without it.
        """
        down = self._down.fullmatch(" ".join(words))
        good = bool(set(one.words.split()) & self._good)
        told = words[0] == self._first or (good and words[0] == self._you)
        if not told or not (down or good):
            return one
        return replace(one, kind="own", words=" ".join(words))

    def _had(self, text: str) -> str:
        """With "had" for "would" before a participle: "you'd left" is written alike."""
        words = text.split()
        for at, word in enumerate(words[:-1]):
            after = at + 1
            while after < len(words) - 1 and words[after] in self._adverbs | self._negatives:
                after += 1
            form = words[after]
            past = self._verbs.is_past(form) or self._verbs.looks_past(form)
            participle = past and not self._verbs.is_plain(form)
            owned = words[at + 1] in self._determiners - self._adverbs
            had = participle or form in self._past or owned
            if word == self._retelling.would and had:
                words[at] = self._retelling.had
        return " ".join(words)

    # -- one clause --------------------------------------------------------------------------------

    def _told(self, words: list[str], join: str, *, told_before: bool) -> Told | None:
        feeling = self._framing.feeling(" ".join(words))
        if feeling is not None:
            by_it = words[0] in self._impersonal
            return Told("feeling", feeling, join=join, past=self._is_past(words), by_it=by_it)
        at = self._pieces.main(words)
        often = self._often.fullmatch(" ".join(words)) if at is None and not told_before else None
        if often is not None:
            words = self._how_often.format_map(captures(often)).split()
            at = self._pieces.main(words)
        if at is None:
            asked = self._pieces.asked(words)
            named = words[0] in self._retelling.wants and self._in_no_name.isdisjoint(words)
            if not asked and named and not told_before:
                asked = self._retelling.wanted.format(said=" ".join(words))
            return Told("wish", asked, join=join) if asked else None
        before, main = words[:at], words[at:]
        main = self._each_time(self._softened(main))
        clause = " ".join(main)
        one = Told(
            self._kind(main, clause, " ".join(before)),
            clause,
            " ".join(before).strip(f" {PAUSE}"),
            join,
            self._is_past(main),
        )
        if one.kind != "done":
            return one
        if self._kind_done.fullmatch(clause) and not self._unkind.search(clause):
            return replace(one, kind="kind")
        lacking, unable = self._lacking.fullmatch(clause), self._unable.fullmatch(clause)
        if lacking is not None and main[0] != self._you and one.past:
            lacking = None  # what nobody did cannot be asked for any more
        purpose = self._purpose.search(clause)
        if lacking is not None and purpose is not None:
            one = replace(
                one, words=clause[: purpose.start()].strip(), purpose=clause[purpose.start() :]
            )
        return replace(one, lacking=lacking is not None, unable=unable is not None)

    def _kind(self, main: list[str], clause: str, before: str) -> Kind:
        if main[0] == self._first:
            asks = self._wishes.match(clause) and not self._is_unblamed(clause)
            return "wish" if asks else "own"
        of_me = set(main[1:]) & self._mine and self._you not in main
        if main[0] in self._mine or (main[0] in self._impersonal and of_me):
            return "own"
        if before == self._retelling.to_me or not set(main) & self._persons:
            return "own"
        if self._is_unblamed(clause):
            return "own"
        return "done"

    def _is_unblamed(self, clause: str) -> bool:
        if any(on.fullmatch(clause) for on in self._neutral):
            return True
        fits = any(on.fullmatch(clause) for on in self._unblamed)
        return fits and not self._blamed.search(clause)

    def _softened(self, words: list[str]) -> list[str]:
        """Without "never", and without a "did" that only asks."""
        said: list[str] = []
        third = words[0] in self._impersonal
        not_done = self._retelling.not_done
        present = not_done["third" if third else "present"].split()
        past = not_done["past"].split()
        at = 0
        while at < len(words):
            word, following = words[at], "".join(words[at + 1 : at + 2])
            if word != self._retelling.never or not self._verbs.knows(following):
                said.append(word)
                at += 1
                continue
            if said and said[-1] in self._auxiliaries:
                said.append(present[1])
                at += 1
            elif (
                following in self._auxiliaries
                and (at + 2 == len(words) or following != self._did)
                and not self._is_main(words, at + 1)
            ):
                said += [following, present[1]]
                at += 2
            else:
                did = self._verbs.is_past(following) and not self._verbs.is_plain(following)
                said += [*(past if did else present)[:2], self._verbs.lemma(following)]
                at += 2
        verb = "".join(said[2:3])
        if said[1:2] == [self._did] and verb not in self._negatives and self._verbs.is_plain(verb):
            done = self._verbs.read(" ".join(said[2:]), reduced=False)
            if done is not None:
                return [said[0], *self._verbs.said(done, "past").split()]
        return said

    def _each_time(self, words: list[str]) -> list[str]:
        """With "always" as "every time", where one tells of oneself and of no other time."""
        clause = " ".join(words)
        found = any(on.fullmatch(clause) for on in self._always)
        if not found or self._other_times.search(clause):
            return words
        word = self._retelling.unsaid[0]
        return [*(one for one in words if one != word), *self._each.split()]

    def _is_main(self, words: list[str], at: int) -> bool:
        """Whether an auxiliary is the verb itself: "do the washing up", "have time"."""
        after = "".join(words[at + 1 : at + 2])
        goes_on = bool(after) and after != PAUSE and after not in self._retelling.joins
        return words[at] in self._main_verbs and (
            after in self._determiners or (goes_on and not self._verbs.knows(after))
        )

    def _is_past(self, words: list[str]) -> bool:
        at = 1
        while at < len(words) - 1 and words[at] in self._adverbs:
            at += 1
        if words[0] in self._determiners:  # its noun first, then the verb
            verbs = (word for word in words[2:MOST_SUBJECT] if self._verbs.knows(word))
            words, at = ["", next(verbs, "")], 1
        if any(map(self._tells_past, words[1 : at + 1])):
            return True
        if words[0] == self._you and words[1] in self._past_not and words[2:3] == self._not:
            return words[3:4] not in self._never_past
        strange = "".join(words[1:2])  # a verb that is not known, by its form
        unknown = words[0] == self._you and not self._verbs.knows(strange)
        if unknown and strange not in self._adverbs and self._verbs.looks_past(strange):
            return True
        # "you shut the door while i was talking": what follows tells that it was
        unsure = at < len(words) and words[at] in self._either
        return unsure and any(
            self._tells_past(word) and self._verbs.lemma(before) != self._verbs.lemma(self._had_)
            for before, word in pairwise(w for w in words[at:] if w not in self._adverbs)
        )

    def _tells_past(self, word: str) -> bool:
        return word in self._past or (self._verbs.is_past(word) and not self._verbs.is_plain(word))
