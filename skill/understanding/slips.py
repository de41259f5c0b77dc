"""Short commands with one letter heard wrong: "held me" for "help me".

Such a slip mostly is a word too, which somebody may have meant: what is found here is asked about
and never acted on.
"""

from collections.abc import Callable

from content.schema import Catalog
from skill.understanding.hints import phrases
from skill.understanding.reading import Tokens, key

WORDS = 2
"""Of such a command. A word alone is a slip of too many others."""
FEWEST_LETTERS = 6
_ANY = "*"


class Slips:
    """The short commands of a catalog, each letter in turn left open."""

    def __init__(self, catalog: Catalog, clean: Callable[[str], str]) -> None:
        """Get ready; `clean` is how utterances are read."""
        self._intents: dict[str, str | None] = {}
        for name in (name for name, intent in catalog.intents.items() if intent.short):
            for sentence in phrases(catalog, [name]):
                if len(sentence.split()) == WORDS:
                    self._add(name, key(clean(sentence)))

    def find(self, tokens: Tokens) -> str | None:
        """The one intent that this may be a slip for."""
        if not _fits(tokens):
            return None
        found = {self._intents.get(pattern) for pattern in _patterns(tokens)} - {None}
        return found.pop() if len(found) == 1 else None

    def _add(self, intent: str, tokens: Tokens) -> None:
        if _fits(tokens):
            for pattern in _patterns(tokens):
                if self._intents.setdefault(pattern, intent) != intent:
                    self._intents[pattern] = None  # two commands are this near to each other


def _fits(tokens: Tokens) -> bool:
    return len(tokens) == WORDS and sum(map(len, tokens)) >= FEWEST_LETTERS


def _patterns(tokens: Tokens) -> list[str]:
    said = " ".join(tokens)
    return [said[:at] + _ANY + said[at + 1 :] for at, sign in enumerate(said) if sign != " "]
