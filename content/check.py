"""Checks content: the language rules, its shape for the ear, coverage of the mission.

What needs more than content (lengths of scripts, over-match between intents, reprompts) is checked
by `skill.checks`, which composes both.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from importlib.resources.abc import Traversable
from pathlib import Path

from content.checks import (
    comfort,
    coverage,
    exempt,
    grade,
    helplines,
    intents,
    language,
    placeholders,
    shape,
    silence,
)
from content.checks.problem import Problem
from content.checks.rules import Rules, read_rules
from content.checks.spoken import Piece, pieces, unreadable
from content.loader import FOLDERS, load_from, locales, read, read_folder, root_folder
from content.schema import HelpLines, Intents, SlotList
from content.source import ContentError, Source

__all__ = ["Checked", "Problem", "check", "examine"]


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check found."""

    problems: tuple[Problem, ...]
    notes: tuple[str, ...] = ()
    """What could not be checked here, and what a human still has to."""
    rows: tuple[coverage.Covered, ...] = ()


def check(
    locale: str, *, root: Traversable | None = None, today: date | None = None
) -> list[Problem]:
    """What is wrong with the content of a locale, by file and line.

    `today` dates the help lines; without it their age is not checked.
    """
    return list(examine(locale, root=root, today=today).problems)


def examine(
    locale: str,
    *,
    root: Traversable | None = None,
    today: date | None = None,
    conversations: Path | None = None,
) -> Checked:
    """Check the content of a locale; `conversations` is where its conversation tests are.

    Raises `ContentError` when there is no such locale, or it has no rules to be checked by.
    """
    root = root or root_folder()
    known = locales(root)
    if locale not in known:
        raise ContentError(f"no content for {locale!r}; there is {', '.join(known) or 'none'}")
    rules = read_rules(root, locale)
    found: list[Problem] = []
    heard = list(pieces(root, locale, found))
    if not found:
        found += _whole(locale, root)
    notes: list[str] = []
    found += exempt.apply(_lint(heard, rules.item, locale, notes), heard, rules)
    try:
        found += _contract(heard, rules, root, locale, today, notes)
        covered = _coverage(heard, root, conversations, found, notes)
    except ContentError as error:
        found += unreadable(error)
        covered = ()
    # A passage that YAML repeats by an alias is told of once.
    once = {
        (problem.file, problem.line, problem.rule, problem.message): problem
        for problem in reversed(found)
    }
    return Checked(tuple(sorted(once.values())), tuple(notes), covered)


def _whole(locale: str, root: Traversable) -> Iterator[Problem]:
    """Files that are sound one by one and do not fit together."""
    try:
        load_from(root, locale)
    except ContentError as error:
        yield from unreadable(error)


def _lint(heard: list[Piece], rules: Rules, locale: str, notes: list[str]) -> Iterator[Problem]:
    yield from language.problems(heard, rules)
    yield from comfort.problems(heard, rules)
    yield from shape.problems(heard, rules)
    yield from placeholders.problems(heard)
    yield from silence.problems(heard, rules)
    try:
        yield from grade.problems(heard, rules, grade.grader(locale))
    except grade.NotMeasurableError as error:
        notes.append(f"the reading grade was not measured: {error}")


def _contract(
    heard: list[Piece],
    rules: Source[Rules],
    root: Traversable,
    locale: str,
    today: date | None,
    notes: list[str],
) -> Iterator[Problem]:
    """What content has to agree on with the intents and the help lines."""
    contract = read(root, "intents.yaml", Intents)
    lists: dict[str, SlotList] = {
        source.item.type: source.item
        for source in read_folder(root, f"{locale}/lists", SlotList, FOLDERS["lists"][1])
    }
    yield from intents.problems(heard, contract.item.intents, lists, contract.name)
    lines = read(root, "helplines.yaml", HelpLines)
    if today is not None:
        yield from helplines.problems(lines, today, rules.item.limits.helpline_days)
    notes += [f"to be verified by a human: {told}" for told in helplines.to_verify(lines.item)]


def _coverage(
    heard: list[Piece],
    root: Traversable,
    folder: Path | None,
    found: list[Problem],
    notes: list[str],
) -> tuple[coverage.Covered, ...]:
    rows = coverage.read_rows(root)
    proofs = coverage.conversations(folder)
    if proofs is None:
        notes.append("the conversation tests are not here, so only content was looked at")
    covered = tuple(coverage.table(rows.item, heard, proofs))
    found += coverage.problems(rows, covered)
    return covered
