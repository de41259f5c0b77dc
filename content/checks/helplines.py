"""Help lines are facts with a date: old ones are checked again before a release."""

from collections.abc import Iterator
from datetime import date

from content.checks.problem import Problem
from content.schema import HelpLine, HelpLines
from content.source import Lines, Source, place_of

RULE = "help-line"


def problems(source: Source[HelpLines], today: date, most_days: int) -> Iterator[Problem]:
    """Help lines that are stale, or that say a number in digits."""
    lines = Lines(source.text)
    for country, entries in source.item.countries.items():
        for index, entry in enumerate(entries):
            for field, told in _wrong(entry, today, most_days):
                line, there = lines.find(("countries", country, index, field))
                yield Problem(source.name, line, place_of(there), RULE, f"{entry.name}: {told}")


def to_verify(source: HelpLines) -> list[str]:
    """The lines a human has to verify before a release."""
    return [
        f"{country}: {entry.name}, {entry.number}, checked {entry.checked}"
        for country, entries in source.countries.items()
        for entry in entries
        if entry.verify
    ]


def _wrong(entry: HelpLine, today: date, most_days: int) -> Iterator[tuple[str, str]]:
    if told := _dated(entry, today, most_days):
        yield "checked", told
    if any(sign.isdigit() for sign in entry.spoken):
        yield "spoken", "the number is written as words for the voice"


def _dated(entry: HelpLine, today: date, most_days: int) -> str:
    try:
        checked = date.fromisoformat(entry.checked)
    except ValueError:
        return f"{entry.checked} is no date"
    if checked > today:
        return f"checked on {entry.checked}, which is still to come"
    age = (today - checked).days
    if age <= most_days or entry.verify:
        return ""
    return f"checked {age} days ago, at most {most_days}: check it, or set verify"
