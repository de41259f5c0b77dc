"""The shape of content/<locale>/themes.yaml, and of the examples in the folder beside it.

A theme is what a statement is about where it is said sideways. The coach offers a sentence of the
theme, as a guess, where the rules have not followed; which theme it is a trained classifier tells.
"""

from collections import Counter
from typing import Annotated

from pydantic import Field, model_validator

from content.base import Id, Model, Text, Texts

NONE = "none"
"""In place of a theme in the examples: neither a complaint nor a wish."""


class Way(Model):
    """One way to say a theme, as two sentences that can stand together or alone."""

    hard: Text
    """How it is and what is hard, without blame."""
    wish: Text
    """It names what it is about, as it may also follow the words of the person."""


class Theme(Model):
    """Something that people complain of or wish for."""

    id: Id
    about: str
    """What it is, for whoever writes examples; not spoken."""
    boundary: bool = False
    """Whether it asks to be left alone, which is asked for in other words."""
    ways: Annotated[tuple[Way, ...], Field(min_length=2)]


class Themes(Model):
    """content/<locale>/themes.yaml."""

    themes: Annotated[tuple[Theme, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _each_is_one(self) -> "Themes":
        counts = Counter([NONE, *self.ids])
        twice = sorted(name for name, count in counts.items() if count > 1)
        if twice:
            raise ValueError(f"themes: more than one is called {', '.join(twice)}")
        return self

    @property
    def ids(self) -> tuple[str, ...]:
        """The names of all."""
        return tuple(theme.id for theme in self.themes)

    def named(self, name: str) -> Theme:
        """The theme called `name`; raises `KeyError` where there is none."""
        for theme in self.themes:
            if theme.id == name:
                return theme
        raise KeyError(name)


class ThemeExamples(Model):
    """Statements of one author, each as one person would say it, by theme."""

    id: str
    """The file's name."""
    themes: dict[Id, Texts]
    """With `NONE` for what has no theme."""
