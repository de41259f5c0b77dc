"""A script as text with its times, for whoever writes or checks it."""

from collections.abc import Iterator

from content.schema import Catalog, Script
from skill.flows import script as flow
from skill.flows.context import Context
from skill.flows.plan import Planner
from skill.speech import as_text
from skill.turn import State, Turn


def read_script(catalog: Catalog, script: Script, length: float | None = None) -> Iterator[str]:
    """Lines such as "0:07  settle      Let your shoulders drop. [4s]", one for each part."""
    context = Context(
        catalog, Turn("proceed", catalog.locale), State(), {}, {script.id: Planner(script)}
    )
    seconds = 0.0
    for position, part in flow.parts_at(context, script, length):
        seconds = position.elapsed
        name = script.sections[position.section].id
        yield f"{_clock(seconds):>5}  {name:<14} {as_text(part.speech)}"
        seconds += part.seconds
    yield f"{_clock(seconds):>5}"


def _clock(seconds: float) -> str:
    return f"{int(seconds) // 60}:{int(seconds) % 60:02}"
