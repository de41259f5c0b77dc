"""Coverage of the mission: each row has content that says it and a conversation that proves it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Annotated

from pydantic import Field

from content.checks.problem import Problem
from content.checks.spoken import Piece
from content.loader import read
from content.schema import Model, Row, Text
from content.source import ContentError, Lines, Source, place_of, read_yaml

RULE = "coverage"
ALL_ROWS = tuple(f"S{number}" for number in range(1, 79))


class Rows(Model):
    """content/rows.yaml: the rows of the mission, each in a few words."""

    rows: Annotated[dict[Row, Text], Field(min_length=1)]


@dataclass(frozen=True, slots=True)
class Covered:
    """One row: the content that says it, and the conversations that prove it."""

    row: str
    title: str
    content: tuple[str, ...]
    conversations: tuple[str, ...] | None
    """None where the conversations are not at hand, as in an installed package."""


def read_rows(root: Traversable) -> Source[Rows]:
    """The rows of the mission."""
    return read(root, "rows.yaml", Rows)


def conversations(folder: Path | None) -> dict[str, tuple[str, ...]] | None:
    """The rows each conversation file of a locale proves; None when there is no such folder."""
    if folder is None or not folder.is_dir():
        return None
    found: dict[str, tuple[str, ...]] = {}
    for path in sorted(folder.glob("*.yaml")):
        name = f"tests/conversations/{folder.name}/{path.name}"
        steps = read_yaml(path.read_text(encoding="utf-8-sig"), name)
        head = steps[0] if isinstance(steps, list) and steps else None
        rows = head.get("covers", []) if isinstance(head, dict) else []
        if not isinstance(rows, list) or not all(row in ALL_ROWS for row in rows):
            raise ContentError(f"{name}:1: covers: a list of rows is needed, from S1 to S78")
        found[path.stem] = tuple(rows)
    return found


def table(
    rows: Rows, pieces: Iterable[Piece], proofs: Mapping[str, tuple[str, ...]] | None
) -> list[Covered]:
    """Every row of the mission, with what covers it."""
    said: dict[str, list[str]] = {row: [] for row in ALL_ROWS}
    for piece in pieces:
        name = piece.source.name.split("/", 2)[2].removesuffix(".yaml")
        for row in sorted(covers(piece.source.item)):
            said[row].append(name)
    proved = proofs or {}
    return [
        Covered(
            row,
            rows.rows.get(row, ""),
            tuple(said[row]),
            None if proofs is None else tuple(name for name in proved if row in proved[name]),
        )
        for row in ALL_ROWS
    ]


def covers(item: object) -> set[str]:
    """The rows that an item or any part of it says."""
    match item:
        case Model():
            found = {str(row) for row in getattr(item, "covers", ())}
            return found.union(*(covers(getattr(item, name)) for name in type(item).model_fields))
        case tuple():
            return set[str]().union(*(covers(member) for member in item))
        case dict():
            return covers(tuple(item.values()))
        case _:
            return set()


def problems(source: Source[Rows], covered: Iterable[Covered]) -> Iterator[Problem]:
    """Rows that nothing says, and rows that nothing proves."""
    lines = Lines(source.text)
    for entry in covered:
        line, there = lines.find(("rows", entry.row))
        gaps = [
            told
            for missing, told in (
                (not entry.title, "no title"),
                (not entry.content, "no content covers it"),
                (entry.conversations == (), "no conversation covers it"),
            )
            if missing
        ]
        if gaps:
            told = f"{entry.row} {entry.title}".strip()
            yield Problem(source.name, line, place_of(there), RULE, f"{told}: {', '.join(gaps)}")


def as_lines(covered: Iterable[Covered]) -> Iterator[str]:
    """The table as text, a row a line."""
    covered = list(covered)
    wide = max((len(entry.title) for entry in covered), default=0)
    for entry in covered:
        said = ", ".join(entry.content) or "-"
        line = f"{entry.row:<4}{entry.title:<{wide}}  {said}"
        if entry.conversations is not None:
            line += f"  <- {', '.join(entry.conversations) or '-'}"
        yield line
    if not covered:
        return
    full = [entry for entry in covered if entry.content and entry.conversations != ()]
    proved = "said" if covered[0].conversations is None else "said and proved by a conversation"
    yield f"{len(full)} of {len(covered)} rows are {proved}"
