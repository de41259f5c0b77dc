"""What the skill store shows: content/<locale>/alexa.yaml."""

from functools import cache
from typing import Annotated, TypeAlias

from pydantic import Field, StringConstraints

from content import ContentError, locales
from content.loader import read, root_folder
from content.schema import Model, Text

InvocationName: TypeAlias = Annotated[
    str, StringConstraints(pattern=r"^[a-z.']+( [a-z.']+)+$", min_length=2, max_length=50)
]
AlexaLocale: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[a-z]{2}-[A-Z]{2}$")]


class Example(Model):
    """A phrase that the store shows to people who want to try the skill."""

    say: Text
    sample: Text | None = None
    """The sample it stands for; None for opening the skill."""


class Store(Model):
    """The skill as its store page and its users name it."""

    invocation_name: InvocationName
    """Two words or more, in lower case, without Alexa's own words."""
    name: Annotated[Text, Field(min_length=2, max_length=50)]
    summary: Annotated[Text, Field(max_length=160)]
    description: Annotated[Text, Field(max_length=4000)]
    disclaimer: Text
    """Said once a session: that this is no medical advice, and what to do in an emergency."""
    keywords: Annotated[tuple[Text, ...], Field(max_length=30)]
    examples: Annotated[tuple[Example, ...], Field(min_length=3, max_length=3)]
    testing_instructions: Annotated[Text, Field(max_length=4000)]
    locales: Annotated[tuple[AlexaLocale, ...], Field(min_length=1)]
    """Alexa's locales that are served with this content."""
    spelling: dict[str, str] = Field(default_factory=dict)
    """Words that are spelt otherwise in the locales of `spelt`."""
    spelt: tuple[AlexaLocale, ...] = ()

    def spelt_for(self, text: str, locale: str) -> str:
        """`text` as it is written in a locale."""
        if locale not in self.spelt:
            return text
        return " ".join(self.spelling.get(word, word) for word in text.split(" "))


@cache
def store(locale: str) -> Store:
    """The store page's content of a content locale."""
    return read(root_folder(), f"{locale}/alexa.yaml", Store).item


def alexa_locales() -> dict[str, str]:
    """Each of Alexa's locales we serve, and the content locale that serves it."""
    return {served: own for own in locales() for served in store(own).locales}


def content_locale(locale: str) -> str:
    """The content locale for one of Alexa's; raises `ContentError` when there is none."""
    served = alexa_locales()
    if locale not in served:
        raise ContentError(f"No content for {locale!r}; there is {', '.join(served)}.")
    return served[locale]
