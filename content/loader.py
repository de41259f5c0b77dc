"""Reads the content files of a locale into a `Catalog`; `content.source` reads a single file."""

import functools
from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import TypeVar

from pydantic import ValidationError

from content.coach import Coach
from content.schema import (
    Answer,
    Catalog,
    CheckIn,
    Feedback,
    Feelings,
    Hearing,
    HelpLines,
    Intents,
    MemoryWords,
    MisfitsError,
    Model,
    OutOfScope,
    Phrases,
    PlanWords,
    Reminders,
    Script,
    Signs,
    SlotList,
    Themes,
    Urgent,
    Utterances,
)
from content.source import ContentError, Lines, Source, parse, place_of, read_yaml

__all__ = [
    "ContentError",
    "Source",
    "content_for",
    "load",
    "load_from",
    "locales",
    "parse",
    "read",
    "read_folder",
    "read_yaml",
]

M = TypeVar("M", bound=Model)

FOLDERS: dict[str, tuple[type[Model], str]] = {
    "intents": (Utterances, "intent"),
    "lists": (SlotList, "type"),
    "scripts": (Script, "id"),
    "checkins": (CheckIn, "id"),
    "feedback": (Feedback, "id"),
    "answers": (Answer, "id"),
}
"""Folders of a locale with one file an item: what a file holds, and the field that names it."""

FILES: dict[str, type[Model]] = {
    "phrases": Phrases,
    "urgent": Urgent,
    "coach": Coach,
    "themes": Themes,
    "memory": MemoryWords,
    "reminders": Reminders,
    "plan": PlanWords,
    "feelings": Feelings,
}
"""Single files of a locale that hold what is spoken."""


def root_folder() -> Traversable:
    """Where content lives: beside this module."""
    return files("content")


def locales(root: Traversable | None = None) -> tuple[str, ...]:
    """The locales there is content for."""
    root = root or root_folder()
    return tuple(
        sorted(entry.name for entry in root.iterdir() if entry.joinpath("phrases.yaml").is_file())
    )


def content_for(locale: str, root: Traversable | None = None) -> str:
    """The locale whose content serves `locale`: its own, or one of its language.

    What differs from country to country, such as the help lines, goes by the locale asked for.
    Raises `ContentError` when there is none.
    """
    known = locales(root)
    language = locale.partition("-")[0].lower()
    nearest = [own for own in known if own.partition("-")[0].lower() == language]
    if locale in known or not nearest:
        nearest = [own for own in known if own == locale]
    if not nearest:
        raise ContentError(f"no content for {locale!r}; there is {', '.join(known) or 'none'}")
    return nearest[0]


def read(root: Traversable, path: str, model: type[M]) -> Source[M]:
    """The file at `path` under the content folder, read as `model`."""
    name = f"content/{path}"
    try:
        text = root.joinpath(*path.split("/")).read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise ContentError(f"{name}: the file is missing") from None
    except UnicodeDecodeError:
        raise ContentError(f"{name}: not UTF-8 text") from None
    except OSError as error:
        raise ContentError(f"{name}: not readable: {error.strerror}") from None
    return Source(name, text, parse(model, text, name))


def names(root: Traversable, folder: str) -> list[str]:
    """Paths of the YAML files of a folder."""
    try:
        found = sorted(entry.name for entry in root.joinpath(*folder.split("/")).iterdir())
    except OSError:
        raise ContentError(f"content/{folder}: the folder is missing") from None
    return [f"{folder}/{name}" for name in found if name.endswith(".yaml")]


def read_folder(root: Traversable, folder: str, model: type[M], key: str) -> Iterator[Source[M]]:
    """Every file of a folder; each is named after its item's `key`."""
    for path in names(root, folder):
        yield read_named(root, path, model, key)


def read_named(root: Traversable, path: str, model: type[M], key: str) -> Source[M]:
    """One file whose item is named like the file."""
    source = read(root, path, model)
    ident = str(getattr(source.item, key))
    if f"{ident}.yaml" != path.rpartition("/")[2]:
        line, _ = Lines(source.text).find((key,))
        raise ContentError(
            f"{source.name}:{line}: {key}: it has the file's name, not {ident!r}; rename either"
        )
    return source


class _Numbers(Model):
    numbers: dict[str, int]


@functools.cache
def load(locale: str) -> Catalog:
    """All content of `locale`, validated; the same object for every caller.

    Raises `ContentError` with file, line and what is wrong, or when there is no such locale.
    """
    return load_from(root_folder(), content_for(locale))


def load_from(root: Traversable, locale: str) -> Catalog:
    """The content of `locale` in the folder `root`, read afresh."""
    known = locales(root)
    if locale not in known:
        raise ContentError(f"no content for {locale!r}; there is {', '.join(known) or 'none'}")

    parts = {
        "locale": locale,
        "intents": read(root, "intents.yaml", Intents).item.intents,
        "helplines": read(root, "helplines.yaml", HelpLines).item,
        "out_of_scope": read(root, f"{locale}/out-of-scope.yaml", OutOfScope).item.examples,
        "numbers": read(root, f"{locale}/numbers.yaml", _Numbers).item.numbers,
        "signs": read(root, f"{locale}/signs.yaml", Signs).item,
        "hearing": read(root, f"{locale}/hearing.yaml", Hearing).item,
        **{name: read(root, f"{locale}/{name}.yaml", model).item for name, model in FILES.items()},
    }
    for folder, (model, key) in FOLDERS.items():
        found = read_folder(root, f"{locale}/{folder}", model, key)
        # Catalog.intents is the contract; what people say for each intent are its utterances.
        parts["utterances" if folder == "intents" else folder] = {
            str(getattr(source.item, key)): source.item for source in found
        }
    try:
        return Catalog.model_validate(parts)
    except ValidationError as error:
        raise ContentError("\n".join(_misfits(error, root.joinpath(locale)))) from None


def _misfits(error: ValidationError, folder: Traversable) -> Iterator[str]:
    """What does not fit together between files, each with its place."""
    for problem in error.errors(include_url=False, include_input=False):
        cause = problem.get("ctx", {}).get("error")
        if not isinstance(cause, MisfitsError):
            yield f"content/{folder.name}: {place_of(problem['loc'])}: {problem['msg']}"
            continue
        for (file, path), message in cause.found:
            text = folder.joinpath(*file.split("/")).read_text(encoding="utf-8-sig")
            line, there = Lines(text).find(path)
            yield f"content/{folder.name}/{file}:{line}: {place_of(there)}: {message}"
