"""Every spoken text of a locale, with the place where it stands."""

from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from typing import get_args

from content.checks.problem import Problem
from content.checks.rules import Kind
from content.loader import FILES, FOLDERS, names, read, read_named
from content.schema import Action, CueStep, Model, Trigger
from content.source import ContentError, Lines, Path, Source, place_of

NOT_SPOKEN = frozenset(
    {
        ("Script", "id"),
        ("Script", "covers"),
        ("Script", "ends"),
        ("Script", "pattern"),
        ("Feedback", "next_is"),
        ("Feedback", "begins"),
        ("Section", "id"),
        ("Section", "repeat"),
        ("Section", "pacing"),
        ("Section", "style"),
        ("SayStep", "style"),
        ("CueStep", "breath"),
        ("CueStep", "style"),
        ("CheckIn", "id"),
        ("CheckIn", "who"),
        ("CheckIn", "covers"),
        ("Question", "id"),
        ("Question", "kind"),
        ("Reaction", "to"),
        ("Feedback", "id"),
        ("Feedback", "break_script"),
        ("Feedback", "covers"),
        ("FeedbackPrompt", "id"),
        ("Answer", "id"),
        ("Answer", "covers"),
        ("Coach", "grammar"),
        ("Tip", "id"),
        ("Tip", "fits"),
        ("Tip", "covers"),
        ("Practice", "covers"),
        ("DeclinedComplaint", "reason"),
        ("DeclinedComplaint", "flag"),
        ("MemoryWords", "sounds"),
        ("MemoryWords", "tones"),
        ("MemoryWords", "spoken"),
        ("MemoryWords", "today"),
        ("Theme", "id"),
        ("Theme", "about"),
        ("Urgent", "default"),
        ("Flag", "id"),
        ("Flag", "lines"),
        ("Coach", "grammar"),
        ("Tip", "id"),
        ("Tip", "fits"),
        ("Tip", "covers"),
        ("Practice", "covers"),
        ("DeclinedComplaint", "reason"),
        ("DeclinedComplaint", "flag"),
        ("KeptWords", "what"),
        ("KeptWords", "why"),
        ("KeptWords", "fields"),
        ("MemoryWords", "sounds"),
        ("MemoryWords", "tones"),
        ("MemoryWords", "today"),
        ("MemoryWords", "own_machine"),
        ("Reminders", "usual"),
        ("MemoryWords", "everywhere"),
        ("PlanItem", "id"),
        ("PlanItem", "hears"),
        ("PlanWords", "and_"),
        ("PlanWords", "page_title"),
        ("PlanWords", "page_likes"),
        ("PlanWords", "page_leaves"),
        ("PlanWords", "page_note"),
        ("FeelingTold", "id"),
        ("FeelingTold", "hears"),
        ("FeelingTold", "spares"),
        ("Feelings", "choice"),
        ("Utterances", "intent"),
        ("Utterances", "samples"),
        ("Utterances", "exact"),
        ("Utterances", "heard"),
        ("Utterances", "negatives"),
        ("Utterances", "sounds_like"),
    }
)
"""Fields with text that nobody hears: names, kinds, and what people say to us."""

TITLES = frozenset({"title", "name"})
"""Fields that hold a part of a sentence."""


@dataclass(frozen=True, slots=True)
class SpokenText:
    """One text that is heard."""

    file: str
    line: int
    path: Path
    kind: Kind
    owner: str
    """The model the text is a field of."""
    field: str
    text: str

    def problem(self, rule: str, message: str) -> Problem:
        """A problem with this text."""
        return Problem(self.file, self.line, place_of(self.path), rule, message)

    @property
    def whole(self) -> bool:
        """Whether it is made of sentences, rather than a title or a cue."""
        return self.field not in TITLES and self.owner != CueStep.__name__


@dataclass(frozen=True, slots=True)
class Piece:
    """One content file with all that is heard of it."""

    kind: Kind
    source: Source[Model]
    texts: tuple[SpokenText, ...]

    def problem(self, path: Path, rule: str, message: str) -> Problem:
        """A problem at a place of the piece."""
        line, there = Lines(self.source.text).find(path)
        return Problem(self.source.name, line, place_of(there), rule, message)


def pieces(root: Traversable, locale: str, problems: list[Problem]) -> Iterator[Piece]:
    """Every content file of a locale that is spoken; what cannot be read goes to `problems`."""
    for kind in get_args(Kind):
        try:
            for source in _sources(root, locale, kind, problems):
                yield Piece(kind, source, tuple(texts_of(source, kind)))
        except ContentError as error:
            problems.extend(unreadable(error))


def _sources(
    root: Traversable, locale: str, kind: str, problems: list[Problem]
) -> Iterator[Source[Model]]:
    if kind in FILES:
        yield read(root, f"{locale}/{kind}.yaml", FILES[kind])
        return
    model, key = FOLDERS[kind]
    for path in names(root, f"{locale}/{kind}"):
        try:
            yield read_named(root, path, model, key)
        except ContentError as error:
            problems.extend(unreadable(error))


def unreadable(error: ContentError) -> Iterator[Problem]:
    """The problems of a file that could not be read, from lines as `content.source` writes them."""
    for told in str(error).splitlines():
        file, _, rest = told.partition(":")
        line, _, message = rest.partition(":")
        if line.isdecimal():
            yield Problem(file, int(line), "", "schema", message.strip())
        else:
            yield Problem(file, 1, "", "schema", rest.strip() or told)


def texts_of(source: Source[Model], kind: Kind) -> Iterator[SpokenText]:
    """Every text of one file that is heard."""
    lines = Lines(source.text)
    for path, owner, field, text in spoken_fields(source.item):
        line, there = lines.find(path)
        yield SpokenText(source.name, line, there, kind, owner, field, text)


def spoken_fields(item: Model, path: Path = ()) -> Iterator[tuple[Path, str, str, str]]:
    """Place, model, field and text of everything that is heard of `item`."""
    owner = type(item).__name__
    for name, info in type(item).model_fields.items():
        if (owner, name) not in NOT_SPOKEN:
            key = info.alias or name
            yield from _strings(getattr(item, name), (*path, key), owner, name)


def _strings(
    value: object, path: Path, owner: str, field: str
) -> Iterator[tuple[Path, str, str, str]]:
    match value:
        case str():
            yield path, owner, field, value
        case tuple():
            for index, member in enumerate(value):
                yield from _strings(member, (*path, index), owner, field)
        case dict():
            for key, member in value.items():
                yield from _strings(member, (*path, str(key)), owner, field)
        case Action() | Trigger():
            pass
        case Model():
            yield from spoken_fields(value, path)
        case _:
            pass  # numbers and truth values
