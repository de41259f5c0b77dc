"""What content says about requests: where each leads, and where each is likely."""

from collections.abc import Mapping

from content.schema import Action, Catalog, Where
from skill.turn import Expectation

Key = tuple[str | None, str | None, str | int | None]


def routes(catalog: Catalog) -> Mapping[Key, Action]:
    """Which request starts what, from the triggers in content."""
    found: dict[Key, Action] = {}
    for item in catalog.scripts.values():
        found |= {(t.intent, t.slot, t.value): Action(script=item.id) for t in item.on}
    for checked in catalog.checkins.values():
        found |= {(t.intent, t.slot, t.value): Action(checkin=checked.id) for t in checked.on}
    for spoken in catalog.feedback.values():
        found |= {(t.intent, t.slot, t.value): Action(feedback=spoken.id) for t in spoken.on}
    for answer in catalog.answers.values():
        found |= {(t.intent, t.slot, t.value): Action(answer=answer.id) for t in answer.on}
    return found


def expected(catalog: Catalog) -> Mapping[Where, Expectation]:
    """For each position, what content calls likely there."""
    found: dict[Where, tuple[str, ...]] = {}
    for name, intent in catalog.intents.items():
        for where in intent.expected:
            found[where] = (*found.get(where, ()), name)
    return {where: Expectation(intents) for where, intents in found.items()}
