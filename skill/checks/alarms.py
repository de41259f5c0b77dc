"""No false alarm: what people say to be answered, and room talk, is not taken for danger.

A false alarm answers "I don't need anything" with a help line. Where danger is heard on purpose,
rules.yaml says so, with the reason. Of room talk a small share may raise an alarm: there, a danger
that is missed is worse than one too many.
"""

from collections.abc import Iterator

from content.checks.problem import Problem
from content.checks.rules import Rules, read_rules
from content.loader import read, read_folder, root_folder
from content.schema import Catalog, OutOfScope, SlotList, Utterances
from content.source import Lines, Path, Source, place_of
from skill.checks.overmatch import filled, some
from skill.understanding.reading import key
from skill.understanding.safety import Safety

RULE = "alarm"
_MEANT = frozenset({"danger", "free"})
"""Lists whose values are danger, or only stand for what anyone may say."""
MOST_OF_ROOM_TALK = 0.01
"""The share of room talk that may be taken for danger outright."""


def problems(catalog: Catalog, safety: Safety | None = None) -> Iterator[Problem]:
    """Sentences that are no danger and are taken for it."""
    safety = safety or Safety(catalog)
    root, locale = root_folder(), catalog.locale
    rules = read_rules(root, locale)
    unneeded = {
        key(words): (index, words)
        for index, alarm in enumerate(rules.item.alarms)
        for words in alarm.words
    }
    exempt = tuple(unneeded)
    told: set[tuple[str, Path]] = set()
    for source, path, sentence in _said(catalog):
        danger = safety.look(sentence)
        if danger is None:
            continue
        meant = [words for words in exempt if _holds(key(sentence), words)]
        for words in meant:
            unneeded.pop(words, None)
        if not meant and (source.name, path) not in told:
            told.add((source.name, path))  # one sentence of a template is enough
            line, there = Lines(source.text).find(path)
            how = "is taken for" if danger.certain else "raises a doubt about"
            message = f"{sentence!r} {how} {danger.flag}"
            yield Problem(source.name, line, place_of(there), RULE, message)
    yield from _room_talk(catalog, safety)
    yield from _unneeded(rules, list(unneeded.values()))


def _holds(sentence: tuple[str, ...], words: tuple[str, ...]) -> bool:
    size = len(words)
    return any(sentence[at : at + size] == words for at in range(len(sentence) - size + 1))


def _unneeded(rules: Source[Rules], entries: list[tuple[int, str]]) -> Iterator[Problem]:
    for index, words in entries:
        line, there = Lines(rules.text).find(("alarms", index))
        yield Problem(
            rules.name, line, place_of(there), RULE, f"nothing needs {words!r} any longer"
        )


def _room_talk(catalog: Catalog, safety: Safety) -> Iterator[Problem]:
    room = read(root_folder(), f"{catalog.locale}/out-of-scope.yaml", OutOfScope)
    said = [sentence for template in room.item.examples for sentence in some(template)]
    feared = [
        sentence
        for sentence in said
        if (danger := safety.look(sentence)) is not None and danger.certain
    ]
    if len(feared) > MOST_OF_ROOM_TALK * len(said):
        told = f"{len(feared)} of {len(said)} sentences are taken for danger"
        shown = ", ".join(repr(sentence) for sentence in feared)
        message = f"{told}, at most {MOST_OF_ROOM_TALK:.0%}: {shown}"
        yield Problem(room.name, 1, "examples", RULE, message)


_Said = tuple[Source[Utterances] | Source[SlotList], Path, str]


def _said(catalog: Catalog) -> Iterator[_Said]:
    """Every sentence that is to be answered, with its place."""
    root, locale = root_folder(), catalog.locale
    for source in read_folder(root, f"{locale}/intents", Utterances, "intent"):
        intent = source.item.intent
        if intent in catalog.intents and catalog.intents[intent].risk == "urgent":
            continue
        for field in ("samples", "exact"):
            for index, template in enumerate(getattr(source.item, field)):
                for sentence in some(template):
                    said = filled(sentence, catalog, intent)
                    yield source, (field, index), said or sentence
    for values in read_folder(root, f"{locale}/lists", SlotList, "type"):
        if values.item.type not in _MEANT:
            for index, value in enumerate(values.item.values):
                for nth, words in enumerate(value.says):
                    yield values, ("values", index, "says", nth), words
