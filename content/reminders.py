"""Reminders that a channel can set for a moment to come: their words and their moments."""

from typing import Annotated

from pydantic import Field

from content.base import Model, Text


class Moment(Model):
    """When a reminder is heard, on the clock of whoever asked for it."""

    name: Text
    """As it is said inside a sentence."""
    day: Text | None = None
    """The day alone, for an hour that was named; without one, no hour is heard beside it."""
    days: Annotated[int, Field(ge=0, le=31)] = 0
    """From today."""
    weekday: Annotated[int, Field(ge=0, le=6)] | None = None
    """The next one after today, 0 for Monday; then `days` counts for nothing."""
    hour: Annotated[int, Field(ge=0, le=23)]
    rolls: bool = False
    """Whether a moment that is past today comes again tomorrow."""


class Soon(Model):
    """When a reminder is heard that is not to wait for an hour of the day."""

    name: Text
    """As it is said inside a sentence."""
    minutes: Annotated[int, Field(ge=5, le=240)]
    """From now."""


class Reminders(Model):
    """What is said about reminders, and what a reminder itself says."""

    label: Text
    """All that a reminder says. Others may hear it, so it names nothing."""
    ask: Text
    """Put before every single one: {label} and {when}."""
    set: Text
    """{when}."""
    refused: Text
    unanswered: Text
    not_allowed: Text
    """The account does not let us set any, and a card in the app tells how to change that."""
    full: Text
    not_here: Text
    """The device cannot hold any."""
    past: Text
    failed: Text
    usual: Text
    """The moment for words that name none of `moments`."""
    at: Text
    """A day and the hour that was named: {day} and {hour}."""
    hours: dict[Text, Annotated[int, Field(ge=0, le=23)]]
    """By the entries of lists/hour, which are said; in order."""
    moments: dict[str, Moment | Soon]
    """By the entries of lists/when."""

    def has(self, when: str, hour: int | None) -> bool:
        """Whether a moment and the hour named beside it, None for its own, are among these."""
        return when in self.moments and (hour is None or hour in self.hours.values())
