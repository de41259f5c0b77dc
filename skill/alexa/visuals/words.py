"""The words on a screen: content/<locale>/screen.yaml."""

from functools import cache

from content.loader import read, root_folder
from content.schema import Breath, Catalog, Model, Text
from skill.turn import Request
from skill.wording import sentence


class ScreenWords(Model):
    """content/<locale>/screen.yaml."""

    choices: dict[str, Text]
    """What can be touched, by the intent it stands for."""
    breath: dict[Breath, Text]
    help_list: Text
    hide: Text


@cache
def words(locale: str) -> ScreenWords:
    """The words of a content locale."""
    return read(root_folder(), f"{locale}/screen.yaml", ScreenWords).item


def choice_title(request: Request, catalog: Catalog) -> str:
    """What a choice is called: a word or two for common ones, else the title of its intent."""
    known = words(catalog.locale).choices.get(request.intent)
    return known or sentence(catalog.utterances[request.intent].title)
