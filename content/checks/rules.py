"""The language rules of a locale, as content/<locale>/rules.yaml holds them."""

import functools
import re
from importlib.resources.abc import Traversable
from typing import Annotated, Literal, TypeAlias

from pydantic import AfterValidator, Field

from content.loader import read
from content.schema import Model, Text, Texts
from content.source import Source

Kind: TypeAlias = Literal[
    "scripts", "checkins", "feedback", "answers", "coach", "themes", "urgent", "phrases", "memory",
    "plan", "reminders", "intents", "feelings",
]  # fmt: skip
"""What a content file holds: the name of its folder, or of the file itself."""


def _compiles(fragment: str) -> str:
    try:
        re.compile(fragment)
    except re.error as error:
        raise ValueError(f"{fragment!r} is no regular expression: {error}") from None
    return fragment


Pattern: TypeAlias = Annotated[Text, AfterValidator(_compiles)]
Patterns: TypeAlias = Annotated[tuple[Pattern, ...], Field(min_length=1)]


class Limits(Model):
    """The numbers of the rules."""

    sentence_words: int
    urgent_words: int
    grade: float
    grade_words: int
    grade_sentence_words: int
    options: int
    questions: int
    helpline_days: int


class Scope(Model):
    """Which kinds of content something is for: all when nothing is said."""

    spare: tuple[Kind, ...] = ()
    only: tuple[Kind, ...] = ()

    def covers(self, kind: Kind) -> bool:
        """Whether it is for content of `kind`."""
        return kind not in self.spare and (not self.only or kind in self.only)


class Ban(Scope):
    """Words that are not said."""

    any: Patterns
    say: Text
    """What to do instead."""


class Together(Scope):
    """Words that are said only where others are said as well."""

    when: Patterns
    needs: Patterns
    within: Literal["sentence", "text", "piece"]
    say: Text


class Rule(Scope):
    """One language rule."""

    id: Text
    about: Text
    spare_medical: bool = False
    ban: tuple[Ban, ...] = ()
    together: tuple[Together, ...] = ()


class Exemption(Model):
    """A place where a rule does not hold."""

    rule: Text
    file: Text
    """The end of the file's name, such as answers/men.yaml."""
    text: Text
    """Words of the sentence it is for."""
    why: Annotated[str, Field(min_length=20)]


class Spared(Model):
    """Words that a check leaves alone, with the reason."""

    words: Texts
    why: Annotated[str, Field(min_length=20)]


class Comfort(Model):
    """What a list of comforts is made of."""

    touch: Patterns
    no_touch: Patterns
    solo: Patterns


class Rules(Model):
    """content/<locale>/rules.yaml."""

    limits: Limits
    or_: Annotated[Text, Field(alias="or")]
    intro: Texts
    """Words that open a sentence before its options begin."""
    list_opens: Patterns
    """Words after which the options begin."""
    medical: tuple[Text, ...]
    announces: Patterns
    control: tuple[Spared, ...]
    alarms: tuple[Spared, ...] = ()
    """Words in which danger is heard on purpose, though they are samples of something else."""
    late_breath: tuple[Spared, ...] = ()
    """Scripts whose first breathing cue may come later than others'."""
    comfort: Comfort
    rules: Annotated[tuple[Rule, ...], Field(min_length=1)]
    exempt: tuple[Exemption, ...]


def read_rules(root: Traversable, locale: str) -> Source[Rules]:
    """The rules of a locale."""
    return read(root, f"{locale}/rules.yaml", Rules)


def plain(text: str) -> str:
    """`text` with typewriter quotes, as the patterns write them."""
    return text.replace("\u2019", "'").replace("\u2018", "'")


@functools.cache
def matcher(patterns: tuple[str, ...]) -> re.Pattern[str]:
    """Finds any of `patterns` as whole words."""
    either = "|".join(f"(?:{pattern})" for pattern in patterns)
    return re.compile(rf"(?<![\w'-])(?:{either})(?![\w-]|'\w)", re.IGNORECASE)


_SENTENCE_END = re.compile(r"(?<=[.!?\u2026])\s+")


def sentences(text: str) -> list[str]:
    """The sentences of a text."""
    return [sentence for sentence in _SENTENCE_END.split(text.strip()) if sentence]


_WORD = re.compile(r"\{\w+\}|[^\W_]+(?:['\u2019-][^\W_]+)*")


def words(text: str) -> list[str]:
    """The words of a text; a placeholder is one."""
    return _WORD.findall(text)
