"""Ways of asking, complaining and swearing that stand around a clause, and are taken off."""

import re

from content.coach import StatementGrammar
from skill.flows.istatement.patterns import PAUSE, Patterns
from skill.flows.istatement.swaps import captures

_REST = "x"
"""The capture of what is asked or told: with a negative ahead it is asked in another way."""

_FEELING = "f"
"""The capture of a feeling."""

_DEED = "o"
"""The capture of one thing done: with a subject in it there would be two clauses."""

_TOPIC = "t"
"""The capture of a thing named ahead of what is said of it."""

MOST_TOPIC = 4
"""Words of such a thing."""

MOST_FRAMES = 6
"""Frames inside one another that are taken off."""

MOST_AHEAD = 14
"""Words of when or where ahead of a question."""


class Framing:
    """Takes the frames off."""

    def __init__(self, grammar: StatementGrammar, patterns: Patterns) -> None:
        retelling = grammar.retelling
        self._joins = frozenset((*retelling.joins, PAUSE))
        self._asks = frozenset(retelling.asks)
        self._openers = frozenset(retelling.openers)
        self._ending = self._joins - frozenset(retelling.may_end)
        self._alone = frozenset((*grammar.always_subjects, PAUSE))
        self._subjects = frozenset(retelling.subjects)
        self._negatives = [[word] for word in grammar.negatives]
        self._both = frozenset((grammar.you, grammar.together))
        self._ahead = patterns.anywhere((*retelling.whens, *retelling.places))
        self._frames = [
            (patterns.whole(on), item.say) for item in retelling.frames for on in item.on
        ]
        self._drops = [patterns.whole(drop) for drop in retelling.drops]
        self._leave = patterns.anywhere(retelling.leave_out)
        self._tails = patterns.anywhere(retelling.tails, ahead="$")
        self._feelings = [
            (patterns.whole(on), item.say) for item in retelling.feelings for on in item.on
        ]

    def framed(self, text: str) -> str:
        """The text with the ways people ask or complain in put as plain clauses."""
        text = self.trimmed(text)
        for _ in range(MOST_FRAMES):
            if self.feeling(text) is not None:
                return text
            put = self._put(text) or self._put_after(text)
            if put is None:
                return text
            text = self.trimmed(put)
        return text

    def is_framed(self, text: str) -> bool:
        """Whether the text is a way of asking."""
        return self._put(text) is not None

    def _put(self, text: str) -> str | None:
        for on, say in self._frames:
            found = on.fullmatch(text)
            words = captures(found) if found else {}
            # A feeling is a word or a few: what holds more was cut in the wrong place.
            negated = words.get(_REST, "").split()[:1] in self._negatives
            felt = set(words.get(_FEELING, "").split())
            topic = words.get(_TOPIC, "").split()
            deed = set(words.get(_DEED, "").split())
            if len(topic) > MOST_TOPIC or PAUSE in topic or deed & self._alone:
                continue
            if found and not negated and not felt & {PAUSE, *self._both}:
                return say.format_map(words)
        return None

    def _put_after(self, text: str) -> str | None:
        """The same, with words of when or where ahead: "next time could you ..."."""
        if not self._ahead.match(text):
            return None
        words = text.split()
        for at in range(2, min(MOST_AHEAD, len(words) - 1)):
            if words[at] not in self._asks or words[at - 1] in self._subjects:
                continue
            if put := self._put(" ".join(words[at:])):
                return f"{' '.join(words[:at])} {put}".replace(f" {PAUSE} {PAUSE}", f" {PAUSE}")
        return None

    def trimmed(self, text: str) -> str:
        """The text without the words at its ends that carry nothing."""
        while True:
            words = self._tails.sub("", self._leave.sub("", text)).split()
            while words and words[0] in self._joins:
                words = words[1:]
            while words and words[-1] in self._ending:
                words = words[:-1]
            while words[1:] and words[0] in self._openers:
                rest = words[1:]
                opens = rest[0] in self._subjects | self._asks | {PAUSE}
                if not opens and not self._ahead.match(" ".join(rest)):
                    break
                words = rest[1:] if rest[0] == PAUSE else rest
            bare_text = " ".join(words).replace(f"{PAUSE} {PAUSE}", PAUSE)
            if bare_text == text:
                return text
            text = bare_text

    def is_dropped(self, text: str) -> bool:
        """Whether a whole clause carries nothing."""
        plain = " ".join(word for word in text.split() if word != PAUSE)
        return any(drop.fullmatch(plain) for drop in self._drops)

    def feeling(self, text: str) -> str | None:
        """The feeling that a whole clause tells; none where it tells of the other as well."""
        found = _first(self._feelings, text)
        said = found[1].format_map(captures(found[0])) if found else ""
        return None if not said or set(said.split()) & self._both else said


def _first(table: list[tuple[re.Pattern[str], str]], text: str) -> tuple[re.Match[str], str] | None:
    return next(((m, say) for on, say in table if (m := on.fullmatch(text))), None)
