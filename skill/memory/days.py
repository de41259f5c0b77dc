"""The day a note is for: the entries of content/*/lists/when, counted from today."""

from collections.abc import Mapping
from datetime import date, timedelta

_AHEAD: Mapping[str, int] = {
    "tonight": 0,
    "later": 0,
    "ten minutes": 0,
    "twenty minutes": 0,
    "half an hour": 0,
    "an hour": 0,
    "two hours": 0,
    "next time": 0,
    "every time": 0,
    "morning": 0,
    "this afternoon": 0,
    "tomorrow": 1,
    "tomorrow morning": 1,
    "tomorrow afternoon": 1,
    "tomorrow night": 1,
    "every day": 1,
    "day after tomorrow": 2,
    "next week": 7,
    "every week": 7,
    "next month": 30,
}
_WEEKDAYS: Mapping[str, int] = {
    "monday": 0,
    "tuesday": 1,
    "wednesday": 2,
    "thursday": 3,
    "friday": 4,
    "saturday": 5,
    "weekend": 5,
    "sunday": 6,
}


def due(when: str, today: date) -> date:
    """The first day on which a note for `when` is given; tomorrow for what is not known."""
    if when in _WEEKDAYS:
        ahead = (_WEEKDAYS[when] - today.weekday() - 1) % 7 + 1
        return today + timedelta(days=ahead)
    return today + timedelta(days=_AHEAD.get(when, 1))
