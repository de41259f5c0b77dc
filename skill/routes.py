"""What content says about requests: where each leads, and where each is likely."""

from collections.abc import Iterator, Mapping

from content.schema import Action, Catalog, Where
from skill.turn import Expectation, Request

Key = tuple[str | None, str | None, str | int | None]
"""An intent, and a slot with its value where the content answers to one."""


class Routes:
    """Which request starts what, from the triggers in content."""

    def __init__(self, catalog: Catalog) -> None:
        self._slots = {name: tuple(intent.slots) for name, intent in catalog.intents.items()}
        self._actions = dict(_actions(catalog))

    def __iter__(self) -> Iterator[tuple[Key, Action]]:
        return iter(self._actions.items())

    def action(self, request: Request) -> Action | None:
        """Where a request leads: by a slot's value first, then by the intent alone."""
        for name in self._slots.get(request.intent, ()):
            slot = request.slots.get(name)
            action = self._actions.get((request.intent, name, slot.value)) if slot else None
            if action is not None:
                return action
        return self.usual(request.intent)

    def usual(self, intent: str) -> Action | None:
        """Where a request leads that names nothing in particular."""
        return self._actions.get((intent, None, None))


def _actions(catalog: Catalog) -> Iterator[tuple[Key, Action]]:
    for script in catalog.scripts.values():
        for trigger in script.on:
            yield (trigger.intent, trigger.slot, trigger.value), Action(script=script.id)
    for checkin in catalog.checkins.values():
        for trigger in checkin.on:
            yield (trigger.intent, trigger.slot, trigger.value), Action(checkin=checkin.id)
    for feedback in catalog.feedback.values():
        for trigger in feedback.on:
            yield (trigger.intent, trigger.slot, trigger.value), Action(feedback=feedback.id)
    for answer in catalog.answers.values():
        for trigger in answer.on:
            yield (trigger.intent, trigger.slot, trigger.value), Action(answer=answer.id)


def expected(catalog: Catalog) -> Mapping[Where, Expectation]:
    """For each position, what content calls likely there."""
    likely: dict[Where, tuple[str, ...]] = {}
    told: dict[Where, tuple[str, ...]] = {}
    for name, intent in catalog.intents.items():
        for where in intent.expected:
            likely[where] = (*likely.get(where, ()), name)
        for where in intent.told:
            told[where] = (*told.get(where, ()), name)
    return {
        where: Expectation(likely.get(where, ()), told=told.get(where, ()))
        for where in likely.keys() | told.keys()
    }
