"""Which document a response brings, if any.

Nothing is sent to a device without APL. A screen of ours never outlives what it belongs to: when a
reply has nothing to show, a quiet document takes the place of whatever is still there, so that a
circle does not go on while the voice waits, and help lines do not stay for the next person.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from ask_sdk_model import Directive, RequestEnvelope, Response
from ask_sdk_model.interfaces.alexa.presentation.apl import RenderDocumentDirective, UserEvent
from ask_sdk_model.ui import PlayBehavior

from content.schema import Catalog
from skill.alexa.packing import Packed
from skill.alexa.serializer import PlainJson
from skill.alexa.visuals import data
from skill.alexa.visuals.documents import TOKEN, VERSION, Name, document, named

QUIET = f"{TOKEN}quiet"

_VERSION = re.compile(r"(\d{1,4})\.(\d{1,4})")


@dataclass(frozen=True, slots=True)
class Screen:
    """The screen of the device that asks."""

    shown: str | None
    """The token of the document it shows; None when it is none of ours."""


def screen_of(envelope: RequestEnvelope) -> Screen | None:
    """The device's screen; None when it has none, or one that is older than our documents."""
    context = envelope.context
    device = context.system.device if context and context.system else None
    interfaces = device.supported_interfaces if device else None
    offered = interfaces.alexa_presentation_apl if interfaces else None
    runtime = offered.runtime if offered else None
    if runtime is None or not _is_new_enough(runtime.max_version):
        return None
    shown = context.alexa_presentation_apl if context else None
    token = shown.token if shown else None
    return Screen(token if token and token.startswith(TOKEN) else None)


def own_name(token: str | None) -> str:
    """A document's name by its token, where it is one of ours; nothing else is told."""
    return named(token) or "a document"


def with_screen(
    said: Response, packed: Packed, envelope: RequestEnvelope, catalog: Catalog
) -> Response:
    """The response with what the device is to show, if it can."""
    screen = screen_of(envelope)
    if screen is None:
        return said
    found = _shown(packed, catalog)
    if found is not None:
        said.directives = [_render(*found)]
    elif screen.shown not in (None, QUIET):
        said.directives = [_render("quiet", {})]
    if isinstance(envelope.request, UserEvent) and said.output_speech is not None:
        # Alexa would finish what it says, which may be minutes of it, before it said the answer.
        said.output_speech.play_behavior = PlayBehavior.REPLACE_ALL
    return said


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


def _render(name: Name, shown: data.Json) -> Directive:
    return RenderDocumentDirective(
        token=f"{TOKEN}{name}",
        document=document(name),
        datasources=PlainJson(screen=shown),
    )


@lru_cache(32)  # there are few, and each device says the same every time
def _is_new_enough(version: str | None) -> bool:
    found = _VERSION.match(version or "")
    return found is not None and (int(found[1]), int(found[2])) >= VERSION
