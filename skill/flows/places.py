"""The place in a script where somebody stopped: kept as a session ends, gone on from at the next.

Only where settings are kept, and never for a script that leads to sleep.
"""

from skill.flows import script
from skill.flows.context import Context, Result, keeping, paused
from skill.flows.remembering import remembered
from skill.kept import Forget, KeepPlace, Place
from skill.turn import InScript


def leave(context: Context, result: Result) -> Result:
    """The session ends: keep the place in a script, where settings are kept."""
    known = remembered(context)
    position = paused(context.state.position)
    if known is None or known.settings is None or not isinstance(position, InScript):
        return result
    if context.catalog.scripts[position.script].ends == "silence":
        return result  # whoever falls asleep is not asked to go on
    place = Place(
        script=position.script,
        minutes=position.minutes,
        section=position.section,
        round=position.round,
        elapsed=position.elapsed,
        no_holds=position.no_holds,
        own_pace=position.own_pace,
        pattern=position.pattern,
    )
    return keeping(result, KeepPlace(place))


def go_on(context: Context, place: Place) -> Result:
    """Go on from where somebody stopped; the place is forgotten."""
    return keeping(script.resume(context, _position(place)), Forget("place"))


def _position(place: Place) -> InScript:
    return InScript(
        script=place.script,
        minutes=place.minutes,
        section=place.section,
        round=place.round,
        elapsed=place.elapsed,
        paused=True,
        no_holds=place.no_holds,
        own_pace=place.own_pace,
        pattern=place.pattern,
    )


def there(context: Context, place: Place) -> bool:
    """Whether this version's content still has the place."""
    return script.known(context, _position(place))
