"""`aftercare content check`: content by itself, and content as the handler plays it.

The language rules and coverage are `content.check`; lengths, reprompts and over-match need the
handler, and content knows nothing of it, so both are put together here.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path

from content import ContentError, load
from content.check import Checked, examine
from content.checks.coverage import as_lines
from content.checks.rules import read_rules
from content.checks.spoken import pieces
from content.loader import root_folder
from skill.checks import alarms, control, lengths, overmatch, replies

Write = Callable[[str], None]


def run(locale: str, *, coverage: bool = False, write: Write = print) -> int:
    """Check the content of a locale and print what is wrong; 0 when nothing is, 1 otherwise."""
    found = examined(locale)
    if coverage:
        for line in as_lines(found.rows):
            write(line)
    for note in found.notes:
        write(f"note: {note}")
    for problem in found.problems:
        write(str(problem))
    count = len(found.problems)
    write("no problems" if not count else f"{count} problem{'s' if count > 1 else ''}")
    return 1 if count else 0


def examined(locale: str) -> Checked:
    """Everything the checks find in the content of a locale."""
    checked = examine(
        locale, today=datetime.now(UTC).date(), conversations=conversation_folder(locale)
    )
    try:
        catalog = load(locale)
    except ContentError:
        return checked  # among the problems already: what cannot be read cannot be played
    heard = list(pieces(root_folder(), locale, []))
    played = {
        *control.problems(heard, catalog.intents, read_rules(root_folder(), locale)),
        *lengths.problems(catalog),
        *replies.problems(catalog),
        *overmatch.problems(catalog),
        *alarms.problems(catalog),
    }
    return Checked(tuple(sorted({*checked.problems, *played})), checked.notes, checked.rows)


def conversation_folder(locale: str) -> Path | None:
    """Where the conversation tests are in a checkout; None in an installed package."""
    content = files("content")
    if not isinstance(content, Path):
        return None
    folder = content.parent / "tests" / "conversations" / locale
    return folder if folder.is_dir() else None
