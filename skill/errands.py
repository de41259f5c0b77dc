"""What a reply may ask a channel to do outside the conversation, and how that went.

A channel that can do it says so with each turn. How it went comes back as a turn of its own.
"""

from dataclasses import dataclass
from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from skill.kept import Name

Hour: TypeAlias = Annotated[int, Field(ge=0, le=23)]


@dataclass(frozen=True, slots=True)
class Remind:
    """Set a reminder. The person has said yes to this one, knowing when and what it says."""

    when: Name
    """One of the moments in content/*/reminders.yaml."""
    hour: Hour | None = None
    """On the clock of whoever asked; None for the moment's own."""


How: TypeAlias = Literal[
    "done", "refused", "unanswered", "not_allowed", "full", "not_here", "past", "failed"
]
"""Refused and unanswered: whoever holds the account was asked for leave. Not allowed: nobody could
be asked. Full and not here: the account or the device has no room or no means. Past: the moment is
over. Failed: anything else, and nothing was set."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How an errand went."""

    errand: Remind
    how: How
