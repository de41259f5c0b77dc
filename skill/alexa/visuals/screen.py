"""Which document a response brings, if any.

Nothing is sent to a device without APL. A screen of ours never outlives what it belongs to: when a
reply has nothing to show, a quiet document takes the place of whatever is still there, so that a
circle does not go on while the voice waits, and help lines do not stay for the next person.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from content.schema import Catalog
from skill.alexa.fields import Json, text, within
from skill.alexa.packing import Packed
from skill.alexa.visuals import data, touch
from skill.alexa.visuals.documents import TOKEN, VERSION, Name, fragment, named

APL = "Alexa.Presentation.APL"
QUIET = f"{TOKEN}quiet"

_VERSION = re.compile(r"(\d{1,4})\.(\d{1,4})")


@dataclass(frozen=True, slots=True)
class Screen:
    """The screen of the device that asks."""

    shown: str | None
    """The token of the document it shows; None when it is none of ours."""
    touched: bool
    """Whether the request is a touch of it."""


def screen_of(envelope: Json) -> Screen | None:
    """The device's screen; None when it has none, or one that is older than our documents."""
    context = within(envelope, "context")
    runtime = within(context, "System", "device", "supportedInterfaces", APL, "runtime")
    if not _is_new_enough(text(runtime, "maxVersion")):
        return None
    token = text(within(context, APL), "token")
    return Screen(
        token if token and token.startswith(TOKEN) else None,
        within(envelope, "request").get("type") == touch.REQUEST,
    )


def own_name(token: str | None) -> str:
    """A document's name by its token, where it is one of ours; nothing else is told."""
    return named(token) or "a document"


def directives(packed: Packed, screen: Screen | None, catalog: Catalog) -> list[data.Json]:
    """What the screen, if there is one, is to show with an answer."""
    if screen is None:
        return []
    found = _shown(packed, catalog)
    if found is not None:
        return [_render(*found)]
    return [] if screen.shown in (None, QUIET) else [_render("quiet", {})]


def _shown(packed: Packed, catalog: Catalog) -> tuple[Name, data.Json] | None:
    visual = packed.visual
    if visual is None:
        return None
    seconds = sum(packed.seconds)
    if packed.after == "end":
        choices = []  # nobody would hear the touch
    elif packed.closing:
        choices = [
            *data.choices(visual.choices, catalog, until=seconds),
            *data.choices(packed.closing, catalog, since=seconds),
        ]
    else:
        choices = data.choices(visual.choices, catalog)
    if visual.help_lines:
        lines = visual.help_lines
        return "help", data.help_list(lines, choices, catalog, is_open=visual.asked_for)
    if visual.progress is not None and visual.breathing:
        return "pacer", data.pacer(visual.progress, visual.breathing, choices, catalog)
    if visual.progress is not None:
        return "progress", data.script(visual.progress, choices)
    return ("choices", {"choices": choices}) if choices else None


def _render(name: Name, shown: data.Json) -> data.Json:
    return {
        "type": f"{APL}.RenderDocument",
        "token": f"{TOKEN}{name}",
        "document": fragment(name),
        "datasources": {"screen": shown},
    }


@lru_cache(32)  # there are few, and each device says the same every time
def _is_new_enough(version: str | None) -> bool:
    found = _VERSION.match(version or "")
    return found is not None and (int(found[1]), int(found[2])) >= VERSION
