"""A shallow parser: it splits a sentence into clauses, and each clause's type makes its points."""

import re
from dataclasses import dataclass
from typing import assert_never

from content.coach import ClauseRule, StatementGrammar
from skill.flows.istatement.patterns import Patterns
from skill.flows.istatement.points import (
    Boundary,
    Feel,
    Feeling,
    Hard,
    Less,
    Like,
    Miss,
    Point,
    Share,
    Thing,
    To,
    Trait,
    Unwanted,
    Wanted,
)
from skill.flows.istatement.starts import Starts
from skill.flows.istatement.swaps import captures
from skill.flows.istatement.verbs import VerbPhrase, Verbs, with_words

MOST_DEPTH = 6
MOST_WORDS = {"feel": 9, "mood": 6, "trait": 5, "np": 12, "name": 1, "third": 1, "y": 8, "who": 4}
"""How many words a capture may hold, by its name."""


@dataclass(frozen=True, slots=True)
class _Compiled:
    rule: ClauseRule
    pattern: re.Pattern[str]


class Clauses:
    """Reads the points out of a sentence."""

    def __init__(self, grammar: StatementGrammar, patterns: Patterns, verbs: Verbs) -> None:
        self._grammar = grammar
        self._verbs = verbs
        self._rules = [
            _Compiled(rule, patterns.whole(pattern))
            for rule in grammar.rules
            for pattern in rule.on
        ]
        either = "|".join
        subjects = either(patterns.source(subject) for subject in grammar.subjects)
        negative = either(patterns.source(start) for start in grammar.negative_starts)
        joins = either(patterns.source(join) for join in grammar.joins)
        self._join = re.compile(rf"(?<!\S)(?:{joins})(?=(?P<negative>{negative})|{subjects})")
        self._starts = Starts(grammar, verbs)
        self._before_clause = frozenset(grammar.before_clause)
        self._when = patterns.anywhere(grammar.whens)
        self._subject = patterns.anywhere(grammar.subjects)
        self._chores = frozenset(grammar.chores)
        self._trait_tails = frozenset(grammar.trait_tails)
        self._speakers = frozenset(
            (grammar.first, grammar.you, grammar.together, *grammar.speakers)
        )
        self._not_verbs = frozenset(grammar.not_verbs)
        self._traits = patterns.anywhere(on for trait in grammar.traits for on in trait.on)
        self._moods = patterns.anywhere(
            pattern for feeling in grammar.feelings for pattern in feeling.on
        )

    def read(self, text: str, depth: int = 0) -> tuple[Point, ...]:
        """The points of a sentence; none when nothing in it is understood."""
        if depth > MOST_DEPTH:
            return ()
        points: list[Point] = []
        for clause in self._split(text):
            points += self._clause(clause, depth)
        return tuple(points)

    def _split(self, text: str) -> list[str]:
        clauses: list[str] = []
        start, subject = 0, ""
        for found in self._join.finditer(text):
            if found.start() > start:
                clauses.append(subject + text[start : found.start()].strip())
                first = clauses[-1].split()[0]
                # "i can not talk so do not ask me" is a request, and not said of oneself.
                mine = first == self._grammar.first
                asked = mine and self._grammar.first_object in text[found.end() :].split()
                subject = f"{first} " if found["negative"] and not asked else ""
                start = found.end()
        clauses.append(subject + text[start:].strip())
        return [part for clause in clauses for part in self._split_run_on(clause) if part]

    def _split_run_on(self, text: str) -> list[str]:
        """A recogniser writes no full stops: some clauses begin without a join."""
        words = text.split()
        parts: list[str] = []
        start = 0
        for at in self._starts.find(words):
            if not self._open(words[start:at]):
                parts.append(" ".join(words[start:at]))
                start = at
        return [*parts, " ".join(words[start:])]

    def _open(self, words: list[str]) -> bool:
        """Whether the words are a when-clause that still waits for its main clause."""
        return self._when.match(" ".join(words)) is not None

    def _clause(self, text: str, depth: int) -> tuple[Point, ...]:
        turned = self._main_first(text, depth)
        if turned:
            return turned
        for compiled in self._rules:
            found = compiled.pattern.fullmatch(text)
            if found is not None:
                points = self._points(compiled.rule, captures(found), depth)
                if points:
                    return points
        return ()

    def _main_first(self, text: str, depth: int) -> tuple[Point, ...]:
        """A when-clause that came first, read as if it came last."""
        when = self._when.match(text)
        if when is None:
            return ()
        for found in self._subject.finditer(text, when.end() + 1):
            sub, main = text[when.end() : found.start()].strip(), text[found.start() :].strip()
            while sub.split()[-1:] and sub.split()[-1] in self._grammar.after_words:
                sub = sub.rpartition(" ")[0]
            if len(sub.split()) < 2 or sub.split()[-1] in self._before_clause:
                continue
            points = self.read(f"{main} {text[: when.end()].strip()} {sub}", depth + 1)
            if points:
                return points
        return ()

    def _points(self, rule: ClauseRule, words: dict[str, str], depth: int) -> tuple[Point, ...]:
        """The points a rule makes of its captures; none when a capture does not fit."""
        if any(len(text.split()) > MOST_WORDS.get(name, 99) for name, text in words.items()):
            return ()
        points: list[Point] = []
        feeling = words.get("feel") or words.get("mood") or rule.feel.format_map(words)
        if "who" in words and set(words["who"].split()) & self._speakers:
            return ()
        if "mood" in words and not self._is_mood(words["mood"]):
            return ()
        if feeling and rule.gives != "feel":
            points.append(Feeling(feeling))
        if "trait" in words and not self._is_trait(words["trait"]):
            return ()
        if "feel" in words and self._when.match(words["feel"]):
            return ()
        if "name" in words and words["name"] in self._not_verbs:
            return ()
        if "bare" in words and not self._verbs.is_plain(words["bare"].split()[0]):
            return ()
        if "done" in words and not self._verbs.is_past(words["done"].split()[0]):
            return ()
        if "third" in words and not self._verbs.is_third(words["third"]):
            return ()
        if "act" in words and not self._verbs.plausible(words["act"]):
            return ()
        if "fragment" in words and depth > 0:
            return ()
        if "clause" in words:
            inner = self.read(words["clause"], depth + 1)
            if not inner:
                return ()
            tail = rule.gives in ("wanted", "thing")
            if tail and not any(isinstance(point, Unwanted) for point in inner):
                # Without or instead of something wished for: it stays part of the wish.
                return ()
            points += inner
        gerund = words.get("ving") or words.get("choring")
        if gerund and not self._verbs.is_gerund(gerund.split()[0]):
            return ()
        phrase = None
        made = rule.words.format_map(words)
        said = (
            made
            or words.get("vp")
            or words.get("act")
            or words.get("chore")
            or words.get("choring")
            or words.get("ving")
            or words.get("bare")
        )
        if said is not None:
            phrase = self._verbs.read(said, reduced=rule.gives != "unwanted")
            if phrase is None and not made:
                return ()
            chore = "chore" in words or "choring" in words
            if phrase is not None and chore and phrase.lemma not in self._chores:
                return ()
            if phrase is not None and rule.adds:
                phrase = with_words(phrase, rule.adds)
        own = self._own_point(rule, words, phrase)
        if own is None and rule.gives not in ("clause", "feeling"):
            return ()
        return tuple([*points, own] if own is not None else points)

    def _is_mood(self, text: str) -> bool:
        negated = text.split()[0] in self._grammar.negatives
        found = self._moods.match(text) if negated else self._moods.search(text)
        return found is not None

    def _is_trait(self, text: str) -> bool:
        found = self._traits.match(text)
        tail = text[found.end() :].split()[:1] if found else []
        return found is not None and (not tail or tail[0] in self._trait_tails)

    def _own_point(
        self, rule: ClauseRule, words: dict[str, str], phrase: VerbPhrase | None
    ) -> Point | None:
        subject = words.get("who") or rule.subject or self._grammar.you
        thing = rule.words.format_map(words) or words.get("np", "")
        if all(word in self._not_verbs for word in thing.split()):
            thing = ""
        match rule.gives:
            case "wanted" if phrase is not None:
                return Wanted(phrase, subject, rule.again)
            case "unwanted" if phrase is not None:
                return Unwanted(phrase, subject)
            case "to" if phrase is not None:
                return To(phrase)
            case "boundary" if phrase is not None:
                return Boundary(phrase)
            case "share" if phrase is not None:
                return Share(phrase)
            case "like" if phrase is not None:
                return Like(phrase, subject)
            case "thing" if thing:
                return Thing(thing)
            case "less" if thing:
                return Less(thing)
            case "hard" if thing:
                return Hard(thing)
            case "miss" if thing:
                return Miss(thing)
            case "feel":
                return Feel(words.get("feel") or words.get("mood") or rule.feel)
            case "trait":
                return Trait(words["trait"])
            case "clause" | "feeling":
                return None
            case (
                "wanted" | "unwanted" | "to" | "boundary" | "share" | "like" | "thing" | "less"
                | "hard" | "miss"
            ):  # fmt: skip
                return None
            case _:
                assert_never(rule.gives)
